"""Running a series for real: its reviews first, what makes it stale, and what it leaves where a review fails."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from granska.publish.readback import read_back
from granska.render import choose
from granska.review.workspace import Workspace
from granska.runner.batch import run_batch
from granska.runner.pipeline import renderer_name
from granska.runner.series import series_reasons, with_members
from made_up_series import SERIES
from projects import Project, copy_machinery, granska, make_project

PAGE = "reports/_site/way/index.html"
PUBLISHED = "data/processed/small/published"


def silent(review: str, stage: str) -> None:
    """Take no interest in progress."""


def make_series(root: Path) -> Project:
    """Write two rounds of the small review, and the series of them."""
    project = make_project(root)
    copy_machinery(project.root)
    project.change_parameters(lambda parameters: parameters.update(languages=["sv"], formats=["html"]))
    project.change_parameters(lambda parameters: parameters["design"].update(inference="practice"))
    for folder in ("params", "data/raw"):
        shutil.copytree(root / folder / "small", root / folder / "again")
    again = root / "params" / "again" / "review.yml"
    again.write_text(again.read_text(encoding="utf-8").replace("id: small", "id: again"), encoding="utf-8")
    series: dict[str, Any] = {**SERIES, "id": "way", "languages": ["sv"]}
    series["members"] = [
        {**one, "review": name} for one, name in zip(SERIES["members"], ("small", "again"), strict=True)
    ]
    heard = {"small": {"question": "heard"}, "again": {"question": "heard"}}
    series["indicators"] = {"heard": {**SERIES["indicators"]["heard"], "members": heard}}
    path = root / "params" / "way" / "review.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(series, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a series that has been run by its name alone; not to be changed."""
    project = make_series(tmp_path_factory.mktemp("series") / "city")
    done = granska(project.root, "run", "way", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    said = [line.partition(":")[0] for line in done.stdout.splitlines() if ": done in" in line]
    # whoever asks for the series gets the reviews that it is made from, before it
    assert said == ["small", "again", "way"]
    return project


@pytest.fixture
def copy(whole: Project, tmp_path: Path) -> Project:
    """Give a copy of it to change."""
    shutil.copytree(whole.root, tmp_path / "city")
    return Project(tmp_path / "city")


def reasons(project: Project) -> list[str]:
    return series_reasons(project.workspace, "way", renderer_name(choose("pandoc")))


pytestmark = pytest.mark.xdist_group("series")


def test_what_a_run_leaves(whole: Project) -> None:
    site = whole.root / "reports" / "_site"
    names = {path.name for path in (site / "way").iterdir()}
    assert names == {"index.html", "figures.csv", "comparisons.csv", "datapackage.json", "run.json"}
    index = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="way/index.html"' in index
    assert "Två omgångar" in index
    assert "Två omgångar" in (site / "about" / "cite.sv.html").read_text(encoding="utf-8")
    page = (site / "way" / "index.html").read_text(encoding="utf-8")
    assert "ingen skillnad är påvisad mellan Första omgången och Andra omgången" in " ".join(page.split())
    assert reasons(whole) == []


def test_a_fresh_series_is_left_alone(whole: Project) -> None:
    done = granska(whole.root, "run", "--all", "--renderer", "pandoc")
    assert [line for line in done.stdout.splitlines() if ": " in line] == ["again: fresh", "small: fresh", "way: fresh"]


def edit(path: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        file = project.root / path
        file.write_bytes(file.read_bytes() + b"\n")

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit("params/way/review.yml"), "params/way/review.yml has changed"),
        (edit("params/again/codebook.csv"), "params/again/codebook.csv has changed"),
        (edit(f"{PUBLISHED}/estimates.csv"), f"{PUBLISHED}/estimates.csv has changed"),
        (edit(f"{PUBLISHED}/denominators.csv"), f"{PUBLISHED}/denominators.csv has changed"),
        (edit("reports/style.css"), "reports/style.css has changed"),
        (edit(PAGE), f"{PAGE} was altered"),
        (lambda project: (project.root / PAGE).unlink(), f"{PAGE} is missing"),
        (lambda project: shutil.rmtree(project.root / PUBLISHED), "small has no published figures yet"),
    ],
)
def test_every_reason_is_named(copy: Project, change: Callable[[Project], None], reason: str) -> None:
    change(copy)
    assert reason in reasons(copy)


def test_raw_data_is_no_input_of_a_series(copy: Project) -> None:
    edit("data/raw/small/cases.csv")(copy)
    assert reasons(copy) == []


def test_status_and_validate_speak_of_the_series(copy: Project) -> None:
    assert "way: fresh" in granska(copy.root, "status", "--renderer", "pandoc").stdout.splitlines()
    done = granska(copy.root, "validate", "way")
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "way: nothing wrong. Reviews: 2, indicators: 1.",
            "Pairs of figures that are alike enough to be compared: 1 of 1.",
        ],
    )
    shutil.rmtree(copy.root / PUBLISHED)
    assert "Not run yet, and run first by granska run way: small." in granska(copy.root, "validate", "way").stdout
    path = copy.root / "params" / "way" / "review.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("question: heard", "question: herd"), encoding="utf-8")
    done = granska(copy.root, "validate", "way")
    assert done.returncode == 1
    assert done.stderr.count("the codebook has no question 'herd'. Did you mean 'heard'?") == 2
    assert "its parameters cannot be read" in granska(copy.root, "status", "--renderer", "pandoc").stdout


@pytest.mark.parametrize(
    ("command", "word"), [(["sign", "way", "--name", "A"], "signed"), (["publish", "way"], "released")]
)
def test_a_series_is_neither_signed_nor_released(whole: Project, command: list[str], word: str) -> None:
    done = granska(whole.root, *command)
    assert done.returncode == 2
    assert f"way is a series, and cannot be {word}: it holds nothing but figures of its reviews." in done.stderr


def test_where_a_review_fails_the_series_is_not_made_anew(copy: Project) -> None:
    (copy.root / "data/raw/small/cases.csv").write_text("nothing\n", encoding="utf-8")
    before = (copy.root / PAGE).read_bytes()
    chosen = with_members(copy.workspace, ["way"])
    outcomes = run_batch(copy.workspace, chosen, "pandoc", 1, False, silent)
    assert [(outcome.review, bool(outcome.error)) for outcome in outcomes] == [
        ("small", True),
        ("again", False),
        ("way", True),
    ]
    assert outcomes[2].error == "way is made from small: mend that first."
    assert (copy.root / PAGE).read_bytes() == before


def test_the_reviews_come_first_and_once(whole: Project) -> None:
    assert with_members(whole.workspace, ["way", "again"]) == ["again", "small", "way"]
    assert with_members(Workspace(whole.root), ["again"]) == ["again"]


def results(project: Project) -> dict[str, str]:
    checks = read_back(project.workspace, "way", project.workspace.site / "way")
    return {check.check.removeprefix("read back "): check.result for check in checks}


def test_a_series_is_read_back(copy: Project) -> None:
    assert set(results(copy).values()) == {"passed"}
    done = granska(copy.root, "audit", "way")
    assert done.returncode == 0, done.stdout
    page = copy.root / PAGE
    text = page.read_text(encoding="utf-8")
    assert "2 av 6" in text.replace("\u00a0", " ")
    page.write_text(text.replace("2 av 6", "3 av 6"), encoding="utf-8")
    assert results(copy)["index.html"] == "failed"


def test_a_figure_that_no_review_has_published_is_found(copy: Project) -> None:
    for folder in ("data/processed/way/published", "reports/_site/way"):
        path = copy.root / folder / "figures.csv"
        text = path.read_text(encoding="utf-8")
        assert ",6,2," in text
        path.write_text(text.replace(",6,2,", ",6,1,", 1), encoding="utf-8")
    assert results(copy)["figures of the reviews"] == "failed"
    assert results(copy)["figures.csv"] == "passed"
