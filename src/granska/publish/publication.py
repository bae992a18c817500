"""A rendered review on its way out: its files, read once for all checks."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from xml.etree import ElementTree

from granska.publish.contents import SEPARATOR, Passage, objects, parse_page, sources, texts
from granska.review.model import Review
from granska.review.site import Site
from granska.review.workspace import ABOUT, METHODS, Workspace

if TYPE_CHECKING:
    from pypdf import PdfReader

#: The run record, in the folder of what is computed and, without what is confidential, beside the pages.
RECORD = "run.json"
MOST_SHOWN = 5


@dataclass(frozen=True)
class Found:
    """What a check saw.

    Parameters
    ----------
    looked_at : str
        What was looked at, with numbers: what a passed check is worth.
    faults : tuple of str
        Where and what, one each; never a person's data. None where the check is passed.
    """

    looked_at: str
    faults: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """Say what was found, with the first few places."""
        if not self.faults:
            return self.looked_at
        shown, more = self.faults[:MOST_SHOWN], len(self.faults) - MOST_SHOWN
        return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def found(looked_at: str, faults: Iterable[str]) -> Found:
    """Gather what a check saw, each fault once and in order of appearance."""
    return Found(looked_at, tuple(dict.fromkeys(faults)))


@dataclass(frozen=True)
class Publication:
    """The folder of a rendered review, what lies behind it, and the pages of the site that it leads to.

    Those about the site and the methods go with a release, so that what is looked for in pages is looked for there too.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.
    site : Site
        What is known of the agency, its public contacts among it.
    """

    workspace: Workspace
    review: Review
    site: Site = field(default_factory=Site)

    @property
    def folder(self) -> Path:
        """Where the public files lie."""
        return self.workspace.site / self.review.id

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Every public file of the review, sorted."""
        return tuple(sorted(path for path in self.folder.rglob("*") if not path.is_dir()))

    def name(self, path: Path) -> str:
        """Name a file as the messages do: from the folder of the review."""
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def of_kind(self, *suffixes: str) -> tuple[Path, ...]:
        """Give the files with one of some endings."""
        return tuple(path for path in self.files if path.suffix.lower() in suffixes)

    @cached_property
    def pages(self) -> dict[str, ElementTree.Element]:
        """The pages, and those about the site and the methods that they lead to, parsed as a browser parses them."""
        parsed: dict[Path, ElementTree.Element] = {}
        waiting = [*self.of_kind(".html")]
        while waiting:
            path = waiting.pop(0)
            if path not in parsed:
                parsed[path] = parse_page(path.read_text(encoding="utf-8"))
                waiting += self._led_to(path, parsed[path])
        return {self.name(path): tree for path, tree in parsed.items()}

    def _led_to(self, page: Path, tree: ElementTree.Element) -> Iterator[Path]:
        for link in tree.iter("a"):
            path = Path(os.path.normpath(page.parent / unquote(link.get("href", "").partition("#")[0])))
            around = path.parent in (self.workspace.site / ABOUT, self.workspace.site / METHODS)
            if around and path.suffix == ".html" and path.is_file():
                yield path

    @cached_property
    def all_files(self) -> tuple[Path, ...]:
        """The files of the review, and the pages of the site that they lead to."""
        around = (self.folder / name for name in self.pages if name.startswith("../"))
        return (*self.files, *around)

    @cached_property
    def texts(self) -> tuple[Passage, ...]:
        """What can be read in the files, markup taken away; their names too."""
        names = Passage("a file's name", SEPARATOR.join(map(self.name, self.files)))
        return (names, *(passage for path in self.all_files for passage in texts(path, self.name(path))))

    @cached_property
    def sources(self) -> tuple[Passage, ...]:
        """What is written in the files, markup included."""
        return tuple(passage for path in self.all_files for passage in sources(path, self.name(path)))

    @cached_property
    def pdfs(self) -> "dict[str, PdfReader]":
        """The PDF documents, opened."""
        from pypdf import PdfReader

        return {self.name(path): PdfReader(path) for path in self.of_kind(".pdf")}

    @cached_property
    def pdf_parts(self) -> dict[str, tuple[dict[str, Any], ...]]:
        """Every dictionary in each PDF: its tags, links, actions."""
        return {name: tuple(objects(reader)) for name, reader in self.pdfs.items()}

    def published(self, name: str) -> Any:
        """Read a JSON file of what disclosure control let through.

        Raises
        ------
        OSError, ValueError
            It is not there, or is no JSON.
        """
        return json.loads((self.workspace.published(self.review.id) / name).read_text(encoding="utf-8"))
