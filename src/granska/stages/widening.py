"""The interval of the whole where strata are hidden: made from what is public, never narrower than the computed one."""

import numpy as np
import pandas as pd

from granska.stages.contracts import ALL, STRATUM
from granska.stages.layout import Design
from granska.stages.protecting import Protection, Share
from granska.stages.question_figures import whole_percent
from granska.stages.question_tables import Row
from granska.stages.shares import reliability
from granska.stats.widest import widest_limits

WIDEST = "stratified-wilson-widest"


def widen(table: pd.DataFrame, protection: Protection, design: Design) -> pd.DataFrame:
    """Replace intervals that are made from hidden counts of strata.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract *estimates*, with `status`.
    protection : Protection
        What is hidden.
    design : Design
        What the figures rest on; where nothing is weighted, an interval is made from totals, and stays.
    """
    if design.population is None:
        return table
    table = table.copy()
    shares = {share.row: share for share in protection.shares()}
    whole = table[(table["measure"] == "proportion") & (table["breakdown"] == ALL) & (table["status"] == "ok")]
    for line in whole.itertuples():
        strata = [shares[Row(line.indicator, line.level, STRATUM, name, line.period)] for name in design.strata]
        if not any(share.hidden or share.component.spans for share in strata):
            continue
        percent = whole_percent(line.estimate)
        lower, upper = widest_limits(
            design.population,
            design.read,
            *_known(strata, design),
            (int(line.n), int(line.x)),
            ((percent - 0.5) / 100, (percent + 0.5) / 100),
            fpc=design.files,
            confidence=design.confidence,
        )
        changed = {"method": WIDEST, "lower": lower, "upper": upper}
        changed["reliability"] = str(reliability(np.array(lower), np.array(upper)))
        table.loc[line.Index, [*changed]] = [*changed.values()]
    return table


def _known(strata: list[Share], design: Design) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]]:
    """Give the least and the most cases of each stratum, and of those with the answer, that a reader can think of."""
    least_cases, most_cases, least_yes, most_yes = [], [], [], []
    for share, read in zip(strata, design.read, strict=True):
        (least_x, most_x), (least_n, most_n) = share.spans
        least_cases.append(0 if share.size_hidden else least_n)
        most_cases.append(int(read) if share.size_hidden else min(int(read), most_n))
        least_yes.append(0 if share.hidden else least_x)
        most_yes.append(most_cases[-1] if share.hidden else min(most_x, most_cases[-1]))
    return (least_cases, most_cases), (least_yes, most_yes)
