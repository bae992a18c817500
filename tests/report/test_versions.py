"""The page of released versions: how what changed is written, in each language."""

from typing import Any

import pytest

from granska.report.versions import versions_document
from granska.review.released import Released
from report.made_up import HOSTILE, MadeUp

KEY = {"indicator": "heard", "level": "yes", "breakdown": "all", "group": "all", "versus": "", "period": ""}
FILES = {2: ["index.html", "estimates.csv"], 1: ["index.html"]}


def released(version: int, **fields: Any) -> Released:
    usual: dict[str, Any] = {
        "review": "made-up",
        "title": {"sv": "En påhittad granskning", "en": "A made-up review"},
        "languages": ["sv", "en"],
        "synthetic": True,
        "version": version,
        "date": "2024-09-02",
        "note": {"sv": "Ett fel.", "en": "A fault."},
        "signed": "0" * 64,
        "signatures": [],
        "checks": {"passed": 1},
        "skipped": {},
        "changes": None,
    }
    return Released.model_validate(usual | fields)


def changed(before: dict[str, str] | None, after: dict[str, str] | None, **key: str) -> dict[str, Any]:
    return {**KEY, "measure": "proportion", **key, "before": before, "after": after}


def page(language: str, *changes: dict[str, Any], project: MadeUp | None = None, **fields: Any) -> str:
    releases = [released(2, changes=list(changes), **fields), released(1)]
    report = project.open(language) if project else None
    return versions_document(releases, FILES, language, True, report)


def plain(markdown: str) -> str:
    """Take away the marks that keep text from being markup."""
    return markdown.replace("\\", "")


def cells(language: str, change: dict[str, Any], project: MadeUp) -> list[str]:
    """Read the cells of the first row."""
    lines = [line for line in page(language, change, project=project).splitlines() if line.startswith("|")]
    return [cell.strip().replace("\\", "") for cell in lines[2].strip("|").split("|")]


SHARE = {"status": "ok", "estimate": "0.25", "lower": "0.199", "upper": "0.31", "n": "286", "x": "72"}
TEST = {"status": "ok", "statistic": "4.2", "p_value": "0.04", "p_adjusted": "0.12", "n": "140"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(SHARE, {**SHARE, "estimate": "0.255"}), ["Andel", "25\u202f%", "25,5\u202f%"]),
        (
            changed(SHARE, {**SHARE, "lower": "0.2", "x": "73"}),
            ["Andel", "25\u202f%, intervall 19,9 till 31, 72 av 286", "25\u202f%, intervall 20 till 31, 73 av 286"],
        ),
        (changed(SHARE, {"status": "suppressed"}), ["Andel", "25\u202f%, intervall 19,9 till 31, 72 av 286", "x"]),
        (changed(None, {"status": "suppressed_complementary"}), ["Andel", "–", "x"]),
        (changed({"status": "too_few", "n": "3"}, {"status": "too_few", "n": "4"}), ["Andel", ".., av 3", ".., av 4"]),
        (
            changed({"status": "ok", "estimate": "-0.05"}, {"status": "ok", "estimate": "0.051"}, measure="difference"),
            ["Skillnad, procentenheter", "−5", "5,1"],
        ),
        (
            changed(TEST, {**TEST, "p_value": "0.039", "statistic": "4.3"}, measure="test"),
            ["Prövning av skillnaden", "testvärde 4,2, p = 0,04", "testvärde 4,3, p = 0,039"],
        ),
        (
            changed({"status": "ok", "estimate": "1234"}, {"status": "ok", "estimate": "1235"}, measure="count"),
            ["Antal", "1\u202f234", "1\u202f235"],
        ),
        (changed({"status": "ok", "estimate": "1"}, None, measure="new_measure"), ["new_measure", "1", "–"]),
    ],
)
def test_a_change_says_what_differs_and_no_more(change: dict[str, Any], said: list[str], made_up: MadeUp) -> None:
    assert cells("sv", change, made_up) == ["Barnet kom till tals", "Alla", *said]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({}, ["The child was heard", "All"]),
        ({"indicator": "source", "level": "police"}, ["The report came from: police", "All"]),
        ({"breakdown": "gender", "group": "girl"}, ["The child was heard", "girls"]),
        ({"breakdown": "gender", "group": "girl", "versus": "boy"}, ["The child was heard", "girls and boys"]),
        ({"breakdown": "stratum", "group": "Ängby"}, ["The child was heard", "Ängby"]),
        ({"period": "2007"}, ["The child was heard", "All, 2007"]),
        ({"indicator": "dropped"}, ["dropped: yes", "All"]),
    ],
)
def test_a_change_says_of_whom(key: dict[str, str], said: list[str], made_up: MadeUp) -> None:
    assert cells("en", changed(None, SHARE, **key), made_up)[:2] == said


@pytest.fixture
def made_up(tmp_path: Any) -> MadeUp:
    return MadeUp(tmp_path)


def test_without_the_report_the_keys_stand_there() -> None:
    assert "| heard: yes | All | Share |" in plain(page("en", changed(None, SHARE)))


def test_signs_are_explained() -> None:
    text = plain(page("sv", changed(None, {"status": "too_few", "n": "3"}), changed(SHARE, {"status": "suppressed"})))
    for words in (".. = för osäkert", "x = dolt", "– = finns inte i den versionen."):
        assert words in text
    assert "– =" not in plain(page("sv", changed(SHARE, {"status": "suppressed"})))


def test_many_changes_are_shown_when_asked_for() -> None:
    few, many = (page("en", *[changed(None, SHARE, group=f"{k}") for k in range(count)]) for count in (25, 26))
    assert ".details" not in few
    assert 'summary="What changed: 26 rows"' in many


def test_a_version_without_changes_says_so() -> None:
    assert "Inget tal i estimates.csv skiljer sig från version 1." in plain(page("sv"))


def test_only_files_that_are_there_are_linked() -> None:
    text = page("en")
    assert "[CSV](2/estimates.csv)" in text
    assert "(1/estimates.csv)" not in text
    assert ".pdf" not in text


def test_a_report_in_one_language_is_led_to_in_it() -> None:
    text = plain(page("en", languages=["sv"]))
    assert "Read the report: [Svenska](2/index.html){lang=sv hreflang=sv}" in text


def test_words_of_others_do_nothing() -> None:
    texts = {"sv": HOSTILE, "en": HOSTILE}
    text = page("en", changed(SHARE, None, group=HOSTILE, indicator=HOSTILE), title=texts, note=texts)
    assert "<script>" not in text
    assert "\n@fig" not in text.replace("\\@", "")
