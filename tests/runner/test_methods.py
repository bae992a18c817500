"""Notebooks of methods as pages: what a page holds, when it is made again, and what a failure leaves."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from granska.errors import StageError
from granska.review.workspace import Workspace
from granska.runner.batch import run_methods
from granska.runner.methods import MACHINERY, method_reasons, update_methods
from granska.runner.pipeline import Outcome
from imports import SOURCE, imported_modules
from projects import ROOT, copy_machinery, granska

METHODS = sorted(path.stem for path in (ROOT / "notebooks" / "methods").glob("*.ipynb"))
LARGEST = 500_000

pytestmark = pytest.mark.xdist_group("methods")  # pages are made once
MATHML, SVG = "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}"

HEAD = "# Adding {n}\n\nHow much is one\nand {n}?"
FORMULA = "## The formula\n\nSumming $a$ gives\n$$\\sum_{a=1}^{2} a = 3$$\nwhich is known."
PARAMETERS = 'family = ""\nroot = ""'
SETUP = "from granska.report.method_page import COVERAGE, TRUE_SHARE, MethodPage\n\npage = MethodPage(family, root)"
CURVES = (
    'page.curves("line", "A straight line.", [0, 0.5, 1], {"Straight": [0.8, 0.9, 1]}, '
    "across=TRUE_SHARE, up=COVERAGE, level=0.95)"
)
COMPARISON = 'page.comparison("sums", "Sums of old and ours", ["1 + 1"], [2], [1 + 1], decimals=0)'


def write_notebook(workspace: Workspace, family: str, *more: str) -> Path:
    """Write a small notebook of a method, with more cells of code at its end."""
    cells: list[Any] = [
        new_markdown_cell(HEAD.format(n=family)),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell(SETUP, metadata={"tags": ["setup"]}),
        new_markdown_cell(FORMULA),
        *map(new_code_cell, more),
        new_code_cell("'for the peer'", metadata={"tags": ["peer"]}),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path = workspace.notebooks / "methods" / f"{family}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def update(workspace: Workspace, force: bool = False) -> Outcome:
    return update_methods(workspace, "pandoc", 2, force, lambda name, stage: None)


def page(workspace: Workspace, family: str) -> Path:
    return workspace.site / "methods" / f"{family}.html"


def parsed(path: Path) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(path.read_text(encoding="utf-8"))


def text_of(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a project with two small methods whose pages are made."""
    workspace = Workspace(tmp_path_factory.mktemp("methods") / "city")
    (workspace.root / "params").mkdir(parents=True)
    copy_machinery(workspace.root)
    write_notebook(workspace, "one", CURVES, COMPARISON)
    write_notebook(workspace, "two")
    assert update(workspace).reasons == ("one, two: it has not been run",)
    return workspace


@pytest.fixture
def copy(small: Workspace, tmp_path: Path) -> Workspace:
    """Give a copy of that project to break."""
    shutil.copytree(small.root, tmp_path / "city")
    return Workspace(tmp_path / "city")


def test_a_page_holds_prose_formula_figure_table_and_code(small: Workspace) -> None:
    tree = parsed(page(small, "one"))
    assert tree.get("lang") == "en"
    [title], [lead] = list(tree.iter("h1")), [p for p in tree.iter("p") if p.get("class") == "lead"]
    assert (title.text, lead.text) == ("Adding one", "How much is one and one?")
    regions = [e for e in tree.iter("div") if e.get("role") == "region"]
    names = [region.get("aria-label") for region in regions]
    assert names == [
        "Formula\u00a01",
        "Table\u00a01. Read from the curves. A straight line.",
        "Table\u00a02. Sums of old and ours",
    ]
    assert {region.get("tabindex") for region in regions} == {"0"}
    [formula] = regions[0].iter(f"{MATHML}math")
    assert formula.get("display") == "block"
    wide, narrow = (e for e in tree.iter(f"{SVG}svg") if e.get("role") == "img")
    assert (wide.get("class"), narrow.get("class")) == ("fig wide", "fig narrow")
    assert "Straight: 80" in str(wide.get("aria-label"))
    folded = [text_of(e) for e in tree.iter("details") if text_of(e).startswith("Code")]
    assert len(folded) == 2
    assert "page.curves(" in folded[0]
    whole = text_of(tree)
    assert "which is known." in whole
    assert "for the peer" not in whole
    assert "MethodPage(" not in whole


def test_nothing_of_this_machine_is_in_a_page(small: Workspace) -> None:
    text = page(small, "one").read_text(encoding="utf-8")
    assert str(small.root) not in text
    assert "http://www.w3.org/1998/Math/MathML" in text
    assert set(re.findall(r"https?://[^/\"]+", text)) == {"http://www.w3.org"}


def test_the_same_notebooks_give_the_same_bytes(copy: Workspace) -> None:
    before = page(copy, "one").read_bytes()
    assert update(copy, force=True).reasons == ("it was forced",)
    assert page(copy, "one").read_bytes() == before


def test_a_second_run_touches_nothing(small: Workspace) -> None:
    def times() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in small.root.rglob("*")}

    before = times()
    assert update(small).reasons == ()
    assert times() == before


def append(path: str) -> Callable[[Workspace], None]:
    def change(workspace: Workspace) -> None:
        file = workspace.root / path
        file.write_bytes(file.read_bytes() + b"\n")

    return change


ONE = "reports/_site/methods/one.html"


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (append("src/granska/stats/proportion.py"), ["one, two: src/granska/stats/proportion.py has changed"]),
        (append("src/granska/report/curves.py"), ["one, two: src/granska/report/curves.py has changed"]),
        (append("reports/filter.lua"), ["one, two: reports/filter.lua has changed"]),
        (append("requirements.lock"), ["one, two: requirements.lock has changed"]),
        (append(ONE), [f"one: {ONE} was altered"]),
        (lambda workspace: page(workspace, "one").unlink(), [f"one: {ONE} is missing"]),
        (lambda workspace: write_notebook(workspace, "two", "2"), ["two: notebooks/methods/two.ipynb has changed"]),
        (lambda workspace: write_notebook(workspace, "three"), ["three: it has not been run"]),
        (append("src/granska/stages/cleaning.py"), []),
        (append("src/granska/report/sentences.py"), []),
        (append("notebooks/1-clean.ipynb"), []),
    ],
)
def test_what_makes_pages_stale(copy: Workspace, change: Callable[[Workspace], None], reasons: list[str]) -> None:
    change(copy)
    assert method_reasons(copy, "pandoc") == reasons


def test_another_renderer_makes_pages_stale(copy: Workspace) -> None:
    record = copy.method("one") / "run.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps(content | {"renderer": "quarto 1.6.42"}), encoding="utf-8")
    [reason] = method_reasons(copy, "pandoc")
    assert reason.startswith("one: the renderer was quarto 1.6.42 and is pandoc ")


def test_a_method_that_fails_is_named_with_its_cell_and_stops_no_other(copy: Workspace) -> None:
    before = page(copy, "one").read_bytes()
    write_notebook(copy, "one", CURVES, COMPARISON, "1 / 0")
    write_notebook(copy, "two", COMPARISON)
    outcome = run_methods(copy, "pandoc", 2, False, lambda name, stage: None)
    assert outcome.exit_code == 3
    assert outcome.error.startswith("one.ipynb: cell 7 failed with ZeroDivisionError.")
    assert page(copy, "one").read_bytes() == before
    assert "Sums of old and ours" in page(copy, "two").read_text(encoding="utf-8")
    assert method_reasons(copy, "pandoc") == ["one: notebooks/methods/one.ipynb has changed"]


def test_a_page_that_cannot_be_rendered_stops_no_other(copy: Workspace) -> None:
    write_notebook(copy, "one", COMPARISON, COMPARISON)
    write_notebook(copy, "two", COMPARISON)
    with pytest.raises(
        StageError, match=r"^methods/one/document\.qmd cannot be rendered: the id 'tbl-sums' is used twice"
    ):
        update(copy)
    assert method_reasons(copy, "pandoc") == ["one: notebooks/methods/one.ipynb has changed"]


def test_a_page_whose_notebook_is_gone_goes_too(copy: Workspace) -> None:
    (copy.notebooks / "methods" / "two.ipynb").unlink()
    assert update(copy).reasons == ("two: its notebook is gone",)
    assert {path.name for path in (copy.site / "methods").iterdir()} == {"one.html"}
    assert not copy.method("two").exists()


def test_status_says_why_the_methods_are_stale(copy: Workspace) -> None:
    page(copy, "one").unlink()
    done = granska(copy.root, "status", "--renderer", "pandoc")
    assert (done.returncode, done.stdout) == (0, f"methods: stale\n  - one: {ONE} is missing\n")


def test_what_a_page_is_made_with_is_known() -> None:
    needed = {"runner/methods.py", "runner/execute.py"}
    waiting = [
        *needed - {"runner/methods.py"},
        "report/method_page.py",
        "report/method_document.py",
        "render/__init__.py",
    ]
    while waiting:
        module = waiting.pop()
        needed.add(module)
        waiting += [name for name in imported_modules(SOURCE / module) if name not in needed]
    assert set(MACHINERY) == {name for name in needed if not name.startswith("render/typst")}


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a project with the page of every method."""
    workspace = Workspace(tmp_path_factory.mktemp("every") / "city")
    (workspace.root / "params").mkdir(parents=True)
    copy_machinery(workspace.root, METHODS)
    update(workspace)
    return workspace


@pytest.mark.parametrize("family", METHODS)
def test_every_method_has_a_page_that_holds_what_it_should(every: Workspace, family: str) -> None:
    path = page(every, family)
    assert path.stat().st_size <= LARGEST
    tree = parsed(path)
    assert list(tree.iter(f"{MATHML}math"))
    assert [e for e in tree.iter(f"{SVG}svg") if e.get("role") == "img" and e.get("aria-label")]
    heads = [text_of(e) for e in tree.iter("th")]
    assert {"Ours", "Greatest difference"} <= set(heads)
    names = [e.get("aria-label") for e in tree.iter() if e.get("role") == "region"]
    assert len(names) == len(set(names))
    assert str(every.root) not in path.read_text(encoding="utf-8")
