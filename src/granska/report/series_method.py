"""The sections about a series itself: where its figures come from, how to check them, how to cite it, downloads."""

from collections.abc import Iterator

from granska.report.blocks import (
    Block,
    Box,
    Bullets,
    Classed,
    Command,
    Heading,
    Inline,
    Link,
    OnPage,
    Paragraph,
    Section,
    Strong,
)
from granska.report.citation import edition
from granska.report.clauses import whom
from granska.report.document import page_name
from granska.report.files import checksums_table, files_list
from granska.report.method import counts_as, extent
from granska.report.parts import opened_table
from granska.report.sentences import joined
from granska.report.series_context import SeriesReport
from granska.report.tables import Column, Table


def method(series: SeriesReport) -> Section:
    """Say where each figure comes from, what is compared and how, and why nothing hidden can be had from a series."""
    say, language = series.locale.say, series.locale.language
    blocks: list[Block] = [Heading(2, say("How the series was made"), "sec-method")]
    items: list[tuple[Inline, ...]] = []
    links: list[Inline] = []
    for review, report in series.reports.items():
        title = report.text(report.review.title)
        what = say("{title}, {version}.", title=title, version=_edition(series, review))
        items.append((Strong(f"{series.stages[review]}."), " ", joined(what, extent(report))))
        page = f"../{review}/{page_name(language, report.review.languages)}"
        links += [" · " if links else "", Link(series.stages[review], page)]
    blocks += [Bullets(tuple(items)), OnPage((Paragraph(say("Read the reports:"), " ", *links),))]
    blocks += [Paragraph(Strong(lead), " ", words) for lead, words in method_words(series)]
    table = questions_table(series)
    blocks.append(opened_table(series.locale, table))
    return Section(tuple(blocks))


def _edition(series: SeriesReport, review: str) -> str:
    report = series.reports[review]
    named = edition(report)
    return series.locale.say("version {number}", number=named) if report.review.release else named


def method_words(series: SeriesReport) -> Iterator[tuple[str, str]]:
    """Give the paragraphs on how the series was made, each with its lead."""
    say = series.locale.say
    yield say("Source."), say("{source}.", source=series.text(series.series.source).rstrip(" ."))
    yield (
        say("Figures."),
        say(
            "A series counts nothing. Each figure is the one that the review publishes for all its cases together, "
            "with its own interval, unchanged."
        ),
    )
    yield (
        say("Hidden figures."),
        say(
            "What a review hides to protect individuals is hidden here as well (x), and nothing is made from it. The "
            "series is made of published figures alone, so that nothing can be worked out from it that could not be "
            "worked out from the reviews."
        ),
    )
    compared = say(
        "Two figures are compared only where nothing differs that could itself make a difference. The difference is "
        "then that of the two published shares, and its interval is made of their intervals (MOVER), as wide as their "
        "rounding requires. The reviews have different samples. Nothing is tested, and a difference whose interval "
        "leaves out zero is called a sign."
    )
    yield say("Comparisons."), compared


def questions_table(series: SeriesReport) -> Table:
    """Tabulate what each review asked, of whom, and what was counted."""
    say = series.locale.say
    rows = []
    for name in series.series.indicators:
        for figure in series.figures(name).values():
            report, question = figure.report, figure.question
            told = (report.statement(question), report.level(question, figure.level), whom(report, question))
            rows.append((series.indicator(name), figure.stage, *told, counts_as(report, question)))
    heads = (
        *(say("Indicator"), say("Stage"), say("Question"), say("Counted answer"), say("Asked of")),
        say("Not documented counts as"),
    )
    columns = tuple(Column(head, "left") for head in heads)
    return Table("questions", say("What each review asked, and of whom."), columns, tuple(rows))


def checking(series: SeriesReport) -> Section:
    """Say how anyone can check the series: hashes of the published files it is made from, and the command."""
    say, locale = series.locale.say, series.locale
    return Section(
        (
            Heading(2, say("How to check the report"), "sec-check"),
            Paragraph(
                say(
                    "Every figure here is one of figures.csv, and each of these is a row of estimates.csv of its "
                    "review. This is how to make the report again; the command brings the reviews up to date first:"
                )
            ),
            Command(f"granska run {series.series.id}"),
            Paragraph(say("The checksums show whether a file is the same as the one that the report is built on.")),
            *checksums_table(locale, series.provenance),
        )
    )


def reference(series: SeriesReport) -> tuple[Inline, ...]:
    """Write the reference to a series: publisher, year, title, version and date."""
    say, parameters = series.locale.say, series.series
    title, publisher = (series.text(text).rstrip(" .") for text in (parameters.title, parameters.publisher))
    named = say("working version")
    parts = [f"{named[0].upper()}{named[1:]}, {series.locale.date(parameters.date)}."]
    parts += [say("Example data.")] if series.method.synthetic else []
    return f"{publisher} ({parameters.date.year}). ", Classed(title, "work"), f". {' '.join(parts)}"


def citation(series: SeriesReport) -> Section:
    """Say how the series is cited."""
    say = series.locale.say
    return Section(
        (
            Heading(2, say("How to cite"), "sec-cite"),
            Box("reference", (Paragraph(*reference(series)),)),
            Paragraph(
                say(
                    "A figure is best cited from the review that it comes from. One that you repeat keeps its stage, "
                    "its interval, and that it can or cannot be compared."
                )
            ),
        )
    )


def downloads(series: SeriesReport) -> Section:
    """List the files that lie beside the page, and say what the page does for accessibility."""
    say = series.locale.say
    data = [
        ("CSV", "figures.csv", say("Every figure of the series, with the review it is from")),
        ("CSV", "comparisons.csv", say("Every pair of figures: what differs, or the difference")),
        ("JSON", "datapackage.json", say("What the columns of the CSV files mean (Data Package)")),
    ]
    return files_list(series.locale, series.series.id, series.series.formats, data)
