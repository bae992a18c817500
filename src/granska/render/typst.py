"""PDF by the package ``typst``, tagged for assistive technology (PDF/UA-1)."""

from pathlib import Path
from typing import Any

from granska.errors import StageError
from granska.render import pandoc


def version() -> str:
    """Name the version of the package ``typst``, for the run record.

    Examples
    --------
    >>> version().count(".")
    2
    """
    from importlib.metadata import version as installed

    return installed("typst")


def pdf(source: Path, output: Path, look: Path, scratch: Path, epoch: int) -> None:
    """Write a document as PDF.

    Parameters
    ----------
    source : Path
        The document (``.qmd``), its figures in ``figures/`` beside it.
    output : Path
        Where the PDF is written.
    look : Path
        The folder ``reports/`` with template, filter and fonts.
    scratch : Path
        An existing folder.
    epoch : int
        The date of the review in seconds since 1970: the time that the file carries.

    Raises
    ------
    StageError
        The document is not as it should be, or breaks PDF/UA.
    """
    import typst

    options: dict[str, Any] = {
        "root": str(source.parent.resolve()),
        "font_paths": [str(look.resolve() / "fonts")],
        "ignore_system_fonts": True,
        "pdf_standards": ["ua-1"],
        "timestamp": epoch,
    }
    try:
        content = typst.compile(pandoc.typst_text(source, look, scratch, epoch).encode(), **options)
    except typst.TypstError as error:
        raise StageError(f"{'/'.join(source.parts[-3:])} cannot be rendered as PDF: {error}") from error
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
