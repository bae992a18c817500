"""Do what `granska run` does the way people do it without it: papermill's command line, then the renderers.

python -m benchmarks.by_hand ROOT REVIEW
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from granska.render import Job, typst
from granska.render.pandoc import Pandoc
from granska.report.document import collect
from granska.review.review_file import load_review
from granska.review.workspace import Workspace

EPOCH = 1_700_000_000


def main(root: Path, review: str) -> None:
    """Run the notebooks of a review one by one, then render every language in every format."""
    workspace = Workspace(root)
    folder = workspace.processed(review) / "by-hand"
    folder.mkdir(parents=True, exist_ok=True)
    parameters = load_review(workspace.params(review) / "review.yml")
    for name in ("1-clean", "2-analyse"):
        papermill(workspace, review, name, folder / f"{name}.ipynb")
    for language in parameters.languages:
        executed = folder / f"3-report-{language}.ipynb"
        papermill(workspace, review, "3-report", executed, "-p", "language", language)
        document = workspace.document(review) / f"{language}.qmd"
        document.write_text(collect(executed), encoding="utf-8")
        with tempfile.TemporaryDirectory() as scratch:
            outputs = {"html": folder / f"{language}.html", "docx": folder / f"{language}.docx"}
            Pandoc().render([Job(document, outputs, EPOCH)], workspace.reports, Path(scratch))
            typst.pdf(document, folder / f"{language}.pdf", workspace.reports, Path(scratch), EPOCH)


def papermill(workspace: Workspace, review: str, name: str, output: Path, *more: str) -> None:
    """Call papermill as one does in a shell."""
    given = ["-p", "review", review, "-p", "root", str(workspace.root), *more, "-k", "python3", "--no-progress-bar"]
    command = [sys.executable, "-m", "papermill", str(workspace.notebooks / f"{name}.ipynb"), str(output), *given]
    subprocess.run(command, check=True, capture_output=True, cwd=workspace.notebooks)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
