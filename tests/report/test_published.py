"""Reading what disclosure control let through."""

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


@pytest.mark.parametrize("name", ["estimates.csv", "denominators.csv", "cleaning.csv", "provenance.json"])
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
