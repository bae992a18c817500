"""The list of the methods, by subject, in one language; the pages that it leads to are in English."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pydantic import Field

from granska.report.blocks import Block, Box, Heading, Link, Paragraph, Section
from granska.report.locale import Locale
from granska.report.markup import metadata
from granska.report.method_document import MethodTitle
from granska.report.surroundings import START, Translation, about_links, common_lines, footer_lines, other_language
from granska.review.parts import Part, Text, Words
from granska.review.review_file import read_parameters
from granska.review.site import Site

SUBJECTS = "subjects.yml"
PAGE = {"en": "index.html", "sv": "sv.html"}


class Gloss(Part):
    """What a method is called in Swedish, and what it is for, in one line."""

    title: Words
    lead: Words


class Subject(Part):
    """One heading of the list and the methods under it, in their order."""

    title: Text
    methods: dict[str, Gloss] = Field(min_length=1)


class Subjects(Part):
    """The order of the methods: `notebooks/methods/subjects.yml`."""

    subjects: tuple[Subject, ...] = ()


def load_subjects(folder: Path) -> Subjects:
    """Read the order of the methods.

    Parameters
    ----------
    folder : Path
        Holds the notebooks of the methods, and `subjects.yml`, which may be absent.

    Raises
    ------
    InputError
        The file is not as it should be.
    """
    path = folder / SUBJECTS
    return read_parameters(path, f"notebooks/methods/{SUBJECTS}", Subjects) if path.is_file() else Subjects()


def method_list(
    titles: Sequence[MethodTitle],
    language: str,
    subjects: Subjects | None = None,
    site: Site | None = None,
    about: Collection[str] = (),
) -> str:
    """Write the list of all methods as a document for the renderers.

    Parameters
    ----------
    titles : sequence of MethodTitle
        The pages, in any order.
    language : str
        The language of the list.
    subjects : Subjects, optional
        Their order, and what they are called in Swedish; a method that it does not name comes last.
    site : Site, optional
        What is known of the agency.
    about : collection of str
        As of `Workspace.about`.
    """
    say, other = Locale(language).say, other_language(language)
    lead = say(
        "How each kind of number in the reports is computed: what it answers, the formula, how it behaves in small "
        "samples, and published values beside ours."
    )
    entries = [
        *common_lines(language, say("Methods"), lead, Translation(other, PAGE[other])),
        *([f"organisation: {metadata(site.organisation[language])}"] if site and site.organisation else []),
        f'start: "../{START[language]}"',
        "bodyclass: index",
        "toc: false",
        *footer_lines([(f"../{START[language]}", say("All reviews")), *about_links(language, about, "../")]),
    ]
    blocks = tuple(_blocks({title.family: title for title in titles}, language, subjects or Subjects()))
    return "---\n" + "\n".join(entries) + "\n---\n\n" + Section(blocks).markdown() + "\n"


def _blocks(titles: dict[str, MethodTitle], language: str, subjects: Subjects) -> Iterator[Block]:
    say = Locale(language).say
    if language != "en":
        yield Paragraph(say("The pages are in English."))
    named: set[str] = set()
    for place, subject in enumerate(subjects.subjects, start=1):
        present = [family for family in subject.methods if family in titles]
        named.update(present)
        if present:
            yield Heading(2, subject.title[language], f"subject-{place}")
            yield from (_method(titles[family], language, subject.methods[family]) for family in present)
    rest = sorted((title for family, title in titles.items() if family not in named), key=lambda title: title.title)
    if rest:
        if named:
            yield Heading(2, say("Other methods"), "subject-other")
        yield from (_method(title, language, None) for title in rest)


def _method(title: MethodTitle, language: str, gloss: Gloss | None) -> Block:
    link = Link(title.title, f"{title.family}.html", "" if language == "en" else "en")
    if language == "en":
        return Box("method", (Paragraph(link), Paragraph(title.lead)))
    return Box("method", (Paragraph(link), *([Paragraph(f"{gloss.title}. {gloss.lead}")] if gloss else [])))
