"""The index: every review that has a report, with its key figures, in one language."""

from collections.abc import Sequence
from typing import cast

from granska.report.blocks import Block, Box, Bullets, Classed, Heading, Link, Paragraph, Section
from granska.report.context import Report
from granska.report.document import LANGUAGES
from granska.report.findings import findings
from granska.report.locale import Locale
from granska.report.markup import metadata
from granska.report.method_document import MethodTitle
from granska.review.model import Language

KEY_FIGURES = 3


def index_document(
    reports: Sequence[Report], language: Language, languages: Sequence[Language], methods: Sequence[MethodTitle] = ()
) -> str:
    """Write the index as a document for the renderers.

    Parameters
    ----------
    reports : sequence of Report
        The reviews that have a report, each opened in the language of the index where it has that language.
    language : Language
        The language of the index.
    languages : sequence of Language
        All languages that the index is written in; the first is the page that opens.
    methods : sequence of MethodTitle
        The methods that have a page; these are in English, whatever the language of the index.

    Returns
    -------
    str
        A document like those of the reviews: see `reports/README.md`.
    """
    say = Locale(language).say
    # the latest first; the id decides between two of one day
    ordered = sorted(reports, key=lambda report: (-report.review.date.toordinal(), report.review.id))
    title, lead = say("All reviews"), say("What was reviewed, what was found, and how sure one can be of it.")
    invented = [report for report in ordered if report.review.synthetic]
    lines = [
        f"lang: {language}",
        f"pagetitle: {metadata(title)}",
        f"title: {metadata(title)}",
        f"site: {metadata(say('Reviews'))}",
        "bodyclass: index",
        "toc: false",
        f"description: {metadata(lead)}",
        f"lead: {metadata(lead)}",
        *(
            [f"notice: {metadata(say('reviews marked “Example data” are built on invented data.'))}"]
            if invented
            else []
        ),
        "ui:",
        f"  skip: {metadata(say('Skip to the content'))}",
        f"  languages: {metadata(say('Language'))}",
        f"  this_language: {metadata(LANGUAGES[language])}",
        f"  notice: {metadata(say('Example data:'))}",
        *_other_language(language, languages),
    ]
    body = Section((*(_entry(report, language) for report in ordered), *_methods(methods, language)))
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body.markdown() + "\n"


def _other_language(language: Language, languages: Sequence[Language]) -> list[str]:
    others = [other for other in languages if other != language]
    if not others:
        return []
    page = page_name(others[0], languages)
    return [f'other_language: {{href: "{page}", code: {others[0]}, name: {metadata(LANGUAGES[others[0]])}}}']


def page_name(language: Language, languages: Sequence[Language]) -> str:
    """Name the page of a language: the first language opens."""
    return "index.html" if language == languages[0] else f"{language}.html"


def _methods(methods: Sequence[MethodTitle], language: Language) -> tuple[Block, ...]:
    if not methods:
        return ()
    say = Locale(language).say
    tongue = "" if language == "en" else "en"
    links = [Link(method.title, f"methods/{method.family}.html", tongue) for method in methods]
    return (
        Heading(2, say("The methods"), "methods", target="methods/index.html"),
        Paragraph(say("How each number is computed, and published values beside ours.")),
        Bullets(tuple((link,) for link in links)),
    )


def _entry(report: Report, language: Language) -> Block:
    review, locale, say = report.review, report.locale, Locale(language).say
    target = f"{review.id}/{page_name(cast(Language, report.locale.language), review.languages)}"
    extent = locale.number(len(report.strata_names)) + " " + report.strata
    if not report.register:
        extent = f"{locale.number(report.read)} {report.cases}, {extent}"
    facts = [report.reference_number, locale.date(review.date), extent, say("Example data") if review.synthetic else ""]
    figures = [
        (Classed(finding.value, "value"), " ", finding.title.rstrip(".")) for finding in findings(report)[:KEY_FIGURES]
    ]
    parts: list[Block] = [
        Heading(2, report.text(review.title), review.id, target=target),
        Paragraph(Classed(" · ".join(filter(None, facts)), "meta")),
        Paragraph(report.text(review.lead)),
        *([Bullets(tuple(figures))] if figures else []),
    ]
    return Box("review", tuple(parts))
