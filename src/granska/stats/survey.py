"""Shares in a stratified sample of case files from districts of known size.

Strata are on the last axis; leading axes are a batch. Equal samples from districts of different size make the plain
share of the sample something else than the city's share: districts are weighted by their number of cases.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.proportion import share, wilson_limits

Limits = Callable[[Array, Array, Array, Array], tuple[Array, Array]]


@dataclass(frozen=True, eq=False)
class SurveyEstimate:
    """A share estimated from a stratified sample, with its interval; every field is an array in the shape of the batch.

    Attributes
    ----------
    estimate : ndarray
        Share from 0 to 1.
    se : ndarray
        Standard error, linearised; 0 where answers do not vary within any stratum.
    df : ndarray
        Degrees of freedom: cases minus strata that have any.
    n_effective : ndarray
        Cases of a simple random sample that would be as precise; infinite where every file was read.
    lower, upper : ndarray
        Limits of the interval.
    """

    estimate: Array
    se: Array
    df: Array
    n_effective: Array
    lower: Array
    upper: Array


def stratified_proportion(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    x: npt.ArrayLike,
    *,
    fpc: bool = True,
    method: str = "wilson",
    confidence: npt.ArrayLike = 0.95,
) -> SurveyEstimate:
    """Estimate a share of all cases, strata weighted by their size.

    Parameters
    ----------
    population : array_like of int, shape (..., strata)
        Cases in each stratum.
    n : array_like of int, shape (..., strata)
        Cases read in each stratum, at least two.
    x : array_like of int, shape (..., strata)
        Cases read that have the answer.
    fpc : bool
        Finite population correction: yes where the files themselves are spoken of (an interval then has no width
        where all were read), no where the practice behind them is.
    method : {"wilson", "wald"}
        As in `domain_proportion`.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    SurveyEstimate

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n` or `n` than `population`, fewer than two cases
        were read in a stratum, or the method or confidence level does not exist.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, chapter 5 (estimate and standard error).

    Examples
    --------
    No event in 26 cases from each of three districts:

    >>> result = stratified_proportion([120, 340, 95], [26, 26, 26], [0, 0, 0])
    >>> print(f"{result.estimate:.3f} ({result.lower:.3f} to {result.upper:.3f})")
    0.000 (0.000 to 0.058)
    """
    limits = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    population, n, x = checks.counts(population=population, n=n, x=x)
    checks.part_of("n", n, "population", population)
    checks.part_of("x", x, "n", n)
    checks.cases_read("n", np.atleast_1d(n))
    return _estimate(population, n, n, x, fpc, limits, tail)


def domain_proportion(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    n_domain: npt.ArrayLike,
    x_domain: npt.ArrayLike,
    *,
    fpc: bool = True,
    method: str = "wilson",
    confidence: npt.ArrayLike = 0.95,
) -> SurveyEstimate:
    """Estimate a share of the cases in a domain, whose size in the population is not known.

    A gender is a domain; so are the cases a conditional question applies to, and the answered cases where answers are
    missing. The share is the estimated number of cases with the answer over the estimated number of cases in the
    domain.

    Parameters
    ----------
    population : array_like of int, shape (..., strata)
        Cases in each stratum.
    n : array_like of int, shape (..., strata)
        Cases read in each stratum, in the domain or not, at least two.
    n_domain : array_like of int, shape (..., strata)
        Cases read that are in the domain; may be 0.
    x_domain : array_like of int, shape (..., strata)
        Cases read that are in the domain and have the answer.
    fpc : bool
        Finite population correction: yes where the files themselves are spoken of, no where the practice behind them
        is.
    method : {"wilson", "wald"}
        ``wilson`` is the score interval on the effective sample size, with Student's t. That size is never taken to
        be more than equal shares in all strata would give, which keeps the interval honest where few or no events
        were seen; it fails where all events are in one stratum. ``wald`` is the estimate plus and minus a multiple of
        the standard error: it can leave 0 to 1, and has no width without events.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    SurveyEstimate
        All but `df` NaN where `df` is below 1: the domain has too few cases.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x_domain` is greater than `n_domain`, `n_domain` than `n` or `n` than
        `population`, fewer than two cases were read in a stratum, or the method or confidence level does not exist.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, chapters 5A and 6 (domains, combined ratio).
    Korn, E. L. & Graubard, B. I. (1998). Survey Methodology 24, 193-201 (effective sample size, t in place of z).

    Examples
    --------
    Girls among 12 cases read in each of three districts; in the first there were none:

    >>> result = domain_proportion([45, 150, 80], 12, [0, 5, 7], [0, 0, 2])
    >>> print(f"{result.estimate:.3f} ({result.lower:.3f} to {result.upper:.3f})")
    0.122 (0.024 to 0.440)
    """
    limits = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    population, n, n_domain, x_domain = checks.counts(population=population, n=n, n_domain=n_domain, x_domain=x_domain)
    checks.part_of("n", n, "population", population)
    checks.part_of("n_domain", n_domain, "n", n)
    checks.part_of("x_domain", x_domain, "n_domain", n_domain)
    checks.cases_read("n", np.atleast_1d(n))
    return _estimate(population, n, n_domain, x_domain, fpc, limits, tail)


def _estimate(
    population: Array, n: Array, n_domain: Array, x_domain: Array, fpc: bool, limits: Limits, tail: Array
) -> SurveyEstimate:
    """Estimate the domain ratio; a share of all cases is the domain that every case read is in."""
    population, n, n_domain, x_domain = (np.atleast_1d(values) for values in (population, n, n_domain, x_domain))
    # Lonely strata are counted by cases read, degrees of freedom by cases of the domain.
    df = n_domain.sum(axis=-1) - (n_domain > 0).sum(axis=-1)
    enough = np.where(df >= 1, 1.0, np.nan)
    weight = population / n
    unread = (population - n) / population if fpc else np.ones_like(n)
    domain_size = (weight * n_domain).sum(axis=-1)
    estimate = enough * share((weight * x_domain).sum(axis=-1), domain_size)
    squares = _squares_within(n, n_domain, x_domain, estimate[..., np.newaxis])
    variance = share((weight**2 * unread * n * squares / (n - 1)).sum(axis=-1), domain_size**2)
    # Precision at equal shares in all strata: 1 / sum(W² (1 - f) / m), W being the estimated weight of the domain's m
    # cases.
    equal_shares = (weight**2 * unread * n_domain).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Without events the first is 0/0, which fmin passes over; with every file read both are infinite.
        n_effective = enough * np.fmin(estimate * (1 - estimate) / variance, domain_size**2 / equal_shares)
    standard_error = np.sqrt(variance)
    critical = -stdtrit(enough * df, tail)
    lower, upper = limits(estimate, standard_error, n_effective, critical)
    return SurveyEstimate(estimate, standard_error, df, n_effective, lower, upper)


def _squares_within(n: Array, n_domain: Array, x_domain: Array, estimate: Array) -> Array:
    """Sum of squares of the linearised values around their mean in each stratum.

    A case read is worth 1 - estimate with the answer, -estimate without it, and 0 outside the domain. Summed over
    pairs of unlike cases, no term is negative, so that no variation gives exactly 0.
    """
    x_other, outside = n_domain - x_domain, n - n_domain
    return (x_domain * x_other + outside * (x_domain * (1 - estimate) ** 2 + x_other * estimate**2)) / n


def _wilson(estimate: Array, standard_error: Array, n_effective: Array, critical: Array) -> tuple[Array, Array]:
    lower, upper = wilson_limits(estimate, n_effective, critical)
    return np.clip(lower, 0, estimate), np.clip(upper, estimate, 1)


def _wald(estimate: Array, standard_error: Array, n_effective: Array, critical: Array) -> tuple[Array, Array]:
    return estimate - critical * standard_error, estimate + critical * standard_error


METHODS: dict[str, Limits] = {"wilson": _wilson, "wald": _wald}
