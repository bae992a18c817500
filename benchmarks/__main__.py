"""`make bench`: one review forced, ten reviews with two at a time, memory, and the command's start.

Every time is taken against a peer in the same run, the two in turn, since machines differ and drift.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
MODEL = "forhandsbedomningar-2024"
ROUNDS = int(os.environ.get("GRANSKA_BENCH_ROUNDS", "3"))


def main() -> None:
    """Measure, and print a table."""
    table = Table("what", "granska, s", "peer, s", "peer ÷ granska", "to reach", title=f"median of {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        reviews = copy_project(root, 10)
        granska("run", "--all", "--renderer", "pandoc", root=root)  # warms the disk, and makes every folder
        add(
            table,
            "one review, forced",
            lambda: run_forced(root, reviews[:1]),
            lambda: by_hand(root, reviews[:1]),
            "≥ 1.2",
        )
        add(
            table,
            "ten reviews, two at a time",
            lambda: run_forced(root, reviews),
            lambda: by_hand(root, reviews),
            "≥ 1.4",
        )
        add(
            table,
            "granska --help against python -c pass",
            lambda: granska("--help", root=root),
            lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
            "granska ≤ 0.3 s",
        )
        memory = peak_memory(root, reviews[0])
        table.add_row("peak memory of a process, MB", f"{memory:.0f}", "", "", "≤ 700")
    Console(width=110).print(table)


def add(table: Table, what: str, ours: Callable[[], object], peer: Callable[[], object], reach: str) -> None:
    """Time both in turn, and add a row with the medians and the median of the ratios."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(ROUNDS)]
    medians = [statistics.median(times) for times in zip(*pairs, strict=True)]
    ratio = statistics.median(other / own for own, other in pairs)
    table.add_row(what, f"{medians[0]:.2f}", f"{medians[1]:.2f}", f"{ratio:.2f}", reach)


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def copy_project(root: Path, count: int) -> list[str]:
    """Copy this project, with one review many times over."""
    for folder in ("notebooks", "reports", "src"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("_site", ".scratch", "__pycache__"))
    shutil.copyfile(ROOT / "requirements.lock", root / "requirements.lock")
    reviews = [f"review-{number:02d}" for number in range(1, count + 1)]
    for review in reviews:
        shutil.copytree(ROOT / "data" / "raw" / MODEL, root / "data" / "raw" / review)
        shutil.copytree(ROOT / "params" / MODEL, root / "params" / review)
        parameters = root / "params" / review / "review.yml"
        text = parameters.read_text(encoding="utf-8")
        parameters.write_text(text.replace(f"id: {MODEL}", f"id: {review}"), encoding="utf-8")
    return reviews


def granska(*arguments: str, root: Path) -> None:
    """Call the command line, as a person does."""
    subprocess.run([sys.executable, "-m", "granska", *arguments], check=True, capture_output=True, cwd=root)


def run_forced(root: Path, reviews: list[str]) -> None:
    """Run reviews through granska, two at a time."""
    granska("run", *reviews, "--force", "--jobs", "2", "--renderer", "pandoc", root=root)


def by_hand(root: Path, reviews: list[str]) -> None:
    """Run reviews without it, two at a time."""

    def one(review: str) -> None:
        subprocess.run([sys.executable, "-m", "benchmarks.by_hand", str(root), review], check=True, cwd=ROOT)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, reviews))


def peak_memory(root: Path, review: str) -> float:
    """Give the memory of the largest process of a run, in MB, as the operating system counted it."""
    code = (
        "import resource, subprocess, sys; "
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    command = [sys.executable, "-m", "granska", "run", review, "--force", "--renderer", "pandoc"]
    done = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, encoding="utf-8", cwd=root
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
