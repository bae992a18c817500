"""Arguments that are no counts: read as numbers, and refused outside their bounds."""

import numpy as np
import numpy.typing as npt

from granska.stats.checks import Array, numbers, refuse


def between(
    argument: str, values: npt.ArrayLike, least: float, most: float, *, strictly: bool = False, gaps: bool = False
) -> Array:
    """Read an argument as numbers from `least` to `most`.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    values : array_like of float
        What the caller gave.
    least, most : float
        The bounds.
    strictly : bool
        Whether the bounds themselves are refused too.
    gaps : bool
        Whether NaN is let through, as a value that is missing.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If a value is no number or out of bounds.

    Examples
    --------
    >>> between("p", [0.5, 1.5], 0, 1)
    Traceback (most recent call last):
    ValueError: p: not between 0 and 1 at position 1
    """
    read = numbers(argument, values).astype(np.float64)
    inside = (read > least) & (read < most) if strictly else (read >= least) & (read <= most)
    if gaps:
        inside |= np.isnan(read)
    refuse(argument, ~inside, f"not {'strictly ' if strictly else ''}between {least:g} and {most:g}")
    return read


def amounts(argument: str, values: npt.ArrayLike) -> Array:
    """Read an argument as numbers of at least 0 that may have decimals.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    values : array_like of float
        What the caller gave.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If a value is no number, negative, infinite or missing.

    Examples
    --------
    >>> amounts("expected", [2.5, 0])
    array([2.5, 0. ])
    """
    read = numbers(argument, values).astype(np.float64)
    refuse(argument, read < 0, "negative")
    refuse(argument, ~np.isfinite(read), "not a finite number")
    return read


def measurements(argument: str, values: npt.ArrayLike) -> Array:
    """Read an argument as finite numbers, or NaN where one is missing.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    values : array_like of float
        What the caller gave.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If a value is no number or infinite.

    Examples
    --------
    >>> measurements("values", [12, None])
    array([12., nan])
    """
    read = numbers(argument, values).astype(np.float64)
    refuse(argument, np.isinf(read), "infinite")
    return read


def together(**arrays: Array) -> list[Array]:
    """Broadcast arguments against one another.

    Parameters
    ----------
    **arrays : ndarray
        Arguments by name.

    Returns
    -------
    list of ndarray
        In the order given, all of one shape.

    Raises
    ------
    ValueError
        If the shapes do not fit together; the message names them.

    Examples
    --------
    >>> together(values=np.zeros(3), weights=np.ones(2))
    Traceback (most recent call last):
    ValueError: the shapes do not fit together: values (3,), weights (2,)
    """
    try:
        return list(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in arrays.items())
        raise ValueError(f"the shapes do not fit together: {shapes}") from None
