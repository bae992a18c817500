"""The widest interval: brute force over every table that a reader cannot rule out."""

from itertools import product

import numpy as np
import pytest

from granska.stats.survey import domain_proportion
from granska.stats.widest import widest_limits

Table = tuple[tuple[int, ...], tuple[int, ...]]


def tables_that_fit(
    cases: tuple[list[int], list[int]],
    yes: tuple[list[int], list[int]],
    totals: tuple[int, int],
    share: tuple[float, float],
    weight: np.ndarray,
) -> list[Table]:
    """Go through all tables: the cases and the answers of each stratum, within limits, sums and the printed share."""
    found = []
    for m in product(*(range(least, most + 1) for least, most in zip(*cases, strict=True))):
        if sum(m) != totals[0]:
            continue
        for x in product(*(range(least, min(most, size) + 1) for least, most, size in zip(*yes, m, strict=True))):
            if sum(x) == totals[1] and share[0] <= weight @ x / (weight @ m) <= share[1]:
                found.append((m, x))
    return found


READ = [6, 6, 6]
PLACES = [
    # population, cases of the domain (least, most), answers (least, most), totals
    ([74, 31, 48], (READ, READ), ([0, 0, 0], READ), (18, 9)),
    ([74, 31, 48], (READ, READ), ([0, 0, 2], [6, 6, 2]), (18, 5)),
    ([512, 33, 48], (READ, READ), ([0, 0, 0], READ), (18, 2)),
    ([512, 33, 48], (READ, READ), ([0, 0, 0], READ), (18, 17)),
    ([20, 200, 9], ([0, 0, 4], [6, 6, 4]), ([0, 0, 0], [6, 6, 4]), (12, 6)),
    ([74, 31, 48], ([0, 0, 0], READ), ([0, 0, 0], READ), (9, 3)),
]


@pytest.mark.parametrize("fpc", [True, False])
@pytest.mark.parametrize(("population", "cases", "yes", "totals"), PLACES)
def test_it_holds_the_interval_of_every_table_that_fits(
    population: list[int],
    cases: tuple[list[int], list[int]],
    yes: tuple[list[int], list[int]],
    totals: tuple[int, int],
    *,
    fpc: bool,
) -> None:
    weight = np.array(population) / READ
    tried = 0
    for percent in range(101):
        share = (percent - 0.5) / 100, (percent + 0.5) / 100
        fitting = tables_that_fit(cases, yes, totals, share, weight)
        if not fitting:
            continue
        m, x = (np.array(part) for part in zip(*fitting, strict=True))
        each = domain_proportion(population, READ, m, x, fpc=fpc)
        lower, upper = widest_limits(population, READ, cases, yes, totals, share, fpc=fpc)
        assert lower <= np.min(each.lower) + 1e-9
        assert upper >= np.max(each.upper) - 1e-9
        tried += len(fitting)
    assert tried > 2


def test_it_is_hardly_wider_than_the_widest_table() -> None:
    population, read = [512, 318, 187, 33, 143, 236, 471, 148, 265, 352, 294], [26] * 11
    x = [6, 4, 3, 3, 4, 11, 9, 7, 7, 14, 4]
    computed = domain_proportion(population, read, read, x)
    percent = round(float(computed.estimate) * 100)
    hidden = [count < 5 for count in x]
    yes = (
        [0 if gone else count for count, gone in zip(x, hidden, strict=True)],
        [26 if gone else count for count, gone in zip(x, hidden, strict=True)],
    )
    share = (percent - 0.5) / 100, (percent + 0.5) / 100
    lower, upper = widest_limits(population, read, (read, read), yes, (286, sum(x)), share)
    assert lower <= computed.lower
    assert upper >= computed.upper
    assert upper - lower < 1.2 * (computed.upper - computed.lower)


def test_everything_read_leaves_the_share_alone() -> None:
    lower, upper = widest_limits(READ, READ, (READ, READ), ([0, 0, 0], READ), (18, 9), (0.495, 0.505))
    assert (lower, upper) == pytest.approx((0.495, 0.505))


def test_too_few_degrees_of_freedom_give_no_interval() -> None:
    limits = widest_limits([20, 30, 40], READ, ([0] * 3, READ), ([0] * 3, READ), (3, 1), (0.2, 0.8))
    assert np.isnan(limits).all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no table fits"):
        widest_limits([20, 30, 40], READ, (READ, READ), ([0] * 3, READ), (18, 9), (0.9, 1.0))
