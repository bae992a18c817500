"""Cleaning: what each spelling becomes, what is logged, and what stops it."""

from typing import Any

import pandas as pd
import pytest

from granska.errors import ProblemsError
from granska.stages.cleaning import Cleaned, clean
from granska.stages.reading import read_raw
from projects import HEAD, ROWS, Project


def cleaned(project: Project) -> Cleaned:
    method = project.method()
    return clean(read_raw(project.raw, method.review), method)


def test_cases_hold_the_codes_of_the_codebook(project: Project) -> None:
    cases = cleaned(project).cases.set_index("case_id")
    assert list(cases.columns) == ["stratum", "date", "gender", "heard", "wanted", "answered", "reporter", "days"]
    assert cases.loc["A-3"].to_dict() == {
        "stratum": "Norra",
        "date": "2023-02-03",
        "gender": "girl",
        "heard": "undocumented",
        "wanted": "no",
        "answered": "not_applicable",
        "reporter": "school",
        "days": "15",
    }
    # an empty cell is missing where the question was asked; where it is not known whether it was, it does not apply
    assert list(cases["answered"]) == ["yes", "no", "not_applicable", "missing", "not_applicable", "not_applicable"]


@pytest.mark.parametrize(
    ("column", "raw", "code", "rule"),
    [
        ("heard", "Ja", "yes", None),
        ("heard", "ja ", "yes", "answer-variant"),
        ("heard", "J", "yes", "answer-variant"),
        ("heard", "1", "yes", "answer-variant"),
        ("heard", "x", "yes", "answer-variant"),
        ("heard", "Nej", "no", None),
        ("heard", "0", "no", "answer-variant"),
        ("heard", "vet ej", "undocumented", "answer-variant"),
        ("heard", "99", "undocumented", "answer-variant"),
        ("heard", ".", "missing", "answer-variant"),
        ("heard", "", "missing", None),
        ("heard", "ej aktuellt", "not_applicable", None),
        ("reporter", "SKOLAN", "school", "answer-variant"),
        ("reporter", "framgår ej", "undocumented", None),
        ("gender", "F", "girl", "group-variant"),
        ("gender", "K", "girl", "group-variant"),
        ("gender", "P", "boy", "group-variant"),
        ("gender", "M", "boy", "group-variant"),
        ("gender", "", "unknown", None),
        ("stratum", "Norrmalm", "Norra", "district-renamed"),
        ("stratum", "södra", "Södra", "name-variant"),
        ("date", "5.3.2023", "2023-03-05", "date-format"),
        ("date", "5/3 2023", "2023-03-05", "date-format"),
        ("date", "", "", None),
        ("days", "12,0", "12", "decimal-comma"),
        ("days", "7,5", "7.5", "decimal-comma"),
        ("days", "12.50", "12.5", None),
        ("days", "vet ej", "undocumented", "answer-variant"),
        ("days", "99", "99", None),
        ("days", "0,125", "0.125", "decimal-comma"),
    ],
)
def test_spellings(project: Project, column: str, raw: str, code: str, rule: str | None) -> None:
    heads = {"heard": "Barnet hört", "reporter": "Anmälare", "gender": "Kön", "stratum": "Stadsdel", "date": "Inkom"}
    place = HEAD.split(";").index(heads.get(column, "Dagar"))
    cells = ROWS[0].split(";")
    cells[place] = raw
    project.write_cases(";".join(cells), *ROWS[1:])
    result = cleaned(project)
    assert result.cases.set_index("case_id").loc["A-1", column] == code
    logged = result.log.query("row == 2")
    assert list(logged["rule"]) == ([rule] if rule else [])
    if rule:
        assert list(logged["file"]) == ["cases.csv"]
        assert list(logged["column"]) == [HEAD.split(";")[place]]


def test_every_row_of_the_log_names_its_place(project: Project) -> None:
    rows = [f"{row};" for row in (*ROWS, ROWS[0])]
    project.write_cases(*rows, head=HEAD.replace("Ärende", "arende") + ";Anteckning")
    log = cleaned(project).log
    assert list(log.columns) == ["file", "row", "column", "rule", "kind"]
    assert log[["row", "column", "rule"]].to_numpy().tolist() == [
        [1, "Anteckning", "column-ignored"],
        [1, "arende", "header-variant"],
        [4, "Barnet hört", "answer-variant"],
        [6, "Dagar", "answer-variant"],
        [8, "", "duplicate-row"],
    ]


def test_a_case_repeated_with_other_spellings_is_one_case(project: Project) -> None:
    project.write_cases(*ROWS, ROWS[0].replace("Ja", "J"))
    result = cleaned(project)
    assert len(result.cases) == 6
    assert "duplicate-row" in set(result.log.query("row == 8")["rule"])


def test_an_answer_outside_its_condition_is_logged(project: Project) -> None:
    project.write_cases(*[row.replace("Nej;ej aktuellt;Skola;15", "Nej;Ja;Skola;15") for row in ROWS])
    result = cleaned(project)
    assert result.cases.set_index("case_id").loc["A-3", "answered"] == "not_applicable"
    assert result.log.query("rule == 'outside-condition'")[["file", "row"]].to_numpy().tolist() == [["cases.csv", 4]]


BAD_ROWS = [
    pytest.param(
        [ROWS[0].replace("flicka;Ja", "flicka;kanske"), *ROWS[1:5], ROWS[5].replace("Polis", "Polsi")],
        [
            "cases.csv, row 2, column 'Barnet hört': unknown answer (a text of 6 characters).",
            "cases.csv, row 7, column 'Anmälare': unknown answer (a text of 5 characters). Did you mean 'Polis'?",
        ],
        id="unknown answers, all at once",
    ),
    pytest.param(
        [*ROWS, ROWS[0].replace(";3", ";4")],
        ["cases.csv row 2 and cases.csv row 8: the same case id with different days. Keep the right one."],
        id="same id, different answers",
    ),
    pytest.param(
        [ROWS[0].replace("Norra", "Nora"), *ROWS[1:]],
        [
            "cases.csv, row 2, column 'Stadsdel': an area that is not in the list of areas (a text of 4 characters). "
            "Did you mean 'Norra'?"
        ],
        id="district not in the population",
    ),
    pytest.param(
        [ROWS[0].replace("2023-02-01", "44958"), *ROWS[1:]],
        ["cases.csv, row 2, column 'Inkom': a number that looks like an Excel serial date. Format the column"],
        id="Excel serial date",
    ),
    pytest.param(
        [ROWS[0].replace("2023-02-01", "2022-12-31"), *ROWS[1:]],
        ["cases.csv, row 2, column 'Inkom': the date lies outside the period 2023-01-01 to 2023-12-31."],
        id="date outside the period",
    ),
    pytest.param(
        [ROWS[0].replace("2023-02-01", "31.2.2023"), *ROWS[1:]],
        ["cases.csv, row 2, column 'Inkom': not a date (a text of 9 characters). Write it as YYYY-MM-DD."],
        id="no such date",
    ),
    pytest.param(
        [ROWS[0].replace("flicka", "flika"), *ROWS[1:]],
        ["cases.csv, row 2, column 'Kön': unknown group (a text of 5 characters). Did you mean 'flicka'?"],
        id="unknown group",
    ),
    pytest.param(
        [ROWS[0].replace(";3", ";tre"), *ROWS[1:]],
        ["cases.csv, row 2, column 'Dagar': not a number (a text of 3 characters). Write a number."],
        id="not a number",
    ),
    *[
        pytest.param(
            [ROWS[0].replace(";3", f";{number}"), *ROWS[1:]],
            [f"cases.csv, row 2, column 'Dagar': {said}"],
            id=number,
        )
        for number, said in [
            ("1,000", "the sign may part thousands or begin decimals."),
            ("1.000", "the sign may part thousands or begin decimals."),
            ("1e1", "not a number (a text of 3 characters)."),
            ("inf", "not a number (a text of 3 characters)."),
        ]
    ],
    pytest.param(
        [ROWS[0].replace("A-1", ""), *ROWS[1:]],
        ["cases.csv, row 2, column 'Ärende': empty, but every case needs an id. Fill it in."],
        id="no case id",
    ),
    pytest.param(
        [f"B-{number};2023-02-01;Södra;flicka;Ja;Ja;Ja;Skola;3" for number in range(13)] + ROWS[:2],
        ["'Södra' has 12 cases in the population but 13 were read. Mend the number or the data."],
        id="fewer in the population than in the sample",
    ),
    pytest.param(
        ROWS[:3],
        ["'Södra' is in the population but no case of it was read. An estimate needs at least two"],
        id="nobody read in a stratum",
    ),
]


@pytest.mark.parametrize(("rows", "messages"), BAD_ROWS)
def test_bad_rows_are_named_with_their_place(project: Project, rows: list[str], messages: list[str]) -> None:
    project.write_cases(*rows)
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    assert len(caught.value.found) == len(messages)
    for message in messages:
        assert message in str(caught.value)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (HEAD.replace("Dagar", "Dagr"), "cases.csv: no column for days: none is headed 'Dagar'. Did you mean 'Dagr'?"),
        (HEAD.replace("Dagar", "Arende"), "cases.csv: 'Ärende' and 'Arende' both stand for case_id. Delete one"),
        (
            HEAD.replace("Dagar", "Kön"),
            "cases.csv: the head 'Kön' stands 2 times. Rename or delete one of the columns.",
        ),
    ],
)
def test_columns_missing_or_doubled(project: Project, head: str, message: str) -> None:
    project.write_cases(*ROWS, head=head)
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    assert message in str(caught.value)


def test_no_message_repeats_a_value(project: Project) -> None:
    project.write_cases(ROWS[0].replace("flicka;Ja", "Hemlig Person;Hemligt svar"), *ROWS[1:])
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    assert "Hemlig" not in str(caught.value)


def test_the_cases_of_two_files_are_one_table(project: Project) -> None:
    project.change_parameters(lambda parameters: parameters["data"].append({"file": "more.csv"}))
    project.write_cases(*ROWS[:3])
    project.write_cases(*ROWS[3:], file="more.csv")
    cases = cleaned(project).cases
    assert list(cases["case_id"]) == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"]
    assert isinstance(cases, pd.DataFrame)


def test_ids_that_differ_in_case_or_blanks_are_one_case(project: Project) -> None:
    project.write_cases(*ROWS, ROWS[0].replace("A-1", "a-1 ").replace(";3", ";4"))
    with pytest.raises(
        ProblemsError, match=r"cases\.csv row 2 and cases\.csv row 8: the same case id with different days"
    ):
        cleaned(project)


def test_heads_without_a_file_are_not_guessed_from_its_first_case(project: Project) -> None:
    project.write_cases(*ROWS[1:], head=ROWS[0])
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    assert "flicka" not in str(caught.value)
    assert "A-1" not in str(caught.value)


def test_what_counts_as_no_counts_so_in_conditions(project: Project) -> None:
    codebook = (project.params / "codebook.csv").read_text(encoding="utf-8-sig")
    codebook = codebook.replace("wanted=yes", "heard=no")  # heard: undocumented counts as no
    (project.params / "codebook.csv").write_text(codebook, encoding="utf-8")
    project.write_cases(*[row.replace("Nej;ej aktuellt", "Nej;Ja") for row in ROWS])
    cases = cleaned(project).cases.set_index("case_id")
    assert cases.loc["A-3", ["heard", "answered"]].tolist() == ["undocumented", "yes"]


def test_an_area_is_not_a_missing_answer(project: Project) -> None:
    def without_population(parameters: dict[str, Any]) -> None:
        parameters["design"].update(population=None, inference="practice")

    project.change_parameters(without_population)
    project.write_cases(ROWS[0].replace("Norra", "framgår ej"), *ROWS[1:])
    with pytest.raises(ProblemsError, match="column 'Stadsdel': an area that is not in the list of areas"):
        cleaned(project)


def test_hundreds_of_problems_are_counted_and_not_all_shown(project: Project) -> None:
    project.write_cases(*[f"A-{number};2023-02-01;Norra;flicka;kanske;Ja;Ja;Skola;3" for number in range(300)])
    with pytest.raises(ProblemsError) as caught:
        cleaned(project)
    lines = str(caught.value).splitlines()
    assert lines[0] == "data/raw/small: 300 problems"
    assert lines[-1] == "  … and 100 more of the same kind."
    assert len(lines) == 202
