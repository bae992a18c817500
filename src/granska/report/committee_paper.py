"""The committee paper: a draft for the committee, with places for the officer's words; the report is its appendix.

Every number and every sentence about one is that of the report. What a person has to write stands in brackets with a
class of its own: in Word a field that one types over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from granska.report import comparisons, conclusions, detection, tabulate
from granska.report.blocks import (
    Block,
    Box,
    Bullets,
    Classed,
    Heading,
    Inline,
    Paragraph,
    Section,
    Strong,
    inline_html,
    inline_markdown,
)
from granska.report.breaks import break_words, comparable
from granska.report.changes import CHANGE, changes, sentences
from granska.report.clauses import share
from granska.report.context import Report
from granska.report.document import FrontMatter
from granska.report.figure_titles import series_title
from granska.report.findings import Finding, findings
from granska.report.hidden import left_out_of_strata, parts_not_shown, widest
from granska.report.locale import lower_first
from granska.report.markup import metadata
from granska.report.method import extent
from granska.report.parts import dashed
from granska.report.places_and_years import verdicts
from granska.report.protection import how_many
from granska.report.published import STRATUM, Estimate
from granska.report.sentences import joined, question_sentence
from granska.report.strata import shown_questions
from granska.report.tables import Column, Table, answers_cell, interval_cell, share_cell
from granska.report.uncertainty import uncertainty_words
from granska.review.codebook import Question
from granska.review.model import QUALITY_AREAS


@dataclass(frozen=True)
class Steps:
    """A numbered list, one run of words a line."""

    items: tuple[tuple[Inline, ...], ...]

    def markdown(self) -> str:
        """Render for the document."""
        return "\n".join(f"{place}. {inline_markdown(item)}" for place, item in enumerate(self.items, start=1))

    def html(self) -> str:
        """Render for Jupyter."""
        return "<ol>" + "".join(f"<li>{inline_html(item)}</li>" for item in self.items) + "</ol>"


def paper_front_matter(report: Report) -> FrontMatter:
    """Give the head of the committee paper's document.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    FrontMatter
        Title, kind of document and running head; no date, since the officer sets it.
    """
    review, say = report.review, report.locale.say
    title, running = report.text(review.title), say("Draft committee paper")
    entries = {
        "pagetitle": title,
        "title": title,
        "kicker": say("Committee paper"),
        "publisher": report.text(review.publisher),
    }
    lines = [f"lang: {report.locale.language}", *(f"{key}: {metadata(text)}" for key, text in entries.items())]
    if review.synthetic:
        notice = say(
            "the data are invented and say nothing about real people or real work. {source}.",
            source=report.text(review.source).rstrip(" ."),
        )
        running = f"{running} · {say('Example data – invented figures')}"
        lines += [f"notice: {metadata(notice)}", "ui:", f"  notice: {metadata(say('Example data:'))}"]
    elif report.reference_number:
        running = f"{running} · {report.reference_number}"
    return FrontMatter("---\n" + "\n".join([*lines, f"running: {metadata(running)}"]) + "\n---")


def _field(words: str) -> Classed:
    """Mark a short place to fill in."""
    return Classed(f"[{words}]", "fill-in")


def _officer(report: Report, words: str) -> Paragraph:
    """Mark a place for the officer's own words."""
    return Paragraph(Classed(report.locale.say("[The officer writes: {words}]", words=words), "fill-in"))


def paper_head(report: Report) -> Section:
    """Say from whom, to whom and when, as far as it is known, and what of the draft is not yet written."""
    say = report.locale.say
    number: Inline = report.reference_number or _field(say("reference number"))
    fields: tuple[tuple[str, Inline], ...] = (
        (say("Administration"), _field(say("name of the administration"))),
        (say("Officer"), _field(say("name, telephone, e-mail"))),
        (say("Date"), _field(say("date"))),
        (say("Reference number"), number),
        (say("To"), _field(say("name of the committee"))),
    )
    text = say(
        "The figures, and the sentences about them, are computed from the same numbers as the report. Text in shaded "
        "brackets marks a place for your own words: write over it or delete it. Check the whole before it goes to the "
        "committee."
    )
    lines = tuple(Paragraph(Strong(f"{name}:"), " ", value) for name, value in fields)
    return Section(
        (Box("fields", lines), Box("reading-help", (Paragraph(Strong(say("This is a draft.")), " ", text),)))
    )


def proposal(report: Report) -> Section:
    """Draft the decision that is proposed."""
    say = report.locale.say
    items: tuple[tuple[Inline, ...], ...] = (
        (say("The committee approves the report {title}.", title=_title(report)),),
        (say("The committee forwards the report to"), " ", _field(say("the committees concerned")), "."),
        (_field(say("further points of the decision, or delete this one")),),
    )
    return Section((Heading(2, say("Proposed decision"), "sec-decision"), Steps(items)))


def _title(report: Report) -> str:
    return report.text(report.review.title).rstrip(" .")


def paper_summary(report: Report) -> Section:
    """Sum up: what was reviewed, the main findings, what the comparison of groups shows."""
    say = report.locale.say
    items = tuple(_told(report, found) for found in findings(report))
    closing = [
        Paragraph(*content)
        for breakdown in _compared(report)
        for content in conclusions.brief(report, breakdown, comparisons.compare(report, breakdown))
    ]
    return Section(
        (
            Heading(2, say("Summary"), "sec-summary"),
            Paragraph(extent(report)),
            *((Bullets(items),) if items else ()),
            *closing,
            _officer(report, say("what the administration concludes from this, in two or three sentences.")),
            Paragraph(say("The administration proposes that the committee approve the report.")),
        )
    )


def _told(report: Report, found: Finding) -> tuple[Inline, ...]:
    """Write a finding as running text: its number in brackets, unless its sentence has it already."""
    row = found.row
    if row is None:
        # the number is a difference, and its text begins with the unit
        return Strong(found.title), " ", f"{found.value} {lower_first(found.text)}"
    said = found.value in found.title or share(report, row) in found.title
    title = found.title if said else f"{found.title.rstrip('.')} ({found.value})."
    return (Strong(title), " ", found.text) if found.text else (Strong(title),)


def _compared(report: Report) -> list[str]:
    return [name for name, breakdown in report.review.breakdowns.items() if breakdown.compare]


def background(report: Report) -> Section:
    """Say what the review asked and by which areas its results are given."""
    say = report.locale.say
    names = [report.text(report.review.areas[area]) for area, _ in _areas(report)]
    blocks: list[Block] = [
        Heading(2, say("Background"), "sec-background"),
        _officer(report, say("why the subject was chosen, and which decisions and earlier reviews it builds on.")),
        Paragraph(Strong(say("The question of the review.")), " ", report.text(report.review.lead)),
    ]
    if dict(report.review.areas) == QUALITY_AREAS:
        lead = say(
            "The results are given by the quality areas of the National Board of Health and Welfare and the Swedish "
            "Association of Local Authorities and Regions (SALAR):"
        )
        blocks += [Paragraph(lead), Bullets(tuple((name,) for name in names))]
    elif len(names) > 1:
        blocks += [Paragraph(say("The results are given by area:")), Bullets(tuple((name,) for name in names))]
    return Section(tuple(blocks))


def _areas(report: Report) -> Iterator[tuple[str, list[Question]]]:
    """Go through the areas that have questions."""
    for area in report.review.areas:
        questions = [question for question in report.codebook if question.area == area and question.levels]
        if questions:
            yield area, questions


def matter(report: Report) -> Section:
    """Give the results by area: a table of the key figures, then a sentence for each question."""
    say = report.locale.say
    blocks: list[Block] = [
        Heading(2, say("The matter"), "sec-matter"),
        Paragraph(say("Results of the review, by area.")),
    ]
    if table := key_table(report):
        blocks.append(table)
    for area, questions in _areas(report):
        blocks += [
            Heading(3, report.text(report.review.areas[area]), f"sec-area-{dashed(area)}"),
            Bullets(tuple(question_sentence(report, question) for question in questions)),
            _officer(report, say("what this means for the work, and what is good or has to be better.")),
        ]
    return Section((*blocks, *_over_time(report)))


def _over_time(report: Report) -> Iterator[Block]:
    """Give the years of a register as the report does; nothing where there is one year, or none."""
    say, years = report.locale.say, report.published.periods
    if not report.register or len(years) < 2:
        return
    yield Heading(3, say("Development over time"), "sec-time")
    for question in report.codebook:
        if question.levels:
            told = comparable(report, question)
            points = [(year, report.whole(question, question.levels[0], year)) for year in told]
            yield Paragraph(series_title(report, question, points))
            if changed := " ".join(filter(None, [*sentences(report, question), break_words(report, question)])):
                yield Paragraph(f"{report.statement(question)}: {changed}")
            yield tabulate.series_table(report, question)
    if not any(changes(report, question, CHANGE) for question in report.codebook):
        yield Paragraph(say("Differences between years are not tested."))


def key_table(report: Report) -> Table | None:
    """Tabulate the main findings: counts alone in a small review; nothing where there are no findings."""
    say, locale, found = report.locale.say, report.locale, findings(report)
    if not found:
        return None
    columns = [tabulate.asked(report), Column(say("Number"))]
    rows: list[tuple[str, ...]] = [(_asked(report, one), answers_cell(locale, one.row)) for one in found]
    if not report.small:
        weighted = any(report.weighted(one.row) for one in found)
        head = say("Weighted share, %") if weighted else say("Share, %")
        columns += [Column(head), Column(tabulate.interval_head(report))]
        rows = [
            (*row, share_cell(locale, whole), interval_cell(locale, whole))
            for row, whole in zip(rows, map(partial(_whole, report), found), strict=True)
        ]
    caption = say("Key figures. {scope}", scope=tabulate.scope(report))
    note = "" if report.small else widest(report, (one.row for one in found))
    return tabulate.titled_table(report, "key-figures", caption, tuple(columns), tuple(rows), note)


def _whole(report: Report, found: Finding) -> Estimate | None:
    """Find the share of a finding, of which only the counts are told where it is hidden."""
    return report.whole(found.question, found.row.level) if found.row else None


def _asked(report: Report, found: Finding) -> str:
    """Name a finding in a table as the tables of the report do: what was asked, and not what was found."""
    if found.row is None:
        return report.statement(found.question)
    return tabulate.answer_label(report, found.question, found.row.level)


def gender_analysis(report: Report) -> Section:
    """Give the conclusions on groups, under the heading that committee papers have for gender."""
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("Gender analysis"), "sec-gender")]
    where = say("see the report, appendix 1")
    for breakdown in _compared(report):
        found = comparisons.compare(report, breakdown)
        if breakdown != "gender":
            blocks.append(
                Heading(3, report.text(report.review.breakdowns[breakdown].title), f"sec-{dashed(breakdown)}")
            )
        words = conclusions.conclusion(report, breakdown, found, where)
        usable = any(one.usable for one in found) and not report.small
        if silent := parts_not_shown(report, comparisons.questions(found), breakdown):
            words = (*words, (silent,))
        if usable and (compared := conclusions.compared_cases(report, breakdown)):
            words = ((compared,), *words)
        if usable and (limits := detection.could_be_found(report, breakdown, found, where=where)):
            words = (*words, (limits,))
        blocks += [Paragraph(*content) for content in words]
    blocks.append(_officer(report, say("what the analysis means, and what is to be followed up.")))
    return Section(tuple(blocks))


def equal_treatment(report: Report) -> Section:
    """Say whether the strata differ more than chance makes them; nothing where there is one."""
    if len(report.strata_names) == 1:
        return Section()
    say = report.locale.say
    blocks: list[Block] = [Heading(2, say("Equal treatment"), "sec-equal")]
    blocks += verdicts(report)
    if words := joined(parts_not_shown(report, shown_questions(report), STRATUM), left_out_of_strata(report)):
        blocks.append(Paragraph(words))
    blocks.append(_officer(report, say("what this says of equal treatment between {strata}.", strata=report.strata)))
    return Section(tuple(blocks))


def how_it_was_made(report: Report) -> Section:
    """Say in short how the review was made and how sure its figures are, and where the whole is written."""
    say = report.locale.say
    lead, words = next(iter(uncertainty_words(report)))
    return Section(
        (
            Heading(2, say("How the review was made"), "sec-method"),
            Paragraph(Strong(say("Extent.")), " ", extent(report)),
            Paragraph(Strong(lead), " ", words),
            *([Paragraph(Strong(say("What is hidden.")), " ", how_many(report))] if _hides(report) else []),
            Paragraph(say("Every figure with its method, all tables and charts are in the report, appendix 1.")),
        )
    )


def _hides(report: Report) -> bool:
    return any(row.hidden for row in report.published.estimates)


def preparation(report: Report) -> Section:
    """Leave room for how the matter was prepared, and for the administration's view and proposal."""
    say, name = report.locale.say, f"{report.review.id}-{report.locale.language}"
    kinds = [kind for kind in ("pdf", "docx") if kind in report.review.formats]
    files = ", ".join(f"{name}.{kind}" for kind in kinds)
    appendix = say("The report {title}", title=_title(report))
    return Section(
        (
            Heading(2, say("Preparation of the matter"), "sec-preparation"),
            _officer(report, say("which units, councils and unions have considered the matter, and when.")),
            Heading(2, say("The administration’s view and proposal"), "sec-view"),
            _officer(report, say("the assessment of the administration, the measures proposed and their cost.")),
            Paragraph(say("The administration proposes that the committee approve the report.")),
            Box("fields", (Paragraph(_field(say("name and title"))), Paragraph(_field(say("name and title"))))),
            Heading(2, say("Appendices"), "sec-appendices"),
            Steps(((f"{appendix} ({files})." if files else f"{appendix}.",),)),
        )
    )
