"""Two groups compared within strata: the first group minus the second, like with like.

Strata are on the last axis; leading axes are a batch. A stratum without cases in both groups says nothing of a
difference and weighs nothing.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtri

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.conditional import exact_p, mid_p
from granska.stats.proportion import share
from granska.stats.root import rising_root

Estimate = Callable[[Array, Array, Array, Array], Array]
Limits = Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]


def mantel_haenszel(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    measure: str = "difference",
    method: str | None = None,
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Mantel-Haenszel estimate of what the groups differ by within strata, with an interval.

    Parameters
    ----------
    x1, x2 : array_like of int, shape (..., strata)
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int, shape (..., strata)
        Cases in the groups. Where no stratum has cases of both groups, all three results are NaN.
    measure : {"difference", "ratio", "odds-ratio"}
        Share of the first group minus share of the second, the one over the other, or the odds of the first group
        over the odds of the second.
    method : {"score", "sato", "greenland-robins", "robins-breslow-greenland"}, optional
        Of a difference: ``score`` (the default) is the stratified score interval of Miettinen and Nurminen with
        Mantel-Haenszel weights; it stays within -1 to 1 and has a width at 0 against 0. ``sato`` is the estimate plus
        and minus a multiple of Sato's standard error; it can leave -1 to 1 and has no width at 0 against 0.
        Of a ratio: ``greenland-robins``, of an odds ratio: ``robins-breslow-greenland``, both symmetric on the
        logarithmic scale. Nothing is added to empty cells.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    estimate, lower, upper : ndarray, shape (...)
        The limits broadcast with `confidence`; scalars where there is no batch. A ratio or an odds ratio of 0 or of
        infinity has no standard error: its limits are 0 and infinity. One of 0 over 0 is NaN, and so are its limits. A
        ratio of 1 where every case has the answer has no width.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the measure, method or confidence
        level does not exist.

    References
    ----------
    Greenland, S. & Robins, J. M. (1985). Biometrics 41, 55-68 (the estimates; ``greenland-robins``).
    Miettinen, O. & Nurminen, M. (1985). Statistics in Medicine 4, 213-226 (``score``).
    Robins, J., Breslow, N. & Greenland, S. (1986). Biometrics 42, 311-323 (``robins-breslow-greenland``).
    Sato, T. (1989). Biometrics 45, 1323-1324 (``sato``).

    Examples
    --------
    Berkeley 1973, women minus men, departments compared like with like:

    >>> women, men = [89, 17, 202, 131, 94, 24], [512, 353, 120, 138, 53, 22]
    >>> all_women, all_men = [108, 25, 593, 375, 393, 341], [825, 560, 325, 417, 191, 373]
    >>> estimate, lower, upper = mantel_haenszel(women, all_women, men, all_men)
    >>> print(f"{estimate:.3f} ({lower:.3f} to {upper:.3f})")
    0.018 (-0.011 to 0.047)
    """
    common, methods = checks.choose("measure", measure, MEASURES)
    # The first method of a measure is its default.
    limits = checks.choose("method", next(iter(methods)) if method is None else method, methods)
    tail = checks.tail_area(confidence)
    tables = _tables(x1, n1, x2, n2)
    lower, upper = limits(*tables, tail)
    return common(*tables), lower, upper


def cochran_mantel_haenszel(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "asymptotic",
    correction: bool = False,
) -> tuple[Array, Array]:
    """Test of no difference within strata.

    Parameters
    ----------
    x1, x2 : array_like of int, shape (..., strata)
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int, shape (..., strata)
        Cases in the groups.
    method : {"asymptotic", "exact", "mid-p"}
        ``asymptotic``: chi-square with one degree of freedom. The others are conditional, on the margins of every
        stratum, and right for small expected counts. ``exact``: the probability of all tables whose sum of `x1` is no
        more probable than that observed (Fisher's test where there is one stratum); never too small. ``mid-p``: twice
        the smaller tail, in which the observed sum counts by half; near the level on average.
    correction : bool
        Of the asymptotic test: whether to take one half off the distance before it is squared, never more than there
        is: where it is under one half, p is 1. R (``mantelhaen.test``) takes nothing off there, and its p is smaller.

    Returns
    -------
    statistic, p : ndarray, shape (...)
        Asymptotic: both NaN where no stratum has cases of both groups and both answers, since there is nothing to
        test. Conditional: the statistic is NaN, and so is p where no stratum has cases of both groups; where answers do
        not vary, p is 1.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, the method does not exist, or a correction
        is asked of a conditional test.

    References
    ----------
    Mantel, N. & Haenszel, W. (1959). Journal of the National Cancer Institute 22, 719-748.
    Mehta, C. R., Patel, N. R. & Gray, R. (1985). Journal of the American Statistical Association 80, 969-973
    (``exact``).
    Hirji, K. F., Tan, S.-J. & Elashoff, R. M. (1991). Statistics in Medicine 10, 1137-1153 (``mid-p``, one stratum).
    Hirji, K. F. (2006). Exact Analysis of Discrete Data. Chapman & Hall/CRC (``mid-p``, several strata).

    Examples
    --------
    >>> statistic, p = cochran_mantel_haenszel([4, 3, 2], 12, [5, 6, 4], 12)
    >>> print(f"{statistic:.3f}, p = {p:.3f}")
    2.190, p = 0.139
    """
    conditional_p = checks.choose("method", method, TESTS)
    if correction and method != "asymptotic":
        raise ValueError("correction: only the asymptotic test has one")
    tables = _tables(x1, n1, x2, n2)
    if conditional_p is None:
        return _asymptotic(*tables, correction)
    p = conditional_p(*tables)
    return np.full_like(p, np.nan)[()], p


def breslow_day(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike, *, tarone: bool = True
) -> tuple[Array, Array, Array]:
    """Test whether strata share one odds ratio.

    Parameters
    ----------
    x1, x2 : array_like of int, shape (..., strata)
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int, shape (..., strata)
        Cases in the groups.
    tarone : bool
        Whether to take off Tarone's correction, which makes the statistic a chi-square at the Mantel-Haenszel odds
        ratio.

    Returns
    -------
    statistic, df, p : ndarray, shape (...)
        Strata without cases of both groups and both answers are dropped: `df` is the number of the others minus one
        (0 at the least). Statistic and p are NaN where fewer than two are left, or the common odds ratio is 0 or
        infinite.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or an `x` is greater than its `n`.

    References
    ----------
    Breslow, N. E. & Day, N. E. (1980). Statistical Methods in Cancer Research I. IARC, p. 142.
    Tarone, R. E. (1985). Biometrika 72, 91-95.

    Examples
    --------
    The third stratum has no case with the answer:

    >>> statistic, df, p = breslow_day([1, 2, 0, 3], 6, [2, 0, 0, 1], 6)
    >>> print(f"{statistic:.3f} on {df:.0f}, p = {p:.3f}")
    3.265 on 2, p = 0.195
    """
    x1, n1, x2, n2 = _tables(x1, n1, x2, n2)
    with_answer = x1 + x2
    informative = (n1 > 0) & (n2 > 0) & (with_answer > 0) & (with_answer < n1 + n2)
    df: Array = np.maximum(informative.sum(axis=-1) - 1.0, 0)
    odds_ratio = _common_odds_ratio(x1, n1, x2, n2)
    testable = (df > 0) & np.isfinite(odds_ratio) & (odds_ratio > 0)
    expected = _expected_at(np.where(testable, odds_ratio, np.nan)[..., np.newaxis], n1, n2, with_answer)
    # Without information a cell is expected to hold 0 cases; those strata are dropped below.
    with np.errstate(divide="ignore"):
        precision = (
            1 / expected + 1 / (n1 - expected) + 1 / (with_answer - expected) + 1 / (n2 - with_answer + expected)
        )
    variance = np.where(informative, 1 / precision, 0)
    distance = np.where(informative, x1 - expected, 0)
    statistic = np.where(informative, share(distance**2, variance), 0).sum(axis=-1)
    if tarone:
        statistic = statistic - share(distance.sum(axis=-1) ** 2, variance.sum(axis=-1))
    statistic = np.where(testable, statistic, np.nan)[()]
    return statistic, df, chdtrc(df, statistic)


def _tables(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike
) -> tuple[Array, Array, Array, Array]:
    x1, n1, x2, n2 = checks.counts(x1=x1, n1=n1, x2=x2, n2=n2)
    checks.part_of("x1", x1, "n1", n1)
    checks.part_of("x2", x2, "n2", n2)
    return np.atleast_1d(x1), np.atleast_1d(n1), np.atleast_1d(x2), np.atleast_1d(n2)


def _size(n1: Array, n2: Array) -> Array:
    """Cases in a stratum, as a divisor: where there are fewer than two, what it divides is 0."""
    return np.maximum(n1 + n2, 2)


def _common_difference(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    size = _size(n1, n2)
    return share(((x1 * n2 - x2 * n1) / size).sum(axis=-1), (n1 * n2 / size).sum(axis=-1))


def _common_ratio(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    size = _size(n1, n2)
    return _quotient((x1 * n2 / size).sum(axis=-1), (x2 * n1 / size).sum(axis=-1))


def _common_odds_ratio(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    size = _size(n1, n2)
    return _quotient((x1 * (n2 - x2) / size).sum(axis=-1), (x2 * (n1 - x1) / size).sum(axis=-1))


def _quotient(first: Array, second: Array) -> Array:
    return np.where((first > 0) & (second == 0), np.inf, share(first, second))[()]


def _greenland_robins(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array]:
    size = _size(n1, n2)
    first, second = (x1 * n2 / size).sum(axis=-1), (x2 * n1 / size).sum(axis=-1)
    spread = ((x1 + x2) * n1 * n2 - x1 * x2 * size) / size**2
    return _limits_of_quotient(_quotient(first, second), share(spread.sum(axis=-1), first * second), tail)


def _robins_breslow_greenland(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array]:
    size = _size(n1, n2)
    concordant, discordant = x1 * (n2 - x2) / size, x2 * (n1 - x1) / size
    agreeing = (x1 + n2 - x2) / size
    first, second = concordant.sum(axis=-1), discordant.sum(axis=-1)
    variance = (
        share((agreeing * concordant).sum(axis=-1), first**2)
        + share((agreeing * discordant + (1 - agreeing) * concordant).sum(axis=-1), first * second)
        + share(((1 - agreeing) * discordant).sum(axis=-1), second**2)
    ) / 2
    return _limits_of_quotient(_quotient(first, second), variance, tail)


def _limits_of_quotient(estimate: Array, variance: Array, tail: Array) -> tuple[Array, Array]:
    """Limits from the variance of the logarithm, which does not exist at 0 and at infinity."""
    factor = np.exp(-ndtri(tail) * np.sqrt(variance))
    without_end = (estimate == 0) | np.isinf(estimate)
    lower, upper = np.where(without_end, 0, estimate / factor), np.where(without_end, np.inf, estimate * factor)
    return lower[()], upper[()]


def _sato(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array]:
    size = _size(n1, n2)
    estimate = _common_difference(x1, n1, x2, n2)
    slope = (x2 * n1**2 - x1 * n2**2 + n1 * n2 * (n2 - n1) / 2) / size**2
    level = (x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * size)
    # The variance is 0 at 0 against 0, and rounding may leave it just below.
    spread = np.maximum(estimate * slope.sum(axis=-1) + level.sum(axis=-1), 0)
    half_width = -ndtri(tail) * share(np.sqrt(spread), (n1 * n2 / size).sum(axis=-1))
    return estimate - half_width, estimate + half_width


def _score(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array]:
    # Swapping the groups turns the upper limit into the lower one, so that one search serves both.
    return _score_lower(x1, n1, x2, n2, tail), -_score_lower(x2, n2, x1, n1, tail)


def _score_lower(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> Array:
    """Find the difference below the estimate that the score test just does not reject."""
    estimate, tail = np.broadcast_arrays(_common_difference(x1, n1, x2, n2), tail)
    count = x1.shape[-1]
    strata = [np.broadcast_to(values, (*estimate.shape, count)) for values in (x1, n1, x2, n2)]
    critical = -ndtri(tail)
    target = critical / np.hypot(1, critical)

    def shortfall(difference: Array, target: Array, *strata: Array) -> Array:
        return target - _score_sine(difference[..., np.newaxis], *strata)

    # At an estimate of -1 there is nothing below to search in.
    low = np.where(np.isnan(estimate), np.nan, -1.0)
    return rising_root(shortfall, low, estimate, target, *strata)


def _score_sine(difference: Array, x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    """Score statistic Z at a supposed difference, as Z / sqrt(1 + Z²).

    Z itself is infinite at the ends of the range and 0/0 at 0 against 0; on this scale it runs from 1 to -1 without a
    jump.
    """
    size = _size(n1, n2)
    share2 = _restricted_share(difference, x1, n1, x2, n2)
    share1 = share2 + difference
    distance = ((x1 * n2 - x2 * n1 - n1 * n2 * difference) / size).sum(axis=-1)
    # With size / (size - 1), the factor of Miettinen and Nurminen.
    spread = n1 * n2 * (n1 * share2 * (1 - share2) + n2 * share1 * (1 - share1)) / (size * (size - 1))
    length = np.sqrt(distance**2 + np.maximum(spread.sum(axis=-1), 0))
    sine: Array = distance / np.where(length > 0, length, 1)
    return sine


def _restricted_share(difference: Array, x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    """Most likely share of the second group where the groups differ by `difference`.

    The root of a cubic in closed form: Farrington, C. P. & Manning, G. (1990). Statistics in Medicine 9, 1447-1454,
    appendix.
    """
    size = _size(n1, n2)
    quadratic = ((n1 + 2 * n2) * difference - size - x1 - x2) / (3 * size)
    linear = ((n2 * difference - size - 2 * x2) * difference + x1 + x2) / (3 * size)
    constant = x2 * difference * (1 - difference) / (2 * size)
    # Products, not powers: numpy's cube takes longer than all the rest.
    offset = quadratic * (quadratic * quadratic - 1.5 * linear) + constant
    radius = np.copysign(np.sqrt(np.maximum(quadratic**2 - linear, 0)), offset)
    # Rounding can carry the cosine past 1, and the root past the range of a share.
    divisor = np.where(radius != 0, radius, 1)
    cosine = np.clip(offset / (divisor * divisor * divisor), -1, 1)
    root = 2 * radius * np.cos((np.pi + np.arccos(cosine)) / 3) - quadratic
    clipped: Array = np.clip(root, np.maximum(0, -difference), np.minimum(1, 1 - difference))
    return clipped


def _asymptotic(x1: Array, n1: Array, x2: Array, n2: Array, correction: bool) -> tuple[Array, Array]:
    size = _size(n1, n2)
    with_answer = x1 + x2
    distance = np.abs(((x1 * n2 - x2 * n1) / size).sum(axis=-1))
    variance = n1 * n2 * with_answer * (n1 + n2 - with_answer) / (size**2 * (size - 1))
    if correction:
        distance = np.maximum(distance - 0.5, 0)
    statistic = share(distance**2, variance.sum(axis=-1))
    return statistic, chdtrc(1, statistic)


def _expected_at(odds_ratio: Array, n1: Array, n2: Array, with_answer: Array) -> Array:
    """Cases with the answer in the first group that the margins and an odds ratio lead one to expect."""
    linear = n2 - with_answer + odds_ratio * (n1 + with_answer)
    constant = odds_ratio * n1 * with_answer
    # The usual form of the root divides by 0 at an odds ratio of 1.
    return share(2 * constant, linear + np.sqrt(linear**2 + 4 * (1 - odds_ratio) * constant))


# For each measure its estimate and its methods, the default first.
MEASURES: dict[str, tuple[Estimate, dict[str, Limits]]] = {
    "difference": (_common_difference, {"score": _score, "sato": _sato}),
    "ratio": (_common_ratio, {"greenland-robins": _greenland_robins}),
    "odds-ratio": (_common_odds_ratio, {"robins-breslow-greenland": _robins_breslow_greenland}),
}
# For each test what gives its p, where the margins alone do.
TESTS: dict[str, Estimate | None] = {"asymptotic": None, "exact": exact_p, "mid-p": mid_p}
