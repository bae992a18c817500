"""The figures as files: a Data Package that validates, and a workbook with the same numbers."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frictionless import validate

from site_texts import site

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
CASES = "forhandsbedomningar-2024"


def estimates(root: Path, review: str, **wanted: str) -> Iterator[dict[str, str]]:
    with (site(root) / review / "estimates.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items()))


def key_of(resource: dict[str, Any]) -> list[str]:
    schema = resource["schema"]
    return schema["primaryKey"] if "primaryKey" in schema else schema["uniqueKeys"][0]


def package(root: Path, review: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((site(root) / review / "datapackage.json").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("review", REVIEWS)
def test_the_data_package_validates(bundled: Path, review: str) -> None:
    found = validate(str(site(bundled) / review / "datapackage.json"))
    assert found.valid, found.flatten(["rowNumber", "fieldName", "type", "note"])
    assert [task.name for task in found.tasks] == ["estimates", "denominators", "cleaning"]
    # the site's files are those that the report is made from
    for name in ("estimates.csv", "denominators.csv", "cleaning.csv", "disclosure.json", "datapackage.json"):
        published = bundled / "data/processed" / review / "published" / name
        assert (site(bundled) / review / name).read_bytes() == published.read_bytes()


def _say_a_word(lines: list[str]) -> None:
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("n")] = "many"
    lines[1] = ",".join(cells)


def _invent_a_status(lines: list[str]) -> None:
    lines[1] = lines[1].replace(",ok,", ",fine,")


def _repeat_a_row(lines: list[str]) -> None:
    lines.append(lines[1])


def _rename_a_column(lines: list[str]) -> None:
    lines[0] = lines[0].replace("p_value", "p")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_say_a_word, "type-error"),
        (_invent_a_status, "constraint-error"),
        (_repeat_a_row, "primary-key"),
        (_rename_a_column, "incorrect-label"),
    ],
)
def test_a_spoilt_copy_does_not_validate(
    bundled: Path, tmp_path: Path, spoil: Callable[[list[str]], None], fault: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(site(bundled) / "berkeley-1973", folder)
    lines = (folder / "estimates.csv").read_text(encoding="utf-8").splitlines()
    before = list(lines)
    spoil(lines)
    assert lines != before
    (folder / "estimates.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = validate(str(folder / "datapackage.json"))
    assert fault in {kind for [kind] in found.flatten(["type"])}


@pytest.mark.parametrize("review", REVIEWS)
def test_every_column_and_every_word_is_explained_in_both_languages(bundled: Path, review: str) -> None:
    content = package(bundled, review)
    assert content["languages"] == ["sv", "en"]
    assert content["licenses"][0]["name"] == ("other-pd" if review == "berkeley-1973" else "CC0-1.0")
    assert content["contributors"][0]["role"] == "publisher"
    texts = [content, *content["sources"], *content["contributors"], *content["resources"]]
    for resource in content["resources"]:
        assert key_of(resource)
        assert resource["schema"]["missingValues"] == [""]
        texts += resource["schema"]["fields"]
    assert all(text["title"] and text["title@en"] for text in texts)
    fields = {field["name"]: field for field in content["resources"][0]["schema"]["fields"]}
    assert all(field["description"] and field["description@en"] for field in fields.values())
    for name in ("measure", "method", "status", "reliability"):
        explained = {part["value"] for part in fields[name]["categories"] if part["label"] and part["label@en"]}
        assert explained == {row[name] for row in estimates(bundled, review)}, name
    assert {name for name, field in fields.items() if field["type"] == "integer"} == {
        *("n", "x", "population", "percent", "percent_lower", "percent_upper")
    }


@pytest.mark.parametrize("review", REVIEWS)
def test_a_key_of_a_table_is_never_blank(bundled: Path, review: str) -> None:
    for resource in package(bundled, review)["resources"]:
        with (site(bundled) / review / resource["path"]).open(encoding="utf-8", newline="") as file:
            keys = [tuple(row[name] for name in key_of(resource)) for row in csv.DictReader(file)]
        # only what is a key of a database has no blanks
        assert "uniqueKeys" in resource["schema"] or all(all(key) for key in keys), resource["name"]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("review", REVIEWS)
def test_the_package_says_what_the_keys_of_the_review_mean(bundled: Path, review: str) -> None:
    fields = {field["name"]: field for field in package(bundled, review)["resources"][0]["schema"]["fields"]}
    strata = {row["group"] for row in estimates(bundled, review, breakdown="stratum")} - {"all"}
    for name in ("indicator", "level", "breakdown", "group"):
        explained = {part["value"] for part in fields[name]["categories"] if part["label"] and part["label@en"]}
        used = {row[name] for row in estimates(bundled, review)}
        # the name of a stratum is its own label
        assert explained == used - (strata if name == "group" else set()), name


def test_the_package_gives_units(bundled: Path) -> None:
    fields = {field["name"]: field for field in package(bundled, CASES)["resources"][0]["schema"]["fields"]}
    units = {name: field["unit"] for name, field in fields.items() if "unit" in field}
    assert {name for name, unit in units.items() if unit == "%"} == {"percent", "percent_lower", "percent_upper"}
    assert {name for name, field in fields.items() if field["type"] != "string"} - set(units) == {
        *("estimate", "lower", "upper")
    }
    measures = {part["value"]: part.get("unit") for part in fields["measure"]["categories"]}
    assert measures.pop("median") is None
    assert set(measures.values()) == {"1"}
    [days] = [part for part in fields["indicator"]["categories"] if part["value"] == "days"]
    assert (days["label"], days["unit"], days["unit@en"]) == ("Beslutet kom inom 14 dagar", "dagar", "days")


def sheet_rows(root: Path, review: str, key: str) -> list[list[Any]]:
    """Give the rows of the marked table with a name, its head first."""
    book = openpyxl.load_workbook(site(root) / review / f"{review}-en.xlsx")
    [(sheet, table)] = [(sheet, sheet.tables[key]) for sheet in book.worksheets if key in sheet.tables]
    return [[cell.value for cell in line] for line in sheet[table.ref]]


def numbers(row: dict[str, str]) -> tuple[object, ...]:
    """Give what a table may show of a share: how many of how many, and per cent with the decimals of its base."""
    if row["status"].startswith("suppressed"):
        return ("x",) * 5
    if row["status"] != "ok":
        symbol = {"not_applicable": ".", "too_few": ".."}[row["status"]]
        return (float(row["n"]), symbol, symbol, symbol, symbol)
    exact = float(row["n"]) >= 100
    plain = ("estimate", "lower", "upper") if exact else ("percent", "percent_lower", "percent_upper")
    # a group beside one that is hidden has a share without its interval
    values = [(round(float(row[name]) * 100, 1) if exact else float(row[name])) if row[name] else "x" for name in plain]
    return (float(row["n"]), float(row["x"]), *values)


@pytest.mark.parametrize(
    ("review", "key", "wanted", "first"),
    [
        (CASES, "strata", {"measure": "proportion", "breakdown": "stratum"}, "Out of"),
        (CASES, "groups_gender", {"measure": "proportion", "breakdown": "gender"}, "Out of"),
        (CASES, "groups_age_group", {"measure": "proportion", "breakdown": "age_group"}, "Out of"),
        (CASES, "shares", {"measure": "proportion", "breakdown": "all"}, "Out of"),
        ("buss-2007", "shares", {"measure": "proportion", "breakdown": "all"}, "Out of"),
        ("buss-2007", "strata", {"measure": "proportion", "breakdown": "stratum"}, "Out of"),
        ("berkeley-1973", "groups_gender", {"measure": "proportion", "breakdown": "gender"}, "Out of"),
        ("oppenvard-2025", "shares", {"measure": "proportion", "breakdown": "all"}, "Out of"),
    ],
)
def test_the_workbook_has_the_numbers_of_the_csv(
    bundled: Path, review: str, key: str, wanted: dict[str, str], first: str
) -> None:
    heads, *lines = sheet_rows(bundled, review, key)
    place = heads.index(first)
    shown = Counter(tuple(line[place : place + 5]) for line in lines)
    # where the weighted share of the whole is hidden, its counts stand beside the share of the sample
    plain = {
        (row["indicator"], row["level"]): (float(row["n"]), float(row["x"]))
        for row in estimates(bundled, review, measure="sample_share", status="ok")
    }
    expected: Counter[tuple[object, ...]] = Counter()
    for row in estimates(bundled, review, **wanted):
        counts = plain.get((row["indicator"], row["level"])) if row["breakdown"] == "all" else None
        found = numbers(row)
        expected[(*counts, *found[2:]) if counts and found[0] == "x" else found] += 1
    assert shown == expected
    assert len(lines) > 1


def test_the_workbook_has_the_differences_and_p_values_of_the_csv(bundled: Path) -> None:
    heads, *lines = sheet_rows(bundled, CASES, "differences_gender")
    place = heads.index("Difference, percentage points")
    within = list(estimates(bundled, CASES, measure="difference", method="mantel-haenszel", status="ok"))
    exact = [row for row in within if min(float(row["n"]), 1000) >= 100]
    shown = {tuple(line[place : place + 3]) for line in lines}
    for row in exact:
        whole = tuple(float(row[name]) for name in ("percent", "percent_lower", "percent_upper"))
        finer = tuple(round(float(row[name]) * 100, 2) + 0.0 for name in ("estimate", "lower", "upper"))
        assert {whole, finer} & shown, row["indicator"]
    tested = Counter(float(row["p_value"]) for row in estimates(bundled, CASES, measure="test") if row["p_value"])
    found = Counter(value for line in lines if isinstance(value := line[heads.index("p-value")], int | float))
    assert found == tested


@pytest.mark.parametrize("review", REVIEWS)
@pytest.mark.parametrize(("language", "words"), [("sv", "Exempeldata"), ("en", "Example data")])
def test_every_sheet_of_invented_data_says_so(bundled: Path, review: str, language: str, words: str) -> None:
    book = openpyxl.load_workbook(site(bundled) / review / f"{review}-{language}.xlsx")
    for sheet in book.worksheets:
        said = [str(cell.value) for [cell] in sheet.iter_rows(max_col=1, max_row=3)]
        assert any(text.startswith(words) for text in said) == (review != "berkeley-1973"), sheet.title


def test_the_workbook_has_the_figures_of_the_whole_period_and_of_the_cleaning(bundled: Path) -> None:
    heads, *lines = sheet_rows(bundled, CASES, "strata")
    assert heads[-3:] == [
        "All in the period",
        "Number in the whole period, at least",
        "Number in the whole period, at most",
    ]
    shown = Counter(tuple(line[-3:]) for line in lines if line[-1] not in (".", ".."))
    rows = estimates(bundled, CASES, measure="finite_population", breakdown="stratum", status="ok")
    assert shown == Counter((float(row["population"]), float(row["lower"]), float(row["upper"])) for row in rows)
    assert shown
    _, *rules = sheet_rows(bundled, CASES, "cleaning")
    with (site(bundled) / CASES / "cleaning.csv").open(encoding="utf-8", newline="") as file:
        assert sum(line[1] for line in rules) == sum(int(row["count"]) for row in csv.DictReader(file)) > 0
