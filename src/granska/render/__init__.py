"""From a finished document to pages and files: one document, two engines, one look.

What a document may contain, and how it is written, stands in ``reports/README.md``; how it looks is decided by the
files of that folder. This package only runs the programs. HTML and DOCX come from Quarto or Pandoc (`choose`), PDF
always from Typst (`granska.render.typst`).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from granska.errors import InputError, nearest
from granska.render import pandoc, quarto
from granska.render.job import Job

__all__ = ["RENDERERS", "Engine", "Job", "choose"]

RENDERERS = ("auto", "quarto", "pandoc")


class Engine(Protocol):
    """What makes HTML and DOCX from documents."""

    name: str

    def version(self) -> str:
        """Name the version, for the run record."""

    def render(self, jobs: Sequence[Job], look: Path, scratch: Path) -> None:
        """Write every output of every job.

        Parameters
        ----------
        jobs : sequence of Job
            What to render; the outputs are written where each job says.
        look : Path
            The folder ``reports/`` with template, stylesheet and filter.
        scratch : Path
            An existing folder that the engine may fill as it likes.

        Raises
        ------
        StageError
            A document is not as it should be, or the program failed.
        """


def choose(renderer: str = "auto") -> Engine:
    """Choose what renders HTML and DOCX.

    Parameters
    ----------
    renderer : {"auto", "quarto", "pandoc"}
        ``auto`` takes Quarto where it is found, else Pandoc.

    Returns
    -------
    Engine
        With ``name``, ``version()`` and ``render(jobs, look, scratch)``.

    Raises
    ------
    InputError
        The name is unknown, or Quarto is asked for and not found, or too old.

    Examples
    --------
    >>> choose("pandoc").name
    'pandoc'
    """
    if renderer not in RENDERERS:
        raise InputError(f"There is no renderer '{renderer}'.{nearest(renderer, RENDERERS)}")
    if renderer != "pandoc":
        program = quarto.find()
        if program:
            return quarto.Quarto(program)
        if renderer == "quarto":
            raise InputError(quarto.missing())
    return pandoc.Pandoc()
