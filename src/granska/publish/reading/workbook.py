"""What a spreadsheet says, and what lies in the file that a reader does not see."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from granska.publish.reading.tables import cells
from granska.publish.reading.units import Unit, flat, start_of

PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels|xl/worksheets/(?:_rels/)?sheet\d+\.xml(?:\.rels)?"
    r"|xl/(?:workbook|sharedStrings|styles|theme/theme1|tables/table\d+)\.xml|docProps/(?:core|app)\.xml"
)
PROGRAM = re.compile(r"Microsoft Excel(?: Compatible / Openpyxl [\d.]+)?|1\d\.\d{4}|\d\.\d")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# what a sheet is made of here; comments, drawings, rules and breaks have no place
ELEMENTS = re.compile(
    r"worksheet|sheetPr|pageSetUpPr|tabColor|dimension|sheetViews|sheetView|pane|selection|sheetFormatPr"
    r"|cols|col|sheetData|row|c|v|is|t|r|rPr|b|sz|color|rFont|family|scheme|pageMargins|pageSetup"
    r"|tableParts|tablePart|printOptions|hyperlinks|hyperlink|ignoredErrors|ignoredError|mergeCells"
    r"|mergeCell|i|u|vertAlign|charset|headerFooter|oddHeader|oddFooter|outlinePr"
)


def read_workbook(path: Path) -> Iterator[Unit]:
    """Read a workbook: every cell of every sheet, shown or not, and all other parts of the file.

    Parameters
    ----------
    path : Path
        The workbook.

    Yields
    ------
    Unit
        All that it says, in order, and what has no place in it.
    """
    book = openpyxl.load_workbook(path)
    with ZipFile(path) as package:
        shown = {str(cell.value) for sheet in book.worksheets for cell in _cells(sheet)}
        yield from _parts(package, shown, [sheet.title for sheet in book.worksheets])
    for name in book.defined_names:
        yield Unit("hidden", f"the defined name '{start_of(name)}'", "")
    titles = [sheet.title for sheet in book.worksheets]
    for sheet in book.worksheets:
        for unit in _sheet(sheet):
            # the contents name the sheets, which have numbers
            yield replace(unit, kind="heading") if unit.text in titles else unit


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def _parts(package: ZipFile, shown: set[str], titles: list[str]) -> Iterator[Unit]:
    for name in package.namelist():
        if not PARTS.fullmatch(name):
            yield Unit("hidden", f"the part {name}", "")
            continue
        root = ElementTree.fromstring(package.read(name))
        if name == "xl/sharedStrings.xml":
            texts = ("".join(part.text or "" for part in item.iter(f"{SHEET}t")) for item in root)
            unused = sum(text not in shown for text in texts)
            if unused:
                yield Unit("hidden", "a text that stands in no cell", "")
        elif name.startswith("docProps/"):
            known = {*titles, *(f"'{title}'!Print_Titles" for title in titles), str(len(titles)), "0"}
            for element in root.iter():
                # how many sheets and how many ranges of titles are told there
                text = flat(element.text or "")
                counted = element.tag.endswith("}i4") and int(text) <= len(titles)
                of_the_program = name == "docProps/app.xml" and (text in known or PROGRAM.fullmatch(text))
                if text and not counted and not of_the_program:
                    yield Unit("text", f"{name}, {element.tag.split('}')[-1]}", text)
        elif name.startswith("xl/worksheets/sheet"):
            for element in root.iter():
                tag = element.tag.removeprefix(SHEET)
                if tag in ("oddHeader", "oddFooter") and flat(element.text or ""):
                    yield Unit("text", f"the head or foot in {name}", re.sub(r"&(?:\d+|\w)", "", element.text or ""))
                elif not ELEMENTS.fullmatch(tag):
                    yield Unit("hidden", f"an element '{tag}' in {name}", "")
        elif name == "xl/styles.xml":
            for element in root.iter(f"{SHEET}numFmt"):
                written = re.findall(r'"([^"]*)"|\\(.)', element.get("formatCode", ""))
                if any(re.search(r"\d", part) for parts in written for part in parts):
                    yield Unit("hidden", "a number format that writes a number of its own", "")


def _sheet(sheet: Worksheet) -> Iterator[Unit]:
    title = f"sheet '{start_of(sheet.title)}'"
    if sheet.sheet_state != "visible":
        yield Unit("hidden", f"{title}, which is hidden", "")
    for kind, parts in (("row", sheet.row_dimensions), ("column", sheet.column_dimensions)):
        if any(part.hidden for part in parts.values()):
            yield Unit("hidden", f"a hidden {kind} in {title}", "")
    yield Unit("heading", title, sheet.title)
    caption = flat(str(sheet.cell(1, 1).value or ""))
    in_tables: set[tuple[int, int]] = set()
    for table in sheet.tables.values():
        area = sheet[table.ref]
        in_tables |= {(cell.row, cell.column) for line in area for cell in line}
        heads, *rows = [[_printed(cell) for cell in line] for line in area]
        yield from cells(f"{title}, '{caption}'", heads, rows, (caption, sheet.title))
    for cell in _cells(sheet):
        if cell.comment is not None:
            yield Unit("hidden", f"a comment in {title}", "")
        if cell.data_type == "f":
            yield Unit("hidden", f"a formula in {title}", "")
        if (cell.row, cell.column) not in in_tables:
            yield Unit("text", f"{title}, '{start_of(_printed(cell))}'", _printed(cell), (caption, sheet.title))


def _printed(cell: Cell) -> str:
    """Write a cell as the report prints numbers: a thin blank in thousands, the sign for minus."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return flat(str(cell.value if cell.value is not None else ""))
    digits = f"{cell.value:.12g}" if abs(cell.value) < 10_000 else f"{cell.value:,.12g}".replace(",", "\u202f")
    return digits.replace("-", "−")
