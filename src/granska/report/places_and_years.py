"""The sections about strata and about years."""

from collections.abc import Iterator

from granska.report import charts, descriptions, strata, tabulate
from granska.report.axes import axis_end
from granska.report.blocks import Block, Bullets, Heading, Inline, Paragraph, Section, Strong
from granska.report.clauses import unsure, whom
from granska.report.context import Report
from granska.report.figure_titles import series_title
from granska.report.figures import Figure
from granska.report.funnel import Spot, funnel
from granska.report.hidden import any_hidden, left_out_of_strata, only_whole, parts_not_shown
from granska.report.parts import caption, dashed, symbols, table_details
from granska.report.published import STRATUM, Estimate
from granska.report.sentences import joined
from granska.report.stratum_tables import how_to_read_tables, limits_table, stratum_table, variation_table
from granska.review.codebook import Question


def by_stratum(report: Report) -> Section:
    """Show the headline questions stratum by stratum, in alphabetical order; one alone is the whole."""
    if len(report.strata_names) == 1:
        return Section()
    questions = strata.shown_questions(report)
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("Results by {stratum}", stratum=report.stratum), "sec-strata")]
    blocks += verdicts(report)
    if not report.small:
        blocks += [Paragraph(how) for how in (strata.how_to_read(report), how_to_read_tables(report)) if how]
    end = _axis_end(report, questions)
    if words := joined(parts_not_shown(report, questions, STRATUM), left_out_of_strata(report)):
        blocks.append(Paragraph(words))
    for question in questions:
        if only_whole(report, question, STRATUM):
            continue
        if not report.small and _drawn(report, question):
            blocks.append(_strata_figure(report, question, end))
        tables = (stratum_table(report, question), limits_table(report, question))
        blocks += [table_details(report, table) for table in tables if table]
    if variation := variation_table(report):
        blocks.append(table_details(report, variation))
    return Section(tuple(blocks))


def verdicts(report: Report) -> Iterator[Block]:
    """Say what the strata show together: which shares vary more than chance explains, or that the cases are too few.

    Nothing where no stratum is shown.
    """
    if all(only_whole(report, question, STRATUM) for question in strata.shown_questions(report)):
        return
    if report.small:
        yield Paragraph(strata.too_small(report))
        return
    yield Paragraph(strata.caution(report))
    if words := strata.variation(report):
        yield Bullets(tuple(words))
    if caveat := strata.hidden_by_chance(report):
        yield Paragraph(caveat)


def _drawn(report: Report, question: Question) -> bool:
    return not strata.rare(report, question) and not only_whole(report, question, STRATUM)


def _axis_end(report: Report, questions: list[Question]) -> int:
    """Find where the axes of all strata figures end: one for all, since they are read beside one another."""
    drawn = [question for question in questions if _drawn(report, question)]
    found = [place for question in drawn for place in strata.places(report, question)]
    rows = [row for place in found for row in (place.row, place.inner)]
    if any_hidden(rows):
        # a shorter axis would seem to say how far what is hidden reaches
        return 100
    ends = [row.interval.upper for row in rows if row and row.interval]
    # a wide limit of all is not drawn
    far = [place.outer.interval.upper for place in found if place.outer and place.outer.interval]
    return axis_end([*ends, *(end for end in far if end < 1)])


def _strata_figure(report: Report, question: Question, end: int) -> Figure:
    """Draw the strata beside the whole, and beside the limits of chance where there are enough of them."""
    locale, found = report.locale, strata.places(report, question)
    whole = descriptions.interval_of(report.whole(question, question.levels[0]))
    assert whole is not None  # a question that is rare has no figure
    reference = (whole.value, locale.say("All {share}", share=locale.percent(whole.percent)))
    name, title = f"strata-{dashed(question.name)}", strata.title(report, question)
    axis = locale.say("The axis ends at {end}.", end=locale.percent(end)) if end < 100 else ""
    words = caption(report, title, [place.row for place in found], locale.say("Alphabetical order."), axis)
    levels = strata.levels(found)
    if levels is None:
        rows = [descriptions.chart_row(report, place.name, place.row) for place in found]
        return report.studio.wide(
            name,
            lambda name, width: charts.dots(name, width, rows, report.frame, reference, end),
            descriptions.of_dots(report, title, rows, whole.percent),
            words,
        )
    outside = {place.name for place in strata.far_outside(report, question)}
    spots = [_spot(place, place.name in outside) for place in found]
    inner, outer = map(locale.level, levels)
    return report.studio.wide(
        name,
        lambda name, width: funnel(name, width, spots, reference, (inner, outer), report.frame, end),
        descriptions.of_funnel(report, title, spots, whole.percent, (inner, outer)),
        words,
    )


def _spot(place: strata.Place, outside: bool) -> Spot:
    inner, outer = map(descriptions.interval_of, (place.inner, place.outer))
    row, smoothed = place.row, place.smoothed
    drawn = None
    if smoothed and smoothed.estimate is not None and smoothed.percent is not None:
        drawn = smoothed.estimate, smoothed.percent
    return Spot(place.name, descriptions.interval_of(row), drawn, inner, outer, row.symbol if row else "..", outside)


def over_time(report: Report) -> Section:
    """Show the years of a register: shares with intervals, and counts."""
    if not report.register:
        return Section()
    blocks: list[Block] = [Heading(2, report.locale.say("Development over time"), "sec-time")]
    if len(report.published.periods) > 1:
        found = (_series_sentence(report, question) for question in report.codebook if question.levels)
        if told := tuple(words for words in found if words):
            blocks.append(Bullets(told))
        blocks.append(Paragraph(report.locale.say("Differences between years are not tested.")))
    for question in report.codebook:
        if question.levels:
            blocks += [_series_figure(report, question), table_details(report, tabulate.series_table(report, question))]
    blocks.append(table_details(report, tabulate.counts_table(report, list(report.codebook))))
    return Section(tuple(blocks))


def _series_sentence(report: Report, question: Question) -> tuple[Inline, ...]:
    """Say the first share of a series and the last, and those between that lie outside the two, with intervals."""
    say = report.locale.say
    found = [(year, report.whole(question, question.levels[0], year)) for year in report.published.periods]
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
    title = series_title(report, question, found)
    what = report.locale.say("Share with {level} interval for chance variation.", level=report.confidence)
    hidden = symbols(report, [point.symbol for point in points if point.interval is None])
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
        lambda name, width: charts.series(name, width, points, report.frame),
        descriptions.of_series(report, title, points),
        (Strong(title), " ", joined(what, who, hidden)),
    )
