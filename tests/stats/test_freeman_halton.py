"""The exact test of areas against one another, beside going through all the tables one by one."""

import itertools
from fractions import Fraction
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from granska.stats import freeman_halton
from granska.stats.freeman_halton import TooManyTablesError, freeman_halton_p


@st.composite
def areas(draw, most=4, size=9):
    n = draw(st.lists(st.integers(0, size), min_size=1, max_size=most))
    return [draw(st.integers(0, cases)) for cases in n], n


def p_value(x, n):
    return freeman_halton_p(np.array(x, dtype=float), np.array(n, dtype=float))


def by_whole_numbers(x, n) -> Fraction:
    def ways(table):
        return prod(comb(cases, yes) for cases, yes in zip(n, table, strict=True))

    tables = [table for table in itertools.product(*(range(cases + 1) for cases in n)) if sum(table) == sum(x)]
    return Fraction(sum(ways(table) for table in tables if ways(table) <= ways(x)), comb(sum(n), sum(x)))


@given(table=areas())
@settings(max_examples=150, deadline=None)
def test_is_what_all_the_tables_give_in_whole_numbers(table):
    assert p_value(*table) == pytest.approx(float(by_whole_numbers(*table)), rel=1e-11)


@given(table=st.tuples(*[st.integers(0, 60)] * 4))
@settings(max_examples=60, deadline=None)
def test_two_areas_are_fishers_test(table):
    yes1, yes2, no1, no2 = table
    expected = fisher_exact([[yes1, no1], [yes2, no2]]).pvalue
    assert p_value([yes1, yes2], [yes1 + no1, yes2 + no2]) == pytest.approx(expected, rel=1e-9)


@given(table=areas(most=9, size=15), random=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_areas_and_the_name_of_the_answer_do_not_matter(table, random):
    x, n = table
    order = random.sample(range(len(n)), len(n))
    expected = pytest.approx(p_value(x, n), rel=1e-9)
    assert p_value([x[place] for place in order], [n[place] for place in order]) == expected
    assert p_value(np.subtract(n, x), n) == expected


def test_the_most_likely_table_has_1():
    assert p_value([4] * 12, [13] * 12) == 1


def test_probabilities_far_below_what_is_drawn_at_random_keep_their_digits():
    assert p_value([26, 26, 0, 0], [26] * 4) == pytest.approx(6 / comb(104, 52), rel=1e-10)


def test_many_areas_of_one_size_are_few_kinds_of_tables():
    random = np.random.default_rng(6)
    assert 0 < p_value(random.binomial(3, 0.3, 60), [3] * 60) <= 1


@pytest.mark.parametrize(("limit", "value"), [("MOST_KINDS", 1000), ("MOST_STEPS", 1000)])
def test_too_much_work_is_refused(monkeypatch, limit, value):
    x, n = [3, 9, 4, 8, 2, 11, 1], [14, 17, 19, 23, 26, 29, 31]
    assert 0 < p_value(x, n) < 1
    monkeypatch.setattr(freeman_halton, limit, value)
    with pytest.raises(TooManyTablesError):
        p_value(x, n)
