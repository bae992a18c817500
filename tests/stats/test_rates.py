"""Observed against expected."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from granska.stats.rates import METHODS, observed_expected

methods = pytest.mark.parametrize("method", METHODS)
levels = st.floats(0.01, 0.999)
counts = st.integers(0, 3000)
expectations = st.floats(0.01, 3000)


def test_defect_13_mid_p_of_no_case_starts_at_0():
    # statsmodels says 2.9957 to 2.9957.
    ratio, lower, upper = observed_expected(0, 1, method="mid-p")
    assert ratio == lower == 0
    assert upper == pytest.approx(2.9957, abs=5e-5)


@methods
def test_nothing_expected_gives_nan_beside_numbers(method):
    results = np.array(observed_expected([3, 0, 3], [0, 0, 1.5], method=method))
    assert np.isnan(results[:, :2]).all()
    assert np.isfinite(results[:, 2]).all()


@methods
def test_an_empty_batch_is_an_empty_batch(method):
    assert all(result.shape == (0,) for result in observed_expected([], 1.5, method=method))


@methods
def test_scalars_give_scalars_and_several_levels_an_array(method):
    assert all(np.isscalar(result) for result in observed_expected(3, 1.5, method=method))
    ratio, lower, upper = observed_expected(3, 1.5, method=method, confidence=[0.95, 0.998])
    assert ratio == 2
    assert lower[1] < lower[0] < upper[0] < upper[1]


def test_byar_is_cut_at_0():
    # Of one case at 99.8 % the formula gives less than nothing; PHE leaves the cell empty.
    assert observed_expected(1, 1, method="byar", confidence=0.998)[1] == 0
    assert observed_expected(0, 1, method="byar")[1] == 0


@pytest.mark.parametrize("observed", [0, 1, 4, 30, 900])
def test_exact_limits_have_the_tails_they_say(observed):
    _, lower, upper = observed_expected(observed, 1)
    assert poisson.cdf(observed, upper) == pytest.approx(0.025, rel=1e-9)
    if observed:
        assert poisson.sf(observed - 1, lower) == pytest.approx(0.025, rel=1e-9)


@methods
@given(observed=counts, expected=expectations, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_ratio_and_stays_above_0(method, observed, expected, confidence):
    ratio, lower, upper = observed_expected(observed, expected, method=method, confidence=confidence)
    assert 0 <= lower <= ratio <= upper


@methods
@given(observed=counts, confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(method, observed, confidence):
    _, lower, upper = observed_expected(observed, 1, method=method, confidence=confidence)
    assert lower[1] <= lower[0] * (1 + 1e-9)
    assert upper[1] >= upper[0] * (1 - 1e-9)


@methods
@given(observed=counts, expected=expectations, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_at_the_same_ratio_do_not_widen(method, observed, expected, confidence):
    _, lower, upper = observed_expected(
        [observed, 2 * observed], [expected, 2 * expected], method=method, confidence=confidence
    )
    width = upper - lower
    assert width[1] <= width[0] * (1 + 1e-9)


@given(observed=counts, confidence=st.floats(0.2, 0.999))
@settings(max_examples=60, deadline=None)
def test_mid_p_lies_within_exact(observed, confidence):
    _, lower, upper = observed_expected(observed, 1, confidence=confidence)
    _, inner_lower, inner_upper = observed_expected(observed, 1, method="mid-p", confidence=confidence)
    assert lower <= inner_lower <= inner_upper <= upper


@methods
@given(batch=st.lists(st.tuples(counts, expectations), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    observed, expected = (np.array(values) for values in zip(*batch, strict=True))
    together = np.array(observed_expected(observed, expected, method=method, confidence=confidence)).T
    one_by_one = [observed_expected(*cell, method=method, confidence=confidence) for cell in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-12)


def test_an_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"^method: 'rothman' is not known; known: exact, mid-p, byar$"):
        observed_expected(3, 1.5, method="rothman")


@pytest.mark.parametrize(
    ("observed", "message"),
    [([3, -1], r"^observed: negative at position 1$"), (2.5, r"^observed: not a whole number$")],
)
def test_a_bad_count_is_refused(observed, message):
    with pytest.raises(ValueError, match=message):
        observed_expected(observed, 1.5)
