"""The tutorial and the examples: each command prints what the document says."""

from pathlib import Path

import pytest

from projects import ROOT
from tutorial import Place, beside, carried_out, timeless

FOLDERS = ("tutorial", "examples")
DOCUMENTS = sorted(path for folder in FOLDERS for path in (ROOT / "docs" / folder).glob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_the_commands_print_what_the_document_says(document: Path, tmp_path: Path) -> None:
    text = document.read_text(encoding="utf-8")
    place = Place.make(tmp_path / "project", *beside(document))
    assert timeless(carried_out(text, place)) == timeless(text)


def test_a_document_that_is_not_true_any_more_is_found(tmp_path: Path) -> None:
    said, edit = "```console\n$ echo new\nold\n```\n", "```diff\n--- a.txt\n-one\n+two\n```\n"
    text = f"Say:\n\n{said}\n{edit}\n```console\n$ cat a.txt\n```\n"
    (tmp_path / "a.txt").write_text("one\n", encoding="utf-8")
    told = carried_out(text, Place(tmp_path))
    assert "$ echo new\nnew\n" in told
    assert "$ cat a.txt\ntwo\n" in told
    assert timeless("done in 12.3 s, since") == "done in … s, since"


def test_an_edit_that_no_longer_fits_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("three\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"a\.txt: this stands 0 times"):
        Place(tmp_path).change("--- a.txt\n-one\n+two\n")
