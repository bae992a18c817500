"""Score intervals for two proportions: all values that a score test does not reject.

The test at a supposed difference or ratio needs the shares that are most likely under it.
"""

import numpy as np

from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.root import rising_root

ROUNDING = 1e-14


def difference_limits(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    """Miettinen and Nurminen's limits for a difference.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray
        Cases with the answer and cases, in the first and in the second group; NaN where a group is empty.
    critical : ndarray
        The normal quantile.

    Returns
    -------
    lower, upper : ndarray
        Differences from -1 to 1.

    References
    ----------
    Miettinen, O. & Nurminen, M. (1985). Statistics in Medicine 4, 213-226.

    Examples
    --------
    >>> lower, upper = difference_limits(*np.array([5.0, 56, 0, 29]), np.array(1.959964))
    >>> print(f"{lower:.4f} to {upper:.4f}")
    -0.0326 to 0.1933
    """
    # Swapping the groups turns the upper limit into the lower one.
    return _difference_lower(x1, n1, x2, n2, critical), -_difference_lower(x2, n2, x1, n1, critical)


def ratio_limits(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    """Koopman's limits for a ratio.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray
        Cases with the answer and cases, in the first and in the second group; NaN where a group is empty.
    critical : ndarray
        The normal quantile.

    Returns
    -------
    lower, upper : ndarray
        Ratios from 0 to infinity.

    References
    ----------
    Koopman, P. A. R. (1984). Biometrics 40, 513-517.

    Examples
    --------
    >>> lower, upper = ratio_limits(*np.array([12.0, 12, 12, 14]), np.array(1.959964))
    >>> print(f"{lower:.4f} to {upper:.4f}")
    0.8676 to 1.6650
    """
    with np.errstate(divide="ignore"):
        return _ratio_lower(x1, n1, x2, n2, critical), 1 / _ratio_lower(x2, n2, x1, n1, critical)


def _difference_lower(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> Array:
    """Move the shares towards each other and past, until the score test just does not reject.

    The shares most likely at a given difference are the roots of a cubic. The Lagrange multiplier of that condition
    makes them roots of two quadratics, and the score is the multiplier times its standard deviation.
    """
    size = n1 + n2
    # With size / (size - 1), the factor of Miettinen and Nurminen.
    target = critical * np.sqrt(share(size, size - 1))
    x1, n1, other2, n2, target = np.broadcast_arrays(x1, n1, n2 - x2, n2, target)
    # At the low end not even shares of one half would be enough, at the high end a single case is.
    low = target / np.sqrt(1 / n1 + 1 / n2)
    # Without that case, nobody against everybody, the limit is -1 whatever the multiplier.
    high = np.where(x1 + other2 == 0, low, 8 * (n1 + n2) * (1 + target**2))
    multiplier = rising_root(_difference_score, low, high, x1, n1, other2, n2, target)
    return _drawn_down(x1, n1, multiplier) + _drawn_down(other2, n2, multiplier) - 1


def _difference_score(multiplier: Array, x1: Array, n1: Array, other2: Array, n2: Array, target: Array) -> Array:
    share1, rest2 = _drawn_down(x1, n1, multiplier), _drawn_down(other2, n2, multiplier)
    score: Array = multiplier * np.sqrt(share1 * (1 - share1) / n1 + rest2 * (1 - rest2) / n2)
    return score - target


def _drawn_down(x: Array, n: Array, multiplier: Array) -> Array:
    """Solve ``x - n * share = multiplier * share * (1 - share)`` for the share."""
    drawn: Array = 2 * x / (n + multiplier + np.sqrt((n - multiplier) ** 2 + 4 * multiplier * (n - x)))
    return drawn


def _ratio_lower(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> Array:
    # As an angle, a ratio is finite.
    estimate = np.arctan2(share(x1, n1), share(x2, n2))
    high, *given = np.broadcast_arrays(estimate, x1, n1, x2, n2, critical / np.hypot(1, critical))
    return np.tan(rising_root(_ratio_score, np.zeros_like(high), high, *given))


def _ratio_score(angle: Array, x1: Array, n1: Array, x2: Array, n2: Array, target: Array) -> Array:
    """Score statistic Z at a supposed ratio, as the target less Z / sqrt(1 + Z²).

    Z itself is infinite at a ratio of 0, and 0/0 where everybody in both groups has the answer.
    """
    sine, cosine = np.sin(angle), np.cos(angle)
    ahead, behind = sine * (n1 + x2), cosine * (n2 + x1)
    # The shares most likely at this ratio: the root of a quadratic, in the form that does not cancel.
    divisor = ahead + behind + np.sqrt((ahead - behind) ** 2 + 4 * sine * cosine * (n1 - x1) * (n2 - x2))
    share1, share2 = 2 * (x1 + x2) * np.array([sine, cosine]) / divisor
    variance = cosine**2 * share1 * (1 - share1) / n1 + sine**2 * share2 * (1 - share2) / n2
    distance = cosine * x1 / n1 - sine * x2 / n2
    length = np.sqrt(distance**2 + np.maximum(variance, 0))
    # At everybody against everybody all that is left is rounding.
    score: Array = target - np.where(length > ROUNDING, distance, 0) / np.where(length > ROUNDING, length, 1)
    return score
