"""Many questions at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from granska.stats.multiplicity import METHODS, adjust

methods = pytest.mark.parametrize("method", METHODS)
families = st.lists(st.one_of(st.floats(0, 1), st.just(np.nan)), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("method", "expected"), [("holm", [0.03, np.nan, 0.06, 0.06]), ("bh", [0.03, np.nan, 0.04, 0.04])]
)
def test_defect_10_a_gap_keeps_its_place_and_is_not_counted(method, expected):
    # statsmodels counts it under Holm, and turns all of Benjamini-Hochberg to NaN.
    np.testing.assert_allclose(adjust([0.01, np.nan, 0.03, 0.04], method=method), expected)


def test_defect_24_a_gap_is_no_error():
    # scipy's false_discovery_control refuses it.
    np.testing.assert_allclose(adjust([np.nan, 0.02, 0.01], method="bh"), [np.nan, 0.02, 0.02])


@methods
def test_nothing_tested_leaves_nothing(method):
    assert adjust([], method=method).shape == (0,)
    assert np.isnan(adjust([np.nan, np.nan], method=method)).all()


@methods
@pytest.mark.parametrize("p", [0.03, np.nan])
def test_a_family_of_one_is_left_as_it_is(method, p):
    np.testing.assert_equal([adjust(p, method=method), adjust([p], method=method)[0]], [p, p])


@methods
@given(p=families)
def test_is_never_below_the_raw_value_nor_above_bonferroni(method, p):
    adjusted = adjust(p, method=method)
    tested = ~np.isnan(p)
    assert (np.isnan(adjusted) == ~tested).all()
    assert (adjusted[tested] >= np.array(p)[tested]).all()
    assert (adjusted[tested] <= adjust(p, method="bonferroni")[tested] + 1e-15).all()


@methods
@given(p=families, random=st.randoms(use_true_random=False))
def test_the_order_of_the_questions_does_not_matter(method, p, random):
    order = random.sample(range(len(p)), len(p))
    np.testing.assert_array_equal(adjust(np.array(p)[order], method=method), adjust(p, method=method)[order])


@methods
@given(p=families)
def test_gaps_change_nothing_for_the_others(method, p):
    tested = ~np.isnan(p)
    np.testing.assert_array_equal(adjust(p, method=method)[tested], adjust(np.array(p)[tested], method=method))


@methods
def test_a_batch_equals_the_loop(method):
    random = np.random.default_rng(20)
    p = random.uniform(size=(3, 4, 7))
    p[random.uniform(size=p.shape) < 0.2] = np.nan
    together = adjust(p, method=method)
    for position in np.ndindex(3, 4):
        np.testing.assert_array_equal(together[position], adjust(p[position], method=method))


def test_an_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"^method: 'hommel' is not known; known: holm, bh, bonferroni$"):
        adjust([0.1], method="hommel")
