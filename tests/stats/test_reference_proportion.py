"""One proportion: every reference value."""

from granska.stats.proportion import proportion_ci
from oracle import agree, cases, numbers


@cases("one_proportion", "wilson", "clopper-pearson")
def test_one_proportion(row):
    x, n, confidence = numbers(row, "x", "n", "conf_level")
    lower, upper = proportion_ci(x, n, method=row["method"], confidence=confidence)
    agree(row, lower=lower, upper=upper)
