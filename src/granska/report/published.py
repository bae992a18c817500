"""What disclosure control let through: the only figures a report may read."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from granska.errors import InputError
from granska.files import unguarded
from granska.report.control import Control, load_control, read_text

ALL = "all"
STRATUM = "stratum"
CASES = "cases"
COUNT = "count"
WEIGHTED = ("stratified-wilson", "stratified-wilson-widest", "domain-wilson")
WIDEST = "stratified-wilson-widest"  # the interval that no hidden count could make wider
EXACT_BASE = 100  # answers; on fewer a percentage has no decimals
SAMPLE_SHARE = "sample_share"  # the plain share of a sample, beside a weighted one
HIDDEN = "x"  # what stands for a number that is kept from the reader

Status = Literal["ok", "suppressed", "suppressed_complementary", "not_applicable", "too_few"]
_SYMBOLS: dict[Status, str] = {
    "suppressed": HIDDEN,
    "suppressed_complementary": HIDDEN,
    "not_applicable": ".",
    "too_few": "..",
}


@dataclass(frozen=True)
class Interval:
    """A share or a difference with its limits: 0–1, and in whole percent as it is printed.

    Whole percent is rounded from what was computed, not from the other three, which are rounded already.
    """

    value: float
    lower: float
    upper: float
    percent: int
    percent_lower: int
    percent_upper: int


@dataclass(frozen=True)
class Estimate:
    """One row of `estimates.csv`: a number and how it was made.

    Shares are 0–1, and in whole percent in the last three. What is not there, or not shown, is None. `places` is no
    column: how many decimals its percent has, which are none where a cell of its question is hidden.
    """

    indicator: str
    level: str
    breakdown: str
    group: str
    versus: str
    period: str
    measure: str
    method: str
    confidence: float | None
    estimate: float | None
    lower: float | None
    upper: float | None
    statistic: float | None
    p_value: float | None
    p_adjusted: float | None
    family: str
    n: int | None
    x: int | None
    population: int | None
    reliability: str
    note: str
    status: Status
    percent: int | None
    percent_lower: int | None
    percent_upper: int | None
    places: int = field(default=0, metadata={"computed": True})

    @property
    def hidden(self) -> bool:
        """Whether it is kept from the reader, to protect individuals."""
        return self.status.startswith("suppressed")

    @property
    def shown(self) -> bool:
        """Whether there is a number to print."""
        return self.status == "ok" and self.estimate is not None

    @property
    def interval(self) -> Interval | None:
        """The share or the difference with its limits, or nothing where nothing is shown."""
        percent, low, high = self.percent, self.percent_lower, self.percent_upper
        if not self.shown or percent is None or low is None or high is None:
            return None
        if self.estimate is None or self.lower is None or self.upper is None:
            return None
        return Interval(self.estimate, self.lower, self.upper, percent, low, high)

    @property
    def symbol(self) -> str:
        """What stands in a table where there is no number."""
        return _SYMBOLS.get(self.status, "..")

    @property
    def interval_symbol(self) -> str:
        """What stands where there is no interval.

        A weighted share of a group can be shown without its interval, which is made from all the strata of the group
        and would tell of a count that is hidden beside it. Every other share that is shown has one.
        """
        withheld = self.shown and self.measure == "proportion" and self.lower is None and self.upper is None
        return HIDDEN if withheld else self.symbol

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval of a difference lies on one side of zero."""
        return (self.lower is not None and self.lower > 0) or (self.upper is not None and self.upper < 0)


@dataclass(frozen=True)
class Denominator:
    """One row of `denominators.csv`: who was asked, and what became of it.

    What is hidden is None. Below the whole only `asked` and `n` are told.
    """

    indicator: str
    breakdown: str
    group: str
    period: str
    population: int | None
    asked: int | None
    not_applicable: int | None
    undocumented: int | None
    missing: int | None
    n: int | None


@dataclass(frozen=True)
class FileHash:
    """A file's name and its SHA-256."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """Which files, which program and which packages made the figures."""

    inputs: tuple[FileHash, ...]
    published: tuple[FileHash, ...]
    python: str
    granska: str
    packages: dict[str, str]
    lock: str
    code: str


@dataclass(frozen=True)
class Published:
    """The published folder of one review."""

    estimates: tuple[Estimate, ...]
    denominators: tuple[Denominator, ...]
    cleaning: dict[str, int]
    provenance: Provenance
    control: Control

    @cached_property
    def _rows_at(self) -> dict[tuple[str, ...], list[Estimate]]:
        """The estimates by indicator, by indicator and measure, and by indicator and group: a register has many."""
        rows: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
        for row in self.estimates:
            rows[row.indicator,].append(row)
            rows[row.indicator, row.measure].append(row)
            rows[row.indicator, row.breakdown, row.group].append(row)
        return rows

    @cached_property
    def _denominators(self) -> dict[tuple[str, str, str, str], Denominator]:
        rows: dict[tuple[str, str, str, str], Denominator] = {}
        for row in self.denominators:
            rows.setdefault((row.indicator, row.breakdown, row.group, row.period), row)
        return rows

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The years of a register, in order; empty for a review of cases."""
        return tuple(sorted({row.period for row in self.estimates if row.period}))

    @property
    def last_period(self) -> str:
        """The year of the breakdowns; blank for a review of cases."""
        return self.periods[-1] if self.periods else ""

    def select(self, indicator: str, **wanted: str) -> Iterator[Estimate]:
        """Find the rows of an indicator whose fields are as wanted."""
        at: tuple[str, ...] = (indicator,)
        if "group" in wanted and "breakdown" in wanted:
            at = (indicator, wanted["breakdown"], wanted["group"])
        elif "measure" in wanted:
            at = (indicator, wanted["measure"])
        for row in self._rows_at.get(at, []):
            if all(getattr(row, name) == value for name, value in wanted.items()):
                yield row

    def find(self, indicator: str, **wanted: str) -> Estimate | None:
        """Find the first such row of the last period, or none."""
        return next(self.select(indicator, **{"period": self.last_period, **wanted}), None)

    def denominator(
        self, indicator: str, breakdown: str = ALL, group: str = ALL, period: str | None = None
    ) -> Denominator | None:
        """Find who was asked; the last period if none is named."""
        period = self.last_period if period is None else period
        return self._denominators.get((indicator, breakdown, group, period))

    def groups(self, breakdown: str) -> tuple[str, ...]:
        """Name the groups of a breakdown, in the order of the table."""
        rows = [row.group for row in self.estimates if row.breakdown == breakdown]
        rows += [row.group for row in self.denominators if row.breakdown == breakdown]
        return tuple(dict.fromkeys(rows))

    @property
    def statuses(self) -> set[Status]:
        """Every status that occurs."""
        return {row.status for row in self.estimates}


_NUMBERS = ("confidence", "estimate", "lower", "upper", "statistic", "p_value", "p_adjusted")
_COUNTS = (
    *("n", "x", "population", "asked", "not_applicable", "undocumented", "missing"),
    *("percent", "percent_lower", "percent_upper"),
)
# What a row that is hidden may not tell.
_TELLING = (
    *("estimate", "lower", "upper", "statistic", "p_value", "p_adjusted", "n", "x"),
    *("percent", "percent_lower", "percent_upper"),
)


def load_published(folder: Path) -> Published:
    """Read a published folder.

    Parameters
    ----------
    folder : Path
        `data/processed/<review>/published/`.

    Raises
    ------
    InputError
        A file is missing or has not the columns it should have, or a row that is hidden has a number.
    """
    return Published(
        estimates=_with_places(_estimates(folder / "estimates.csv")),
        denominators=tuple(_rows(folder / "denominators.csv", Denominator)),
        cleaning=_cleaning(folder / "cleaning.csv"),
        provenance=load_provenance(folder / "provenance.json"),
        control=load_control(folder / "disclosure.json"),
    )


def _estimates(path: Path) -> list[Estimate]:
    rows = list(_rows(path, Estimate))
    for number, row in enumerate(rows, start=2):
        told = [name for name in _TELLING if row.hidden and getattr(row, name) is not None]
        if told:
            raise InputError(
                f"{path}, row {number}: the row is hidden, and its column '{told[0]}' is not blank. Run the notebook "
                "2-analyse again."
            )
    return rows


def _with_places(rows: list[Estimate]) -> tuple[Estimate, ...]:
    """Say of each row how many decimals its percent has.

    Disclosure control gives whole percent to all shares of a question of which a cell is hidden, however many the
    answers are. That is seen from the shares themselves, since they may be linked to those of another question.
    """
    large = [row for row in rows if row.n is not None and row.n >= EXACT_BASE]
    exact = {
        row.indicator
        for row in large
        if row.measure in ("proportion", SAMPLE_SHARE)
        and any(value is not None and round(value, 2) != value for value in (row.estimate, row.lower, row.upper))
    }
    places = {id(row): 1 for row in large if row.indicator in exact}
    return tuple(replace(row, places=places.get(id(row), 0)) for row in rows)


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Go through the rows of a published table, with the columns that are wanted.

    Raises
    ------
    InputError
        A column is missing, or a row is cut off.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        raise InputError(f"{path}: the column '{missing[0]}' is missing. Run the notebook 2-analyse again.")
    for row in reader:
        if None in row.values():
            raise InputError(f"{path}: damaged, a row is cut off. Run the notebook 2-analyse again.")
        yield {column: unguarded(row[column]) for column in columns}


Row = TypeVar("Row", Estimate, Denominator)


def _rows(path: Path, kind: type[Row]) -> Iterator[Row]:
    columns = tuple(column.name for column in fields(kind) if not column.metadata.get("computed"))
    for number, row in enumerate(read_table(path, columns), start=2):
        try:
            yield kind(**{column: _value(column, text) for column, text in row.items()})
        except ValueError:
            raise InputError(f"{path}, row {number}: not a number. Run the notebook 2-analyse again.") from None


def _value(column: str, text: str) -> Any:
    if column in _NUMBERS:
        return float(text) if text else None
    if column in _COUNTS:
        # a whole number with gaps is written as a float by pandas
        return int(float(text)) if text else None
    return text


def _cleaning(path: Path) -> dict[str, int]:
    try:
        return {row["rule"]: int(row["count"]) for row in read_table(path, ("rule", "count"))}
    except ValueError:
        raise InputError(f"{path}: not a number. Run the notebook 2-analyse again.") from None


def load_provenance(path: Path) -> Provenance:
    """Read what published figures were made from.

    Raises
    ------
    InputError
        The file is missing or damaged.
    """
    try:
        content = cast(dict[str, Any], json.loads(read_text(path)))
        return Provenance(
            inputs=tuple(FileHash(item["file"], item["sha256"]) for item in content["inputs"]),
            published=tuple(FileHash(item["file"], item["sha256"]) for item in content["published"]),
            python=content["software"]["python"],
            granska=content["software"]["granska"],
            packages=dict(content["software"]["packages"]),
            lock=content["lock"],
            code=content["code"],
        )
    except (ValueError, TypeError, KeyError):
        raise InputError(f"{path}: damaged. Run the notebook 2-analyse again.") from None
