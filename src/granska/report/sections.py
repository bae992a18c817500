"""The sections of results, in the order of the report: each function gives what one cell of the notebook publishes."""

from collections.abc import Iterator

from granska.report import charts, comparisons, conclusions, descriptions, tabulate
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
from granska.report.figures import Figure
from granska.report.pairs import Pair, difference_limit, pairs
from granska.report.parts import caption, dashed, table_details
from granska.report.sentences import Finding, findings, lower_first, question_sentence, upper_first
from granska.review.codebook import Question

MOST_PAIRS = 16  # comparisons in one figure: more do not fit on a page


def summary(report: Report) -> Section:
    """Say the main findings: key figures with their intervals, then what groups and strata show."""
    say = report.locale.say
    keys = tuple(_key_figure(report, finding) for finding in findings(report))
    closing: list[Block] = []
    for breakdown in _compared(report):
        lead = conclusions.brief(report, breakdown, comparisons.compare(report, breakdown))
        link = Link(_comparison_title(report, breakdown), f"#sec-compare-{dashed(breakdown)}")
        closing.append(Paragraph(*lead, " ", say("Read more:"), " ", link, "."))
    return Section((Heading(2, say("Main findings"), "sec-main"), Box("key-figures", keys), *closing))


def _key_figure(report: Report, finding: Finding) -> Block:
    shown = descriptions.interval_of(finding.row)
    picture: tuple[Block, ...] = ()
    if shown:
        name = f"key-{dashed(finding.question.name)}"
        alt = descriptions.of_interval(report, finding.title, shown)
        picture = (report.studio.spark(name, lambda name: charts.spark(name, shown, report.frame), alt),)
    value, text = Paragraph(Classed(finding.value, "value")), Paragraph(Strong(finding.title), " ", finding.text)
    return Box("key-figure", (value, text, *picture))


def how_to_read(report: Report) -> Section:
    """Open the results, and explain dot and interval."""
    say = report.locale.say
    labels = (say("Best estimate"), say("At least this"), say("At most this"))
    if report.register:
        labels = (say("Counted share"), say("Lower limit"), say("Upper limit"))
    alt = say(
        "Example: a dot on a level line. The dot is marked {dot}, the ends of the line {low} and {high}.",
        dot=lower_first(labels[0]),
        low=lower_first(labels[1]),
        high=lower_first(labels[2]),
    )
    picture = report.studio.spark("how-to-read", lambda name: charts.how_to_read(name, labels), alt)
    times = report.locale.percent(report.review.confidence)
    if report.register:
        text = say(
            "The dot is the share that was counted. The line is a {level} interval for chance variation: how far a "
            "share of this size moves by chance alone from year to year. Everyone is counted, so there is no sampling "
            "error.",
            level=times,
        )
    else:
        text = say(
            "The dot is our best estimate of the share. The line is a {level} confidence interval: if the review were "
            "done over and over, {level} of such lines would cover the true share. The fewer {cases}, the longer the "
            "line. Shares are rounded to whole per cent, lower limits down and upper limits up.",
            level=times,
            cases=report.cases,
        )
    lead = Paragraph(Strong(say("How to read the charts.")), " ", text)
    return Section((Heading(2, say("Results by area"), "sec-results"), Box("reading-help", (lead, picture))))


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
        for question in questions:
            if question.type == "category":
                table = tabulate.category_table(report, question)
                blocks += [_category_figure(report, question), table_details(report, table)]
    return Section(tuple(blocks))


def _direction(report: Report, question: Question) -> str:
    favourable = question.favourable
    return report.locale.say("(lower is better)") if favourable and question.levels[0] not in favourable else ""


def _area_figure(report: Report, area: str, questions: list[Question]) -> Figure:
    say, locale = report.locale.say, report.locale
    estimates = [(question, report.whole(question, question.levels[0])) for question in questions]
    rows = [descriptions.chart_row(report.statement(q), row, _direction(report, q)) for q, row in estimates]
    shown = sorted((row.interval.value, row.label) for row in rows if row.interval)
    title = report.text(report.review.areas[area])
    if len(shown) > 1:
        title = say(
            "{area}: from {low} per cent ({lowest}) to {high} per cent ({highest}).",
            area=title,
            low=locale.percentage(shown[0][0]),
            lowest=lower_first(shown[0][1]),
            high=locale.percentage(shown[-1][0]),
            highest=lower_first(shown[-1][1]),
        )
    elif shown:
        title = say("{label}: {share} per cent.", label=shown[0][1], share=locale.percentage(shown[0][0]))
    else:
        title = f"{title}."
    return report.studio.wide(
        f"area-{dashed(area)}",
        lambda name, width: charts.dots(name, width, rows, report.frame),
        descriptions.of_dots(report, rows),
        caption(report, title),
    )


def _category_figure(report: Report, question: Question) -> Figure:
    rows = [
        descriptions.chart_row(report.level(question, level), report.whole(question, level))
        for level in question.levels
    ]
    largest = max(
        (row for row in rows if row.interval), key=lambda row: row.interval.value if row.interval else 0, default=None
    )
    title = f"{report.statement(question)}."
    if largest and largest.interval:
        title = report.locale.say(
            "{statement}: most often {answer}, {share} per cent.",
            statement=report.statement(question),
            answer=lower_first(largest.label),
            share=report.locale.percentage(largest.interval.value),
        )
    return report.studio.wide(
        f"question-{dashed(question.name)}",
        lambda name, width: charts.dots(name, width, rows, report.frame),
        descriptions.of_dots(report, rows),
        caption(report, title),
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
        blocks.append(Box("conclusion", tuple(Paragraph(*content) for content in words)))
        if report.small:
            blocks.append(table_details(report, tabulate.breakdown_table(report, breakdown)))
            continue
        if any(one.usable for one in found):
            blocks += _pairs_figures(report, breakdown, found)
        blocks.append(table_details(report, tabulate.group_shares_table(report, breakdown, found)))
        blocks.append(table_details(report, tabulate.within_table(report, breakdown, found)))
    return Section(tuple(blocks))


def _pairs_figures(report: Report, breakdown: str, found: list[Comparison]) -> Iterator[Figure]:
    """Draw the comparisons, spread evenly over as many figures as fit on a page each."""
    say = report.locale.say
    first, second = map(upper_first, comparisons.names(report, breakdown))
    rows = [
        Pair(
            comparisons.label(report, one),
            one.first.estimate if one.first and one.first.shown else None,
            one.second.estimate if one.second and one.second.shown else None,
            descriptions.interval_of(one.within),
            one.crude.estimate if one.crude and one.crude.shown else None,
            one.within.symbol if one.within else "..",
        )
        for one in found
    ]
    limit = difference_limit(rows)
    signs = say("Difference within the same {stratum}", stratum=report.stratum), say("Difference in all the material")
    how = say(
        "Left: the shares. Right: {first} minus {second}, with {level} interval for the difference within the same "
        "{stratum}. A line across zero agrees with no difference.",
        first=lower_first(first),
        second=lower_first(second),
        level=report.confidence,
        stratum=report.stratum,
    )
    pages = -(-len(rows) // MOST_PAIRS)
    size = -(-len(rows) // pages)
    for page in range(pages):
        part = rows[page * size : (page + 1) * size]
        title = say("{first} and {second} compared.", first=first, second=lower_first(second))
        if pages > 1:
            title = say(
                "{first} and {second} compared, part {page} of {pages}.",
                first=first,
                second=lower_first(second),
                page=page + 1,
                pages=pages,
            )
        yield report.studio.wide(
            f"compare-{dashed(breakdown)}" + (f"-{page + 1}" if page else ""),
            lambda name, width, part=part: pairs(  # type: ignore[misc]
                name, width, part, (first, second), signs, limit, report.frame
            ),
            descriptions.of_pairs(report, part, (lower_first(first), lower_first(second))),
            (Strong(title), " ", how, " ", tabulate.scope(report)),
        )


def more_groups(report: Report) -> Section:
    """Tabulate the breakdowns that nothing is compared between."""
    others = [name for name in report.review.breakdowns if name not in _compared(report)]
    if not others:
        return Section()
    say = report.locale.say
    text = say(
        "These tables describe. The groups are not compared: among so many figures, chance alone makes some look "
        "unlike."
    )
    tables = (table_details(report, tabulate.breakdown_table(report, name)) for name in others)
    return Section((Heading(2, say("More groups"), "sec-groups"), Paragraph(text), *tables))
