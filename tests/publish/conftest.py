"""A small review rendered in every format, to plant faults in."""

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from granska.files import hashes
from projects import Project, copy_machinery, granska, make_project


@dataclass(frozen=True)
class Rendered:
    """A rendered review that a test may spoil."""

    project: Project

    @property
    def site(self) -> Path:
        return self.project.root / "reports" / "_site" / "small"

    @property
    def processed(self) -> Path:
        return self.project.root / "data" / "processed" / "small"

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file that is public; `old` has to be there."""
        path = self.site / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8", newline="")

    def change_member(self, file: str, member: str, change: Callable[[str], str]) -> None:
        """Change a part of an Office file, or add one."""
        path = self.site / file
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        before = parts.get(member, b"").decode("utf-8")
        parts[member] = change(before).encode("utf-8")
        assert parts[member] != before.encode("utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    def change_json(self, path: Path, change: Callable[[Any], None]) -> None:
        """Change what a JSON file says."""
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def change_records(self, change: Callable[[Any], None]) -> None:
        """Change both run records alike."""
        for folder in (self.site, self.processed):
            self.change_json(folder / "run.json", change)

    def record_again(self) -> None:
        """Put the files on record as they are now, so that a planted fault looks like the run's own."""
        files = (path for path in self.site.rglob("*") if path.is_file() and path.name != "run.json")
        now = hashes(self.project.root, files)

        def put(record: Any) -> None:
            kept = {name: value for name, value in record["outputs"].items() if not name.startswith("reports/_site")}
            record["outputs"] = kept | now

        self.change_records(put)


@pytest.fixture(scope="session")
def rendered_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a small project run once, in both languages and every format; not to be changed."""
    project = make_project(tmp_path_factory.mktemp("gate") / "city")
    copy_machinery(project.root)
    done = granska(project.root, "run", "small", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    _stub(project)
    return project


@pytest.fixture
def rendered(rendered_once: Project, tmp_path: Path) -> Rendered:
    """Give a copy of it to plant a fault in."""
    shutil.copytree(rendered_once.root, tmp_path / "city")
    return Rendered(Project(tmp_path / "city"))


def _stub(project: Project) -> None:
    path = project.workspace.published("small") / "disclosure.json"
    if not path.is_file():
        path.write_text(json.dumps({"audit": {"attackers": ["reader"], "cells": 0, "unsafe": 0}}))
