"""The committee paper: its sentences read as running text and point at nothing that is not in it."""

import re

import pytest

from granska.report import committee_paper as paper
from granska.report.blocks import Section
from report.made_up import MadeUp, berkeley, cases, denominator, detectable, difference, p_values, share

N = "\u202f"


def said(section: Section) -> str:
    """Give the words of a section without their marks."""
    return re.sub(r"\\([^\w\s])", r"\1", section.markdown()).replace("**", "")


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "sv",
            [
                f"Barnet kom till tals i ungefär en fjärdedel av alla ärenden (25{N}%). Andelen ligger",
                "Polisanmälan gjordes i 0 av 286 lästa ärenden. Noll är inget bevis",
            ],
        ),
        (
            "en",
            [
                f"The child was heard in about a quarter of all cases (25{N}%). The share is",
                "A police report was made in 0 of 286 cases read. Finding none",
            ],
        ),
    ],
)
def test_a_finding_gives_its_number_once(full: MadeUp, language: str, sentences: list[str]) -> None:
    text = said(paper.paper_summary(full.open(language)))
    for sentence in sentences:
        assert sentence in text
    assert not re.search(rf"\. (\d+{N}%|\d+ (av|of) \d+)\.", text)
    assert not re.search(r"(\d+ (?:av|of) \d+|\d+ (?:procent|per cent)) [^.]*\(\1", text)


@pytest.mark.parametrize(("language", "unit"), [("sv", "procentenheter, "), ("en", "percentage points, ")])
def test_a_difference_is_told_with_its_unit(made_up: MadeUp, language: str, unit: str) -> None:
    assert re.search(rf"\. \+1[,.]8 {unit}", said(paper.paper_summary(berkeley(made_up).open(language))))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("sv", ["Barnet kom till tals", "Polisanmälan gjordes"]),
        ("en", ["The child was heard", "A police report was made"]),
    ],
)
def test_the_key_table_names_questions_and_not_findings(full: MadeUp, language: str, names: list[str]) -> None:
    table = paper.key_table(full.open(language))
    assert table is not None
    firsts = [row[0] for row in table.rows]
    assert set(names) <= set(firsts)
    assert not any(re.search(r"\d", first) for first in firsts)


@pytest.mark.parametrize(
    ("language", "end", "absent"),
    [
        ("sv", "där antalen är mindre krävs större skillnader, se rapporten, bilaga 1.", "tabellen"),
        (
            "en",
            "where the numbers are smaller, differences have to be larger: see the report, appendix 1.",
            "see the table",
        ),
    ],
)
@pytest.mark.parametrize("read", [286, 36])
def test_the_gender_analysis_points_at_the_report(
    made_up: MadeUp, language: str, end: str, absent: str, read: int
) -> None:
    made_up.denominators = cases(read)
    for name, girls, boys in (("heard", 139, 145), ("police", 60, 50)):
        usual = {"breakdown": "gender", "method": "domain-wilson"}
        made_up.estimates += [
            share(name, n // 2, n, (0.2, 0.8), group=group, **usual) for group, n in (("girl", girls), ("boy", boys))
        ]
        made_up.estimates += [difference(name, 0.02, (-0.1, 0.1)), p_values(name, 0.6), detectable(name, (0.08, 0.35))]
    text = said(paper.gender_analysis(made_up.open(language)))
    assert end.lower() in text.lower()
    assert absent not in text


@pytest.mark.parametrize(
    ("language", "head", "share"), [("sv", "Utveckling över tid", "50,0"), ("en", "Development over time", "50.0")]
)
def test_a_register_shows_its_years(register: MadeUp, language: str, head: str, share: str) -> None:
    after = said(paper.matter(register.open(language))).partition(f"### {head}")[2]
    rows = [line for line in after.splitlines() if line.startswith(("| 2003 |", "| 2004 |"))]
    assert len(rows) == 2
    assert share in rows[0]


def test_a_review_of_cases_has_no_years(full: MadeUp) -> None:
    assert "Utveckling över tid" not in said(paper.matter(full.open("sv")))


@pytest.mark.parametrize(("language", "absent"), [("sv", "tabellen"), ("en", "the table")])
def test_how_it_was_made_points_at_no_table(full: MadeUp, language: str, absent: str) -> None:
    full.denominators.append(denominator("held", 286))
    assert absent not in said(paper.how_it_was_made(full.open(language)))
