"""What each line of a table demands of the counts that are hidden in it, whatever else is published."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from granska.stages.moves import Aim, Mask, Vector

Need = tuple[Vector, float]


def line_needs(
    lines: Vector, holders: npt.NDArray[np.str_], aims: Sequence[Aim], always: Mask
) -> Iterator[tuple[Vector, float]]:
    """Demand another hidden count beside each hidden one, and beside a small one another that is no attacker's own.

    A line of two hidden counts makes them twins: who knows the one knows the other. So what is demanded beside a small
    count is demanded beside its twin as well, in the twin's other lines; a third count of the line that joins them, if
    it is hidden, parts them.

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
    attackers: dict[int, set[str]] = {}
    for aim in aims:
        attackers.setdefault(aim.column, set()).add(aim.holder)
    members = [np.flatnonzero(line) for line in lines]
    through: dict[int, list[int]] = {}
    for number, columns in enumerate(members):
        for column in columns.tolist():
            through.setdefault(column, []).append(number)
    for columns in members:
        for column in columns.tolist():
            others = columns[columns != column]
            if not always[column] and not always[others].any():
                row = np.zeros(lines.shape[1])
                row[others], row[column] = 1, -1
                yield row, 0
            if column in attackers:
                yield from _beside(others, attackers[column], holders, always, None)
    for small, known_to in attackers.items():
        for number in through.get(small, []):
            near = members[number][members[number] != small].tolist()
            if len(near) > 2:
                continue
            for twin in near:
                parting = next((column for column in near if column != twin), None)
                if parting is not None and always[parting]:
                    continue
                for other in through[twin]:
                    if other != number:
                        others = members[other][members[other] != twin]
                        yield from _beside(others, known_to, holders, always, parting)


def _beside(
    others: npt.NDArray[np.int64],
    attackers: set[str],
    holders: npt.NDArray[np.str_],
    always: Mask,
    parting: int | None,
) -> Iterator[Need]:
    """Demand a hidden count among others that no attacker holds, unless another count is hidden that parts them."""
    here = [*map(str, holders[others])]
    whole = set(here) <= attackers and "" not in here and len(set(here)) == len(here)
    if whole and "" in attackers:
        # each attacker holds one of them, so two are enough against all
        yield from _need(others, 2, always, parting)
        return
    for attacker in sorted(attackers & {"", *here}):
        left = others[holders[others] != attacker] if attacker else others
        if len(left):
            yield from _need(left, 1, always, parting)


def _need(columns: npt.NDArray[np.int64], many: int, always: Mask, parting: int | None) -> Iterator[Need]:
    need = min(many, len(columns)) - int(always[columns].sum())
    if need > 0:
        row = np.zeros(len(always))
        row[columns[~always[columns]]] = 1
        if parting is not None:
            row[parting] += need
        yield row, need
