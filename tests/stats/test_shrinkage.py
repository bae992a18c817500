"""Areas drawn towards what they have in common."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln

from granska.stats import shrinkage
from granska.stats.areas import shrink


@st.composite
def tables(draw, areas=None):
    areas = draw(st.integers(1, 8)) if areas is None else areas
    n = draw(st.lists(st.integers(1, 40), min_size=areas, max_size=areas))
    return np.array([draw(st.integers(0, cases)) for cases in n]), np.array(n)


def test_no_variation_beyond_chance_makes_all_areas_alike():
    x = [12, 14, 13, 13, 12, 15, 11, 14, 13, 12, 13]
    assert shrink(x, 26) == pytest.approx(sum(x) / 286, abs=1e-12)
    assert shrink(x, 26, target=0.45) == pytest.approx(0.45, abs=1e-12)


def test_all_or_none_in_each_area_is_left_as_it_is():
    assert shrink([0, 26, 26], 26) == pytest.approx([0, 1, 1], abs=1e-4)


@pytest.mark.parametrize("target", [None, 0.3])
def test_the_less_is_known_the_more_is_drawn_in(target):
    means = shrink([2, 20, 5, 50, 20], [4, 40, 50, 500, 300], target=target)
    few, many = means[0], means[1]
    assert few < many < 0.5
    few, many = means[2], means[3]
    assert few > many > 0.1


@pytest.mark.parametrize(
    ("x", "target", "expected"),
    [
        pytest.param([0, 0], None, [0, 0], id="none"),
        pytest.param([26, 26], None, [1, 1], id="all"),
        pytest.param([0, 0], 0, [0, 0], id="none, as the target has it"),
        pytest.param([0, 3], 0, [0, np.nan], id="some, against the target"),
        pytest.param([26, 3], 1, [1, np.nan], id="not all, against the target"),
        pytest.param([3, 5], np.nan, [np.nan, np.nan], id="no target"),
    ],
)
def test_the_ends_of_the_range(x, target, expected):
    np.testing.assert_array_equal(shrink(x, 26, target=target), expected)


def test_no_case_gives_nan_beside_numbers():
    with_it, without_it = shrink([3, 0, 9], [12, 0, 14]), shrink([3, 9], [12, 14])
    assert np.isnan(with_it[1])
    np.testing.assert_allclose(with_it[[0, 2]], without_it, rtol=1e-12)
    assert np.isnan(shrink([0, 0], 0)).all()


def test_no_area_and_no_table_are_empty():
    assert shrink([], []).shape == (0,)
    assert shrink(np.zeros((0, 3)), 5).shape == (0, 3)


def most_likely(x, n, mean, sizes=4001):
    """Greatest likelihood of many dispersions, and the means at it, by gamma functions."""
    size = np.geomspace(1e-3, 1e5, sizes)[:, np.newaxis]
    log = (betaln(x + mean * size, n - x + (1 - mean) * size) - betaln(mean * size, (1 - mean) * size)).sum(axis=-1)
    best = size[log.argmax()]
    return log.max(), (x + mean * best) / (n + best)


@given(table=tables(), target=st.floats(0.01, 0.99))
@settings(max_examples=40, deadline=None)
def test_a_fixed_mean_has_the_dispersion_that_makes_the_counts_most_likely(table, target):
    np.testing.assert_allclose(shrink(*table, target=target), most_likely(*table, target)[1], rtol=0, atol=2e-3)


@pytest.mark.parametrize("seed", range(8))
def test_no_other_mean_makes_the_counts_more_likely(seed):
    random = np.random.default_rng(seed)
    n = random.integers(4, 40, 9)
    x = random.binomial(n, random.beta(2, 4, 9))
    means = np.linspace(0.02, 0.98, 97)
    likelihood, expected = zip(*(most_likely(x, n, mean, sizes=401) for mean in means), strict=True)
    # Half a step of the mean and of the dispersion moves what is between them by less than that.
    np.testing.assert_allclose(shrink(x, n), expected[np.argmax(likelihood)], rtol=0, atol=6e-3)


@given(table=tables(), target=st.one_of(st.none(), st.floats(0.01, 0.99)))
@settings(max_examples=50, deadline=None)
def test_lies_between_the_own_share_and_the_mean(table, target):
    x, n = table
    means, own = shrink(x, n, target=target), x / n
    # Without a target the mean is not told, but it is among the shares.
    low, high = (own.min(), own.max()) if target is None else (np.minimum(own, target), np.maximum(own, target))
    assert (means >= low - 1e-12).all()
    assert (means <= high + 1e-12).all()


@given(table=tables(), target=st.one_of(st.none(), st.floats(0.01, 0.99)))
@settings(max_examples=40, deadline=None)
def test_is_mirrored_when_yes_and_no_change_places(table, target):
    x, n = table
    mirrored = shrink(n - x, n, target=None if target is None else 1 - target)
    np.testing.assert_allclose(mirrored, 1 - shrink(x, n, target=target), rtol=0, atol=1e-6)


@given(batch=st.lists(tables(areas=3), min_size=1, max_size=6), target=st.one_of(st.none(), st.floats(0.01, 0.99)))
@settings(max_examples=20, deadline=None)
def test_a_batch_equals_the_loop(batch, target):
    x, n = (np.array(counts) for counts in zip(*batch, strict=True))
    one_by_one = [shrink(*table, target=target) for table in batch]
    np.testing.assert_allclose(shrink(x, n, target=target), one_by_one, rtol=0, atol=1e-6)


def test_the_batch_may_have_several_axes_and_the_target_too():
    x = np.arange(24).reshape(2, 4, 3) % 5
    means = shrink(x, 9, target=np.array([[0.1], [0.3]]))
    assert means.shape == (2, 4, 3)
    np.testing.assert_allclose(means[1, 2], shrink(x[1, 2], 9, target=0.3), rtol=0, atol=1e-6)


def test_a_great_batch_is_taken_in_parts(monkeypatch):
    x = np.random.default_rng(4).binomial(26, 0.3, (9, 5))
    whole = shrink(x, 26)
    monkeypatch.setattr(shrinkage, "HELD", 3000)
    np.testing.assert_allclose(shrink(x, 26), whole, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("x", "n", "target", "message"),
    [
        ([3, 27], 26, None, r"^x: greater than n at position 1$"),
        ([3, 5], 26, 1.5, r"^target: not between 0 and 1$"),
        ([[3, 5]] * 3, 26, [0.1, 0.2], r"^the shapes do not fit together: target \(2,\), x \(3,\)$"),
    ],
)
def test_what_is_wrong_is_refused(x, n, target, message):
    with pytest.raises(ValueError, match=message):
        shrink(x, n, target=target)
