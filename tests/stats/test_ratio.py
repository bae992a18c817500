"""Two proportions, one table: the ratio and the odds ratio."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio

from granska.stats.ratio import METHODS, ODDS_METHODS, odds_ratio_ci, ratio_ci

INTERVALS = [(ratio_ci, method) for method in METHODS] + [(odds_ratio_ci, method) for method in ODDS_METHODS]
intervals = pytest.mark.parametrize(("interval", "method"), INTERVALS, ids=[method for _, method in INTERVALS])
odds_methods = pytest.mark.parametrize("method", ODDS_METHODS)
levels = st.floats(0.01, 0.999)


@st.composite
def tables(draw, most=200):
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def varies(table):
    x1, n1, x2, n2 = table
    return 0 < x1 + x2 < n1 + n2


@intervals
@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((27, 26, 5, 26), {}, r"^x1: greater than n1$"),
        ((13, 26, [5, 27], 26), {}, r"^x2: greater than n2 at position 1$"),
        ((13, [26, 2.5], 1, 26), {}, r"^n1: not a whole number at position 1$"),
        (
            (13, 26, 5, 26),
            {"method": "noether"},
            r"^method: 'noether' is not known; known: (koopman|conditional-exact), ",
        ),
        ((13, 26, 5, 26), {"confidence": [0.9, 0]}, r"^confidence: not strictly between 0 and 1 at position 1$"),
    ],
)
def test_bad_arguments_are_named(interval, method, arguments, options, message):
    with pytest.raises(ValueError, match=message):
        interval(*arguments, **({"method": method} | options))


@intervals
def test_nobody_in_a_group_gives_nan_beside_numbers(interval, method):
    results = np.array(interval([0, 0, 3], [0, 0, 9], [1, 0, 2], [4, 0, 9], method=method))
    assert np.isnan(results[:, :2]).all()
    assert np.isfinite(results[:, 2]).all()


@intervals
def test_an_empty_batch_is_an_empty_batch(interval, method):
    assert [values.shape for values in interval([], 26, [], 26, method=method)] == [(0,)] * 3


@intervals
def test_several_levels_at_once(interval, method):
    estimate, lower, upper = interval(3, 26, 9, 26, method=method, confidence=[0.95, 0.998])
    assert np.shape(estimate) == ()
    assert lower[1] < lower[0] < estimate < upper[0] < upper[1]


@intervals
def test_nobody_with_the_answer_says_nothing(interval, method):
    estimate, lower, upper = interval(0, 12, 0, 14, method=method)
    assert (lower, upper) == (0, np.inf)
    # R's estimate given the margins is 0 where all odds ratios are as likely.
    assert estimate == 0 if method == "conditional-exact" else np.isnan(estimate)


@odds_methods
def test_everybody_with_the_answer_says_nothing_of_the_odds(method):
    _, lower, upper = odds_ratio_ci(12, 12, 14, 14, method=method)
    assert (lower, upper) == (0, np.inf)


@intervals
def test_nobody_in_one_group_has_one_limit(interval, method):
    estimate, lower, upper = interval([0, 4], 9, [4, 0], 9, method=method)
    np.testing.assert_array_equal([estimate, [lower[0], upper[1]]], [[0, np.inf], [0, np.inf]])
    if method == "woolf":
        np.testing.assert_array_equal([upper[0], lower[1]], [np.inf, 0])
    else:
        assert 0.5 < upper[0] < 2.5
        assert lower[1] == pytest.approx(1 / upper[0])


@intervals
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate_and_stays_in_range(interval, method, table, confidence):
    estimate, lower, upper = interval(*table, method=method, confidence=confidence)
    assert 0 <= lower <= upper <= np.inf
    assert np.isnan(estimate) or lower <= estimate <= upper


@intervals
@given(table=tables(), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(interval, method, table, confidence):
    _, lower, upper = interval(*table, method=method, confidence=confidence)
    assert lower[1] <= lower[0] * (1 + 1e-9)
    assert upper[1] >= upper[0] * (1 - 1e-9)


@intervals
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_swapping_the_groups_inverts(interval, method, table, confidence):
    assume(varies(table))
    x1, n1, x2, n2 = table
    swapped = np.array(interval(x2, n2, x1, n1, method=method, confidence=confidence))
    with np.errstate(divide="ignore"):
        inverted = 1 / swapped
    expected = interval(x1, n1, x2, n2, method=method, confidence=confidence)
    np.testing.assert_allclose(inverted[[0, 2, 1]], expected, rtol=1e-9)


@odds_methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_odds_are_inverted_when_yes_and_no_change_places(method, table, confidence):
    assume(varies(table))
    x1, n1, x2, n2 = table
    mirrored = np.array(odds_ratio_ci(n1 - x1, n1, n2 - x2, n2, method=method, confidence=confidence))
    with np.errstate(divide="ignore"):
        inverted = 1 / mirrored
    expected = odds_ratio_ci(x1, n1, x2, n2, method=method, confidence=confidence)
    np.testing.assert_allclose(inverted[[0, 2, 1]], expected, rtol=1e-9)


@intervals
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_at_the_same_shares_do_not_widen(interval, method, table, confidence):
    # Half a case in place of none is another share when there are twice the cases.
    assume(method != "katz" or (table[0] * table[2] > 0 and varies(table)))
    _, lower, upper = interval(*np.outer(table, [1, 2]), method=method, confidence=confidence)
    if (lower > 0).all() and np.isfinite(upper).all():
        width = np.log(upper) - np.log(lower)
        assert width[1] <= width[0] + 1e-9
    else:
        # One limit is where it was: the other one must not have gone farther.
        assert lower[1] >= lower[0] * (1 - 1e-9)
        assert upper[1] <= upper[0] * (1 + 1e-9)


@intervals
@given(batch=st.lists(tables(60), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(interval, method, batch, confidence):
    together = np.array(interval(*np.array(batch).T, method=method, confidence=confidence)).T
    one_by_one = [interval(*table, method=method, confidence=confidence) for table in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-10)


@given(table=tables(60), confidence=levels)
@settings(max_examples=40, deadline=None)
def test_given_the_margins_scipy_says_the_same(table, confidence):
    assume(varies(table))
    x1, n1, x2, n2 = table
    peer = odds_ratio([[x1, x2], [n1 - x1, n2 - x2]])
    limits = peer.confidence_interval(confidence)
    computed = odds_ratio_ci(*table, confidence=confidence)
    np.testing.assert_allclose(computed, (peer.statistic, limits.low, limits.high), rtol=1e-9)


REFERENCE = [(56, 70, 48, 80), (6, 7, 2, 7), (10, 10, 0, 20), (2, 18, 8, 18), (0, 6, 6, 6), (1, 36, 0, 250)]


@pytest.mark.parametrize("table", REFERENCE, ids=str)
def test_given_the_margins_limits_are_exacter_than_those_of_r(table):
    x1, n1, x2, n2 = table
    peer = odds_ratio([[x1, x2], [n1 - x1, n2 - x2]])
    limits = peer.confidence_interval(0.95)
    np.testing.assert_allclose(odds_ratio_ci(*table), (peer.statistic, limits.low, limits.high), rtol=1e-10)


def test_many_cases_stay_within_what_a_number_can_hold():
    estimate, lower, upper = odds_ratio_ci([99_999, 1], 100_000, [1, 99_999], 100_000, confidence=0.999)
    assert np.isfinite([estimate, lower, upper]).all()
    assert (lower > 0).all()


def test_defect_04_a_ratio_of_nearly_all_may_be_below_1():
    estimate, lower, upper = ratio_ci(12, 12, 12, 14)
    assert estimate == pytest.approx(7 / 6)
    assert (lower, upper) == pytest.approx((0.8675738, 1.6650399), abs=5e-7)


@odds_methods
@pytest.mark.parametrize("table", [(0, 6, 6, 6), (10, 10, 0, 20), (12, 12, 12, 14), (1, 36, 0, 250), (0, 10, 0, 10)])
def test_defect_05_a_zero_cell_has_limits_and_one_of_them_is_0_or_infinite(method, table):
    _, lower, upper = odds_ratio_ci(*table, method=method)
    assert lower == 0 or upper == np.inf
    assert lower < upper


def test_defect_22_everybody_against_everybody_has_a_width():
    # With no variation the score equation is linear: the limits are 1 / (1 + z² / n) and 1 + z² / n.
    estimate, lower, upper = ratio_ci(12, 12, 14, 14)
    square = 3.841458820694124
    assert estimate == 1
    assert (lower, upper) == pytest.approx((1 / (1 + square / 12), 1 + square / 14))


def test_defect_31_an_odds_ratio_has_no_correction_that_was_not_asked_for():
    estimate, lower, upper = odds_ratio_ci(56, 70, 48, 80, method="woolf")
    assert estimate == (56 * 32) / (14 * 48)
    assert (lower, upper) == pytest.approx((1.27621787054, 5.57201969607))
    estimate, _, _ = odds_ratio_ci(56, 70, 48, 80, method="conditional-exact")
    assert estimate == pytest.approx(2.64919, abs=5e-6)
