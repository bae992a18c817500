"""Raters who agree, more often than chance or not."""

import math
from dataclasses import astuple
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from granska.stats.agreement import AgreementResult, Coefficient, agreement
from granska.stats.proportion import proportion_ci

NAMES = ("percent_agreement", "kappa", "ac1", "alpha")


@st.composite
def tables_of_ratings(draw):
    """Draw cases by raters, with gaps."""
    raters = draw(st.integers(2, 4))
    rating = st.one_of(st.none(), st.sampled_from("abc"))
    return draw(st.lists(st.lists(rating, min_size=raters, max_size=raters), min_size=1, max_size=20))


def coefficients(result: AgreementResult) -> list[Coefficient]:
    return [getattr(result, name) for name in NAMES]


def same(first: AgreementResult, second: AgreementResult) -> bool:
    return all(
        one.undefined == other.undefined
        and astuple(one)[:4] == pytest.approx(astuple(other)[:4], abs=1e-9, nan_ok=True)
        for one, other in zip(coefficients(first), coefficients(second), strict=True)
    )


def undefined(coefficient: Coefficient) -> str | None:
    assert coefficient.undefined is None or all(math.isnan(number) for number in astuple(coefficient)[:4])
    return coefficient.undefined


def test_defect_14_kappa_of_one_category_is_undefined_and_ac1_is_one():
    result = agreement([["no", "no"]] * 12)
    assert undefined(result.kappa) == "all ratings are in one category"
    assert result.ac1.estimate == result.percent_agreement.estimate == 1
    assert undefined(result.ac1) is undefined(result.percent_agreement) is None


def test_defect_35_alpha_of_one_category_is_undefined_and_the_rest_is_told():
    result = agreement([[1, 1, 1], [1, None, 1], [1, 1, 1]])
    assert undefined(result.alpha) == "all ratings that can be compared are in one category"
    assert result.percent_agreement.estimate == result.ac1.estimate == 1


def test_rare_answers_break_kappa_and_not_ac1():
    result = agreement([["no", "no"]] * 24 + [["yes", "no"], ["no", "yes"]])
    assert result.percent_agreement.estimate == pytest.approx(24 / 26)
    assert result.kappa.estimate == pytest.approx(-0.04)
    assert result.ac1.estimate == pytest.approx(0.9169, abs=5e-5)


def test_full_agreement_is_not_certain():
    result = agreement([["no", "no"]] * 20 + [["yes", "yes"]] * 6)
    lower = proportion_ci(26, 26)[0]
    assert result.percent_agreement.lower == pytest.approx(lower)
    chance = (20 / 26) ** 2 + (6 / 26) ** 2
    assert result.kappa.lower == pytest.approx((lower - chance) / (1 - chance))
    for coefficient in coefficients(result):
        assert coefficient.estimate == coefficient.upper == 1
        assert coefficient.standard_error == 0
        assert coefficient.lower < 0.9


@pytest.mark.parametrize("cases", [2, 12, 26, 100])
def test_percent_agreement_of_two_raters_is_a_share_with_its_wilson_interval(cases):
    for apart in range(cases + 1):
        found = agreement([["a", "b"]] * apart + [["a", "a"]] * (cases - apart)).percent_agreement
        lower, upper = proportion_ci(cases - apart, cases)
        assert (found.lower, found.upper) == pytest.approx((lower, upper))
        assert found.lower <= found.estimate <= found.upper
        spread = found.estimate * (1 - found.estimate) / (cases - 1)
        assert found.standard_error == pytest.approx(math.sqrt(spread))


def test_a_disagreement_does_not_raise_the_lower_limit():
    lower = [
        agreement([["no", "no"]] * (26 - apart) + [["yes", "no"]] * apart).percent_agreement.lower
        for apart in range(27)
    ]
    assert lower == sorted(lower, reverse=True)


@pytest.mark.parametrize("ratings", [[["a", "a"]] * 9 + [["a", "b"], ["a", None]], [["a"] * 3] * 9 + [["a", "a", "b"]]])
def test_percent_agreement_with_gaps_or_more_raters_is_plus_and_minus_a_multiple(ratings):
    found = agreement(ratings).percent_agreement
    factor = {10: 2.2621572, 11: 2.2281389}[len(ratings)]
    assert found.estimate - found.lower == pytest.approx(factor * found.standard_error)
    assert found.upper == 1


@pytest.mark.parametrize("raters", [2, 3])
def test_the_upper_limit_of_full_agreement_is_not_below_it(raters):
    for cases in range(2, 60):
        ratings = [["a"] * raters] * (cases // 2) + [["b"] * raters] * (cases - cases // 2)
        for coefficient in coefficients(agreement(ratings)):
            assert coefficient.lower < coefficient.estimate <= coefficient.upper <= 1


def test_no_agreement_at_all():
    result = agreement([["no", "yes"]] * 5 + [["yes", "no"]] * 5)
    assert result.percent_agreement.estimate == result.percent_agreement.lower == 0
    assert result.percent_agreement.upper == pytest.approx(proportion_ci(0, 10)[1])
    assert result.kappa.estimate == result.kappa.lower == -1
    assert result.kappa.upper > -1


@pytest.mark.parametrize("gap", [None, "", np.nan, np.float64("nan")], ids=["None", "text", "nan", "numpy"])
def test_what_a_gap_is(gap):
    ratings = [["a", "a", gap], ["b", gap, "a"], [gap, "b", "b"], [gap, gap, gap]]
    assert same(agreement(ratings), agreement([["a", "a", None], ["b", None, "a"], [None, "b", "b"]]))


def test_missing_values_of_pandas_are_gaps():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"first": ["a", "b", "a", pandas.NA], "second": ["a", "b", "b", "a"]}, dtype="string")
    assert agreement(frame).cases == 3


def test_numbers_are_categories_as_text_is():
    table = np.array([[1.0, 1.0], [2.0, 1.0], [np.nan, 2.0], [2.0, 2.0]])
    text = [["one", "one"], ["two", "one"], ["", "two"], ["two", "two"]]
    assert same(agreement(table), agreement(text))


def test_who_rated_nothing_is_no_rater():
    with_nobody = agreement([["a", None, "a"], ["b", None, "a"], ["b", None, "b"]])
    assert with_nobody.raters == 2
    assert same(with_nobody, agreement([["a", "a"], ["b", "a"], ["b", "b"]]))


def test_a_case_rated_once_tells_of_shares_only():
    twice = [["a", "a"], ["b", "b"], ["a", "b"], ["a", "a"], ["b", "b"]]
    with_once, without = agreement([*twice, ["a", None]]), agreement(twice)
    assert with_once.cases == without.cases == 5
    assert with_once.percent_agreement.estimate == without.percent_agreement.estimate
    assert with_once.percent_agreement.standard_error > without.percent_agreement.standard_error
    assert with_once.kappa.estimate != without.kappa.estimate
    assert with_once.alpha == without.alpha


def test_linearised_standard_errors_are_near_those_of_leaving_one_out():
    generator = np.random.default_rng(3)
    truth = generator.integers(0, 3, size=(300, 1))
    ratings = np.where(generator.random((300, 3)) < 0.7, truth, generator.integers(0, 3, size=(300, 3)))
    result = agreement(ratings)
    left_out = [agreement(np.delete(ratings, case, axis=0)) for case in range(300)]
    for name in NAMES:
        estimates = np.array([getattr(without, name).estimate for without in left_out])
        jackknife = math.sqrt(299 / 300 * ((estimates - estimates.mean()) ** 2).sum())
        assert getattr(result, name).standard_error == pytest.approx(jackknife, rel=0.01)


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        (np.empty((0, 2)), "no case was rated twice"),
        ([[None, None]], "no case was rated twice"),
        ([["a", None], [None, "b"], ["a", ""]], "no case was rated twice"),
        ([["a", None], ["a", "b"]], "only one case was rated twice"),
    ],
)
def test_too_few_cases_leave_all_undefined(ratings, reason):
    assert [undefined(coefficient) for coefficient in coefficients(agreement(ratings))] == [reason] * 4


@pytest.mark.parametrize(
    ("ratings", "message"),
    [
        (["a", "b"], r"^ratings: not a table of cases by raters$"),
        ([["a", "b"], ["a"]], r"^ratings: not a table of cases by raters$"),
        ([[["a", "b"]], [["a", "b"]]], r"^ratings: not a table of cases by raters$"),
        ("yes", r"^ratings: not a table of cases by raters$"),
        ([["a"], ["b"]], r"^ratings: fewer than two raters$"),
        ([["a", "b"], ["a", {"b"}]], r"^ratings: not a category at position \(1, 1\)$"),
    ],
)
def test_what_is_no_table_of_ratings_is_refused(ratings, message):
    with pytest.raises(ValueError, match=message):
        agreement(ratings)


@given(ratings=tables_of_ratings())
@settings(max_examples=150, deadline=None)
def test_limits_hold_the_estimate_and_stay_in_range(ratings):
    result = agreement(ratings)
    for coefficient in coefficients(result):
        if undefined(coefficient) is None:
            assert coefficient.standard_error >= 0
            assert coefficient.lower <= coefficient.estimate <= coefficient.upper <= 1
            assert coefficient.lower < coefficient.upper
    assert not result.percent_agreement.lower < 0


@given(ratings=tables_of_ratings(), names=st.permutations(["a", 2, (0, "c")]))
@settings(max_examples=60, deadline=None)
def test_names_of_categories_do_not_matter(ratings, names):
    renamed = np.empty((len(ratings), len(ratings[0])), dtype=object)
    for position in np.ndindex(renamed.shape):
        rating = ratings[position[0]][position[1]]
        renamed[position] = None if rating is None else names["abc".index(rating)]
    assert same(agreement(ratings), agreement(renamed))


@given(ratings=tables_of_ratings(), data=st.data())
@settings(max_examples=60, deadline=None)
def test_order_of_cases_and_of_raters_does_not_matter(ratings, data):
    shuffled = data.draw(st.permutations(ratings))
    order = data.draw(st.sampled_from(list(permutations(range(len(ratings[0]))))))
    assert same(agreement(ratings), agreement([[case[rater] for rater in order] for case in shuffled]))


def test_no_limit_is_below_what_the_measure_can_be():
    # one disagreement beside 25 times no: kappa's chance agreement is .96, and its interval very wide
    result = agreement([["yes", "no"], *[["no", "no"]] * 25])
    assert result.kappa.estimate == pytest.approx(0)
    assert result.kappa.lower == -1
