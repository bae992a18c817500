"""Areas beside one another: every reference value."""

import numpy as np
import pytest

from granska.stats.areas import funnel_dispersion, funnel_limits, homogeneity_test, icc, shrink
from oracle import Row, agree, cases, numbers, strata


def districts(row: Row) -> tuple[np.ndarray, np.ndarray]:
    n, x = strata(row["groups_n_x"].replace(":", ","))
    return x, n


@cases("district_tests", "pearson-chisq", "g-test")
def test_homogeneity(row):
    method = {"pearson-chisq": "chi2", "g-test": "g"}[row["method"]]
    statistic, df, p = homogeneity_test(*districts(row), method=method)
    agree(row, statistic=statistic, df=df, p_value=p)


@cases("district_tests", "fisher-freeman-halton")
def test_exact_homogeneity(row):
    _, _, p = homogeneity_test(*districts(row), method="exact")
    agree(row, p_value=p)


@cases("district_tests", "icc-anova")
def test_intraclass_correlation(row):
    agree(row, statistic=icc(*districts(row)))


@cases("funnel_limits", "binomial-exact-interpolated")
def test_funnel_limits(row):
    target, n, tail = numbers(row, "target", "n", "tail_p")
    lower, upper = funnel_limits(target, n, tail=min(tail, 1 - tail))
    agree(row, limit_clipped=lower if tail < 0.5 else upper)


@cases("funnel_overdispersion", "arcsine-winsorised-phi-tau2")
def test_funnel_dispersion(row):
    phi, tau2 = funnel_dispersion(*strata(row["groups_x_n"]), trim=float(row["trim"]))
    agree(row, phi=phi, tau2=tau2)


@cases("heterogeneity_models", "beta-binomial-mle-eb")
def test_posterior_means(row):
    expected = [float(value) for value in row["predicted"].split(";")]
    assert shrink(*strata(row["groups_x_n"])) == pytest.approx(expected, abs=float(row["tolerance"]))
