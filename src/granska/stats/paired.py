"""The same cases twice: how many changed their answer, and which way."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import betaincc, ndtri

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.proportion import share
from granska.stats.root import rising_root


def mcnemar(yes_no: npt.ArrayLike, no_yes: npt.ArrayLike, *, method: str = "mid-p") -> Array:
    """Test of no change, two-sided, from the cases that changed.

    Parameters
    ----------
    yes_no, no_yes : array_like of int
        Cases that had the answer at first and not later, and the other way round.
    method : {"mid-p", "exact"}
        ``exact`` is the binomial test of as many changes one way as the other: its size is never above the level.
        ``mid-p`` counts half the probability of what was seen, which brings its size near the level, and at times
        somewhat above it.

    Returns
    -------
    ndarray
        p-values; 1 where no case changed. Scalars give scalars.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or the method does not exist.

    References
    ----------
    McNemar, Q. (1947). Psychometrika 12, 153-157.
    Fagerland, M. W., Lydersen, S. & Laake, P. (2013). BMC Medical Research Methodology 13, 91.

    Examples
    --------
    >>> print(f"{mcnemar(9, 2):.4f} {mcnemar(9, 2, method='exact'):.4f}")
    0.0386 0.0654
    """
    test = checks.choose("method", method, TESTS)
    yes_no, no_yes = checks.counts(yes_no=yes_no, no_yes=no_yes)
    return test(np.minimum(yes_no, no_yes), yes_no + no_yes)


def _mid_p(fewer: Array, changed: Array) -> Array:
    # Twice the probability of at most as many, less that of just as many.
    p: Array = _at_most(fewer, changed) + _at_most(fewer - 1, changed)
    return p


def _exact(fewer: Array, changed: Array) -> Array:
    return np.minimum(2 * _at_most(fewer, changed), 1)


def _at_most(count: Array, changed: Array) -> Array:
    """Probability that of the changes at most `count`, no more than half of them, go one way."""
    inside = np.maximum(changed - count, 1)
    p: Array = np.where(count < changed, betaincc(count + 1, inside, 0.5), 1.0)
    return p


TESTS: dict[str, Callable[[Array, Array], Array]] = {"mid-p": _mid_p, "exact": _exact}


def paired_difference_ci(
    both_yes: npt.ArrayLike,
    yes_no: npt.ArrayLike,
    no_yes: npt.ArrayLike,
    both_no: npt.ArrayLike,
    *,
    confidence: npt.ArrayLike = 0.95,
) -> tuple[Array, Array, Array]:
    """Interval for the share at first minus the share later, of the same cases.

    Parameters
    ----------
    both_yes, both_no : array_like of int
        Cases that had the answer both times, and neither time.
    yes_no, no_yes : array_like of int
        Cases that had it at first only, and later only.
    confidence : array_like of float
        Between 0 and 1.

    Returns
    -------
    estimate, lower, upper : ndarray
        Differences from -1 to 1, in the shape of the counts broadcast together (the limits also with `confidence`);
        NaN without cases; scalars give scalars. The interval is Tango's score interval: it has a width where no case
        changed.

    Raises
    ------
    ValueError
        If a count is negative or not whole, or the confidence level does not exist.

    References
    ----------
    Tango, T. (1998). Statistics in Medicine 17, 891-908.

    Examples
    --------
    No change in any of 26 cases:

    >>> estimate, lower, upper = paired_difference_ci(26, 0, 0, 0)
    >>> print(f"{estimate:.3f} ({lower:.3f} to {upper:.3f})")
    0.000 (-0.129 to 0.129)
    """
    tail = checks.tail_area(confidence)
    both_yes, yes_no, no_yes, both_no = checks.counts(both_yes=both_yes, yes_no=yes_no, no_yes=no_yes, both_no=both_no)
    n = both_yes + yes_no + no_yes + both_no
    # Reading later before first turns the upper limit into the lower one, so that one search serves both.
    lower, upper = _score_lower(yes_no, no_yes, n, tail), -_score_lower(no_yes, yes_no, n, tail)
    return share(yes_no - no_yes, n), lower, upper


def _score_lower(yes_no: Array, no_yes: Array, n: Array, tail: Array) -> Array:
    """Find the difference below the estimate that the score test just does not reject."""
    critical = -ndtri(tail)
    estimate, *given = np.broadcast_arrays(
        share(yes_no - no_yes, n), yes_no, no_yes, n, critical / np.hypot(1, critical)
    )
    return rising_root(_shortfall, np.full_like(estimate, -1), estimate, *given)


def _shortfall(difference: Array, yes_no: Array, no_yes: Array, n: Array, target: Array) -> Array:
    """Score statistic Z at a supposed difference, as the target less Z / sqrt(1 + Z²).

    Z itself is infinite at the ends of the range and 0/0 where no case changed; on this scale it runs from 1 to -1
    without a jump.
    """
    # Most likely share of changes from no to yes where the shares differ so: the root of a quadratic.
    linear = (2 * n - yes_no + no_yes) * difference - yes_no - no_yes
    constant = -no_yes * difference * (1 - difference)
    root = (np.sqrt(np.maximum(linear**2 - 8 * n * constant, 0)) - linear) / (4 * n)
    changes = 2 * np.clip(root, np.maximum(0, -difference), 1) + difference
    distance = yes_no - no_yes - n * difference
    length = np.sqrt(distance**2 + n * np.maximum(changes - difference**2, 0))
    shortfall: Array = target - distance / np.where(length > 0, length, 1)
    return shortfall
