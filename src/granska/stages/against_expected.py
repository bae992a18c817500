"""What a register gives beside shares: rates of the population, and counts against what was to be expected of them.

Everything here is made from counts of strata and groups, populations, and expected numbers or an index that are public.
For what is published the same is made anew from the counts that are shown alone (`as_shown`), so that no figure says
anything of a hidden one.
"""

from collections.abc import Iterator, Mapping
from statistics import NormalDist

import numpy as np
import pandas as pd

from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP
from granska.review.register import Expected
from granska.stages.base_rounding import nearest
from granska.stages.contracts import ALL, COUNT, ESTIMATE_COLUMNS, STRATUM, answered_once, estimates_table
from granska.stages.expecting import METHODS, REGRESSIONS, expectation, expected_of, source_of
from granska.stages.protecting import Protection
from granska.stages.question_tables import Row
from granska.stats.expected import expected_dispersion, expected_limits, uncertain_ratio
from granska.stats.rates import observed_expected

MEASURES = ("rate", "expected", "observed_expected", "expected_limit", "expected_dispersion", "expected_test")
TAILS = {0.95: 0.025, 0.998: 0.001}  # limits by confidence level, after Spiegelhalter (2005)
EXACT, WITH_REFERENCE = "exact-poisson", "exact-poisson-mover"
# The note of what is made from counts that are never shown, beside one that is hidden.
WITHHELD = "withheld"

Told = Mapping[Row, float]  # counts as a reader sees them, where that is not as they are; NaN where they are hidden


def register_figures(counts: pd.DataFrame, method: Method, told: Told | None = None) -> Iterator[pd.DataFrame]:
    """Estimate rates and ratios of observed to expected.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts* of a register.
    method : Method
        The settings.
    told : mapping of Row to float, optional
        Counts to be taken instead of those of the ledger; what is NaN is left out, of regressions and tests as well.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    itself = answered_once(counts)
    itself = itself[(itself["level"] == COUNT) & (itself["group"] != UNKNOWN_GROUP)]
    if itself.empty or ("population" not in itself and not method.review.columns.expected):
        return
    itself = _by_place(itself, told or {})
    last = itself["period"].max()
    yield _rates(itself, method, last)
    strata = itself[itself["breakdown"] == STRATUM]
    for question, expected in expected_of(method).items():
        for period, part in strata[strata["indicator"] == question].groupby("period"):
            yield from _against_expected(part, expected, method, period == last)


def _by_place(itself: pd.DataFrame, told: Told) -> pd.DataFrame:
    """Sum up to the whole, each group and each stratum, and take the counts as they are told."""
    key = ["indicator", "level", "breakdown", "group", "period"]
    numbers = [name for name in ("x", "population") if name in itself]
    sums = itself.groupby(key, as_index=False)[numbers].sum()
    strata = itself[itself["breakdown"] == ALL]
    strata = strata.assign(breakdown=STRATUM, group=strata[STRATUM])
    extra = [name for name in ("expected", "expected_error", "index") if name in strata]
    table = pd.concat([sums, strata[[*key, *numbers, *extra]]], ignore_index=True)
    if told:
        places = table[key].itertuples(index=False, name=None)
        table["x"] = [told.get(Row(*place), x) for place, x in zip(places, table["x"], strict=True)]
    return table


def _rates(table: pd.DataFrame, method: Method, last: str) -> pd.DataFrame:
    """Give counts per so many of the population: of the whole each year, of groups and strata the last."""
    settings = method.review.counting
    chosen = table["indicator"].isin(settings.rates) & ((table["breakdown"] == ALL) | (table["period"] == last))
    table = table[chosen & table["x"].notna()]
    if table.empty:
        return table
    x, people = table["x"].to_numpy(), table["population"].to_numpy(float)
    rate, lower, upper = observed_expected(x, people / settings.rate_per, confidence=method.review.confidence)
    return table[["indicator", "level", "breakdown", "group", "period", "x", "population"]].assign(
        measure="rate",
        method=EXACT,
        confidence=method.review.confidence,
        estimate=rate,
        lower=lower,
        upper=upper,
        n=people,
        note=np.where(people > 0, "", "no_cases"),
    )


def _against_expected(part: pd.DataFrame, expected: Expected, method: Method, last: bool) -> Iterator[pd.DataFrame]:
    """Hold the strata of one year against what was to be expected; of earlier years those that the text answers for."""
    wanted = part["group"].isin(method.review.counting.answers_for) | last
    part = part[part["x"].notna()]
    wanted = wanted.reindex(part.index)
    if not wanted.any():
        return
    found = expectation(part, expected, wanted)[wanted]
    part, confidence = part[wanted], method.review.confidence
    number, error = found["expected"].to_numpy(float), found["error"].fillna(0.0).to_numpy(float)
    x, there = part["x"].to_numpy(), np.isfinite(number) & (number > 0)
    source = source_of(expected)
    row = part[["indicator", "level", "breakdown", "group", "period"]].assign(
        versus=source,
        confidence=confidence,
        population=part.get("population", np.nan),
        note=np.where(there, "", "no_cases"),
    )
    reach = np.exp(NormalDist().inv_cdf((1 + confidence) / 2) * np.where(error > 0, error, np.nan))
    how = REGRESSIONS[expected.model] if expected.method == "index" else METHODS[source]
    yield row.assign(
        measure="expected",
        method=how,
        estimate=number,
        lower=number / reach,
        upper=number * reach,
        confidence=confidence,
    )
    ratio, lower, upper = observed_expected(x, np.where(there, number, 0), confidence=confidence)
    yield row.assign(measure="observed_expected", method=EXACT, estimate=ratio, lower=lower, upper=upper, x=x)
    if (error > 0).any():
        ratio, lower, upper = uncertain_ratio(x, number, error, confidence=confidence)
        yield row.assign(
            measure="observed_expected", method=WITH_REFERENCE, estimate=ratio, lower=lower, upper=upper, x=x
        )
    if last:
        yield from _funnel(row, x, number, error, confidence)


def _funnel(
    row: pd.DataFrame, x: np.ndarray, number: np.ndarray, error: np.ndarray, confidence: float
) -> Iterator[pd.DataFrame]:
    """Give the limits that chance keeps each stratum within, and wider ones where strata stray farther than chance."""
    found = expected_dispersion(x, number, error)
    [first] = row.head(1)[["indicator", "level", "period", "versus"]].to_dict("records")
    whole = {**first, "breakdown": STRATUM, "group": ALL, "n": float(np.isfinite(number).sum())}
    note = "" if np.isfinite(found.phi) else "one_stratum"
    yield pd.DataFrame(
        [{**whole, "measure": "expected_dispersion", "method": "winsorised-root", "estimate": found.phi, "note": note}]
    )
    test = {"statistic": found.statistic, "df": found.df, "p_value": found.p_value, "note": note}
    yield pd.DataFrame([{**whole, "measure": "expected_test", "method": "chi2-poisson", **test}])
    widen = np.sqrt(found.phi) if found.p_value < 1 - confidence and found.phi > 1 else None
    for level, tail in TAILS.items():
        lower, upper = expected_limits(number, tail=tail)
        limits = row.assign(
            measure="expected_limit", confidence=level, estimate=np.where(np.isfinite(lower), 1.0, np.nan)
        )
        yield limits.assign(method=f"poisson-{level:g}", lower=lower, upper=upper)
        if widen is not None:
            yield limits.assign(
                method=f"poisson-widened-{level:g}",
                lower=np.maximum(1 - (1 - lower) * widen, 0),
                upper=1 + (upper - 1) * widen,
            )


def as_shown(estimates: pd.DataFrame, counts: pd.DataFrame, method: Method, protection: Protection) -> pd.DataFrame:
    """Replace what is made from counts of a register by what is made from those that are shown.

    A regression, a test of all strata, the rate of all others: each is made from every count, and would say something
    of a hidden one. Made from shown counts, and from them alone, they say nothing that a reader could not work out.

    Parameters
    ----------
    estimates : DataFrame
        The contract *estimates*.
    counts : DataFrame
        The contract *counts*.
    method : Method
        The settings.
    protection : Protection
        What is hidden, and what is shown rounded.

    Returns
    -------
    DataFrame
        The contract *estimates*; rows of hidden counts are there, without a number.
    """
    ours = estimates["measure"].isin(MEASURES)
    if not ours.any():
        return estimates
    told: dict[Row, float] = {}
    partly: set[tuple[str, str, str]] = set()
    base = method.review.disclosure.rounding_base
    for share in protection.shares():
        if share.row.level != COUNT:
            continue
        name = share.component.rows[share.row].x
        if share.hidden:
            told[share.row] = np.nan
        elif base and name in share.component.spans:
            told[share.row] = nearest(share.component.counts[name], base)
        else:
            continue
        partly.add((share.row.indicator, share.row.breakdown, share.row.period))
    if not told:
        return estimates
    made = pd.concat([part for part in register_figures(counts, method, told) if not part.empty], ignore_index=True)
    made = _withheld(made, method, partly)
    key = ["indicator", "level", "breakdown", "group", "versus", "period", "measure", "method"]
    made["versus"] = made["versus"].fillna("") if "versus" in made else ""
    old = estimates[ours & ~estimates["measure"].isin(["expected_dispersion", "expected_test"])]
    old = old[~old["method"].str.startswith("poisson-widened")]
    known = pd.MultiIndex.from_frame(made[key])
    gone = old[~pd.MultiIndex.from_frame(old[key]).isin(known)]
    empty = gone.assign(**dict.fromkeys(("estimate", "lower", "upper", "statistic", "p_value", "n", "x"), np.nan))
    table = pd.concat([estimates[~ours], made, empty], ignore_index=True)
    return estimates_table(table.reindex(columns=ESTIMATE_COLUMNS))


def _withheld(made: pd.DataFrame, method: Method, partly: set[tuple[str, str, str]]) -> pd.DataFrame:
    """Mark expected numbers that are made from counts of groups, where one of these is hidden or rounded.

    The rates of the rest by group are made from counts of groups by stratum, which are never shown; with all margins
    known they say next to nothing of these, but beside a hidden margin they could.
    """
    for question, expected in expected_of(method).items():
        if expected.method != "rest" or not expected.by:
            continue
        # a district's own count gives nothing away of another's; what is rounded would be had from the rest of it
        tells = {*expected.by, *([STRATUM] if method.review.disclosure.rounding_base else [])}
        periods = {period for name, where, period in partly if name == question and where in tells}
        mine = (made["indicator"] == question) & (made["measure"] != "rate") & made["period"].isin(periods)
        made.loc[mine, "note"] = WITHHELD
    return made
