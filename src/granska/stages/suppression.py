"""Which counts have to be hidden so that no small one can be worked out, and no more than that.

A small count is *primary*: it is not shown. Since lines add up, and since figures are made of counts, others have to be
hidden with it. Which ones is an integer programme (Fischetti & Salazar 2001): a master programme chooses counts, an
attack on its choice looks for a small count that is still given away, and each one that is found becomes a condition on
the choices to come, until nothing is given away. The conditions are

- for each line: a hidden count has another hidden one beside it; a small one has also another that the attacker does
  not hold itself;
- *capacity*: the attack's linear programme proves by its multipliers how far a hidden count can lie from what it is.
  Every count that the proof uses loosens it by a known length if it is hidden; together they must loosen it enough;
- where the proof needs that counts are whole numbers: one of the counts that are shown, and that would change
  anything, must be hidden. Any part of a choice that gives something away gives it away as well.

As the conditions never rule out a choice that protects, a choice that fulfils them at the smallest cost and protects is
the best there is.

- M. Fischetti, J. J. Salazar (2001). Solving the cell suppression problem on tabular data with linear constraints.
  Management Science 47, 1008–1027.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from granska.errors import InputError
from granska.stages.covering import TINY, cheapest
from granska.stages.line_needs import line_needs
from granska.stages.linked import Cell, Counts, LinkedTables, Suppression, Table
from granska.stages.moves import FIGURE_SIZE, Aim, Demand, Mask, Moves

Vector = npt.NDArray[np.float64]

UNSAID = Cell()
MOST_ROUNDS = 200  # of master and attack; after them the best choice found is given, with its gap
AT_ONCE = 16  # counts whose order one master programme can tell apart
# Counts that hang together, from which on a choice a little larger than the smallest is taken: the proof takes minutes.
LARGE, GAP = 500, 0.03


def suppress(table: Counts, settings: object) -> set[tuple[int, int]]:
    """Choose the cells of one table that have to be hidden.

    Parameters
    ----------
    table : integer array, shape (rows + 1, columns + 1)
        Counts with their margins in the last row and the last column.
    settings : object
        As of `suppress_jointly`. Where `keep_margins` holds, the margins are shown, small or not; where not, they are
        counts like others.

    Returns
    -------
    set of (row, column)
        Those that are small, and those that would give them away.

    Raises
    ------
    InputError
        No choice protects every small cell.

    Examples
    --------
    >>> sorted(suppress(np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), None))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    counts = np.asarray(table)
    at = {f"row {row:06d}, column {column:06d}": (row, column) for row, column in np.ndindex(counts.shape)}
    names = np.array(list(at)).reshape(counts.shape)
    kept = Cell(sensitive=False, known=True) if getattr(settings, "keep_margins", True) else UNSAID
    margins = dict.fromkeys([*names[-1].tolist(), *names[:, -1].tolist()], kept)
    linked = LinkedTables((Table("the table", counts, tuple(map(tuple, names.tolist()))),), margins)
    return {at[name] for name in suppress_jointly(linked, settings).hidden}


def suppress_jointly(linked: LinkedTables, settings: object) -> Suppression:
    """Choose the counts of linked tables that have to be hidden: the fewest, then the smallest sum of them.

    Of choices that are as good the first in sorted order is taken. Figures are hidden only where no choice of counts is
    enough. A count that is the margin of every table it stands in is hidden only if it is small itself, or where
    `keep_margins` does not hold.

    Parameters
    ----------
    linked : LinkedTables
        The tables.
    settings : object
        Has `threshold`, `rule`, `zeros_sensitive`, `keep_margins` and `accept_pairs`, as
        `granska.review.protection.Disclosure` has; what is missing has the value it has there by default.

    Returns
    -------
    Suppression
        `primary` holds the small counts. Counts that are `hidden` in `linked.cells` are hidden as well; they are named
        here only where they are small.

    Raises
    ------
    InputError
        No choice protects every small count: names one of them, and what can be done.

    Examples
    --------
    >>> names = (("a yes", "a no", "a"), ("b yes", "b no", "b"), ("yes", "no", "all"))
    >>> table = Table("answers", np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), names)
    >>> margins = dict.fromkeys(["a", "b", "yes", "no", "all"], Cell(known=True))
    >>> sorted(suppress_jointly(LinkedTables((table,), margins), None).complementary)
    ['a no', 'b no', 'b yes']
    """
    everything = _Everything(linked, settings)
    complementary, figures, gap = set(), set(), 0.0
    for columns in everything.parts():
        chosen, withheld, more = _Search(everything, columns).best()
        complementary |= chosen
        figures |= withheld
        gap += more
    return Suppression(everything.primary, frozenset(complementary), frozenset(figures), gap)


class _Everything:
    """Linked tables as arrays: one column a count that is hidden or can be, in sorted order."""

    def __init__(self, linked: LinkedTables, settings: object):
        self.threshold = getattr(settings, "threshold", 5)
        self.exact = getattr(settings, "rule", "upper_bound") == "not_exact"
        self.alone = getattr(settings, "accept_pairs", False)
        smallest = 0 if getattr(settings, "zeros_sensitive", False) else 1
        self.table: dict[str, str] = {}
        values: dict[str, int] = {}
        inner: set[str] = set()
        lines: dict[tuple[tuple[str, int], ...], None] = {}
        for table in linked.tables:
            for names, counts in zip(table.cells, table.counts.tolist(), strict=True):
                values |= zip(names, counts, strict=True)
                self.table = dict.fromkeys(names, table.name) | self.table
            inner |= {name for line in table.cells[:-1] for name in line[:-1]}
            for line in [*table.cells, *zip(*table.cells, strict=True)]:
                lines[*((name, 1) for name in line[:-1]), (line[-1], -1)] = None
        cells = {name: linked.cells.get(name, UNSAID) for name in sorted(values)}
        self.primary = frozenset(
            name
            for name, cell in cells.items()
            if cell.sensitive and not cell.known and smallest <= values[name] < self.threshold
        )
        always = self.primary | {name for name, cell in cells.items() if cell.hidden and not cell.known}
        kept = getattr(settings, "keep_margins", True)
        self.names = [
            name for name, cell in cells.items() if name in always or not (cell.known or (kept and name not in inner))
        ]
        self.column = {name: column for column, name in enumerate(self.names)}
        self.cells = [cells[name] for name in self.names]
        self.always = np.array([name in always for name in self.names], bool)
        self.values = np.array([values[name] for name in self.names], float)
        # a count that stands by itself is its own total, and its line says nothing
        self.lines = self._rows(dict(line) for line in lines if line[0][0] != line[-1][0])
        self.lines = np.unique(self.lines[self.lines.any(axis=1)], axis=0)
        self.figure_names = sorted({figure.name for figure in linked.figures})
        sides = [
            (sign, figure, limit)
            for figure in linked.figures
            for sign, limit in ((1, figure.high), (-1, -figure.low))
            if np.isfinite(limit)
        ]
        self.weights = self._rows(
            {name: sign * weight for name, weight in figure.coefficients.items()} for sign, figure, _ in sides
        )
        sums = [sum(weight * values[name] for name, weight in figure.coefficients.items()) for _, figure, _ in sides]
        self.slacks = np.array([limit - sign * total for (sign, _, limit), total in zip(sides, sums, strict=True)])
        self.figure_of = np.array([self.figure_names.index(figure.name) for _, figure, _ in sides], int)
        size = np.abs(self.weights).max(axis=1, initial=0)
        bears = size > 0
        self.weights = self.weights[bears] / size[bears, None] * FIGURE_SIZE
        self.slacks = self.slacks[bears] / size[bears] * FIGURE_SIZE
        self.figure_of = self.figure_of[bears]
        for slack, figure in zip(self.slacks, self.figure_of, strict=True):
            if slack < -TINY:
                raise InputError(f"'{self.figure_names[figure]}' is not what its counts give")
        self.slacks = np.maximum(self.slacks, 0)
        self.rooms = self._rooms(lines, values)

    def _rows(self, terms: Iterable[Mapping[str, float]]) -> Vector:
        """Put factors where their counts stand; those of counts that everybody knows are left out."""
        rows = []
        for factors in terms:
            row = np.zeros(len(self.names))
            for name, factor in factors.items():
                if name in self.column:
                    row[self.column[name]] += factor
            rows.append(row)
        return np.array(rows, float).reshape(len(rows), len(self.names))

    def _rooms(self, lines: Iterable[tuple[tuple[str, int], ...]], values: Mapping[str, int]) -> Vector:
        """Say by how much each count can be larger, by its ceiling and by the totals that everybody knows."""
        highest = np.array([np.inf if cell.ceiling is None else cell.ceiling for cell in self.cells])
        for _ in range(3):  # totals of totals of totals
            for line in lines:
                *parts, (total, _) = line
                most = highest[self.column[total]] if total in self.column else values[total]
                for name, _ in parts:
                    if name in self.column:
                        column = self.column[name]
                        highest[column] = min(highest[column], most)
        rooms: Vector = np.maximum(highest - self.values, 0)
        return rooms

    def parts(self) -> list[npt.NDArray[np.int64]]:
        """Give the columns that hang together by a line or a figure, where a count has to be protected."""
        together = csr_array((np.vstack([self.lines, self.weights]) != 0).astype(int))
        _, label = connected_components(together.T @ together, directed=False)
        needy = sorted({label[aim.column] for aim in self.aims()})
        return [np.flatnonzero(label == one) for one in needy]

    def aims(self) -> list[Aim]:
        """Name every small count, and every attacker that it has to be protected from."""
        aims = []
        for column, cell in enumerate(self.cells):
            if self.names[column] in self.primary and not cell.accepted:
                enough = self.threshold if cell.ceiling is None else min(self.threshold, cell.ceiling)
                rise = 0 if self.exact else max(0, enough - int(self.values[column]))
                aims.append(Aim(column, "", rise))
        return aims


class _Search:
    """The master programme for counts that hang together."""

    def __init__(self, everything: _Everything, columns: npt.NDArray[np.int64]):
        self.all = everything
        self.names = [everything.names[column] for column in columns]
        holders = np.array([everything.cells[column].holder for column in columns])
        bears = everything.weights[:, columns].any(axis=1)
        self.figure_names = sorted({everything.figure_names[figure] for figure in everything.figure_of[bears]})
        figure_of = [self.figure_names.index(everything.figure_names[figure]) for figure in everything.figure_of[bears]]
        lines = everything.lines[:, columns]
        self.lines = lines[lines.any(axis=1)]
        self.values = everything.values[columns]
        self.moves = Moves(
            self.values,
            everything.rooms[columns],
            self.lines,
            everything.weights[np.ix_(bears, columns)],
            everything.slacks[bears],
            np.array(figure_of, int),
            holders,
        )
        self.always = everything.always[columns]
        place = {column: number for number, column in enumerate(columns.tolist())}
        aims = [aim for aim in everything.aims() if aim.column in place]
        own = [] if everything.alone else sorted(set(holders.tolist()) - {""})
        self.aims = [replace(aim, column=place[aim.column]) for aim in aims]
        self.aims += [
            Aim(aim.column, holder, 0) for aim in self.aims for holder in own if holder != holders[aim.column]
        ]
        self.bound = 0.0
        self.rows: list[Vector] = []
        self.needs: list[float] = []
        for counts, need in line_needs(self.lines, holders, self.aims, self.always):
            self._add(counts, np.zeros(self._figures), need)

    @property
    def _large(self) -> bool:
        return len(self.names) > LARGE

    @property
    def _figures(self) -> int:
        return len(self.figure_names)

    def _add(self, counts: Vector, figures: Vector, need: float) -> None:
        self.rows.append(np.concatenate([np.where(self.always, 0, counts), figures]))
        self.needs.append(need)

    def best(self) -> tuple[set[str], set[str], float]:
        """Give the counts and the figures that are hidden by the best choice, and its gap."""
        size = len(self.names) + self._figures
        per_count = self.values.sum() + 1
        cost = np.concatenate([self.values + per_count, np.full(self._figures, (len(self.names) + 1) * per_count)])
        lowest, highest = np.zeros(size), np.ones(size)
        highest[: len(self.names)][self.always] = 0
        choice, done = self._protecting(cost, lowest, highest)
        if done and self._large:
            return *self._named(choice), float(max(0, choice.sum() - np.ceil(self.bound / per_count - 1)))
        if not done:
            needed = choice
            choice = self._enlarged(choice > 0, cost).astype(float)
            return *self._named(choice), float(max(0, choice.sum() - needed.sum()))
        # of the choices that cost as much, the first in sorted order: the names are in order, so the earliest columns
        price = float(cost @ choice)
        self.rows.append(-cost)
        self.needs.append(-price - 0.5)
        optional = np.flatnonzero(highest[: len(self.names)])
        for begin in range(0, len(optional), AT_ONCE):
            block = optional[begin : begin + AT_ONCE]
            if not choice[optional[begin:]].any():
                break
            aim = np.zeros(size)
            aim[block] = -(2.0 ** np.arange(len(block))[::-1])
            first, done = self._protecting(aim, lowest, highest)
            if not done:
                break
            choice = first
            lowest[block] = highest[block] = choice[block]
        return *self._named(choice), 0.0

    def _named(self, choice: Vector) -> tuple[set[str], set[str]]:
        """Name the counts and the figures of a choice."""
        names = {self.names[column] for column in np.flatnonzero(choice[: len(self.names)])}
        return names, {self.figure_names[figure] for figure in np.flatnonzero(choice[len(self.names) :])}

    def _enlarged(self, chosen: Mask, cost: Vector) -> Mask:
        """Hide all that is demanded until nothing is given away, and show again what turns out not to be needed."""
        waiting = list(self.aims)
        while waiting:
            demand = self._demand(waiting[-1], chosen)
            if demand is None:
                waiting.pop()
                continue
            no_figure, no_count = np.zeros(self._figures, bool), np.zeros(len(self.names), bool)
            for more in (
                np.concatenate([(demand.gains > 0) & ~self.always, no_figure]),
                np.concatenate([~self.always, no_figure]),
                np.concatenate([no_count, demand.figures > 0]),
                np.concatenate([no_count, ~no_figure]),
            ):
                if (more & ~chosen).any():
                    chosen = chosen | more
                    break
            else:
                raise self._impossible()
        for place in np.argsort(-cost, kind="stable"):
            fewer = chosen.copy()
            fewer[place] = False
            if chosen[place] and all(self._demand(aim, fewer) is None for aim in self.aims):
                chosen = fewer
        return chosen

    def _demand(self, aim: Aim, chosen: Mask) -> Demand | None:
        """Attack a choice."""
        hidden = self.always | chosen[: len(self.names)]
        return self.moves.demand(aim, hidden, chosen[len(self.names) :], ~self.always)

    def _protecting(self, cost: Vector, lowest: Vector, highest: Vector) -> tuple[Vector, bool]:
        """Solve the master programme, and attack its choice, until nothing is given away or enough was tried."""
        for _ in range(MOST_ROUNDS):
            rows = csr_array(np.array(self.rows).reshape(-1, len(cost)))
            found = cheapest(cost, rows, np.array(self.needs), lowest, highest, GAP if self._large else 0.0)
            if found is None:
                raise self._impossible()
            choice, self.bound = found
            given_away: set[int] = set()
            hidden, withheld = self.always | (choice[: len(self.names)] > 0), choice[len(self.names) :] > 0
            for aim in self.moves.unproven(self.aims, hidden, withheld):
                if aim.column in given_away:  # by one attacker is enough to look for another choice
                    continue
                demand = self._demand(aim, choice > 0)
                if demand is not None:
                    given_away.add(aim.column)
                    if demand.gains.sum() + demand.figures.sum() < demand.need:
                        raise self._impossible()
                    self._add(demand.gains, demand.figures, demand.need)
            if not given_away:
                return choice, True
        return choice, False

    def _impossible(self) -> InputError:
        """Name the first count that is given away although everything is hidden that may be."""
        everything, every_figure = np.ones(len(self.names), bool), np.ones(self._figures, bool)
        aim = next(aim for aim in self.aims if not self.moves.protects(aim, everything, every_figure))
        name = self.names[aim.column]
        attacker = f"from '{aim.holder}', which knows its own counts" if aim.holder else "from a reader"
        return InputError(
            f"'{self.all.table[name]}': '{name}' cannot be protected {attacker}, even if everything is hidden that may "
            "be. In review.yml under disclosure: keep_margins: false lets totals be hidden, accept_pairs: true accepts "
            "that two strata tell each other, always_sensitive shows the question for the whole only."
        )
