"""What the section about years says: never more than interval and test do, and which figures are sums."""

import re
from typing import Any

import pytest

from granska.report.over_time import over_time
from report.made_up import MadeUp, row
from report.test_hidden import hide

LANGUAGES = ["sv", "en"]


def told(register: MadeUp, language: str) -> str:
    return over_time(register.open(language)).markdown().replace("\\", "").replace("\u202f", " ").replace("\xa0", " ")


def change(points: float, low: float, high: float, adjusted: float, **cells: Any) -> list[dict[str, Any]]:
    """Make a change of a share from 2003 to 2004, with its test."""
    place = {"versus": "2003", "period": "2004", **cells}
    whole = {"percent": round(100 * points), "percent_lower": round(100 * low), "percent_upper": round(100 * high)}
    interval = {"estimate": points, "lower": low, "upper": high, **whole}
    test = {"p_value": adjusted / 2, "p_adjusted": adjusted, "family": "change", "confidence": ""}
    return [
        row("investigations", measure="change", method="newcombe", n=4000, **interval, **place),
        row("investigations", measure="test", method="n-1-chi2", n=4000, **test, **place),
        row("reports", level="count", measure="test", method="poisson-exact", n=4000, **test, **place),
    ]


@pytest.mark.parametrize(
    ("numbers", "swedish", "english"),
    [
        (
            (0.02, 0.005, 0.035, 0.01),
            "Från 2003 till 2004 ökade andelen med 2,0 procentenheter (0,5–3,5), mer än slumpen förklarar.",
            "From 2003 to 2004 the share rose by 2.0 percentage points (0.5–3.5), more than chance explains.",
        ),
        (
            (-0.02, -0.035, -0.005, 0.01),
            "Från 2003 till 2004 minskade andelen med 2,0 procentenheter (−3,5 till −0,5), mer än slumpen förklarar.",
            "From 2003 to 2004 the share fell by 2.0 percentage points (−3.5 to −0.5), more than chance explains.",
        ),
        (
            (0.02, 0.005, 0.035, 0.06),
            "Det finns tecken på att andelen ökade från 2003 till 2004, med 2,0 procentenheter (0,5–3,5). Det är inte "
            "fastställt när hänsyn tas till att 2 jämförelser över tid görs.",
            "There is a sign that the share rose from 2003 to 2004, by 2.0 percentage points (0.5–3.5); it is not "
            "established when all 2 comparisons over time are allowed for.",
        ),
        (
            (0.02, -0.005, 0.045, 0.01),
            "Från 2003 till 2004 är ingen förändring påvisad (+2,0 procentenheter; −0,5 till 4,5).",
            "From 2003 to 2004 no change is shown (+2.0 percentage points; −0.5 to 4.5).",
        ),
    ],
    ids=["rose", "fell", "sign", "none"],
)
def test_a_change_is_called_what_interval_and_test_say(register: MadeUp, numbers, swedish, english) -> None:
    register.estimates += change(*numbers)
    assert swedish in told(register, "sv")
    assert english in told(register, "en")
    assert "are not tested" not in told(register, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hidden_change_is_not_told(register: MadeUp, language: str) -> None:
    register.estimates += [hide(one) for one in change(0.02, 0.005, 0.035, 0.01)]
    said = told(register, language)
    assert not re.search(r"From 2003 to 2004|Från 2003 till 2004|2[.,]0 p|(?<!\d)3[.,]5", said)
    assert "| x | x |" in re.sub(r" +", " ", said)


TREND = {"measure": "trend", "method": "armitage-mover", "versus": "2003", "period": "2004", "n": 4000}


@pytest.mark.parametrize(
    ("limits", "adjusted", "expected"),
    [
        ((0.2, 0.8), 0.01, "Under 2003–2004 finns en trend: i genomsnitt +0,5 procentenheter per år (0,2–0,8)."),
        ((0.2, 0.8), 0.2, "Under 2003–2004 finns tecken på en trend, som inte är fastställd"),
        ((-0.2, 1.2), 0.01, "Under 2003–2004 är ingen trend påvisad (+0,5 procentenheter per år; −0,2 till 1,2)."),
    ],
)
def test_a_trend_is_called_what_interval_and_test_say(register: MadeUp, limits, adjusted, expected) -> None:
    register.estimates.append(row("investigations", estimate=0.5, lower=limits[0], upper=limits[1], **TREND))
    test = {"measure": "test", "method": "cochran-armitage", "family": "trend", "p_value": 0.01, "p_adjusted": adjusted}
    register.estimates.append(row("investigations", **TREND | test | {"confidence": ""}))
    assert expected in told(register, "sv")


def test_rates_are_told_in_per_cent(register: MadeUp) -> None:
    place = {"level": "count", "versus": "2003", "period": "2004", "n": 4000}
    rate = {"measure": "rate_change", "method": "poisson-exact", "estimate": 25.2, "lower": 20.1, "upper": 30.4}
    test = {"measure": "test", "method": "poisson-exact", "family": "change", "p_value": 0.0, "p_adjusted": 0.0}
    register.estimates += [row("reports", **place | rate), row("reports", **place | test | {"confidence": ""})]
    assert "**Anmälningar:** 2003 till 2004: +25 procent (20–30), mer än slumpen förklarar." in told(register, "sv")
    register.estimates[-2] |= {"lower": -0.3}
    assert "2003 till 2004: ingen förändring är påvisad (+25,2 procent; −0,3 till 30,4)." in told(register, "sv")


def broken(register: MadeUp, cell: str) -> None:
    lines = register.codebook.splitlines()
    register.codebook = "\n".join([f"{lines[0]};breaks", f"{lines[1]};{cell}", f"{lines[2]};"]) + "\n"


@pytest.mark.parametrize(
    ("language", "warning", "mark"),
    [
        (
            "sv",
            "Definitionen har ändrats. Åren före och efter jämförs inte, och ingen linje förbinder dem. Från 2004: ny "
            "blankett.",
            "ny definition",
        ),
        (
            "en",
            "The definition changed, and the years before and after are not compared and not joined by a line. From "
            "2004: new form.",
            "new definition",
        ),
    ],
)
def test_no_line_is_drawn_across_a_break_and_text_table_and_description_say_so(
    register: MadeUp, language: str, warning: str, mark: str
) -> None:
    report = register.open(language)
    over_time(report)
    [figure] = (report.studio.folder / "figures").glob(f"series-investigations-{language}.svg")
    joined = figure.read_text(encoding="utf-8")
    assert mark not in joined
    # the denominator's definition is the share's own
    broken(register, "2004 = ny blankett | new form")
    said = told(register, language)
    parted = figure.read_text(encoding="utf-8")
    assert mark in parted
    assert lines_of(joined) == lines_of(parted) + 1
    # in the text, the caption, the description and below the table
    assert said.count(warning) == 4
    assert warning in re.search(r'fig-alt="([^"]*)"', said)[1]


def lines_of(svg: str) -> int:
    """Count the lines that join two years: drawn in the colour of the series, and neither level nor upright."""
    ends = re.findall(r"M ([\d.]+) ([\d.]+) L ([\d.]+) ([\d.]+) ?(?=\"|M)", svg.replace("\n", " "))
    return sum(x1 != x2 and y1 != y2 for x1, y1, x2, y2 in ends)


@pytest.mark.parametrize(
    ("rows", "swedish", "english"),
    [
        (
            ["Gamla;Östra;2004;", "Strand;Östra;2004;"],
            "Alla år visas för de stadsdelar som fanns 2004. Siffrorna från tiden före 2004 är summor för Östra (Gamla "
            "och Strand).",
            "All years are shown for the districts of 2004. Figures from before 2004 are sums for Östra (Gamla and "
            "Strand).",
        ),
        (
            ["Gamla;Östra;2004;0.4", "Gamla;Ängby;2004;0.6"],
            "Siffrorna från tiden före 2004 är uppskattningar, inte räknade, för Östra (av Gamla) och Ängby (av Gamla)",
            "Figures from before 2004 are estimates, and no counts, for Östra (of Gamla) and Ängby (of Gamla)",
        ),
    ],
)
def test_sums_and_estimates_of_areas_say_so(register: MadeUp, rows, swedish, english) -> None:
    from report.test_sections import merged

    merged(register, *rows)
    assert swedish in told(register, "sv")
    assert english in told(register, "en")
