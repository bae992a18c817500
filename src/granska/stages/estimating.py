"""From counts to estimates: one row a number, with the method that made it.

The whole and the groups are weighted by the size of the strata where it is known; a stratum speaks for itself.
Comparisons are of the practice behind the cases and never use the finite population correction.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.review.method import Method
from granska.review.model import SMALL_REVIEW, Review
from granska.stages.contracts import ALL, CASES, STRATUM, estimates_table
from granska.stages.counting import COUNT
from granska.stats.difference import difference_ci
from granska.stats.proportion import proportion_ci
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_proportion

KEYS = ["indicator", "level", "group", "period"]

Rows = Iterator[dict[str, Any]]
Array = npt.NDArray[np.float64]


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
    review = method.review
    shares = counts[(counts["indicator"] != CASES) & (counts["level"] != COUNT)]
    whole = shares[shares["breakdown"] == ALL]
    read = counts[(counts["indicator"] == CASES) & (counts["breakdown"] == ALL)].set_index(STRATUM)["n"]
    rows: list[dict[str, Any]] = []
    for breakdown in (ALL, *review.breakdowns):
        part = shares[shares["breakdown"] == breakdown]
        if breakdown != ALL:
            part = part[part["period"] == part["period"].max()]
        rows += _shares(part, review, method.population, read)
    rows += _by_stratum(whole[whole["period"] == whole["period"].max()], review)
    rows += _counted(counts)
    for name, breakdown_ in review.breakdowns.items():
        if breakdown_.compare:
            part = shares[shares["breakdown"] == name]
            small = review.kind == "cases" and int(read.sum()) < SMALL_REVIEW
            rows += _compared(part[part["period"] == part["period"].max()], breakdown_.compare, review, small)
    return estimates_table(rows)


def _over_strata(part: pd.DataFrame, column: str, strata: list[str]) -> pd.DataFrame:
    """Lay counts out with strata as columns; a group that a stratum lacks counts zero there."""
    wide = part.pivot_table(index=KEYS, columns=STRATUM, values=column, aggfunc="sum", fill_value=0)
    return wide.reindex(columns=strata, fill_value=0)


def _shares(part: pd.DataFrame, review: Review, population: dict[str, int] | None, read: pd.Series) -> Rows:
    """Estimate the share of the whole, or of each group of one breakdown."""
    if part.empty:
        return
    breakdown = part["breakdown"].iloc[0]
    strata = list(population or sorted(part[STRATUM].unique()))
    answered, yes = _over_strata(part, "n", strata), _over_strata(part, "x", strata)
    n, x = answered.sum(axis=1).to_numpy(float), yes.sum(axis=1).to_numpy(float)
    n_effective = np.full(len(n), np.nan)
    if population is None:
        lower, upper = proportion_ci(x, n, confidence=review.confidence)
        value, degrees, method = _ratio(x, n), np.full(len(n), np.nan), "wilson"
    else:
        result = domain_proportion(
            np.array([population[name] for name in strata]),
            read.reindex(strata).to_numpy(),
            answered.to_numpy(),
            yes.to_numpy(),
            fpc=review.design.inference == "files",
            confidence=review.confidence,
        )
        value, lower, upper = result.estimate, result.lower, result.upper
        degrees, n_effective = result.df, np.where(np.isfinite(result.n_effective), result.n_effective, np.nan)
        # an estimate whose interval cannot be computed says nothing by itself
        value = np.where(np.isnan(lower), np.nan, value)
        method = "stratified-wilson" if breakdown == ALL else "domain-wilson"
    for place, key in enumerate(answered.index):
        row = dict(zip(KEYS, key, strict=True)) | {"breakdown": breakdown, "n": n[place], "x": x[place]}
        yield row | {
            "measure": "proportion",
            "method": method,
            "confidence": review.confidence,
            "estimate": value[place],
            "lower": lower[place],
            "upper": upper[place],
            "df": degrees[place],
            "n_effective": n_effective[place],
            "population": sum(population.values()) if population and breakdown == ALL else None,
            "note": _reason(n[place], lower[place]),
        }
        if population is not None and breakdown == ALL:
            yield row | {"measure": "sample_share", "method": "plain", "estimate": _ratio(x, n)[place]}


def _ratio(part: Array, whole: Array) -> Array:
    quotient: Array = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return quotient


def _reason(n: float, limit: float) -> str:
    """Say why a number is missing."""
    return "no_cases" if n == 0 else "too_few" if np.isnan(limit) else ""


def _by_stratum(part: pd.DataFrame, review: Review) -> Rows:
    """Estimate the share of each stratum by itself."""
    n, x = part["n"].to_numpy(float), part["x"].to_numpy(float)
    lower, upper = proportion_ci(x, n, confidence=review.confidence)
    value = _ratio(x, n)
    for place, (indicator, level, stratum, period) in enumerate(
        part[["indicator", "level", STRATUM, "period"]].itertuples(index=False)
    ):
        yield {
            "indicator": indicator,
            "level": level,
            "breakdown": STRATUM,
            "group": stratum,
            "period": period,
            "measure": "proportion",
            "method": "wilson",
            "confidence": review.confidence,
            "estimate": value[place],
            "lower": lower[place],
            "upper": upper[place],
            "n": n[place],
            "x": x[place],
            "note": _reason(n[place], lower[place]),
        }


def _counted(counts: pd.DataFrame) -> Rows:
    """Give the counts of a register that stand by themselves."""
    itself = counts[(counts["level"] == COUNT) & (counts["breakdown"] == ALL)]
    for (indicator, period), total in itself.groupby(["indicator", "period"])["x"].sum().items():
        yield {
            "indicator": indicator,
            "level": COUNT,
            "breakdown": ALL,
            "group": ALL,
            "period": period,
            "measure": "count",
            "method": "counted",
            "estimate": total,
            "n": total,
            "x": total,
        }


def _compared(part: pd.DataFrame, compare: tuple[str, str], review: Review, small: bool) -> Rows:
    """Compare two groups, first minus second: as the cases are, and within strata."""
    strata = sorted(part[STRATUM].unique())
    first, second = (part[part["group"] == group] for group in compare)
    tables = [
        _over_strata(group, column, strata).droplevel("group") for group in (first, second) for column in ("x", "n")
    ]
    index = tables[0].index.union(tables[2].index)
    x1, n1, x2, n2 = (table.reindex(index, fill_value=0).to_numpy(float) for table in tables)
    sums = [array.sum(axis=1) for array in (x1, n1, x2, n2)]
    confidence = review.confidence
    results: dict[tuple[str, str], dict[str, Array]] = {
        ("difference", "newcombe"): dict(
            zip(("estimate", "lower", "upper"), difference_ci(*sums, confidence=confidence), strict=True)
        ),
        ("difference", "mantel-haenszel"): dict(
            zip(("estimate", "lower", "upper"), mantel_haenszel(x1, n1, x2, n2, confidence=confidence), strict=True)
        )
        | dict(zip(("statistic", "p_value"), cochran_mantel_haenszel(x1, n1, x2, n2), strict=True)),
        ("homogeneity", "breslow-day"): dict(
            zip(("statistic", "df", "p_value"), breslow_day(x1, n1, x2, n2), strict=True)
        ),
    }
    smaller = np.minimum(sums[1], sums[3])
    for (measure, method), values in results.items():
        for place, (indicator, level, period) in enumerate(index):
            missing = "no_cases" if smaller[place] == 0 else "under_50" if small else ""
            yield {
                "indicator": indicator,
                "level": level,
                "breakdown": part["breakdown"].iloc[0],
                "group": compare[0],
                "versus": compare[1],
                "period": period,
                "measure": measure,
                "method": method,
                "confidence": confidence,
                # the smaller group decides how exact a comparison can be
                "n": smaller[place],
                "note": missing,
            } | ({} if missing else {name: array[place] for name, array in values.items()})
