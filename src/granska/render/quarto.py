"""HTML and DOCX by Quarto, where it is installed: all documents of a run in as few calls as possible."""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from granska.errors import InputError
from granska.render import word
from granska.render.job import Job, environment, faults

#: The first version with the filter entry points that ``reports/_quarto.yml`` uses.
OLDEST = (1, 6)
#: What a scratch project takes from ``reports/``.
LOOK = ("_quarto.yml", "filter.lua", "template.html", "style.css", "reference.docx")


def find() -> Path | None:
    """Find Quarto: the program named by ``QUARTO_PATH``, else the one on the path."""
    program = shutil.which(os.environ.get("QUARTO_PATH") or "quarto")
    return Path(program) if program else None


def missing() -> str:
    """Say how to get Quarto."""
    return (
        "Quarto is not found on this machine. Install it from conda-forge (conda env create -f environment.yml, "
        "or conda install -c conda-forge quarto), or use --renderer pandoc."
    )


class Quarto:
    """The engine that is used whenever it is found.

    Parameters
    ----------
    program : Path
        The program, as `find` gives it.

    Raises
    ------
    InputError
        It is too old.
    """

    name = "quarto"

    def __init__(self, program: Path):
        self.program = program
        done = subprocess.run([str(program), "--version"], capture_output=True, encoding="utf-8")
        self._version = done.stdout.strip()
        numbers = tuple(int(part) for part in self._version.split(".")[:2] if part.isdigit())
        if numbers < OLDEST:
            raise InputError(
                f"Quarto {self._version or '(no version)'} at {program} is too old; 1.6 or later is needed. "
                "Update it from conda-forge, or use --renderer pandoc."
            )

    def version(self) -> str:
        """Name the version of Quarto."""
        return self._version

    def render(self, jobs: Sequence[Job], look: Path, scratch: Path) -> None:
        """Write every output of every job; see `granska.render.Engine`.

        One call renders one project, and a call has one time and one list of formats, so documents are grouped by
        both: the reports of a review, in all languages, are one group.
        """
        groups: dict[tuple[int, tuple[str, ...]], list[Job]] = defaultdict(list)
        for job in jobs:
            groups[job.epoch, tuple(sorted(job.outputs))].append(job)
        for place, ((epoch, formats), group) in enumerate(groups.items()):
            self._render_project(group, formats, epoch, look, scratch / f"quarto-{place}")

    def _render_project(
        self, jobs: Sequence[Job], formats: tuple[str, ...], epoch: int, look: Path, project: Path
    ) -> None:
        project.mkdir()
        for name in LOOK:
            shutil.copyfile(look / name, project / name)
        for place, job in enumerate(jobs):
            folder = project / f"{place}"
            folder.mkdir()
            shutil.copyfile(job.source, folder / "document.qmd")
            if (job.source.parent / "figures").is_dir():
                shutil.copytree(job.source.parent / "figures", folder / "figures")
        for form in formats:
            done = subprocess.run(
                [str(self.program), "render", ".", "--to", form],
                cwd=project,
                env=environment(epoch),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            if done.returncode:
                raise faults(_blamed(jobs, done.stdout), "Quarto", done.stdout)
            for place, job in enumerate(jobs):
                made = project / f"{place}" / f"document.{form}"
                if not made.is_file():
                    raise faults(job.name, "Quarto", done.stdout)
                job.outputs[form].parent.mkdir(parents=True, exist_ok=True)
                shutil.move(made, job.outputs[form])
                if form == "docx":
                    word.finish(job.outputs[form])


def _blamed(jobs: Sequence[Job], log: str) -> str:
    """Name the document that Quarto was at; with a single one it says nothing."""
    at = re.findall(r"\[ *\d+/\d+\] (\d+)/document\.qmd", log)
    return jobs[int(at[-1]) if at else 0].name
