"""The titles of figures: the finding by rule, and no more than intervals and tests say."""

import re
from dataclasses import replace
from typing import Any

import pytest

from granska.report import sections
from granska.report.comparisons import Verdict, compare
from granska.report.figure_titles import area_title, category_title, pairs_title, series_title
from granska.report.locale import lower_first
from granska.report.pair_figures import MOST_PAIRS, shared_out
from granska.report.places_and_years import by_stratum
from granska.review.parts import Text
from report.made_up import MadeUp, berkeley, difference, p_values, row, share

HIDDEN: dict[str, Any] = {"estimate": "", "lower": "", "upper": "", "x": "", "status": "suppressed"}


def title(project: MadeUp, language: str, area: str) -> str:
    report = project.open(language)
    questions = [question for question in report.codebook if question.area == area and question.type != "category"]
    return area_title(report, area, questions)


def without_headlines(project: MadeUp) -> None:
    project.codebook = re.sub(r";\d$", ";", project.codebook, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", "Trygghet och säkerhet: polisanmälan gjordes i "),
        ("en", "Security and safety: a police report was made in "),
    ],
)
def test_an_area_is_named_with_its_headline_question(full: MadeUp, language: str, expected: str) -> None:
    said = title(full, language, "safety")
    assert said.startswith(expected)
    assert "286" in said
    assert ";" not in said


def test_an_area_has_at_most_two_headlines_in_their_order(full: MadeUp) -> None:
    full.codebook = full.codebook.replace("missing;no;;\n", "missing;no;;1\n").replace("answer;yes;;1", "answer;yes;;4")
    said = title(full, "en", "safety")
    first, second = said.removeprefix("Security and safety: ").split("; ")
    assert first.startswith("the decision did not hold in 20 per cent of ")
    assert second.startswith("a police report was made in ")


def test_without_headlines_the_answer_farthest_from_the_favourable_one_leads(full: MadeUp) -> None:
    # held: 20 per cent, favourable is no; days: 93 per cent, favourable is within the limit
    without_headlines(full)
    full.codebook = full.codebook.replace(";efficiency;number", ";safety;number")
    assert title(full, "en", "safety").startswith("Security and safety: the decision did not hold in 20 per cent of ")


def test_where_no_answer_is_favourable_the_largest_and_the_smallest_share_lead(full: MadeUp) -> None:
    without_headlines(full)
    full.codebook = (
        full.codebook.replace("yes;;", ";;").replace("missing;no", "missing;").replace("self_determination", "safety")
    )
    said = title(full, "en", "safety")
    assert [part.split(" in ")[0] for part in said.removeprefix("Security and safety: ").split("; ")] == [
        "the child was heard",
        "a police report was made",
    ]


def test_hidden_questions_are_not_in_the_title(full: MadeUp) -> None:
    full.estimates = [r | HIDDEN if r["indicator"] in ("police", "held") else r for r in full.estimates]
    assert title(full, "sv", "safety") == "Trygghet och säkerhet: ingen andel kan visas."
    full.estimates = [r for r in full.estimates if r["indicator"] != "police"]
    assert title(full, "en", "safety") == "Security and safety: no share can be shown."


def test_a_question_alone_is_its_own_title(made_up: MadeUp) -> None:
    assert title(berkeley(made_up), "en", "self_determination").startswith("The child was heard in 39 per cent of ")


COMPLETED = Text(sv="Anmälan kom från {answer} i {share}", en="The report came from {answer} in {share}")


def test_two_answers_are_named_without_an_order_where_their_intervals_meet(full: MadeUp) -> None:
    report = full.open("en")
    source = next(question for question in report.codebook if question.type == "category")
    said = category_title(report, replace(source, finding=COMPLETED))
    assert said == "The report came from school in 49 per cent of all cases, the most frequent answer."
    # without a sentence of its own, statement and answer are parted by a colon
    said = category_title(report, source)
    assert said == "The report came from: school in 49 per cent of all cases, the most frequent answer."
    full.estimates.append(share("source", 140, 286, (0.40, 0.55), level="school"))
    full.estimates = [r for r in full.estimates if r["lower"] != 0.43]
    said = category_title(full.open("en"), replace(source, finding=COMPLETED))
    assert said == "The report came from school in 49 per cent of all cases; police 35 per cent."


def compared(project: MadeUp, **verdicts: Verdict) -> str:
    """Title the figure of all comparisons, with some of them given a verdict."""
    for name, verdict in verdicts.items():
        project.estimates = [
            r
            for r in project.estimates
            if not (r["indicator"] == name and r["measure"] in ("difference", "test") and r["versus"] == "boy")
        ]
        limits = (0.02, 0.3) if verdict is not Verdict.NONE_SHOWN else (-0.1, 0.3)
        project.estimates.append(difference(name, 0.16, limits))
        project.estimates.append(p_values(name, 0.001, 0.01 if verdict is Verdict.SHOWN else 0.3))
    report = project.open("en")
    return pairs_title(report, "gender", compare(report, "gender"))


PAIRS = [
    ({}, "Girls and boys: no difference shown in any of 9 comparisons."),
    (
        {"heard": Verdict.SIGN},
        "Girls and boys: no difference established when all comparisons are allowed for; sign of a difference in 1 of "
        "9 (the child was heard).",
    ),
    (
        {"heard": Verdict.SHOWN},
        "Girls and boys: a difference is shown in 1 of 9 comparisons (the child was heard).",
    ),
    (
        {"heard": Verdict.SHOWN, "held": Verdict.SIGN},
        "Girls and boys: a difference is shown in 1 of 9 comparisons (the child was heard), and there is a sign of "
        "one, not established when all comparisons are allowed for, in 1 (the decision did not hold).",
    ),
    (
        {"heard": Verdict.SHOWN, "held": Verdict.SIGN, "asked": Verdict.SIGN},
        "Girls and boys: a difference is shown in 1 of 9 comparisons, and there is a sign of one, not established when "
        "all comparisons are allowed for, in 2.",
    ),
]


@pytest.mark.parametrize(("verdicts", "expected"), PAIRS)
def test_comparisons_are_counted_by_what_they_show(full: MadeUp, verdicts: dict[str, Verdict], expected: str) -> None:
    assert compared(full, **verdicts) == expected


def test_what_cannot_be_compared_is_not_counted(full: MadeUp) -> None:
    full.estimates = [
        r | HIDDEN if r["measure"] == "difference" and r["indicator"] != "heard" else r for r in full.estimates
    ]
    report = full.open("sv")
    found = compare(report, "gender")
    assert pairs_title(report, "gender", found) == "Flickor och pojkar: ingen skillnad påvisad inom samma stadsdel."
    assert pairs_title(report, "gender", found[1:]) == "Flickor och pojkar: inget går att jämföra."


def test_a_sign_on_an_answer_is_named_as_the_text_names_it(full: MadeUp) -> None:
    report = full.open("sv")
    found = [replace(one, verdict=Verdict.NONE_SHOWN) for one in compare(report, "gender")]
    place = next(k for k, one in enumerate(found) if one.question.type == "category")
    question = replace(found[place].question, finding=COMPLETED)
    found[place] = replace(found[place], question=question, verdict=Verdict.SIGN)
    answer = lower_first(report.level(found[place].question, found[place].level))
    assert pairs_title(report, "gender", found).endswith(
        f"; tecken på skillnad i 1 av {len(found)} (anmälan kom från {answer})."
    )


@pytest.mark.parametrize(
    ("shares", "swedish", "english"),
    [
        # the ends are the lowest and the highest
        ([54, 55, 57], "54 procent år 2003, 57 procent år 2005.", "54 per cent in 2003, 57 per cent in 2005."),
        ([54, 54, 54], "54 procent år 2003, 54 procent år 2005.", "54 per cent in 2003, 54 per cent in 2005."),
        # equal ends hide neither a peak nor a dip
        (
            [54, 57, 54],
            "54 procent år 2003, 54 procent år 2005; under åren mellan 54 och 57 procent.",
            "54 per cent in 2003, 54 per cent in 2005; between 54 and 57 over the years.",
        ),
        (
            [54, 50, 52],
            "54 procent år 2003, 52 procent år 2005; under åren mellan 50 och 54 procent.",
            "54 per cent in 2003, 52 per cent in 2005; between 50 and 54 over the years.",
        ),
        # what is hidden may lie anywhere
        ([54, None, 57, 54], "54 procent år 2003, 54 procent år 2006.", "54 per cent in 2003, 54 per cent in 2006."),
    ],
)
def test_a_series_names_its_ends_and_its_range(
    register: MadeUp, shares: list[int | None], swedish: str, english: str
) -> None:
    for language, expected in (("sv", swedish), ("en", english)):
        report = register.open(language)
        question = next(question for question in report.codebook if question.levels)
        known = report.whole(question, "yes", "2003")
        assert known is not None
        rows = [None if percent is None else replace(known, percent=percent) for percent in shares]
        points = [(str(2003 + k), row) for k, row in enumerate(rows)]
        assert series_title(report, question, points) == f"{report.statement(question)}: {expected}"
        assert series_title(report, question, points[:1]) == f"{report.statement(question)}."


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("sv", "Kvinnor och män: ingen genomsnittlig skillnad påvisad inom samma institution."),
        ("en", "Women and men: no average difference shown within the same department."),
    ],
)
def test_a_difference_that_varies_more_than_chance_is_called_average(
    made_up: MadeUp, language: str, title: str
) -> None:
    report = berkeley(made_up).open(language)
    assert pairs_title(report, "gender", compare(report, "gender")) == title


def test_comparisons_are_shared_out_by_whole_areas(full: MadeUp) -> None:
    found = compare(full.open("en"), "gender")
    assert shared_out(found) == [found]
    # 9 answers in five areas; seven times as many are too many for one figure and for an area
    many = shared_out([one for one in found for _ in range(7)])
    assert [one for part in many for one in part] == [one for one in found for _ in range(7)]
    assert max(map(len, many)) <= MOST_PAIRS
    twice = shared_out([one for one in found for _ in range(2)])
    assert [len(part) for part in twice] in ([10, 8], [8, 10])
    for area in {one.question.area for one in found}:
        assert sum(any(one.question.area == area for one in part) for part in twice) == 1


def test_every_title_stands_in_the_caption_and_in_the_description(full: MadeUp) -> None:
    said = re.sub(r"\\([^\w\s])", r"\1", sections.areas(full.open("en")).markdown())
    figures = re.findall(r'!\[\*\*(.+?)\*\*.*?fig-alt="([^"]*)"', said)
    assert len(figures) > 4
    assert [caption for caption, alt in figures if caption not in alt] == []


def test_many_lines_are_told_by_the_table(register: MadeUp) -> None:
    names = [f"Område {k:02}" for k in range(13)]
    place = {"period": "2004", "breakdown": "stratum", "method": "wilson"}
    register.estimates += [
        share("investigations", 100 + k, 200, (0.4, 0.6), group=name, **place) for k, name in enumerate(names)
    ]
    register.estimates.append(row("investigations", **place, group="all", measure="homogeneity", p_value=0.5))
    said = by_stratum(register.open("en")).markdown()
    alt = re.search(r'#fig-strata-investigations .*?fig-alt="([^"]*)"', said)
    assert alt
    assert alt[1].endswith("The values are in the table after the chart.")
    assert "Område 05" not in alt[1]
