"""The gate: what every report has to pass before it leaves the house. All checks are run, and what fails stops it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from granska.errors import GranskaError, InputError
from granska.publish import documents, marking, notebooks, pages, personal_data, record, spreadsheets, traces
from granska.publish.browser import RULES, SCHEMES, WIDTHS, Visit, visit
from granska.publish.checks import Check
from granska.publish.publication import Found, Publication, found
from granska.publish.readback import read_back
from granska.review.method import load_method
from granska.review.site import load_site
from granska.review.workspace import Workspace

ACCESSIBILITY = "accessibility"
#: The only check that may be left out, with a reason: not every machine has a browser.
SKIPPABLE = frozenset((ACCESSIBILITY,))

Test = Callable[[], Found]


def gate(workspace: Workspace, review: str, *, skipped: Mapping[str, str]) -> list[Check]:
    """Check a rendered review before it is released: its public files, and what lies behind them.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id.
    skipped : Mapping of str to str
        Check that is left out: the reason, which is recorded. Only "accessibility" may be.

    Returns
    -------
    list of Check
        One row each, whatever the others say. A check that cannot be carried out has failed.

    Raises
    ------
    InputError
        There is no such review, its parameters are wrong, or a check is to be left out that may not be, or without a
        reason.
    """
    for name, reason in skipped.items():
        if name not in SKIPPABLE:
            raise InputError(f"The check '{name}' cannot be skipped, only: {', '.join(sorted(SKIPPABLE))}.")
        if not reason.strip():
            raise InputError(f"Say why '{name}' is skipped: the reason is recorded.")
    method = load_method(workspace, workspace.require(review))
    looked = _Looked(Publication(workspace, method.review, load_site(workspace)), skipped)
    return [_row(name, test, skipped) for name, test in _tests(looked)]


@dataclass(frozen=True)
class _Looked:
    """A publication with what a browser saw of it, looked at once for two checks."""

    publication: Publication
    skipped: Mapping[str, str]

    @cached_property
    def visit(self) -> Visit:
        """What a browser saw."""
        pages = {self.publication.name(path): path for path in self.publication.of_kind(".html")}
        return visit(pages)


def _row(name: str, test: Test, skipped: Mapping[str, str]) -> Check:
    if name in skipped:
        return Check(name, "skipped", skipped[name].strip())
    try:
        seen = test()
    except GranskaError as error:
        return Check(name, "failed", str(error))
    except Exception as error:
        # whatever it is, nothing was checked; an error's own words may hold what stands in a file
        return Check(name, "failed", f"it could not be carried out ({type(error).__name__}): run the review again")
    return Check(name, "failed" if seen.faults else "passed", seen.message)


def _tests(looked: _Looked) -> Iterator[tuple[str, Test]]:
    publication = looked.publication
    yield "files", lambda: record.files(publication)
    yield "notebooks", lambda: notebooks.executed(publication)
    yield "run record", lambda: record.run_record(publication)
    yield "disclosure audit", lambda: _audit(publication)
    yield "read back", lambda: _read_back(publication)
    yield "personal identity numbers", lambda: personal_data.identity_numbers(publication)
    yield "e-mail addresses", lambda: personal_data.email_addresses(publication)
    yield "telephone numbers", lambda: personal_data.telephone_numbers(publication)
    yield "paths and user names", lambda: traces.traces(publication)
    yield "alternative texts", lambda: _alternative_texts(publication)
    yield "captions", lambda: _captions(publication)
    yield "references", lambda: _references(publication)
    yield "requests", lambda: _requests(looked)
    yield "scripts", lambda: _scripts(publication)
    yield "formulas", lambda: _formulas(publication)
    yield "synthetic data", lambda: marking.marked(publication)
    yield ACCESSIBILITY, lambda: _accessibility(looked)


def _audit(publication: Publication) -> Found:
    """Read what the audit after disclosure control found: nothing unsafe, or nothing is released."""
    audit = publication.published("disclosure.json")["audit"]
    unsafe = [] if audit["unsafe"] == 0 else [f"{audit['unsafe']} hidden figures can be worked out: publish nothing"]
    return found(
        f"{audit['cells']} hidden counts, attackers tried: {len(audit['attackers'])}; none gets through", unsafe
    )


def _read_back(publication: Publication) -> Found:
    """Read every number in the files back: none but what disclosure control let through."""
    rows = read_back(publication.workspace, publication.review.id, publication.folder)
    faults = (f"{row.check.removeprefix('read back ')}: {row.message}" for row in rows if row.result != "passed")
    return found(f"every number in {len(rows)} files is one that published/ lets be shown where it stands", faults)


def _all_have(what: str, kinds: Iterable[Iterable[tuple[str, bool]]], lack: str) -> Found:
    rows = [row for kind in kinds for row in kind]
    return found(f"{len(rows)} {what}", (f"{where} has no {lack}" for where, fine in rows if not fine))


def _alternative_texts(publication: Publication) -> Found:
    kinds = pages.pictures(publication), documents.word_pictures(publication), documents.pdf_pictures(publication)
    return _all_have("pictures with a text for those who do not see them", kinds, "alternative text")


def _captions(publication: Publication) -> Found:
    in_documents = documents.word_tables(publication), documents.pdf_tables(publication)
    kinds = pages.tables(publication), *in_documents, spreadsheets.sheets(publication)
    return _all_have("tables with a caption", kinds, "caption")


def _references(publication: Publication) -> Found:
    def faults() -> Iterator[str]:
        yield from pages.lost_links(publication)
        yield from documents.word_lost_links(publication)
        for passage in publication.texts:
            if pages.LEFT_OVER.search(passage.text):
                yield f"{passage.where} holds a reference that leads nowhere"

    return found("every link and every reference leads somewhere", faults())


def _requests(looked: _Looked) -> Found:
    def faults() -> Iterator[str]:
        yield from pages.fetches(looked.publication)
        yield from documents.word_fetches(looked.publication)
        for name, seen in looked.visit.pages.items() if in_browser else ():
            if seen.requests:
                yield f"{name} asked for {seen.requests} other files or addresses in a browser"

    in_browser = ACCESSIBILITY not in looked.skipped
    return found("nothing is fetched, " + ("in a browser either" if in_browser else "by its markup"), faults())


def _scripts(publication: Publication) -> Found:
    def faults() -> Iterator[str]:
        yield from pages.foreign_scripts(publication)
        yield from documents.word_acts(publication)
        yield from documents.pdf_acts(publication)
        yield from spreadsheets.acting_parts(publication)

    return found("none but the template's own", faults())


def _formulas(publication: Publication) -> Found:
    tables = publication.of_kind(".csv", ".xlsx")
    return found(f"none in {len(tables)} files", spreadsheets.acting_cells(publication))


def _accessibility(looked: _Looked) -> Found:
    seen = looked.visit
    faults = [f"{name}, {fault}" for name, page in seen.pages.items() for fault in page.faults]
    faults += [f"{name}: axe tried nothing" for name, page in seen.pages.items() if not page.rules]
    rules = min((page.rules for page in seen.pages.values()), default=0)
    undecided = max((page.undecided for page in seen.pages.values()), default=0)
    widths = " and ".join(map(str, WIDTHS))
    said = (
        f"{seen.software} ({', '.join(RULES)}), {len(seen.pages)} pages at {widths} px, {' and '.join(SCHEMES)}, "
        f"details opened: at least {rules} rules passed, none broken, at most {undecided} left to a person"
    )
    return found(said, faults)
