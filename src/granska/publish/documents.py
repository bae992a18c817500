"""Checks of Word and PDF documents: pictures with a text, tables with a caption, nothing that acts or fetches."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from granska.publish.contents import local, text_of, xml_members
from granska.publish.publication import Publication

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Fields of Word that only write what stands in the document itself.
_OWN_FIELDS = frozenset(
    [
        "TITLE",
        "SUBJECT",
        "AUTHOR",
        "PAGE",
        "NUMPAGES",
        "SECTIONPAGES",
        "SEQ",
        "TOC",
        "REF",
        "PAGEREF",
        "NOTEREF",
        "STYLEREF",
    ]
)
_LINKS = ("/hyperlink",)


def word_pictures(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the pictures in Word documents: where, and whether each has a text."""
    for name, member, tree in _word_parts(publication):
        drawings = (part for part in tree.iter() if local(part) in ("drawing", "pict"))
        for number, drawing in enumerate(drawings, start=1):
            texts = [part.get("descr") or part.get("alt") for part in drawing.iter()]
            yield f"{name}: {member}: picture {number}", any((text or "").strip() for text in texts)


def word_tables(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the tables in Word documents: where, and whether a caption stands above each."""
    for name, member, tree in _word_parts(publication):
        parents = {child: parent for parent in tree.iter() for child in parent}
        for number, table in enumerate(tree.iter(f"{_WORD}tbl"), start=1):
            siblings = list(parents[table])
            place = siblings.index(table)
            above = siblings[place - 1] if place else None
            yield f"{name}: {member}: table {number}", above is not None and _is_caption(above)


def _is_caption(paragraph: Element) -> bool:
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    return style is not None and style.get(f"{_WORD}val", "").endswith("Caption") and bool(text_of(paragraph))


def _word_parts(publication: Publication) -> Iterator[tuple[str, str, Element]]:
    for path in publication.of_kind(".docx"):
        for member, tree in xml_members(path):
            if member.startswith("word/") and not member.endswith(".rels"):
                yield publication.name(path), member, tree


def word_lost_links(publication: Publication) -> Iterator[str]:
    """Name the links within Word documents that lead nowhere."""
    for name, _, tree in _word_parts(publication):
        marks = {mark.get(f"{_WORD}name") for mark in tree.iter(f"{_WORD}bookmarkStart")} | {"_top"}
        for link in tree.iter(f"{_WORD}hyperlink"):
            target = link.get(f"{_WORD}anchor")
            if target is not None and target not in marks:
                yield f"{name}: a link leads to {target}, which is not there"


def word_fetches(publication: Publication) -> Iterator[str]:
    """Name what Word would fetch by itself; a link that a reader follows is no fetching."""
    for path in publication.of_kind(".docx"):
        for member, tree in xml_members(path):
            for part in tree.iter():
                outside = part.get("TargetMode") == "External" and not part.get("Type", "").endswith(_LINKS)
                if member.endswith(".rels") and outside:
                    yield f"{publication.name(path)}: {member} fetches something"


def word_acts(publication: Publication) -> Iterator[str]:
    """Name the fields in Word documents that do more than write what stands there, and macros."""
    for name, member, tree in _word_parts(publication):
        codes = [text_of(part) for part in tree.iter(f"{_WORD}instrText")]
        codes += [part.get(f"{_WORD}instr", "") for part in tree.iter(f"{_WORD}fldSimple")]
        for code in codes:
            if code and code.split()[0].upper() not in _OWN_FIELDS:
                yield f"{name}: {member} holds a field that is not ours"


def pdf_pictures(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the figures in PDF documents: where, and whether each has a text; one without tags has none."""
    for name, reader in publication.pdfs.items():
        if "/StructTreeRoot" not in reader.trailer["/Root"]:
            yield f"{name}: the document, which is not tagged", False
            continue
        figures = (part for part in publication.pdf_parts[name] if part.get("/S") == "/Figure")
        for number, figure in enumerate(figures, start=1):
            yield f"{name}: picture {number}", bool(str(figure.get("/Alt", "")).strip())


def pdf_tables(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the tables in PDF documents: where, and whether a caption is in each or in what it stands in."""
    for name, parts in publication.pdf_parts.items():
        tables = (part for part in parts if part.get("/S") == "/Table")
        for number, table in enumerate(tables, start=1):
            around, kinds = table["/P"].get_object(), _kinds(table)
            while around.get("/S") == "/Div":
                kinds |= _kinds(around)
                around = around["/P"].get_object()
            yield f"{name}: table {number}", "/Caption" in kinds


def _kinds(part: Any) -> set[str]:
    """Name the kinds of what stands directly in a part of a PDF."""
    children = part.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    children = children if isinstance(children, list) else [children]
    resolved = (child.get_object() if hasattr(child, "get_object") else child for child in children)
    return {str(child.get("/S")) for child in resolved if isinstance(child, dict)}


def pdf_acts(publication: Publication) -> Iterator[str]:
    """Name what a PDF does by itself, and files that lie within it."""
    for name, parts in publication.pdf_parts.items():
        for part in parts:
            if part.get("/S") in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"):
                yield f"{name} acts by {str(part['/S']).lstrip('/')}"
            if not {"/OpenAction", "/AA", "/JS", "/EmbeddedFiles", "/XFA"}.isdisjoint(part):
                yield f"{name} holds something that acts, or a file"
