"""Released versions on the site: copies beside the reviews, what the index says of them, a page of versions each."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from granska.errors import InputError
from granska.files import SUMS, digest, files_of, sums
from granska.review.model import Review
from granska.review.released import ENTRIES, Released, load_all_released, load_released
from granska.review.workspace import RELEASED, Workspace
from granska.stages.origin import pages_digest

if TYPE_CHECKING:
    from granska.report.index import Entry

Entries = dict[str, "Entry"]  # one a language


def releases_digest(workspace: Workspace) -> str:
    """Hash what the site says of releases: their checksums, and whether the pages beside them are still the same."""
    found = []
    for review in workspace.released_reviews():
        for version in workspace.versions(review):
            path = workspace.released(review) / f"{version}" / SUMS
            found.append([review, version, path.read_text(encoding="utf-8") if path.is_file() else ""])
        found.append([review, pages_digest(workspace, review)])
    return digest(found)


def numbered_twice(workspace: Workspace, review: Review) -> Iterator[str]:
    """Say that pages call themselves a version that is released, and are not it."""
    version, released = review.release.version if review.release else 0, workspace.versions(review.id)
    if version not in released:
        return
    try:
        signed = load_released(workspace, review.id, version).signed
    except InputError as error:
        yield str(error)
        return
    if signed != pages_digest(workspace, review.id):
        yield (
            f"version {version} is released, and these pages differ from it: in params/{review.id}/review.yml, "
            f"give release version: {released[-1] + 1} and a note"
        )


def copy_releases(workspace: Workspace) -> dict[str, str]:
    """Bring the copies of the releases on the site in line; what was altered is not copied.

    Parameters
    ----------
    workspace : Workspace
        The project.

    Returns
    -------
    dict of str to str
        Each review with a release that is not what was released, and what to do.
    """
    site, altered = workspace.site / RELEASED, {}
    known = {review: workspace.versions(review) for review in workspace.released_reviews()}
    kept = {site / review / f"{version}" for review, versions in known.items() for version in versions}
    for folder in [*site.glob("*/*/"), *site.glob("*/")]:
        if folder not in kept and folder.name not in known:
            shutil.rmtree(folder)
    for review, versions in known.items():
        for version in versions:
            source = workspace.released(review) / f"{version}"
            if not _whole(source):
                altered[review] = (
                    f"{review}: version {version} is not what was released. See: granska verify-release {review}. "
                    "Get the folder back from your archive."
                )
            elif not _same(source, site / review / f"{version}"):
                _copy(workspace, source, site / review / f"{version}")
    return altered


def _whole(folder: Path) -> bool:
    """Whether every file of a release is as its checksums say."""
    try:
        return (folder / SUMS).read_text(encoding="utf-8") == sums(folder)
    except (OSError, UnicodeDecodeError):
        return False


def _same(source: Path, copy: Path) -> bool:
    return _whole(copy) and (copy / SUMS).read_bytes() == (source / SUMS).read_bytes()


def _copy(workspace: Workspace, source: Path, target: Path) -> None:
    """Copy a release beside its place, writable as all of the site is, and move it there."""
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.scratch, prefix="site.") as name:
        folder = Path(name) / "release"
        for file in (*files_of(source), SUMS):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file, folder / file)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)


def released_entries(workspace: Workspace, review: str, working: Entries) -> tuple[list[Released], Entries]:
    """Read what the index says of a review with releases: what the latest of them said.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        A review with a release.
    working : dict of str to Entry
        What the pages of the working version say, which stands beside it where it differs; empty without such pages.

    Returns
    -------
    releases : list of Released
        The latest first.
    entries : dict of str to Entry
        One a language.

    Raises
    ------
    InputError
        A release is not as it was written.
    """
    releases = list(load_all_released(workspace, review))
    latest = releases[0]
    said = saved_entries(workspace.released(review) / f"{latest.version}" / ENTRIES) or working
    if not said:
        raise InputError(f"reports/{RELEASED}/{review}/{latest.version}/{ENTRIES} is of an older program.")
    numbers = tuple((f"{release.version}", release.date.isoformat()) for release in releases)
    differs = bool(working) and pages_digest(workspace, review) != latest.signed
    return releases, {language: replace(entry, released=numbers, working=differs) for language, entry in said.items()}


def saved_entries(path: Path) -> Entries:
    """Read what the index once said of a review; what cannot be read is as good as nothing."""
    from granska.report.index import entry_from

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {language: entry_from(one) for language, one in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def release_files(workspace: Workspace, review: str) -> Mapping[int, list[str]]:
    """Name the files of each released version."""
    folder = workspace.released(review)
    return {version: [*files_of(folder / f"{version}"), SUMS] for version in workspace.versions(review)}


def copied_files(workspace: Workspace) -> Iterator[Path]:
    """Go through everything on the site that belongs to releases."""
    return (path for path in (workspace.site / RELEASED).rglob("*") if path.is_file())
