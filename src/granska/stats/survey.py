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
from granska.stats.joined import joined_difference
from granska.stats.proportion import share
from granska.stats.survey_design import Design, stratified_sample
from granska.stats.survey_intervals import METHODS, Evidence, survey_limits


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
        Cases of a simple random sample that would be as precise, as the method sees it; infinite where every file was
        read in the strata that have any case.
    lower, upper : ndarray
        Limits of the interval.
    """

    estimate: Array
    se: Array
    df: Array
    n_effective: Array
    lower: Array
    upper: Array


@dataclass(frozen=True, eq=False)
class SurveyDifference:
    """The share of a first domain minus the share of a second; every field is an array in the shape of the batch.

    Attributes
    ----------
    estimate : ndarray
        Difference from -1 to 1, first minus second.
    se : ndarray
        Standard error, linearised, with the covariance of the two domains.
    df : ndarray
        Degrees of freedom: all cases read minus strata.
    lower, upper : ndarray
        Limits of the interval.
    """

    estimate: Array
    se: Array
    df: Array
    lower: Array
    upper: Array


def stratified_proportion(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    x: npt.ArrayLike,
    *,
    fpc: bool = True,
    method: str = "wilson",
    lonely: str | None = None,
    confidence: npt.ArrayLike = 0.95,
) -> SurveyEstimate:
    """Estimate a share of all cases, strata weighted by their size.

    Parameters
    ----------
    population : array_like of int, shape (..., strata)
        Cases in each stratum.
    n : array_like of int, shape (..., strata)
        Cases read in each stratum, at least two unless `lonely` says what to do with one.
    x : array_like of int, shape (..., strata)
        Cases read that have the answer.
    fpc : bool
        Finite population correction: yes where the files themselves are spoken of (an interval then has no width
        where all were read), no where the practice behind them is.
    method : {"wilson", "wilson-uncapped", "logit", "beta", "korn-graubard", "wald"}
        As in `domain_proportion`.
    lonely : {"certainty", "remove", "average", "adjust"}, optional
        As in `domain_proportion`.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    SurveyEstimate

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n` or `n` than `population`, no case was read in a
        stratum or, without `lonely`, only one, or the method, the rule or the confidence level does not exist.

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
    checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    population, n, x = _strata(population=population, n=n, x=x)
    design = stratified_sample(population, n, fpc, lonely)
    checks.part_of("x", x, "n", n)
    # A share of all cases is the domain that every case read is in.
    return _estimate(design, _ratio(design, n, x), method, tail)


def domain_proportion(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    n_domain: npt.ArrayLike,
    x_domain: npt.ArrayLike,
    *,
    fpc: bool = True,
    method: str = "wilson",
    lonely: str | None = None,
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
        Cases read in each stratum, in the domain or not, at least two unless `lonely` says what to do with one.
    n_domain : array_like of int, shape (..., strata)
        Cases read that are in the domain; may be 0.
    x_domain : array_like of int, shape (..., strata)
        Cases read that are in the domain and have the answer.
    fpc : bool
        Finite population correction: yes where the files themselves are spoken of, no where the practice behind them
        is.
    method : {"wilson", "wilson-uncapped", "logit", "beta", "korn-graubard", "wald"}
        All take Student's t with the `df` of the result. See the notes.
    lonely : {"certainty", "remove", "average", "adjust"}, optional
        What a stratum with one case read adds to the variance: nothing (``certainty``, ``remove``), as much as the
        mean of the others (``average``), or the square of its distance from the whole sample (``adjust``). The rule
        looks at cases read, never at cases of the domain. Of the methods, ``wilson`` alone heeds the weight of such
        a stratum whatever the rule; the others know no more than the variance that the rule leaves.
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
        `population`, no case was read in a stratum or, without `lonely`, only one, or the method, the rule or the
        confidence level does not exist.

    Notes
    -----
    The effective sample size of an estimate p with variance v is p(1 - p) / v. At 0 and at 1, and wherever else answers
    do not vary within any stratum, v is 0 and says nothing; the size is then the one that equal shares in all strata
    would give. Where every file was read in the strata that have any case, and these files are spoken of (`fpc`), the
    limits are the estimate.

    ``wilson``
        The score interval on the effective sample size, which is never taken to be more than equal shares in all strata
        would give, lonely strata included. That keeps the interval honest where few or no events were seen, and makes
        it wider than needed where strata differ much; it can still fall short where all events gather in one or two
        strata.
    ``wilson-uncapped``
        The same without that cap: too narrow where few events were seen.
    ``logit``
        Symmetric on the scale of log-odds; at 0 and at 1, where there are none, the limits of ``beta``.
    ``beta``
        Clopper-Pearson on the effective sample size, made smaller by the square of t with cases - 1 over t with `df`.
    ``korn-graubard``
        The same, but never on more than the cases read, and on these where v is 0. Conservative, unless the events are
        in few strata.
    ``wald``
        The estimate plus and minus a multiple of the standard error. Not fit for few events: it can leave 0 to 1, and
        has no width where v is 0, since it is nothing but v.

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
    checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    population, n, n_domain, x_domain = _strata(population=population, n=n, n_domain=n_domain, x_domain=x_domain)
    design = stratified_sample(population, n, fpc, lonely)
    checks.part_of("n_domain", n_domain, "n", n)
    checks.part_of("x_domain", x_domain, "n_domain", n_domain)
    return _estimate(design, _ratio(design, n_domain, x_domain), method, tail)


def domain_difference(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    n1: npt.ArrayLike,
    x1: npt.ArrayLike,
    n2: npt.ArrayLike,
    x2: npt.ArrayLike,
    *,
    fpc: bool = False,
    method: str = "mover",
    lonely: str | None = None,
    confidence: npt.ArrayLike = 0.95,
) -> SurveyDifference:
    """Estimate the share of a first domain minus the share of a second: the two as they are, districts and all.

    Parameters
    ----------
    population : array_like of int, shape (..., strata)
        Cases in each stratum.
    n : array_like of int, shape (..., strata)
        Cases read in each stratum, in a domain or not, at least two unless `lonely` says what to do with one.
    n1, n2 : array_like of int, shape (..., strata)
        Cases read that are in the first and in the second domain; no case is in both.
    x1, x2 : array_like of int, shape (..., strata)
        Cases of the domains that have the answer.
    fpc : bool
        Finite population correction; a comparison speaks of the practice behind the files, not of the files.
    method : {"mover", "wald"}
        ``mover`` joins the ``wilson`` intervals of the two domains, each with the degrees of freedom of its domain; it
        stays within -1 to 1 and has a width without events. ``wald`` is the estimate plus and minus a multiple of the
        standard error, t with the `df` of the result: it can leave -1 to 1, and has no width without events.
    lonely : {"certainty", "remove", "average", "adjust"}, optional
        As in `domain_proportion`.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against the batch.

    Returns
    -------
    SurveyDifference
        All but `df` NaN where one of the domains has too few cases to be estimated by itself.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, `n1` and `n2` together greater than `n` or
        `n` than `population`, no case was read in a stratum or, without `lonely`, only one, or the method, the rule or
        the confidence level does not exist.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Statistics in Medicine 27, 1693-1702 (``mover``).
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, chapters 5A and 6 (domains, combined ratio).

    Examples
    --------
    Girls minus boys among 12 cases read in each of three districts:

    >>> result = domain_difference([45, 150, 80], 12, [5, 5, 7], [1, 0, 2], [7, 7, 5], [3, 2, 4])
    >>> print(f"{result.estimate:.3f} ({result.lower:.3f} to {result.upper:.3f})")
    -0.294 (-0.566 to 0.063)
    """
    limits = checks.choose("method", method, DIFFERENCES)
    tail = checks.tail_area(confidence)
    population, n, n1, x1, n2, x2 = _strata(population=population, n=n, n1=n1, x1=x1, n2=n2, x2=x2)
    design = stratified_sample(population, n, fpc, lonely)
    checks.part_of("x1", x1, "n1", n1)
    checks.part_of("x2", x2, "n2", n2)
    checks.part_of("n1 + n2", n1 + n2, "n", n)
    first, second = _ratio(design, n1, x1), _ratio(design, n2, x2)
    # To take the second domain away is to count each of its cases with the opposite worth.
    taken_away = [(count, -worth) for count, worth in second.kinds()]
    outside = n - n1 - n2, np.zeros_like(first.estimate)
    se = np.sqrt(design.variance([*first.kinds(), *taken_away, outside]))
    df = n.sum(axis=-1) - n.shape[-1]
    lower, upper = limits(
        _estimate(design, first, "wilson", tail), _estimate(design, second, "wilson", tail), -stdtrit(df, tail) * se
    )
    return SurveyDifference(first.estimate - second.estimate, se, df, lower, upper)


@dataclass(frozen=True, eq=False)
class _Ratio:
    """Estimated share of a domain: what is in `cases` and `yes` by stratum becomes one number each."""

    cases: Array
    yes: Array
    size: Array
    df: Array
    estimate: Array

    def kinds(self) -> list[tuple[Array, Array]]:
        """Cases with the answer and without it, each with its linearised value."""
        return [
            (self.yes, share(1 - self.estimate, self.size)),
            (self.cases - self.yes, -share(self.estimate, self.size)),
        ]


def _strata(**arguments: npt.ArrayLike) -> list[Array]:
    return [np.atleast_1d(values) for values in checks.counts(**arguments)]


def _ratio(design: Design, cases: Array, yes: Array) -> _Ratio:
    df = cases.sum(axis=-1) - (cases > 0).sum(axis=-1)
    size = design.total(cases)
    estimate = np.where(df >= 1, share(design.total(yes), size), np.nan)[()]
    return _Ratio(cases, yes, size, df, estimate)


def _estimate(design: Design, ratio: _Ratio, method: str, tail: Array) -> SurveyEstimate:
    estimate = ratio.estimate
    outside = design.n - ratio.cases, np.zeros_like(estimate)
    variance = design.variance([*ratio.kinds(), outside])
    se = np.sqrt(variance)
    # 1 / sum(W² (1 - f) / m), W being the estimated weight of the m cases of the domain in a stratum. The rule for
    # lonely strata has no say: p (1 - p) / m needs no second case, and a stratum left out would pass for a known one.
    unsure = (design.scale * ratio.cases).sum(axis=-1)
    equal_shares_size = np.where(unsure > 0, share(ratio.size**2, unsure), np.inf)
    linearised_size = np.where(variance > 0, share(estimate * (1 - estimate), variance), equal_shares_size)
    # Where the cases are too few, no method gets to see a number.
    enough = np.where(np.isnan(estimate), np.nan, 1.0)
    evidence = Evidence(
        estimate=estimate,
        se=se,
        df=enough * ratio.df,
        cases=enough * ratio.cases.sum(axis=-1),
        linearised_size=enough * linearised_size,
        equal_shares_size=enough * equal_shares_size,
    )
    return SurveyEstimate(estimate, se, ratio.df, *survey_limits(evidence, method, tail))


def _mover(first: SurveyEstimate, second: SurveyEstimate, half_width: Array) -> tuple[Array, Array]:
    _, lower, upper = joined_difference(
        first.estimate, first.lower, first.upper, second.estimate, second.lower, second.upper
    )
    return lower, upper


def _wald(first: SurveyEstimate, second: SurveyEstimate, half_width: Array) -> tuple[Array, Array]:
    estimate = first.estimate - second.estimate
    return estimate - half_width, estimate + half_width


DIFFERENCES: dict[str, Callable[[SurveyEstimate, SurveyEstimate, Array], tuple[Array, Array]]] = {
    "mover": _mover,
    "wald": _wald,
}
