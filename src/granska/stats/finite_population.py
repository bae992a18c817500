"""How many of a known number of case files have the answer, when some of them were read."""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from granska.stats import checks
from granska.stats.checks import Array

# A probability that is the tail area but for rounding is rejected, as one that is the tail area is.
TIE = 1e-10


def finite_population_ci(
    x: npt.ArrayLike,
    n: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    method: str = "exact",
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array]:
    """Interval for the number of cases on file that have the answer, of which `n` were drawn at random and read.

    It speaks of these files only, not of the practice behind them, and has no width where all were read. The limits
    are the smallest and the largest number that the one-sided hypergeometric tests do not reject, each at half of
    ``1 - confidence``. They are whole, so where nearly all were read the estimate ``population * x / n``, which need
    not be, can lie a fraction of a case outside.

    Parameters
    ----------
    x : array_like of int
        Cases read that have the answer.
    n : array_like of int
        Cases read. Where it is 0, both limits are NaN.
    population : array_like of int
        Cases on file.
    method : {"exact", "mid-p"}
        The coverage of ``exact`` is never below the confidence level. ``mid-p`` counts only half of the probability of
        what was seen: narrower, and near the level on average.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    count_lower, count_upper : ndarray
        Whole numbers of cases from 0 to `population`, in the shape of the arguments broadcast together; scalars give
        scalars.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n` or `n` than `population`, or the method or
        confidence level does not exist.

    References
    ----------
    Buonaccorsi, J. P. (1987). The American Statistician 41, 215-218 (``exact``).
    Berry, G. & Armitage, P. (1995). The Statistician 44, 417-423 (``mid-p``).

    Examples
    --------
    Three of 26 files read had a late decision; the district has 33 files, or 340:

    >>> lower, upper = finite_population_ci(3, 26, [33, 340])
    >>> print(lower, upper)
    [ 3. 10.] [  6. 100.]
    """
    seen_weight = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    x, n, population = checks.counts(x=x, n=n, population=population)
    checks.part_of("n", n, "population", population)
    checks.part_of("x", x, "n", n)
    x, n, population, tail = np.broadcast_arrays(x, n, population, tail)
    limits = np.full((2, *x.shape), np.nan)
    read = n > 0
    x, n, population, tail = x[read], n[read], population[read], tail[read]
    estimate = population * x / n
    # With yes and no exchanged, the most are all but the fewest. At levels below one half the tests may reject every
    # whole number; the one nearest to the estimate stays.
    nearest = np.maximum(np.ceil(estimate - 0.5), 0)  # never -0.0
    limits[0, read] = np.minimum(_fewest(x, n, population, tail, seen_weight), nearest)
    limits[1, read] = np.maximum(
        population - _fewest(n - x, n, population, tail, seen_weight), np.floor(estimate + 0.5)
    )
    lower, upper = limits
    return lower, upper


def _fewest(x: Array, n: Array, population: Array, tail: Array, seen_weight: float) -> Array:
    """Halve the range between a number that is rejected and one that is not until they are neighbours."""
    rejected = x - 1
    # Where x + 1 are expected, more than x is no surprise: the median is next to the mean.
    kept = np.minimum(np.ceil((x + 1) * population / n), population - n + x)
    open_cells = np.flatnonzero(kept - rejected > 1)
    while open_cells.size:
        middle = np.floor((rejected[open_cells] + kept[open_cells]) / 2)
        stays = _not_rejected(
            middle, x[open_cells], n[open_cells], population[open_cells], tail[open_cells], seen_weight
        )
        kept[open_cells[stays]] = middle[stays]
        rejected[open_cells[~stays]] = middle[~stays]
        open_cells = open_cells[kept[open_cells] - rejected[open_cells] > 1]
    return kept


def _not_rejected(
    marked: Array, x: Array, n: Array, population: Array, tail: Array, seen_weight: float
) -> npt.NDArray[np.bool_]:
    """Say whether `x` or more of `n` have the answer with more than the tail area where `marked` on file have it."""
    unmarked = population - marked
    term = np.exp(_log_ways(marked, x) + _log_ways(unmarked, n - x) - _log_ways(population, n))
    level = tail * (1 + TIE)
    likelier = seen_weight * term > level
    cells = np.flatnonzero(~likelier)
    state = np.array([x, n, marked, unmarked - n, term, seen_weight * term, level])[:, cells]
    # From one number with the answer to the next, until the sum is past the level or no longer grows.
    while cells.size:
        x, n, marked, spare, term, total, level = state
        term *= (marked - x) * (n - x) / ((x + 1) * (spare + x + 1))
        total += term
        x += 1
        likelier[cells] = total > level
        going = (total <= level) & (term > np.finfo(np.float64).eps * total)
        cells, state = cells[going], state[:, going]
    return likelier


def _log_ways(whole: Array, part: Array) -> Array:
    ways: Array = gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1)
    return ways


METHODS = {"exact": 1.0, "mid-p": 0.5}
