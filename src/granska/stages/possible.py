"""All tables that agree with what is published: how small and how large a hidden count is in them.

What lines say of one unknown or of two is worked out here, before any programme is solved; `roots` solves the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from granska.stages.linked import Cell, LinkedTables, Table
from granska.stages.roots import BORDER, Limits, Vector, hanging_together

Terms = tuple[tuple[str, int], ...]
Enough = Callable[[float, float], bool]  # whether a count is protected when it is known to lie between two numbers

FIGURE_SIZE = 1000.0  # the largest weight of a figure as milp gets it, whose tolerance is absolute


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
        self.groups = list(hanging_together(matrix, limits))

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

    def limits(self, own: Mapping[str, int], asked: Iterable[str]) -> dict[str, Limits]:
        """Give the smallest and the largest possible value of counts, to one who knows its own.

        Parameters
        ----------
        own : mapping of str to int
            Unknown counts that this one knows.
        asked : iterable of str
            Unknown counts.

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
        lower, upper = self._known_to(own)
        wanted = {self.column[root] for _, sign, root in meanings.values() if sign}
        ends: dict[int, Limits] = {}
        for group in self.groups:
            if here := wanted & group.members:
                ends |= group.ends(lower, upper, sorted(here))
        return {name: self._of_root(meaning, ends) for name, meaning in meanings.items()}

    def limits_in_fractions(self, own: Mapping[str, int], asked: Mapping[str, Enough]) -> dict[str, Limits]:
        """Give limits of counts as if only the one that is asked for were a whole number.

        Parameters
        ----------
        own : mapping of str to int
            Unknown counts that this one knows.
        asked : mapping of str to callable
            Unknown counts, and whether limits protect them enough.

        Returns
        -------
        dict of str to (low, high)
            Limits that are enough, but may be narrower than the widest; or the widest, where they are not enough. The
            widest can be too wide for whole numbers, never too narrow.

        Raises
        ------
        AssertionError
            No table agrees with what is published.
        """
        meanings = {name: self._meaning(name) for name in asked}
        lower, upper = self._known_to(own)
        by_root: dict[int, list[str]] = {}
        for name, (_, sign, root) in meanings.items():
            if sign:
                by_root.setdefault(self.column[root], []).append(name)

        def enough(column: int, *ends: float) -> bool:
            return all(asked[name](*self._of_root(meanings[name], {column: ends})) for name in by_root[column])

        ends: dict[int, Limits] = {}
        for group in self.groups:
            if here := by_root.keys() & group.members:
                ends |= group.ends_in_fractions(lower, upper, sorted(here), enough)
        return {name: self._of_root(meaning, ends) for name, meaning in meanings.items()}

    def _known_to(self, own: Mapping[str, int]) -> tuple[Vector, Vector]:
        """Give the limits of the roots to one who knows its own counts."""
        lower, upper = self.lower.copy(), self.upper.copy()
        for offset, sign, root, value in ((*self._meaning(name), value) for name, value in own.items()):
            if sign:
                lower[self.column[root]] = upper[self.column[root]] = (value - offset) * sign
        return lower, upper

    def _of_root(self, meaning: tuple[int, int, str], ends: Mapping[int, Sequence[float]]) -> Limits:
        """Give the limits of a count from those of the root that it is written by."""
        offset, sign, root = meaning
        low, high = sorted(offset + sign * end for end in ends[self.column[root]]) if sign else (offset, offset)
        return _whole(low), _whole(high)


def _whole(number: float) -> float:
    return int(number) if np.isfinite(number) else number


def _equations(tables: Iterable[Table], shown: Mapping[str, int]) -> Iterator[tuple[Terms, int]]:
    """Give what each line says of the unknown: the terms, and what they add up to."""
    for table in tables:
        for line in [*table.cells, *zip(*table.cells, strict=True)]:
            signed = [*((name, 1) for name in line[:-1]), (line[-1], -1)]
            terms = tuple((name, sign) for name, sign in signed if name not in shown)
            if terms:
                yield terms, -sum(sign * shown[name] for name, sign in signed if name in shown)
