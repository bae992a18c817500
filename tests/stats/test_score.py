"""Score limits, against the score test itself."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import ndtri, xlog1py, xlogy

from granska.stats.difference import difference_ci
from granska.stats.ratio import ratio_ci
from granska.stats.stratified import mantel_haenszel

TABLES = [
    (13, 26, 5, 26),
    (0, 12, 0, 14),
    (12, 12, 12, 14),
    (12, 12, 14, 14),
    (1, 6, 5, 6),
    (1, 1, 0, 1),
    (1, 36, 0, 250),
]
tables = pytest.mark.parametrize("table", TABLES, ids=str)


def most_likely_share2(x1, n1, x2, n2, share1_from, most):
    """Search the share of the second group, where that of the first follows from it."""

    def deviance(share2):
        share1 = np.clip(share1_from(share2), 0, 1)
        return -(xlogy(x1, share1) + xlog1py(n1 - x1, -share1) + xlogy(x2, share2) + xlog1py(n2 - x2, -share2))

    return minimize_scalar(deviance, bounds=most, method="bounded", options={"xatol": 1e-12}).x


def difference_score(difference, x1, n1, x2, n2):
    bounds = max(0, -difference), min(1, 1 - difference)
    share2 = most_likely_share2(x1, n1, x2, n2, lambda share2: share2 + difference, bounds)
    share1 = share2 + difference
    size = n1 + n2
    variance = (share1 * (1 - share1) / n1 + share2 * (1 - share2) / n2) * size / (size - 1)
    return (x1 / n1 - x2 / n2 - difference) / np.sqrt(variance)


def ratio_score(ratio, x1, n1, x2, n2):
    share2 = most_likely_share2(x1, n1, x2, n2, lambda share2: share2 * ratio, (0, min(1, 1 / ratio)))
    share1 = share2 * ratio
    variance = share1 * (1 - share1) / n1 + ratio**2 * share2 * (1 - share2) / n2
    return (x1 / n1 - ratio * x2 / n2) / np.sqrt(variance)


@tables
@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.998])
def test_a_limit_of_a_difference_is_where_the_score_test_turns(table, confidence):
    _, lower, upper = difference_ci(*table, method="miettinen-nurminen", confidence=confidence)
    critical = ndtri((1 + confidence) / 2)
    for limit, expected in ((lower, critical), (upper, -critical)):
        if -1 < limit < 1:
            assert difference_score(limit, *table) == pytest.approx(expected, abs=1e-4)


@tables
@pytest.mark.parametrize("confidence", [0.6, 0.95, 0.998])
def test_a_limit_of_a_ratio_is_where_the_score_test_turns(table, confidence):
    _, lower, upper = ratio_ci(*table, method="koopman", confidence=confidence)
    critical = ndtri((1 + confidence) / 2)
    for limit, expected in ((lower, critical), (upper, -critical)):
        if 0 < limit < np.inf:
            assert ratio_score(limit, *table) == pytest.approx(expected, abs=1e-4)


def test_all_tables_of_a_design_agree_with_one_stratum():
    # Two ways to the same limits: the roots of two quadratics here, of a cubic where strata share a difference.
    x1, x2 = np.indices((13, 15))
    single = difference_ci(x1, 12, x2, 14, method="miettinen-nurminen")
    stratified = mantel_haenszel(x1[..., np.newaxis], [12], x2[..., np.newaxis], [14])
    np.testing.assert_allclose(single, stratified, rtol=0, atol=1e-9)


def test_a_hundred_thousand_tables_have_limits():
    random = np.random.default_rng(7)
    n1, n2 = random.integers(1, 200, (2, 100_000))
    x1, x2 = random.integers(0, n1 + 1), random.integers(0, n2 + 1)
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method="miettinen-nurminen")
    assert ((lower >= -1) & (lower <= estimate) & (estimate <= upper) & (upper <= 1)).all()
    assert (upper > lower).all()
