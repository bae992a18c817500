"""Observed against expected: the ratio of a count to what was expected, with an interval."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, ndtri

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.root import rising_root


def observed_expected(
    observed: npt.ArrayLike,
    expected: npt.ArrayLike,
    *,
    method: str = "exact",
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the ratio of observed to expected cases.

    Parameters
    ----------
    observed : array_like of int
        Cases counted, taken to be Poisson.
    expected : array_like of float
        Cases expected, taken to be known. Where it is 0, all three results are NaN. The cases over a hundred make a
        rate per hundred.
    method : {"exact", "mid-p", "byar"}
        ``exact`` is Garwood's interval: its coverage is never below the confidence level. ``mid-p`` is narrower and
        near the level on average. ``byar`` comes near ``exact`` from 10 cases on.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    ratio, lower, upper : ndarray
        1 is as expected; in the shape of the counts broadcast together (the limits also with `confidence`); scalars
        give scalars. Ratios of different areas are comparable with 1, not with one another.

    Raises
    ------
    ValueError
        If `observed` is negative or not whole, `expected` negative or not finite, or the method or confidence level
        does not exist.

    References
    ----------
    Garwood, F. (1936). Biometrika 28, 437-442 (``exact``).
    Cohen, G. R. & Yang, S.-Y. (1994). Statistics in Medicine 13, 2189-2203 (``mid-p``).
    Breslow, N. E. & Day, N. E. (1987). Statistical Methods in Cancer Research II. IARC, p. 69 (``byar``).

    Examples
    --------
    Seven reports where 12.4 were expected:

    >>> ratio, lower, upper = observed_expected(7, 12.4)
    >>> print(f"{ratio:.2f} ({lower:.2f} to {upper:.2f})")
    0.56 (0.23 to 1.16)
    """
    limits = checks.choose("method", method, METHODS)
    tail = checks.tail_area(confidence)
    [observed] = checks.counts(observed=observed)
    observed, expected = bounds.together(observed=observed, expected=bounds.amounts("expected", expected))
    lower, upper = limits(observed, tail)
    # Byar's lower limit may be below 0; mid-p limits of a very low confidence may leave out the count itself.
    lower, upper = np.clip(lower, 0, observed), np.maximum(upper, observed)
    return share(observed, expected), share(lower, expected), share(upper, expected)


def _garwood(observed: Array, tail: Array) -> tuple[Array, Array]:
    # Of no cases the lower limit is 0; the gamma quantile does not exist.
    lower = np.where(observed > 0, gammaincinv(np.maximum(observed, 1), tail), 0.0)
    return lower, gammainccinv(observed + 1, tail)


def _mid_p(observed: Array, tail: Array) -> tuple[Array, Array]:
    observed, tail = np.broadcast_arrays(observed, tail)
    cases = np.where(observed > 0, observed, np.nan)
    # With half of its probability a count lies between one case less and itself with all of it.
    lower = rising_root(_more, gammaincinv(cases, tail), gammaincinv(cases + 1, tail), cases, tail)
    upper = rising_root(_not_fewer, gammainccinv(cases, tail), gammainccinv(cases + 1, tail), cases, tail)
    # Half the probability of no case is exp(-mean) / 2.
    return np.where(observed > 0, lower, 0), np.where(observed > 0, upper, -np.log(2 * tail))


def _more(mean: Array, cases: Array, tail: Array) -> Array:
    excess: Array = (gammainc(cases, mean) + gammainc(cases + 1, mean)) / 2 - tail
    return excess


def _not_fewer(mean: Array, cases: Array, tail: Array) -> Array:
    excess: Array = tail - (gammaincc(cases, mean) + gammaincc(cases + 1, mean)) / 2
    return excess


def _byar(observed: Array, tail: Array) -> tuple[Array, Array]:
    critical = -ndtri(tail)
    # Of no cases the lower limit is 0; whatever this gives there is cut off.
    some, more = np.maximum(observed, 1), observed + 1
    lower = some * (1 - 1 / (9 * some) - critical / (3 * np.sqrt(some))) ** 3
    upper = more * (1 - 1 / (9 * more) + critical / (3 * np.sqrt(more))) ** 3
    return lower, upper


METHODS: dict[str, Callable[[Array, Array], tuple[Array, Array]]] = {
    "exact": _garwood,
    "mid-p": _mid_p,
    "byar": _byar,
}
