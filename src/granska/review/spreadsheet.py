"""Reading the tables that a statistician keeps beside `review.yml`, as spreadsheets save them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from granska.errors import InputError, ProblemsError
from granska.review.parts import unseen

SURPLUS = "more cells than heads"


@dataclass(frozen=True)
class Sheet:
    """A table as it was saved.

    Parameters
    ----------
    heads : list of str
        The column heads, without outer white space and without empty ones at the end.
    rows : list of (int, dict)
        Line number and cells by head, in the order of the file; rows without any text are left out. What stands
        beyond the last head is under `SURPLUS`.
    """

    heads: list[str]
    rows: list[tuple[int, dict[str, str]]]


def read_sheet(path: Path, where: str, absent: str) -> Sheet:
    """Read a table with semicolons, commas or tabs, in UTF-8 with or without a byte order mark.

    Parameters
    ----------
    path : Path
        The file.
    where : str
        Its name in messages.
    absent : str
        What to do, or why it matters, where there is no such file.

    Raises
    ------
    InputError
        The file is missing, no UTF-8, no table, or a cell holds what no reader sees.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{where} does not exist{absent}") from None
    except UnicodeDecodeError:
        raise InputError(f"{where} is not UTF-8 text. In Excel, save it as 'CSV UTF-8'.") from None
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        heads = [head.strip() for head in next(reader, [])]
        while heads and not heads[-1]:
            heads.pop()  # Excel writes delimiters for columns that were once there
        rows = [(reader.line_num, row) for row in _rows(reader, heads)]
    except csv.Error as error:
        raise InputError(f"{where}, row {reader.line_num}: cannot be read ({error}). Mend the cell.") from None
    odd = [f"row 1, column {number}: {_says(head)}" for number, head in enumerate(heads, start=1) if unseen(head)]
    odd += [
        f"row {line}, column '{head}': {_says(cell)}"
        for line, row in rows
        for head, cell in row.items()
        if unseen(cell) and not unseen(head)
    ]
    if odd:
        raise ProblemsError(where, odd)
    return Sheet(heads, rows)


def _says(text: str) -> str:
    return f"holds {unseen(text)}, which no reader sees. Delete it."


def _rows(reader: Iterator[list[str]], heads: list[str]) -> Iterator[dict[str, str]]:
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if any(cells):
            padded = cells + [""] * (len(heads) - len(cells))
            yield {**dict(zip(heads, padded, strict=False)), SURPLUS: "".join(cells[len(heads) :])}
