"""From raw cells to coded cases: one code a cell, every change logged, every fault found in one reading.

Nothing is guessed: a spelling that the codebook does not know is a fault, named with file, row and column.
"""

from dataclasses import dataclass

import pandas as pd

from granska.errors import ProblemsError, nearest
from granska.review.codebook import (
    NOT_APPLICABLE,
    SPECIAL_CODES,
    UNDOCUMENTED,
    Codebook,
    Question,
)
from granska.review.method import Method
from granska.review.model import Review, fold
from granska.review.parts import Headers
from granska.stages.areas_over_time import on_one_area_set
from granska.stages.columns import (
    Column,
    Log,
    clean_area,
    clean_code,
    clean_date,
    clean_group,
    clean_number,
    clean_text,
)
from granska.stages.contracts import LOG_COLUMNS, case_table, expected_column, register_table
from granska.stages.reading import RawTable
from granska.stages.readings import READER, clean_reader, one_counted_row, reading_table
from granska.stages.registers import check_register, check_years, lay_out_long


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gives.

    Parameters
    ----------
    cases : DataFrame
        One row a case (the contract *cases*), or one row an area, year and group for a register.
    log : DataFrame
        One row a change: file, row, column, rule, kind of change.
    readings : DataFrame, optional
        Two rows for each case that two inspectors read, where the review has such.
    """

    cases: pd.DataFrame
    log: pd.DataFrame
    readings: pd.DataFrame | None = None


def clean(tables: list[RawTable], method: Method) -> Cleaned:
    """Code the raw cells of a review.

    Parameters
    ----------
    tables : list of RawTable
        The raw files.
    method : Method
        Parameters, questions, and the cases in each stratum if they are known.

    Returns
    -------
    Cleaned
        Cases and log, sorted.

    Raises
    ------
    ProblemsError
        Every fault of every file, each with file, row and column.
    """
    review, codebook = method.review, method.codebook
    log = Log()
    problems: list[str] = []
    roles = _roles(review, codebook)
    tables = lay_out_long(tables, method, roles, problems)
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    parts = [_clean_table(table, method, log, problems) for table in tables]
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    rows = pd.concat(parts, ignore_index=True)
    readings = None
    if review.kind == "cases":
        rows = on_one_area_set(_one_row_a_case(rows, review, log), method, log)
        if READER in rows:
            rows, read = one_counted_row(rows, review, codebook, log)
            _apply_conditions(read, codebook, Log())
            readings = reading_table(read, codebook)
        _apply_conditions(rows, codebook, log)
        _check_sample(rows, review, method.population)
        cases = case_table(rows, review, codebook)
    else:
        rows = check_register(rows, tables, method, roles)
        cases = register_table(check_years(on_one_area_set(rows, method, log), method), review, codebook)
    return Cleaned(cases, log.table()[LOG_COLUMNS], readings)


def _roles(review: Review, codebook: Codebook) -> dict[str, Headers]:
    """Name every column that is wanted, and the heads it may stand under."""
    roles: dict[str, Headers] = {"stratum": review.design.strata.column}
    for role in ("case_id", READER, "date", "year", "population"):
        heads = getattr(review.columns, role)
        if heads:
            roles[role] = heads
    roles |= {"index": review.counting.index} if review.counting.index else {}
    roles |= {expected_column(name): heads for name, heads in review.columns.expected.items()}
    roles |= {name: breakdown.column for name, breakdown in review.breakdowns.items()}
    return roles | {question.name: question.headers for question in codebook}


def _clean_table(table: RawTable, method: Method, log: Log, problems: list[str]) -> pd.DataFrame:
    review, codebook = method.review, method.codebook
    roles = _roles(review, codebook)
    if table.reader:
        roles.pop(READER, None)
    found = _find_columns(table, roles, log, problems)
    raw = table.rows.drop_duplicates()
    for row in table.rows.index.difference(raw.index):
        log.add(table.file, row, "", "duplicate-row", "row dropped")
    cleaned: dict[str, pd.Series] = {}
    questions = {question.name for question in codebook}
    names = list(method.areas.known if method.areas else method.population or review.design.strata.names)
    totals = review.counting.total
    names += (totals or ()) if names else ()
    for role, head in found.items():
        column = Column(table.file, head, raw[head], table.places.get(head, {}))
        if role == "stratum":
            cleaned[role] = clean_area(column, review.design.strata.aliases, names, log, problems)
            if review.kind == "register":
                # two areas that were merged later are two rows of the same stratum, not one row given twice
                cleaned["area"] = cleaned[role] if method.areas else column.cells.map(fold)
        elif role == "case_id":
            cleaned[role] = clean_text(column, problems)
        elif role == READER:
            cleaned[role] = clean_reader(column, review.readers, log, problems)
        elif role == "date":
            cleaned[role] = clean_date(column, review.period, log, problems)
        elif role in review.breakdowns:
            cleaned[role] = clean_group(column, review.breakdowns[role], log, problems)
        elif role not in questions:
            cleaned[role] = clean_number(column, log, problems)
        else:
            cleaned[role] = _clean_answers(column, codebook[role], log, problems)
    frame = pd.DataFrame(cleaned, index=raw.index)
    if table.reader:
        everyone = review.readers.everyone if review.readers else ()
        frame[READER] = next((name for name in everyone if fold(name) == fold(table.reader)), table.reader)
    frame["file"], frame["row"] = table.file, raw.index
    return frame


def _clean_answers(column: Column, question: Question, log: Log, problems: list[str]) -> pd.Series:
    if question.type == "number":
        # 99 is an answer here, unless the codebook says that it stands for something else
        words = {word: code for word, code in question.code_of.items() if not word.isdigit()}
        own = {fold(word): code for code, spellings in question.spellings.items() for word in spellings}
        return clean_number(column, log, problems, special=words | own)
    if question.type == "count":
        return clean_number(column, log, problems, whole=True)
    return clean_code(column, question, log, problems)


def _find_columns(table: RawTable, roles: dict[str, Headers], log: Log, problems: list[str]) -> dict[str, str]:
    """Match the heads of a file with the columns that are wanted."""
    by_spelling = {fold(head): head for head in table.rows.columns}
    found: dict[str, str] = {}
    for role, heads in roles.items():
        matching = {by_spelling[fold(head)]: head for head in heads if fold(head) in by_spelling}
        if not matching:
            hint = nearest(heads[0], table.rows.columns, else_list=False)
            problems.append(
                f"{table.file}: no column for {role}: none is headed {' or '.join(map(repr, heads))}.{hint}"
            )
        elif len(matching) > 1:
            both = " and ".join(f"'{head}'" for head in matching)
            problems.append(f"{table.file}: {both} both stand for {role}. Delete one, or mend the heads in params/.")
        else:
            [found[role]] = matching
            if found[role] != heads[0]:
                log.add(table.file, 1, found[role], "header-variant", f"read as {role}")
    for head in table.rows.columns:
        if head not in found.values():
            log.add(table.file, 1, head, "column-ignored", "not named in params/")
    return found


def _one_row_a_case(rows: pd.DataFrame, review: Review, log: Log) -> pd.DataFrame:
    """Keep one row of each case; rows of one case that disagree are a fault."""
    # ids that differ in case or blanks only are one case typed twice
    ids = rows["case_id"].map(fold).rename("id")
    if READER in rows:
        # what two have read is no row given twice
        ids = ids + "\n" + rows[READER]
    repeated = rows[ids.duplicated(keep=False)]
    answers = rows.columns.difference(["file", "row", "case_id"])
    differs = repeated.groupby(ids, sort=False)[list(answers)].nunique(dropna=False) > 1
    problems = []
    for identifier, columns in differs[differs.any(axis=1)].iterrows():
        same = repeated[ids[repeated.index] == identifier]
        places = " and ".join(f"{file} row {row}" for file, row in zip(same["file"], same["row"], strict=True))
        named = ", ".join(sorted(columns.index[columns]))
        problems.append(f"{places}: the same case id with different {named}. Keep the right one.")
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    again = ids.duplicated()
    for file, row in rows.loc[again, ["file", "row"]].itertuples(index=False):
        log.add(file, row, "", "duplicate-row", "row dropped")
    return rows[~again].copy()


def _apply_conditions(rows: pd.DataFrame, codebook: Codebook, log: Log) -> None:
    """Set a question to not applicable where its condition is not met, in the order of the conditions."""
    for question in codebook.in_order():
        if question.applies_if is None:
            continue
        asked = codebook[question.applies_if.question]
        given = rows[asked.name]
        if asked.undocumented == "no":
            # what counts as no in the shares counts as no in the condition too
            given = given.replace(UNDOCUMENTED, "no")
        outside = ~given.isin(question.applies_if.answers)
        answered = outside & ~rows[question.name].isin(SPECIAL_CODES)
        for file, row in rows.loc[answered, ["file", "row"]].itertuples(index=False):
            log.add(file, row, question.name, "outside-condition", f"answer → {NOT_APPLICABLE}")
        rows.loc[outside, question.name] = NOT_APPLICABLE


def _check_sample(rows: pd.DataFrame, review: Review, population: dict[str, int] | None) -> None:
    """Compare the cases read with the population they were drawn from."""
    if population is None:
        return
    read = rows["stratum"].value_counts()
    where = f"params/{review.id}/{review.design.population}"
    problems = [
        f"'{stratum}' has {size} cases in the population but {read[stratum]} were read. Mend the number or the data."
        for stratum, size in population.items()
        if read.get(stratum, 0) > size
    ]
    problems += [
        f"'{stratum}' is in the population but {('no case', 'only one case')[read.get(stratum, 0)]} of it was read. "
        "An estimate needs at least two: read more, or take it out of the population."
        for stratum in population
        if read.get(stratum, 0) < 2
    ]
    if problems:
        raise ProblemsError(where, problems)
