"""Reading a notebook that papermill has run."""

import json
from pathlib import Path
from typing import Any

from granska.errors import StageError

PEER = "peer"
COMMITTEE_PAPER = "committee-paper"

Cell = dict[str, Any]


def read_cells(executed_notebook: Path) -> list[Cell]:
    """Give the cells of a notebook.

    Raises
    ------
    StageError
        There is no such file, or it is no notebook.
    """
    name = executed_notebook.name
    try:
        cells: list[Cell] = json.loads(executed_notebook.read_bytes())["cells"]
    except FileNotFoundError:
        raise StageError(f"{name} does not exist. Run it first.") from None
    except (ValueError, KeyError, TypeError):
        raise StageError(f"{name} is not a notebook. Run it again.") from None
    return cells


def source(cell: Cell) -> str:
    """Give what was written in a cell."""
    return "".join(cell["source"]).strip()


def tags(cell: Cell) -> set[str]:
    """Give the tags of a cell."""
    return set(cell["metadata"].get("tags", []))


def require_success(name: str, number: int, cell: Cell) -> None:
    """Refuse a code cell that failed or was not run."""
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            raise StageError(f"{name}, cell {number}: {output['ename']}. The document was not made.")
    if cell["execution_count"] is None:
        raise StageError(f"{name}, cell {number}: not executed. Run the whole notebook.")


def markdown(output: dict[str, Any]) -> str:
    """Give what an output says in Markdown, or nothing."""
    # nbformat stores a text as one string or as a list of lines
    return "".join(output.get("data", {}).get("text/markdown", ""))
