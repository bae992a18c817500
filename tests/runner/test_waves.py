"""A review that follows another is run after it."""

import shutil

import yaml

from granska.runner.batch import run_batch
from granska.runner.waves import waves
from projects import Project


def copy(project: Project, name: str, follows: str = "") -> None:
    folder = project.workspace.params(name)
    shutil.copytree(project.params, folder)
    content = yaml.safe_load((folder / "review.yml").read_text(encoding="utf-8")) | {"id": name}
    content |= {"follows": {"review": follows}} if follows else {}
    (folder / "review.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def test_each_review_comes_after_the_one_that_it_follows(project: Project) -> None:
    copy(project, "third", follows="second")
    copy(project, "second", follows="small")
    copy(project, "other")
    copy(project, "alone", follows="not-chosen")
    chosen = ["third", "other", "second", "small", "alone"]
    assert waves(project.workspace, chosen) == [["other", "small", "alone"], ["second"], ["third"]]
    assert waves(project.workspace, ["third", "small"]) == [["third", "small"]]


def test_reviews_in_a_circle_and_reviews_that_cannot_be_read_are_run_all_the_same(project: Project) -> None:
    copy(project, "first", follows="second")
    copy(project, "second", follows="first")
    copy(project, "broken")
    (project.workspace.params("broken") / "review.yml").write_text("id: [", encoding="utf-8")
    assert waves(project.workspace, ["first", "second", "broken"]) == [["broken"], ["first", "second"]]


def test_a_review_is_not_run_where_the_earlier_one_has_failed(project: Project) -> None:
    copy(project, "second", follows="small")
    (project.params / "codebook.csv").write_text("nothing\n", encoding="utf-8")
    told: list[tuple[str, str]] = []
    small, second = run_batch(
        project.workspace, ["small", "second"], "pandoc", 1, False, lambda *event: told.append(event)
    )
    assert small.error
    assert second.error == "second follows small: mend that first."
    assert second.exit_code
    assert ("second", "failed") in told
