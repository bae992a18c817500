"""Every reference value for a method of ours: from R and from published tables, never from the function under test.

The full tables lie beside the project; where they are not, a committed part of them is read.
"""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from granska.stats.difference import difference_ci
from granska.stats.proportion import proportion_ci
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_proportion, stratified_proportion

ROOT = Path(__file__).parents[2]
FULL = ROOT.parent / "shared" / "reference"
COMMITTED = ROOT / "tests" / "data"
FAMILIES = (
    "one_proportion",
    "two_proportion_diff",
    "stratified_mh",
    "survey_stratified_prop",
    "survey_domain_gender",
)

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(family: str, *methods: str) -> list[Row]:
    full = FULL / f"{family}_open.csv"
    every = read(full if full.exists() else COMMITTED / f"reference_{family}.csv")
    found = [row for row in every if row["method"] in methods]
    assert found, f"no row of {methods} in {family}"
    return found


def cases(family: str, *methods: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["case_id"]) for row in rows(family, *methods)])


def numbers(row: Row, *columns: str) -> list[float]:
    return [float(row[column]) for column in columns]


def strata(text: str) -> np.ndarray:
    """One row a count, one column a stratum."""
    return np.array([[int(count) for count in stratum.split(",")] for stratum in text.split(";")]).T


def agree(row: Row, **computed: float) -> None:
    """Compare with the columns of the row that hold a value."""
    compared = {name: value for name, value in computed.items() if row[name] != ""}
    assert compared
    for name, value in compared.items():
        assert math.isclose(value, float(row[name]), rel_tol=0, abs_tol=float(row["tolerance"])), (
            name,
            value,
            row[name],
        )


@pytest.mark.parametrize("family", FAMILIES)
def test_committed_rows_are_rows_of_the_full_table(family):
    committed = read(COMMITTED / f"reference_{family}.csv")
    assert len(committed) >= 8
    if (FULL / f"{family}_open.csv").exists():
        full = read(FULL / f"{family}_open.csv")
        assert all(row in full for row in committed)


@cases("one_proportion", "wilson", "clopper-pearson")
def test_one_proportion(row):
    x, n, confidence = numbers(row, "x", "n", "conf_level")
    lower, upper = proportion_ci(x, n, method=row["method"], confidence=confidence)
    agree(row, lower=lower, upper=upper)


@cases("two_proportion_diff", "newcombe")
def test_difference(row):
    x1, n1, x2, n2, confidence = numbers(row, "x1", "n1", "x2", "n2", "conf_level")
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method="newcombe", confidence=confidence)
    agree(row, est=estimate, lower=lower, upper=upper)


@cases("two_proportion_diff", "miettinen-nurminen")
def test_one_stratum_is_miettinen_nurminen(row):
    x1, n1, x2, n2, confidence = numbers(row, "x1", "n1", "x2", "n2", "conf_level")
    estimate, lower, upper = mantel_haenszel([x1], [n1], [x2], [n2], confidence=confidence)
    agree(row, est=estimate, lower=lower, upper=upper)


def tables(row: Row) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    yes1, no1, yes2, no2 = strata(row["strata_x1_f1_x2_f2"])
    return yes1, yes1 + no1, yes2, yes2 + no2


@cases("stratified_mh", "stratified-score-RD-mn", "mh-RD")
def test_mantel_haenszel_difference(row):
    method = {"stratified-score-RD-mn": "score", "mh-RD": "sato"}[row["method"]]
    estimate, lower, upper = mantel_haenszel(*tables(row), measure="difference", method=method)
    agree(row, estimate=estimate, lower=lower, upper=upper)


@cases("stratified_mh", "cmh-nocc", "cmh-cc")
def test_cochran_mantel_haenszel(row):
    statistic, p = cochran_mantel_haenszel(*tables(row), correction=row["method"] == "cmh-cc")
    agree(row, statistic=statistic, p_value=p)


@cases("stratified_mh", "stratified-score-RD-mn")
def test_score_interval_and_test_tell_the_same(row):
    # The p-value of the score rows is that of the test of no difference.
    _, p = cochran_mantel_haenszel(*tables(row))
    agree(row, p_value=p)
    _, lower, upper = mantel_haenszel(*tables(row), confidence=1 - p)
    assert min(abs(lower), abs(upper)) < 1e-9


@cases("stratified_mh", "breslow-day", "breslow-day-tarone")
def test_breslow_day(row):
    statistic, df, p = breslow_day(*tables(row), tarone=row["method"].endswith("tarone"))
    agree(row, statistic=statistic, df=df, p_value=p)


@cases("survey_stratified_prop", "mean-t")
def test_stratified_wald(row):
    result = stratified_proportion(
        *strata(row["strata_N_n_x"]),
        fpc=row["fpc"] == "TRUE",
        method="wald",
        confidence=float(row["conf_level"]),
    )
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


def domain(row: Row) -> list[np.ndarray]:
    population, n, women, women_yes, men_yes = strata(row["strata_N_n_wn_wx_mx"])
    return [population, n, women, women_yes] if row["domain"] == "w" else [population, n, n - women, men_yes]


@cases("survey_domain_gender", "domain-mean-t")
def test_domain_wald(row):
    result = domain_proportion(
        *domain(row), fpc=row["fpc"] == "TRUE", method="wald", confidence=float(row["conf_level"])
    )
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


# R's interval has no cap on the effective sample size: ours is the same where the cap does not bind, else wider.
def test_wilson_is_that_of_the_survey_package_where_the_cap_does_not_bind():
    same = 0
    for row in rows("survey_stratified_prop", "svyciprop-wilson"):
        result = stratified_proportion(
            *strata(row["strata_N_n_x"]), fpc=row["fpc"] == "TRUE", confidence=float(row["conf_level"])
        )
        same += same_or_wider(row, result)
    assert same >= 5


def test_domain_wilson_is_that_of_the_survey_package_where_the_cap_does_not_bind():
    same = 0
    for row in rows("survey_domain_gender", "domain-svyciprop-wilson"):
        result = domain_proportion(*domain(row), fpc=row["fpc"] == "TRUE", confidence=float(row["conf_level"]))
        same += same_or_wider(row, result)
    assert same >= 5


def same_or_wider(row, result) -> bool:
    uncapped = result.estimate * (1 - result.estimate) / result.se**2
    if result.n_effective < uncapped * (1 - 1e-9):
        assert result.upper - result.lower > float(row["upper"]) - float(row["lower"])
        return False
    agree(row, est=result.estimate, se=result.se, lower=result.lower, upper=result.upper)
    return True
