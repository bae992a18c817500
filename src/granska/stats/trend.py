"""Several periods in a row: whether a share, or a rate, rises or falls, and by how much a year."""

import numpy as np
import numpy.typing as npt
from scipy.special import betaincc, betaincinv, chdtrc, ndtri

from granska.stats import bounds, checks
from granska.stats.checks import Array
from granska.stats.mover import contrast_ci
from granska.stats.proportion import proportion_ci, share
from granska.stats.root import rising_root

# So far out on the scale of logarithms that the rate of one end is nothing beside that of the other.
FAR = 700.0


def cochran_armitage(x: npt.ArrayLike, n: npt.ArrayLike, times: npt.ArrayLike) -> tuple[Array, Array]:
    """Test of no trend in shares over several periods, two-sided.

    Parameters
    ----------
    x, n : array_like of int, shape (..., periods)
        Cases with the answer and cases, period by period. A period without cases says nothing.
    times : array_like of float, shape (..., periods)
        When the periods are, such as years; only their distances count.

    Returns
    -------
    statistic, p : ndarray
        Chi-square with one degree of freedom, and its p-value, in the shape of the arguments without the last axis.
        Where everybody or nobody has the answer the statistic is 0 and p is 1; where fewer than two times have cases
        both are NaN. With two periods it is the chi-square test of two shares, without continuity correction.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or a time is missing.

    References
    ----------
    Cochran, W. G. (1954). Biometrics 10, 417-451.
    Armitage, P. (1955). Biometrics 11, 375-386.

    Examples
    --------
    Smokers among lung patients in four studies (Fleiss 1981; R's ``prop.trend.test`` gives the same):

    >>> statistic, p = cochran_armitage([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    >>> print(f"{statistic:.4f}, p = {p:.6f}")
    8.2249, p = 0.004132
    """
    x, n, distance = _periods(x, n, times)
    whole, moved = n.sum(axis=-1), (n * distance**2).sum(axis=-1)
    with_answer = x.sum(axis=-1)
    pooled = share(with_answer, whole)
    variance = pooled * (1 - pooled) * moved
    statistic = np.where(variance > 0, (x * distance).sum(axis=-1) ** 2 / np.where(variance > 0, variance, 1), 0.0)
    return _told(statistic, moved)


def share_trend(
    x: npt.ArrayLike, n: npt.ArrayLike, times: npt.ArrayLike, *, confidence: npt.ArrayLike = 0.95
) -> tuple[Array, Array, Array]:
    """Interval for the change of a share per unit of time, along the straight line nearest to the shares.

    The line is the one that the Cochran-Armitage test asks about: least squares, each period with the weight of its
    cases. Its slope is a sum of the shares with known weights, and the interval joins their Wilson intervals; with two
    periods it is Newcombe's interval for their difference, over the time between them. It has a width where nobody, or
    everybody, has the answer.

    Parameters
    ----------
    x, n : array_like of int, shape (..., periods)
        As of `cochran_armitage`.
    times : array_like of float, shape (..., periods)
        When the periods are. With years, 0.01 is a percentage point a year.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against that of the results.

    Returns
    -------
    estimate, lower, upper : ndarray
        In the shape of the arguments without the last axis; NaN where fewer than two times have cases.

    Raises
    ------
    ValueError
        As `cochran_armitage`, or if the confidence level does not exist.

    References
    ----------
    Armitage, P. (1955). Biometrics 11, 375-386 (the slope).
    Zou, G. Y., Huang, W. & Zhang, X. (2009). Computational Statistics & Data Analysis 53, 1080-1085 (the interval).

    Examples
    --------
    >>> estimate, lower, upper = share_trend([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    >>> print(f"{estimate:.4f} ({lower:.4f} to {upper:.4f})")
    -0.0334 (-0.0609 to -0.0069)
    """
    level = np.asarray(1 - 2 * checks.tail_area(confidence))
    x, n, distance = _periods(x, n, times)
    moved = (n * distance**2).sum(axis=-1, keepdims=True)
    weights = share(n * distance, np.broadcast_to(moved, n.shape))
    there = n > 0
    # a period without cases has no share, and no weight either
    held = np.where(there, n, 1)
    lower, upper = proportion_ci(np.where(there, x, 0), held, confidence=level[..., None])
    return contrast_ci(weights, np.where(there, x / held, 0), lower, upper)


def poisson_trend_test(observed: npt.ArrayLike, exposure: npt.ArrayLike, times: npt.ArrayLike) -> tuple[Array, Array]:
    """Test of no trend in rates over several periods, two-sided: the score test of Poisson regression.

    Parameters
    ----------
    observed : array_like of int, shape (..., periods)
        Events counted, period by period.
    exposure : array_like of float, shape (..., periods)
        What they are counted among: children, or an expected number. A period without any says nothing.
    times : array_like of float, shape (..., periods)
        When the periods are.

    Returns
    -------
    statistic, p : ndarray
        Chi-square with one degree of freedom, and its p-value, in the shape of the arguments without the last axis.
        Without events the statistic is 0 and p is 1; where fewer than two times have an exposure both are NaN.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an exposure is negative, or events were counted among nobody.

    References
    ----------
    Armitage, P. (1955). Biometrics 11, 375-386.
    Breslow, N. E. & Day, N. E. (1987). Statistical Methods in Cancer Research II. IARC, p. 96.

    Examples
    --------
    >>> statistic, p = poisson_trend_test([120, 131, 150, 149], [5000, 5050, 5100, 5080], [2004, 2005, 2006, 2007])
    >>> print(f"{statistic:.4f}, p = {p:.4f}")
    3.5105, p = 0.0610
    """
    observed, exposure, distance = _exposed(observed, exposure, times)
    events, whole = observed.sum(axis=-1), exposure.sum(axis=-1)
    moved = (exposure * distance**2).sum(axis=-1)
    variance = share(events, whole) * moved
    score = (observed * distance).sum(axis=-1)
    statistic = np.where(variance > 0, score**2 / np.where(variance > 0, variance, 1), 0.0)
    return _told(statistic, moved)


def rate_trend(
    observed: npt.ArrayLike,
    exposure: npt.ArrayLike,
    times: npt.ArrayLike,
    *,
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the ratio of rates from one unit of time to the next: 1.03 is 3 % a year.

    Poisson regression with one slope on the scale of logarithms; the limits are those of the profile likelihood. Given
    how many events there were in all, the likelihood depends on the slope alone, so one search finds each.

    Parameters
    ----------
    observed, exposure, times
        As of `poisson_trend_test`.
    confidence : array_like of float
        Between 0 and 1; its shape broadcasts against that of the results.

    Returns
    -------
    ratio, lower, upper : ndarray
        In the shape of the arguments without the last axis. Where all events are in the first period the ratio is 0,
        and infinite where all are in the last; without events the ratio is NaN and the limits are 0 and infinity. All
        are NaN where fewer than two times have an exposure.

    Raises
    ------
    ValueError
        As `poisson_trend_test`, or if the confidence level does not exist.

    References
    ----------
    McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models, 2nd ed., Chapman & Hall, chapter 6.
    Venzon, D. J. & Moolgavkar, S. H. (1988). Applied Statistics 37, 87-94 (the limits).

    Examples
    --------
    >>> ratio, lower, upper = rate_trend([120, 131, 150, 149], [5000, 5050, 5100, 5080], [2004, 2005, 2006, 2007])
    >>> print(f"{ratio:.4f} ({lower:.4f} to {upper:.4f})")
    1.0743 (0.9967 to 1.1582)
    """
    tail = checks.tail_area(confidence)
    observed, exposure, distance = _exposed(observed, exposure, times)
    there = exposure > 0
    shape = np.broadcast_shapes(np.shape(tail), there.shape[:-1])
    first = np.where(there, distance, np.inf).min(axis=-1, keepdims=True)
    span = np.where(there, distance, -np.inf).max(axis=-1, keepdims=True) - first
    told = np.isfinite(span) & (span > 0)
    # where each period lies between the first, 0, and the last, 1: the slope is the one over the whole span
    places = np.where(there & told, (distance - first) / np.where(told, span, 1), 0.0)
    weights, places = (np.broadcast_to(each, (*shape, each.shape[-1])) for each in (exposure, places))
    events, total = (np.broadcast_to(each.sum(axis=-1), shape).astype(float) for each in (observed, observed * places))
    told, span = (np.broadcast_to(each[..., 0], shape) for each in (told, span))
    some = told & (events > 0)
    ends = (np.where(some, sign * FAR, np.nan) for sign in (-1, 1))
    low, high = (np.asarray(end) for end in ends)
    inside = rising_root(_mean_place, low, high, weights, places, share(total, events))
    # all events in the first period, or in the last: the likelihood rises without end
    top = np.where(total <= 0, low, np.where(total >= events, high, inside))
    peak = _log_likelihood(top, weights, places, total, events)
    lost = np.broadcast_to(ndtri(tail) ** 2 / 2, shape)
    given = (weights, places, total, events, peak, lost)
    lower = np.where(total <= 0, -np.inf, rising_root(_left, low, top, *given))
    upper = np.where(total >= events, np.inf, rising_root(_right, top, high, *given))
    top = np.where(np.abs(top) >= FAR, np.copysign(np.inf, top), top)
    found = []
    for slope, nothing in ((top, np.nan), (lower, 0.0), (upper, np.inf)):
        ratio = np.exp(slope / np.where(told, span, 1))
        found.append(np.where(some, ratio, np.where(told, nothing, np.nan))[()])
    return found[0], found[1], found[2]


def _mean_place(slope: Array, weights: Array, places: Array, target: Array) -> Array:
    """Mean place of events at a slope, less the one observed."""
    height = weights * np.exp(slope[..., None] * places - np.maximum(slope, 0)[..., None])
    mean: Array = (height * places).sum(axis=-1) / height.sum(axis=-1) - target
    return mean


def _log_likelihood(slope: Array, weights: Array, places: Array, total: Array, events: Array) -> Array:
    """Log-likelihood of a slope, given the number of events, but for a constant."""
    most = np.maximum(slope, 0)
    scale = (weights * np.exp(slope[..., None] * places - most[..., None])).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value: Array = total * slope - events * (np.log(scale) + most)
    return value


def _left(slope: Array, weights: Array, places: Array, total: Array, events: Array, peak: Array, lost: Array) -> Array:
    return _log_likelihood(slope, weights, places, total, events) - peak + lost


def _right(slope: Array, weights: Array, places: Array, total: Array, events: Array, peak: Array, lost: Array) -> Array:
    return -_left(slope, weights, places, total, events, peak, lost)


def rate_ratio(
    observed1: npt.ArrayLike,
    exposure1: npt.ArrayLike,
    observed2: npt.ArrayLike,
    exposure2: npt.ArrayLike,
    *,
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array, Array]:
    """Interval for the rate of the first period over that of the second, exact, and test of no difference.

    Given how many events there were in both, those in the first are binomial; the interval is Clopper and Pearson's,
    and p is twice the smaller tail, so that both agree.

    Parameters
    ----------
    observed1, observed2 : array_like of int
        Events counted in each.
    exposure1, exposure2 : array_like of float
        What they are counted among. Where one is 0, all results are NaN.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    ratio, lower, upper, p : ndarray
        In the shape of the arguments broadcast together. Without events the ratio is NaN, the limits are 0 and infinity
        and p is 1.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or an exposure negative or not finite.

    References
    ----------
    Przyborowski, J. & Wilenski, H. (1940). Biometrika 31, 313-323.
    Clopper, C. J. & Pearson, E. S. (1934). Biometrika 26, 404-413.

    Examples
    --------
    >>> ratio, lower, upper, p = rate_ratio(149, 5080, 120, 5000)
    >>> print(f"{ratio:.3f} ({lower:.3f} to {upper:.3f}), p = {p:.3f}")
    1.222 (0.954 to 1.567), p = 0.115
    """
    tail = checks.tail_area(confidence)
    observed1, observed2 = checks.counts(observed1=observed1, observed2=observed2)
    first, second = (
        bounds.amounts(name, values) for name, values in (("exposure1", exposure1), ("exposure2", exposure2))
    )
    observed1, observed2, first, second = np.broadcast_arrays(observed1, observed2, first, second)
    both = (first > 0) & (second > 0)
    odds = np.where(both, second / np.where(both, first, 1), np.nan)
    events = observed1 + observed2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed1 / observed2 * odds
        low = np.where(observed1 > 0, betaincinv(np.maximum(observed1, 1), observed2 + 1, tail), 0.0)
        high = np.where(observed2 > 0, betaincinv(observed1 + 1, np.maximum(observed2, 1), 1 - tail), 1.0)
        lower, upper = low / (1 - low) * odds, np.where(high < 1, high / (1 - high), np.inf) * odds
    expected = np.where(both, first / np.where(both, first + second, 1), np.nan)
    p = np.minimum(2 * np.minimum(_at_most(observed1, events, expected), _at_least(observed1, events, expected)), 1)
    return ratio, lower, upper, p


def _at_most(count: Array, of: Array, probability: Array) -> Array:
    left = np.maximum(of - count, 1)
    tail: Array = np.where(count < of, betaincc(count + 1, left, probability), 1.0 + 0 * probability)
    return tail


def _at_least(count: Array, of: Array, probability: Array) -> Array:
    return _at_most(of - count, of, 1 - probability)


def _periods(x: npt.ArrayLike, n: npt.ArrayLike, times: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Read counts by period, and the distance of each period from their middle."""
    x, n = checks.counts(x=x, n=n)
    checks.part_of("x", x, "n", n)
    return (x, n, _distances(n, times))


def _exposed(observed: npt.ArrayLike, exposure: npt.ArrayLike, times: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Read events and exposure by period, and the distance of each period from their middle."""
    [observed] = checks.counts(observed=observed)
    observed, exposure = bounds.together(observed=observed, exposure=bounds.amounts("exposure", exposure))
    checks.refuse("observed", (exposure <= 0) & (observed > 0), "events among nobody")
    return observed, exposure, _distances(exposure, times)


def _distances(weights: Array, times: npt.ArrayLike) -> Array:
    """Give the distance of each period from the weighted middle of all; all 0 where there is no middle."""
    read = checks.numbers("times", times).astype(float)
    checks.refuse("times", ~np.isfinite(read), "not a time")
    if weights.ndim == 0:
        raise ValueError("times: a trend needs an axis of periods")
    read = np.broadcast_to(read, weights.shape)
    middle = share((weights * read).sum(axis=-1, keepdims=True), weights.sum(axis=-1, keepdims=True))
    distances: Array = np.where(np.isnan(middle), 0.0, read - middle)
    # what is left of the subtraction where all cases are of one time is no distance
    distances[np.abs(distances) < 1e-9 * np.maximum(np.abs(read), 1)] = 0.0
    return distances


def _told(statistic: Array, moved: Array) -> tuple[Array, Array]:
    """Give the statistic with its p-value, where there are two times to compare."""
    statistic = np.where(moved > 0, statistic, np.nan)
    return statistic[()], chdtrc(1, statistic)[()]
