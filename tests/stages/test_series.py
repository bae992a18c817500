"""What a series publishes: rows of its reviews, differences where they match, and nothing of what is hidden."""

import json
from pathlib import Path

import pandas as pd
import pytest

from granska.errors import InputError
from granska.stages.series import TOLD, bring_together, write_series
from made_up_series import Rounds


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    """Give a series of two rounds."""
    return Rounds(tmp_path / "city")


def one(table: pd.DataFrame, **wanted: str) -> pd.Series:
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_figures_are_the_rows_of_the_reviews_in_order(rounds: Rounds) -> None:
    figures = rounds.tables().figures
    assert figures["review"].tolist() == ["first", "second", "first", "second"]
    row = one(figures, indicator="heard", review="second")
    assert (row["estimate"], row["lower"], row["upper"], row["x"], row["n"]) == (0.42, 0.36, 0.48, 120, 286)
    assert (row["percent"], row["percent_lower"], row["percent_upper"]) == (42, 36, 48)


def test_where_all_is_alike_the_difference_is_that_of_mover_with_room_for_rounding(rounds: Rounds) -> None:
    rounds.change_figures("first", "0.252", "0.25")
    row = one(rounds.tables().comparisons, indicator="heard")
    assert (row["review"], row["versus"], row["status"], row["method"]) == ("second", "first", "ok", "mover")
    # by hand, shares in whole percent: .42 (.36–.48) less .25 (.20–.31); each share half a percent further out
    lower = (0.415 - 0.255) - ((0.415 - 0.36) ** 2 + (0.31 - 0.255) ** 2) ** 0.5
    upper = (0.425 - 0.245) + ((0.48 - 0.425) ** 2 + (0.245 - 0.20) ** 2) ** 0.5
    assert (lower, upper) == (pytest.approx(0.0822, abs=1e-4), pytest.approx(0.2511, abs=1e-4))
    assert (row["estimate"], row["lower"], row["upper"]) == (0.17, 0.08, 0.26)
    assert (row["percent"], row["percent_lower"], row["percent_upper"]) == (17, 8, 26)


def test_where_something_differs_nothing_is_subtracted(rounds: Rounds) -> None:
    rounds.change("second", lambda content: content["design"].update(inference="files"))
    rounds.change_codebook("second", "Barnet kom till tals", "Barnet hördes")
    tables = rounds.tables()
    row = one(tables.comparisons, indicator="heard")
    assert (row["status"], row["unlike"]) == ("unlike", "question files")
    assert row[["estimate", "lower", "upper", "percent"]].isna().all()
    # each figure is shown all the same
    assert tables.figures["estimate"].notna().all()


def test_other_areas_are_read_from_what_is_published(rounds: Rounds) -> None:
    rounds.change_text("data/processed/second/published/denominators.csv", "Åsen", "Dalen")
    assert set(rounds.tables().comparisons["unlike"]) == {"areas"}


HIDDEN = "suppressed_complementary"


def hide(rounds: Rounds, planted: bool = False) -> None:
    """Hide the share of the second review; planted: its numbers are still in the file, as no file should have them."""
    path = rounds.workspace.published("second") / "estimates.csv"
    table = pd.read_csv(path, keep_default_na=False, dtype=str)
    heard = table["indicator"] == "heard"
    table.loc[heard, "status"] = HIDDEN
    if not planted:
        table.loc[heard, [*TOLD, "reliability"]] = ""
    table.to_csv(path, index=False)


@pytest.mark.parametrize("planted", [False, True])
def test_what_a_review_hides_is_hidden_and_nothing_is_made_from_it(rounds: Rounds, planted: bool) -> None:
    before = rounds.tables()
    hide(rounds, planted)
    tables = rounds.tables()
    row = one(tables.figures, indicator="heard", review="second")
    assert row["status"] == HIDDEN
    assert row[list(TOLD)].isna().all()
    pair = one(tables.comparisons, indicator="heard")
    # the first share is shown: with a difference to it, the hidden one would be a sum
    assert pair["status"] == HIDDEN
    assert pair[["estimate", "lower", "upper", "percent", "percent_lower", "percent_upper"]].isna().all()
    # and nothing else in the series depends on it
    others = before.figures["indicator"] != "heard"
    pd.testing.assert_frame_equal(tables.figures[others], before.figures[others], check_dtype=False)
    same = before.comparisons["indicator"] != "heard"
    pd.testing.assert_frame_equal(tables.comparisons[same], before.comparisons[same], check_dtype=False)


def test_a_plain_share_stands_beside_a_weighted_one_that_is_hidden(rounds: Rounds) -> None:
    path = rounds.workspace.published("second") / "estimates.csv"
    table = pd.read_csv(path, keep_default_na=False, dtype=str)
    sample = table[table["indicator"] == "heard"].assign(measure="sample_share", method="plain", lower="", upper="")
    pd.concat([table, sample]).to_csv(path, index=False)
    hide_weighted = pd.read_csv(path, keep_default_na=False, dtype=str)
    weighted = (hide_weighted["indicator"] == "heard") & (hide_weighted["measure"] == "proportion")
    hide_weighted.loc[weighted, [*TOLD, "reliability"]] = ""
    hide_weighted.loc[weighted, "status"] = HIDDEN
    hide_weighted.to_csv(path, index=False)
    tables = rounds.tables()
    assert one(tables.figures, indicator="heard", review="second", measure="sample_share")["x"] == 120
    assert one(tables.comparisons, indicator="heard")["status"] == HIDDEN


def test_a_review_without_figures_is_named(rounds: Rounds) -> None:
    (rounds.workspace.published("second") / "estimates.csv").unlink()
    with pytest.raises(InputError, match=r"second has no published figures that can be read\. Run: granska run second"):
        rounds.tables()


def test_the_files_are_the_same_each_time_and_say_what_they_are_made_from(rounds: Rounds) -> None:
    method, folder = rounds.method(), rounds.workspace.published("rounds")
    write_series(rounds.workspace, method, bring_together(rounds.workspace, method))
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    write_series(rounds.workspace, method, bring_together(rounds.workspace, method))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert first.keys() == {"figures.csv", "comparisons.csv", "provenance.json", "datapackage.json"}
    inputs = {item["file"] for item in json.loads(first["provenance.json"])["inputs"]}
    assert inputs == {
        "params/rounds/review.yml",
        *(
            f"data/processed/{review}/published/{name}.csv"
            for review in ("first", "second")
            for name in ("estimates", "denominators")
        ),
    }


def test_the_package_names_every_column(rounds: Rounds) -> None:
    method, folder = rounds.method(), rounds.workspace.published("rounds")
    write_series(rounds.workspace, method, bring_together(rounds.workspace, method))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["synthetic"] is True
    for resource in package["resources"]:
        table = pd.read_csv(folder / resource["path"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table)
        assert all(field["title"] and field["title@en"] and field["description"] for field in fields)
        assert not table.duplicated(resource["schema"]["primaryKey"]).any()
