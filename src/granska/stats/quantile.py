"""The median, and other quantiles: of number questions, and of the binomial distribution."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, bdtrik, stdtrit

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share

# Sums of weights that differ by less are the same sum.
ROUNDING = 1e-12


def median_ci(
    values: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    q: npt.ArrayLike = 0.5,
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the median, or another quantile.

    Without weights the limits are order statistics: whatever the distribution, each is passed over with at most the
    probability of its tail. With weights they are Woodruff's: an interval for the share of cases below the quantile,
    read off the weighted distribution. That share is `q` plus and minus a multiple of its standard error; the multiple
    is Student's t with the cases minus one as degrees of freedom. The standard error is that of ``q (1 - q)`` and an
    effective number of cases: what the linearised variance at the estimate gives for cases drawn one by one with
    replacement, with or without the cases at the estimate itself, or what the weights alone give, whichever is least.
    Strata are not known here; leaving them out makes the interval wider as a rule.

    Parameters
    ----------
    values : array_like of float, shape (..., cases)
        NaN where the answer is missing; such cases are left out.
    weights : array_like of float, shape (..., cases), optional
        Cases that each case stands for. A case of weight 0 is left out.
    q : array_like of float
        Strictly between 0 and 1; its shape broadcasts against the batch.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    estimate, lower, upper : ndarray, shape (...)
        In the unit of the values; scalars where there is no batch. Between two values the estimate is their middle. A
        limit is NaN where there are too few cases to bound that side: even the smallest value, or the greatest, would
        be passed over too often. For a median and 95 % that is under 6 cases without weights, under 7 with equal ones.

    Raises
    ------
    ValueError
        If a value is infinite, a weight negative or not finite, `q` or a confidence level is not strictly between 0
        and 1, or the shapes do not fit together.

    References
    ----------
    Thompson, W. R. (1936). Annals of Mathematical Statistics 7, 122-128 (order statistics).
    Woodruff, R. S. (1952). Journal of the American Statistical Association 47, 635-646.
    Kish, L. (1965). Survey Sampling, Wiley, section 11.7 (what the weights alone give).

    Examples
    --------
    Days to the first visit; one case has no date:

    >>> days = [3, 5, 5, 8, 12, 14, 20, 21, 30, 41, 90, float("nan")]
    >>> print(*median_ci(days))
    14.0 5.0 41.0
    """
    tail = checks.tail_area(confidence)
    q = bounds.between("q", q, 0, 1, strictly=True)
    values = np.atleast_1d(bounds.measurements("values", values))
    weight = np.ones_like(values) if weights is None else bounds.amounts("weights", weights)
    values, weight = bounds.together(values=values, weights=weight)
    # What is left out comes last in the order, and weighs nothing.
    values = np.where(weight > 0, values, np.nan)
    order = np.argsort(values, axis=-1, kind="stable")
    values, weight = np.take_along_axis(values, order, axis=-1), np.take_along_axis(weight, order, axis=-1)
    weight = np.where(np.isnan(values), 0, weight)
    n = (weight > 0).sum(axis=-1).astype(np.float64)
    upto = share(weight.cumsum(axis=-1), weight.sum(axis=-1, keepdims=True))
    estimate = (_at(values, n, _first(upto, q)) + _at(values, n, _last(upto, q))) / 2
    if weights is None:
        ranks = binomial_quantile(tail, n, q), n + 1 - binomial_quantile(tail, n, 1 - q)
    else:
        half_width = -stdtrit(n - 1, tail) * _standard_error(values, weight, n, estimate, q)
        ranks = _first(upto, q - half_width), _last(upto, q + half_width)
    return estimate, _at(values, n, ranks[0]), _at(values, n, ranks[1])


def binomial_quantile(probability: npt.ArrayLike, n: npt.ArrayLike, p: npt.ArrayLike) -> Array:
    """Smallest count that is not exceeded with more than a given probability.

    Parameters
    ----------
    probability : array_like of float
        Strictly between 0 and 1.
    n : array_like of int
        Cases.
    p : array_like of float
        Probability of each, from 0 to 1.

    Returns
    -------
    ndarray
        Counts from 0 to `n`. Where a count is not exceeded with just that probability, the next.

    Examples
    --------
    >>> print(binomial_quantile(0.025, [5, 6, 26], 0.5))
    [0. 1. 8.]
    """
    probability, n, p = np.broadcast_arrays(probability, np.asarray(n, np.float64), np.asarray(p, np.float64))
    # A start from the continuous root, which does not exist where p is 0 and may be one off.
    count = np.clip(np.nan_to_num(np.ceil(bdtrik(probability, n, p))), 0, n)
    enough = probability * (1 + ROUNDING)
    count = count - (at_most(count - 1, n, p) > enough)
    found: Array = np.minimum(count + (at_most(count, n, p) <= enough), n)
    return found


def at_most(count: Array, n: Array, p: Array) -> Array:
    """Binomial probability of a count or fewer.

    Parameters
    ----------
    count, n, p : ndarray
        Whole numbers from -1 to `n`, cases, and the probability of each.

    Returns
    -------
    ndarray

    Examples
    --------
    >>> print(at_most(np.array([-1.0, 0, 2]), np.array(2.0), np.array(0.5)))
    [0.   0.25 1.  ]
    """
    # scipy takes cases as whole numbers, and answers NaN below 0.
    probability: Array = np.where(count < 0, 0.0, bdtr(np.maximum(count, 0), n.astype(np.intp), p))
    return probability


def _first(upto: Array, level: Array) -> Array:
    """Rank of the first case at which the cumulative share reaches a level; 0 where there is no such level."""
    rank = 1 + (upto < np.asarray(level)[..., np.newaxis] - ROUNDING).sum(axis=-1)
    return np.where(level > ROUNDING, rank, 0)


def _last(upto: Array, level: Array) -> Array:
    """Rank of the last case before which the cumulative share is no more than a level; 0 as in `_first`."""
    rank = 1 + (upto <= np.asarray(level)[..., np.newaxis] + ROUNDING).sum(axis=-1)
    return np.where(level < 1 - ROUNDING, rank, 0)


def _at(values: Array, n: Array, rank: Array) -> Array:
    """Value of a rank, counted from 1; NaN outside the ranks there are."""
    rank, n = np.broadcast_arrays(rank, n)
    gap = np.full((*values.shape[:-1], 1), np.nan)
    ranked = np.broadcast_to(np.concatenate([gap, values], axis=-1), (*rank.shape, values.shape[-1] + 1))
    inside = np.where((rank >= 1) & (rank <= n), rank, 0).astype(np.intp)
    found: Array = np.take_along_axis(ranked, inside[..., np.newaxis], axis=-1)[..., 0][()]
    return found


def _standard_error(values: Array, weight: Array, n: Array, estimate: Array, q: Array) -> Array:
    """Of the weighted share of cases below the quantile, from the cases such a share is worth."""
    estimate, total = estimate[..., np.newaxis], weight.sum(axis=-1)
    n_effective = share((n - 1) * total**2, n * (weight**2).sum(axis=-1))
    # With the cases at the estimate and without: turning the scale round then changes nothing.
    for below in (values <= estimate, values < estimate):
        portion = share((weight * below).sum(axis=-1), total)
        squares = ((weight * (below - portion[..., np.newaxis])) ** 2).sum(axis=-1)
        variance = share(n * squares, (n - 1) * total**2)
        # Where all cases or none are below this is 0/0, which fmin passes over.
        n_effective = np.fmin(n_effective, share(portion * (1 - portion), variance))
    error: Array = np.sqrt(share(q * (1 - q), n_effective))
    return error
