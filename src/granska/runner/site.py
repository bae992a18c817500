"""The index of all reviews, written last and by one process."""

import datetime
import platform
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

from granska.errors import GranskaError
from granska.files import hashes, write_whole
from granska.render import Engine, Job, choose
from granska.review.method import load_method
from granska.review.model import Language
from granska.review.workspace import Workspace
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import Record, index_hashes, load_record, save_record, stale_reasons

RECORD = "index.json"


def update_site(workspace: Workspace, renderer: str) -> tuple[Path | None, list[str]]:
    """Write the index of the reviews that have pages, unless it is fresh.

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
        inputs=index_hashes(workspace, reviews),
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
    return hashes(workspace.root, workspace.site.glob("*.html"))


def _write_index(workspace: Workspace, reviews: list[str], engine: Engine) -> list[str]:
    """Write the pages of the index, and say what keeps a review out of it."""
    from granska.report.context import open_report
    from granska.report.index import index_document, page_name

    parameters, left_out = [], []
    for review in reviews:
        try:
            method = load_method(workspace, review)
            open_report(workspace.root, review, method.review.main_language)
            parameters.append(method.review)
        except GranskaError as error:
            left_out.append(f"{review}: {error}")
    if not parameters:
        return left_out
    languages = [
        language for language in get_args(Language) if any(language in review.languages for review in parameters)
    ]
    latest = max(review.date for review in parameters)
    epoch = int(datetime.datetime.combine(latest, datetime.time(), datetime.UTC).timestamp())
    with tempfile.TemporaryDirectory(prefix="granska-index-") as name:
        scratch = Path(name)
        jobs = []
        for language in languages:
            reports = [
                open_report(
                    workspace.root, review.id, language if language in review.languages else review.main_language
                )
                for review in parameters
            ]
            document = scratch / f"{language}.qmd"
            document.write_text(index_document(reports, language, languages), encoding="utf-8")
            jobs.append(Job(document, {"html": scratch / "pages" / page_name(language, languages)}, epoch))
        engine.render(jobs, workspace.reports, scratch)
        for job in jobs:
            page = job.outputs["html"]
            write_whole(workspace.site / page.name, page.read_bytes())
    return left_out
