"""A series from the published figures of its reviews to its pages."""

import platform
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from granska.errors import GranskaError
from granska.files import hashes, write_whole
from granska.render import choose
from granska.review.series import SeriesMethod, is_series, load_series
from granska.review.workspace import Workspace
from granska.runner.execute import execute
from granska.runner.pipeline import (
    Documents,
    Outcome,
    Progress,
    now,
    place_pages,
    render_documents,
    renderer_name,
    timed_stage,
)
from granska.runner.provenance import (
    RECORD,
    Record,
    load_record,
    machinery,
    output_hashes,
    page_names,
    save_record,
    stale_reasons,
)
from granska.runner.standing import locked, require_writable, restore, scratch_folder, sweep

NOTEBOOK = "4-series"
#: What lies beside the pages, for whoever wants the figures themselves.
DATA_FILES = ("figures.csv", "comparisons.csv", "datapackage.json")


def with_members(workspace: Workspace, chosen: Sequence[str]) -> list[str]:
    """Put the reviews of each series before it, since it is made from what they publish.

    Parameters
    ----------
    workspace : Workspace
        The project.
    chosen : sequence of str
        Ids of reviews and series.

    Returns
    -------
    list of str
        The reviews first, each once, then the series. A series that cannot be read brings no reviews: its own run says
        what is wrong.
    """
    reviews = [review for review in chosen if not is_series(workspace, review)]
    series = [review for review in chosen if is_series(workspace, review)]
    for one in series:
        reviews += members(workspace, one)
    return list(dict.fromkeys([*reviews, *series]))


def members(workspace: Workspace, series: str) -> tuple[str, ...]:
    """Name the reviews of a series; none where its parameters cannot be read."""
    try:
        return load_series(workspace, series).series.reviews
    except GranskaError:
        return ()


def present(workspace: Workspace, method: SeriesMethod, renderer: str) -> Record:
    """Describe a series as it is now: its inputs, its outputs, software.

    Its inputs are its own parameters, those of its reviews and what they have published.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : SeriesMethod
        The series.
    renderer : str
        Name and version of what would make the pages.
    """
    series = method.series
    parameters = [path for one in (series.id, *series.reviews) for path in workspace.parameter_files(one)]
    published = [path for one in series.reviews for path in workspace.published(one).rglob("*") if path.is_file()]
    return Record(
        review=series.id,
        renderer=renderer,
        python=platform.python_version(),
        inputs=hashes(workspace.root, [*parameters, *published, *machinery(workspace)]) | page_names(workspace),
        outputs=output_hashes(workspace, series.id, ()),
    )


def series_reasons(workspace: Workspace, series: str, renderer: str) -> list[str]:
    """Say why a series is stale; nothing where it is fresh.

    Parameters
    ----------
    workspace : Workspace
        The project.
    series : str
        The series' id.
    renderer : str
        Name and version of what would make the pages.

    Raises
    ------
    InputError
        Its parameters, or those of one of its reviews, cannot be read.
    """
    method = load_series(workspace, series)
    record = load_record(workspace.processed(series) / RECORD)
    reasons = stale_reasons(record, present(workspace, method, renderer))
    lacking = [review for review in method.series.reviews if not _has_figures(workspace, review)]
    return [*(f"{review} has no published figures yet" for review in lacking), *reasons]


def _has_figures(workspace: Workspace, review: str) -> bool:
    return (workspace.published(review) / "estimates.csv").is_file()


def run_series(workspace: Workspace, series: str, renderer: str, force: bool, progress: Progress) -> Outcome:
    """Bring a series up to date, from what its reviews have published.

    Parameters
    ----------
    workspace : Workspace
        The project.
    series : str
        The series' id.
    renderer : str
        As in `granska.render.choose`.
    force : bool
        Run even where it is fresh.
    progress : callable
        Told the series and each stage as it begins.

    Returns
    -------
    Outcome

    Raises
    ------
    GranskaError
        Input was refused, a review has no published figures, or the notebook or renderer failed; the last good report
        stands.
    """
    begun = time.monotonic()
    workspace.require(series)
    engine = choose(renderer)
    made_by = renderer_name(engine)
    seconds: dict[str, float] = {}
    stage = partial(timed_stage, series, progress, seconds)
    with locked(workspace, series):
        restore(workspace, series)
        sweep(workspace, series)
        method = load_series(workspace, series)
        reasons = series_reasons(workspace, series, made_by)
        if not reasons and not force:
            return Outcome(series)
        require_writable(workspace, series)
        before, started = present(workspace, method, made_by), now()
        with stage("report"):
            documents = _write_documents(workspace, method)
        with scratch_folder(workspace, series) as scratch:
            pages = scratch / "pages"
            with stage("render"):
                render_documents(workspace, method.series, engine, documents, pages, [])
                for name in DATA_FILES:
                    shutil.copyfile(workspace.published(series) / name, pages / name)
            record = replace(before, started=started, finished=now(), seconds=seconds)
            place_pages(workspace, record, method, pages)
        folder = workspace.processed(series)
        save_record(folder / RECORD, replace(record, outputs=output_hashes(workspace, series, ())))
    return Outcome(series, tuple(reasons or ["it was forced"]), seconds=time.monotonic() - begun)


def _write_documents(workspace: Workspace, method: SeriesMethod) -> Documents:
    """Run the notebook once a language, side by side; what both write of the figures is the same."""
    from granska.report.document import collect

    series = method.series
    shutil.rmtree(workspace.document(series.id), ignore_errors=True)

    def write(language: str) -> Path:
        parameters = {"review": series.id, "root": str(workspace.root), "language": language}
        notebook = workspace.notebooks / f"{NOTEBOOK}.ipynb"
        executed = execute(notebook, workspace.processed(series.id), f"{NOTEBOOK}-{language}", parameters)
        document = workspace.document(series.id) / f"{language}.qmd"
        write_whole(document, collect(executed))
        return document

    with ThreadPoolExecutor(len(series.languages)) as pool:
        return dict(zip(series.languages, pool.map(write, series.languages), strict=True))


def check_series(workspace: Workspace, series: str, tell: Callable[[str], None]) -> None:
    """Check the parameters of a series and tell what it would show.

    Parameters
    ----------
    workspace : Workspace
        The project.
    series : str
        The series' id.
    tell : callable
        Told the sentences.

    Raises
    ------
    InputError
        Everything that is wrong.
    """
    method = load_series(workspace, series)
    parameters = method.series
    tell(f"{series}: nothing wrong. Reviews: {len(parameters.reviews)}, indicators: {len(parameters.indicators)}.")
    lacking = [review for review in parameters.reviews if not _has_figures(workspace, review)]
    if lacking:
        tell(f"Not run yet, and run first by granska run {series}: {', '.join(lacking)}.")
        return
    from granska.stages.series import UNLIKE, bring_together

    pairs = bring_together(workspace, method).comparisons
    alike = int((pairs["status"] != UNLIKE).sum())
    tell(f"Pairs of figures that are alike enough to be compared: {alike} of {len(pairs)}.")
