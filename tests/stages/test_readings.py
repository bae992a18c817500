"""Cases that two inspectors read: whose answer counts, how well they agree, and what may be said of it."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import oracle
from granska.errors import InputError, ProblemsError
from granska.stages.cleaning import Cleaned, clean
from granska.stages.counting import count
from granska.stages.disclosure import disclose
from granska.stages.estimating import estimate
from granska.stages.reading import read_raw
from granska.stages.store import READINGS, load_cleaned, save_cleaned
from projects import HEAD, ROWS, Project

READERS = {"names": ["Anna", "Bo"], "rule": "first"}


def cleaned(project: Project) -> Cleaned:
    method = project.method()
    return clean(read_raw(project.raw, method.review), method)


def read_by(project: Project, *rows: str, **readers: Any) -> None:
    """Write the six cases as read by Anna, and more rows by whoever they name."""

    def change(content: dict[str, Any]) -> None:
        content["columns"]["reader"] = "Läsare"
        content["readers"] = READERS | readers

    project.change_parameters(change)
    project.write_cases(*(f"{row};Anna" for row in ROWS), *rows, head=f"{HEAD};Läsare")


AGAIN = "A-1;2023-02-01;Norra;flicka;Nej;Ja;;Polis;3"  # Anna has: Ja;Ja;Ja;Skola;3


@pytest.mark.parametrize(
    ("readers", "more", "counted", "rules"),
    [
        ({}, [], ("yes", "yes", "school"), {"readers-first": 2}),
        ({"names": ["Bo", "Anna"]}, [], ("no", "yes", "police"), {"readers-first": 2}),
        ({"rule": "agreed"}, [], ("missing", "yes", "missing"), {"readers-missing": 2}),
        (
            {"rule": "agreed", "decider": "Chris"},
            ["A-1;2023-02-01;Norra;flicka;Nej;;;;.;Chris"],
            ("no", "yes", "missing"),
            {"readers-decider": 1, "readers-missing": 1},
        ),
        (
            {"decider": "Chris"},
            ["A-1;2023-02-01;Norra;flicka;vet ej;Ja;Nej;Skola;3;Chris"],
            ("undocumented", "no", "school"),
            {"readers-decider": 3},
        ),
    ],
)
def test_the_rule_says_which_answer_counts(project, readers, more, counted, rules) -> None:
    read_by(project, f"{AGAIN};bo ", *more, **readers)
    found = cleaned(project)
    case = found.cases.set_index("case_id").loc["A-1"]
    assert tuple(case[["heard", "answered", "reporter"]]) == counted
    assert len(found.cases) == 6
    logged = found.log["rule"].value_counts()
    assert {rule: count for rule, count in logged.items() if rule.startswith("readers-")} == rules
    assert logged["read-twice"] == 1 + len(more)
    assert logged["reader-variant"] == 1
    assert list(found.readings["reader"]) == (["Bo", "Anna"] if readers.get("names") else ["Anna", "Bo"])


def test_readers_of_their_own_cases_change_nothing(project) -> None:
    read_by(project)
    found = cleaned(project)
    assert len(found.cases) == 6
    assert found.readings.empty
    assert "readers" not in set(count(found.cases, project.method(), found.readings)["breakdown"])


def test_an_answer_counts_where_the_other_reader_has_none(project) -> None:
    read_by(project, "A-4;2023-02-04;Södra;pojke;Ja;Ja;Nej;Skola;7;Bo")  # Anna left the third answer open
    assert cleaned(project).cases.set_index("case_id").loc["A-4", "answered"] == "no"
    assert "readers-first" not in set(cleaned(project).log["rule"])


def test_each_reading_has_its_own_conditions(project) -> None:
    read_by(project, "A-1;2023-02-01;Norra;flicka;Ja;Nej;Ja;Skola;3;Bo")
    found = cleaned(project)
    assert list(found.readings["answered"]) == ["yes", "not_applicable"]
    pairs = count(found.cases, project.method(), found.readings).query("breakdown == 'readers'")
    assert list(pairs.query("indicator == 'answered'")[["level", "not_applicable", "n"]].to_numpy()[0]) == ["all", 1, 0]
    assert pairs.query("indicator == 'wanted' and level == 'yes|no'")["x"].sum() == 1


def test_the_file_may_say_who_read_it(project) -> None:
    def change(content: dict[str, Any]) -> None:
        content["data"] = [{"file": "cases.csv", "reader": "anna"}, {"file": "again.csv", "reader": "Bo"}]
        content["readers"] = READERS

    project.change_parameters(change)
    project.write_cases(AGAIN, file="again.csv")
    assert list(cleaned(project).readings["reader"]) == ["Anna", "Bo"]


def test_readings_pass_through_the_files_between_the_stages(project) -> None:
    read_by(project, f"{AGAIN};Bo")
    found = cleaned(project)
    save_cleaned(project.workspace, "small", found)
    again = load_cleaned(project.workspace, "small")
    pd.testing.assert_frame_equal(again.readings.astype(object), found.readings)
    project.change_parameters(lambda content: (content.pop("readers"), content["columns"].pop("reader")))
    project.write_cases(*ROWS)
    save_cleaned(project.workspace, "small", cleaned(project))
    assert not (project.workspace.processed("small") / READINGS).exists()
    assert load_cleaned(project.workspace, "small").readings is None


FAULTS = [
    (["A-1;2023-02-01;Södra;flicka;Nej;Ja;;Polis;3;Bo"], {}, "cases.csv row 2 and cases.csv row 8: the same case id "
     "with different stratum. Keep the right one."),
    (["A-1;2023-02-02;Norra;pojke;Nej;Ja;;Polis;3;Bo"], {}, "with different date, gender. Keep the right one."),
    ([f"{AGAIN};Anna"], {}, "cases.csv row 2 and cases.csv row 8: the same case id with different answered, heard, "
     "reporter. Keep the right one."),
    ([f"{AGAIN};Boo"], {}, "cases.csv, row 8, column 'Läsare': not one of readers.names in review.yml (a text of 3 "
     "characters). Did you mean 'Bo'?"),
    ([f"{AGAIN};"], {}, "cases.csv, row 8, column 'Läsare': empty, but every row needs the name of its reader. Fill it "
     "in."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "readers", "message"), FAULTS)
def test_faults_of_double_readings_are_named(project, rows, readers, message) -> None:
    read_by(project, *rows, **readers)
    with pytest.raises(ProblemsError) as error:
        cleaned(project)
    assert message in str(error.value)


def test_two_readers_without_a_rule_are_a_fault(project) -> None:
    read_by(project, f"{AGAIN};Bo")
    project.change_parameters(lambda content: content.pop("readers"))
    with pytest.raises(ProblemsError, match=r"the same case id, read by two\. Say under readers in review.yml who"):
        cleaned(project)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(readers=READERS), "readers needs columns.reader, or reader at each file under data"),
        (lambda c: c.update(readers={**READERS, "names": ["Anna", "anna"]}), "'Anna' is named twice"),
        (
            lambda c: c.update(readers={**READERS, "decider": "Bo"}),
            "'Bo' is named twice; the decider is not one of names",
        ),
        (lambda c: c.update(readers={"names": ["Anna", "Bo"]}), "readers.rule: this key is required"),
        (
            lambda c: c.update(readers=READERS, data=[{"file": "cases.csv", "reader": "Eva"}]),
            "data: the reader 'Eva' is not one of readers.names",
        ),
        (
            lambda c: c["disclosure"].update(threshold=5, double_read="shown", reason=None, decided_by=None),
            "double_read: shown: give reason and decided_by",
        ),
    ],
)
def test_faults_of_the_parameters_are_named(project, change, message) -> None:
    project.change_parameters(change)
    with pytest.raises(InputError) as error:
        project.method()
    assert message.lower() in str(error.value).lower()


# Reference values: from a file of readings to the estimates.

ANSWERS = ["a", "b", "c", "d", "e"]


def question(answers: Iterable[str]) -> str:
    head = (
        "question;column;text_sv;text_en;area;type;codes;labels_sv;labels_en;applies_if;base_sv;base_en;"
        "undocumented;favourable;limit;headline"
    )
    codes = "; ".join(f"{one} = {one}" for one in answers)
    return f'{head}\nrated;Bedömning;Bedömt;Rated;safety;category;"{codes}";"{codes}";"{codes}";;;;;;;\n'


def readings(text: str) -> list[list[str]]:
    """Give the ratings of a row of the reference, a list a case."""
    if "NA" not in text and all(cell.isdigit() and int(cell) < 100 for cell in text.split(";")[0].split(",")):
        table = oracle.strata(text).T
        if table.shape[0] == table.shape[1]:
            cells = [(i, j) for i in range(len(table)) for j in range(len(table)) for _ in range(table[i, j])]
            return [[ANSWERS[i], ANSWERS[j]] for i, j in cells]
    return [["" if mark == "NA" else ANSWERS[int(mark) - 1] for mark in case.split(",")] for case in text.split(";")]


def estimates(project: Project, ratings: list[list[str]]) -> pd.DataFrame:
    """Write a file of ratings, a row a case and reader, and go through the stages."""
    names = [f"Läsare {number + 1}" for number in range(len(ratings[0]))]

    def change(content: dict[str, Any]) -> None:
        content["columns"] = {"case_id": "Ärende", "reader": "Läsare"}
        content["readers"] = {"names": names, "rule": "first"}
        content["breakdowns"] = {}
        content["design"] = {"strata": {**content["design"]["strata"], "names": ["Norra"]}}

    project.change_parameters(change)
    used = sorted({answer for case in ratings for answer in case if answer})
    (project.params / "codebook.csv").write_text(question(used), encoding="utf-8")
    with (project.raw / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Ärende", "Stadsdel", "Läsare", "Bedömning"])
        for number, case in enumerate(ratings):
            writer.writerows([f"A-{number}", "Norra", *pair] for pair in zip(names, case, strict=True))
    method = project.method()
    found = cleaned(project)
    return estimate(count(found.cases, method, found.readings), method).query("breakdown == 'readers'")


TABLES = ("kappa2.table", "cohen-kappa-fleiss-se", "gwet.ac1.table", "pa2.table")
METHOD = dict(zip(TABLES, ("cohen-kappa", "cohen-kappa", "gwet-ac1", "wilson"), strict=True))


@oracle.cases("agreement", *TABLES)
def test_reference_values_of_two_readers_pass_through_the_stages(project, row) -> None:
    ratings = readings(row["table_or_ratings"])
    found = estimates(project, ratings).query("indicator == 'rated'").set_index("method").loc[METHOD[row["method"]]]
    assert found["estimate"] == pytest.approx(float(row["coeff"]), abs=float(row["tolerance"]))
    assert found["n"] == len(ratings)
    if row["method"] == "gwet.ac1.table":
        # irrCAC divides the variance of a square table by the cases, and we by one less
        half = np.sqrt(len(ratings) / (len(ratings) - 1)) * (float(row["coeff"]) - float(row["ci_lower"]))
        assert found["lower"] == pytest.approx(max(float(row["coeff"]) - half, -1), abs=0.005)


RAW = {"conger.kappa.raw": "conger-kappa", "gwet.ac1.raw": "gwet-ac1", "pa.coeff.raw": "pairwise"}
# Those who read a case alone are no part of the cases that two read, and count in R's shares of categories.
SEVERAL = [row for row in oracle.rows("agreement", *RAW) if "NA,NA,3,NA" not in row["table_or_ratings"]]


@pytest.mark.parametrize("row", SEVERAL, ids=lambda row: row["case_id"])
def test_reference_values_of_several_readers_pass_through_the_stages(project, row) -> None:
    text = row["table_or_ratings"]
    shifted = ";".join(
        ",".join(mark if mark == "NA" else str(int(mark) + 1) for mark in case.split(",")) for case in text.split(";")
    )
    found = estimates(project, readings(shifted if ",0" in text or text.startswith("0") else text))
    one = found.query("indicator == 'rated'").set_index("method").loc[RAW[row["method"]]]
    assert one["estimate"] == pytest.approx(float(row["coeff"]), abs=float(row["tolerance"]))
    limits = one[["lower", "upper"]].astype(float).to_list()
    known = [float(row["ci_lower"]), float(row["ci_upper"])]
    assert limits == pytest.approx(known, abs=float(row["ci_tolerance"]))


# Disclosure control.


def pairs(cells: dict[tuple[str, str], int], stratum: str = "Norra") -> list[tuple[str, str, str]]:
    return [(stratum, *pair) for pair, number in cells.items() for _ in range(number)]


def published(
    project: Project, twice: list[tuple[str, str, str]], once: dict[tuple[str, str], int], **settings: Any
) -> pd.DataFrame:
    """Publish a review of one question in three districts, some cases read twice and some once."""
    (project.params / "population.csv").write_text("stratum,population\nNorra,90\nSödra,90\nVästra,90\n", "utf-8")

    def change(content: dict[str, Any]) -> None:
        content["columns"] = {"case_id": "Ärende", "reader": "Läsare"}
        content["readers"], content["breakdowns"] = READERS, {}
        content["disclosure"] |= {"threshold": 5} | settings

    project.change_parameters(change)
    lines = (project.params / "codebook.csv").read_text("utf-8-sig").splitlines()
    (project.params / "codebook.csv").write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    rows = []
    for number, (stratum, first, second) in enumerate(twice):
        rows += [f"D-{number};{stratum};{first};Anna", f"D-{number};{stratum};{second};Bo"]
    singles = [(stratum, answer) for (stratum, answer), many in once.items() for _ in range(many)]
    rows += [f"E-{number};{stratum};{answer};Anna" for number, (stratum, answer) in enumerate(singles)]
    project.write_cases(*rows, head="Ärende;Stadsdel;Barnet hört;Läsare")
    method = project.method()
    found = cleaned(project)
    counts = count(found.cases, method, found.readings)
    shown = disclose(estimate(counts, method), counts, method).estimates
    return shown[(shown["breakdown"] == "readers") & (shown["indicator"] == "heard")]


DISTRICTS = ("Norra", "Södra", "Västra")
MANY = {("Ja", "Ja"): 3, ("Nej", "Nej"): 3, ("Ja", "Nej"): 1}
OPEN = [one for district in DISTRICTS for one in pairs(MANY, district)]
REST = {(district, answer): 6 for district in DISTRICTS for answer in ("Ja", "Nej")}


def telling(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["measure"].isin(["chance_corrected_agreement", "answers_apart"])]


def test_nothing_is_hidden_where_no_count_is_small(project) -> None:
    table = published(project, OPEN, REST)
    assert set(table["status"]) == {"ok"}
    assert table.query("measure == 'answers_apart'")[["level", "x"]].to_numpy().tolist() == [["yes|no", 3]]


@pytest.mark.parametrize(
    ("twice", "once", "settings"),
    [
        # four of the cases that two read have the answer
        ([*pairs({("Nej", "Nej"): 6}, "Norra"), *pairs({("Nej", "Nej"): 6}, "Södra"),
          *pairs({("Ja", "Ja"): 4, ("Nej", "Nej"): 2}, "Västra")], REST, {}),
        # and four of those that one read have it
        (OPEN, {**REST, ("Norra", "Ja"): 2, ("Södra", "Ja"): 1, ("Västra", "Ja"): 1}, {}),
        # two districts could take away their own cases
        ([one for one in OPEN if one[0] != "Norra"], REST, {}),
        # a district's own count is hidden
        (OPEN, {**REST, ("Norra", "Ja"): 0}, {}),
        (OPEN, REST, {"always_sensitive": ["heard"]}),
        (OPEN, REST, {"rounding_base": 3}),
    ],
    ids=["few of the double-read", "few of the rest", "two districts", "a hidden count", "whole only", "rounded"],
)  # fmt: skip
def test_what_tells_of_a_small_count_is_hidden(project, twice, once, settings) -> None:
    table = published(project, twice, once, **settings)
    hidden = telling(table)
    assert set(hidden["measure"]) == {"chance_corrected_agreement"}  # no row for answers that differ
    assert set(hidden["status"]) == {"suppressed"}
    assert hidden[["estimate", "lower", "upper", "n", "x"]].isna().all(axis=None)
    alike = table.query("measure == 'agreement'")
    assert set(alike["status"]) == {"ok"}


def test_a_recorded_decision_shows_small_counts_of_double_readings_but_not_hidden_ones(project) -> None:
    few = [*pairs({("Nej", "Nej"): 6}, "Norra"), *pairs({("Nej", "Nej"): 6}, "Södra"),
           *pairs({("Ja", "Ja"): 4, ("Nej", "Nej"): 2}, "Västra")]  # fmt: skip
    assert set(telling(published(project, few, REST, double_read="shown"))["status"]) == {"ok"}
    hidden_elsewhere = {**REST, ("Norra", "Ja"): 0}
    assert set(telling(published(project, OPEN, hidden_elsewhere, double_read="shown"))["status"]) == {"suppressed"}


def test_questions_that_need_no_protection_are_shown(project) -> None:
    few = [*pairs({("Ja", "Ja"): 1, ("Nej", "Nej"): 5}, "Norra"), *pairs({("Nej", "Nej"): 6}, "Södra")]
    assert set(telling(published(project, few, REST, never_sensitive=["heard"]))["status"]) == {"ok"}


def test_the_bundled_review_hides_how_many_were_asked_where_that_is_an_answer(bundled_readings: pd.DataFrame) -> None:
    """How many pairs a conditional question has is how many both said yes to the question before it."""
    asked = bundled_readings.query("indicator == 'child_talk_quality'")
    assert set(asked["status"]) == {"suppressed"}
    assert asked["n"].isna().all()


@pytest.fixture(scope="module")
def bundled_readings() -> pd.DataFrame:
    from granska.review.method import load_method
    from granska.review.workspace import Workspace
    from granska.stages.readings_shown import Readings

    workspace = Workspace(Path(__file__).parents[2])
    method = load_method(workspace, "forhandsbedomningar-2024")
    found = clean(read_raw(workspace.raw(method.review.id), method.review), method)
    counts = count(found.cases, method, found.readings)
    readings = Readings(counts, method, lambda name: name == "child_heard")
    table = estimate(counts, method).query("breakdown == 'readers'")
    status = [readings.status(line.indicator, line.measure) or "ok" for line in table.itertuples()]
    table = table.assign(status=status)
    return table.assign(n=table["n"].mask(table["status"] != "ok"))


def test_a_form_with_a_sheet_for_cases_that_two_read_comes_back_in(project: Project) -> None:
    """A sheet for each inspector, filled in by her, and one for cases that two read, with a row for each of them."""
    import io

    import openpyxl

    from granska.stages.form import form, form_sheets

    sheets = form_sheets("Anna, Bo", "sv")

    def change(content: dict[str, Any]) -> None:
        content["columns"]["reader"] = "Läsare"
        content["readers"] = {"names": ["Anna", "Bo"], "rule": "agreed"}
        content["data"] = [{"file": "form.xlsx", "sheet": sheet} for sheet in sheets]

    project.change_parameters(change)
    workbook = openpyxl.load_workbook(io.BytesIO(form(project.method(), sheets, 20)))
    filled = {
        "Anna": [ROWS[0], ROWS[1]],
        "Bo": [ROWS[3], ROWS[4]],
        sheets[2]: [f"{ROWS[2]};Anna", f"{ROWS[2].replace('vet ej', 'Ja')};Bo"],
    }
    for name, rows in filled.items():
        page = workbook[name]
        [head_row] = {cell.row for row in page.iter_rows() for cell in row if cell.value == "Ärende"}
        places = {cell.value: cell.column for cell in page[head_row]}
        for number, row in enumerate(rows, start=head_row + 1):
            for head, cell in zip([*HEAD.split(";"), "Läsare"], row.split(";"), strict=False):
                page.cell(number, places[head], cell or None)
    workbook.save(project.raw / "form.xlsx")
    found = cleaned(project)
    assert sorted(found.cases["case_id"]) == ["A-1", "A-2", "A-3", "A-4", "A-5"]
    assert found.cases.set_index("case_id").loc["A-3", "heard"] == "missing"
    assert list(found.readings["reader"]) == ["Anna", "Bo"]
    assert list(found.readings["heard"]) == ["undocumented", "yes"]
