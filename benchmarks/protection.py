"""Disclosure control against the peer: the audit cell by cell, two integer programmes for each count and attacker.

30 questions with yes and no in 11 districts of 26, totals and a weighted share in whole percent: ratios, median of the
rounds, each taken in the same run.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table as Printed
from scipy.optimize import Bounds, LinearConstraint, milp

from granska.stages.attack import audit_jointly
from granska.stages.linked import Cell, LinearFigure, LinkedTables, Suppression, Table
from granska.stages.suppression import suppress_jointly

ROUNDS = 5
QUESTIONS, DISTRICTS, READ = 30, 11, 26
POPULATION = np.array([120, 340, 95, 410, 60, 260, 33, 510, 180, 75, 140])
SETTINGS = None  # the defaults of review.yml


def main() -> None:
    """Measure, and print a table."""
    table = Printed("what", "granska, s", "peer, s", "peer ÷ granska", "to reach", title=f"median of {ROUNDS} rounds")
    for what, holders, reach in (("a reader", False, 2.0), ("a reader and each district", True, 4.0)):
        own, other, ratio = race(holders=holders)
        what = f"30 questions suppressed and audited, against {what}; the peer audits only"
        table.add_row(what, f"{own:.2f}", f"{other:.2f}", f"{ratio:.1f}", f"≥ {reach:g}, ≤ 5 s")
    Console(width=130).print(table)


def race(*, holders: bool) -> tuple[float, float, float]:
    """Time both in turn: the medians, and the median of the ratios."""
    random = np.random.default_rng(1)
    review = [question(random, holders=holders) for _ in range(QUESTIONS)]
    chosen = [suppress_jointly(linked, SETTINGS) for linked in review]
    pairs = [
        (seconds(lambda: protect(review)), seconds(lambda: cell_by_cell(review, chosen, holders=holders)))
        for _ in range(ROUNDS)
    ]
    own, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    return own, other, statistics.median(theirs / mine for mine, theirs in pairs)


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def question(random: np.random.Generator, *, holders: bool) -> LinkedTables:
    """Draw the answers to a question."""
    yes = random.binomial(READ, np.clip(random.beta(1.2, 2.5) + random.normal(0, 0.08, DISTRICTS), 0.01, 0.99))
    counts = np.column_stack([yes, READ - yes, np.full(DISTRICTS, READ)])
    rows = [f"{number:02d}" for number in range(DISTRICTS)]
    names = tuple((f"{row} yes", f"{row} no", f"{row} all") for row in [*rows, "whole"])
    cells = {name: Cell(known=True, sensitive=False) for name in [*names[-1], *(line[-1] for line in names)]}
    for row, line in zip(rows, names, strict=False):
        cells |= dict.fromkeys(line[:-1], Cell(ceiling=READ, holder=row if holders else ""))
    whole = POPULATION.sum()
    percent = round(100 * float(POPULATION @ yes) / READ / whole)
    weights = {line[0]: float(weight) for line, weight in zip(names, POPULATION / READ, strict=False)}
    share = LinearFigure("share", weights, (percent - 0.5) / 100 * whole, (percent + 0.5) / 100 * whole)
    return LinkedTables((Table("answers", np.vstack([counts, counts.sum(axis=0)]), names),), cells, (share,))


def protect(review: list[LinkedTables]) -> None:
    """Suppress and audit."""
    for linked in review:
        chosen = suppress_jointly(linked, SETTINGS)
        assert all(attack.safe for attack in audit_jointly(linked, chosen.hidden, SETTINGS, chosen.figures))


def cell_by_cell(review: list[LinkedTables], chosen: list[Suppression], *, holders: bool) -> None:
    """Find the limits of each hidden count one by one, as the textbook has it."""
    for linked, suppression in zip(review, chosen, strict=True):
        [table] = linked.tables
        hidden = np.array([[name in suppression.hidden for name in line] for line in table.cells])[:-1, :-1]
        rows, lows, highs = programme(linked, withheld=suppression.figures)
        for own in [None, *(np.flatnonzero(hidden.any(axis=1)) if holders else [])]:
            free = hidden.copy()
            if own is not None:
                free[own] = False
            true = table.counts[:-1, :-1].ravel()
            bounds = Bounds(np.where(free.ravel(), 0, true), np.where(free.ravel(), READ, true))
            for cell in np.flatnonzero(free.ravel()):
                for turn in (1, -1):
                    aim = np.zeros(true.size)
                    aim[cell] = turn
                    milp(
                        aim,
                        integrality=np.ones(true.size),
                        bounds=bounds,
                        constraints=LinearConstraint(rows, lows, highs),
                    )


def programme(
    linked: LinkedTables, *, withheld: frozenset[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """State the lines of a question, and its figure, as rows."""
    [table] = linked.tables
    counts = table.counts
    inner = np.arange(2 * DISTRICTS).reshape(DISTRICTS, 2)
    rows = [np.isin(np.arange(inner.size), line).astype(float) for line in [*inner, *inner.T]]
    lows = [float(total) for total in [*counts[:-1, -1], *counts[-1, :-1]]]
    highs = list(lows)
    for figure in linked.figures:
        if figure.name not in withheld:
            names = [name for line in table.cells[:-1] for name in line[:-1]]
            rows.append(np.array([figure.coefficients.get(name, 0.0) for name in names]))
            lows.append(figure.low)
            highs.append(figure.high)
    return np.array(rows), np.array(lows), np.array(highs)


if __name__ == "__main__":
    main()
