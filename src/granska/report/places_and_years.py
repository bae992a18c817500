"""The section about strata."""

from collections.abc import Iterator

from granska.report import charts, descriptions, strata
from granska.report.axes import axis_end
from granska.report.blocks import Block, Bullets, Heading, Paragraph, Section
from granska.report.context import Report
from granska.report.figures import Figure
from granska.report.funnel import Spot, funnel
from granska.report.hidden import any_hidden, left_out_of_strata, only_whole, parts_not_shown
from granska.report.many_strata import standing_out
from granska.report.parts import caption, dashed, table_details
from granska.report.published import STRATUM
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
        if not report.small and _drawn(report, question) and standing_out(report, strata.places(report, question)):
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
    locale, found = report.locale, standing_out(report, strata.places(report, question))
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
