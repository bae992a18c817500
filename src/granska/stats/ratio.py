"""Two proportions, one table: the share of the first group over that of the second, and the ratio of their odds."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import logit, ndtri

from granska.stats import checks, fourfold, score
from granska.stats.checks import Array
from granska.stats.fourfold import Whole
from granska.stats.root import rising_root

# From how far counts are above the one observed, to the weights of those above and of those below.
Weigh = Callable[[Whole], tuple[npt.NDArray[Any], npt.NDArray[Any]]]


def ratio_ci(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "koopman",
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the share of the first group over the share of the second.

    Parameters
    ----------
    x1, x2 : array_like of int
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int
        Cases in the groups. Where one is 0, all three results are NaN.
    method : {"koopman", "katz"}
        ``koopman`` is the score interval: all ratios that a score test does not reject. ``katz`` takes the logarithm
        of the ratio for normal; nobody with the answer in a group is taken for half a case, and everybody in both for
        half a case less.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    estimate, lower, upper : ndarray
        Ratios from 0 to infinity, in the shape of the counts broadcast together (the limits also with `confidence`);
        scalars give scalars. Where nobody in either group has the answer, the estimate is NaN and the limits are 0 and
        infinity.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the method or confidence level does not
        exist.

    References
    ----------
    Koopman, P. A. R. (1984). Biometrics 40, 513-517.
    Katz, D., Baptista, J., Azen, S. P. & Pike, M. C. (1978). Biometrics 34, 469-474.

    Examples
    --------
    >>> estimate, lower, upper = ratio_ci(13, 26, 5, 26)
    >>> print(f"{estimate:.2f} ({lower:.2f} to {upper:.2f})")
    2.60 (1.15 to 6.29)
    """
    limits = checks.choose("method", method, METHODS)
    critical = -ndtri(checks.tail_area(confidence))
    x1, n1, x2, n2 = fourfold.two_groups(x1, n1, x2, n2)
    lower, upper = limits(x1, n1, x2, n2, critical)
    return _containing(_quotient(x1 / n1, x2 / n2), lower, upper)


def odds_ratio_ci(
    x1: npt.ArrayLike,
    n1: npt.ArrayLike,
    x2: npt.ArrayLike,
    n2: npt.ArrayLike,
    *,
    method: str = "conditional-exact",
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the odds of the answer in the first group over the odds in the second.

    Parameters
    ----------
    x1, x2 : array_like of int
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int
        Cases in the groups. Where one is 0, all three results are NaN.
    method : {"conditional-exact", "woolf"}
        ``conditional-exact`` is the interval of Fisher's exact test, with the estimate most likely given the margins:
        nearer to 1 than the plain odds ratio. ``woolf`` is the plain odds ratio, its logarithm taken for normal; where
        a cell is 0 its limits are 0 and infinity, which is all it can say.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    estimate, lower, upper : ndarray
        Odds ratios from 0 to infinity, in the shape of the counts broadcast together (the limits also with
        `confidence`); scalars give scalars. Where everybody or nobody has the answer, the limits are 0 and infinity;
        the estimate is then NaN, but 0 for ``conditional-exact``, as in R: all odds ratios are as likely.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the method or confidence level does not
        exist.

    References
    ----------
    Cornfield, J. (1956). Proceedings of the Third Berkeley Symposium 4, 135-148.
    Woolf, B. (1955). Annals of Human Genetics 19, 251-253.

    Examples
    --------
    >>> estimate, lower, upper = odds_ratio_ci(13, 26, 5, 26)
    >>> print(f"{estimate:.2f} ({lower:.2f} to {upper:.2f})")
    4.08 (1.06 to 18.27)
    """
    interval = checks.choose("method", method, ODDS_METHODS)
    tail = checks.tail_area(confidence)
    return _containing(*interval(*fourfold.two_groups(x1, n1, x2, n2), tail))


def _quotient(above: Array, below: Array) -> Array:
    """Divide, where infinity is an answer and 0/0 is NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return above / below


def _containing(estimate: Array, lower: Array, upper: Array) -> tuple[Array, Array, Array]:
    # An estimate that is NaN is passed over.
    return estimate, np.fmin(lower, estimate), np.fmax(upper, estimate)


def _katz(x1: Array, n1: Array, x2: Array, n2: Array, critical: Array) -> tuple[Array, Array]:
    all_with_answer = (x1 == n1) & (x2 == n2)
    some1, some2 = (np.where(x == 0, 0.5, x - 0.5 * all_with_answer) for x in (x1, x2))
    estimate = (some1 / n1) / (some2 / n2)
    factor = np.exp(critical * np.sqrt(1 / some1 - 1 / n1 + 1 / some2 - 1 / n2))
    return np.where(x1 == 0, 0, estimate / factor), np.where(x2 == 0, np.inf, estimate * factor)


def _woolf(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array, Array]:
    cells = np.stack([x1, n1 - x1, x2, n2 - x2])
    estimate = _quotient(x1 * (n2 - x2), x2 * (n1 - x1))
    empty = (cells == 0).any(axis=0)
    factor = np.exp(-ndtri(tail) * np.sqrt((1 / np.where(empty, 1, cells)).sum(axis=0)))
    return estimate, np.where(empty, 0, estimate / factor), np.where(empty, np.inf, estimate * factor)


def _conditional_exact(x1: Array, n1: Array, x2: Array, n2: Array, tail: Array) -> tuple[Array, Array, Array]:
    def search(weigh: Weigh, target: Array) -> Array:
        return fourfold.by_table(partial(_odds_ratio_where, weigh), x1, n1, x2, n2, target)

    odds = logit(tail)
    # At the estimate the count observed is the one expected; at a limit it has, with all beyond it, the tail's area.
    estimate = search(lambda ahead: (np.maximum(ahead, 0), np.maximum(-ahead, 0)), np.zeros(()))
    lower = search(lambda ahead: (ahead >= 0, ahead < 0), odds)
    upper = search(lambda ahead: (ahead > 0, ahead <= 0), -odds)
    return estimate, lower, upper


def _odds_ratio_where(weigh: Weigh, x1: Whole, n1: Whole, x2: Whole, n2: Whole, target: Array) -> Array:
    """Odds ratio at which the weight above the count observed is to that below as the target, a logarithm, says.

    It is 0 where no count can be below, and infinite where none can be above.
    """

    def of_part(x1: Whole, n1: Whole, x2: Whole, n2: Whole, target: Array) -> Array:
        count, log_probability = fourfold.given_margins(n1, n2, x1 + x2)
        with np.errstate(divide="ignore"):
            above, below = (np.log(weight) + log_probability for weight in weigh(count - x1[:, np.newaxis]))
        some_above, some_below = (np.isfinite(weight).any(axis=1) for weight in (above, below))
        log_odds = np.where(some_below, np.inf, -np.inf)
        row = np.flatnonzero(some_above & some_below)
        # From one count to the next, probability changes by less than the square of all cases.
        reach = (3 + 2 * np.log(n1 + n2) + np.abs(target))[row]
        log_odds[row] = rising_root(_imbalance, -reach, reach, count[row], above[row], below[row], target[row])
        return np.exp(log_odds)

    width = int(np.max(np.minimum(n1, n2), initial=0)) + 1
    return fourfold.in_parts(of_part, width, x1, n1, x2, n2, target)


def _imbalance(log_odds: Array, count: Array, above: Array, below: Array, target: Array) -> Array:
    # An odds ratio multiplies the probability of a count by its power.
    shift = count * log_odds[:, np.newaxis]
    return _log_sum(above + shift) - _log_sum(below + shift) - target


def _log_sum(logarithms: Array) -> Array:
    top = logarithms.max(axis=1)
    total: Array = top + np.log(np.exp(logarithms - top[:, np.newaxis]).sum(axis=1))
    return total


METHODS: dict[str, Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]] = {
    "koopman": score.ratio_limits,
    "katz": _katz,
}
ODDS_METHODS: dict[str, Callable[[Array, Array, Array, Array, Array], tuple[Array, Array, Array]]] = {
    "conditional-exact": _conditional_exact,
    "woolf": _woolf,
}
