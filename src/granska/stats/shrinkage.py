"""Areas drawn towards what they have in common, each the more the less is known of it."""

import numpy as np
import numpy.typing as npt
from scipy.optimize.elementwise import find_minimum
from scipy.special import xlogy

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.root import rising_root

# Weights of a typical area's own share from a millionth to all but a millionth, four to a power of ten; outside of
# that the dispersion is as good as 0 or infinite.
SEARCHED = np.log(np.geomspace(1e-6, 1e6, 49))

# Numbers held at once: some dozens of megabytes.
HELD = 4_000_000

# Between this and 1 minus this lies the mean of any areas that have cases with the answer and without.
EDGE = 1e-12

Indices = npt.NDArray[np.intp]


def shrink(x: npt.ArrayLike, n: npt.ArrayLike, *, target: npt.ArrayLike | None = None) -> Array:
    """Empirical Bayes means of areas: the shares of a beta-binomial model, given the cases.

    The shares of areas are taken to have a beta distribution, whose dispersion, and mean where there is no `target`,
    make the counts most likely. A dispersion of 0 means that no variation beyond chance is shown.

    Parameters
    ----------
    x, n : array_like of int, shape (..., areas)
        Cases with the answer and all cases.
    target : array_like of float, optional
        Mean of the distribution, from 0 to 1, such as the weighted share of the city; its shape broadcasts against
        the batch. Where it is NaN, so are the means.

    Returns
    -------
    ndarray, shape (..., areas)
        Shares between each area's own and the mean; all equal to the mean at a dispersion of 0. NaN for an area
        without cases, and where the target is 0 or 1 and a case is otherwise.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n`, or `target` is not between 0 and 1.

    References
    ----------
    Griffiths, D. A. (1973). Biometrics 29, 637-648 (the model).
    Casella, G. (1985). The American Statistician 39, 83-87 (the means).

    Examples
    --------
    >>> print(shrink([30, 20, 25, 10], 36).round(3))
    [0.797 0.56  0.678 0.324]
    """
    x, n = checks.counts(x=x, n=n)
    checks.part_of("x", x, "n", n)
    x, n = np.atleast_1d(x), np.atleast_1d(n)
    goal = np.asarray(share(x.sum(axis=-1), n.sum(axis=-1)))
    if target is not None:
        goal, _ = bounds.together(target=bounds.between("target", target, 0, 1, gaps=True), x=goal)
    shape = (*goal.shape, x.shape[-1])
    x, n = (np.broadcast_to(counts, shape).reshape(goal.size, shape[-1]) for counts in (x, n))
    goal = goal.ravel()
    mean, dispersion = goal.copy(), np.zeros(goal.shape)
    # A mean of 0 or 1 leaves nothing to vary.
    for rows in _held_at_once(np.flatnonzero((goal > 0) & (goal < 1) & (n.sum(axis=-1) > 0)), n):
        mean[rows], dispersion[rows] = _fit(x[rows], n[rows], None if target is None else goal[rows])
    mean, dispersion = mean[:, np.newaxis], dispersion[:, np.newaxis]
    impossible = (n == 0) | ((mean == 0) & (x > 0)) | ((mean == 1) & (x < n))
    means = np.where(impossible, np.nan, (x * dispersion + mean) / (n * dispersion + 1))
    return means.reshape(shape)


def _held_at_once(rows: Indices, n: Array) -> list[Indices]:
    """Split rows so that what is computed for some of them at once fits into memory."""
    numbers = rows.size * SEARCHED.size * n.max(initial=1)
    return np.array_split(rows, min(rows.size, int(numbers // HELD) + 1)) if rows.size else []


def _fit(x: Array, n: Array, fixed: Array | None) -> tuple[Array, Array]:
    """Most likely mean, unless it is fixed, and dispersion, 1 / (a + b), of the beta distribution of each row."""
    likelihood = _Likelihood(x, n, fixed)
    row = np.arange(len(x), dtype=np.float64)
    scale = np.log(share((n > 0).sum(axis=-1), n.sum(axis=-1)))
    searched = scale[:, np.newaxis] + SEARCHED
    at_zero = likelihood.loss(np.full(row.shape, -np.inf), row)
    loss = likelihood.loss(searched, np.broadcast_to(row[:, np.newaxis], searched.shape))
    least = loss.argmin(axis=-1)
    dispersion = np.exp(np.take_along_axis(searched, least[:, np.newaxis], axis=-1)[:, 0])
    # The likelihood may have more than one top; the grid finds the cell of the highest.
    inside = (least > 0) & (least < SEARCHED.size - 1) & (loss.min(axis=-1) < at_zero)
    dispersion[(least == 0) | (loss.min(axis=-1) >= at_zero)] = 0
    if inside.any():
        cell = tuple(searched[inside, least[inside] + side] for side in (-1, 0, 1))
        dispersion[inside] = np.exp(find_minimum(likelihood.loss, cell, args=(row[inside],)).x)
    return likelihood.mean(dispersion, row), dispersion


class _Likelihood:
    """Beta-binomial likelihood of some rows of areas.

    The logarithm of a sum of products of mean + j dispersion, j being the cases with the answer from 0 up, and so for
    the others: areas matter only by how many of them have more than j cases. Gamma functions would say the same, and
    lose their digits where the dispersion is small.
    """

    def __init__(self, x: Array, n: Array, fixed: Array | None) -> None:
        self.steps = np.arange(n.max())
        self.yes, self.no, self.all = ((counts[..., np.newaxis] > self.steps).sum(axis=-2) for counts in (x, n - x, n))
        self.fixed = fixed

    def loss(self, log_dispersion: Array, row: Array) -> Array:
        """Minus the log likelihood at the best mean."""
        dispersion = np.exp(log_dispersion)
        mean, spread = self.mean(dispersion, row)[..., np.newaxis], dispersion[..., np.newaxis] * self.steps
        chosen = row.astype(np.intp)
        yes, no = xlogy(self.yes[chosen], mean + spread), xlogy(self.no[chosen], 1 - mean + spread)
        loss: Array = (self.all[chosen] * np.log1p(spread) - yes - no).sum(axis=-1)
        return loss

    def mean(self, dispersion: Array, row: Array) -> Array:
        """Most likely mean at a dispersion: the likelihood is concave in it."""
        if self.fixed is not None:
            return self.fixed[row.astype(np.intp)]
        ends = np.full(row.shape, EDGE), np.full(row.shape, 1 - EDGE)
        return rising_root(self._rise, *ends, dispersion, row)

    def _rise(self, mean: Array, dispersion: Array, row: Array) -> Array:
        """Slope of the loss in the mean, times mean (1 - mean), which keeps it finite at the ends."""
        chosen = row.astype(np.intp)
        mean, spread = mean[..., np.newaxis], dispersion[..., np.newaxis] * self.steps
        yes, no = self.yes[chosen] / (mean + spread), self.no[chosen] / (1 - mean + spread)
        rise: Array = (mean * (1 - mean) * (no - yes)).sum(axis=-1)
        return rise
