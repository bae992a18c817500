"""What all tests share."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from projects import ROOT, SOME_METHODS, Project, copy_machinery, granska, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a small project in a temporary folder."""
    return make_project(tmp_path / "city")


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a copy of this project with every bundled review run, made once for all workers; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent
    root, finished = base / "bundled" / "granska", base / "bundled" / "finished"
    with filelock.FileLock(base / "bundled.lock"):
        if not finished.exists():
            copy_bundled(root)
            done = granska(root, "run", "--all")
            assert done.returncode == 0, done.stderr
            finished.touch()
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
    copy_machinery(root, SOME_METHODS)
    for folder in ("params", "data/raw"):
        shutil.copytree(ROOT / folder, root / folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that share a small project on one worker, so that it is made once."""
    for item in items:
        if "done" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("small"))
