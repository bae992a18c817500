"""One proportion: an interval that is right at 0 and at n, for as many cells at once as there are."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

# Wilson in numpy and Clopper-Pearson from `scipy.special` need 0.3 s to import; `scipy.stats` needs 0.7 s and
# `statsmodels.stats.proportion` 1.1 s, for the same formulas.
from scipy.special import betainccinv, betaincinv, ndtri

from granska.stats import checks
from granska.stats.checks import Array


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
    method : {"wilson", "clopper-pearson"}
        ``wilson`` is the score interval: its coverage is near the confidence level on average. ``clopper-pearson`` is
        never below it, and wider.
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
    Brown, L. D., Cai, T. T. & DasGupta, A. (2001). Statistical Science 16, 101-133.

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
    lower, upper = limits(x, n, tail)
    estimate = share(x, n)
    # Rounding can carry a limit past the estimate by 1e-16, and a negative error bar stops a chart.
    return np.clip(lower, 0, estimate), np.clip(upper, estimate, 1)


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
    quotient: Array = part / np.where(whole > 0, whole, np.nan)
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


def _wilson(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    return wilson_limits(share(x, n), n, -ndtri(tail))


def _clopper_pearson(x: Array, n: Array, tail: Array) -> tuple[Array, Array]:
    # The beta quantiles do not exist at the two ends, where the limits are 0 and 1.
    lower = np.where(x > 0, betaincinv(np.maximum(x, 1), n - x + 1, tail), 0.0)
    upper = np.where(x < n, betainccinv(x + 1, np.maximum(n - x, 1), tail), 1.0)
    return lower, upper


METHODS: dict[str, Callable[[Array, Array, Array], tuple[Array, Array]]] = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
}
