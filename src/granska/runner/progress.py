"""Showing how far a run has come: reviews × stages."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from granska.review.workspace import METHODS
from granska.runner.pipeline import STAGES, Progress

METHOD_STAGES = ("report", "render")


@contextmanager
def show_progress(reviews: Sequence[str]) -> Iterator[Progress]:
    """Draw a table that fills as stages begin; where nobody watches, write a line for each review that ends.

    Parameters
    ----------
    reviews : sequence of str
        What is being run; `methods` has only the stages that its notebooks go through.

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

    reached: dict[str, str] = {}
    failed: set[str] = set()

    def draw() -> Table:
        table = Table("review", *STAGES, box=None)
        for review in reviews:
            has = METHOD_STAGES if review == METHODS else STAGES
            marks = (_mark(reached.get(review), stage, review in failed) if stage in has else "" for stage in STAGES)
            table.add_row(review, *marks)
        return table

    with Live(draw(), refresh_per_second=8, transient=True) as live:

        def progress(review: str, stage: str) -> None:
            if stage == "failed":
                failed.add(review)
            else:
                reached[review] = stage
            live.update(draw())

        yield progress


def _mark(reached: str | None, stage: str, failed: bool) -> str:
    """Give the sign of one stage: done, under way, failed, or still to come."""
    place = {None: -1, "done": len(STAGES)}.get(reached, STAGES.index(reached) if reached in STAGES else -1)
    here = STAGES.index(stage)
    if here < place:
        return "[green]✓[/green]"
    if here == place or (failed and here == 0 and place < 0):
        return "[red]✗[/red]" if failed else "[yellow]…[/yellow]"
    return "·"
