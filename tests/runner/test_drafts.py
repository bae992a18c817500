"""Drafts of the committee paper: what a person has changed stays, whatever a run writes."""

from pathlib import Path

import pytest

from granska.files import sha256
from granska.runner.drafts import put_in_place
from granska.runner.provenance import Record
from projects import Project

NAME, SECOND, THIRD = (f"small-tjansteutlatande-sv{number}.docx" for number in ("", "-2", "-3"))


class Office:
    """A project in which drafts are written, and changed by an officer, one after the other."""

    def __init__(self, project: Project):
        self.workspace, self.review = project.workspace, project.method().review
        self.folder = project.workspace.drafts / "small"
        self.record: Record | None = None

    def run(self, content: str) -> list[str]:
        """Write a draft as a run does, and name the files that were kept."""
        made = self.workspace.root / "new.docx"
        made.write_text(content, encoding="utf-8")
        drafts = put_in_place(self.workspace, self.review, {"sv": made}, self.record)
        outputs = {path.relative_to(self.workspace.root).as_posix(): sha256(path) for path in drafts.written}
        self.record = Record("small", "pandoc", "3", {}, outputs)
        return [path.name for path in drafts.kept]

    def edit(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, encoding="utf-8")

    @property
    def files(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in self.folder.iterdir()}


@pytest.fixture
def office(project: Project) -> Office:
    return Office(project)


def test_a_draft_nobody_changed_is_replaced(office: Office) -> None:
    assert office.run("first") == []
    assert office.run("second") == []
    assert office.files == {NAME: "second"}


def test_a_draft_someone_changed_is_kept_and_the_new_one_stands_beside_it(office: Office) -> None:
    office.run("first")
    office.edit(NAME, "the officer's words")
    assert office.run("second") == [NAME]
    assert office.files == {NAME: "the officer's words", SECOND: "second"}
    assert office.run("third") == [NAME]
    assert office.files == {NAME: "the officer's words", SECOND: "third"}
    office.edit(SECOND, "more of her words")
    assert office.run("fourth") == [NAME, SECOND]
    assert office.files == {NAME: "the officer's words", SECOND: "more of her words", THIRD: "fourth"}


def test_a_draft_of_an_unknown_run_is_kept(office: Office) -> None:
    office.run("first")
    office.record = None
    assert office.run("second") == [NAME]
    assert office.files == {NAME: "first", SECOND: "second"}


def test_the_same_draft_again_needs_no_second_file(office: Office) -> None:
    office.run("first")
    office.record = None
    assert office.run("first") == []
    assert office.files == {NAME: "first"}


def test_what_is_out_of_date_and_unchanged_goes_when_its_place_is_free_again(office: Office) -> None:
    office.run("first")
    office.edit(NAME, "the officer's words")
    office.run("second")
    (office.folder / NAME).rename(office.folder / "signed.docx")
    assert office.run("third") == []
    assert office.files == {NAME: "third", "signed.docx": "the officer's words"}


def test_a_run_says_where_the_draft_is_and_what_was_kept(office: Office) -> None:
    office.run("first")
    office.edit(NAME, "the officer's words")
    made = Path(office.workspace.root / "new.docx")
    drafts = put_in_place(office.workspace, office.review, {"sv": made}, office.record)
    assert drafts.words(office.workspace.root) == (
        f"draft of the committee paper: reports/_drafts/small/{SECOND}",
        f"not by this program, or changed since, and therefore kept: reports/_drafts/small/{NAME}",
    )
