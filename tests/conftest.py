"""What all tests share."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from projects import ROOT, Project, copy_machinery, granska, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a small project in a temporary folder."""
    return make_project(tmp_path / "city")


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of this project with every bundled review run, from raw data to pages."""
    root = tmp_path_factory.mktemp("bundled") / "granska"
    copy_bundled(root)
    done = granska(root, "run", "--all")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def bundled_again(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the same made a second time, in a folder with another name."""
    root = tmp_path_factory.mktemp("again") / "another folder"
    copy_bundled(root)
    done: subprocess.CompletedProcess[str] = granska(root, "run", "--all", "--force")
    assert done.returncode == 0, done.stderr
    yield root
    shutil.rmtree(root)


def copy_bundled(root: Path) -> None:
    copy_machinery(root)
    for folder in ("params", "data/raw"):
        shutil.copytree(ROOT / folder, root / folder)
