"""From an executed notebook of a method to its page, in English."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from granska.errors import StageError
from granska.files import json_text
from granska.report.executed import PEER, Cell, markdown, read_cells, require_success, source, tags
from granska.report.markup import metadata
from granska.report.surroundings import START, Translation, about_links, common_lines, footer_lines

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


def method_document(executed_notebook: Path, about: Collection[str] = ()) -> tuple[MethodTitle, str]:
    """Gather the page of a method: prose, code and results in the order of the notebook.

    Parameters
    ----------
    executed_notebook : Path
        As papermill wrote it.
    about : collection of str
        The pages about the site that the page may link to: see `Workspace.about`.

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
    return title, f"{_front_matter(title, about)}\n\n{body}\n"


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


def _front_matter(title: MethodTitle, about: Collection[str]) -> str:
    links = [("index.html", "All methods"), (f"../{START['en']}", "All reviews"), *about_links("en", about, "../")]
    entries = [
        *common_lines("en", title.title, title.lead, Translation("sv", "sv.html", "Svenska: alla metoder")),
        f'start: "../{START["en"]}"',
        f"kicker: {metadata('Method')}",
        f"toc-title: {metadata('Contents')}",
        *footer_lines(links),
    ]
    return "---\n" + "\n".join(entries) + "\n---"
