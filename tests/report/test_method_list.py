"""The list of the methods: their order, what they are called in Swedish, and the file that says so."""

from pathlib import Path

import pytest
import yaml

from granska.errors import InputError
from granska.report.method_document import MethodTitle
from granska.report.method_list import load_subjects, method_list
from projects import ROOT

TITLES = [
    MethodTitle("b", "Zero", "Why?"),
    MethodTitle("a", "One *way*", "How?"),
    MethodTitle("c", "Another", "Which?"),
]
SUBJECTS = """
subjects:
  - title: {sv: Två, en: Two}
    methods:
      b: {title: Noll, lead: Varför så.}
      gone: {title: Borta, lead: Ingen sida.}
  - title: {sv: Tom, en: Empty}
    methods: {gone: {title: Borta, lead: Ingen sida.}}
"""


def subjects(folder: Path, text: str = SUBJECTS) -> Path:
    (folder / "subjects.yml").write_text(text, encoding="utf-8")
    return folder


def test_without_an_order_methods_are_sorted_by_title() -> None:
    text = method_list(TITLES, "en")
    places = [text.index(words) for words in ("[Another](c.html)", r"[One \*way\*](a.html)", "[Zero](b.html)")]
    assert places == sorted(places)
    assert "## " not in text


def test_methods_follow_their_subjects_and_the_rest_comes_last(tmp_path: Path) -> None:
    text = method_list(TITLES, "en", load_subjects(subjects(tmp_path)))
    wanted = ("## Two", "[Zero](b.html)", "Why?", "## Other methods", "[Another](c.html)", r"[One \*way\*](a.html)")
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert "Empty" not in text
    assert "gone" not in text


def test_the_swedish_list_marks_the_language_of_the_pages(tmp_path: Path) -> None:
    text = method_list(TITLES, "sv", load_subjects(subjects(tmp_path)), about=["cite.sv"])
    assert "[Zero](b.html){lang=en hreflang=en}\n\nNoll. Varför så." in text.replace("\\.", ".")
    assert "Why" not in text
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["other_language"] == {"href": "index.html", "code": "en", "name": "English"}
    assert [link["href"] for link in front["footer_links"]] == ["../index.html", "../about/cite.sv.html"]


def test_there_may_be_no_order(tmp_path: Path) -> None:
    assert load_subjects(tmp_path).subjects == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("subject: []", r"subjects\.yml: 1 problem\n  - subject: unknown key\. Did you mean 'subjects'\?"),
        ("subjects: [{title: {sv: A, en: A}, methods: {}}]", r"subjects\.0\.methods"),
        ("subjects: [{title: {sv: A, en: A}, methods: {a: {title: A}}}]", r"methods\.a\.lead: this key is required"),
        ("a: [", r"subjects\.yml, line \d: not valid YAML"),
    ],
)
def test_an_order_that_cannot_be_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_subjects(subjects(tmp_path, text))


def test_every_method_of_this_project_has_its_place() -> None:
    folder = ROOT / "notebooks" / "methods"
    listed = [family for subject in load_subjects(folder).subjects for family in subject.methods]
    assert sorted(listed) == sorted(path.stem for path in folder.glob("*.ipynb"))
