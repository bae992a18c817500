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
    write_published(project.workspace, method, disclose(estimate(counts, method), counts, method), cleaned.log)
    folder = project.workspace.published("small")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8") as file:
            heads = next(csv.reader(file))
        assert [field["name"] for field in resource["schema"]["fields"]] == heads
    provenance = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    tables = {"estimates.csv", "denominators.csv", "cleaning.csv"}
    assert {entry["file"] for entry in provenance["published"]} == tables | {"disclosure.json"}
    assert "data/raw/small/cases.csv" in {entry["file"] for entry in provenance["inputs"]}
    assert "A-1" not in "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_acts_as_a_formula(start: str) -> None:
    label = f"{start}cmd|' /C calc'!A0"
    [cell] = csv.DictReader(io.StringIO(csv_text(pd.DataFrame({"group": [label], "n": [-1.5]})), newline=""))
    assert cell == {"group": f"'{label}".replace("\r", " "), "n": "-1.5"}
