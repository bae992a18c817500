"""The form: made from the codebook, filled in, and read again through cleaning."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from granska.errors import InputError, ProblemsError
from granska.review.drafts import copy_with_stand_ins
from granska.review.method import load_method
from granska.stages.cleaning import clean
from granska.stages.form import FORM, form, form_sheets
from granska.stages.reading import read_raw
from projects import CODEBOOK, Project

SHEETS = ("Anna", "Björn", "Läst av två")
FILLED: dict[str, list[list[Any]]] = {
    "Anna": [
        ["0001", "Anna", "2023-02-01", "Norra", "flicka", "Ja", "Ja", "Ja", "Skola", 3],
        ["0002", "Anna", "2023-02-02", "Norra", "pojke", "Nej", "Nej", "ej aktuellt", "Polis", 20],
    ],
    "Björn": [
        ["0003", "Björn", "2023-02-03", "Södra", "flicka", "framgår ej", "Nej", "ej aktuellt", "Skola", "framgår ej"],
        ["0004", "Björn", "2023-02-04", "Södra", "pojke", "Ja", "Ja", "Nej", "Polis", 14],
    ],
}


@pytest.fixture
def inspected(project: Project) -> Project:
    """The small review, read by two people with a form."""

    def change(parameters: dict[str, Any]) -> None:
        parameters["columns"]["reader"] = "Granskare"
        parameters["readers"] = {"names": ["Anna", "Björn"], "rule": "agreed"}
        parameters["data"] = [{"file": FORM, "sheet": sheet} for sheet in SHEETS]

    project.change_parameters(change)
    return project


def made(project: Project, rows: int = 20) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(form(project.method(), SHEETS, rows)))


def fill(project: Project, filled: dict[str, list[list[Any]]]) -> None:
    book = made(project)
    for sheet, rows in filled.items():
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                book[sheet].cell(number, column).value = value
    book.save(project.raw / FORM)


def said(project: Project) -> str:
    with pytest.raises(ProblemsError) as caught:
        clean(read_raw(project.raw, project.method().review), project.method())
    return str(caught.value)


def test_it_has_a_sheet_a_person_one_for_two_and_the_codes_explained(inspected: Project) -> None:
    book = made(inspected)
    assert book.sheetnames == ["Frågorna", *SHEETS, "Svarslistor"]
    assert all(sheet.sheet_state == "visible" for sheet in book)
    heads = [cell.value for cell in book["Anna"][1]]
    assert heads[:5] == ["Ärende", "Granskare", "Inkom", "Stadsdel", "Kön"]
    assert heads[5:] == [question.headers[0] for question in inspected.method().codebook]
    explained = {row[0].value: [cell.value for cell in row] for row in book["Frågorna"].iter_rows(min_row=9)}
    assert explained["Barnet hört"][2] == "Ja\nNej\nframgår ej\nej aktuellt"
    assert explained["Svar gavs"][3] == "Gäller där ”Önskat svar” är Ja"


def test_heads_are_locked_and_cells_are_not(inspected: Project) -> None:
    for name in SHEETS:
        sheet = made(inspected)[name]
        assert sheet.protection.sheet
        assert sheet.freeze_panes == "B2"
        assert all(cell.protection.locked for cell in sheet[1])
        assert not sheet["A2"].protection.locked
        assert not sheet["F21"].protection.locked


def rules(sheet: Any) -> dict[str, Any]:
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_lists_dates_and_numbers_are_held_to(inspected: Project) -> None:
    book = made(inspected)
    found = rules(book["Anna"])
    lists = book["Svarslistor"]

    def listed(cells: str) -> list[Any]:
        _, place = found[cells].formula1.split("!")
        return [cell.value for [cell] in lists[place.replace("$", "")]]

    assert found["F2:F21"].type == "list"
    assert listed("F2:F21") == ["Ja", "Nej", "framgår ej", "ej aktuellt"]
    assert listed("D2:D21") == ["Norra", "Södra"]
    assert sorted(listed("E2:E21")) == ["flicka", "pojke"]
    assert (found["C2:C21"].type, found["C2:C21"].formula1) == ("date", "44927")  # 2023-01-01
    assert "INT(J2)" in found["J2:J21"].formula1
    assert found["A2:A21"].formula1 == "COUNTIF($A$2:$A$21,A2)=1"
    assert all(rule.showErrorMessage and rule.errorStyle == "stop" for rule in found.values())


def test_the_reader_is_written_on_her_own_sheet_and_chosen_on_the_shared_one(inspected: Project) -> None:
    book = made(inspected)
    assert {cell.value for [cell] in book["Björn"]["B2:B21"]} == {"Björn"}
    assert {cell.value for [cell] in book["Läst av två"]["B2:B21"]} == {None}
    assert rules(book["Läst av två"])["B2:B21"].type == "list"
    # the same case stands there twice, once a reader
    assert "A2:A21" not in rules(book["Läst av två"])


def test_the_same_codebook_gives_the_same_bytes(inspected: Project) -> None:
    method = inspected.method()
    assert form(method, SHEETS, 20) == form(method, SHEETS, 20)


def test_it_comes_back_in_through_cleaning(inspected: Project) -> None:
    fill(inspected, FILLED)
    cleaned = clean(read_raw(inspected.raw, inspected.method().review), inspected.method())
    assert list(cleaned.cases["case_id"]) == ["0001", "0002", "0003", "0004"]
    assert list(cleaned.cases["heard"]) == ["yes", "no", "undocumented", "yes"]
    assert list(cleaned.cases["days"]) == ["3", "20", "undocumented", "14"]
    assert set(cleaned.log["rule"]) <= {"column-ignored", "answer-variant"}


def test_cases_that_two_read_come_in_with_both_readings(inspected: Project) -> None:
    case = ["0005", "", "2023-02-05", "Södra", "pojke", "Ja", "Ja", "Nej", "Polis", 14]
    one, other = [list(case) for _ in range(2)]
    one[1], other[1], other[5] = "Anna", "Björn", "Nej"
    fill(inspected, {**FILLED, "Läst av två": [one, other]})
    cleaned = clean(read_raw(inspected.raw, inspected.method().review), inspected.method())
    assert list(cleaned.cases["case_id"]) == ["0001", "0002", "0003", "0004", "0005"]
    assert cleaned.cases.set_index("case_id").loc["0005", ["heard", "days"]].tolist() == ["missing", "14"]


def test_text_outside_the_lists_is_a_fault_with_sheet_row_and_column(inspected: Project) -> None:
    rows = {name: [list(row) for row in filled] for name, filled in FILLED.items()}
    rows["Björn"][1][5] = "kanske"
    rows["Anna"][0][9] = "tre dagar"
    rows["Anna"][1][3] = "Västra"
    fill(inspected, rows)
    message = said(inspected)
    assert "3 problems" in message
    assert "form.xlsx, sheet 'Björn', row 3, column 'Barnet hört': unknown answer (a text of 6 characters)" in message
    assert "form.xlsx, sheet 'Anna', row 2, column 'Dagar': not a number (a text of 9 characters)" in message
    assert "form.xlsx, sheet 'Anna', row 3, column 'Stadsdel': an area that is not in the list" in message
    assert "kanske" not in message


def test_a_form_that_nobody_filled_in(inspected: Project) -> None:
    fill(inspected, {})
    with pytest.raises(InputError, match=r"only heads, no rows of data in form.xlsx, sheet 'Anna'"):
        read_raw(inspected.raw, inspected.method().review)


def test_an_english_review_has_an_english_form(inspected: Project) -> None:
    inspected.change_parameters(lambda parameters: parameters.update(languages=["en"]))
    book = openpyxl.load_workbook(io.BytesIO(form(inspected.method(), ("Reader 1",), 5)))
    assert book.sheetnames == ["The questions", "Reader 1", "Answers"]
    lists = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Answers"].columns}
    assert lists["Barnet hört"] == ["yes", "no", "not documented", "not applicable"]


def test_a_draft_gives_a_form_before_all_is_decided(inspected: Project, tmp_path: Path) -> None:
    text = (inspected.params / "review.yml").read_text(encoding="utf-8").replace("'2023-01-01'", '"?"')
    (inspected.params / "review.yml").write_text(text, encoding="utf-8")
    copy = tmp_path / "copy" / "params" / "small"
    copy.parent.mkdir(parents=True)
    copy_with_stand_ins(inspected.params, copy)
    assert str(yaml.safe_load((copy / "review.yml").read_text(encoding="utf-8"))["period"]["start"]) == "1800-01-01"
    assert (copy / "codebook.csv").read_text(encoding="utf-8-sig").splitlines() == CODEBOOK.splitlines()
    workspace = type(inspected.workspace)(tmp_path / "copy")
    assert form(load_method(workspace, "small"), SHEETS, 5)


@pytest.mark.parametrize(
    ("inspectors", "sheets"),
    [
        ("1", ("Granskare 1",)),
        ("2", ("Granskare 1", "Granskare 2", "Läst av två")),
        ("Anna, Björn", ("Anna", "Björn", "Läst av två")),
    ],
)
def test_names_of_sheets(inspectors: str, sheets: tuple[str, ...]) -> None:
    assert form_sheets(inspectors, "sv") == sheets


@pytest.mark.parametrize(
    ("inspectors", "message"),
    [
        ("0", "give a number from 1 to 50"),
        ("Anna/Björn", "'Anna/Björn' cannot name a sheet"),
        ("Läst av två, Anna", "'Läst av två' is the name of another sheet"),
        ("Anna, anna", "give each person a name of her own"),
        (" , ", "give each person a name of her own"),
    ],
)
def test_names_that_no_sheet_can_have(inspectors: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        form_sheets(inspectors, "sv")


def test_a_register_has_no_form(project: Project) -> None:
    def change(parameters: dict[str, Any]) -> None:
        parameters.update(kind="register", columns={"year": "År"})
        parameters["design"].update(inference="practice")

    project.change_parameters(change)
    (project.params / "codebook.csv").write_text(
        "question;column;text_sv;text_en;area;type\nreports;Antal;Anmälningar;Reports;safety;count\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="a register has no form"):
        form(project.method(), ("Anna",), 5)
