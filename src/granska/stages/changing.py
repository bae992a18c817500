"""From one year of a register to another: changes of shares and rates, and trends over several years.

Nothing is computed across a year where a definition changed (`breaks` in the codebook): the years since the last such
year are compared. Two years of a register are independent samples of one practice. Every count is taken to vary by
chance alone: where counts come in clusters, as siblings do, the intervals are too narrow.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from granska.review.breaks import breaks_of, stretches
from granska.review.method import Method
from granska.stages.contracts import ALL, COUNT, STRATUM
from granska.stages.layout import Array, Design
from granska.stats.difference import difference_ci, two_proportion_test
from granska.stats.planning import LARGEST_GROUP
from granska.stats.trend import cochran_armitage, poisson_trend_test, rate_ratio, rate_trend, share_trend

CHANGE, TREND = "change", "trend"  # families of tests, as well
# Measures whose `versus` is an earlier year; a test has one of the others' methods.
BETWEEN_PERIODS = (CHANGE, TREND, "rate_change", "rate_trend")
OVER_ALL = (TREND, "rate_trend")
FEWEST_FOR_A_TREND = 3


def periods_of(line: Any, periods: Sequence[str]) -> list[str]:
    """Name the years whose counts a line of estimates is made from.

    Parameters
    ----------
    line : named tuple
        A row of the contract *estimates*.
    periods : sequence of str
        All years of the review.

    Returns
    -------
    list of str
        Its year; of a change also the earlier one, of a trend all from the first to the last.
    """
    versus = getattr(line, "versus", "")
    if versus not in periods or not versus:
        return [line.period]
    if line.measure in OVER_ALL or getattr(line, "family", "") == TREND:
        return [period for period in periods if versus <= period <= line.period]
    return [line.period, versus]


def changes(counts: pd.DataFrame, method: Method, design: Design) -> Iterator[pd.DataFrame]:
    """Estimate the changes and trends of a register.

    The last year is compared with the first and with the one before it: for the whole, with tests that are one family;
    stratum by stratum with the first alone, at a level that holds for all strata together.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The questions, with the years where their definitions changed.
    design : Design
        What the figures rest on.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*; nothing for a review of cases, or of one year.
    """
    if method.review.kind != "register":
        return
    whole = counts[counts["breakdown"] == ALL]
    for question in method.codebook:
        lines = whole[whole["indicator"] == question.name]
        periods = stretches(lines["period"].unique(), breaks_of(method.codebook, question))[-1]
        if question.levels and len(periods) > 1:
            yield from _of_share(_Series(lines[lines["level"] == question.levels[0]], periods, "n", design))
        own = stretches(lines["period"].unique(), question.breaks)[-1]
        if "population" in counts and len(own) > 1:
            yield from _of_rate(_Series(lines[lines["level"] == COUNT], own, "population", design))


class _Series:
    """The numbers of one question year by year: of the whole, and of each stratum.

    `x` and `of` have the shape (strata, years).
    """

    def __init__(self, lines: pd.DataFrame, periods: list[str], of: str, design: Design):
        self.periods, self.confidence, self.strata = periods, design.confidence, list(design.strata)
        self.place = {"indicator": lines["indicator"].iloc[0], "level": lines["level"].iloc[0]}

        def laid_out(column: str) -> Array:
            wide = lines.pivot(index=STRATUM, columns="period", values=column)
            numbers: Array = wide.reindex(index=self.strata, columns=periods).to_numpy(float)
            return numbers

        self.x, self.of = laid_out("x"), laid_out(of)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The last year with the first, and with the one before where that is another."""
        last = len(self.periods) - 1
        return [(last, 0)] if last == 1 else [(last, 0), (last, last - 1)]

    @property
    def years(self) -> list[int]:
        return [int(period) for period in self.periods]

    def whole(self, numbers: Array, place: int) -> float:
        """Add the strata of a year up; NaN where one is not known."""
        return float(numbers[:, place].sum())

    def row(self, later: int, earlier: int, **columns: Any) -> pd.DataFrame:
        """Make a row for the whole."""
        place = {"breakdown": ALL, "group": ALL, "period": self.periods[later], "versus": self.periods[earlier]}
        return pd.DataFrame([{**self.place, **place, **columns}])

    def by_stratum(self, **columns: Any) -> pd.DataFrame:
        """Make a row for each stratum, of the last year beside the first."""
        table = pd.DataFrame({"group": self.strata, **columns})
        return table.assign(**self.place, breakdown=STRATUM, period=self.periods[-1], versus=self.periods[0])

    def level(self, there: Any) -> float:
        """Give the level at which the intervals of all strata hold together."""
        return 1 - (1 - self.confidence) / max(int(there.sum()), 1)


def _known(*numbers: float) -> bool:
    return bool(np.isfinite(numbers).all()) and min(numbers) > 0


def _of_share(series: _Series) -> Iterator[pd.DataFrame]:
    """Give the changes of a share in points, and its trend in points a year."""
    for later, earlier in series.pairs:
        x1, n1, x2, n2 = (series.whole(kind, place) for place in (later, earlier) for kind in (series.x, series.of))
        if not _known(n1, n2):
            continue
        estimate, lower, upper = difference_ci(x1, n1, x2, n2, confidence=series.confidence)
        interval = {"confidence": series.confidence, "estimate": estimate, "lower": lower, "upper": upper}
        yield series.row(later, earlier, measure=CHANGE, method="newcombe", n=min(n1, n2), **interval)
        method = "boschloo" if max(n1, n2) <= LARGEST_GROUP else "n-1-chi2"
        p = two_proportion_test(x1, n1, x2, n2, method=method)
        yield series.row(later, earlier, measure="test", method=method, p_value=p, n=min(n1, n2), family=CHANGE)
    x, n = np.nan_to_num(series.x), np.nan_to_num(series.of)
    there = (n[:, [0, -1]] > 0).all(axis=1)
    confidence = series.level(there)
    estimate, lower, upper = difference_ci(x[:, -1], n[:, -1], x[:, 0], n[:, 0], confidence=confidence)
    yield series.by_stratum(
        measure=CHANGE,
        method="newcombe-bonferroni",
        confidence=confidence,
        estimate=estimate,
        lower=lower,
        upper=upper,
        n=n[:, [0, -1]].min(axis=1),
        note=np.where(there, "", "no_cases"),
    )
    x, n = series.x.sum(axis=0), series.of.sum(axis=0)
    if len(series.periods) >= FEWEST_FOR_A_TREND and _known(*n):
        points = [100 * value for value in share_trend(x, n, series.years, confidence=series.confidence)]
        yield _trend(series, TREND, "armitage-mover", points, n)
        yield _trend_test(series, "cochran-armitage", cochran_armitage(x, n, series.years), n)


def _of_rate(series: _Series) -> Iterator[pd.DataFrame]:
    """Give the changes of a rate in per cent, and its trend in per cent a year."""
    for later, earlier in series.pairs:
        x1, n1, x2, n2 = (series.whole(kind, place) for place in (later, earlier) for kind in (series.x, series.of))
        if not _known(n1, n2) or not np.isfinite([x1, x2]).all():
            continue
        ratio, lower, upper, p = rate_ratio(x1, n1, x2, n2, confidence=series.confidence)
        interval = {"confidence": series.confidence, **_in_per_cent(ratio, lower, upper)}
        counted = {"n": min(x1, x2), "note": "" if np.isfinite(ratio) else "no_cases"}
        yield series.row(later, earlier, measure="rate_change", method="poisson-exact", **interval, **counted)
        counted["family"] = CHANGE
        yield series.row(later, earlier, measure="test", method="poisson-exact", p_value=p, **counted)
    x, n = np.nan_to_num(series.x), np.nan_to_num(series.of)
    there = (n[:, [0, -1]] > 0).all(axis=1) & (x[:, [0, -1]].sum(axis=1) > 0)
    confidence = series.level(there)
    ratio, lower, upper, _ = rate_ratio(x[:, -1], n[:, -1], x[:, 0], n[:, 0], confidence=confidence)
    yield series.by_stratum(
        measure="rate_change",
        method="poisson-exact-bonferroni",
        confidence=confidence,
        **_in_per_cent(ratio, lower, upper),
        n=x[:, [0, -1]].min(axis=1),
        note=np.where(there & np.isfinite(ratio), "", "no_cases"),
    )
    x, n = series.x.sum(axis=0), series.of.sum(axis=0)
    if len(series.periods) >= FEWEST_FOR_A_TREND and _known(*n) and np.isfinite(x).all():
        changed = _in_per_cent(*rate_trend(x, n, series.years, confidence=series.confidence))
        yield _trend(series, "rate_trend", "poisson-profile", list(changed.values()), x)
        yield _trend_test(series, "poisson-trend", poisson_trend_test(x, n, series.years), x)


def _in_per_cent(ratio: Any, lower: Any, upper: Any) -> dict[str, Any]:
    """Turn a ratio and its limits into per cent more, or less; a limit that is open is left blank."""
    values = {"estimate": ratio, "lower": lower, "upper": upper}
    return {name: np.where(np.isfinite(one), 100 * (one - 1), np.nan)[()] for name, one in values.items()}


def _trend(series: _Series, measure: str, method: str, values: Sequence[Any], counted: Array) -> pd.DataFrame:
    columns = dict(zip(("estimate", "lower", "upper"), values, strict=True))
    note = "" if np.isfinite(columns["estimate"]) else "no_cases"
    last = len(series.periods) - 1
    made = {"measure": measure, "method": method, "confidence": series.confidence, "n": counted.min(), "note": note}
    return series.row(last, 0, **made, **columns)


def _trend_test(series: _Series, method: str, found: tuple[Array, Array], counted: Array) -> pd.DataFrame:
    statistic, p = found
    tested = {"statistic": statistic, "df": 1, "p_value": p, "family": TREND}
    return series.row(len(series.periods) - 1, 0, measure="test", method=method, n=counted.min(), **tested)
