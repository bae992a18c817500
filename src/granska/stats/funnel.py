"""The funnel: how far areas stray by chance alone, and whether they stray farther."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.quantile import at_most, binomial_quantile

# Cases; room for rounding where a count lies on a limit.
EDGE = 1e-9


def funnel_limits(target: npt.ArrayLike, n: npt.ArrayLike, *, tail: npt.ArrayLike = 0.025) -> tuple[Array, Array]:
    """Limits within which the share of an area falls by chance, were the target true of it.

    The binomial distribution is exact and interpolated between whole counts, so that the limits run smoothly in `n`.
    They are for drawing. As the paper has them they are not mirror-symmetric: by chance a share falls below the lower
    one with a probability of at most `tail`, above the upper one of at least `tail`. With a high target even 1 may
    lie above the upper limit; whether an area is out of the common run is then better told from the binomial
    probability of its count.

    Parameters
    ----------
    target : array_like of float
        Share from 0 to 1. Where it is NaN, so are both limits.
    n : array_like of int
        Cases in the area. Where it is 0, both limits are NaN.
    tail : array_like of float
        Probability left out on each side, strictly between 0 and 0.5: 0.025 for 95 %, 0.001 for 99.8 %.

    Returns
    -------
    lower, upper : ndarray
        Shares from 0 to the target and from there to 1, in the shape of the arguments broadcast together; scalars give
        scalars.

    Raises
    ------
    ValueError
        If `n` is negative or not whole, or `target` or `tail` is out of its range.

    References
    ----------
    Spiegelhalter, D. J. (2005). Statistics in Medicine 24, 1185-1202, appendix A.1.1.

    Examples
    --------
    >>> lower, upper = funnel_limits(0.15, [12, 36])
    >>> print(lower.round(3), upper.round(3))
    [0.   0.03] [0.332 0.263]
    """
    target = bounds.between("target", target, 0, 1, gaps=True)
    tail = bounds.between("tail", tail, 0, 0.5, strictly=True)
    [n] = checks.counts(n=n)
    target, n, tail = bounds.together(target=target, n=n, tail=tail)
    below = binomial_quantile(tail, n, target)
    reached, before = at_most(below, n, target), at_most(below - 1, n, target)
    lower = below - (reached - tail) / (reached - before)
    above = binomial_quantile(1 - tail, n, target)
    # The same from the other side, where the digits of a small tail are kept.
    whole = n.astype(np.intp)
    left, left_before = bdtrc(above, whole, target), bdtrc(above - 1, whole, target)
    upper = above - (tail - left) / (left_before - left)
    # Few cases and a target near 0 or 1 leave the target itself outside of what is interpolated.
    return np.clip(share(lower, n), 0, target), np.clip(share(upper, n), target, 1)


def outside_by_chance(target: npt.ArrayLike, n: npt.ArrayLike, *, tail: npt.ArrayLike = 0.025) -> Array:
    """Probability that the share of an area falls outside the limits of `funnel_limits`, were the target true of it.

    Since whole counts seldom fall on a limit, it is not twice `tail`, and with few cases far from it.

    Parameters
    ----------
    target, n, tail
        As of `funnel_limits`.

    Returns
    -------
    ndarray
        Probabilities, in the shape of the arguments broadcast together; scalars give scalars. Summed over areas, how
        many are expected outside by chance alone.

    Raises
    ------
    ValueError
        As of `funnel_limits`.

    Examples
    --------
    Districts of 26 cases where 17 in 100 are expected:

    >>> print(round(float(outside_by_chance(0.17, 26)), 3))
    0.069
    """
    lower, upper = funnel_limits(target, n, tail=tail)
    target, [n] = bounds.between("target", target, 0, 1, gaps=True), checks.counts(n=n)
    # A share on a limit, but for rounding, is inside.
    below, above = np.ceil(lower * n - EDGE) - 1, np.floor(upper * n + EDGE)
    with np.errstate(invalid="ignore"):
        return np.where(np.isnan(lower), np.nan, at_most(below, n, target) + 1 - at_most(above, n, target))[()]


def funnel_dispersion(x: npt.ArrayLike, n: npt.ArrayLike, *, trim: npt.ArrayLike = 0.1) -> tuple[Array, Array]:
    """How much more areas differ than by chance.

    Each area's distance from the common share is taken on the arcsine scale, in standard errors; the outermost are
    drawn in to the quantiles at `trim`, so that a few extreme areas do not excuse themselves.

    Parameters
    ----------
    x, n : array_like of int, shape (..., areas)
        Cases with the answer and all cases. An area without cases is left out.
    trim : array_like of float
        Share of the areas drawn in at each end, from 0 to 0.5; its shape broadcasts against the batch.

    Returns
    -------
    phi : ndarray, shape (...)
        Mean square of the distances: about 1 (with little trimmed) where areas differ by chance alone. Limits that
        allow for more are wider by its root. NaN where fewer than two areas have cases, or all cases or none have the
        answer.
    tau2 : ndarray, shape (...)
        Variance between areas on the arcsine scale beyond chance, 0 at the least.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n`, or `trim` out of its range.

    References
    ----------
    Spiegelhalter, D. J. (2005). Quality and Safety in Health Care 14, 347-351.
    DerSimonian, R. & Laird, N. (1986). Controlled Clinical Trials 7, 177-188 (``tau2``).

    Examples
    --------
    >>> phi, tau2 = funnel_dispersion([30, 20, 25, 10], 36)
    >>> print(f"{phi:.2f} {tau2:.3f}")
    4.28 0.033
    """
    trim = bounds.between("trim", trim, 0, 0.5)
    x, n = checks.counts(x=x, n=n)
    checks.part_of("x", x, "n", n)
    x, n = np.atleast_1d(x), np.atleast_1d(n)
    areas = (n > 0).sum(axis=-1).astype(np.float64)
    common = share(x.sum(axis=-1), n.sum(axis=-1))[..., np.newaxis]
    # The variance on this scale is 1 / (4 n), whatever the share.
    distance = 2 * np.sqrt(n) * (np.arcsin(np.sqrt(share(x, n))) - np.arcsin(np.sqrt(common)))
    ordered = np.sort(distance, axis=-1)
    drawn_in = np.clip(distance, _quantile(ordered, areas, trim), _quantile(ordered, areas, 1 - trim))
    squares = np.where(n > 0, drawn_in**2, 0).sum(axis=-1)
    precision = 4 * n
    room = precision.sum(axis=-1) - share((precision**2).sum(axis=-1), precision.sum(axis=-1))
    varies = (common[..., 0] > 0) & (common[..., 0] < 1)
    compared = np.where((areas > 1) & varies, 1.0, np.nan)
    return share(squares, compared * areas), np.maximum(share(squares - areas + 1, compared * room), 0)


def _quantile(ordered: Array, count: Array, level: Array) -> Array:
    """Quantile of what is in order, linear between the values; NaN, what is left out, comes last."""
    position = np.maximum(count - 1, 0) * level
    below = np.floor(position).astype(np.intp)[..., np.newaxis]
    above = np.ceil(position).astype(np.intp)[..., np.newaxis]
    # One more value that is left out, for where there is no area at all.
    ordered = np.concatenate([ordered, np.full((*ordered.shape[:-1], 1), np.nan)], axis=-1)
    ordered = np.broadcast_to(ordered, (*position.shape, ordered.shape[-1]))
    low, high = np.take_along_axis(ordered, below, axis=-1), np.take_along_axis(ordered, above, axis=-1)
    value: Array = low + (position[..., np.newaxis] - below) * (high - low)
    return value
