"""Whether what is released is still what it was."""

import re
from collections.abc import Iterator

from granska.errors import InputError, nearest
from granska.files import SUMS, files_of, sha256
from granska.publish.checks import Check
from granska.review.workspace import Workspace

_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<name>.+)")


def released_versions(workspace: Workspace, review: str | None, version: int | None) -> list[tuple[str, int]]:
    """Name what is to be verified.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str or None
        One review; none for all that have a release, also those whose parameters are gone.
    version : int or None
        One version; none for all.

    Raises
    ------
    InputError
        There is no such release.
    """
    known = workspace.released_reviews()
    if review is not None and review not in known:
        raise InputError(f"'{review}' has no released version.{nearest(review, known)}")
    # every number up to the latest: a folder that is gone is found too
    latest = {name: max(workspace.versions(name)) for name in known if review in (None, name)}
    found = [(name, number) for name, last in latest.items() for number in range(1, last + 1)]
    if version is not None and (review, version) not in found:
        there = ", ".join(f"{number}" for _, number in found)
        raise InputError(f"{review} has no released version {version}. There are: {there}.")
    return [one for one in found if version in (None, one[1])]


def verify(workspace: Workspace, review: str, version: int) -> Iterator[str]:
    """Compare a release with its checksums.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    version : int
        One of its released versions.

    Yields
    ------
    str
        Every file that was altered, is missing or was added; nothing where the release is what it was.
    """
    folder = workspace.released(review) / f"{version}"
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield f"{SUMS} is missing or cannot be read"
        return
    listed = {}
    for number, line in enumerate(lines, start=1):
        found = _LINE.fullmatch(line)
        if found:
            listed[found["name"]] = found["sum"]
        else:
            yield f"{SUMS}, line {number} is not a checksum and a name"
    present = files_of(folder)
    for name in sorted({*listed, *present}):
        if name not in present:
            yield f"{name} is missing"
        elif name not in listed:
            yield f"{name} was added"
        elif sha256(folder / name) != listed[name]:
            yield f"{name} was altered"


def earlier_check(workspace: Workspace, review: str) -> Check:
    """Check that all earlier versions of a review are what was released.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Returns
    -------
    Check
        Called ``earlier versions``.
    """
    versions = range(1, max(workspace.versions(review), default=0) + 1)
    faults = [f"{version}: {fault}" for version in versions for fault in verify(workspace, review, version)]
    if faults:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        said = f"version {faults[0]}{more}. Get them back from your archive; see granska verify-release {review}"
        return Check("earlier versions", "failed", said)
    return Check("earlier versions", "passed", f"{len(versions)}, each as it was released")
