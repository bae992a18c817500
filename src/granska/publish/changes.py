"""What differs between two versions of a report: the numbers of `estimates.csv`, row by row."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from granska.files import unguarded
from granska.review.released import Change

#: What a row is about; a method may be exchanged for another, and the row is still about that.
KEY = ("indicator", "level", "breakdown", "group", "versus", "period", "measure")
#: What a reader is told of it.
NUMBERS = (
    *("status", "estimate", "lower", "upper", "statistic", "p_value", "p_adjusted"),
    *("n", "x", "population"),
)
_Row = dict[str, str]


def changes(before: Path, after: Path) -> Iterator[Change]:
    """Go through the rows whose numbers differ.

    Parameters
    ----------
    before, after : Path
        Two `estimates.csv`. A column that only one of them has is not compared.

    Yields
    ------
    Change
        In the order of the later file; rows that it lacks come last.
    """
    earlier, old_columns = _rows(before)
    later, new_columns = _rows(after)
    numbers = [name for name in NUMBERS if name in old_columns and name in new_columns]
    for key in dict.fromkeys((*later, *earlier)):
        for old, new in _pairs(earlier.get(key, []), later.get(key, [])):
            then, now = ({name: row[name] for name in numbers if row[name]} if row else None for row in (old, new))
            if then != now:
                yield Change(**dict(zip(KEY, key, strict=True)), before=then, after=now)


def _rows(path: Path) -> tuple[dict[tuple[str, ...], list[_Row]], set[str]]:
    found: dict[tuple[str, ...], list[_Row]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            found[tuple(unguarded(row.get(name, "")) for name in KEY)].append(row)
        return found, set(reader.fieldnames or ())


def _pairs(old: list[_Row], new: list[_Row]) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Match the rows of one key: the one with the other, or by method where there are several."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    former = {row.get("method", ""): row for row in old}
    for row in new:
        yield former.pop(row.get("method", ""), None), row
    for row in former.values():
        yield row, None
