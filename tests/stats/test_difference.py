"""Two proportions, one table: the difference and the tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.difference import ALTERNATIVES, METHODS, TESTS, difference_ci, ratio_ci, two_proportion_test

methods = pytest.mark.parametrize("method", METHODS)
every_test = pytest.mark.parametrize("method", TESTS)
alternatives = pytest.mark.parametrize("alternative", ALTERNATIVES)
levels = st.floats(0.01, 0.999)


@st.composite
def tables(draw, most=400):
    n1, n2 = draw(st.integers(1, most)), draw(st.integers(1, most))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def test_berkeley_departments_ignored():
    estimate, lower, upper = difference_ci(557, 1835, 1198, 2691)
    assert round(100 * estimate, 1) == -14.2
    assert lower < estimate < upper < 0
    assert two_proportion_test(557, 1835, 1198, 2691) < 1e-21


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((27, 26, 5, 26), {}, r"^x1: greater than n1$"),
        ((13, 26, [5, 27], 26), {}, r"^x2: greater than n2 at position 1$"),
        (([3, -1], 26, 5, 26), {}, r"^x1: negative at position 1$"),
        ((13, 26, 5, [26, 25.5]), {}, r"^n2: not a whole number at position 1$"),
        ((13, 26, 5, np.nan), {}, r"^n2: not a whole number$"),
        (([1, 2], 26, [1, 2, 3], 26), {}, r"^the shapes do not fit together: x1 \(2,\), n1 \(\), x2 \(3,\), n2 \(\)$"),
        ((13, 26, 5, 26), {"method": "mee"}, r"^method: 'mee' is not known; known: newcombe, agresti-caffo, mietti"),
        ((13, 26, 5, 26), {"confidence": 1}, r"^confidence: not strictly between 0 and 1$"),
    ],
)
def test_bad_arguments_of_an_interval_are_named(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        difference_ci(*arguments, **options)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((27, 26, 5, 26), {}, r"^x1: greater than n1$"),
        ((13, 26, 5, [26, -1]), {}, r"^n2: negative at position 1$"),
        ((13, 26, 5, 26), {"method": "chi2"}, r"^method: 'chi2' is not known; known: boschloo, fisher, fisher-mid-p"),
        (
            (13, 26, 5, 26),
            {"alternative": "two.sided"},
            r"^alternative: 'two.sided' is not known; known: two-sided, le",
        ),
    ],
)
def test_bad_arguments_of_a_test_are_named(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        two_proportion_test(*arguments, **options)


@methods
def test_nobody_in_a_group_gives_nan_beside_numbers(method):
    results = np.array(difference_ci([0, 0, 3], [0, 0, 9], [1, 0, 2], [4, 0, 9], method=method))
    assert np.isnan(results[:, :2]).all()
    assert np.isfinite(results[:, 2]).all()


@methods
def test_an_empty_batch_is_an_empty_batch(method):
    assert [values.shape for values in difference_ci([], 26, [], 26, method=method)] == [(0,)] * 3


@methods
def test_several_levels_at_once(method):
    estimate, lower, upper = difference_ci(3, 26, 9, 26, method=method, confidence=[0.95, 0.998])
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
    assert swapped == pytest.approx((-estimate, -upper, -lower), abs=1e-12)


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(method, table, confidence):
    x1, n1, x2, n2 = table
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, method=method, confidence=confidence)
    mirrored = difference_ci(n1 - x1, n1, n2 - x2, n2, method=method, confidence=confidence)
    assert mirrored == pytest.approx((-estimate, -upper, -lower), abs=1e-12)


@methods
@given(table=tables(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_twice_the_cases_at_the_same_shares_do_not_widen(method, table, confidence):
    _, lower, upper = difference_ci(*np.outer(table, [1, 2]), method=method, confidence=confidence)
    width = upper - lower
    assert width[1] <= width[0] + 1e-12


@methods
@given(batch=st.lists(tables(), min_size=1, max_size=12), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_a_batch_equals_the_loop(method, batch, confidence):
    together = np.array(difference_ci(*np.array(batch).T, method=method, confidence=confidence)).T
    one_by_one = [difference_ci(*table, method=method, confidence=confidence) for table in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=0, atol=1e-12)


@every_test
@alternatives
def test_nobody_in_a_group_is_not_tested(method, alternative):
    p = two_proportion_test([0, 0, 3], [0, 9, 9], [1, 0, 2], [4, 0, 9], method=method, alternative=alternative)
    assert np.isnan(p[:2]).all()
    assert 0 < p[2] <= 1


@every_test
@pytest.mark.parametrize("share", [0, 1])
def test_no_variation_is_no_difference(method, share):
    n1, n2 = np.array([12, 1]), np.array([14, 1])
    np.testing.assert_array_equal(two_proportion_test(share * n1, n1, share * n2, n2, method=method), 1)


@every_test
def test_an_empty_batch_of_tests_is_an_empty_batch(method):
    assert two_proportion_test([], 26, [], 26, method=method).shape == (0,)


@every_test
def test_a_whole_design_broadcasts(method):
    p = two_proportion_test(np.arange(7)[:, np.newaxis], 6, np.arange(6), 5, method=method)
    assert p.shape == (7, 6)
    assert p[2, 4] == two_proportion_test(2, 6, 4, 5, method=method)
    assert isinstance(two_proportion_test(2, 6, 4, 5, method=method), float)


@every_test
@alternatives
@given(table=tables(60))
@settings(max_examples=40, deadline=None)
def test_swapping_the_groups_swaps_the_alternative(method, alternative, table):
    x1, n1, x2, n2 = table
    other = {"less": "greater", "greater": "less", "two-sided": "two-sided"}[alternative]
    p = two_proportion_test(x1, n1, x2, n2, method=method, alternative=alternative)
    assert 0 <= p <= 1
    assert two_proportion_test(x2, n2, x1, n1, method=method, alternative=other) == pytest.approx(p, rel=1e-10)
    mirrored = two_proportion_test(n1 - x1, n1, n2 - x2, n2, method=method, alternative=other)
    assert mirrored == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("method", ["fisher", "fisher-mid-p", "n-1-chi2"])
@given(table=tables(60))
@settings(max_examples=40, deadline=None)
def test_the_two_tails_cover_everything(method, table):
    # Not so for Boschloo's test, whose tails may have their worst common shares in different places.
    less, greater = (two_proportion_test(*table, method=method, alternative=tail) for tail in ("less", "greater"))
    if method == "fisher":
        assert less + greater >= 1 - 1e-12
    else:
        assert less + greater == pytest.approx(1)


@pytest.mark.parametrize("alternative", ["less", "greater"])
@given(table=tables(60))
@settings(max_examples=60, deadline=None)
def test_boschloo_is_never_above_fisher(alternative, table):
    exact, conditional = (
        two_proportion_test(*table, method=method, alternative=alternative) for method in ("boschloo", "fisher")
    )
    assert exact <= conditional * (1 + 1e-9)


@every_test
@alternatives
@given(batch=st.lists(tables(40), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_a_batch_of_tests_equals_the_loop(method, alternative, batch):
    together = two_proportion_test(*np.array(batch).T, method=method, alternative=alternative)
    one_by_one = [two_proportion_test(*table, method=method, alternative=alternative) for table in batch]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-10)


def test_defect_01_score_limits_are_those_of_the_most_likely_shares():
    estimate, lower, upper = difference_ci(56, 70, 48, 80, method="miettinen-nurminen")
    assert estimate == pytest.approx(0.2)
    assert (lower, upper) == pytest.approx((0.05283, 0.33817), abs=5e-6)


def test_defect_02_a_zero_cell_has_score_limits():
    _, lower, upper = difference_ci(5, 56, 0, 29, method="miettinen-nurminen")
    assert (lower, upper) == pytest.approx((-0.03260, 0.19333), abs=5e-6)


def test_defect_03_nobody_against_nobody_has_score_limits():
    _, lower, upper = difference_ci(0, 12, 0, 14, method="miettinen-nurminen")
    assert (lower, upper) == pytest.approx((-0.222011, 0.249771), abs=5e-6)


@methods
def test_defect_06_arrays_are_taken(method):
    x1, x2 = np.indices((13, 15))
    estimate, lower, upper = difference_ci(x1, 12, x2, 14, method=method)
    assert estimate.shape == lower.shape == upper.shape == (13, 15)
    assert np.isfinite([lower, upper]).all()


@every_test
def test_defect_15_nobody_against_nobody_has_p_1(method):
    assert two_proportion_test(0, 12, 0, 14, method=method) == 1


def test_barnard_is_refused_and_the_tests_there_are_are_listed():
    with pytest.raises(
        ValueError, match=r"^method: 'barnard' is not known; known: boschloo, fisher, fisher-mid-p, n-1-"
    ):
        two_proportion_test(9, 10, 3, 10, method="barnard")


@every_test
@alternatives
def test_defect_19_an_empty_group_is_not_estimable(method, alternative):
    p = two_proportion_test([0, 4], [0, 9], [4, 0], [13, 0], method=method, alternative=alternative)
    assert np.isnan(p).all()


def test_defect_20_chi_square_has_no_continuity_correction():
    # With the correction it would be .0413.
    assert two_proportion_test(13, 26, 5, 26, method="n-1-chi2") == pytest.approx(0.0209213353378, abs=1e-9)


@every_test
def test_defect_21_everybody_against_everybody_has_p_1(method):
    assert two_proportion_test(12, 12, 12, 12, method=method) == 1


def test_defect_32_what_is_called_miettinen_nurminen_is_not_mee():
    # Mee's variance lacks N / (N - 1); the limits are those R's packages agree on for each name.
    _, lower, upper = difference_ci(56, 70, 48, 80, method="miettinen-nurminen")
    assert (lower, upper) == pytest.approx((0.0528297, 0.3381729), abs=2e-7)
    assert (lower, upper) != pytest.approx((0.0533571, 0.3377272), abs=1e-4)


def test_everything_about_one_table_can_be_had_from_one_place():
    assert ratio_ci(13, 26, 5, 26)[0] == pytest.approx(2.6)
