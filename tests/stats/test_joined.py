"""The difference between two figures of which only estimate and interval are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from granska.stats.joined import joined_difference
from granska.stats.proportion import proportion_ci
from oracle import Row, agree, cases, numbers


@cases("two_proportion_diff", "newcombe")
def test_of_wilson_intervals_it_is_that_of_newcombe(row: Row) -> None:
    x1, n1, x2, n2, confidence = numbers(row, "x1", "n1", "x2", "n2", "conf_level")
    sides: list[float] = []
    for x, n in ((x1, n1), (x2, n2)):
        sides += [x / n, *proportion_ci(x, n, method="wilson", confidence=confidence)]
    estimate, lower, upper = joined_difference(*sides)
    agree(row, est=estimate, lower=lower, upper=upper)


def outwards(share: float, low: float, high: float, unit: float) -> tuple[float, float, float]:
    return round(share / unit) * unit, math.floor(low / unit) * unit, min(1.0, math.ceil(high / unit) * unit)


shares = st.floats(0, 1).flatmap(lambda p: st.tuples(st.just(p), st.floats(0, p), st.floats(p, 1)))


@given(shares, shares, st.sampled_from([0.01, 0.001]))
def test_of_rounded_figures_it_is_never_narrower(
    one: tuple[float, float, float], two: tuple[float, float, float], unit: float
) -> None:
    _, lower, upper = joined_difference(*one, *two)
    _, low, high = joined_difference(*outwards(*one, unit), *outwards(*two, unit), rounded_to=unit)
    assert low <= lower + 1e-9
    assert high >= upper - 1e-9


def test_it_goes_over_arrays_and_passes_on_what_is_not_there() -> None:
    estimate, lower, upper = joined_difference([0.5, np.nan], [0.4, 0.1], [0.6, 0.2], 0.3, 0.2, 0.4)
    assert estimate.shape == lower.shape == upper.shape == (2,)
    assert np.isnan([estimate[1], lower[1], upper[1]]).all()
    assert lower[0] < 0.2 < upper[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.2, 0.1, 0.3, 0.2, 0.1, 0.3), "between 0 and 1"),
        ((0.5, 0.6, 0.7, 0.2, 0.1, 0.3), "outside its limits"),
        ((0.2, 0.1, 0.3, 0.5, 0.1, 0.3), "outside its limits"),
    ],
)
def test_what_is_no_interval_is_refused(arguments: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        joined_difference(*arguments)
