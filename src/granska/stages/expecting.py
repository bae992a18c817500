"""The number that is to be expected of each area of a register: given, from reference rates, or from a social index."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from granska.errors import ProblemsError
from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP
from granska.review.reference_rates import PERIOD
from granska.review.register import GIVEN, INDEX, RATES, REST, Expected
from granska.stages.contracts import ALL, COUNT, STRATUM
from granska.stats.left_out import expected_by_index, expected_of_the_rest

# How an expected number was made, as `method` of its estimate says it.
METHODS = {GIVEN: "given", RATES: "indirect", REST: "indirect"}
REGRESSIONS = {"poisson": "poisson-regression", "negative-binomial": "negative-binomial-regression"}


def expected_of(method: Method) -> dict[str, Expected]:
    """Name the questions that have an expected number, and how each is come by."""
    given = Expected.model_validate({"method": "given"})
    return dict.fromkeys(method.review.columns.expected, given) | dict(method.review.counting.expected)


def source_of(expected: Expected) -> str:
    """Name where an expected number comes from, as `versus` says it."""
    return {"given": GIVEN, "rates": RATES, "rest": REST, "index": INDEX}[expected.method]


def with_expected(ledger: pd.DataFrame, register: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Put into the ledger what expected numbers are made from, or the numbers where they are made from groups.

    Parameters
    ----------
    ledger : DataFrame
        Rows of the contract *counts* of a register.
    register : DataFrame
        The cleaned register that they were counted from.
    method : Method
        The settings, and the reference rates.

    Returns
    -------
    DataFrame
        With `expected`, `expected_error` and `index` where there are such, for counts of the whole by stratum.

    Raises
    ------
    ProblemsError
        A group has no reference rate.
    """
    settings = method.review.counting
    itself = ((ledger["level"] == COUNT) & (ledger["breakdown"] == ALL)).to_numpy()
    ledger = ledger.reset_index(drop=True)
    place = pd.MultiIndex.from_frame(ledger.loc[itself, [STRATUM, "period"]])
    if settings.index:
        ledger.loc[itself, "index"] = _weighted_index(register).reindex(place).to_numpy()
    problems: list[str] = []
    for question, expected in settings.expected.items():
        if expected.method == "rates":
            found = _from_reference(register, question, method, problems)
        elif expected.by:
            found = _from_rest(register, question, expected, method.review.disclosure.threshold)
        else:
            continue
        mine = itself & (ledger["indicator"] == question).to_numpy()
        keys = pd.MultiIndex.from_frame(ledger.loc[mine, [STRATUM, "period"]])
        for column in ("expected", "expected_error"):
            ledger.loc[mine, column] = found[column].reindex(keys).to_numpy()
    if problems:
        raise ProblemsError(f"params/{method.review.id}", problems)
    return ledger


def _weighted_index(register: pd.DataFrame) -> "pd.Series[float]":
    """Give the index of each stratum and year; that of merged areas is the mean of theirs, weighted by population."""
    people = register["population"].where(register["population"] > 0, 1e-9)
    parts = register[[STRATUM, "period"]].assign(weighted=register["index"] * people, people=people)
    sums = parts.groupby([STRATUM, "period"])[["weighted", "people"]].sum()
    return sums["weighted"] / sums["people"]


def _from_rest(register: pd.DataFrame, question: str, expected: Expected, threshold: int) -> pd.DataFrame:
    """Standardise by the rates of all other strata, group by group.

    The number says something of the counts of groups in the stratum, which are never shown. So it is rounded, before
    anything is made from it, to steps so wide that the counts of two groups could be moved by twice the threshold.
    """
    by = [*expected.by]
    cells = register.groupby([STRATUM, "period", *by], as_index=False)[[question, "population"]].sum()
    wide = {
        name: cells.pivot_table(index=["period", *by], columns=STRATUM, values=name, aggfunc="sum", fill_value=0.0)
        for name in (question, "population")
    }
    people = wide["population"]
    numbers = expected_of_the_rest(wide[question].to_numpy(), people.to_numpy())
    # a group without people anywhere else is expected to have no case
    number, variance = (
        pd.DataFrame(np.nan_to_num(part), people.index, people.columns).groupby("period").sum() for part in numbers
    )
    if threshold > 1:
        moved = (people / people.rsub(people.sum(axis=1), axis=0)).groupby("period")
        number = _rounded(number, 2 * threshold * (moved.max() - moved.min()))
        variance = number**2 * (np.sqrt(variance) / number.where(number > 0)).round(2) ** 2
    return _with_error(number.stack(), variance.stack())


def _rounded(number: pd.DataFrame, least: pd.DataFrame) -> pd.DataFrame:
    """Round to steps of 1, 2 or 5 times a power of ten, from a tenth on, that are not below the least ones."""
    steps = np.array([digit * 10.0**power for power in range(-1, 6) for digit in (1, 2, 5)])
    step = steps[np.searchsorted(steps, least.fillna(0).to_numpy())]
    return (number / step).round() * step


def _from_reference(register: pd.DataFrame, question: str, method: Method, problems: list[str]) -> pd.DataFrame:
    """Standardise by reference rates, group by group."""
    rates = method.reference_rates[question]
    by = [name for name, _ in rates[0].groups]
    known = register[~register[[name for name in by if name != PERIOD]].isin([UNKNOWN_GROUP]).any(axis=1)]
    keys = list(dict.fromkeys([STRATUM, "period", *by]))
    people = known.groupby(keys, as_index=False)["population"].sum()
    lookup: Mapping[tuple[str, ...], tuple[float, float]] = {
        tuple(group for _, group in rate.groups): (rate.count, rate.population) for rate in rates
    }
    found = (
        [lookup.get(tuple(map(str, key))) for key in people[by].itertuples(index=False, name=None)]
        if by
        else [lookup[()]] * len(people)
    )
    for key in sorted(
        {key for key, one in zip(people[by].itertuples(index=False, name=None), found, strict=True) if one is None}
    ):
        named = ", ".join(f"{name} '{group}'" for name, group in zip(by, key, strict=True))
        problems.append(
            f"{method.review.counting.expected[question].rates}: no row for {named}, which the register has. Add it."
        )
    count, of = np.array([one or (0.0, 1.0) for one in found], float).reshape(-1, 2).T
    ratio = people["population"] / of
    sums = people.assign(number=ratio * count, variance=ratio**2 * count).groupby([STRATUM, "period"])
    return _with_error(sums["number"].sum(), sums["variance"].sum())


def _with_error(number: "pd.Series[float]", variance: "pd.Series[float]") -> pd.DataFrame:
    """Give expected numbers with the standard errors of their logarithms."""
    table = pd.DataFrame({"expected": number, "expected_error": np.sqrt(variance) / number.where(number > 0)})
    return table.reorder_levels([STRATUM, "period"]).sort_index()


def expectation(part: pd.DataFrame, expected: Expected, wanted: "pd.Series[bool] | None" = None) -> pd.DataFrame:
    """Give the expected number of each stratum for one count and one year.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts* of one question and period, for the whole by stratum.
    expected : Expected
        How the number is come by.
    wanted : Series of bool, optional
        For which rows; for all if not said.

    Returns
    -------
    DataFrame
        `expected` and `error`, the standard error of its logarithm; NaN where there is none.
    """
    none = pd.DataFrame({"expected": np.nan, "error": np.nan}, index=part.index)
    if expected.method == "index":
        people = part["population"].to_numpy(float)
        index = part["index"].to_numpy(float)
        there = np.flatnonzero((people > 0) & (index > 0 if expected.scale == "log" else np.isfinite(index)))
        inside = part.iloc[there]
        asked = None if wanted is None else np.flatnonzero(wanted.to_numpy()[there]).tolist()
        index = np.log(index[there]) if expected.scale == "log" else index[there]
        number, error = expected_by_index(inside["x"], inside["population"], index, model=expected.model, areas=asked)
        none.iloc[there] = np.column_stack([number, error])
        return none
    if expected.method == "rest" and not expected.by:
        number, variance = expected_of_the_rest(part["x"].to_numpy(), part["population"].to_numpy(float))
        with np.errstate(invalid="ignore", divide="ignore"):
            return none.assign(expected=number, error=np.where(number > 0, np.sqrt(variance) / number, np.nan))
    known = part["expected_error"].fillna(0.0) if "expected_error" in part else 0.0
    return none.assign(expected=part["expected"], error=known)
