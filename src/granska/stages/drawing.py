"""The draw: cases from a frame, stratum by stratum, in an order that anyone with the frame and the seed can repeat.

The order of a stratum is that of the SHA-256 of seed, stratum and case id. It is as good as random to anyone who has
not chosen the seed to fit the ids; it needs no random numbers, whose making differs between programs and versions, does
not depend on the order of the rows, and leaves all other cases in their order when one is added or taken away. The
first are the sample and those after them the reserve, so that it is settled in advance which case replaces which.
"""

import csv
import hashlib
import io
import json
import platform
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import granska
from granska.errors import InputError
from granska.files import guarded, json_text, sha256, write_whole
from granska.review.plan import Plan, load_plan
from granska.review.workspace import Workspace
from granska.stages.frame import frame_hash, read_frame
from granska.stages.planning import planned_cases

ALGORITHM = "sha256-1"  # how the order is made; another way would be another name
LIST_COLUMNS = ["case_id", "stratum", "number", "part"]
SAMPLE, RESERVE = "sample", "reserve"
POPULATION = "population.csv"


@dataclass(frozen=True)
class DrawFiles:
    """The files of a draw: the confidential list, its record and what became of its cases; the population table."""

    listed: Path
    record: Path
    outcome: Path
    population: Path


def draw_files(workspace: Workspace, plan: Plan) -> DrawFiles:
    """Say where the files of a draw lie.

    Raises
    ------
    InputError
        The plan says nothing of a draw.
    """
    if plan.draw is None:
        raise InputError(
            f"params/{plan.id}/plan.yml: draw is not given. Add it, with a seed decided before the list is seen."
        )
    raw, name = workspace.raw(plan.id), plan.draw.name
    return DrawFiles(
        raw / f"{name}.csv",
        raw / f"{name}-protocol.json",
        raw / f"{name}-outcome.csv",
        workspace.params(plan.id) / POPULATION,
    )


def order_key(seed: int, stratum: str, case_id: str) -> str:
    r"""Give the place of a case in the order of its stratum: the SHA-256 of seed, stratum and id, each on a line.

    The text is in composed Unicode (NFC) and UTF-8, with a line feed between the three and none at the end:
    ``printf '7\nBromma\nA-1' | sha256sum``.

    Examples
    --------
    >>> order_key(7, "Bromma", "A-1")[:16]
    'f4e869348e9d4ad0'
    """
    text = unicodedata.normalize("NFC", f"{seed}\n{stratum}\n{case_id}")
    return hashlib.sha256(text.encode()).hexdigest()


def drawn(frame: pd.DataFrame, cases: dict[str, int], seed: int, reserve: int) -> pd.DataFrame:
    """Draw from a frame.

    Parameters
    ----------
    frame : DataFrame
        `case_id` and `stratum`.
    cases : dict of str to int
        How many of each stratum.
    seed : int
        The seed.
    reserve : int
        How many more of each stratum are listed, as far as there are.

    Returns
    -------
    DataFrame
        `case_id, stratum, number, part`: by stratum, in the order of the draw.
    """
    keys = [order_key(seed, line.stratum, line.case_id) for line in frame.itertuples(index=False)]
    table = frame.assign(key=keys).sort_values(["stratum", "key", "case_id"])
    table["number"] = table.groupby("stratum").cumcount() + 1
    wanted = table["stratum"].map(cases)
    table["part"] = (table["number"] <= wanted).map({True: SAMPLE, False: RESERVE})
    return table[table["number"] <= wanted + reserve][LIST_COLUMNS].reset_index(drop=True)


def draw_sample(workspace: Workspace, review: str) -> tuple[dict[str, Any], bool]:
    """Draw the sample of a plan, and write the list, its record and the population table.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Returns
    -------
    record : dict
        What the protocol says; no id is in it.
    new : bool
        False where the same sample had been drawn before: then nothing is written.

    Raises
    ------
    InputError
        Everything that is wrong with plan and frame; or another sample of that name has been drawn, or a population
        table with other numbers stands in the way.
    """
    plan = load_plan(workspace, review)
    files = draw_files(workspace, plan)
    frame = read_frame(workspace, plan)
    sizes = {str(name): int(count) for name, count in frame["stratum"].value_counts().sort_index().items()}
    _refuse_drafts(workspace, plan, files)
    assert plan.draw is not None
    assert plan.frame is not None
    cases = planned_cases(plan, sizes)
    table = drawn(frame, cases, plan.draw.seed, plan.draw.reserve)
    text = list_text(table)
    if files.listed.is_file():
        return _the_same(files, text), False
    population = population_text(sizes)
    _refuse_other_population(files.population, [population], review)
    in_reserve = table[table["part"] == RESERVE]["stratum"].value_counts()
    record = {
        "review": review,
        "name": plan.draw.name,
        "reason": plan.draw.reason.model_dump() if plan.draw.reason else None,
        "frame": {
            "file": plan.frame.file,
            "date": plan.frame.date.isoformat(),
            "cases": len(frame),
            "sha256": frame_hash(frame),
            "sha256_of_file": sha256(workspace.raw(review) / plan.frame.file),
        },
        "seed": plan.draw.seed,
        "algorithm": ALGORITHM,
        "list_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "strata": [
            {"stratum": name, "population": size, "sample": cases[name], "reserve": int(in_reserve.get(name, 0))}
            for name, size in sizes.items()
        ],
        "granska": granska.__version__,
        "python": platform.python_version(),
        "planned": plan.date.isoformat(),
    }
    write_whole(files.listed, text)
    write_whole(files.population, population)
    # last: with the record the sample is drawn
    write_whole(files.record, json_text(record))
    return record, True


def _refuse_drafts(workspace: Workspace, plan: Plan, files: DrawFiles) -> None:
    where = f"params/{plan.id}/plan.yml"
    if plan.draft:
        raise InputError(f"{where}: draft is true. Decide the plan, delete that line, and draw then.")
    others = sorted(
        path.name.removesuffix("-protocol.json")
        for path in workspace.raw(plan.id).glob("*-protocol.json")
        if path != files.record
    )
    if others and plan.draw and plan.draw.reason is None:
        raise InputError(
            f"{where}: a sample has been drawn already: {', '.join(others)}. A second one needs draw.reason, which the "
            "protocol will give."
        )


def _the_same(files: DrawFiles, text: str) -> dict[str, Any]:
    """Give the record of a sample that has been drawn before, if it is the one that would be drawn now."""
    where = f"data/raw/{files.listed.parent.name}/{files.listed.name}"
    record = load_record(files)
    if files.listed.read_text(encoding="utf-8") != text:
        raise InputError(
            f"{where}: a sample of this name has been drawn, and it is not the one that frame and plan give today. "
            "It is left as it is: give draw.name another name and say under draw.reason why it is drawn anew, or "
            "bring frame and plan back as they were."
        )
    return record


def load_record(files: DrawFiles) -> dict[str, Any]:
    """Read the record of a draw.

    Raises
    ------
    InputError
        There is none: nothing has been drawn, or the record is damaged.
    """
    where = f"data/raw/{files.record.parent.name}/{files.record.name}"
    if not files.record.is_file():
        raise InputError(f"{where} does not exist: nothing has been drawn. Draw first: granska plan --draw")
    try:
        record: dict[str, Any] = json.loads(files.record.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(f"{where} is damaged. Bring it back as it was when the sample was drawn.") from None
    return record


def _refuse_other_population(path: Path, known: Iterable[str], review: str) -> None:
    """Refuse to write over a population table that does not come from the draw."""
    if path.is_file() and path.read_text(encoding="utf-8-sig") not in known:
        raise InputError(
            f"params/{review}/{path.name} stands there already, with other numbers than those of the frame. Take it "
            "away, or mend the frame: the shares are weighted by these numbers."
        )


def write_population(files: DrawFiles, sizes: dict[str, int], known: Iterable[str], review: str) -> str:
    """Write the population table anew, over one that came from the draw and no other."""
    text = population_text(sizes)
    _refuse_other_population(files.population, [text, *known], review)
    write_whole(files.population, text)
    return text


def list_text(table: pd.DataFrame) -> str:
    """Write the list as a spreadsheet opens it; a cell that would act as a formula is marked as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(LIST_COLUMNS)
    for line in table.itertuples(index=False):
        writer.writerow([guarded(str(line.case_id)), guarded(str(line.stratum)), line.number, line.part])
    return f"\ufeff{buffer.getvalue()}"


def population_text(sizes: dict[str, int]) -> str:
    """Write the population table."""
    table = pd.DataFrame({"stratum": [*sizes], "population": [*sizes.values()]})
    text: str = table.to_csv(index=False, lineterminator="\n")
    return text
