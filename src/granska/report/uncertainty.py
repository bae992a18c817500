"""What the section on method says of intervals, of strata, of medians and of answers that are missing."""

from collections.abc import Iterator

from granska.report.comparisons import LARGE_GROUP, adjustment_method
from granska.report.context import Report
from granska.report.locale import upper_first
from granska.report.published import STRATUM, WIDEST
from granska.report.sentences import joined
from granska.report.strata import drawn_levels, tests, tests_together
from granska.report.tabulate import median_by_stratum

DRAWS = 9_999  # of the simulated probabilities


def uncertainty_words(report: Report) -> Iterator[tuple[str, str]]:
    """Give the paragraphs on uncertainty, each with its lead; only those that concern something in the report."""
    say = report.locale.say
    rows = report.published.estimates
    measures = {row.measure for row in rows}
    yield (say("Uncertainty.") if report.sampled else say("Chance variation.")), joined(*_intervals(report, measures))
    yield (
        say("Precision."),
        say(
            "The grade in the tables follows the width of the interval alone: good where half of it is at most "
            "{good} percentage points, use with care up to {care}, else weak. It grades nothing else, and a weak "
            "share is still shown.",
            good=report.locale.number(10),
            care=report.locale.number(20),
        ),
    )
    yield (
        say("Rounding."),
        say(
            "In text and charts, shares are in whole per cent, lower limits rounded down and upper limits up. In "
            "tables they have one decimal, rounded to the nearest, where they rest on at least 100 answers and nothing "
            "of the question is hidden, else none; in the report's tables by {stratum} all rows are as the one with "
            "the fewest answers. A difference in text and charts has one decimal where both groups have at least "
            "{large} answers, or where whole numbers would hide that its interval does not include zero.",
            stratum=report.stratum,
            large=report.locale.number(LARGE_GROUP),
        ),
    )
    if any(row.breakdown == STRATUM and row.measure == "homogeneity" and row.p_value is not None for row in rows):
        yield say("Variation between {strata}.", strata=report.strata), joined(*_variation(report))
    if "median" in measures:
        yield say("Medians."), _medians(report)
    if "bounds" in measures:
        yield say("Missing answers."), _bounds(report)


def _intervals(report: Report, measures: set[str]) -> Iterator[str]:
    say, level = report.locale.say, report.confidence
    values = {"stratum": report.stratum, "cases": report.cases}
    if report.register:
        yield say(
            "All are counted, so there is no sampling error. The {level} intervals, by Wilson's method, show chance "
            "variation: which underlying shares agree with the count.",
            level=level,
        )
    elif not report.sampled:
        yield say(
            "The {level} intervals, by Wilson's method, show chance variation: the underlying shares that agree with "
            "the count, if outcomes vary by chance around a constant practice.",
            level=level,
        )
    else:
        yield say(
            "The {level} intervals are Wilson intervals: for the whole and for groups on the effective size of the "
            "stratified sample, for a single {stratum} on its own {cases}.",
            level=level,
            **values,
        )
        yield from _finite(report, measures)
        if any(row.method == WIDEST for row in report.published.estimates):
            yield say(
                "On questions of which a count of a {stratum} is hidden, the interval of the whole is made without the "
                "hidden counts: it is the widest that those which are shown allow, in whole per cent, and never "
                "shorter than the usual one.",
                **values,
            )
        yield say("The intervals assume that the sample is random.")
    if not report.review.public:
        yield say(
            "They take the {cases} as independent of each other. Where several belong together, for example because "
            "they concern siblings, the intervals are too short.",
            **values,
        )
    else:
        yield say(
            "They take the {cases} as independent of each other. Where several belong together, the intervals are too "
            "short.",
            **values,
        )


def _finite(report: Report, measures: set[str]) -> Iterator[str]:
    """Say what the sample speaks of, and whether it counts how large a part of all was read."""
    say, values = report.locale.say, {"stratum": report.stratum, "cases": report.cases}
    if report.review.design.inference != "files":
        yield say(
            "They refer to the practice in general, not only to the {cases} of the period, and therefore make no use "
            "of how large a part was read.",
            **values,
        )
        return
    yield say(
        "For the whole and for groups they refer to the {cases} of the period and take into account that a part "
        "of all was read (finite population correction). For a single {stratum}, and in comparisons, that is not "
        "used.",
        **values,
    )
    if "finite_population" in measures:
        yield say(
            "Where more than a tenth was read in a {stratum}, the report also gives the number of yes in the whole "
            "period (exact hypergeometric interval).",
            **values,
        )


def _homogeneity(report: Report) -> str:
    """Say how the strata were tested: only what occurs in the published rows."""
    say = report.locale.say
    simulated = {"draws": report.locale.number(DRAWS), "seed": report.review.analysis.seed}
    tested = (row for row in report.published.estimates if (row.measure, row.breakdown) == ("homogeneity", STRATUM))
    used = {row.method for row in tested if row.p_value is not None}
    ways = []
    if "chi2" in used:
        ways.append(say("by chi-square"))
    if "exact" in used and "chi2" in used:
        ways.append(say("by exact probabilities where there are few {strata}", strata=report.strata))
    elif "exact" in used:
        ways.append(say("by exact probabilities"))
    if "monte-carlo" in used and "chi2" in used:
        ways.append(
            say("by simulated probabilities ({draws} draws, seed {seed}) where few cases are expected", **simulated)
        )
    elif "monte-carlo" in used and "exact" in used:
        ways.append(
            say("by simulated ones ({draws} draws, seed {seed}) where the counts are too large for that", **simulated)
        )
    elif "monte-carlo" in used:
        ways.append(say("by simulated probabilities ({draws} draws, seed {seed})", **simulated))
    return say(
        "Whether all {strata} have the same share is tested {ways}.",
        strata=report.strata,
        ways=report.locale.listed(ways),
    )


def _variation(report: Report) -> Iterator[str]:
    say, locale = report.locale.say, report.locale
    yield _homogeneity(report)
    if max(tests(report).values(), default=0) > 1:
        yield say(
            "The p-values are adjusted by {method} for the {count} tests that were made.",
            count=tests_together(report),
            method=adjustment_method(report),
        )
    pair = drawn_levels(report)
    if pair is None:
        return
    inner, outer = map(locale.level, pair)
    yield say(
        "The limits are those that {inner} and {outer} of the shares would lie within if all {strata} had the overall "
        "share (exact binomial limits, interpolated, after Spiegelhalter 2005).",
        inner=inner,
        outer=outer,
        strata=report.strata,
    )
    yield say(
        "The smoothed share is the mean that a beta-binomial model gives when the {strata} inform each other; where "
        "the shares vary no more than chance makes them, it is the overall share.",
        strata=report.strata,
    )


def _medians(report: Report) -> str:
    say = report.locale.say
    what = say("Half of the answers are at most the median.")
    if not report.sampled:
        how = say("Its interval is by order statistics.")
    elif not median_by_stratum(report):
        how = say("It is weighted, and its interval is Woodruff's.")
    else:
        how = say(
            "It is weighted, and its interval is Woodruff's; for a single {stratum} it is not weighted, and its "
            "interval is by order statistics.",
            stratum=report.stratum,
        )
    return joined(what, how, say("What is compared is the share within the limit."))


def _bounds(report: Report) -> str:
    what = report.locale.say(
        "Where more than a twentieth of the {cases} that a question applies to lack an answer in the file, the table "
        "gives the shares that there would be if all of them were no, and if all were yes. Those two shares show what "
        "missing answers could mean; the uncertainty of the sample comes on top.",
        cases=report.cases,
    )
    if not any(question.applies_if for question in report.codebook):
        return what
    left_out = report.locale.say(
        "{cases} where the file does not say whether a follow-up question applies are not counted in.",
        cases=upper_first(report.cases),
    )
    return joined(what, left_out)
