"""The tables of changes and trends: of the whole, and stratum by stratum."""

from collections.abc import Iterator

from granska.report.areas_added import areas_words
from granska.report.breaks import break_words
from granska.report.changes import (
    CHANGE,
    RATE_CHANGE,
    RATE_TREND,
    TREND,
    Change,
    changes,
    per_cent,
    points,
)
from granska.report.comparisons import adjustment_method, verdict_words
from granska.report.context import Report
from granska.report.locale import alphabetical
from granska.report.published import COUNT, STRATUM, Estimate
from granska.report.tables import Column, Table, p_cell
from granska.report.tabulate import headed, interval_head, titled_table
from granska.review.codebook import Question


def tables(report: Report) -> Iterator[Table]:
    """Give the tables of changes that there are figures for."""
    shares = [one for question in report.codebook for one in changes(report, question, CHANGE, TREND)]
    rates = [one for question in report.codebook for one in changes(report, question, RATE_CHANGE, RATE_TREND)]
    say = report.locale.say
    if shares:
        caption = say("Changes of shares, {years}.", years=report.period)
        yield _of_whole(report, "changes", caption, shares)
    if rates:
        caption = say("Changes of numbers in relation to the population, {years}.", years=report.period)
        yield _of_whole(report, "rate-changes", caption, rates)
    for question in report.codebook:
        # a count that is a part of another is told as a share; its number by stratum stands in the data files
        for measure in (CHANGE,) if question.levels else (RATE_CHANGE,):
            if table := _by_stratum(report, question, measure):
                yield table


def _of_whole(report: Report, name: str, caption: str, found: list[Change]) -> Table:
    say = report.locale.say
    unit = say("Change, percentage points") if name == "changes" else say("Change, per cent")
    columns = (
        Column(say("Measure"), "left"),
        Column(say("Years"), "left"),
        Column(unit),
        Column(interval_head(report, "")),
        Column(say("p")),
        Column(say("p, adjusted ({method})", method=adjustment_method(report))),
        Column(say("Change"), "left"),
    )
    rows = tuple(
        (
            _name(report, one.row),
            _years(report, one.row),
            *_written(report, one.row),
            p_cell(report.locale, one.test, one.test.p_value if one.test else None),
            p_cell(report.locale, one.test, one.test.p_adjusted if one.test else None),
            verdict_words(report, one.verdict),
        )
        for one in found
    )
    questions = [question for question in report.codebook if question.name in {one.row.indicator for one in found}]
    note = " ".join(dict.fromkeys(filter(None, (break_words(report, question) for question in questions))))
    return titled_table(report, name, caption, columns, rows, note)


def _name(report: Report, row: Estimate) -> str:
    return report.statement(report.codebook[row.indicator])


def _years(report: Report, row: Estimate) -> str:
    """Write between which years, and for a trend that it is a year's part of it."""
    years = report.locale.years(int(row.versus), int(row.period))
    return report.locale.say("{years}, a year", years=years) if row.measure in (TREND, RATE_TREND) else years


def _written(report: Report, row: Estimate) -> tuple[str, str]:
    """Write a change and its limits, or the symbol that stands for them."""
    if not row.shown or (row.measure == CHANGE and row.interval is None):
        return row.symbol, row.symbol
    return points(report, row) if row.measure in (CHANGE, TREND) else per_cent(report, row)


def _by_stratum(report: Report, question: Question, measure: str) -> Table | None:
    """Tabulate the change of each stratum from the first year to the last, at a level that holds for all together."""
    say = report.locale.say
    level = COUNT if measure == RATE_CHANGE else "yes"
    rows = {
        row.group: row
        for row in report.published.select(question.name, level=level, breakdown=STRATUM, measure=measure)
    }
    shown = [row for row in rows.values() if row.shown]
    if not shown:
        return None
    confidence = report.locale.level(report.review.confidence)
    unit = say("Change, percentage points") if measure == CHANGE else say("Change, per cent")
    columns = (
        Column(report.stratum[:1].upper() + report.stratum[1:], "left"),
        Column(unit),
        Column(headed(report, say("Interval, {level} for all together", level=confidence), "")),
    )
    years = report.locale.years(int(shown[0].versus), int(shown[0].period))
    values = {"statement": report.statement(question), "stratum": report.stratum, "years": years}
    if measure == CHANGE:
        caption = say("{statement}, change of the share by {stratum}, {years}.", **values)
    else:
        caption = say("{statement} in relation to the population, change by {stratum}, {years}.", **values)
    cells = tuple((name, *_written(report, rows[name])) for name in alphabetical(rows))
    name = f"{measure}-strata-{question.name}"
    return titled_table(report, name, caption, columns, cells, areas_words(report))
