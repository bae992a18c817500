"""Counts of groups and strata rounded to a multiple of 3, 5 or 10: a further protection, off unless it is asked for.

What is hidden is chosen and attacked as if the others were shown as they are, which is more than a reader sees. What is
known to everybody, such as a sample size, and the whole are not rounded.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from granska.review.protection import Disclosure
from granska.stages.contracts import ALL
from granska.stages.protecting import Share
from granska.stages.question_tables import Component, Row
from granska.stats.proportion import proportion_ci


def nearest(count: int, base: int) -> int:
    """Round a count to a multiple of the base, halves upwards.

    Examples
    --------
    >>> nearest(13, 5), nearest(15, 10)
    (15, 20)
    """
    return (2 * count + base) // (2 * base) * base


def span(count: int, base: int) -> tuple[int, int]:
    """Give the least and the greatest count that is rounded as this one is.

    Examples
    --------
    >>> span(13, 5), span(1, 5), span(15, 10)
    ((13, 17), (0, 2), (15, 24))
    """
    middle = nearest(count, base)
    return max(0, middle - base // 2), middle + (base - 1) // 2


def blur(component: Component, settings: Disclosure) -> None:
    """Say which counts of groups and strata are shown rounded, and what a reader knows of them then.

    Parameters
    ----------
    component : Component
        Its spans are written.
    settings : Disclosure
        What counts are rounded to a multiple of.
    """
    for row, names in component.rows.items():
        if settings.rounding_base and row.breakdown != ALL:
            for name in {names.x, names.n}:
                if not component.cells[name].known:
                    component.spans[name] = span(component.counts[name], settings.rounding_base)


def round_counts(table: pd.DataFrame, shares: Iterable[Share], base: int) -> pd.DataFrame:
    """Round the counts of groups and strata, and make what is made of them alone from the rounded ones.

    A weighted share is made from other counts than those of its row, and stays.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract *estimates*, with `status`.
    shares : iterable of Share
        What is known of the counts.
    base : int
        What counts are rounded to a multiple of.
    """
    table = table.copy()
    places = {share.row: share for share in shares if share.row.breakdown != ALL}
    for line in table[(table["measure"] == "proportion") & (table["breakdown"] != ALL)].itertuples():
        share = places[Row(line.indicator, line.level, line.breakdown, line.group, line.period)]
        if share.hidden:
            continue
        (x, n), names = share.counts, share.component.rows[share.row]
        n = nearest(n, base) if names.n in share.component.spans else n
        x = min(nearest(x, base), n) if names.x in share.component.spans else x
        changed: dict[str, float] = {"n": n, "x": x}
        if line.status == "ok" and line.method == "wilson":
            lower, upper = proportion_ci(x, n, confidence=line.confidence)
            changed |= {"estimate": x / n if n else np.nan, "lower": float(lower), "upper": float(upper)}
        table.loc[line.Index, [*changed]] = [*changed.values()]
    return table
