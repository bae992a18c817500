"""Stratified samples: every reference value."""

from typing import Any

import numpy as np
import pytest

from granska.stats.survey import domain_difference, domain_proportion, stratified_proportion
from oracle import Row, agree, cases, rows, strata

# R's Wilson interval has no cap on the effective sample size, so that ours of that name is another.
METHODS = {
    "mean-t": "wald",
    "svyciprop-mean": "wald",
    "svyciprop-logit": "logit",
    "svyciprop-xlogit": "logit",
    "svyciprop-beta": "beta",
    "svyciprop-wilson": "wilson-uncapped",
}
DOMAIN_METHODS = {
    "domain-mean-t": "wald",
    "domain-svyciprop-logit": "logit",
    "domain-svyciprop-xlogit": "logit",
    "domain-svyciprop-beta": "beta",
    "domain-svyciprop-wilson": "wilson-uncapped",
}


def options(row: Row) -> dict[str, Any]:
    return {"fpc": row["fpc"].upper() == "TRUE", "confidence": float(row["conf_level"])}


def domains(row: Row) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
    population, n, women, women_yes, men_yes = strata(row["strata_N_n_wn_wx_mx"])
    return [population, n], [women, women_yes], [n - women, men_yes]


def domain(row: Row) -> list[np.ndarray]:
    sample, women, men = domains(row)
    return [*sample, *(women if row["domain"] == "w" else men)]


@cases("survey_stratified_prop", *METHODS)
def test_stratified_proportion(row):
    result = stratified_proportion(*strata(row["strata_N_n_x"]), method=METHODS[row["method"]], **options(row))
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


@cases("survey_korn_graubard", "korn-graubard")
def test_korn_graubard(row):
    result = stratified_proportion(*strata(row["strata_N_n_x"]), method="korn-graubard", **options(row))
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


@cases("survey_domain_gender", *DOMAIN_METHODS)
def test_domain_proportion(row):
    result = domain_proportion(*domain(row), method=DOMAIN_METHODS[row["method"]], **options(row))
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


@cases("survey_domain_gender", "domain-difference")
def test_domain_difference(row):
    sample, women, men = domains(row)
    result = domain_difference(*sample, *women, *men, method="wald", **options(row))
    agree(row, est=result.estimate, se=result.se, df=result.df, lower=result.lower, upper=result.upper)


LONELY = {
    "lonely-certainty": "certainty",
    "lonely-remove": "remove",
    "lonely-average": "average",
    "lonely-adjust": "adjust",
}


@cases("survey_single_unit_stratum", *LONELY)
def test_a_stratum_with_one_case(row):
    result = stratified_proportion(*strata(row["strata_N_n_x"]), lonely=LONELY[row["method"]])
    agree(row, est=result.estimate, se=result.se, df=result.df)


@pytest.mark.parametrize(
    ("family", "method"),
    [("survey_stratified_prop", "svyciprop-wilson"), ("survey_domain_gender", "domain-svyciprop-wilson")],
)
def test_wilson_is_that_of_the_survey_package_where_the_cap_does_not_bind_else_wider(family, method):
    same = 0
    for row in rows(family, method):
        if family == "survey_domain_gender":
            result = domain_proportion(*domain(row), **options(row))
        else:
            result = stratified_proportion(*strata(row["strata_N_n_x"]), **options(row))
        if result.n_effective < result.estimate * (1 - result.estimate) / result.se**2 * (1 - 1e-9):
            assert result.upper - result.lower > float(row["upper"]) - float(row["lower"])
        else:
            agree(row, est=result.estimate, se=result.se, lower=result.lower, upper=result.upper)
            same += 1
    assert same >= 2
