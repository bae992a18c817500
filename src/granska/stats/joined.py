"""The difference between two figures of which no more than estimate and interval is known."""

import numpy as np
import numpy.typing as npt

from granska.stats.checks import Array


def joined_difference(
    estimate1: npt.ArrayLike,
    lower1: npt.ArrayLike,
    upper1: npt.ArrayLike,
    estimate2: npt.ArrayLike,
    lower2: npt.ArrayLike,
    upper2: npt.ArrayLike,
    *,
    rounded_to: npt.ArrayLike = 0.0,
) -> tuple[Array, Array, Array]:
    """Interval for the first of two independent shares minus the second, from their own intervals (MOVER).

    Parameters
    ----------
    estimate1, estimate2 : array_like of float
        Shares from 0 to 1.
    lower1, upper1, lower2, upper2 : array_like of float
        The limits of their intervals, both at the level that the result is to have.
    rounded_to : array_like of float
        What the estimates were rounded to, such as 0.01 for whole percent; limits are taken to be rounded outwards. The
        interval is then the union of those of all shares that round to the ones given: never narrower than the
        interval of the shares before they were rounded.

    Returns
    -------
    estimate, lower, upper : ndarray
        From -1 to 1, in the shape of the arguments broadcast together; NaN where one of them is. Scalars give scalars.

    Raises
    ------
    ValueError
        If a share or a limit is outside 0 to 1, or an estimate is outside its limits by more than its rounding.

    References
    ----------
    Zou, G. Y. & Donner, A. (2008). Statistics in Medicine 27, 1693-1702.
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890, method 10: with Wilson's intervals it is this.

    Examples
    --------
    56 of 70 and 48 of 80, of which their shares and Wilson's intervals are known:

    >>> result = joined_difference(0.8, 0.6918, 0.8769, 0.6, 0.4904, 0.7004)
    >>> print("{:.3f} ({:.3f} to {:.3f})".format(*result))
    0.200 (0.052 to 0.334)
    """
    given = np.broadcast_arrays(
        *(np.asarray(part, dtype=float) for part in (estimate1, lower1, upper1, estimate2, lower2, upper2, rounded_to))
    )
    p1, l1, u1, p2, l2, u2, unit = given
    if any(((part < 0) | (part > 1)).any() for part in given):
        raise ValueError("shares, limits and rounding have to lie between 0 and 1")
    half = unit / 2
    for p, low, high in ((p1, l1, u1), (p2, l2, u2)):
        if ((p < low - half - 1e-12) | (p > high + half + 1e-12)).any():
            raise ValueError("an estimate lies outside its limits")
    # each limit falls where the first share falls and the second rises, so the ends of the rounding give the widest
    lower = _lower(np.maximum(p1 - half, l1), l1, np.minimum(p2 + half, u2), u2)
    upper = -_lower(np.maximum(p2 - half, l2), l2, np.minimum(p1 + half, u1), u1)
    return (p1 - p2)[()], np.maximum(lower, -1)[()], np.minimum(upper, 1)[()]


def _lower(p1: Array, l1: Array, p2: Array, u2: Array) -> Array:
    return p1 - p2 - np.hypot(p1 - l1, u2 - p2)
