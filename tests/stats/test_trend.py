"""Trends: what holds for any counts, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from granska.stats.difference import difference_ci, two_proportion_test
from granska.stats.mover import contrast_ci
from granska.stats.trend import cochran_armitage, poisson_trend_test, rate_ratio, rate_trend, share_trend

period = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))
periods = st.lists(period, min_size=2, max_size=6)


@given(periods)
def test_a_series_read_backwards_has_the_opposite_slope(series):
    x, n = map(list, zip(*series, strict=True))
    years = list(range(len(x)))
    forward, back = share_trend(x, n, years), share_trend(x[::-1], n[::-1], years)
    assert forward[0] == pytest.approx(-back[0], abs=1e-12, nan_ok=True)
    assert forward[1] == pytest.approx(-back[2], abs=1e-12, nan_ok=True)
    assert cochran_armitage(x, n, years)[0] == pytest.approx(
        cochran_armitage(x[::-1], n[::-1], years)[0], abs=1e-9, nan_ok=True
    )


@given(period, period, st.integers(1, 20))
def test_two_periods_are_the_difference_over_the_time_between_them(first, last, between):
    (x1, n1), (x2, n2) = first, last
    assume(n1 and n2)
    slope = share_trend([x1, x2], [n1, n2], [2000, 2000 + between])
    assert np.array(slope) * between == pytest.approx(np.array(difference_ci(x2, n2, x1, n1)), abs=1e-9)
    p = two_proportion_test(x1, n1, x2, n2, method="n-1-chi2")
    statistic, _ = cochran_armitage([x1, x2], [n1, n2], [2000, 2000 + between])
    corrected = statistic * (n1 + n2 - 1) / (n1 + n2)
    assert p == pytest.approx(math.erfc(math.sqrt(corrected / 2)), abs=1e-9)


@given(periods, st.floats(-5000, 5000), st.floats(0.1, 50))
def test_only_the_distances_of_the_periods_count(series, moved, scale):
    x, n = map(np.array, zip(*series, strict=True))
    years = np.arange(len(x))
    here, there = share_trend(x, n, years), share_trend(x, n, moved + scale * years)
    assert np.array(there) * scale == pytest.approx(np.array(here), rel=1e-6, abs=1e-6, nan_ok=True)


@given(periods)
def test_a_period_without_cases_says_nothing(series):
    x, n = map(list, zip(*series, strict=True))
    years = list(range(len(x)))
    alone = share_trend(x, n, years), cochran_armitage(x, n, years)
    beside = share_trend([*x, 0], [*n, 0], [*years, 99]), cochran_armitage([*x, 0], [*n, 0], [*years, 99])
    for left, right in zip(alone, beside, strict=True):
        assert left == pytest.approx(right, nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 5000)), min_size=2, max_size=6), st.floats(0.6, 0.999))
def test_the_limits_of_a_rate_trend_hold_the_ratio_and_widen_with_the_level(series, confidence):
    observed, exposure = zip(*series, strict=True)
    assume(sum(observed))
    years = range(len(observed))
    ratio, lower, upper = rate_trend(observed, exposure, list(years), confidence=[confidence, 0.9995])
    assert ((lower <= ratio) & (ratio <= upper)).all()
    assert lower[1] <= lower[0]
    assert upper[0] <= upper[1]


def test_a_rate_that_is_all_at_one_end_has_one_limit():
    assert rate_trend([0, 0, 4], [100, 100, 100], [1, 2, 3])[::2] == (math.inf, math.inf)
    ratio, lower, upper = rate_trend([4, 0, 0], [100, 100, 100], [1, 2, 3])
    assert (ratio, lower) == (0, 0)
    assert 0 < upper < 1


@pytest.mark.parametrize(
    ("observed", "exposure", "years", "expected"),
    [
        ([0, 0], [100, 100], [1, 2], (math.nan, 0, math.inf)),
        ([3, 4], [100, 100], [1, 1], (math.nan,) * 3),
        ([3, 0], [100, 0], [1, 2], (math.nan,) * 3),
    ],
    ids=["no events", "one time", "one period"],
)
def test_where_there_is_no_trend_to_tell(observed, exposure, years, expected):
    assert rate_trend(observed, exposure, years) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(("x", "p"), [([0, 0, 0], 1), ([26, 26, 26], 1)])
def test_where_answers_do_not_vary_there_is_no_trend_and_still_a_width(x, p):
    statistic, found = cochran_armitage(x, [26, 26, 26], [2022, 2023, 2024])
    assert (statistic, found) == (0, p)
    estimate, lower, upper = share_trend(x, [26, 26, 26], [2022, 2023, 2024])
    assert estimate == pytest.approx(0)
    assert lower < -0.05 < 0.05 < upper


def test_many_series_at_once_are_each_as_alone():
    x, n, years = np.array([[1, 5, 9], [0, 0, 2]]), np.array([[20, 20, 25], [30, 30, 30]]), [1, 2, 4]
    for row in range(2):
        for function in (share_trend, rate_trend):
            together = [values[row] for values in function(x, n, years)]
            assert together == pytest.approx(function(x[row], n[row], years))


@given(st.integers(0, 50), st.integers(0, 50), st.floats(1, 100), st.floats(1, 100))
def test_a_rate_ratio_turned_round_is_its_inverse(first, second, exposure1, exposure2):
    assume(first + second)
    _, lower, upper, p = rate_ratio(first, exposure1, second, exposure2)
    _, _, high, q = rate_ratio(second, exposure2, first, exposure1)
    assert p == pytest.approx(q)
    assert (high == math.inf) if lower == 0 else (lower * high == pytest.approx(1))
    # the test and the interval agree
    assert (p < 0.0499) <= (not lower <= 1 <= upper)
    assert (p > 0.0501) <= (lower <= 1 <= upper)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cochran_armitage([3, 4], [2, 9], [1, 2]), "x: greater than n at position 0"),
        (lambda: cochran_armitage([1, 1], [2, 9], [1, math.nan]), "times: not a time at position 1"),
        (lambda: share_trend(1, 2, 3), "times: a trend needs an axis of periods"),
        (lambda: poisson_trend_test([1, 2], [0, 9], [1, 2]), "observed: events among nobody at position 0"),
        (lambda: rate_trend([1, 2], [-1, 9], [1, 2]), "exposure: negative at position 0"),
        (lambda: rate_trend([1, 2], [1, 9], [1, 2], confidence=1), "confidence: not strictly between 0 and 1"),
        (lambda: rate_ratio(1.5, 1, 2, 2), "observed1: not a whole number"),
        (lambda: contrast_ci([1, -1], [0.2, 0.3], [0.1, 0.4], [0.4, 0.5]), "lower: above its estimate at position 1"),
    ],
)
def test_what_is_no_count_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
