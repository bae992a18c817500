"""A small project with a good report and a released one, made once for all workers and copied for each test."""

import shutil
from pathlib import Path

import filelock
import pytest

from projects import Project, copy_machinery, make_project
from robust import children
from robust.small_city import OPEN

RELEASED = "reports/released/Earlier/1"  # a name that no review can have: it is not on the index


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Project:
    """Give the project; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    base = (base if worker_id == "master" else base.parent) / "robust"
    project, done = Project(base / "city"), base / "done"
    with filelock.FileLock(base.parent / "robust.lock"):
        if not done.exists():
            make_project(project.root)
            copy_machinery(project.root)
            project.change_parameters(
                lambda parameters: parameters.update(
                    languages=["sv"], formats=["html", "committee-paper"], disclosure=OPEN
                )
            )
            released = project.root / RELEASED
            released.mkdir(parents=True)
            for name in ("index.html", "estimates.csv"):
                (released / name).write_text("as it was", encoding="utf-8")
                (released / name).chmod(0o444)
            released.chmod(0o555)
            first = children.run(project.root, "run", "small", "--renderer", "pandoc")
            assert first.process.exitcode == 0, first.said
            done.touch()
    return project


@pytest.fixture
def city(finished: Project, tmp_path: Path) -> Project:
    """Give a copy to break."""
    return copied(finished, tmp_path)


def copied(project: Project, folder: Path) -> Project:
    """Copy a project into a folder."""
    shutil.copytree(project.root, folder / "city")
    return Project(folder / "city")
