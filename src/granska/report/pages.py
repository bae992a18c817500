"""The pages about the site and its reports: their texts under `reports/pages/`, with the places to fill in filled."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import yaml

from granska.errors import InputError, nearest
from granska.report.blocks import Classed, inline_markdown
from granska.report.locale import Locale
from granska.report.markup import escape, metadata
from granska.report.surroundings import (
    START,
    Translation,
    about_links,
    common_lines,
    footer_lines,
    other_language,
)
from granska.review.model import Language
from granska.review.site import Site

_FRONT = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_KEYS = {"title", "lead", "order"}
_PLACE = re.compile(r"\{\{ *(?P<name>[a-z]+)(?: +(?P<words>[^{}]+?))? *\}\}")


@dataclass(frozen=True)
class Page:
    """One page in one language, as it is written.

    Parameters
    ----------
    name : str
        What its file is called before the language; the same in both languages.
    language : Language
        Its language.
    title, lead : str
        Plain text.
    order : int
        Its place in lists.
    body : str
        Markdown with places such as ``{{organisation}}``.
    """

    name: str
    language: Language
    title: str
    lead: str
    order: int
    body: str

    @property
    def file(self) -> str:
        """The name of its file on the site."""
        return f"{self.name}.{self.language}.html"


def load_pages(folder: Path) -> list[Page]:
    """Read the texts of the pages.

    Parameters
    ----------
    folder : Path
        Holds `<name>.<language>.md`; it may be absent or empty.

    Returns
    -------
    list of Page
        In the order of the lists.

    Raises
    ------
    InputError
        A file is called otherwise, or its front matter is not as it should be.
    """
    return sorted(map(_load_page, folder.glob("*.md")), key=lambda page: (page.order, page.name, page.language))


def _load_page(path: Path) -> Page:
    where = f"reports/pages/{path.name}"
    name, _, language = path.stem.rpartition(".")
    if not name or language not in get_args(Language):
        raise InputError(f"{where}: call it <name>.<language>.md, with sv or en as the language.")
    found = _FRONT.fullmatch(path.read_text(encoding="utf-8"))
    try:
        front = yaml.safe_load(found["front"]) if found else None
    except yaml.YAMLError:
        front = None
    if not found or not isinstance(front, dict):
        raise InputError(f"{where}: it has to begin with title, lead and order in YAML, between two lines of ---.")
    for key in front:
        if key not in _KEYS:
            raise InputError(f"{where}: unknown key '{key}'.{nearest(str(key), _KEYS)}")
    if not (isinstance(front.get("title"), str) and isinstance(front.get("lead"), str)):
        raise InputError(f"{where}: title and lead are needed, each a text.")
    if not isinstance(front.get("order"), int):
        raise InputError(f"{where}: order is needed, a whole number: its place in lists.")
    return Page(name, cast(Language, language), front["title"], front["lead"], front["order"], found["body"])


def page_document(
    page: Page, pages: Iterable[Page], site: Site, blocks: Mapping[str, str], about: Collection[str]
) -> str:
    """Write a page as a document for the renderers.

    Parameters
    ----------
    page : Page
        The page.
    pages : iterable of Page
        All of them: the language switch looks for its translation.
    site : Site
        What is known of the agency; what is not is marked as a place to fill in, in words.
    blocks : mapping of str to str
        Computed Markdown by the name of its place.
    about : collection of str
        As of `Workspace.about`.

    Raises
    ------
    InputError
        The text has a place of a name that nothing is known for.
    """
    known = {**_site_places(page.language, site), **blocks}
    say = Locale(page.language).say

    def filled(place: re.Match[str]) -> str:
        name, words = place["name"], place["words"]
        if name == "fill" and words:
            return _to_fill(page.language, words)
        if name not in known:
            where = f"reports/pages/{page.name}.{page.language}.md"
            raise InputError(f"{where}: there is no place called '{name}'.{nearest(name, known)}")
        return known[name]

    there = any(other.name == page.name and other.language != page.language for other in pages)
    other = other_language(page.language)
    translation = Translation(other, f"{page.name}.{other}.html" if there else f"../{START[other]}")
    links = [(f"../{START[page.language]}", say("All reviews")), *about_links(page.language, about, "../")]
    organisation = [f"organisation: {metadata(site.organisation[page.language])}"] if site.organisation else []
    lines = [
        *common_lines(page.language, page.title, page.lead, translation),
        *organisation,
        "bodyclass: about",
        f'start: "../{START[page.language]}"',
        f"toc-title: {metadata(say('Contents'))}",
        *footer_lines(links),
    ]
    return "---\n" + "\n".join(lines) + "\n---\n\n" + _PLACE.sub(filled, page.body).strip("\n") + "\n"


def _to_fill(language: str, words: str) -> str:
    """Mark a place that the agency has to fill in: in words, so that it is seen and heard without colour."""
    return inline_markdown((Classed("[" + Locale(language).say("Fill in: {what}", what=words) + "]", "fill-in"),))


def _site_places(language: Language, site: Site) -> dict[str, str]:
    """Give the text of each place that is known of the agency, or the mark that it is to be filled in."""
    locale = Locale(language)
    say, contact = locale.say, site.contact
    conformance = {
        "full": say("The site meets the law in full, as we have found it."),
        "partial": say("The site meets the law in part. What falls short is listed below."),
    }
    known = {
        "organisation": (site.organisation[language] if site.organisation else None, say("the name of the agency")),
        "address": (site.address, say("the address of the site")),
        "email": (contact.email, say("an e-mail address")),
        "phone": (contact.phone, say("a telephone number")),
        "assessed": (locale.date(site.assessed) if site.assessed else None, say("the date of the assessment")),
        "conformance": (
            conformance[site.conformance] if site.conformance else None,
            say("whether the site meets the law in full or in part"),
        ),
    }
    return {name: escape(text) if text else _to_fill(language, what) for name, (text, what) in known.items()}
