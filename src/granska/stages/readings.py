"""Cases that two inspectors read: one counted row for each by the rule of the review, and the readings side by side.

The counted row goes on to the shares. The readings go to the ledger as pairs of answers, from which the agreement
between readers is estimated. One who settles what two differ in has read their answers, so that her reading is no
reading of its own and is left out of the pairs.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.errors import ProblemsError, nearest
from granska.review.codebook import MISSING, NOT_APPLICABLE, SPECIAL_CODES, WITHIN, Codebook, Question
from granska.review.model import Review, fold
from granska.review.readers import Readers
from granska.stages.columns import Column, Log, kind_of
from granska.stages.contracts import ALL, CASES, PAIR, READERS, STRATUM, TALLIES
from granska.stats.agreement import Coefficient, agreement

READER = "reader"
BEYOND = "beyond_limit"  # what a number is that is not within its limit
ALIKE = ALL  # the level of the row that counts the pairs of equal answers
# What a coefficient of agreement is called in the table of estimates.
PERCENT, AC1, COHEN, CONGER = "wilson", "gwet-ac1", "cohen-kappa", "conger-kappa"


def clean_reader(column: Column, readers: Readers | None, log: Log, problems: list[str]) -> "pd.Series[str]":
    """Give everyone who reads the name that review.yml has for her; without a list every name is taken as it is.

    Parameters
    ----------
    column : Column
        The raw cells.
    readers : Readers or None
        The readers of the review.
    log : Log
        Spellings are noted here.
    problems : list of str
        Cells that are empty or name nobody are added here; the message repeats no name.
    """
    known = {fold(name): name for name in (readers.everyone if readers else column.cells.unique()) if name}
    names = column.cells.map(fold).map(known)
    for row in column.cells.index[names.isna()]:
        text = column.cells[row]
        if not text:
            problems.append(f"{column.place(row)}: empty, but every row needs the name of its reader. Fill it in.")
        else:
            hint = nearest(text, known.values())
            problems.append(f"{column.place(row)}: not one of readers.names in review.yml ({kind_of(text)}).{hint}")
    log.add_cells(column, names.notna() & (names != column.raw), "reader-variant", pd.Series("reader", names.index))
    return names


def one_counted_row(rows: pd.DataFrame, review: Review, codebook: Codebook, log: Log) -> tuple[pd.DataFrame, ...]:
    """Keep one row a case, with the answers that count, and set the readings of cases that two read aside.

    Parameters
    ----------
    rows : DataFrame of str
        Coded rows, one a case and reader, with `file` and `row`.
    review, codebook
        The method.
    log : Log
        Says how often the rule decided.

    Returns
    -------
    counted, readings : DataFrame
        One row a case; and the rows, in the order of `readers.names`, of cases that two read independently.

    Raises
    ------
    ProblemsError
        Rows of one case that differ in more than their answers, more than two who read, two readers and no rule.
    """
    ids = rows["case_id"].map(fold)
    several = ids.duplicated(keep=False)
    readers = review.readers
    order = {name: place for place, name in enumerate(readers.names)} if readers else {}
    place = rows[READER].map(order).fillna(-1)
    cases = [part for _, part in rows[several].groupby(ids[several], sort=False)]
    problems = [fault for part in cases for fault in _faults(part, review)]
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    names = [question.name for question in codebook]
    counted = rows.copy()
    independent: list[pd.Index] = []
    for part in cases:
        part = part.loc[place[part.index].sort_values(kind="stable").index]
        pair = part[place[part.index] >= 0]
        kept = pair.index[0]
        if len(pair) == 2:
            independent.append(pair.index)
        for name in names:
            answer, rule = _answer(part[name], pair[name], readers)
            counted.loc[kept, name] = answer
            if rule:
                log.add(rows.loc[kept, "file"], rows.loc[kept, "row"], name, rule, "two answers → one")
        for other in part.index.difference([kept]):
            log.add(rows.loc[other, "file"], rows.loc[other, "row"], "", "read-twice", "row joined with the other")
            counted = counted.drop(index=other)
    readings = rows.loc[[label for pair in independent for label in pair]].copy()
    return counted, readings


def _faults(part: pd.DataFrame, review: Review) -> Iterator[str]:
    """Say what keeps the rows of one case from being joined."""
    places = " and ".join(f"{file} row {row}" for file, row in zip(part["file"], part["row"], strict=True))
    shared = [name for name in (STRATUM, "date", *review.breakdowns) if name in part]
    named = ", ".join(name for name in shared if part[name].nunique(dropna=False) > 1)
    if named:
        yield f"{places}: the same case id with different {named}. Keep the right one."
    if review.readers is None:
        yield (
            f"{places}: the same case id, read by two. Say under readers in review.yml who reads and which answer "
            "counts, or delete one row."
        )
        return
    independent = (part[READER] != review.readers.decider).sum()
    if independent > 2:
        yield f"{places}: {independent} have read the same case. Two can, and readers.decider after them."


def _answer(part: "pd.Series[str]", pair: "pd.Series[str]", readers: Readers | None) -> tuple[str, str]:
    """Choose the answer that counts, and name the rule if one had to choose.

    An answer that is missing is none: where one reader has an answer and the other has not, hers counts.
    """
    given = pair[pair != MISSING]
    differ = given.nunique() > 1
    decided = part[~part.index.isin(pair.index) & (part != MISSING)]
    if len(decided):
        return decided.iloc[0], "readers-decider" if differ else ""
    if not differ:
        return given.iloc[0] if len(given) else MISSING, ""
    if readers is not None and readers.rule == "first":
        return given.iloc[0], "readers-first"
    return MISSING, "readers-missing"


def reading_table(readings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Give the readings as they are stored: case, stratum, reader, one column a question; two rows a case."""
    columns = ["case_id", STRATUM, READER, *(question.name for question in codebook)]
    table = readings[columns].astype(object)
    # rows of one case stay in the order of readers.names, which sorting by the id alone keeps
    key = table["case_id"].map(fold)
    return table.loc[key.sort_values(kind="stable").index].reset_index(drop=True)


def _ratings(answers: "pd.Series[str]", question: Question) -> "pd.Series[str]":
    """Give what two readers are compared on: the answer, and of a number whether it is within its limit."""
    if question.type != "number":
        return answers
    special = answers.isin(SPECIAL_CODES)
    within = pd.to_numeric(answers.where(~special)) <= (question.limit or 0)
    return answers.where(special, within.map({True: WITHIN, False: BEYOND}))


def count_pairs(readings: pd.DataFrame, review: Review, codebook: Codebook) -> pd.DataFrame:
    """Count the cases that two read by both answers, question by question.

    Not compared are cases in which an answer is missing, or in which one reader at least did not come to the question,
    since its condition was not met: what they differ in is then the question of the condition.

    Parameters
    ----------
    readings : DataFrame
        From `reading_table`.
    review, codebook
        The method.

    Returns
    -------
    DataFrame
        Rows of the contract *counts* with the breakdown `readers`: the level is both answers, as in ``yes|no``, or
        `all` for how many are equal; the group is the places of both readers in `readers.names`, as in ``1|2``.
    """
    if readings.empty or review.readers is None:
        return pd.DataFrame(columns=["indicator", "level", "breakdown", "group", STRATUM, "period", *TALLIES])
    first, second = (readings.iloc[side::2].reset_index(drop=True) for side in (0, 1))
    place = {name: str(number) for number, name in enumerate(review.readers.names, start=1)}
    keys = {"group": first[READER].map(place) + PAIR + second[READER].map(place), STRATUM: first[STRATUM]}
    one = pd.Series(1, first.index)
    parts = [_tallied(keys, CASES, pd.Series(ALIKE, first.index), one * 0, one * 0, one)]
    for question in codebook:
        answers = [_ratings(side[question.name], question) for side in (first, second)]
        outside = (answers[0] == NOT_APPLICABLE) | (answers[1] == NOT_APPLICABLE)
        # without a condition it is the reader's own judgement that a question does not apply
        outside &= question.applies_if is not None
        missing = ~outside & ((answers[0] == MISSING) | (answers[1] == MISSING))
        compared = ~outside & ~missing
        equal = compared & (answers[0] == answers[1])
        both = answers[0] + PAIR + answers[1]
        marks = (outside, missing)
        parts.append(_tallied(keys, question.name, pd.Series(ALIKE, first.index), *marks, equal))
        for level in sorted(both[compared].unique()):
            parts.append(
                _tallied(keys, question.name, pd.Series(level, first.index), *marks, compared & (both == level))
            )
    return pd.concat(parts, ignore_index=True)


def _tallied(
    keys: dict[str, pd.Series], indicator: str, level: pd.Series, outside: pd.Series, missing: pd.Series, x: pd.Series
) -> pd.DataFrame:
    asked = pd.Series(1, level.index)
    tallies = {
        "asked": asked,
        NOT_APPLICABLE: outside.astype(int),
        "undocumented": asked * 0,
        MISSING: missing.astype(int),
        "n": asked - outside.astype(int) - missing.astype(int),
        "x": x.astype(int),
    }
    sums = pd.DataFrame({**keys, **tallies}).groupby(["group", STRATUM], as_index=False).sum()
    return sums.assign(indicator=indicator, level=level.iloc[0], breakdown=READERS, period="")


def agreements(counts: pd.DataFrame, confidence: float) -> Iterator[pd.DataFrame]:
    """Estimate how well two readers agree, question by question.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    confidence : float
        Of the intervals.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*: how many cases two read (`count`), the share of them with equal answers
        (`agreement`), what is left of it beyond chance (`chance_corrected_agreement`: Gwet's AC1, and Cohen's kappa, or
        Conger's where more than two have read), and how many have which two different answers (`answers_apart`).
    """
    pairs = counts[counts["breakdown"] == READERS]
    for indicator, part in pairs.groupby("indicator", sort=True):
        row = {"indicator": indicator, "breakdown": READERS, "group": ALL, "period": "", "confidence": confidence}
        totals = part[part["level"] == ALIKE][["n", "x"]].sum()
        if indicator == CASES:
            yield pd.DataFrame(
                [
                    row
                    | {
                        "level": ALIKE,
                        "measure": "count",
                        "method": "counted",
                        "estimate": float(totals["n"]),
                        **totals,
                    }
                ]
            ).drop(columns="confidence")
            continue
        apart = part[part["level"] != ALIKE]
        yield _coefficients(apart, row | {"level": ALIKE, **totals}, confidence)
        differing = apart.groupby("level")["x"].sum()
        for level, x in differing.items():
            first, second = str(level).split(PAIR)
            if first != second:
                named = {"level": level, "measure": "answers_apart", "method": "counted", "estimate": float(x)}
                yield pd.DataFrame([row | named | {"n": totals["n"], "x": x}]).drop(columns="confidence")


def ratings_of(pairs: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Lay pairs of answers out as ratings, a row a case: in two columns, and in one for each reader.

    Parameters
    ----------
    pairs : DataFrame
        Rows of the ledger of one question, with `level`, `group` and `x`.
    """
    both, cells, readers = [], [], set()
    for line in pairs.itertuples():
        answers, places = str(line.level).split(PAIR), str(line.group).split(PAIR)
        readers |= {*places}
        both += [answers] * int(line.x)
        cells += [dict(zip(places, answers, strict=True))] * int(line.x)
    order = sorted(readers, key=int)
    apart = np.array([[case.get(place) for place in order] for case in cells], object).reshape(len(cells), len(order))
    return np.array(both, object).reshape(len(both), 2), apart


def _coefficients(pairs: pd.DataFrame, row: dict[str, object], confidence: float) -> pd.DataFrame:
    two_columns, by_reader = ratings_of(pairs)
    if len(two_columns) == 0:
        nothing = Coefficient(undefined="no case was rated twice")
        found = {PERCENT: nothing, AC1: nothing, COHEN: nothing}
    else:
        plain = agreement(two_columns, confidence=confidence)
        # which reader stands in which column matters to kappa alone
        kappa = plain.kappa if by_reader.shape[1] == 2 else agreement(by_reader, confidence=confidence).kappa
        found = {
            PERCENT: plain.percent_agreement,
            AC1: plain.ac1,
            COHEN if by_reader.shape[1] == 2 else CONGER: kappa,
        }
    return pd.DataFrame(
        row
        | {
            "measure": "agreement" if method == PERCENT else "chance_corrected_agreement",
            "method": method,
            "estimate": one.estimate,
            "lower": one.lower,
            "upper": one.upper,
            "note": _note(one),
        }
        for method, one in found.items()
    )


def _note(one: Coefficient) -> str:
    if one.undefined is None:
        return ""
    return "one_answer" if "one category" in one.undefined else "no_cases" if "no case" in one.undefined else "too_few"
