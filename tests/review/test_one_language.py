"""A review in one language: the texts of the other may be missing everywhere, and none of its own may."""

import re
from typing import Any

import pytest
import yaml

from granska.errors import ProblemsError
from granska.review.parts import Text, written
from granska.review.review_file import load_review
from granska.stages.own_words import own_words
from projects import CODEBOOK, PARAMETERS, Project


def without(language: str, content: Any) -> Any:
    """Take a language out of all texts."""
    if isinstance(content, dict):
        return {key: without(language, value) for key, value in content.items() if key != language}
    return [without(language, one) for one in content] if isinstance(content, list) else content


def codebook_in(language: str) -> str:
    """Leave out the columns of the other language."""
    heads, *rows = CODEBOOK.splitlines()
    other = "_en" if language == "sv" else "_sv"
    keep = [place for place, head in enumerate(heads.split(";")) if not head.endswith(other)]
    parted = [re.findall(r'"[^"]*"|[^;]+|(?<=;)(?=;|$)|^(?=;)', row) for row in (heads, *rows)]
    return "\n".join(";".join((*cells, *[""] * 20)[place] for place in keep) for cells in parted) + "\n"


def in_one(project: Project, language: str) -> None:
    other = "en" if language == "sv" else "sv"
    content = without(other, PARAMETERS) | {"languages": [language]}
    (project.params / "review.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    (project.params / "codebook.csv").write_text(codebook_in(language), encoding="utf-8")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_other_language_may_be_missing_everywhere(project: Project, language: str) -> None:
    in_one(project, language)
    method = project.method()
    assert method.review.title.spoken == (language,)
    assert {question.text.spoken for question in method.codebook} == {(language,)}
    words = own_words(method.review, method.codebook)
    spoken = {text.spoken for texts in words.values() for text in texts.values()}
    assert spoken <= {(language,), ("sv", "en")}


def test_all_texts_of_its_own_language_are_missed_at_once(project: Project) -> None:
    in_one(project, "sv")
    project.change_parameters(lambda parameters: parameters.update(languages=["sv", "en"]))
    with pytest.raises(ProblemsError) as caught:
        load_review(project.params / "review.yml")
    found = str(caught.value)
    for key in ("title.en", "case.one.en", "breakdowns.gender.groups.girl.label.en", "disclosure.reason.en"):
        assert f"{key}: this key is required." in found


@pytest.mark.parametrize(
    ("languages", "head", "message"),
    [
        (["sv", "en"], "text_en", "column 'text_en' is missing."),
        (["en"], "text_en", "column 'text_en' is missing."),
    ],
)
def test_a_codebook_without_its_language(project: Project, languages: list[str], head: str, message: str) -> None:
    project.change_parameters(lambda parameters: parameters.update(languages=languages))
    text = codebook_in("sv")
    assert head not in text
    (project.params / "codebook.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        project.method()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fall där svar önskats", "", "base_sv is needed: say in words which cases the condition leaves."),
        (';"school = Skola; police = Polis";', ";school = Skola;", "labels_sv has to name the code 'police'."),
        ("Barnet kom till tals", "", "text_sv is empty."),
    ],
)
def test_the_texts_of_its_own_language_are_needed(project: Project, old: str, new: str, message: str) -> None:
    in_one(project, "sv")
    text = codebook_in("sv")
    assert old in text
    (project.params / "codebook.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        project.method()
    assert message in str(caught.value)


def test_a_text_needs_a_language() -> None:
    with pytest.raises(ValueError, match="a text is needed"):
        Text()


def test_a_text_in_one_language_stands_in_for_the_other() -> None:
    assert Text(sv="dagar")["en"] == "dagar"


def test_what_is_written_of_texts_has_the_languages_of_all() -> None:
    both, swedish = Text(sv="dagar", en="days"), Text(sv="högst")
    assert written(lambda language: f"{swedish[language]} {both[language]}", swedish, both) == Text(sv="högst dagar")
