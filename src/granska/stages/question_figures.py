"""Figures that are sums of counts with public weights, as an attacker writes them down: shares of the city, rounded.

Where a district's cases stand for all its files, a share is ``sum(w * x) / sum(w * n)`` with weights that everybody can
work out. In whole percent, 25 says that it lies between 0.245 and 0.255: two inequalities in the counts. With three
districts two decimals would give all three counts.
"""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from granska.review.codebook import UNDOCUMENTED, Question
from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP
from granska.stages.contracts import ALL, STRATUM
from granska.stages.linked import Cell, LinearFigure, Table
from granska.stages.question_parts import OTHER, Ledger, Part, Parts
from granska.stages.question_tables import Component, Row

Weights = dict[str, float]


def share_name(row: Row) -> str:
    """Name the weighted share of a row, as suppression names it where it has to be hidden."""
    place = "" if row.breakdown == ALL else f", {row.breakdown}={row.group}"
    return f"weighted share of {row.indicator}={row.level}{place}"


def bounds_name(row: Row) -> str:
    """Name the bounds of a row: what its share could be, had all answered."""
    return f"bounds of {row.indicator}={row.level}"


def whole_percent(share: float) -> int:
    """Round a share to the nearest whole percent, halves upwards."""
    return math.floor(share * 100 + 0.5)


def add_figures(components: Iterable[Component], estimates: pd.DataFrame, ledger: Ledger, method: Method) -> None:
    """Write the weighted shares and their bounds beside the tables they are made from.

    Parameters
    ----------
    components : iterable of Component
        The tables; the figures, and the counts of groups by stratum that they are made from, are added to them.
    estimates : DataFrame
        The contract *estimates*.
    ledger : Ledger
        The counts.
    method : Method
        The method of the review; without a population nothing is weighted, and nothing is added.
    """
    if method.population is None:
        return
    weights = {name: method.population[name] / ledger.read(name) for name in ledger.strata}
    chosen = estimates[
        estimates["measure"].isin(["proportion", "bounds"])
        & (estimates["breakdown"] != STRATUM)
        & (estimates["group"] != UNKNOWN_GROUP)
        & (estimates["n"] >= method.review.disclosure.smallest_base)
        & estimates["estimate"].notna()
    ]
    for component in components:
        inside: set[tuple[str, str]] = set()
        for line in chosen[chosen["indicator"].isin(component.parts)].itertuples(index=False):
            row = Row(line.indicator, line.level, line.breakdown, line.group, line.period)
            names = component.rows[row]
            if component.cells[names.x].hidden or component.cells[names.n].hidden:
                continue
            parts = component.parts[row.indicator]
            if line.measure == "bounds":
                _add_bounds(component, row, method.codebook[row.indicator], weights, line.lower, line.upper)
            elif row.breakdown == ALL:
                of_stratum = _strata(parts.answers[row.level], weights), _strata(parts.answered, weights)
                _add_share(component.figures, share_name(row), *of_stratum, line.estimate)
            else:
                if (row.indicator, row.breakdown) not in inside:
                    inside.add((row.indicator, row.breakdown))
                    _add_inside(component, row, ledger, parts)
                x: Weights = {}
                total: Weights = {}
                for level, part in parts.answers.items():
                    counts = {part.inner(row.breakdown, row.group, name): weight for name, weight in weights.items()}
                    total |= counts
                    x = counts if level == row.level else x
                _add_share(component.group_figures, share_name(row), x, total, line.estimate)


def _strata(part: Part, weights: Weights) -> Weights:
    return {part.cell(STRATUM, name): weight for name, weight in weights.items()}


def _add_share(
    figures: list[LinearFigure],
    name: str,
    x: Weights,
    of: Weights,
    share: float,
    *,
    more_x: float = 0,
    more_of: float = 0,
) -> None:
    """Write that ``(sum(x) + more_x) / (sum(of) + more_of)`` rounds to the whole percent that is shown."""
    percent = whole_percent(share)
    for side in (-1, 1):
        border = (percent + side * 0.5) / 100
        if 0 < border < 1:
            weights = {cell: -border * weight for cell, weight in of.items()}
            for cell, weight in x.items():
                weights[cell] = weights.get(cell, 0.0) + weight
            limit = border * more_of - more_x
            low, high = (limit, np.inf) if side < 0 else (-np.inf, limit)
            figures.append(LinearFigure(name, weights, low, high))


def _add_bounds(
    component: Component, row: Row, question: Question, weights: Weights, lower: float, upper: float
) -> None:
    """Write what the share could be: all without an answer as no, and as yes."""
    parts = component.parts[question.name]
    of, x = _strata(parts.answered, weights), _strata(parts.answers[row.level], weights)
    # how many have no answer is known to all
    without = float(parts.no_answer.numbers[ALL][0] @ list(weights.values()))
    unknown: Weights = {}
    if question.undocumented == "answer":
        unknown = _strata(parts.answers[UNDOCUMENTED], weights)
    elif question.undocumented == "no":
        _add_undocumented(component, parts, question.name, list(weights))
        unknown = _strata(parts.undocumented, weights)
    _add_share(component.figures, bounds_name(row), x, of, lower, more_of=without)
    _add_share(component.figures, bounds_name(row), x | unknown, of, upper, more_x=without, more_of=without)


def _add_undocumented(component: Component, parts: Parts, name: str, strata: list[str]) -> None:
    """Write how many of those that count as no are not documented: it is known of the whole alone."""
    silent, no = parts.undocumented, parts.answers[OTHER]
    said = no.minus(silent, f"{name}: documented")
    places = [*((STRATUM, stratum) for stratum in strata), (ALL, ALL)]
    names = tuple(tuple(part.cell(*place) for part in (said, silent, no)) for place in places)
    counts = np.array([[*part.numbers[ALL][0], part.total] for part in (said, silent, no)]).T
    component.tables.append(Table(f"{name}, {UNDOCUMENTED} by {STRATUM}", counts, names))
    for line, (_, stratum) in zip(names[:-1], places, strict=False):
        for cell in line[:-1]:
            component.cells.setdefault(cell, Cell(sensitive=False, hidden=True, holder=stratum))
    component.cells.setdefault(names[-1][0], Cell(sensitive=False))
    component.cells.setdefault(names[-1][1], Cell(sensitive=False, known=True))


def _add_inside(component: Component, row: Row, ledger: Ledger, parts: Parts) -> None:
    """Write the counts of groups by stratum: never shown, but what the shares of groups are made from."""
    groups, strata = ledger.groups[row.breakdown], ledger.strata
    for part in parts.answers.values():
        inner = part.numbers[row.breakdown]
        counts = np.block([[inner, inner.sum(axis=1, keepdims=True)], [inner.sum(axis=0), inner.sum()]])
        names = [
            [*(part.inner(row.breakdown, group, stratum) for stratum in strata), part.cell(row.breakdown, group)]
            for group in groups
        ]
        names.append([*(part.cell(STRATUM, stratum) for stratum in strata), part.cell()])
        component.inner_tables.append(
            Table(f"{row.indicator} by {row.breakdown} and {STRATUM}", counts, tuple(map(tuple, names)))
        )
        for line in names[:-1]:
            for name, stratum in zip(line[:-1], strata, strict=True):
                component.cells[name] = Cell(sensitive=False, hidden=True, holder=stratum)
