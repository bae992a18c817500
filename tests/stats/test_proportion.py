"""One proportion."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.proportion import METHODS, proportion_ci

methods = pytest.mark.parametrize("method", METHODS)


@st.composite
def cells(draw):
    n = draw(st.integers(1, 3000))
    return draw(st.integers(0, n)), n


levels = st.floats(0.01, 0.999)


def test_no_event_has_a_width():
    # The default of statsmodels says 0 to 0.
    lower, upper = proportion_ci(0, 12)
    assert lower == 0
    assert upper == pytest.approx(0.2425, abs=5e-5)


@methods
def test_nothing_read_gives_nan_beside_numbers(method):
    lower, upper = proportion_ci([0, 3], [0, 26], method=method)
    assert np.isnan([lower[0], upper[0]]).all()
    assert np.isfinite([lower[1], upper[1]]).all()


@methods
def test_an_empty_batch_is_an_empty_batch(method):
    lower, upper = proportion_ci([], 26, method=method)
    assert lower.shape == upper.shape == (0,)


@methods
@given(cell=cells(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate_and_stays_in_range(method, cell, confidence):
    x, n = cell
    lower, upper = proportion_ci(x, n, method=method, confidence=confidence)
    assert 0 <= lower <= x / n <= upper <= 1


@methods
@given(cell=cells(), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(method, cell, confidence):
    lower, upper = proportion_ci(*cell, method=method, confidence=confidence)
    assert lower[1] <= lower[0] + 1e-12
    assert upper[1] >= upper[0] - 1e-12


@methods
@given(cell=cells(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, cell, confidence):
    x, n = cell
    lower, upper = proportion_ci(x, n, method=method, confidence=confidence)
    mirrored_lower, mirrored_upper = proportion_ci(n - x, n, method=method, confidence=confidence)
    assert lower == pytest.approx(1 - mirrored_upper, abs=1e-10)
    assert upper == pytest.approx(1 - mirrored_lower, abs=1e-10)


@methods
@given(cell=cells(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_at_the_same_share_do_not_widen(method, cell, confidence):
    x, n = cell
    lower, upper = proportion_ci([x, 2 * x], [n, 2 * n], method=method, confidence=confidence)
    width = upper - lower
    assert width[1] <= width[0] + 1e-12


@methods
@given(batch=st.lists(cells(), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    together = np.array(proportion_ci(*np.array(batch).T, method=method, confidence=confidence)).T
    one_by_one = [proportion_ci(x, n, method=method, confidence=confidence) for x, n in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=0, atol=1e-13)
