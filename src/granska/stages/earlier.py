"""What released versions of a report have shown and hidden: the one is known for good, the other stays hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from granska.errors import InputError
from granska.files import unguarded
from granska.review.model import Review
from granska.review.workspace import Workspace
from granska.stages.contracts import SUPPRESSED
from granska.stages.question_tables import Component, Row

KEYS = ["indicator", "level", "breakdown", "group", "period"]


@dataclass(frozen=True)
class Earlier:
    """What all released versions of a review told.

    Parameters
    ----------
    shown : dict of Row to set of (int, int)
        The numerators and denominators that versions showed.
    hidden : frozenset of Row
        The rows that a version hid.
    """

    shown: Mapping[Row, frozenset[tuple[int, int]]] = field(default_factory=dict)
    hidden: frozenset[Row] = frozenset()


def earlier_versions(workspace: Workspace, review: Review) -> Earlier:
    """Read what the versions of a review told that were released before the one that is made.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.

    Raises
    ------
    InputError
        A released table cannot be read.
    """
    shown: dict[Row, set[tuple[int, int]]] = {}
    hidden: set[Row] = set()
    for path in workspace.released_before(review.id, review.release.version if review.release else None):
        rows = list(_rows(path))
        for row, told in rows:
            if told is not None:
                shown.setdefault(row, set()).add(told)
        # where the weighted share alone is hidden, the counts stand beside the share of the sample
        hidden |= {row for row, _ in rows} - {row for row, told in rows if told is not None}
    return Earlier({row: frozenset(told) for row, told in shown.items()}, frozenset(hidden))


def _rows(path: Path) -> Iterable[tuple[Row, tuple[int, int] | None]]:
    """Go through the shares of a released table: what it showed, or nothing where it was hidden."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        table = table[table["measure"].isin(["proportion", "sample_share", "count"])]
        for line in table.itertuples(index=False):
            row = Row(*(unguarded(getattr(line, key)) for key in KEYS))
            if line.x and line.n:
                yield row, (round(float(line.x)), round(float(line.n)))
            elif line.status in SUPPRESSED:
                yield row, None
    except (AttributeError, KeyError, ValueError) as error:
        raise InputError(
            f"{path}: the table of a released version cannot be read ({error}). Bring the release back as it was: what "
            "it showed has to be known, or a new version could give away what it hid."
        ) from None


def heed(component: Component, earlier: Earlier) -> None:
    """Mark the counts of a component that an earlier version showed, or hid.

    Where a version showed the very count there is now, everybody knows it. A count that it hid stays hidden, even where
    it would not have to be.

    Parameters
    ----------
    component : Component
        Its cells are changed.
    earlier : Earlier
        What the released versions told.
    """
    counts = component.counts
    for row, names in component.rows.items():
        if (counts[names.x], counts[names.n]) in earlier.shown.get(row, ()):
            for name in (names.x, names.n):
                component.cells[name] = replace(component.cells[name], known=True, hidden=False)
        elif row in earlier.hidden and not (component.cells[names.x].known or component.cells[names.x].hidden):
            component.hidden_before.add(names.x)
            component.cells[names.x] = replace(component.cells[names.x], hidden=True)
