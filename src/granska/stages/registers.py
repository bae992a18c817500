"""What has to hold for the rows of a register before anything is counted: every fault of all files at once."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from granska.errors import ProblemsError
from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP, Review, fold
from granska.review.parts import Headers
from granska.stages.contracts import expected_column
from granska.stages.reading import RawTable
from granska.stages.registers_wide import INDEX, long_tables

ROUNDING = 1e-6


def number_roles(method: Method) -> list[str]:
    """Name the columns of a register that hold numbers, in the order of the cleaned table."""
    review = method.review
    names = ["population"] if review.columns.population else []
    names += [INDEX] if review.counting.index else []
    names += [expected_column(name) for name in review.columns.expected]
    return names + [question.name for question in method.codebook]


def lay_out_long(
    tables: list[RawTable], method: Method, roles: Mapping[str, Headers], problems: list[str]
) -> list[RawTable]:
    """Make the files of a register long, where the settings say that they are wide."""
    if method.review.kind != "register" or method.review.counting.layout == "long":
        return tables
    return long_tables(tables, method.review, roles, number_roles(method), problems)


def check_register(
    rows: pd.DataFrame, tables: list[RawTable], method: Method, roles: Mapping[str, Headers]
) -> pd.DataFrame:
    """Find what is wrong with the rows of a register, and leave out the sums of all areas.

    Parameters
    ----------
    rows : DataFrame of str
        The cleaned rows of all files, with the `file` and the `row` each came from and the `area` as it was written.
    tables : list of RawTable
        The files.
    method : Method
        The parameters and the questions.
    roles : mapping of str to tuple of str
        The heads that each column may stand under.

    Returns
    -------
    DataFrame
        The rows of the areas.

    Raises
    ------
    ProblemsError
        Sums that do not add up, rows given twice, years that are missing or lie outside the period, parts larger than
        their whole, expected numbers of 0 or less, counts of persons above the population.
    """
    check = _Check(rows, method, _heads(tables, roles))
    # where areas were merged or split, which years an area lacks is seen when all lie on one set
    missing = missing_years(check.areas, method) if method.areas is None else ()
    problems = [*check.doubled(), *check.years(), *check.numbers(), *missing, *check.sums()]
    if problems:
        raise ProblemsError(f"data/raw/{method.review.id}", problems)
    return check.areas


def check_years(rows: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Refuse rows, on one set of areas, of which an area lacks a year; give them back where none does.

    Parameters
    ----------
    rows : DataFrame of str
        The rows of the areas; `area` is the one that a row was counted in, `stratum` the one that it is shown in.
    method : Method
        The parameters.

    Raises
    ------
    ProblemsError
        Each area and year without a row.
    """
    if method.areas is not None and (problems := [*missing_years(rows, method)]):
        raise ProblemsError(f"data/raw/{method.review.id}", problems)
    return rows


def years_of(review: Review) -> list[str]:
    """Name the years of the period."""
    return [str(year) for year in range(review.period.start.year, review.period.end.year + 1)]


def missing_years(rows: pd.DataFrame, method: Method) -> Iterator[str]:
    """Find areas without some of the years or groups, and sums of merged areas that lack one of them.

    Parameters
    ----------
    rows : DataFrame of str
        As of `check_years`.
    method : Method
        The parameters.
    """
    review, groups = method.review, [*method.review.breakdowns]
    years = years_of(review)
    parts = rows[rows["year"].isin(years) & ~rows["stratum"].isin(review.counting.incomplete)]
    if parts.empty:
        return
    kept = parts[~parts[groups].isin([UNKNOWN_GROUP]).any(axis=1)] if groups else parts
    wanted = [*kept[groups].drop_duplicates().itertuples(index=False, name=None)] if groups else [()]
    there: dict[tuple[str, ...], set[str]] = {}
    for stratum, year, area, *group in kept[["stratum", "year", "area", *groups]].itertuples(index=False, name=None):
        there.setdefault((stratum, year, *group), set()).add(area)
    advice = "Add it (0 where nothing was counted), or name the area under register.incomplete."
    counted = set(parts["year"])
    yield from (f"no file has a row of {year}. Add the year, or mend period." for year in years if year not in counted)
    for stratum in sorted(parts["stratum"].unique()):
        for year in years:
            if year not in counted:
                continue
            lacking = [group for group in wanted if (stratum, year, *group) not in there]
            if lacking:
                which = _for_groups(review, lacking) if len(lacking) < len(wanted) else ""
                yield f"'{stratum}' has no row of {year}{which}. {advice}"
                continue
            for part in _parts(method, stratum, year):
                lacking = [group for group in wanted if fold(part) not in there[stratum, year, *group]]
                if lacking:
                    which = _for_groups(review, lacking) if len(lacking) < len(wanted) else ""
                    yield f"'{part}', a part of '{stratum}', has no row of {year}{which}. {advice}"
    if method.areas is None:
        yield from _gaps(parts)


def _parts(method: Method, stratum: str, year: str) -> tuple[str, ...]:
    """Name the areas that an area which is shown was the sum of all year long."""
    if method.areas is None:
        return ()
    first, last = (method.areas.parts(stratum, datetime.date(int(year), *day)) for day in ((1, 1), (12, 31)))
    # in the year of a change during the year the data may have either
    return first if first == last else ()


def _for_groups(review: Review, groups: list[tuple[str, ...]]) -> str:
    named = (
        ", ".join(
            breakdown.groups[key].codes[0] for breakdown, key in zip(review.breakdowns.values(), one, strict=True)
        )
        for one in groups
    )
    return f" for {'; '.join(named)}"


def _gaps(parts: pd.DataFrame) -> Iterator[str]:
    """Find years that one of several areas with the same present name lacks between two others."""
    for (stratum, area), found in parts.groupby(["stratum", "area"]):
        if fold(str(stratum)) == area:
            continue
        for before, after in pairwise(sorted(set(found["year"]), key=int)):
            for between in range(int(before) + 1, int(after)):
                line = next(found.itertuples())
                yield (
                    f"{line.file}, row {line.row}: this part of '{stratum}' has rows of {before} and {after}, "
                    f"but none of {between}. Add it."
                )


def _heads(tables: Iterable[RawTable], roles: Mapping[str, Headers]) -> dict[tuple[str, str], str]:
    """Name the head that each role has in each file."""
    found: dict[tuple[str, str], str] = {}
    for table in tables:
        spelled = {fold(str(head)): str(head) for head in table.rows.columns}
        for role, heads in roles.items():
            for head in heads:
                if fold(head) in spelled:
                    found[table.file, role] = spelled[fold(head)]
    return found


class _Check:
    """The rows of a register, and what is to be found in them."""

    def __init__(self, rows: pd.DataFrame, method: Method, heads: Mapping[tuple[str, str], str]):
        self.review, self.codebook, self.settings = method.review, method.codebook, method.review.counting
        self.heads = heads
        self.roles = number_roles(method)
        self.rows = rows.assign(**{role: rows[role].astype(float) for role in self.roles})
        total = rows["area"].isin([fold(name) for name in self.settings.total or ()])
        self.totals, self.areas = self.rows[total], rows[~total]
        self.parts = self.rows[~total]
        self.groups = [*self.review.breakdowns]

    def place(self, line: Any, role: str) -> str:
        """Say where a number stands."""
        return f"{line.file}, row {line.row}, column '{self.heads.get((line.file, role), role)}'"

    def doubled(self) -> Iterator[str]:
        """Find rows of an area, year and group that were given before."""
        key = ["area", "year", *self.groups]
        first = self.rows.drop_duplicates(key).set_index(key)[["file", "row"]]
        for line in self.rows[self.rows.duplicated(key)].itertuples():
            before = first.loc[tuple(getattr(line, name) for name in key)]
            yield (
                f"{line.file}, row {line.row}: the same area, year and group stand in an earlier row "
                f"({before['file']}, row {before['row']}). Keep the right one."
            )

    def years(self) -> Iterator[str]:
        """Find years outside the period."""
        years = years_of(self.review)
        for line in self.rows[~self.rows["year"].isin(years)].itertuples():
            yield f"{line.file}, row {line.row}: the year lies outside the period {years[0]}–{years[-1]}."

    def numbers(self) -> Iterator[str]:
        """Find numbers that cannot be: parts above their whole, expected numbers of 0, more cases than people."""
        for question in self.codebook:
            if question.applies_if:
                whole = question.applies_if.question
                for line in self.parts[self.parts[question.name] > self.parts[whole]].itertuples():
                    yield (
                        f"{line.file}, row {line.row}: {question.name} is larger than {whole} "
                        f"(columns '{self._head(line, question.name)}' and '{self._head(line, whole)}')."
                    )
        for role in [expected_column(name) for name in self.review.columns.expected]:
            for line in self.parts[self.parts[role] <= 0].itertuples():
                kind = "0" if getattr(line, role) == 0 else "below 0"
                yield (
                    f"{self.place(line, role)}: the expected number is {kind}. It has to be above 0: leave the area "
                    "out, or mend the number."
                )
        if any(one.scale == "log" for one in self.settings.expected.values()):
            for line in self.parts[self.parts[INDEX] <= 0].itertuples():
                yield f"{self.place(line, INDEX)}: an index of 0 or less has no logarithm. Mend it, or the scale."
        for role in ["population"] if "population" in self.roles else []:
            for line in self.parts[self.parts[role] < 0].itertuples():
                yield f"{self.place(line, role)}: the population is below 0. Mend the number."
            for name in self.settings.persons:
                for line in self.parts[self.parts[name] > self.parts[role]].itertuples():
                    yield (
                        f"{self.place(line, name)}: more persons than the population "
                        f"(column '{self._head(line, role)}'). Mend one of them, or take {name} out of "
                        "register.persons if one person can count several times."
                    )

    def _head(self, line: Any, role: str) -> str:
        return self.heads.get((line.file, role), role)

    def sums(self) -> Iterator[str]:
        """Compare each sum of all areas with the areas of its file."""
        key = ["file", "year", *self.groups]
        roles = [role for role in self.roles if role != INDEX]
        areas = {group: part[roles] for group, part in self.parts.groupby(key)}
        for line in self.totals.itertuples():
            part = areas.get(tuple(getattr(line, name) for name in key))
            if part is None:
                yield f"{line.file}, row {line.row}: a sum of areas, but the file has no areas of that year and group."
                continue
            for role in roles:
                told, found = float(getattr(line, role)), float(part[role].sum())
                if abs(told - found) > self._slack(part[role], told):
                    yield (
                        f"{self.place(line, role)}: the sum of all areas is given as {told:.12g}, but its {len(part)} "
                        f"areas add up to {found:.12g}: a difference of {told - found:+.12g}. Mend the area or the sum."
                    )

    def _slack(self, part: "pd.Series[float]", told: float) -> float:
        """Give how far rounded numbers may be from their sum: half of the last digit for each."""
        decimals = max(len(np.format_float_positional(value, trim="-").partition(".")[2]) for value in (*part, told))
        return ROUNDING if decimals == 0 else 0.5 * 10**-decimals * (len(part) + 1) + ROUNDING
