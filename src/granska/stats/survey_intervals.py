"""Intervals for a share estimated from a survey, from its standard error and its degrees of freedom."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import betainccinv, betaincinv, expit, logit, stdtrit

from granska.stats.checks import Array
from granska.stats.proportion import wilson_limits


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of an estimated share; every field is an array in the shape of the batch.

    Attributes
    ----------
    estimate, se : ndarray
        The share and its standard error.
    df : ndarray
        Degrees of freedom; NaN where they are too few for an interval.
    cases : ndarray
        Cases read that the share rests on.
    linearised_size : ndarray
        Cases of a simple random sample with the same variance. Where no variation was seen the variance says nothing,
        and this is `equal_shares_size`.
    equal_shares_size : ndarray
        Cases of a simple random sample as precise as this one would be if all strata had the same share; infinite
        where all was read.
    """

    estimate: Array
    se: Array
    df: Array
    cases: Array
    linearised_size: Array
    equal_shares_size: Array


def survey_limits(evidence: Evidence, method: str, tail: Array) -> tuple[Array, Array, Array]:
    """Give the effective sample size of a method, and its limits.

    Parameters
    ----------
    evidence : Evidence
        Estimates.
    method : str
        A key of `METHODS`.
    tail : ndarray
        Probability left out on each side.

    Returns
    -------
    n_effective, lower, upper : ndarray
        NaN where the degrees of freedom are too few; both limits are the estimate where all was read.

    References
    ----------
    Korn, E. L. & Graubard, B. I. (1998). Survey Methodology 24, 193-201 (``beta``, ``korn-graubard``; the effective
    sample size, t in place of z).
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212 (``wilson``, with that size).
    Korn, E. L. & Graubard, B. I. (1999). Analysis of Health Surveys. Wiley (``logit``).

    Examples
    --------
    >>> evidence = Evidence(*(np.array(value) for value in (0.25, 0.08, 33.0, 36.0, 29.3, 27.0)))
    >>> n_effective, lower, upper = survey_limits(evidence, "wilson", np.array(0.025))
    >>> print(f"{n_effective:.0f} cases: {lower:.3f} to {upper:.3f}")
    27 cases: 0.122 to 0.445
    """
    # Where all was read the sizes are infinite; what becomes of 0 times infinity is put right below.
    with np.errstate(invalid="ignore"):
        n_effective, lower, upper = METHODS[method](evidence, tail)
    known = np.isinf(evidence.equal_shares_size)
    if method != "wald":
        # Rounding can carry a limit past the estimate by 1e-16.
        lower, upper = np.clip(lower, 0, evidence.estimate), np.clip(upper, evidence.estimate, 1)
    return (
        np.where(known, np.inf, n_effective)[()],
        np.where(known, evidence.estimate, lower)[()],
        np.where(known, evidence.estimate, upper)[()],
    )


def _wilson(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    size = np.minimum(evidence.linearised_size, evidence.equal_shares_size)
    return size, *wilson_limits(evidence.estimate, size, _critical(evidence, tail))


def _wilson_uncapped(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    size = evidence.linearised_size
    return size, *wilson_limits(evidence.estimate, size, _critical(evidence, tail))


def _wald(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    half_width = _critical(evidence, tail) * evidence.se
    return evidence.linearised_size, evidence.estimate - half_width, evidence.estimate + half_width


def _logit(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    size, _, _ = beta = _beta(evidence, tail)
    # There are no log-odds of 0 and of 1; the beta limits stand in there.
    inside = (evidence.estimate > 0) & (evidence.estimate < 1)
    estimate = np.where(inside, evidence.estimate, 0.5)
    half_width = _critical(evidence, tail) / np.sqrt(size * estimate * (1 - estimate))
    limits = (expit(logit(estimate) + side * half_width) for side in (-1, 1))
    lower, upper = (np.where(inside, limit, other) for limit, other in zip(limits, beta[1:], strict=True))
    return size, lower, upper


def _beta(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    size = evidence.linearised_size
    return size, *_beta_limits(evidence.estimate, size * _t_adjustment(evidence, tail), tail)


def _korn_graubard(evidence: Evidence, tail: Array) -> tuple[Array, Array, Array]:
    # Where no variation was seen, Korn and Graubard count the cases read.
    size = np.where(evidence.se > 0, evidence.linearised_size, evidence.cases)
    adjusted = np.minimum(size * _t_adjustment(evidence, tail), evidence.cases)
    return np.minimum(size, evidence.cases), *_beta_limits(evidence.estimate, adjusted, tail)


def _beta_limits(estimate: Array, size: Array, tail: Array) -> tuple[Array, Array]:
    """Clopper-Pearson limits, the counts being no whole numbers."""
    yes, no = estimate * size, (1 - estimate) * size
    lower = np.where(estimate > 0, betaincinv(np.where(estimate > 0, yes, 1), no + 1, tail), estimate)
    upper = np.where(estimate < 1, betainccinv(yes + 1, np.where(estimate < 1, no, 1), tail), estimate)
    return lower, upper


def _critical(evidence: Evidence, tail: Array) -> Array:
    quantile: Array = -stdtrit(evidence.df, tail)
    return quantile


def _t_adjustment(evidence: Evidence, tail: Array) -> Array:
    """How much smaller a sample must be for its strata to cost no more degrees of freedom than one mean."""
    adjustment: Array = (stdtrit(evidence.cases - 1, tail) / stdtrit(evidence.df, tail)) ** 2
    return adjustment


METHODS: dict[str, Callable[[Evidence, Array], tuple[Array, Array, Array]]] = {
    "wilson": _wilson,
    "wilson-uncapped": _wilson_uncapped,
    "logit": _logit,
    "beta": _beta,
    "korn-graubard": _korn_graubard,
    "wald": _wald,
}
