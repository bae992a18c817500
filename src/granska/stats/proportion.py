"""One proportion: an interval that is right at 0 and at n, for as many cells at once as there are.

The shares of all categories of one question are here too, and whole counts of a finite population by their name.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

# Wilson in numpy and Clopper-Pearson from `scipy.special` need 0.3 s to import; `scipy.stats` needs 0.7 s and
# `statsmodels.stats.proportion` 1.1 s, for the same formulas.
from scipy.special import betainc, betainccinv, betaincinv, betaln, expit, log_expit, logit, ndtri

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.finite_population import finite_population_ci

__all__ = ["METHODS", "finite_population_ci", "multinomial_ci", "proportion_ci", "share", "wilson_limits"]

Limits = Callable[[Array, Array, Array], tuple[Array, Array]]

# A million cells at once do not fit into the processor's cache; so many do, which takes a third off the time.
BLOCK = 2**14


def proportion_ci(
    x: npt.ArrayLike, n: npt.ArrayLike, *, method: str = "wilson", confidence: npt.ArrayLike = 0.95
) -> tuple[Array, Array]:
    """Interval for the proportion `x` of `n`.

    Parameters
    ----------
    x : array_like of int
        Cases with the answer.
    n : array_like of int
        Cases that could have it. Where it is 0, both limits are NaN.
    method : {"wilson", "clopper-pearson", "mid-p", "jeffreys", "agresti-coull", "wald"}
        ``wilson`` is the score interval: its coverage is near the confidence level on average. ``clopper-pearson`` is
        never below it, and wider. ``mid-p`` is that with only half of the probability of what was seen, narrower and
        near the level on average. ``jeffreys`` is Bayesian, with the prior Beta(1/2, 1/2), and reaches 0 where `x` is
        0 and 1 where it is `n`. ``agresti-coull`` is Wilson's centre with a plainer spread, and wider. ``wald``, the
        estimate plus and minus a multiple of the standard error, is unfit for use and here to be compared with: it
        has no width at 0 and at `n`, and far too little coverage near them.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    lower, upper : ndarray
        Proportions from 0 to 1, in the shape of the arguments broadcast together; scalars give scalars.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n`, or the method or confidence level does not exist.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.
    Clopper, C. J. & Pearson, E. S. (1934). Biometrika 26, 404-413.
    Berry, G. & Armitage, P. (1995). The Statistician 44, 417-423 (``mid-p``).
    Agresti, A. & Coull, B. A. (1998). The American Statistician 52, 119-126.
    Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Statistical Science 16, 101-133 (comparison; ``jeffreys``).

    Examples
    --------
    No police report in 286 cases, and one considered in 3:

    >>> lower, upper = proportion_ci([0, 3], 286)
    >>> print(lower.round(4), upper.round(4))
    [0.     0.0036] [0.0133 0.0304]
    """
    limits = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    x, n = checks.counts(x=x, n=n)
    checks.part_of("x", x, "n", n)
    # Where levels vary too, all cells go at once.
    if tail.ndim or x.size <= BLOCK:
        return _clipped(limits, x, n, tail)
    flat_x, flat_n = x.ravel(), n.ravel()
    found = np.empty((2, x.size))
    for start in range(0, x.size, BLOCK):
        block = slice(start, start + BLOCK)
        found[:, block] = _clipped(limits, flat_x[block], flat_n[block], tail)
    lower, upper = found.reshape(2, *x.shape)
    return lower, upper


def multinomial_ci(
    counts: npt.ArrayLike, *, method: str = "goodman", confidence: npt.ArrayLike = 0.95
) -> tuple[Array, Array]:
    """Intervals for the shares of all categories of one question, which hold at the same time.

    Parameters
    ----------
    counts : array_like of int, shape (..., categories)
        Cases in each category, every case in one. Where there is no case at all, the limits are NaN.
    method : {"goodman"}
        Wilson's interval for each category, at a level that leaves `confidence` for all of them together.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    lower, upper : ndarray, shape (..., categories)
        Proportions from 0 to 1.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or the method or confidence level does not exist.

    References
    ----------
    Goodman, L. A. (1965). Technometrics 7, 247-254.

    Examples
    --------
    What 286 reports were about:

    >>> lower, upper = multinomial_ci([0, 31, 255])
    >>> print(lower.round(3), upper.round(3))
    [0.    0.072 0.84 ] [0.02  0.16  0.928]
    """
    limits = checks.choose("method", method, MULTINOMIAL_METHODS)
    tail = checks.tail_area(confidence)
    [counts] = checks.counts(counts=counts)
    counts = np.atleast_1d(counts)
    total = np.broadcast_to(counts.sum(axis=-1, keepdims=True), counts.shape)
    return _clipped(limits, counts, total, tail[..., np.newaxis])


def share(part: Array, whole: Array) -> Array:
    """Divide, with NaN where there is nothing to divide by.

    Parameters
    ----------
    part, whole : ndarray
        Not negative; of shapes that broadcast.

    Returns
    -------
    ndarray
        ``part / whole``; NaN where `whole` is 0.

    Examples
    --------
    >>> print(share(np.array([1.0, 0.0]), np.array([4.0, 0.0])))
    [0.25  nan]
    """
    # Looking first costs less than a division by a changed copy.
    divisor = whole if np.all(whole > 0) else np.where(whole > 0, whole, np.nan)
    quotient: Array = part / divisor
    return quotient


def wilson_limits(estimate: Array, n: Array, critical: Array) -> tuple[Array, Array]:
    """Wilson's score limits for an estimated share.

    Parameters
    ----------
    estimate : ndarray
        Shares from 0 to 1, or NaN.
    n : ndarray
        Cases the shares rest on: a count or an effective sample size, up to infinity, where the limits meet the
        estimate.
    critical : ndarray
        The quantile: normal for a count, Student's t for an effective sample size.

    Returns
    -------
    lower, upper : ndarray
        Shares, not clipped.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> lower, upper = wilson_limits(np.array(0.5), np.array(26.0), np.array(1.959964))
    >>> print(f"{lower:.4f} to {upper:.4f}")
    0.3206 to 0.6794
    """
    shrinkage = share(critical**2, n)
    centre = (estimate + shrinkage / 2) / (1 + shrinkage)
    half_width = np.sqrt(shrinkage * (estimate * (1 - estimate) + shrinkage / 4)) / (1 + shrinkage)
    return centre - half_width, centre + half_width


def _clipped(limits: Limits, x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    lower, upper = limits(x, n, tail)
    estimate = share(x, n)
    # Rounding can carry a limit past the estimate by 1e-16, and a negative error bar stops a chart; mid-p and Jeffreys
    # pass it by more where the confidence level is very low.
    return np.minimum(np.maximum(lower, 0), estimate), np.minimum(np.maximum(upper, estimate), 1)


def _wilson(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    return wilson_limits(share(x, n), n, -ndtri(tail))


def _goodman(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    # Bonferroni's inequality: the categories share what the level leaves out.
    return _wilson(x, n, tail / max(x.shape[-1], 1))


def _clopper_pearson(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    # The beta quantiles do not exist at the two ends, where the limits are 0 and 1.
    lower = np.where(x > 0, betaincinv(np.maximum(x, 1), n - x + 1, tail), 0.0)
    upper = np.where(x < n, betainccinv(x + 1, np.maximum(n - x, 1), tail), 1.0)
    return lower, upper


def _jeffreys(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    # The quantile at 0 of n is above 0, where the interval would leave the estimate out.
    lower = np.where(x > 0, betaincinv(x + 0.5, n - x + 0.5, tail), 0.0)
    upper = np.where(x < n, betainccinv(x + 0.5, n - x + 0.5, tail), 1.0)
    return lower, upper


def _wald(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    return _wald_limits(x, n, -ndtri(tail))


def _agresti_coull(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    critical = -ndtri(tail)
    return _wald_limits(x + critical**2 / 2, n + critical**2, critical)


def _wald_limits(x: Array, n: Array, critical: Array) -> tuple[Array, Array]:
    estimate = share(x, n)
    half_width = critical * np.sqrt(share(estimate * (1 - estimate), n))
    return estimate - half_width, estimate + half_width


def _mid_p(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    # With yes and no exchanged, the upper limit is the lower one.
    return _mid_p_lower(x, n, tail), 1 - _mid_p_lower(n - x, n, tail)


def _mid_p_lower(x: Array, n: Array, tail: Array) -> Array:
    x, n, tail = np.broadcast_arrays(x, n, tail)
    # At n of n half the probability of what was seen is half a power.
    lower = np.where(x > 0, (2 * tail) ** (1 / np.maximum(n, 1)), 0.0)
    between = (x > 0) & (x < n)
    lower[between] = _mid_p_root(x[between], n[between], tail[between])
    return lower


def _mid_p_root(x: Array, n: Array, tail: Array) -> Array:
    """Find the proportion at which more than `x`, and `x` itself with half its probability, has the tail area.

    On the logit scale that probability is log-concave (its derivative is, which is enough: Prékopa, A. (1973). Acta
    Scientiarum Mathematicarum 34, 335-343), so that Newton's method on its logarithm comes to the root from anywhere.
    """
    log_odds = logit(wilson_limits(x / n, n, -ndtri(tail))[0])
    log_ways = -betaln(x + 1, n - x + 1) - np.log1p(n)
    # Five steps are common; the bound is for counts so great that rounding alone moves the root by more than asked.
    for _ in range(20):
        yes, no = expit(log_odds), expit(-log_odds)
        seen = np.exp(log_ways + x * log_expit(log_odds) + (n - x) * log_expit(-log_odds))
        more = betainc(x + 1, n - x, yes) + seen / 2
        slope = seen / 2 * (x * no + (n - x) * yes)
        step = np.log(more / tail) * more / slope
        log_odds -= step
        # The error left is of the order of the step squared.
        if np.abs(step).max(initial=0) < 1e-9:
            break
    root: Array = expit(log_odds)
    return root


METHODS: dict[str, Limits] = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
    "mid-p": _mid_p,
    "jeffreys": _jeffreys,
    "agresti-coull": _agresti_coull,
    "wald": _wald,
}
MULTINOMIAL_METHODS: dict[str, Limits] = {"goodman": _goodman}
