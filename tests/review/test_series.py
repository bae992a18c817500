"""The parameters of a series: what loads, and what is refused with which words."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from granska.errors import InputError, ProblemsError
from granska.review.likeness import ASPECTS, Side, unlike
from granska.review.review_file import load_review
from granska.review.series import is_series, load_series, parameters_schema, require_review
from granska.review.workspace import Workspace
from made_up_series import Rounds
from projects import ROOT

BUNDLED = Workspace(ROOT)


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    """Give a series of two rounds."""
    return Rounds(tmp_path / "city")


def test_the_bundled_series_loads() -> None:
    method = load_series(BUNDLED, "barnets-resa")
    assert method.series.reviews == ("forhandsbedomningar-2024", "utredningar-2022", "oppenvard-2025")
    assert method.synthetic
    assert not method.secret
    question, answer = method.asked("in_time", "utredningar-2022") or pytest.fail("it asked")
    assert (question.name, answer) == ("days", "within_limit")
    assert method.asked("informed", "oppenvard-2025") is None


def test_the_yes_of_yaml_is_the_answer_yes(rounds: Rounds) -> None:
    asked = rounds.method().asked("police", "first")
    assert asked is not None
    assert asked[1] == "yes"


def _set(*keys: str, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        *way, last = keys
        for key in way:
            content = content[int(key)] if isinstance(content, list) else content[key]
        content[last] = to

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("titel", to="x"), "titel: unknown key. Did you mean 'title'?"),
        (_set("data", to=[]), "data: unknown key."),
        (_set("members", "0", "review", to="furst"), "members.0: there is no review 'furst'. Did you mean 'first'?"),
        (_set("members", "1", "review", to="first"), "members names one review twice"),
        (_set("members", "1", "review", to="rounds"), "members names 'rounds', the series itself"),
        (_set("members", to=[]), "members: tuple should have at least 2 items"),
        (
            _set("indicators", "heard", "members", to={"first": {"question": "heard"}}),
            "indicators.heard.members: dictionary should have at least 2 items",
        ),
        (
            _set("indicators", "heard", "members", to={"first": {"question": "heard"}, "secnd": {"question": "heard"}}),
            "indicators.heard: 'secnd' is no member of the series. Did you mean 'second'?",
        ),
        (
            _set("indicators", "heard", "members", "first", "question", to="herd"),
            "indicators.heard.members.first: the codebook has no question 'herd'. Did you mean 'heard'?",
        ),
        (
            _set("indicators", "heard", "members", "first", "answer", to="no"),
            "indicators.heard.members.first: the share of 'no' is not estimated for 'heard'. Known:",
        ),
        (
            _set("indicators", "heard", "members", "second", "question", to="source"),
            "indicators.heard.members.second: give answer, since 'source' has several. Known:",
        ),
        (_set("formats", to=["pdf"]), "formats has to contain html"),
        (_set("formats", to=["html", "xlsx"]), "formats.1: input should be 'html', 'docx' or 'pdf'"),
        (_set("languages", to=["sv", "sv"]), "languages names one twice"),
    ],
)
def test_a_fault_is_said_with_its_place(rounds: Rounds, change: Callable[[dict[str, Any]], None], message: str) -> None:
    def both(content: dict[str, Any]) -> None:
        change(content)
        known = [member["review"] for member in content["members"]]
        if known == ["furst", "second"]:
            for indicator in content["indicators"].values():
                indicator["members"]["furst"] = indicator["members"].pop("first")

    rounds.change("rounds", both)
    with pytest.raises(InputError) as caught:
        rounds.method()
    assert message.casefold() in str(caught.value).casefold()


def test_all_faults_between_a_series_and_its_reviews_are_said_at_once(rounds: Rounds) -> None:
    rounds.change("rounds", _set("indicators", "heard", "members", "first", "question", to="herd"))
    rounds.change("rounds", _set("indicators", "police", "members", "second", "answer", to="maybe"))
    rounds.change("second", _set("languages", to=["sv"]))
    with pytest.raises(ProblemsError) as caught:
        rounds.method()
    assert caught.value.where == "params/rounds/review.yml"
    assert len(caught.value.found) == 3


def test_a_review_that_no_indicator_asks_anything_of_is_refused(rounds: Rounds) -> None:
    third = {"review": "third", "stage": {"sv": "Tredje", "en": "Third"}}
    rounds.change("rounds", lambda content: content["members"].append(third))
    with pytest.raises(InputError, match="no indicator asks anything of 'third'"):
        rounds.method()


def test_a_register_is_no_member_and_the_id_is_that_of_the_folder(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path / "city")
    rounds.change("rounds", _set("id", to="other"))
    with pytest.raises(InputError, match="id is 'other', but the folder is called 'rounds'"):
        rounds.method()
    bundled = Rounds(tmp_path / "again")
    shutil.copytree(ROOT / "params" / "buss-2007", bundled.root / "params" / "buss-2007")
    bundled.change("rounds", lambda content: content["members"][0].update(review="buss-2007"))

    def rename(content: dict[str, Any]) -> None:
        for indicator in content["indicators"].values():
            indicator["members"]["buss-2007"] = indicator["members"].pop("first")

    bundled.change("rounds", rename)
    with pytest.raises(InputError, match="'buss-2007' is a register: a series brings together reviews of cases"):
        bundled.method()


def test_a_series_is_no_review_and_says_so(rounds: Rounds) -> None:
    assert is_series(rounds.workspace, "rounds")
    assert not is_series(rounds.workspace, "first")
    assert not is_series(rounds.workspace, "nowhere")
    with pytest.raises(InputError, match="kind is series, and a review is needed"):
        load_review(rounds.workspace.params("rounds") / "review.yml")
    require_review(rounds.workspace, "first", "signed")
    with pytest.raises(InputError, match="rounds is a series, and cannot be signed"):
        require_review(rounds.workspace, "rounds", "signed")


def test_the_schema_knows_both_kinds() -> None:
    schema = parameters_schema()
    assert {"Review", "Series"} <= schema["$defs"].keys()
    assert schema["discriminator"]["mapping"]["series"] == "#/$defs/Series"
    assert schema["$defs"]["Series"]["additionalProperties"] is False


def sides(rounds: Rounds, question: str = "heard", areas: tuple[str, str] = ("A B", "A B")) -> tuple[Side, Side]:
    method = rounds.method()
    found = []
    for review, names in zip(("first", "second"), areas, strict=True):
        codebook = method.members[review].codebook
        asked = codebook[question]
        found.append(Side(method.members[review], asked, asked.levels[0], frozenset(names.split())))
    return found[0], found[1]


def test_two_rounds_of_one_review_are_alike(rounds: Rounds) -> None:
    for question in ("heard", "given", "source", "days"):
        assert unlike(*sides(rounds, question)) == ()


@pytest.mark.parametrize(
    ("change", "question", "aspect"),
    [
        (lambda r: r.change("second", lambda c: c["case"]["one"].update(sv="utredning")), "heard", "cases"),
        (lambda r: r.change("second", _set("scope", to={"sv": "Bara nya.", "en": "Only new."})), "heard", "cases"),
        (lambda r: r.change_codebook("second", "Barnet kom till tals", "Barnet hördes"), "heard", "question"),
        (lambda r: r.change_codebook("second", "within_limit;14", "within_limit;21"), "days", "question"),
        (lambda r: r.change_codebook("second", "school = School", "school = Teacher"), "source", "answer"),
        (lambda r: r.change_codebook("second", ";answer;yes;;1", ";no;yes;;1"), "heard", "undocumented"),
        (lambda r: r.change_codebook("second", "asked = yes;", ";"), "given", "denominator"),
        # of whom the condition was asked, one step back
        (lambda r: r.change_codebook("second", "Anmälaren bad om", "Anmälaren ville ha"), "given", "denominator"),
        (lambda r: r.change("second", lambda c: c["design"].pop("population")), "heard", "weights"),
        (lambda r: r.change("second", lambda c: c["design"].update(inference="files")), "heard", "files"),
        (lambda r: r.change("second", _set("confidence", to=0.9)), "heard", "level"),
        (lambda r: r.change("second", _set("follows", to={"review": "first", "same_cases": True})), "heard", "sample"),
    ],
)
def test_each_thing_that_differs_is_named(
    rounds: Rounds, change: Callable[[Rounds], None], question: str, aspect: str
) -> None:
    change(rounds)
    assert unlike(*sides(rounds, question)) == (aspect,)
    assert aspect in ASPECTS


def test_another_sample_of_what_a_review_follows_is_alike(rounds: Rounds) -> None:
    rounds.change("second", _set("follows", to={"review": "first", "same_cases": False}))
    assert unlike(*sides(rounds)) == ()


def test_other_areas_differ_and_other_spellings_do_not(rounds: Rounds) -> None:
    assert unlike(*sides(rounds, areas=("A B", "A C"))) == ("areas",)
    rounds.change_codebook("second", "Barnet kom till tals", "barnet  kom till tals.")
    assert unlike(*sides(rounds)) == ()
