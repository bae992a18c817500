"""The same cases twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from granska.stats.paired import TESTS, mcnemar, paired_difference_ci

methods = pytest.mark.parametrize("method", TESTS)
levels = st.floats(0.01, 0.999)
changes = st.integers(0, 300)
tables = st.tuples(*[st.integers(0, 100)] * 4).filter(any)


@given(yes_no=changes, no_yes=changes)
@settings(max_examples=60, deadline=None)
def test_exact_is_the_binomial_test(yes_no, no_yes):
    expected = binomtest(yes_no, yes_no + no_yes).pvalue if yes_no + no_yes else 1
    assert mcnemar(yes_no, no_yes, method="exact") == pytest.approx(expected, rel=1e-9)


@methods
def test_no_change_is_no_sign_of_change(method):
    assert mcnemar(0, 0, method=method) == 1
    assert mcnemar(7, 7, method=method) == pytest.approx(1, abs=1e-12)


@methods
@given(yes_no=changes, no_yes=changes)
@settings(max_examples=60, deadline=None)
def test_swapping_the_readings_leaves_the_test(method, yes_no, no_yes):
    p = mcnemar(yes_no, no_yes, method=method)
    assert 0 < p <= 1 + 1e-12
    assert p == mcnemar(no_yes, yes_no, method=method)


@methods
@given(batch=st.lists(st.tuples(changes, changes), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_a_batch_of_tests_equals_the_loop(method, batch):
    together = mcnemar(*np.array(batch).T, method=method)
    np.testing.assert_allclose(together, [mcnemar(*pair, method=method) for pair in batch], rtol=1e-13)


def test_mid_p_has_half_of_what_was_seen_less():
    # Two changes of nine one way: 2 * P(at most 2) less P(2), of 512 ways.
    assert mcnemar(7, 2) == pytest.approx((2 * (1 + 9 + 36) - 36) / 512, rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"yes_no": [1, -1], "no_yes": 2}, r"^yes_no: negative at position 1$", id="negative"),
        pytest.param({"yes_no": 1, "no_yes": 0.5}, r"^no_yes: not a whole number$", id="decimals"),
        pytest.param(
            {"yes_no": 1, "no_yes": 1, "method": "yates"},
            r"^method: 'yates' is not known; known: mid-p, exact$",
            id="method",
        ),
    ],
)
def test_what_is_wrong_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        mcnemar(**arguments)


def test_no_change_has_a_width():
    estimate, lower, upper = paired_difference_ci([26, 13, 0], 0, 0, [0, 13, 26])
    assert (estimate == 0).all()
    assert (lower == -upper).all()
    # What did not change does not matter: 26 pairs alike tell the same of a change, whichever way they are alike.
    assert upper == pytest.approx(0.1287289, abs=1e-6)


@pytest.mark.parametrize(
    ("table", "expected"), [((0, 9, 0, 0), (1, None, 1)), ((0, 0, 9, 0), (-1, -1, None)), ((0, 1, 0, 0), (1, None, 1))]
)
def test_the_ends_of_the_range_are_reached(table, expected):
    for value, wanted in zip(paired_difference_ci(*table), expected, strict=True):
        assert abs(value) < 1 if wanted is None else value == wanted


def test_no_case_gives_nan_beside_numbers():
    results = np.array(paired_difference_ci([0, 3], [0, 1], [0, 2], [0, 4]))
    assert np.isnan(results[:, 0]).all()
    assert np.isfinite(results[:, 1]).all()


def test_an_empty_batch_is_an_empty_batch():
    assert all(result.shape == (0,) for result in paired_difference_ci([], 1, 2, 3))


def test_scalars_give_scalars_and_several_levels_an_array():
    assert all(np.isscalar(result) for result in paired_difference_ci(12, 9, 2, 13))
    estimate, lower, upper = paired_difference_ci(12, 9, 2, 13, confidence=[0.95, 0.998])
    assert estimate == pytest.approx(7 / 36)
    assert lower[1] < lower[0] < upper[0] < upper[1]


def test_limits_have_the_score_they_say():
    # The likelihood is searched for its top by brute force.
    both_yes, yes_no, no_yes, both_no = 12, 9, 2, 13
    n = both_yes + yes_no + no_yes + both_no
    for limit in paired_difference_ci(both_yes, yes_no, no_yes, both_no)[1:]:
        falls = np.linspace(max(0, -limit), (1 - limit) / 2, 400_001)[1:-1]
        same = 1 - 2 * falls - limit
        likelihood = yes_no * np.log(falls + limit) + no_yes * np.log(falls) + (both_yes + both_no) * np.log(same)
        fall = falls[likelihood.argmax()]
        score = (yes_no - no_yes - n * limit) / np.sqrt(n * (2 * fall + limit - limit**2))
        assert abs(score) == pytest.approx(1.959964, abs=1e-4)


@given(table=tables, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate_and_stays_in_range(table, confidence):
    estimate, lower, upper = paired_difference_ci(*table, confidence=confidence)
    assert -1 <= lower <= estimate <= upper <= 1


@given(table=tables, confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(table, confidence):
    _, lower, upper = paired_difference_ci(*table, confidence=confidence)
    assert lower[1] <= lower[0] + 1e-9
    assert upper[1] >= upper[0] - 1e-9


@given(table=tables, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_swapping_the_readings_or_the_answers_swaps_the_sign(table, confidence):
    both_yes, yes_no, no_yes, both_no = table
    estimate, lower, upper = paired_difference_ci(*table, confidence=confidence)
    for swapped in ((both_yes, no_yes, yes_no, both_no), (both_no, no_yes, yes_no, both_yes)):
        assert paired_difference_ci(*swapped, confidence=confidence) == pytest.approx(
            (-estimate, -upper, -lower), abs=1e-9
        )


@given(table=tables, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_do_not_widen(table, confidence):
    _, lower, upper = paired_difference_ci(*np.outer(table, [1, 2]), confidence=confidence)
    width = upper - lower
    assert width[1] <= width[0] + 1e-9


@given(batch=st.lists(tables, min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(batch, confidence):
    together = np.array(paired_difference_ci(*np.array(batch).T, confidence=confidence)).T
    one_by_one = [paired_difference_ci(*table, confidence=confidence) for table in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=0, atol=1e-9)
