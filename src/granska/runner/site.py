"""The index of all reviews, written last and by one process."""

import platform
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from granska.errors import GranskaError
from granska.files import hashes, write_whole
from granska.render import Engine, Job, choose
from granska.review.model import Language
from granska.review.review_file import load_review
from granska.review.workspace import Workspace
from granska.runner.methods import INDEX, page_of, titles_of_pages
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import Record, index_hashes, load_record, save_record, stale_reasons

if TYPE_CHECKING:
    from granska.report.context import Report

RECORD = "index.json"


def update_site(workspace: Workspace, renderer: str) -> tuple[Path | None, list[str]]:
    """Write the index of the reviews that have pages, and the list of the methods, unless they are fresh.

    Parameters
    ----------
    workspace : Workspace
        The project.
    renderer : str
        As in `granska.render.choose`.

    Returns
    -------
    page : Path or None
        The page that opens the site; none where no review has pages yet.
    left_out : list of str
        Why a review that has pages is not in the index.
    """
    reviews = [review for review in workspace.reviews() if (workspace.site / review / "index.html").is_file()]
    if not reviews:
        return None, []
    engine = choose(renderer)
    place = workspace.root / "data" / "processed" / RECORD
    now = Record(
        review="",
        renderer=renderer_name(engine),
        python=platform.python_version(),
        inputs=index_hashes(workspace, reviews, titles_of_pages(workspace)),
        outputs=_outputs(workspace),
    )
    if not stale_reasons(load_record(place), now):
        return workspace.site / "index.html", []
    left_out = _write_index(workspace, reviews, engine)
    if not left_out:
        # a record would call an index fresh that lacks a review
        save_record(place, replace(now, outputs=_outputs(workspace)))
    return workspace.site / "index.html", left_out


def _outputs(workspace: Workspace) -> dict[str, str]:
    methods = page_of(workspace, INDEX)
    return hashes(workspace.root, [*workspace.site.glob("*.html"), *([methods] if methods.is_file() else [])])


def _write_index(workspace: Workspace, reviews: list[str], engine: Engine) -> list[str]:
    """Write the pages of the index, and say what keeps a review out of it."""
    from granska.report.context import open_report
    from granska.report.index import index_document, page_name
    from granska.report.method_document import load_title, methods_index

    opened: list[dict[Language, Report]] = []
    left_out: list[str] = []
    for review in reviews:
        try:
            parameters = load_review(workspace.params(review) / "review.yml")
            opened.append(
                {language: open_report(workspace.root, review, language) for language in parameters.languages}
            )
        except GranskaError as error:
            left_out.append(f"{review}: {error}")
    if not opened:
        return left_out
    languages = [language for language in get_args(Language) if any(language in reports for reports in opened)]
    epoch = max(report.review.epoch for reports in opened for report in reports.values())
    titles = [load_title(path) for path in titles_of_pages(workspace)]
    documents = {}
    for language in languages:
        # a review that lacks a language is listed in its main one
        listed = [reports.get(language) or next(iter(reports.values())) for reports in opened]
        page = workspace.site / page_name(language, languages)
        documents[page] = index_document(listed, language, languages, titles)
    if titles:
        documents[page_of(workspace, INDEX)] = methods_index(titles)
    else:
        page_of(workspace, INDEX).unlink(missing_ok=True)
    _render(workspace, engine, documents, epoch)
    return left_out


def _render(workspace: Workspace, engine: Engine, documents: Mapping[Path, str], epoch: int) -> None:
    """Write each page from its document."""
    with tempfile.TemporaryDirectory(prefix="granska-index-") as name:
        scratch = Path(name)
        jobs = []
        for place, document in enumerate(documents.values()):
            source = scratch / f"index-{place}.qmd"
            source.write_text(document, encoding="utf-8")
            jobs.append(Job(source, {"html": scratch / "pages" / f"{place}.html"}, epoch))
        engine.render(jobs, workspace.reports, scratch)
        for page, job in zip(documents, jobs, strict=True):
            write_whole(page, job.outputs["html"].read_bytes())
