"""What a choice of hidden counts gives away, and the proof of it: the half of `suppression` that attacks.

Everything is said in *moves*: by how much each count of a possible table differs from the true one. A move adds up to
nothing along every line, changes only what is hidden, and leaves the figures within their rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

Columns = npt.NDArray[np.int64]

FIGURE_SIZE = 1000.0  # the largest weight of a figure as the programmes get it: their tolerances are absolute
TINY = 1e-6
NOTHING = 1e-9  # a multiplier that is nothing but the error of computing it
GIVEN_UP = 1  # milp's status
MOST_TRIES = 16  # of hiding more
MOST_NODES = 20  # that are searched for whether hiding more would help


@dataclass(frozen=True)
class Aim:
    """A small count, and who is not to work it out.

    Parameters
    ----------
    column : int
        The count.
    holder : str
        The attacker: one who holds counts of its own, or nobody.
    rise : int
        By how much its largest possible value must exceed it; 0 where any other value is enough.
    """

    column: int
    holder: str
    rise: int

    @property
    def wanted(self) -> tuple[int, ...]:
        """The changes of the count of which one must be possible."""
        return (self.rise,) if self.rise else (1, -1)


@dataclass(frozen=True)
class Demand:
    """What every choice that protects fulfils: ``sum(gains of hidden counts) + sum(of withheld figures) >= need``."""

    gains: Vector
    figures: Vector
    need: float


class Moves:
    """The possible tables of counts that hang together, as moves from the true one.

    Parameters
    ----------
    values : array, shape (columns,)
        The true counts.
    rooms : array, shape (columns,)
        By how much each can be larger; infinite where nothing limits it.
    lines : array, shape (lines, columns)
        1 for a part, -1 for a total.
    figures : sequence of LinearFigure
        With `columns`, where their counts stand.
    holders : sequence of str
        Who holds each count.
    """

    def __init__(
        self,
        values: Vector,
        rooms: Vector,
        lines: Vector,
        weights: Vector,
        slacks: Vector,
        figure_of: npt.NDArray[np.int64],
        holders: npt.NDArray[np.str_],
    ):
        self.values, self.rooms, self.lines = values, rooms, lines
        self.weights, self.slacks, self.figure_of, self.holders = weights, slacks, figure_of, holders
        self.figures = int(figure_of.max(initial=-1)) + 1
        self.found = np.zeros((0, len(values)))
        self.broken = np.zeros((0, self.figures), bool)

    def protects(self, aim: Aim, hidden: Mask, withheld: Mask, most_nodes: int = 0) -> bool | None:
        """Say whether a choice protects a count, by a move that was found before or by a new one.

        Parameters
        ----------
        aim : Aim
            The count and the attacker.
        hidden : boolean array, shape (columns,)
            What is hidden.
        withheld : boolean array, shape (figures,)
            The figures that are withheld.
        most_nodes : int
            How many parts of the programme to search before giving up; 0: all.

        Returns
        -------
        bool or None
            Nothing where it was given up.
        """
        free = self._free(aim, hidden)
        if self._known(aim, free, withheld):
            return True
        found = [self._move(aim.column, wanted, free, withheld, most_nodes) for wanted in aim.wanted]
        return True if True in found else None if None in found else False

    def unproven(self, aims: Sequence[Aim], hidden: Mask, withheld: Mask) -> list[Aim]:
        """Leave out the counts that a move found before protects: all at once, since they can be tens of thousands.

        Parameters
        ----------
        aims : sequence of Aim
            The counts and their attackers.
        hidden, withheld : boolean array
            The choice, as of `protects`.
        """
        fits = ~self.found[:, ~hidden].any(axis=1) & ~self.broken[:, ~withheld].any(axis=1)
        moves = self.found[fits]
        names = {name: number for number, name in enumerate(sorted(set(self.holders.tolist())))}
        own = np.zeros((len(self.holders), len(names)), np.float32)
        own[np.arange(len(self.holders)), [names[name] for name in self.holders.tolist()]] = 1
        touched = (moves != 0).astype(np.float32) @ own > 0
        blocked: dict[tuple[int, int], Mask] = {}
        left = []
        for aim in aims:
            if (aim.column, aim.rise) not in blocked:
                there = moves[:, aim.column]
                useful = there >= aim.rise if aim.rise else there != 0
                # the holders that know a part of every move; of nobody's, whether there is none
                both = touched[useful].all(axis=0)
                blocked[aim.column, aim.rise] = np.append(both, not useful.any())
            known = blocked[aim.column, aim.rise]
            if known[names[aim.holder] if aim.holder else -1]:
                left.append(aim)
        return left

    def _known(self, aim: Aim, free: Mask, withheld: Mask) -> bool:
        """Say whether a move that was found before protects a count."""
        fits = ~self.found[:, ~free].any(axis=1) & ~self.broken[:, ~withheld].any(axis=1)
        there = self.found[fits, aim.column]
        return bool((there >= aim.rise).any() if aim.rise else there.any())

    def _free(self, aim: Aim, hidden: Mask) -> Mask:
        """Give the counts that this attacker does not know."""
        return hidden & (self.holders != aim.holder) if aim.holder else hidden

    def _move(self, column: int, wanted: int, free: Mask, withheld: Mask, most_nodes: int) -> bool | None:
        """Say whether a count can be changed as wanted, and remember how."""
        columns = np.flatnonzero(free)
        rows, kept = self._rows(columns, withheld)
        lowest, highest = -self.values[columns], self.rooms[columns]
        at = np.searchsorted(columns, column)
        if wanted > highest[at] or wanted < lowest[at]:
            return False
        lowest[at], highest[at] = (wanted, highest[at]) if wanted > 0 else (lowest[at], wanted)
        # a rise and a fall of each count, as little of both as it takes: a move of few counts serves other choices too
        lines, weights = self.lines[np.ix_(rows, columns)], self.weights[np.ix_(kept, columns)]
        constraints = [
            LinearConstraint(np.hstack([lines, -lines]), 0, 0),
            LinearConstraint(np.hstack([weights, -weights]), -np.inf, self.slacks[kept] + TINY),
        ]
        size = 2 * len(columns)
        bounds = Bounds(
            np.maximum(np.concatenate([lowest, -highest]), 0), np.maximum(np.concatenate([highest, -lowest]), 0)
        )
        constraints = [constraint for constraint in constraints if constraint.A.size]
        for whole in (False, True):  # mostly whole without being asked to, and much faster
            options = {"mip_rel_gap": 1.0} | ({"node_limit": most_nodes} if most_nodes and whole else {})
            done = milp(
                np.ones(size), integrality=np.full(size, whole), bounds=bounds, constraints=constraints, options=options
            )
            if done.x is None:
                return None if done.status == GIVEN_UP else False
            if np.abs(done.x - np.round(done.x)).max() < TINY:
                break
        move = np.zeros(len(free))
        rise, fall = np.split(np.round(done.x), 2)
        move[columns] = rise - fall
        self._remember(move)
        return True

    def _remember(self, move: Vector) -> None:
        """Keep a move, and its reverse where that is possible too."""
        for turned in (move, -move):
            if (turned >= -self.values).all() and (turned <= self.rooms).all():
                broken = np.zeros(self.figures, bool)
                broken[self.figure_of[self.weights @ turned > self.slacks + 2 * TINY]] = True
                self.found = np.vstack([self.found, turned])
                self.broken = np.vstack([self.broken, broken])

    def _rows(self, columns: Columns, withheld: Mask) -> tuple[Columns, Columns]:
        """Give the lines and the sides of figures that say something of these counts."""
        kept = ~withheld[self.figure_of] & self.weights[:, columns].any(axis=1)
        return np.flatnonzero(self.lines[:, columns].any(axis=1)), np.flatnonzero(kept)

    def demand(self, aim: Aim, hidden: Mask, withheld: Mask, optional: Mask) -> Demand | None:
        """Say why a choice does not protect a count, as a demand on every choice; nothing where it does.

        Parameters
        ----------
        aim : Aim
            The count and the attacker.
        hidden, optional : boolean array, shape (columns,)
            What is hidden by this choice, and what could be.
        withheld : boolean array, shape (figures,)
            The figures that are withheld.
        """
        free = self._free(aim, hidden)
        if self.protects(aim, hidden, withheld):
            return None
        gains, uses, length = np.zeros(len(hidden)), np.zeros(self.figures, bool), 0.0
        proven = True
        for wanted in aim.wanted:
            reached, reduced, slack = self._proof(aim.column, wanted, free, withheld)
            proven &= reached < abs(wanted) - TINY
            with np.errstate(invalid="ignore"):
                loosened = np.where(reduced < 0, -reduced * self.rooms, reduced * self.values)
            gains += np.where((reduced == 0) | ~self._free(aim, np.ones_like(hidden)), 0, loosened)
            uses[self.figure_of[slack > 0]] = True
            length += float(slack @ self.slacks)
        if proven:
            need = max(aim.wanted) - length - gains[hidden & ~optional].sum()
            gains[~optional] = 0
            if need > TINY and gains[hidden].sum() < need - TINY:
                return Demand(np.minimum(gains, need), np.where(uses, need, 0), need)
            outside, others = (gains > 0) & ~hidden, uses & ~withheld
        else:
            outside, others = self._outside(aim, hidden, withheld, optional)
        return Demand(outside.astype(float), others.astype(float), 1)

    def _proof(self, column: int, wanted: int, free: Mask, withheld: Mask) -> tuple[float, Vector, Vector]:
        """Prove by linear programming how far a count can move: the length, and the multipliers that bear on it."""
        columns = np.flatnonzero(free)
        rows, kept = self._rows(columns, withheld)
        aim = np.zeros(len(free))
        aim[column] = -np.sign(wanted)
        lines, weights = self.lines[np.ix_(rows, columns)], self.weights[np.ix_(kept, columns)]
        done = linprog(
            aim[columns],
            A_eq=lines if len(rows) else None,
            b_eq=np.zeros(len(rows)) if len(rows) else None,
            A_ub=weights if len(kept) else None,
            b_ub=self.slacks[kept] if len(kept) else None,
            bounds=np.column_stack([-self.values[columns], self.rooms[columns]]),
        )
        slack = np.zeros(len(self.slacks))
        if done.x is None:  # no end to it
            return np.inf, np.zeros(len(free)), slack
        reduced = aim.copy()
        if len(rows):
            reduced -= done.eqlin.marginals @ self.lines[rows]
        if len(kept):
            reduced -= done.ineqlin.marginals @ self.weights[kept]
            slack[kept] = np.maximum(-done.ineqlin.marginals, 0)
        reduced[np.abs(reduced) < NOTHING] = 0
        return -done.fun, reduced, slack

    def _outside(self, aim: Aim, hidden: Mask, withheld: Mask, optional: Mask) -> tuple[Mask, Mask]:
        """Hide more and more that does not help; give what is left, of which something has to be hidden."""
        size = len(hidden)
        chosen = np.concatenate([hidden, withheld])
        cheapest = np.argsort(self.values, kind="stable")
        waiting = [np.concatenate([size + np.flatnonzero(~withheld), cheapest[(optional & ~hidden)[cheapest]]])]
        for _ in range(MOST_TRIES):
            if not waiting:
                break
            more = waiting.pop(0)
            tried = chosen.copy()
            tried[more] = True
            if self.protects(aim, tried[:size], tried[size:], MOST_NODES) is False:
                chosen = tried
            elif len(more) > 1:
                half = len(more) // 2
                waiting += [more[:half], more[half:]]
        return optional & ~chosen[:size], ~chosen[size:]
