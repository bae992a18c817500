"""The denominator ledger: who was asked, who fell away and why, who answered, and what.

From here on a sample of cases and a register are the same: counts by question, answer, group, stratum and period.
"""

from collections.abc import Iterator

import pandas as pd

from granska.review.codebook import MISSING, NOT_APPLICABLE, SPECIAL_CODES, UNDOCUMENTED, WITHIN, Codebook, Question
from granska.review.method import Method
from granska.review.model import Review
from granska.stages.contracts import ALL, CASES, COUNT, STRATUM, TALLIES, counts_table, expected_column
from granska.stages.expecting import with_expected
from granska.stages.readings import count_pairs

VALUE = "="  # begins the level that is one answered number, as in "=14"


def count(cases: pd.DataFrame, method: Method, readings: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the cases, or the register, of a review.

    Parameters
    ----------
    cases : DataFrame
        The contract *cases*, or a cleaned register.
    method : Method
        Parameters and questions.
    readings : DataFrame, optional
        Both readings of the cases that two inspectors read.

    Returns
    -------
    DataFrame
        The contract *counts*.
    """
    counter = _count_cases if method.review.kind == "cases" else _count_register
    parts = [*counter(cases, method.review, method.codebook)]
    if readings is not None and len(readings):
        parts.append(count_pairs(readings, method.review, method.codebook))
    ledger = pd.concat(parts, ignore_index=True)
    return counts_table(with_expected(ledger, cases, method) if method.review.kind == "register" else ledger)


def _breakdowns(table: pd.DataFrame, review: Review) -> Iterator[tuple[str, pd.Series]]:
    """Go through the whole, then each breakdown, as a column of groups."""
    yield ALL, pd.Series(ALL, table.index)
    for name in review.breakdowns:
        yield name, table[name]


def _count_cases(cases: pd.DataFrame, review: Review, codebook: Codebook) -> Iterator[pd.DataFrame]:
    everyone = pd.DataFrame(0, cases.index, TALLIES).assign(asked=1, n=1, x=1)
    tallies = {(CASES, ALL): everyone} | {
        (question.name, level): _tally(cases[question.name], question, level)
        for question in codebook
        for level in (*question.levels, *_values(cases[question.name], question))
    }
    # all side by side, since adding up once is quicker than once a level
    wide = pd.concat(tallies, axis=1, names=["indicator", "level"])
    for breakdown, group in _breakdowns(cases, review):
        sums = wide.groupby([group.rename("group"), cases[STRATUM]]).sum()
        yield sums.stack(["indicator", "level"]).reset_index().assign(breakdown=breakdown, period="")


def _values(answers: pd.Series, question: Question) -> list[str]:
    """Give a level for each number that was answered, so that the ledger holds what a median needs."""
    if question.type != "number":
        return []
    return [f"{VALUE}{value}" for value in sorted(set(answers[~answers.isin(SPECIAL_CODES)]), key=float)]


def _tally(answers: pd.Series, question: Question, level: str) -> pd.DataFrame:
    """Put each case in the place it has in the ledger of one question."""
    counted = ~answers.isin(SPECIAL_CODES)
    if question.undocumented != "missing":
        counted |= answers == UNDOCUMENTED
    numbers = pd.to_numeric(answers, errors="coerce") if level == WITHIN else None
    yes = answers == level.removeprefix(VALUE) if numbers is None else numbers <= question.limit
    places = {
        "asked": pd.Series(True, answers.index),
        NOT_APPLICABLE: answers == NOT_APPLICABLE,
        UNDOCUMENTED: answers == UNDOCUMENTED,
        MISSING: answers == MISSING,
        "n": counted,
        "x": counted & yes,
    }
    return pd.DataFrame(places).astype(int)


def _count_register(register: pd.DataFrame, review: Review, codebook: Codebook) -> Iterator[pd.DataFrame]:
    numbers = register.select_dtypes("number").columns
    for breakdown, group in _breakdowns(register, review):
        keys = [group.rename("group"), register[STRATUM], register["period"]]
        # a merged area that lacks the number of one of its parts has no total: the sum of the others would be too small
        sums = register.groupby(keys)[[*numbers]].sum(skipna=False).reset_index()
        for question in codebook:
            itself = sums[question.name]
            whole = sums[["group", STRATUM, "period"]].assign(
                indicator=question.name, breakdown=breakdown, **dict.fromkeys(TALLIES, 0)
            )
            if "population" in sums:
                whole["population"] = sums["population"]
            whole["x"] = itself
            alone = whole.assign(level=COUNT, asked=itself, n=itself)
            expected = expected_column(question.name)
            yield alone.assign(expected=sums[expected]) if expected in sums else alone
            if question.applies_if:
                base = sums[question.applies_if.question]
                yield whole.assign(level="yes", asked=base, n=base)
