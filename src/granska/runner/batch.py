"""Many reviews side by side, each in a process of its own; the index of all of them last."""

import multiprocessing
import multiprocessing.queues
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from granska.errors import GranskaError, StageError, refused
from granska.render import choose
from granska.review.method import load_method
from granska.review.series import is_series
from granska.review.workspace import METHODS, Workspace
from granska.runner.methods import update_methods
from granska.runner.pipeline import Outcome, Progress, reasons_to_run, renderer_name, run_review
from granska.runner.series import members, run_series
from granska.runner.standing import left_behind
from granska.runner.waves import earlier, waves

_events: "multiprocessing.queues.SimpleQueue[Any] | None" = None


def run_batch(
    workspace: Workspace, reviews: Sequence[str], renderer: str, jobs: int, force: bool, progress: Progress
) -> list[Outcome]:
    """Bring reviews up to date; a review that fails does not stop the others.

    Parameters
    ----------
    workspace : Workspace
        The project.
    reviews : sequence of str
        Their ids, and those of series, which are run last.
    renderer : str
        As in `granska.render.choose`.
    jobs : int
        How many to run at the same time.
    force : bool
        Run even what is fresh.
    progress : callable
        Told the review and each stage as it begins.

    Returns
    -------
    list of Outcome
        In the order of the reviews.
    """
    series = [review for review in reviews if is_series(workspace, review)]
    found: dict[str, Outcome] = {}
    for wave in waves(workspace, [one for one in reviews if one not in series]):
        # what a review follows may have changed by now
        held = {review: _held_up(review, earlier(workspace, review), found, progress) for review in wave}
        found |= {review: outcome for review, outcome in held.items() if outcome}
        found |= _run_reviews(workspace, [one for one in wave if not held[one]], renderer, jobs, force, progress)
    # a series is made from what its reviews have published by now
    for one in series:
        found[one] = _run_series(workspace, one, renderer, force, progress, found)
    return [found[review] for review in reviews]


def _run_reviews(
    workspace: Workspace, reviews: Sequence[str], renderer: str, jobs: int, force: bool, progress: Progress
) -> dict[str, Outcome]:
    # starting workers costs a second: what is fresh is found here
    made_by = renderer_name(choose(renderer))
    stale = [review for review in reviews if force or not _is_fresh(workspace, review, made_by)]
    for review in reviews:
        if review not in stale:
            progress(review, "done")
    if jobs == 1 or len(stale) <= 1:
        outcomes = [_run(workspace, review, renderer, force, progress) for review in stale]
    else:
        outcomes = _run_side_by_side(workspace, stale, renderer, jobs, force, progress)
    return {review: Outcome(review) for review in reviews} | {outcome.review: outcome for outcome in outcomes}


def _held_up(review: str, before: str, found: Mapping[str, Outcome], progress: Progress) -> Outcome | None:
    """Refuse a review whose earlier one has failed: it would be compared with old figures without saying so."""
    if before not in found or not found[before].error:
        return None
    progress(review, "failed")
    fault = StageError(f"{review} follows {before}: mend that first.")
    return Outcome(review, error=str(fault), exit_code=fault.exit_code)


def _run_series(
    workspace: Workspace,
    series: str,
    renderer: str,
    force: bool,
    progress: Progress,
    found: Mapping[str, Outcome],
) -> Outcome:
    """Run a series, unless one of its reviews has failed: its figures would be old without saying so."""

    def work() -> Outcome:
        failed = [review for review in members(workspace, series) if review in found and found[review].error]
        if failed:
            raise StageError(f"{series} is made from {', '.join(failed)}: mend that first.")
        return run_series(workspace, series, renderer, force, progress)

    return _attempt(series, work, progress)


def _is_fresh(workspace: Workspace, review: str, made_by: str) -> bool:
    try:
        method = load_method(workspace, review)
        return not left_behind(workspace, review) and not reasons_to_run(workspace, method.review, made_by)
    except (GranskaError, OSError):
        # the run will meet the same and say it
        return False


def _run_side_by_side(
    workspace: Workspace, reviews: Sequence[str], renderer: str, jobs: int, force: bool, progress: Progress
) -> list[Outcome]:
    # forked from a server that has the heavy imports already, and not from here, where threads draw the progress
    context = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    )
    if context.get_start_method() == "forkserver":
        multiprocessing.set_forkserver_preload(["granska.runner.pipeline", "papermill"])
    events = context.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(events, progress), daemon=True)
    listener.start()
    with ProcessPoolExecutor(min(jobs, len(reviews)), context, _begin_worker, (events,)) as pool:
        try:
            futures = [pool.submit(_run_apart, workspace, review, renderer, force) for review in reviews]
            outcomes = [_outcome(review, future) for review, future in zip(reviews, futures, strict=True)]
        except BaseException:
            # interrupted: leaving the pool would wait for every review that is still to come
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():
                worker.kill()
            raise
    events.put(None)
    listener.join()
    return outcomes


def run_methods(workspace: Workspace, renderer: str, jobs: int, force: bool, progress: Progress) -> Outcome:
    """Bring the pages of the methods up to date; a method that fails does not stop the others.

    Parameters
    ----------
    workspace, renderer, jobs, force, progress
        As of `run_batch`.

    Returns
    -------
    Outcome
        One for all methods.
    """
    return _attempt(METHODS, lambda: update_methods(workspace, renderer, jobs, force, progress), progress)


def _run(workspace: Workspace, review: str, renderer: str, force: bool, progress: Progress) -> Outcome:
    return _attempt(review, lambda: run_review(workspace, review, renderer, force, progress), progress)


def _attempt(name: str, work: Callable[[], Outcome], progress: Progress) -> Outcome:
    """Turn what goes wrong into an outcome."""
    try:
        outcome = work()
    except GranskaError as error:
        outcome = Outcome(name, error=str(error), exit_code=error.exit_code)
    except OSError as error:
        outcome = Outcome(name, error=refused(error, name), exit_code=StageError.exit_code)
    progress(name, "failed" if outcome.error else "done")
    return outcome


def _outcome(review: str, future: "Future[Outcome]") -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        cause = StageError(f"{review}: its process was stopped from outside. Memory may have run out; try --jobs 1.")
        return Outcome(review, error=str(cause), exit_code=cause.exit_code)


def _begin_worker(events: "multiprocessing.queues.SimpleQueue[Any]") -> None:
    """Keep the way back to the parent; Ctrl-C is the parent's to answer."""
    global _events
    _events = events
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Leave when the command that started this worker is gone, killed without a word."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_apart(workspace: Workspace, review: str, renderer: str, force: bool) -> Outcome:
    assert _events is not None
    send = _events.put
    return _run(workspace, review, renderer, force, lambda name, stage: send((name, stage)))


def _listen(events: "multiprocessing.queues.SimpleQueue[Any]", progress: Progress) -> None:
    while (event := events.get()) is not None:
        progress(*event)
