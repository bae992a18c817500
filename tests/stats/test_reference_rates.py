"""Observed against expected: every reference value."""

from granska.stats.rates import observed_expected
from oracle import agree, cases, numbers

METHODS = {"exact-garwood": "exact", "exact-midp": "mid-p", "byar-phe": "byar"}


@cases("indirect_standardisation", "exact-garwood", "exact-midp", "byar-phe")
def test_observed_expected(row):
    observed, expected, confidence = numbers(row, "observed", "expected", "conf_level")
    ratio, lower, upper = observed_expected(observed, expected, method=METHODS[row["method"]], confidence=confidence)
    agree(row, ratio=ratio, lower=lower, upper=upper)


# A count has no denominator, and a rate is per hundred.
EXPECTED = {"count or proportion": 1.0, "rate per 100 (exact if x<10 else Byar)": 0.01}


@cases("phe_test_suite", "byars", "exact")
def test_public_health_england(row):
    expected = EXPECTED.get(row["statistic"], 1.0) * float(row["n"] or 1)
    method = {"byars": "byar", "exact": "exact"}[row["method"]]
    _, lower, upper = observed_expected(int(row["x"]), expected, method=method, confidence=float(row["conf_level"]))
    agree(row, lower=lower, upper=upper)
