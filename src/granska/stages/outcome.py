"""After the reading: files that were not found or did not belong, what replaced them, and what the population then is.

A file that did not belong shows that the frame lists more than the population. In each stratum the population is then
estimated as the frame's cases times the share of those tried that belonged. Where replacements were read until the
planned number was reached, how many were tried depends on what was found, and the plain share is a little too large;
the unbiased estimate is one less of both (Haldane 1945). Files that were not found tell nothing of either.
"""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from granska.errors import InputError, ProblemsError, nearest
from granska.files import json_text, unguarded, write_whole
from granska.review.model import DataFile, fold
from granska.review.plan import load_plan
from granska.review.workspace import Workspace
from granska.stages.drawing import (
    RESERVE,
    SAMPLE,
    DrawFiles,
    draw_files,
    load_record,
    population_text,
    write_population,
)
from granska.stages.frame import doubled, find_head
from granska.stages.reading import read_file

READ, NOT_FOUND, NOT_BELONGING = "read", "not_found", "not_belonging"
WORDS = {
    READ: ("read", "läst"),
    NOT_FOUND: ("not found", "not_found", "hittades inte", "hittas inte", "saknas"),
    NOT_BELONGING: ("does not belong", "not_belonging", "hör inte till", "hör inte hit", "tillhör inte"),
}
HEADS = {"case_id": ("case_id", "ärende", "ärendenummer", "case"), "outcome": ("outcome", "utfall")}
FAR = 0.5  # how far a stratum's share may lie from that of all, in what is said of the uncertainty


@dataclass(frozen=True)
class StratumOutcome:
    """What became of the cases of a stratum.

    Attributes
    ----------
    population : int
        Cases in the frame.
    sample, replacements : int
        Cases drawn; and taken from the reserve.
    not_found, not_belonging, read : int
        What became of both together.
    corrected : int
        The estimated cases that belong; `population` where none was found that does not.
    """

    stratum: str
    population: int
    sample: int
    replacements: int
    not_found: int
    not_belonging: int
    read: int
    corrected: int


def record_outcome(workspace: Workspace, review: str) -> dict[str, Any]:
    """Complete the record of a draw with what became of its cases, and correct the population table.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Returns
    -------
    dict
        The record; no id is in it.

    Raises
    ------
    InputError
        Nothing was drawn, or everything that is wrong with the file of outcomes.
    """
    plan = load_plan(workspace, review)
    files = draw_files(workspace, plan)
    record = load_record(files)
    listed = _listed(files, record, review)
    outcomes = _outcomes(workspace, files, listed, review)
    strata = [_stratum(one, listed[listed["stratum"] == one["stratum"]], outcomes) for one in record["strata"]]
    before = population_text({one["stratum"]: one["population"] for one in record["strata"]})
    written = {one.stratum: one.corrected for one in strata}
    known = [before, *([population_text(record["corrected"])] if "corrected" in record else [])]
    write_population(files, written, known, review)
    record |= {
        "outcome": [vars(one) for one in strata],
        "corrected": written,
        "uncertainty": added_uncertainty(strata),
    }
    write_whole(files.record, json_text(record))
    return record


def _listed(files: DrawFiles, record: dict[str, Any], review: str) -> pd.DataFrame:
    """Read the drawn list back, and refuse one that someone has changed."""
    where = f"data/raw/{review}/{files.listed.name}"
    if not files.listed.is_file():
        raise InputError(f"{where} is missing: the list that was drawn. Bring it back.")
    text = files.listed.read_text(encoding="utf-8")
    if hashlib.sha256(text.encode()).hexdigest() != record["list_sha256"]:
        raise InputError(
            f"{where} is not as it was drawn. Bring it back, and write what became of the cases into "
            f"{files.outcome.name}, with the columns case_id and outcome."
        )
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    table = pd.DataFrame(rows).map(unguarded)
    return table.assign(number=table["number"].astype(int), id=table["case_id"].map(fold))


def _outcomes(workspace: Workspace, files: DrawFiles, listed: pd.DataFrame, review: str) -> dict[str, str]:
    """Read what became of the cases: by folded id; the drawn that are not named were read."""
    if not files.outcome.is_file():
        raise InputError(
            f"data/raw/{review}/{files.outcome.name} does not exist. Write a row for each case that was not found or "
            "did not belong, and for each that was taken from the reserve, with the columns case_id and outcome "
            f"({', '.join(words[0] for words in WORDS.values())})."
        )
    table = read_file(files.outcome, DataFile.model_validate({"file": files.outcome.name}))
    problems: list[str] = []
    heads = {role: find_head(table, spellings, role, problems) for role, spellings in HEADS.items()}
    if problems:
        raise ProblemsError(f"data/raw/{review}", problems)
    ids, words = (table.rows[heads[role]].map(unguarded) for role in ("case_id", "outcome"))
    problems += doubled(ids, table.file)
    meaning = {fold(word): outcome for outcome, spellings in WORDS.items() for word in spellings}
    drawn = set(listed["id"])
    found: dict[str, str] = {}
    rows: dict[str, int] = {}
    for row, (identifier, word) in zip(table.rows.index, zip(ids.map(fold), words, strict=True), strict=True):
        where = f"{table.file}, row {row}"
        if fold(word) not in meaning:
            problems.append(f"{where}: the outcome is none of those known.{nearest(fold(word), meaning)}")
        elif identifier not in drawn:
            problems.append(f"{where}: the case was not drawn, not even into the reserve. Mend the id.")
        else:
            found[identifier], rows[identifier] = meaning[fold(word)], row
    problems += _out_of_order(table.file, listed, found, rows)
    if problems:
        raise ProblemsError(f"data/raw/{review}", problems)
    return found


def _out_of_order(file: str, listed: pd.DataFrame, found: dict[str, str], rows: dict[str, int]) -> list[str]:
    """Find replacements that were not the next in the list, and such that replaced nothing."""
    problems = []
    for stratum, part in listed.groupby("stratum"):
        reserve = part[part["part"] == RESERVE]
        skipped = 0
        for line in reserve.itertuples():
            if line.id not in found:
                skipped = skipped or int(line.number)
            elif skipped:
                problems.append(
                    f"{file}, row {rows[line.id]}: number {line.number} of '{stratum}' was taken before number "
                    f"{skipped}. Replacements are taken in the order of the list: say what became of that one."
                )
        used = sum(one in found for one in reserve["id"])
        gone = sum(found.get(one, READ) != READ for one in part["id"])
        if used > gone:
            problems.append(
                f"{file}: '{stratum}' has {used} replacements, and {gone} cases were not found or did not belong. "
                "Take away the last ones, or say which cases they replaced."
            )
    return problems


def _stratum(one: dict[str, Any], listed: pd.DataFrame, outcomes: dict[str, str]) -> StratumOutcome:
    drawn = listed[listed["part"] == SAMPLE]["id"]
    used = [identifier for identifier in listed[listed["part"] == RESERVE]["id"] if identifier in outcomes]
    became = Counter(outcomes.get(identifier, READ) for identifier in (*drawn, *used))
    read, outside = became[READ], became[NOT_BELONGING]
    return StratumOutcome(
        stratum=one["stratum"],
        population=one["population"],
        sample=one["sample"],
        replacements=len(used),
        not_found=became[NOT_FOUND],
        not_belonging=outside,
        read=read,
        corrected=belonging(one["population"], read, outside, until=read == one["sample"] and bool(used)),
    )


def belonging(population: int, read: int, outside: int, *, until: bool) -> int:
    """Estimate how many cases of a frame belong to the population.

    Parameters
    ----------
    population : int
        Cases in the frame.
    read, outside : int
        Cases that were tried and belonged; and that did not.
    until : bool
        Whether cases were tried until so many had been read as were planned.

    Returns
    -------
    int
        Rounded; never fewer than were read, and no more than are left when those that do not belong are gone.

    References
    ----------
    Haldane, J. B. S. (1945). Biometrika 33, 222-225.

    Examples
    --------
    26 read, and two more that did not belong: of 300 cases in the frame some 278 belong.

    >>> belonging(300, 26, 2, until=True), belonging(300, 24, 2, until=False), belonging(300, 26, 0, until=True)
    (278, 277, 300)
    """
    if not outside:
        return population
    less = 1 if until else 0
    share = (read - less) / (read + outside - less)
    return min(max(round(population * share), read), population - outside)


def added_uncertainty(strata: list[StratumOutcome]) -> float:
    """Say how much the estimated population adds to the standard error of a share of all, at most.

    The weights of the strata are then estimates themselves, which the intervals of the report do not heed. By the delta
    method this adds ``sum(W**2 * (1 - b) / (b * k) * (1 - k / N) * d**2)`` to the variance of a share: W is the weight
    of a stratum, b the share of its cases that belong, k those tried, N those in the frame, and d how far the share of
    the stratum lies from that of all, here half of what it could be.

    Parameters
    ----------
    strata : list of StratumOutcome
        What became of the cases.

    Returns
    -------
    float
        A standard error, as a share: 0.01 for one percentage point.
    """
    known = [one for one in strata if one.not_belonging and one.read]
    total = sum(one.corrected for one in strata)
    variance = 0.0
    for one in known:
        tried = one.read + one.not_belonging
        belong = one.corrected / one.population
        unread = max(0.0, 1 - tried / one.population)
        variance += (one.corrected / total) ** 2 * (1 - belong) / (belong * tried) * unread * FAR**2
    return float(np.sqrt(variance))
