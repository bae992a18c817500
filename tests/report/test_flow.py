"""The flow of the sample: what is known, in order; what is not known is left out."""

import re
from typing import Any

import pytest

from granska.report.flow import flow_stages, sample_flow
from granska.report.method import method
from report.made_up import MadeUp, berkeley, cases, denominator


def told(project: MadeUp, language: str = "en") -> list[list[tuple[str, str]]]:
    """Give the names and the counts of the boxes, stage by stage."""
    return [[(step.name, step.count) for step in stage] for stage in flow_stages(project.open(language))]


def words(project: MadeUp, language: str = "en") -> str:
    return re.sub(r"\\", "", "\n".join(block.markdown() for block in sample_flow(project.open(language))))


@pytest.fixture
def sampled(full: MadeUp) -> MadeUp:
    """Give 2 959 cases of which 286 were read; a question that applies to 106 of them; another without two answers."""
    full.denominators = [r for r in full.denominators if r["indicator"] not in ("cases", "given")]
    full.denominators += cases(286, 2959)
    full.denominators.append(denominator("given", 106, asked=286, not_applicable=180))
    return full


def test_all_then_read_then_answered(sampled: MadeUp) -> None:
    assert told(sampled) == [
        [("All", "2\u202f959")],
        [("Drawn and read", "286")],
        [("Questions that apply to all", "284–286"), ("Questions that apply to some", "106")],
    ]


@pytest.mark.parametrize(
    ("language", "title", "number"),
    [
        ("sv", "286 av 2\u202f959 ärenden lästes.", "2\u202f959"),
        ("en", "286 of 2\u202f959 cases were read.", "2\u202f959"),
    ],
)
def test_the_title_says_how_many_were_read(sampled: MadeUp, language: str, title: str, number: str) -> None:
    said = words(sampled, language)
    assert f"![**{title}**" in said
    assert f"| {number} |" in said
    assert "{#fig-sample-flow .wide" in said
    assert "{#tbl-sample-flow}" in said


def test_the_description_gives_every_box(sampled: MadeUp) -> None:
    alt = re.search(r'fig-alt="([^"]*)"', words(sampled))
    assert alt
    for part in ("2\u202f959 cases", "286 cases", "10\u202f% of all", "284–286 answers", "106 answers"):
        assert part in alt[1]


def test_unequal_samples_are_given_as_a_span(sampled: MadeUp) -> None:
    for k, r in enumerate(r for r in sampled.denominators if r["breakdown"] == "stratum"):
        r["n"] = 80 + k
    sizes = [int(r["n"]) for r in sampled.denominators if r["breakdown"] == "stratum"]
    assert f"{min(sizes)}–{max(sizes)} in each district" in words(sampled)


def hide_answers(project: MadeUp) -> None:
    project.denominators = [r | {"n": ""} if r["indicator"] == "given" else r for r in project.denominators]


def hide_a_stratum(project: MadeUp) -> None:
    one = next(r for r in project.denominators if r["breakdown"] == "stratum")
    one["n"] = ""


def test_a_hidden_number_of_answers_takes_that_step_away(sampled: MadeUp) -> None:
    hide_answers(sampled)
    assert told(sampled) == [[("All", "2\u202f959")], [("Drawn and read", "286")]]


def test_a_hidden_stratum_takes_its_remark_away(sampled: MadeUp) -> None:
    assert "in each district" in words(sampled)
    hide_a_stratum(sampled)
    assert "in each district" not in words(sampled)


def test_without_a_population_the_flow_begins_with_those_read(full: MadeUp) -> None:
    del full.review["design"]["population"]
    full.review["design"]["inference"] = "practice"
    full.denominators = [r for r in full.denominators if r["indicator"] != "cases"] + cases(286)
    assert told(full)[0] == [("All", "286")]


def nothing_falls_away(project: MadeUp) -> None:
    berkeley(project)
    project.denominators.append(denominator("heard", 4526))


def nothing_is_known(project: MadeUp) -> None:
    project.denominators = []


@pytest.mark.parametrize("change", [nothing_falls_away, nothing_is_known])
def test_where_nothing_is_to_be_told_there_is_no_flow(made_up: MadeUp, change: Any) -> None:
    change(made_up)
    assert sample_flow(made_up.open("en")) == ()


def test_a_register_has_none(register: MadeUp) -> None:
    assert sample_flow(register.open("en")) == ()


def test_it_opens_the_method(sampled: MadeUp) -> None:
    said = method(sampled.open("sv")).markdown()
    assert said.index("{#sec-method}") < said.index("{#fig-sample-flow") < said.index("**Källa")
