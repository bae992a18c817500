"""Reading `params/<review>/areas.csv`: every fault at once, with its row. What a row says: see `crosswalk`."""

import datetime
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from granska.errors import InputError, ProblemsError, nearest
from granska.review.crosswalk import CannotBeTakenApartError, Change, Crosswalk, day_of, said
from granska.review.spreadsheet import SURPLUS, read_sheet

FILE = "areas.csv"
HEADS = ("area", "became", "from", "weight")
TINY = 1e-6  # weights are written with a few decimals, and computed with as many as a float has


def load_crosswalk(path: Path, area_set: int | datetime.date, names: Iterable[str]) -> Crosswalk:
    """Read which area became which.

    Parameters
    ----------
    path : Path
        An `areas.csv`.
    area_set : int or date
        The year or the day whose areas are shown.
    names : iterable of str
        The areas as the parameters list them.

    Returns
    -------
    Crosswalk

    Raises
    ------
    ProblemsError
        Everything that is wrong with the file, one line each.
    """
    where = f"params/{path.parent.name}/{path.name}"
    sheet = read_sheet(path, where, ", but design.strata.area_set in review.yml needs it.")
    wrong = [f"column '{head}' is missing.{nearest(head, sheet.heads)}" for head in HEADS if head not in sheet.heads]
    wrong += [f"unknown column '{head}'.{nearest(head, HEADS)}" for head in sheet.heads if head not in HEADS]
    wrong += [f"column '{head}' stands twice." for head in HEADS if sheet.heads.count(head) > 1]
    if wrong:
        raise ProblemsError(where, wrong)
    problems: list[str] = []
    changes: list[Change] = []
    unweighted: set[int] = set()
    for number, row in sheet.rows:
        faults = list(_faults(row))
        problems += [f"row {number}: {fault}" for fault in faults]
        if not faults:
            if not row["weight"]:
                unweighted.add(number)
            weight = float(row["weight"].replace(",", ".") or 1)
            changes.append(Change(row["area"], row["became"], _day(row["from"]) or datetime.date.min, weight, number))
    if not sheet.rows:
        problems.append("a head but no changes. Add one row for each, or delete the file and design.strata.area_set.")
    problems += [*_twice(changes), *_ended_before(changes), *_weights(changes, unweighted), *_circles(changes)]
    if problems:
        raise ProblemsError(where, problems)
    crosswalk = Crosswalk(tuple(sorted(changes, key=_order)), day_of(area_set), tuple(names))
    problems = [*_unknown(crosswalk)]
    if problems:
        raise ProblemsError(where, problems)
    return crosswalk


def _order(change: Change) -> tuple[datetime.date, str, str]:
    return change.start, change.area, change.became


def _day(text: str) -> datetime.date | None:
    """Read a year as its first day, or a date."""
    if re.fullmatch(r"[12]\d{3}", text):
        return datetime.date(int(text), 1, 1)
    try:
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _faults(row: dict[str, str]) -> Iterator[str]:
    """Find what is wrong with one row."""
    for head in ("area", "became"):
        if not row[head]:
            yield f"{head} is empty."
        elif row[head] == "all":
            yield f"{head}: 'all' is what the program calls the whole; name the area otherwise."
    if not row["from"]:
        yield "from is empty: say from which year, or which date, the new area counts."
    elif _day(row["from"]) is None:
        yield f"from '{row['from']}' is neither a year nor a date. Write it as 2007 or 2007-07-01."
    weight = row["weight"].replace(",", ".")
    if weight and (not re.fullmatch(r"\d*\.?\d+", weight) or not 0 < float(weight) <= 1):
        yield f"weight '{row['weight']}' is no part of the area: write a number above 0 and at most 1."
    if row[SURPLUS]:
        yield "more cells than heads. Put texts that hold the delimiter in quotes."


def _twice(changes: list[Change]) -> Iterator[str]:
    """Find changes that stand twice."""
    seen: dict[tuple[str, str, datetime.date], int] = {}
    for change in changes:
        first = seen.setdefault((change.area, change.became, change.start), change.row)
        if first != change.row:
            yield (
                f"row {change.row}: the area '{change.area}' becomes '{change.became}' in row {first} already. "
                "Delete one of them."
            )


def _ended_before(changes: list[Change]) -> Iterator[str]:
    """Find areas that change when they are there no more."""
    reborn = defaultdict(set)
    for change in changes:
        reborn[change.became].add(change.start)
    first: dict[str, Change] = {}
    for change in sorted(changes, key=_order):
        before = first.get(change.area)
        again = before and change.start > before.start
        if before and again and not any(before.start <= day < change.start for day in reborn[change.area]):
            yield (
                f"row {change.row}: the area '{change.area}' stands twice: it became '{before.became}' from "
                f"{said(before.start)} (row {before.row}), and cannot change again from {said(change.start)}. "
                f"Let '{before.became}' change, or mend the date."
            )
        if before is None or change.start > before.start:
            first[change.area] = change


def _weights(changes: list[Change], unweighted: set[int]) -> Iterator[str]:
    """Find splits without weights, and weights that do not add up to the area."""
    groups: dict[tuple[str, datetime.date], list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.area, change.start].append(change)
    for (area, start), parts in groups.items():
        targets = {change.became for change in parts}
        missing = [change.row for change in parts if change.row in unweighted]
        rows = f"row{'s' if len(parts) > 1 else ''} {', '.join(str(change.row) for change in parts)}"
        total = math.fsum(change.weight for change in parts)
        if len(targets) > 1 and missing:
            yield (
                f"{rows}: '{area}' was split from {said(start)}, and a split needs the weight of each part: how much "
                "of the area went there. Nothing is guessed."
            )
        elif len(targets) == len(parts) and abs(total - 1) > TINY:
            yield f"{rows}: the weights of '{area}' from {said(start)} add up to {total:.6g}, not to 1."


def _circles(changes: list[Change]) -> Iterator[str]:
    """Find areas that come back to themselves."""
    leads: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        if change.area != change.became:
            leads[change.area].add(change.became)
    done: set[str] = set()

    def walk(area: str, path: list[str]) -> Iterator[str]:
        if area in path:
            circle = [*path[path.index(area) :], area]
            yield f"the areas go in a circle: {' → '.join(circle)}. Name an area that came back otherwise."
            return
        if area in done:
            return
        for place in sorted(leads.get(area, ())):
            yield from walk(place, [*path, area])
        done.add(area)

    for area in sorted(leads):
        yield from walk(area, [])


def _unknown(crosswalk: Crosswalk) -> Iterator[str]:
    """Find changes that lead to, or start from, an area that the parameters do not list."""
    try:
        listed = crosswalk.shown
    except CannotBeTakenApartError:
        listed = ()
    for name in crosswalk.names:
        try:
            crosswalk.places(name, crosswalk.area_set)
        except CannotBeTakenApartError as error:
            yield (
                f"the area '{name}', which review.yml or the population table lists, {error}, after area_set. "
                "List the areas of area_set, or choose a later one."
            )
            return
    befores = {change.became for change in crosswalk.changes}
    for change in crosswalk.changes:
        if change.start > crosswalk.area_set:
            if change.area not in (*listed, *befores):
                yield f"row {change.row}: no list of areas has '{change.area}'.{nearest(change.area, listed)}"
            continue
        for place, _ in crosswalk.places(change.became, change.start):
            if place not in listed:
                yield (
                    f"row {change.row}: '{change.area}' leads to '{place}', which is no area of the list in review.yml "
                    f"or the population table.{nearest(place, listed)}"
                )


def crosswalk_of(
    folder: Path, area_set: int | datetime.date | None, names: Iterable[str], *, drawn_within: bool
) -> Crosswalk | None:
    """Read the changes of a review's areas, where it has any.

    Parameters
    ----------
    folder : Path
        `params/<review>/`.
    area_set : int, date or None
        As `design.strata.area_set` says.
    names : iterable of str
        The areas that `design.strata.names`, or the population table, lists.
    drawn_within : bool
        Whether a sample was drawn within these areas.

    Raises
    ------
    InputError
        The file is there and `area_set` is not, or no list of areas, or the other way round; or the file is at fault.
    """
    names, path = tuple(names), folder / FILE
    where = f"params/{folder.name}"
    if area_set is None:
        if path.exists():
            raise InputError(
                f"{where}/review.yml: design.strata.area_set is missing: say the areas of which year are shown, since "
                f"{FILE} says how they changed."
            )
        return None
    if not names:
        raise InputError(
            f"{where}/review.yml: design.strata.area_set needs a list of the areas: design.strata.names, or a "
            "population table."
        )
    crosswalk = load_crosswalk(path, area_set, names)
    merged = [name for name in names if name not in crosswalk.shown]
    if drawn_within and merged:
        raise InputError(
            f"{where}: the sample was drawn within '{merged[0]}', which is shown as a part of another area. Parts that "
            "were drawn apart have weights of their own, and their plain sum would be wrong: let "
            "design.strata.area_set be the year of the sample."
        )
    return crosswalk
