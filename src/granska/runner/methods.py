"""The pages of the methods: each notebook under ``notebooks/methods/`` run and rendered, where it is stale."""

import platform
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from granska.errors import GranskaError, StageError
from granska.files import hashes, write_whole
from granska.render import Engine, Job, choose
from granska.review.workspace import METHODS, Workspace
from granska.runner.execute import execute
from granska.runner.pipeline import Outcome, Progress
from granska.runner.provenance import RECORD, Record, load_record, look, page_names, save_record, stale_reasons
from granska.runner.standing import locked

#: Modules that the pages are made with, beside all of `stats`; a test holds the list.
MACHINERY = (
    *("errors.py", "files.py", "review/workspace.py", "runner/execute.py", "runner/methods.py"),
    *(f"render/{name}.py" for name in ("__init__", "job", "pandoc", "quarto", "word")),
    *(
        f"report/{name}.py"
        for name in ("axes", "blocks", "canvas", "charts", "control", "curves", "executed", "figures", "hyphens")
    ),
    *(f"report/{name}.py" for name in ("locale", "markup", "method_document", "method_page", "published")),
    *("report/surroundings.py", "report/tables.py"),
)
INDEX = "index"  # the page that lists the others
LISTS = (INDEX, "sv")  # the same in each language
TITLE = "title.json"
DOCUMENT = "document.qmd"


def page_of(workspace: Workspace, family: str) -> Path:
    """Say where the page of a method lies."""
    return workspace.site / METHODS / f"{family}.html"


def titles_of_pages(workspace: Workspace) -> list[Path]:
    """Find what the lists of the site say of each method that has a page."""
    titles = {family: workspace.method(family) / TITLE for family in workspace.methods()}
    return [path for family, path in titles.items() if page_of(workspace, family).is_file() and path.is_file()]


def made_by(engine: Engine) -> str:
    """Name what makes the pages, with its version."""
    return f"{engine.name} {engine.version()}"


def method_reasons(workspace: Workspace, renderer: str) -> list[str]:
    """Say why the pages of the methods are stale; nothing where all are fresh.

    Parameters
    ----------
    workspace : Workspace
        The project.
    renderer : str
        As in `granska.render.choose`.
    """
    return _said(_reasons(workspace, _present(workspace, choose(renderer))), _lost(workspace))


def update_methods(workspace: Workspace, renderer: str, jobs: int, force: bool, progress: Progress) -> Outcome:
    """Bring the pages of the methods up to date.

    Parameters
    ----------
    workspace : Workspace
        The project.
    renderer : str
        As in `granska.render.choose`.
    jobs : int
        How many notebooks to run at the same time.
    force : bool
        Run even what is fresh.
    progress : callable
        Told `methods` and each stage as it begins.

    Returns
    -------
    Outcome

    Raises
    ------
    StageError
        Notebooks or pages failed, each of them named; the others are up to date, and the last good pages stand.
    """
    begun = time.monotonic()
    engine = choose(renderer)
    with locked(workspace, METHODS):
        present = _present(workspace, engine)
        reasons, lost = _reasons(workspace, present), _lost(workspace)
        if not reasons and not lost and not force:
            return Outcome(METHODS)
        for page in lost:
            page.unlink()
            shutil.rmtree(workspace.method(page.stem), ignore_errors=True)
        progress(METHODS, "report")
        documents, faults = _run(workspace, list(present) if force else list(reasons), jobs)
        progress(METHODS, "render")
        with tempfile.TemporaryDirectory(prefix="granska-methods-") as name:
            pages, more = render_pages(workspace, engine, documents, Path(name))
            for family, page in pages.items():
                write_whole(page_of(workspace, family), page.read_bytes())
                outputs = hashes(workspace.root, _made(workspace, family))
                save_record(workspace.method(family) / RECORD, replace(present[family], outputs=outputs))
    if faults or more:
        raise StageError("\n".join([*faults, *more]))
    said = tuple(_said(reasons, lost)) or ("it was forced",)
    return Outcome(METHODS, said, seconds=time.monotonic() - begun)


def _present(workspace: Workspace, engine: Engine) -> dict[str, Record]:
    """Describe each method as it is now: inputs, outputs, software."""
    families = workspace.methods()
    if not families:
        return {}
    package = workspace.root / "src" / "granska"
    machinery = [*(package / name for name in MACHINERY), *(package / "stats").glob("*.py"), *look(workspace)]
    machinery.append(workspace.root / "requirements.lock")
    shared = hashes(workspace.root, (path for path in machinery if path.is_file())) | page_names(workspace)
    records = {}
    for family in families:
        records[family] = Record(
            review=family,
            renderer=made_by(engine),
            python=platform.python_version(),
            inputs=shared | hashes(workspace.root, [_notebook(workspace, family)]),
            outputs=hashes(workspace.root, _made(workspace, family)),
        )
    return records


def _made(workspace: Workspace, family: str) -> list[Path]:
    """Find what a method has made: its page, and the title under which the lists name it."""
    made = (page_of(workspace, family), workspace.method(family) / TITLE)
    return [path for path in made if path.is_file()]


def _notebook(workspace: Workspace, family: str) -> Path:
    return workspace.notebooks / METHODS / f"{family}.ipynb"


def _reasons(workspace: Workspace, present: Mapping[str, Record]) -> dict[str, list[str]]:
    """Say why each method that is stale is so."""
    found = {
        family: stale_reasons(load_record(workspace.method(family) / RECORD), record)
        for family, record in present.items()
    }
    return {family: reasons for family, reasons in found.items() if reasons}


def _lost(workspace: Workspace) -> list[Path]:
    """Find the pages whose notebook is gone."""
    pages = (workspace.site / METHODS).glob("*.html")
    return sorted(page for page in pages if page.stem not in {*LISTS, *workspace.methods()})


def _said(reasons: Mapping[str, Iterable[str]], lost: Iterable[Path]) -> list[str]:
    """Write each reason once, after the methods that it concerns."""
    concerned: dict[str, list[str]] = defaultdict(list)
    for family, found in reasons.items():
        for reason in found:
            concerned[reason].append(family)
    for page in lost:
        concerned["its notebook is gone"].append(page.stem)
    return [f"{', '.join(families)}: {reason}" for reason, families in concerned.items()]


def _run(workspace: Workspace, families: Sequence[str], jobs: int) -> tuple[dict[str, Path], list[str]]:
    """Run notebooks side by side: the documents of those that went well, and what stopped the others."""
    # the kernels do the work in processes of their own
    pool = ThreadPoolExecutor(max(1, min(jobs, len(families))))
    documents, faults = {}, []
    try:
        futures = {family: pool.submit(_write_document, workspace, family) for family in families}
        for family, future in futures.items():
            try:
                documents[family] = future.result()
            except GranskaError as error:
                notebook = _notebook(workspace, family).name
                # what a cell refused itself comes without the name of its notebook
                faults.append(str(error) if notebook in str(error) else f"{notebook}: {error}")
    finally:
        # interrupted: none is begun any more
        pool.shutdown(wait=False, cancel_futures=True)
    return documents, faults


def _write_document(workspace: Workspace, family: str) -> Path:
    from granska.report.method_document import method_document

    if family in LISTS:
        raise StageError(f"{family}.ipynb: the list of all methods is called so. Give the notebook another name.")
    folder = workspace.method(family)
    # figures that are no longer drawn must not lie about
    shutil.rmtree(folder / "figures", ignore_errors=True)
    parameters = {"family": family, "root": str(workspace.root)}
    executed = execute(_notebook(workspace, family), folder, family, parameters)
    title, document = method_document(executed, workspace.about())
    write_whole(folder / TITLE, title.json())
    write_whole(folder / DOCUMENT, document)
    return folder / DOCUMENT


def render_pages(
    workspace: Workspace, engine: Engine, documents: Mapping[str, Path], scratch: Path
) -> tuple[dict[str, Path], list[str]]:
    """Render all documents in one go, or one by one where that fails, so that a bad one does not stop the others.

    Parameters
    ----------
    workspace : Workspace
        The project.
    engine : Engine
        What renders.
    documents : mapping of str to Path
        Each page's document, by a name that can be a file's.
    scratch : Path
        An existing folder, where the pages are written.

    Returns
    -------
    pages : dict of str to Path
        Those that went well.
    faults : list of str
        What stopped the others.
    """
    # a page carries no date, so any time will do as long as it stays the same
    jobs = {
        family: Job(document, {"html": scratch / f"{family}.html"}, epoch=0) for family, document in documents.items()
    }
    groups = [list(jobs)] if jobs else []
    pages: dict[str, Path] = {}
    faults = []
    while groups:
        group = groups.pop(0)
        try:
            with tempfile.TemporaryDirectory(dir=scratch) as name:
                engine.render([jobs[family] for family in group], workspace.reports, Path(name))
        except StageError as error:
            if len(group) > 1:
                groups = [[family] for family in group]
            else:
                faults.append(str(error))
        else:
            pages |= {family: jobs[family].outputs["html"] for family in group}
    return pages, faults
