"""Two or more raters of the same cases: how often they agree, and how much of that is not chance.

Every coefficient is ``(observed - chance) / (1 - chance)``; they differ in what they take chance to be. Beside a
coefficient stands its standard error, from the share that each case has in it.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from granska.stats.checks import Array, tail_area
from granska.stats.proportion import proportion_ci, wilson_limits


@dataclass(frozen=True)
class Coefficient:
    """One measure of agreement with its interval.

    Attributes
    ----------
    estimate : float
        1 where raters always agree; 0, but for percent agreement, where they do so as often as by chance.
    standard_error : float
        0 where every case agrees alike: that is no certainty, and the interval does not rest on it.
    lower, upper : float
        Limits of the interval.
    undefined : str or None
        Why there is no such coefficient, all numbers then being NaN; None where there is one.
    """

    estimate: float = np.nan
    standard_error: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    undefined: str | None = None


@dataclass(frozen=True)
class AgreementResult:
    """What `agreement` tells of some raters.

    Attributes
    ----------
    cases : int
        Cases that two or more raters rated.
    raters : int
        Raters who rated anything.
    percent_agreement : Coefficient
        Share of the pairs of raters that agree, averaged over cases; from 0 to 1.
    kappa : Coefficient
        Cohen's with two raters, Conger's with more: chance is that of raters who each keep to their own shares.
    ac1 : Coefficient
        Gwet's: chance is small where nearly all is in one category, the case in which the others break down.
    alpha : Coefficient
        Krippendorff's, for categories without order: chance is that of ratings drawn from one heap.
    """

    cases: int
    raters: int
    percent_agreement: Coefficient
    kappa: Coefficient
    ac1: Coefficient
    alpha: Coefficient


def agreement(ratings: npt.ArrayLike, *, confidence: float = 0.95) -> AgreementResult:
    """Measure how far two or more raters agree on the category of the same cases.

    Cases and raters are counted as a sample of the cases that could have been rated twice, by these raters. Standard
    errors are linearised, with the cases minus one as divisor and as degrees of freedom of Student's t (irrCAC does
    so from ratings; from a square table of two raters it divides by the cases). A case that one rater only has rated
    tells of the shares of categories, not of agreement: kappa and AC1 count it for the first, and all but alpha, which
    leaves it out, for the number of cases, which makes the standard error greater.

    Parameters
    ----------
    ratings : array_like, shape (cases, raters)
        Categories without order: text, numbers or anything hashable; None, NaN and empty text where there is no
        rating. The categories are those that occur.
    confidence : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    AgreementResult
        Limits are the estimate plus and minus a multiple of the standard error, cut at what full agreement and none
        would give. Where no case differs from another the standard error is 0; the limits are then those that Wilson's
        interval for percent agreement gives at the estimated chance agreement. Percent agreement of two raters without
        gaps is a plain share, and always has Wilson's interval. Without two cases that were rated twice all
        coefficients are undefined; kappa and alpha also where all ratings are in one category.

    Raises
    ------
    ValueError
        If `ratings` is no table, has fewer than two columns, or holds something that cannot be a category; if
        `confidence` is not strictly between 0 and 1.

    References
    ----------
    Cohen, J. (1960). Educational and Psychological Measurement 20, 37-46.
    Conger, A. J. (1980). Psychological Bulletin 88, 322-328.
    Fleiss, J. L., Cohen, J. & Everitt, B. S. (1969). Psychological Bulletin 72, 323-327 (standard error of kappa).
    Gwet, K. L. (2008). British Journal of Mathematical and Statistical Psychology 61, 29-48 (AC1).
    Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed., chapters 2, 5 and 6 (gaps; standard errors).
    Krippendorff, K. (2004). Content Analysis, 2nd ed., Sage, chapter 11.
    Wilson, E. B. (1927). Journal of the American Statistical Association 22, 209-212 (percent agreement of two raters).

    Examples
    --------
    Two readers differ over 2 of 26 files. Nearly all are in one category, and kappa falls below 0:

    >>> result = agreement([["no", "no"]] * 24 + [["yes", "no"], ["no", "yes"]])
    >>> print(f"{result.percent_agreement.estimate:.2f} {result.kappa.estimate:.2f} {result.ac1.estimate:.2f}")
    0.92 -0.04 0.92
    >>> agreement([["no", "no"]] * 12).kappa.undefined
    'all ratings are in one category'
    """
    tail = float(tail_area(confidence))
    marks = _marks(ratings)
    rated = marks.sum(axis=(1, 2))
    compared = rated >= 2
    cases, raters = int(compared.sum()), marks.shape[1]
    if cases < 2:
        missing = Coefficient(undefined="only one case was rated twice" if cases else "no case was rated twice")
        return AgreementResult(cases, raters, missing, missing, missing, missing)
    return AgreementResult(
        cases=cases,
        raters=raters,
        percent_agreement=_percent_agreement(marks, tail),
        kappa=_kappa(marks, tail),
        ac1=_ac1(marks, tail),
        alpha=_alpha(marks[compared].sum(axis=1), tail),
    )


def _marks(ratings: npt.ArrayLike) -> Array:
    """Turn ratings into 1 where a rater chose a category, without cases and raters that have no rating."""
    try:
        table = np.asarray(ratings, dtype=object)
    except ValueError:
        table = np.empty(0)
    if table.ndim != 2:
        raise ValueError("ratings: not a table of cases by raters")
    if table.shape[1] < 2:
        raise ValueError("ratings: fewer than two raters")
    codes = np.full(table.shape, -1)
    categories: dict[Hashable, int] = {}
    for position, value in np.ndenumerate(table):
        if _is_gap(value):
            continue
        try:
            codes[position] = categories.setdefault(value, len(categories))
        except TypeError:
            raise ValueError(f"ratings: not a category at position {position}") from None
    codes = codes[(codes >= 0).any(axis=1)][:, (codes >= 0).any(axis=0)]
    marks: Array = (codes[:, :, np.newaxis] == np.arange(len(categories))).astype(np.float64)
    return marks


def _is_gap(value: object) -> bool:
    if value is None or isinstance(value, str):
        return not value
    try:
        return bool(value != value)
    except TypeError:
        # The missing value of pandas will not say whether it is equal to itself.
        return True


def _percent_agreement(marks: Array, tail: float) -> Coefficient:
    counts = marks.sum(axis=1)
    found = _agreement_beyond(marks, 0.0, np.zeros(counts.shape[0]), tail)
    if marks.shape[1] > 2 or (counts.sum(axis=1) < 2).any():
        return found
    # Near 1 a standard error is too short: one disagreement would make a narrower interval than none does.
    lower, upper = proportion_ci(_pairs_agreeing(counts).sum(), counts.shape[0], confidence=1 - 2 * tail)
    return replace(found, lower=float(lower), upper=float(upper))


def _kappa(marks: Array, tail: float) -> Coefficient:
    """Chance: two different raters, each with a rating of its own drawn at random, agree."""
    raters, categories = marks.shape[1:]
    if categories == 1:
        return Coefficient(undefined="all ratings are in one category")
    rated = marks.sum(axis=2)
    often = rated.mean(axis=0)
    shares = marks.mean(axis=0) / often[:, np.newaxis]
    of_others = shares.sum(axis=0) - shares
    pairs = raters * (raters - 1)
    chance = (shares * of_others).sum() / pairs
    distance = (marks - rated[:, :, np.newaxis] * shares) / often[:, np.newaxis]
    return _agreement_beyond(marks, chance, 2 * (distance * of_others).sum(axis=(1, 2)) / pairs, tail)


def _ac1(marks: Array, tail: float) -> Coefficient:
    """Chance: 0 where all is in one category, and greatest, one in the number of categories, where shares are equal."""
    counts = marks.sum(axis=1)
    case_shares = counts / counts.sum(axis=1, keepdims=True)
    shares = case_shares.mean(axis=0)
    # With one category there is nothing to divide, and no chance.
    others = max(shares.size - 1, 1)
    chance = (shares * (1 - shares)).sum() / others
    return _agreement_beyond(marks, chance, (case_shares - shares) @ (1 - 2 * shares) / others, tail)


def _alpha(counts: Array, tail: float) -> Coefficient:
    """Chance: two ratings drawn from all those that can be compared agree; cases weigh as many ratings as they have."""
    if (counts.sum(axis=0) > 0).sum() == 1:
        return Coefficient(undefined="all ratings that can be compared are in one category")
    rated = counts.sum(axis=1)
    weight = rated / rated.mean()
    agreeing = weight * _pairs_agreeing(counts)
    observed = agreeing.mean()
    shares = counts.mean(axis=0) / rated.mean()
    chance = (shares**2).sum()
    repeated = 1 / rated.sum()
    # As a case weighs what ratings it has, how many it happens to have is part of the error.
    effect = agreeing - observed - (repeated + (1 - repeated) * observed) * (weight - 1)
    chance_effect = 2 * (counts / rated.mean() - weight[:, np.newaxis] * shares) @ shares
    return _coefficient(observed, chance, effect, chance_effect, rated.size, tail, repeated)


def _pairs_agreeing(counts: Array) -> Array:
    """Share of the pairs of ratings of a case that agree; 0 where there is no pair."""
    rated = counts.sum(axis=1)
    agreeing: Array = (counts * (counts - 1)).sum(axis=1) / np.maximum(rated * (rated - 1), 1)
    return agreeing


def _agreement_beyond(marks: Array, chance: float, chance_effect: Array, tail: float) -> Coefficient:
    """Percent agreement beyond chance, and what each case has done to it."""
    counts = marks.sum(axis=1)
    compared = counts.sum(axis=1) >= 2
    weight = compared / compared.mean()
    agreeing = _pairs_agreeing(counts)
    observed = agreeing.sum() / compared.sum()
    # Gwet takes the cases rated twice to be as many in any sample: a case rated once counts as one without agreement.
    effect = weight * agreeing - observed - chance * (weight - 1)
    return _coefficient(observed, chance, effect, chance_effect, int(compared.sum()), tail)


def _coefficient(
    observed: float,
    chance: float,
    effect: Array,
    chance_effect: Array,
    compared: int,
    tail: float,
    repeated: float = 0.0,
) -> Coefficient:
    """Set observed agreement against chance.

    `effect` and `chance_effect` are what each case has done to the two, in the units of the two. `repeated` is the
    chance that a rating is compared with itself, which Krippendorff counts as agreement.
    """

    def beyond_chance(share: float) -> float:
        return float(1 - (1 - repeated) * (1 - share) / (1 - chance))

    estimate = (observed - chance) / (1 - chance)
    values = (effect - (1 - estimate) * chance_effect) / (1 - chance)
    cases = values.size
    standard_error = float(np.sqrt((values**2).sum() / (cases * (cases - 1))))
    if standard_error > 1e-12:
        half_width = float(-stdtrit(cases - 1, tail)) * standard_error
        lower, upper = beyond_chance(observed) - half_width, beyond_chance(observed) + half_width
    else:
        standard_error = 0.0
        limits = wilson_limits(np.asarray(observed), np.asarray(float(compared)), -ndtri(tail))
        lower, upper = (beyond_chance(float(limit)) for limit in limits)
    # Rounding can carry a limit past the estimate by 1e-16.
    return Coefficient(
        estimate=beyond_chance(observed),
        standard_error=standard_error,
        lower=min(max(lower, beyond_chance(0.0), -1.0), beyond_chance(observed)),
        upper=max(min(upper, 1.0), beyond_chance(observed)),
    )
