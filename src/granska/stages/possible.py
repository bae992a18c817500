"""All tables that agree with what is published: how small and how large a hidden count is in them.

Three things make it fast. What lines say of one unknown or of two is worked out before any programme is solved. A table
that was found for one question answers others: where a count is as small in it as the limits allow at all, nothing has
to be solved. And questions of the same unknowns are solved side by side as one programme, as most of the time that a
small programme takes is spent before and after it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import block_diag, csr_array
from scipy.sparse.csgraph import connected_components

from granska.stages.linked import Cell, LinkedTables, Table

Vector = npt.NDArray[np.float64]
Terms = tuple[tuple[str, int], ...]
Limits = tuple[float, float]

MOST_COLUMNS = 400  # of the questions that are solved side by side
SMALL_ENOUGH = 8  # so many side by side
MOST_NODES = 200  # that are searched before they are solved apart
FIGURE_SIZE = 1000.0  # the largest weight of a figure as milp gets it, whose tolerance is absolute
BORDER = 1e-6  # on that scale: what lies on the border of a rounding interval is within it
DONE, INFEASIBLE = 0, 2  # milp's status
MOST_PASSES = 20  # of narrowing


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


class PossibleTables:
    """All tables that agree with what is published.

    Where a line has one unknown it is worked out, and where it has two the one is written as the other. What is left
    are the *roots*; every unknown is ``offset + sign * root``, with the sign 0 where it is worked out.

    Parameters
    ----------
    linked : LinkedTables
        The tables; of their counts only the names are read.
    shown : mapping of str to int
        The published counts.
    withheld : frozenset of str
        Figures that are not published.

    Raises
    ------
    AssertionError
        What is published contradicts itself.
    """

    def __init__(self, linked: LinkedTables, shown: Mapping[str, int], withheld: frozenset[str]):
        self.name = ", ".join(table.name for table in linked.tables[:3])
        self.replaced: dict[str, tuple[int, int, str]] = {}
        equations = list(dict.fromkeys(_equations(linked.tables, shown)))
        while self._replace(equations):
            pass
        unknown = sorted({name for terms, _ in equations for name, _ in terms})
        roots = [name for name in unknown if name not in self.replaced]
        self.column = {name: number for number, name in enumerate(roots)}
        self.lower, self.upper = np.zeros(len(roots)), np.full(len(roots), np.inf)
        for name in unknown:
            self._limit(name, linked.cells.get(name, Cell()).ceiling)
        rows: dict[tuple[tuple[str, float], ...], Limits] = {}
        for terms, right in equations:
            reduced, rest = self._reduced(terms, right)
            if reduced:
                rows[tuple(sorted(reduced.items()))] = (rest, rest)
        facts = list(rows.items())
        for figure in linked.figures:
            weights, rest = self._reduced(
                ((name, w) for name, w in figure.coefficients.items() if name not in shown), 0
            )
            rest -= sum(weight * shown[name] for name, weight in figure.coefficients.items() if name in shown)
            if figure.name in withheld:
                continue
            size = max((abs(weight) for weight in figure.coefficients.values()), default=1) / FIGURE_SIZE
            low, high = (figure.low + rest) / size - BORDER, (figure.high + rest) / size + BORDER
            if weights:
                facts.append((tuple((root, weight / size) for root, weight in weights.items()), (low, high)))
            elif not low <= 0 <= high:
                raise self._contradiction()
        matrix = np.zeros((len(facts), len(roots)))
        for row, (fact, _) in enumerate(facts):
            for root, factor in fact:
                matrix[row, self.column[root]] = factor
        limits = np.array([limits for _, limits in facts], float).reshape(-1, 2)
        self.groups = list(_groups(matrix, limits))

    def _meaning(self, name: str) -> tuple[int, int, str]:
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

    def _replace(self, equations: Iterable[tuple[Terms, int]]) -> bool:
        """Work out or rewrite what one pass through the equations gives; say whether it gave anything."""
        before = len(self.replaced)
        for terms, right in equations:
            reduced, rest = self._reduced(terms, right)
            if len(reduced) == 1:
                [(root, factor)] = reduced.items()
                if rest % factor:
                    raise self._contradiction()
                self.replaced[root] = (int(rest // factor), 0, root)
            elif len(reduced) == 2 and {abs(factor) for factor in reduced.values()} == {1}:
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
            low, high = sorted([-offset * sign, (highest - offset) * sign])
            self.lower[column] = max(self.lower[column], low)
            self.upper[column] = min(self.upper[column], high)
        elif not 0 <= offset <= highest:
            raise self._contradiction()

    def limits(self, own: Mapping[str, int], asked: Iterable[str], *, whole: bool = True) -> dict[str, Limits]:
        """Give the smallest and the largest possible value of counts, to one who knows its own.

        Parameters
        ----------
        own : mapping of str to int
            Unknown counts that this one knows.
        asked : iterable of str
            Unknown counts.
        whole : bool
            Whether all unknown counts are whole numbers. Where not, only the one that is asked for is: the limits can
            then be too wide, never too narrow.

        Returns
        -------
        dict of str to (low, high)
            Whole numbers, or infinite.

        Raises
        ------
        AssertionError
            No table agrees with what is published.
        """
        meanings = {name: self._meaning(name) for name in asked}
        lower, upper = self.lower.copy(), self.upper.copy()
        for offset, sign, root, value in ((*self._meaning(name), value) for name, value in own.items()):
            if sign:
                lower[self.column[root]] = upper[self.column[root]] = (value - offset) * sign
        wanted = {self.column[root] for _, sign, root in meanings.values() if sign}
        ends: dict[int, Limits] = {}
        for group in self.groups:
            if here := wanted & group.members:
                ends |= group.ends(lower, upper, sorted(here), whole=whole)
        found = {}
        for name, (offset, sign, root) in meanings.items():
            low, high = sorted(offset + sign * end for end in ends[self.column[root]]) if sign else (offset, offset)
            found[name] = (_whole(low), _whole(high))
        return found


class _Group:
    """Roots that hang together, and the tables of them that have been found."""

    def __init__(self, columns: npt.NDArray[np.int64], matrix: Vector, limits: Vector):
        self.columns, self.members = columns, set(columns.tolist())
        self.matrix, self.limits = matrix, limits
        self.points = np.zeros((0, len(columns)))
        self.known: dict[bytes, dict[int, Limits]] = {}

    def ends(self, lower: Vector, upper: Vector, wanted: Sequence[int], *, whole: bool = True) -> dict[int, Limits]:
        """Give the smallest and the largest value of each root that is wanted; nothing where no table is possible."""
        lower, upper = self._narrowed(lower[self.columns], upper[self.columns])
        known = self.known.setdefault(lower.tobytes() + upper.tobytes() + bytes([whole]), {})
        columns = [column for column in wanted if column not in known]
        questions = [
            _Question(int(at), turn, lower, upper) for at in np.searchsorted(self.columns, columns) for turn in (1, -1)
        ]
        answers = list(self._answers(questions) if whole else self._fractions(questions))
        known |= {column: (answers[2 * n], answers[2 * n + 1]) for n, column in enumerate(columns)}
        return {column: known[column] for column in wanted}

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
        count = len(questions)
        aim = np.zeros((count, len(self.columns)))
        aim[range(count), [question.column for question in questions]] = [question.turn for question in questions]
        return milp(
            aim.ravel(),
            integrality=np.full(aim.size, whole),
            bounds=Bounds(
                np.concatenate([question.lower for question in questions]),
                np.concatenate([question.upper for question in questions]),
            ),
            constraints=LinearConstraint(
                block_diag([self.matrix] * count, format="csc"),
                np.tile(self.limits[:, 0], count),
                np.tile(self.limits[:, 1], count),
            ),
            options={"mip_rel_gap": 0.0} | ({"node_limit": MOST_NODES} if count > 1 else {}),
        )


def _whole(number: float) -> float:
    return int(number) if np.isfinite(number) else number


def _groups(matrix: Vector, limits: Vector) -> Iterator[_Group]:
    """Part the roots into those that hang together by a row."""
    together = (matrix.T != 0).astype(int) @ (matrix != 0).astype(int)
    number, label = connected_components(csr_array(together), directed=False)
    for one in range(number):
        columns = np.flatnonzero(label == one)
        rows = (matrix[:, columns] != 0).any(axis=1)
        yield _Group(columns, matrix[np.ix_(rows, columns)], limits[rows])


def _equations(tables: Iterable[Table], shown: Mapping[str, int]) -> Iterator[tuple[Terms, int]]:
    """Give what each line says of the unknown: the terms, and what they add up to."""
    for table in tables:
        for line in [*table.cells, *zip(*table.cells, strict=True)]:
            signed = [*((name, 1) for name in line[:-1]), (line[-1], -1)]
            terms = tuple((name, sign) for name, sign in signed if name not in shown)
            if terms:
                yield terms, -sum(sign * shown[name] for name, sign in signed if name in shown)
