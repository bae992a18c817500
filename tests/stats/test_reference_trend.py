"""Trends: every reference value."""

from granska.stats.trend import cochran_armitage, poisson_trend_test, rate_ratio, rate_trend, share_trend
from oracle import Row, agree, cases


def periods(row: Row) -> list[list[float]]:
    return [[float(value) for value in row[column].split(";")] for column in ("x", "n", "times")]


@cases("trend", "cochran-armitage")
def test_cochran_armitage(row):
    statistic, p = cochran_armitage(*periods(row))
    agree(row, statistic=statistic, p_value=p)


@cases("trend", "share-trend")
def test_share_trend(row):
    estimate, lower, upper = share_trend(*periods(row))
    agree(row, estimate=estimate, lower=lower, upper=upper)


@cases("trend", "poisson-trend")
def test_poisson_trend(row):
    statistic, p = poisson_trend_test(*periods(row))
    agree(row, statistic=statistic, p_value=p)


@cases("trend", "rate-trend")
def test_rate_trend(row):
    ratio, lower, upper = rate_trend(*periods(row))
    agree(row, estimate=ratio, lower=lower, upper=upper)


@cases("trend", "rate-ratio")
def test_rate_ratio(row):
    (x1, x2), (n1, n2), _ = periods(row)
    ratio, lower, upper, _ = rate_ratio(x1, n1, x2, n2)
    agree(row, estimate=ratio, lower=lower, upper=upper)
