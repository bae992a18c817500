"""Exact tests of two proportions: given the margins (Fisher), and at the worst common share (Boschloo).

Each test takes tables in one row, and returns three p-values: two-sided, less (the first group's share is smaller) and
greater.
"""

import numpy as np
from scipy.special import expit, gammaln, logit

from granska.stats.checks import Array
from granska.stats.fourfold import EQUALLY_PROBABLE, ROOM, Whole, given_margins, in_parts


def fisher(x1: Whole, n1: Whole, x2: Whole, n2: Whole) -> Array:
    """Fisher's exact test; two-sided, all outcomes no more probable than the one observed.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray of int, shape (tables,)
        Cases with the answer and cases, in the first and in the second group; no group is empty.

    Returns
    -------
    ndarray, shape (3, tables)
        p two-sided, less, greater.

    References
    ----------
    Fisher, R. A. (1935). Journal of the Royal Statistical Society 98, 39-54.

    Examples
    --------
    >>> print(fisher(*np.array([[13], [26], [5], [26]])).round(4)[:, 0])
    [0.0399 0.9961 0.0199]
    """
    return _tails(x1, n1, x2, n2)[:3]


def fisher_mid_p(x1: Whole, n1: Whole, x2: Whole, n2: Whole) -> Array:
    """Fisher's test with half the probability of the outcome observed; two-sided, twice the smaller tail.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray of int, shape (tables,)
        Cases with the answer and cases, in the first and in the second group; no group is empty.

    Returns
    -------
    ndarray, shape (3, tables)
        p two-sided, less, greater.

    References
    ----------
    Lancaster, H. O. (1961). Journal of the American Statistical Association 56, 223-234.

    Examples
    --------
    >>> print(fisher_mid_p(*np.array([[13], [26], [5], [26]])).round(4)[:, 0])
    [0.0238 0.9881 0.0119]
    """
    _, less, greater, observed = _tails(x1, n1, x2, n2)
    return both_sides(less - observed / 2, greater - observed / 2)


def boschloo(x1: Whole, n1: Whole, x2: Whole, n2: Whole) -> Array:
    """Boschloo's exact test; two-sided, twice the smaller tail.

    A tail is the probability of a one-sided Fisher p as small as the one observed, at the common share where that is
    most probable.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray of int, shape (tables,)
        Cases with the answer and cases, in the first and in the second group; no group is empty.

    Returns
    -------
    ndarray, shape (3, tables)
        p two-sided, less, greater.

    References
    ----------
    Boschloo, R. D. (1970). Statistica Neerlandica 24, 1-9.

    Examples
    --------
    >>> print(boschloo(*np.array([[13], [26], [5], [26]])).round(4)[:, 0])
    [0.0218 0.9914 0.0109]
    """
    tails = np.empty((2, len(x1)))
    designs, design = np.unique(np.stack([n1, n2]), axis=1, return_inverse=True)
    for number, sizes in enumerate(designs.T):
        member = np.flatnonzero(design == number)
        tables, table = np.unique(np.stack([x1[member], x2[member]]), axis=1, return_inverse=True)
        first, second = (np.full(tables.shape[1], size) for size in sizes)
        conditional = _tails(tables[0], first, tables[1], second)[1:3]
        # One search serves both tails: where yes and no change places, so do they, and the common share is mirrored.
        levels, level = np.unique(conditional, return_inverse=True)
        tails[:, member] = _unconditional(levels, *sizes)[level][:, table]
    return both_sides(*tails)


def both_sides(less: Array, greater: Array) -> Array:
    """Put twice the smaller tail before the two.

    Parameters
    ----------
    less, greater : ndarray
        One-sided p.

    Returns
    -------
    ndarray, shape (3, ...)
        p two-sided, less, greater.

    Examples
    --------
    >>> print(both_sides(np.array([0.25, 0.75]), np.array([0.75, 0.75])))
    [[0.5  1.  ]
     [0.25 0.75]
     [0.75 0.75]]
    """
    return np.stack([np.minimum(2 * np.minimum(less, greater), 1), less, greater])


def _tails(x1: Whole, n1: Whole, x2: Whole, n2: Whole) -> Array:
    """Fisher's p (two-sided, less, greater), and the probability of the outcome observed."""

    def of_part(x1: Whole, n1: Whole, x2: Whole, n2: Whole) -> Array:
        count, log_probability = given_margins(n1, n2, x1 + x2)
        probability = np.exp(log_probability)
        column = x1[:, np.newaxis]
        observed = np.where(count == column, probability, 0).sum(axis=1)
        no_more_probable = probability <= EQUALLY_PROBABLE * observed[:, np.newaxis]
        extreme = (no_more_probable, count <= column, count >= column)
        tails = [np.where(outcomes, probability, 0).sum(axis=1) for outcomes in extreme]
        return np.minimum([*tails, observed], 1)

    return in_parts(of_part, int(np.max(np.minimum(n1, n2), initial=0)) + 1, x1, n1, x2, n2)


def _unconditional(levels: Array, n1: int, n2: int) -> Array:
    """Probability of a one-sided Fisher p of at most each level, at the common share where it is greatest.

    Given the number of cases with the answer, that probability is the greatest p there is up to the level. Over that
    number, which is binomial, it is averaged.
    """
    size = n1 + n2
    # Equal p of different tables differ by rounding, most of it that of the log factorials they are made of.
    tied = 1 + 16 * np.finfo(np.float64).eps * gammaln(size + 1)
    grid = _log_odds_grid(size)
    # All tables of large groups at once would fill the memory.
    step = max(ROOM // (min(n1, n2) + 1), 1)

    def of_part(levels: Array) -> Array:
        attained = np.zeros((len(levels), size + 1))
        for start in range(0, size + 1, step):
            with_answer = np.arange(start, min(start + step, size + 1))
            first, second = (np.full_like(with_answer, group) for group in (n1, n2))
            fisher_p = np.exp(given_margins(first, second, with_answer)[1]).cumsum(axis=1)
            for column, possible in zip(with_answer, fisher_p, strict=True):
                place = np.searchsorted(possible, levels * tied, side="right")
                attained[:, column] = np.where(place > 0, possible[place - 1], 0)
        return _greatest_mean(attained, grid)

    return in_parts(of_part, size + len(grid), levels)


def _log_odds_grid(size: int) -> Array:
    """Common shares so close that no peak of a mean over binomial distributions is missed between them.

    Such a mean bends no more than the distributions' own curves do, and those are half of 1 / sqrt(size) wide as
    functions of the angle whose squared sine is the share. There are sixteen points to a width.
    """
    points = int(np.ceil(16 * np.pi * np.sqrt(size)))
    log_odds: Array = logit(np.sin((np.arange(points) + 0.5) / points * np.pi / 2) ** 2)
    return log_odds


def _greatest_mean(values: Array, grid: Array) -> Array:
    """Greatest mean of each row over all binomial distributions of its column."""
    size = values.shape[1] - 1
    curve = in_parts(lambda points: values @ _binomial(points, size).T, size + 1, grid)
    # At a share of 0 or 1 only the first or the last column counts.
    greatest = np.maximum(curve.max(axis=1), np.maximum(values[:, 0], values[:, -1]))
    # Newton's method sets out from the point with the highest parabola through it and its neighbours.
    before, here, after = curve[:, :-2], curve[:, 1:-1], curve[:, 2:]
    peak = (here >= before) & (here >= after) & (2 * here > before + after)
    bend = np.where(peak, 2 * here - before - after, 1)
    log_odds = grid[1 + np.argmax(here + np.where(peak, (after - before) ** 2 / (8 * bend), 0), axis=1)]
    for _ in range(4):
        part = values * _binomial(log_odds, size)
        share = expit(log_odds)
        distance = np.arange(size + 1) - size * share[:, np.newaxis]
        mean, slope, square = (each.sum(axis=1) for each in (part, part * distance, part * distance**2))
        greatest = np.maximum(greatest, mean)
        curvature = square - size * share * (1 - share) * mean
        step = np.divide(slope, -curvature, out=np.zeros_like(slope), where=curvature < -1e-9 * mean)
        log_odds = np.clip(log_odds + step, grid[0], grid[-1])
    at_most_one: Array = np.minimum(greatest, 1)
    return at_most_one


def _binomial(log_odds: Array, size: int) -> Array:
    """Probabilities of 0 to `size`, one row for each common share."""
    count = np.arange(size + 1)
    log_ways = gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1)
    log_odds = log_odds[:, np.newaxis]
    probability: Array = np.exp(log_ways + count * log_odds - size * np.logaddexp(0, log_odds))
    return probability
