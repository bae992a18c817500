"""Every period on one set of areas: rows of areas that were merged, renamed or split, under the areas that are shown.

Rows of merged areas are left apart, and counting adds them up. The counts of an area that was split are apportioned to
its parts by the weights of `areas.csv`, in whole numbers: see `apportioned`.
"""

import datetime
from collections.abc import Iterator

import numpy as np
import pandas as pd

from granska.errors import ProblemsError
from granska.review.crosswalk import CannotBeTakenApartError, Crosswalk, said
from granska.review.method import Method
from granska.review.model import Review, fold
from granska.stages.columns import Log
from granska.stages.contracts import STRATUM, expected_column

APPORTIONED = "apportioned"  # the note of a figure that rests on an area that was split


def on_one_area_set(rows: pd.DataFrame, method: Method, log: Log) -> pd.DataFrame:
    """Give every row the area that it is shown in.

    Parameters
    ----------
    rows : DataFrame of str
        Coded rows, whose `stratum` is an area of any day.
    method : Method
        The parameters; where they have no changes of areas the rows are given back as they are.
    log : Log
        Each row that changes its area is noted.

    Returns
    -------
    DataFrame of str
        Rows in the order they came; a row of a register in an area that was split is one row for each part, and its
        `area` is the one that it was counted in.

    Raises
    ------
    ProblemsError
        An area stands beside what it became, cannot be taken apart, or was split and its cases cannot be; each with
        file and row.
    """
    if method.areas is None:
        return rows
    crosswalk, review = method.areas, method.review
    days = _days(rows, review)
    problems = [
        *_impossible(rows, days, crosswalk, review),
        *(_both(rows, days, crosswalk) if review.kind == "register" else ()),
    ]
    if review.kind == "register" and not problems:
        problems = [*_not_in_data(rows, days, crosswalk, review)]
    if problems:
        raise ProblemsError(f"data/raw/{review.id}", problems)
    parts: list[pd.DataFrame] = []
    for (area, day), same in rows.groupby([rows[STRATUM], days], sort=False):
        places = crosswalk.places(area, day)
        rule = "area-apportioned" if len(places) > 1 else "area-merged"
        for file, row in (
            same[["file", "row"]].itertuples(index=False) if [area] != [place for place, _ in places] else ()
        ):
            log.add(file, row, review.design.strata.column[0], rule, f"→ {', '.join(place for place, _ in places)}")
        shared = _shared_out(same, np.array([weight for _, weight in places]), method) if len(places) > 1 else [same]
        named = {"area": fold(str(area))} if review.kind == "register" else {}
        parts += [part.assign(stratum=place, **named) for part, (place, _) in zip(shared, places, strict=True)]
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def _days(rows: pd.DataFrame, review: Review) -> "pd.Series[datetime.date]":
    """Say when each row uses the name of its area: the first day of its year, its date, or the first of the period."""
    if review.kind == "register":
        return rows["year"].map(lambda year: datetime.date(int(year), 1, 1))
    start = review.period.start
    if "date" in rows:
        return rows["date"].map(lambda date: datetime.date.fromisoformat(date) if date else start)
    return pd.Series(start, rows.index)


def _impossible(
    rows: pd.DataFrame, days: "pd.Series[datetime.date]", crosswalk: Crosswalk, review: Review
) -> Iterator[str]:
    """Find rows whose area leads nowhere that is shown, or that cannot be split."""
    last = days.max()
    for (area, day), same in rows.groupby([rows[STRATUM], days], sort=False):
        try:
            places = crosswalk.places(area, day)
        except CannotBeTakenApartError as error:
            fault = f"the area '{area}' {error}, and the set of {said(crosswalk.area_set)} is shown. "
            fault += "Choose a later design.strata.area_set."
        else:
            if unknown := [place for place, _ in places if place not in crosswalk.shown]:
                fault = (
                    f"the area '{area}' is shown as '{unknown[0]}', which is not in the list of areas. Add the change "
                    "to areas.csv, or mend the list."
                )
            elif len(places) > 1 and review.kind == "cases":
                fault = (
                    f"the area '{area}' was split, and no weight can say where one case belongs. Write the area of "
                    f"{said(crosswalk.area_set)} into the data."
                )
            elif len(places) > 1 and day == last:
                fault = (
                    f"the area '{area}' is split after the last year of the data, so its parts would never have been "
                    "counted. Choose an earlier design.strata.area_set."
                )
            else:
                continue
        for file, row in same[["file", "row"]].itertuples(index=False):
            yield f"{file}, row {row}: {fault}"


def _both(rows: pd.DataFrame, days: "pd.Series[datetime.date]", crosswalk: Crosswalk) -> Iterator[str]:
    """Find areas that stand in one year beside what they became: their counts would be added twice."""
    follows: dict[str, set[tuple[str, datetime.date]]] = {}
    for change in crosswalk.changes:
        if change.area != change.became:
            follows.setdefault(change.became, set()).add((change.area, change.start))
    kept = {change.area for change in crosswalk.changes if change.area == change.became}
    for day, same in rows.groupby(days, sort=False):
        there = set(same[STRATUM])
        end = day.replace(month=12, day=31)
        for area in sorted(there & set(follows) - kept):
            for before, start in sorted(follows[area]):
                # in the year of a change during the year both are right
                if before in there and not day < start <= end:
                    for file, row in same.loc[same[STRATUM] == before, ["file", "row"]].itertuples(index=False):
                        yield (
                            f"{file}, row {row}: '{before}' stands beside '{area}', which it became from "
                            f"{said(start)}: their counts would be added twice. If '{area}' was there before, give "
                            "it a row of its own in areas.csv, that leads to itself."
                        )


def _not_in_data(
    rows: pd.DataFrame, days: "pd.Series[datetime.date]", crosswalk: Crosswalk, review: Review
) -> Iterator[str]:
    """Find changes within the period that no row needs: the report would call sums what is none."""
    for change in crosswalk.changes:
        inside = review.period.start < change.start <= min(crosswalk.area_set, review.period.end)
        if inside and not ((rows[STRATUM] == change.area) & (days < change.start)).any():
            yield (
                f"params/{review.id}/areas.csv, row {change.row}: no row of the data from before "
                f"{said(change.start)} names '{change.area}'. Delete the line if all years are counted on the later "
                "areas already, or mend the name."
            )


def _shared_out(rows: pd.DataFrame, weights: np.ndarray, method: Method) -> list[pd.DataFrame]:
    """Share the counts of rows out to the parts of their area; an expected number keeps its decimals."""
    shares = [rows.copy() for _ in weights]
    expected = {expected_column(name) for name in method.review.columns.expected}
    whole = [name for name in ("population", *(question.name for question in method.codebook)) if name in rows]
    for name in [*whole, *sorted(expected & set(rows))]:
        numbers = pd.to_numeric(rows[name], errors="coerce")
        for row, number in numbers.dropna().items():
            if name in expected:
                shared = [f"{part:.12g}" for part in number * weights]
            else:
                shared = [str(part) for part in apportioned(int(number), weights)]
            for part, value in zip(shares, shared, strict=True):
                part.loc[row, name] = value
    return shares


def apportioned(count: int, weights: np.ndarray) -> list[int]:
    """Share a count out in whole numbers, by Webster's method (Sainte-Laguë).

    It adds up to the count, so that no total changes; and it is house-monotone: a greater count gives no part less, so
    that a count that is a part of another never becomes larger than it in any area, as largest remainders can make it.

    Parameters
    ----------
    count : int
        What is shared out.
    weights : ndarray, shape (parts,)
        The part of the area that each holds; they add up to 1.

    Returns
    -------
    list of int
        One a part; equal claims go to the first.

    References
    ----------
    Balinski, M. L. & Young, H. P. (2001). Fair Representation, 2nd ed., Brookings, chapter 9 and appendix A.

    Examples
    --------
    >>> apportioned(161, np.array([0.62, 0.38]))
    [100, 61]
    """
    given = np.floor(count * weights + 0.5)
    # that is Webster's for some count near this one; from there seats are given, or taken back, one by one
    while given.sum() < count:
        given[int(np.argmax(np.round(weights / (2 * given + 1), 15)))] += 1
    while given.sum() > count:
        claims = np.where(given > 0, np.round(weights / np.maximum(2 * given - 1, 1), 15), np.inf)
        given[len(given) - 1 - int(np.argmin(claims[::-1]))] -= 1
    return [int(part) for part in given]


def marked(estimates: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Take the intervals from figures of strata that rest on apportioned counts, and say so in their note.

    An interval says how far chance moves a count. How wrong the weights of a split are it does not know, and beside
    that error chance is small: a figure without an interval claims less.

    Parameters
    ----------
    estimates : DataFrame
        Rows of the contract *estimates*.
    method : Method
        The parameters.
    """
    if method.areas is None or method.review.kind != "register":
        return estimates
    split = {
        (area, year)
        for year in {year for year in estimates["period"] if year}
        for area in method.areas.shown
        if method.areas.split(area, datetime.date(int(year), 1, 1))
    }
    of_strata = estimates["breakdown"] == STRATUM
    places = zip(estimates["group"], estimates["period"], estimates["versus"].fillna(""), strict=True)
    rests = np.array([(area, year) in split or (area, versus) in split for area, year, versus in places], bool)
    rests &= of_strata.to_numpy()
    estimates = estimates.copy()
    estimates.loc[rests, ["lower", "upper", "statistic", "p_value", "df"]] = np.nan
    estimates.loc[rests, "reliability"] = ""
    estimates.loc[rests, "note"] = APPORTIONED
    # a change would show how the weights were chosen, and not what happened
    return estimates[~(rests & estimates["measure"].isin(["change", "rate_change"]).to_numpy())]
