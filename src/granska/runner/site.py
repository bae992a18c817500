"""The pages of the site that are not a review's: index, list of methods, pages about the reports. Written last."""

import json
import platform
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from granska.errors import GranskaError, StageError
from granska.files import digest, hashes, json_text, sha256, write_whole
from granska.render import Engine, choose
from granska.review.released import ENTRIES, Released
from granska.review.review_file import load_review
from granska.review.series import is_series, load_series
from granska.review.site import load_site
from granska.review.workspace import ABOUT, METHODS, RELEASED, Workspace
from granska.runner.methods import LISTS, render_pages, titles_of_pages
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import RECORD as RUN
from granska.runner.provenance import Record, index_hashes, load_record, look, save_record, stale_reasons
from granska.runner.releases import (
    Entries,
    copied_files,
    copy_releases,
    release_files,
    released_entries,
    releases_digest,
    saved_entries,
)
from granska.runner.standing import held

if TYPE_CHECKING:
    from granska.report.context import Report
    from granska.report.series_context import SeriesReport

RECORD = "index.json"
PAGES = "pages.json"  # page: what it was made from, and what it is, so that only what changes is rendered
PATIENCE = 300  # seconds to wait for another run that writes these pages

Releases = dict[str, list[Released]]  # by review, the latest first


def update_site(workspace: Workspace, renderer: str) -> tuple[Path | None, list[str]]:
    """Write the index of the reviews that have pages, the lists of the methods and the pages about both, where stale.

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

    Raises
    ------
    GranskaError
        `params/site.yml` or the text of a page is not as it should be. The other pages are up to date.
    """
    # of two runs that end at the same time, the later shall see what the earlier has done
    with held(workspace.root / "data" / "processed", "the index of the site", PATIENCE):
        return _update_site(workspace, renderer)


def _update_site(workspace: Workspace, renderer: str) -> tuple[Path | None, list[str]]:
    reviews = _with_pages(workspace)
    if not reviews:
        return None, []
    engine = choose(renderer)
    # what a run that was killed has left; nobody else writes here now
    for folder in (workspace.site, workspace.site / ABOUT):
        for partial in folder.glob(".*.partial"):
            partial.unlink(missing_ok=True)
    for folder in workspace.scratch.glob("site.*"):
        shutil.rmtree(folder, ignore_errors=True)
    altered = copy_releases(workspace)
    place = workspace.root / "data" / "processed" / RECORD
    now = _present(workspace, engine, reviews)
    if not stale_reasons(load_record(place), now):
        return workspace.site / "index.html", list(altered.values())
    found, reports, releases, left_out = _gather(workspace, [review for review in reviews if review not in altered])
    left_out = [*altered.values(), *left_out]
    if found:
        documents, faults = _documents(workspace, found, reports, releases)
        faults += _write(workspace, engine, documents)
        if faults:
            raise StageError("\n".join(faults))
        if not left_out:
            # a record would call an index fresh that lacks a review
            save_record(place, replace(now, outputs=_outputs(workspace)))
    return workspace.site / "index.html", left_out


def site_reasons(workspace: Workspace, renderer: str) -> list[str] | None:
    """Say why the pages outside the reviews have to be made again; none where no review has pages yet.

    Parameters
    ----------
    workspace : Workspace
        The project.
    renderer : str
        As in `granska.render.choose`.
    """
    reviews = _with_pages(workspace)
    if not reviews:
        return None
    place = workspace.root / "data" / "processed" / RECORD
    return stale_reasons(load_record(place), _present(workspace, choose(renderer), reviews))


def _with_pages(workspace: Workspace) -> list[str]:
    made = {review for review in workspace.reviews() if (workspace.site / review / "index.html").is_file()}
    return sorted({*made, *workspace.released_reviews()})


def _present(workspace: Workspace, engine: Engine, reviews: list[str]) -> Record:
    """Say what the pages would be made from today, and which of them stand there."""
    return Record(
        review="",
        renderer=renderer_name(engine),
        python=platform.python_version(),
        # a review that falls out of step, or into it, changes what is said of it, though no file of its own may change
        inputs=index_hashes(workspace, reviews, titles_of_pages(workspace))
        | {"which reports are up to date": digest([review for review in reviews if _in_step(workspace, review)])}
        | {"what is released": releases_digest(workspace)},
        outputs=_outputs(workspace),
    )


def _outputs(workspace: Workspace) -> dict[str, str]:
    lists = (workspace.site / METHODS / f"{name}.html" for name in LISTS)
    about = (workspace.site / ABOUT).glob("*.html")
    lists_made = (page for page in lists if page.is_file())
    return hashes(workspace.root, [*workspace.site.glob("*.html"), *about, *lists_made, *copied_files(workspace)])


def _gather(workspace: Workspace, reviews: Iterable[str]) -> tuple[list[Entries], list["Report"], Releases, list[str]]:
    """Find what the index says of each review, the reports that can be opened, the releases, and what is left out."""
    entries: list[Entries] = []
    reports: list[Report] = []
    releases: Releases = {}
    left_out: list[str] = []
    for review in reviews:
        try:
            found, opened = _working(workspace, review)
            if workspace.versions(review):
                releases[review], found = released_entries(workspace, review, found)
        except GranskaError as error:
            left_out.append(f"{review}: {error}")
            continue
        entries.append(found)
        reports += opened
    return entries, reports, releases, left_out


def _working(workspace: Workspace, review: str) -> tuple[Entries, list["Report"]]:
    """Find what the pages of a review say, and open its reports; nothing of a review that has only releases."""
    from granska.report.context import open_report
    from granska.report.index import entry
    from granska.report.series_context import open_series
    from granska.report.series_document import series_entry

    if not (workspace.site / review / "index.html").is_file():
        return {}, []
    place = workspace.processed(review) / ENTRIES
    saved = saved_entries(place)
    if saved and not _in_step(workspace, review):
        # the last run failed, or the next has not come: the index says what the pages say
        return saved, []
    if is_series(workspace, review):
        series = [
            open_series(workspace.root, review, tongue) for tongue in load_series(workspace, review).series.languages
        ]
        return {one.locale.language: series_entry(one) for one in series}, []
    parameters = load_review(workspace.params(review) / "review.yml")
    opened = [open_report(workspace.root, review, language) for language in parameters.languages]
    found: Entries = {report.locale.language: entry(report) for report in opened}
    if _in_step(workspace, review):
        write_whole(place, json_text({language: asdict(one) for language, one in found.items()}))
    return found, opened


def _in_step(workspace: Workspace, review: str) -> bool:
    """Whether parameters and published figures are those that the pages were made from."""
    record = load_record(workspace.processed(review) / RUN)
    if record is None:
        return False
    folders = (workspace.params(review), workspace.published(review))
    figures = (path for path in folders[1].rglob("*") if path.is_file())
    now = hashes(workspace.root, [*workspace.parameter_files(review), *figures])
    parts = tuple(f"{folder.relative_to(workspace.root).as_posix()}/" for folder in folders)
    then = {name: value for name, value in (record.inputs | record.outputs).items() if name.startswith(parts)}
    return now == then


def _documents(
    workspace: Workspace, found: list[Entries], reports: list["Report"], releases: Releases
) -> tuple[dict[Path, str], list[str]]:
    """Write the document of every page, and say what is wrong with the text of one."""
    from granska.report.index import index_document
    from granska.report.method_document import load_title
    from granska.report.method_list import PAGE, load_subjects, method_list
    from granska.report.pages import load_pages, page_document
    from granska.report.surroundings import START
    from granska.report.versions import versions_document

    about, site, pages = workspace.about(), load_site(workspace), load_pages(workspace.pages)
    titles = [load_title(path) for path in titles_of_pages(workspace)]
    swedish = any("sv" in entries for entries in found)
    tongues = ("sv", "en") if swedish else ("en",)
    documents: dict[Path, str] = {}
    faults: list[str] = []
    for language in tongues:
        # a review that lacks a language is listed in its main one
        listed = [entries.get(language) or next(iter(entries.values())) for entries in found]
        text = index_document(listed, language, swedish, pages, bool(titles), site, about)
        documents[workspace.site / START[language]] = text
        if not swedish:
            documents[workspace.site / "index.html"] = text
        for review, versions in releases.items():
            files, folder = release_files(workspace, review), workspace.site / RELEASED / review
            mine = (one for one in reports if (one.review.id, one.locale.language) == (review, language))
            text = versions_document(versions, files, language, swedish, next(mine, None), site, about)
            documents[folder / START[language]] = text
            if not swedish:
                documents[folder / "index.html"] = text
    if titles:
        subjects = load_subjects(workspace.notebooks / METHODS)
        for tongue, name in PAGE.items():
            documents[workspace.site / METHODS / name] = method_list(titles, tongue, subjects, site, about)
    blocks = {tongue: _blocks(workspace, reports, tongue, bool(titles), site.address) for tongue in PAGE}
    for page in pages:
        try:
            text = page_document(page, pages, site, blocks[page.language], about)
        except GranskaError as error:
            faults.append(str(error))
        else:
            documents[workspace.site / ABOUT / page.file] = text
    return documents, faults


def _blocks(
    workspace: Workspace, reports: Iterable["Report"], language: str, methods: bool, address: str | None
) -> dict[str, str]:
    """Compute what the pages about the reports show of them."""
    from granska.report.citation import citations
    from granska.report.page_blocks import files_table, licences, methods_sentence, worked_example
    from granska.report.series_method import reference

    ordered = sorted(
        (report for report in reports if report.locale.language == language),
        key=lambda report: (-report.review.date.toordinal(), report.review.id),
    )
    # what is cited stays: the released version where the report calls itself so
    named = ((report.review.id, report.review.release) for report in ordered)
    folders = {
        review: f"{RELEASED}/{review}/{release.version}"
        for review, release in named
        if release and release.version in workspace.versions(review)
    }
    series = [(one.series.id, reference(one)) for one in _series(workspace, language)]
    blocks = {"citations": citations(ordered, address, folders, series).markdown(), "example": "", "files": ""}
    blocks["licence"] = licences(ordered).markdown()
    blocks["methods"] = methods_sentence(language).markdown() if methods else ""
    # a sample of cases is what most reviews are
    for report in sorted(ordered, key=lambda report: not report.sampled):
        example = worked_example(report)
        if example.blocks:
            names = {path.name for path in (workspace.site / report.review.id).iterdir()}
            return blocks | {"example": example.markdown(), "files": files_table(report, names).markdown()}
    return blocks


def _series(workspace: Workspace, language: str) -> Iterator["SeriesReport"]:
    """Open the series whose pages say what their files say."""
    from granska.report.series_context import open_series

    told = [one for one in _with_pages(workspace) if is_series(workspace, one) and _in_step(workspace, one)]
    for one in told:
        if language in load_series(workspace, one).series.languages:
            yield open_series(workspace.root, one, language)


def _write(workspace: Workspace, engine: Engine, documents: Mapping[Path, str]) -> list[str]:
    """Render the pages whose document, or whose look, has changed; remove those that there are no longer."""
    place = workspace.root / "data" / "processed" / PAGES
    try:
        made = dict(json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        made = {}
    # damaged, it must not name what lies outside the site
    site = f"{workspace.site.relative_to(workspace.root).as_posix()}/"
    made = {name: value for name, value in made.items() if name.startswith(site) and ".." not in name}
    shared = [renderer_name(engine), hashes(workspace.root, look(workspace))]
    wanted = {page.relative_to(workspace.root).as_posix(): page for page in documents}
    sources = {name: digest([documents[page], shared]) for name, page in wanted.items()}
    stale = [
        name for name, page in wanted.items() if not page.is_file() or made.get(name) != [sources[name], sha256(page)]
    ]
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="granska-site-") as scratch:
        folder = Path(scratch)
        files = {}
        for number, name in enumerate(stale):
            files[f"{number}"] = folder / "documents" / f"{Path(name).stem}-{number}.qmd"
            write_whole(files[f"{number}"], documents[wanted[name]])
        rendered, faults = render_pages(workspace, engine, files, folder) if files else ({}, [])
        for number, name in enumerate(stale):
            if f"{number}" in rendered:
                write_whole(wanted[name], rendered[f"{number}"].read_bytes())
                made[name] = [sources[name], sha256(wanted[name])]
    for name in made.keys() - wanted.keys():
        del made[name]
        (workspace.root / name).unlink(missing_ok=True)
    write_whole(place, json_text(made))
    return faults
