"""Reading workbooks whole: what a quick reading passes over would be missing answers, or answers nobody sees.

Merged cells, formulas that were never computed, errors, hidden sheets, rows and columns: each a fault with its place.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granska.errors import ProblemsError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cells = list[tuple[int, list[Any]]]


def read_workbook(path: Path, file: str) -> dict[str, Cells]:
    """Read every sheet of an .xlsx file.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in messages.

    Returns
    -------
    dict of str to list of (int, list)
        Sheet name to its rows: number and typed cells.

    Raises
    ------
    ProblemsError
        Everything in it that would not be read as it looks.
    """
    import openpyxl

    workbook = openpyxl.load_workbook(path, data_only=True)
    sheets = {
        sheet.title: list(enumerate(map(list, sheet.iter_rows(values_only=True)), start=1))
        for sheet in workbook.worksheets
    }
    problems = [fault for sheet in workbook.worksheets for fault in _faults(sheet, file, sheets[sheet.title])]
    problems += _formulas_without_value(path, file, workbook)
    if problems:
        raise ProblemsError(file, problems)
    return sheets


def looks_like_data(records: Iterable[tuple[int, Sequence[Any]]]) -> bool:
    """Tell a table from notes: at least two rows with at least three cells each."""
    return sum(sum(map(_filled, row)) >= 3 for _, row in records) >= 2


def _faults(sheet: "Worksheet", file: str, records: Cells) -> Iterator[str]:
    place = f"{file}, sheet '{sheet.title}'"
    if sheet.sheet_state != "visible":
        if looks_like_data(records):
            yield (
                f"{place}: is hidden and looks like data. Show it (right-click a sheet's name, Unhide) and say under "
                "data in review.yml which sheet is to be read, or delete it."
            )
        return
    for area in sheet.merged_cells.ranges:
        if area.min_row > 1:
            yield f"{place}: the cells {area} are merged, so all but the first are empty. Part them."
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "e":
                yield f"{place}, cell {cell.coordinate}: a formula that ended in an error. Mend it, or type the value."
    if looks_like_data(records):
        yield from _hidden(sheet, place, records)


def _hidden(sheet: "Worksheet", place: str, records: Cells) -> Iterator[str]:
    """Find rows and columns with something in them that nobody sees: a filter is on, or someone hid them."""
    from openpyxl.utils import get_column_letter

    rows = [number for number, row in records if sheet.row_dimensions[number].hidden and any(map(_filled, row))]
    if rows:
        yield f"{place}: {_spans(rows, 'row', str)} hidden, but would be read. Clear the filter, or delete them."
    hidden = {
        number
        for part in sheet.column_dimensions.values()
        if part.hidden and part.min and part.max
        for number in range(part.min, min(part.max, sheet.max_column) + 1)
    }
    columns = [number for number in sorted(hidden) if any(_filled(row[number - 1]) for _, row in records)]
    if columns:
        named = _spans(columns, "column", get_column_letter)
        yield f"{place}: {named} hidden, but would be read. Show or delete them."


def _filled(cell: Any) -> bool:
    return bool(str("" if cell is None else cell).strip())


def _spans(numbers: list[int], noun: str, name: Any) -> str:
    """Write numbers as spans: rows 3–5, 8 are."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    written = ", ".join(name(first) if first == last else f"{name(first)}–{name(last)}" for first, last in spans[:10])
    more = " and others" if len(spans) > 10 else ""
    return f"{noun}{'s' if len(numbers) > 1 else ''} {written}{more} {'are' if len(numbers) > 1 else 'is'}"


def _formulas_without_value(path: Path, file: str, workbook: Any) -> list[str]:
    import openpyxl

    with zipfile.ZipFile(path) as parts:
        formulas = any(b"<f" in parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/"))
    if not formulas:
        return []
    written = openpyxl.load_workbook(path)
    return [
        f"{file}, sheet '{sheet.title}', cell {cell.coordinate}: a formula without a stored value. "
        "Open the file in Excel and save it, or paste the values."
        for sheet in written.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and workbook[sheet.title][cell.coordinate].value is None
    ]
