"""Showing how far a run has come: reviews × stages."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from granska.runner.pipeline import STAGES, Progress


@contextmanager
def show_progress(reviews: Sequence[str]) -> Iterator[Progress]:
    """Draw a table that fills as stages begin; where nobody watches, write a line for each review that ends.

    Parameters
    ----------
    reviews : sequence of str
        What is being run.

    Yields
    ------
    callable
        To be told a review and the stage that begins (or `done`, `failed`).
    """
    if not sys.stdout.isatty():
        yield lambda review, stage: None
        return
    from rich.live import Live
    from rich.table import Table

    now: dict[str, str] = {}

    def draw() -> Table:
        table = Table("review", *STAGES, box=None)
        for review in reviews:
            table.add_row(review, *(_mark(now.get(review), stage) for stage in STAGES))
        return table

    with Live(draw(), refresh_per_second=8, transient=True) as live:

        def progress(review: str, stage: str) -> None:
            now[review] = stage
            live.update(draw())

        yield progress


def _mark(current: str | None, stage: str) -> str:
    if current is None:
        return "·"
    if current == "done":
        return "[green]✓[/green]"
    if current == "failed":
        return "[red]✗[/red]"
    here, there = STAGES.index(current), STAGES.index(stage)
    return "[green]✓[/green]" if there < here else "[yellow]…[/yellow]" if there == here else "·"
