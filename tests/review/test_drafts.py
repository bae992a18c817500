"""The marks of a draft: found where they stand, gone when someone has decided."""

from pathlib import Path

import pytest

from granska.errors import InputError
from granska.review.drafts import accepted_codebook, accepted_review, copy_with_stand_ins, marks, refuse_draft
from projects import CODEBOOK, Project

REVIEW = """\
# A comment may say "?" and # CHECK: without being a mark.
kind: cases # CHECK: one row a case
title:
  sv: "?" # the title of the report
period: {start: "?", end: 2024-06-30}
case: # CHECK: a general word
  one: {sv: "ärende"}
columns:
  case_id: "Nr #1" # a comment of a person
  date: "?" # CHECK: no column looked like a date
lead:
  sv: Hur gick det?
"""


def written(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def test_marks_of_review_yml(tmp_path: Path) -> None:
    assert [str(one) for one in marks(written(tmp_path, review_yml=REVIEW))] == [
        "review.yml, line 2, kind: guessed cases, since one row a case.",
        "review.yml, line 4, title.sv: the title of the report.",
        "review.yml, line 5, period.start: nothing could be guessed.",
        "review.yml, line 6, case: guessed what stands under it, since a general word.",
        "review.yml, line 10, columns.date: no column looked like a date.",
    ]


def test_marks_of_the_tables(tmp_path: Path) -> None:
    codebook = "question;type;labels_sv;limit;check\nq1;binary;;;2 values\nq2;category;a = ?; b = B;;\nq3;number;;?;\n"
    codebook = codebook.replace("a = ?; b = B", '"a = ?; b = B"')
    folder = written(tmp_path, codebook_csv=codebook, population_csv="stratum;population\nNorra;?\nSödra;12\n")
    found = [str(one) for one in marks(folder)]
    assert [one.rpartition(":")[0] for one in found] == [
        "codebook.csv, row 2, q1",
        "codebook.csv, row 3, q2, column labels_sv",
        "codebook.csv, row 4, q3, column limit",
        "population.csv, row 2, Norra, column population",
    ]
    assert found[0].endswith("guessed binary, since 2 values.")


def test_accepting_deletes_guesses_and_nothing_else() -> None:
    left = accepted_review(REVIEW)
    assert left.count("# CHECK:") == 1  # the comment of the first line
    assert left.count('"?"') == REVIEW.count('"?"')
    assert "# a comment of a person" in left
    text = '\ufeffquestion;check;text_sv\nq1;"why; so";"En text; med mera"\n'
    assert accepted_codebook(text) == '\ufeffquestion;text_sv\nq1;"En text; med mera"\n'


def test_a_draft_is_refused_with_all_its_marks(project: Project) -> None:
    path = project.params / "population.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("30", "?"), encoding="utf-8")
    heads, *rows = CODEBOOK.splitlines()
    text = "\n".join([f"{heads};check", *(f"{row};2 values" for row in rows)])
    (project.params / "codebook.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        project.method()
    said = str(caught.value)
    assert "params/small is a draft, with 6 to decide" in said
    assert "Only you know (1)" in said
    assert "Guessed (5)" in said
    assert "granska accept small" in said


def test_what_cannot_be_read_is_left_for_reading_to_say(project: Project, tmp_path: Path) -> None:
    (project.params / "review.yml").write_text('title: "?\nkind: cases # CHECK: so\n', encoding="utf-8")
    (project.params / "codebook.csv").write_bytes("question;check\nhört;2\n".encode("cp1252"))
    (project.params / "population.csv").write_text("stratum;population\nNorra;?\n", encoding="utf-8")
    assert [one.file for one in marks(project.params)] == ["population.csv"]
    copy_with_stand_ins(project.params, tmp_path / "small")
    for name in ("review.yml", "codebook.csv"):
        assert (tmp_path / "small" / name).read_bytes() == (project.params / name).read_bytes()
    assert "999999999" in (tmp_path / "small" / "population.csv").read_text(encoding="utf-8")


def test_what_is_decided_is_no_draft(project: Project) -> None:
    refuse_draft(project.params)
    assert marks(project.params) == []


@pytest.mark.parametrize("review", ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025"])
def test_the_bundled_reviews_are_decided(review: str) -> None:
    from projects import ROOT

    assert marks(ROOT / "params" / review) == []
