"""The files between the stages, under `data/processed/<review>/`."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from granska.errors import InputError
from granska.files import write_whole
from granska.review.workspace import Workspace
from granska.stages.cleaning import Cleaned

READINGS = "readings.parquet"  # both readings of the cases that two inspectors read
EXACT = "%.17g"  # enough digits to give every float back


def save_cleaned(workspace: Workspace, review: str, cleaned: Cleaned) -> None:
    """Write the cases and the cleaning log of a review."""
    folder = workspace.processed(review)
    buffer = io.BytesIO()
    cleaned.cases.to_parquet(buffer, index=False)
    write_whole(folder / "cases.parquet", buffer.getvalue())
    write_whole(folder / "cleaning-log.csv", cleaned.log.to_csv(index=False, lineterminator="\n"))
    if cleaned.readings is None:
        (folder / READINGS).unlink(missing_ok=True)
    else:
        buffer = io.BytesIO()
        cleaned.readings.to_parquet(buffer, index=False)
        write_whole(folder / READINGS, buffer.getvalue())


def load_cleaned(workspace: Workspace, review: str) -> Cleaned:
    """Read what cleaning wrote.

    Raises
    ------
    InputError
        A file is missing or damaged; the message shows nothing of what it holds.
    """
    folder = workspace.processed(review)
    cases = _read(folder / "cases.parquet", pd.read_parquet)
    log = _read(folder / "cleaning-log.csv", partial(pd.read_csv, keep_default_na=False))
    twice = (folder / READINGS).exists()
    return Cleaned(cases, log, _read(folder / READINGS, pd.read_parquet) if twice else None)


def _read(path: Path, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    try:
        return read(path)
    except MemoryError:
        raise
    except Exception as error:
        fault = "is missing" if isinstance(error, FileNotFoundError) else f"is damaged ({type(error).__name__})"
        place = f"data/processed/{path.parent.name}/{path.name}"
        raise InputError(f"{place} {fault}. Make it anew: granska run {path.parent.name} --force") from None


def save_analysis(workspace: Workspace, review: str, counts: pd.DataFrame, estimates: pd.DataFrame) -> None:
    """Write the ledger and the estimates of a review, before disclosure control."""
    folder = workspace.processed(review)
    for name, table in (("counts", counts), ("estimates", estimates)):
        write_whole(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n", float_format=EXACT))
