"""The ends of what is unknown: small programmes of counts that hang together, solved as few times as can be.

A table that was found for one question answers others: where a count is as small in it as the limits allow at all,
nothing has to be solved. Questions of the same unknowns are solved side by side as one programme, as most of the time
that a small programme takes is spent before and after it. Where it is only asked whether limits are wide enough, tables
with fractions that lie far apart answer for most counts at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import block_diag, csr_array
from scipy.sparse.csgraph import connected_components

Vector = npt.NDArray[np.float64]
Limits = tuple[float, float]

MOST_COLUMNS = 400  # of the questions that are solved side by side
SMALL_ENOUGH = 8  # so many side by side
MOST_NODES = 200  # that are searched before they are solved apart
BORDER = 1e-6  # what lies on the border of a rounding interval is within it
DONE, INFEASIBLE = 0, 2  # milp's status
MOST_PASSES = 20  # of narrowing
SPREAD_OUT = 6  # random directions, and those opposite to them, in which far tables are looked for


@dataclass(frozen=True)
class _Question:
    """How small a root can be, or how large where `turn` is -1, for one who knows it to lie within these limits."""

    column: int
    turn: int
    lower: Vector
    upper: Vector

    @property
    def ideal(self) -> float:
        """What the limits allow at best."""
        return float(self.lower[self.column] if self.turn == 1 else self.upper[self.column])


class Roots:
    """Roots that hang together, and the tables of them that have been found.

    Parameters
    ----------
    columns : ndarray of int, shape (roots,)
        Their numbers among all roots.
    matrix : ndarray, shape (rows, roots)
        What each row adds up of them.
    limits : ndarray, shape (rows, 2)
        The least and the most that each row comes to.
    """

    def __init__(self, columns: npt.NDArray[np.int64], matrix: Vector, limits: Vector):
        self.columns, self.members = columns, set(columns.tolist())
        self.matrix, self.limits = matrix, limits
        self.points = np.zeros((0, len(columns)))
        self.known: dict[bytes, dict[int, Limits]] = {}

    def ends(self, lower: Vector, upper: Vector, wanted: Sequence[int]) -> dict[int, Limits]:
        """Give the smallest and the largest value of each root that is wanted; nothing where no table is possible."""
        lower, upper = self._narrowed(lower[self.columns], upper[self.columns])
        known = self.known.setdefault(lower.tobytes() + upper.tobytes(), {})
        columns = [column for column in wanted if column not in known]
        questions = [
            _Question(int(at), turn, lower, upper) for at in np.searchsorted(self.columns, columns) for turn in (1, -1)
        ]
        answers = self._answers(questions)
        known |= {column: (answers[2 * n], answers[2 * n + 1]) for n, column in enumerate(columns)}
        return {column: known[column] for column in wanted}

    def ends_in_fractions(
        self, lower: Vector, upper: Vector, wanted: Sequence[int], enough: Callable[..., bool]
    ) -> dict[int, Limits]:
        """Give ends of each root as if it alone were a whole number: any that are enough, or else the widest."""
        lower, upper = self._narrowed(lower[self.columns], upper[self.columns])
        at = dict(zip(wanted, np.searchsorted(self.columns, wanted).tolist(), strict=True))
        ends: dict[int, Limits] = {}
        points = np.zeros((0, len(self.columns)))
        # the same directions each time, so that the same tables are found
        random = np.random.default_rng(0)
        for _ in range(SPREAD_OUT):
            left = [column for column in wanted if column not in ends]
            if not left:
                break
            aim = np.zeros(len(self.columns))
            aim[[at[column] for column in left]] = random.normal(size=len(left))
            for one in (aim, -aim):
                done = self._programme(one[np.newaxis], [lower], [upper], whole=False)
                if done.status == DONE:
                    points = np.vstack([points, done.x])
            if len(points):
                low, high = np.ceil(points.min(axis=0) - BORDER), np.floor(points.max(axis=0) + BORDER)
                found = {column: (float(low[at[column]]), float(high[at[column]])) for column in left}
                ends |= {column: limits for column, limits in found.items() if enough(column, *limits)}
        left = [column for column in wanted if column not in ends]
        questions = [_Question(at[column], turn, lower, upper) for column in left for turn in (1, -1)]
        answers = list(self._fractions(questions))
        return ends | {column: (answers[2 * n], answers[2 * n + 1]) for n, column in enumerate(left)}

    def _narrowed(self, lower: Vector, upper: Vector) -> tuple[Vector, Vector]:
        """Narrow the limits of each root by what the others leave of each row."""
        up, down = self.matrix > 0, self.matrix < 0
        for _ in range(MOST_PASSES):
            before = lower, upper
            with np.errstate(invalid="ignore", divide="ignore"):
                smallest = self.matrix * np.where(up, lower, upper)
                largest = self.matrix * np.where(up, upper, lower)
                smallest[~up & ~down] = largest[~up & ~down] = 0
                # what is left of the row for each root, when all others take as much or as little as they can
                least = (self.limits[:, :1] - (largest.sum(axis=1, keepdims=True) - largest)) / self.matrix
                most = (self.limits[:, 1:] - (smallest.sum(axis=1, keepdims=True) - smallest)) / self.matrix
            low = np.where(up, least, np.where(down, most, -np.inf))
            high = np.where(up, most, np.where(down, least, np.inf))
            low[np.isnan(low)], high[np.isnan(high)] = -np.inf, np.inf
            lower = np.maximum(lower, np.ceil(low.max(axis=0, initial=-np.inf) - BORDER))
            upper = np.minimum(upper, np.floor(high.min(axis=0, initial=np.inf) + BORDER))
            if (lower == before[0]).all() and (upper == before[1]).all():
                break
        return lower, upper

    def _answers(self, questions: Sequence[_Question]) -> list[float]:
        """Answer each question by a table that was found before, or by one that is found now."""
        answers: dict[int, float] = {}
        at_once = max(1, MOST_COLUMNS // len(self.columns))
        while waiting := [number for number in range(len(questions)) if number not in answers]:
            for number in waiting:
                question = questions[number]
                fits = ((self.points >= question.lower) & (self.points <= question.upper)).all(axis=1)
                if (self.points[fits, question.column] == question.ideal).any():
                    answers[number] = question.ideal
            waiting = [number for number in waiting if number not in answers]
            if not waiting:
                break
            endless = [number for number in waiting if not np.isfinite(questions[number].ideal)]
            together = endless[:1] or waiting[:at_once]
            points = self._solved([questions[number] for number in together])
            for number, point in zip(together, points, strict=True):
                question = questions[number]
                answers[number] = -question.turn * np.inf if point is None else float(point[question.column])
            self.points = np.vstack([self.points, *(point for point in points if point is not None)])
        return [answers[number] for number in range(len(questions))]

    def _fractions(self, questions: Sequence[_Question]) -> Iterator[float]:
        """Answer each question as if only the root it asks for were a whole number."""
        at_once = max(1, MOST_COLUMNS // len(self.columns))
        for begin in range(0, len(questions), at_once):
            together = questions[begin : begin + at_once]
            done = self._side_by_side(together, whole=False)
            if done.status == INFEASIBLE:
                raise AssertionError("no table agrees with what is published")
            points = done.x.reshape(len(together), -1) if done.status == DONE else None
            for number, question in enumerate(together):
                # what has no end, or was given up, limits nothing
                end = question.ideal if points is None else float(points[number, question.column])
                yield question.turn * float(np.ceil(question.turn * end - BORDER))

    def _solved(self, questions: Sequence[_Question]) -> list[Vector | None]:
        """Find the table that answers each question; nothing where there is no end.

        Small programmes are solved without asking for whole numbers first: what is found is mostly whole, and then
        nothing is better.
        """
        points: list[Vector | None] = [None] * len(questions)
        if len(questions) >= SMALL_ENOUGH:
            done = self._side_by_side(questions, whole=False)
            parts = done.x.reshape(len(questions), -1) if done.status == DONE else ()
            for number, (question, part) in enumerate(zip(questions, parts, strict=False)):
                point = np.round(part)
                best = np.ceil(question.turn * part[question.column] - BORDER)
                if question.turn * point[question.column] <= best and self._agrees(point, question):
                    points[number] = point
        left = [number for number, point in enumerate(points) if point is None]
        for number, point in zip(left, self._whole([questions[number] for number in left]), strict=True):
            points[number] = point
        return points

    def _agrees(self, point: Vector, question: _Question) -> bool:
        sums = self.matrix @ point
        return bool(
            ((sums >= self.limits[:, 0]) & (sums <= self.limits[:, 1])).all()
            and ((point >= question.lower) & (point <= question.upper)).all()
        )

    def _whole(self, questions: Sequence[_Question]) -> list[Vector | None]:
        """Find the table of whole numbers that answers each question."""
        if not questions:
            return []
        done = self._side_by_side(questions, whole=True)
        if done.status == DONE:
            return list(np.round(done.x).reshape(len(questions), -1))
        if len(questions) > 1:
            half = len(questions) // 2
            return self._whole(questions[:half]) + self._whole(questions[half:])
        if done.status == INFEASIBLE or np.isfinite(questions[0].ideal):
            raise AssertionError("no table of whole numbers agrees with what is published")
        return [None]

    def _side_by_side(self, questions: Sequence[_Question], *, whole: bool) -> OptimizeResult:
        """Solve questions as one programme of as many blocks."""
        aims = np.zeros((len(questions), len(self.columns)))
        aims[range(len(aims)), [question.column for question in questions]] = [question.turn for question in questions]
        lower, upper = [question.lower for question in questions], [question.upper for question in questions]
        return self._programme(aims, lower, upper, whole=whole)

    def _programme(
        self, aims: Vector, lower: Sequence[Vector], upper: Sequence[Vector], *, whole: bool
    ) -> OptimizeResult:
        """Make each aim, a row each, as small as it can be."""
        count = len(aims)
        return milp(
            aims.ravel(),
            integrality=np.full(aims.size, whole),
            bounds=Bounds(np.concatenate(lower), np.concatenate(upper)),
            constraints=LinearConstraint(
                block_diag([self.matrix] * count, format="csc"),
                np.tile(self.limits[:, 0], count),
                np.tile(self.limits[:, 1], count),
            ),
            options={"mip_rel_gap": 0.0} | ({"node_limit": MOST_NODES} if count > 1 else {}),
        )


def hanging_together(matrix: Vector, limits: Vector) -> Iterator[Roots]:
    """Part the roots into those that hang together by a row.

    Parameters
    ----------
    matrix : ndarray, shape (rows, roots)
        What each row adds up of them.
    limits : ndarray, shape (rows, 2)
        The least and the most that each row comes to.
    """
    together = (matrix.T != 0).astype(int) @ (matrix != 0).astype(int)
    number, label = connected_components(csr_array(together), directed=False)
    for one in range(number):
        columns = np.flatnonzero(label == one)
        rows = (matrix[:, columns] != 0).any(axis=1)
        yield Roots(columns, matrix[np.ix_(rows, columns)], limits[rows])
