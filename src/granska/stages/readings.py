"""Cases that two inspectors read: one counted row for each by the rule of the review, and the readings side by side.

The counted row goes on to the shares. The readings go to the ledger as pairs of answers, from which the agreement
between readers is estimated. One who settles what two differ in has read their answers, so that her reading is no
reading of its own and is left out of the pairs.
"""

from collections.abc import Iterable, Iterator

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
PERCENT, PAIRWISE, AC1, COHEN, CONGER = "wilson", "pairwise", "gwet-ac1", "cohen-kappa", "conger-kappa"


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
        Rows of one case that differ in more than their answers, or that two have read where no rule is given.
    """
    readers = review.readers
    order = {name: place for place, name in enumerate(readers.names)} if readers else {}
    ids = rows["case_id"].map(fold)
    several = ids.duplicated(keep=False)
    # one after the other: the cases, and the readers of each, whoever decides before the others
    by_case = pd.DataFrame({"id": ids, "rank": rows[READER].map(order).fillna(-1)})[several]
    by_case = by_case.sort_values(["id", "rank"], kind="stable")
    twice = rows.loc[by_case.index]
    problems = [*_faults(twice, by_case["id"], review)]
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    names = [question.name for question in codebook]
    labels, table = by_case.index.to_numpy(), twice[names].to_numpy()
    places = [*zip(twice["file"], twice["row"], strict=True)]
    starts = np.flatnonzero(~by_case["id"].duplicated())
    counted = rows.copy()
    independent: list[object] = []
    joined: list[object] = []
    changed: dict[str, dict[object, str]] = {name: {} for name in names}
    for start, end in zip(starts, np.append(starts, len(table))[1:], strict=True):
        settled = start + int((by_case["rank"].to_numpy()[start:end] < 0).sum())
        kept, (file, row) = labels[settled], places[settled]
        if end - settled > 1:
            independent += [*labels[settled:end]]
        for name, given, decided in zip(names, table[settled:end].T, table[start:settled].T, strict=True):
            answer, rule = _answer(given, decided, readers)
            if answer != given[0]:
                changed[name][kept] = answer
            if rule:
                log.add(file, row, name, rule, "two answers → one")
        for other in (*range(start, settled), *range(settled + 1, end)):
            file, row = places[other]
            log.add(file, row, "", "read-twice", "row joined with the other")
            joined.append(labels[other])
    for name, answer_of in changed.items():
        counted.loc[[*answer_of], name] = [*answer_of.values()]
    return counted.drop(index=joined), rows.loc[independent].copy()


def _faults(twice: pd.DataFrame, ids: "pd.Series[str]", review: Review) -> Iterator[str]:
    """Say what keeps rows of one case from being joined."""
    shared = [name for name in (STRATUM, "date", *review.breakdowns) if name in twice]
    differ = twice[shared].groupby(ids).nunique(dropna=False) > 1
    wrong = differ.index if review.readers is None else differ.index[differ.any(axis=1)]
    for identifier in wrong:
        rows = twice[ids == identifier].sort_index()
        places = " and ".join(f"{file} row {row}" for file, row in zip(rows["file"], rows["row"], strict=True))
        named = ", ".join(name for name in shared if differ.loc[identifier, name])
        if named:
            yield f"{places}: the same case id with different {named}. Keep the right one."
        if review.readers is None:
            yield (
                f"{places}: the same case id, read by two. Say under readers in review.yml who reads and which answer "
                "counts, or delete one row."
            )


def _answer(given: Iterable[str], decided: Iterable[str], readers: Readers | None) -> tuple[str, str]:
    """Choose the answer that counts, and name the rule if one had to choose.

    An answer that is missing is none: where one reader has an answer and the other has not, hers counts.
    """
    answers = [answer for answer in given if answer != MISSING]
    settled = [answer for answer in decided if answer != MISSING]
    if settled:
        return settled[0], "readers-decider" if {*answers} - {settled[0]} else ""
    if len({*answers}) < 2:
        return answers[0] if answers else MISSING, ""
    if readers is not None and readers.rule == "first":
        return answers[0], "readers-first"
    return MISSING, "readers-missing"


def reading_table(readings: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Give the readings as they are stored: case, stratum, reader, one column a question; a row a reading."""
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
    """Count the cases that several read by their answers, question by question.

    Not compared are cases in which fewer than two have an answer, or in which one reader at least did not come to the
    question, since its condition was not met: what they differ in is then the question of the condition.

    Parameters
    ----------
    readings : DataFrame
        From `reading_table`.
    review, codebook
        The method.

    Returns
    -------
    DataFrame
        Rows of the contract *counts* with the breakdown `readers`. The level is the answers, as in ``yes|no``, and the
        group the places of their readers in `readers.names`, as in ``1|2``; or both are `all`, for the cases in which
        all answers are equal.
    """
    if readings.empty or review.readers is None:
        return pd.DataFrame(columns=["indicator", "level", "breakdown", "group", STRATUM, "period", *TALLIES])
    place = {name: str(number) for number, name in enumerate(review.readers.names, start=1)}
    case = readings["case_id"].map(fold).rename("case")
    strata = readings[STRATUM].groupby(case).first()
    nobody = pd.Series(False, strata.index)
    parts = [_tallied(strata, nobody, nobody, ~nobody, CASES)]
    for question in codebook:
        answers = _ratings(readings[question.name], question)
        # without a condition it is the reader's own judgement that a question does not apply
        unasked = (answers == NOT_APPLICABLE) & (question.applies_if is not None)
        given = pd.DataFrame({"place": readings[READER].map(place), "level": answers})[answers != MISSING]
        joined = given.groupby(case[given.index]).agg(PAIR.join).reindex(strata.index, fill_value="")
        outside = unasked.groupby(case).any()
        missing = ~outside & ~joined["level"].str.contains(PAIR, regex=False)
        compared = ~outside & ~missing
        equal = answers[given.index].groupby(case[given.index]).nunique().reindex(strata.index, fill_value=0) == 1
        parts.append(_tallied(strata, outside, missing, compared & equal, question.name))
        for (group, level), those in joined[compared].groupby(["place", "level"]).groups.items():
            having = pd.Series(strata.index.isin(those), strata.index)
            parts.append(_tallied(strata, outside, missing, having, question.name, level, group))
    return pd.concat(parts, ignore_index=True)


def _tallied(
    strata: pd.Series,
    outside: pd.Series,
    missing: pd.Series,
    having: pd.Series,
    indicator: str,
    level: str = ALIKE,
    group: str = ALL,
) -> pd.DataFrame:
    tallies = {
        "asked": True | outside,
        NOT_APPLICABLE: outside,
        "undocumented": outside & False,
        MISSING: missing,
        "n": ~outside & ~missing,
        "x": having,
    }
    sums = pd.DataFrame(tallies).astype(int).groupby(strata).sum().reset_index()
    return sums.assign(indicator=indicator, level=level, breakdown=READERS, group=group, period="")


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
        (`agreement`; of more than two the share of pairs), what is left of it beyond chance
        (`chance_corrected_agreement`: Gwet's AC1, and Cohen's kappa, or Conger's where more than two have read), and
        how many have which different answers (`answers_apart`).
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
            if len(set(str(level).split(PAIR))) > 1:
                named = {"level": level, "measure": "answers_apart", "method": "counted", "estimate": float(x)}
                yield pd.DataFrame([row | named | {"n": totals["n"], "x": x}]).drop(columns="confidence")


def ratings_of(pairs: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Lay answers out as ratings: a row a case, a column a reader, None where she has not read it.

    Parameters
    ----------
    pairs : DataFrame
        Rows of the ledger of one question, with `level`, `group` and `x`.
    """
    cells, readers = [], set()
    for line in pairs.itertuples():
        answers, places = str(line.level).split(PAIR), str(line.group).split(PAIR)
        readers |= {*places}
        cells += [dict(zip(places, answers, strict=True))] * int(line.x)
    order = sorted(readers, key=int)
    rows = [[case.get(place) for place in order] for case in cells]
    return np.array(rows, object).reshape(len(cells), len(order))


def _coefficients(pairs: pd.DataFrame, row: dict[str, object], confidence: float) -> pd.DataFrame:
    ratings = ratings_of(pairs)
    nothing = Coefficient(undefined="no case was rated twice")
    percent, ac1, kappa, method, ways = nothing, nothing, nothing, PERCENT, COHEN
    if len(ratings):
        found = agreement(ratings, confidence=confidence)
        percent, ac1, kappa = found.percent_agreement, found.ac1, found.kappa
        ways = COHEN if ratings.shape[1] == 2 else CONGER
        by_case = [[answer for answer in case if answer is not None] for case in ratings]
        if all(len(answers) == 2 for answers in by_case):
            # two answers a case, whoever gave them: a plain share
            percent = agreement(np.array(by_case, object), confidence=confidence).percent_agreement
        else:
            method, row = PAIRWISE, row | {"x": np.nan}
    return pd.DataFrame(
        (row if how == method else row | {"x": np.nan})
        | {
            "measure": "agreement" if how == method else "chance_corrected_agreement",
            "method": how,
            "estimate": one.estimate,
            "lower": one.lower,
            "upper": one.upper,
            "note": _note(one),
        }
        for how, one in ((method, percent), (AC1, ac1), (ways, kappa))
    )


def _note(one: Coefficient) -> str:
    if one.undefined is None:
        return ""
    return "one_answer" if "one category" in one.undefined else "no_cases" if "no case" in one.undefined else "too_few"
