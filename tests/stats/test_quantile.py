"""The median, and other quantiles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from granska.stats.quantile import binomial_quantile, median_ci

levels = st.floats(0.01, 0.999)
shares = st.floats(0.02, 0.98)
samples = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=40)
weighting = pytest.mark.parametrize("weighted", [False, True])


def weights_for(values, weighted):
    # Whole numbers in no order, so that sums of some of them are equal now and then.
    return np.arange(len(values)) * 7 % 5 + 1.0 if weighted else None


@given(n=st.integers(1, 200), q=shares, confidence=levels)
@settings(max_examples=100, deadline=None)
def test_order_statistics_hold_their_tails_and_are_the_narrowest_that_do(n, q, confidence):
    tail = (1 - confidence) / 2
    _, lower, upper = median_ci(np.arange(1, n + 1), q=q, confidence=confidence)
    # Passed over: fewer cases below the quantile than the lower rank, or as many as the upper one.
    if np.isnan(lower):
        assert binom.cdf(0, n, q) > tail
    else:
        assert binom.cdf(lower - 1, n, q) <= tail * (1 + 1e-9)
        assert binom.cdf(lower, n, q) > tail
    if np.isnan(upper):
        assert binom.sf(n - 1, n, q) > tail
    else:
        assert binom.sf(upper - 1, n, q) <= tail * (1 + 1e-9)
        assert binom.sf(upper - 2, n, q) > tail


@pytest.mark.parametrize(("n", "limits"), [(5, (np.nan, np.nan)), (6, (1, 6)), (20, (6, 15)), (26, (8, 19))])
def test_limits_of_the_median_in_the_printed_tables(n, limits):
    np.testing.assert_array_equal(median_ci(np.arange(1, n + 1))[1:], limits)


def test_woodruff_by_hand():
    # Half of 20 cases of one weight: standard error sqrt(.25 / 19) = .1147, t = 2.0930, so .2599 to .7401 of them.
    estimate, lower, upper = median_ci(np.arange(1, 21), np.full(20, 3.5))
    assert (estimate, lower, upper) == (10.5, 6, 15)
    # As many again of a quarter of the weight: 40 cases are worth 29.4, and the error is that of 28.7.
    values = np.concatenate([np.arange(1, 21), np.arange(1, 21)])
    estimate, lower, upper = median_ci(values, np.repeat([1, 0.25], 20))
    assert (estimate, lower, upper) == (10.5, 7, 14)


def test_unequal_weights_move_the_estimate():
    assert median_ci([1, 2, 3], [1, 1, 5])[0] == 3
    assert median_ci([1, 2, 3, 4], [3, 1, 1, 1])[0] == 1.5


@pytest.mark.parametrize("weights", [None, [1, 1, 1, 1, 1, 1]])
def test_few_cases_leave_the_interval_open(weights):
    values = np.arange(6.0)
    _, lower, upper = median_ci(values[:5], None if weights is None else weights[:5])
    assert np.isnan([lower, upper]).all()
    # Of the upper end of a distribution six cases tell nothing, of the lower one they do.
    _, lower, upper = median_ci(values, weights, q=0.9, confidence=0.6)
    assert np.isfinite(lower)
    assert np.isnan(upper)


def test_values_that_are_all_alike_do_not_make_few_cases_certain():
    assert np.isnan(median_ci([7, 7, 7], [1, 2, 3])[1:]).all()
    assert median_ci([7] * 30, np.ones(30)) == (7, 7, 7)


@weighting
@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_no_case_gives_nan(values, weighted):
    assert np.isnan(median_ci(values, weights_for(values, weighted))).all()


def test_one_case_is_its_own_median_and_bounds_nothing():
    for weights in (None, [2]):
        estimate, lower, upper = median_ci([12], weights)
        assert estimate == 12
        assert np.isnan([lower, upper]).all()


@weighting
def test_missing_values_are_left_out(weighted):
    values = np.array([3.0, np.nan, 9, 1, np.nan, 4, 7, 8, 2, 11, 12, 5])
    weights = weights_for(values, weighted)
    there = ~np.isnan(values)
    expected = median_ci(values[there], None if weights is None else weights[there])
    np.testing.assert_array_equal(median_ci(values, weights), expected)


def test_a_case_without_weight_is_left_out():
    values, weights = np.arange(1.0, 13), np.array([1.0] * 10 + [0, 0])
    np.testing.assert_array_equal(median_ci(values, weights), median_ci(values[:10], weights[:10]))


@weighting
@given(values=samples, q=shares, confidence=levels)
@settings(max_examples=80, deadline=None)
def test_contains_the_estimate(weighted, values, q, confidence):
    estimate, lower, upper = median_ci(values, weights_for(values, weighted), q=q, confidence=confidence)
    assert min(values) <= estimate <= max(values)
    assert np.isnan(lower) or min(values) <= lower <= estimate
    assert np.isnan(upper) or estimate <= upper <= max(values)


@weighting
@given(values=samples, q=shares, confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=80, deadline=None)
def test_does_not_shrink_with_confidence(weighted, values, q, confidence):
    _, lower, upper = median_ci(values, weights_for(values, weighted), q=q, confidence=confidence)
    # An open limit is as far away as can be.
    lower, upper = np.nan_to_num(lower, nan=-np.inf), np.nan_to_num(upper, nan=np.inf)
    assert lower[1] <= lower[0]
    assert upper[1] >= upper[0]


@weighting
@given(values=samples, q=st.integers(1, 15).map(lambda part: part / 16), confidence=levels)
@settings(max_examples=200, deadline=None)
def test_is_mirrored_when_the_scale_is_turned_round(weighted, values, q, confidence):
    values, weights = np.array(values), weights_for(values, weighted)
    estimate, lower, upper = median_ci(values, weights, q=q, confidence=confidence)
    mirrored = median_ci(-values, weights, q=1 - q, confidence=confidence)
    np.testing.assert_allclose(mirrored, (-estimate, -upper, -lower))


@weighting
@given(values=samples, random=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_neither_order_nor_scale_nor_the_unit_of_the_weights_matters(weighted, values, random):
    values, weights = np.array(values), weights_for(values, weighted)
    order = random.sample(range(len(values)), len(values))
    other = None if weights is None else 1000 * weights[order]
    expected = [2 * value + 3 for value in median_ci(values, weights)]
    np.testing.assert_allclose(median_ci(2 * values[order] + 3, other), expected)


@weighting
@given(batch=st.lists(st.lists(st.integers(0, 9).map(float), min_size=9, max_size=9), min_size=1, max_size=6), q=shares)
@settings(max_examples=40, deadline=None)
def test_a_batch_equals_the_loop(weighted, batch, q):
    values = np.where(np.array(batch) == 0, np.nan, batch)
    weights = weights_for(batch[0], weighted)
    one_by_one = [median_ci(row, weights, q=q, confidence=0.8) for row in values]
    np.testing.assert_array_equal(np.array(median_ci(values, weights, q=q, confidence=0.8)).T, one_by_one)


@weighting
def test_quantiles_and_levels_broadcast_against_the_batch(weighted):
    values = np.random.default_rng(8).normal(size=(3, 40))
    weights = weights_for(values[0], weighted)
    results = median_ci(values, weights, q=[[0.25], [0.5]], confidence=0.9)
    assert all(result.shape == (2, 3) for result in results)
    alone = median_ci(values[2], weights, q=0.25, confidence=0.9)
    assert tuple(result[0, 2] for result in results) == alone
    assert all(np.isscalar(value) for value in alone)


def test_order_statistics_cover_the_median_as_often_as_they_say():
    values = np.random.default_rng(1).exponential(size=(4000, 26))
    _, lower, upper = median_ci(values)
    covered = ((lower <= np.log(2)) & (np.log(2) <= upper)).mean()
    # Exactly .9710: ranks 8 and 19 of 26.
    assert covered == pytest.approx(binom.cdf(18, 26, 0.5) - binom.cdf(7, 26, 0.5), abs=0.008)


@pytest.mark.parametrize("slope", [0, 1.5])
def test_woodruff_covers_the_median_about_as_often_as_it_says(slope):
    # Cases drawn with unequal probabilities, which may have to do with their values.
    random = np.random.default_rng(2)
    values = random.normal(size=20_000)
    size = np.exp(random.normal(scale=0.6, size=values.size) + slope * values / 4)
    drawn = random.choice(values.size, p=size / size.sum(), size=(3000, 60))
    estimate, lower, upper = median_ci(values[drawn], 1 / size[drawn])
    middle = np.median(values)
    assert np.median(estimate) == pytest.approx(middle, abs=0.03)
    assert 0.94 < ((lower <= middle) & (middle <= upper)).mean() < 0.98


@pytest.mark.parametrize("probability", [1e-6, 0.025, 0.5, 0.975, 1 - 1e-6])
def test_binomial_quantile_is_that_of_scipy(probability):
    n = np.array([0, 1, 5, 26, 286, 3000])[:, np.newaxis]
    p = np.array([0.001, 0.05, 0.31, 0.77, 0.999])
    np.testing.assert_array_equal(binomial_quantile(probability, n, p), binom.ppf(probability, n, p))


def test_binomial_quantile_at_the_ends():
    np.testing.assert_array_equal(binomial_quantile(0.025, 26, [0, 1]), [0, 26])
    # None of two is half of a half: reached exactly, so the next.
    assert binomial_quantile(0.25, 2, 0.5) == 1
