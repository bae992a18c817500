"""Which of all the tables that two groups can give a two-sided test rejects."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from granska.stats import checks
from granska.stats.checks import Array
from granska.stats.difference import two_proportion_test
from granska.stats.fourfold import given_margins

Rejected = npt.NDArray[np.bool_]

# Tables looked at in one step of the search for the last that Boschloo's test rejects.
PROBES = 8
# Rounding must not decide where a p-value is the level itself, as 2/20 can be.
LEVEL = 1 + 1e-9


# A review asks for few designs, each many times.
@lru_cache(maxsize=256)
def rejected_tables(n1: int, n2: int, alpha: float, *, method: str) -> Rejected:
    """Mark the tables of a design whose two-sided p-value is at most `alpha`.

    Parameters
    ----------
    n1, n2 : int
        Cases in the groups, at least one.
    alpha : float
        Level of the test, between 0 and 1.
    method : {"boschloo", "fisher"}
        The test, as in `granska.stats.difference.two_proportion_test`.

    Returns
    -------
    ndarray of bool, shape (n1 + 1, n2 + 1)
        A row for each number of cases with the answer in the first group, a column for each in the second; read-only.

    Raises
    ------
    ValueError
        If the method does not exist.

    References
    ----------
    Boschloo, R. D. (1970). Statistica Neerlandica 24, 1-9.

    Examples
    --------
    >>> print(rejected_tables(3, 4, 0.1, method="boschloo").astype(int))
    [[0 0 0 1 1]
     [0 0 0 0 0]
     [0 0 0 0 0]
     [1 1 0 0 0]]
    """
    rejected = checks.choose("method", method, METHODS)(n1, n2, alpha)
    rejected.flags.writeable = False
    return rejected


def _fisher(n1: int, n2: int, alpha: float) -> Rejected:
    rejected: Rejected = _fisher_two_sided(n1, n2) <= alpha * LEVEL
    return rejected


@lru_cache(maxsize=32)
def _fisher_two_sided(n1: int, n2: int) -> Array:
    x1, x2 = np.arange(n1 + 1)[:, np.newaxis], np.arange(n2 + 1)
    return two_proportion_test(x1, n1, x2, n2, method="fisher")


def _boschloo(n1: int, n2: int, alpha: float) -> Rejected:
    """Search for the greatest one-sided p of Fisher's that Boschloo's test rejects: all smaller ones are rejected too.

    The p-values of all tables would tell the same, and take a hundred times as long.
    """
    fisher = _fisher_less(n1, n2)
    ordered, first = np.unique(fisher, return_index=True)
    x1, x2 = np.unravel_index(first, fisher.shape)
    # Boschloo's p is never greater than Fisher's, and seldom less than half of it; of the greatest it is 1.
    last, beyond = int(np.searchsorted(ordered, alpha / 2, side="right")) - 1, ordered.size - 1
    top = min(int(np.searchsorted(ordered, alpha)), beyond - 1)
    while beyond - last > 1:
        probes = np.unique(np.linspace(last, top, PROBES + 1).astype(int)[1:])
        probes = probes[probes > last]
        p = two_proportion_test(x1[probes], n1, x2[probes], n2, method="boschloo", alternative="less")
        kept = probes[p > alpha / 2 * LEVEL]
        beyond = int(kept.min(initial=beyond))
        last = int(probes[probes < beyond].max(initial=last))
        top = beyond - 1
    less: Rejected = fisher <= (ordered[last] * LEVEL if last >= 0 else -1)
    # Where yes and no change places the first group's share is greater, not smaller.
    return less | less[::-1, ::-1]


def _fisher_less(n1: int, n2: int) -> Array:
    """One-sided p of Fisher's test, that the first group's share is smaller, of all tables of a design."""
    with_answer = np.arange(n1 + n2 + 1)
    count, log_probability = given_margins(np.full_like(with_answer, n1), np.full_like(with_answer, n2), with_answer)
    possible = np.isfinite(log_probability)
    fisher = np.empty((n1 + 1, n2 + 1))
    tables = count[possible], (with_answer[:, np.newaxis] - count)[possible]
    fisher[tables] = np.minimum(np.exp(log_probability).cumsum(axis=1)[possible], 1)
    return fisher


METHODS: dict[str, Callable[[int, int, float], Rejected]] = {"boschloo": _boschloo, "fisher": _fisher}
