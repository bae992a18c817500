"""A review beside the earlier one that it follows: how much the shares have changed.

*Other cases.* Two samples, independent of one another. Only what both have published is compared, after disclosure
control: so nothing new is told, and whoever reads both reports can work it out again. Published numbers are rounded;
the intervals are made wide enough for whatever was rounded away.

*The same cases read again.* Pairs of answers are counted into the ledger (`granska.stages.contracts.AGAIN`), and
compared by Tango's interval and the mid-p test of McNemar. They speak of the cases that were read twice, and are not
weighted.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from granska.errors import InputError
from granska.files import unguarded
from granska.review.codebook import UNDOCUMENTED
from granska.review.following import differences, same_areas
from granska.review.method import Method
from granska.review.model import SMALL_REVIEW
from granska.review.workspace import Workspace
from granska.stages.contracts import (
    AGAIN,
    ALL,
    ESTIMATE_TEXTS,
    PUBLISHED_COLUMNS,
    STRATUM,
)
from granska.stages.disclosure import Disclosed
from granska.stages.rounding import EXACT_BASE, rounded
from granska.stats.difference import difference_ci
from granska.stats.mover import contrast_ci

CHANGE = "change"
READ = ["indicator", "level", "group"]


def hidden_before(disclosed: Disclosed, method: Method, workspace: Workspace) -> Disclosed:
    """Hide the paired changes of answers that the earlier review did not show.

    Parameters
    ----------
    disclosed : Disclosed
        What may be published of this review.
    method : Method
        The method of the review.
    workspace : Workspace
        Where the earlier review's published figures lie.
    """
    table = disclosed.estimates.copy()
    paired = table["breakdown"] == AGAIN
    if not paired.any():
        return disclosed
    earlier = published(workspace, method)
    totals = earlier[(earlier["breakdown"] == ALL) & earlier["measure"].isin(["proportion", "sample_share"])]
    told = set(totals.loc[totals["n"].notna(), ["indicator", "level"]].itertuples(index=False, name=None))
    gone = paired & ~table[["indicator", "level"]].apply(tuple, axis=1).isin(told)
    silent = [name for name in table if name in SILENT]
    table.loc[gone, silent] = np.nan
    table.loc[gone, "status"] = "suppressed_complementary"
    return replace(disclosed, estimates=table)


SILENT = (
    *("estimate", "lower", "upper", "statistic", "p_value", "p_adjusted", "n", "x"),
    *("percent", "percent_lower", "percent_upper"),
)


def followed(disclosed: Disclosed, method: Method, workspace: Workspace) -> Disclosed:
    """Compare what may be published with what the earlier review has published.

    Parameters
    ----------
    disclosed : Disclosed
        What may be published of this review.
    method : Method
        The method of the review; where it follows none, the same is given back.
    workspace : Workspace
        Where the earlier review's published figures lie.

    Raises
    ------
    InputError
        The earlier review has not been run.
    """
    follows = method.review.follows
    if follows is None:
        return disclosed
    if follows.same_cases:
        return hidden_before(disclosed, method, workspace)
    found = list(_independent(disclosed.estimates, published(workspace, method), method))
    if not found:
        return disclosed
    rows = pd.concat(found, ignore_index=True).assign(
        versus=follows.review, period="", status="ok", measure=CHANGE, family="", reliability="", note=""
    )
    rows[["statistic", "p_value", "p_adjusted"]] = np.nan
    rows = rounded(rows, rows.pop("coarse").to_numpy(bool), round(1 - method.review.confidence, 12))
    columns = list(disclosed.estimates)
    table = pd.concat([disclosed.estimates, rows.reindex(columns=columns)], ignore_index=True)
    return replace(disclosed, estimates=table.sort_values(ESTIMATE_TEXTS, ignore_index=True))


def published(workspace: Workspace, method: Method) -> pd.DataFrame:
    """Read the published estimates of the earlier review, of the questions that are the same.

    Raises
    ------
    InputError
        They are not there, or cannot be read.
    """
    follows = method.review.follows
    assert follows is not None
    path = workspace.published(follows.review) / "estimates.csv"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        numbers = ["confidence", "estimate", "lower", "upper", "n", "x", *PUBLISHED_COLUMNS[1:]]
        table[numbers] = table[numbers].replace("", np.nan).astype(float)
        table["group"] = table["group"].map(unguarded)
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"data/processed/{follows.review}/published/estimates.csv is missing or cannot be read "
            f"({type(error).__name__}), and {method.review.id} is compared with it. Run: granska run {follows.review}"
        ) from None
    unlike = differences(method)
    return table[~table["indicator"].isin(unlike)]


def _shown(table: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    """Give the shares of a breakdown that are told with an interval."""
    chosen = (table["measure"] == "proportion") & (table["breakdown"] == breakdown) & (table["status"] == "ok")
    chosen &= table["lower"].notna() & (table["level"] != UNDOCUMENTED)
    return table[chosen].set_index(READ)


def _beside(ours: pd.DataFrame, theirs: pd.DataFrame, breakdown: str) -> pd.DataFrame:
    """Put the shares that both tell beside one another."""
    first, second = _shown(ours, breakdown).reset_index(), _shown(theirs, breakdown).reset_index()
    return first.merge(second, on=READ, how="inner", suffixes=("", "_before"))


def _independent(ours: pd.DataFrame, theirs: pd.DataFrame, method: Method) -> Iterator[pd.DataFrame]:
    """Compare two samples by what they have published: the whole, and each stratum where the areas are one set."""
    assert method.before is not None
    both = ours[~ours["indicator"].isin(differences(method))]
    together = _beside(both, theirs, ALL)
    if len(together) and not _too_small(ours, theirs) and not _of_files(method):
        yield _by_intervals(together)
    if not same_areas(method) or _too_small(ours, theirs):
        return
    if method.review.disclosure.rounding_base or method.before.review.disclosure.rounding_base:
        return  # the counts that are shown are not the counts
    for _, part in _beside(both, theirs, STRATUM).groupby(["indicator", "level"]):
        yield _by_counts(part, method.review.confidence)


def _too_small(*tables: pd.DataFrame) -> bool:
    """Say whether either review has too few cases for comparisons: the note of its comparisons, or its largest n."""
    sizes = (table.loc[table["breakdown"] == ALL, "n"].max() for table in tables)
    return any(not size >= SMALL_REVIEW for size in sizes)


def _of_files(method: Method) -> bool:
    """Say whether an interval speaks of the files of its period alone: it is too narrow for a comparison."""
    assert method.before is not None
    return "files" in (method.review.design.inference, method.before.review.design.inference)


def _by_intervals(together: pd.DataFrame) -> pd.DataFrame:
    """Join the two published intervals of each share (MOVER), and allow for what was rounded away."""
    step = {name: _half_step(together, suffix) for name, suffix in (("ours", ""), ("theirs", "_before"))}
    shares = {name: together[f"estimate{suffix}"].to_numpy() for name, suffix in (("ours", ""), ("theirs", "_before"))}
    lower = np.column_stack([together["lower"], together["lower_before"]])
    upper = np.column_stack([together["upper"], together["upper_before"]])
    middle = np.column_stack([shares["ours"], shares["theirs"]])
    apart = np.column_stack([step["ours"], step["theirs"]])
    estimate, low, high = contrast_ci(
        np.array([1.0, -1.0]), middle, np.minimum(lower, middle) - apart, np.maximum(upper, middle) + apart
    )
    moved = apart.sum(axis=1)
    return pd.DataFrame(
        {
            **together[["indicator", "level"]],
            "breakdown": ALL,
            "group": ALL,
            "method": "mover-published",
            "confidence": together["confidence"],
            "estimate": estimate,
            "lower": np.maximum(low - moved, -1),
            "upper": np.minimum(high + moved, 1),
            "n": together[["n", "n_before"]].min(axis=1),
            "coarse": apart.max(axis=1) > HALF_DECIMAL,
        }
    )


HALF_DECIMAL, HALF_PERCENT = 0.0005, 0.005


def _half_step(together: pd.DataFrame, suffix: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give the most that a published share can lie from the one computed."""
    numbers = together[[f"{name}{suffix}" for name in ("estimate", "lower", "upper")]].to_numpy()
    whole = np.isclose(np.round(numbers, 2), numbers, atol=1e-9).all(axis=1) | (together[f"n{suffix}"] < EXACT_BASE)
    return np.where(whole, HALF_PERCENT, HALF_DECIMAL)


def _by_counts(part: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Compare each stratum by its published counts, at a level that holds for all of them together."""
    level = 1 - (1 - confidence) / len(part)
    numbers = (part[name].to_numpy() for name in ("x", "n", "x_before", "n_before"))
    estimate, lower, upper = difference_ci(*numbers, confidence=level)
    return pd.DataFrame(
        {
            **part[["indicator", "level", "group"]],
            "breakdown": STRATUM,
            "method": "newcombe-bonferroni",
            "confidence": level,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n": part[["n", "n_before"]].min(axis=1),
            "coarse": False,
        }
    )
