"""Registers with a column a year, a group, or both, made long: a row an area, year and group, a column a count."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from granska.review.model import Review, fold
from granska.review.parts import Headers
from granska.stages.reading import RawTable
from granska.stages.register_heads import SEPARATOR

YEAR = re.compile(r"(?<!\d)(1[89]|20|21)\d\d(?!\d)")
INDEX = "index"


@dataclass(frozen=True, order=True)
class Place:
    """A row of a raw file, and which of its columns one row of the long table was made from."""

    row: int
    label: str

    def __int__(self) -> int:
        """Give the number of the row, as a spreadsheet shows it."""
        return self.row

    def __str__(self) -> str:
        """Say both."""
        return f"{self.row} ({self.label})" if self.label else str(self.row)


@dataclass(frozen=True)
class _Head:
    """What the head of a column says: which count, of which year and groups."""

    measure: str | None = None
    year: str | None = None
    groups: tuple[tuple[str, str], ...] = ()


@dataclass
class _Line:
    """One row of the long table: who and when, and its cells with the places they stand at."""

    file: str
    place: Place
    texts: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)


def long_tables(
    tables: list[RawTable], review: Review, roles: Mapping[str, Headers], measures: Iterable[str], problems: list[str]
) -> list[RawTable]:
    """Make wide tables long, and put together what several files say of one area, year and group.

    Parameters
    ----------
    tables : list of RawTable
        The raw files.
    review : Review
        The parameters.
    roles : mapping of str to tuple of str
        Every column that is wanted, and the heads it may stand under; its first head is that of the long table.
    measures : iterable of str
        The roles that are numbers: counts, population, expected numbers, the index.
    problems : list of str
        What is wrong is added to it.

    Returns
    -------
    list of RawTable
        A table for each file that is the first to name an area, year and group.
    """
    reader = _Reader(review, roles, tuple(measures), problems)
    for table in tables:
        reader.read(table)
    made = []
    for file in dict.fromkeys(line.file for line in reader.lines.values()):
        lines = [line for line in reader.counted() if line.file == file]
        if not lines:
            continue
        index = pd.Index([line.place for line in lines], dtype=object, name="row")
        rows = pd.DataFrame(
            [[line.texts.get(role, "") for role in roles] for line in lines],
            columns=[heads[0] for heads in roles.values()],
            index=index,
            dtype=object,
        )
        places: dict[str, dict[object, str]] = {
            heads[0]: {line.place: line.places[role] for line in lines if role in line.places}
            for role, heads in roles.items()
        }
        made.append(RawTable(file, rows, places=places))
    return made


class _Reader:
    """Reads wide tables into lines of the long one."""

    def __init__(
        self, review: Review, roles: Mapping[str, Headers], measures: tuple[str, ...], problems: list[str]
    ) -> None:
        self.review, self.roles, self.measures, self.problems = review, roles, measures, problems
        self.lines: dict[tuple[str, ...], _Line] = {}
        self.index: dict[str, tuple[str, str]] = {}
        self.role_of = {fold(head): role for role, heads in roles.items() for head in heads}
        self.group_of = {
            fold(code): (name, code)
            for name, breakdown in review.breakdowns.items()
            for group in breakdown.groups.values()
            for code in group.codes
        }

    def read(self, table: RawTable) -> None:
        """Read one file."""
        named: dict[str, str] = {}
        values: list[tuple[str, _Head]] = []
        about = self.review.counting.files.get(table.file)
        for head in table.rows.columns:
            role = self.role_of.get(fold(head))
            if role and role not in self.measures:
                named[role] = head
            elif said := self._head(head):
                values.append((head, said))
        if "stratum" not in named:
            heads = " or ".join(map(repr, self.roles["stratum"]))
            self.problems.append(f"{table.file}: no column for stratum: none is headed {heads}.")
            return
        known = {"year": str(about.year)} if about and about.year else {}
        for head, said in values:
            measure = said.measure or (about.question if about else None)
            lacking = [
                role
                for role in ("year", *self.review.breakdowns)
                if measure != INDEX
                and role not in {**named, **known, **dict(said.groups)}
                and not (role == "year" and said.year)
            ]
            if measure is None:
                self.problems.append(
                    f"{table.file}, column '{head}': says when or of whom, but not what is counted. Give the heads a "
                    f"row that says it (register.head_rows), or the file a question under register.files."
                )
            for role in lacking if measure else ():
                self.problems.append(
                    f"{table.file}, column '{head}': does not say the {role}, and no column does. Write it in the head"
                    + (", or give the file a year under register.files." if role == "year" else ".")
                )
            if measure and not lacking:
                self._column(table, head, said, measure, named, known)

    def _head(self, head: str) -> _Head | None:
        """Take a head apart into count, year and groups; nothing where a part of it is unknown."""
        measure, year, groups = None, None, []
        for part in head.split(SEPARATOR):
            for word in self._words(part):
                if YEAR.fullmatch(word):
                    year = word
                elif fold(word) in self.group_of:
                    groups.append(self.group_of[fold(word)])
                elif self.role_of.get(fold(word)) in self.measures:
                    measure = self.role_of[fold(word)]
                else:
                    return None
        return _Head(measure, year, tuple(groups))

    def _words(self, part: str) -> list[str]:
        """Part what one cell of a head says: "Anmälningar 2006", "2006, flickor"."""
        if fold(part) in self.group_of or self.role_of.get(fold(part)) in self.measures:
            return [part]
        if found := YEAR.search(part):
            rest = f"{part[: found.start()]} {part[found.end() :]}".strip(" ,;:()-–")
            return [found[0], *(self._words(rest) if rest else [])]
        for cut in (match.start() for match in re.finditer(r"[ ,;:(]", part)):
            before, after = part[:cut].strip(" ,;:()"), part[cut:].strip(" ,;:()")
            sides = [fold(before), fold(after)]
            if all(side in self.group_of or self.role_of.get(side) in self.measures for side in sides):
                return [before, after]
        return [part]

    def _column(
        self, table: RawTable, head: str, said: _Head, measure: str, named: dict[str, str], known: dict[str, str]
    ) -> None:
        """Put the cells of one column where they belong."""
        for row, cells in zip(table.rows.index, table.rows.to_dict("records"), strict=True):
            texts = {role: str(cells[column]).strip() for role, column in named.items()}
            texts |= known | ({"year": said.year} if said.year else {}) | dict(said.groups)
            place = f"{table.file}, row {row}, column '{head}'"
            if measure == INDEX and not said.year and "year" not in texts:
                self.index[fold(texts["stratum"])] = str(cells[head]), place
                continue
            key = tuple(fold(texts[role]) for role in ("stratum", "year", *self.review.breakdowns))
            label = ", ".join(filter(None, (said.year, *(code for _, code in said.groups))))
            line = self.lines.setdefault(key, _Line(table.file, Place(int(row), label), texts))
            text = str(cells[head])
            if measure in line.places and line.texts[measure].strip() != text.strip():
                self.problems.append(
                    f"{place}: the same area, year and group have another number at {line.places[measure]}. "
                    "Keep the right one."
                )
            line.texts[measure] = text
            line.places[measure] = place

    def counted(self) -> Iterator[_Line]:
        """Go through the lines that say something: an area that did not exist in a year has empty cells there."""
        for line in self.lines.values():
            if not any(line.texts.get(measure, "").strip() for measure in self.measures):
                continue
            if INDEX in self.measures and INDEX not in line.texts and fold(line.texts["stratum"]) in self.index:
                line.texts[INDEX], line.places[INDEX] = self.index[fold(line.texts["stratum"])]
            for measure in self.measures:
                line.places.setdefault(measure, f"{line.file}, row {line.place}, the number for {measure}")
            yield line
