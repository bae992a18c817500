"""Reading raw files: every cell comes in as text, with the file and the row it came from.

Cleaning decides what a text means; reading only finds the table and refuses what cannot be read with certainty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from granska.errors import InputError, ProblemsError
from granska.review.model import DataFile, Review, fold
from granska.stages.formats import Records, read_sheets
from granska.stages.identity import holds_personal_identity_number
from granska.stages.register_heads import one_head
from granska.stages.workbooks import looks_like_data


@dataclass(frozen=True)
class RawTable:
    """One raw file as it was written.

    Parameters
    ----------
    file : str
        Its name.
    rows : DataFrame of str
        Its cells under its own heads; the index is the row number that a spreadsheet shows.
    reader : str, optional
        Who read all its cases, where review.yml says that of the file.
    places : mapping of str to mapping
        By head and row, where a cell stands, for a table that was put together from several columns or files.
    """

    file: str
    rows: pd.DataFrame
    reader: str | None = None
    places: Mapping[str, Mapping[object, str]] = field(default_factory=dict)


def read_raw(folder: Path, review: Review) -> list[RawTable]:
    """Read every raw file of a review.

    Parameters
    ----------
    folder : Path
        `data/raw/<review>/`.
    review : Review
        The parameters that name the files.

    Returns
    -------
    list of RawTable
        In the order of the parameters.

    Raises
    ------
    ProblemsError
        Everything that keeps the files from being read, all files in one list.
    """
    tables, problems = [], []
    for entry in review.data:
        try:
            tables.append(without_prepared_rows(_read_of(folder, entry, review), review))
        except ProblemsError as error:
            problems += error.found
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    filled = [table for table in tables if len(table.rows)]
    if not filled:
        raise InputError(
            f"data/raw/{review.id}: only heads, no rows of data in {', '.join(one.file for one in tables)}."
        )
    return filled


def _read_of(folder: Path, entry: DataFile, review: Review) -> RawTable:
    # of a form with several sheets one may be empty: nobody had a case for it
    of_a_form = entry.sheet is not None and sum(other.file == entry.file for other in review.data) > 1
    return read_file(folder / entry.file, entry, may_be_empty=of_a_form, head_rows=review.counting.head_rows)


def without_prepared_rows(table: RawTable, review: Review) -> RawTable:
    """Leave out the rows of a form in which nothing stands but the name of who was to fill them in.

    Parameters
    ----------
    table : RawTable
        A file as it was written.
    review : Review
        The parameters, which say under which head the reader's name stands.
    """
    heads = {fold(head) for head in review.columns.reader or ()}
    others = [head for head in table.rows.columns if fold(head) not in heads]
    if len(others) == len(table.rows.columns):
        return table
    filled = (table.rows[others].map(str.strip) != "").any(axis=1)
    return replace(table, rows=table.rows[filled])


def read_file(path: Path, entry: DataFile, *, may_be_empty: bool = False, head_rows: int = 1) -> RawTable:
    """Read one raw file.

    Parameters
    ----------
    path : Path
        Where it lies.
    entry : DataFile
        Its name in messages, and the sheet that is wanted.
    may_be_empty : bool
        Whether a head without rows is no fault.
    head_rows : int
        How many rows the head takes.

    Raises
    ------
    InputError
        The file cannot be read with certainty, or holds a personal identity number.
    """
    if holds_personal_identity_number(entry.file):
        raise InputError(
            f"A file under data/raw/{path.parent.name}/ has a personal identity number as name. Rename it."
        )
    if path.exists() and not path.is_file():
        raise InputError(f"{entry.file}: a folder or a device, not a file. Mend data in review.yml.")
    if not path.exists():
        near = ", ".join(sorted(other.name for other in path.parent.glob("*") if other.suffix == path.suffix))
        hint = f" The folder has {near}." if near else ""
        raise InputError(
            f"{entry.file}: no such file in data/raw/{path.parent.name}/.{hint} "
            "Put it there, or mend data in review.yml."
        )
    if path.stat().st_size == 0:
        raise InputError(f"{entry.file}: the file is empty (0 bytes). Export it again.")
    sheets = read_sheets(path, entry.file)
    # before anything of the file is named in another message
    typed = path.suffix.lower() not in (".csv", ".txt")
    problems = [
        line for name, records in sheets.items() for line in _identity_numbers(entry.file, name, records, typed)
    ]
    if problems:
        raise ProblemsError(entry.file, problems)
    # a sheet that the parameters name is part of the place of each of its cells
    place = f"{entry.file}, sheet '{entry.sheet}'" if entry.sheet else entry.file
    head = one_head(_chosen(sheets, entry), head_rows)
    return RawTable(place, _frame(place, head, may_be_empty), entry.reader)


def _identity_numbers(file: str, sheet: str, records: Records, typed: bool) -> Iterator[str]:
    """Say where personal identity numbers are, without repeating them."""
    place = f"{file}, sheet '{sheet}'" if sheet else file
    if holds_personal_identity_number(sheet):
        place = f"{file}, a sheet"
        yield f"{place}: its name holds a Swedish personal identity number. Rename it."
    heads: list[str] = next((row for _, row in records if any(cell.strip() for cell in row)), [])
    safe = ["" if holds_personal_identity_number(head) else " ".join(head.split()) for head in heads]
    for number, row in records:
        for column, cell in enumerate(row):
            # typed as a number, one of a child born in the first years of the century has lost its zero
            padded = f"0{cell}" if typed and len(cell) == 9 and cell.isdigit() else cell
            if sum(map(str.isdigit, padded)) >= 10 and holds_personal_identity_number(padded):
                known = column < len(safe) and safe[column] and row is not heads
                named = f"column '{safe[column]}'" if known else "the head" if row is heads else f"column {column + 1}"
                yield (
                    f"{place}, row {number}, {named}: holds a Swedish personal identity number. "
                    "Replace it by a case number before the file is used here."
                )


def _chosen(sheets: dict[str, Records], entry: DataFile) -> Records:
    """Find the sheet that holds the data."""
    if entry.sheet is not None:
        if entry.sheet not in sheets:
            raise InputError(
                f"{entry.file}: no sheet '{entry.sheet}'. It has: {', '.join(map(repr, sheets))}. "
                "Mend sheet in review.yml."
            )
        return sheets[entry.sheet]
    tables = [name for name, records in sheets.items() if looks_like_data(records)]
    if len(tables) > 1:
        raise InputError(
            f"{entry.file}: {len(tables)} sheets look like data: {', '.join(map(repr, tables))}. "
            f"Say which one: sheet: {tables[0]} under this file in review.yml. With granska new: --sheet."
        )
    return sheets[tables[0]] if tables else next(iter(sheets.values()))


def _frame(file: str, records: Records, may_be_empty: bool) -> pd.DataFrame:
    """Take the first row that is not empty as head, and what follows as data."""
    records = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    if not records:
        raise InputError(f"{file}: the file has no cells with text. Export it again.")
    (head_row, first), body = records[0], records[1:]
    heads = [" ".join(head.split()) for head in first]
    width = max(index + 1 for index, head in enumerate(heads) if head)
    if not body and not may_be_empty:
        raise InputError(f"{file}: only a head (row {head_row}), no rows of data. Export it again.")
    if width == 1 and len(body) > 1 and all(any(cell.strip() for cell in row[1:]) for _, row in body):
        raise InputError(f"{file}, row {head_row}: looks like a title above the table. Delete the rows above the head.")
    problems = [
        f"{file}, row {number}: {len(row)} cells where the head has {width}. "
        "Put texts that hold the delimiter in quotes."
        for number, row in body
        if any(cell.strip() for cell in row[width:])
    ]
    problems += [
        f"{file}: column {index + 1} has no head. Give it one, or delete the column."
        for index, head in enumerate(heads[:width])
        if not head
    ]
    folded = [fold(head) for head in heads[:width]]
    problems += [
        f"{file}: the head '{head}' stands {folded.count(fold(head))} times. Rename or delete one of the columns."
        for index, head in enumerate(heads[:width])
        if head and fold(head) in folded[:index]
    ]
    if problems:
        raise ProblemsError(file, problems)
    padded = [[*row[:width], *[""] * (width - len(row))] for _, row in body]
    index = pd.Index([number for number, _ in body], name="row")
    return pd.DataFrame(padded, columns=heads[:width], index=index, dtype=object)
