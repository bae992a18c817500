"""From an executed notebook to the one document that every renderer reads."""

from collections.abc import Sequence
from pathlib import Path

from granska.errors import StageError
from granska.report.citation import edition, issued
from granska.report.context import Report
from granska.report.executed import COMMITTEE_PAPER, PEER, markdown, read_cells, require_success, source, tags
from granska.report.hyphens import hyphenated
from granska.report.markup import metadata
from granska.report.surroundings import (
    START,
    Translation,
    about_links,
    footer_lines,
    interface_lines,
    other_language,
)
from granska.review.model import QUALITY_AREAS, Language
from granska.review.workspace import ABOUT


def collect(executed_notebook: Path, paper: bool = False) -> str:
    """Gather what an executed report notebook publishes, or what it drafts for the committee.

    Parameters
    ----------
    executed_notebook : Path
        As papermill wrote it.
    paper : bool
        Gather the cells tagged `committee-paper`, which the report leaves out.

    Returns
    -------
    str
        The front matter, then the Markdown of each cell in order. Cells tagged `peer`, Markdown cells and the
        notebook's metadata stay behind.

    Raises
    ------
    StageError
        A code cell was not executed, failed, or the notebook publishes nothing.
    """
    name = executed_notebook.name
    parts: list[str] = []
    for number, cell in enumerate(read_cells(executed_notebook), start=1):
        if cell["cell_type"] != "code" or not source(cell):
            continue
        require_success(name, number, cell)
        if PEER not in tags(cell) and (COMMITTEE_PAPER in tags(cell)) == paper:
            parts += filter(None, map(markdown, cell["outputs"]))
    if not parts:
        raise StageError(f"{name} publishes nothing: no cell has an output of type text/markdown.")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


class FrontMatter:
    """The head of a document: shown by Jupyter as text, collected as YAML.

    Parameters
    ----------
    yaml : str
        The head, with its fences.
    """

    def __init__(self, yaml: str):
        self.yaml = yaml

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.yaml, "text/plain": self.yaml}


def front_matter(report: Report) -> FrontMatter:
    """Give what the template shows around the text.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    FrontMatter
        The keys that `reports/template.html` knows.
    """
    review, say, locale = report.review, report.locale.say, report.locale
    title, publisher = report.text(review.title), report.text(review.publisher)
    number = report.reference_number
    lines = [
        f"lang: {locale.language}",
        _entry("pagetitle", f"{title}, {number}" if number else title),
        _entry("title", hyphenated(title)),
        _entry("kicker", _kicker(report)),
        _entry("site", say("Reviews")),
        f'start: "../{START[locale.language]}"',
        _entry("organisation", publisher),
        _entry("publisher", publisher),
        f'issued: "{issued(report).isoformat()}"',
        *([_entry("reference_number", number)] if number else []),
        _entry("description", report.text(review.lead)),
        _entry("lead", report.text(review.lead)),
        *([_entry("notice", _notice(report)), _entry("running", _running(report))] if review.synthetic else []),
        "facts:",
        *(f"- {{{_entry('name', name)}, {_entry('value', value)}}}" for name, value in facts(report)),
        *interface_lines(report.locale.language, _translation(report)),
        _entry("toc-title", say("Contents")),
        _entry("footer", _footer(report)),
        *footer_lines(_footer_links(report)),
    ]
    return FrontMatter("---\n" + "\n".join(lines) + "\n---")


def _entry(key: str, text: str) -> str:
    return f"{key}: {metadata(text)}"


def _kicker(report: Report) -> str:
    if report.register:
        return report.locale.say("Register review")
    if report.review.areas != QUALITY_AREAS:
        return report.locale.say("Statistical review")
    return report.locale.say("Quality review")


def _running(report: Report) -> str:
    """Give the head of every page of a synthetic review, whose notice stands on the first page alone."""
    say, number = report.locale.say, report.review.reference_number
    parts = [say("model: {number}", number=number)] if number else []
    return " · ".join([*parts, say("Example data – invented figures")])


def _notice(report: Report) -> str:
    return report.locale.say(
        "the data are invented and say nothing about real people or real work. {source}.",
        source=report.text(report.review.source).rstrip(" ."),
    )


def facts(report: Report) -> list[tuple[str, str]]:
    """Give what stands under the title, and in the index: name and value.

    Parameters
    ----------
    report : Report
        The report.
    """
    say, locale, review = report.locale.say, report.locale, report.review
    found = []
    if review.reference_number:
        head = say("Reference number of the model") if review.synthetic else say("Reference number")
        found.append((head, review.reference_number))
    found += [(say("Date"), locale.date(review.date)), (say("Period"), report.period)]
    strata = f"{locale.number(len(report.strata_names))} {report.strata_there_are}"
    extent = strata if report.register else f"{locale.number(report.read)} {report.cases}, {strata}"
    return [*found, (say("Extent"), extent), (say("Version"), edition(report))]


def page_name(language: str, languages: Sequence[Language]) -> str:
    """Name the page of a report in a language: the review's first language opens."""
    return "index.html" if language == languages[0] else f"{language}.html"


def _translation(report: Report) -> Translation | None:
    """Find the page in the other language, or the nearest to it."""
    review, other = report.review, other_language(report.locale.language)
    if other in review.languages:
        return Translation(other, page_name(other, review.languages))
    # every site has an index in English; one in Swedish only where a review is
    if other == "en":
        return Translation(other, f"../{START[other]}", "English: all reviews")
    if f"reading.{other}" in report.about:
        return Translation(other, f"../{ABOUT}/reading.{other}.html", "Svenska: läs en rapport")
    return None


def _footer(report: Report) -> str:
    review, say = report.review, report.locale.say
    parts = [report.text(review.title), report.reference_number, report.locale.date(review.date)]
    notice = say("Example data") if review.synthetic else None
    return " · ".join(part for part in (*parts, notice) if part)


def _footer_links(report: Report) -> list[tuple[str, str]]:
    say, language = report.locale.say, report.locale.language
    links = [(f"../{START[language]}", say("All reviews")), ("#sec-check", say("How to check the report"))]
    links += about_links(language, report.about, "../")
    if f"accessibility.{language}" not in report.about:
        links.append(("#sec-accessibility", say("Accessibility")))
    return links
