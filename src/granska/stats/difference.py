"""Two proportions, one table: the first group minus the second, and whether they differ at all."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from granska.stats import checks, exact, fourfold, score
from granska.stats.checks import Array
from granska.stats.proportion import share, wilson_limits
from granska.stats.ratio import odds_ratio_ci, ratio_ci

__all__ = ["difference_ci", "odds_ratio_ci", "ratio_ci", "two_proportion_test"]


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
    method : {"newcombe", "agresti-caffo", "miettinen-nurminen", "wald"}
        ``newcombe`` is the hybrid score interval: the Wilson intervals of the two groups, joined. ``agresti-caffo``
        adds one case with the answer and one without it to each group, and is the safest below ten cases a group.
        ``miettinen-nurminen`` is the score interval proper: all differences that a score test does not reject.
        ``wald`` is unfit for use, and here for comparison only: it has no width at 0 against 0, and in small groups
        it holds the true difference far too seldom.
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
    Agresti, A. & Caffo, B. (2000). The American Statistician 54, 280-288.
    Miettinen, O. & Nurminen, M. (1985). Statistics in Medicine 4, 213-226.

    Examples
    --------
    Berkeley 1973, women minus men, departments ignored:

    >>> estimate, lower, upper = difference_ci(557, 1835, 1198, 2691)
    >>> print(f"{estimate:.3f} ({lower:.3f} to {upper:.3f})")
    -0.142 (-0.170 to -0.113)
    """
    limits = checks.choose("method", method, METHODS)
    critical = -ndtri(checks.tail_area(confidence))
    x1, n1, x2, n2 = fourfold.two_groups(x1, n1, x2, n2)
    lower, upper = limits(x1, n1, x2, n2, critical)
    estimate = share(x1, n1) - share(x2, n2)
    return estimate, np.clip(lower, -1, estimate), np.clip(upper, estimate, 1)


def two_proportion_test(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "boschloo",
    alternative: str = "two-sided",
) -> Array:
    """Test of no difference between two groups.

    Parameters
    ----------
    x1, x2 : array_like of int
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int
        Cases in the groups. Where one is 0, p is NaN: there is nothing to compare.
    method : {"boschloo", "fisher", "fisher-mid-p", "n-1-chi2"}
        ``boschloo`` is exact, and one-sided never less powerful than Fisher's test; two-sided it doubles one tail, and
        where groups differ much in size Fisher's can find more. It goes through all tables that groups of this size can
        give: a millisecond at 26 against 26, a second at 1835 against 2691, and little more for many tables of the same
        size; groups of many thousands are better served by ``n-1-chi2``. ``fisher`` is exact for the margins as they
        are, which makes it cautious in small groups. ``fisher-mid-p`` counts the outcome observed by half. ``n-1-chi2``
        is the chi-square test without continuity correction, times (N - 1)/N.
    alternative : {"two-sided", "less", "greater"}
        ``less``: the first group's share is smaller. Two-sided is twice the smaller tail, but for ``fisher``: the sum
        over all outcomes no more probable than the one observed.

    Returns
    -------
    ndarray
        p, in the shape of the counts broadcast together; scalars give scalars. Where everybody or nobody has the
        answer it is 1; one-sided it is 1/2 for ``fisher-mid-p`` and ``n-1-chi2``, whose two tails add up to 1.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the method or alternative does not
        exist.

    References
    ----------
    Boschloo, R. D. (1970). Statistica Neerlandica 24, 1-9.
    Fisher, R. A. (1935). Journal of the Royal Statistical Society 98, 39-54.
    Lancaster, H. O. (1961). Journal of the American Statistical Association 56, 223-234.
    Campbell, I. (2007). Statistics in Medicine 26, 3661-3675.

    Examples
    --------
    >>> for method in ("boschloo", "fisher"):
    ...     print(f"{method}: p = {two_proportion_test(13, 26, 5, 26, method=method):.4f}")
    boschloo: p = 0.0218
    fisher: p = 0.0399
    """
    test = checks.choose("method", method, TESTS)
    place = checks.choose("alternative", alternative, ALTERNATIVES)
    p: Array = fourfold.by_table(test, *fourfold.two_groups(x1, n1, x2, n2))[place]
    return p


def _newcombe(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    share1, share2 = share(x1, n1), share(x2, n2)
    lower1, upper1 = wilson_limits(share1, n1, critical)
    lower2, upper2 = wilson_limits(share2, n2, critical)
    below = np.hypot(share1 - lower1, upper2 - share2)
    above = np.hypot(upper1 - share1, share2 - lower2)
    return share1 - share2 - below, share1 - share2 + above


def _agresti_caffo(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    return _wald(x1 + 1, n1 + 2, x2 + 1, n2 + 2, critical)


def _wald(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    share1, share2 = share(x1, n1), share(x2, n2)
    half_width = critical * np.sqrt(share(share1 * (1 - share1), n1) + share(share2 * (1 - share2), n2))
    return share1 - share2 - half_width, share1 - share2 + half_width


def _n_minus_1_chi2(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    with_answer, size = x1 + x2, n1 + n2
    # As fractions, since the product of four counts can be no whole number any more.
    variance = (n1 / size) * (n2 / size) * with_answer * ((size - with_answer) / (size - 1))
    distance = x1 * (n2 / size) - x2 * (n1 / size)
    # Where answers do not vary, nor does the distance: it is 0.
    normal = distance / np.sqrt(np.where(variance > 0, variance, 1))
    return exact.both_sides(ndtr(normal), ndtr(-normal))


METHODS: dict[str, Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]] = {
    "newcombe": _newcombe,
    "agresti-caffo": _agresti_caffo,
    "miettinen-nurminen": score.difference_limits,
    "wald": _wald,
}
# A test returns its three p-values in this order.
ALTERNATIVES = {"two-sided": 0, "less": 1, "greater": 2}
TESTS: dict[str, Callable[..., Array]] = {
    "boschloo": exact.boschloo,
    "fisher": exact.fisher,
    "fisher-mid-p": exact.fisher_mid_p,
    "n-1-chi2": _n_minus_1_chi2,
}
