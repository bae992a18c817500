"""Areas against what is expected of them: limits, dispersion, and regressions without the area, against R 4.2.2."""

import numpy as np
import pytest

from granska.stats.expected import expected_dispersion, expected_limits, uncertain_ratio
from granska.stats.left_out import expected_by_index, expected_of_the_rest
from granska.stats.rates import observed_expected

COUNT = [68, 178, 125, 151, 174, 38, 34, 206, 103, 114, 142, 129, 22, 21]
PEOPLE = [13519, 17607, 9432, 10795, 13834, 7127, 7965, 11632, 8489, 8070, 9746, 15929, 5345, 8803]
INDEX = [0.55, 1.02, 1.25, 0.93, 1.2, 0.62, 0.55, 1.79, 1.15, 1.6, 1.5, 0.84, 0.66, 0.48]


# R: f <- glm(x[-d] ~ index[-d], family = poisson, offset = log(people[-d])); the standard error of the linear
# predictor times the root of max(1, Pearson / df). Negative binomial: optim of dnbinom's log likelihood.
@pytest.mark.parametrize(
    ("model", "area", "expected", "error", "close"),
    [
        ("poisson", 0, 81.6083666241, 0.135712137498, 1e-6),
        ("poisson", 3, 86.7081035728, 0.0618458321765, 1e-6),
        ("poisson", 7, 262.64861493, 0.162657540073, 1e-6),
        ("negative-binomial", 0, 69.0656146527, 0.125925280314, 1e-4),
        ("negative-binomial", 3, 82.5321141911, 0.0583533180405, 1e-4),
        ("negative-binomial", 7, 301.901747108, 0.178575780881, 1e-4),
    ],
)
def test_a_regression_without_the_area_is_that_of_r(model, area, expected, error, close):
    found, uncertain = expected_by_index(COUNT, PEOPLE, INDEX, model=model)
    assert found[area] == pytest.approx(expected, rel=close)
    assert uncertain[area] == pytest.approx(error, rel=close)


def test_a_district_does_not_move_what_is_expected_of_it():
    before, _ = expected_by_index(COUNT, PEOPLE, INDEX, areas=[3])
    after, _ = expected_by_index([*COUNT[:3], 1510, *COUNT[4:]], PEOPLE, INDEX, areas=[3])
    assert before[3] == after[3]
    assert np.isnan(before[[0, 1, 2]]).all()
    rest, _ = expected_of_the_rest([30, 10, 20], [1000, 1000, 2000])
    again, _ = expected_of_the_rest([300, 10, 20], [1000, 1000, 2000])
    assert rest[0] == again[0]


def test_counts_without_more_variation_than_chance_are_poisson():
    plain = expected_by_index([10, 20, 30, 40, 50], [1000] * 5, [1, 2, 3, 4, 5])
    negative = expected_by_index([10, 20, 30, 40, 50], [1000] * 5, [1, 2, 3, 4, 5], model="negative-binomial")
    assert np.allclose(plain[0], negative[0])


@pytest.mark.parametrize(
    ("count", "index"), [([1, 2, 3, 4], [1, 2, 3, 4]), ([5, 0, 0, 0, 0], [1, 2, 3, 4, 5]), ([5, 6, 7, 8, 9], [1] * 5)]
)
def test_what_no_line_can_be_fitted_to_has_no_expectation(count, index):
    expected, error = expected_by_index(count, [1000] * len(count), index)
    assert np.isnan(expected[0])
    assert np.isnan(error[0])


# R: r <- qpois(p, E); (r - (ppois(r, E) - p) / dpois(r, E)) / E
@pytest.mark.parametrize(
    ("expected", "tail", "lower", "upper"),
    [
        (0.5, 0.025, 0, 3.72005182292),
        (3, 0.001, 0, 3.04216831488),
        (12.4, 0.025, 0.43890709298, 1.55498006997),
        (12.4, 0.001, 0.199997892957, 1.94543734895),
        (87, 0.025, 0.789502855406, 1.20985307285),
        (430.3, 0.001, 0.85321279781, 1.1511037971),
    ],
)
def test_limits_are_those_of_r(expected, tail, lower, upper):
    assert expected_limits(expected, tail=tail) == (pytest.approx(lower, rel=1e-9), pytest.approx(upper, rel=1e-9))


def test_nothing_expected_has_no_limits():
    assert np.isnan(expected_limits([0.0, np.nan])).all()


@pytest.mark.parametrize("mean", [0.7, 3.0, 40.0])
def test_the_test_of_dispersion_keeps_its_level(mean):
    rng = np.random.default_rng(5)
    expected = mean * np.linspace(0.5, 1.5, 30)
    rejected = np.mean([expected_dispersion(rng.poisson(expected), expected).p_value < 0.05 for _ in range(3000)])
    assert 0.035 < rejected < 0.065


def test_the_dispersion_by_hand():
    # distances 2 (sqrt(O) - sqrt(E)); with trim 0 nothing is drawn in
    found = expected_dispersion([16, 36, 25], [25.0, 25.0, 25.0], trim=0)
    assert found.phi == pytest.approx((4 + 4 + 0) / 3)
    assert found.statistic == pytest.approx((81 + 121) / 25)
    assert np.isnan(expected_dispersion([5], [4.0]).phi)


def test_an_uncertain_expectation_widens_the_interval_and_nothing_else():
    plain, sure = observed_expected([0, 3, 30], 12.4), uncertain_ratio([0, 3, 30], 12.4, 0.0)
    assert np.allclose(plain, sure)
    _, lower, upper = uncertain_ratio([0, 3, 30], 12.4, 0.2)
    assert (lower <= plain[1]).all()
    assert (upper > plain[2]).all()


def test_the_wider_interval_covers():
    """By simulation: 40 cases expected, known with an error of a fifth."""
    rng = np.random.default_rng(8)
    observed, expected = rng.poisson(40 * 1.3, 20_000), 40 * np.exp(rng.normal(0, 0.2, 20_000))
    _, lower, upper = uncertain_ratio(observed, expected, 0.2)
    assert 0.945 < np.mean((lower <= 1.3) & (upper >= 1.3)) < 0.965
    _, lower, upper = observed_expected(observed, expected)
    assert np.mean((lower <= 1.3) & (upper >= 1.3)) < 0.85
