"""The index: every review that has a report, with its key figures, in one language."""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from granska.report import comparisons
from granska.report.blocks import Block, Box, Bullets, Classed, Heading, Inline, Link, Paragraph, Section
from granska.report.clauses import uncertainty, unsure
from granska.report.context import Report
from granska.report.document import facts, page_name
from granska.report.findings import Finding, answers_the_review, findings
from granska.report.locale import Locale
from granska.report.markup import metadata
from granska.report.pages import Page
from granska.report.surroundings import (
    LANGUAGES,
    START,
    Translation,
    about_links,
    common_lines,
    footer_lines,
    other_language,
)
from granska.report.tabulate import answer_label
from granska.review.site import Site
from granska.review.workspace import ABOUT, METHODS, RELEASED

KEY_FIGURES = 3
FILES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Entry:
    """What the index says of one review, in the language of its report.

    Parameters
    ----------
    review : str
        The review's id.
    language : str
        The language of the report and of these texts.
    date : str
        When the review was made, ISO 8601.
    title, lead : str
        As on the report.
    synthetic : bool
        Whether the data is invented.
    facts : tuple of pairs
        Name and value: reference number, date, period, extent.
    key_figures : tuple of triples
        Key figure with its unit, what it is, and how sure it is.
    pages : tuple of pairs
        Language and file of each page of the report; the one in this language first.
    files : tuple of pairs
        Name and file of what can be downloaded.
    version : int
        The version that the report calls itself; 0 for none.
    released : tuple of pairs
        Number and date, ISO 8601, of each released version, the latest first: its pages are those that are listed.
        None where nothing is released, and it is a working version that is listed.
    working : bool
        Whether a working version that differs from the latest released one stands beside it.
    """

    review: str
    language: str
    date: str
    title: str
    lead: str
    synthetic: bool
    facts: Pairs
    key_figures: tuple[tuple[str, str, str], ...]
    pages: Pairs
    files: Pairs
    version: int = 0
    released: Pairs = ()
    working: bool = False

    @property
    def folder(self) -> str:
        """Where the pages lie, seen from the folder of the site."""
        return f"{RELEASED}/{self.review}/{self.released[0][0]}" if self.released else self.review


def entry(report: Report) -> Entry:
    """Gather what the index says of a report.

    Parameters
    ----------
    report : Report
        The report.
    """
    review, language = report.review, report.locale.language
    tongues = sorted(review.languages, key=lambda other: (other != language, review.languages.index(other)))
    kinds = [(name, f"{review.id}-{language}.{kind}") for kind, name in FILES.items() if kind in review.formats]
    return Entry(
        review=review.id,
        language=language,
        date=review.date.isoformat(),
        title=report.text(review.title),
        lead=report.text(review.lead),
        synthetic=review.synthetic,
        # which version it is depends on what is released, and the site knows that
        facts=tuple((name, value) for name, value in facts(report) if name != report.locale.say("Version")),
        key_figures=tuple(key_figure(report, found) for found in findings(report)[:KEY_FIGURES]),
        pages=tuple((tongue, page_name(tongue, review.languages)) for tongue in tongues),
        files=(*kinds, ("CSV", "estimates.csv")),
        version=review.release.version if review.release else 0,
    )


def key_figure(report: Report, found: Finding) -> tuple[str, str, str]:
    """Give a main finding as a number, what it is, and how sure it is: each once."""
    title = found.title.rstrip(" .")
    if found.row is None:
        return _difference(report, found.value, title)
    # a sentence that has the number itself would say it twice
    said = re.search(r"\d", title) and all(part in title for part in re.findall(r"\d+", found.value))
    words = answer_label(report, found.question, found.row.level) if said else title
    return found.value, words, uncertainty(report, found.row) if found.row.interval else ""


def _difference(report: Report, value: str, title: str) -> tuple[str, str, str]:
    """Write the difference that answers a review of one question, with its unit and its limits."""
    say, locale = report.locale.say, report.locale
    for breakdown in report.review.breakdowns:
        compared = comparisons.compare(report, breakdown)
        within = compared[0].within if answers_the_review(report, compared) else None
        if within and within.interval:
            places = comparisons.places(within.interval, within.n)
            value, span = comparisons.difference_words(locale, within.interval, places)
            return say("{difference} percentage points", difference=value), title, f"{unsure(report)} {span}"
    return value, title, ""


def entry_from(saved: Mapping[str, Any]) -> Entry:
    """Read back an entry that was saved as JSON.

    Raises
    ------
    TypeError
        It was saved by a program that knew other fields.
    """

    def fixed(value: Any) -> Any:
        return tuple(map(tuple, value)) if isinstance(value, list) else value

    return Entry(**{name: fixed(value) for name, value in saved.items()})


def index_document(
    entries: Sequence[Entry],
    language: str,
    translated: bool = True,
    pages: Sequence[Page] = (),
    methods: bool = False,
    site: Site | None = None,
    about: Collection[str] = (),
) -> str:
    """Write the index as a document for the renderers.

    Parameters
    ----------
    entries : sequence of Entry
        The reviews that have a report, each in the language of the index where it has that language.
    language : str
        The language of the index.
    translated : bool
        Whether there is an index in the other language.
    pages : sequence of Page
        The pages about the site; those in this language are listed.
    methods : bool
        Whether there are pages of methods.
    site : Site, optional
        What is known of the agency.
    about : collection of str
        As of `Workspace.about`.

    Returns
    -------
    str
        A document like those of the reviews: see `reports/README.md`.
    """
    say = Locale(language).say
    other = other_language(language)
    ordered = sorted(entries, key=lambda found: found.review)
    ordered.sort(key=lambda found: found.date, reverse=True)  # the latest first; the id decides between two of one day
    title, lead = say("All reviews"), say("What was reviewed, what was found, and how sure one can be of it.")
    notice = say("reviews marked “Example data” are built on invented data.")
    lines = [
        *common_lines(language, title, lead, Translation(other, START[other]) if translated else None),
        *([f"organisation: {metadata(site.organisation[language])}"] if site and site.organisation else []),
        "bodyclass: index",
        "toc: false",
        *([f"notice: {metadata(notice)}"] if any(found.synthetic for found in ordered) else []),
        *footer_lines(list(about_links(language, about, ""))),
    ]
    listed = [page for page in pages if page.language == language]
    body = Section((*(_entry(found, language) for found in ordered), *_about(listed, methods, language)))
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body.markdown() + "\n"


def _entry(found: Entry, language: str) -> Block:
    """Show one review, in the language of its report."""
    say = Locale(found.language).say
    mark = [("", say("Example data"))] if found.synthetic else []
    figures: list[tuple[Inline, ...]] = []
    for value, words, sure in found.key_figures:
        limits = (" ", Classed(f"({sure})", "sure")) if sure else ()
        figures.append((Classed(value, "value"), " ", words, *limits))
    page = found.pages[0][1]
    known: list[Inline] = []
    version = say("Version"), _version(found)
    for name, value in (*found.facts, version, *mark):
        known += [" · " if known else "", f"{name}: " if name else "", Classed(value, "fact")]
    reading: list[Inline] = [say("Read the report:"), " ", *_pages(found, found.folder)]
    reading += [" · ", say("Download:"), " "]
    for place, (name, file) in enumerate(found.files):
        reading += [", " if place else "", Link(name, f"{found.folder}/{file}")]
    versions = (Paragraph(*_versions(found, language)),) if found.released else ()
    parts: list[Block] = [
        Heading(2, found.title, found.review, target=f"{found.folder}/{page}"),
        Paragraph(found.lead),
        *([Bullets(tuple(figures))] if figures else []),
        Box("meta", (Paragraph(*known), Paragraph(*reading), *versions)),
    ]
    return Box("review", tuple(parts), found.language if found.language != language else "")


def _version(found: Entry) -> str:
    """Name the version that is listed: a working version, as long as nothing is released."""
    say = Locale(found.language).say
    if found.released:
        return found.released[0][0]
    if found.version:
        return say("working version, not yet released as version {number}", number=found.version)
    return say("working version")


def _pages(found: Entry, folder: str) -> Iterator[Inline]:
    """Lead to the pages of a report in its languages."""
    for place, (tongue, file) in enumerate(found.pages):
        other = tongue if tongue != found.language else ""
        yield from (", " if place else "", Link(LANGUAGES[tongue], f"{folder}/{file}", other))


def _versions(found: Entry, language: str) -> Iterator[Inline]:
    """Lead to each released version with its day and what changed, and to the working version beside them."""
    locale = Locale(found.language)
    yield from (locale.say("Released versions and what changed:"), " ")
    for place, (number, day) in enumerate(found.released):
        words = f"{number} ({locale.date(datetime.date.fromisoformat(day))})"
        page = f"{RELEASED}/{found.review}/{START[language]}"
        yield from (", " if place else "", Link(words, f"{page}#version-{number}"))
    if found.working:
        yield from (" · ", locale.say("Working version, not released:"), " ", *_pages(found, found.review))


def _about(pages: Sequence[Page], methods: bool, language: str) -> tuple[Block, ...]:
    """List the pages about the reports, and the methods last."""
    say = Locale(language).say
    items: list[tuple[Inline, ...]] = [
        (Link(page.title, f"{ABOUT}/{page.file}"), " ", Classed(page.lead, "about")) for page in pages
    ]
    if methods:
        target = f"{METHODS}/{'index' if language == 'en' else language}.html"
        lead = say("How each number is computed, and published values beside ours.")
        items.append((Link(say("The methods"), target), " ", Classed(lead, "about")))
    if not items:
        return ()
    return (Heading(2, say("About the reports"), "about"), Box("downloads", (Bullets(tuple(items)),)))
