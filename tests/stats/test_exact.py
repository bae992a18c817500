"""Exact tests of two proportions, against sums over all tables and against scipy."""

import tracemalloc
import warnings
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy import stats

from granska.stats.difference import two_proportion_test


def fisher_less(n1: int, n2: int) -> dict[tuple[int, int], Fraction]:
    """One-sided p of every table, in whole numbers."""
    p = {}
    for total in range(n1 + n2 + 1):
        ways = 0
        for x1 in range(max(0, total - n2), min(n1, total) + 1):
            ways += comb(n1, x1) * comb(n2, total - x1)
            p[x1, total - x1] = Fraction(ways, comb(n1 + n2, total))
    return p


def boschloo_less(x1: int, n1: int, x2: int, n2: int) -> float:
    """Greatest probability of a p as small, over twenty thousand common shares."""
    conditional = fisher_less(n1, n2)
    ways = np.zeros(n1 + n2 + 1)
    for (other1, other2), p in conditional.items():
        if p <= conditional[x1, x2]:
            ways[other1 + other2] += comb(n1, other1) * comb(n2, other2)
    share = np.sin(np.linspace(0, np.pi / 2, 20_001))[:, np.newaxis] ** 2
    total = np.arange(n1 + n2 + 1)
    return float((share**total * (1 - share) ** (n1 + n2 - total) @ ways).max())


TABLES = [(0, 12, 4, 12), (5, 30, 0, 9), (1, 1, 0, 1), (3, 7, 8, 19), (13, 26, 5, 26)]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_boschloo_is_the_greatest_sum_over_all_tables(table):
    agree_with_the_sum_over_all_tables(*table)


# Barnard's test, which goes wrong in scipy on these, is not offered: Boschloo's is as powerful, and right there.
def test_defect_16_boschloo_is_right_at_9_of_10_against_3_of_10():
    agree_with_the_sum_over_all_tables(9, 10, 3, 10)


def test_defect_17_boschloo_is_right_at_4_of_13_against_10_of_13():
    agree_with_the_sum_over_all_tables(4, 13, 10, 13)


def test_defect_18_boschloo_is_right_at_7_of_12_against_4_of_12():
    agree_with_the_sum_over_all_tables(7, 12, 4, 12)


def agree_with_the_sum_over_all_tables(x1: int, n1: int, x2: int, n2: int) -> None:
    tails = boschloo_less(x1, n1, x2, n2), boschloo_less(x2, n2, x1, n1)
    assert two_proportion_test(x1, n1, x2, n2, alternative="less") == pytest.approx(tails[0], rel=1e-7)
    assert two_proportion_test(x1, n1, x2, n2, alternative="greater") == pytest.approx(tails[1], rel=1e-7)
    assert two_proportion_test(x1, n1, x2, n2) == pytest.approx(min(1, 2 * min(tails)), rel=1e-7)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_fisher_is_the_sum_over_tables_of_the_same_margins(table):
    x1, n1, x2, n2 = table
    expected = float(fisher_less(n1, n2)[x1, x2])
    assert two_proportion_test(*table, method="fisher", alternative="less") == pytest.approx(expected, rel=1e-12)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    random = np.random.default_rng(20241122)
    n1, n2 = random.integers(1, 61, (2, 300))
    return np.array([random.integers(0, n1 + 1), n1, random.integers(0, n2 + 1), n2])


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_fisher_is_that_of_scipy(drawn, alternative):
    expected = [
        stats.fisher_exact([[x1, x2], [n1 - x1, n2 - x2]], alternative=alternative).pvalue for x1, n1, x2, n2 in drawn.T
    ]
    p = two_proportion_test(*drawn, method="fisher", alternative=alternative)
    np.testing.assert_allclose(p, expected, rtol=1e-10)


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_boschloo_is_that_of_scipy(drawn, alternative):
    drawn = drawn[:, :100]
    with warnings.catch_warnings():
        # scipy's search for the worst share warns where it divides by nothing.
        warnings.simplefilter("ignore", RuntimeWarning)
        expected = np.array(
            [
                stats.boschloo_exact([[x1, x2], [n1 - x1, n2 - x2]], alternative=alternative).pvalue
                for x1, n1, x2, n2 in drawn.T
            ]
        )
    p = two_proportion_test(*drawn, alternative=alternative)
    np.testing.assert_allclose(p, expected, rtol=0, atol=1e-6)
    # A search may stop short of the greatest value: ours must not.
    assert (p >= expected - 1e-9).all()


def test_a_whole_design_has_the_right_size():
    # The definition of an exact test: whatever the common share, it rejects in no more than 5 % of samples.
    p = two_proportion_test(np.arange(14)[:, np.newaxis], 13, np.arange(14), 13)
    shares = np.linspace(0.001, 0.999, 999)[:, np.newaxis]
    probability = stats.binom.pmf(np.arange(14), 13, shares)
    size = np.einsum("si,ij,sj->s", probability, p <= 0.05, probability)
    assert 0.045 < size.max() <= 0.05


def test_large_groups_need_little_memory():
    tracemalloc.start()
    p = two_proportion_test([557, 600, 0, 1835], 1835, [1198, 900, 0, 2691], 2691)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 400e6
    assert p[0] < 1e-21
    assert p[1] == pytest.approx(stats.norm.sf(abs(600 / 1835 - 900 / 2691) / 0.01427) * 2, abs=0.03)
    assert (p[2:] == 1).all()
