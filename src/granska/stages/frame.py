"""The frame of a sample: the list of all cases with their strata, read and checked before anything is drawn.

No id is ever in a message: rows are named, as in all raw files.
"""

import hashlib

import pandas as pd

from granska.errors import InputError, ProblemsError
from granska.review.model import fold
from granska.review.parts import Headers
from granska.review.plan import Plan
from granska.review.population import load_population
from granska.review.workspace import Workspace
from granska.stages.columns import Column, Log, clean_area, clean_text
from granska.stages.reading import RawTable, read_file


def strata_sizes(workspace: Workspace, plan: Plan) -> dict[str, int]:
    """Count the cases of each stratum: in the frame where the plan has one, else from its table.

    Parameters
    ----------
    workspace : Workspace
        The project.
    plan : Plan
        The plan.

    Returns
    -------
    dict of str to int
        Sorted by name where they were counted, else in the order of the table.

    Raises
    ------
    InputError
        Everything that is wrong with the frame or the table; or the frame is not there and no table is.
    """
    listed = plan.frame and (workspace.raw(plan.id) / plan.frame.file).is_file()
    if listed or plan.population is None:
        counted = read_frame(workspace, plan)["stratum"].value_counts()
        return {str(name): int(counted[name]) for name in sorted(counted.index)}
    return load_population(workspace.params(plan.id) / plan.population)


def read_frame(workspace: Workspace, plan: Plan) -> pd.DataFrame:
    """Read the list of all cases.

    Parameters
    ----------
    workspace : Workspace
        The project.
    plan : Plan
        The plan, with a frame.

    Returns
    -------
    DataFrame
        `case_id` and `stratum`, sorted by both, whatever the order of the file.

    Raises
    ------
    ProblemsError
        Columns that are not there, cells that are empty, ids that stand twice, strata that nobody knows.
    """
    if plan.frame is None:
        raise InputError(f"params/{plan.id}/plan.yml: frame is not given, so that there is nothing to draw from.")
    table = read_file(workspace.raw(plan.id) / plan.frame.file, plan.frame)
    wanted = {"case_id": plan.frame.case_id, "stratum": plan.strata.column}
    where = f"data/raw/{plan.id}"
    problems: list[str] = []
    heads = {role: find_head(table, spellings, role, problems) for role, spellings in wanted.items()}
    if problems:
        raise ProblemsError(where, problems)
    columns = {role: Column(table.file, head, table.rows[head]) for role, head in heads.items()}
    names = list(plan.strata.names)
    if not names and plan.population and (workspace.params(plan.id) / plan.population).is_file():
        names = list(load_population(workspace.params(plan.id) / plan.population))
    frame = pd.DataFrame(
        {
            "case_id": clean_text(columns["case_id"], problems),
            "stratum": clean_area(columns["stratum"], plan.strata.aliases, names, Log(), problems),
        }
    )
    problems += doubled(frame["case_id"], table.file)
    if problems:
        raise ProblemsError(where, problems)
    return frame.sort_values(["stratum", "case_id"], ignore_index=True)


def find_head(table: RawTable, spellings: Headers, role: str, problems: list[str]) -> str:
    """Find the column that plays a role, and note where there is none, or more than one."""
    found = [head for head in table.rows.columns if fold(head) in map(fold, spellings)]
    if len(found) != 1:
        there = " and ".join(map(repr, found)) + " both stand for it" if found else "no column is headed so"
        problems.append(f"{table.file}: {role}: {' or '.join(map(repr, spellings))}: {there}.")
    return found[0] if found else ""


def doubled(ids: "pd.Series[str]", file: str) -> list[str]:
    """Name the rows whose ids are the same but for case and blanks."""
    folded = ids.map(fold)
    groups = folded[folded.duplicated(keep=False) & (folded != "")].groupby(folded, sort=False).groups.values()
    return [
        f"{file}, rows {', '.join(map(str, rows))}: the same case id. Keep one row of each case." for rows in groups
    ]


def frame_hash(frame: pd.DataFrame) -> str:
    r"""Give the SHA-256 of a frame by its content: of the lines ``stratum\tcase id\n``, sorted, in UTF-8.

    Examples
    --------
    >>> frame_hash(pd.DataFrame({"case_id": ["b", "a"], "stratum": ["N", "N"]}))[:12]
    '4bda69f52d81'
    """
    lines = sorted(f"{line.stratum}\t{line.case_id}\n" for line in frame.itertuples(index=False))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
