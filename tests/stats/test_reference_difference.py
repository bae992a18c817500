"""Two proportions: every reference value."""

from granska.stats.difference import difference_ci
from oracle import agree, cases, numbers


@cases("two_proportion_diff", "newcombe")
def test_difference(row):
    x1, n1, x2, n2, confidence = numbers(row, "x1", "n1", "x2", "n2", "conf_level")
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method="newcombe", confidence=confidence)
    agree(row, est=estimate, lower=lower, upper=upper)
