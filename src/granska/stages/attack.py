"""What an attacker can work out of the counts that are hidden, from everything that is published.

This is the check on `suppression`, and shares nothing with it but the description of the tables. An attacker knows
every published count, that each line of a table adds up, that counts are whole numbers that are not negative, the
ceilings, and the published figures within their rounding. All tables that agree with this are possible. The answer for
a hidden count is its smallest and its largest value over them: two integer programmes for each count and attacker. Cox
(1995) calls the audit of a suppression pattern by such bounds necessary, since counting the hidden cells of each line
is not enough.

- L. H. Cox (1995). Network models for complementary cell suppression. Journal of the American Statistical
  Association 90, 1453–1462.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from granska.stages.linked import Cell, Counts, LinkedTables, Table
from granska.stages.possible import PossibleTables

READER = "reader"
"""The attacker who knows what is published, and nothing more."""

UNSAID = Cell()


@dataclass(frozen=True)
class Attack:
    """What one attacker learns of one hidden count.

    Parameters
    ----------
    attacker : str
        `READER`, or the holder who knows the counts of its own row.
    table, cell : str
        The first table that has the count, and the count's name.
    low, high : float
        The smallest and the largest value that the count can have; whole numbers, or infinite.
    safe : bool
        Whether that is little enough; true for what needs no protection.
    accepted : bool
        Whether its being worked out is accepted, so that it needs no protection.
    """

    attacker: str
    table: str
    cell: str
    low: float
    high: float
    safe: bool
    accepted: bool = False


def audit(
    table: Counts, hidden: Collection[tuple[int, int]], settings: object
) -> dict[tuple[int, int], tuple[float, float]]:
    """Find the smallest and the largest value that a reader can derive for each hidden cell of one table.

    Parameters
    ----------
    table : integer array, shape (rows + 1, columns + 1)
        Counts with their margins in the last row and the last column.
    hidden : collection of (row, column)
        The cells that are not shown.
    settings : object
        As of `audit_jointly`; what can be derived does not depend on them.

    Returns
    -------
    dict of (row, column) to (low, high)
        Whole numbers; high is infinite where nothing limits it.

    Raises
    ------
    AssertionError
        The table does not add up.

    Examples
    --------
    >>> four = {(0, 0), (0, 1), (1, 0), (1, 1)}
    >>> audit(np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), four, None)[0, 0]
    (0, 8)
    """
    counts = np.asarray(table)
    names = tuple(tuple(f"{row:06d},{column:06d}" for column in range(counts.shape[1])) for row in range(len(counts)))
    linked = LinkedTables((Table("the table", counts, names),))
    at = {names[row][column]: (row, column) for row, column in hidden}
    found = audit_jointly(linked, frozenset(at), settings)
    return {at[attack.cell]: (attack.low, attack.high) for attack in found}


def audit_jointly(
    linked: LinkedTables,
    hidden: frozenset[str],
    settings: object,
    withheld_figures: frozenset[str] = frozenset(),
    *,
    whole: bool = True,
) -> list[Attack]:
    """Find what the reader and each holder can derive for each hidden count of linked tables.

    Parameters
    ----------
    linked : LinkedTables
        The tables. The value of a hidden count is used for nothing but to judge the answer, and as what its own
        holder knows.
    hidden : frozenset of str
        The counts that are not shown, beside those that are `hidden` in `linked.cells`; a count that everybody knows
        is not hidden by being named here.
    settings : object
        Has `threshold`, `rule`, `zeros_sensitive` and `accept_pairs`, as `granska.review.protection.Disclosure` has;
        what is missing has the value it has there by default.
    withheld_figures : frozenset of str
        Figures that are not shown.
    whole : bool
        Whether all unknown counts are taken as whole numbers. Where hundreds of them are, as of groups by stratum, that
        takes hours; without it only the count that is attacked is whole, and an attacker may know a little more. Only
        counts that need protection are then attacked, and of one that is safe the limits may be told narrower than they
        are.

    Returns
    -------
    list of Attack
        By attacker, the reader first, then by name of the count. Counts that are never shown and not sensitive
        (gender by stratum) are unknown to the attacker too, but nothing is said about them.

    Raises
    ------
    AssertionError
        An answer leaves out the true value, or what is published contradicts itself: the programme is wrong, or what
        it was given.

    Examples
    --------
    >>> names = (("a yes", "a no", "a"), ("b yes", "b no", "b"), ("yes", "no", "all"))
    >>> table = Table("answers", np.array([[3, 9, 12], [5, 7, 12], [8, 16, 24]]), names)
    >>> [attack] = audit_jointly(LinkedTables((table,)), frozenset(["a yes"]), None)
    >>> attack.low, attack.high, attack.safe
    (3, 3, False)
    """
    values = _values(linked.tables)
    unknown = {
        name for name in values if (name in hidden or _cell(linked, name).hidden) and not _cell(linked, name).known
    }
    asked = sorted(name for name in unknown if name in hidden or _cell(linked, name).sensitive)
    if not whole:
        asked = [name for name in asked if _needs(values[name], _cell(linked, name), settings)]
    first_table = {name: table.name for table in reversed(linked.tables) for line in table.cells for name in line}
    possible = PossibleTables(linked, {name: values[name] for name in values if name not in unknown}, withheld_figures)
    cells = {name: _cell(linked, name) for name in unknown}
    own_of: dict[str, dict[str, int]] = {}
    for name in unknown:
        own_of.setdefault(cells[name].holder, {})[name] = values[name]
    found = []
    for attacker in [READER, *sorted(own_of.keys() - {""})]:
        own = own_of.get(attacker, {})
        others = [name for name in asked if name not in own]
        if whole:
            limits = possible.limits(own, others)
        else:
            protected = {name: partial(_enough, cells[name], settings, attacker) for name in others}
            limits = possible.limits_in_fractions(own, protected)
        for name, (low, high) in limits.items():
            cell = cells[name]
            enough = _enough(cell, settings, attacker, low, high)
            if (whole or not enough) and not low <= values[name] <= high:
                raise AssertionError(f"the attack on '{name}' in '{first_table[name]}' leaves out what is true")
            needs = _needs(values[name], cell, settings)
            found.append(Attack(attacker, first_table[name], name, low, high, enough or not needs, cell.accepted))
    return found


def _values(tables: Iterable[Table]) -> dict[str, int]:
    """Give each count by its name."""
    values: dict[str, int] = {}
    for table in tables:
        for names, counts in zip(table.cells, table.counts.tolist(), strict=True):
            for name, count in zip(names, counts, strict=True):
                if values.setdefault(name, count) != count:
                    raise AssertionError(f"'{name}' in '{table.name}' is another count than in a table before it")
    return values


def _cell(linked: LinkedTables, name: str) -> Cell:
    return linked.cells.get(name, UNSAID)


def _needs(value: int, cell: Cell, settings: object) -> bool:
    """Say whether a count has to be protected: a small one that is somebody's."""
    smallest = 0 if getattr(settings, "zeros_sensitive", False) else 1
    return cell.sensitive and not cell.accepted and smallest <= value < getattr(settings, "threshold", 5)


def _enough(cell: Cell, settings: object, attacker: str, low: float, high: float) -> bool:
    """Say whether a small count is protected when it is only known to lie between these."""
    if attacker != READER:
        return low < high or getattr(settings, "accept_pairs", False)
    if getattr(settings, "rule", "upper_bound") == "not_exact":
        return low < high
    threshold = getattr(settings, "threshold", 5)
    return low < high and high >= (threshold if cell.ceiling is None else min(threshold, cell.ceiling))
