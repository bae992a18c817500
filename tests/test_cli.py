"""The command line as a person meets it: what it prints, and how it ends."""

import json
import shutil
import statistics
import time
from pathlib import Path

import pytest

from granska.review.series import parameters_schema
from projects import ROOT, Project, granska


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "Name a review or say --all. There are: small."),
        (["run", "smal"], "params/smal/review.yml does not exist. Did you mean 'small'?"),
        (["run", "methods"], "'methods' is what the site calls the pages of the methods"),
        (["run", "../x"], "'../x' is not a review id: use lower-case letters, digits and hyphens"),
        (["run", "--all", "small"], "Name reviews or say --all, not both."),
        (["run", "small", "--renderer", "word"], "There is no renderer 'word'."),
        (["run", "small", "--jobs", "0"], "--jobs"),
        (["run", "small", "--fast"], "--fast"),
        (["validate", "smal"], "Did you mean 'small'?"),
        (["validate"], "REVIEW"),
        (["bogus"], "bogus"),
    ],
)
def test_wrong_usage_ends_with_2(project: Project, arguments: list[str], said: str) -> None:
    done = granska(project.root, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_project(tmp_path: Path) -> None:
    done = granska(tmp_path, "status")
    assert done.returncode == 2
    assert "is not inside a Granska project" in done.stderr


def test_bad_parameters_end_a_run_with_2(project: Project) -> None:
    project.change_parameters(lambda parameters: parameters.update(titel="x"))
    done = granska(project.root, "run", "small")
    assert done.returncode == 2
    assert "titel: unknown key. Did you mean 'title'?" in done.stderr


def test_validate_says_what_it_looked_at(project: Project) -> None:
    done = granska(project.root, "validate", "small")
    assert done.returncode == 0
    assert done.stdout == "small: nothing wrong. Files: 1, rows: 6, questions: 5, changes that cleaning makes: 2.\n"
    assert not (project.root / "data" / "processed").exists()


def test_validate_ends_with_1_when_something_is_wrong(project: Project) -> None:
    project.write_cases("A-1;2023-02-01;Norra;flicka;kanske;Ja;Ja;Skola;tre")
    done = granska(project.root, "validate", "small")
    assert done.returncode == 1
    assert "data/raw/small: 2 problems" in done.stderr
    assert "cases.csv, row 2, column 'Barnet hört': unknown answer" in done.stderr
    assert "kanske" not in done.stderr


def test_status_always_ends_with_0_and_gives_the_reasons(project: Project) -> None:
    shutil.copytree(ROOT / "reports", project.root / "reports", ignore=shutil.ignore_patterns("_site", ".scratch"))
    done = granska(project.root, "status")
    assert (done.returncode, done.stdout) == (0, "small: stale\n  - it has not been run\n")
    project.change_parameters(lambda parameters: parameters.update(titel="x"))
    done = granska(project.root, "status")
    assert done.returncode == 0
    assert "its parameters cannot be read" in done.stdout


def test_a_message_with_brackets_is_shown_as_it_is(project: Project) -> None:
    done = granska(project.root, "run", "[bold]")
    assert "'[bold]' is not a review id" in done.stderr


def test_the_schema_is_written_and_checked(project: Project) -> None:
    assert granska(project.root, "schema", "--check").returncode == 1
    assert granska(project.root, "schema").returncode == 0
    assert granska(project.root, "schema", "--check").returncode == 0
    written = json.loads((project.root / "params" / "schema.json").read_text(encoding="utf-8"))
    assert written == parameters_schema()
    assert written["$defs"]["Review"]["additionalProperties"] is False


def test_the_committed_schema_is_current() -> None:
    assert granska(ROOT, "schema", "--check").returncode == 0


def test_help_imports_nothing_heavy() -> None:
    done = granska(ROOT, "--help")
    assert done.returncode == 0
    for command in ("run", "status", "validate", "schema"):
        assert command in done.stdout


def test_a_fresh_site_is_left_alone_and_quickly(bundled: Path) -> None:
    def state() -> dict[str, int]:
        folders = (bundled / "data", bundled / "reports")
        return {str(path): path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}

    before, times = state(), []
    for _ in range(3):
        begun = time.monotonic()
        done = granska(bundled, "run", "--all")
        times.append(time.monotonic() - begun)
        assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line] == [
        "berkeley-1973: fresh",
        "buss-2007: fresh",
        "forhandsbedomningar-2024: fresh",
        "oppenvard-2025: fresh",
        "utredningar-2022: fresh",
        "barnets-resa: fresh",
        "methods: fresh",
        str(bundled / "reports" / "_site" / "index.html"),
    ]
    assert state() == before
    assert statistics.median(times) < 10  # a hang, not a measurement: those are in benchmarks/
