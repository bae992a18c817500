"""What stands in a public file: its text, from whatever format, and its source."""

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

# Between two texts that do not stand in one line: no sign that any number has in it.
SEPARATOR = " │ "
# Set between letters for line breaks only; a number with one in it is the same number.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_WITHIN_A_LINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tspan",
        "u",
        "var",
        "wbr",
    ]
)
_NOT_READ = frozenset(("script", "style"))
# Coordinates: any four numbers in a row may look like a date and four digits.
_GEOMETRY = frozenset(
    [
        "d",
        "points",
        "viewBox",
        "transform",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "width",
        "height",
        "style",
        "offset",
        "stroke-width",
        "stroke-dasharray",
        "font-size",
        "gradientTransform",
    ]
)
# In Office files: where a line, a cell or an entry ends, and the attributes that hold words.
_OFFICE_ENDS = frozenset(["p", "si", "c", "tab", "br", "instrText"])
_OFFICE_WORDS = frozenset(["descr", "title", "name", "Target", "author", "initials", "tooltip", "display", "val"])
_DOCUMENT_PROPERTIES = "docProps/"

TEXT_FILES = (".html", ".csv", ".json", ".svg")
OFFICE_FILES = (".docx", ".xlsx")
KNOWN_FILES = (*TEXT_FILES, *OFFICE_FILES, ".pdf")


@dataclass(frozen=True)
class Passage:
    """A piece of a file.

    Parameters
    ----------
    where : str
        File, and part of it.
    text : str
        What stands there.
    laid_out : bool
        Whether the cells of a table stand side by side in it, with nothing but blanks between them.
    """

    where: str
    text: str
    laid_out: bool = False


def texts(path: Path, name: str) -> Iterator[Passage]:
    """Go through what can be read in a file: words, alternative texts, captions, properties; markup taken away.

    A file of another kind than `unread` lets through gives nothing.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What it is called in messages.
    """
    kind = path.suffix.lower()
    if kind == ".html":
        yield Passage(name, _page_text(parse_page(path.read_text(encoding="utf-8"))))
    elif kind == ".svg":
        yield Passage(name, _page_text(ElementTree.fromstring(path.read_bytes())))
    elif kind == ".csv":
        yield Passage(name, path.read_text(encoding="utf-8"))
    elif kind == ".json":
        yield Passage(name, SEPARATOR.join(_strings(json.loads(path.read_text(encoding="utf-8")))))
    elif kind in OFFICE_FILES:
        yield from _office_texts(path, name)
    elif kind == ".pdf":
        yield from _pdf_texts(path, name)


def sources(path: Path, name: str) -> Iterator[Passage]:
    """Go through what is written in a file, markup included; a PDF has no markup beside what `texts` gives.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What it is called in messages.
    """
    kind = path.suffix.lower()
    if kind in TEXT_FILES:
        yield Passage(name, path.read_text(encoding="utf-8"))
    elif kind in OFFICE_FILES:
        for member, content in members(path):
            yield Passage(f"{name}: {member}", content.decode("utf-8", errors="replace") if _is_xml(member) else "")
            if member.endswith(".png"):
                yield Passage(f"{name}: {member}", SEPARATOR.join(png_texts(content)))


def unread(path: Path) -> list[str]:
    """Name what in a file cannot be read here, and so cannot be checked: itself, or parts of an Office file."""
    kind = path.suffix.lower()
    if kind in OFFICE_FILES:
        return [member for member, _ in members(path) if not _is_xml(member) and not member.endswith(".png")]
    return [] if kind in KNOWN_FILES else [path.name]


def parse_page(source: str) -> ElementTree.Element:
    """Parse HTML as a browser does; the tags of HTML have no namespace, those of SVG have theirs."""
    import html5lib

    tree: ElementTree.Element = html5lib.parse(source, namespaceHTMLElements=False)
    return tree


def local(element: ElementTree.Element) -> str:
    """Give a tag without its namespace; nothing for a comment."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def text_of(element: ElementTree.Element) -> str:
    """Give the words in an element and below it, joined."""
    return " ".join("".join(element.itertext()).split())


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Go through the files that an Office file is made of."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def xml_members(path: Path) -> Iterator[tuple[str, ElementTree.Element]]:
    """Go through the XML in an Office file, parsed."""
    for name, content in members(path):
        if _is_xml(name):
            yield name, ElementTree.fromstring(content)


def png_texts(content: bytes) -> Iterator[str]:
    """Go through the texts that a PNG picture carries: its maker, a comment, a path."""
    place = 8
    while place + 8 <= len(content):
        size, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        chunk = content[place + 8 : place + 8 + size]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield chunk.decode("utf-8", errors="replace")
        elif kind == b"zTXt":
            word, _, packed = chunk.partition(b"\0")
            yield f"{word.decode('latin-1')}: {zlib.decompress(packed[1:]).decode('latin-1')}"
        place += 12 + size


def _is_xml(member: str) -> bool:
    return member.endswith((".xml", ".rels", ".vml"))


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _page_text(tree: ElementTree.Element) -> str:
    # a comment may stand within a number, and is read by itself
    comments = (part.text or "" for part in tree.iter() if not local(part))
    return _visible(SEPARATOR.join(("".join(_page_pieces(tree)), *comments)))


def _page_pieces(element: ElementTree.Element) -> Iterator[str]:
    kind = local(element)
    if kind in _NOT_READ or not kind:
        return
    ends = kind not in _WITHIN_A_LINE or (kind == "tspan" and not {"x", "y", "dy"}.isdisjoint(element.keys()))
    if ends:
        yield SEPARATOR
    yield element.text or ""
    for child in element:
        yield from _page_pieces(child)
        yield child.tail or ""
    if ends:
        yield SEPARATOR
        yield from (f"{value}{SEPARATOR}" for name, value in element.items() if name not in _GEOMETRY)


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield str(name)
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
    else:
        yield str(content)


def _office_texts(path: Path, name: str) -> Iterator[Passage]:
    for member, content in members(path):
        where = f"{name}: {member}"
        if _is_xml(member):
            tree = ElementTree.fromstring(content)
            yield Passage(where, _visible("".join(_office_pieces(tree, member.startswith(_DOCUMENT_PROPERTIES)))))
        elif member.endswith(".png"):
            yield Passage(where, SEPARATOR.join(png_texts(content)))


def _office_pieces(element: ElementTree.Element, apart: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _office_pieces(child, apart)
        yield child.tail or ""
    words = [value for name, value in element.items() if name.rpartition("}")[2] in _OFFICE_WORDS]
    if apart or words or local(element) in _OFFICE_ENDS:
        yield SEPARATOR
    yield from (f"{word}{SEPARATOR}" for word in words)


def _pdf_texts(path: Path, name: str) -> Iterator[Passage]:
    from pypdf import PdfReader

    reader = PdfReader(path)
    for number, page in enumerate(reader.pages, start=1):
        # a number may be broken after its hyphen
        lines = re.sub(r"(?<=\d[-\u2010\u2011])\n\s*(?=\d)", "", _visible(page.extract_text()))
        yield Passage(f"{name}: page {number}", lines.replace("\n", SEPARATOR), laid_out=True)
    catalogue = reader.trailer["/Root"].get_object()
    yield Passage(f"{name}: properties", SEPARATOR.join(str(value) for value in (reader.metadata or {}).values()))
    if "/Metadata" in catalogue:
        tree = ElementTree.fromstring(catalogue["/Metadata"].get_object().get_data().strip(b"\0"))
        yield Passage(f"{name}: properties", _visible("".join(_office_pieces(tree, apart=True))))
    words = SEPARATOR.join(text for kind in _PDF_WORDS for text in entries(reader, kind))
    yield Passage(f"{name}: alternative texts, bookmarks and links", _visible(words))


# Alternative and replacing texts, titles of bookmarks, what notes say, targets of links, names of files.
_PDF_WORDS = ("/Alt", "/ActualText", "/Title", "/Contents", "/URI", "/F", "/UF", "/TU", "/T")


def objects(reader: Any) -> Iterator[dict[str, Any]]:
    """Go through every dictionary in a PDF, those within others included."""
    waiting = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def entries(reader: Any, name: str) -> Iterator[str]:
    """Go through the texts that the dictionaries of a PDF hold under one name."""
    yield from (str(part[name]) for part in objects(reader) if isinstance(part.get(name), str))
