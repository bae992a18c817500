"""Before the cases are read: sample size, power, detectable difference, allocation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.difference import two_proportion_test
from granska.stats.planning import LARGEST_GROUP, METHODS, allocate, detectable_difference, power, sample_size
from granska.stats.rejection import rejected_tables

methods = pytest.mark.parametrize("method", METHODS)
exact = pytest.mark.parametrize("method", ["boschloo", "fisher"])
groups = st.sampled_from([(5, 9), (9, 5), (12, 12), (12, 26), (26, 26)])
shares = st.integers(0, 200).map(lambda half_points: half_points / 200)
levels = st.sampled_from([0.05, 0.05 / 30, 0.2])


def test_more_precision_and_more_confidence_need_more_cases():
    assert sample_size([0.1, 0.05], confidence=[[0.95], [0.99]]).tolist() == [[97, 385], [166, 664]]


def test_a_sample_is_never_more_than_there_is():
    assert sample_size(0.001, population=[0, 1, 2, 300]).tolist() == [0, 1, 2, 300]


def test_a_large_population_is_like_none_at_all():
    assert sample_size(0.05, population=10**9) == sample_size(0.05)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"margin": 0}, r"^margin: not strictly between 0 and 1$"),
        ({"margin": [0.1, 1]}, r"^margin: not strictly between 0 and 1 at position 1$"),
        ({"margin": 0.1, "p": [0.5, 0]}, r"^p: not strictly between 0 and 1 at position 1$"),
        ({"margin": 0.1, "p": "half"}, r"^p: not an array of numbers$"),
        ({"margin": 0.1, "population": [45, -1]}, r"^population: negative at position 1$"),
        ({"margin": 0.1, "confidence": 95}, r"^confidence: not strictly between 0 and 1$"),
    ],
)
def test_a_sample_size_that_cannot_be_planned_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        sample_size(**arguments)


# What 80 % power at the 5 % level finds from a fifth, as an independent enumeration gave it.
@pytest.mark.parametrize(
    ("n", "alpha", "share"), [(12, 0.05, 0.77), (26, 0.05, 0.57), (143, 0.05, 0.35), (143, 0.05 / 30, 0.42)]
)
def test_detectable_from_a_fifth(n, alpha, share):
    down, up = detectable_difference(0.2, n, n, alpha=alpha)
    assert 0.2 + up == pytest.approx(share, abs=0.005)
    # In small groups not even the fall to none is found.
    assert np.isnan(down) == (n < 143)


@exact
@pytest.mark.parametrize("alpha", [0.05, 0.05 / 30, 0.1, 0.9])
@pytest.mark.parametrize(("n1", "n2"), [(1, 1), (1, 6), (3, 3), (5, 9), (9, 5), (12, 26), (30, 30)])
def test_the_tables_rejected_are_those_whose_p_value_is_small(n1, n2, alpha, method):
    p = two_proportion_test(np.arange(n1 + 1)[:, np.newaxis], n1, np.arange(n2 + 1), n2, method=method)
    rejected = rejected_tables(n1, n2, alpha, method=method)
    np.testing.assert_array_equal(rejected, p <= alpha * (1 + 1e-9))
    with pytest.raises(ValueError, match="read-only"):
        rejected[0, 0] = True


def test_power_is_the_probability_of_the_tables_that_are_rejected():
    n1, n2, p1, p2 = 7, 4, 0.3, 0.8
    generator = np.random.default_rng(5)
    drawn = generator.binomial(n1, p1, 200_000), generator.binomial(n2, p2, 200_000)
    rejected = rejected_tables(n1, n2, 0.1, method="boschloo")
    assert power(p1, p2, n1, n2, alpha=0.1) == pytest.approx(rejected[drawn].mean(), abs=0.005)


@exact
@given(p=shares, groups=groups, alpha=levels)
@settings(max_examples=60, deadline=None)
def test_an_exact_test_keeps_its_level(method, p, groups, alpha):
    assert power(p, p, *groups, method=method, alpha=alpha) <= alpha * (1 + 1e-6)


@given(p1=shares, p2=shares, groups=groups, alpha=levels)
@settings(max_examples=60, deadline=None)
def test_boschloo_finds_what_fisher_finds(p1, p2, groups, alpha):
    least = power(p1, p2, *groups, method="fisher", alpha=alpha / 2)
    assert least <= power(p1, p2, *groups, method="boschloo", alpha=alpha) + 1e-12


@methods
@given(p1=shares, p2=shares, groups=groups, alpha=levels)
@settings(max_examples=60, deadline=None)
def test_power_is_a_probability_and_does_not_know_which_group_is_first(method, p1, p2, groups, alpha):
    n1, n2 = groups
    found = power(p1, p2, n1, n2, method=method, alpha=alpha)
    assert 0 <= found <= 1
    assert power(p2, p1, n2, n1, method=method, alpha=alpha) == pytest.approx(found, abs=1e-12)
    assert power(1 - p1, 1 - p2, n1, n2, method=method, alpha=alpha) == pytest.approx(found, abs=1e-9)


@methods
@given(p1=shares, groups=groups, alpha=levels, wanted=st.floats(0.3, 0.95))
@settings(max_examples=40, deadline=None)
def test_from_the_detectable_difference_on_the_power_is_reached(method, p1, groups, alpha, wanted):
    down, up = detectable_difference(p1, *groups, power=wanted, alpha=alpha, method=method)
    for difference, end in ((down, 0), (up, 1)):
        at_the_end = power(p1, end, *groups, method=method, alpha=alpha)
        if np.isnan(difference):
            assert at_the_end < wanted
            continue
        beyond = np.linspace(p1 + difference, end, 400)
        assert power(p1, beyond, *groups, method=method, alpha=alpha).min() >= wanted - 1e-9
        just_short = p1 + difference * (1 - 1e-6)
        assert power(p1, just_short, *groups, method=method, alpha=alpha) < wanted


@methods
@given(p1=shares, groups=groups)
@settings(max_examples=30, deadline=None)
def test_falls_mirror_rises(method, p1, groups):
    down, up = detectable_difference(p1, *groups, method=method)
    mirrored_down, mirrored_up = detectable_difference(1 - p1, *groups, method=method)
    assert (down, up) == pytest.approx((-mirrored_up, -mirrored_down), abs=1e-7, nan_ok=True)


@methods
def test_nobody_in_a_group_gives_nan_beside_numbers(method):
    found = power(0.2, 0.9, [0, 12, 12], [12, 0, 12], method=method)
    assert np.isnan(found).tolist() == [True, True, False]
    for difference in detectable_difference(0.5, [0, 12, 12], [12, 0, 12], method=method):
        assert np.isnan(difference).tolist() == [True, True, False]


@methods
def test_certain_answers(method):
    assert power([0, 1, 0], [0, 1, 1], 9, 9, method=method).tolist() == [0, 0, 1]
    assert np.isnan(detectable_difference([0, 1], 9, 9, method=method)).tolist() == [[True, False], [False, True]]


@methods
def test_a_batch_equals_the_loop(method):
    p1, n1, n2, alpha = [0.2, 0.5, 0.9, 0.2], [12, 26, 5, 26], [26, 12, 12, 12], [0.05, 0.05, 0.2, 0.01]
    together = np.array(detectable_difference(p1, n1, n2, alpha=alpha, method=method)).T
    designs = list(zip(p1, n1, n2, alpha, strict=True))
    one_by_one = [detectable_difference(*design, alpha=level, method=method) for *design, level in designs]
    np.testing.assert_allclose(together, one_by_one, rtol=0, atol=1e-9)
    powers = power(np.array(p1)[:, np.newaxis], [0.1, 0.6], 12, 26, method=method)
    expected = [[power(share, other, 12, 26, method=method) for other in (0.1, 0.6)] for share in p1]
    np.testing.assert_allclose(powers, expected, rtol=0, atol=1e-13)


def test_an_empty_batch_is_an_empty_batch():
    assert power([], 0.5, 12, 12).shape == (0,)
    assert [found.shape for found in detectable_difference([], 12, 12)] == [(0,), (0,)]


def test_a_register_is_planned_by_the_normal_formula():
    # Berkeley 1973: 1,835 women and 2,691 men.
    down, up = detectable_difference(0.35, 1835, 2691, method="normal")
    assert (down, up) == pytest.approx((-0.0398, 0.0410), abs=5e-4)


def test_the_normal_formula_promises_a_fall_that_no_exact_test_finds():
    assert detectable_difference(0.02, 260, 490, method="normal")[0] == pytest.approx(-0.0199, abs=5e-5)
    assert np.isnan(detectable_difference(0.02, 260, 490)[0])
    assert power(0.02, 0, 260, 490, method="normal") > power(0.02, 0, 260, 490) + 0.01


def test_the_shortcut_for_a_small_population_may_be_one_case_short():
    # n0 / (1 + n0 / N) is 12.97; n0 / (1 + (n0 - 1) / N) is 13.1
    assert sample_size(0.1, population=15) == 13


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p1": [0.2, 1.1]}, r"^p1: not between 0 and 1 at position 1$"),
        ({"n1": -1}, r"^n1: negative$"),
        ({"n2": 2.5}, r"^n2: not a whole number$"),
        (
            {"n2": [12, LARGEST_GROUP + 1]},
            r"^n2: greater than 500, the most .*method='normal' is not\): at position 1$",
        ),
        ({"alpha": 0}, r"^alpha: not strictly between 0 and 1$"),
        ({"alpha": 5}, r"^alpha: not strictly between 0 and 1$"),
        ({"method": "barnard"}, r"^method: 'barnard' is not known; known: boschloo, fisher, normal$"),
        ({"p1": [0.1, 0.2], "alpha": [0.05, 0.05, 0.05]}, r"^the shapes do not fit together: p1 \(2,\), "),
    ],
)
def test_a_comparison_that_cannot_be_planned_is_refused(arguments, message):
    arguments = {"p1": 0.2, "n1": 12, "n2": 12} | arguments
    with pytest.raises(ValueError, match=message):
        power(p2=0.5, **arguments)
    with pytest.raises(ValueError, match=message):
        detectable_difference(**arguments)


def test_a_power_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match=r"^power: not strictly between 0 and 1$"):
        detectable_difference(0.2, 12, 12, power=1)


def test_what_a_stratum_cannot_give_goes_to_the_others():
    assert allocate(36, [8, 150, 80], method="equal").tolist() == [8, 14, 14]
    # Once the first is full the second overflows too.
    assert allocate(60, [10, 16, 400], spread=[9, 4, 0.1], method="neyman").tolist() == [10, 16, 34]


def test_strata_without_spread_get_what_is_left():
    assert allocate(30, [20, 40, 60], spread=[1, 0, 0], method="neyman").tolist() == [20, 4, 6]
    assert allocate(12, [20, 40, 60], spread=0, method="neyman").tolist() == [2, 4, 6]


def test_of_two_that_lose_alike_the_earlier_is_rounded_up():
    assert allocate(5, [30, 30, 30]).tolist() == [2, 2, 1]
    assert allocate(10, [7, 7, 7], spread=[0.1, 0.1, 0.1], method="neyman").tolist() == [4, 3, 3]


def test_an_empty_stratum_gives_nothing():
    assert allocate(7, [0, 5, 5], method="equal").tolist() == [0, 4, 3]
    assert allocate(0, [0, 0]).tolist() == [0, 0]


@st.composite
def strata(draw):
    population = draw(st.lists(st.integers(0, 600), min_size=1, max_size=12))
    spread = draw(
        st.lists(st.sampled_from([0, 0.1, 0.25, 0.4, 0.5, 3]), min_size=len(population), max_size=len(population))
    )
    return draw(st.integers(0, sum(population))), population, spread


allocations = pytest.mark.parametrize("method", ["proportional", "equal", "neyman"])


def by(method, total, population, spread):
    return allocate(total, population, spread=spread if method == "neyman" else None, method=method)


@allocations
@given(plan=strata())
@settings(max_examples=150, deadline=None)
def test_the_total_is_kept_and_no_stratum_gives_more_than_it_has(method, plan):
    total, population, spread = plan
    found = by(method, total, population, spread)
    assert found.dtype == np.int64
    assert found.sum() == total
    assert (found >= 0).all()
    assert (found <= population).all()


@allocations
@given(plan=strata())
@settings(max_examples=100, deadline=None)
def test_strata_that_are_not_full_share_by_weight(method, plan):
    total, population, spread = plan
    found = by(method, total, population, spread)
    size = np.array(population, dtype=float)
    weight = {"proportional": size, "equal": np.ones_like(size), "neyman": size * spread}[method]
    # Rounding aside, nobody who could give more has given less by weight than another.
    room = (found + 1 < size) & (weight > 0)
    for index in np.flatnonzero(room):
        assert (found[index] + 1) / weight[index] > ((found - 1) / np.where(weight > 0, weight, np.inf)).max() - 1e-9


@allocations
def test_allocations_of_a_batch_equal_the_loop(method):
    totals = np.array([36, 0, 275])
    populations = np.array([[45, 150, 80], [45, 0, 80], [45, 150, 80]])
    spread = np.array([0.4, 0.0, 0.5])
    together = by(method, totals, populations, spread)
    one_by_one = [by(method, *plan, spread) for plan in zip(totals, populations, strict=True)]
    np.testing.assert_array_equal(together, one_by_one)
    np.testing.assert_array_equal(
        by(method, totals, populations[0], spread), [by(method, total, populations[0], spread) for total in totals]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"total": [36, 276]}, r"^total: greater than the population at position 1$"),
        ({"total": 3.5}, r"^total: not a whole number$"),
        ({"population": [45, -1, 80]}, r"^population: negative at position 1$"),
        ({"spread": [1, 1, 1]}, r"^spread: needed with method='neyman', and with no other$"),
        ({"method": "neyman"}, r"^spread: needed with method='neyman', and with no other$"),
        ({"method": "neyman", "spread": [1, -1, 1]}, r"^spread: negative at position 1$"),
        ({"method": "neyman", "spread": [1, 1]}, r"^the shapes do not fit together: population \(3,\), spread \(2,\)"),
        ({"method": "optimal"}, r"^method: 'optimal' is not known; known: proportional, equal, neyman$"),
    ],
)
def test_an_allocation_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        allocate(**({"total": 36, "population": [45, 150, 80]} | arguments))
