"""Areas beside one another: whether they differ, by how much, and what of that is chance.

Areas are on the last axis; leading axes are a batch. An area without cases says nothing and is left out.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, rel_entr

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.freeman_halton import TooManyTablesError, freeman_halton_p
from granska.stats.funnel import funnel_dispersion, funnel_limits, outside_by_chance
from granska.stats.proportion import share
from granska.stats.shrinkage import shrink

__all__ = [
    "TooManyTablesError",
    "funnel_dispersion",
    "funnel_limits",
    "homogeneity_test",
    "icc",
    "outside_by_chance",
    "shrink",
]

# Simulated tables: a p-value of 5 % is then uncertain by 0.2 points.
DRAWS = 9_999


def homogeneity_test(
    x: npt.ArrayLike, n: npt.ArrayLike, *, method: str = "chi2", seed: int | None = None
) -> tuple[Array, Array, Array]:
    """Test whether areas share one proportion.

    Parameters
    ----------
    x, n : array_like of int, shape (..., areas)
        Cases with the answer and all cases.
    method : {"chi2", "g", "exact", "monte-carlo"}
        ``chi2`` is Pearson's statistic and ``g`` the likelihood ratio, both with the chi-square distribution: for
        expected counts of 5 or more. ``exact`` is Fisher's test for more than two areas, by Freeman and Halton: the
        probability, given the margins, of a table no more likely than the one seen. ``monte-carlo`` is the share of
        9,999 tables with the same margins, and the one seen, whose Pearson statistic is at least as great; where
        areas differ in size that is another order of tables than the one of ``exact``, and another p-value.
    seed : int, optional
        For ``monte-carlo``, which needs one. Every table of a batch gets the draws it would get alone.

    Returns
    -------
    statistic, df, p : ndarray, shape (...)
        Areas without cases are dropped: `df` is the number of the others minus one (0 at the least). Statistic and p
        are NaN where fewer than two are left, or all cases or none have the answer: there is nothing to test. The
        statistic of ``exact`` is NaN: it has none.

    Raises
    ------
    ValueError
        If a count is negative or not whole, `x` is greater than `n`, the method does not exist, ``monte-carlo`` has
        no seed, or ``exact`` has too many tables to count. That depends on how different the sizes of the areas are,
        and on how far the shares are apart: 11 areas of about 26 are seldom too much, 14 of them often, and 14 of 100
        always, unless sizes are alike.

    References
    ----------
    Freeman, G. H. & Halton, J. H. (1951). Biometrika 38, 141-149 (``exact``).
    Hope, A. C. A. (1968). Journal of the Royal Statistical Society B 30, 582-598 (``monte-carlo``).

    Examples
    --------
    Eleven districts with 26 cases each:

    >>> statistic, df, p = homogeneity_test([3, 5, 4, 8, 2, 6, 1, 7, 3, 5, 4], 26, method="exact")
    >>> print(f"p = {p:.4f}")
    p = 0.2697
    """
    test = checks.choose("method", method, TESTS)
    x, n = _areas(x, n)
    if method == "monte-carlo":
        if seed is None:
            raise ValueError("seed: monte-carlo needs one, so that the same counts give the same p-value")
        checks.counts(seed=seed)
    with_answer, df = x.sum(axis=-1), _degrees_of_freedom(n)
    testable = (df > 0) & (with_answer > 0) & (with_answer < n.sum(axis=-1))
    statistic, p = test(x, n, seed)
    return np.where(testable, statistic, np.nan)[()], df, np.where(testable, p, np.nan)[()]


def icc(x: npt.ArrayLike, n: npt.ArrayLike) -> Array:
    """Intraclass correlation: how much of the variance of a yes-or-no answer lies between areas.

    The analysis-of-variance estimator, not cut off at 0: below 0 areas are more alike than chance would have them.

    Parameters
    ----------
    x, n : array_like of int, shape (..., areas)
        Cases with the answer and all cases.

    Returns
    -------
    ndarray, shape (...)
        From below 0 to 1. NaN where fewer than two areas have cases, none has two, or all cases or none have the
        answer.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or `x` is greater than `n`.

    References
    ----------
    Ridout, M. S., Demetrio, C. G. B. & Firth, D. (1999). Biometrics 55, 137-148.

    Examples
    --------
    >>> print(round(float(icc([30, 20, 25, 10], 36)), 4))
    0.1976
    """
    x, n = _areas(x, n)
    areas, cases = (n > 0).sum(axis=-1).astype(np.float64), n.sum(axis=-1)
    own = np.where(n > 0, share(x, n), 0)
    common = share(x.sum(axis=-1), cases)
    between = share((n * (own - common[..., np.newaxis]) ** 2).sum(axis=-1), areas - 1)
    within = share((n * own * (1 - own)).sum(axis=-1), cases - areas)
    typical_size = share(cases - share((n**2).sum(axis=-1), cases), areas - 1)
    return share(between - within, between + (typical_size - 1) * within)


def _areas(x: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Array, Array]:
    x, n = checks.counts(x=x, n=n)
    checks.part_of("x", x, "n", n)
    return np.atleast_1d(x), np.atleast_1d(n)


def _degrees_of_freedom(n: Array) -> Array:
    df: Array = np.maximum((n > 0).sum(axis=-1) - 1.0, 0)
    return df


def _pearson_statistic(x: Array, n: Array) -> Array:
    common = share(x.sum(axis=-1), n.sum(axis=-1))[..., np.newaxis]
    squares = share((x - n * common) ** 2, n * common * (1 - common))
    statistic: Array = np.where(n > 0, squares, 0).sum(axis=-1)
    return statistic


def _pearson(x: Array, n: Array, seed: int | None) -> tuple[Array, Array]:
    statistic = _pearson_statistic(x, n)
    return statistic, chdtrc(_degrees_of_freedom(n), statistic)


def _likelihood_ratio(x: Array, n: Array, seed: int | None) -> tuple[Array, Array]:
    expected = n * share(x.sum(axis=-1), n.sum(axis=-1))[..., np.newaxis]
    # Rounding may leave equal shares just below 0.
    statistic = np.maximum(2 * (rel_entr(x, expected) + rel_entr(n - x, n - expected)).sum(axis=-1), 0)
    return statistic, chdtrc(_degrees_of_freedom(n), statistic)


def _exact(x: Array, n: Array, seed: int | None) -> tuple[Array, Array]:
    p = np.full(x.shape[:-1], np.nan)
    for position in np.ndindex(p.shape):
        try:
            p[position] = freeman_halton_p(x[position], n[position])
        except TooManyTablesError:
            where = f" at position {position[0] if len(position) == 1 else position}" if position else ""
            raise TooManyTablesError(f"method: exact has too many tables to count, take monte-carlo:{where}") from None
    return np.full(p.shape, np.nan), p


def _monte_carlo(x: Array, n: Array, seed: int | None) -> tuple[Array, Array]:
    statistic = _pearson_statistic(x, n)
    p = np.full(statistic.shape, np.nan)
    for position in np.ndindex(p.shape):
        random = np.random.default_rng(seed)
        sizes, with_answer = n[position].astype(np.int64), int(x[position].sum())
        drawn = random.multivariate_hypergeometric(sizes, with_answer, DRAWS, method="marginals").astype(np.float64)
        # Tables that are as far out by another sum have another last digit.
        as_great = _pearson_statistic(drawn, n[position]) >= statistic[position] * (1 - 1e-9)
        p[position] = (1 + as_great.sum()) / (1 + DRAWS)
    return statistic, p


TESTS: dict[str, Callable[[Array, Array, int | None], tuple[Array, Array]]] = {
    "chi2": _pearson,
    "g": _likelihood_ratio,
    "exact": _exact,
    "monte-carlo": _monte_carlo,
}
