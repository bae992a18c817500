"""Strata beside one another: whether they differ more than chance makes them, and by how much; never a ranking."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from granska.review.codebook import UNDOCUMENTED
from granska.review.model import Analysis
from granska.stages.contracts import STRATUM
from granska.stages.layout import Array, Design, lay_out, rows
from granska.stats.areas import (
    TooManyTablesError,
    funnel_dispersion,
    funnel_limits,
    homogeneity_test,
    icc,
    outside_by_chance,
    shrink,
)

Limits = tuple[Array, Array, Array]  # lower, upper, probability of lying outside

MANY = 8  # areas; under that, funnel, shrinkage and spread say nothing
SMALL_EXPECTED = 5  # cases; where fewer are expected in an area, chi-square does not hold
ROUNDING = 1e-9  # cases; a count on a limit is inside
TAILS = {0.95: 0.025, 0.998: 0.001}  # funnel limits by confidence level, after Spiegelhalter (2005)


def areas(part: pd.DataFrame, whole: pd.DataFrame, design: Design, analysis: Analysis) -> Iterator[pd.DataFrame]:
    """Compare the strata with one another and with the whole.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts* for the whole, of one period.
    whole : DataFrame
        The estimated shares of the whole, by `indicator`, `level` and `period`.
    design : Design
        What the figures rest on.
    analysis : Analysis
        Which tests are one family, and where random numbers start.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    wide = lay_out(part[part["level"] != UNDOCUMENTED], design)
    n, x = wide["n"].to_numpy(), wide["x"].to_numpy()
    yield _alike(wide.index, x, n, analysis)
    many = (n > 0).sum(axis=1) >= MANY
    if not many.any():
        return
    wide, n, x = wide[many], n[many], x[many]
    keys = wide.index.droplevel("group")
    target = whole.set_index(list(keys.names))["estimate"].reindex(keys).to_numpy(float)
    limits = {confidence: _limits(target[:, np.newaxis], n, tail) for confidence, tail in TAILS.items()}
    yield from _by_area(wide.index, x, n, target, limits, design)
    spread = {"breakdown": STRATUM, "n": n.sum(axis=1), "x": x.sum(axis=1)}
    phi, _ = funnel_dispersion(x, n)
    yield rows(wide.index, **spread, measure="dispersion", method="winsorised-arcsine", estimate=phi)
    yield rows(wide.index, **spread, measure="icc", method="anova", estimate=icc(x, n))
    for confidence, (lower, upper, by_chance) in limits.items():
        found = {
            "outside": ((x < lower * n - ROUNDING) | (x > upper * n + ROUNDING)).sum(axis=1),
            # Counts seldom fall on a limit: how many lie outside by chance is no round number.
            "outside_by_chance": np.nansum(by_chance, axis=1),
        }
        for measure, count in found.items():
            yield rows(
                wide.index,
                **spread,
                measure=measure,
                method=f"binomial-{confidence:g}",
                confidence=confidence,
                estimate=np.where(np.isnan(target), np.nan, count),
            )


def _limits(target: Array, n: Array, tail: float) -> Limits:
    """Give funnel limits and the probability of lying outside them, alike for an answer and its opposite.

    The published limits lean: near 1 even all of all lies above the upper one. So those of the rarer answer are taken.
    """
    rarer = np.minimum(target, 1 - target)
    low, high = funnel_limits(rarer, n, tail=tail)
    common = target > rarer
    lower, upper = np.where(common, 1 - high, low), np.where(common, 1 - low, high)
    # The target itself is never outside, be it by rounding.
    return np.minimum(lower, target), np.maximum(upper, target), outside_by_chance(rarer, n, tail=tail)


def _alike(index: pd.Index, x: Array, n: Array, analysis: Analysis) -> pd.DataFrame:
    """Test whether all strata have one share: chi-square, or exactly where it would not hold."""
    total, yes, strata = n.sum(axis=1), x.sum(axis=1), (n > 0).sum(axis=1)
    rarer = np.minimum(yes, total - yes) / np.maximum(total, 1)
    expected = np.where(n > 0, n * rarer[:, np.newaxis], np.inf).min(axis=1)
    method = np.where(strata < MANY, "exact", np.where(expected < SMALL_EXPECTED, "monte-carlo", "chi2")).astype(object)
    statistic, df, p = np.full((3, len(index)), np.nan)
    for line in range(len(index)):
        try:
            found = homogeneity_test(x[line], n[line], method=method[line], seed=analysis.seed)
        except TooManyTablesError:
            method[line] = "monte-carlo"
            found = homogeneity_test(x[line], n[line], method="monte-carlo", seed=analysis.seed)
        statistic[line], df[line], p[line] = found
    # All alike, nobody or everybody, is a test that finds nothing, and one of those declared.
    p[(strata > 1) & (rarer == 0)] = 1
    return rows(
        index,
        breakdown=STRATUM,
        measure="homogeneity",
        method=method,
        statistic=statistic,
        df=df,
        p_value=p,
        family=[analysis.family(STRATUM, question) for question in index.get_level_values("indicator")],
        n=total,
        x=yes,
        note=np.select([total == 0, strata < 2], ["no_cases", "one_stratum"], ""),
    )


def _by_area(
    index: pd.Index, x: Array, n: Array, target: Array, limits: dict[float, Limits], design: Design
) -> Iterator[pd.DataFrame]:
    """Give each area its funnel limits around the whole, and its share drawn towards the whole."""
    shrunken = shrink(x, n, target=target)
    strata = len(design.strata)
    keys = index.droplevel("group").to_frame(index=False)
    row = keys.loc[np.repeat(keys.index, strata)].reset_index(drop=True)
    row = row.assign(group=np.tile(design.strata, len(keys)), breakdown=STRATUM, n=n.ravel(), x=x.ravel())
    row["note"] = np.where(n.ravel() == 0, "no_cases", "")
    for confidence, (lower, upper, _) in limits.items():
        yield row.assign(
            measure="funnel_limit",
            method=f"binomial-{confidence:g}",
            confidence=confidence,
            estimate=np.repeat(target, strata),
            lower=lower.ravel(),
            upper=upper.ravel(),
        )
    yield row.assign(measure="shrunken", method="beta-binomial", estimate=shrunken.ravel())
