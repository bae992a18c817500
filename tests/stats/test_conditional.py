"""The exact test within strata."""

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from granska.stats.stratified import cochran_mantel_haenszel

methods = pytest.mark.parametrize("method", ["exact", "mid-p"])

# Berkeley, autumn 1973 (R's UCBAdmissions): admitted and applied, departments A to F.
BERKELEY = (
    [89, 17, 202, 131, 94, 24],
    [108, 25, 593, 375, 393, 341],
    [512, 353, 120, 138, 53, 22],
    [825, 560, 325, 417, 191, 373],
)


@st.composite
def tables(draw, strata=None, largest=30):
    strata = draw(st.integers(1, 6)) if strata is None else strata
    n1, n2 = (np.array(draw(st.lists(st.integers(0, largest), min_size=strata, max_size=strata))) for _ in range(2))
    x1, x2 = (np.array([draw(st.integers(0, int(most))) for most in n]) for n in (n1, n2))
    return x1, n1, x2, n2


def comparable(table):
    _, n1, _, n2 = table
    return bool(((n1 > 0) & (n2 > 0)).any())


def p_value(table, method):
    statistic, p = cochran_mantel_haenszel(*table, method=method)
    assert np.isnan(statistic).all()
    return p


def by_enumeration(table):
    """Both p-values in whole numbers, table by table."""
    counts = [[int(count) for count in stratum] for stratum in np.array(table).T]
    outcomes: dict[int, int] = {}
    ranges = [range(max(0, x1 + x2 - n2), min(n1, x1 + x2) + 1) for x1, n1, x2, n2 in counts]
    for chosen in product(*ranges):
        ways = 1
        for x, (x1, n1, x2, n2) in zip(chosen, counts, strict=True):
            ways *= comb(n1, x) * comb(n2, x1 + x2 - x)
        outcomes[sum(chosen)] = outcomes.get(sum(chosen), 0) + ways
    total, observed = sum(outcomes.values()), int(np.sum(table[0]))
    exact = Fraction(sum(ways for ways in outcomes.values() if ways <= outcomes[observed]), total)
    half = Fraction(outcomes[observed], 2)
    below = sum(ways for at, ways in outcomes.items() if at < observed) + half
    above = sum(ways for at, ways in outcomes.items() if at > observed) + half
    return {"exact": exact, "mid-p": 2 * min(below, above) / total}


def test_berkeley():
    # R: mantelhaen.test(UCBAdmissions, exact = TRUE), 4,526 applicants.
    assert p_value(BERKELEY, "exact") == pytest.approx(0.227762526798, abs=1e-10)
    # The mid-p is between the asymptotic one and the exact one.
    assert 0.2169 < p_value(BERKELEY, "mid-p") < 0.2278


@methods
@given(table=tables(strata=3, largest=6).filter(comparable))
@settings(max_examples=60, deadline=None)
def test_is_what_counting_gives(method, table):
    assert p_value(table, method) == pytest.approx(float(by_enumeration(table)[method]), rel=1e-12)


@given(table=tables(strata=1, largest=60).filter(comparable))
@settings(max_examples=80, deadline=None)
def test_one_stratum_is_fisher(table):
    (x1,), (n1,), (x2,), (n2,) = table
    exact, mid = p_value(table, "exact"), p_value(table, "mid-p")
    assert exact == pytest.approx(fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue, rel=1e-9)
    count = hypergeom(n1 + n2, x1 + x2, n1)
    at = count.pmf(x1) / 2
    assert mid == pytest.approx(2 * min(count.cdf(x1 - 1) + at, count.sf(x1) + at), rel=1e-9)


@methods
@given(table=tables())
@settings(max_examples=50, deadline=None)
def test_swapping_the_groups_or_the_answers_leaves_p(method, table):
    x1, n1, x2, n2 = table
    p = p_value(table, method)
    np.testing.assert_allclose(p_value((x2, n2, x1, n1), method), p, rtol=1e-10)
    np.testing.assert_allclose(p_value((n1 - x1, n1, n2 - x2, n2), method), p, rtol=1e-10)


@methods
@given(batch=st.lists(tables(strata=3), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch):
    together = [np.array(counts) for counts in zip(*batch, strict=True)]
    np.testing.assert_allclose(p_value(together, method), [p_value(table, method) for table in batch], rtol=1e-12)


@methods
@given(table=tables().filter(comparable))
@settings(max_examples=50, deadline=None)
def test_is_a_probability_and_no_p_is_0(method, table):
    assert 0 < p_value(table, method) <= 1


@methods
def test_strata_without_information_say_nothing(method):
    with_them = p_value(([3, 4, 0, 2, 5], [6, 8, 5, 4, 5], [1, 2, 0, 0, 3], [5, 9, 7, 0, 3]), method)
    without_them = p_value(([3, 4], [6, 8], [1, 2], [5, 9]), method)
    assert with_them == pytest.approx(without_them, rel=1e-12)


@methods
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(([0, 0], [5, 6], [0, 0], [7, 8]), 1, id="no event"),
        pytest.param(([5, 6], [5, 6], [7, 8], [7, 8]), 1, id="nothing but events"),
        pytest.param(([0, 3], [0, 5], [2, 0], [4, 0]), np.nan, id="one group only"),
        pytest.param(([], [], [], []), np.nan, id="no stratum"),
    ],
)
def test_tables_that_say_nothing(method, table, expected):
    assert p_value(table, method) == pytest.approx(expected, nan_ok=True)


@methods
def test_what_cannot_happen_by_chance_is_no_crash(method):
    p = p_value(([2000, 1500], [2000, 1500], [0, 0], [2000, 1500]), method)
    assert 0 <= p < 1e-300


@methods
def test_shapes(method):
    x1, n1, x2, n2 = np.arange(24).reshape(2, 4, 3) % 5, 9, np.arange(3), [4, 5, 6]
    statistic, p = cochran_mantel_haenszel(x1, n1, x2, n2, method=method)
    assert statistic.shape == p.shape == (2, 4)
    assert all(np.shape(value) == () for value in cochran_mantel_haenszel([4, 3], 12, [5, 6], 12, method=method))


@methods
def test_a_correction_belongs_to_the_asymptotic_test(method):
    with pytest.raises(ValueError, match=r"^correction: only the asymptotic test has one$"):
        cochran_mantel_haenszel([4], [12], [5], [12], method=method, correction=True)
