"""The sections of results, in the order of the report: each function gives what one cell of the notebook publishes."""

from collections.abc import Iterator

from granska.report import (
    charts,
    comparisons,
    conclusions,
    descriptions,
    detection,
    pair_tables,
    register_words,
    strata,
    tabulate,
)
from granska.report.blocks import (
    Block,
    Box,
    Bullets,
    Classed,
    Heading,
    Link,
    Paragraph,
    Section,
    Strong,
)
from granska.report.comparisons import Comparison
from granska.report.context import Report
from granska.report.figure_titles import area_title, category_title
from granska.report.figures import Figure
from granska.report.findings import Finding, findings
from granska.report.hidden import parts_not_shown
from granska.report.locale import lower_first
from granska.report.pair_figures import pair_figures
from granska.report.parts import caption, dashed, table_details
from granska.report.published import Estimate
from granska.report.sentences import question_sentence, weighted_words
from granska.report.tables import Table
from granska.review.codebook import Question


def summary(report: Report) -> Section:
    """Say the main findings: key figures with their intervals, then what groups and strata show."""
    say = report.locale.say
    found = findings(report)
    keys = tuple(_key_figure(report, finding) for finding in found)
    closing: list[Block] = []
    if any(report.weighted(finding.row) for finding in found):
        closing.append(Paragraph(Classed(weighted_words(report), "note")))
    for breakdown in _compared(report):
        *first, last = conclusions.brief(report, breakdown, comparisons.compare(report, breakdown))
        link = Link(_comparison_title(report, breakdown), f"#sec-compare-{dashed(breakdown)}")
        closing += [
            *(Paragraph(*content) for content in first),
            Paragraph(*last, " ", say("Read more:"), " ", link, "."),
        ]
    closing += [Paragraph(*answer) for answer in register_words.brief(report)]
    if varying := strata.in_short(report):
        link = Link(say("Results by {stratum}", stratum=report.stratum), "#sec-strata")
        closing.append(Paragraph(Strong(varying), " ", say("Read more:"), " ", link, "."))
    return Section((Heading(2, say("Main findings"), "sec-main"), Box("key-figures", keys), *closing))


def _key_figure(report: Report, finding: Finding) -> Block:
    shown = descriptions.interval_of(finding.row)
    picture: tuple[Block, ...] = ()
    if shown:
        name = f"key-{dashed(finding.question.name)}"
        alt = descriptions.of_interval(report, shown)
        picture = (report.studio.spark(name, lambda name: charts.spark(name, shown, report.frame), alt),)
    words = (Strong(finding.title), " ", finding.text) if finding.text else (Strong(finding.title),)
    return Box("key-figure", (Paragraph(Classed(finding.value, "value")), Paragraph(*words), *picture))


def how_to_read(report: Report) -> Section:
    """Open the results, and explain dot and interval."""
    say = report.locale.say
    labels = (say("Best estimate"), say("At least this"), say("At most this"))
    if not report.sampled:
        labels = (say("Counted share"), say("Lower limit"), say("Upper limit"))
    alt = say(
        "Example: a dot on a level line. The dot is marked {dot}, the ends of the line {low} and {high}.",
        dot=lower_first(labels[0]),
        low=lower_first(labels[1]),
        high=lower_first(labels[2]),
    )
    picture = report.studio.spark("how-to-read", lambda name: charts.how_to_read(name, labels), alt)
    lead = Paragraph(Strong(say("How to read the charts.")), " ", " ".join(_reading_help(report)))
    return Section((Heading(2, say("Results by area"), "sec-results"), Box("reading-help", (lead, picture))))


def _reading_help(report: Report) -> Iterator[str]:
    say, level = report.locale.say, report.confidence
    if report.sampled:
        yield say(
            "The dot is our best estimate of the share. The line is a {level} confidence interval: if the review were "
            "done over and over, {level} of such lines would cover the true share. The fewer {cases}, the longer the "
            "line.",
            level=level,
            cases=report.cases,
        )
    else:
        yield say(
            "The dot is the share that was counted. The line is a {level} interval: the underlying shares that agree "
            "with the count, if outcomes vary by chance around a constant practice.",
            level=level,
        )
    if report.register:
        yield say("Everyone is counted, so there is no sampling error.")


def areas(report: Report) -> Section:
    """Give one part for each area that has questions: sentences, chart, table."""
    blocks: list[Block] = []
    for area, title in report.review.areas.items():
        questions = [question for question in report.codebook if question.area == area and question.levels]
        if not questions:
            continue
        blocks.append(Heading(3, report.text(title), f"sec-area-{dashed(area)}", "area"))
        blocks.append(Bullets(tuple(question_sentence(report, question) for question in questions)))
        single = [question for question in questions if question.type != "category"]
        if single:
            blocks += [
                _area_figure(report, area, single),
                table_details(report, tabulate.area_table(report, area, single)),
            ]
        medians = (tabulate.median_table(report, question) for question in single if question.type == "number")
        blocks += [table_details(report, table) for table in medians if table]
        for question in questions:
            if question.type == "category":
                table = tabulate.category_table(report, question)
                blocks += [_category_figure(report, question), table_details(report, table)]
    return Section(tuple(blocks))


def _direction(report: Report, question: Question) -> str:
    favourable = question.favourable
    return report.locale.say("(lower is better)") if favourable and question.levels[0] not in favourable else ""


def _area_figure(report: Report, area: str, questions: list[Question]) -> Figure:
    found = [report.whole(question, question.levels[0]) for question in questions]
    rows = [
        descriptions.chart_row(
            report,
            report.statement(question),
            row,
            _direction(report, question),
            report.told(question, question.levels[0]),
        )
        for question, row in zip(questions, found, strict=True)
    ]
    title = area_title(report, area, questions)
    return report.studio.wide(
        f"area-{dashed(area)}",
        lambda name, width: charts.dots(name, width, rows, report.frame),
        descriptions.of_dots(report, title, rows),
        caption(report, title, found, _answers(report, found)),
    )


def _answers(report: Report, found: list[Estimate | None]) -> str:
    """Say on how many answers the shares of a figure rest, where that is not on all that were read."""
    say, number = report.locale.say, report.locale.number
    sizes = [row.n for row in found if row and row.shown and row.n]
    if report.register or not sizes or set(sizes) == {report.read}:
        return ""
    if len(set(sizes)) == 1:
        return say("{n} answers.", n=number(sizes[0]))
    return say("{range} answers per question.", range=report.locale.span(min(sizes), max(sizes)))


def _category_figure(report: Report, question: Question) -> Figure:
    found = [report.whole(question, level) for level in question.levels]
    rows = [
        descriptions.chart_row(report, report.level(question, level), row, "", report.told(question, level))
        for level, row in zip(question.levels, found, strict=True)
    ]
    title = category_title(report, question)
    return report.studio.wide(
        f"question-{dashed(question.name)}",
        lambda name, width: charts.dots(name, width, rows, report.frame),
        descriptions.of_dots(report, title, rows),
        caption(report, title, found, _answers(report, found)),
    )


def _compared(report: Report) -> list[str]:
    return [name for name, breakdown in report.review.breakdowns.items() if breakdown.compare]


def _comparison_title(report: Report, breakdown: str) -> str:
    if breakdown == "gender":
        return report.locale.say("Gender analysis")
    return report.locale.say(
        "Comparison by {title}", title=lower_first(report.text(report.review.breakdowns[breakdown].title))
    )


def groups(report: Report) -> Section:
    """Compare the two groups of each breakdown that names them, and count those that are too few to compare."""
    blocks: list[Block] = []
    for breakdown in _compared(report):
        found = comparisons.compare(report, breakdown)
        blocks.append(Heading(2, _comparison_title(report, breakdown), f"sec-compare-{dashed(breakdown)}"))
        words = conclusions.conclusion(report, breakdown, found)
        usable = any(one.usable for one in found) and not report.small
        if silent := parts_not_shown(report, comparisons.questions(found), breakdown):
            words = (*words, (silent,))
        if usable and (compared := conclusions.compared_cases(report, breakdown)):
            blocks.append(Paragraph(compared))
        if usable and (limits := detection.could_be_found(report, breakdown, found)):
            words = (*words, (limits,))
        blocks.append(Box("conclusion", tuple(Paragraph(*content) for content in words)))
        told = [one for one in found if not one.dark]
        if usable:
            blocks += pair_figures(report, breakdown, told)
        blocks += [table_details(report, table) for table in _pair_tables(report, breakdown, told)]
    return Section(tuple(blocks))


def _pair_tables(report: Report, breakdown: str, found: list[Comparison]) -> Iterator[Table]:
    """Tabulate the groups: counted where they are too few to compare, else with differences and tests."""
    if report.small:
        if counts := tabulate.breakdown_table(report, breakdown):
            yield counts
    elif found:
        left_out = conclusions.left_out(report, breakdown)
        yield pair_tables.group_shares_table(report, breakdown, found, left_out)
        yield pair_tables.within_table(report, breakdown, found)
        yield pair_tables.tests_table(report, breakdown, found)
        for one in found:
            if by_stratum := pair_tables.stratum_differences_table(report, breakdown, one):
                yield by_stratum
    if detectable := detection.detection_table(report, breakdown, found):
        yield detectable


def more_groups(report: Report) -> Section:
    """Tabulate the breakdowns that nothing is compared between."""
    others = [name for name in report.review.breakdowns if name not in _compared(report)]
    if not others:
        return Section()
    say = report.locale.say
    text = say(
        "These tables describe. The groups are not compared: among so many figures, chance alone makes some look "
        "different."
    )
    questions = [question for question in report.codebook if question.levels and question.type != "category"]
    blocks: list[Block] = []
    for name in others:
        if table := tabulate.breakdown_table(report, name):
            blocks.append(table_details(report, table))
        if silent := parts_not_shown(report, questions, name):
            title = report.text(report.review.breakdowns[name].title)
            blocks.append(Paragraph(Strong(f"{title}."), " ", silent))
    return Section((Heading(2, say("More groups"), "sec-groups"), Paragraph(text), *blocks))
