"""Many questions at once: p-values that allow for the others of their family."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from granska.stats import bounds, checks
from granska.stats.checks import Array


def adjust(p: npt.ArrayLike, *, method: str = "holm") -> Array:
    """Adjust the p-values of a family for its size.

    Parameters
    ----------
    p : array_like of float, shape (..., family)
        From 0 to 1. NaN, a question that was not tested, keeps its place and is not counted.
    method : {"holm", "bh", "bonferroni"}
        ``holm`` and ``bonferroni`` bound the probability of any false finding, and Holm's is never greater than
        Bonferroni's. ``bh`` bounds the expected share of false ones among the findings: for lists that are looked
        through, not for what a report asserts.

    Returns
    -------
    ndarray, shape (..., family)
        To be compared with the level of the whole family.

    Raises
    ------
    ValueError
        If a p-value is not between 0 and 1, or the method does not exist.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics 6, 65-70.
    Benjamini, Y. & Hochberg, Y. (1995). Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    The second question could not be tested:

    >>> print(adjust([0.01, float("nan"), 0.03, 0.04]))
    [0.03  nan 0.06 0.06]
    """
    step = checks.choose("method", method, METHODS)
    p = bounds.between("p", p, 0, 1, gaps=True)
    if p.ndim == 0:
        return p[()]
    # Sorting puts NaN last, where no step reaches it.
    order = np.argsort(p, axis=-1, kind="stable")
    ordered = np.take_along_axis(p, order, axis=-1)
    tested = np.isfinite(p).sum(axis=-1, keepdims=True)
    adjusted = np.empty_like(p)
    np.put_along_axis(adjusted, order, step(ordered, tested, np.arange(float(p.shape[-1]))), axis=-1)
    return np.minimum(adjusted, 1)


def _holm(ordered: Array, tested: Array, smaller: Array) -> Array:
    stepped: Array = np.maximum.accumulate((tested - smaller) * ordered, axis=-1)
    return stepped


def _benjamini_hochberg(ordered: Array, tested: Array, smaller: Array) -> Array:
    scaled = ordered * (tested / (smaller + 1))
    # From the greatest p-value downwards; fmin passes over NaN.
    stepped: Array = np.fmin.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    return np.where(np.isnan(ordered), np.nan, stepped)


def _bonferroni(ordered: Array, tested: Array, smaller: Array) -> Array:
    return ordered * tested


METHODS: dict[str, Callable[[Array, Array, Array], Array]] = {
    "holm": _holm,
    "bh": _benjamini_hochberg,
    "bonferroni": _bonferroni,
}
