"""Sums of estimates with weights, their intervals joined: the method of variance estimates recovery (MOVER)."""

import numpy as np
import numpy.typing as npt

from granska.stats import checks
from granska.stats.checks import Array


def contrast_ci(
    weights: npt.ArrayLike, estimates: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike
) -> tuple[Array, Array, Array]:
    """Interval for a sum of independent estimates with weights, from the interval of each.

    Parameters
    ----------
    weights : array_like of float, shape (..., estimates)
        What each estimate is multiplied by: ``[1, -1]`` for a difference.
    estimates, lower, upper : array_like of float, shape (..., estimates)
        The estimates and their limits, all at one level of confidence; the limits of the sum have that level. NaN where
        there is none gives NaN.

    Returns
    -------
    estimate, lower, upper : ndarray
        In the shape of the arguments without the last axis. With two Wilson intervals and the weights 1 and -1 it is
        Newcombe's interval.

    Raises
    ------
    ValueError
        If an argument is not numbers, or an estimate lies outside its limits.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Statistics in Medicine 27, 1693-1702.
    Zou, G. Y., Huang, W. & Zhang, X. (2009). Computational Statistics & Data Analysis 53, 1080-1085.

    Examples
    --------
    30 % (20 to 42) less 18 % (11 to 28):

    >>> estimate, lower, upper = contrast_ci([1, -1], [0.30, 0.18], [0.20, 0.11], [0.42, 0.28])
    >>> print(f"{estimate:.2f} ({lower:.2f} to {upper:.2f})")
    0.12 (-0.02 to 0.26)
    """
    names = ("weights", "estimates", "lower", "upper")
    read = (
        checks.numbers(name, values).astype(float)
        for name, values in zip(names, (weights, estimates, lower, upper), strict=True)
    )
    weight, middle, low, high = np.broadcast_arrays(*read)
    checks.refuse("lower", low > middle, "above its estimate")
    checks.refuse("upper", high < middle, "below its estimate")
    ends = weight * low, weight * high
    total = (weight * middle).sum(axis=-1)
    below = np.sqrt(((weight * middle - np.minimum(*ends)) ** 2).sum(axis=-1))
    above = np.sqrt(((np.maximum(*ends) - weight * middle) ** 2).sum(axis=-1))
    return total, total - below, total + above
