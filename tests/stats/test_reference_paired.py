"""The same cases twice: every reference value."""

from granska.stats.paired import mcnemar, paired_difference_ci
from oracle import agree, cases, numbers


@cases("paired_change", "mcnemar-exact", "mcnemar-midp")
def test_mcnemar(row):
    method = {"mcnemar-exact": "exact", "mcnemar-midp": "mid-p"}[row["method"]]
    agree(row, p_value=mcnemar(*numbers(row, "yes_no", "no_yes"), method=method))


@cases("paired_change", "tango-score", "ratesci:Tango score")
def test_paired_difference(row):
    difference, lower, upper = paired_difference_ci(*numbers(row, "both_yes", "yes_no", "no_yes", "both_no"))
    agree(row, diff=difference, lower=lower, upper=upper)
