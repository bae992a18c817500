"""Workbooks that do not hold what they seem to hold: each fault with its place, all of them at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from granska.errors import ProblemsError
from granska.stages.cleaning import clean
from granska.stages.reading import read_raw
from projects import HEAD, ROWS, Project

Change = Callable[[Any], None]


def write(project: Project, change: Change) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in (HEAD, *ROWS):
        sheet.append([cell if cell else None for cell in row.split(";")])
    change(book)
    book.save(project.raw / "a.xlsx")


def read(project: Project, sheet: str | None = None) -> Any:
    project.change_parameters(lambda parameters: parameters.update(data=[{"file": "a.xlsx", "sheet": sheet}]))
    return clean(read_raw(project.raw, project.method().review), project.method())


def message(project: Project, sheet: str | None = None) -> str:
    with pytest.raises(ProblemsError) as caught:
        read(project, sheet)
    return str(caught.value)


def hide_rows(book: Any) -> None:
    for number in (3, 4, 6):
        book["Data"].row_dimensions[number].hidden = True


def hide_columns(book: Any) -> None:
    book["Data"].column_dimensions["D"].hidden = True
    book["Data"].column_dimensions["E"].hidden = True


def hide_sheet(book: Any, state: str = "hidden") -> None:
    hidden = book.copy_worksheet(book["Data"])
    hidden.title = "Gammalt"
    hidden.sheet_state = state


def serial_dates(book: Any) -> None:
    for [cell] in book["Data"]["B2:B7"]:
        cell.value = 44958


def of(place: str, value: Any) -> Change:
    def change(book: Any) -> None:
        book["Data"][place] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book["Data"].merge_cells("C2:C4"), "a.xlsx, sheet 'Data': the cells C2:C4 are merged"),
        (hide_sheet, "a.xlsx, sheet 'Gammalt': is hidden and looks like data. Show it"),
        (lambda book: hide_sheet(book, "veryHidden"), "a.xlsx, sheet 'Gammalt': is hidden and looks like data."),
        (
            hide_rows,
            "a.xlsx, sheet 'Data': rows 3–4, 6 are hidden, but would be read. Clear the filter, or delete them.",
        ),
        (hide_columns, "a.xlsx, sheet 'Data': columns D–E are hidden, but would be read."),
        (of("E3", '=IF(1=1,"Ja","Nej")'), "a.xlsx, sheet 'Data', cell E3: a formula without a stored value."),
        (of("E3", "#N/A"), "a.xlsx, sheet 'Data', cell E3: a formula that ended in an error."),
        (
            serial_dates,
            "a.xlsx, row 2, column 'Inkom': a number that looks like an Excel serial date. Format the column",
        ),
        (lambda book: setattr(book.copy_worksheet(book["Data"]), "title", "Kopia"), "2 sheets look like data"),
    ],
)
def test_each_is_a_fault_with_its_place(project: Project, change: Change, said: str) -> None:
    write(project, change)
    assert said in message(project)


def test_all_of_them_come_at_once(project: Project) -> None:
    def change(book: Any) -> None:
        hide_rows(book)
        hide_sheet(book)
        book["Data"].merge_cells("C2:C4")
        book["Data"]["H3"] = "#REF!"

    write(project, change)
    found = message(project)
    assert "4 problems" in found
    for part in ("merged", "rows 3–4, 6 are hidden", "is hidden and looks like data", "cell H3: a formula that ended"):
        assert part in found


def test_a_hidden_sheet_of_notes_and_empty_hidden_rows_are_no_fault(project: Project) -> None:
    def change(book: Any) -> None:
        notes = book.create_sheet("Om filen")
        notes.append(["Ifylld av två"])
        notes.sheet_state = "hidden"
        book["Data"].row_dimensions[40].hidden = True
        book["Data"].column_dimensions["Z"].hidden = True

    write(project, change)
    assert len(read(project).cases) == 6


def test_a_hidden_sheet_is_searched_for_identity_numbers_all_the_same(project: Project) -> None:
    def change(book: Any) -> None:
        notes = book.create_sheet("Om filen")
        notes.append(["811218-9876"])
        notes.sheet_state = "hidden"

    write(project, change)
    assert "holds a Swedish personal identity number" in message(project)


def test_true_dates_and_stored_values_of_formulas_are_read(project: Project, tmp_path: Path) -> None:
    import datetime

    def change(book: Any) -> None:
        for number, [cell] in enumerate(book["Data"]["B2:B7"]):
            cell.value = datetime.datetime(2023, 2, 1 + number)

    write(project, change)
    assert list(read(project).cases["date"])[:2] == ["2023-02-01", "2023-02-02"]


def test_a_named_sheet_is_part_of_each_place(project: Project) -> None:
    write(project, of("E3", "kanske"))
    assert "a.xlsx, sheet 'Data', row 3, column 'Barnet hört': unknown answer" in message(project, "Data")
