"""What the makers of raw files share: repeatable chance, answers handed out, and files with fixed bytes."""

import csv
import datetime
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

Case = dict[str, Any]
Rows = list[list[Any]]

# A workbook says when it was made; the bytes are the same each time only if that is a fixed moment.
CREATED = datetime.datetime(2026, 11, 21)
MISSING = "missing"


class Dice:
    """Chance from a seed, the same in every Python version.

    Only `random.Random.random` is promised to stay the same from version to version, so everything is made from it.

    Parameters
    ----------
    seed : int
        The same seed gives the same draws.
    """

    def __init__(self, seed: int):
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        """Draw a whole number from 0 up to, but not including, `count`."""
        return int(self._random() * count)

    def choice(self, values: Sequence[Any]) -> Any:
        """Draw one of the values; one that stands twice is twice as likely."""
        return values[self.below(len(values))]

    def shuffled(self, values: Iterable[Any], weight: Callable[[Any], float] = lambda value: 1.0) -> list[Any]:
        """Give the values in a random order, those with a larger weight rather early."""
        drawn = [(-self._random() * weight(value), value) for value in values]
        return [value for _, value in sorted(drawn, key=lambda pair: pair[0])]

    def around(self, mean: float) -> int:
        """Draw a count with about the spread that a Poisson count with this mean has."""
        normal = sum(self._random() for _ in range(12)) - 6
        return max(0, round(mean + mean**0.5 * normal))


def hand_out(
    dice: Dice,
    cases: Iterable[Case],
    question: str,
    counts: Mapping[str, int],
    rest: str | None = None,
    likely: Callable[[Case], float] = lambda case: 1.0,
) -> None:
    """Give each case its answer to a question, so that the counts come out exactly.

    Parameters
    ----------
    dice : Dice
        The chance that decides who gets which answer.
    cases : iterable of dict
        Those who are asked; they are changed in place, and keep an answer they have.
    question : str
        The key under which the answer is put.
    counts : mapping of str to int
        How many get each answer, special codes included.
    rest : str, optional
        The answer of everyone else; without it the counts have to use up all cases.
    likely : callable
        A weight for each case: those with a larger one rather get the first of the answers.
    """
    waiting = dice.shuffled((case for case in cases if question not in case), likely)
    for answer, count in counts.items():
        chosen, waiting = waiting[:count], waiting[count:]
        if len(chosen) < count:
            raise ValueError(f"{question}: too few cases for {count} with the answer {answer}")
        for case in chosen:
            case[question] = answer
        # only the first answer follows the weights, the others fall as they may
        waiting = dice.shuffled(waiting)
    if waiting and rest is None:
        raise ValueError(f"{question}: {len(waiting)} cases are left without an answer")
    for case in waiting:
        case[question] = rest


@dataclass(frozen=True)
class Handwriting:
    """How one inspector fills in the form.

    Parameters
    ----------
    heads : dict of str to str
        Question or role to the head of its column, in the order of the columns.
    words : dict of str to sequence
        Code to the ways it is written; one that stands twice is written twice as often.
    own_words : dict of str to dict
        The same for single questions and roles, where they differ.
    date_format : str, optional
        How dates are written; none: as real dates, which only a workbook can hold.
    number_format : str
        How numbers are written where they are texts.
    """

    heads: Mapping[str, str]
    words: Mapping[str, Sequence[Any]]
    own_words: Mapping[str, Mapping[str, Sequence[Any]]]
    date_format: str | None = None
    number_format: str | None = None

    def write(self, dice: Dice, cases: Iterable[Case]) -> Rows:
        """Write a head and one row for each case."""
        return [
            list(self.heads.values()),
            *([self._cell(dice, key, case[key]) for key in self.heads] for case in cases),
        ]

    def _cell(self, dice: Dice, key: str, value: Any) -> Any:
        if isinstance(value, datetime.date):
            return self._date(value)
        if isinstance(value, int):
            return value if self.number_format is None else self.number_format.format(value).replace(".", ",")
        ways = self.own_words.get(key, {}).get(value) or self.words.get(value)
        return dice.choice(ways) if ways else value

    def _date(self, day: datetime.date) -> Any:
        if self.date_format is None:
            return day
        return self.date_format.format(year=day.year, month=day.month, day=day.day)


def repeat_rows(rows: Rows, moves: Mapping[int, int]) -> Rows:
    """Copy rows to a later place, as happens when a sheet is pasted together: place of the row, place of its copy."""
    result = list(rows)
    for source, target in sorted(moves.items(), key=lambda move: move[1]):
        result.insert(target, rows[source])
    return result


def write_delimited(path: Path, rows: Rows, *, delimiter: str, encoding: str, newline: str = "\r\n") -> None:
    """Write a text file as spreadsheets do, numbers with a decimal comma."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    for row in rows:
        writer.writerow([str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row])
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path, sheets: Mapping[str, Rows], column_width: int = 16) -> None:
    """Write an .xlsx file that has the same bytes each time and on every machine."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": path.stem, "created": CREATED})
    head_format = workbook.add_format({"bold": True, "text_wrap": True})
    date_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        sheet.set_column(0, len(rows[0]) - 1, column_width)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(place, column, cell, date_format)
                else:
                    sheet.write(place, column, cell, head_format if place == 0 else None)
    workbook.close()
    path.write_bytes(_stored(buffer.getvalue()))


def _stored(archive: bytes) -> bytes:
    """Pack an archive again without compression: how bytes are squeezed differs between builds of zlib."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # what the archive says it was made on, Unix
            new.writestr(entry, old.read(name))
    return result.getvalue()
