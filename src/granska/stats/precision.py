"""How wide an interval is to be expected, before the cases are read."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import binom, hypergeom

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import proportion_ci
from granska.stats.survey import stratified_proportion

POINTS = 1024  # samples that are gone through
_DENSE = 1e-12  # more of a distribution than this is left out of no sum


def expected_half_width(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    fpc: bool = True,
    confidence: float = 0.95,
    points: int = POINTS,
) -> Array:
    """Half the width that the interval of a stratified share is to be expected to have.

    The interval is the one of the analysis, `granska.stats.survey.stratified_proportion`: Wilson's on the effective
    size, with Student's t. Its width depends on what is found, so it is averaged over samples: their answers follow the
    hypergeometric distribution in each stratum where the files are spoken of, and the binomial where the practice is.
    The samples are those at the points of a lattice (Richtmyer's, with the square roots of primes), which covers what
    can be found more evenly than chance does, and is the same each time.

    Parameters
    ----------
    population : array_like of int, shape (strata,)
        Cases in each stratum.
    n : array_like of int, shape (..., strata)
        Cases to be read in each stratum, at least two.
    p : array_like of float, shape (strata,) or scalar
        Share supposed in each stratum.
    fpc : bool
        Whether the files themselves are spoken of.
    confidence : float
        Between 0 and 1.
    points : int
        Samples to go through.

    Returns
    -------
    ndarray, shape (...)
        Half widths, as shares; 0 where all files are read and spoken of.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `n` is greater than `population` or below two, or a share is not between 0
        and 1.

    References
    ----------
    Niederreiter, H. (1992). Random Number Generation and Quasi-Monte Carlo Methods, SIAM, chapter 5 (the lattice).

    Examples
    --------
    26 files from each of eleven districts of very different size are as precise as some 200 drawn from all:

    >>> sizes = [512, 318, 187, 33, 143, 236, 471, 148, 265, 352, 294]
    >>> print(f"{expected_half_width(sizes, [26] * 11, 0.5):.3f}")
    0.062
    """
    [population], [n] = checks.counts(population=population), checks.counts(n=n)
    p = bounds.between("p", p, 0, 1)
    population, p = np.broadcast_arrays(population, np.asarray(p, dtype=float))
    lattice = _lattice(points, population.size)
    designs, which = np.unique(np.atleast_2d(n).reshape(-1, population.size), axis=0, return_inverse=True)
    widths = []
    for design in designs:
        checks.part_of("n", design, "the population", population)
        x = np.empty(lattice.shape)
        for stratum, size in enumerate(design):
            x[:, stratum] = _answers(lattice[:, stratum], population[stratum], size, p[stratum], fpc)
        found = stratified_proportion(population, design, x, fpc=fpc, confidence=confidence)
        widths.append(((found.upper - found.lower) / 2).mean())
    half: Array = np.asarray(widths)[which].reshape(n.shape[:-1])
    return half[()]


def expected_half_width_alone(n: npt.ArrayLike, p: npt.ArrayLike, *, confidence: float = 0.95) -> Array:
    """Half the width that Wilson's interval of cases by themselves is to be expected to have, as in one stratum.

    Parameters
    ----------
    n : array_like of int
        Cases to be read.
    p : array_like of float
        Share supposed, from 0 to 1.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    ndarray
        Half widths, averaged over the binomial distribution: all that can be found, so that nothing is left to chance.
        NaN where no case is read.

    Examples
    --------
    >>> print(f"{expected_half_width_alone(26, 0.5):.3f}")
    0.176
    """
    [n] = checks.counts(n=n)
    n, p = np.broadcast_arrays(n, bounds.between("p", p, 0, 1))
    found = np.full(n.shape, np.nan)
    for place in np.ndindex(n.shape):
        if n[place]:
            x = np.arange(int(n[place]) + 1)
            lower, upper = proportion_ci(x, n[place], confidence=confidence)
            found[place] = binom.pmf(x, n[place], p[place]) @ (upper - lower) / 2
    return found[()]


def smallest_total(excess: Callable[[int], bool], low: int, high: int) -> int | None:
    """Find the fewest cases from which on what is wanted is reached.

    Parameters
    ----------
    excess : callable
        Whether a number of cases is enough; rounding to whole cases may make it waver, which is looked for nearby.
    low, high : int
        The fewest and the most cases there can be.

    Returns
    -------
    int or None
        None where not even the most are enough.

    Examples
    --------
    >>> smallest_total(lambda n: n >= 85, 2, 300), smallest_total(lambda n: False, 2, 300)
    (85, None)
    """
    if not excess(high):
        return None
    below, enough = low - 1, high
    while enough - below > 1:
        middle = (below + enough) // 2
        below, enough = (below, middle) if excess(middle) else (middle, enough)
    # a few fewer may do as well, where the way there is not even
    fewer = [n for n in range(max(low, enough - 10), enough) if excess(n)]
    return fewer[0] if fewer and all(excess(n) for n in range(fewer[0], enough)) else enough


def _lattice(points: int, dimensions: int) -> Array:
    """Give points of the unit cube: the multiples of the square roots of primes, whole parts taken away."""
    candidates = np.arange(2, max(30, 20 * dimensions))
    primes = [c for c in candidates if all(c % d for d in range(2, int(c**0.5) + 1))][:dimensions]
    multiples = np.arange(1, points + 1)[:, np.newaxis] * np.sqrt(np.array(primes, dtype=float))
    lattice: Array = (multiples + 0.5) % 1
    return lattice


def _answers(chance: Array, population: float, size: float, p: float, fpc: bool) -> Array:
    """Turn chance into how many of those read have the answer."""
    x = np.arange(int(size) + 1)
    if fpc:
        cumulated = hypergeom.cdf(x, int(population), round(population * p), int(size))
    else:
        cumulated = binom.cdf(x, int(size), p)
    found: Array = np.minimum(np.searchsorted(cumulated + _DENSE, chance), size).astype(float)
    return found
