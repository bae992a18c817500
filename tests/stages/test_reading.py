"""Reading: every format in, and a clear message for what cannot be read."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from granska.errors import ProblemsError
from granska.stages.reading import RawTable, read_raw
from projects import HEAD, ROWS, Project

TEXT = "\n".join([HEAD, *ROWS]) + "\n"
CELLS = [row.split(";") for row in TEXT.splitlines()]


def read(project: Project, file: str = "cases.csv", sheet: str | None = None) -> RawTable:
    project.change_parameters(lambda parameters: parameters.update(data=[{"file": file, "sheet": sheet}]))
    [table] = read_raw(project.raw, project.method().review)
    return table


def message(project: Project, file: str = "cases.csv", sheet: str | None = None) -> str:
    with pytest.raises(ProblemsError) as caught:
        read(project, file, sheet)
    return str(caught.value)


def write_workbook(path: Path, **sheets: list[list[object]]) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_text_files_of_every_kind_read_the_same(project: Project, encoding: str, delimiter: str, line_end: str) -> None:
    content = TEXT.replace(";", delimiter).replace("\n", line_end)
    (project.raw / "cases.csv").write_bytes(content.encode(encoding))
    table = read(project)
    assert list(table.rows.columns) == CELLS[0]
    assert table.rows.to_numpy().tolist() == CELLS[1:]
    assert list(table.rows.index) == [2, 3, 4, 5, 6, 7]


def as_workbook(path: Path) -> None:
    write_workbook(path, Data=[list(row) for row in CELLS], Notes=[["About the form"], ["Filled in by two inspectors"]])


def as_spss(path: Path) -> None:
    names = [f"v{number}" for number in range(len(CELLS[0]))]
    pyreadstat.write_sav(pd.DataFrame(CELLS[1:], columns=names), str(path))


def as_stata(path: Path) -> None:
    names = [f"v{number}" for number in range(len(CELLS[0]))]
    pyreadstat.write_dta(pd.DataFrame(CELLS[1:], columns=names), str(path))


def as_parquet(path: Path) -> None:
    pd.DataFrame(CELLS[1:], columns=CELLS[0]).to_parquet(path)


@pytest.mark.parametrize(
    ("file", "write"),
    [("a.xlsx", as_workbook), ("a.sav", as_spss), ("a.dta", as_stata), ("a.parquet", as_parquet)],
)
def test_other_formats_read_the_same(project: Project, file: str, write: Callable[[Path], None]) -> None:
    write(project.raw / file)
    table = read(project, file)
    assert table.rows.to_numpy().tolist() == CELLS[1:]
    assert list(table.rows.index) == [2, 3, 4, 5, 6, 7]


def test_typed_cells_become_what_a_person_would_have_typed(project: Project) -> None:
    date = pd.Timestamp("2023-02-01").to_pydatetime()
    write_workbook(
        project.raw / "a.xlsx", Data=[["id", "date", "days", "share", "heard"], ["A-1", date, 3.0, 2.5, True]]
    )
    assert read(project, "a.xlsx").rows.to_numpy().tolist() == [["A-1", "2023-02-01", "3", "2.5", "1"]]


def test_empty_rows_are_passed_over_and_numbers_of_the_others_kept(project: Project) -> None:
    (project.raw / "cases.csv").write_text(f"\n{HEAD}\n{ROWS[0]}\n;;;;;;;;\n{ROWS[1]}\n", encoding="utf-8")
    assert list(read(project).rows.index) == [3, 5]


def test_a_missing_file_is_named_beside_those_that_are_there(project: Project) -> None:
    expected = (
        "case.csv: no such file in data/raw/small/. The folder has cases.csv. Put it there, or mend data in review.yml."
    )
    assert expected in message(project, "case.csv")


BAD_BYTES = [
    (b"", "cases.csv: the file is empty (0 bytes). Export it again."),
    (b"\n \n", "cases.csv: the file has no cells with text. Export it again."),
    (HEAD.encode(), "cases.csv: only a head (row 1), no rows of data. Export it again."),
    (TEXT.encode("cp437"), "cases.csv, row 1: neither UTF-8 nor Windows-1252 text. Export it as 'CSV UTF-8'."),
    (b"id;district\nA-1;S\x81der\n", "cases.csv, row 2: neither UTF-8 nor Windows-1252 text."),
    (TEXT.encode() + "ö".encode("cp1252"), "cases.csv, row 8: neither UTF-8 nor Windows-1252 text."),
    (TEXT.encode("utf-16-le"), "cases.csv, row 1: neither UTF-8 nor Windows-1252 text."),
    (b"id;district\nA-1;\x00\n", "cases.csv: holds zero bytes, so it is no text file."),
    (TEXT.replace("flicka", '"flicka', 1).encode(), 'cases.csv, row 2: a quote (") is opened and never closed.'),
    (TEXT.replace("flicka", '"fl"icka', 1).encode(), "cases.csv, row 2: text after a closing quote."),
    (TEXT.replace(";3\n", ";3;4\n").encode(), "cases.csv, row 2: 10 cells where the head has 9. Put texts that hold"),
    (TEXT.replace(";3\n", "\n").encode(), "cases.csv, row 2: 8 cells where the head has 9. The row is cut off"),
    (
        (HEAD + ";Not\n" + ROWS[0] + ';"hmm\n' + ROWS[1] + ';bra"\n').encode(),
        'cases.csv, row 2: a quote (") is opened here and closed rows later',
    ),
    (("Granskning 2023\n" + TEXT).encode(), "cases.csv, row 1: looks like a title above the table."),
    (TEXT.replace("Önskat svar", "BARNET  hört").encode(), "cases.csv: the head 'BARNET hört' stands 2 times."),
    (TEXT.replace("Kön", "Dagar").encode(), "cases.csv: the head 'Dagar' stands 2 times."),
    (TEXT.replace("Kön", "").encode(), "cases.csv: column 4 has no head. Give it one, or delete the column."),
]


@pytest.mark.parametrize(("content", "expected"), BAD_BYTES)
def test_bad_text_files(project: Project, content: bytes, expected: str) -> None:
    (project.raw / "cases.csv").write_bytes(content)
    assert expected in message(project)


@pytest.mark.parametrize("suffix", ["xlsx", "sav", "dta", "parquet"])
def test_files_that_are_not_what_they_are_called(project: Project, suffix: str) -> None:
    (project.raw / f"a.{suffix}").write_bytes(b"not at all")
    assert f"a.{suffix}: cannot be read" in message(project, f"a.{suffix}")


def test_two_sheets_that_look_like_data(project: Project) -> None:
    write_workbook(project.raw / "a.xlsx", First=[list(row) for row in CELLS], Second=[list(row) for row in CELLS])
    expected = (
        "a.xlsx: 2 sheets look like data: 'First', 'Second'. Say which one: sheet: First under this file in review.yml."
    )
    assert expected in message(project, "a.xlsx")
    assert len(read(project, "a.xlsx", "Second").rows) == 6


def test_a_sheet_that_is_not_there(project: Project) -> None:
    as_workbook(project.raw / "a.xlsx")
    assert "a.xlsx: no sheet 'Ärenden'. It has: 'Data', 'Notes'." in message(project, "a.xlsx", "Ärenden")


# 811218-9876 is the number that Skatteverket itself prints as an example; the other is it as a coordination number
NUMBERS = [
    "1981-12-18-9876",
    "81 12 18-9876",
    "811218.9876",
    "811218_9876",
    "(811218) 9876",
    "811218-9876",
    "19811218-9876",
    "8112189876",
    "198112189876",
    "811218+9876",
    "811278-9873",
    "811218 – 9876",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_personal_identity_number_stops_reading_and_is_not_repeated(project: Project, number: str) -> None:
    project.write_cases(*ROWS[:3], ROWS[3].replace("Skola", f"se akt {number}"), *ROWS[4:])
    said = message(project)
    assert "cases.csv, row 5, column 'Anmälare': holds a Swedish personal identity number." in said
    assert number[-4:] not in said


@pytest.mark.parametrize("place", ["a column nobody asked for", "another sheet", "the head"])
def test_personal_identity_numbers_are_found_everywhere(project: Project, place: str) -> None:
    cells: list[list[object]] = [list(row) for row in CELLS]
    notes: list[list[object]] = [["Notes"]]
    if place == "another sheet":
        notes.append(["see 811218-9876"])
    elif place == "the head":
        cells[0].append("811218-9876")
    else:
        cells = [[*row, "extra" if number == 0 else 8112189876] for number, row in enumerate(cells)]
    write_workbook(project.raw / "a.xlsx", Data=cells, Notes=notes)
    assert "holds a Swedish personal identity number" in message(project, "a.xlsx")


@pytest.mark.parametrize("text", ["FB-2023-0147", "811218-9875", "811318-9876", "5556000000000", "2023-05-17 1234"])
def test_other_numbers_are_not_taken_for_identity_numbers(project: Project, text: str) -> None:
    project.write_cases(ROWS[0].replace("A-1", text), *ROWS[1:])
    assert read(project).rows.iloc[0, 0] == text


def test_the_faults_of_all_files_are_listed_together(project: Project) -> None:
    project.change_parameters(lambda parameters: parameters.update(data=[{"file": "one.csv"}, {"file": "two.csv"}]))
    with pytest.raises(ProblemsError) as caught:
        read_raw(project.raw, project.method().review)
    assert [line.partition(":")[0] for line in caught.value.found] == ["one.csv", "two.csv"]


def test_excels_own_first_line_is_passed_over(project: Project) -> None:
    (project.raw / "cases.csv").write_text("sep=;\n" + TEXT, encoding="utf-8")
    table = read(project)
    assert table.rows.to_numpy().tolist() == CELLS[1:]
    assert list(table.rows.index) == [3, 4, 5, 6, 7, 8]


def test_text_that_looks_the_same_is_the_same(project: Project) -> None:
    # a decomposed ö, a soft hyphen, a zero-width space
    text = TEXT.replace("Södra", "So\u0308dra", 1).replace("Polis", "Po\u00adlis\u200b", 1)
    (project.raw / "cases.csv").write_text(text, encoding="utf-8")
    assert read(project).rows.to_numpy().tolist() == CELLS[1:]


def test_a_sheet_that_says_it_is_smaller_than_it_is(project: Project) -> None:
    as_workbook(project.raw / "a.xlsx")
    with zipfile.ZipFile(project.raw / "a.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:I3"', parts[sheet])
    with zipfile.ZipFile(project.raw / "a.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert len(read(project, "a.xlsx").rows) == 6


def test_formulas_without_a_value_and_merged_cells_are_refused(project: Project) -> None:
    cells: list[list[object]] = [list(row) for row in CELLS]
    cells[1][4] = "=B1"
    write_workbook(project.raw / "a.xlsx", Data=cells)
    assert "a.xlsx, sheet 'Data', cell E2: a formula without a stored value." in message(project, "a.xlsx")
    as_workbook(project.raw / "b.xlsx")
    workbook = openpyxl.load_workbook(project.raw / "b.xlsx")
    workbook["Data"].merge_cells("E2:E4")
    workbook.save(project.raw / "b.xlsx")
    assert "b.xlsx, sheet 'Data': the cells E2:E4 are merged" in message(project, "b.xlsx")


def test_a_number_that_lost_its_first_zero_is_found(project: Project) -> None:
    cells: list[list[object]] = [list(row) for row in CELLS]
    cells[1][7] = 103151239  # 010315-1239, typed as a number
    write_workbook(project.raw / "a.xlsx", Data=cells)
    assert "row 2, column 'Anmälare': holds a Swedish personal identity number" in message(project, "a.xlsx")


def test_a_number_in_a_head_or_a_sheet_name_is_not_repeated(project: Project) -> None:
    head = HEAD.replace("Dagar", "811218-9876").replace("Kön", "811218-9876")
    project.write_cases(*ROWS, head=head)
    assert "9876" not in message(project)
    write_workbook(project.raw / "a.xlsx", **{"811218-9876": [list(row) for row in CELLS]})
    assert "9876" not in message(project, "a.xlsx")


def test_a_folder_is_no_file(project: Project) -> None:
    (project.raw / "a.csv").mkdir()
    assert "a.csv: a folder or a device, not a file." in message(project, "a.csv")


def test_suffixes_may_be_capitals(project: Project) -> None:
    as_workbook(project.raw / "a.XLSX")
    assert len(read(project, "a.XLSX").rows) == 6
