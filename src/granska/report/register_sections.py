"""The sections that registers alone have: rates of the population, and counts against what was to be expected."""

from collections.abc import Iterator

from granska.report import register_words as words
from granska.report.blocks import Block, Box, Bullets, Heading, Inline, Paragraph, Section, Strong
from granska.report.context import Report
from granska.report.figures import Figure
from granska.report.locale import lower_first, upper_first
from granska.report.parts import dashed, symbols, table_details
from granska.report.published import ALL
from granska.report.register_funnel import funnel
from granska.report.register_places import INNER, OUTER, answered_for, places, questions
from granska.report.register_tables import (
    expected_limits_table,
    expected_table,
    expected_years_table,
    number_cell,
    rate_head,
    rates,
    rates_table,
    span_cell,
)
from granska.report.sentences import joined
from granska.review.codebook import Question


def rates_section(report: Report) -> Section:
    """Give the counts as rates of the population; nothing where no rate is asked for."""
    asked = [question for question in report.codebook if rates(report, question, ALL)]
    if not asked:
        return Section()
    say = report.locale.say
    per = lower_first(rate_head(report))
    sentences = tuple(found for question in asked if (found := _rate_sentence(report, question, per)))
    how = say(
        "Each rate is the count divided by the population. The interval is exact (Poisson) and shows the rates that "
        "agree with the count, if it varies by chance around a constant practice."
    )
    return Section(
        (
            Heading(2, upper_first(say("Counts {rate}", rate=per)), "sec-rates"),
            Bullets(sentences),
            Paragraph(how),
            *(table_details(report, rates_table(report, question)) for question in asked),
        )
    )


def _rate_sentence(report: Report, question: Question, per: str) -> tuple[Inline, ...]:
    [row] = rates(report, question, ALL).values()
    if not row.shown:
        return ()
    text = report.locale.say(
        "{rate} {per} in {year} ({level} interval {span}).",
        rate=number_cell(report, row, 1),
        per=per,
        year=row.period,
        level=report.confidence,
        span=span_cell(report, row, 1),
    )
    return Strong(f"{report.statement(question)}:"), " ", text


def expected_section(report: Report) -> Section:
    """Hold counts against what was to be expected: answers, a funnel and tables; nothing without expected numbers."""
    asked = questions(report)
    if not asked:
        return Section()
    say = report.locale.say
    blocks: list[Block] = [
        Heading(2, say("Compared with what was to be expected"), "sec-expected"),
        Paragraph(
            say(
                "How many times the expected number was counted: 1 is as expected. The interval shows the ratios that "
                "agree with the count, if it varies by chance. A ratio says that a count differs from what was to be "
                "expected, not why: needs, reporting and practice can all differ. Ratios of different {strata} are to "
                "be compared with 1, not with one another.",
                strata=report.strata,
            )
        ),
    ]
    for question in asked:
        blocks += _one(report, question)
    return Section(tuple(blocks))


def _one(report: Report, question: Question) -> Iterator[Block]:
    yield Heading(3, report.statement(question), f"sec-expected-{dashed(question.name)}")
    answers = tuple(
        Paragraph(Strong(words.asked(report, question, place)), " ", words.answer(report, question, place))
        for place in answered_for(report, question)
    )
    if answers:
        yield Box("conclusion", answers)
    over = [words.over_years(report, question, name) for name in report.review.counting.answers_for]
    yield from (
        Paragraph(Strong(f"{name}."), " ", text)
        for name, text in zip(report.review.counting.answers_for, over, strict=True)
        if text
    )
    yield Paragraph(joined(words.how_expected(report, question), words.varying(report, question)))
    if bullets := words.outside(report, question):
        yield Bullets(tuple(bullets))
    if any(place.shown for place in places(report, question)):
        yield _figure(report, question)
    yield table_details(report, expected_table(report, question))
    yield table_details(report, expected_limits_table(report, question))
    for name in report.review.counting.answers_for:
        if table := expected_years_table(report, question, name):
            yield table_details(report, table)


def _figure(report: Report, question: Question) -> Figure:
    say, locale, found = report.locale.say, report.locale, places(report, question)
    title, levels = words.title(report, question), (locale.level(INNER), locale.level(OUTER))
    named = [place.name for place in answered_for(report, question)]
    what = say(
        "Each mark is one {stratum}: how many times the expected number was counted, by how many were expected. "
        "{when}.",
        stratum=report.stratum,
        when=report.when(),
    )
    absent = [place.ratio.symbol if place.ratio else ".." for place in found if not place.shown]
    silent = locale.say_many("{count} is not drawn.", "{count} are not drawn.", len(absent)) if absent else ""
    return report.studio.wide(
        f"expected-{dashed(question.name)}",
        lambda name, width: funnel(name, width, found, named, levels, report.frame),
        _described(report, question, title),
        (Strong(title), " ", joined(what, silent, symbols(report, absent) if absent else "")),
    )


def _described(report: Report, question: Question, title: str) -> str:
    """Describe the funnel: what it shows, its main point, the areas that lie outside."""
    say, locale = report.locale.say, report.locale
    shown = [place for place in places(report, question) if place.shown]
    start = say(
        "Funnel chart of {count} {strata}: times the expected number against the expected number, with limits of "
        "chance that close in as more is expected.",
        count=locale.number(len(shown)),
        strata=report.strata,
    )
    named = {place.name for place in answered_for(report, question)}
    told = [place for place in shown if place.name in named or place.side(OUTER)][: words.MOST_NAMED]
    values = "; ".join(
        say(
            "{name} {ratio} ({span})",
            name=place.name,
            ratio=words.ratio(report, row.estimate),
            span=words.ratio_span(report, row),
        )
        for place in told
        if (row := place.told)
    )
    return joined(start, title, f"{values}." if values else "", say("The values are in the table after the chart."))
