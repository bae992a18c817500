"""Reports to plant faults in: a small review rendered in every format, and single files."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from granska.files import hashes
from granska.publish.publication import Publication
from projects import Project, copy_machinery, granska, make_project


@dataclass(frozen=True)
class Rendered:
    """A rendered review that a test may spoil."""

    project: Project

    @property
    def site(self) -> Path:
        return self.project.workspace.site / "small"

    @property
    def processed(self) -> Path:
        return self.project.workspace.processed("small")

    def publication(self) -> Publication:
        return Publication(self.project.workspace, self.project.method().review)

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text in a public file, where it stands first; it has to be there."""
        path = self.site / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8", newline="")

    def change_member(self, file: str, member: str, old: str, new: str) -> None:
        """Replace a text in a part of an Office file wherever it stands, or add a part where `old` is nothing."""
        path = self.site / file
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        before = parts.get(member, b"").decode("utf-8")
        assert old in before
        parts[member] = (before.replace(old, new) if old else new).encode("utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    def change_pdf(self, file: str, change: Callable[[pypdf.PdfWriter], object]) -> None:
        """Change a PDF document."""
        writer = pypdf.PdfWriter(clone_from=self.site / file)
        change(writer)
        writer.write(self.site / file)

    def change_json(self, path: Path, change: Callable[[Any], object]) -> None:
        """Change what a JSON file says."""
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def change_notebook(self, name: str, change: Callable[[Any], object]) -> None:
        """Change the run copy of a notebook."""
        self.change_json(self.processed / "executed" / f"{name}.ipynb", change)

    def change_record(self, change: Callable[[Any], object]) -> None:
        """Change the public run record."""
        self.change_json(self.site / "run.json", change)

    def record_again(self) -> None:
        """Put the files on record as they are now, so that a planted fault looks like the run's own."""
        files = (path for path in self.site.rglob("*") if path.is_file() and path.name != "run.json")
        now = hashes(self.project.root, files)

        def put(record: Any) -> None:
            kept = {name: value for name, value in record["outputs"].items() if not name.startswith("reports/_site")}
            record["outputs"] = kept | now

        self.change_record(put)


@pytest.fixture(scope="session")
def rendered_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a small project run once, in both languages and every format; not to be changed."""
    project = make_project(tmp_path_factory.mktemp("gate") / "city")
    copy_machinery(project.root)
    done = granska(project.root, "run", "small", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def rendered(rendered_once: Project, tmp_path: Path) -> Rendered:
    """Give a copy of it to plant faults in."""
    shutil.copytree(rendered_once.root, tmp_path / "city")
    return Rendered(Project(tmp_path / "city"))


@pytest.fixture
def report_of(project: Project) -> Callable[..., Publication]:
    """Give a report that consists of the files that are given, by name; they need not be those of a real one."""

    def write(**contents: str) -> Publication:
        folder = project.workspace.site / "small"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name.replace("_", ".")).write_text(content, encoding="utf-8", newline="")
        return Publication(project.workspace, project.method().review)

    return write
