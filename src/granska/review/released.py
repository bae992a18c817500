"""What a released version says of itself: `release.json`, typed."""

import datetime
from collections.abc import Sequence

from pydantic import Field, ValidationError

from granska.errors import InputError
from granska.review.model import Language
from granska.review.parts import Part, Text, Words
from granska.review.workspace import Workspace

#: The record of a release, in its folder.
RELEASE_RECORD = "release.json"
#: What the index says of a review, as long as its pages say the same; it goes with a release.
ENTRIES = "entries.json"


class Signature(Part):
    """Who stands behind a version, and since when."""

    name: Words = Field(max_length=200, description="First name and surname.")
    date: datetime.date = Field(description="When.")


class Change(Part):
    """A row of `estimates.csv` whose numbers differ between two versions, by its key.

    `before` and `after` hold the numbers, by column and as the file has them; None where there was no such row.
    """

    indicator: str
    level: str
    breakdown: str
    group: str
    versus: str
    period: str
    measure: str
    before: dict[str, str] | None
    after: dict[str, str] | None


class Released(Part):
    """A released version of a report."""

    review: str
    title: Text
    languages: tuple[Language, ...]
    synthetic: bool = Field(description="Whether the data is invented.")
    version: int = Field(ge=1)
    date: datetime.date
    note: Text | None = Field(description="What was corrected, and why; none for the first version.")
    signed: str = Field(description="The hash of the names and contents of what was signed.")
    signatures: tuple[Signature, ...]
    checks: dict[str, int] = Field(description="How many checks ended how; they are in checks.json.")
    skipped: dict[str, str] = Field(description="Checks that someone had left out, each with the reason.")
    changes: tuple[Change, ...] | None = Field(
        description="What differs from the version before; none for the first version."
    )


def load_released(workspace: Workspace, review: str, version: int) -> Released:
    """Read the record of a released version.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    version : int
        One of `Workspace.versions`.

    Raises
    ------
    InputError
        There is no such record, or it is not as it was written.
    """
    path = workspace.released(review) / f"{version}" / RELEASE_RECORD
    try:
        return Released.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        raise InputError(
            f"{path.relative_to(workspace.root).as_posix()} is missing or was altered. "
            f"See what else was with: granska verify-release {review}. Then get the folder back from your archive."
        ) from None


def load_all_released(workspace: Workspace, review: str) -> Sequence[Released]:
    """Read the records of all released versions of a review, the latest first.

    Raises
    ------
    InputError
        One of them is not as it was written.
    """
    return [load_released(workspace, review, version) for version in reversed(workspace.versions(review))]
