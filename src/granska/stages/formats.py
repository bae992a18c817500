"""File formats in: every one gives sheets of rows of text, with the row numbers that a spreadsheet shows."""

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from granska.errors import InputError, ProblemsError
from granska.stages.columns import THOUSANDS_OR_DECIMALS
from granska.stages.workbooks import read_workbook

Records = list[tuple[int, list[str]]]

DELIMITERS = ";,\t|"
# Bytes that Windows-1252 leaves undefined, and control characters no text file has: signs of another encoding.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x81\x8d\x8f\x90\x9d]")
# Å, ä and ö as UTF-8 writes them: where they stand in a file that is not UTF-8, the file mixes two encodings.
_UTF8_LETTER = re.compile(rb"\xc3[\x84\x85\x96\xa4\xa5\xb6]")
# Å, ä and ö as DOS wrote them; in Windows-1252 they are quotes and daggers, which no word has in its middle.
_DOS_LETTER = re.compile(rb"[A-Za-z][\x84\x86\x94][a-z]")


def read_sheets(path: Path, file: str) -> dict[str, Records]:
    """Read a file of any known format.

    Parameters
    ----------
    path : Path
        The file.
    file : str
        Its name in messages.

    Returns
    -------
    dict of str to list of (int, list of str)
        Sheet name to its rows; one sheet with an empty name where the format knows none.

    Raises
    ------
    InputError
        The file cannot be read with certainty.
    """
    reader: Callable[[Path, str], dict[str, Records]] = {
        ".csv": _read_delimited,
        ".txt": _read_delimited,
        ".xlsx": _read_workbook,
        ".sav": _read_labelled,
        ".dta": _read_labelled,
        ".parquet": _read_parquet,
    }[path.suffix.lower()]
    try:
        sheets = reader(path, file)
    except (InputError, OSError, MemoryError):
        raise
    except Exception as error:
        kind = path.suffix.lower().lstrip(".")
        raise InputError(f"{file}: cannot be read as {kind} ({type(error).__name__}). Export it again.") from None
    return {
        name: [(number, [_plain(cell) for cell in row]) for number, row in records] for name, records in sheets.items()
    }


def _plain(text: str) -> str:
    """Give a text in composed form and without characters that no one sees, so that equal texts are equal."""
    text = unicodedata.normalize("NFC", text)
    return text if text.isprintable() else "".join(sign for sign in text if sign in "\t\n\r" or not _unseen(sign))


def _unseen(sign: str) -> bool:
    """Tell a sign that no one sees, or that no file of ours can hold: control, format, half a character, none."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") or ord(sign) & 0xFFFE == 0xFFFE


def _read_delimited(path: Path, file: str) -> dict[str, Records]:
    text = _decode(path, file)
    first = 1
    if re.match(r"sep=.\r?\n", text):
        # Excel's own first line, which names the delimiter
        text, first = text.partition("\n")[2], 2
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: Records = []
    start = first
    try:
        for row in reader:
            if any("\n" in cell and cell.count(delimiter) >= head.count(delimiter) / 2 for cell in row):
                raise InputError(
                    f'{file}, row {start}: a quote (") is opened here and closed rows later, with whole rows in '
                    "between. Close or delete it."
                )
            records.append((start, row))
            start = reader.line_num + first
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = 'a quote (") is opened and never closed. Close or delete it.'
        elif "field larger" in str(error):
            message = "a cell with more than 100,000 characters. Is a quote left open?"
        else:
            message = "text after a closing quote. Double the quotes inside a text, or delete them."
        raise InputError(f"{file}, row {start}: {message}") from None
    _refuse_cut_rows(file, records)
    return {"": records}


def _refuse_cut_rows(file: str, records: Records) -> None:
    """Refuse rows with fewer cells than the head: a file that was cut off looks so, and answers would be missing."""
    filled = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    width = max((place + 1 for place, head in enumerate(filled[0][1]) if head.strip()), default=0) if filled else 0
    problems = [
        f"{file}, row {number}: {len(row)} cells where the head has {width}. The row is cut off; export the file again."
        for number, row in filled
        if len(row) < width
    ]
    if problems:
        raise ProblemsError(file, problems)


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


def _read_workbook(path: Path, file: str) -> dict[str, Records]:
    return {
        name: [(number, [_as_text(cell) for cell in row]) for number, row in rows]
        for name, rows in read_workbook(path, file).items()
    }


def _read_labelled(path: Path, file: str) -> dict[str, Records]:
    """Read SPSS and Stata files with their value labels, those of answers that the file calls missing among them."""
    import pyreadstat

    reader = pyreadstat.read_sav if path.suffix.lower() == ".sav" else pyreadstat.read_dta
    frame, _ = reader(str(path), apply_value_formats=True, user_missing=True)
    return _typed_records(frame)


def variable_labels(path: Path) -> dict[str, str]:
    """Give what an SPSS or Stata file itself calls its columns.

    Parameters
    ----------
    path : Path
        A file of any known format.

    Returns
    -------
    dict of str to str
        Head to label; empty where the format knows none.
    """
    if path.suffix.lower() not in (".sav", ".dta"):
        return {}
    import pyreadstat

    reader = pyreadstat.read_sav if path.suffix.lower() == ".sav" else pyreadstat.read_dta
    _, found = reader(str(path), metadataonly=True)
    labels = zip(found.column_names, found.column_labels, strict=True)
    return {" ".join(head.split()): " ".join(_plain(label).split()) for head, label in labels if label}


def _read_parquet(path: Path, file: str) -> dict[str, Records]:
    return _typed_records(pd.read_parquet(path))


def _typed_records(frame: pd.DataFrame) -> dict[str, Records]:
    values = frame.astype(object).where(frame.notna(), None)
    rows = ([_as_text(cell) for cell in row] for row in values.itertuples(index=False, name=None))
    return {"": [(1, [str(head) for head in frame.columns]), *enumerate(rows, start=2)]}


def _as_text(value: Any) -> str:
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
        case float() if value != value:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case float():
            text = repr(value)
            # a typed number is never a thousand written with a point: one more decimal says so
            return f"{text}0" if re.fullmatch(THOUSANDS_OR_DECIMALS, text) else text
        case _:
            return str(value)
