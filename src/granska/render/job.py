"""One document and what is to be made from it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from granska.errors import InputError, StageError

FORMATS = ("html", "docx")


@dataclass(frozen=True)
class Job:
    """A document and its outputs.

    Parameters
    ----------
    source : Path
        The document (``.qmd``), its figures in ``figures/`` beside it.
    outputs : mapping of str to Path
        Where each format, ``html`` or ``docx``, is written.
    epoch : int
        The date of the review in seconds since 1970: the only time that reaches a file.

    Examples
    --------
    >>> Job(Path("report/sv.qmd"), {"html": Path("site/index.html")}, epoch=0).outputs["html"].name
    'index.html'
    """

    source: Path
    outputs: Mapping[str, Path]
    epoch: int

    @property
    def name(self) -> str:
        """The document as messages name it: with the folders that tell one review from another."""
        return "/".join(self.source.parts[-3:])

    def __post_init__(self) -> None:
        unknown = sorted(set(self.outputs) - set(FORMATS))
        if unknown:
            raise InputError(f"{self.name}: there is no format '{unknown[0]}' here; html and docx are made.")


def environment(epoch: int) -> dict[str, str]:
    """The environment of a renderer: the caller's, with the document's time."""
    return {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}


def faults(document: str, program: str, log: str) -> StageError:
    """Turn what a renderer printed into an error that names document and cause.

    Parameters
    ----------
    document : str
        The document's name.
    program : str
        What was run.
    log : str
        What it printed. ``filter.lua`` marks the faults of a document; without any, the last lines are shown.

    Returns
    -------
    StageError
        To be raised by the caller.

    Examples
    --------
    >>> print(faults("sv.qmd", "Pandoc", "granska-fault: the id 'a' is used twice."))
    sv.qmd cannot be rendered: the id 'a' is used twice.
    """
    found = list(dict.fromkeys(re.findall(r"granska-fault: (.+)", log)))
    if len(found) == 1:
        return StageError(f"{document} cannot be rendered: {found[0]}")
    if found:
        return StageError("\n".join([f"{document} cannot be rendered:", *(f"  - {fault}" for fault in found)]))
    last = "\n".join(f"  {line}" for line in log.strip().splitlines()[-8:])
    return StageError(f"{document} cannot be rendered: {program} failed.\n{last}".rstrip())
