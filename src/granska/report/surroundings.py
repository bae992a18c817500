"""What stands around the text of every page: its head in the front matter, the language switch, the footer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from granska.report.hyphens import hyphenated
from granska.report.locale import Locale
from granska.report.markup import metadata
from granska.review.workspace import ABOUT

LANGUAGES = {"sv": "Svenska", "en": "English"}
#: The list of reviews in each language, seen from the folder of the site.
START = {"sv": "index.html", "en": "en.html"}
_FOOT = ("reading", "check", "cite", "accessibility")  # the pages about the site that every page links to


@dataclass(frozen=True)
class Translation:
    """The page that the language switch leads to.

    Parameters
    ----------
    language : str
        Its language.
    target : str
        Where it lies, seen from this page.
    name : str
        What it is called in its own language, where it is not this page in the other language but the nearest to it.
    """

    language: str
    target: str
    name: str = ""


def other_language(language: str) -> str:
    """Give the language that a page is not in."""
    return "en" if language == "sv" else "sv"


def common_lines(language: str, title: str, lead: str, translation: Translation | None) -> list[str]:
    """Write the keys of the front matter that every page of the site outside the reviews has.

    Parameters
    ----------
    language : str
        The language of the page.
    title, lead : str
        Plain text.
    translation : Translation or None
        The page in the other language, or the nearest to it.
    """
    return [
        f"lang: {language}",
        f"pagetitle: {metadata(title)}",
        f"title: {metadata(hyphenated(title))}",
        f"site: {metadata(Locale(language).say('Reviews'))}",
        f"description: {metadata(lead)}",
        f"lead: {metadata(lead)}",
        *interface_lines(language, translation),
    ]


def interface_lines(language: str, translation: Translation | None) -> list[str]:
    """Write the words of the page itself, and its language switch."""
    say = Locale(language).say
    lines = [
        "ui:",
        f"  skip: {metadata(say('Skip to the content'))}",
        f"  languages: {metadata(say('Language'))}",
        f"  this_language: {metadata(LANGUAGES[language])}",
        f"  notice: {metadata(say('Example data:'))}",
    ]
    if translation:
        code, name = translation.language, translation.name or LANGUAGES[translation.language]
        lines.append(f'other_language: {{href: "{translation.target}", code: {code}, name: {metadata(name)}}}')
    return lines


def footer_lines(links: list[tuple[str, str]]) -> list[str]:
    """Write the links of the footer: where each leads, and its words."""
    if not links:
        return []
    return ["footer_links:", *(f'- {{href: "{target}", text: {metadata(text)}}}' for target, text in links)]


def about_links(language: str, about: Collection[str], above: str) -> Iterator[tuple[str, str]]:
    """Go through the pages about the site that every page links to.

    Parameters
    ----------
    language : str
        The language of the page.
    about : collection of str
        The pages that there are: see `Workspace.about`.
    above : str
        The way from the page to the folder of the site: ``../`` or nothing.

    Yields
    ------
    tuple of str
        Where a link leads, and its words.

    Examples
    --------
    >>> list(about_links("en", ["cite.en", "reading.sv"], "../"))
    [('../about/cite.en.html', 'How to cite')]
    """
    say = Locale(language).say
    words = {
        "reading": say("How to read a report"),
        "check": say("How to check a figure"),
        "cite": say("How to cite"),
        "accessibility": say("Accessibility statement"),
    }
    for name in _FOOT:
        page = f"{name}.{language}"
        if page in about:
            yield f"{above}{ABOUT}/{page}.html", words[name]
