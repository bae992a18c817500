"""The section about years: series, changes and trends, on one set of areas."""

from collections.abc import Iterator

from granska.report import change_tables, charts, descriptions, tabulate
from granska.report.areas_added import areas_words
from granska.report.blocks import Block, Bullets, Heading, Inline, Paragraph, Section, Strong
from granska.report.breaks import break_words, comparable, first_years
from granska.report.changes import CHANGE, TREND, changes, rate_sentences, rates_of, sentences
from granska.report.clauses import unsure, whom
from granska.report.context import Report
from granska.report.figure_titles import series_title
from granska.report.figures import Figure
from granska.report.follow_up import follow_up
from granska.report.parts import dashed, symbols, table_details
from granska.report.published import Estimate
from granska.report.sentences import joined
from granska.review.codebook import Question


def over_time(report: Report) -> Section:
    """Show the years of a register: shares with intervals, how they changed, counts; or what a follow-up has found."""
    if not report.register:
        return follow_up(report)
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("Development over time"), "sec-time")]
    if words := areas_words(report):
        blocks.append(Paragraph(words))
    if len(report.published.periods) > 1:
        blocks += _told(report)
    for question in report.codebook:
        if question.levels:
            blocks += [_series_figure(report, question), table_details(report, tabulate.series_table(report, question))]
    blocks += [table_details(report, table) for table in change_tables.tables(report)]
    blocks.append(table_details(report, tabulate.counts_table(report, list(report.codebook))))
    return Section(tuple(blocks))


def _told(report: Report) -> Iterator[Block]:
    """Say each series in words: its ends, its changes, its trend; then how the counts changed, and how sure that is."""
    say = report.locale.say
    found = (_question_words(report, question) for question in report.codebook if question.levels)
    if told := tuple(words for words in found if words):
        yield Bullets(told)
    rated = rates_of(report)
    if rated:
        yield Paragraph(say("Numbers in relation to the population, {unsure} in brackets:", unsure=unsure(report)))
        yield Bullets(
            tuple(
                (Strong(f"{report.statement(question)}:"), " ", " ".join(rate_sentences(report, question)))
                for question in rated
            )
        )
    tested = [question for question in report.codebook if changes(report, question, CHANGE, TREND) or question in rated]
    if not tested:
        yield Paragraph(say("Differences between years are not tested."))
        return
    yield Paragraph(
        joined(
            say(
                "A change is called more than chance explains only where its test holds when all comparisons over time "
                "are allowed for. That no change is shown does not mean that there is none."
            ),
            say(
                "The calculation takes {cases} to be independent of one another. Where several concern the same family "
                "the uncertainty is larger than the intervals say.",
                cases=report.cases,
            ),
        )
    )


def _question_words(report: Report, question: Question) -> tuple[Inline, ...]:
    start = _series_sentence(report, question)
    more = joined(*sentences(report, question), break_words(report, question))
    if start:
        return (*start, *((" ", more) if more else ()))
    return (Strong(f"{report.statement(question)}:"), " ", more) if more else ()


def _series_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say the first share of a series and the last, and those between that lie outside the two, with intervals."""
    say = report.locale.say
    found = [(year, report.whole(question, question.levels[0], year)) for year in comparable(report, question)]
    shown = [(year, row) for year, row in found if row and row.interval and row.percent is not None]
    if len(shown) < 2:
        return ()
    (start, first), (end, last) = shown[0], shown[-1]
    lowest = min(shown, key=lambda point: point[1].estimate or 0)
    highest = max(shown, key=lambda point: point[1].estimate or 0)
    ends = (first.percent or 0, last.percent or 0)
    text = say(
        "{first} per cent in {start} ({unsure} {span}) and {last} per cent in {end} ({range}).",
        first=report.locale.number(ends[0]),
        start=start,
        unsure=unsure(report),
        span=_limits(report, first),
        last=report.locale.number(ends[1]),
        end=end,
        range=_limits(report, last),
    )
    between = []
    if len(shown) < len(found):
        # the lowest of those that are shown need not be the lowest
        return Strong(f"{report.statement(question)}:"), " ", text
    if (lowest[1].percent or 0) < min(ends):
        between.append(say("Lowest: {share} per cent in {year} ({span}).", **_point(report, *lowest)))
    if (highest[1].percent or 0) > max(ends):
        between.append(say("Highest: {share} per cent in {year} ({span}).", **_point(report, *highest)))
    return Strong(f"{report.statement(question)}:"), " ", joined(text, *between)


def _point(report: Report, year: str, row: Estimate) -> dict[str, str]:
    return {"share": report.locale.number(row.percent or 0), "year": year, "span": _limits(report, row)}


def _limits(report: Report, row: Estimate) -> str:
    assert row.interval is not None
    return report.locale.span(row.interval.percent_lower, row.interval.percent_upper)


def _series_figure(report: Report, question: Question) -> Figure:
    found = [(year, report.whole(question, "yes", year)) for year in report.published.periods]
    points = [descriptions.chart_row(report, year, row) for year, row in found]
    together = comparable(report, question)
    title = series_title(report, question, [point for point in found if point[0] in together])
    what = report.locale.say("Share with {level} interval for chance variation.", level=report.confidence)
    hidden = symbols(report, [point.symbol for point in points if point.interval is None])
    parted = break_words(report, question)
    sizes = [row.n for _, row in found if row and row.shown and row.n]
    who = report.locale.say("{when}.", when=report.period)
    if sizes:
        who = report.locale.say(
            "{span} {cases} a year, {years}.",
            span=report.locale.span(min(sizes), max(sizes)),
            cases=whom(report, question),
            years=report.period,
        )
    return report.studio.wide(
        f"series-{dashed(question.name)}",
        lambda name, width: charts.series(name, width, points, report.frame, first_years(report, question)),
        descriptions.of_series(report, title, points, parted),
        (Strong(title), " ", joined(what, who, parted, hidden)),
    )
