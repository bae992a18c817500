"""Approximate words for a share, such as "about one in four": when they may be used. docs/wording.md says the same.

- Only of a share that is printed in per cent: what is told as a count is never approximated.
- Only where the limits, as they are printed, lie at most 25 points apart and the fraction lies between them.
- *About* where the share is at most one point from the fraction (two from a half).
- *Just over* and *just under* where it is at most three points away; not of a half, since they would claim a majority,
  and not of fractions that are counted (two in five).
- *Almost all* from 95 per cent on, where the lower limit is at least 90.
- A share that is near no fraction has *some* ("cirka") before its per cent where the limits lie more than 15 points
  apart.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from granska.report.clauses import few, share, share_of, stated, them, whom
from granska.report.context import Report
from granska.report.published import Estimate, Interval
from granska.review.codebook import Question

WIDE = 25  # points between the limits; beyond it no fraction is named
UNSURE = 15  # points between the limits; beyond it whole per cent are too exact for a headline
ABOUT, ABOUT_HALF, NEAR = 1, 2, 3  # points between a share and a fraction
ALMOST_ALL = (95, 90)  # the share and its lower limit, from which almost all have it

HALF = Fraction(1, 2)
_NAMED = (HALF, Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4), Fraction(1, 5), Fraction(1, 10))
_COUNTED = (Fraction(2, 5), Fraction(3, 5), Fraction(4, 5), Fraction(9, 10))


class Degree(Enum):
    """How a share relates to the words for it."""

    ABOUT = "about"
    OVER = "just over"
    UNDER = "just under"
    ALMOST_ALL = "almost all"
    SOME = "some"


@dataclass(frozen=True)
class Approximation:
    """Words that may stand for a share.

    Parameters
    ----------
    degree : Degree
        How near the share is to the fraction.
    fraction : Fraction, optional
        The fraction that is named; none where there is none to name.
    """

    degree: Degree
    fraction: Fraction | None = None


def approximation(shown: Interval) -> Approximation | None:
    """Find the approximate words that a share and its limits allow.

    Parameters
    ----------
    shown : Interval
        The share and its limits, in whole per cent as they are printed.

    Returns
    -------
    Approximation or None
        None where the whole per cent says it best.

    Examples
    --------
    >>> found = approximation(Interval(0.254, 0.192, 0.308, 25, 19, 31))
    >>> found.degree.value, str(found.fraction)
    ('about', '1/4')
    """
    width = shown.percent_upper - shown.percent_lower
    if shown.percent in (0, 100):
        return None
    if width <= WIDE:
        if shown.percent >= ALMOST_ALL[0] and shown.percent_lower >= ALMOST_ALL[1]:
            return Approximation(Degree.ALMOST_ALL)
        # the nearest; of two as near, the one that comes first
        for fraction in sorted((*_NAMED, *_COUNTED), key=lambda fraction: abs(_away(shown, fraction))):
            degree = _degree(shown, fraction)
            if degree and shown.percent_lower <= fraction * 100 <= shown.percent_upper:
                return Approximation(degree, fraction)
    return Approximation(Degree.SOME) if width > UNSURE else None


def _away(shown: Interval, fraction: Fraction) -> Fraction:
    return shown.percent - fraction * 100


def _degree(shown: Interval, fraction: Fraction) -> Degree | None:
    away = _away(shown, fraction)
    if abs(away) <= (ABOUT_HALF if fraction == HALF else ABOUT):
        return Degree.ABOUT
    if fraction == HALF or fraction in _COUNTED or abs(away) > NEAR:
        return None
    return Degree.OVER if away > 0 else Degree.UNDER


def approximate_part(report: Report, question: Question, row: Estimate) -> str:
    """Say in approximate words which part of whom, where they are allowed; else as exactly as a sentence does."""
    shown = row.interval
    found = None if few(row) or shown is None else approximation(shown)
    if found is None:
        return share_of(report, question, row)
    say = report.locale.say
    if found.degree is Degree.SOME:
        percent = say("some {share}", share=share(report, row))
        return say("{share} of {cases}", share=percent, cases=them(report, question))
    if found.fraction is None:
        return say("almost all {cases}", cases=whom(report, question))
    part = _part(report, question, found.fraction)
    return {
        Degree.ABOUT: say("about {part}", part=part),
        Degree.OVER: say("just over {part}", part=part),
        Degree.UNDER: say("just under {part}", part=part),
    }[found.degree]


def _part(report: Report, question: Question, fraction: Fraction) -> str:
    """Name a fraction of the cases: one in four of them where one of them can be named, else a quarter."""
    say, locale, noun = report.locale.say, report.locale, report.review.case
    if fraction.numerator == 1 and fraction != HALF and noun.article and not question.base:
        return locale.one_in(fraction.denominator, noun.article, report.text(noun.one), report.cases)
    if fraction in _COUNTED:
        some, every = locale.words(fraction.numerator), locale.words(fraction.denominator)
        return say("{some} in {every} {cases}", some=some, every=every, cases=whom(report, question))
    named = {
        HALF: say("half"),
        Fraction(1, 3): say("a third"),
        Fraction(2, 3): say("two thirds"),
        Fraction(1, 4): say("a quarter"),
        Fraction(3, 4): say("three quarters"),
        Fraction(1, 5): say("a fifth"),
        Fraction(1, 10): say("a tenth"),
    }[fraction]
    return say("{share} of {cases}", share=named, cases=them(report, question))


def plain_clause(report: Report, question: Question, row: Estimate, level: str | None = None) -> str:
    """Say what was found on a question in words that one remembers: `clause`, approximated where that is allowed."""
    level = question.levels[0] if level is None else level
    return stated(report, question, level, approximate_part(report, question, row))
