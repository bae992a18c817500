"""Two groups within strata: every reference value."""

import numpy as np

from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from oracle import Row, agree, cases, numbers, strata


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
