"""A small project to test with: one review of six cases in two districts, as files in a temporary folder."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from granska.review.method import Method, load_method
from granska.review.workspace import Workspace

ROOT = Path(__file__).parents[1]

PARAMETERS: dict[str, Any] = {
    "version": 1,
    "id": "small",
    "kind": "cases",
    "title": {"sv": "En liten granskning", "en": "A small review"},
    "lead": {"sv": "Hur gick det?", "en": "How did it go?"},
    "publisher": {"sv": "Staden", "en": "The city"},
    "period": {"start": "2023-01-01", "end": "2023-12-31"},
    "date": "2024-08-30",
    "synthetic": True,
    "source": {"sv": "Påhittade ärenden.", "en": "Invented cases."},
    "case": {"one": {"sv": "ärende", "en": "case"}, "many": {"sv": "ärenden", "en": "cases"}},
    "data": [{"file": "cases.csv"}],
    "columns": {"case_id": "Ärende | Arende", "date": "Inkom"},
    "breakdowns": {
        "gender": {
            "column": "Kön",
            "title": {"sv": "Kön", "en": "Gender"},
            "groups": {
                "girl": {"label": {"sv": "flickor", "en": "girls"}, "codes": ["flicka", "F", "K"]},
                "boy": {"label": {"sv": "pojkar", "en": "boys"}, "codes": ["pojke", "P", "M"]},
            },
            "compare": ["girl", "boy"],
        }
    },
    "design": {
        "strata": {
            "column": "Stadsdel",
            "noun": {
                "one": {"sv": "stadsdel", "en": "district"},
                "many": {"sv": "stadsdelar", "en": "districts"},
            },
            "aliases": {"Norrmalm": "Norra"},
        },
        "population": "population.csv",
        "inference": "files",
    },
    # of six cases every count is small
    "disclosure": {
        "threshold": 1,
        "reason": {"sv": "Påhittade ärenden.", "en": "Invented cases."},
        "decided_by": "Nämnden",
    },
}

CODEBOOK = (ROOT / "tests" / "data" / "small-codebook.csv").read_text(encoding="utf-8")

POPULATION = "stratum,population\nNorra,30\nSödra,12\n"

HEAD = "Ärende;Inkom;Stadsdel;Kön;Barnet hört;Önskat svar;Svar gavs;Anmälare;Dagar"
ROWS = [
    "A-1;2023-02-01;Norra;flicka;Ja;Ja;Ja;Skola;3",
    "A-2;2023-02-02;Norra;pojke;Nej;Ja;Nej;Polis;14",
    "A-3;2023-02-03;Norra;flicka;vet ej;Nej;ej aktuellt;Skola;15",
    "A-4;2023-02-04;Södra;pojke;Ja;Ja;;Skola;7",
    "A-5;2023-02-05;Södra;flicka;Nej;Nej;ej aktuellt;framgår ej;.",
    "A-6;2023-02-06;Södra;pojke;Nej;;;Polis;20",
]


def change_yaml(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a file of parameters holds; the rest keeps its order."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


@dataclass
class Project:
    """The files of a project that a test may change."""

    root: Path

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw" / "small"

    @property
    def params(self) -> Path:
        return self.root / "params" / "small"

    def method(self) -> Method:
        return load_method(self.workspace, "small")

    def write_cases(self, *rows: str, head: str = HEAD, file: str = "cases.csv") -> Path:
        path = self.raw / file
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    def change_parameters(self, change: Callable[[dict[str, Any]], None]) -> None:
        change_yaml(self.params / "review.yml", change)


# The methods whose pages the browser looks at. One test runs all of them: tests/runner/test_methods.py
SOME_METHODS = ("proportion",)


def copy_machinery(root: Path, methods: Iterable[str] = ()) -> None:
    """Copy what makes reports: notebooks, look, package, lock; of the methods' notebooks only those named."""
    methods = tuple(methods)
    for folder in ("notebooks", "reports", "src"):
        without = shutil.ignore_patterns("_site", "_drafts", "released", "methods", ".ipynb_checkpoints", "__pycache__")
        shutil.copytree(ROOT / folder, root / folder, ignore=without, dirs_exist_ok=True)
    shutil.copyfile(ROOT / "requirements.lock", root / "requirements.lock")
    if methods:
        (root / "notebooks" / "methods").mkdir(exist_ok=True)
        shutil.copyfile(ROOT / "notebooks/methods/subjects.yml", root / "notebooks/methods/subjects.yml")
    for method in methods:
        shutil.copyfile(ROOT / f"notebooks/methods/{method}.ipynb", root / f"notebooks/methods/{method}.ipynb")


def granska(root: Path, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a project."""
    command = [sys.executable, "-m", "granska", *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", **options)


def make_project(root: Path) -> Project:
    """Write the files of the small review."""
    made = Project(root)
    for folder in (made.params, made.raw, made.root / "notebooks"):
        folder.mkdir(parents=True)
    (made.params / "review.yml").write_text(yaml.safe_dump(PARAMETERS, allow_unicode=True), encoding="utf-8")
    (made.params / "codebook.csv").write_text(CODEBOOK, encoding="utf-8-sig")
    (made.params / "population.csv").write_text(POPULATION, encoding="utf-8")
    made.write_cases(*ROWS)
    return made
