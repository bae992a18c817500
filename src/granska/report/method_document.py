"""From an executed notebook of a method to its page, and the list of these pages. Both are in English."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from granska.errors import StageError
from granska.files import json_text
from granska.report.blocks import Box, Heading, Paragraph, Section
from granska.report.executed import PEER, Cell, markdown, read_cells, require_success, source, tags
from granska.report.markup import metadata

WITHOUT_CODE = {"parameters", "injected-parameters", "setup", PEER}
_HEAD = re.compile(r"# (?P<title>[^\n]+)\n\n(?P<lead>[^\n#]+(?:\n[^\n]+)*)\n*(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True)
class MethodTitle:
    """What a list says of a page.

    Parameters
    ----------
    family : str
        The page's name without its ending.
    title, lead : str
        Plain text: what the method is called, and what it answers.
    """

    family: str
    title: str
    lead: str

    def json(self) -> str:
        """Write it for a list that is made later."""
        return json_text(asdict(self))


def load_title(path: Path) -> MethodTitle:
    """Read back what `MethodTitle.json` wrote."""
    return MethodTitle(**json.loads(path.read_text(encoding="utf-8")))


def method_document(executed_notebook: Path) -> tuple[MethodTitle, str]:
    """Gather the page of a method: prose, code and results in the order of the notebook.

    Parameters
    ----------
    executed_notebook : Path
        As papermill wrote it.

    Returns
    -------
    title : MethodTitle
        From the first cell.
    document : str
        The front matter, then the Markdown cells, the code of cells without the tags `setup` and `peer`, folded, and
        what the cells without the tag `peer` show.

    Raises
    ------
    StageError
        The first cell is not a title and a paragraph; a cell failed, or shows what a page cannot.
    """
    name = executed_notebook.name
    cells = read_cells(executed_notebook)
    head = _HEAD.fullmatch(source(cells[0])) if cells and cells[0]["cell_type"] == "markdown" else None
    if head is None:
        raise StageError(
            f"{name}, cell 1: it has to be Markdown: '# Title', an empty line, and a paragraph that says what the "
            "method answers, both in plain text."
        )
    title = MethodTitle(executed_notebook.stem, head["title"].strip(), " ".join(head["lead"].split()))
    parts = [head["rest"]]
    for number, cell in enumerate(cells[1:], start=2):
        parts += _parts(name, number, cell)
    body = "\n\n".join(part.strip("\n") for part in parts if part.strip())
    return title, f"{_front_matter(title)}\n\n{body}\n"


def _parts(name: str, number: int, cell: Cell) -> Iterator[str]:
    """Go through what a cell adds to the page."""
    text = source(cell)
    if cell["cell_type"] == "markdown":
        yield text
    elif cell["cell_type"] == "code" and text:
        require_success(name, number, cell)
        if not tags(cell) & WITHOUT_CODE:
            yield _folded(text)
        if PEER not in tags(cell):
            yield from (_shown(name, number, output) for output in cell["outputs"])


def _folded(code: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f':::: {{.details summary="Code"}}\n\n{fence}python\n{code}\n{fence}\n\n::::'


def _shown(name: str, number: int, output: dict[str, Any]) -> str:
    text = markdown(output)
    if not text:
        # left out in silence it would be missed, and printed as it is it may name a path of this machine
        raise StageError(
            f"{name}, cell {number}: it shows something that is not text/markdown. End the cell with a table or a "
            "figure of MethodPage, or tag it 'peer' so that it stays out of the page."
        )
    return text


def _front_matter(title: MethodTitle) -> str:
    entries = [
        *_head(title.title, title.lead),
        f"kicker: {metadata('Method')}",
        f"toc-title: {metadata('Contents')}",
        "footer_links:",
        f'- {{href: "index.html", text: {metadata("All methods")}}}',
        f'- {{href: "../index.html", text: {metadata("All reviews")}}}',
    ]
    return "---\n" + "\n".join(entries) + "\n---"


def _head(title: str, lead: str) -> list[str]:
    return [
        "lang: en",
        f"pagetitle: {metadata(title)}",
        f"title: {metadata(title)}",
        f"site: {metadata('Reviews')}",
        'start: "../index.html"',
        f"description: {metadata(lead)}",
        f"lead: {metadata(lead)}",
        "ui:",
        f"  skip: {metadata('Skip to the content')}",
    ]


def methods_index(titles: Iterable[MethodTitle]) -> str:
    """Write the list of all methods as a document for the renderers.

    Parameters
    ----------
    titles : iterable of MethodTitle
        The pages, in any order.
    """
    lead = (
        "How each kind of number in the reports is computed: what it answers, the formula, how it behaves in small "
        "samples, and published values beside ours."
    )
    ordered = sorted(titles, key=lambda title: title.title)
    body = Section(
        tuple(
            Box("review", (Heading(2, title.title, title.family, target=f"{title.family}.html"), Paragraph(title.lead)))
            for title in ordered
        )
    )
    entries = [*_head("Methods", lead), "bodyclass: index", "toc: false"]
    return "---\n" + "\n".join(entries) + "\n---\n\n" + body.markdown() + "\n"
