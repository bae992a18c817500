"""The files between the stages, under `data/processed/<review>/`."""

import io

import pandas as pd

from granska.files import write_whole
from granska.review.workspace import Workspace
from granska.stages.cleaning import Cleaned

EXACT = "%.17g"  # enough digits to give every float back


def save_cleaned(workspace: Workspace, review: str, cleaned: Cleaned) -> None:
    """Write the cases and the cleaning log of a review."""
    folder = workspace.processed(review)
    buffer = io.BytesIO()
    cleaned.cases.to_parquet(buffer, index=False)
    write_whole(folder / "cases.parquet", buffer.getvalue())
    write_whole(folder / "cleaning-log.csv", cleaned.log.to_csv(index=False, lineterminator="\n"))


def load_cleaned(workspace: Workspace, review: str) -> Cleaned:
    """Read what cleaning wrote."""
    folder = workspace.processed(review)
    log = pd.read_csv(folder / "cleaning-log.csv", keep_default_na=False)
    return Cleaned(pd.read_parquet(folder / "cases.parquet"), log)


def save_analysis(workspace: Workspace, review: str, counts: pd.DataFrame, estimates: pd.DataFrame) -> None:
    """Write the ledger and the estimates of a review, before disclosure control."""
    folder = workspace.processed(review)
    for name, table in (("counts", counts), ("estimates", estimates)):
        write_whole(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n", float_format=EXACT))
