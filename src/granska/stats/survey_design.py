"""A stratified sample as it was drawn: what a case read stands for, and how far a total may be off.

Strata are on the last axis; leading axes are a batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from granska.stats import checks
from granska.stats.checks import Array

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Design:
    """A stratified sample without replacement.

    Attributes
    ----------
    n : ndarray, shape (..., strata)
        Cases read.
    weight : ndarray, shape (..., strata)
        Cases of the population that a case read stands for.
    scale : ndarray, shape (..., strata)
        Square of the weight, times the part of the stratum that was not read.
    counted : ndarray, shape (..., strata)
        How many times the variance of the stratum counts: once, or as the rule for lonely strata says.
    """

    n: Array
    weight: Array
    scale: Array
    counted: Array

    def total(self, count: Array) -> Array:
        """Estimate how many cases of the population are of a kind.

        Parameters
        ----------
        count : ndarray, shape (..., strata)
            Cases read that are of it.

        Returns
        -------
        ndarray, shape (...)
            Cases.
        """
        total: Array = (self.weight * count).sum(axis=-1)
        return total

    def variance(self, kinds: Sequence[tuple[Array, Array]]) -> Array:
        """Variance of an estimated total over cases of a few kinds.

        Parameters
        ----------
        kinds : sequence of (ndarray, ndarray), shapes (..., strata) and (...)
            Cases read of each kind, and what a case of it is worth; together all cases read. The worths have the mean
            0 over the whole sample, as linearised values have.

        Returns
        -------
        ndarray, shape (...)
            In squares of the worth.
        """
        worths = [(count, worth[..., np.newaxis]) for count, worth in kinds]
        # Over pairs of unlike cases no term is negative, so that no variation gives exactly 0.
        within = sum(
            first * second * (worth - other) ** 2 for (first, worth), (second, other) in combinations(worths, 2)
        )
        # A case alone has no mean of its stratum beside it, only that of the whole sample.
        alone = sum(count * worth**2 for count, worth in worths)
        spread = np.where(self.n > 1, within / np.maximum(self.n - 1, 1), alone)
        variance: Array = (self.scale * self.counted * spread).sum(axis=-1)
        return variance


def stratified_sample(population: Array, n: Array, fpc: bool, lonely: str | None) -> Design:
    """Describe a sample, and refuse strata in which too few cases were read.

    Parameters
    ----------
    population, n : ndarray, shape (..., strata)
        Cases in each stratum, and cases read, as `checks.counts` returns them.
    fpc : bool
        Whether strata read in part are less uncertain for it.
    lonely : {"certainty", "remove", "average", "adjust"}, optional
        What a stratum with one case read adds to the variance: nothing (``certainty`` and ``remove``: the stratum is
        taken as known, or left out of account, which comes to the same), as much as the mean of the strata with more
        cases (``average``), or the square of its distance from the whole sample (``adjust``).

    Returns
    -------
    Design

    Raises
    ------
    ValueError
        If more cases were read than there are, no case was read in a stratum or, without a rule, only one, or the
        rule does not exist.

    References
    ----------
    Lumley, T. (2010). Complex Surveys. Wiley, with the R package survey (the four rules).

    Examples
    --------
    >>> design = stratified_sample(np.array([100.0, 50.0]), np.array([1.0, 10.0]), fpc=True, lonely="average")
    >>> print(design.weight, design.scale, design.counted)
    [100.   5.] [9900.   20.] [0. 2.]
    """
    rule = _kept if lonely is None else checks.choose("lonely", lonely, LONELY)
    checks.part_of("n", n, "population", population)
    # With a rule, one case read is as good as two; none is never enough.
    checks.cases_read("n", n if lonely is None else np.where(n == 1, 2, n))
    weight = population / n
    unread = 1 - n / population if fpc else np.ones_like(n)
    return Design(n, weight, weight**2 * unread, rule(n == 1))


def _kept(lonely: Mask) -> Array:
    return np.ones(lonely.shape)


def _left_out(lonely: Mask) -> Array:
    return np.where(lonely, 0.0, 1.0)


def _average(lonely: Mask) -> Array:
    others = np.maximum((~lonely).sum(axis=-1, keepdims=True), 1)
    return np.where(lonely, 0.0, lonely.shape[-1] / others)


LONELY: dict[str, Callable[[Mask], Array]] = {
    "certainty": _left_out,
    "remove": _left_out,
    "average": _average,
    "adjust": _kept,
}
