"""The ledger, the estimates and what is published of them, against numbers worked out by hand.

The small review: Norra has 30 cases and Södra 12, three read in each; see `projects.ROWS`.
"""

import csv
import io
import json

import numpy as np
import pandas as pd
import pytest

from granska.stages.cleaning import clean
from granska.stages.counting import count
from granska.stages.disclosure import denominators, disclose
from granska.stages.estimating import estimate
from granska.stages.published_files import csv_text, write_published
from granska.stages.reading import read_raw
from granska.stages.rounding import rounded
from projects import ROWS, Project


def counted(project: Project) -> pd.DataFrame:
    method = project.method()
    return count(clean(read_raw(project.raw, method.review), method).cases, method)


def row(table: pd.DataFrame, **wanted: str) -> pd.Series:
    found = table[(table[list(wanted)] == list(wanted.values())).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


LEDGER = [
    # indicator, level, stratum: asked, not applicable, undocumented, missing, n, x
    ("cases", "all", "Norra", (3, 0, 0, 0, 3, 3)),
    ("heard", "yes", "Norra", (3, 0, 1, 0, 3, 1)),  # undocumented counts as no
    ("heard", "yes", "Södra", (3, 0, 0, 0, 3, 1)),
    ("wanted", "yes", "Södra", (3, 0, 0, 1, 2, 1)),
    ("answered", "yes", "Norra", (3, 1, 0, 0, 2, 1)),
    ("answered", "yes", "Södra", (3, 2, 0, 1, 0, 0)),
    ("reporter", "school", "Södra", (3, 0, 1, 0, 3, 1)),  # undocumented is an answer of its own
    ("reporter", "undocumented", "Södra", (3, 0, 1, 0, 3, 1)),
    ("days", "within_limit", "Norra", (3, 0, 0, 0, 3, 2)),
    ("days", "within_limit", "Södra", (3, 0, 0, 1, 2, 1)),
]


@pytest.mark.parametrize(("indicator", "level", "stratum", "expected"), LEDGER)
def test_the_ledger(project: Project, indicator: str, level: str, stratum: str, expected: tuple[int, ...]) -> None:
    found = row(counted(project), indicator=indicator, level=level, stratum=stratum, breakdown="all")
    assert tuple(found[["asked", "not_applicable", "undocumented", "missing", "n", "x"]]) == expected


def test_groups_add_up_to_the_whole(project: Project) -> None:
    project.write_cases(ROWS[0].replace("flicka", "vet ej"), *ROWS[1:])
    counts = counted(project)
    numbers = ["asked", "not_applicable", "undocumented", "missing", "n", "x"]
    whole, groups = (
        counts[counts["breakdown"] == breakdown].groupby(["indicator", "level", "stratum"])[numbers].sum()
        for breakdown in ("all", "gender")
    )
    pd.testing.assert_frame_equal(whole, groups)
    assert "unknown" in set(counts["group"])


def test_whole_and_groups_are_weighted_and_strata_are_not(project: Project) -> None:
    estimates = estimate(counted(project), project.method())

    def share(indicator: str, level: str, breakdown: str, group: str) -> pd.Series:
        wanted = {"indicator": indicator, "level": level, "breakdown": breakdown, "group": group}
        return row(estimates, **wanted, measure="proportion")

    assert share("heard", "yes", "all", "all")["estimate"] == pytest.approx(1 / 3)
    assert share("answered", "yes", "all", "all")["estimate"] == pytest.approx((30 / 3) / (30 * 2 / 3))
    days = (30 * 2 / 3 + 12 * 1 / 3) / (30 + 12 * 2 / 3)
    assert share("days", "within_limit", "all", "all")["estimate"] == pytest.approx(days)
    # girls: in Norra, A-5 in Södra; one of three heard
    girls = (30 * 1 / 3) / (30 * 2 / 3 + 12 * 1 / 3)
    assert share("heard", "yes", "gender", "girl")["estimate"] == pytest.approx(girls)
    assert share("heard", "yes", "stratum", "Norra")["estimate"] == pytest.approx(1 / 3)
    assert share("heard", "yes", "stratum", "Norra")["method"] == "wilson"
    plain = row(estimates, indicator="days", breakdown="all", measure="sample_share")
    assert plain["estimate"] == pytest.approx(3 / 5)
    assert np.isnan(plain["lower"])


def test_inference_decides_the_finite_population_correction(project: Project) -> None:
    counts = counted(project)

    def width(inference: str) -> float:
        project.change_parameters(lambda parameters: parameters["design"].update(inference=inference))
        found = row(estimate(counts, project.method()), indicator="heard", measure="proportion", group="all")
        return float(found["upper"] - found["lower"])

    assert width("files") < width("practice")


def test_small_reviews_are_counted_and_not_compared(project: Project) -> None:
    estimates = estimate(counted(project), project.method())
    compared = estimates[
        (estimates["breakdown"] == "gender") & estimates["measure"].isin(["difference", "test", "homogeneity"])
    ]
    assert len(compared) > 0
    assert set(compared["note"]) <= {"under_50", "no_cases"}
    assert compared[["estimate", "lower", "upper", "p_value"]].isna().all(axis=None)


def shown_of(estimates: pd.DataFrame) -> pd.Series:
    """Round the last of some estimates, of which nothing is hidden."""
    return rounded(estimates, np.zeros(len(estimates), bool), 0.05).iloc[-1]


def made_up(**numbers: float) -> pd.DataFrame:
    """Give one estimate in the form of the contract."""
    texts = dict.fromkeys(["indicator", "level", "breakdown", "group", "versus", "period"], "")
    defaults = dict.fromkeys(["statistic", "df", "p_value", "p_adjusted", "x", "population", "n_effective"], np.nan)
    line = texts | {"measure": "proportion", "method": "wilson", "confidence": 0.95, "family": ""} | defaults
    return pd.DataFrame([line | {"reliability": "", "note": ""} | numbers])


@pytest.mark.parametrize(
    ("computed", "n", "shown", "percent"),
    [
        ((0.92455, 0.88, 0.95), 278, (0.925, 0.88, 0.95), (92, 88, 95)),
        ((0.66, 0.5556, 0.75048), 106, (0.66, 0.556, 0.75), (66, 55, 76)),
        ((0.29, 0.29, 0.29), 100, (0.29, 0.29, 0.29), (29, 29, 29)),
        ((0.4567, 0.2001, 0.7001), 99, (0.46, 0.2, 0.71), (46, 20, 71)),
        ((0.0, 0.0, 0.01547), 286, (0.0, 0.0, 0.015), (0, 0, 2)),
        ((-0.004, -0.0109, 0.0001), 1000, (-0.004, -0.011, 0.0), (0, -2, 1)),
        # a limit that leaves out zero is not rounded onto it
        ((-0.2, -0.4, -0.0049), 40, (-0.2, -0.4, -0.004), (-20, -40, 0)),
    ],
)
def test_rounding(computed: tuple[float, ...], n: int, shown: tuple[float, ...], percent: tuple[int, ...]) -> None:
    estimates = made_up(n=n, **dict(zip(("estimate", "lower", "upper"), computed, strict=True)))
    if computed[0] < 0:
        estimates["measure"] = "difference"
    found = shown_of(estimates)
    assert tuple(found[["estimate", "lower", "upper"]]) == shown
    assert tuple(found[["percent", "percent_lower", "percent_upper"]]) == percent


def test_a_share_with_hidden_counts_beside_it_has_no_decimals() -> None:
    estimates = made_up(n=286, estimate=0.2512, lower=0.2049, upper=0.3041)
    found = rounded(estimates, np.ones(1, bool), 0.05).iloc[0]
    assert tuple(found[["estimate", "lower", "upper"]]) == (0.25, 0.2, 0.31)


def test_few_answers_give_no_percentage(project: Project) -> None:
    method, counts = project.method(), counted(project)
    table = disclose(estimate(counts, method), counts, method).estimates
    shares = table[(table["measure"] == "proportion") & (table["breakdown"] == "stratum")]
    assert set(shares["status"]) == {"too_few", "not_applicable"}
    assert shares[["estimate", "lower", "upper", "percent"]].isna().all(axis=None)


def test_denominators_are_given_for_the_whole_the_groups_and_the_strata(project: Project) -> None:
    table = denominators(counted(project))
    assert row(table, indicator="answered", breakdown="all")[["asked", "not_applicable", "missing", "n"]].tolist() == [
        6,
        3,
        1,
        2,
    ]
    assert row(table, indicator="answered", breakdown="stratum", group="Södra")["n"] == 0
    assert row(table, indicator="cases", breakdown="gender", group="boy")["n"] == 3


def test_what_is_published_describes_itself(project: Project) -> None:
    method = project.method()
    cleaned = clean(read_raw(project.raw, method.review), method)
    counts = count(cleaned.cases, method)
    disclosed = disclose(estimate(counts, method), counts, method)
    write_published(project.workspace, method, disclosed, cleaned.log)
    folder = project.workspace.published("small")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8") as file:
            heads = next(csv.reader(file))
        assert [field["name"] for field in resource["schema"]["fields"]] == heads
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    written = {"estimates.csv", "denominators.csv", "cleaning.csv", "disclosure.json"}
    assert {entry["file"] for entry in provenance["published"]} == written
    assert "data/raw/small/cases.csv" in {entry["file"] for entry in provenance["inputs"]}
    assert "A-1" not in "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_acts_as_a_formula(start: str) -> None:
    label = f"{start}cmd|' /C calc'!A0"
    [cell] = csv.DictReader(io.StringIO(csv_text(pd.DataFrame({"group": [label], "n": [-1.5]})), newline=""))
    assert cell == {"group": f"'{label}".replace("\r", " "), "n": "-1.5"}


@pytest.mark.parametrize(("p", "shown"), [(0.0497, 0.0497), (0.04996, 0.04996), (0.0502, 0.05), (0.2171, 0.217)])
def test_a_p_value_stays_on_its_side_of_the_level(p: float, shown: float) -> None:
    missing = dict.fromkeys(["estimate", "lower", "upper"], np.nan)
    found = shown_of(made_up(n=100, measure="test", p_value=p, p_adjusted=p, **missing))
    assert found["p_value"] == found["p_adjusted"] == shown


def test_rounding_does_not_widen_what_has_no_width() -> None:
    # every file was read: the share is known
    found = shown_of(made_up(n=60, estimate=37 / 60, lower=37 / 60, upper=37 / 60))
    assert tuple(found[["percent", "percent_lower", "percent_upper"]]) == (62, 62, 62)


def test_bounds_are_rounded_to_the_nearest() -> None:
    found = shown_of(made_up(n=60, measure="bounds", estimate=0.5, lower=0.333, upper=0.622))
    assert (found["percent_lower"], found["percent_upper"]) == (33, 62)
