"""Planning: every reference value.

Not ours: "power-two-prop-arcsine" is another approximation to what `power` enumerates; "n-for-wilson-halfwidth" plans
with the half-width of the Wilson interval at the planning value, the issue asks for the formula with population.
"""

import numpy as np

from granska.stats.planning import allocate, detectable_difference, power, sample_size
from oracle import Row, agree, cases, numbers


@cases("sample_size_power", "n-for-margin-wald-fpc")
def test_sample_size(row):
    margin, p, size, confidence = numbers(row, "margin", "p", "N", "conf_level")
    population = None if np.isinf(size) else size
    agree(row, n=sample_size(margin, p=p, population=population, confidence=confidence))


@cases("sample_size_power", "power-two-prop-normal", "power-two-prop-fisher-exact")
def test_power(row):
    p1, p2, n, alpha = numbers(row, "p1", "p2", "n_per_group", "alpha")
    method = {"power-two-prop-normal": "normal", "power-two-prop-fisher-exact": "fisher"}[row["method"]]
    agree(row, power=power(p1, p2, n, n, method=method, alpha=alpha))


@cases("sample_size_power", "mdd-two-prop-normal")
def test_detectable_difference(row):
    p1, n, alpha, wanted = numbers(row, "p1", "n_per_group", "alpha", "power")
    down, up = detectable_difference(p1, n, n, power=wanted, alpha=alpha, method="normal")
    agree(row, p2=p1 + up)
    if not np.isnan(down):
        assert np.isclose(power(p1, p1 + down, n, n, method="normal", alpha=alpha), wanted)


def strata_of(row: Row) -> tuple[int, np.ndarray, np.ndarray | None, np.ndarray]:
    population, spread, unrounded = (
        np.array([float(part) for part in row[column].split(";")]) for column in ("Nh", "Sh", "nh_unrounded")
    )
    return int(row["n_total"]), population, spread if row["method"] == "allocation-neyman" else None, unrounded


@cases("sample_size_power", "allocation-proportional", "allocation-neyman")
def test_allocation(row):
    total, population, spread, unrounded = strata_of(row)
    method = row["method"].removeprefix("allocation-")
    found = allocate(total, population, spread=spread, method=method)
    assert found.sum() == total
    assert (np.abs(found - unrounded) < 1).all()
    # Rounded up where the most is lost by rounding down.
    lost = unrounded - np.floor(unrounded)
    assert lost[found > unrounded].min() > lost[found < unrounded].max()
    # With a thousand million times as many cases nothing is left to round.
    many = allocate(10**9 * total, 10**9 * population, spread=spread, method=method)
    np.testing.assert_allclose(many / 10**9, unrounded, rtol=0, atol=float(row["tolerance"]))
