"""One review from raw data to its pages: the notebooks in order, the document rendered, the pages moved into place."""

import datetime
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from granska.errors import RefusedError
from granska.files import hashes, json_text, write_whole
from granska.render import Engine, Job, choose, typst
from granska.review.method import Method, load_method
from granska.review.model import Review
from granska.review.series import Series, SeriesMethod
from granska.review.workspace import Workspace
from granska.runner.drafts import Drafts, put_in_place
from granska.runner.execute import execute
from granska.runner.provenance import (
    RECORD,
    Record,
    load_record,
    output_hashes,
    present,
    public_record,
    save_record,
    stale_reasons,
)
from granska.runner.releases import numbered_twice
from granska.runner.standing import locked, require_writable, restore, scratch_folder, swap_pages, sweep

STAGES = ("clean", "analyse", "report", "render")
# What lies beside the pages, for whoever wants the figures themselves; the last says what is in the others.
DATA_FILES = ("estimates.csv", "denominators.csv", "cleaning.csv", "disclosure.json", "datapackage.json")

Progress = Callable[[str, str], None]  # review, stage that begins


@dataclass(frozen=True)
class Outcome:
    """How the run of one review ended.

    Parameters
    ----------
    review : str
        The review's id.
    reasons : tuple of str
        Why it was run; none where it was fresh.
    error : str
        What went wrong, or nothing.
    exit_code : int
        0 unless something went wrong.
    seconds : float
        How long it took.
    notes : tuple of str
        What else there is to say: where the drafts are.
    """

    review: str
    reasons: tuple[str, ...] = ()
    error: str = ""
    exit_code: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


def reasons_to_run(workspace: Workspace, review: Review, renderer: str) -> list[str]:
    """Say why a review is stale; nothing where it is fresh.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.
    renderer : str
        Name and version of what would make the pages.
    """
    record = load_record(workspace.processed(review.id) / RECORD)
    return stale_reasons(record, present(workspace, review, renderer))


def renderer_name(engine: Engine) -> str:
    """Name what makes the pages, with its version and that of what makes the PDF."""
    return f"{engine.name} {engine.version()}, typst {typst.version()}"


def run_review(workspace: Workspace, review: str, renderer: str, force: bool, progress: Progress) -> Outcome:
    """Bring one review up to date.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    renderer : str
        As in `granska.render.choose`.
    force : bool
        Run even where it is fresh.
    progress : callable
        Told the review and each stage as it begins.

    Returns
    -------
    Outcome

    Raises
    ------
    GranskaError
        Input was refused, or a notebook or renderer failed; the last good report stands.
    """
    begun = time.monotonic()
    workspace.require(review)
    engine = choose(renderer)
    made_by = renderer_name(engine)
    with locked(workspace, review):
        # before anything is refused: the last good pages stand again, whatever is wrong with the new ones
        restore(workspace, review)
        sweep(workspace, review)
        method = load_method(workspace, review)
        reasons = reasons_to_run(workspace, method.review, made_by)
        if not reasons and not force:
            return Outcome(review)
        require_writable(workspace, review)
        drafts = _run(workspace, method, engine, made_by, progress)
    reasons = reasons or ["it was forced"]
    notes = (*drafts.words(workspace.root), *numbered_twice(workspace, method.review))
    return Outcome(review, tuple(reasons), seconds=time.monotonic() - begun, notes=notes)


@contextmanager
def held_fresh(workspace: Workspace, review: str, renderer: str) -> Iterator[Review]:
    """Hold a review whose pages say what a run would make today, so that they can be signed or released.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    renderer : str
        As in `granska.render.choose`.

    Yields
    ------
    Review
        The parameters.

    Raises
    ------
    RefusedError
        The review is stale; every reason is said.
    BusyError
        A run, or another of these, is working on it.
    """
    parameters = load_method(workspace, workspace.require(review)).review
    with locked(workspace, review):
        restore(workspace, review)
        reasons = reasons_to_run(workspace, parameters, renderer_name(choose(renderer)))
        if reasons:
            said = "\n".join(f"  - {reason}" for reason in reasons)
            raise RefusedError(f"{review} is stale. Run: granska run {review}\n{said}")
        sweep(workspace, review)
        yield parameters


def _run(workspace: Workspace, method: Method, engine: Engine, made_by: str, progress: Progress) -> Drafts:
    review = method.review
    before = present(workspace, review, made_by)
    started = now()
    seconds: dict[str, float] = {}
    stage = partial(timed_stage, review.id, progress, seconds)
    parameters = {"review": review.id, "root": str(workspace.root)}
    folder = workspace.processed(review.id)
    with stage("clean"):
        execute(workspace.notebooks / "1-clean.ipynb", folder, "1-clean", parameters)
    with stage("analyse"):
        execute(workspace.notebooks / "2-analyse.ipynb", folder, "2-analyse", parameters)
    with stage("report"):
        documents, papers = _write_documents(workspace, review, parameters)
        workbooks = _write_workbooks(workspace, review)
    with scratch_folder(workspace, review.id) as scratch:
        pages = scratch / "pages"
        made = {language: scratch / f"{language}.docx" for language in papers}
        with stage("render"):
            render_documents(
                workspace, review, engine, documents, pages, [(papers[key], path) for key, path in made.items()]
            )
            for file in (*workbooks, *(workspace.published(review.id) / name for name in DATA_FILES)):
                shutil.copyfile(file, pages / file.name)
        record = replace(before, started=started, finished=now(), seconds=seconds)
        place_pages(workspace, record, review, pages)
        # last, so that a run that fails has touched no draft
        drafts = put_in_place(workspace, review, made, load_record(folder / RECORD))
    save_record(folder / RECORD, replace(record, outputs=output_hashes(workspace, review.id, drafts.written)))
    return drafts


@contextmanager
def timed_stage(review: str, progress: Progress, seconds: dict[str, float], name: str) -> Iterator[None]:
    """Tell that a stage of a run begins, and note how long it took.

    Parameters
    ----------
    review : str
        The id of the review or the series.
    progress : callable
        Told both.
    seconds : dict of str to float
        Where the time is noted.
    name : str
        The stage.
    """
    progress(review, name)
    begun = time.monotonic()
    yield
    seconds[name] = round(time.monotonic() - begun, 2)


def place_pages(workspace: Workspace, record: Record, made_from: Review | SeriesMethod, pages: Path) -> None:
    """Put new pages in the place of those that stand, with the public record of their run among them.

    Parameters
    ----------
    workspace : Workspace
        The project.
    record : Record
        The run, but for what came out of it.
    made_from : Review or SeriesMethod
        What the pages are of.
    pages : Path
        The new pages.
    """
    public = replace(record, outputs=_hashes_to_be(workspace, record.review, pages))
    # among the pages before they are moved: nothing is written into what readers see
    write_whole(pages / RECORD, json_text(public_record(public, made_from, workspace)))
    swap_pages(workspace, record.review, pages)


def _hashes_to_be(workspace: Workspace, review: str, pages: Path) -> dict[str, str]:
    """Hash what is published, and new pages under the names that they will have."""
    place = (workspace.site / review).relative_to(workspace.root).as_posix()
    made = hashes(pages, (path for path in pages.rglob("*") if path.is_file()))
    published = (path for path in workspace.published(review).rglob("*") if path.is_file())
    return hashes(workspace.root, published) | {f"{place}/{name}": value for name, value in made.items()}


Documents = dict[str, Path]  # by language


def _write_documents(workspace: Workspace, review: Review, parameters: dict[str, str]) -> tuple[Documents, Documents]:
    """Run the report notebook once a language, side by side; collect the reports and the committee papers."""
    from granska.report.document import collect
    from granska.report.executed import COMMITTEE_PAPER

    # figures of questions that are gone must not lie about
    shutil.rmtree(workspace.document(review.id), ignore_errors=True)

    def write(language: str) -> tuple[Path, Path]:
        executed = execute(
            workspace.notebooks / "3-report.ipynb",
            workspace.processed(review.id),
            f"3-report-{language}",
            {**parameters, "language": language},
        )
        document = workspace.document(review.id) / f"{language}.qmd"
        paper = document.with_name(f"{language}-committee.qmd")
        write_whole(document, collect(executed))
        if COMMITTEE_PAPER in review.formats:
            write_whole(paper, collect(executed, paper=True))
        return document, paper

    with ThreadPoolExecutor(len(review.languages)) as pool:
        written = list(zip(review.languages, pool.map(write, review.languages), strict=True))
    documents: Documents = {language: document for language, (document, _) in written}
    return documents, {language: paper for language, (_, paper) in written if paper.is_file()}


def _write_workbooks(workspace: Workspace, review: Review) -> list[Path]:
    """Write the figures as a workbook a language, beside the documents."""
    if "xlsx" not in review.formats:
        return []
    from granska.report.context import open_report
    from granska.report.workbook import workbook

    files = []
    for language in review.languages:
        file = workspace.document(review.id) / f"{review.id}-{language}.xlsx"
        write_whole(file, workbook(open_report(workspace.root, review.id, language)))
        files.append(file)
    return files


def render_documents(
    workspace: Workspace,
    review: Review | Series,
    engine: Engine,
    documents: Documents,
    pages: Path,
    papers: list[tuple[Path, Path]],
) -> None:
    """Write the pages of a review or a series into a folder, and each committee paper to its place."""
    jobs = [Job(paper, {"docx": output}, review.epoch) for paper, output in papers]
    for language, document in documents.items():
        page = "index" if language == review.main_language else language
        outputs = {"html": pages / f"{page}.html"}
        if "docx" in review.formats:
            outputs["docx"] = pages / f"{review.id}-{language}.docx"
        jobs.append(Job(document, outputs, review.epoch))
    # Quarto takes no input from a folder whose name begins with a dot, as that of the scratch pages does
    with tempfile.TemporaryDirectory(prefix="granska-render-") as name:
        engine.render(jobs, workspace.reports, Path(name))
        if "pdf" in review.formats:
            for language, document in documents.items():
                output = pages / f"{review.id}-{language}.pdf"
                typst.pdf(document, output, workspace.reports, Path(name), review.epoch)


def now() -> str:
    """Give the time in UTC, ISO 8601."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def check_review(workspace: Workspace, review: str) -> dict[str, int]:
    """Check parameters, codebook and data without running anything.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.

    Returns
    -------
    dict
        How many `files`, `rows`, `questions` and `changes` were found.

    Raises
    ------
    InputError
        Everything that is wrong.
    """
    from granska.stages.cleaning import clean
    from granska.stages.reading import read_raw

    method = load_method(workspace, review)
    cleaned = clean(read_raw(workspace.raw(review), method.review), method)
    return {
        "files": len(method.review.data),
        "rows": len(cleaned.cases),
        "questions": len(method.codebook.questions),
        "changes": len(cleaned.log),
    }
