"""What a PDF says: its structure tells paragraphs, tables and figures apart, as it does to a screen reader."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pypdf
from pypdf.generic import DictionaryObject

from granska.publish.reading.drawing import SVG, read_drawing
from granska.publish.reading.marked_text import ARTIFACT, UNMARKED, MarkedText, joined
from granska.publish.reading.tables import cells
from granska.publish.reading.units import Unit, flat, start_of

# what stands in a line of text; all else is a block
INLINE = frozenset(("/Span", "/Strong", "/Em", "/Link", "/Reference", "/Code", "/Quote", "/Datetime", "/Sub", "/Sup"))
HEADING = re.compile(r"/H(\d)?")
# what a writer of PDF/UA puts into the catalogue; files, scripts and forms have no place
CATALOGUE = re.compile(
    r"/Type|/Pages|/Metadata|/Lang|/StructTreeRoot|/MarkInfo|/ViewerPreferences|/Outlines|/Names"
    r"|/PageLabels|/PageMode|/PageLayout|/OutputIntents|/Version|/Extensions"
)
INFORMATION = frozenset(
    ("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/ModDate", "/CreationDate")
)


# versions, identifiers and how many pages there are
OF_THE_WRITER = frozenset(("CreatorTool", "NPages", "InstanceID", "DocumentID", "PDFVersion", "part", "format"))


def read_paper(path: Path, drawings: Mapping[str, Path]) -> Iterator[Unit]:
    """Read a PDF.

    Parameters
    ----------
    path : Path
        The file.
    drawings : dict of str to Path
        The drawings of the run. The marks of a drawing lie in a PDF as curves with no name, so each figure is
        recognised by its labels, and the drawing is read instead.

    Yields
    ------
    Unit
        All that it says, in order, and what has no place in it.
    """
    reader = pypdf.PdfReader(path)
    yield from _unseen(reader)
    if "/StructTreeRoot" not in reader.trailer["/Root"]:
        yield Unit(
            "hidden", "a text without structure, which cannot be read back: a PDF that the project did not make", ""
        )
        return
    yield from _Paper(reader, drawings).read()


def _unseen(reader: pypdf.PdfReader) -> Iterator[Unit]:
    catalogue = reader.trailer["/Root"].get_object()
    for name in sorted(name for name in catalogue if not CATALOGUE.fullmatch(name)):
        yield Unit("hidden", f"the entry {name} of the file", "")
    for name in sorted(set(catalogue.get("/Names", {})) - {"/Dests"}):
        yield Unit("hidden", f"the names {name} of the file", "")
    information = reader.metadata or {}
    for name, content in information.items():
        if name not in INFORMATION:
            yield Unit("hidden", f"the property {name} of the file", "")
        elif name not in ("/ModDate", "/CreationDate", "/Creator", "/Producer"):
            yield Unit("text", f"the property {name} of the file", flat(str(content)))
    if "/Metadata" in catalogue:
        for element in ElementTree.fromstring(catalogue["/Metadata"].get_object().get_data()).iter():
            kind = element.tag.split("}")[-1]
            if kind not in OF_THE_WRITER and flat(element.text or ""):
                yield Unit("text", f"the property {kind} of the file", flat(element.text or ""))
    for title in _titles(reader.outline):
        yield Unit("heading", f"the bookmark '{start_of(title)}'", flat(title))
    for number, page in enumerate(reader.pages, 1):
        for note in page.get("/Annots", ()):
            if note.get_object().get("/Subtype") != "/Link":
                yield Unit("hidden", f"a note on page {number}", "")


def _titles(outline: Any) -> Iterator[str]:
    for part in outline:
        if isinstance(part, list):
            yield from _titles(part)
        else:
            yield str(part["/Title"])


class _Paper:
    """Goes through the structure in order and remembers what the text stands under."""

    def __init__(self, reader: pypdf.PdfReader, drawings: Mapping[str, Path]):
        self._reader = reader
        self._drawings = {name: ElementTree.fromstring(path.read_bytes()) for name, path in drawings.items()}
        self._marked = {
            page.indirect_reference.idnum: MarkedText(page) for page in reader.pages if page.indirect_reference
        }
        self._headings: dict[int, str] = {}
        self._caption = ""
        self._last = ""

    def read(self) -> Iterator[Unit]:
        root = self._reader.trailer["/Root"]["/StructTreeRoot"]
        yield from self._walk(root, None)
        pages = len(self._reader.pages)
        for number, marked in enumerate(self._marked.values(), 1):
            lines = groupby(marked.pieces(ARTIFACT), key=lambda piece: round(piece.y))
            for line in (flat(joined([list(pieces)])) for _, pieces in lines):
                text = line.removesuffix(f"{number} ({pages})")
                if flat(text):
                    yield Unit("text", f"the head or foot of page {number}", flat(text))
            for piece in marked.pieces(UNMARKED):
                if flat(piece.text):
                    yield Unit("hidden", f"a text on page {number} that is no part of the document's structure", "")

    def _walk(self, node: Any, page: Any) -> Iterator[Unit]:
        """Read a part: what is written in it side by side is one block."""
        beside: list[Any] = []
        for child in _listed(node.get("/K", [])):
            part = _resolved(child)
            if _is_block(part):
                yield from self._block("", flat(self._words(beside, page)))
                beside = []
                yield from self._part(part, part.raw_get("/Pg") if "/Pg" in part else page)
            else:
                beside.append(child)
        yield from self._block("", flat(self._words(beside, page)))

    def _part(self, node: Any, page: Any) -> Iterator[Unit]:
        kind = str(node["/S"])
        for name in ("/Alt", "/ActualText", "/E", "/T"):
            said = flat(str(node.get(name, "")))
            if said and not HEADING.fullmatch(kind):
                yield Unit(
                    "text", f"the alt text '{start_of(said)}'", said, (self._caption or self._last, *self._about())
                )
        if HEADING.fullmatch(kind):
            yield from self._heading(kind, flat(self._words(node, page)))
        elif kind == "/Table":
            yield from self._table(node, page)
        elif kind == "/Figure":
            yield from self._figure(node, page)
        elif kind in ("/TOCI", "/Caption"):
            yield from self._block(kind, flat(self._words(node, page)))
        else:
            yield from self._walk(node, page)

    def _about(self) -> tuple[str, ...]:
        headings = (self._headings[level] for level in sorted(self._headings, reverse=True))
        return (*((self._caption,) if self._caption else ()), *headings)

    def _heading(self, kind: str, text: str) -> Iterator[Unit]:
        level = int(kind[2:] or 1)
        self._headings = {above: said for above, said in self._headings.items() if above < level}
        self._headings[level] = self._last = text
        self._caption = ""
        yield Unit("heading", f"the heading '{start_of(text)}'", text)

    def _block(self, kind: str, text: str) -> Iterator[Unit]:
        if not text or text == "•":
            return
        if kind == "/TOCI":
            # an entry ends with the number of its page
            entry = re.sub(
                r"[\s.]*\b(\d+)$", lambda end: "" if int(end[1]) <= len(self._reader.pages) else end[0], text
            )
            yield Unit("heading", f"the entry '{start_of(text)}'", entry)
            return
        if kind == "/Caption":
            self._caption = text
        self._last = text
        yield Unit("text", f"'{start_of(text)}'", text, self._about())

    def _table(self, table: Any, page: Any) -> Iterator[Unit]:
        lines = [[flat(self._words(cell, page)) for cell in _all(row, ("/TD", "/TH"))] for row in _all(table, ("/TR",))]
        for caption in _all(table, ("/Caption",)):
            yield from self._block("/Caption", flat(self._words(caption, page)))
        yield from cells(
            self._caption or "a table without a caption", lines[0] if lines else (), lines[1:], self._about()
        )

    def _figure(self, node: Any, page: Any) -> Iterator[Unit]:
        alt = flat(str(node.get("/Alt", "")))
        for caption in _all(node, ("/Caption",)):
            yield from self._block("/Caption", flat(self._words(caption, page)))
        letters = squeezed(self._words(node, page, drawn=True))
        alike = [root for root in self._drawings.values() if _letters(root) == letters]
        if not alike:
            yield Unit("hidden", f"a figure, '{start_of(alt)}', with labels that no drawing of the run has", "")
        elif len(alike) == 1:
            yield from read_drawing(alike[0], (alt, *self._about()))

    def _words(self, node: Any, page: Any, drawn: bool = False) -> str:
        """Give what a part says; a figure in it is read on its own."""
        return joined(self._marked[number].pieces(mark) for number, mark in _marks(node, page, drawn))


def _is_block(part: Any) -> bool:
    if not isinstance(part, dict) or "/S" not in part:
        return False
    return str(part["/S"]) not in INLINE or any(_is_block(_resolved(child)) for child in _listed(part.get("/K", [])))


def _resolved(node: Any) -> Any:
    return node.get_object() if hasattr(node, "get_object") else node


def _listed(below: Any) -> list[Any]:
    below = _resolved(below)
    return list(below) if isinstance(below, list) else [below]


def _children(node: Any) -> Iterator[Any]:
    for child in _listed(node.get("/K", [])):
        resolved = _resolved(child)
        if isinstance(resolved, dict):
            yield resolved


def _all(node: Any, kinds: tuple[str, ...]) -> Iterator[Any]:
    """Find the nearest parts of a kind below a part."""
    for child in _children(node):
        if child.get("/S") in kinds:
            yield child
        else:
            yield from _all(child, kinds)


def _marks(node: Any, page: Any, drawn: bool) -> Iterator[tuple[int, int]]:
    """Give the page and the mark of every text below a part, in order; those of a figure in it only if asked."""
    node = _resolved(node)
    if isinstance(node, list):
        for child in node:
            yield from _marks(child, page, drawn)
    elif isinstance(node, int):
        if page is not None:
            yield page.idnum, int(node)
    elif isinstance(node, DictionaryObject):
        page = node.raw_get("/Pg") if "/Pg" in node else page
        if "/MCID" in node:
            yield page.idnum, int(node["/MCID"])
        elif "/K" in node:
            for child in _listed(node["/K"]):
                inner = _resolved(child)
                if drawn or not (isinstance(inner, dict) and inner.get("/S") == "/Figure"):
                    yield from _marks(child, page, drawn)


def _letters(root: Element) -> str:
    return squeezed("".join("".join(element.itertext()) for element in root.iter(f"{SVG}text")))


def squeezed(text: str) -> str:
    """Leave out blanks and tell no hyphens apart, to compare the labels of a drawing."""
    return re.sub(r"\s+", "", text.replace("\u00ad", "-").replace("\u2011", "-"))
