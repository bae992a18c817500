"""Which numbers differ between two versions."""

from pathlib import Path
from typing import Any

import pytest

from granska.publish.changes import changes

HEADS = "indicator,level,breakdown,group,versus,period,measure,method,estimate,n,x,status"


def file(folder: Path, name: str, *rows: str, heads: str = HEADS) -> Path:
    path = folder / name
    path.write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8-sig")
    return path


def found(tmp_path: Path, before: list[str], after: list[str], heads: str = HEADS) -> list[tuple[str, Any, Any]]:
    old, new = file(tmp_path, "old.csv", *before), file(tmp_path, "new.csv", *after, heads=heads)
    return [(change.group, change.before, change.after) for change in changes(old, new)]


WHOLE = "heard,yes,all,all,,,proportion,wilson,0.25,286,72,ok"
GIRLS = "heard,yes,gender,girl,,,proportion,wilson,0.3,140,42,ok"
TESTS = [f"heard,yes,gender,girl,boy,,difference,{method},0.0{k},140,,ok" for k, method in enumerate(("a", "b"), 1)]


def test_the_same_numbers_are_no_change(tmp_path: Path) -> None:
    assert found(tmp_path, [WHOLE, GIRLS, *TESTS], [GIRLS, *TESTS, WHOLE]) == []


@pytest.mark.parametrize(
    ("old", "new", "name", "value"),
    [
        ("0.25", "0.26", "estimate", "0.26"),
        ("286", "287", "n", "287"),
        (",72,", ",73,", "x", "73"),
        (",72,ok", ",,suppressed", "status", "suppressed"),
    ],
)
def test_a_number_that_differs_is_found(tmp_path: Path, old: str, new: str, name: str, value: str) -> None:
    [(group, before, after)] = found(tmp_path, [WHOLE, GIRLS], [WHOLE.replace(old, new), GIRLS])
    assert group == "all"
    assert before == {"estimate": "0.25", "n": "286", "x": "72", "status": "ok"}
    assert after[name] == value


def test_another_method_for_the_same_number_is_no_change(tmp_path: Path) -> None:
    assert found(tmp_path, [WHOLE], [WHOLE.replace("wilson", "stratified-wilson")]) == []


def test_of_several_methods_each_is_compared_with_itself(tmp_path: Path) -> None:
    [(_, before, after)] = found(tmp_path, TESTS, [TESTS[0], TESTS[1].replace("0.02", "0.05")])
    assert (before["estimate"], after["estimate"]) == ("0.02", "0.05")


def test_a_row_that_comes_or_goes_is_a_change(tmp_path: Path) -> None:
    rows = found(tmp_path, [WHOLE, TESTS[0]], [WHOLE, GIRLS])
    assert [(before is None, after is None) for _, before, after in rows] == [(True, False), (False, True)]


def test_a_column_that_only_one_of_them_has_is_not_compared(tmp_path: Path) -> None:
    heads = HEADS.replace("estimate", "percent")
    assert found(tmp_path, [WHOLE], [WHOLE.replace("0.25", "25")], heads=heads) == []


def test_a_name_that_a_spreadsheet_would_run_is_given_as_it_is(tmp_path: Path) -> None:
    rows = [WHOLE.replace("all,all", "stratum,'=Norra"), WHOLE.replace("all,all", "stratum,'=Norra").replace("72", "7")]
    [(group, _, _)] = found(tmp_path, rows[:1], rows[1:])
    assert group == "=Norra"
