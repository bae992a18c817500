"""HTML and DOCX by the Pandoc of the package ``pypandoc-binary``, and the Typst text that PDF is made from."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from granska.render import word
from granska.render.job import Job, environment, faults

#: Typographic characters are written as such in a document; nothing is turned into others.
READER = "markdown-smart"


class Pandoc:
    """The embedded engine, always there."""

    name = "pandoc"

    def version(self) -> str:
        """Name the version of Pandoc.

        Examples
        --------
        >>> Pandoc().version().split(".")[0]
        '3'
        """
        import pypandoc

        return str(pypandoc.get_pandoc_version())

    def render(self, jobs: Sequence[Job], look: Path, scratch: Path) -> None:
        """Write every output of every job; see `granska.render.Engine`."""
        for job in jobs:
            for form, output in job.outputs.items():
                output.parent.mkdir(parents=True, exist_ok=True)
                options = {"html": html_options, "docx": docx_options}[form](look.resolve())
                convert(job.source, look, scratch, job.epoch, *options, "--output", str(output.resolve()))
                if form == "docx":
                    word.finish(output)


def html_options(look: Path) -> list[str]:
    """Pandoc's options for a page."""
    return ["--to", "html5", "--template", str(look / "template.html"), "--toc", "--toc-depth", "3", "--mathml"]


def docx_options(look: Path) -> list[str]:
    """Pandoc's options for a Word document."""
    return ["--to", "docx", "--reference-doc", str(look / "reference.docx")]


def typst_text(source: Path, look: Path, scratch: Path, epoch: int) -> str:
    """Write a document as Typst.

    Parameters
    ----------
    source : Path
        The document.
    look : Path
        The folder ``reports/``.
    scratch : Path
        An existing folder.
    epoch : int
        The document's time.

    Returns
    -------
    str
        One Typst file; it names nothing but the document's figures.
    """
    template = str(look.resolve() / "template.typ")
    return convert(source, look, scratch, epoch, "--to", "typst-smart", "--template", template, "--toc")


def convert(source: Path, look: Path, scratch: Path, epoch: int, *options: str) -> str:
    """Run Pandoc on one document, in the document's folder.

    Parameters
    ----------
    source, look, scratch, epoch
        As in `typst_text`.
    *options : str
        What differs between the formats.

    Returns
    -------
    str
        What Pandoc wrote to standard output.

    Raises
    ------
    StageError
        The document is not as it should be; every fault is listed.
    """
    import pypandoc

    look = look.resolve()
    command = [pypandoc.get_pandoc_path(), source.name, "--from", READER, "--standalone", "--wrap", "none"]
    # An empty data folder: what a user keeps in ~/.local/share/pandoc must not change a report.
    command += ["--lua-filter", str(look / "filter.lua"), "--syntax-highlighting", "none", "--data-dir"]
    done = subprocess.run(
        [*command, str(scratch.resolve()), *options],
        cwd=source.parent,
        env=environment(epoch),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise faults("/".join(source.parts[-3:]), "Pandoc", done.stderr)
    return done.stdout
