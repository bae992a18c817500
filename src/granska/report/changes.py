"""Changes from one time to another in sentences, which never say more than the interval and the test do."""

from collections.abc import Iterator
from dataclasses import dataclass

from granska.report.comparisons import Verdict, difference_words, places
from granska.report.context import Report
from granska.report.locale import MINUS
from granska.report.published import ALL, COUNT, Estimate
from granska.review.codebook import Question

CHANGE, TREND, RATE_CHANGE, RATE_TREND = "change", "trend", "rate_change", "rate_trend"
EXACT = "poisson-exact"


@dataclass(frozen=True)
class Change:
    """A change or a trend of the whole, with its test.

    Parameters
    ----------
    row : Estimate
        The change and its interval.
    test : Estimate or None
        The test that goes with it.
    verdict : Verdict
        What both let us say.
    """

    row: Estimate
    test: Estimate | None
    verdict: Verdict


def changes(report: Report, question: Question, *measures: str) -> list[Change]:
    """Find the changes of a question for the whole: against the first year before those against the year before."""
    rows = [row for row in report.published.select(question.name, breakdown=ALL) if row.measure in measures]
    rows.sort(key=lambda row: (measures.index(row.measure), row.versus))
    return [with_test(report, row, TREND if row.measure in (TREND, RATE_TREND) else CHANGE) for row in rows]


def with_test(report: Report, row: Estimate, family: str) -> Change:
    """Find the test that goes with a change, and say what both let us say.

    Parameters
    ----------
    report : Report
        The report.
    row : Estimate
        A change or a trend.
    family : str
        The family of its test.
    """
    place = {name: getattr(row, name) for name in ("level", "breakdown", "versus", "period")}
    own = list(report.published.select(row.indicator, measure="test", family=family, **place))
    test = own[0] if own else None
    return Change(row, test, _verdict(row, test, report.alpha))


def comparisons(report: Report) -> int:
    """Count the tests of changes from one year to another, which are adjusted together."""
    return sum(
        1
        for question in report.codebook
        for _ in report.published.select(question.name, measure="test", family=CHANGE, breakdown=ALL)
    )


def _verdict(row: Estimate, test: Estimate | None, alpha: float) -> Verdict:
    """Say what may be said: shown by the adjusted test and the interval both, a sign by the interval alone."""
    if row.hidden:
        return Verdict.HIDDEN
    if not row.shown:
        return Verdict.TOO_FEW
    if not row.excludes_zero:
        return Verdict.NONE_SHOWN
    return Verdict.SHOWN if test and test.p_adjusted is not None and test.p_adjusted < alpha else Verdict.SIGN


def points(report: Report, row: Estimate) -> tuple[str, str]:
    """Write a change of a share, or its trend, in points with sign, and its limits."""
    if row.measure == TREND:
        return _numbers(report, row.estimate, row.lower, row.upper, decimals=_decimals(row))
    assert row.interval is not None
    return difference_words(report.locale, row.interval, places(row.interval, row.n))


def per_cent(report: Report, row: Estimate) -> tuple[str, str]:
    """Write a change of a rate, or its trend, in per cent more or less, and its limits."""
    return _numbers(report, row.estimate, row.lower, row.upper, decimals=_decimals(row))


def _decimals(row: Estimate) -> int:
    """Give one decimal for a year's part, none for a change of a rate; more where a limit would seem to be zero."""
    fewest = 0 if row.measure == RATE_CHANGE else 1
    limits = [abs(limit) for limit in (row.lower, row.upper) if limit]
    return next((places for places in range(fewest, 2) if all(limit >= 0.5 / 10**places for limit in limits)), 2)


def _numbers(
    report: Report, value: float | None, low: float | None, high: float | None, *, decimals: int
) -> tuple[str, str]:
    locale = report.locale
    told = locale.signed(value or 0, decimals)
    if low is None or high is None:
        return told, locale.say("no upper limit") if high is None else locale.say("no lower limit")
    return told, locale.span(low, high, decimals)


def sentences(report: Report, question: Question) -> Iterator[str]:
    """Say the changes of a question's share: from the first year and from the one before, and the trend."""
    say = report.locale.say
    for change in changes(report, question, CHANGE):
        if change.verdict not in (Verdict.HIDDEN, Verdict.TOO_FEW):
            told, span = points(report, change.row)
            values = {"earlier": change.row.versus, "later": change.row.period, "span": span}
            values |= {"points": _size(told), "signed": told, "count": report.locale.number(comparisons(report))}
            yield {
                (Verdict.SHOWN, True): say(
                    "From {earlier} to {later} the share rose by {points} percentage points ({span}), more than chance "
                    "explains.",
                    **_only(values, "points"),
                ),
                (Verdict.SHOWN, False): say(
                    "From {earlier} to {later} the share fell by {points} percentage points ({span}), more than chance "
                    "explains.",
                    **_only(values, "points"),
                ),
                (Verdict.SIGN, True): say(
                    "There is a sign that the share rose from {earlier} to {later}, by {points} percentage points "
                    "({span}); it is not established when all {count} comparisons over time are allowed for.",
                    **_only(values, "points", "count"),
                ),
                (Verdict.SIGN, False): say(
                    "There is a sign that the share fell from {earlier} to {later}, by {points} percentage points "
                    "({span}); it is not established when all {count} comparisons over time are allowed for.",
                    **_only(values, "points", "count"),
                ),
            }.get((change.verdict, (change.row.estimate or 0) > 0)) or say(
                "From {earlier} to {later} no change is shown ({signed} percentage points; {span}).",
                **_only(values, "signed"),
            )
    for change in changes(report, question, TREND):
        yield from _trend_sentence(report, change)


def _trend_sentence(report: Report, change: Change) -> Iterator[str]:
    say = report.locale.say
    if change.verdict in (Verdict.HIDDEN, Verdict.TOO_FEW):
        return
    told, span = points(report, change.row)
    values = {"years": report.locale.years(int(change.row.versus), int(change.row.period)), "span": span}
    if change.verdict is Verdict.SHOWN:
        yield say(
            "Over {years} there is a trend: {signed} percentage points a year on average ({span}).",
            signed=told,
            **values,
        )
    elif change.verdict is Verdict.SIGN:
        yield say(
            "Over {years} there is a sign of a trend, not established: {signed} percentage points a year on average "
            "({span}).",
            signed=told,
            **values,
        )
    else:
        yield say("Over {years} no trend is shown ({signed} percentage points a year; {span}).", signed=told, **values)


def rate_sentences(report: Report, question: Question) -> Iterator[str]:
    """Say how a count has changed for each inhabitant, from the first year and from the one before, and the trend."""
    say = report.locale.say
    for change in changes(report, question, RATE_CHANGE):
        if change.verdict in (Verdict.HIDDEN, Verdict.TOO_FEW):
            continue
        told, span = per_cent(report, change.row)
        values = {"earlier": change.row.versus, "later": change.row.period, "span": span, "signed": told}
        if change.verdict is Verdict.SHOWN:
            yield say("{earlier} to {later}: {signed} per cent ({span}), more than chance explains.", **values)
        elif change.verdict is Verdict.SIGN:
            yield say(
                "{earlier} to {later}: {signed} per cent ({span}), a sign that is not established when all {count} "
                "comparisons over time are allowed for.",
                count=report.locale.number(comparisons(report)),
                **values,
            )
        else:
            yield say("{earlier} to {later}: no change is shown ({signed} per cent; {span}).", **values)
    for change in changes(report, question, RATE_TREND):
        if change.verdict in (Verdict.HIDDEN, Verdict.TOO_FEW):
            continue
        told, span = per_cent(report, change.row)
        if change.verdict is Verdict.SHOWN:
            yield say("On average {signed} per cent a year ({span}).", signed=told, span=span)
        else:
            yield say("No trend is established ({signed} per cent a year; {span}).", signed=told, span=span)


def rates_of(report: Report) -> list[Question]:
    """Find the counts whose change for each inhabitant is told."""
    return [
        question
        for question in report.codebook
        if any(change.row.level == COUNT for change in changes(report, question, RATE_CHANGE))
    ]


def _size(told: str) -> str:
    """Write a size without its sign, where a verb says the direction."""
    return told.removeprefix("+").removeprefix(MINUS)


def _only(values: dict[str, str], *more: str) -> dict[str, str]:
    return {name: values[name] for name in ("earlier", "later", "span", *more)}
