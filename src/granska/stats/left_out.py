"""What the other areas lead one to expect of an area: from their rates, or from a regression on an index."""

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.proportion import share

FEWEST = 4  # areas to fit a line of two coefficients to
SMALLEST_ALPHA, LARGEST_ALPHA = 1e-6, 10.0


def expected_of_the_rest(count: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Array, Array]:
    """Give the cases that each area would have at the rate of all other areas.

    Parameters
    ----------
    count : array_like of int, shape (..., areas)
        Cases.
    population : array_like of float, shape (..., areas)
        Among whom they are counted.

    Returns
    -------
    expected : ndarray, shape (..., areas)
        Indirect standardisation by one group; over several groups (age, gender) they add up. NaN where the others have
        no population.
    variance : ndarray, shape (..., areas)
        Of the expected number, the cases of the others taken to be Poisson.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or a population negative.

    References
    ----------
    Breslow, N. E. & Day, N. E. (1987). Statistical Methods in Cancer Research II. IARC, section 2.3.

    Examples
    --------
    >>> expected, variance = expected_of_the_rest([30, 10, 20], [1000, 1000, 2000])
    >>> print(expected.round(2), variance.round(2))
    [10.   16.67 40.  ] [ 3.33  5.56 40.  ]
    """
    [count] = checks.counts(count=count)
    population = bounds.amounts("population", population)
    others = count.sum(axis=-1, keepdims=True) - count
    people = population.sum(axis=-1, keepdims=True) - population
    ratio = share(population, people)
    return ratio * others, ratio**2 * others


def expected_by_index(
    count: npt.ArrayLike,
    population: npt.ArrayLike,
    index: npt.ArrayLike,
    *,
    model: str = "poisson",
    areas: Iterable[int] | None = None,
) -> tuple[Array, Array]:
    """Give the cases that each area's index leads one to expect, by a regression without the area itself.

    ``log(mean) = log(population) + a + b * index``, by statsmodels. With `model="poisson"` the standard errors are
    widened by the root of Pearson's chi-square over its degrees of freedom where that is above 1 (quasi-Poisson); with
    ``"negative-binomial"`` the variance is ``mean + alpha * mean**2``, alpha by profile likelihood.

    Parameters
    ----------
    count : array_like of int, shape (areas,)
        Cases.
    population : array_like of float, shape (areas,)
        Among whom they are counted, above 0.
    index : array_like of float, shape (areas,)
        The index of each area.
    model : {"poisson", "negative-binomial"}
        The regression.
    areas : iterable of int, optional
        For which areas; all if not said. The others stay NaN.

    Returns
    -------
    expected : ndarray, shape (areas,)
        NaN where the other areas are fewer than four, have no cases, or all one index.
    error : ndarray, shape (areas,)
        Standard error of its logarithm: how uncertain the line is there, not how much areas vary around it.

    Raises
    ------
    ValueError
        If a count is negative or not whole, a population not above 0, or the model does not exist.

    References
    ----------
    McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models, 2nd ed. Chapman & Hall, sections 6.2 and 9.2.
    Lawless, J. F. (1987). Canadian Journal of Statistics 15, 209-225.

    Examples
    --------
    >>> expected, error = expected_by_index([20, 26, 40, 60, 30], [1000] * 5, [0.5, 0.8, 1.2, 1.6, 1.0])
    >>> print(expected.round(1), error.round(3))
    [18.4 26.1 39.2 57.3 32.6] [0.212 0.125 0.086 0.267 0.092]
    """
    fit = checks.choose("model", model, {"poisson": _poisson, "negative-binomial": _negative_binomial})
    [count] = checks.counts(count=count)
    population = bounds.amounts("population", population)
    checks.refuse("population", population <= 0, "has to be above 0")
    index = checks.numbers("index", index).astype(np.float64)
    design = np.column_stack([np.ones_like(index), index])
    expected, error = np.full((2, len(count)), np.nan)
    start = None
    for area in range(len(count)) if areas is None else areas:
        rest = np.arange(len(count)) != area
        if rest.sum() < FEWEST or not count[rest].any() or np.ptp(index[rest]) == 0:
            continue
        start, covariance = fit(count[rest], design[rest], np.log(population[rest]), start)
        expected[area] = population[area] * np.exp(design[area] @ start)
        error[area] = np.sqrt(design[area] @ covariance @ design[area])
    return expected, error


def _glm(count: Array, design: Array, offset: Array, family: Any, start: Array | None) -> Any:
    import statsmodels.api as sm

    with warnings.catch_warnings():
        # areas that lie exactly on the line have no deviance left, which is no fault
        warnings.simplefilter("ignore")
        return sm.GLM(count, design, family=family, offset=offset).fit(start_params=start, tol=1e-10)


def _poisson(count: Array, design: Array, offset: Array, start: Array | None) -> tuple[Array, Array]:
    import statsmodels.api as sm

    done = _glm(count, design, offset, sm.families.Poisson(), start)
    return done.params, done.cov_params() * max(1.0, done.pearson_chi2 / done.df_resid)


def _negative_binomial(count: Array, design: Array, offset: Array, start: Array | None) -> tuple[Array, Array]:
    import statsmodels.api as sm

    plain = _glm(count, design, offset, sm.families.Poisson(), start)

    def fitted(alpha: float) -> Any:
        return _glm(count, design, offset, sm.families.NegativeBinomial(alpha=alpha), plain.params)

    ends = np.log([SMALLEST_ALPHA, LARGEST_ALPHA])
    best = minimize_scalar(lambda log: -fitted(np.exp(log)).llf, bounds=ends, method="bounded", options={"xatol": 1e-4})
    done = fitted(float(np.exp(best.x)))
    # where areas vary no more than Poisson counts do, alpha goes to 0, and that is Poisson
    return (done.params, done.cov_params()) if done.llf > plain.llf else (plain.params, plain.cov_params())
