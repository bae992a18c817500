"""What keeps the last good pages standing: locks, pages made aside and swapped, kills mended."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from granska.errors import BusyError, StageError, refused
from granska.review.workspace import Workspace


@contextmanager
def locked(workspace: Workspace, review: str) -> Iterator[None]:
    """Hold a review, or the methods.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Raises
    ------
    BusyError
        Another run holds it.
    """
    with held(workspace.processed(review), review):
        yield


@contextmanager
def held(folder: Path, name: str, wait: float = 0) -> Iterator[None]:
    """Hold a folder; the operating system lets go of the lock when a process dies, so that none is ever stale.

    Parameters
    ----------
    folder : Path
        Made if need be.
    name : str
        What messages call it.
    wait : float
        How many seconds to wait for another run that holds it.

    Raises
    ------
    BusyError
        Another run holds it.
    """
    import filelock

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(folder / ".lock", timeout=wait):
            yield
    except filelock.Timeout:
        raise BusyError(f"{name}: another run is working on it. Wait until it is done, then try again.") from None


@contextmanager
def scratch_folder(workspace: Workspace, review: str) -> Iterator[Path]:
    """Give a folder to make pages in, on the disk of the site, so that moving them is one step.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Yields
    ------
    Path
        The folder, which is gone afterwards.
    """
    workspace.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.scratch, prefix=f"{review}.") as name:
        yield Path(name)


def swap_pages(workspace: Workspace, review: str, pages: Path) -> None:
    """Swap new pages for the old ones; `restore` mends what a kill between the two moves leaves.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    pages : Path
        The new ones, on the disk of the site.
    """
    place, old = workspace.site / review, _set_aside(workspace, review)
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    try:
        workspace.site.mkdir(parents=True, exist_ok=True)
        pages.rename(place)
    except BaseException:
        restore(workspace, review)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _set_aside(workspace: Workspace, review: str) -> Path:
    return workspace.scratch / f"{review}-last-good"


def restore(workspace: Workspace, review: str) -> None:
    """Put the last good pages back if a run was killed while they were being replaced.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    """
    old, place = _set_aside(workspace, review), workspace.site / review
    if old.exists() and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        old.rename(place)


def left_behind(workspace: Workspace, review: str) -> list[Path]:
    """Find what a killed run left: pages in the making, pages set aside, files half written.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    """
    aside = _set_aside(workspace, review)
    folders = (workspace.processed(review), workspace.drafts / review)
    partial = [path for folder in folders for path in folder.rglob(".*.partial")]
    return [*workspace.scratch.glob(f"{review}.*"), *([aside] if aside.exists() else []), *partial]


def sweep(workspace: Workspace, review: str) -> None:
    """Remove what a killed run left behind, once `restore` has taken what is still needed.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    """
    for path in left_behind(workspace, review):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def require_writable(workspace: Workspace, review: str) -> None:
    """Refuse to begin what could not be finished: a run takes a minute, and this no time.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Raises
    ------
    StageError
        A folder that a run writes to may not be written to.
    """
    results = (workspace.processed(review), workspace.published(review), workspace.document(review))
    pages = (workspace.site, workspace.site / review, workspace.scratch, workspace.drafts / review)
    for folder in (*results, *pages):
        there = next(path for path in (folder, *folder.parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            error.filename = str(there)
            raise StageError(f"{review}: {refused(error)}") from None
