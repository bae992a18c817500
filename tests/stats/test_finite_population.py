"""Whole counts of a finite population."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from granska.stats.finite_population import METHODS, finite_population_ci
from granska.stats.proportion import proportion_ci

methods = pytest.mark.parametrize("method", METHODS)
levels = st.floats(0.01, 0.999)


@st.composite
def samples(draw, most=2000):
    population = draw(st.integers(1, most))
    n = draw(st.integers(1, population))
    return draw(st.integers(0, n)), n, population


def test_defect_30_the_exact_interval_is_not_a_unit_too_wide():
    # samplingbook says 110 to 161.
    assert finite_population_ci(45, 100, 300) == (111, 160)


@methods
def test_every_file_read_leaves_a_point(method):
    x = np.arange(13)
    lower, upper = finite_population_ci(x, 12, 12, method=method)
    assert (lower == x).all()
    assert (upper == x).all()


@methods
def test_no_event_and_nothing_but_events(method):
    lower, upper = finite_population_ci([0, 26], 26, 120, method=method)
    assert lower[0] == 0
    assert 0 < upper[0] < 20
    assert upper[1] == 120
    assert 100 < lower[1] < 120
    assert lower[1] == 120 - upper[0]


@methods
def test_nothing_read_gives_nan_beside_numbers(method):
    lower, upper = finite_population_ci([0, 3, 0], [0, 26, 0], [33, 33, 0], method=method)
    assert np.isnan([lower[[0, 2]], upper[[0, 2]]]).all()
    assert np.isfinite([lower[1], upper[1]]).all()


@methods
def test_scalars_give_scalars_and_arrays_their_shape(method):
    assert all(np.isscalar(limit) for limit in finite_population_ci(3, 26, 33, method=method))
    lower, upper = finite_population_ci([[0], [3]], [26, 12, 5], 40, method=method, confidence=0.9)
    assert lower.shape == upper.shape == (2, 3)
    lower, upper = finite_population_ci(3, 26, 33, method=method, confidence=[0.8, 0.95])
    assert lower.shape == upper.shape == (2,)
    lower, upper = finite_population_ci([], 26, 33, method=method)
    assert lower.shape == upper.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"x": 27, "n": 26, "population": 33}, "x: greater than n", id="more than were read"),
        pytest.param({"x": 3, "n": [26, 34], "population": 33}, "n: greater than population at position 1", id="files"),
        pytest.param({"x": 3, "n": 26, "population": 33.5}, "population: not a whole number", id="half a file"),
        pytest.param({"x": -1, "n": 26, "population": 33}, "x: negative", id="negative"),
        pytest.param(
            {"x": 3, "n": 26, "population": 33, "confidence": 0}, "confidence: not strictly between 0 and 1", id="level"
        ),
        pytest.param(
            {"x": 3, "n": 26, "population": 33, "method": "normal"},
            "method: 'normal' is not known; known: exact, mid-p",
            id="method",
        ),
    ],
)
def test_impossible_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError) as refused:
        finite_population_ci(**arguments)
    assert str(refused.value) == message


def fewest_by_fractions(x: int, n: int, population: int, tail: Fraction, seen_weight: Fraction) -> int:
    """The definition, in exact arithmetic: a probability that equals the tail area rejects."""
    for marked in range(x, population - n + x + 1):
        ways = [comb(marked, k) * comb(population - marked, n - k) for k in range(x, n + 1)]
        if seen_weight * ways[0] + sum(ways[1:]) > tail * comb(population, n):
            return marked
    raise AssertionError


@methods
@pytest.mark.parametrize("percent", [60, 90, 95, 98])
def test_is_the_inverted_test_of_every_small_population_ties_included(method, percent):
    tail, seen_weight = Fraction(100 - percent, 200), Fraction(METHODS[method])
    cells = [(x, n, population) for population in range(1, 13) for n in range(1, population + 1) for x in range(n + 1)]
    # One read of 20, 25, 40, 50 or 100 files: the probability is the tail area itself.
    cells += [(x, 1, population) for population in (20, 25, 40, 50, 100) for x in (0, 1)]
    expected = [fewest_by_fractions(*cell, tail, seen_weight) for cell in cells]
    mirrored = [p - fewest_by_fractions(n - x, n, p, tail, seen_weight) for x, n, p in cells]
    lower, upper = finite_population_ci(*np.transpose(cells), method=method, confidence=percent / 100)
    np.testing.assert_array_equal(lower, expected)
    np.testing.assert_array_equal(upper, mirrored)


@given(sample=samples(), confidence=st.floats(0.6, 0.9999))
@settings(max_examples=100, deadline=None)
def test_the_limits_are_not_rejected_and_their_neighbours_are(sample, confidence):
    x, n, population = sample
    tail = (1 - confidence) / 2
    lower, upper = finite_population_ci(x, n, population, confidence=confidence)
    more = stats.hypergeom(population, np.array([lower - 1, lower], int).clip(0), n).sf(x - 1)
    fewer = stats.hypergeom(population, np.array([upper, upper + 1], int).clip(max=population), n).cdf(x)
    assert more[1] > tail * (1 - 1e-9)
    assert fewer[0] > tail * (1 - 1e-9)
    assert lower == x or more[0] < tail * (1 + 1e-9)
    assert upper == population - n + x or fewer[1] < tail * (1 + 1e-9)


@methods
@given(sample=samples(), confidence=levels)
@settings(max_examples=100, deadline=None)
def test_is_whole_in_range_and_holds_the_count_nearest_to_the_estimate(method, sample, confidence):
    x, n, population = sample
    lower, upper = finite_population_ci(x, n, population, method=method, confidence=confidence)
    assert lower == np.floor(lower)
    assert upper == np.floor(upper)
    # No fewer than were seen with the answer, no more than all but those seen without it.
    assert x <= lower <= population * x / n + 0.5
    assert population * x / n - 0.5 <= upper <= population - n + x


@methods
@given(sample=samples(), confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_confidence(method, sample, confidence):
    lower, upper = finite_population_ci(*sample, method=method, confidence=confidence)
    assert lower[1] <= lower[0]
    assert upper[1] >= upper[0]


@methods
@given(sample=samples(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, sample, confidence):
    x, n, population = sample
    lower, upper = finite_population_ci(x, n, population, method=method, confidence=confidence)
    mirrored = finite_population_ci(n - x, n, population, method=method, confidence=confidence)
    assert (population - upper, population - lower) == mirrored


@methods
@given(sample=samples(), confidence=levels, more=st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_at_the_same_share_do_not_widen(method, sample, confidence, more):
    x, n, population = sample
    population = max(population, 2 * n) + more
    lower, upper = finite_population_ci([x, 2 * x], [n, 2 * n], population, method=method, confidence=confidence)
    width = upper - lower
    assert width[1] <= width[0]


@given(sample=samples(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_mid_p_is_never_wider_than_exact(sample, confidence):
    lower, upper = finite_population_ci(*sample, method="mid-p", confidence=confidence)
    widest_lower, widest_upper = finite_population_ci(*sample, confidence=confidence)
    assert widest_lower <= lower
    assert upper <= widest_upper


@methods
@given(batch=st.lists(samples(), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    together = finite_population_ci(*np.transpose(batch), method=method, confidence=confidence)
    one_by_one = [finite_population_ci(*sample, method=method, confidence=confidence) for sample in batch]
    np.testing.assert_array_equal(np.transpose(together), one_by_one)


@methods
def test_a_large_population_comes_near_to_an_infinite_one(method):
    population = 10**7
    limits = finite_population_ci([0, 1, 30, 999], 1000, population, method=method)
    without_end = proportion_ci([0, 1, 30, 999], 1000, method={"exact": "clopper-pearson"}.get(method, method))
    np.testing.assert_allclose(np.divide(limits, population), without_end, rtol=0, atol=2e-5)
