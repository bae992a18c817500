"""How many of the cases to be read come from which stratum. Strata are on the last axis; leading axes are a batch."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from granska.stats import bounds, checks
from granska.stats.checks import Array


def allocate(
    total: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    spread: npt.ArrayLike | None = None,
    method: str = "proportional",
) -> npt.NDArray[np.int64]:
    """Divide a sample among strata, in whole cases and never more than a stratum has.

    What a stratum cannot give goes to the others by the same rule. Fractions are rounded so that the total is kept:
    down, and then up where most was lost (the earlier stratum where two lost alike). A stratum may get one case or
    none, which no estimate can do with: see `granska.stats.survey`.

    Parameters
    ----------
    total : array_like of int, shape (...)
        Cases to be read in all.
    population : array_like of int, shape (..., strata)
        Cases in each stratum.
    spread : array_like of float, shape (..., strata), optional
        Standard deviation in each stratum of what is to be estimated: of a share p, ``sqrt(p * (1 - p))``. Only the
        ratios matter. Needed with ``neyman``, refused with the others.
    method : {"proportional", "equal", "neyman"}
        By the size of the strata; the same for each that has cases; or by size times spread, which makes the standard
        error for all strata together the smallest (strata without spread then get only what the others cannot give).

    Returns
    -------
    ndarray of int, shape (..., strata)
        Cases to read in each stratum.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `total` is greater than the whole population, a spread is negative or
        infinite, missing with ``neyman`` or given with another method, or the method does not exist.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, sections 5.5 to 5.8.
    Neyman, J. (1934). Journal of the Royal Statistical Society 97, 558-625.

    Examples
    --------
    >>> allocate(36, [45, 150, 80])
    array([ 6, 20, 10])
    >>> allocate(36, [8, 150, 80], method="equal")
    array([ 8, 14, 14])
    """
    weigh = checks.choose("method", method, METHODS)
    if (spread is None) == (method == "neyman"):
        raise ValueError("spread: needed with method='neyman', and with no other")
    spread = bounds.amounts("spread", 1 if spread is None else spread)
    [total] = checks.counts(total=total)
    [population] = checks.counts(population=np.atleast_1d(population))
    checks.part_of("total", total, "the population", population.sum(axis=-1))
    total = total[..., np.newaxis]
    population, spread, _ = bounds.together(population=population, spread=spread, total=total)
    weight = weigh(population, spread)
    part = _shared_out(total, weight, population)
    # What the strata with a weight cannot take.
    rest = total - part.sum(axis=-1, keepdims=True)
    part = part + _shared_out(rest, np.where(weight > 0, 0, population), population)
    return _whole(part, total)


def _shared_out(total: Array, weight: Array, limit: Array) -> Array:
    """Divide by weight with no part above its limit, as far as strata with a weight can take it."""
    full = np.zeros(weight.shape, dtype=bool)
    part = np.zeros(weight.shape)
    # Each round that changes anything fills at least one stratum.
    for _ in range(weight.shape[-1] + 1):
        left = total - np.where(full, limit, 0).sum(axis=-1, keepdims=True)
        weights_left = np.where(full, 0, weight).sum(axis=-1, keepdims=True)
        part = np.where(full, limit, weight * left / np.where(weights_left > 0, weights_left, 1))
        full |= part > limit
    return part


def _whole(part: Array, total: Array) -> npt.NDArray[np.int64]:
    """Round by largest remainder."""
    # Rounding in the last digits decides neither what is whole nor which of two equal remainders is the larger.
    whole = np.floor(part + 1e-9)
    remainder = np.round(part - whole, 9)
    rank = np.argsort(np.argsort(-remainder, axis=-1, kind="stable"), axis=-1)
    cases: npt.NDArray[np.int64] = (whole + (rank < total - whole.sum(axis=-1, keepdims=True))).astype(np.int64)
    return cases


METHODS: dict[str, Callable[[Array, Array], Array]] = {
    "proportional": lambda population, spread: population,
    "equal": lambda population, spread: np.where(population > 0, 1.0, 0.0),
    "neyman": lambda population, spread: population * spread,
}
