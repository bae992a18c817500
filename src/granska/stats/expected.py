"""Areas against what is expected of them: limits of chance, whether they stray farther, an uncertain expectation."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtri, pdtr
from scipy.stats import poisson

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.rates import observed_expected


def expected_limits(expected: npt.ArrayLike, *, tail: npt.ArrayLike = 0.025) -> tuple[Array, Array]:
    """Limits within which observed over expected falls by chance, were the expected number true of the area.

    The Poisson distribution is exact and interpolated between whole counts, so that the limits run smoothly.

    Parameters
    ----------
    expected : array_like of float
        Cases expected. Where it is 0 or NaN, both limits are NaN.
    tail : array_like of float
        Probability left out on each side, strictly between 0 and 0.5: 0.025 for 95 %, 0.001 for 99.8 %.

    Returns
    -------
    lower, upper : ndarray
        Ratios from 0 to 1 and from 1 on, in the shape of the arguments broadcast together; scalars give scalars.

    Raises
    ------
    ValueError
        If `expected` is negative or `tail` out of its range.

    References
    ----------
    Spiegelhalter, D. J. (2005). Statistics in Medicine 24, 1185-1202, appendix A.1.1.

    Examples
    --------
    >>> lower, upper = expected_limits([10, 1000])
    >>> print(lower.round(3), upper.round(3))
    [0.378 0.938] [1.616 1.062]
    """
    outside = bounds.between("tail", tail, 0, 0.5, strictly=True)
    mean, outside = bounds.together(expected=_positive("expected", expected), tail=outside)
    limits = []
    for level in (outside, 1 - outside):
        count = poisson.ppf(level, mean)
        reached, before = pdtr(count, mean), np.where(count > 0, pdtr(np.maximum(count - 1, 0), mean), 0)
        limits.append(share(count - (reached - level) / (reached - before), mean))
    # few expected cases leave 1 itself outside of what is interpolated
    return np.clip(limits[0], 0, 1), np.maximum(limits[1], 1)


class Dispersion(NamedTuple):
    """How much farther areas stray than by chance.

    Parameters
    ----------
    phi : float
        Mean square of the distances in standard errors, the outermost drawn in: about 1 where there is only chance.
    statistic, df, p_value : float
        The test that there is only chance.
    """

    phi: float
    statistic: float
    df: float
    p_value: float


def expected_dispersion(
    observed: npt.ArrayLike, expected: npt.ArrayLike, error: npt.ArrayLike = 0.0, *, trim: float = 0.1
) -> Dispersion:
    """Say whether areas stray from what is expected of them farther than chance takes them, and how much.

    The distances are taken on the square root scale, and those beyond the quantiles at `trim` are drawn in to them, so
    that a few extreme areas do not excuse themselves. The test is the sum of ``(observed - expected)**2`` over its
    variance. Its distribution is that of chi-square with the mean and the variance that Poisson counts give it: with
    few expected cases that is wider than chi-square.

    Parameters
    ----------
    observed : array_like of int, shape (areas,)
        Cases counted.
    expected : array_like of float, shape (areas,)
        Cases expected. An area where it is 0 or NaN is left out.
    error : array_like of float
        Standard error of the logarithm of the expected number, where it is estimated.
    trim : float
        Share of the areas drawn in at each end, from 0 to 0.5.

    Returns
    -------
    Dispersion
        NaN where fewer than two areas are left.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or an expected number negative.

    References
    ----------
    Spiegelhalter, D. J. (2005). Quality and Safety in Health Care 14, 347-351 (``phi``).
    Haldane, J. B. S. (1937). Biometrika 29, 133-143 (variance of the statistic).

    Examples
    --------
    >>> found = expected_dispersion([30, 20, 25, 10], [18.0, 22.0, 24.0, 21.0])
    >>> print(f"{found.phi:.2f} {found.p_value:.4f}")
    1.98 0.0033
    """
    [counted] = checks.counts(observed=observed)
    given = counted, _positive("expected", expected), bounds.amounts("error", error)
    counts, means, errors = (array.ravel() for array in np.broadcast_arrays(*given))
    there = np.isfinite(means)
    counts, means, errors = counts[there], means[there], errors[there]
    areas = len(counts)
    if areas < 2:
        return Dispersion(np.nan, np.nan, np.nan, np.nan)
    distance = (np.sqrt(counts / means) - 1) / np.sqrt(1 / (4 * means) + errors**2 / 4)
    phi = float(np.mean(np.clip(distance, *np.quantile(distance, [trim, 1 - trim])) ** 2))
    statistic = float(((counts - means) ** 2 / (means + (means * errors) ** 2)).sum())
    # where the expected numbers share out the observed ones, one area follows from the others
    shared_out = abs(counts.sum() - means.sum()) <= 0.05 * areas + 0.5 and not errors.any()
    free = areas - 1 if shared_out else areas
    spread = 2 * free + float((1 / means).sum())
    df = 2 * free**2 / spread
    return Dispersion(phi, statistic, df, float(chdtrc(df, statistic * df / free)))


def uncertain_ratio(
    observed: npt.ArrayLike, expected: npt.ArrayLike, error: npt.ArrayLike, *, confidence: npt.ArrayLike = 0.95
) -> tuple[Array, Array, Array]:
    """Interval for observed over expected that allows for the expected number being estimated.

    On the logarithmic scale the distances of both limits are added as squares (MOVER): Garwood's for the count, normal
    for the expected number. It is never narrower than `observed_expected`, and equal to it without an error. Of no
    cases the upper limit takes both at their ends.

    Parameters
    ----------
    observed : array_like of int
        Cases counted, taken to be Poisson.
    expected : array_like of float
        Cases expected; NaN gives NaN.
    error : array_like of float
        Standard error of the logarithm of the expected number.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    ratio, lower, upper : ndarray
        As of `observed_expected`.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an expected number or an error negative.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> ratio, lower, upper = uncertain_ratio(30, 20.0, 0.1)
    >>> print(f"{ratio:.2f} ({lower:.2f} to {upper:.2f})")
    1.50 (0.97 to 2.25)
    """
    means = np.nan_to_num(_positive("expected", expected))
    ratio, lower, upper = observed_expected(observed, means, confidence=confidence)
    reach = -ndtri(checks.tail_area(confidence)) * bounds.amounts("error", error)
    some = np.where(ratio > 0, ratio, 1)
    below = np.hypot(np.log(some / np.where(lower > 0, lower, some)), reach)
    above = np.hypot(np.log(np.where(ratio > 0, upper, some) / some), reach)
    return (
        ratio,
        np.where(ratio > 0, some * np.exp(-below), lower)[()],
        np.where(ratio > 0, some * np.exp(above), upper * np.exp(reach))[()],
    )


def _positive(name: str, values: npt.ArrayLike) -> Array:
    """Take expected numbers; 0 and NaN are none."""
    read = checks.numbers(name, values).astype(np.float64)
    bounds.amounts(name, np.where(np.isnan(read), 0, read))
    return np.where(read > 0, read, np.nan)
