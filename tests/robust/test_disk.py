"""A disk that is full, and folders that may not be written to: nothing that stands is touched, and a person is told."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from projects import Project
from robust import children
from robust.small_city import change_data, standing

RUN = ("run", "small", "--renderer", "pandoc")
ROOM = "no space left on device. Make room on the disk, then run again."


def mounted(*arguments: str) -> None:
    """Mount something, or skip the test where that is not allowed."""
    done = subprocess.run(["mount", *arguments], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("Mounting is not allowed here; run the tests as root to try a disk of its own.")


@pytest.fixture
def small_disk(finished: Project, tmp_path: Path) -> Iterator[Project]:
    """Give a copy of the project on a disk of 16 megabytes."""
    (tmp_path / "city").mkdir()
    mounted("-t", "tmpfs", "-o", "size=16m", "tmpfs", str(tmp_path / "city"))
    shutil.copytree(finished.root, tmp_path / "city", dirs_exist_ok=True)
    yield Project(tmp_path / "city")
    subprocess.run(["umount", "--lazy", str(tmp_path / "city")], check=True)


def fill(folder: Path) -> Path:
    """Take all the room there is left, with a file that can be deleted again."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        there = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, there.f_bavail * there.f_frsize)
    return ballast


def test_a_full_disk(small_disk: Project) -> None:
    before, scratch = standing(small_disk), small_disk.workspace.scratch
    change_data(small_disk)

    ballast = fill(small_disk.root)
    at_once = children.run(small_disk.root, *RUN)
    ballast.unlink()

    later = children.start(small_disk.root, *RUN)
    children.wait_for(lambda: list(scratch.glob("small.*")))
    ballast = fill(small_disk.root)
    later.end()
    for child in (at_once, later):
        assert child.process.exitcode == 3
        assert child.said.startswith("small: failed; the last good report stands.\n")
        assert "no space left on device" in child.said.lower()
        assert "Traceback" not in child.said
        assert "A-6" not in child.said
        assert standing(small_disk) == before
    assert ROOM in at_once.said
    assert not list(scratch.iterdir())
    assert not list(small_disk.root.rglob("*.partial"))

    ballast.unlink()
    again = children.run(small_disk.root, *RUN)
    assert again.process.exitcode == 0, again.said
    after = standing(small_disk)
    assert after["reports/_site/small/index.html"] != before["reports/_site/small/index.html"]
    assert after["reports/released/Earlier/1/index.html"] == before["reports/released/Earlier/1/index.html"]


def run_without_rights(project: Project) -> "subprocess.CompletedProcess[str]":
    """Run the command without the right of root to write everywhere."""
    command = [sys.executable, "-m", "granska", *RUN, "--force"]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("setpriv (util-linux) is not found, and chmod does not stop root.")
        rights = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *command]
    return subprocess.run(command, cwd=project.root, capture_output=True, encoding="utf-8", check=False)


def test_folders_without_the_right_to_write(city: Project) -> None:
    before = standing(city)
    for name in ("reports/_site", "reports/_site/small", "reports/.scratch", "data/processed/small"):
        folder = city.root / name
        folder.chmod(0o555)
        done = run_without_rights(city)
        folder.chmod(0o755)
        assert done.returncode == 3, name
        assert done.stderr == (
            "small: failed; the last good report stands.\n"
            f"small: {folder}: permission denied. Give yourself the right to read and write there, then run again.\n"
        )
        assert standing(city) == before
    again = children.run(city.root, *RUN)
    assert again.process.exitcode == 0
    assert "small: fresh" in again.out.read_text(encoding="utf-8")


def test_a_site_folder_on_a_disk_that_can_only_be_read(city: Project) -> None:
    before, site = standing(city), str(city.workspace.site)
    mounted("--bind", site, site)
    try:
        mounted("-o", "remount,bind,ro", site)
        done = children.run(city.root, *RUN, "--force")
    finally:
        subprocess.run(["umount", "--lazy", site], check=True)
    assert done.process.exitcode == 3
    assert f"small: {site}: read-only file system. Give yourself the right" in done.said
    assert "Traceback" not in done.said
    assert standing(city) == before
