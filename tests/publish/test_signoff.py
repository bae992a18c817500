"""Two people sign the very files that are to be released."""

import datetime
from typing import Any

import pytest
import yaml

from granska.errors import InputError, RefusedError
from granska.publish.signoff import SignOff, folded, sign, signoff_check
from granska.review.model import Review
from granska.review.review_file import load_review
from projects import Project, granska
from publish.finished import DAY, finish, sign_twice


def parameters(project: Project) -> Review:
    return load_review(project.params / "review.yml")


def signed(project: Project, name: str, day: datetime.date = DAY) -> SignOff:
    return sign(project.workspace, parameters(project), name, day)


def content(project: Project) -> dict[str, Any]:
    return dict(yaml.safe_load((project.params / "signoff-1.yml").read_text(encoding="utf-8")))


def change_page(project: Project) -> None:
    page = project.workspace.site / "small" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "x", encoding="utf-8")


def test_the_file_says_who_when_and_what(project: Project) -> None:
    finish(project)
    assert signed(project, " Anna Andersson ").names == "Anna Andersson"
    assert signed(project, "Bo Åberg", datetime.date(2024, 9, 2)).names == "Anna Andersson and Bo Åberg"
    file = content(project)
    assert file["signatures"] == [
        {"name": "Anna Andersson", "date": datetime.date(2024, 9, 1)},
        {"name": "Bo Åberg", "date": datetime.date(2024, 9, 2)},
    ]
    assert len(file["signed"]) == 64
    check = signoff_check(project.workspace, parameters(project))
    assert (check.result, check.message) == ("passed", "Signed by Anna Andersson 2024-09-01, Bo Åberg 2024-09-02.")


@pytest.mark.parametrize("again", ["anna andersson", "Anna  Andersson", "ANNA ANDERSSON", "Ａｎｎａ Andersson"])
def test_one_person_is_one_however_she_is_written(project: Project, again: str) -> None:
    finish(project)
    signed(project, "Anna Andersson")
    with pytest.raises(RefusedError, match=r"has signed version 1 already\. Another person is needed"):
        signed(project, again)


def test_a_name_folds_marks_that_nobody_sees() -> None:
    assert folded("Anna\u200b Andersson\u200e") == folded("anna andersson")
    assert folded("Anna Andersson") != folded("Anna Anderson")


@pytest.mark.parametrize("name", ["", "  ", "Anna\nBo", "\u200b", "\u202eanna", "A" * 201])
def test_what_is_no_name_is_refused(project: Project, name: str) -> None:
    finish(project)
    with pytest.raises(InputError, match="Give the name of a person"):
        signed(project, name)
    assert not (project.params / "signoff-1.yml").exists()


def test_a_day_that_has_not_come_is_refused(project: Project) -> None:
    finish(project)
    with pytest.raises(InputError, match="has not come yet"):
        signed(project, "Anna Andersson", datetime.date.today() + datetime.timedelta(days=1))


def test_who_signs_second_signs_the_same(project: Project) -> None:
    finish(project)
    signed(project, "Anna Andersson")
    change_page(project)
    with pytest.raises(RefusedError, match=r"small: Anna Andersson signed something else .* --name \"Anna Andersson\""):
        signed(project, "Bo Berg")
    assert [one["name"] for one in content(project)["signatures"]] == ["Anna Andersson"]


def test_who_signs_again_begins_anew(project: Project) -> None:
    finish(project)
    sign_twice(project)
    change_page(project)
    check = signoff_check(project.workspace, parameters(project))
    assert check.result == "failed"
    assert "Anna Andersson and Bo Berg signed something else than what stands there now" in check.message
    assert signed(project, "bo berg").names == "bo berg"
    assert "only bo berg has signed version 1" in signoff_check(project.workspace, parameters(project)).message
    assert signed(project, "Anna Andersson").names == "bo berg and Anna Andersson"
    assert signoff_check(project.workspace, parameters(project)).result == "passed"


def test_the_record_of_the_run_is_not_what_is_signed(project: Project) -> None:
    finish(project)
    before = signed(project, "Anna Andersson").signed
    (project.workspace.site / "small" / "run.json").write_text('{"started": "2025"}', encoding="utf-8")
    assert signed(project, "Bo Berg").signed == before
    (project.workspace.site / "small" / "new.csv").write_text("", encoding="utf-8")
    assert signoff_check(project.workspace, parameters(project)).result == "failed"


def test_one_name_written_twice_into_the_file_by_hand_is_one(project: Project) -> None:
    finish(project)
    signed(project, "Anna Andersson")
    file = content(project)
    file["signatures"].append({"name": "anna andersson", "date": "2024-09-02"})
    (project.params / "signoff-1.yml").write_text(yaml.safe_dump(file), encoding="utf-8")
    assert "Another person has to" in signoff_check(project.workspace, parameters(project)).message


def test_a_file_that_is_not_as_it_was_written_is_named(project: Project) -> None:
    finish(project)
    (project.params / "signoff-1.yml").write_text("signed: x\nsignatures: []\nnames: y\n", encoding="utf-8")
    check = signoff_check(project.workspace, parameters(project))
    assert check.result == "failed"
    assert "params/small/signoff-1.yml: 3 problems" in check.message


def test_a_working_version_is_not_signed(project: Project) -> None:
    finish(project, version=None)
    with pytest.raises(RefusedError, match=r"release is missing, .*version: 1"):
        signed(project, "Anna Andersson")


def test_no_number_is_left_out(project: Project) -> None:
    finish(project, version=2)
    with pytest.raises(RefusedError, match="release has version 2, but the next one is 1"):
        signed(project, "Anna Andersson")


def test_the_command_signs_what_is_fresh_and_keeps_it_so(project: Project) -> None:
    finish(project)
    arguments = ["sign", "small", "--renderer", "pandoc", "--name"]
    done = granska(project.root, *arguments, "Anna Andersson", "--date", "2024-09-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "small: signed by Anna Andersson.\nOne more person has to sign before it can be released.\n"
    again = granska(project.root, *arguments, "anna andersson")
    assert (again.returncode, again.stdout) == (1, "")
    assert granska(project.root, "status", "--renderer", "pandoc").stdout.startswith("small: fresh\n")
    second = granska(project.root, *arguments, "Bo Berg")
    assert second.stdout == "small: signed by Anna Andersson and Bo Berg.\n"
    assert content(project)["signatures"][1]["date"] == datetime.date.today()


def test_the_command_refuses_what_is_stale(project: Project) -> None:
    finish(project)
    change_page(project)
    done = granska(project.root, "sign", "small", "--name", "Anna Andersson", "--renderer", "pandoc")
    assert done.returncode == 1
    assert done.stderr == ("small is stale. Run: granska run small\n  - reports/_site/small/index.html was altered\n")
    assert not (project.params / "signoff-1.yml").exists()
