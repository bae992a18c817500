"""What the report on a plan says."""

import json

import pytest

from granska.report.plan_charts import plan_difference, plan_precision
from granska.report.plan_context import open_plan
from granska.report.plan_report import plan_allocation, plan_answer, plan_head
from granska.stages.planning import numbers_file, planned
from plans import Planning, make_plan


@pytest.fixture
def planning(tmp_path) -> Planning:
    made = make_plan(tmp_path / "city")
    made.change(lambda plan: plan.update(difference={"share": 0.2, "difference": -0.15, "questions": 5}, draft=True))
    planned(made.workspace, "later")
    return made


def text(section) -> str:
    return section.markdown().replace("\u202f", " ").replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", ["ärenden ska läsas, i 3 stadsdelar.", "Planen är ett utkast", "önskades."]),
        ("en", ["cases are to be read, in 3 districts.", "The plan is a draft", "were wanted."]),
    ],
)
def test_it_says_what_the_plan_comes_to(planning, language, said) -> None:
    report = open_plan(planning.root, "later", language)
    answer = text(plan_answer(report))
    assert all(words in answer for words in said)
    assert f"lang: {language}" in plan_head(report).yaml


def test_a_half_width_just_above_the_margin_is_not_rounded_onto_it(planning) -> None:
    path = numbers_file(planning.workspace, "later")
    numbers = json.loads(path.read_text(encoding="utf-8"))
    numbers["precision"]["half_width"] = 0.10002
    path.write_text(json.dumps(numbers), encoding="utf-8")
    assert "± 10.002 percentage points (95 %); at most ± 10 were wanted" in text(
        plan_answer(open_plan(planning.root, "later", "en"))
    )


def test_the_pictures_are_told_in_words_and_drawn_at_two_widths(planning) -> None:
    report = open_plan(planning.root, "later", "en")
    precise, finds = text(plan_precision(report)), text(plan_difference(report))
    assert "Line chart. Across: cases. Up: half the interval in percentage points." in precise
    assert "A level line shows what was wanted: 10." in precise
    assert "Difference downwards, percentage points" in finds
    assert "in one question" in finds
    assert "as one of 5" in finds
    drawn = {path.name for path in (planning.root / "data/processed/later/plan/figures").iterdir()}
    assert drawn == {f"{name}-en{width}.svg" for name in ("precision", "power") for width in ("", "-narrow")}
    assert "Västra | 12 |" in text(plan_allocation(report))


def test_a_plan_without_a_difference_says_nothing_of_it(planning) -> None:
    planning.change(lambda plan: plan.pop("difference"))
    planned(planning.workspace, "later")
    report = open_plan(planning.root, "later", "sv")
    assert plan_difference(report).blocks == ()
    assert "sannolikheten" not in text(plan_answer(report))
