"""The sheets of two groups compared: differences, their tests, and the smallest differences that would be found."""

from collections.abc import Iterator, Sequence

from granska.report.comparisons import Comparison, compare, differences_by_stratum, names, verdict_words
from granska.report.context import Report
from granska.report.detection import allowed_for
from granska.report.locale import upper_first
from granska.report.pair_tables import family_title, test_name
from granska.report.published import Estimate
from granska.report.sheet import (
    Cell,
    Line,
    Number,
    Sheet,
    base,
    difference,
    p_value,
    question_cells,
    question_columns,
    sheet,
)
from granska.report.tables import Column


def pair_sheets(report: Report) -> Iterator[Sheet]:
    """Give the sheets of each breakdown whose groups are compared; of a small review only what it could have shown."""
    for breakdown, part in report.review.breakdowns.items():
        found = compare(report, breakdown)
        if found and not report.small:
            yield _differences(report, breakdown, found)
            yield _by_stratum(report, breakdown, found)
        if part.compare:
            yield _detectable(report, breakdown, found)


def _difference_heads(report: Report, jointly: bool = False) -> list[Column]:
    say, level = report.locale.say, report.confidence
    if jointly:
        level = say("{level} jointly", level=level)
    return [
        Column(say("Difference, percentage points")),
        Column(say("Lower limit ({level}), percentage points", level=level)),
        Column(say("Upper limit ({level}), percentage points", level=level)),
    ]


def _who(report: Report, breakdown: str) -> tuple[str, str]:
    first, second = names(report, breakdown)
    return upper_first(first), second


def _differences(report: Report, breakdown: str, found: Sequence[Comparison]) -> Sheet:
    say, level = report.locale.say, report.confidence
    first, second = _who(report, breakdown)
    columns = [
        *question_columns(report),
        Column(say("Conclusion"), "left"),
        *_difference_heads(report),
        Column(say("Test"), "left"),
        Column(say("p-value")),
        Column(say("p-value, adjusted")),
        Column(say("Family"), "left"),
        Column(say("Comparisons in the family")),
        Column(say("p-value, same odds ratio")),
        Column(say("Overall difference, percentage points")),
        Column(say("Lower limit ({level}), overall, percentage points", level=level)),
        Column(say("Upper limit ({level}), overall, percentage points", level=level)),
    ]
    lines = [_difference_line(report, one) for one in found]
    title = say(
        "{first} minus {second}: the difference within the same {stratum}, its test, and the overall difference.",
        first=first,
        second=second,
        stratum=report.stratum,
    )
    label = say("Differences, {title}", title=report.text(report.review.breakdowns[breakdown].title))
    return sheet(report, f"differences_{breakdown}", label, title, columns, lines)


def _difference_line(report: Report, one: Comparison) -> Line:
    places = min((row.places for row in (one.first, one.second) if row), default=0)
    test, alike = one.test, one.homogeneity
    return (
        *question_cells(report, one.question, one.level),
        verdict_words(report, one.verdict),
        *difference(one.within, places),
        test_name(report, test),
        p_value(report, test, test.p_value if test else None),
        p_value(report, test, test.p_adjusted if test else None),
        family_title(report, test.family) if test else "..",
        Number(one.together) if test else "..",
        p_value(report, alike, alike.p_adjusted if alike else None),
        *difference(one.crude, places),
    )


def _by_stratum(report: Report, breakdown: str, found: Sequence[Comparison]) -> Sheet:
    say = report.locale.say
    first, second = _who(report, breakdown)
    lines: list[Line] = [
        (*question_cells(report, one.question, one.level), name, *difference(row, row.places))
        for one in found
        for name, row in differences_by_stratum(report, breakdown, one).items()
    ]
    columns = [
        *question_columns(report),
        Column(upper_first(report.stratum), "left"),
        *_difference_heads(report, jointly=True),
    ]
    title = say(
        "{first} minus {second} by {stratum}: differences, whose intervals allow for how many {strata} there are.",
        first=first,
        second=second,
        stratum=report.stratum,
        strata=report.strata,
    )
    label = say(
        "{title} by {stratum}", title=report.text(report.review.breakdowns[breakdown].title), stratum=report.stratum
    )
    return sheet(report, f"differences_{breakdown}_by_stratum", label, title, columns, lines)


def _detectable(report: Report, breakdown: str, found: Sequence[Comparison]) -> Sheet:
    say = report.locale.say
    first, second = _who(report, breakdown)
    lines: list[Line] = [
        (
            *question_cells(report, one.question, one.level),
            base(one.first),
            base(one.second),
            Number(row.percent) if row.percent is not None else row.symbol,
            row.symbol if row.hidden else Number(allowed_for(report, row)),
            *(_found(row, limit) for limit in (row.percent_lower, row.percent_upper)),
        )
        for one in found
        for row in one.detectable.values()
    ]
    columns = [
        *question_columns(report),
        Column(say("{group}, number", group=first)),
        Column(say("{group}, number", group=upper_first(second))),
        Column(say("True share among {group}, %", group=second)),
        Column(say("Comparisons allowed for")),
        Column(say("Found at or below, %")),
        Column(say("Found at or above, %")),
    ]
    title = say("{first} and {second}: the smallest differences that would be found.", first=first, second=second)
    label = say("Detectable, {title}", title=report.text(report.review.breakdowns[breakdown].title))
    return sheet(report, f"detectable_{breakdown}", label, title, columns, lines)


def _found(row: Estimate, limit: int | None) -> Cell:
    if limit is not None:
        return Number(limit)
    return "." if row.shown else row.symbol
