"""Who imports whom, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

from projects import ROOT

SOURCE = ROOT / "src" / "granska"


def imported_names(code: str) -> Iterator[list[str]]:
    """Go through what is imported from the package: the parts of each path after its name."""
    for node in ast.walk(ast.parse(code)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "granska" and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1:]


def imported_rooms(code: str) -> Iterator[str]:
    yield from (parts[0] for parts in imported_names(code))


def imported_modules(module: Path) -> set[str]:
    """Name the files of the package that a module imports, those without a line left out."""
    found = set()
    for parts in imported_names(module.read_text(encoding="utf-8")):
        for k in range(1, len(parts) + 1):
            path = SOURCE.joinpath(*parts[:k])
            found |= {file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()}
    return {file.relative_to(SOURCE).as_posix() for file in found if file.stat().st_size}
