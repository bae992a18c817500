"""What the report of a series says: no more than can be compared, and where and how the reviews differ."""

import re
from pathlib import Path

import pytest

from granska.report.blocks import Section
from granska.report.series_context import SeriesReport
from granska.report.series_document import front_matter, series_entry
from granska.report.series_method import checking, citation, downloads, method, questions_table
from granska.report.series_sections import (
    comparable,
    compared_words,
    figures_table,
    many_words,
    pairs_table,
    summary,
    way,
)
from made_up_series import Rounds
from site_texts import flat


@pytest.fixture
def rounds(tmp_path: Path) -> Rounds:
    """Give a series of two rounds."""
    return Rounds(tmp_path / "city")


def said(section: Section) -> str:
    """Read Markdown as a reader does: without its marks."""
    text = flat(section.markdown())
    return re.sub(r"\*\*|\\|\{[^}]*\}|\[|\]", "", text)


ALIKE = {
    "en": "The child was heard: there is a sign that the share is higher in Second round than in First round. "
    "The difference is +17 percentage points (uncertainty 8–26).",
    "sv": "Barnet kom till tals: det finns ett tecken på att andelen är högre i Andra omgången än i Första omgången. "
    "Skillnaden är +17 procentenheter (osäkerhet 8–26).",
}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_difference_is_a_sign_and_no_more(rounds: Rounds, language: str) -> None:
    rounds.change_figures("first", "0.252", "0.25")
    series = rounds.open(language)
    assert ALIKE[language] in said(summary(series))
    assert ALIKE[language] in said(way(series))
    one_in_a_table = next(row for row in pairs_table(series).rows if row[0] == series.indicator("heard"))
    assert one_in_a_table[3:] == ("+17", "8–26")
    assert ("none is tested" if language == "en" else "ingen av dem har testats") in said(summary(series))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Police report: no difference is shown between First round and Second round. The difference is 0"),
        ("sv", "Polisanmälan: ingen skillnad är påvisad mellan Första omgången och Andra omgången. Skillnaden är 0"),
    ],
)
def test_an_interval_over_zero_shows_nothing(rounds: Rounds, language: str, words: str) -> None:
    series = rounds.open(language)
    pair = next(pair for pair in series.pairs if pair.indicator == "police")
    assert compared_words(series, pair).startswith(words)


def test_a_lower_share_is_called_lower(rounds: Rounds) -> None:
    rounds.change("rounds", lambda content: content["members"].reverse())
    series = rounds.open("en")
    pair = next(pair for pair in series.pairs if pair.indicator == "heard")
    assert "is lower in First round than in Second round" in compared_words(series, pair)
    assert "−" in compared_words(series, pair)


def test_one_comparison_needs_no_word_about_many(rounds: Rounds) -> None:
    rounds.change("rounds", lambda content: content["indicators"].pop("police"))
    assert many_words(rounds.open("en")) == "The figures are from different samples, and nothing has been tested."


NOT_ALIKE = [
    ("en", "Read each figure by itself. The figures cannot be compared with one another."),
    ("sv", "Läs varje siffra för sig. Siffrorna går inte att jämföra med varandra."),
    ("en", "What differs, and in how many of the 2 pairs: which cases are included (2) and the question (1)."),
    ("sv", "Det här skiljer, med antalet av de 2 paren inom parentes: vilka ärenden som ingår (2) och frågan (1)."),
    ("en", "The question is already asked in the same way for “Police report” (First round and Second round)."),
    ("sv", "samma frågor, om samma slags ärenden, i samma stadsdelar."),
]


def differing(rounds: Rounds) -> Rounds:
    rounds.change("second", lambda c: c["case"].update(many={"sv": "utredningar", "en": "investigations"}))
    rounds.change("second", lambda c: c["case"].update(one={"sv": "utredning", "en": "investigation"}))
    rounds.change_codebook("second", "Barnet kom till tals;The child was heard", "Barnet hördes;The child had a say")
    return rounds


@pytest.mark.parametrize(("language", "words"), NOT_ALIKE)
def test_what_cannot_be_compared_is_said_first(rounds: Rounds, language: str, words: str) -> None:
    series = differing(rounds).open(language)
    assert words in said(summary(series))
    # no difference is put in words or in a table, and no line is drawn
    assert "procentenheter" not in said(way(series)) + said(summary(series))
    assert "percentage points" not in said(way(series)) + said(summary(series))
    assert len(pairs_table(series).columns) == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The cases: cases and investigations."),
        ("sv", "Ärendena: ärenden respektive utredningar."),
        ("en", "The child was heard: the question: “The child was heard” and “The child had a say”."),
        ("sv", "Barnet kom till tals: frågan: ”Barnet kom till tals” respektive ”Barnet hördes”."),
        ("en", "Police report: the question, its answers and its denominator are the same."),
        ("sv", "Polisanmälan: frågan, svaren och nämnaren är desamma."),
    ],
)
def test_where_and_how_reviews_differ_is_said_with_both_sides(rounds: Rounds, language: str, words: str) -> None:
    assert words in said(comparable(differing(rounds).open(language)))


def test_merged_areas_are_told(rounds: Rounds) -> None:
    ledger = "data/processed/first/published/denominators.csv"
    rounds.change_text(ledger, "cases,stratum,Åsen", "cases,stratum,Norra Åsen")
    path = rounds.root / ledger
    lines = path.read_text(encoding="utf-8").splitlines()
    extra = [line.replace("Norra", "Södra") for line in lines if "Norra Åsen" in line]
    path.write_text("\n".join([*lines, *extra]) + "\n", encoding="utf-8")
    former = {"Norra Åsen": "Åsen", "Södra Åsen": "Åsen"}
    rounds.change("second", lambda content: content["design"]["strata"].update(aliases=former))
    text = said(comparable(rounds.open("sv")))
    assert "Stadsdelar: 4 respektive 3, varav 2 med samma namn i båda." in text
    assert "Bara i Första omgången: Norra Åsen och Södra Åsen. Bara i Andra omgången: Åsen." in text
    assert "samma område, indelat på olika sätt: Åsen är tidigare Norra Åsen och Södra Åsen." in text


def test_other_ways_to_differ_are_told_with_both_sides(rounds: Rounds) -> None:
    rounds.change("first", lambda content: content["design"].update(inference="files"))
    rounds.change("second", lambda content: content.update(confidence=0.9))
    rounds.change("second", lambda content: content["design"].pop("population"))
    rounds.change_codebook("second", "self_determination;binary;;;;;;;answer", "self_determination;binary;;;;;;;no")
    text = said(comparable(rounds.open("en")))
    assert "Weights: First round is weighted by the size of districts, Second round is not." in text
    assert "that of First round speaks only of the files that there were in the period" in text
    assert "The intervals: 95 % and 90 %." in text.replace("\u202f", " ")
    assert "where the file does not say, it counts as own answer and as no." in text


def test_cases_read_twice_are_not_compared_as_two_samples(rounds: Rounds) -> None:
    rounds.change("second", lambda content: content.update(follows={"review": "first", "same_cases": True}))
    text = said(comparable(rounds.open("sv")))
    assert "lästa två gånger: vad som har ändrats i dem står i rapporten om Andra omgången." in text


HIDDEN = "suppressed"


def hide(rounds: Rounds) -> None:
    path = rounds.workspace.published("second") / "estimates.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = lines[0].split(",")
    told = {"estimate", "lower", "upper", "n", "x", "reliability", "percent", "percent_lower", "percent_upper"}
    for place, line in enumerate(lines):
        if line.startswith("heard,"):
            cells = dict(zip(heads, line.split(","), strict=True)) | dict.fromkeys(told, "") | {"status": HIDDEN}
            lines[place] = ",".join(cells[head] for head in heads)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_hidden_figure_is_x_everywhere(rounds: Rounds, language: str) -> None:
    shown = rounds.open(language)
    assert "120" in said(way(shown))
    hide(rounds)
    series = rounds.open(language)
    row = next(
        row for row in figures_table(series).rows if row[:2] == (series.indicator("heard"), series.stages["second"])
    )
    assert set(row[2:]) == {"x"}
    pair = next(row for row in pairs_table(series).rows if row[0] == series.indicator("heard"))
    assert pair[3:] == ("x", "x")
    everything = "".join(map(said, (summary(series), way(series), comparable(series), method(series))))
    assert not re.search(r"120|\b42\b|36–48", everything)
    drawn = [path.read_text(encoding="utf-8") for path in series.studio.folder.rglob("along-the-way*.svg")]
    assert len(drawn) == 2
    assert all(("dolt (x)" if language == "sv" else "hidden (x)") in svg for svg in drawn)
    assert not [svg for svg in drawn if ">42" in svg or "36–48" in svg]


def lines_between_dots(series: SeriesReport) -> int:
    text = (series.studio.folder / "figures" / "along-the-way-en.svg").read_text(encoding="utf-8")
    # neither level as an interval nor upright as the grid
    slanting = re.findall(r"M ([\d.]+) ([\d.]+) L ([\d.]+) ([\d.]+)", text)
    return sum(x != u and y != v for x, y, u, v in slanting)


def test_a_line_joins_what_is_compared_and_nothing_else(rounds: Rounds) -> None:
    series = rounds.open("en")
    way(series)
    assert lines_between_dots(series) == 1  # the shares of the other indicator are equal: its line is upright
    rounds.change("second", lambda content: content["design"].update(inference="files"))
    series = rounds.open("en")
    way(series)
    assert lines_between_dots(series) == 0


def test_the_method_says_where_each_figure_is_from(rounds: Rounds) -> None:
    series = rounds.open("en")
    text = said(method(series))
    assert "First round. A made-up review, working version. Of 2,959 cases in 3 districts" in text.replace(
        "\u202f", ","
    )
    assert "(../first/index.html)" not in text  # the page in English
    assert "First round(../first/en.html)" in text
    assert "A series counts nothing." in text
    rows = questions_table(series).rows
    assert ("The child was heard", "First round", "The child was heard", "Yes", "cases", "own answer") in rows
    assert "granska run rounds" in checking(series).markdown()
    assert "data/processed/first/published/estimates.csv" in said(checking(series))
    assert "The city (2025). Two rounds. Working version, 1 March 2025. Example data." in said(citation(series))
    assert "figures.csv" in said(downloads(series))


def test_the_head_and_the_entry_of_the_index(rounds: Rounds) -> None:
    series = rounds.open("sv")
    head = front_matter(series).yaml
    assert 'kicker: "Flera granskningar tillsammans"' in head
    assert "2 granskningar, 2 mått" in head
    assert 'notice: "' in head
    entry = series_entry(series)
    assert (entry.review, entry.synthetic, entry.files) == ("rounds", True, (("CSV", "figures.csv"),))
    assert [figure[0].replace("\u202f", " ") for figure in entry.key_figures] == ["25 %", "42 %"]
    assert entry.key_figures[0][1].startswith("Första omgången: barnet kom till tals")
    assert entry.lead == "Har det ändrats?"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Siffrorna för stegen går inte att jämföra med varandra."),
        ("en", "The figures of the stages cannot be compared with one another."),
    ],
)
def test_the_index_says_of_figures_beside_one_another_that_they_cannot_be_compared(
    rounds: Rounds, language: str, words: str
) -> None:
    assert words in series_entry(differing(rounds).open(language)).lead
