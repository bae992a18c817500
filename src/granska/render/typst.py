"""PDF by the package ``typst``, tagged for assistive technology (PDF/UA-1)."""

import re
import unicodedata
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
        raise StageError(f"{'/'.join(source.parts[-3:])} cannot be rendered as PDF: {_cause(error, source)}") from error
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)


def _cause(error: Exception, source: Path) -> str:
    """Say what stopped Typst: of characters that no font has, which they are and in which words they stand."""
    missing = dict.fromkeys(re.findall(r'the text `"(.+?)"` could not be displayed', getattr(error, "diagnostic", "")))
    if not missing:
        return str(error)
    lines = "\n".join(f"  - {_described(text, source.read_text(encoding='utf-8'))}" for text in missing)
    return f"the fonts in reports/fonts lack a character. Write it in another way, or put a font there.\n{lines}"


def _described(text: str, document: str) -> str:
    code = " ".join(f"U+{ord(character):04X}" for character in text)
    name = " ".join(unicodedata.name(character, "a character without a name").lower() for character in text)
    place = document.find(text)
    if place < 0:
        return f"{code} ({name}), in a figure"
    line = document.count("\n", 0, place) + 1
    # as long a piece as a person needs to find it again
    before, after = document[:place].rpartition("\n")[2][-40:], document[place:].partition("\n")[0][:40]
    return f"{code} ({name}), line {line}: {before}{after}"
