"""The sections about strata and about years."""

from granska.report import charts, descriptions, strata, tabulate
from granska.report.blocks import Block, Bullets, Heading, Paragraph, Section, Strong
from granska.report.context import Report
from granska.report.figures import Figure
from granska.report.parts import caption, dashed, table_details
from granska.report.sentences import FEW
from granska.review.codebook import Question


def by_stratum(report: Report) -> Section:
    """Show the headline questions stratum by stratum, in alphabetical order."""
    questions = strata.shown_questions(report)
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("Results by {stratum}", stratum=report.stratum), "sec-strata")]
    if report.small:
        text = say(
            "From each {stratum} so few {cases} were read that we give counts, and neither shares nor comparisons.",
            stratum=report.stratum,
            cases=report.cases,
        )
        return Section(
            (*blocks, Paragraph(text), *(table_details(report, tabulate.stratum_table(report, q)) for q in questions))
        )
    blocks.append(Paragraph(strata.caution(report)))
    words = tuple((text,) for question in questions if (text := strata.apart(report, question)))
    if words:
        blocks.append(Bullets(words))
    if caveat := strata.apart_at_all(report):
        blocks.append(Paragraph(caveat))
    for question in questions:
        whole = report.whole(question, question.levels[0])
        if whole and whole.shown and (whole.x or 0) >= FEW:
            # fewer than that in all are a row of zeros, for which a table is enough
            blocks.append(_strata_figure(report, question))
        blocks.append(table_details(report, tabulate.stratum_table(report, question)))
    return Section(tuple(blocks))


def _strata_figure(report: Report, question: Question) -> Figure:
    rows = [descriptions.chart_row(name, row) for name, row in strata.rows_of(report, question)]
    whole = descriptions.interval_of(report.whole(question, question.levels[0]))
    name = report.locale.say("All {share}", share=report.locale.percent(whole.percent)) if whole else ""
    reference = (whole.value, name) if whole else None
    order = report.locale.say("Alphabetical order.")
    return report.studio.wide(
        f"strata-{dashed(question.name)}",
        lambda name, width: charts.dots(name, width, rows, report.frame, reference),
        descriptions.of_dots(report, rows, reference),
        caption(report, strata.title(report, question), order),
    )


def over_time(report: Report) -> Section:
    """Show the years of a register: shares with intervals, and counts."""
    if not report.register:
        return Section()
    blocks: list[Block] = [Heading(2, report.locale.say("Development over time"), "sec-time")]
    for question in report.codebook:
        if question.levels:
            blocks += [_series_figure(report, question), table_details(report, tabulate.series_table(report, question))]
    blocks.append(table_details(report, tabulate.counts_table(report, list(report.codebook))))
    return Section(tuple(blocks))


def _series_figure(report: Report, question: Question) -> Figure:
    say, locale, statement = report.locale.say, report.locale, report.statement(question)
    points = [
        (year, descriptions.interval_of(report.whole(question, "yes", year))) for year in report.published.periods
    ]
    shown = [(year, interval) for year, interval in points if interval]
    title = f"{statement}."
    if len(shown) > 1:
        title = say(
            "{statement}: {first} per cent in {start}, {last} per cent in {end}.",
            statement=statement,
            first=locale.number(shown[0][1].percent),
            start=shown[0][0],
            last=locale.number(shown[-1][1].percent),
            end=shown[-1][0],
        )
    what = say("Share with {level} interval for chance variation.", level=report.confidence)
    return report.studio.wide(
        f"series-{dashed(question.name)}",
        lambda name, width: charts.series(name, width, points, report.frame),
        descriptions.of_series(report, statement, points),
        (Strong(title), " ", what),
    )
