"""Reading what disclosure control let through."""

from typing import Any

import pytest

from granska.errors import InputError
from granska.report.context import open_report
from granska.report.published import load_published
from report.made_up import MadeUp, row, share


def test_blank_is_nothing_and_counts_are_whole(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.2, 0.3)) | {"n": "286.0"}, row("given", status="too_few")]
    heard, given = load_published(made_up.write().published).estimates
    assert (heard.x, heard.n, heard.estimate, heard.p_value) == (72, 286, 0.252, None)
    assert heard.shown
    assert (given.shown, given.symbol) == (False, "..")


@pytest.mark.parametrize(
    ("status", "symbol"),
    [("suppressed", "x"), ("suppressed_complementary", "x"), ("not_applicable", "."), ("too_few", "..")],
)
def test_each_status_has_its_symbol(made_up: MadeUp, status: str, symbol: str) -> None:
    made_up.estimates = [row("heard", status=status)]
    assert load_published(made_up.write().published).estimates[0].symbol == symbol


@pytest.mark.parametrize("name", ["=1+1", "+a", "-b", "@c"])
def test_the_guard_against_formulas_is_taken_away(made_up: MadeUp, name: str) -> None:
    made_up.estimates = [share("heard", 1, 26, (0, 0.2), breakdown="stratum", group=f"'{name}")]
    assert load_published(made_up.write().published).groups("stratum")[0] == name


@pytest.mark.parametrize(
    "name", ["estimates.csv", "denominators.csv", "cleaning.csv", "provenance.json", "disclosure.json"]
)
def test_a_missing_file_is_named(made_up: MadeUp, name: str) -> None:
    (made_up.write().published / name).unlink()
    with pytest.raises(InputError, match=rf"{name} does not exist\. Run the notebook 2-analyse first\."):
        load_published(made_up.published)


def test_a_missing_column_is_named(made_up: MadeUp) -> None:
    (made_up.write().published / "estimates.csv").write_text("indicator,level\n", encoding="utf-8")
    with pytest.raises(InputError, match="the column 'breakdown' is missing"):
        load_published(made_up.published)


def test_what_is_no_number_is_named_by_row(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.2, 0.3)), row("given", estimate="many")]
    with pytest.raises(InputError, match=r"estimates\.csv, row 3: not a number"):
        load_published(made_up.write().published)


def test_a_language_that_the_review_lacks_is_refused(made_up: MadeUp) -> None:
    made_up.review["languages"] = ["sv"]
    with pytest.raises(InputError, match="languages has no 'en'"):
        open_report(made_up.write().root, "made-up", "en")


def test_a_review_that_is_a_path_is_refused(made_up: MadeUp) -> None:
    with pytest.raises(InputError, match="is not a review id"):
        open_report(made_up.write().root, "../made-up", "sv")


@pytest.mark.parametrize("column", ["estimate", "lower", "p_value", "n", "x", "percent_upper"])
def test_a_hidden_row_with_a_number_stops_the_report(made_up: MadeUp, column: str) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.2, 0.3)), row("given", status="suppressed_complementary")]
    path = made_up.write().published / "estimates.csv"
    head, first, hidden = path.read_text(encoding="utf-8").splitlines()
    cells = hidden.split(",")
    cells[head.split(",").index(column)] = "1"
    path.write_text("\n".join([head, first, ",".join(cells)]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"estimates\.csv, row 3: the row is hidden, and its column '{column}'"):
        load_published(made_up.published)


def test_what_disclosure_control_did_is_read(made_up: MadeUp) -> None:
    made_up.control |= {"strata": {"shown": 200, "primary": 31, "complementary": 42}, "withheld_figures": 1}
    made_up.control["audit"] = {"attackers": ["reader", "Östra", "Åsen"], "cells": 31, "unsafe": 0}
    control = load_published(made_up.write().published).control
    assert (control.strata.shown, control.strata.hidden, control.groups.hidden) == (200, 73, 0)
    assert (control.withheld_figures, control.audit.attackers) == (1, ("reader", "Östra", "Åsen"))


def test_a_report_of_which_something_can_be_worked_out_is_never_made(made_up: MadeUp) -> None:
    made_up.control["audit"] = {"attackers": ["reader"], "cells": 31, "unsafe": 2}
    with pytest.raises(InputError, match=r"disclosure\.json: 2 hidden counts can be worked out"):
        load_published(made_up.write().published)


@pytest.mark.parametrize("change", [{"strata": {"shown": 1}}, {"audit": {}}, {"gap": "small"}], ids=str)
def test_a_file_of_disclosure_control_that_is_not_whole_is_named(made_up: MadeUp, change: dict[str, Any]) -> None:
    made_up.control |= change
    with pytest.raises(InputError, match=r"disclosure\.json is not as it should be"):
        load_published(made_up.write().published)


def test_a_question_with_a_hidden_cell_has_whole_percent(made_up: MadeUp) -> None:
    made_up.estimates = [
        share("heard", 72, 286, (0.19, 0.31), 0.25),
        share("heard", 40, 143, (0.2, 0.36), 0.28, breakdown="gender", group="girl"),
        share("given", 72, 286, (0.192, 0.308), 0.25),
        share("given", 5, 26, (0.08, 0.38), 0.19, breakdown="stratum", group="A"),
    ]
    assert [row.places for row in load_published(made_up.write().published).estimates] == [0, 0, 1, 0]
