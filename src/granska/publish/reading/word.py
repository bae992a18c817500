"""What a Word document says, and what lies in the file that a reader does not see."""

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from granska.publish.reading.tables import cells
from granska.publish.reading.units import Unit, flat, start_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# what the writer of documents makes; text in it is read, other parts have no place
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|word/_rels/\w+\.xml\.rels|docProps/(?:core|custom|app)\.xml"
    r"|word/(?:document|styles|numbering|settings|footnotes|comments|fontTable|webSettings|theme/theme1)\.xml"
    r"|word/(?:header|footer)\d+\.xml|word/media/[\w.-]+\.png"
)
UNSEEN = {"ins": "a tracked change", "del": "a tracked change", "delText": "a tracked change", "vanish": "hidden text"}
UNSEEN |= {"commentReference": "a comment", "comment": "a comment", "docVar": "a variable", "object": "an object"}
UNSEEN |= {"altChunk": "a part of another file", "sdt": "a field to fill in", "moveFrom": "a tracked change"}
FIELD = re.compile(r"SEQ [^\d]+|PAGE|NUMPAGES|TITLE|SUBJECT|TOC [^\d]*\"\d-\d\"[^\d]*|(?:PAGE)?REF [\w-]+[^\d]*")


def read_word(path: Path, reference: Path, pictures: Collection[str]) -> Iterator[Unit]:
    """Read a Word document: its text, its tables, its alt texts, and all other parts of the file.

    Parameters
    ----------
    path : Path
        The document.
    reference : Path
        The document that its looks are taken from: what is in it is known.
    pictures : collection of str
        The SHA-256 of every picture that the run drew. What a picture shows cannot be read back; it has to be one of
        those.

    Yields
    ------
    Unit
        All that it says, in order, and what has no place in it.
    """
    with ZipFile(reference) as looks:
        known = {name: looks.read(name) for name in looks.namelist()}
    with ZipFile(path) as package:
        if package.comment:
            yield Unit("hidden", "a comment in the file itself", "")
        for name in package.namelist():
            content = package.read(name)
            if content == known.get(name):
                continue
            if not PARTS.fullmatch(name):
                yield Unit("hidden", f"the part {name}", "")
            elif name.endswith(".png"):
                if hashlib.sha256(content).hexdigest() not in pictures:
                    yield Unit("hidden", f"the picture {name}, which the run did not draw", "")
            elif name == "word/document.xml":
                yield from _Document().read(ElementTree.fromstring(content))
            else:
                yield from _part(name, ElementTree.fromstring(content))


def _part(name: str, root: Element) -> Iterator[Unit]:
    """Read a part that says little: properties, notes, settings."""
    yield from _unseen(root, name)
    for element in root.iter():
        if flat(element.text or ""):
            yield Unit("text", f"{name}, {element.tag.split('}')[-1]}", flat(element.text or ""))


def _unseen(root: Element, name: str) -> Iterator[Unit]:
    for element in root.iter():
        kind = UNSEEN.get(element.tag.removeprefix(W))
        if kind and element.tag.startswith(W):
            yield Unit("hidden", f"{kind} in {name}", "")
        if element.tag == f"{W}instrText" and not FIELD.match((element.text or "").strip()):
            yield Unit("hidden", f"an unknown field in {name}", "")


class _Document:
    """Goes through the body in order and remembers what the text stands under."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}
        self._caption = ""
        self._last = ""

    def read(self, root: Element) -> Iterator[Unit]:
        yield from _unseen(root, "the document")
        for element in root.iter(f"{W}body"):
            for child in element:
                if child.tag == f"{W}tbl":
                    yield from self._table(child)
                else:
                    for paragraph in child.iter(f"{W}p"):
                        yield from self._paragraph(paragraph)

    def _about(self) -> tuple[str, ...]:
        headings = (self._headings[level] for level in sorted(self._headings, reverse=True))
        return (*((self._caption,) if self._caption else ()), *headings)

    def _paragraph(self, paragraph: Element) -> Iterator[Unit]:
        style = next((part.get(f"{W}val", "") for part in paragraph.iter(f"{W}pStyle")), "")
        text = words(paragraph)
        heading = re.fullmatch(r"Heading(\d)", style)
        if heading:
            level = int(heading[1])
            self._headings = {above: said for above, said in self._headings.items() if above < level}
            self._headings[level] = self._last = text
            self._caption = ""
            yield Unit("heading", f"the heading '{start_of(text)}'", text)
        elif style in ("TableCaption", "ImageCaption"):
            self._caption = text
            yield Unit("text", f"'{start_of(text)}'", text, self._about())
        elif text:
            self._last = text
            yield Unit("text", f"'{start_of(text)}'", text, self._about())
        beside = self._about() if style == "CaptionedFigure" else (self._last, *self._about())
        for element in paragraph.iter():
            if element.tag.endswith(("}docPr", "}cNvPr")):
                for name in ("descr", "title", "name"):
                    said = flat(element.get(name, ""))
                    if said and not re.fullmatch(r"Picture|word/media/[\w.-]+|[\w./-]+\.(?:png|svg)", said):
                        yield Unit("text", f"the alt text '{start_of(said)}'", said, beside)

    def _table(self, table: Element) -> Iterator[Unit]:
        caption = self._caption or "a table without a caption"
        for element in table.iter():
            if element.tag in (f"{W}tblCaption", f"{W}tblDescription"):
                said = flat(element.get(f"{W}val", ""))
                yield Unit("text", f"the alt text of '{start_of(caption)}'", said, self._about())
        lines = [[words(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        yield from cells(caption, lines[0] if lines else (), lines[1:], self._about())


def words(element: Element) -> str:
    """Give what a paragraph or a cell says."""
    parts: list[str] = []
    for part in element.iter():
        match part.tag.removeprefix(W):
            case "t":
                parts.append(part.text or "")
            case "tab" | "br" | "cr":
                parts.append(" ")
            case "noBreakHyphen":
                parts.append("-")
            case "p" if parts:
                parts.append(" ")
    return flat("".join(parts))
