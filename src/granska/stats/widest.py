"""The widest interval of a stratified share among all tables that a reader cannot rule out.

The interval of a share of the whole is made from the counts of every stratum. Where some of these are secret, it would
help to work them out. What is made here is made from public numbers alone: sizes, the counts that are shown, the
totals, and the share as it is printed, rounded.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.special import stdtrit

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.proportion import wilson_limits
from granska.stats.survey_design import stratified_sample

SOLVED, IMPOSSIBLE = 0, 2  # what linprog says
PIECES = 5  # that the rounding of the share is cut into
TANGENTS = 21  # to the square of each stratum's distance from the whole


def widest_limits(
    population: npt.ArrayLike,
    n: npt.ArrayLike,
    cases: tuple[npt.ArrayLike, npt.ArrayLike],
    yes: tuple[npt.ArrayLike, npt.ArrayLike],
    totals: tuple[int, int],
    share: tuple[float, float],
    *,
    fpc: bool = True,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Give limits that hold those of `domain_proportion` for every table that fits what is known.

    Parameters
    ----------
    population, n : array_like of int, shape (strata,)
        Cases in each stratum, and cases read.
    cases, yes : pair of array_like of int, shape (strata,)
        Cases of the domain that were read, and those of them that have the answer: the least and the most that they can
        be; twice the same where they are shown.
    totals : pair of int
        Cases of the domain in all strata together, and those that have the answer.
    share : pair of float
        The least and the greatest estimated share that is printed as it is.
    fpc : bool
        Finite population correction, as in `domain_proportion`.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    lower, upper : float
        NaN where some table would have too few degrees of freedom.

    Raises
    ------
    ValueError
        If a count is negative or not whole, more cases were read than there are, or no table fits.

    Notes
    -----
    Wilson's lower limit falls, and its upper limit rises, as the effective sample size gets smaller; both rise with the
    share. So the lower limit at the least share, the upper limit at the greatest, and both at the smallest effective
    sample size that any table has, hold the limits of all tables. That size is at least the smaller of
    ``p (1 - p) D**2 / V`` and ``D**2 / E``, with, over the strata h,

    - ``D`` the least estimated number of cases of the domain, ``sum w[h] m[h]`` where ``w[h] = N[h] / n[h]``,
    - ``V`` the greatest ``sum a[h] (n[h] (x[h] (1 - p)**2 + (m[h] - x[h]) p**2) - (x[h] - p m[h])**2)``
      where ``a[h] = w[h]**2 (1 - f[h]) / (n[h] - 1)``, the numerator of the linearised variance,
    - ``E`` the greatest ``sum w[h]**2 (1 - f[h]) m[h]``;

    and never less than ``D`` over the greatest ``w[h] (1 - f[h]) n[h] / (n[h] - 1)``: as if every case stood for as
    many as the heaviest does. ``V`` is concave in the counts, so that it is found by a linear programme in which the
    squares are held from below by their tangents: what is found is never too small. Since p is known within its
    rounding only, the rounding is cut into pieces; in each, p takes the end that makes the term larger.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, chapter 5A (the variance).
    Kelley, J. E. (1960). Journal of the Society for Industrial and Applied Mathematics 8, 703-712 (tangents).

    Examples
    --------
    Two of three districts are hidden, which have 9 of 19 yes between them; the share is printed as 51 per cent:

    >>> read = [12, 12, 12]
    >>> lower, upper = widest_limits(
    ...     [74, 31, 48], read, (read, read), ([0, 0, 10], [12, 12, 10]), (36, 19), (0.505, 0.515), fpc=False
    ... )
    >>> print(f"{lower:.2f} to {upper:.2f}")
    0.34 to 0.68
    """
    tail = checks.tail_area(confidence)
    arrays = checks.counts(
        **{"population": population, "n": n, "least cases": cases[0], "most cases": cases[1]},
        **{"least yes": yes[0], "most yes": yes[1]},
    )
    known = _Known(np.broadcast_arrays(*map(np.atleast_1d, arrays)), totals, share, fpc)
    df = totals[0] - int((known.most_cases > 0).sum())
    if df < 1:
        return np.nan, np.nan
    size = known.smallest_size()
    critical = -stdtrit(float(df), tail)
    lower, _ = wilson_limits(np.array(max(share[0], 0.0)), np.array(size), critical)
    _, upper = wilson_limits(np.array(min(share[1], 1.0)), np.array(size), critical)
    return float(np.clip(lower, 0, 1)), float(np.clip(upper, 0, 1))


class _Known:
    """What is known of the tables: limits of each count, and sums."""

    def __init__(self, strata: Sequence[Array], totals: tuple[int, int], share: tuple[float, float], fpc: bool):
        population, n, least_cases, most_cases, least_yes, most_yes = strata
        design = stratified_sample(population, n, fpc, None)
        self.n, self.weight, self.scale = n, design.weight, design.scale
        self.least_cases, self.most_cases = least_cases, most_cases
        self.share = max(share[0], 0.0), min(share[1], 1.0)
        zero, one = np.zeros((1, len(n))), np.ones((1, len(n)))
        # the unknowns: yes, cases, and the square of the distance from the whole, stratum by stratum
        self.sums = np.block([[one, zero, zero], [zero, one, zero]]), np.array([totals[1], totals[0]], float)
        each, nothing = np.eye(len(n)), np.zeros((len(n), len(n)))
        self.part_of = np.hstack([each, -each, nothing]), np.zeros(len(n))
        least = np.concatenate([least_yes, least_cases, np.zeros(len(n))])
        most = np.concatenate([np.minimum(most_yes, most_cases), most_cases, np.full(len(n), np.inf)])
        self.limits = np.column_stack([least, most])

    def smallest_size(self) -> float:
        """Bound the effective sample size of every table from below."""
        nothing = np.zeros_like(self.n)
        size = -self._most(*self.share, -np.concatenate([nothing, self.weight, nothing]))
        heaviest = (self.scale / self.weight * self.n / (self.n - 1))[self.most_cases > 0].max(initial=0)
        if np.isinf(size):
            raise ValueError("no table fits the totals, the limits and the share")
        if heaviest == 0:
            return np.inf
        floor = size / heaviest
        unsure = self._most(*self.share, np.concatenate([nothing, self.scale, nothing]))
        found = [size**2 / unsure]
        borders = np.linspace(*self.share, PIECES + 1)
        for least, greatest in pairwise(borders.tolist()):
            evenness = min(least * (1 - least), greatest * (1 - greatest))
            variance = self._greatest_variance(least, greatest)
            if variance > 0:
                found.append(evenness * size**2 / variance)
        return float(max(min(found), floor))

    def _greatest_variance(self, least: float, greatest: float) -> float:
        """Bound the numerator of the variance from above where the share lies between these."""
        factor = self.scale / (self.n - 1)
        slack = (1 - least) ** 2 - (1 - greatest) ** 2
        yes = factor * (self.n * ((1 - greatest) ** 2 - greatest**2) + slack * (self.n - self.least_cases))
        cases = factor * self.n * greatest**2
        strata = len(self.n)
        rows, limits = [], []
        for place in range(strata):
            for touch in np.linspace(-greatest, 1 - greatest, TANGENTS) * self.n[place]:
                row = np.zeros(3 * strata)
                row[place], row[strata + place], row[2 * strata + place] = 2 * touch, -2 * touch * greatest, -1
                rows.append(row)
                limits.append(touch**2)
        tangents = np.array(rows), np.array(limits)
        return self._most(least, greatest, np.concatenate([yes, cases, -factor]), tangents)

    def _most(
        self,
        least: float,
        greatest: float,
        aim: Array,
        more: tuple[Array, Array] | None = None,
    ) -> float:
        """Maximise a sum over all tables whose share lies between these; minus infinity where there is none."""
        nothing = np.zeros_like(self.n)
        between = np.array(
            [
                np.concatenate([self.weight, -greatest * self.weight, nothing]),
                np.concatenate([-self.weight, least * self.weight, nothing]),
            ]
        )
        blocks = [self.part_of, (between, np.full(2, 1e-9 * self.weight.sum()))] + ([more] if more else [])
        found = linprog(
            -aim,
            A_ub=np.vstack([block for block, _ in blocks]),
            b_ub=np.concatenate([limits for _, limits in blocks]),
            A_eq=self.sums[0],
            b_eq=self.sums[1],
            bounds=self.limits,
        )
        if found.status not in (SOLVED, IMPOSSIBLE):
            raise AssertionError(f"the linear programme of the widest interval was not solved: {found.message}")
        return float(-found.fun) if found.status == SOLVED else -np.inf
