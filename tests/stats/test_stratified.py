"""Two groups compared within strata."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel

methods = pytest.mark.parametrize("method", ["score", "sato"])
levels = st.floats(0.05, 0.999)

# Berkeley, autumn 1973 (R's UCBAdmissions): admitted and applied, departments A to F.
WOMEN = [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]
MEN = [512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]


@st.composite
def tables(draw, strata=None):
    strata = draw(st.integers(1, 5)) if strata is None else strata
    n1, n2 = (np.array(draw(st.lists(st.integers(0, 40), min_size=strata, max_size=strata))) for _ in range(2))
    x1, x2 = (np.array([draw(st.integers(0, int(most))) for most in n]) for n in (n1, n2))
    return x1, n1, x2, n2


def comparable(table):
    _, n1, _, n2 = table
    return bool(((n1 > 0) & (n2 > 0)).any())


@methods
def test_berkeley_like_with_like(method):
    estimate, lower, upper = mantel_haenszel(*WOMEN, *MEN, method=method)
    assert [round(100 * value, 1) for value in (estimate, lower, upper)] == [
        1.8,
        -1.1,
        4.7,
    ]


def test_berkeley_departments_differ():
    statistic, df, p = breslow_day(*WOMEN, *MEN)
    assert round(float(statistic), 1) == 18.8
    assert df == 5
    assert round(float(p), 3) == 0.002


def test_berkeley_no_difference_shown():
    _, p = cochran_mantel_haenszel(*WOMEN, *MEN)
    assert round(float(p), 2) == 0.22


# Tables that statsmodels (method="score") gets wrong or refuses; the right limits are those of known_defects.csv.
@pytest.mark.parametrize(
    ("table", "limits"),
    [
        ((56, 70, 48, 80), (0.05283, 0.33817)),
        ((5, 56, 0, 29), (-0.03260, 0.19333)),
    ],
)
def test_one_stratum_where_other_libraries_fail(table, limits):
    _, lower, upper = mantel_haenszel(*table)
    assert (lower, upper) == pytest.approx(limits, abs=1e-5)


def test_no_event_in_either_group_has_a_width():
    estimate, lower, upper = mantel_haenszel([0, 0, 0], [6, 4, 8], [0, 0, 0], [6, 7, 5])
    assert estimate == 0
    assert -0.4 < lower < -0.1
    assert 0.1 < upper < 0.4


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (([5], [5], [0], [7]), (1, None, 1)),
        (([0], [5], [7], [7]), (-1, -1, None)),
    ],
)
def test_the_ends_of_the_range_are_reached(table, expected):
    for value, wanted in zip(mantel_haenszel(*table), expected, strict=True):
        assert abs(value) < 1 if wanted is None else value == wanted


@methods
def test_a_stratum_with_one_group_only_weighs_nothing(method):
    with_it = mantel_haenszel([3, 4, 1], [6, 8, 1], [1, 2, 0], [5, 9, 0], method=method)
    without_it = mantel_haenszel([3, 4], [6, 8], [1, 2], [5, 9], method=method)
    assert with_it == pytest.approx(without_it, abs=1e-12)


@methods
def test_no_stratum_to_compare_in_gives_nan_beside_numbers(method):
    x1, n1 = [[0, 3], [3, 4]], [[0, 5], [6, 8]]
    x2, n2 = [[2, 0], [1, 2]], [[4, 0], [5, 9]]
    results = np.array(mantel_haenszel(x1, n1, x2, n2, method=method))
    assert np.isnan(results[:, 0]).all()
    assert np.isfinite(results[:, 1]).all()


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(([0, 3], [0, 5], [2, 0], [4, 0]), id="one group only"),
        pytest.param(([0, 0], [5, 6], [0, 0], [7, 8]), id="no event"),
        pytest.param(([1], [1], [0], [0]), id="one case"),
        pytest.param(([], [], [], []), id="no stratum"),
    ],
)
def test_nothing_to_test_gives_nan(table):
    assert not np.isinf(mantel_haenszel(*table)).any()
    assert np.isnan(cochran_mantel_haenszel(*table)).all()
    statistic, df, p = breslow_day(*table)
    assert np.isnan([statistic, p]).all()
    assert df == 0


def test_homogeneity_drops_strata_without_information():
    # statsmodels gives NaN; the values are those of known_defects.csv (R metafor).
    statistic, df, p = breslow_day([1, 2, 0, 3], 6, [2, 0, 0, 1], 6)
    assert statistic == pytest.approx(3.26519, abs=1e-5)
    assert df == 2
    assert p == pytest.approx(0.195421, abs=1e-6)


@pytest.mark.parametrize("table", [([0, 0], [5, 6], [3, 2], [7, 8]), ([3, 2], [7, 8], [0, 0], [5, 6])])
def test_homogeneity_is_not_tested_at_an_odds_ratio_of_0_or_infinity(table):
    statistic, df, p = breslow_day(*table)
    assert np.isnan([statistic, p]).all()
    assert df == 1


@methods
@given(table=tables().filter(comparable), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate(method, table, confidence):
    estimate, lower, upper = mantel_haenszel(*table, method=method, confidence=confidence)
    assert lower <= estimate <= upper
    if method == "score":
        assert lower >= -1
        assert upper <= 1


@methods
@given(table=tables().filter(comparable), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=40, deadline=None)
def test_does_not_shrink_with_confidence(method, table, confidence):
    _, lower, upper = mantel_haenszel(*table, method=method, confidence=confidence)
    assert lower[1] <= lower[0] + 1e-9
    assert upper[1] >= upper[0] - 1e-9


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=40, deadline=None)
def test_swapping_the_groups_swaps_the_sign_and_leaves_the_tests(method, table, confidence):
    x1, n1, x2, n2 = table
    estimate, lower, upper = mantel_haenszel(x1, n1, x2, n2, method=method, confidence=confidence)
    swapped = mantel_haenszel(x2, n2, x1, n1, method=method, confidence=confidence)
    np.testing.assert_allclose(swapped, (-estimate, -upper, -lower), rtol=0, atol=1e-9)
    for test in (cochran_mantel_haenszel, breslow_day):
        np.testing.assert_allclose(test(x2, n2, x1, n1), test(x1, n1, x2, n2), rtol=1e-7, atol=1e-9)


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=40, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, table, confidence):
    x1, n1, x2, n2 = table
    estimate, lower, upper = mantel_haenszel(x1, n1, x2, n2, method=method, confidence=confidence)
    mirrored = mantel_haenszel(n1 - x1, n1, n2 - x2, n2, method=method, confidence=confidence)
    np.testing.assert_allclose(mirrored, (-estimate, -upper, -lower), rtol=0, atol=1e-7)


@methods
@given(batch=st.lists(tables(strata=3), min_size=1, max_size=6), confidence=levels)
@settings(max_examples=25, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    together = [np.array(counts) for counts in zip(*batch, strict=True)]
    for function in (
        lambda *table: mantel_haenszel(*table, method=method, confidence=confidence),
        cochran_mantel_haenszel,
        breslow_day,
    ):
        one_by_one = [function(*table) for table in batch]
        np.testing.assert_allclose(np.array(function(*together)).T, one_by_one, rtol=1e-9, atol=1e-9)


def test_the_batch_may_have_several_axes():
    x1, n1, x2, n2 = np.arange(24).reshape(2, 4, 3) % 5, 9, np.arange(3), [4, 5, 6]
    for results in (mantel_haenszel(x1, n1, x2, n2), cochran_mantel_haenszel(x1, n1, x2, n2)):
        assert all(result.shape == (2, 4) for result in results)
