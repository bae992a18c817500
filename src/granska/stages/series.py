"""A series: the published figures of its reviews beside one another, and the differences between those that match.

Nothing is counted here. What is read is `published/` of each review, after its disclosure control, and of that only
rows about the whole whose status is ok. Whoever has the reviews' CSV files can make every number of a series from them:
it tells nothing that they do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from granska.errors import InputError
from granska.files import json_text, sha256, write_whole
from granska.review.likeness import Side, unlike
from granska.review.series import SeriesMethod
from granska.review.workspace import Workspace
from granska.stages.contracts import ALL, CASES, STRATUM, SUPPRESSED
from granska.stages.origin import made_with
from granska.stages.published_files import csv_text
from granska.stages.series_package import series_package
from granska.stats.joined import joined_difference

READ = ("estimates.csv", "denominators.csv")
#: The columns of a review's row that a figure of a series is.
ROW = (
    *("measure", "method", "confidence", "estimate", "lower", "upper", "n", "x", "reliability", "status"),
    *("percent", "percent_lower", "percent_upper"),
)
TOLD = ("estimate", "lower", "upper", "n", "x", "percent", "percent_lower", "percent_upper")
FIGURE_COLUMNS = ["indicator", "place", "review", "question", "level", *ROW]
COMPARISON_COLUMNS = [
    *("indicator", "review", "versus", "status", "unlike", "method", "confidence"),
    *("estimate", "lower", "upper", "percent", "percent_lower", "percent_upper"),
]
#: The statuses of a comparison that is not made: the two do not match; or they do, and one of them is not shown.
UNLIKE, NOT_SHOWN = "unlike", "not_shown"
WHOLE_PERCENT, TENTHS = 0.01, 0.001
_SLACK = 1e-9


@dataclass(frozen=True)
class SeriesTables:
    """What a series publishes.

    Parameters
    ----------
    figures : DataFrame
        One row for each indicator and review that asked something of it, in order along the way.
    comparisons : DataFrame
        One row for each indicator and two such reviews: the later on the way minus the earlier, or in what they differ.
    """

    figures: pd.DataFrame
    comparisons: pd.DataFrame


def bring_together(workspace: Workspace, method: SeriesMethod) -> SeriesTables:
    """Put the published figures of the reviews beside one another.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : SeriesMethod
        The series with the methods of its reviews.

    Raises
    ------
    InputError
        A review has no published figures.
    """
    estimates, areas = {}, {}
    for review in method.members:
        estimates[review] = _read(workspace, review, "estimates.csv")
        ledger = _read(workspace, review, "denominators.csv")
        drawn = ledger[(ledger["indicator"] == CASES) & (ledger["breakdown"] == STRATUM)]
        areas[review] = frozenset(drawn["group"]) - {ALL}
    figures, comparisons = [], []
    for indicator in method.series.indicators:
        asked: dict[str, tuple[Side, dict[str, Any]]] = {}
        for place, review in enumerate(method.series.reviews, start=1):
            if found := method.asked(indicator, review):
                question, level = found
                head = {"indicator": indicator, "place": place, "review": review, "question": question.name}
                row = _row(estimates[review], question.name, level, "proportion")
                # beside a weighted share, and told in its place where that is hidden
                sample = _row(estimates[review], question.name, level, "sample_share")
                figures += [{**head, "level": level, **one} for one in (row, sample) if one is row or sample["measure"]]
                asked[review] = Side(method.members[review], question, level, areas[review]), row
        for earlier, later in combinations(asked, 2):
            head = {"indicator": indicator, "review": later, "versus": earlier}
            comparisons.append({**head, **_compared(*asked[later], *asked[earlier])})
    return SeriesTables(
        pd.DataFrame(figures, columns=FIGURE_COLUMNS), pd.DataFrame(comparisons, columns=COMPARISON_COLUMNS)
    )


def _read(workspace: Workspace, review: str, name: str) -> pd.DataFrame:
    path = workspace.published(review) / name
    texts = ("group", "level", "period", "versus", "family", "note")
    try:
        return pd.read_csv(
            path, keep_default_na=False, na_values={name: [""] for name in TOLD}, dtype=dict.fromkeys(texts, str)
        )
    except (OSError, ValueError):
        raise InputError(f"{review} has no published figures that can be read. Run: granska run {review}") from None


def _row(estimates: pd.DataFrame, question: str, level: str, measure: str) -> dict[str, Any]:
    """Find a figure about the whole. A row that is not shown has no number, whatever stands in the file."""
    wanted = {"indicator": question, "level": level, "breakdown": ALL, "group": ALL, "measure": measure}
    found = estimates[np.logical_and.reduce([estimates[name] == value for name, value in wanted.items()])]
    nothing = dict.fromkeys(TOLD, np.nan) | {"reliability": ""}
    if found.empty:
        return {"measure": "", "method": "", "confidence": np.nan, "status": "not_applicable", **nothing}
    row: dict[str, Any] = {name: found.iloc[0][name] for name in ROW}
    return row if row["status"] == "ok" else row | nothing


def _compared(later: Side, row: dict[str, Any], earlier: Side, versus: dict[str, Any]) -> dict[str, Any]:
    """Subtract the earlier figure from the later where they can be compared, and say why not where they cannot."""
    if differs := unlike(later, earlier):
        return {"status": UNLIKE, "unlike": " ".join(differs), "method": ""}
    if any(np.isnan(one[name]) for one in (row, versus) for name in ("estimate", "lower", "upper")):
        hidden = next((one["status"] for one in (row, versus) if one["status"] in SUPPRESSED), NOT_SHOWN)
        return {"status": hidden, "unlike": "", "method": ""}
    found = {
        name: float(value) for name, value in zip(("estimate", "lower", "upper"), _difference(row, versus), strict=True)
    }
    percent = {
        "percent": np.floor(100 * found["estimate"] + 0.5 + _SLACK),
        "percent_lower": np.floor(100 * found["lower"] + _SLACK),
        "percent_upper": np.ceil(100 * found["upper"] - _SLACK),
    }
    # whole points, outwards: the shares are known no better
    shares = {
        name: percent[f"percent{end}"] / 100
        for name, end in (("estimate", ""), ("lower", "_lower"), ("upper", "_upper"))
    }
    return {"status": "ok", "unlike": "", "method": "mover", "confidence": row["confidence"], **shares, **percent}


def _difference(row: dict[str, Any], versus: dict[str, Any]) -> Iterator[Any]:
    """Join two intervals, each as wide as its rounding lets it be."""
    parts, coarsest = [], 0.0
    for one in (row, versus):
        values = [float(one[name]) for name in ("estimate", "lower", "upper")]
        tenths = any(abs(round(value, 2) - value) > _SLACK for value in values)
        # limits in tenths of a percent are rounded to the nearest, those in whole percent outwards
        room = TENTHS / 2 if tenths else 0.0
        coarsest = max(coarsest, TENTHS if tenths else WHOLE_PERCENT)
        parts += [values[0], max(values[1] - room, 0.0), min(values[2] + room, 1.0)]
    yield from joined_difference(*parts, rounded_to=coarsest)


def write_series(workspace: Workspace, method: SeriesMethod, tables: SeriesTables) -> None:
    """Write `published/` of a series: its tables, what they were made from, and what their columns mean.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : SeriesMethod
        The series.
    tables : SeriesTables
        As of `bring_together`.
    """
    series = method.series
    folder = workspace.published(series.id)
    found = {"figures": tables.figures, "comparisons": tables.comparisons}
    for name, table in found.items():
        write_whole(folder / f"{name}.csv", csv_text(table))
    files = [workspace.params(series.id) / "review.yml"]
    files += [workspace.published(review) / name for review in series.reviews for name in READ]
    inputs = [{"file": path.relative_to(workspace.root).as_posix(), "sha256": sha256(path)} for path in files]
    published = [{"file": f"{name}.csv", "sha256": sha256(folder / f"{name}.csv")} for name in found]
    content = {"review": series.id, "inputs": inputs, **made_with(workspace), "published": published}
    write_whole(folder / "provenance.json", json_text(content))
    write_whole(folder / "datapackage.json", json_text(series_package(method, found)))
