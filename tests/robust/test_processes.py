"""Runs that meet, and runs that are killed at every stage: the last good report stands, and the next run works."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from projects import Project
from robust import children
from robust.small_city import change_data, standing

RUN = ("run", "small", "--renderer", "pandoc")


def kill_between_the_moves(root: Path) -> None:
    """Let the process die when the old pages have been moved aside, and the new ones not yet into their place."""
    place = str(root / "reports" / "_site" / "small")

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and str(arguments[1]) == place:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def test_a_run_killed_at_every_stage_and_then_two_at_the_same_time(city: Project) -> None:
    before = standing(city)
    failed, scratch = city.workspace.processed("small") / "failed", city.workspace.scratch
    change_data(city)
    signs = {
        "clean": lambda: (failed / "1-clean.ipynb").exists(),
        "analyse": lambda: (failed / "2-analyse.ipynb").exists(),
        "report": lambda: (failed / "3-report-sv.ipynb").exists(),
        "render": lambda: list(scratch.glob("small.*")),
    }
    for sign in signs.values():
        for notebook in failed.glob("*"):
            notebook.unlink()
        with children.processes_gone(city.root):
            child = children.start(city.root, *RUN)
            children.wait_for(sign)
            child.kill()
        assert child.process.exitcode == -signal.SIGKILL
        assert standing(city) == before
    assert list(scratch.glob("small.*")), "the last one was killed too late"

    both = [children.start(city.root, *RUN) for _ in range(2)]
    assert sorted(child.end() for child in both) == [0, 2]
    [busy] = [child for child in both if child.process.exitcode == 2]
    assert "small: another run is working on it. Wait until it is done, then try again." in busy.said
    assert not list(scratch.iterdir())
    assert not list(city.root.rglob("*.partial"))
    after = standing(city)
    assert after.keys() == before.keys()
    assert [name for name in after if name.startswith("reports/released/") and after[name] != before[name]] == []
    assert after["reports/_site/small/index.html"] != before["reports/_site/small/index.html"]
    assert children.run(city.root, "status", "--renderer", "pandoc").out.read_text() == "small: fresh\nsite: fresh\n"


def test_a_run_killed_between_the_moves_of_the_pages_is_mended_whatever_comes_next(city: Project) -> None:
    before = standing(city)
    child = children.start(city.root, *RUN, "--force", before=kill_between_the_moves)
    assert child.end() == -signal.SIGKILL
    assert not (city.workspace.site / "small").exists()
    # even where the next run is refused, the pages are there again
    good = (city.params / "review.yml").read_text(encoding="utf-8")
    (city.params / "review.yml").write_text("title: [", encoding="utf-8")
    refused = children.run(city.root, *RUN)
    assert refused.process.exitcode == 2
    assert "small: failed; the last good report stands." in refused.said
    assert standing(city) == before
    (city.params / "review.yml").write_text(good, encoding="utf-8")
    assert "small: fresh" in children.run(city.root, *RUN).out.read_text(encoding="utf-8")
    assert not list(city.workspace.scratch.iterdir())


HOLD = """
import filelock, sys, time
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_the_lock_of_a_dead_process_is_none(city: Project) -> None:
    lock = city.workspace.processed("small") / ".lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, encoding="utf-8")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    before = standing(city)
    (city.workspace.scratch / "small.x").mkdir()  # so that a run has something to do
    held = children.run(city.root, *RUN)
    assert held.process.exitcode == 2
    assert "small: another run is working on it." in held.said
    holder.kill()
    holder.communicate()
    assert lock.exists()
    free = children.run(city.root, *RUN)
    assert free.process.exitcode == 0, free.said
    assert "small: fresh" in free.out.read_text(encoding="utf-8")
    assert not list(city.workspace.scratch.iterdir())
    assert standing(city) == before
