"""What the section on method says of cases that two read."""

from typing import Any

import pytest

from granska.report.agreement import agreement_table, agreement_words, apart_table, read_twice
from granska.report.method import method_words, rule_words
from report.made_up import MadeUp, row

READERS = {"names": ["Anna", "Bo"], "rule": "first"}


def of_readers(indicator: str, measure: str, method: str, **cells: Any) -> dict[str, Any]:
    return row(indicator, **({"breakdown": "readers", "level": "all", "measure": measure, "method": method} | cells))


@pytest.fixture
def twice(full: MadeUp) -> MadeUp:
    """Give a review of which 32 cases were read twice: one question shown, one with hidden coefficients, one hidden."""
    full.review["columns"]["reader"] = "Läsare"
    full.review["readers"] = dict(READERS)
    hidden = {"status": "suppressed", "estimate": "", "lower": "", "upper": "", "n": "", "x": ""}
    corrected = "chance_corrected_agreement"
    full.estimates += [
        of_readers("cases", "count", "counted", estimate=32, n=32, x=32, confidence=""),
        of_readers("heard", "agreement", "wilson", estimate=0.81, lower=0.64, upper=0.92, n=32, x=26),
        of_readers("heard", corrected, "gwet-ac1", estimate=0.66, lower=0.38, upper=0.94, n=32),
        of_readers("heard", corrected, "cohen-kappa", estimate=-0.04, lower=-0.3, upper=0.22, n=32),
        of_readers("heard", "answers_apart", "counted", level="yes|no", estimate=5, n=32, x=5, confidence=""),
        of_readers("heard", "answers_apart", "counted", level="no|undocumented", estimate=1, n=32, x=1, confidence=""),
        of_readers("held", "agreement", "wilson", estimate=1, lower=0.89, upper=1, n=32, x=32),
        of_readers("held", corrected, "gwet-ac1", **hidden),
        of_readers("held", corrected, "cohen-kappa", **hidden),
        of_readers("given", "agreement", "wilson", **hidden),
        of_readers("given", corrected, "gwet-ac1", **hidden),
        of_readers("given", corrected, "cohen-kappa", **hidden),
    ]
    return full


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_table_gives_each_coefficient_with_its_interval_and_hides_the_hidden(twice: MadeUp) -> None:
    table = agreement_table(twice.open("en"))
    assert table is not None
    rows = {cells[0]: tuple(map(plain, cells[1:])) for cells in table.rows}
    report = twice.open("en")
    heard, held, given = (report.statement(report.codebook[name]) for name in ("heard", "held", "given"))
    assert rows[heard] == ("26 of 32", "81", "64–92", "0.66 (0.38–0.94)", "−0.04 (−0.30 to 0.22)")
    assert rows[held] == ("32 of 32", "100", "89–100", "x", "x")
    assert rows[given] == ("x", "x", "x", "x", "x")
    assert "x = hidden to protect individuals." in table.note


@pytest.mark.parametrize(
    ("language", "answers"),
    [("en", ["Yes – No", "No – Not documented"]), ("sv", ["Ja – Nej", "Nej – Framgår inte"])],
)
def test_answers_that_differ_stand_in_a_table_of_their_own(twice: MadeUp, language: str, answers: list[str]) -> None:
    table = apart_table(twice.open(language))
    assert table is not None
    assert [cells[1] for cells in table.rows] == answers
    assert [cells[2] for cells in table.rows] == ["5", "1"]


@pytest.mark.parametrize(
    ("readers", "said"),
    [
        ({}, "the answer of the one who comes first in an order decided in advance is counted."),
        ({"rule": "agreed"}, "neither answer is counted, and the answer is missing."),
        ({"decider": "Chris"}, "An answer that a third reader gave afterwards counts before both."),
    ],
)
def test_the_words_say_whose_answer_counts(twice: MadeUp, readers: dict[str, str], said: str) -> None:
    twice.review["readers"] = READERS | readers
    words = plain(agreement_words(twice.open("en")))
    assert said in words
    assert "Of the 286 cases that were read, 32 were read by two" in words
    assert "26 of 32, 81 % (64–92 %)" in words
    assert "they would tell of a small number" in words


def test_a_review_that_no_two_read_says_nothing_of_it(full: MadeUp) -> None:
    report = full.open("en")
    assert read_twice(report) == 0
    assert agreement_table(report) is apart_table(report) is None
    assert "Cases that two read." not in dict(method_words(report))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "rule", ["reader-variant", "read-twice", "readers-first", "readers-missing", "readers-decider"]
)
def test_every_rule_of_two_readers_has_words(full: MadeUp, rule: str, language: str) -> None:
    assert rule_words(full.open(language), rule) != rule
