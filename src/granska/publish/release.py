"""A released version: written once, complete in itself, with its checksums, and read-only from then on."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from granska.errors import RefusedError
from granska.files import SUMS, json_text, sums, write_whole
from granska.publish.changes import changes
from granska.publish.checks import Check
from granska.publish.signoff import require_signoff, signoff_check, unreleased_version
from granska.publish.standalone import write_pages
from granska.publish.verify import earlier_check
from granska.review.model import Review
from granska.review.released import ENTRIES, RELEASE_RECORD, Released
from granska.review.workspace import Workspace

CHECKS = "checks.json"


def publish(workspace: Workspace, review: Review, skipped: Mapping[str, str]) -> tuple[list[Check], Path | None]:
    """Check a review, and release it where nothing is wrong.

    Parameters
    ----------
    workspace : Workspace
        The project; the review is fresh, and the caller holds its lock.
    review : Review
        The parameters.
    skipped : mapping of str to str
        Checks that are left out, each with the reason: see `granska.publish.gate.gate`.

    Returns
    -------
    checks : list of Check
        What every check found; saved with the release, or in `data/processed/<review>/` where it was refused.
    place : Path or None
        The release; none where a check failed.

    Raises
    ------
    RefusedError
        The parameters name no version, or not the next one.
    InputError
        A check is to be left out that may not be, or without a reason.
    """
    from granska.publish.gate import gate  # it reads every kind of document

    unreleased_version(workspace, review)
    checks = gate(workspace, review.id, skipped=skipped)
    checks += [signoff_check(workspace, review), earlier_check(workspace, review.id)]
    if any(check.result == "failed" for check in checks):
        write_whole(workspace.processed(review.id) / CHECKS, _checks_text(checks, skipped))
        return checks, None
    return checks, release(workspace, review, checks, skipped)


def release(workspace: Workspace, review: Review, checks: Iterable[Check], skipped: Mapping[str, str]) -> Path:
    """Write a release beside its place and move it there in one step.

    Parameters
    ----------
    workspace : Workspace
        The project; the review is fresh, and the caller holds its lock.
    review : Review
        The parameters.
    checks : iterable of Check
        What the checks found: none failed.
    skipped : mapping of str to str
        Checks that were left out, each with the reason.

    Returns
    -------
    Path
        `reports/released/<review>/<version>/`.

    Raises
    ------
    RefusedError
        A check failed, the version is not the next one, or two people have not signed what is to be released.
    StageError
        A page leads to one that does not exist.
    """
    checks = list(checks)
    failed = [check.check for check in checks if check.result == "failed"]
    if failed:
        raise RefusedError(f"{review.id} is not released, since checks failed: {', '.join(failed)}.")
    record = _record(workspace, review, checks, skipped)
    for earlier in workspace.versions(review.id):
        seal(workspace.released(review.id) / f"{earlier}")  # a kill may have come between the move and this
    place = workspace.released(review.id) / f"{record.version}"
    place.parent.mkdir(parents=True, exist_ok=True)
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    # what a kill leaves here, the next run of the review sweeps away
    with tempfile.TemporaryDirectory(dir=workspace.scratch, prefix=f"{review.id}.release-") as name:
        folder = Path(name) / "release"
        write_pages(workspace, review, folder)
        write_whole(folder / RELEASE_RECORD, record.model_dump_json(indent=2) + "\n")
        write_whole(folder / CHECKS, _checks_text(checks, skipped))
        entries = workspace.processed(review.id) / ENTRIES
        if entries.is_file():
            shutil.copyfile(entries, folder / ENTRIES)
        write_whole(folder / SUMS, sums(folder))
        folder.rename(place)
    seal(place)
    return place


def _record(workspace: Workspace, review: Review, checks: Sequence[Check], skipped: Mapping[str, str]) -> Released:
    signoff, version = require_signoff(workspace, review), unreleased_version(workspace, review)
    assert review.release is not None
    before = workspace.released(review.id) / f"{version - 1}" / "estimates.csv"
    now = workspace.site / review.id / "estimates.csv"
    results = [check.result for check in checks]
    return Released(
        review=review.id,
        title=review.title,
        languages=review.languages,
        synthetic=review.synthetic,
        version=version,
        date=review.release.date,
        note=review.release.note,
        signed=signoff.signed,
        signatures=signoff.signatures,
        checks={result: results.count(result) for result in sorted(set(results))},
        skipped=dict(skipped),
        changes=tuple(changes(before, now)) if version > 1 else None,
    )


def _checks_text(checks: Iterable[Check], skipped: Mapping[str, str]) -> str:
    return json_text({"checks": [asdict(check) for check in checks], "skipped": dict(skipped)})


def seal(folder: Path) -> None:
    """Make a release read-only, files first.

    Parameters
    ----------
    folder : Path
        The release.
    """
    inside = sorted(folder.rglob("*"), key=lambda path: path.is_dir())
    for path in (*inside, folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
