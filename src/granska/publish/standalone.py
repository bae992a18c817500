"""The pages of a release: those of the review, and those of the site that they lead to, complete in themselves.

On the site the pages of a review lie beside those about it. In a release they lie above them, so that links between
them are led anew; what stands in the pages stays as it was signed.
"""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from granska.errors import StageError
from granska.files import write_whole
from granska.review.model import Review
from granska.review.workspace import ABOUT, METHODS, Workspace

# Only the program writes tags: in a text of a review "<" is "&lt;".
_LINK = re.compile(r'<a\b(?P<before>[^>]*?)\bhref="(?P<target>[^"]*)"(?P<after>[^>]*)>(?P<words>.*?)</a>', re.DOTALL)
_SWITCH = re.compile(r"<nav\b[^>]*><ul>.*?</ul></nav>\n?", re.DOTALL)
_LANGUAGE = re.compile(r'<html\b[^>]*\blang="(\w+)"')
#: The lists of reviews, in the folder of the site.
_LISTS = ("index.html", "en.html")


def write_pages(workspace: Workspace, review: Review, folder: Path) -> None:
    """Write everything public of a review into a folder, with the pages of the site that it leads to.

    Parameters
    ----------
    workspace : Workspace
        The project; the pages are up to date.
    review : Review
        The parameters.
    folder : Path
        Where the files are written.

    Raises
    ------
    StageError
        A page leads to one that does not exist.
    """
    pages = workspace.site / review.id
    for path in sorted(path for path in pages.rglob("*") if path.is_file()):
        place = folder / path.relative_to(pages)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    waiting = [f"{review.id}/{path.name}" for path in sorted(pages.glob("*.html"))]
    done: set[str] = set()
    while waiting:
        page = waiting.pop(0)
        if page in done:
            continue
        done.add(page)
        source = workspace.site / page
        if not source.is_file():
            raise StageError(f"{page} does not exist, and a page of {review.id} leads to it. Run: granska run --all")
        text, led_to = _led_anew(source.read_text(encoding="utf-8"), page, review)
        write_whole(folder / _place(page, review), text)
        waiting += led_to
    faults = [f"{page}: {target}" for page, target in broken_links(folder)]
    if faults:
        raise StageError("\n".join(["Links of the release that lead nowhere in it:", *faults]))


def _place(page: str, review: Review) -> str:
    """Say where a page of the site lies in the release."""
    return page.removeprefix(f"{review.id}/")


def _led_anew(text: str, page: str, review: Review) -> tuple[str, list[str]]:
    """Lead the links of a page to where they end in the release; name the pages that it leads to."""
    found = _LANGUAGE.search(text)
    language = found[1] if found else review.main_language
    led_to: list[str] = []

    def target_on_site(link: Mapping[str, str]) -> str | None:
        parts = urlsplit(link["target"])
        if parts.scheme or parts.netloc or not parts.path:
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))

    def led(link: re.Match[str]) -> str:
        target = target_on_site(link.groupdict())
        if target is None:
            return link[0]
        words, address = link["words"], link["target"]
        if target in _LISTS:
            # a release holds no list of reviews: what opens is the report, called by its name
            words, target = escape(review.title[language], quote=False), f"{review.id}/{_first(language, review)}"
            address = target
        elif target.startswith((f"{ABOUT}/", f"{METHODS}/")):
            led_to.append(target)
        elif not target.startswith(f"{review.id}/"):
            return words  # another review
        where = posixpath.relpath(_place(target, review), posixpath.dirname(_place(page, review)) or ".")
        fragment = f"#{address.partition('#')[2]}" if "#" in address else ""
        return f'<a{link["before"]}href="{where}{fragment}"{link["after"]}>{words}</a>'

    def kept(switch: re.Match[str]) -> str:
        # the page in the other language is missing, and the switch leads to the list of reviews
        targets = [target_on_site(link.groupdict()) for link in _LINK.finditer(switch[0])]
        return "" if any(target in _LISTS for target in targets) else switch[0]

    return _LINK.sub(led, _SWITCH.sub(kept, text)), led_to


def _first(language: str, review: Review) -> str:
    return f"{language}.html" if language in review.languages[1:] else "index.html"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def broken_links(folder: Path) -> Iterator[tuple[str, str]]:
    """Go through the links of the pages in a folder that do not end at a file in it.

    Parameters
    ----------
    folder : Path
        A folder of pages.

    Yields
    ------
    tuple of str
        The page, and where its link leads. Addresses elsewhere are left alone.
    """
    root = folder.resolve()
    for page in sorted(root.rglob("*.html")):
        links = _Links()
        links.feed(page.read_text(encoding="utf-8"))
        for target in links.found:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            end = (page.parent / unquote(parts.path)).resolve()
            if not (end.is_file() and end.is_relative_to(root)):
                yield page.relative_to(root).as_posix(), target
