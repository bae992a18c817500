"""The exact distribution of tables within strata, where the groups do not differ and the margins are given.

Within a stratum the first group's cases with the answer are hypergeometric; over strata they are summed. Strata are on
the last axis; leading axes are a batch.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from granska.stats.checks import Array
from granska.stats.fourfold import EQUALLY_PROBABLE, given_margins


def exact_p(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    """Two-sided exact p: the probability of all sums no more probable than the one observed.

    With one stratum it is Fisher's.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray, shape (..., strata)
        Cases with the answer and cases, in the first and in the second group.

    Returns
    -------
    ndarray, shape (...)
        NaN where no stratum has cases of both groups; 1 where answers do not vary.

    References
    ----------
    Mehta, C. R., Patel, N. R. & Gray, R. (1985). Journal of the American Statistical Association 80, 969-973.

    Examples
    --------
    >>> table = [np.array([values]) for values in ([4.0, 3.0, 2.0], [12.0] * 3, [5.0, 6.0, 4.0], [12.0] * 3)]
    >>> print(exact_p(*table).round(4))
    [0.214]
    """
    probability, column = _null_distribution(x1, n1, x2, n2)
    observed = np.take_along_axis(probability, column, axis=-1)
    p = np.where(probability <= observed * EQUALLY_PROBABLE, probability, 0).sum(axis=-1)
    return _where_comparable(p, n1, n2)


def mid_p(x1: Array, n1: Array, x2: Array, n2: Array) -> Array:
    """Two-sided mid-p: twice the smaller of the two tails, in which the observed sum counts by half.

    Parameters
    ----------
    x1, n1, x2, n2 : ndarray, shape (..., strata)
        Cases with the answer and cases, in the first and in the second group.

    Returns
    -------
    ndarray, shape (...)
        NaN where no stratum has cases of both groups; 1 where answers do not vary.

    References
    ----------
    Lancaster, H. O. (1961). Journal of the American Statistical Association 56, 223-234.
    Hirji, K. F., Tan, S.-J. & Elashoff, R. M. (1991). Statistics in Medicine 10, 1137-1153 (one stratum).
    Hirji, K. F. (2006). Exact Analysis of Discrete Data. Chapman & Hall/CRC (several strata).

    Examples
    --------
    >>> table = [np.array([values]) for values in ([4.0, 3.0, 2.0], [12.0] * 3, [5.0, 6.0, 4.0], [12.0] * 3)]
    >>> print(mid_p(*table).round(4))
    [0.1475]
    """
    probability, column = _null_distribution(x1, n1, x2, n2)
    place = np.arange(probability.shape[-1])
    half = np.take_along_axis(probability, column, axis=-1)[..., 0] / 2
    below = np.where(place < column, probability, 0).sum(axis=-1) + half
    above = np.where(place > column, probability, 0).sum(axis=-1) + half
    return _where_comparable(2 * np.minimum(below, above), n1, n2)


def _where_comparable(p: Array, n1: Array, n2: Array) -> Array:
    comparable = ((n1 > 0) & (n2 > 0)).any(axis=-1)
    return np.where(comparable, np.minimum(p, 1), np.nan)[()]


def _null_distribution(x1: Array, n1: Array, x2: Array, n2: Array) -> tuple[Array, np.ndarray]:
    """Probability of each possible sum, from the smallest on, and the column of the observed one."""
    *batch, strata = x1.shape
    rows = (math.prod(batch), strata)
    first, second, with_answer = (values.reshape(rows).astype(np.intp) for values in (n1, n2, x1 + x2))
    probability = np.ones((rows[0], 1))
    for stratum in range(strata):
        _, log_probability = given_margins(first[:, stratum], second[:, stratum], with_answer[:, stratum])
        probability = _sum_of(probability, np.exp(log_probability))
    column = (x1 - np.maximum(x1 + x2 - n2, 0)).sum(axis=-1, keepdims=True).astype(np.intp)
    return probability.reshape(*batch, probability.shape[1]), column


def _sum_of(first: Array, second: Array) -> Array:
    """Distribution of the sum of two independent counts.

    Added up term by term: a Fourier transform would lose the small probabilities, which are what a p-value is made of.
    """
    reach = second.shape[-1]
    padded = np.pad(first, [(0, 0)] * (first.ndim - 1) + [(reach - 1, reach - 1)])
    windows = sliding_window_view(padded, reach, axis=-1)
    backwards = np.ascontiguousarray(second[..., ::-1])
    total: Array = np.einsum("...ij,...j->...i", windows, backwards)
    return total
