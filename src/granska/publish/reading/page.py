"""What a page says, and what lies in its source that a reader does not see."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from granska.publish.reading import drawing
from granska.publish.reading.tables import cells
from granska.publish.reading.units import Unit, flat, start_of

SVG = "{http://www.w3.org/2000/svg}"
BLOCKS = frozenset(
    ("p", "li", "figcaption", "summary", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "td", "th", "title")
)
NESTED = BLOCKS | {"ul", "ol", "dl", "table", "div", "figure", "details", "nav", "section"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SPOKEN = ("alt", "aria-label", "aria-description", "title", "placeholder", "content", "summary")
# what steers a page and says nothing; numbers in them are widths and places
SILENT = re.compile(
    r"href|id|class|style|role|lang|tabindex|scope|charset|name|aria-labelledby|aria-hidden|aria-current"
    r"|hreflang|start|colspan|rowspan|type|dir|open|download|rel|aria-describedby|http-equiv|src|width"
    r"|height|for|headers|datetime"
)
UNWANTED = ("template", "noscript", "iframe", "object", "embed", "input", "textarea", "canvas", "audio", "video")


def read_page(path: Path, known: str) -> Iterator[Unit]:
    """Read a page as a browser does.

    Parameters
    ----------
    path : Path
        The page.
    known : str
        The project's own template and stylesheet: what a page may hold of style and script.

    Yields
    ------
    Unit
        All that it says, in order, and what has no place in it.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(path.read_text(encoding="utf-8"))
    yield from _Page(known).walk(root, ())


class _Page:
    def __init__(self, known: str):
        self._known = squeezed(known)
        self._headings: dict[int, str] = {}
        self._last = ""  # what was said last: a picture beside it speaks of the same

    def walk(self, element: Element, about: tuple[str, ...], said: bool = False) -> Iterator[Unit]:
        """Read an element and what is in it; said: its words were part of a block already."""
        if not isinstance(element.tag, str):
            yield Unit("hidden", "a comment in the page", element.text or "")
            return
        if element.tag in ("style", "script"):
            if squeezed(element.text or "") not in self._known:
                yield Unit("hidden", f"a {element.tag} that the project's template does not have", "")
            return
        if element.tag in UNWANTED:
            yield Unit("hidden", f"an element '{element.tag}'", "")
        yield from self._attributes(element, about)
        if element.tag == f"{SVG}svg":
            yield from drawing.read_drawing(element, self._about(about or (self._last,)))
            return
        if element.tag == "table":
            yield from self._table(element, about)
            return
        if element.tag == "figure":
            caption = next((words(part) for part in element.iter("figcaption")), "")
            about = (caption, *about)
        if element.tag == "details":
            # what is said under a table is about the table
            about = (*(words(part) for part in element.iter("caption")), *about)
        if element.tag in HEADINGS:
            yield from self._heading(element)
            return
        text = "" if said else own_words(element)
        if text:
            self._last = text
            yield Unit("text", f"'{start_of(text)}'", text, self._about(about))
        for child in element:
            yield from self.walk(child, about, said=bool(said or text) and not nested(child))

    def _about(self, about: tuple[str, ...]) -> tuple[str, ...]:
        return (*about, *(self._headings[level] for level in sorted(self._headings, reverse=True)))

    def _heading(self, element: Element) -> Iterator[Unit]:
        level = int(element.tag[1])
        self._headings = {above: text for above, text in self._headings.items() if above < level}
        self._headings[level] = self._last = words(element)
        yield Unit("heading", f"the heading '{start_of(words(element))}'", words(element))

    def _attributes(self, element: Element, about: tuple[str, ...]) -> Iterator[Unit]:
        drawn = element.tag.startswith(SVG)
        for name, content in element.attrib.items():
            if drawn or (name == "content" and element.get("name") in ("viewport", "color-scheme")):
                continue
            if element.tag in ("td", "th", "tr", "col") and (name in SPOKEN or not _plain(name, content)):
                yield Unit("hidden", f"an attribute '{name}' of a cell", "")
            elif name in SPOKEN:
                place = f"{name} of '{element.tag}': '{start_of(flat(content))}'"
                yield Unit("text", place, flat(content), (self._last, *self._about(about)))
            elif not SILENT.fullmatch(name) or not _plain(name, content):
                yield Unit("hidden", f"an attribute '{name}' of '{element.tag}'", content)

    def _table(self, table: Element, about: tuple[str, ...]) -> Iterator[Unit]:
        for element in table.iter():
            if element is not table:
                # a comment or a text for machines may lie in a cell
                inside = Element(element.tag, element.attrib) if isinstance(element.tag, str) else element
                yield from self.walk(inside, about)
        caption = next((words(part) for part in table.iter("caption")), "")
        heads, *rows = [[words(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")] or [[]]
        around = (caption, *self._about(about)) if caption else self._about(about)
        yield Unit("text", f"'{start_of(caption)}'", caption, around)
        yield from cells(caption or "a table without a caption", heads, rows, around)


def _plain(name: str, content: str) -> bool:
    """Whether a style says no more than on which side a text stands: a width could be a share."""
    return name != "style" or re.fullmatch(r"text-align: (?:left|right|center);?", content) is not None


def words(element: Element) -> str:
    """Give all that an element says."""
    return flat("".join(_texts(element)))


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not child.tag.startswith(SVG) and child.tag not in ("style", "script"):
            yield from _texts(child)
        yield child.tail or ""


def own_words(element: Element) -> str:
    """Give what a block says itself; the blocks in it are read on their own."""
    if not any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        return "" if element.tag not in BLOCKS or any(map(nested, element)) else words(element)
    parts = [element.text or ""]
    for child in element:
        parts += ["" if nested(child) else words(child), child.tail or ""]
    return flat("".join(parts))


def nested(element: Element) -> bool:
    """Whether an element is a block of its own within a block."""
    return not isinstance(element.tag, str) or element.tag in NESTED or element.tag.startswith(SVG)


def squeezed(text: str) -> str:
    """Leave out blanks, to compare sources."""
    return re.sub(r"\s+", "", text)
