"""Cleaning one column at a time: texts become codes, groups, areas, dates and numbers."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from granska.errors import nearest
from granska.review.codebook import COMMON_SPELLINGS, MISSING, UNDOCUMENTED, Question
from granska.review.model import UNKNOWN_GROUP, Breakdown, Period, fold

DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d/%m %Y", "%Y%m%d", "%Y/%m/%d")
# 1,000 is a thousand to some and one to others.
THOUSANDS_OR_DECIMALS = r"-?[1-9][0-9]{0,2}([.,][0-9]{3})+"
EXCEL_SERIAL = re.compile(r"[2-5]\d{4}(?:[.,]\d+)?")
SPECIAL = {fold(word): code for code, words in COMMON_SPELLINGS.items() for word in words}


@dataclass(frozen=True)
class Column:
    """One raw column: the file and the head it stands under, its cells as they were written."""

    file: str
    head: str
    raw: "pd.Series[str]"
    places: Mapping[object, str] = field(default_factory=dict)

    @cached_property
    def cells(self) -> "pd.Series[str]":
        """The cells without outer white space."""
        return self.raw.str.strip()

    def place(self, row: object) -> str:
        """Say where a cell stands."""
        if row in self.places:
            return self.places[row]
        return f"{self.file}, row {row}, column '{self.head}'"


@dataclass
class Log:
    """The changes that cleaning makes, in the order they are made."""

    entries: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def add(self, file: str, row: int, column: str, rule: str, kind: str) -> None:
        """Note one change."""
        self.entries.append((file, int(row), column, rule, kind))

    def add_cells(self, column: Column, changed: "pd.Series[bool]", rule: str, kinds: "pd.Series[str]") -> None:
        """Note a change of each marked cell."""
        for row, kind in kinds[changed].items():
            self.add(column.file, row, column.head, rule, f"→ {kind}")

    def table(self) -> pd.DataFrame:
        """Give the log sorted by file, row and column."""
        frame = pd.DataFrame(self.entries, columns=["file", "row", "column", "rule", "kind"])
        return frame.sort_values(["file", "row", "column", "rule", "kind"], ignore_index=True)


def kind_of(text: str) -> str:
    """Say what a value is without repeating it."""
    if not text:
        return "an empty cell"
    if re.fullmatch(r"[-+−]?\d+([.,]\d+)?", text):
        return "a number"
    return f"a text of {len(text)} character{'s' if len(text) > 1 else ''}"


def clean_text(column: Column, problems: list[str]) -> "pd.Series[str]":
    """Take the cells as they are; none may be empty."""
    for row in column.cells.index[column.cells == ""]:
        problems.append(f"{column.place(row)}: empty, but every case needs an id. Fill it in.")
    return column.cells


def clean_code(column: Column, question: Question, log: Log, problems: list[str]) -> "pd.Series[str]":
    """Replace spellings by codes."""
    folded = column.cells.map(fold)
    codes = folded.map(question.code_of)
    known = [word for code in question.codes for word in question.spellings[code]]
    _report_unknown(
        column, codes.isna(), lambda text: f"unknown answer ({kind_of(text)}).{nearest(text, known)}", problems
    )
    # the first spelling of a code is the one the form asks for; an empty cell is no change
    asked_for = {code: words[0] for code, words in {**COMMON_SPELLINGS, **question.spellings}.items()}
    _log_spelling(column, codes, codes.map(asked_for), "answer-variant", log)
    return codes


def clean_group(column: Column, breakdown: Breakdown, log: Log, problems: list[str]) -> "pd.Series[str]":
    """Replace spellings of groups by group keys; what nobody knows is a group of its own."""
    asked_for = {group: part.codes[0] for group, part in breakdown.groups.items()}
    group_of = {fold(code): group for group, part in breakdown.groups.items() for code in part.codes}
    unknown = {word: UNKNOWN_GROUP for word, code in SPECIAL.items() if code in (MISSING, UNDOCUMENTED)}
    groups = column.cells.map(fold).map(unknown | group_of)
    known = [code for part in breakdown.groups.values() for code in part.codes]
    _report_unknown(
        column, groups.isna(), lambda text: f"unknown group ({kind_of(text)}).{nearest(text, known)}", problems
    )
    _log_spelling(column, groups, groups.map(asked_for), "group-variant", log)
    return groups


def clean_area(
    column: Column, aliases: dict[str, str], names: list[str], log: Log, problems: list[str]
) -> "pd.Series[str]":
    """Give every area its present name; without a list of names, every name is taken as it is."""
    present = {fold(name): name for name in names or column.cells.unique() if name}
    former = {fold(old): new for old, new in aliases.items()}
    areas = column.cells.map(fold).map(lambda name: former.get(name) or present.get(name))
    wrong = areas.isna() | ~areas.isin(names) if names else areas.isna() | column.cells.map(fold).isin(SPECIAL)

    def explain(text: str) -> str:
        if not text:
            return "empty, but every row needs its area. Fill it in."
        return f"an area that is not in the list of areas ({kind_of(text)}).{nearest(text, present.values())}"

    _report_unknown(column, wrong, explain, problems)
    renamed = column.cells.map(fold).isin(former)
    log.add_cells(column, renamed & ~wrong, "district-renamed", areas)
    _log_spelling(column, areas.where(~wrong & ~renamed), areas, "name-variant", log)
    return areas


def clean_date(column: Column, period: Period, log: Log, problems: list[str]) -> "pd.Series[str]":
    """Write dates as ISO 8601; a missing date stays empty."""
    dates = column.cells.map(parse_date)
    special = column.cells.map(fold).isin(SPECIAL)
    for row in column.cells.index[dates.isna() & ~special]:
        text = column.cells[row]
        if EXCEL_SERIAL.fullmatch(text):
            problems.append(
                f"{column.place(row)}: a number that looks like an Excel serial date. "
                "Format the column as a date (YYYY-MM-DD) and export it again."
            )
        else:
            problems.append(f"{column.place(row)}: not a date ({kind_of(text)}). Write it as YYYY-MM-DD.")
    for row, date in dates.dropna().items():
        if not period.start <= date <= period.end:
            problems.append(f"{column.place(row)}: the date lies outside the period {period.start} to {period.end}.")
    written = dates.map(lambda date: date.isoformat(), na_action="ignore").fillna("")
    log.add_cells(column, (written != "") & (column.raw != written), "date-format", pd.Series("date", written.index))
    return written


def parse_date(text: str) -> datetime.date | None:
    for form in DATE_FORMATS:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def clean_number(
    column: Column, log: Log, problems: list[str], *, special: dict[str, str] | None = None, whole: bool = False
) -> "pd.Series[str]":
    """Write numbers with a decimal point and no needless zeros; words for missing become codes where they may stand."""
    plain = column.cells.str.replace(r"[\s\u00a0\u202f]", "", regex=True).str.replace("\u2212", "-")
    codes = column.cells.map(fold).map(special or {}).astype(object)
    unclear = plain.str.fullmatch(THOUSANDS_OR_DECIMALS) & codes.isna()
    for row in column.cells.index[unclear]:
        problems.append(
            f"{column.place(row)}: the sign may part thousands or begin decimals. Write the number without it, or "
            "with another number of decimals."
        )
    number = plain.str.fullmatch(r"-?[0-9]+([.,][0-9]+)?")
    values = pd.to_numeric(plain.where(number).str.replace(",", "."))
    wanted = "a whole number from 0 up" if whole else "a number"
    wrong = values.isna() | (((values % 1) != 0) | (values < 0) if whole else False)
    wrong &= codes.isna() & ~unclear
    _report_unknown(column, wrong, lambda text: f"not {wanted} ({kind_of(text)}). Write {wanted}.", problems)
    written = codes.fillna(values.map("{:.12g}".format, na_action="ignore"))
    kind = pd.Series("number", written.index)
    log.add_cells(column, plain.str.contains(",") & codes.isna(), "decimal-comma", kind)
    log.add_cells(column, (plain != column.raw) & codes.isna(), "white-space", kind)
    asked_for = {code: words[0] for code, words in COMMON_SPELLINGS.items()}
    _log_spelling(column, codes, codes.map(asked_for), "answer-variant", log)
    return written


def _log_spelling(column: Column, meaning: "pd.Series[str]", asked_for: "pd.Series[str]", rule: str, log: Log) -> None:
    """Log the cells that are not spelled as the form asks; an empty cell is no change."""
    filled = meaning.notna() & (column.cells != "")
    other = column.cells != asked_for
    log.add_cells(column, filled & other, rule, meaning)
    log.add_cells(column, filled & ~other & (column.raw != column.cells), "white-space", meaning)


def _report_unknown(
    column: Column, wrong: "pd.Series[bool]", explain: Callable[[str], str], problems: list[str]
) -> None:
    for row in column.cells.index[wrong]:
        problems.append(f"{column.place(row)}: {explain(column.cells[row])}")
