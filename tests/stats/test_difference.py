"""Two proportions, one table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.difference import METHODS, difference_ci

methods = pytest.mark.parametrize("method", METHODS)
levels = st.floats(0.01, 0.999)


@st.composite
def tables(draw):
    n1, n2 = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def test_berkeley_departments_ignored():
    estimate, lower, upper = difference_ci(557, 1835, 1198, 2691)
    assert round(100 * estimate, 1) == -14.2
    assert lower < estimate < upper < 0


@methods
def test_nobody_in_a_group_gives_nan_beside_numbers(method):
    results = np.array(difference_ci([0, 0, 3], [0, 0, 9], [1, 0, 2], [4, 0, 9], method=method))
    assert np.isnan(results[:, :2]).all()
    assert np.isfinite(results[:, 2]).all()


def test_several_levels_at_once():
    estimate, lower, upper = difference_ci(3, 26, 9, 26, confidence=[0.95, 0.998])
    assert estimate == pytest.approx(-6 / 26)
    assert lower[1] < lower[0] < upper[0] < upper[1]


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_contains_the_estimate_and_stays_in_range(method, table, confidence):
    estimate, lower, upper = difference_ci(*table, method=method, confidence=confidence)
    assert -1 <= lower <= estimate <= upper <= 1


@methods
@given(table=tables(), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(method, table, confidence):
    _, lower, upper = difference_ci(*table, method=method, confidence=confidence)
    assert lower[1] <= lower[0] + 1e-12
    assert upper[1] >= upper[0] - 1e-12


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_swapping_the_groups_swaps_the_sign(method, table, confidence):
    x1, n1, x2, n2 = table
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method=method, confidence=confidence)
    swapped = difference_ci(x2, n2, x1, n1, method=method, confidence=confidence)
    assert swapped == pytest.approx((-estimate, -upper, -lower), abs=1e-13)


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, table, confidence):
    x1, n1, x2, n2 = table
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method=method, confidence=confidence)
    mirrored = difference_ci(n1 - x1, n1, n2 - x2, n2, method=method, confidence=confidence)
    assert mirrored == pytest.approx((-estimate, -upper, -lower), abs=1e-12)


@methods
@given(batch=st.lists(tables(), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    together = np.array(difference_ci(*np.array(batch).T, method=method, confidence=confidence)).T
    one_by_one = [difference_ci(*table, method=method, confidence=confidence) for table in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=0, atol=1e-13)
