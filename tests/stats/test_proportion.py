"""One proportion, and all categories of one question."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint

from granska.stats.proportion import BLOCK, METHODS, multinomial_ci, proportion_ci

methods = pytest.mark.parametrize("method", METHODS)


@st.composite
def cells(draw):
    n = draw(st.integers(1, 3000))
    return draw(st.integers(0, n)), n


levels = st.floats(0.01, 0.999)


def test_defect_07_no_event_has_a_width():
    # The default of statsmodels says 0 to 0.
    lower, upper = proportion_ci(0, 12)
    assert lower == 0
    assert upper == pytest.approx(0.2425, abs=5e-5)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "wald"])
def test_every_method_but_wald_has_a_width_at_both_ends(method):
    lower, upper = proportion_ci([0, 12], 12, method=method)
    assert lower[0] == 0
    assert upper[0] > 0.15
    assert lower[1] < 0.85
    assert upper[1] == 1


def test_wald_has_none():
    lower, upper = proportion_ci([0, 12], 12, method="wald")
    assert (upper == lower).all()


def test_defect_08_jeffreys_reaches_the_end():
    # statsmodels leaves the quantile, 0.0000187, and so the estimate outside.
    lower, upper = proportion_ci([0, 26], 26, method="jeffreys")
    assert lower[0] == 0
    assert upper[1] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"x": 27, "n": 26}, "x: greater than n", id="more than there are"),
        pytest.param({"x": [3, 27], "n": 26}, "x: greater than n at position 1", id="the second of a batch"),
        pytest.param({"x": 3.5, "n": 26}, "x: not a whole number", id="half a case"),
        pytest.param({"x": [3, np.nan], "n": 26}, "x: not a whole number at position 1", id="missing"),
        pytest.param({"x": [0, -1], "n": 26}, "x: negative at position 1", id="negative"),
        pytest.param({"x": "3", "n": 26}, "x: not an array of numbers", id="text"),
        pytest.param({"x": [1, 2], "n": [3, 4, 5]}, "the shapes do not fit together: x (2,), n (3,)", id="shapes"),
        pytest.param({"x": 3, "n": 26, "confidence": 1}, "confidence: not strictly between 0 and 1", id="certainty"),
        pytest.param(
            {"x": 3, "n": 26, "confidence": [0.9, 95]},
            "confidence: not strictly between 0 and 1 at position 1",
            id="percent",
        ),
        pytest.param(
            {"x": 3, "n": 26, "method": "beta"},
            "method: 'beta' is not known; known: wilson, clopper-pearson, mid-p, jeffreys, agresti-coull, wald",
            id="method",
        ),
    ],
)
def test_defect_09_impossible_arguments_are_refused(arguments, message):
    # statsmodels gives NaN for 27 of 26, and an interval for half a case.
    with pytest.raises(ValueError) as refused:
        proportion_ci(**arguments)
    assert str(refused.value) == message


@methods
def test_scalars_give_scalars_and_arrays_their_shape(method):
    assert all(np.isscalar(limit) for limit in proportion_ci(3, 26, method=method))
    lower, upper = proportion_ci([[0], [3]], [26, 12, 5], method=method, confidence=0.9)
    assert lower.shape == upper.shape == (2, 3)
    lower, upper = proportion_ci(3, 26, method=method, confidence=[0.8, 0.95, 0.998])
    assert lower.shape == upper.shape == (3,)


@methods
def test_more_cells_than_one_block_holds(method):
    n = np.arange(2 * BLOCK + 2).reshape(2, -1) % 40
    x = n // 3
    together = np.array(proportion_ci(x, n, method=method))
    row_by_row = [proportion_ci(*row, method=method) for row in zip(x, n, strict=True)]
    np.testing.assert_allclose(together, np.swapaxes(row_by_row, 0, 1), rtol=0, atol=1e-13)


@pytest.mark.parametrize("n", [1, 2, 26, 10**6])
@pytest.mark.parametrize("confidence", [1e-12, 0.01, 0.95, 1 - 1e-12])
def test_mid_p_without_event_is_a_power(n, confidence):
    lower, upper = proportion_ci([0, n], n, method="mid-p", confidence=confidence)
    assert (lower[0], upper[1]) == (0, 1)
    expected = -np.expm1(np.log1p(-confidence) / n)
    assert upper[0] == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert 1 - lower[1] == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("confidence", [1e-12, 0.01, 0.5, 0.95, 0.998, 1 - 1e-12])
def test_mid_p_halves_the_probability_of_what_was_seen(confidence):
    x, n = np.array(
        [(1, 2), (2, 5), (1, 26), (25, 26), (70, 200), (3000, 3001), (1, 10**6), (500_000, 10**6), (999_999, 10**6)]
    ).T
    # Before the limit is clipped at the estimate, which a very low level takes it past.
    lower, _ = METHODS["mid-p"](x, n, np.float64((1 - confidence) / 2))
    seen, more = stats.binom.pmf(x, n, lower), stats.binom.sf(x, n, lower)
    np.testing.assert_allclose(more + seen / 2, (1 - confidence) / 2, rtol=1e-7)


@given(cell=cells(), confidence=levels)
@settings(max_examples=60, deadline=None)
def test_mid_p_is_never_wider_than_clopper_pearson(cell, confidence):
    lower, upper = proportion_ci(*cell, method="mid-p", confidence=confidence)
    widest_lower, widest_upper = proportion_ci(*cell, method="clopper-pearson", confidence=confidence)
    assert lower >= widest_lower - 1e-12
    assert upper <= widest_upper + 1e-12


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


categories = st.lists(st.integers(0, 300), min_size=1, max_size=7).filter(any)


def test_multinomial_is_that_of_statsmodels_for_one_question():
    counts = [0, 1, 14, 26]
    np.testing.assert_allclose(
        np.transpose(multinomial_ci(counts)), multinomial_proportions_confint(counts), rtol=0, atol=1e-12
    )


def test_multinomial_has_a_width_where_all_cases_are_in_one_category():
    lower, upper = multinomial_ci([26, 0, 0])
    assert lower == pytest.approx([0.8194, 0, 0], abs=5e-5)
    assert upper == pytest.approx([1, 0.1806, 0.1806], abs=5e-5)


def test_multinomial_without_cases_gives_nan_beside_numbers():
    lower, upper = multinomial_ci([[0, 0], [1, 2]])
    assert np.isnan([lower[0], upper[0]]).all()
    assert np.isfinite([lower[1], upper[1]]).all()


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 4)])
def test_multinomial_of_nothing_is_nothing(shape):
    lower, upper = multinomial_ci(np.zeros(shape))
    assert lower.shape == upper.shape == shape


def test_multinomial_levels_broadcast_against_the_batch():
    counts = [[3, 4, 5], [0, 2, 9]]
    lower, _ = multinomial_ci(counts, confidence=[[0.9], [0.99]])
    assert lower.shape == (2, 2, 3)
    np.testing.assert_array_equal(lower[1, 0], multinomial_ci(counts[0], confidence=0.99)[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"counts": [3, -1]}, "counts: negative at position 1", id="negative"),
        pytest.param({"counts": [[3, 1], [2, 0.5]]}, "counts: not a whole number at position (1, 1)", id="half"),
        pytest.param({"counts": [3, 1], "confidence": 0}, "confidence: not strictly between 0 and 1", id="level"),
        pytest.param(
            {"counts": [3, 1], "method": "sison-glaz"}, "method: 'sison-glaz' is not known; known: goodman", id="method"
        ),
    ],
)
def test_multinomial_refuses_impossible_arguments(arguments, message):
    with pytest.raises(ValueError) as refused:
        multinomial_ci(**arguments)
    assert str(refused.value) == message


@given(counts=categories, confidence=levels)
@settings(max_examples=60, deadline=None)
def test_multinomial_contains_the_shares_and_is_wider_than_one_interval_alone(counts, confidence):
    lower, upper = multinomial_ci(counts, confidence=confidence)
    share = np.divide(counts, sum(counts))
    assert (lower >= 0).all()
    assert (lower <= share).all()
    assert (share <= upper).all()
    assert (upper <= 1).all()
    alone_lower, alone_upper = proportion_ci(counts, sum(counts), confidence=confidence)
    assert (lower <= alone_lower + 1e-12).all()
    assert (upper >= alone_upper - 1e-12).all()


@given(counts=categories, confidence=st.lists(levels, min_size=2, max_size=2).map(sorted))
@settings(max_examples=60, deadline=None)
def test_multinomial_does_not_shrink_with_confidence_nor_widen_with_cases(counts, confidence):
    lower, upper = multinomial_ci(counts, confidence=confidence)
    assert (lower[1] <= lower[0] + 1e-12).all()
    assert (upper[1] >= upper[0] - 1e-12).all()
    twice_lower, twice_upper = multinomial_ci(2 * np.array(counts), confidence=confidence)
    assert (twice_upper - twice_lower <= upper - lower + 1e-12).all()


@given(counts=st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=8), confidence=levels)
@settings(max_examples=30, deadline=None)
def test_multinomial_batch_equals_the_loop_in_any_order_of_categories(counts, confidence):
    together = np.array(multinomial_ci(counts, confidence=confidence))
    one_by_one = np.array([multinomial_ci(row[::-1], confidence=confidence) for row in counts])
    np.testing.assert_allclose(together, np.swapaxes(one_by_one, 0, 1)[..., ::-1], rtol=0, atol=1e-13)
