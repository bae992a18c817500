"""Arguments are checked once, at the door; what is behind it can rely on them.

A message names the argument and the first bad position (counted from 0, as numpy does), never a count: counts of a
review are secret until disclosure control has seen them.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Choice = TypeVar("Choice")


def choose(argument: str, value: str, known: Mapping[str, Choice]) -> Choice:
    """Look up what a named method stands for.

    Parameters
    ----------
    argument : str
        The argument's name, for the message.
    value : str
        What the caller asked for.
    known : mapping of str to anything
        What can be asked for.

    Returns
    -------
    anything
        The entry of `known`.

    Raises
    ------
    ValueError
        If there is no such entry; the message lists those there are.

    Examples
    --------
    >>> choose("method", "wilson", {"wilson": 1, "wald": 2})
    1
    """
    if value not in known:
        raise ValueError(f"{argument}: {value!r} is not known; known: {', '.join(known)}")
    return known[value]


def counts(**arguments: npt.ArrayLike) -> list[Array]:
    """Read arguments as whole numbers of at least 0, broadcast against one another.

    Parameters
    ----------
    **arguments : array_like
        Counts by argument name.

    Returns
    -------
    list of ndarray
        In the order given, all of one shape (read-only where an argument was repeated to fill it).

    Raises
    ------
    ValueError
        If a value is no number, negative, infinite, missing or has decimals, or the shapes do not fit together.

    Examples
    --------
    >>> x, n = counts(x=[3, 0], n=26)
    >>> n
    array([26., 26.])
    """
    read = {name: numbers(name, values) for name, values in arguments.items()}
    for name, values in read.items():
        refuse(name, values < 0, "negative")
        # What numpy holds as integers is whole; looking again would cost as much as an interval.
        if values.dtype.kind == "f":
            refuse(name, ~np.isfinite(values) | (values != np.floor(values)), "not a whole number")
    try:
        return list(np.broadcast_arrays(*(values.astype(np.float64) for values in read.values())))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in read.items())
        raise ValueError(f"the shapes do not fit together: {shapes}") from None


def part_of(part_name: str, part: Array, whole_name: str, whole: Array) -> None:
    """Refuse a part that is greater than its whole.

    Parameters
    ----------
    part_name, whole_name : str
        The arguments' names, for the message.
    part, whole : ndarray
        Counts of one shape, as `counts` returns them.

    Raises
    ------
    ValueError
        If a part is greater than its whole.

    Examples
    --------
    >>> x, n = counts(x=[3, 27], n=26)
    >>> part_of("x", x, "n", n)
    Traceback (most recent call last):
    ValueError: x: greater than n at position 1
    """
    refuse(part_name, part > whole, f"greater than {whole_name}")


def cases_read(argument: str, n: Array) -> None:
    """Refuse strata whose sample says nothing of the spread inside them.

    Parameters
    ----------
    argument : str
        The argument's name, for the message.
    n : ndarray
        Cases read in each stratum, strata on the last axis.

    Raises
    ------
    ValueError
        If no case, or only one, was read in a stratum.

    Examples
    --------
    >>> cases_read("n", np.array([26.0, 1.0]))
    Traceback (most recent call last):
    ValueError: n: one case read, so the stratum has no variance; merge it with another: at position 1
    """
    refuse(argument, n == 0, "no case read in the stratum:")
    refuse(argument, n == 1, "one case read, so the stratum has no variance; merge it with another:")


def tail_area(confidence: npt.ArrayLike) -> Array:
    """Turn a confidence level into the probability left out on each side.

    Parameters
    ----------
    confidence : array_like
        Strictly between 0 and 1.

    Returns
    -------
    ndarray
        ``(1 - confidence) / 2``.

    Raises
    ------
    ValueError
        If a level is not strictly between 0 and 1.

    Examples
    --------
    >>> print(round(float(tail_area(0.95)), 6))
    0.025
    """
    level = numbers("confidence", confidence)
    refuse("confidence", ~((level > 0) & (level < 1)), "not strictly between 0 and 1")
    return (1 - level) / 2


def numbers(argument: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Read an argument as numbers of any kind.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    values : array_like
        What the caller gave.

    Returns
    -------
    ndarray
        Of the kind it came in, or of floats where it held Python objects.

    Raises
    ------
    ValueError
        If it holds something else.

    Examples
    --------
    >>> numbers("x", ["3"])
    Traceback (most recent call last):
    ValueError: x: not an array of numbers
    """
    try:
        # What a mask hides is missing: numpy would read what lies behind it.
        read = np.ma.filled(values.astype(np.float64), np.nan) if np.ma.isMaskedArray(values) else np.asarray(values)
        if read.dtype.kind in "biuf":
            return read
        # Text is refused, not converted: a column of text is a fault in what came before.
        if read.dtype.kind == "O" and not any(isinstance(value, str | bytes) for value in read.flat):
            return read.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{argument}: not an array of numbers")


def refuse(argument: str, bad: npt.NDArray[np.bool_], complaint: str) -> None:
    """Refuse an argument that is bad somewhere.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    bad : ndarray of bool
        Where it is bad.
    complaint : str
        What is wrong there.

    Raises
    ------
    ValueError
        If any position is bad; the message names the first.

    Examples
    --------
    >>> refuse("n", np.array([False, True]), "negative")
    Traceback (most recent call last):
    ValueError: n: negative at position 1
    """
    if not bad.any():
        return
    position = tuple(int(index) for index in np.argwhere(bad)[0])
    # A single number has no position to name, and on one axis it needs no brackets.
    where = f" at position {position[0] if len(position) == 1 else position}" if position else ""
    raise ValueError(f"{argument}: {complaint}{where}")
