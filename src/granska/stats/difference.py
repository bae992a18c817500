"""Two proportions, one table: the first group minus the second."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.proportion import share, wilson_limits


def difference_ci(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "newcombe",
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the share of the first group minus the share of the second.

    Parameters
    ----------
    x1, x2 : array_like of int
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int
        Cases in the groups. Where one is 0, all three results are NaN.
    method : {"newcombe"}
        The hybrid score interval: the Wilson intervals of the two groups, joined.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    estimate, lower, upper : ndarray
        Differences from -1 to 1, in the shape of the counts broadcast together (the limits also with `confidence`);
        scalars give scalars.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the method or confidence level does not
        exist.

    References
    ----------
    Newcombe, R. G. (1998). Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    Berkeley 1973, women minus men, departments ignored:

    >>> estimate, lower, upper = difference_ci(557, 1835, 1198, 2691)
    >>> print(f"{estimate:.3f} ({lower:.3f} to {upper:.3f})")
    -0.142 (-0.170 to -0.113)
    """
    limits = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    x1, n1, x2, n2 = checks.counts(x1=x1, n1=n1, x2=x2, n2=n2)
    checks.part_of("x1", x1, "n1", n1)
    checks.part_of("x2", x2, "n2", n2)
    lower, upper = limits(x1, n1, x2, n2, tail)
    estimate = share(x1, n1) - share(x2, n2)
    return estimate, np.clip(lower, -1, estimate), np.clip(upper, estimate, 1)


def _newcombe(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array]:
    critical = -ndtri(tail)
    share1, share2 = share(x1, n1), share(x2, n2)
    lower1, upper1 = wilson_limits(share1, n1, critical)
    lower2, upper2 = wilson_limits(share2, n2, critical)
    below = np.hypot(share1 - lower1, upper2 - share2)
    above = np.hypot(upper1 - share1, share2 - lower2)
    return share1 - share2 - below, share1 - share2 + above


METHODS: dict[str, Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]] = {"newcombe": _newcombe}
