"""What is hidden reads as hidden in every table, chart, sentence and sheet, and nothing that is said gives it away."""

import re
from typing import Any

import pytest

from granska.report.blocks import Section
from granska.report.committee_paper import equal_treatment, gender_analysis, how_it_was_made, key_table
from granska.report.comparisons import places
from granska.report.context import Report
from granska.report.document import facts
from granska.report.findings import findings
from granska.report.flow import flow_stages
from granska.report.method import method
from granska.report.over_time import over_time
from granska.report.places_and_years import by_stratum
from granska.report.protection import how_many, protection_words
from granska.report.published import STRATUM, Interval
from granska.report.sections import areas, groups, more_groups, summary
from granska.report.sentences import bounds_text, question_sentence
from granska.report.sheets import sheets
from granska.report.tabulate import area_table, bounds_table, breakdown_table
from report.made_up import MadeUp, between, bounds, cases, denominator, full_estimates, many_strata, row, share

N = "\u202f"
COUNTS = [(6, 26), (9, 26), (2, 26), (3, 26), (8, 26), (7, 26), (6, 26), (9, 26), (11, 26), (5, 26), (6, 26)]
SPREAD = ("funnel_limit", "shrunken", "outside", "outside_by_chance", "dispersion", "icc", "homogeneity")


def told(section: Section) -> str:
    """Give what a section says, without the marks that keep its text from being Markdown."""
    return re.sub(r"\\(.)", r"\1", section.markdown())


def hide(r: dict[str, Any], why: str = "suppressed") -> dict[str, Any]:
    return r | {"status": why}


@pytest.fixture
def districts(made_up: MadeUp) -> MadeUp:
    """Give a question of which two districts are small, one protects them, and eight are shown."""
    names = tuple("ABCDEFGHIJK")
    head, *lines = made_up.codebook.splitlines()
    made_up.codebook = "\n".join([head, *(line for line in lines if line.startswith(("heard", "held")))]) + "\n"
    made_up.denominators = [*cases(286, strata=names), denominator("heard", 286)]
    rows = [
        *many_strata("heard", COUNTS, 0.25),
        between("heard", 0.31, 1.0),
    ]
    why = {"C": "suppressed", "D": "suppressed", "J": "suppressed_complementary"}
    made_up.estimates = [
        share("heard", 72, 286, (0.15, 0.36), 0.25, method="stratified-wilson-widest"),
        share("held", 72, 286, (0.192, 0.308), 0.254),
        *(
            hide(r, "suppressed_complementary")
            if r["measure"] in SPREAD
            else hide(r, why[r["group"]])
            if r["group"] in why
            else r
            for r in rows
        ),
    ]
    made_up.control |= {"strata": {"shown": 8, "primary": 2, "complementary": 1}}
    made_up.control["audit"] = {"attackers": ["reader", *names], "cells": 2, "unsafe": 0}
    return made_up


@pytest.fixture
def small(full: MadeUp) -> MadeUp:
    """Give figures for every question, of which one is shown for the whole only and one not at all."""
    full.review["disclosure"] = {
        "small_totals": ["police"],
        "reason": {"sv": "Få fall.", "en": "Few cases."},
        "decided_by": "Enhetschefen",
    }
    full.estimates = [
        hide(r) if r["indicator"] == "held" or (r["indicator"] == "police" and r["breakdown"] != "all") else r
        for r in full_estimates()
    ]
    return full


def figure(report: Report, name: str) -> list[str]:
    svg = (report.studio.folder / "figures" / f"{name}.svg").read_text(encoding="utf-8")
    return re.findall(r">([^<>]+)</text>", svg)


@pytest.mark.parametrize(
    ("language", "alt", "band"),
    [
        (
            "sv",
            "C: dolt (x). D: dolt (x).",
            "Det skrafferade fältet går över hela axeln och säger ingenting om var talet",
        ),
        ("en", "C: hidden (x). D: hidden (x).", "The hatched band runs over the whole axis and says nothing of where"),
    ],
)
def test_a_hidden_district_is_a_band_over_the_whole_axis(districts: MadeUp, language: str, alt: str, band: str) -> None:
    report = districts.open(language)
    said = told(by_stratum(report))
    assert alt in said
    assert band in said
    for name in (f"strata-heard-{language}", f"strata-heard-{language}-narrow"):
        texts = figure(report, name)
        assert texts.count("x") == 3
        assert sum("(x)" in text for text in texts) == 3
        assert f"100{N}%" in texts  # no axis ends where the others do


def test_neither_limits_nor_smoothed_shares_nor_tests_stand_beside_a_hidden_district(districts: MadeUp) -> None:
    report = districts.open("sv")
    said = told(by_stratum(report))
    assert "Där ett tal per stadsdel är dolt visas varken slumpens gränser, utjämnade andelar eller" in said
    assert "Det gäller ”Barnet kom till tals”." in said
    assert "#tbl-limits" not in said
    for words in ("Utanför slumpens", "Utjämnad", "utjämnad 2", "variation än", "varierar mer", "lägst", "högst"):
        assert words not in said
    assert "Barnet kom till tals, per stadsdel." in said
    assert "#tbl-variation" not in said
    districts.estimates.append(between("held", 0.2, 1.0))
    assert "1 test är utelämnat, eftersom ett antal som det bygger på är dolt." in told(
        by_stratum(districts.open("sv"))
    )


def test_the_table_of_districts_has_x_and_a_legend(districts: MadeUp) -> None:
    said = told(by_stratum(districts.open("sv")))
    lines = dict(re.findall(r"^\| ([A-KÅÄÖa-z]+) \| (.*) \|$", said, re.MULTILINE))
    assert lines["C"] == lines["J"] == "x | x | x | x"
    assert lines["A"].startswith("6\u00a0av\u00a026 | 23 |")
    assert lines["Alla"].startswith("72\u00a0av\u00a0286 | 25 | 15–36")
    assert (
        "x = dolt för att skydda enskilda. Där ett tal per stadsdel är dolt är intervallet för alla tillsammans" in said
    )


def test_the_widest_interval_is_explained_where_it_stands(districts: MadeUp) -> None:
    report = districts.open("en")
    words = "the interval of all together is the widest that the published figures allow"
    assert words in area_table(report, "self_determination", [report.codebook["heard"]]).note
    assert words not in area_table(report, "safety", [report.codebook["held"]]).note
    table = key_table(report)
    assert table
    assert words in table.note
    assert "On questions of which a count of a district is hidden, the interval of the whole is made" in (
        told(method(report))
    )
    assert report.weighted(report.whole(report.codebook["heard"], "yes"))


def test_a_share_with_a_hidden_part_has_no_decimals(districts: MadeUp) -> None:
    report = districts.open("sv")
    lines = {line[0]: line for line in area_table(report, "safety", list(report.codebook)).rows}
    assert lines["Barnet kom till tals"][3:5] == ("25", "15–36")
    assert lines["Bedömningen höll inte"][3:5] == ("25,4", "19,2–30,8")


def test_the_sheets_have_x_with_a_legend(districts: MadeUp) -> None:
    made = {sheet.key: sheet for sheet in sheets(districts.open("en"))}
    lines = {line[2]: line[3:] for line in made["strata"].lines if line[:2] == ("The child was heard", "Yes")}
    assert set(lines["C"]) == set(lines["J"]) == {"x"}
    assert "x" not in lines["A"]
    for key in ("strata", "limits", "variation"):
        assert "x = hidden to protect individuals." in made[key].notes
    assert {cell for line in made["limits"].lines if line[0] == "The child was heard" for cell in line[3:]} == {"x"}
    assert {cell for line in made["variation"].lines for cell in line[2:]} == {"x"}
    assert any("the widest that the published figures allow" in note for note in made["shares"].notes)


@pytest.mark.parametrize(
    ("language", "by_decision", "for_safety"),
    [
        ("sv", "Visas efter beslut bara för alla tillsammans: ”Polisanmälan gjordes”.", "för att skydda enskilda: ”"),
        ("en", "Shown for all together only, by decision: “A police report was made”.", "to protect individuals: “"),
    ],
)
def test_what_is_shown_for_the_whole_only_is_said_once_and_not_tabulated(
    small: MadeUp, language: str, by_decision: str, for_safety: str
) -> None:
    report = small.open(language)
    said = told(by_stratum(report))
    assert by_decision in said
    assert "strata-police" not in said
    parts = told(groups(report))
    assert by_decision in parts
    assert for_safety in parts
    for statement in (report.statement(report.codebook[name]) for name in ("police", "held")):
        assert f"| {statement} |" not in parts
        assert f"| {statement} |" not in told(more_groups(report))
        assert f"{statement}:" not in parts.partition("fig-alt=")[2].partition('"}')[0]
    for paper in (gender_analysis(report), equal_treatment(report)):
        assert by_decision in told(paper)


def test_a_hidden_whole_says_so_and_nothing_else(small: MadeUp) -> None:
    report = small.open("sv")
    said = told(areas(report))
    assert "**Bedömningen höll inte:** talet visas inte, för att skydda enskilda." in said
    assert "Polisanmälan gjordes i 0 av 286" in said  # a small total that is shown by decision
    assert "held" not in {found.question.name for found in findings(report)}
    assert "held" not in told(summary(report))


def test_a_hidden_ledger_is_never_told_as_zero(full: MadeUp) -> None:
    blank = dict.fromkeys(("not_applicable", "undocumented", "missing", "n"), "")
    full.denominators = [r | blank if r["indicator"] == "given" else r for r in full.denominators]
    full.estimates += [bounds("given", 0.6, (0.5, 0.8))]
    report = full.open("sv")
    question = report.codebook["given"]
    assert bounds_text(report, question) == ""
    assert "svar saknas" not in "".join(map(str, question_sentence(report, question)))
    table = bounds_table(report)
    assert table
    assert table.rows[0][2] == "x"
    line = next(line for line in told(method(report)).splitlines() if line.startswith("| Anmälaren fick"))
    assert re.split(r" ?\| ?", line)[2:8] == ["286", "x", "x", "bortfall", "x", "x"]
    # the fewest and the most of the others would tell of it
    assert [step.name for stage in flow_stages(report) for step in stage] == ["Alla", "Utvalda och lästa"]
    cells = next(line for sheet in sheets(report) if sheet.key == "bounds" for line in sheet.lines)
    assert cells[3] == "x"


def test_a_hidden_number_of_cases_is_what_was_asked_and_never_zero(full: MadeUp) -> None:
    full.denominators[0] |= {"n": ""}
    report = full.open("sv")
    assert report.read == 286
    assert ("Underlag", "286 ärenden, 3 stadsdelar") in facts(report)


def test_groups_that_are_not_known_have_no_figures(full: MadeUp) -> None:
    unknown = {"breakdown": "gender", "group": "unknown"}
    full.estimates.append(hide(share("heard", 1, 3, (0.1, 0.8), **unknown)))
    full.denominators.append(denominator("cases", 3, **unknown) | {"n": ""})
    report = full.open("sv")
    assert report.groups("gender") == ["girl", "boy"]
    assert "könet är okänt" not in told(groups(report))
    assert "De vars grupp inte är känd ingår i helheten" in told(method(report))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_ends_of_a_series_are_not_sought_among_what_is_left(register: MadeUp, language: str) -> None:
    for year, middle in (("2001", 0.4), ("2005", 0.2), ("2006", 0.55)):
        limits = (middle - 0.015, middle + 0.015)
        register.estimates.append(
            share("investigations", round(5000 * middle), 5000, limits, period=year, method="wilson")
        )
    said = told(over_time(register.open(language)))
    assert ("Lägst: 20" in said) or ("Lowest: 20" in said)
    hidden = [r for r in register.estimates if (r["period"], r["measure"]) == ("2004", "proportion")]
    register.estimates = [hide(r) if r in hidden else r for r in register.estimates]
    said = told(over_time(register.open(language)))
    assert not re.search(r"Lägst|Högst|Lowest|Highest|mellan 20|between 20", said)


def words(report: Report) -> str:
    return " ".join(text for _, text in protection_words(report))


def test_the_method_says_how_many_are_hidden_and_who_tried(districts: MadeUp) -> None:
    said = words(districts.open("sv"))
    assert "Antal på 1–4 per stadsdel eller grupp är dolda, liksom antal som lämnar 1–4 utan svaret." in said
    assert "Av 11 antal per stadsdel visas 8; 2 är dolda för att de är små och 1 för att skydda dem." in said
    assert "Alla 20 antal per grupp visas. Färre gick inte att dölja." in said
    assert (
        "försökt räkna ut 2 dolda små antal ur allt som publiceras. Den försökte som läsare och som var och en av "
        in (said)
    )
    assert "var och en av 11 stadsdelar, som känner sina egna fall. Ingen av dem lyckades." in said
    assert "som om de vore verkliga" in said
    table = re.findall(r"^\| (?:Stadsdelar|Grupper) \|.*$", told(method(districts.open("sv"))), re.MULTILINE)
    assert table == ["| Stadsdelar | 8 | 2 | 1 |", "| Grupper | 20 | 0 | 0 |"]
    assert "Av 11 antal per stadsdel visas 8" in told(how_it_was_made(districts.open("sv")))


@pytest.mark.parametrize(
    ("settings", "swedish", "english"),
    [
        ({"threshold": 2, "reason": {"sv": "R.", "en": "R."}, "decided_by": "D"}, "Antal på 1 per", "A count of 1 of"),
        ({"threshold": 7, "zeros_sensitive": True}, "Antal på 0–6 per", "A count of 0–6 of"),
        (
            {"rule": "not_exact", "reason": {"sv": "Inga barn.", "en": "No children."}, "decided_by": "Nämnden"},
            "flera möjliga värden. Där",
            "several possible values. Where",
        ),
        (
            {"always_sensitive": ["heard"], "reason": {"sv": "Få.", "en": "Few."}, "decided_by": "Nämnden"},
            "Beslutat av Nämnden: Få. Visas bara för alla tillsammans: ”Barnet kom till tals”.",
            "Decided by Nämnden: Few. Shown for all together only: “The child was heard”.",
        ),
        ({"rounding_base": 5}, "avrundade till jämna 5-tal", "rounded to multiples of 5"),
        ({"keep_margins": False}, "Summor får döljas", "Totals may be hidden"),
        (
            {"accept_pairs": True, "reason": {"sv": "R.", "en": "R."}, "decided_by": "D"},
            "Där bara två stadsdelar är dolda",
            "Where only two districts are hidden",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_settings_are_told_in_words(made_up: MadeUp, settings: dict[str, Any], swedish: str, english: str) -> None:
    made_up.estimates = [row("heard", status="suppressed")]
    made_up.review["disclosure"] = settings
    assert swedish in words(made_up.open("sv"))
    assert english in words(made_up.open("en"))


def test_where_nothing_is_hidden_that_is_said(made_up: MadeUp) -> None:
    assert how_many(made_up.open("sv")) == "Inget antal är dolt."
    assert "Inget antal är dolt." in told(method(made_up.open("sv")))
    assert "#tbl-disclosure" not in told(method(made_up.open("sv")))


@pytest.mark.parametrize(("gap", "words"), [(0, "Fewer could not be hidden."), (3, "hides up to 3 fewer.")])
def test_it_is_said_whether_fewer_could_be_hidden(districts: MadeUp, gap: float, words: str) -> None:
    districts.control["gap"] = gap
    assert words in how_many(districts.open("en"))
    assert districts.open("en").published.groups(STRATUM)[0] == "A"


def test_a_large_difference_with_a_hidden_part_has_no_decimals() -> None:
    assert places(Interval(-0.142, -0.17, -0.113, -14, -17, -11), 1835) == 1
    assert places(Interval(-0.14, -0.17, -0.11, -14, -17, -11), 1835) == 0
    assert places(Interval(0.02, 0.004, 0.04, 2, 0, 4), 1835) == 1  # it leaves out zero


def test_one_comparison_that_can_be_told_of_several_is_named(full: MadeUp) -> None:
    full.estimates = [hide(r) if r["versus"] and r["indicator"] != "asked" else r for r in full.estimates]
    report = full.open("sv")
    said = told(groups(report))
    assert "Det som jämförs: anmälaren bad om återkoppling." in said
    assert "I åtta jämförelser visas inget, för att skydda enskilda." in said


def test_the_sizes_of_a_question_are_its_own_where_larger_ones_are_hidden(full: MadeUp) -> None:
    wanted = "Det gäller 143 flickor och 143 pojkar"
    full.denominators = [r | {"n": 150} if r["group"] == "girl" else r for r in full.denominators]
    assert f"{wanted}." in told(groups(full.open("sv")))
    full.estimates = [
        hide(r) if r["breakdown"] == "gender" and r["indicator"] != "asked" else r for r in full.estimates
    ]
    assert f"{wanted} (”Anmälaren bad om återkoppling”)" in told(groups(full.open("sv")))


def test_a_review_of_which_no_district_is_shown_says_nothing_of_them(small: MadeUp) -> None:
    small.estimates = [hide(r) if r["breakdown"] == STRATUM else r for r in small.estimates]
    report = small.open("en")
    said = told(by_stratum(report))
    assert "Shown for all together only, by decision: “A police report was made”." in said
    assert "Hidden for all districts, to protect individuals: “The child was heard”; “" in said
    assert not re.search(r"ranking|Alphabetical|#fig-|#tbl-", said)
    assert "is tested" not in told(method(report)).partition("Variation between")[2].partition("Comparisons.")[0]
    assert "Variation between districts." not in told(method(report))


def test_a_share_whose_interval_is_hidden_is_shown_without_it(full: MadeUp) -> None:
    blank = {"lower": "", "upper": "", "reliability": ""}

    def alone(r: dict[str, Any]) -> dict[str, Any]:
        if r["indicator"] != "heard" or r["breakdown"] == "all" or r["breakdown"] == STRATUM:
            return r
        return r | blank if r["measure"] == "proportion" else hide(r, "suppressed_complementary")

    full.estimates = [alone(r) for r in full.estimates]
    report = full.open("sv")
    table = breakdown_table(report, "age")
    assert table
    line = table.rows[0]
    assert line[2:] == ("40 av 143", "28,0", "x", "x")
    said = told(groups(report))
    assert "Barnet kom till tals: 28 och 28 procent." in said
    assert "x = dolt för att skydda enskilda." in said
    assert re.search(r"^\| Barnet kom till tals \| Dold \| x \| x \| x \| x \|$", said, re.MULTILINE)
    made = {sheet.key: sheet for sheet in sheets(report)}
    [girls] = [line for line in made["groups_gender"].lines if line[:3] == ("Barnet kom till tals", "Ja", "Flickor")]
    assert girls[-3:] == ("x", "x", "x")
    assert girls[4] != "x"


@pytest.mark.parametrize(
    ("language", "said", "alt"),
    [
        (
            "sv",
            "i 72 av 286 lästa ärenden** (den viktade andelen visas inte, för att skydda enskilda).",
            "Bedömningen höll inte: 57 av 286, andel: dolt (x).",
        ),
        (
            "en",
            "The child was heard in 72 of 286 cases read** (the weighted share is not shown, to protect individuals).",
            "The decision did not hold: 57 of 286, share: hidden (x).",
        ),
    ],
)
def test_where_the_weighted_share_is_hidden_the_counts_are_told(
    full: MadeUp, language: str, said: str, alt: str
) -> None:
    full.estimates = [hide(r) if r["method"] == "stratified-wilson" else r for r in full.estimates]
    report = full.open(language)
    assert said in told(areas(report))
    assert alt in told(areas(report))
    assert {found.value for found in findings(report)} >= {f"72 {'av' if language == 'sv' else 'of'} 286"}
    line = area_table(report, "safety", [report.codebook["held"]]).rows[0]
    assert line[1:] == ("286", "57", "x", "x", "x", "19.9" if language == "en" else "19,9")
    [cells] = [line for line in sheets(report)[0].lines if line[0] == report.statement(report.codebook["held"])]
    assert [cell if isinstance(cell, str) else cell.value for cell in cells[8:13]] == [286, 57, "x", "x", "x"]
    table = key_table(report)
    assert table
    assert table.rows[0][2:] == ("x", "x")
