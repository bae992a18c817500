"""One proportion, whole counts of a finite population, all categories of a question: every reference value."""

import numpy as np
import pytest

from granska.stats.proportion import finite_population_ci, multinomial_ci, proportion_ci
from oracle import agree, cases, numbers

ONE_PROPORTION = {
    "wilson": "wilson",
    "clopper-pearson": "clopper-pearson",
    "midp": "mid-p",
    "jeffreys": "jeffreys",
    "jeffreys_boundary_adj": "jeffreys",
    "agresti-coull": "agresti-coull",
    "wald": "wald",
}
FINITE_POPULATION = {"hypergeom-exact-equal-tail": "exact", "hypergeom-midp": "mid-p"}


@cases("one_proportion", *ONE_PROPORTION)
def test_one_proportion(row):
    x, n, confidence = numbers(row, "x", "n", "conf_level")
    lower, upper = proportion_ci(x, n, method=ONE_PROPORTION[row["method"]], confidence=confidence)
    agree(row, est=x / n, lower=lower, upper=upper)


@cases("phe_test_suite", "wilson")
def test_one_proportion_as_in_public_health_england(row):
    if row["x"] == "" or row["n"] == "":
        # There a missing count gives a missing interval; here a missing count is a mistake in what came before.
        x, n = (float(row[column] or "nan") for column in ("x", "n"))
        with pytest.raises(ValueError, match="not a whole number"):
            proportion_ci(x, n)
        return
    x, n, confidence = numbers(row, "x", "n", "conf_level")
    lower, upper = proportion_ci(x, n, method="wilson", confidence=confidence)
    agree(row, lower=lower, upper=upper)


@cases("finite_population_exact", *FINITE_POPULATION)
def test_finite_population(row):
    x, n, population, confidence = numbers(row, "x", "n", "N", "conf_level")
    lower, upper = finite_population_ci(
        x, n, population, method=FINITE_POPULATION[row["method"]], confidence=confidence
    )
    agree(row, count_lower=lower, count_upper=upper, lower=lower / population, upper=upper / population)


@cases("multinomial_simultaneous", "goodman")
def test_multinomial(row):
    counts, expected_lower, expected_upper = (
        np.array([float(value) for value in row[column].split(";")]) for column in ("counts", "lower", "upper")
    )
    lower, upper = multinomial_ci(counts, method=row["method"], confidence=float(row["conf_level"]))
    tolerance = float(row["tolerance"])
    np.testing.assert_allclose([lower, upper], [expected_lower, expected_upper], rtol=0, atol=tolerance)
