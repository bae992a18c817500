"""The command line in child processes that a test may stop, starve and kill.

They are forked from a server that has the heavy imports already, which spares each of them some seconds; what they run
is the command line itself, in a process of its own.
"""

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["granska.cli", "granska.runner.batch", "granska.report.context", "papermill"])


@dataclass
class Child:
    """A command that runs, or has run."""

    process: ForkServerProcess
    out: Path
    err: Path

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        self.process.kill()
        self.process.join()

    def end(self, seconds: float = 120) -> int:
        """Wait until it has ended and give its exit code."""
        self.process.join(seconds)
        code = self.process.exitcode
        assert code is not None, f"still running after {seconds} s"
        return code

    @property
    def said(self) -> str:
        """What it wrote to standard error."""
        return self.err.read_text(encoding="utf-8")


def start(root: Path, *arguments: str, before: Callable[[Path], None] | None = None) -> Child:
    """Start a command in a project.

    Parameters
    ----------
    root : Path
        The project's folder, in which the command runs.
    *arguments : str
        Of the command line.
    before : callable, optional
        What the child does first, with the project's folder; a function of a module.
    """
    # beside the project, which may lie on a disk that is full
    number = len(list(root.parent.glob("*.err")))
    out, err = (root.parent / f"command-{number}.{end}" for end in ("out", "err"))
    err.touch()
    process = _CONTEXT.Process(target=_run, args=(root, arguments, out, err, before))
    process.start()
    return Child(process, out, err)


def run(root: Path, *arguments: str) -> Child:
    """Run a command in a project to its end."""
    child = start(root, *arguments)
    child.end()
    return child


def _run(root: Path, arguments: tuple[str, ...], out: Path, err: Path, before: Callable[[Path], None] | None) -> None:
    for path, handle in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, handle)
        os.close(opened)
    # they are the child's own from here on, open until it ends
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    os.chdir(root)
    if before:
        before(root)
    sys.argv = ["granska", *arguments]
    from granska.cli import main

    main()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is so, and fail if it does not become so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@contextlib.contextmanager
def processes_gone(folder: Path) -> Iterator[None]:
    """Wait, at the end, until no process works in a folder any more: kernels end soon after whoever started them."""
    yield
    wait_for(lambda: not _processes_in(folder))


def _processes_in(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").resolve().is_relative_to(folder):
                found.append(int(process.name))
    return found
