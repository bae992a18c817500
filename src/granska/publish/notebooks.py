"""The notebooks that a report was made by: run from top to bottom, without a fault, in the run on record."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

from granska.files import cells_digest
from granska.publish.publication import RECORD, Found, Publication, found


def executed(publication: Publication) -> Found:
    """Check the run copies of the notebooks, cell by cell.

    Every code cell was run, each after the one before it, and none ended in an error or wrote to the error stream; the
    cells are those of the notebooks on record, and were run with this review, between the run's start and its end.
    """
    folder = publication.workspace.processed(publication.review.id)
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    languages = publication.review.languages
    wanted = {"1-clean": "", "2-analyse": ""} | {f"3-report-{language}": language for language in languages}
    copies = {name: folder / "executed" / f"{name}.ipynb" for name in wanted}
    read = {name: json.loads(path.read_bytes()) for name, path in copies.items() if path.is_file()}

    def faults() -> Iterator[str]:
        yield from (f"{name}.ipynb was not run" for name in wanted if name not in read)
        for name, notebook in read.items():
            source = "3-report" if wanted[name] else name
            yield from (f"{name}.ipynb: {fault}" for fault in _cell_faults(notebook))
            yield from (f"{name}.ipynb: {fault}" for fault in _record_faults(notebook, source, record))
            if (said := _parameters(notebook)) != (publication.review.id, wanted[name]):
                yield f"{name}.ipynb was run with other parameters: {' '.join(said)}"

    cells = sum(len(_code(notebook)) for notebook in read.values())
    return found(f"{len(read)} notebooks, {cells} cells run in order, of the run on record", faults())


def _code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _cell_faults(notebook: Any) -> Iterator[str]:
    for number, cell in enumerate(_code(notebook), start=1):
        status = cell["metadata"].get("papermill", {}).get("status")
        if cell["execution_count"] is None or status != "completed":
            yield f"cell {number} was not run"
        elif cell["execution_count"] != number:
            yield f"cell {number} was run out of order"
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"cell {number} ended in an error"
            elif output.get("name") == "stderr":
                yield f"cell {number} wrote to the error stream"


def _record_faults(notebook: Any, source: str, record: Any) -> Iterator[str]:
    cells = [cell for cell in notebook["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    if cells_digest(cells) != record["inputs"].get(f"notebooks/{source}.ipynb"):
        yield "its cells are not those of the notebook on record: run the review again"
    times = notebook["metadata"]["papermill"]
    begun, ended = (datetime.datetime.fromisoformat(times[name]) for name in ("start_time", "end_time"))
    first, last = (datetime.datetime.fromisoformat(record[name]) for name in ("started", "finished"))
    # the record's times are whole seconds
    if not first <= begun <= ended <= last + datetime.timedelta(seconds=1):
        yield "it was not run in the run on record: run the review again"


def _parameters(notebook: Any) -> tuple[str, str]:
    given = notebook["metadata"]["papermill"]["parameters"]
    return given.get("review", ""), given.get("language", "")
