"""From counts to estimates: one row a number, with the method that made it.

The whole and the groups are weighted by the size of the strata where it is known; a stratum speaks for itself.
"""

from collections.abc import Iterator

import pandas as pd

from granska.review.method import Method
from granska.stages.against_expected import register_figures
from granska.stages.areas import areas
from granska.stages.areas_over_time import marked
from granska.stages.changing import changes
from granska.stages.comparing import adjusted, compared
from granska.stages.contracts import ALL, CASES, COUNT, ESTIMATE_COLUMNS, STRATUM, answered_once, estimates_table
from granska.stages.counting import VALUE
from granska.stages.layout import design_of
from granska.stages.pairs import paired_changes
from granska.stages.readings import agreements
from granska.stages.shares import bounds, medians, shares, shares_by_stratum


def estimate(counts: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Estimate every share and comparison of a review.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The parameters, and the cases in each stratum; without those nothing is weighted.

    Returns
    -------
    DataFrame
        The contract *estimates*.
    """
    parts = [part for part in _estimates(counts, method) if not part.empty]
    every = marked(pd.concat(parts, ignore_index=True).reindex(columns=ESTIMATE_COLUMNS), method)
    table = adjusted(every, method.review.analysis.adjustment)
    return estimates_table(table)


def _estimates(counts: pd.DataFrame, method: Method) -> Iterator[pd.DataFrame]:
    once = answered_once(counts)
    review, design = method.review, design_of(once, method)
    yield from agreements(counts, review.confidence)
    yield from paired_changes(counts, method, design)
    counts = once
    is_value = counts["level"].str.startswith(VALUE)
    answers = counts[(counts["indicator"] != CASES) & (counts["level"] != COUNT) & ~is_value]
    whole = answers[answers["breakdown"] == ALL]
    last = answers["period"].max() if len(answers) else ""
    of_the_whole = list(shares(whole, design))
    yield from of_the_whole
    yield from _counted(counts)
    if review.kind == "register":
        yield from register_figures(counts, method)
    yield from changes(counts, method, design)
    now = whole[whole["period"] == last]
    if len(now):
        yield from shares_by_stratum(now, design)
        yield bounds(now, of_the_whole[0], design)
        yield from areas(now, of_the_whole[0], design, review.analysis)
    for values in _values(counts[is_value]):
        yield medians(values, design)
    for name, breakdown in review.breakdowns.items():
        part = answers[(answers["breakdown"] == name) & (answers["period"] == last)]
        yield from shares(part, design)
        if breakdown.compare and len(part):
            yield from compared(part, breakdown.compare, design, review)


def _values(values: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Go through the answered numbers of the whole, each stratum by itself, and each breakdown."""
    for breakdown, part in values.groupby("breakdown"):
        yield part
        if breakdown == ALL:
            yield part.assign(breakdown=STRATUM, group=part[STRATUM])


def _counted(counts: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give the counts of a register that stand by themselves."""
    itself = counts[(counts["level"] == COUNT) & (counts["breakdown"] == ALL)]
    total = itself.groupby(["indicator", "period"], as_index=False)["x"].sum()
    yield total.assign(
        level=COUNT,
        breakdown=ALL,
        group=ALL,
        measure="count",
        method="counted",
        estimate=total["x"].astype(float),
        n=total["x"],
    )
