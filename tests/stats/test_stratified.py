"""Two groups compared within strata."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel

# Every measure with each of its methods.
RISKS = [
    ("difference", "score"),
    ("difference", "sato"),
    ("ratio", "greenland-robins"),
    ("odds-ratio", "robins-breslow-greenland"),
]
methods = pytest.mark.parametrize("method", ["score", "sato"])
risks = pytest.mark.parametrize(("measure", "method"), RISKS)
quotients = pytest.mark.parametrize("measure", ["ratio", "odds-ratio"])
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
    assert [round(100 * value, 1) for value in (estimate, lower, upper)] == [1.8, -1.1, 4.7]


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


@quotients
@given(
    n=st.tuples(st.integers(2, 60), st.integers(2, 60)),
    part=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
)
@settings(max_examples=40, deadline=None)
def test_one_stratum_has_the_textbook_variance(measure, n, part):
    n1, n2 = n
    x1, x2 = (max(1, min(whole - 1, round(share * whole))) for whole, share in zip(n, part, strict=True))
    if measure == "ratio":
        quotient, variance = x1 / n1 / (x2 / n2), 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2
    else:
        quotient = x1 * (n2 - x2) / (x2 * (n1 - x1))
        variance = 1 / x1 + 1 / (n1 - x1) + 1 / x2 + 1 / (n2 - x2)
    factor = np.exp(1.959963984540054 * np.sqrt(variance))
    result = mantel_haenszel([x1], [n1], [x2], [n2], measure=measure)
    assert result == pytest.approx((quotient, quotient / factor, quotient * factor), rel=1e-9)


@quotients
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(([0, 0], [5, 6], [3, 2], [7, 8]), (0, 0, np.inf), id="no event in the first group"),
        pytest.param(([3, 2], [7, 8], [0, 0], [5, 6]), (np.inf, 0, np.inf), id="no event in the second group"),
        pytest.param(([0, 0], [7, 8], [0, 0], [5, 6]), (np.nan, np.nan, np.nan), id="no event"),
        pytest.param(([0, 3], [0, 5], [2, 0], [4, 0]), (np.nan, np.nan, np.nan), id="one group only"),
        pytest.param(([], [], [], []), (np.nan, np.nan, np.nan), id="no stratum"),
    ],
)
def test_a_quotient_of_0_has_no_variance(measure, table, expected):
    assert mantel_haenszel(*table, measure=measure) == pytest.approx(expected, nan_ok=True)


def test_where_every_case_has_the_answer_only_the_difference_has_a_width():
    table = [5, 6], [5, 6], [7, 8], [7, 8]
    assert mantel_haenszel(*table, measure="ratio") == (1, 1, 1)
    assert np.isnan(mantel_haenszel(*table, measure="odds-ratio")).all()
    estimate, lower, upper = mantel_haenszel(*table)
    assert lower < estimate == 0 < upper


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


@risks
def test_a_stratum_with_one_group_only_weighs_nothing(measure, method):
    with_it = mantel_haenszel([3, 4, 1], [6, 8, 1], [1, 2, 0], [5, 9, 0], measure=measure, method=method)
    without_it = mantel_haenszel([3, 4], [6, 8], [1, 2], [5, 9], measure=measure, method=method)
    assert with_it == pytest.approx(without_it, abs=1e-12)


@risks
def test_no_stratum_to_compare_in_gives_nan_beside_numbers(measure, method):
    x1, n1 = [[0, 3], [3, 4]], [[0, 5], [6, 8]]
    x2, n2 = [[2, 0], [1, 2]], [[4, 0], [5, 9]]
    results = np.array(mantel_haenszel(x1, n1, x2, n2, measure=measure, method=method))
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


def test_defect_11_strata_without_information_are_dropped():
    # statsmodels: StratifiedTable.test_equal_odds gives NaN; the values are those of R metafor.
    statistic, df, p = breslow_day([1, 2, 0, 3], 6, [2, 0, 0, 1], 6)
    assert statistic == pytest.approx(3.26519, abs=1e-5)
    assert df == 2
    assert p == pytest.approx(0.195421, abs=1e-6)


def test_defect_12_the_common_difference_and_ratio_have_intervals():
    # statsmodels: StratifiedTable has neither; the values are those of R metafor.
    table = [4, 3, 2], 12, [5, 6, 4], 12
    difference = mantel_haenszel(*table, method="sato")
    assert difference == pytest.approx((-0.166666666667, -0.379855218131, 0.0465218847973), abs=1e-9)
    ratio = mantel_haenszel(*table, measure="ratio")
    assert ratio == pytest.approx((0.6, 0.303441821876, 1.18638886945), abs=1e-9)


@pytest.mark.parametrize("table", [([0, 0], [5, 6], [3, 2], [7, 8]), ([3, 2], [7, 8], [0, 0], [5, 6])])
def test_homogeneity_is_not_tested_at_an_odds_ratio_of_0_or_infinity(table):
    statistic, df, p = breslow_day(*table)
    assert np.isnan([statistic, p]).all()
    assert df == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"x1": [4, 7]}, r"^x1: greater than n1 at position 1$"),
        ({"x2": [-1, 2]}, r"^x2: negative at position 0$"),
        ({"n2": [5, 9.5]}, r"^n2: not a whole number at position 1$"),
        ({"n1": [6, 8, 7]}, r"^the shapes do not fit together: "),
        ({"measure": "risk"}, r"^measure: 'risk' is not known; known: difference, ratio, odds-ratio$"),
        ({"method": "wald"}, r"^method: 'wald' is not known; known: score, sato$"),
        ({"measure": "ratio", "method": "sato"}, r"^method: 'sato' is not known; known: greenland-robins$"),
        ({"confidence": 1}, r"^confidence: not strictly between 0 and 1$"),
    ],
)
def test_what_cannot_be_is_named(changed, message):
    with pytest.raises(ValueError, match=message):
        mantel_haenszel(**{"x1": [3, 4], "n1": [6, 6], "x2": [1, 2], "n2": [5, 9]} | changed)


def test_a_test_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"^method: 'fisher' is not known; known: asymptotic, exact, mid-p$"):
        cochran_mantel_haenszel([4], [12], [5], [12], method="fisher")


@risks
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate(measure, method, table, confidence):
    estimate, lower, upper = mantel_haenszel(*table, measure=measure, method=method, confidence=confidence)
    if np.isnan(estimate):
        assert np.isnan([lower, upper]).all()
        return
    assert lower <= estimate <= upper
    # Sato's interval can leave the range.
    least, most = (-1, 1) if method == "score" else (-np.inf, np.inf) if method == "sato" else (0, np.inf)
    assert least <= lower
    assert upper <= most


@risks
@given(table=tables().filter(comparable), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=40, deadline=None)
def test_does_not_shrink_with_confidence(measure, method, table, confidence):
    _, lower, upper = mantel_haenszel(*table, measure=measure, method=method, confidence=confidence)
    # Without a number there is nothing to compare.
    assert not lower[1] > lower[0] + 1e-9
    assert not upper[1] < upper[0] - 1e-9


@risks
@given(table=tables().filter(comparable))
@settings(max_examples=40, deadline=None)
def test_twice_the_cases_do_not_widen_it(measure, method, table):
    _, lower, upper = mantel_haenszel(*table, measure=measure, method=method)
    _, lower_of_more, upper_of_more = mantel_haenszel(*(2 * counts for counts in table), measure=measure, method=method)
    assert not lower_of_more < lower - 1e-9
    assert not upper_of_more > upper + 1e-9


@risks
@given(table=tables(), confidence=levels)
@settings(max_examples=40, deadline=None)
def test_swapping_the_groups_turns_the_comparison_round(measure, method, table, confidence):
    x1, n1, x2, n2 = table
    options = {"measure": measure, "method": method, "confidence": confidence}
    estimate, lower, upper = mantel_haenszel(x1, n1, x2, n2, **options)
    swapped = mantel_haenszel(x2, n2, x1, n1, **options)
    turned = turned_round(measure, estimate, lower, upper)
    np.testing.assert_allclose(swapped, turned, rtol=1e-9, atol=1e-9)


def turned_round(measure, estimate, lower, upper):
    if measure == "difference":
        return -estimate, -upper, -lower
    with np.errstate(divide="ignore"):
        return tuple(np.divide(1, (estimate, upper, lower)))


@given(table=tables())
@settings(max_examples=40, deadline=None)
def test_swapping_the_groups_leaves_the_tests(table):
    x1, n1, x2, n2 = table
    for test in (cochran_mantel_haenszel, breslow_day):
        np.testing.assert_allclose(test(x2, n2, x1, n1), test(x1, n1, x2, n2), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("measure", "method"), [risk for risk in RISKS if risk[0] != "ratio"])
@given(table=tables(), confidence=levels)
@settings(max_examples=40, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(measure, method, table, confidence):
    x1, n1, x2, n2 = table
    options = {"measure": measure, "method": method, "confidence": confidence}
    result = mantel_haenszel(x1, n1, x2, n2, **options)
    mirrored = mantel_haenszel(n1 - x1, n1, n2 - x2, n2, **options)
    np.testing.assert_allclose(mirrored, turned_round(measure, *result), rtol=1e-9, atol=1e-7)


@risks
@given(batch=st.lists(tables(strata=3), min_size=1, max_size=6), confidence=levels)
@settings(max_examples=25, deadline=None)
def test_a_batch_equals_the_loop(measure, method, batch, confidence):
    together = [np.array(counts) for counts in zip(*batch, strict=True)]
    for function in (
        lambda *table: mantel_haenszel(*table, measure=measure, method=method, confidence=confidence),
        cochran_mantel_haenszel,
        breslow_day,
    ):
        one_by_one = [function(*table) for table in batch]
        np.testing.assert_allclose(np.array(function(*together)).T, one_by_one, rtol=1e-9, atol=1e-9)


def test_the_batch_may_have_several_axes():
    x1, n1, x2, n2 = np.arange(24).reshape(2, 4, 3) % 5, 9, np.arange(3), [4, 5, 6]
    results = [mantel_haenszel(x1, n1, x2, n2, measure=measure) for measure in ("difference", "ratio", "odds-ratio")]
    for result in (*results, cochran_mantel_haenszel(x1, n1, x2, n2)):
        assert all(values.shape == (2, 4) for values in result)


@risks
def test_one_table_gives_scalars_and_levels_a_row(measure, method):
    table = [3, 4], [6, 8], [1, 2], [5, 9]
    assert [np.shape(value) for value in mantel_haenszel(*table, measure=measure, method=method)] == [(), (), ()]
    _, lower, upper = mantel_haenszel(*table, measure=measure, method=method, confidence=[0.8, 0.95, 0.99])
    assert lower.shape == upper.shape == (3,)
