"""Areas beside one another."""

import itertools
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats import freeman_halton
from granska.stats.areas import TESTS, homogeneity_test, icc

DISTRICTS = [3, 5, 4, 8, 2, 6, 1, 7, 3, 5, 4]

methods = pytest.mark.parametrize("method", TESTS)


@st.composite
def tables(draw, areas=None, least=0):
    areas = draw(st.integers(1, 6)) if areas is None else areas
    n = draw(st.lists(st.integers(least, 12), min_size=areas, max_size=areas))
    return [draw(st.integers(0, cases)) for cases in n], n


def homogeneity(x, n, method):
    return homogeneity_test(x, n, method=method, seed=7)


def test_defect_23_eleven_areas_have_an_exact_p_value_every_time_the_same():
    # scipy's fisher_exact draws at random for more than two areas: .2674, another at each run.
    found = {float(homogeneity_test(DISTRICTS, 26, method="exact")[2]) for _ in range(3)}
    assert len(found) == 1
    assert found.pop() == pytest.approx(0.269665, abs=1e-6)


@methods
@pytest.mark.parametrize(
    ("x", "n", "df"),
    [
        pytest.param([0, 0, 0], [26, 12, 5], 2, id="none has the answer"),
        pytest.param([26, 12, 5], [26, 12, 5], 2, id="all have it"),
        pytest.param([3, 0], [26, 0], 0, id="one area"),
        pytest.param([0, 0], [0, 0], 0, id="no case"),
        pytest.param([], [], 0, id="no area"),
    ],
)
def test_nothing_to_test_gives_nan(method, x, n, df):
    statistic, degrees, p = homogeneity(x, n, method)
    assert np.isnan([statistic, p]).all()
    assert degrees == df


@methods
def test_an_area_without_cases_is_left_out(method):
    with_it, without_it = homogeneity([3, 0, 9], [12, 0, 14], method), homogeneity([3, 9], [12, 14], method)
    np.testing.assert_allclose(with_it, without_it, rtol=1e-12)


@methods
def test_scalars_are_one_area_and_no_batch_gives_scalars(method):
    assert all(np.isscalar(result) for result in homogeneity(DISTRICTS, 26, method))
    assert np.isnan(homogeneity(3, 26, method)[2])


@methods
@given(batch=st.lists(tables(areas=3), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_a_batch_equals_the_loop(method, batch):
    x, n = (np.array(counts) for counts in zip(*batch, strict=True))
    one_by_one = [homogeneity(*table, method) for table in batch]
    np.testing.assert_allclose(np.array(homogeneity(x, n, method)).T, one_by_one, rtol=1e-9)


@methods
def test_the_batch_may_have_several_axes(method):
    assert all(result.shape == (2, 4) for result in homogeneity(np.arange(24).reshape(2, 4, 3) % 5, 9, method))


@methods
@given(table=tables())
@settings(max_examples=25, deadline=None)
def test_is_the_same_when_yes_and_no_change_places(method, table):
    x, n = table
    mirrored = homogeneity(np.subtract(n, x), n, method)
    if method == "monte-carlo":
        # Other tables are drawn.
        np.testing.assert_allclose(mirrored[2], homogeneity(x, n, method)[2], atol=0.04)
    else:
        np.testing.assert_allclose(mirrored, homogeneity(x, n, method), rtol=1e-7, atol=1e-12)


@given(table=tables(areas=3, least=1))
@settings(max_examples=25, deadline=None)
def test_monte_carlo_is_near_what_all_the_tables_give(table):
    x, n = table
    statistic, _, p = homogeneity_test(x, n, method="monte-carlo", seed=11)
    if np.isnan(p):
        return
    every = np.array([each for each in itertools.product(*(range(cases + 1) for cases in n)) if sum(each) == sum(x)])
    ways = np.array([prod(comb(cases, int(yes)) for cases, yes in zip(n, each, strict=True)) for each in every])
    as_great = homogeneity_test(every, n)[0] >= statistic - 1e-9
    expected = ways[as_great].sum() / comb(sum(n), sum(x))
    assert p == pytest.approx(expected, abs=5 * np.sqrt(expected * (1 - expected) / 9999) + 1e-4)


def test_monte_carlo_is_never_0_and_one_seed_gives_one_value():
    x = [26, 26, 0, 0, 0, 26, 0]
    _, _, p = homogeneity_test(x, 26, method="monte-carlo", seed=1)
    assert p == 1e-4
    values = [homogeneity_test(DISTRICTS, 26, method="monte-carlo", seed=seed)[2] for seed in (1, 1, 2)]
    assert values[0] == values[1] != values[2]


def test_monte_carlo_without_a_seed_is_refused():
    with pytest.raises(
        ValueError, match=r"^seed: monte-carlo needs one, so that the same counts give the same p-value$"
    ):
        homogeneity_test(DISTRICTS, 26, method="monte-carlo")
    with pytest.raises(ValueError, match=r"^seed: negative$"):
        homogeneity_test(DISTRICTS, 26, method="monte-carlo", seed=-1)


def test_too_many_tables_name_the_place_and_the_way_out(monkeypatch):
    monkeypatch.setattr(freeman_halton, "MOST_KINDS", 20)
    x, n = [[0, 1, 0, 1], [3, 9, 4, 8]], [14, 17, 19, 23]
    message = r"^method: exact has too many tables to count, take monte-carlo: at position 1$"
    with pytest.raises(ValueError, match=message):
        homogeneity_test(x, n, method="exact")


@pytest.mark.parametrize("function", [homogeneity_test, icc])
@pytest.mark.parametrize(
    ("x", "n", "message"),
    [
        ([3, 27], 26, r"^x: greater than n at position 1$"),
        ([3, -1], 26, r"^x: negative at position 1$"),
        ([3, 1], [26, 2.5], r"^n: not a whole number at position 1$"),
    ],
)
def test_bad_counts_are_refused(function, x, n, message):
    with pytest.raises(ValueError, match=message):
        function(x, n)


def test_an_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"^method: 'fisher' is not known; known: chi2, g, exact, monte-carlo$"):
        homogeneity_test(DISTRICTS, 26, method="fisher")


def test_intraclass_correlation_at_its_ends():
    # All or none in every area; and every area alike, which is more alike than chance has it.
    assert icc([26, 0, 26], 26) == pytest.approx(1)
    assert icc([13, 13, 13], 26) == pytest.approx(-1 / 25)


@pytest.mark.parametrize(("x", "n"), [([], []), ([3, 0], [26, 0]), ([1, 0, 1], [1, 1, 1]), ([0, 0], [26, 12])])
def test_intraclass_correlation_that_does_not_exist_is_nan(x, n):
    assert np.isnan(icc(x, n))


@given(batch=st.lists(tables(areas=3), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_intraclass_correlations_of_a_batch_equal_the_loop(batch):
    x, n = (np.array(counts) for counts in zip(*batch, strict=True))
    np.testing.assert_allclose(icc(x, n), [icc(*table) for table in batch], rtol=1e-9, atol=1e-12)


@given(table=tables())
@settings(max_examples=40, deadline=None)
def test_intraclass_correlation_is_at_most_1_and_the_same_for_the_other_answer(table):
    x, n = table
    value = icc(x, n)
    assert np.isnan(value) or value <= 1 + 1e-12
    np.testing.assert_allclose(icc(np.subtract(n, x), n), value, rtol=1e-7, atol=1e-9)
