"""Run records: what went into a report and what came out, by content; and whether that still holds."""

import json
import platform
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from granska.files import digest, hashes, json_text, write_whole
from granska.review.model import Review
from granska.review.series import SeriesMethod
from granska.review.workspace import METHODS, RELEASED, RUN_RECORD, Workspace

RECORD = RUN_RECORD


@dataclass(frozen=True)
class Record:
    """One run of one review.

    Parameters
    ----------
    review : str
        The review's id.
    renderer : str
        Name and version of what made the pages.
    python : str
        Version of Python.
    inputs, outputs : dict of str to str
        File, relative to the project, to the hash of its content.
    started, finished : str
        Times in UTC, ISO 8601.
    seconds : dict of str to float
        How long each stage took.
    """

    review: str
    renderer: str
    python: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    started: str = ""
    finished: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def input_hashes(workspace: Workspace, review: Review) -> dict[str, str]:
    """Hash everything that a report is made from.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.
    """
    raw = (workspace.raw(review.id) / entry.file for entry in review.data)
    earlier = workspace.released_before(review.id, review.release.version if review.release else None)
    follows = review.follows
    followed = workspace.followed(follows.review, same_cases=follows.same_cases) if follows else []
    files = [
        *workspace.parameter_files(review.id),
        *earlier,
        *(path for path in followed if path.is_file()),
        *(path for path in raw if path.is_file()),
        *machinery(workspace),
    ]
    return hashes(workspace.root, files) | page_names(workspace)


def index_hashes(workspace: Workspace, reviews: Iterable[str], titles: Iterable[Path]) -> dict[str, str]:
    """Hash everything that the pages outside the reviews are made from: index, list of methods, pages about both."""
    texts = [path for review in reviews for path in workspace.parameter_files(review)]
    figures = [path for review in reviews for path in workspace.published(review).glob("*.csv")]
    site = [workspace.site_parameters, workspace.notebooks / METHODS / "subjects.yml", *workspace.pages.glob("*.md")]
    site = [path for path in site if path.is_file()]
    return hashes(workspace.root, [*texts, *figures, *titles, *site, *machinery(workspace)])


def page_names(workspace: Workspace) -> dict[str, str]:
    """Hash which pages about the site there are: every footer links to them, and no report holds what they say."""
    return {workspace.pages.relative_to(workspace.root).as_posix(): digest(workspace.about())}


def machinery(workspace: Workspace) -> Iterator[Path]:
    """Go through what makes every report: notebooks, package, the Quarto project, the lock."""
    yield from workspace.notebooks.glob("*.ipynb")
    package = workspace.root / "src" / "granska"
    yield from (path for path in package.rglob("*") if path.suffix in (".py", ".po"))
    yield from look(workspace)
    yield from workspace.root.glob("requirements.lock")


def look(workspace: Workspace) -> Iterator[Path]:
    """Go through the Quarto project; its output, releases and the texts of the pages about the site are left out."""
    for entry in workspace.reports.iterdir():
        if entry.is_file():
            yield entry
        elif not entry.name.startswith(("_", ".")) and entry not in (workspace.pages, workspace.reports / RELEASED):
            yield from (path for path in entry.rglob("*") if path.is_file())


def output_hashes(workspace: Workspace, review: str, drafts: Iterable[Path]) -> dict[str, str]:
    """Hash every published file of a review and some drafts; the run record aside, since it carries the times."""
    folders = (workspace.published(review), workspace.site / review)
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return hashes(workspace.root, [*(path for path in files if path.name != RECORD), *drafts])


def load_record(path: Path) -> Record | None:
    """Read a run record; one that cannot be read is as good as none."""
    try:
        record = Record(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    # damaged, it may be JSON and still no record
    return record if all(isinstance(part, dict) for part in (record.inputs, record.outputs)) else None


def save_record(path: Path, record: Record) -> None:
    """Write a run record."""
    write_whole(path, json_text(asdict(record)))


def public_record(record: Record, review: Review | SeriesMethod, workspace: Workspace) -> dict[str, Any]:
    """Give the part of a run record that may be published: no hash of anything confidential, no draft.

    It is a public file like any other, and so says whether the cases are invented.
    """
    raw = workspace.raw(record.review).relative_to(workspace.root).as_posix()
    secret = (raw,) if review.secret else ()
    # cleaned cases of an earlier review are confidential, whatever they were made from
    inputs = {
        name: value
        for name, value in record.inputs.items()
        if not name.startswith(secret) and not name.endswith("/cases.parquet")
    }
    drafts = workspace.drafts.relative_to(workspace.root).as_posix()
    outputs = {name: value for name, value in record.outputs.items() if not name.startswith(drafts)}
    return asdict(record) | {"inputs": inputs, "outputs": outputs, "synthetic": review.synthetic}


def stale_reasons(record: Record | None, now: Record) -> list[str]:
    """Say why a report has to be made again.

    Parameters
    ----------
    record : Record or None
        The last run, if there was one.
    now : Record
        What a run would read today, and the outputs that stand there today.

    Returns
    -------
    list of str
        Empty where the report is fresh.
    """
    if record is None:
        return ["it has not been run"]
    return [
        *_renderer_changed(record, now),
        *_python_changed(record, now),
        *_inputs_changed(record, now),
        *_outputs_lost(record, now),
    ]


def _renderer_changed(before: Record, now: Record) -> Iterator[str]:
    if before.renderer != now.renderer:
        yield f"the renderer was {before.renderer} and is {now.renderer}"


def _python_changed(before: Record, now: Record) -> Iterator[str]:
    if before.python != now.python:
        yield f"Python was {before.python} and is {now.python}"


def _inputs_changed(before: Record, now: Record) -> Iterator[str]:
    for name in sorted(before.inputs.keys() | now.inputs.keys()):
        if name not in now.inputs:
            yield f"{name} is gone"
        elif name not in before.inputs:
            yield f"{name} is new"
        elif before.inputs[name] != now.inputs[name]:
            yield f"{name} has changed"


def _outputs_lost(before: Record, now: Record) -> Iterator[str]:
    for name, value in sorted(before.outputs.items()):
        if name not in now.outputs:
            yield f"{name} is missing"
        elif now.outputs[name] != value:
            yield f"{name} was altered"


def present(workspace: Workspace, review: Review, renderer: str) -> Record:
    """Describe the project as it is now: inputs, outputs, software."""
    return Record(
        review=review.id,
        renderer=renderer,
        python=platform.python_version(),
        inputs=input_hashes(workspace, review),
        outputs=output_hashes(workspace, review.id, (workspace.drafts / review.id).glob("*.docx")),
    )
