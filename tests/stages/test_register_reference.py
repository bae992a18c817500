"""Reference values pass through the stages: a raw file goes in, estimates and what is published come out."""

import math

import pytest

from oracle import Row, agree, rows
from small_register import QUESTIONS, SmallRegister, parameters


def made(root, names, confidence=0.95, expected=False, **settings):
    """Make a register of one year without genders."""
    content = parameters(**settings)
    content["period"] = {"start": "2007-01-01", "end": "2007-12-31"}
    content["breakdowns"], content["confidence"] = {}, confidence
    content["design"]["strata"]["names"] = list(names)
    if expected:
        content["columns"]["expected"] = {"reports": "Väntat"}
    return SmallRegister(root, content, QUESTIONS)


def by_level(found: list[Row]) -> dict[float, list[Row]]:
    levels = sorted({float(row["conf_level"]) for row in found})
    return {level: [row for row in found if float(row["conf_level"]) == level] for level in levels}


EXPECTED = by_level(rows("indirect_standardisation", "exact-garwood"))


@pytest.mark.parametrize("confidence", EXPECTED)
def test_observed_against_expected(tmp_path, confidence):
    areas = {f"area {number:02d}": row for number, row in enumerate(EXPECTED[confidence])}
    register = made(tmp_path, areas, confidence, expected=True)
    register.csv(
        *(f"{name};2007;100000;{row['observed']};0;{row['expected']}" for name, row in areas.items()),
        head="Område;År;Barn;Anmälda barn;Utredda;Väntat",
    )
    estimates = register.estimates()
    ratios = estimates[estimates["measure"] == "observed_expected"].set_index("group")
    assert len(ratios) == len(areas)
    for name, row in areas.items():
        line = ratios.loc[name]
        assert (line["method"], line["versus"]) == ("exact-poisson", "given")
        agree(row, ratio=line["estimate"], lower=line["lower"], upper=line["upper"])
    published = register.disclosed().estimates.set_index(["measure", "group"])
    for name, row in areas.items():
        assert published.loc[("observed_expected", name), "upper"].item() == pytest.approx(
            float(row["upper"]), abs=0.006
        )


RATES = [row for row in rows("phe_test_suite", "exact") if row["statistic"].startswith("rate per 100")]


@pytest.mark.parametrize("row", RATES, ids=lambda row: row["case_id"])
def test_rates(tmp_path, row):
    register = made(tmp_path, ["Bro"], float(row["conf_level"]), rates=["reports"], rate_per=100)
    register.csv(f"Bro;2007;{row['n']};{row['x']};0", head="Område;År;Barn;Anmälda barn;Utredda")
    estimates = register.estimates()
    for _, line in estimates[estimates["measure"] == "rate"].iterrows():
        agree(row, lower=line["lower"], upper=line["upper"])
    assert set(estimates.loc[estimates["measure"] == "rate", "breakdown"]) == {"all", "stratum"}


LIMITS = {
    target: [row for row in rows("funnel_limits", "binomial-exact-interpolated") if float(row["target"]) == target]
    for target in (0.05, 0.15, 0.5)  # above a half the stage takes the limits of the rarer answer
}


@pytest.mark.parametrize("target", LIMITS)
def test_limits_of_shares(tmp_path, target):
    sizes = sorted({int(row["n"]) for row in LIMITS[target]})
    areas = {f"area {n}": (n, round(target * n)) for n in sizes} | {
        f"same {k}": (20, round(target * 20)) for k in range(8)
    }
    # one more area makes the whole have the target share
    n = sum(size for size, _ in areas.values())
    x = sum(yes for _, yes in areas.values())
    areas["rest"] = (100_000 - n, round(100_000 * target) - x)
    register = made(tmp_path, areas)
    register.csv(
        *(f"{name};2007;900000;{size};{yes}" for name, (size, yes) in areas.items()),
        head="Område;År;Barn;Anmälda barn;Utredda",
    )
    estimates = register.estimates()
    found = estimates[estimates["measure"] == "funnel_limit"].set_index(["group", "method"])
    for row in LIMITS[target]:
        tail = float(row["tail_p"])
        confidence = 1 - 2 * min(tail, 1 - tail)
        line = found.loc[(f"area {row['n']}", f"binomial-{confidence:g}")]
        computed = line["lower"] if tail < 0.5 else line["upper"]
        assert math.isclose(computed, float(row["limit_clipped"]), abs_tol=float(row["tolerance"]))


PHI = [
    row
    for row in rows("funnel_overdispersion", "arcsine-winsorised-phi-tau2")
    if float(row["trim"]) == 0.1 and row["groups_x_n"].count(";") >= 7
]


@pytest.mark.parametrize("row", PHI, ids=lambda row: row["case_id"])
def test_dispersion_of_shares(tmp_path, row):
    groups = [group.split(",") for group in row["groups_x_n"].split(";")]
    areas = {f"area {number:02d}": group for number, group in enumerate(groups)}
    register = made(tmp_path, areas)
    register.csv(
        *(f"{name};2007;900000;{n};{x}" for name, (x, n) in areas.items()), head="Område;År;Barn;Anmälda barn;Utredda"
    )
    estimates = register.estimates()
    [phi] = estimates.loc[estimates["measure"] == "dispersion", "estimate"]
    assert math.isclose(phi, float(row["phi"]), abs_tol=float(row["tolerance"]))
