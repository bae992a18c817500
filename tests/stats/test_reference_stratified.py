"""Two groups within strata: every reference value."""

import numpy as np
import pytest

from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from oracle import Row, agree, cases, numbers, strata

RISKS = {
    "stratified-score-RD-mn": ("difference", "score"),
    "mh-RD": ("difference", "sato"),
    "mh-RR": ("ratio", "greenland-robins"),
    "mh-OR": ("odds-ratio", "robins-breslow-greenland"),
    # R's test gives the odds ratio beside its statistic.
    "cmh-nocc": ("odds-ratio", None),
    "cmh-cc": ("odds-ratio", None),
}


@cases("two_proportion_diff", "miettinen-nurminen")
def test_one_stratum_is_miettinen_nurminen(row):
    x1, n1, x2, n2, confidence = numbers(row, "x1", "n1", "x2", "n2", "conf_level")
    estimate, lower, upper = mantel_haenszel([x1], [n1], [x2], [n2], confidence=confidence)
    agree(row, est=estimate, lower=lower, upper=upper)


def tables(row: Row) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    yes1, no1, yes2, no2 = strata(row["strata_x1_f1_x2_f2"])
    return yes1, yes1 + no1, yes2, yes2 + no2


@cases("stratified_mh", *RISKS)
def test_mantel_haenszel(row):
    measure, method = RISKS[row["method"]]
    estimate, lower, upper = mantel_haenszel(*tables(row), measure=measure, method=method)
    agree(row, estimate=estimate, lower=lower, upper=upper)


@cases("stratified_mh", "cmh-nocc", "cmh-cc")
def test_cochran_mantel_haenszel(row):
    statistic, p = cochran_mantel_haenszel(*tables(row), correction=row["method"] == "cmh-cc")
    agree(row, statistic=statistic, p_value=p)


# The rows also hold the conditional odds ratio and its interval, for which there is no function here.
@cases("stratified_mh", "cmh-exact-conditional")
def test_exact_cochran_mantel_haenszel(row):
    statistic, p = cochran_mantel_haenszel(*tables(row), method="exact")
    assert np.isnan(statistic)
    agree(row, p_value=p)
    assert p == pytest.approx(float(row["p_value"]), abs=1e-10)


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
