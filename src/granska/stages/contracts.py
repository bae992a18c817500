"""The tables that pass between the stages, each with its columns, types and rules (version 1)."""

from typing import Any

import pandas as pd
import pandera.pandas as pa

from granska.review.codebook import NOT_APPLICABLE, SPECIAL_CODES, UNDOCUMENTED, Codebook, Question
from granska.review.model import UNKNOWN_GROUP, Review

ALL = "all"
STRATUM = "stratum"
CASES = "cases"  # the indicator that counts the cases themselves
COUNT = "count"  # the level of a register count that stands by itself
# Breakdowns of the ledger whose rows count cases answered twice, by both answers: by two inspectors, or in two reviews.
READERS, AGAIN = "readers", "again"
PAIRED = (READERS, AGAIN)
PAIR = "|"  # parts the two answers in the level of such a row, as in "yes|no"

LOG_COLUMNS = ["file", "row", "column", "rule", "kind"]
KEYS = ["indicator", "level", "breakdown", "group", "stratum", "period"]
TALLIES = ["asked", "not_applicable", "undocumented", "missing", "n", "x"]
# Measures that are shares, or differences of shares: they have a percent.
SHARES = (
    *("proportion", "sample_share", "bounds", "difference", "detectable_difference"),
    *("funnel_limit", "shrunken", "agreement", "change"),
)
MEASURES = (
    *SHARES,
    "finite_population",
    "test",
    "homogeneity",
    "dispersion",
    "icc",
    "outside",
    "outside_by_chance",
    "median",
    "count",
    *("chance_corrected_agreement", "answers_apart"),
    # of registers
    *("rate", "expected", "observed_expected", "expected_limit", "expected_dispersion", "expected_test"),
    *("trend", "rate_change", "rate_trend"),
)
# The statuses of a row that disclosure control hides.
SUPPRESSED = ("suppressed", "suppressed_complementary")
# What disclosure control adds: a status, and the number in whole percent or points.
PUBLISHED_COLUMNS = ["status", "percent", "percent_lower", "percent_upper"]
# What could give a count away: with the limits of a test, or of an interval, it says what these were made from.
NEVER_PUBLISHED = ("df", "n_effective")
ESTIMATE_TEXTS = ["indicator", "level", "breakdown", "group", "versus", "period", "measure", "method"]
ESTIMATE_NUMBERS = ["confidence", "estimate", "lower", "upper", "statistic", "df", "p_value", "p_adjusted"]
ESTIMATE_COLUMNS = [
    *ESTIMATE_TEXTS,
    *ESTIMATE_NUMBERS,
    "family",
    "n",
    "x",
    "population",
    "n_effective",
    "reliability",
    "note",
]


def _column(values: list[str] | None = None, **options: Any) -> pa.Column:
    return pa.Column(object, pa.Check.isin(values) if values else None, nullable=False, coerce=True, **options)


def _answers(question: Question) -> pa.Column:
    if question.type == "number":
        words = "|".join(SPECIAL_CODES)
        return pa.Column(object, pa.Check.str_matches(rf"^(?:-?\d.*|{words})$"), coerce=True)
    return _column([*question.codes, *SPECIAL_CODES])


def _validate(schema: pa.DataFrameSchema, table: pd.DataFrame) -> pd.DataFrame:
    """Check a table against its contract; a fault here is a fault of the program, and shows no data."""
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        faults = error.failure_cases[["column", "check"]].drop_duplicates().itertuples(index=False)
        named = "; ".join(f"{column}: {check}" for column, check in faults)
        raise AssertionError(f"the {schema.name} table breaks its contract: {named}") from None


def answered_once(counts: pd.DataFrame) -> pd.DataFrame:
    """Leave out of the ledger what counts pairs of answers to the same question about the same case."""
    return counts[~counts["breakdown"].isin(PAIRED)]


def case_table(rows: pd.DataFrame, review: Review, codebook: Codebook) -> pd.DataFrame:
    """Give the contract *cases*: id, stratum, breakdowns, one column a question; sorted by id.

    Parameters
    ----------
    rows : DataFrame of str
        Coded rows, one a case.
    review, codebook
        The method.
    """
    columns = {"case_id": _column(unique=True), STRATUM: _column()}
    if review.columns.date:
        columns["date"] = _column()
    columns |= {name: _column([*part.groups, UNKNOWN_GROUP]) for name, part in review.breakdowns.items()}
    columns |= {question.name: _answers(question) for question in codebook}
    schema = pa.DataFrameSchema(columns, strict=True, name="cases")
    return _validate(schema, rows[list(columns)].sort_values("case_id", ignore_index=True))


def expected_column(question: str) -> str:
    """Name the column of a register that holds the count to be expected of a question."""
    return f"expected_{question}"


def register_table(rows: pd.DataFrame, review: Review, codebook: Codebook) -> pd.DataFrame:
    """Give the cleaned register: one row an area, year and group, its counts as numbers; areas by present name.

    Rows of areas that were merged are still apart; counting adds them up.
    """
    texts = {STRATUM: _column(), "period": _column()}
    texts |= {name: _column([*part.groups, UNKNOWN_GROUP]) for name, part in review.breakdowns.items()}
    names = ["population"] if review.columns.population else []
    names += ["index"] if review.counting.index else []
    names += [expected_column(name) for name in review.columns.expected]
    names += [question.name for question in codebook]
    numbers = {name: pa.Column(float, None if name == "index" else pa.Check.ge(0), coerce=True) for name in names}
    schema = pa.DataFrameSchema(texts | numbers, strict=True, name="register")
    rows = rows.rename(columns={"year": "period"})[[*texts, *numbers]]
    return _validate(schema, rows.sort_values([*texts], ignore_index=True))


def counts_table(ledger: pd.DataFrame) -> pd.DataFrame:
    """Give the contract *counts*, the denominator ledger, sorted by its keys.

    Everyone asked is somewhere: not applicable, missing, undocumented (unless the codebook counts that as an
    answer), or counted in `n`; and `x` of the `n` gave the answer in question.
    """
    whole = {name: pa.Column(int, pa.Check.ge(0), coerce=True) for name in TALLIES}
    more = ("population", "expected", "expected_error", "index")
    extra = {name: pa.Column(float, nullable=True, coerce=True, required=False) for name in more}
    schema = pa.DataFrameSchema(
        {name: _column() for name in KEYS} | whole | extra,
        checks=[
            pa.Check(lambda t: t["x"] <= t["n"], error="x is at most n"),
            pa.Check(
                lambda t: t["asked"] - t[NOT_APPLICABLE] - t["missing"] - t["n"] <= t[UNDOCUMENTED], error="all asked"
            ),
            pa.Check(lambda t: t["asked"] - t[NOT_APPLICABLE] - t["missing"] >= t["n"], error="n is at most asked"),
        ],
        unique=KEYS,
        strict=True,
        name="counts",
    )
    columns = [name for name in (*KEYS, *TALLIES, *extra) if name in ledger]
    return _validate(schema, ledger[columns].sort_values(KEYS, ignore_index=True))


def estimates_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the contract *estimates*: one row a number, with the method that made it."""
    table = rows.reindex(columns=ESTIMATE_COLUMNS)
    texts = [*ESTIMATE_TEXTS, "family", "reliability", "note"]
    table[texts] = table[texts].astype(object).fillna("")
    numbers = [*ESTIMATE_NUMBERS, "n", "x", "population", "n_effective"]
    schema = pa.DataFrameSchema(
        {name: _column() for name in texts}
        | {name: pa.Column(float, nullable=True, coerce=True) for name in numbers}
        | {"measure": _column(list(MEASURES))},
        checks=[
            pa.Check(
                lambda t: ~(t["lower"] > t["estimate"]) & ~(t["estimate"] > t["upper"]),
                error="lower ≤ estimate ≤ upper",
            )
        ],
        unique=ESTIMATE_TEXTS,
        strict=True,
        name="estimates",
    )
    return _validate(schema, table.sort_values(ESTIMATE_TEXTS, ignore_index=True)[ESTIMATE_COLUMNS])
