"""The pages of docs/reference/: made from the models, and complete."""

import subprocess
import sys
from pathlib import Path

import pytest

from granska.errors import every_kind
from granska.review.codebook_file import COLUMNS, REQUIRED
from granska.review.model import Review
from projects import ROOT

PAGES = ROOT / "docs" / "reference"


def run_tool(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(root / "tools" / "reference.py"), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8")


def test_the_pages_are_what_the_models_say() -> None:
    told = run_tool(ROOT, "--check")
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("parameters", [f"| `{field.alias or key}` |" for key, field in Review.model_fields.items()]),
        ("codebook", [f"| `{column}` |" for column in COLUMNS]),
        ("commands", ["## `granska run`", "## `granska publish`", "* `--force`: Run even what is fresh."]),
        ("contracts", ["| `detectable_difference` |", "## Words in `status`"]),
        ("errors", [f"| `{kind}` |" for kind in every_kind()]),
    ],
)
def test_a_page_names_everything(page: str, words: list[str]) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    assert [word for word in words if word not in text] == []


def test_every_key_of_the_parameters_is_explained() -> None:
    lines = (PAGES / "parameters.md").read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if line.startswith("| `") and line.endswith("|  |")]
    # what both languages hold, and the ends of a period, say it with their names
    assert [line for line in bare if line.split("`")[1] not in ("sv", "en", "start", "end", "one", "many")] == []


def test_required_columns_are_known() -> None:
    assert set(REQUIRED) <= set(COLUMNS)


def test_a_page_that_was_edited_is_found_and_written_anew(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "reference.py").write_bytes((ROOT / "tools" / "reference.py").read_bytes())
    (tmp_path / "src").symlink_to(ROOT / "src")
    page = tmp_path / "docs" / "reference" / "codebook.md"
    page.parent.mkdir(parents=True)
    page.write_text("edited", encoding="utf-8")
    assert "codebook.md" in run_tool(tmp_path, "--check").stderr
    assert page.read_text(encoding="utf-8") == "edited"
    assert run_tool(tmp_path).returncode == 0
    assert page.read_bytes() == (PAGES / "codebook.md").read_bytes()
