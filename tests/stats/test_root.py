"""Roots, all searched for at once."""

import numpy as np
import pytest

from granska.stats.root import rising_root


def test_each_element_has_its_own_root_and_shape_is_kept():
    cube = np.array([[8.0, 27], [1e-9, 64]])
    root = rising_root(lambda values, cube: values**3 - cube, np.zeros((2, 2)), np.full((2, 2), 10.0), cube)
    np.testing.assert_allclose(root, np.cbrt(cube), rtol=1e-12)


def test_what_is_given_may_have_more_axes():
    powers = np.array([[1.0, 2, 3], [0, 0, 4]])
    found = rising_root(
        lambda values, powers: (values[:, np.newaxis] ** powers).sum(axis=1) - 6, np.zeros(2), np.full(2, 9.0), powers
    )
    np.testing.assert_allclose((found[:, np.newaxis] ** powers).sum(axis=1), 6)


def test_a_single_number_gives_a_single_number():
    assert rising_root(lambda values: values - 3, np.array(0.0), np.array(9.0)) == pytest.approx(3)


def test_an_end_that_is_nan_has_no_root():
    root = rising_root(lambda values: values - 3, np.array([0, np.nan, 0]), np.array([9, 9, np.nan]))
    np.testing.assert_array_equal(np.isnan(root), [False, True, True])


@pytest.mark.parametrize("root", [0.0, 1.0, 0.25])
def test_an_end_may_be_the_root(root):
    assert rising_root(lambda values: values - root, np.zeros(1), np.ones(1)) == pytest.approx(root, abs=1e-12)


def test_a_jump_is_found():
    assert rising_root(lambda values: np.sign(values - 0.3), np.zeros(1), np.ones(1)) == pytest.approx(0.3)


def test_a_flat_piece_does_not_stop_the_search():
    assert rising_root(lambda values: np.maximum(values, 5) ** 2 - 49, np.zeros(1), np.full(1, 1e6)) == pytest.approx(7)
