"""Before the cases are read: how many, from where, and what difference they can show."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ndtr, ndtri

from granska.stats import bounds, checks
from granska.stats.allocation import allocate
from granska.stats.checks import Array
from granska.stats.rejection import rejected_tables
from granska.stats.root import rising_root

__all__ = ["allocate", "detectable_difference", "power", "sample_size"]

# All tables of a design are gone through, which takes half a second at this size.
LARGEST_GROUP = 500
# On the way from one share to 0 or 1, where the power is looked at.
POINTS = 129

Rule = Callable[[Array, Array, Array, Array, Array], Array]


def sample_size(
    margin: npt.ArrayLike,
    *,
    p: npt.ArrayLike = 0.5,
    population: npt.ArrayLike | None = None,
    confidence: npt.ArrayLike = 0.95,
) -> npt.NDArray[np.int64]:
    """Cases to draw at random so that a share is known to within a margin.

    Parameters
    ----------
    margin : array_like of float
        Half the width of the interval, as a share: 0.05 for five points each way.
    p : array_like of float
        The share to plan for, between 0 and 1; at one half most cases are needed.
    population : array_like of int, optional
        Cases to draw from, where the share of just these is asked for; without it, of the practice behind them.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    ndarray of int
        Cases, rounded up, never more than `population`; the arguments broadcast, and scalars give a scalar. The
        interval planned with is the Wald interval, as is usual: near a half it is as wide as any, near 0 and 1 it is
        too short, and more cases are needed.

    Raises
    ------
    ValueError
        If a margin, `p` or a confidence level is not strictly between 0 and 1, or a population is negative or not
        whole.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., Wiley, section 4.4: without `population` n0 cases, with N the
    shortcut n0 / (1 + n0 / N). His n0 / (1 + (n0 - 1) / N) is at times one case more.

    Examples
    --------
    >>> int(sample_size(0.05)), int(sample_size(0.05, population=300))
    (385, 169)
    """
    margin = bounds.between("margin", margin, 0, 1, strictly=True)
    p = bounds.between("p", p, 0, 1, strictly=True)
    needed = (ndtri(checks.tail_area(confidence)) / margin) ** 2 * p * (1 - p)
    if population is not None:
        [population] = checks.counts(population=population)
        needed = population / (1 + population / needed)
    cases: npt.NDArray[np.int64] = np.ceil(needed).astype(np.int64)
    return cases


def power(
    p1: npt.ArrayLike,
    p2: npt.ArrayLike,
    n1: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "boschloo",
    alpha: npt.ArrayLike = 0.05,
) -> Array:
    """Probability that a two-sided test finds a difference between two groups.

    Parameters
    ----------
    p1, p2 : array_like of float
        Shares supposed in the two groups, from 0 to 1. Where they are equal the power is the size of the test.
    n1, n2 : array_like of int
        Cases in the groups; where one is 0 the power is NaN.
    method : {"boschloo", "fisher", "normal"}
        The test. ``boschloo`` and ``fisher`` are exact: the probabilities of all tables that the test of
        `granska.stats.difference` rejects, added up; groups of up to 500. ``normal`` is the formula for the test
        with the pooled variance, for groups of any size. Near 0 and 1, where under ten cases with the answer, or
        without it, are to be expected in a group, it mostly promises too much. It leaves out the test that finds a
        difference of the wrong sign.
    alpha : array_like of float
        Level of the test, between 0 and 1: where m questions are allowed for, divided by m.

    Returns
    -------
    ndarray
        Probabilities, in the shape of the arguments broadcast together; scalars give a scalar.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, a count is negative or not whole, `alpha` is not strictly between 0 and 1, a
        group is too large for an exact method, or the method does not exist.

    References
    ----------
    Fleiss, J. L., Levin, B. & Paik, M. C. (2003). Statistical Methods for Rates and Proportions, 3rd ed., chapter 4.
    Mehrotra, D. V., Chan, I. S. F. & Berger, R. L. (2003). Biometrics 59, 441-450 (the exact tests compared).

    Examples
    --------
    >>> print(f"{power(0.3, 0.5, 26, 26):.2f} {power(0.3, 0.5, 26, 26, method='fisher'):.2f}")
    0.30 0.23
    """
    rule = checks.choose("method", method, METHODS)
    p1, p2 = bounds.between("p1", p1, 0, 1), bounds.between("p2", p2, 0, 1)
    alpha = bounds.between("alpha", alpha, 0, 1, strictly=True)
    n1, n2 = _groups(n1, n2, method)
    p1, p2, n1, n2, alpha = bounds.together(p1=p1, p2=p2, n1=n1, n2=n2, alpha=alpha)
    return rule(p1, p2, n1, n2, alpha)[()]


def detectable_difference(
    p1: npt.ArrayLike,
    n1: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    power: npt.ArrayLike = 0.8,
    alpha: npt.ArrayLike = 0.05,
    method: str = "boschloo",
) -> tuple[Array, Array]:
    """Smallest difference between two groups that a two-sided test would find.

    The planning value is not the share that was observed: the power at an observed difference only says its p-value
    again.

    Parameters
    ----------
    p1 : array_like of float
        Share supposed in the first group, from 0 to 1.
    n1, n2 : array_like of int
        Cases in the first group and in the other.
    power : array_like of float
        Probability with which the difference is to be found, between 0 and 1.
    alpha : array_like of float
        Level of the test, between 0 and 1: where m questions are allowed for, divided by m.
    method : {"boschloo", "fisher", "normal"}
        As in `granska.stats.planning.power`. ``normal`` mostly promises too much where a share is near 0 or 1, the
        one searched for included: it can give a difference there where the exact tests find none.

    Returns
    -------
    down, up : ndarray
        How far the share of the other group must lie below `p1` (negative) and above it (positive) in order that the
        power is reached there and at every greater difference. NaN where it never is, and where a group has no case.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1, a count is negative or not whole, `power` or `alpha` is not strictly between
        0 and 1, a group is too large for an exact method, or the method does not exist.

    References
    ----------
    Hoenig, J. M. & Heisey, D. M. (2001). The American Statistician 55, 19-24 (why not from what was observed).

    Examples
    --------
    A district with 26 girls and 26 boys, of which 20 % of the girls have the answer. Boys must have it in 57 %, and
    not even none would be found:

    >>> down, up = detectable_difference(0.2, 26, 26)
    >>> print(f"{down:.2f} {up:.2f}")
    nan 0.37
    """
    rule = checks.choose("method", method, METHODS)
    p1 = bounds.between("p1", p1, 0, 1)
    wanted = bounds.between("power", power, 0, 1, strictly=True)
    alpha = bounds.between("alpha", alpha, 0, 1, strictly=True)
    n1, n2 = _groups(n1, n2, method)
    design = bounds.together(p1=p1, n1=n1, n2=n2, alpha=alpha, power=wanted)
    return _detectable(rule, 0.0, *design), _detectable(rule, 1.0, *design)


def _groups(n1: npt.ArrayLike, n2: npt.ArrayLike, method: str) -> list[Array]:
    groups = checks.counts(n1=n1, n2=n2)
    if method != "normal":
        for name, n in zip(("n1", "n2"), groups, strict=True):
            most = np.full(n.shape, LARGEST_GROUP)
            checks.part_of(name, n, f"{LARGEST_GROUP}, the most that is enumerated (method='normal' is not):", most)
    return groups


def _detectable(rule: Rule, end: float, p1: Array, n1: Array, n2: Array, alpha: Array, wanted: Array) -> Array:
    """Find the last place on the way from `p1` to `end` where the power comes to what is wanted."""

    # On the arcsine scale a share has one standard error everywhere, 1 / (2 sqrt(n)).
    def at(way: Array, p1: Array) -> Array:
        start, stop = np.arcsin(np.sqrt(p1)), np.arcsin(np.sqrt(end))
        share: Array = np.sin(start + way * (stop - start)) ** 2
        return share

    def excess(way: Array, p1: Array, n1: Array, n2: Array, alpha: Array, wanted: Array) -> Array:
        return rule(p1, at(way, p1), n1, n2, alpha) - wanted

    # Exact power may dip on its way, but has no wave shorter than a standard error: these points are nearer than that.
    points = np.linspace(0, 1, POINTS)
    design = [values.ravel() for values in (p1, n1, n2, alpha, wanted)]
    short = ~(excess(points, *(values[:, np.newaxis] for values in design)) >= 0)
    last_short = POINTS - 1 - np.argmax(short[:, ::-1], axis=1)
    # Where the power is short to the very end there is no point after the last.
    way = rising_root(excess, points[last_short], np.append(points, np.nan)[last_short + 1], *design)
    found = at(np.where(short.any(axis=1), way, 0), design[0])
    return (found.reshape(p1.shape) - p1)[()]


def _exact(test: str, p1: Array, p2: Array, n1: Array, n2: Array, alpha: Array) -> Array:
    p1, p2, *design = np.broadcast_arrays(p1, p2, n1, n2, alpha)
    designs, which = np.unique(np.stack(design).reshape(3, -1), axis=1, return_inverse=True)
    found = np.full(p1.size, np.nan)
    for number, (size1, size2, level) in enumerate(designs.T):
        if size1 and size2:
            chosen = which.ravel() == number
            rejected = rejected_tables(int(size1), int(size2), float(level), method=test)
            # On the way to a detectable difference one share is the same many times.
            shares1, row = np.unique(p1.ravel()[chosen], return_inverse=True)
            given_x2 = (_binomial(shares1, size1) @ rejected)[row]
            found[chosen] = (given_x2 * _binomial(p2.ravel()[chosen], size2)).sum(axis=1)
    # Rounding can carry the sum of all tables past 1.
    at_most_one: Array = np.minimum(found, 1).reshape(p1.shape)
    return at_most_one


def _binomial(p: Array, n: float) -> Array:
    """Probabilities of 0 to `n`, one row for each `p`."""
    x = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    # A share of 0 is taken for one of 1e-300: the logarithm is finite, and what follows from it the same.
    log_yes, log_no = np.log(np.maximum([p, 1 - p], 1e-300))
    probabilities: Array = np.exp(ways + np.outer(log_yes, x) + np.outer(log_no, n - x))
    return probabilities


def _normal(p1: Array, p2: Array, n1: Array, n2: Array, alpha: Array) -> Array:
    n1, n2 = np.where(n1 > 0, n1, np.nan), np.where(n2 > 0, n2, np.nan)
    pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
    spread_if_equal = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    beyond = np.abs(p1 - p2) + ndtri(alpha / 2) * spread_if_equal
    spread = np.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    # Without spread the answer is certain; at 0 against 0 it is no.
    certain = np.where(beyond > 0, 1.0, 0.0)
    found: Array = np.where(spread == 0, certain, ndtr(beyond / np.where(spread == 0, 1, spread)))
    return found


METHODS: dict[str, Rule] = {
    "boschloo": partial(_exact, "boschloo"),
    "fisher": partial(_exact, "fisher"),
    "normal": _normal,
}
