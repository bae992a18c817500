"""Reading raw files: every cell comes in as text, with the file and the row it came from.

Cleaning decides what a text means; reading only finds the table and refuses what cannot be read with certainty.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from granska.errors import InputError, ProblemsError
from granska.review.model import DataFile, Review
from granska.stages.identity import holds_personal_identity_number

DELIMITERS = ";,\t|"
# Bytes that Windows-1252 leaves undefined, and control characters no text file has: signs of another encoding.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x81\x8d\x8f\x90\x9d]")
# Å, ä and ö as UTF-8 writes them: where they stand in a file that is not UTF-8, the file mixes two encodings.
_UTF8_LETTER = re.compile(rb"\xc3[\x84\x85\x96\xa4\xa5\xb6]")
# Å, ä and ö as DOS wrote them; in Windows-1252 they are quotes and daggers, which no word has in its middle.
_DOS_LETTER = re.compile(rb"[A-Za-z][\x84\x86\x94][a-z]")


@dataclass(frozen=True)
class RawTable:
    """One raw file as it was written.

    Parameters
    ----------
    file : str
        Its name.
    rows : DataFrame of str
        Its cells under its own heads; the index is the row number that a spreadsheet shows.
    """

    file: str
    rows: pd.DataFrame


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
            tables.append(_read_file(folder / entry.file, entry))
        except ProblemsError as error:
            problems += error.found
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    return tables


def _read_file(path: Path, entry: DataFile) -> RawTable:
    if not path.is_file():
        near = ", ".join(sorted(other.name for other in path.parent.glob("*") if other.suffix == path.suffix))
        hint = f" The folder has {near}." if near else ""
        raise InputError(
            f"{entry.file}: no such file in data/raw/{path.parent.name}/.{hint} "
            "Put it there, or mend data in review.yml."
        )
    if path.stat().st_size == 0:
        raise InputError(f"{entry.file}: the file is empty (0 bytes). Export it again.")
    reader = {
        ".csv": _read_delimited,
        ".txt": _read_delimited,
        ".xlsx": _read_workbook,
        ".sav": _read_labelled,
        ".dta": _read_labelled,
        ".parquet": _read_parquet,
    }[path.suffix]
    cells = reader(path, entry)
    _refuse_identity_numbers(entry.file, cells)
    return RawTable(entry.file, cells)


def _frame(file: str, records: Sequence[tuple[int, Sequence[str]]]) -> pd.DataFrame:
    """Take the first row that is not empty as head, and what follows as data."""
    records = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    if not records:
        raise InputError(f"{file}: the file has no cells with text. Export it again.")
    (head_row, heads), body = records[0], records[1:]
    heads = [" ".join(head.split()) for head in heads]
    width = max(index + 1 for index, head in enumerate(heads) if head)
    if not body:
        raise InputError(f"{file}: only a head (row {head_row}), no rows of data. Export it again.")
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
    problems += [
        f"{file}: the head '{head}' stands {heads.count(head)} times. Rename or delete one of the columns."
        for head in sorted(set(heads[:width]))
        if head and heads.count(head) > 1
    ]
    if problems:
        raise ProblemsError(file, problems)
    padded = [[*row[:width], *[""] * (width - len(row))] for _, row in body]
    index = pd.Index([number for number, _ in body], name="row")
    return pd.DataFrame(padded, columns=heads[:width], index=index, dtype=object)


def _read_delimited(path: Path, entry: DataFile) -> pd.DataFrame:
    text = _decode(path, entry.file)
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for row in reader:
            records.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise InputError(
                f'{entry.file}, row {start}: a quote (") is opened and never closed. Close or delete it.'
            ) from None
        raise InputError(
            f"{entry.file}, row {start}: text after a closing quote. Double the quotes inside a text, or delete them."
        ) from None
    return _frame(entry.file, records)


def _decode(path: Path, file: str) -> str:
    """Read text as UTF-8 if it is that, else as Windows-1252 if it can be that."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(f"{file}: begins as UTF-16 text but is broken. Export it as UTF-8.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if any(sign.search(content) for sign in (_NOT_TEXT, _UTF8_LETTER, _DOS_LETTER)):
            line = content[: error.start].count(b"\n") + 1
            raise InputError(
                f"{file}, row {line}: neither UTF-8 nor Windows-1252 text. Export it as 'CSV UTF-8'."
            ) from None
        return content.decode("cp1252")
    if "\x00" in text:
        raise InputError(f"{file}: holds zero bytes, so it is no text file. Export it as 'CSV UTF-8'.")
    return text


def _read_workbook(path: Path, entry: DataFile) -> pd.DataFrame:
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise InputError(
            f"{entry.file}: cannot be read as .xlsx ({type(error).__name__}). Open it in Excel and save it again."
        ) from None
    sheets = {
        name: [
            (number, [_as_text(cell) for cell in row])
            for number, row in enumerate(workbook[name].iter_rows(values_only=True), start=1)
        ]
        for name in workbook.sheetnames
    }
    workbook.close()
    for name, records in sheets.items():
        for number, row in records:
            for column, cell in enumerate(row, start=1):
                if holds_personal_identity_number(cell):
                    raise InputError(_identity_message(f"{entry.file}, sheet '{name}'", number, f"column {column}"))
    if entry.sheet is not None:
        if entry.sheet not in sheets:
            raise InputError(
                f"{entry.file}: no sheet '{entry.sheet}'. It has: {', '.join(map(repr, sheets))}. "
                "Mend sheet in review.yml."
            )
        return _frame(entry.file, sheets[entry.sheet])
    tables = [name for name, records in sheets.items() if _looks_like_data(records)]
    if len(tables) > 1:
        raise InputError(
            f"{entry.file}: {len(tables)} sheets look like data: {', '.join(map(repr, tables))}. "
            f"Say which one: sheet: {tables[0]} under this file in review.yml."
        )
    return _frame(entry.file, sheets[tables[0]] if tables else next(iter(sheets.values())))


def _looks_like_data(records: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Tell a table from notes: at least two columns under heads, and at least one full row below."""
    widths = [sum(bool(cell.strip()) for cell in row) for _, row in records]
    widths = [width for width in widths if width]
    return len(widths) >= 2 and widths[0] >= 3 and max(widths[1:]) >= 3


def _as_text(value: object) -> str:
    """Write a typed cell as the text that a person would have typed."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime.datetime():
            return value.date().isoformat()
        case datetime.date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case float() if value != value:
            return ""
        case _:
            return str(value)


def _read_labelled(path: Path, entry: DataFile) -> pd.DataFrame:
    """Read SPSS and Stata files with their value labels."""
    import pyreadstat

    reader = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    try:
        frame, _ = reader(str(path), apply_value_formats=True)
    except Exception as error:
        raise InputError(f"{entry.file}: cannot be read ({type(error).__name__}). Export it again.") from None
    return _typed_frame(frame, entry.file)


def _read_parquet(path: Path, entry: DataFile) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except Exception as error:
        raise InputError(
            f"{entry.file}: cannot be read as parquet ({type(error).__name__}). Export it again."
        ) from None
    return _typed_frame(frame, entry.file)


def _typed_frame(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    heads = [str(head) for head in frame.columns]
    values = frame.astype(object).where(frame.notna(), None)
    rows = ([_as_text(cell) for cell in row] for row in values.itertuples(index=False, name=None))
    return _frame(file, [(1, heads), *enumerate(rows, start=2)])


def _refuse_identity_numbers(file: str, cells: pd.DataFrame) -> None:
    """Stop at personal identity numbers, and say where they are without repeating them."""
    problems = [
        f"{_identity_message(file, 1, 'the head')}" for head in cells.columns if holds_personal_identity_number(head)
    ]
    problems += [_identity_message(file, row, f"column '{head}'") for row, head in _identity_cells(cells)]
    if problems:
        raise ProblemsError(file, problems)


def _identity_cells(cells: pd.DataFrame) -> Iterator[tuple[int, str]]:
    for head in cells.columns:
        column = cells[head]
        # most cells hold fewer than ten digits: one pass by pandas spares the exact check
        for row in column.index[column.str.count(r"\d") >= 10]:
            if holds_personal_identity_number(column.loc[row]):
                yield row, head


def _identity_message(file: str, row: int, place: str) -> str:
    return (
        f"{file}, row {row}, {place}: holds a Swedish personal identity number. "
        "Replace it by a case number before the file is used here."
    )
