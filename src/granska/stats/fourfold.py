"""The fourfold table: two groups, with the answer or without it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from granska.stats import checks
from granska.stats.checks import Array

Whole = npt.NDArray[np.int_]

# Outcomes equally probable in theory differ in the last digits; R takes the same margin.
EQUALLY_PROBABLE = 1 + 1e-7

# Numbers in a working array: 16 MB of them.
ROOM = 2**21


def two_groups(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Read the counts of two groups.

    Parameters
    ----------
    x1, x2 : array_like of int
        Cases with the answer in the first and in the second group.
    n1, n2 : array_like of int
        Cases in the groups.

    Returns
    -------
    x1, n1, x2, n2 : ndarray
        Of one shape; all four NaN where a group is empty, since then there is nothing to compare.

    Raises
    ------
    ValueError
        If a count is negative or not whole, an `x` is greater than its `n`, or the shapes do not fit together.

    Examples
    --------
    >>> print(two_groups(3, [26, 26], 0, [9, 0])[0])
    [ 3. nan]
    """
    x1, n1, x2, n2 = checks.counts(x1=x1, n1=n1, x2=x2, n2=n2)
    checks.part_of("x1", x1, "n1", n1)
    checks.part_of("x2", x2, "n2", n2)
    comparable = (n1 > 0) & (n2 > 0)
    x1, n1, x2, n2 = (np.where(comparable, counts, np.nan) for counts in (x1, n1, x2, n2))
    return x1, n1, x2, n2


def by_table(function: Callable[..., Array], *tables: Array) -> Array:
    """Call a function on the tables that can be compared, in one row.

    Parameters
    ----------
    function : callable
        From whole `x1`, `n1`, `x2` and `n2`, and what else was given, to an array whose last axis are the tables.
    *tables : ndarray
        The counts as `two_groups` returns them, and what else the function needs.

    Returns
    -------
    ndarray, shape (..., *tables)
        What the function returns, in the shape of the arguments broadcast together; NaN where a group is empty.

    Examples
    --------
    >>> print(by_table(lambda x1, n1, x2, n2: x1 - x2, *two_groups(3, [26, 26], 0, [9, 0])))
    [ 3. nan]
    """
    tables = np.broadcast_arrays(*tables)
    comparable = ~np.isnan(tables[0])
    counts = [table[comparable].astype(np.intp) for table in tables[:4]]
    result = function(*counts, *(table[comparable] for table in tables[4:]))
    spread = np.full((*result.shape[:-1], *comparable.shape), np.nan)
    spread[..., comparable] = result
    return spread[()]


def given_margins(n1: Whole, n2: Whole, with_answer: Whole) -> tuple[Whole, Array]:
    """How the cases with the answer fall on two groups that do not differ: the hypergeometric distribution.

    Parameters
    ----------
    n1, n2 : ndarray of int, shape (tables,)
        Cases in the groups.
    with_answer : ndarray of int, shape (tables,)
        Cases with the answer in both groups together.

    Returns
    -------
    count : ndarray of int, shape (tables, outcomes)
        Cases with the answer in the first group, from the fewest there can be.
    log_probability : ndarray, shape (tables, outcomes)
        Minus infinity after the most there can be.

    Examples
    --------
    >>> count, log_probability = given_margins(*np.array([[4, 3], [2, 1], [3, 1]]))
    >>> print(count)
    [[1 2 3]
     [0 1 2]]
    >>> print(np.exp(log_probability))
    [[0.2  0.6  0.2 ]
     [0.25 0.75 0.  ]]
    """
    smallest, largest = np.maximum(with_answer - n2, 0), np.minimum(n1, with_answer)
    outcome = np.arange(np.max(largest - smallest, initial=0) + 1)
    count = smallest[:, np.newaxis] + outcome
    n1, n2, with_answer = (values[:, np.newaxis] for values in (n1, n2, with_answer))
    possible = np.minimum(count, largest[:, np.newaxis])
    # Looked up: the same few factorials are needed over and over.
    log_factorial = gammaln(np.arange(np.max(n1 + n2, initial=0) + 1) + 1.0)

    def log_ways(size: Whole, chosen: Whole) -> Array:
        ways: Array = log_factorial[size] - log_factorial[chosen] - log_factorial[size - chosen]
        return ways

    log_probability = log_ways(n1, possible) + log_ways(n2, with_answer - possible) - log_ways(n1 + n2, with_answer)
    return count, np.where(count == possible, log_probability, -np.inf)


def in_parts(function: Callable[..., Array], width: int, *rows: npt.NDArray[Any]) -> Array:
    """Call a function on some rows at a time, so that its working arrays stay small.

    Parameters
    ----------
    function : callable
        From arrays to an array whose last axis are the rows.
    width : int
        Numbers the function needs for a row.
    *rows : ndarray, shape (rows, ...)
        Its arguments.

    Returns
    -------
    ndarray, shape (..., rows)
        What the function returns for all rows.

    Examples
    --------
    >>> print(in_parts(np.negative, ROOM // 2, np.arange(5)))
    [ 0 -1 -2 -3 -4]
    """
    step = max(ROOM // width, 1)
    # One part even of no rows: its result has the right shape.
    starts = range(0, max(len(rows[0]), 1), step)
    return np.concatenate([function(*(values[start : start + step] for values in rows)) for start in starts], axis=-1)
