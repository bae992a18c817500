"""The width that an interval is to be expected to have."""

import numpy as np
import pytest

from granska.stats.planning import sample_size
from granska.stats.precision import expected_half_width, expected_half_width_alone, smallest_total
from granska.stats.proportion import proportion_ci
from granska.stats.survey import stratified_proportion

CITY = np.array([512, 318, 187, 33, 143, 236, 471, 148, 265, 352, 294])


@pytest.mark.parametrize("p", [0.5, 0.2, 0.02])
@pytest.mark.parametrize("fpc", [True, False])
def test_the_lattice_agrees_with_a_simulation(p, fpc):
    """Of 20,000 samples drawn by numpy; the lattice goes through 1,024 and no chance."""
    rng = np.random.default_rng(5)
    n = np.full(11, 26)
    yes = np.rint(CITY * p).astype(int)
    shape = (20_000, 11)
    x = rng.hypergeometric(yes, CITY - yes, n, size=shape) if fpc else rng.binomial(n, p, size=shape)
    found = stratified_proportion(CITY, n, x, fpc=fpc)
    simulated = ((found.upper - found.lower) / 2).mean()
    assert expected_half_width(CITY, n, p, fpc=fpc) == pytest.approx(simulated, rel=0.01)


def test_a_file_that_is_read_has_no_uncertainty():
    assert expected_half_width([30, 40], [30, 40], 0.5) == 0
    assert expected_half_width([30, 40], [30, 40], 0.5, fpc=False) > 0.1


def test_a_large_sample_has_the_margin_of_the_usual_formula():
    n = int(sample_size(0.02))
    assert expected_half_width([10**6], [n], 0.5, fpc=False) == pytest.approx(0.02, rel=0.002)


def test_equal_parts_of_unequal_strata_cost_precision():
    proportional = expected_half_width([900, 100], [90, 10], 0.5, fpc=False)
    assert expected_half_width([900, 100], [50, 50], 0.5, fpc=False) > 1.2 * proportional


def test_a_batch_equals_the_loop_and_the_same_is_the_same():
    designs = np.array([[10, 20], [20, 10], [10, 20]])
    batch = expected_half_width([200, 300], designs, 0.3)
    assert batch.tolist() == [float(expected_half_width([200, 300], design, 0.3)) for design in designs]
    assert batch[0] == batch[2]


def test_alone_it_is_the_mean_over_all_that_can_be_found():
    lower, upper = proportion_ci(np.arange(3), 2)
    weights = np.array([0.49, 0.42, 0.09])
    assert expected_half_width_alone(2, 0.3) == pytest.approx(weights @ (upper - lower) / 2)
    assert np.isnan(expected_half_width_alone(0, 0.3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([10, 20], [11, 5], 0.5), "n"),
        (([10, 20], [5, 5], 1.5), "p"),
        (([10, 20], [1, 5], 0.5), "one"),
        (([10, 20], [-1, 5], 0.5), "negative"),
    ],
)
def test_bad_designs_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        expected_half_width(*arguments)


@pytest.mark.parametrize("first", [2, 3, 50, 299, 300])
def test_the_fewest_are_found(first):
    assert smallest_total(lambda n: n >= first, 2, 300) == first


def test_teeth_near_the_end_are_looked_at():
    enough = {85, 87, *range(88, 301)}
    assert smallest_total(lambda n: n in enough, 2, 300) == 87
