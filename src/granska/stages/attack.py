"""What an attacker can work out of the counts that are hidden, from everything that is published.

This is the check on `suppression`, and shares nothing with it but the description of the tables. An attacker knows
every published count, that each line of a table adds up, that counts are whole numbers that are not negative, the
ceilings, and the published figures within their rounding. All tables that agree with this are possible. The answer for a hidden
count is its smallest and its largest value over them: two integer programmes for each count and attacker. Cox (1995)
calls the audit of a suppression pattern by such bounds necessary, since counting the hidden cells of each line is not
enough.

- L. H. Cox (1995). Network models for complementary cell suppression. Journal of the American Statistical
  Association 90, 1453–1462.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from granska.stages.linked import Cell, Counts, LinkedTables, Table

READER = "reader"
"""The attacker who knows what is published, and nothing more."""

UNSAID = Cell()
UNBOUNDED = 3  # milp's status
FIGURE_SIZE = 1000.0  # the largest weight of a figure as milp gets it, whose tolerance is absolute
BORDER = 1e-6  # on that scale: a value on the border of a rounding interval is within it

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Attack:
    """What one attacker learns of one hidden count.

    Parameters
    ----------
    attacker : str
        `READER`, or the holder who knows the counts of its own row.
    table, cell : str
        The first table that has the count, and the count's name.
    low, high : float
        The smallest and the largest value that the count can have; whole numbers, or infinite.
    safe : bool
        Whether that is little enough; true for what needs no protection.
    accepted : bool
        Whether its being worked out is accepted, so that it needs no protection.
    """

    attacker: str
    table: str
    cell: str
    low: float
    high: float
    safe: bool
    accepted: bool = False



def audit(
    table: Counts, hidden: Collection[tuple[int, int]], settings: object
) -> dict[tuple[int, int], tuple[float, float]]:
    """Find the smallest and the largest value that a reader can derive for each hidden cell of one table.

    Parameters
    ----------
    table : integer array, shape (rows + 1, columns + 1)
        Counts with their margins in the last row and the last column.
    hidden : collection of (row, column)
        The cells that are not shown.
    settings : object
        As of `audit_jointly`; what can be derived does not depend on them.

    Returns
    -------
    dict of (row, column) to (low, high)
        Whole numbers; high is infinite where nothing limits it.

    Raises
    ------
    AssertionError
        The table does not add up.

    Examples
    --------
    >>> four = {(0, 0), (0, 1), (1, 0), (1, 1)}
    >>> audit(np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), four, None)[0, 0]
    (0, 8)
    """
    counts = np.asarray(table)
    names = tuple(tuple(f"{row:06d},{column:06d}" for column in range(counts.shape[1])) for row in range(len(counts)))
    linked = LinkedTables((Table("the table", counts, names),))
    at = {names[row][column]: (row, column) for row, column in hidden}
    found = audit_jointly(linked, frozenset(at), settings)
    return {at[attack.cell]: (attack.low, attack.high) for attack in found}


def audit_jointly(
    linked: LinkedTables,
    hidden: frozenset[str],
    settings: object,
    withheld_figures: frozenset[str] = frozenset(),
) -> list[Attack]:
    """Find what the reader and each holder can derive for each hidden count of linked tables.

    Parameters
    ----------
    linked : LinkedTables
        The tables. The value of a hidden count is used for nothing but to judge the answer, and as what its own
        holder knows.
    hidden : frozenset of str
        The counts that are not shown, beside those that are `hidden` in `linked.cells`; a count that everybody knows
        is not hidden by being named here.
    settings : object
        Has `threshold`, `rule`, `zeros_sensitive` and `accept_pairs`, as `granska.review.protection.Disclosure` has;
        what is missing has the value it has there by default.
    withheld_figures : frozenset of str
        Figures that are not shown.

    Returns
    -------
    list of Attack
        By attacker, the reader first, then by name of the count. Counts that are never shown and not sensitive
        (gender by stratum) are unknown to the attacker too, but nothing is said about them.

    Raises
    ------
    AssertionError
        An answer leaves out the true value, or what is published contradicts itself: the programme is wrong, or what
        it was given.

    Examples
    --------
    >>> names = (("a yes", "a no", "a"), ("b yes", "b no", "b"), ("yes", "no", "all"))
    >>> table = Table("answers", np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), names)
    >>> [attack] = audit_jointly(LinkedTables((table,)), frozenset(["a yes"]), None)
    >>> attack.low, attack.high, attack.safe
    (3, 3, False)
    """
    values = _values(linked.tables)
    unknown = {
        name for name in values if (name in hidden or _cell(linked, name).hidden) and not _cell(linked, name).known
    }
    asked = sorted(name for name in unknown if name in hidden or _cell(linked, name).sensitive)
    first_table = {name: table.name for table in reversed(linked.tables) for line in table.cells for name in line}
    programme = _Programme(linked, {name: values[name] for name in values if name not in unknown}, withheld_figures)
    holders = sorted({_cell(linked, name).holder for name in unknown} - {""})
    found = []
    for attacker in [READER, *holders]:
        own = {name: values[name] for name in unknown if attacker != READER and _cell(linked, name).holder == attacker}
        limits = programme.limits(own, [name for name in asked if name not in own])
        for name, (low, high) in limits.items():
            if not low <= values[name] <= high:
                raise AssertionError(f"the attack on '{name}' in '{first_table[name]}' leaves out what is true")
            cell = _cell(linked, name)
            needs = cell.sensitive and not cell.accepted and _small(values[name], settings)
            enough = _enough(low, high, cell, settings, attacker)
            found.append(
                Attack(attacker, first_table[name], name, low, high, enough or not needs, cell.accepted)
            )
    return found


def _values(tables: Iterable[Table]) -> dict[str, int]:
    """Give each count by its name."""
    values: dict[str, int] = {}
    for table in tables:
        for names, counts in zip(table.cells, table.counts.tolist(), strict=True):
            for name, count in zip(names, counts, strict=True):
                if values.setdefault(name, count) != count:
                    raise AssertionError(f"'{name}' in '{table.name}' is another count than in a table before it")
    return values


def _cell(linked: LinkedTables, name: str) -> Cell:
    return linked.cells.get(name, UNSAID)


def _small(value: int, settings: object) -> bool:
    smallest = 0 if getattr(settings, "zeros_sensitive", False) else 1
    return smallest <= value < getattr(settings, "threshold", 5)


def _enough(low: float, high: float, cell: Cell, settings: object, attacker: str) -> bool:
    """Say whether a small count is protected when it is only known to lie between these."""
    if attacker != READER:
        return low < high or getattr(settings, "accept_pairs", False)
    if getattr(settings, "rule", "upper_bound") == "not_exact":
        return low < high
    threshold = getattr(settings, "threshold", 5)
    return low < high and high >= (threshold if cell.ceiling is None else min(threshold, cell.ceiling))


class _Programme:
    """All tables that agree with what is published: what is unknown, and the equations and limits it obeys.

    Where a line has one unknown it is worked out, and where it has two the one is written as the other, before any
    programme is solved. What is left are the roots.
    """

    def __init__(self, linked: LinkedTables, shown: Mapping[str, int], withheld: frozenset[str]):
        self.name = ", ".join(table.name for table in linked.tables[:3])
        self.replaced: dict[str, tuple[int, int, str]] = {}
        equations = list(dict.fromkeys(_equations(linked.tables, shown)))
        while self._replace(equations):
            pass
        unknown = sorted({name for terms, _ in equations for name, _ in terms})
        self.roots = [name for name in unknown if name not in self.replaced]
        self.column = {name: number for number, name in enumerate(self.roots)}
        self.lower = np.zeros(len(self.roots))
        self.upper = np.full(len(self.roots), np.inf)
        for name in unknown:
            self._limit(name, _cell(linked, name).ceiling)
        rows, lows, highs = [], [], []
        for terms, right in equations:
            reduced, right = self._reduced(terms, right)
            if reduced:
                rows.append({self.column[name]: factor for name, factor in reduced.items()})
                lows.append(float(right))
                highs.append(float(right))
        for figure in linked.figures:
            if figure.name not in withheld:
                known = sum(weight * shown[name] for name, weight in figure.coefficients.items() if name in shown)
                terms_of = [(name, weight) for name, weight in figure.coefficients.items() if name not in shown]
                weights, constant = self._reduced(terms_of, 0)
                if weights:
                    size = max(abs(weight) for weight in weights.values()) / FIGURE_SIZE
                    rows.append({self.column[name]: weight / size for name, weight in weights.items()})
                    lows.append((figure.low - known + constant) / size - BORDER)
                    highs.append((figure.high - known + constant) / size + BORDER)
        self.matrix = np.zeros((len(rows), len(self.roots)))
        for number, row in enumerate(rows):
            self.matrix[number, list(row)] = list(row.values())
        self.row_lower, self.row_upper = np.array(lows), np.array(highs)
        self.points = np.zeros((0, len(self.roots)))
        self.row_lower, self.row_upper = np.array(lows), np.array(highs)
        self.points = np.zeros((0, len(self.roots)))

    def _meaning(self, name: str) -> tuple[int, int, str]:
        """Write an unknown as ``offset + sign * root``; the sign is 0 where it is worked out."""
        offset, sign = 0, 1
        while sign and name in self.replaced:
            more, turn, name = self.replaced[name]
            offset, sign = offset + sign * more, sign * turn
        return offset, sign, name

    def _reduced(self, terms: Iterable[tuple[str, float]], right: float) -> tuple[dict[str, float], float]:
        """Write an equation in the roots."""
        reduced: dict[str, float] = {}
        for name, factor in terms:
            offset, sign, root = self._meaning(name)
            right -= factor * offset
            if sign:
                reduced[root] = reduced.get(root, 0) + factor * sign
        return {root: factor for root, factor in reduced.items() if factor}, right

    def _replace(self, equations: Iterable[tuple[tuple[tuple[str, int], ...], int]]) -> bool:
        """Work out or rewrite what one pass through the equations gives; say whether it gave anything."""
        before = len(self.replaced)
        for terms, right in equations:
            reduced, rest = self._reduced(terms, right)
            if len(reduced) == 1:
                [(root, factor)] = reduced.items()
                value, remainder = divmod(rest, factor)
                if remainder:
                    raise self._contradiction()
                self.replaced[root] = (int(value), 0, root)
            elif len(reduced) == 2 and set(map(abs, reduced.values())) == {1}:
                (first, turn), (other, factor) = reduced.items()
                self.replaced[first] = (int(rest * turn), int(-turn * factor), other)
            elif not reduced and rest:
                raise self._contradiction()
        return len(self.replaced) > before

    def _contradiction(self) -> AssertionError:
        return AssertionError(f"what is published of '{self.name}' contradicts itself")

    def _limit(self, name: str, ceiling: int | None) -> None:
        """Hold a root within what an unknown that is written by it can be: not negative, not above its ceiling."""
        offset, sign, root = self._meaning(name)
        highest = np.inf if ceiling is None else ceiling
        if sign:
            column = self.column[root]
            ends = sorted([-offset * sign, (highest - offset) * sign])
            self.lower[column] = max(self.lower[column], ends[0])
            self.upper[column] = min(self.upper[column], ends[1])
        elif not 0 <= offset <= highest:
            raise self._contradiction()

    def limits(self, own: Mapping[str, int], asked: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Give the smallest and the largest value of each count asked for, to one who knows its own."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for name, value in own.items():
            offset, sign, root = self._meaning(name)
            if sign:
                lower[self.column[root]] = upper[self.column[root]] = (value - offset) * sign
        found = {}
        for name in asked:
            offset, sign, root = self._meaning(name)
            if not sign:
                found[name] = (offset, offset)
                continue
            column = self.column[root]
            ends = [self._end(column, turn, lower, upper) for turn in (1, -1)]
            low, high = sorted(offset + sign * end for end in ends)
            found[name] = (low, high)
        return found

    def _end(self, column: int, turn: int, lower: Vector, upper: Vector) -> float:
        """Find the smallest value of a root, or the largest where turn is -1."""
        aim = np.zeros(len(self.roots))
        aim[column] = turn
        rows = LinearConstraint(self.matrix, self.row_lower, self.row_upper)
        done = milp(aim, integrality=np.ones(len(aim)), bounds=Bounds(lower, upper), constraints=rows)
        if done.status == UNBOUNDED:
            return -turn * math.inf
        if done.x is None:
            raise self._contradiction()
        return round(done.x[column])


def _equations(tables: Iterable[Table], shown: Mapping[str, int]) -> Iterator[tuple[tuple[tuple[str, int], ...], int]]:
    """Give what each line says of the unknown: the terms, and what they add up to."""
    for table in tables:
        for line in [*table.cells, *zip(*table.cells, strict=True)]:
            signs = [*(1 for _ in line[1:]), -1]
            unknown = tuple((name, sign) for name, sign in zip(line, signs, strict=True) if name not in shown)
            known = sum(sign * shown[name] for name, sign in zip(line, signs, strict=True) if name in shown)
            if unknown:
                yield unknown, -known
