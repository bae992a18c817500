"""Invented data is marked as such wherever it is read: on every page and in every file."""

import json
from collections.abc import Iterator
from pathlib import Path

from granska.publish.contents import text_of, xml_members
from granska.publish.publication import Found, Publication, found

#: The words that begin every mark, in each language.
MARKS = {"sv": "Exempeldata", "en": "Example data"}


def marked(publication: Publication) -> Found:
    """Check that a review of invented cases says so.

    Each page of the site at its top, each Word document in its text and its subject (which every page repeats at its
    top), each page of a PDF, each workbook; a JSON file under ``synthetic``. A CSV file has no place for a remark that
    programs do not take for data: it is marked in the package description beside it, which lists the file.
    """
    if not publication.review.synthetic:
        return Found("the cases are not invented")
    return found(f"{len(publication.files)} files say that the cases are invented", _unmarked(publication))


def _unmarked(publication: Publication) -> Iterator[str]:
    for path in publication.of_kind(".html"):
        name, tree = publication.name(path), publication.pages[publication.name(path)]
        heads = [text_of(head) for head in tree.iter("header")]
        if not any(_mark(publication, tree.get("lang", "")) in head for head in heads):
            yield f"{name} does not say at its top that the cases are invented"
    for path in publication.of_kind(".docx", ".xlsx"):
        yield from (f"{publication.name(path)}: {fault}" for fault in _unmarked_parts(publication, path))
    for name, reader in publication.pdfs.items():
        mark = _mark(publication, str(reader.trailer["/Root"].get("/Lang", ""))[:2])
        for passage in publication.texts:
            if passage.where.startswith(f"{name}: page ") and mark not in passage.text:
                yield f"{passage.where} does not say that the cases are invented"
    for path in publication.of_kind(".json"):
        if json.loads(path.read_text(encoding="utf-8")).get("synthetic") is not True:
            yield f"{publication.name(path)} does not say that the cases are invented"
    package = json.loads((publication.folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"] for resource in package["resources"] if resource.get("synthetic") is True}
    for path in publication.of_kind(".csv"):
        if publication.name(path) not in described:
            yield f"datapackage.json does not say that the cases in {publication.name(path)} are invented"


def _mark(publication: Publication, language: str) -> str:
    return MARKS.get(language, MARKS[publication.review.main_language])


def _unmarked_parts(publication: Publication, path: Path) -> Iterator[str]:
    mark = _mark(publication, path.stem.rpartition("-")[2])
    parts = {member: text_of(tree) for member, tree in xml_members(path)}
    wanted = {".docx": ("word/document.xml", "docProps/core.xml"), ".xlsx": ("xl/sharedStrings.xml",)}[path.suffix]
    yield from (f"{name} does not say that the cases are invented" for name in wanted if mark not in parts[name])
    heads = [text for member, text in parts.items() if member.startswith("word/header")]
    if path.suffix == ".docx" and not any("SUBJECT" in head for head in heads):
        yield "no page repeats at its top that the cases are invented"
