"""Files appear whole or not at all, with the same bytes for the same content."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

#: The checksums of a release, in its folder.
SUMS = "SHA256SUMS"
#: What begins a formula, the wide signs of East Asian keyboards among them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# At the start of a cell: also of one that a spreadsheet with another delimiter would see, as a Swedish one sees two
# cells where a semicolon stands.
_BEGIN, _FOLLOWS = r"(^|[;,\t\r\n|])", f"(?='*[{re.escape(''.join(FORMULA_STARTS))}])"
_FORMULA, _GUARDED = re.compile(_BEGIN + _FOLLOWS), re.compile(f"{_BEGIN}'{_FOLLOWS}")


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file beside its place and move it there, so that nobody ever sees half of it.

    Parameters
    ----------
    path : Path
        Where the file belongs; its folder is made if need be.
    content : bytes or str
        What it holds; text is written as UTF-8 with plain line feeds.

    Raises
    ------
    OSError
        It cannot be written; the error names the file, and what stood there stands.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        _write_beside(path, data)
    except OSError as error:
        # a full disk is noticed in the middle of a file, and its error then names none
        error.filename = str(path)
        raise


def _write_beside(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".partial")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def json_text(content: Any) -> str:
    """Write JSON that a person can read and that is the same each time."""
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def digest(content: Any) -> str:
    """Give the SHA-256 of something that can be written as JSON, whatever the order of its keys."""
    return hashlib.sha256(json_text(content).encode()).hexdigest()


def hashes(root: Path, files: Iterable[Path]) -> dict[str, str]:
    """Hash files by content, named relative to a folder and sorted.

    A notebook counts by its cells: running it in Jupyter, which stores outputs and counters, changes nothing.

    Parameters
    ----------
    root : Path
        The folder that the names are relative to.
    files : iterable of Path
        What to hash.
    """
    return {path.relative_to(root).as_posix(): _content_hash(path) for path in sorted(files)}


def _content_hash(path: Path) -> str:
    if path.suffix != ".ipynb":
        return sha256(path)
    try:
        return cells_digest(json.loads(path.read_bytes())["cells"])
    except (ValueError, KeyError, TypeError):
        return sha256(path)


def files_of(folder: Path) -> list[str]:
    """Name every file of a release but its list of checksums, sorted.

    Parameters
    ----------
    folder : Path
        The release.
    """
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    return sorted(name for name in files if name != SUMS)


def sums(folder: Path) -> str:
    """Write the checksums of a release, as `sha256sum --check` reads them.

    Parameters
    ----------
    folder : Path
        The release.
    """
    return "".join(f"{sha256(folder / name)}  {name}\n" for name in files_of(folder))


def cells_digest(cells: Iterable[Any]) -> str:
    """Hash the cells of a notebook: their kinds, their sources and their tags."""
    return digest([[cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags", [])] for cell in cells])


def guarded(text: str) -> str:
    """Mark a text that a spreadsheet would run as a formula, so that it is shown as text.

    Examples
    --------
    >>> guarded("=1+1")
    "'=1+1"
    >>> guarded("a;=1+1")
    "a;'=1+1"
    """
    return _FORMULA.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """Take away the marks that `guarded` set."""
    return _GUARDED.sub(r"\1", text)
