"""What each line of a table demands of the counts that are hidden in it, whatever else is published."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from granska.stages.moves import Aim, Mask, Vector


def line_needs(
    lines: Vector, holders: npt.NDArray[np.str_], aims: Sequence[Aim], always: Mask
) -> Iterator[tuple[Vector, float]]:
    """Demand another hidden count beside each hidden one, and for a small one another that is no attacker's own.

    Parameters
    ----------
    lines : array, shape (lines, columns)
        1 for a part, -1 for a total.
    holders : array of str, shape (columns,)
        Who holds each count.
    aims : sequence of Aim
        The small counts and their attackers.
    always : boolean array, shape (columns,)
        What is hidden in any case.

    Yields
    ------
    tuple of array and float
        Factors of the counts, and what they have to add up to at the least.
    """
    aims_at: dict[int, list[Aim]] = {}
    for aim in aims:
        aims_at.setdefault(aim.column, []).append(aim)
    for line in lines != 0:
        columns = np.flatnonzero(line)
        here = {"", *holders[columns].tolist()}  # to any other holder the line says what it says to a reader
        for column in columns.tolist():
            others = line.copy()
            others[column] = False
            if not always[column] and not (others & always).any():
                yield others.astype(float) - (np.arange(len(line)) == column), 0
            for aim in aims_at.get(column, []):
                if aim.holder not in here:
                    continue
                left = others & (holders != aim.holder) if aim.holder else others
                if left.any() and not (left & always).any():
                    yield left.astype(float), 1
