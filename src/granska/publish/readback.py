"""Read the finished files back: every number in them is one that `published/` lets be shown where it stands.

This is a witness of its own. It shares nothing with what makes the report: it reads the files as a reader gets them,
and the tables of `published/`. A set of all allowed numbers would be worth nothing, since a hidden 4 is like any other
4, so each unit has its own: a cell of a table may hold what its row and column are about, a clause what it names (a
question, a group, a stratum, a year) or stands under, a mark in a drawing must stand at a value of its row. What is
hidden is blank in `published/` and allows nothing but how many were asked. Besides, a file may hold nothing that a
reader does not see: comments, tracked changes, hidden sheets, attachments.

What it cannot tell:

- a hidden number that is like one shown of the same question and group, or, in a clause that names no group, of the
  same question for the whole;
- a hidden number in words ("one in four"), or put together of numbers that are allowed each by itself;
- in a text that names neither question nor group, a number that is said there anyway: a level, a year, how many cases,
  tests or strata there are; such a number says nothing of anyone;
- what a picture in a Word document shows: it has to be one that the run drew, and the page has the same drawing;
- what is drawn in a PDF: its labels have to be those of one drawing of the run, which is read instead; of small
  intervals, whose labels are all alike, the alt text alone.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from granska.publish.checks import Check
from granska.publish.reading.allowed import Published
from granska.publish.reading.judge import Judge
from granska.publish.reading.page import read_page
from granska.publish.reading.paper import read_paper
from granska.publish.reading.series import SeriesJudge, unlike_rows
from granska.publish.reading.units import Unit, in_order
from granska.publish.reading.word import read_word
from granska.publish.reading.workbook import read_workbook
from granska.review.method import load_method
from granska.review.series import SeriesMethod, is_series, load_series
from granska.review.workspace import Workspace

#: Copies of what disclosure control wrote, byte by byte.
DATA_FILES = (
    *("estimates.csv", "denominators.csv", "cleaning.csv", "datapackage.json", "disclosure.json"),
    *("figures.csv", "comparisons.csv"),
)
#: What the check of the run record reads.
RECORD = "run.json"
MOST_SHOWN = 10


def read_back(workspace: Workspace, review: str, folder: Path) -> list[Check]:
    """Read back every finished file of a review.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    folder : Path
        Where its finished files lie, such as `reports/_site/<review>/`.

    Returns
    -------
    list of Check
        One a file, sorted by name. A message names the file and the places, never a number that stands there. A file
        that cannot be read, or is not known, has failed.

    Raises
    ------
    InputError
        There is no such review, or its parameters are wrong.

    Examples
    --------
    >>> read_back(Workspace(Path(".")), "berkeley-1973", Path("reports/_site/berkeley-1973"))  # doctest: +SKIP
    [Check(check='read back berkeley-1973-en.docx', result='passed', message='412 numbers, cells and texts …')]
    """
    series = is_series(workspace, workspace.require(review))
    method = load_series(workspace, review) if series else load_method(workspace, review)
    judge: Judge | SeriesJudge
    try:
        if isinstance(method, SeriesMethod):
            judge = SeriesJudge(workspace, method)
        else:
            judge = Judge(method, Published(workspace.published(review)))
    except (OSError, ValueError, KeyError, ArithmeticError) as error:
        name = f"read back {review}"
        return [Check(name, "failed", f"published/ cannot be read ({type(error).__name__}): run the review again")]
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    checks = [_checked(path, judge, workspace, review) for path in files]
    missing = sorted(_wanted(workspace, review) - {path.name for path in files})
    if isinstance(method, SeriesMethod):
        checks.insert(0, _figures(workspace, method))
    return [
        *checks,
        *(Check(f"read back {name}", "failed", "the file is missing: run the review again") for name in missing),
    ]


def _figures(workspace: Workspace, method: SeriesMethod) -> Check:
    """Compare every figure of a series with the row that its review has published."""
    name, faults = "figures of the reviews", list(unlike_rows(workspace, method))
    if faults:
        return Check(name, "failed", "; ".join(faults[:MOST_SHOWN]))
    return Check(name, "passed", "every figure is a row that its review has published, with the same numbers")


def _wanted(workspace: Workspace, review: str) -> set[str]:
    return {"index.html", *(name for name in DATA_FILES if (workspace.published(review) / name).is_file())}


def _checked(path: Path, judge: Judge | SeriesJudge, workspace: Workspace, review: str) -> Check:
    name = f"read back {path.name}"
    if path.name in DATA_FILES:
        source = workspace.published(review) / path.name
        same = source.is_file() and source.read_bytes() == path.read_bytes()
        return Check(
            name, *(("passed", "the same as in published/") if same else ("failed", "is not what stands in published/"))
        )
    if path.name == RECORD:
        return Check(name, "passed", "hashes and versions, which the check of the run record reads")
    read = 0
    faults: dict[str, None] = {}
    try:
        for unit in in_order(_units(path, workspace, review)):
            read += 1
            faults |= dict.fromkeys(judge.faults(unit))
    except Exception as error:
        # whatever it is, nothing was read; an error's own words may hold what stands in the file
        return Check(name, "failed", f"it cannot be read ({type(error).__name__}): run the review again")
    if faults:
        shown, more = list(faults)[:MOST_SHOWN], len(faults) - MOST_SHOWN
        return Check(name, "failed", "; ".join(shown) + (f"; and {more} more" if more > 0 else ""))
    return Check(name, "passed", f"{read} cells, texts, labels and marks hold nothing but what published/ allows there")


def _units(path: Path, workspace: Workspace, review: str) -> Iterator[Unit]:
    figures = workspace.document(review) / "figures"
    match path.suffix:
        case ".html":
            own = (workspace.reports / name for name in ("template.html", "style.css"))
            yield from read_page(path, "".join(source.read_text(encoding="utf-8") for source in own))
        case ".docx":
            pictures = {hashlib.sha256(picture.read_bytes()).hexdigest() for picture in figures.glob("*.png")}
            yield from read_word(path, workspace.reports / "reference.docx", pictures)
        case ".xlsx":
            yield from read_workbook(path)
        case ".pdf":
            yield from read_paper(path, {drawing.stem: drawing for drawing in sorted(figures.glob("*.svg"))})
        case _:
            yield Unit("hidden", "a kind of file that cannot be read back", "")
