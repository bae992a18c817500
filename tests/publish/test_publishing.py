"""From raw data to a released version and its correction, by the commands that a person types."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from projects import ROWS, Project, copy_machinery, granska, make_project

# six cases: with more protection than this nothing would be left to compare
REASON = "ingen webbläsare på maskinen"


def said(project: Project, *arguments: str) -> str:
    """Run a command that ends well."""
    done = granska(project.root, *arguments)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def sign(project: Project) -> None:
    for name in ("Anna Andersson", "Bo Berg"):
        said(project, "sign", "small", "--name", name, "--date", "2024-09-01")


def set_release(project: Project, **release: Any) -> None:
    project.change_parameters(lambda parameters: parameters.update(release=release))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a project with a released version and its correction."""
    project = make_project(tmp_path_factory.mktemp("publishing") / "city")
    copy_machinery(project.root, ["proportion"])
    set_release(project, version=1, date="2024-09-02")
    said(project, "run", "--all")
    refused = granska(project.root, "publish", "small", "--skip", "accessibility", "--reason", REASON)
    (project.root / "refused.txt").write_text(refused.stdout, encoding="utf-8")
    assert refused.returncode == 1
    sign(project)
    said(project, "publish", "small", "--skip", "accessibility", "--reason", REASON)
    project.write_cases(*ROWS[:5], "A-6;2023-02-06;Södra;pojke;Ja;;;Polis;20")
    note = {"sv": "Ett svar var fel inmatat.", "en": "One answer had been entered wrongly."}
    set_release(project, version=2, date="2024-10-02", note=note)
    said(project, "run", "small")
    sign(project)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    said(project, "publish", "small", *([] if browser else ["--skip", "accessibility", "--reason", REASON]))
    return project


def release(project: Project, version: int) -> Path:
    return project.workspace.released("small") / f"{version}"


def test_what_was_released_is_what_it_was(city: Project) -> None:
    assert said(city, "verify-release") == "small 1: as it was released\nsmall 2: as it was released\n"


def test_every_check_was_made_and_is_saved(city: Project) -> None:
    saved = json.loads((release(city, 1) / "checks.json").read_text(encoding="utf-8"))
    results = {row["check"]: row["result"] for row in saved["checks"]}
    assert len(results) > 15
    assert {name for name, result in results.items() if result != "passed"} == {"accessibility"}
    assert saved["skipped"] == {"accessibility": REASON}
    record = json.loads((release(city, 1) / "release.json").read_text(encoding="utf-8"))
    assert record["skipped"] == {"accessibility": REASON}


def test_what_lacks_signatures_is_refused_for_that_alone(city: Project) -> None:
    printed = (city.root / "refused.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in printed if line.startswith("failed")] == ["sign-off"]


def test_the_pages_say_which_version_they_are(city: Project) -> None:
    for version, day in ((1, "2\u00a0september 2024"), (2, "2\u00a0oktober 2024")):
        text = (release(city, version) / "index.html").read_text(encoding="utf-8").replace("&nbsp;", "\u00a0")
        assert f"<dd>{version} ({day})</dd>" in text
        assert f"Version {version}, {day}." in " ".join(text.split(" "))
        assert "rbetsversion" not in text


def test_the_correction_says_what_changed(city: Project) -> None:
    record = json.loads((release(city, 2) / "release.json").read_text(encoding="utf-8"))
    changed = {(row["indicator"], row["group"], row["measure"]) for row in record["changes"]}
    assert ("heard", "all", "proportion") in changed
    assert {indicator for indicator, _, _ in changed} == {"heard"}
    page = (city.workspace.site / "released" / "small" / "index.html").read_text(encoding="utf-8")
    assert "Barnet kom till tals" in page


def test_a_run_after_a_release_leaves_it_alone(city: Project) -> None:
    before = (release(city, 2) / "SHA256SUMS").read_bytes()
    assert "small: fresh" in said(city, "run", "small")
    assert (release(city, 2) / "SHA256SUMS").read_bytes() == before
    refused = granska(city.root, "publish", "small")
    assert refused.returncode == 1
    assert "version 2 of small is released, and stays what it is" in refused.stderr
    assert "version: 3, a date and a note" in refused.stderr


def test_no_name_of_a_machine_is_in_a_release(city: Project) -> None:
    place = str(city.root)
    for path in release(city, 2).rglob("*"):
        if path.is_file():
            assert place.encode() not in path.read_bytes(), path.name
