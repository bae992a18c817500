"""Checks of tables that spreadsheets open: no cell that acts, nothing fetched, a title on every sheet."""

import csv
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from granska.files import FORMULA_STARTS
from granska.publish.contents import local, members, text_of, xml_members
from granska.publish.publication import Publication

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
# Parts of an Office file that act, hold other files or take their content from elsewhere.
_ACTING_PARTS = re.compile(
    r"vbaProject|macrosheets|dialogsheets|activeX|ctrlProps|embeddings|oleObject|externalLinks|connections\.xml"
    r"|queryTables|customUI|webextensions|attachedToolbars|\.bin$",
    re.IGNORECASE,
)
_ACTING_TAGS = ("f", "ddeLink", "oleLink", "oleObject", "externalReference", "webPublishItem", "control")
_ACTING_NAMES = ("WEBSERVICE", "HYPERLINK(", "DDE", "://", "|", "[")


def acting_cells(publication: Publication) -> Iterator[str]:
    """Name the cells of CSV files and workbooks that a spreadsheet would take for a formula; numbers are none."""
    for path in publication.of_kind(".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row, cells in enumerate(csv.reader(file), start=1):
                for column, cell in enumerate(cells, start=1):
                    if acts(cell):
                        yield f"{publication.name(path)}: row {row}, column {column} begins as a formula does"
    for path in publication.of_kind(".xlsx"):
        for member, tree in xml_members(path):
            yield from (f"{publication.name(path)}: {member}: {what}" for what in _in_workbook(member, tree))


def acts(cell: str) -> bool:
    r"""Tell whether a spreadsheet would take a text for a formula.

    Examples
    --------
    >>> [acts(cell) for cell in ("=1+1", " @SUM(A1)", "-0.5", "-2+3", "5 of 9")]
    [True, True, False, True, False]
    """
    bare = cell.lstrip(" \n\u00a0")
    return bare.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(bare)


def _in_workbook(member: str, tree: Element) -> Iterator[str]:
    for number, part in enumerate(tree.iter(), start=1):
        kind = local(part)
        if kind in _ACTING_TAGS:
            yield f"holds <{kind}>"
        elif kind in ("si", "is") and acts("".join(text.text or "" for text in part.iter() if local(text) == "t")):
            yield f"text {number} begins as a formula does"
        elif kind == "definedName" and any(word in (part.text or "").upper() for word in _ACTING_NAMES):
            yield "a name stands for what is not in the workbook"
        elif kind == "c" and part.get("t") == "str":
            yield "holds a cell that is calculated"
        elif kind == "Relationship" and part.get("TargetMode") == "External":
            yield "leads out of the workbook"


def acting_parts(publication: Publication) -> Iterator[str]:
    """Name the parts of Office files that hold macros, other files or connections."""
    for path in publication.of_kind(".docx", ".xlsx"):
        for member, _ in members(path):
            if _ACTING_PARTS.search(member):
                yield f"{publication.name(path)} holds {member}"


def sheets(publication: Publication) -> Iterator[tuple[str, bool]]:
    """Go through the sheets of the workbooks: where, and whether the first cell of each says what it shows."""
    for path in publication.of_kind(".xlsx"):
        parts = dict(xml_members(path))
        shared = [text_of(entry) for entry in parts.get("xl/sharedStrings.xml", ())]
        for member, tree in parts.items():
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                first = next((cell for cell in tree.iter() if local(cell) == "c" and cell.get("r") == "A1"), None)
                yield f"{publication.name(path)}: {member}", first is not None and bool(_words(first, shared))


def _words(cell: Element, shared: list[str]) -> str:
    value = text_of(cell)
    return shared[int(value)] if cell.get("t") == "s" and value else value
