"""The public run record: hashes of public files only, and those of the files that stand there; and no file missing."""

import json
from collections.abc import Iterator
from typing import Any

from granska.files import hashes
from granska.publish.contents import unread
from granska.publish.publication import RECORD, Found, Publication, found

_KEYS = {"review", "renderer", "python", "inputs", "outputs", "started", "finished", "seconds", "synthetic"}
_TABLES = ("estimates.csv", "denominators.csv", "cleaning.csv", "datapackage.json", "disclosure.json")


def files(publication: Publication) -> Found:
    """Check that every file is there that the review asks for, and none that cannot be checked."""
    review = publication.review
    wanted = {RECORD, *_TABLES}
    wanted |= {
        "index.html" if language == review.main_language else f"{language}.html" for language in review.languages
    }
    for kind in {"docx", "pdf", "xlsx"}.intersection(review.formats):
        wanted |= {f"{review.id}-{language}.{kind}" for language in review.languages}
    there = {publication.name(path): path for path in publication.files}

    def faults() -> Iterator[str]:
        yield from (f"{name} is not there: run the review again" for name in sorted(wanted - there.keys()))
        yield from (f"{name} is empty" for name, path in there.items() if path.stat().st_size == 0)
        for name, path in there.items():
            if path.is_symlink() or path.name.startswith("."):
                yield f"{name} is a link or hidden, and no part of a report"
            else:
                yield from (f"{name} holds what is not read here and so not checked: {part}" for part in unread(path))

    return found(f"{len(there)} files", faults())


def run_record(publication: Publication) -> Found:
    """Check the run record beside the pages."""
    record = json.loads((publication.folder / RECORD).read_text(encoding="utf-8"))
    inputs, outputs = record["inputs"], record["outputs"]

    def faults() -> Iterator[str]:
        yield from (f"{RECORD} says {key}, which is not public" for key in sorted(record.keys() - _KEYS))
        yield from (f"{RECORD} holds the hash of {name}" for name in _not_public(publication, record))
        if record["review"] != publication.review.id:
            yield f"{RECORD} is that of another review"
        yield from _altered(publication, inputs, "a run would read it otherwise now: run the review again")
        yield from _altered(publication, outputs, "it was altered after the run: run the review again")
        root = publication.workspace.root
        for path in publication.files:
            if path.name != RECORD and path.relative_to(root).as_posix() not in outputs:
                yield f"{publication.name(path)} is not on record: run the review again"

    return found(f"{len(inputs)} files that went in and {len(outputs)} that came out, by content", faults())


def _not_public(publication: Publication, record: Any) -> Iterator[str]:
    """Name the files that may not be in a public record: a hash of confidential counts lets anyone test guesses."""
    workspace, review = publication.workspace, publication.review
    raw = () if review.secret else (workspace.raw(review.id),)
    code = (workspace.root / "src" / "granska", workspace.notebooks)
    may_go_in = (*raw, *code, workspace.params(review.id), workspace.reports, workspace.root / "requirements.lock")
    may_come_out = (workspace.published(review.id), publication.folder)
    for names, allowed in ((record["inputs"], may_go_in), (record["outputs"], may_come_out)):
        for name in names:
            path = workspace.root / name
            if ".." in path.parts or not any(path == place or place in path.parents for place in allowed):
                yield f"{name}, which is not public"


def _altered(publication: Publication, recorded: dict[str, str], what: str) -> Iterator[str]:
    root = publication.workspace.root
    # what is recorded of a folder is the list of names in it, which the next run looks at
    names = [name for name in recorded if not (root / name).is_dir()]
    now = hashes(root, (root / name for name in names if (root / name).is_file()))
    yield from (f"{name}: {what}" for name in names if now.get(name) != recorded[name])
