"""The exact test of areas against one another: Fisher's test for more than two areas, by Freeman and Halton.

Given how many cases each area has and how many have the answer in all, a table has the probability of its product of
binomial coefficients. The p-value is the probability of every table that is no more likely than the one seen. There
are far too many to list, but few kinds: going from area to area, what is behind matters by its number of cases with
the answer and its probability alone, and can be settled at once where all of its continuations, or none, are unlikely
enough. The areas are taken in two halves, since the kinds of each half are as the square root of those of the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from granska.stats.checks import Array

# Tables of the same probability may differ in the last digits; R's fisher.test allows for as much.
TIE = 1e-7

# Some seconds of work and half a gigabyte.
MOST_KINDS = 5_000_000
MOST_STEPS = 300_000_000


class TooManyTablesError(ValueError):
    """There are more kinds of tables than can be counted in reasonable time."""


@dataclass(frozen=True)
class Rest:
    """What the areas not yet gone through can still do, by the number of cases with the answer left for them.

    Attributes
    ----------
    likeliest, unlikeliest : ndarray
        Log probability of the continuations at the two ends.
    probability : ndarray
        That of all continuations together.
    """

    likeliest: Array
    unlikeliest: Array
    probability: Array

    def before(self, area: Array) -> "Rest":
        """Put one more area in front, given its log probabilities by cases with the answer."""
        size = self.probability.size
        likeliest, unlikeliest = np.full(size, -np.inf), np.full(size, np.inf)
        probability = np.zeros(size)
        for count, log in enumerate(area):
            kept = size - count
            np.maximum(likeliest[count:], self.likeliest[:kept] + log, out=likeliest[count:])
            np.minimum(unlikeliest[count:], self.unlikeliest[:kept] + log, out=unlikeliest[count:])
            probability[count:] += self.probability[:kept] * np.exp(log)
        return Rest(likeliest, unlikeliest, probability)


class Kinds(NamedTuple):
    """Kinds of what is behind, in order of their number of cases with the answer, then of their log probability."""

    placed: Array
    log: Array
    probability: Array


def freeman_halton_p(x: Array, n: Array) -> float:
    """Probability, given the margins, of a table no more likely than the one seen.

    Parameters
    ----------
    x, n : ndarray, shape (areas,)
        Cases with the answer and all cases, checked.

    Returns
    -------
    float
        1 where there is nothing to test.

    Raises
    ------
    TooManyTablesError
        If there are too many kinds of tables to count: many areas of many different sizes.

    References
    ----------
    Freeman, G. H. & Halton, J. H. (1951). Biometrika 38, 141-149.
    Mehta, C. R. & Patel, N. R. (1983). Journal of the American Statistical Association 78, 427-434.

    Examples
    --------
    >>> print(round(freeman_halton_p(np.array([1.0, 4, 9, 2, 6]), np.array([10.0, 20, 15, 12, 30])), 6))
    0.03198
    """
    # The cases without the answer make the same tables; fewer cases to place are less work.
    x = x if 2 * x.sum() <= n.sum() else n - x
    order = np.argsort(n, kind="stable")
    x, n = x[order], n[order]
    total = int(x.sum())
    if (total + 1) * (np.minimum(n, total) + 1).sum() > MOST_STEPS:
        raise TooManyTablesError
    share = total / max(n.sum(), 1)
    areas = [_log_binomial(min(int(size), total), size, share) for size in n]
    limit = sum(area[int(count)] for area, count in zip(areas, x, strict=True)) + TIE
    # Areas of one size stay side by side, for the kinds of such areas are few; the halves are of the same sizes.
    first, second = areas[::2], areas[1::2]
    nothing_left = _rest_of(Kinds(np.zeros(1), np.zeros(1), np.ones(1)), total)
    after_first = _rests(second, nothing_left)[0]
    every = _rests(first, after_first)[0].probability[total]
    settled, kinds = _go_through(first, after_first, limit)
    more, others = _go_through(second, _rest_of(kinds, total), limit)
    return min(float((settled + more + _pairs(kinds, others, total, limit)) / every), 1.0)


def _log_binomial(most: int, size: float, share: float) -> Array:
    count = np.arange(most + 1.0)
    ways = gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1)
    log: Array = ways + xlogy(count, share) + xlog1py(size - count, -share)
    return log


def _rests(areas: Sequence[Array], last: Rest) -> list[Rest]:
    """Rest before each of the areas, and after the last."""
    rests = [last]
    for area in reversed(areas):
        rests.append(rests[-1].before(area))
    return rests[::-1]


def _rest_of(kinds: Kinds, total: int) -> Rest:
    placed = kinds.placed.astype(np.intp)
    likeliest, unlikeliest = np.full(total + 1, -np.inf), np.full(total + 1, np.inf)
    np.maximum.at(likeliest, placed, kinds.log)
    np.minimum.at(unlikeliest, placed, kinds.log)
    probability = np.zeros(total + 1)
    np.add.at(probability, placed, kinds.probability)
    return Rest(likeliest, unlikeliest, probability)


def _go_through(areas: Sequence[Array], last: Rest, limit: float) -> tuple[float, Kinds]:
    """Settle what can be settled on the way, and return its probability with the kinds that are left."""
    total = last.probability.size - 1
    settled = 0.0
    kinds = Kinds(np.zeros(1), np.zeros(1), np.ones(1))
    for area, rest in zip(areas, _rests(areas, last)[1:], strict=True):
        grown = []
        size = 0
        for count, step in enumerate(area):
            fitting = np.searchsorted(kinds.placed, total - count, side="right")
            placed, log = kinds.placed[:fitting] + count, kinds.log[:fitting] + step
            probability = kinds.probability[:fitting] * np.exp(step)
            left = total - placed.astype(np.intp)
            all_unlikely = log + rest.likeliest[left] <= limit
            settled += float((probability * rest.probability[left])[all_unlikely].sum())
            unsettled = ~all_unlikely & (log + rest.unlikeliest[left] <= limit)
            grown.append(Kinds(placed[unsettled], log[unsettled], probability[unsettled]))
            size += grown[-1].log.size
            if size > MOST_KINDS:
                raise TooManyTablesError
        kinds = _merge(Kinds(*(np.concatenate(parts) for parts in zip(*grown, strict=True))))
    return settled, kinds


def _merge(kinds: Kinds) -> Kinds:
    order = np.lexsort((kinds.log, kinds.placed))
    placed, log, probability = (values[order] for values in kinds)
    if not order.size:
        return kinds
    # What is equal but for rounding is one kind; a tie with the table seen has ten thousand times this room.
    new = np.append(True, (np.diff(placed) > 0) | (np.diff(log) > 1e-11))
    return Kinds(placed[new], log[new], np.add.reduceat(probability, np.flatnonzero(new)))


def _pairs(kinds: Kinds, others: Kinds, total: int, limit: float) -> float:
    """Probability of the pairs of a kind from each half that fill a table no likelier than the limit."""
    found = 0.0
    starts = np.searchsorted(kinds.placed, np.arange(total + 2))
    other_starts = np.searchsorted(others.placed, np.arange(total + 2))
    for placed in range(total + 1):
        here = slice(starts[placed], starts[placed + 1])
        there = slice(other_starts[total - placed], other_starts[total - placed + 1])
        cumulative = np.append(0, kinds.probability[here].cumsum())
        reached = np.searchsorted(kinds.log[here], limit - others.log[there], side="right")
        found += float((others.probability[there] * cumulative[reached]).sum())
    return found
