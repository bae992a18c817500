"""What a report says of a register: never beyond the interval, never of what is hidden."""

import re

import pytest

from granska.report import chain, register_sections, register_words
from granska.report.register_method import register_method
from granska.report.register_places import answered_for, places, questions
from granska.report.register_sheets import register_sheets
from granska.report.register_tables import LONGEST, expected_table
from granska.report.sheet import Number
from small_register import HEAD, QUESTIONS, SmallRegister, parameters

MANY = [f"Ort {letter}" for letter in "ABCDEFGHIJKL"]
CHAIN = {"questions": ["reports", "investigations"], "title": {"sv": "Kedjan", "en": "The chain"}}


def register(root, observed, names=MANY, threshold=1, expected=100, investigations=50, **settings):
    """Make a register of one year in which 100 cases are to be expected in each area."""
    content = parameters(answers_for=[names[0]], chains=[CHAIN], rates=["reports"], **settings)
    content["period"] = {"start": "2007-01-01", "end": "2007-12-31"}
    content["breakdowns"] = {}
    content["disclosure"]["threshold"] = threshold
    content["columns"]["expected"] = {"reports": "Väntat"}
    content["design"]["strata"]["names"] = list(names)
    made = SmallRegister(root, content, QUESTIONS)
    made.csv(
        *(
            f"{name};2007;5000;{count};{min(count, investigations)};{expected}"
            for name, count in zip(names, observed, strict=True)
        ),
        head=f"{HEAD};Väntat".replace("Kön;", ""),
    )
    return made


ALIKE = [104, 97, 95, 103, 99, 108, 92, 101, 96, 105, 100]
ANSWERS = [
    (140, "Yes, it lies above, outside the limits of chance (99.8\u202f%)."),
    (122, "There is a sign of it, not more"),
    (110, "That is not shown: the interval holds 1, which is as expected."),
    (78, "No, there is rather a sign that it lies below"),
    (60, "No, it lies below, outside the limits of chance (99.8\u202f%)."),
]


@pytest.mark.parametrize(("count", "words"), ANSWERS)
def test_the_answer_goes_no_farther_than_the_interval_and_the_limits(tmp_path, count, words):
    report = register(tmp_path, [count, *ALIKE]).report()
    [question] = questions(report)
    [place] = answered_for(report, question)
    assert register_words.answer(report, question, place).startswith(words)
    assert f"{count} counted where 100 were to be expected" in register_words.answer(report, question, place)


def test_within_widened_limits_a_district_is_not_singled_out(tmp_path):
    spread = [75, 130, 82, 121, 70, 128, 118, 84, 72, 126, 88]
    report = register(tmp_path, [126, *spread]).report()
    [question] = questions(report)
    [place] = answered_for(report, question)
    answer = register_words.answer(report, question, place)
    assert answer.startswith("It lies above, but within the limits of chance, widened by how much districts usually")
    assert "therefore widened by its root" in register_words.varying(report, question)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_sections_in_both_languages(tmp_path, language):
    report = register(tmp_path, [140, *ALIKE], population_noun={"sv": "barn", "en": "children"}).report(language)
    text = register_sections.expected_section(report).markdown()
    assert {"sv": "Ja, det ligger över", "en": "Yes, it lies above"}[language] in text
    assert "fig-alt=" in text
    rates = register_sections.rates_section(report).markdown()
    assert {"sv": "per 1\u202f000 barn", "en": "per 1\u202f000 children"}[language] in rates
    chained = chain.chains(report).markdown()
    assert re.search(r"\d+\u202f% (av dessa|of these)", chained)
    assert {lead for lead, _ in register_method(report)} & {"Observed and expected.", "Räknat och väntat."}
    figures = {path.name for path in (report.studio.folder / "figures").iterdir()}
    assert {f"expected-reports-{language}.svg", f"expected-reports-{language}-narrow.svg"} <= figures
    assert {f"chain-1-{language}.svg", f"chain-1-{language}-narrow.svg"} <= figures


def test_what_is_hidden_is_in_no_table_picture_or_sentence(tmp_path):
    report = register(tmp_path, [3, 4, *ALIKE[:-1]], threshold=5, investigations=0).report()
    [question] = questions(report)
    hidden = [place.name for place in places(report, question) if not place.shown]
    assert set(MANY[:2]) <= set(hidden)
    [place] = answered_for(report, question)
    assert register_words.answer(report, question, place) == "That cannot be said: the figure is not shown."
    rows = {row[0]: row[1:] for row in expected_table(report, question).rows}
    for name in hidden:
        assert set(rows[name]) == {"x"}
    register_sections.expected_section(report)
    drawing = (report.studio.folder / "figures" / "expected-reports-en.svg").read_text(encoding="utf-8")
    assert all(name not in drawing for name in hidden)
    sheets = {sheet.key: sheet for sheet in register_sheets(report) if sheet}
    for line in sheets["expected"].lines:
        if line[1] in hidden:
            assert [cell for cell in line[3:] if isinstance(cell, Number)] == []


def test_a_long_table_is_cut_and_says_so(tmp_path):
    names = [f"Ort {number:03d}" for number in range(60)]
    observed = [140, *(100 + (number * 7) % 15 - 7 for number in range(58)), 40]
    report = register(tmp_path, observed, names).report()
    [question] = questions(report)
    table = expected_table(report, question)
    assert len(table.rows) <= LONGEST
    assert {"Ort 000", "Ort 059"} <= {row[0] for row in table.rows}
    assert "of 60 districts are shown" in table.note
    [sheet] = [sheet for sheet in register_sheets(report) if sheet and sheet.key == "expected"]
    assert len(sheet.lines) == 60


def test_reviews_of_cases_have_no_such_sections(full):
    report = full.open("en")
    assert not [*register_sections.expected_section(report)]
    assert not [*register_sections.rates_section(report)]
    assert not [*chain.chains(report)]
    assert register_sheets(report) == []
