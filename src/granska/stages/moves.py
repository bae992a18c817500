"""What a choice of hidden counts gives away, and the proof of it: the half of `suppression` that attacks.

Everything is said in *moves*: by how much each count of a possible table differs from the true one. A move adds up to
nothing along every line, changes only what is hidden, and leaves the figures within their rounding.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FIGURE_SIZE = 1000.0  # the largest weight of a figure as the programmes get it: their tolerances are absolute
TINY = 1e-6


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

    def protects(self, aim: Aim, hidden: Mask, withheld: Mask) -> bool:
        """Say whether a choice protects a count, by a move that was found before or by a new one."""
        free = hidden & (self.holders != aim.holder) if aim.holder else hidden
        fits = ~(self.found != 0)[:, ~free].any(axis=1) & ~self.broken[:, ~withheld].any(axis=1)
        there = self.found[fits, aim.column]
        if (there >= aim.rise).any() if aim.rise else there.any():
            return True
        if self._move(aim.column, max(aim.rise, 1), free, withheld) >= max(aim.rise, 1):
            return True
        return not aim.rise and self._move(aim.column, -1, free, withheld) <= -1

    def _move(self, column: int, wanted: int, free: Mask, withheld: Mask) -> float:
        """Change a count as far towards what is wanted as it goes, and remember how."""
        if not free[column]:
            return 0
        columns = np.flatnonzero(free)
        rows = self.lines[:, columns]
        rows = rows[rows.any(axis=1)]
        kept = ~withheld[self.figure_of]
        highest = self.rooms[columns]
        aim = np.zeros(len(columns))
        at = np.searchsorted(columns, column)
        aim[at] = -np.sign(wanted)
        lowest = -self.values[columns]
        if wanted > 0:
            highest[at] = min(highest[at], wanted)
        else:
            lowest[at] = max(lowest[at], wanted)
        constraints = []
        if len(rows):
            constraints.append(LinearConstraint(rows, 0, 0))
        if kept.any():
            constraints.append(LinearConstraint(self.weights[kept][:, columns], -np.inf, self.slacks[kept] + TINY))
        done = milp(aim, integrality=np.ones(len(columns)), bounds=Bounds(lowest, highest), constraints=constraints)
        if done.x is None:
            raise AssertionError("the programme of an attack that holds the true table has no solution")
        move = np.zeros(len(free))
        move[columns] = np.round(done.x)
        for turned in (move, -move):
            if (turned >= -self.values).all() and (turned <= self.rooms).all():
                broken = np.zeros(self.figures, bool)
                broken[self.figure_of[self.weights @ turned > self.slacks + 2 * TINY]] = True
                self.found = np.vstack([self.found, turned])
                self.broken = np.vstack([self.broken, broken])
        return float(move[column])

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
        if self.protects(aim, hidden, withheld):
            return None
        free = hidden & (self.holders != aim.holder) if aim.holder else hidden
        own = (self.holders == aim.holder) if aim.holder else np.zeros(len(hidden), bool)
        gains, uses, length = np.zeros(len(hidden)), np.zeros(self.figures, bool), 0.0
        proven = True
        for turn in (1,) if aim.rise else (1, -1):
            reached, reduced, slack = self._proof(aim.column, turn, free, withheld)
            proven &= reached < max(aim.rise, 1) - TINY
            with np.errstate(invalid="ignore"):
                loosened = np.where(reduced < 0, -reduced * self.rooms, reduced * self.values)
            gains += np.where(own | (reduced == 0), 0, loosened)
            uses[self.figure_of[slack > 0]] = True
            length += float(slack @ self.slacks)
        if proven:
            need = max(aim.rise, 1) - length - gains[hidden & ~optional].sum()
            gains[~optional] = 0
            if need > TINY and gains[hidden].sum() < need - TINY:
                return Demand(np.minimum(gains, need), np.where(uses, need, 0), need)
            outside, others = (gains > 0) & ~hidden, uses & ~withheld
        else:
            outside, others = self._outside(aim, hidden, withheld, optional)
        return Demand(outside.astype(float), others.astype(float), 1)

    def _proof(self, column: int, turn: int, free: Mask, withheld: Mask) -> tuple[float, Vector, Vector]:
        """Prove by linear programming how far a count can move: the length, and the multipliers as they bear on it."""
        if not free[column]:
            reduced = np.zeros(len(free))
            reduced[column] = -turn
            return 0.0, reduced, np.zeros(len(self.slacks))
        columns = np.flatnonzero(free)
        rows = np.flatnonzero(self.lines[:, columns].any(axis=1))
        kept = np.flatnonzero(~withheld[self.figure_of])
        aim = np.zeros(len(free))
        aim[column] = -turn
        done = linprog(
            aim[columns],
            A_eq=self.lines[np.ix_(rows, columns)] if len(rows) else None,
            b_eq=np.zeros(len(rows)) if len(rows) else None,
            A_ub=self.weights[np.ix_(kept, columns)] if len(kept) else None,
            b_ub=self.slacks[kept] if len(kept) else None,
            bounds=np.column_stack([-self.values[columns], self.rooms[columns]]),
        )
        if done.status == 3:  # unbounded
            return np.inf, np.zeros(len(free)), np.zeros(len(self.slacks))
        reduced = aim.copy()
        slack = np.zeros(len(self.slacks))
        if len(rows):
            reduced -= done.eqlin.marginals @ self.lines[rows]
        if len(kept):
            reduced -= done.ineqlin.marginals @ self.weights[kept]
            slack[kept] = -done.ineqlin.marginals
        reduced[np.abs(reduced) < 1e-9] = 0
        slack[slack < 1e-12] = 0
        return -done.fun, reduced, slack

    def _outside(self, aim: Aim, hidden: Mask, withheld: Mask, optional: Mask) -> tuple[Mask, Mask]:
        """Hide more and more that does not help; give what is left, of which something has to be hidden."""
        hidden, withheld = hidden.copy(), withheld.copy()
        for choice, column in [
            *((withheld, figure) for figure in np.flatnonzero(~withheld)),
            *((hidden, column) for column in np.flatnonzero(optional & ~hidden)[np.argsort(self.values[optional & ~hidden], kind="stable")]),
        ]:
            choice[column] = True
            if self.protects(aim, hidden, withheld):
                choice[column] = False
        return optional & ~hidden, ~withheld


