"""Small linked tables, and what can be said of them by going through every table that is possible."""

from collections.abc import Iterable, Mapping

import numpy as np

from granska.stages.linked import Cell, LinearFigure, LinkedTables, Table

Limits = dict[str, tuple[int, int]]


def answers(
    yes: Iterable[int], size: int, weights: Iterable[float] = (), digits: int = 0, *, held: bool = True
) -> LinkedTables:
    """Make a question with yes and no by district, all totals known, and its weighted share in percent."""
    yes = np.array(list(yes))
    counts = np.column_stack([yes, size - yes, np.full(len(yes), size)])
    table = Table(
        "answers",
        np.vstack([counts, counts.sum(axis=0)]),
        tuple((f"{row} yes", f"{row} no", f"{row} all") for row in [*"abcdefghijklmnop"[: len(yes)], "whole"]),
    )
    cells = {name: Cell(known=True, sensitive=False) for name in [*table.cells[-1], *(row[-1] for row in table.cells)]}
    for row in table.cells[:-1]:
        cells |= dict.fromkeys(row[:-1], Cell(ceiling=size, holder=row[0][0] if held else ""))
    weighted = {f"{letter} yes": float(w) for letter, w in zip("abcdefghijklmnop", weights, strict=False)}
    return LinkedTables((table,), cells, share(weighted, values((table,)), size, digits) if weighted else ())


def share(weights: Mapping[str, float], counts: Mapping[str, int], size: int, digits: int) -> tuple[LinearFigure, ...]:
    """Publish a weighted share, rounded to so many digits of a percent."""
    whole = sum(weights.values()) * size
    percent = 100 * sum(weight * counts[name] for name, weight in weights.items()) / whole
    half = 0.5 * 10**-digits
    return (
        LinearFigure(
            "share",
            weights,
            (round(percent, digits) - half) / 100 * whole,
            (round(percent, digits) + half) / 100 * whole,
        ),
    )


def girls_and_districts(counts: np.ndarray) -> LinkedTables:
    """Make the tables of a question from counts of shape (genders, districts, 2), with those of gender by district.

    These inner tables are never shown; what they add up to by gender, and by district, is.
    """
    genders, districts = ["girls", "boys", "others"][: len(counts)], "abcdefgh"[: counts.shape[1]]
    levels = ["yes", "no", "asked"]
    full = np.concatenate([counts, counts.sum(axis=2, keepdims=True)], axis=2)
    full = np.concatenate([full, full.sum(axis=1, keepdims=True)], axis=1)
    full = np.concatenate([full, full.sum(axis=0, keepdims=True)], axis=0)
    cells: dict[str, Cell] = {}

    def line(gender: int, district: int) -> tuple[str, ...]:
        place = f"{[*genders, 'all'][gender]} {[*districts, 'all'][district]}"
        inner = gender < len(genders) and district < len(districts)
        whole = gender == len(genders) and district == len(districts)
        for level in levels:
            known = whole or (level == "asked" and not inner)
            holder = districts[district] if district < len(districts) else ""
            cells[f"{place} {level}"] = Cell(
                sensitive=not inner and not known,
                known=known,
                hidden=inner,
                holder=holder,
                ceiling=int(full[gender, district, 2]) if known and not inner else None,
            )
        return tuple(f"{place} {level}" for level in levels)

    every_gender, every_district = range(len(genders) + 1), range(len(districts) + 1)
    tables = [
        Table(f"genders of {[*districts, 'all'][d]}", full[:, d], tuple(line(g, d) for g in every_gender))
        for d in every_district
    ]
    tables += [
        Table(f"districts of {[*genders, 'all'][g]}", full[g], tuple(line(g, d) for d in every_district))
        for g in every_gender
    ]
    return LinkedTables(tuple(tables), cells)


def values(tables: Iterable[Table]) -> dict[str, int]:
    """Name every count."""
    found: dict[str, int] = {}
    for table in tables:
        for names, counts in zip(table.cells, table.counts.tolist(), strict=True):
            found |= zip(names, counts, strict=True)
    return found


def every_table(
    linked: LinkedTables, hidden: Iterable[str], own: Iterable[str], withheld: Iterable[str] = ()
) -> Limits:
    """Give the limits of each hidden count to one who knows its own, by going through all tables.

    Every hidden count is tried from 0 to the largest number in the tables, or to its ceiling.
    """
    counts = values(linked.tables)
    cells = {name: linked.cells.get(name, Cell()) for name in counts}
    hidden = {name for name in counts if (name in set(hidden) or cells[name].hidden) and not cells[name].known}
    unknown = sorted(hidden - set(own))
    highest = max(counts.values())
    equations = [line for table in linked.tables for line in [*table.cells, *zip(*table.cells, strict=True)]]
    tried = np.zeros((1, 0), int)
    for number, name in enumerate(unknown):
        ceiling = cells[name].ceiling
        ends = np.arange((highest if ceiling is None else ceiling) + 1)
        tried = np.column_stack([np.repeat(tried, len(ends), axis=0), np.tile(ends, len(tried))])
        column = {one: at for at, one in enumerate(unknown[: number + 1])}
        for line in equations:
            if name in line and not any(one in unknown[number + 1 :] for one in line):
                terms = [tried[:, column[one]] if one in column else counts[one] for one in line]
                tried = tried[sum(terms[:-1]) == terms[-1]]
    for figure in linked.figures:
        if figure.name not in withheld:
            total = sum(
                w * (tried[:, unknown.index(n)] if n in unknown else counts[n]) for n, w in figure.coefficients.items()
            )
            fits = (total >= figure.low - 1e-9) & (total <= figure.high + 1e-9)
            tried = tried[np.broadcast_to(fits, len(tried))]
    return {name: (int(tried[:, at].min()), int(tried[:, at].max())) for at, name in enumerate(unknown)}
