"""The funnel."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from granska.stats.areas import funnel_dispersion, funnel_limits, outside_by_chance

targets = st.floats(0.001, 0.999)
sizes = st.integers(1, 3000)
tails = st.floats(0.0005, 0.2)


def test_defect_33_limits_are_exact_for_few_cases_and_none_with_the_answer_breaks_nothing():
    # FunnelPlotR has arcsine limits only: .550 above for 5 cases at 15 %.
    lower, upper = funnel_limits(0.15, 5)
    assert lower == 0
    assert upper == pytest.approx(0.413221, abs=1e-6)
    assert np.isfinite(funnel_dispersion([0, 0, 3, 5, 0], 26)).all()


@given(target=targets, n=sizes, tail=tails)
@settings(max_examples=100, deadline=None)
def test_runs_through_the_binomial_distribution(target, n, tail):
    lower, upper = funnel_limits(target, n, tail=tail)
    for limit, probability in ((lower, tail), (upper, 1 - tail)):
        if min(target, 1 / n) < limit < 1 and limit != target:
            below = np.floor(limit * n + 1e-9)
            at_most = binom.cdf([below, below + 1], n, target)
            assert np.interp(limit * n, [below, below + 1], at_most) == pytest.approx(probability, abs=1e-7)


@given(target=targets, n=sizes, tail=tails)
@settings(max_examples=60, deadline=None)
def test_holds_the_target_and_stays_in_range(target, n, tail):
    lower, upper = funnel_limits(target, n, tail=tail)
    assert 0 <= lower <= target <= upper <= 1


@given(target=targets, n=sizes, tail=st.lists(tails, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_does_not_shrink_with_a_smaller_tail(target, n, tail):
    lower, upper = funnel_limits(target, n, tail=tail)
    assert lower[0] <= lower[1] + 1e-12
    assert upper[0] >= upper[1] - 1e-12


@given(target=targets, n=sizes, tail=tails)
@settings(max_examples=60, deadline=None)
def test_the_tail_is_held_below_and_reached_above(target, n, tail):
    lower, upper = funnel_limits(target, n, tail=tail)
    count = np.arange(n + 1)
    probability = binom.pmf(count, n, target)
    assert probability[count < lower * n - 1e-9].sum() <= tail + 1e-9
    if upper > target:
        assert probability[count > upper * n - 1e-9].sum() >= tail - 1e-9


def test_a_target_at_the_end_leaves_no_room():
    lower, upper = funnel_limits([0, 1], 26)
    assert lower[0] == upper[0] == 0
    assert upper[1] == 1


def test_no_case_or_no_target_gives_nan_beside_numbers():
    results = np.array(funnel_limits([0.3, np.nan, 0.3], [0, 26, 26]))
    assert np.isnan(results[:, :2]).all()
    assert np.isfinite(results[:, 2]).all()


@given(batch=st.lists(st.tuples(targets, sizes, tails), min_size=1, max_size=12))
@settings(max_examples=30, deadline=None)
def test_a_batch_of_limits_equals_the_loop(batch):
    target, n, tail = (np.array(values) for values in zip(*batch, strict=True))
    one_by_one = [funnel_limits(target, n, tail=tail) for target, n, tail in batch]
    np.testing.assert_allclose(np.array(funnel_limits(target, n, tail=tail)).T, one_by_one, rtol=0, atol=1e-13)


def test_scalars_give_scalars():
    assert all(np.isscalar(limit) for limit in funnel_limits(0.3, 26))
    assert all(np.isscalar(value) for value in funnel_dispersion([3, 5], 26))


@st.composite
def tables(draw, areas=None):
    areas = draw(st.integers(2, 12)) if areas is None else areas
    n = draw(st.lists(st.integers(0, 60), min_size=areas, max_size=areas))
    return [draw(st.integers(0, cases)) for cases in n], n


@pytest.mark.parametrize(("x", "n"), [([], []), (3, 26), ([3, 0], [26, 0]), ([0, 0], [0, 0])])
def test_fewer_than_two_areas_have_no_dispersion(x, n):
    assert np.isnan(funnel_dispersion(x, n)).all()


def test_areas_that_are_alike_have_none():
    phi, tau2 = funnel_dispersion([5, 10, 0], [26, 52, 0])
    assert phi == pytest.approx(0, abs=1e-12)
    assert tau2 == 0


def test_an_extreme_area_weighs_less_when_it_is_drawn_in():
    x = [5, 6, 4, 5, 6, 5, 4, 6, 5, 5, 26]
    wide, narrow = funnel_dispersion(x, 26, trim=[0, 0.1])[0]
    assert narrow < wide / 2


def test_chance_alone_gives_1_where_nothing_is_drawn_in():
    x = np.random.default_rng(3).binomial(2000, 0.3, (4000, 12))
    phi, _ = funnel_dispersion(x, 2000, trim=0)
    # The common share is estimated, which costs one area of twelve.
    assert phi.mean() == pytest.approx(11 / 12, abs=0.02)


@given(table=tables(), trim=st.floats(0, 0.5))
@settings(max_examples=60, deadline=None)
def test_dispersion_is_the_same_for_the_other_answer(table, trim):
    x, n = table
    mirrored = funnel_dispersion(np.subtract(n, x), n, trim=trim)
    np.testing.assert_allclose(mirrored, funnel_dispersion(x, n, trim=trim), rtol=1e-7, atol=1e-9)


@given(batch=st.lists(tables(areas=4), min_size=1, max_size=8), trim=st.floats(0, 0.5))
@settings(max_examples=30, deadline=None)
def test_a_batch_of_dispersions_equals_the_loop(batch, trim):
    x, n = (np.array(counts) for counts in zip(*batch, strict=True))
    one_by_one = [funnel_dispersion(*table, trim=trim) for table in batch]
    np.testing.assert_allclose(np.array(funnel_dispersion(x, n, trim=trim)).T, one_by_one, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("target", "n"), [(0.17, 26), (0.9, 12), (0.5, 100), (0.01, 40), (0.0, 10), (1.0, 10)])
@pytest.mark.parametrize("tail", [0.025, 0.001])
def test_what_chance_puts_outside_is_the_sum_over_all_counts(target, n, tail):
    lower, upper = funnel_limits(target, n, tail=tail)
    probability = {k: comb(n, k) * target**k * (1 - target) ** (n - k) for k in range(n + 1)}
    outside = sum(p for k, p in probability.items() if k < lower * n - 1e-9 or k > upper * n + 1e-9)
    assert outside_by_chance(target, n, tail=tail) == pytest.approx(outside, abs=1e-12)


def test_nothing_is_outside_where_there_is_no_case():
    assert np.isnan(outside_by_chance([0.2, np.nan], [0, 5])).all()


@pytest.mark.parametrize("x", [[0, 0, 0], [10, 20, 30]])
def test_there_is_no_dispersion_where_answers_do_not_vary(x):
    assert np.isnan(funnel_dispersion(x, [10, 20, 30])).all()
