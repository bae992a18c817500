"""A review from raw data to every format, by the code of the notebooks, without the seconds that their kernels cost."""

import ast
import json
from pathlib import Path
from typing import Any

from granska.files import write_whole
from granska.render import choose
from granska.report.document import collect
from granska.runner import pipeline
from projects import ROOT, Project

NOTEBOOKS = ("1-clean", "2-analyse", "3-report")


def run_chain(project: Project, language: str = "sv") -> Path:
    """Run the notebooks' cells in this process and render what they publish; give the folder of the pages."""
    workspace, review = project.workspace, project.method().review
    parameters = {"review": "small", "root": str(project.root), "language": language}
    executed = [_executed(name, parameters, workspace.processed("small") / "executed") for name in NOTEBOOKS][-1]
    document = workspace.document("small") / f"{language}.qmd"
    paper = document.with_name(f"{language}-committee.qmd")
    write_whole(document, collect(executed))
    write_whole(paper, collect(executed, paper=True))
    pages = workspace.site / "small"
    pages.mkdir(parents=True, exist_ok=True)
    draft = [(paper, pages / "draft.docx")]
    pipeline.render_documents(workspace, review, choose("pandoc"), {language: document}, pages, draft)
    for file in (*pipeline._write_workbooks(workspace, review), *workspace.published("small").iterdir()):
        write_whole(pages / file.name, file.read_bytes())
    return pages


def _executed(name: str, parameters: dict[str, str], folder: Path) -> Path:
    """Run a notebook's cells and write its run copy."""
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_bytes())
    names: dict[str, Any] = {}
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        given = "parameters" in cell["metadata"].get("tags", [])
        shown = names.update(parameters) if given else _run_cell("".join(cell["source"]), names)
        bundle = shown._repr_mimebundle_() if hasattr(shown, "_repr_mimebundle_") else {}
        cell.update(execution_count=1, outputs=[{"output_type": "execute_result", "data": bundle}])
    path = folder / f"{name}.ipynb"
    write_whole(path, json.dumps(notebook))
    return path


def _run_cell(code: str, names: dict[str, Any]) -> Any:
    """Run a cell and give the value of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
