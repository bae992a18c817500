"""Drafts that a run writes and a person goes on with: what someone has changed is never written over."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from granska.files import sha256, write_whole
from granska.review.model import Review
from granska.review.workspace import Workspace
from granska.runner.provenance import Record

NAMES = {"sv": "tjansteutlatande", "en": "committee-paper"}


@dataclass(frozen=True)
class Drafts:
    """What became of the drafts of a run.

    Parameters
    ----------
    written : tuple of Path
        The drafts as they lie there now.
    kept : tuple of Path
        Files that stand in the place of a draft and are someone's own.
    """

    written: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()

    def words(self, root: Path) -> tuple[str, ...]:
        """Say where the drafts are, and which files were left alone."""
        lines = []
        if self.written:
            lines.append(f"draft of the committee paper: {_listed(self.written, root)}")
        if self.kept:
            lines.append(f"not by this program, or changed since, and therefore kept: {_listed(self.kept, root)}")
        return tuple(lines)


def _listed(paths: tuple[Path, ...], root: Path) -> str:
    return ", ".join(path.relative_to(root).as_posix() for path in paths)


def draft_name(review: Review, language: str) -> str:
    """Name the file of a draft.

    Parameters
    ----------
    review : Review
        The parameters.
    language : str
        ``sv`` or ``en``.
    """
    return f"{review.id}-{NAMES[language]}-{language}.docx"


def put_in_place(workspace: Workspace, review: Review, made: Mapping[str, Path], before: Record | None) -> Drafts:
    """Put new drafts where an officer finds them, beside those that she has changed.

    A file may be replaced if it is byte for byte what the last run wrote. Everything else in its place is someone's:
    the new draft then gets a number in its name. Drafts of the last run that nobody has changed are removed when they
    are out of date.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.
    made : mapping of str to Path
        The new draft of each language.
    before : Record or None
        The record of the last run, which says what that wrote.
    """
    folder = workspace.drafts / review.id
    outputs = before.outputs if before else {}

    def ours(path: Path) -> bool:
        return outputs.get(path.relative_to(workspace.root).as_posix()) == sha256(path)

    written: list[Path] = []
    kept: list[Path] = []
    for language, draft in made.items():
        content, name = draft.read_bytes(), draft_name(review, language)
        for place in count(1):
            path = folder / (name if place == 1 else f"{name.removesuffix('.docx')}-{place}.docx")
            if not path.exists() or ours(path) or path.read_bytes() == content:
                break
            kept.append(path)
        write_whole(path, content)
        written.append(path)
    for path in folder.glob("*.docx"):
        if path not in written and ours(path):
            path.unlink()
    return Drafts(tuple(written), tuple(kept))
