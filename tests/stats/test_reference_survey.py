"""Stratified samples: every reference value."""

import numpy as np

from granska.stats.survey import domain_proportion, stratified_proportion
from oracle import Row, agree, cases, rows, strata


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
