"""The tables of rates and of observed against expected; a long one shows the areas that stand out."""

from collections.abc import Sequence

from granska.report.context import Report
from granska.report.locale import upper_first
from granska.report.published import ALL, COUNT, STRATUM, Estimate
from granska.report.register_places import INNER, OUTER, Against, places, years
from granska.report.register_words import DECIMALS, expected_number
from granska.report.sentences import joined
from granska.report.tables import Column, Table, count_cell
from granska.report.tabulate import interval_head, titled_table
from granska.review.codebook import Question

LONGEST = 40  # rows; of more areas those that stand out are shown, and all in the workbook


def number_cell(report: Report, row: Estimate | None, decimals: int = DECIMALS) -> str:
    """Write a number that is no share, or the symbol that stands for it."""
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return report.locale.number(row.estimate, decimals)


def span_cell(report: Report, row: Estimate | None, decimals: int = DECIMALS) -> str:
    """Write the limits of such a number, or the symbol that stands for them."""
    if row is None or not row.shown or row.lower is None or row.upper is None:
        return row.symbol if row and not row.shown else ".."
    return report.locale.span(row.lower, row.upper, decimals)


def _expected_cell(report: Report, row: Estimate | None) -> str:
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return expected_number(report, row.estimate)


def standing_out(report: Report, found: Sequence[Against]) -> list[Against]:
    """Choose the areas of a table: all, or of many those that the text answers for or that lie outside the limits."""
    if len(found) <= LONGEST:
        return list(found)
    named = report.review.counting.answers_for
    chosen = [place for place in found if place.name in named or place.side(OUTER)]
    more = [place for place in found if place.side(INNER) and place not in chosen]
    if len(chosen) + len(more) <= LONGEST:
        chosen = [place for place in found if place in chosen or place in more]
    return chosen[:LONGEST]


def left_out(report: Report, shown: int, total: int) -> str:
    """Say that a table is cut, and where the rest is."""
    if shown == total:
        return ""
    return report.locale.say(
        "{shown} of {total} {strata} are shown: those that the text names and those outside the limits. All stand in "
        "the workbook and in estimates.csv.",
        shown=report.locale.number(shown),
        total=report.locale.number(total),
        strata=report.strata,
    )


def expected_table(report: Report, question: Question) -> Table:
    """Tabulate the areas against what was to be expected of them."""
    say, every = report.locale.say, places(report, question)
    found = standing_out(report, every)
    wider = any(place.wider for place in every)
    columns = _columns(report, upper_first(report.stratum), wider)
    rows = tuple((place.name, *_cells(report, place, wider)) for place in found)
    caption = say(
        "{statement} against what was to be expected, by {stratum}, {when}.",
        statement=report.statement(question),
        stratum=report.stratum,
        when=report.when(),
    )
    return titled_table(
        report, f"expected-{question.name}", caption, columns, rows, left_out(report, len(found), len(every))
    )


def _columns(report: Report, head: str, wider: bool) -> tuple[Column, ...]:
    """Head what a count is held against; a second interval where the expected number is estimated."""
    say = report.locale.say
    return (
        Column(head, "left"),
        Column(say("Number")),
        Column(say("Expected")),
        Column(say("Times the expected")),
        Column(interval_head(report, "")),
        *((Column(say("Interval with the uncertainty of the expected number")),) if wider else ()),
    )


def _cells(report: Report, place: Against, wider: bool) -> tuple[str, ...]:
    """Write a count and what it is held against."""
    return (
        count_cell(report.locale, place.ratio, place.ratio.x if place.ratio else None),
        _expected_cell(report, place.expected),
        number_cell(report, place.ratio),
        span_cell(report, place.ratio),
        *((span_cell(report, place.wider),) if wider else ()),
    )


def expected_limits_table(report: Report, question: Question) -> Table:
    """Tabulate the limits of chance around 1, and those that are widened."""
    say, locale, every = report.locale.say, report.locale, places(report, question)
    found = standing_out(report, every)
    widened = any(place.widened for place in every)
    levels = (INNER, OUTER)
    columns = (
        Column(upper_first(report.stratum), "left"),
        Column(say("Times the expected")),
        *(Column(say("Limits of chance, {level}", level=locale.level(level))) for level in levels),
        *((Column(say("Widened limits, {level}", level=locale.level(level))) for level in levels) if widened else ()),
    )
    rows = tuple(
        (
            place.name,
            number_cell(report, place.ratio),
            *(_limit_cell(report, place, place.limits, level) for level in levels),
            *((_limit_cell(report, place, place.widened, level) for level in levels) if widened else ()),
        )
        for place in found
    )
    caption = say(
        "{statement}: limits of chance around what was to be expected, {when}.",
        statement=report.statement(question),
        when=report.when(),
    )
    note = left_out(report, len(found), len(every))
    return titled_table(report, f"expected-limits-{question.name}", caption, columns, rows, note)


def _limit_cell(report: Report, place: Against, limits: dict[float, Estimate], level: float) -> str:
    if level in limits:
        return span_cell(report, limits[level])
    return place.ratio.symbol if place.ratio and not place.ratio.shown else ".."


def expected_years_table(report: Report, question: Question, name: str) -> Table | None:
    """Tabulate one area against what was to be expected of it, year by year; nothing of a single year."""
    found = years(report, question, name)
    if len(found) < 2:
        return None
    say = report.locale.say
    wider = any(place.wider for place in found)
    columns = _columns(report, say("Year"), wider)
    rows = tuple((place.period, *_cells(report, place, wider)) for place in found)
    caption = say(
        "{statement} in {name} against what was to be expected, {years}.",
        statement=report.statement(question),
        name=name,
        years=report.period,
    )
    place = report.review.counting.answers_for.index(name) if name in report.review.counting.answers_for else 0
    return titled_table(report, f"expected-years-{question.name}-{place + 1}", caption, columns, rows)


def rate_head(report: Report) -> str:
    """Name the column of rates."""
    say, settings = report.locale.say, report.review.counting
    per = report.locale.number(settings.rate_per)
    if settings.population_noun:
        return say("Per {number} {population}", number=per, population=report.text(settings.population_noun))
    return say("Per {number} of the population", number=per)


def rates(report: Report, question: Question, breakdown: str) -> dict[str, Estimate]:
    """Gather the rates of a count by group, in the last year."""
    wanted = {"measure": "rate", "level": COUNT, "breakdown": breakdown, "period": report.published.last_period}
    return {row.group: row for row in report.published.select(question.name, **wanted)}


def rates_table(report: Report, question: Question) -> Table:
    """Tabulate the rate of a count by area, groups and whole."""
    say = report.locale.say
    by_stratum = rates(report, question, STRATUM)
    names = [name for name in report.strata_names if name in by_stratum]
    lines = [(name, by_stratum[name]) for name in names[:LONGEST]] if len(names) <= LONGEST else []
    for breakdown in report.review.breakdowns:
        found = rates(report, question, breakdown)
        groups = report.review.breakdowns[breakdown].groups
        lines += [(upper_first(report.text(groups[key].label)), found[key]) for key in groups if key in found]
    lines += [(say("All"), row) for row in rates(report, question, ALL).values()]
    noun = report.review.counting.population_noun
    columns = (
        Column(upper_first(report.stratum) if len(names) <= LONGEST else say("Group"), "left"),
        Column(say("Number")),
        Column(upper_first(report.text(noun)) if noun else say("Population")),
        Column(rate_head(report)),
        Column(interval_head(report, "")),
    )
    rows = tuple(
        (
            name,
            count_cell(report.locale, row, row.x),
            report.locale.number(row.population) if row.population is not None else "..",
            number_cell(report, row, 1),
            span_cell(report, row, 1),
        )
        for name, row in lines
    )
    caption = say(
        "{statement}, {rate}, {when}.",
        statement=report.statement(question),
        rate=rate_head(report)[:1].lower() + rate_head(report)[1:],
        when=report.when(),
    )
    note = ""
    if len(names) > LONGEST:
        note = say(
            "{count} {strata} stand in the workbook and in estimates.csv.", count=len(names), strata=report.strata
        )
    return titled_table(report, f"rates-{question.name}", caption, columns, rows, joined(note))
