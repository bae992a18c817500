"""Sentences about one question: every case that a review can meet, in both languages, word for word."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from granska.report.approximations import approximation
from granska.report.blocks import Inline, Strong
from granska.report.clauses import bracket, clause
from granska.report.findings import findings
from granska.report.locale import Locale
from granska.report.published import Interval
from granska.report.sentences import bounds_text, median_text, question_sentence
from report.made_up import MadeUp, berkeley, bounds, cases, denominator, median, row, share

N, M, B = "\u202f", "\u2212", "\u00a0"
HIDDEN = {"estimate": "", "lower": "", "upper": "", "x": "", "n": "", "status": "suppressed"}


def plain(content: tuple[Inline, ...]) -> str:
    return "".join(piece.text if isinstance(piece, Strong) else str(piece) for piece in content)


@dataclass(frozen=True)
class Case:
    """What a review may meet, and the sentence that is right there."""

    name: str
    rows: list[dict[str, Any]]
    swedish: str
    english: str
    ledger: dict[str, Any] = field(default_factory=dict)
    unweighted: bool = False


def source(*counts: int | None, n: int = 286, limits: float = 0.06) -> list[dict[str, Any]]:
    """Make the answers to who reported: school, police and other; none is hidden."""
    rows = []
    for level, x in zip(("school", "police", "other"), counts, strict=True):
        found = share("source", x or 0, n, (max(0, (x or 0) / n - limits), min(1, (x or 0) / n + limits)), level=level)
        rows.append(found | HIDDEN if x is None else found)
    return rows


TABLE = [
    Case(
        "usual",
        [share("heard", 72, 286, (0.205, 0.305), 0.254)],
        "Barnet kom till tals i 25 procent av alla ärenden (osäkerhet 20–31 procent, viktat; 72 av 286).",
        "The child was heard in 25 per cent of all cases (uncertainty 20–31 per cent, weighted; 72 of 286).",
    ),
    Case(
        "not weighted",
        [share("heard", 72, 286, (0.205, 0.305), 0.252, method="wilson")],
        "Barnet kom till tals i 25 procent av alla ärenden (osäkerhet 20–31 procent; 72 av 286).",
        "The child was heard in 25 per cent of all cases (uncertainty 20–31 per cent; 72 of 286).",
    ),
    Case(
        "conditional",
        [share("given", 70, 106, (0.558, 0.747), 0.664)],
        "Anmälaren fick återkoppling i 66 procent av de ärenden där anmälaren bett om återkoppling (osäkerhet 55–75 "
        "procent, viktat; 70 av 106).",
        "The reporter was given feedback in 66 per cent of the cases where the reporter had asked for feedback "
        "(uncertainty 55–75 per cent, weighted; 70 of 106).",
    ),
    Case(
        "wide interval",
        [share("given", 40, 60, (0.4, 0.9), 0.667)],
        "Anmälaren fick återkoppling i 67 procent av de ärenden där anmälaren bett om återkoppling (osäkerhet 40–90 "
        "procent, viktat; 40 av 60).",
        "The reporter was given feedback in 67 per cent of the cases where the reporter had asked for feedback "
        "(uncertainty 40–90 per cent, weighted; 40 of 60).",
    ),
    Case(
        "zero",
        [share("police", 0, 286, (0.0, 0.019))],
        "Polisanmälan gjordes i 0 av 286 lästa ärenden. Noll är inget bevis på noll: andelen kan vara så hög som 2 "
        "procent.",
        "A police report was made in 0 of 286 cases read. Finding none is no proof that there are none: the "
        "share may be as high as 2 per cent.",
    ),
    Case(
        "all",
        [share("heard", 286, 286, (0.981, 1.0))],
        "Barnet kom till tals i alla 286 lästa ärenden. Att det gäller alla här är inget bevis på att det alltid är "
        "så: andelen kan vara så låg som 98 procent.",
        "The child was heard in all 286 cases read. Finding it in all of them is no proof that it is always so: the "
        "share may be as low as 98 per cent.",
    ),
    Case(
        "all, and every file read",
        [share("heard", 286, 286, (1.0, 1.0))],
        "Barnet kom till tals i alla 286 lästa ärenden.",
        "The child was heard in all 286 cases read.",
    ),
    Case(
        "zero, and every file read",
        [share("police", 0, 286, (0.0, 0.0))],
        "Polisanmälan gjordes i 0 av 286 lästa ärenden.",
        "A police report was made in 0 of 286 cases read.",
    ),
    Case(
        "three",
        [share("police", 3, 286, (0.003, 0.032), 0.010)],
        "Polisanmälan gjordes i 3 av 286 lästa ärenden (1 procent; osäkerhet upp till 4 procent, viktat).",
        "A police report was made in 3 of 286 cases read (1 per cent; uncertainty up to 4 per cent, weighted).",
    ),
    Case(
        "less than one per cent",
        [share("police", 1, 286, (0.0, 0.021), 0.004)],
        "Polisanmälan gjordes i 1 av 286 lästa ärenden (under 1 procent; osäkerhet upp till 3 procent, viktat).",
        "A police report was made in 1 of 286 cases read (less than 1 per cent; uncertainty up to 3 per "
        "cent, weighted).",
    ),
    Case(
        "all but one",
        [share("heard", 285, 286, (0.979, 1.0), 0.996)],
        "Barnet kom till tals i 285 av 286 lästa ärenden (över 99 procent; osäkerhet 97–100 procent, viktat).",
        "The child was heard in 285 of 286 cases read (more than 99 per cent; uncertainty 97–100 per cent, weighted).",
    ),
    Case(
        "one of one",
        [share("heard", 1, 1, (0.2, 1.0), method="wilson")],
        "Barnet kom till tals i 1 av 1 ärende. Att det gäller alla här är inget bevis på att det alltid är så: "
        "andelen kan vara så låg som 20 procent.",
        "The child was heard in 1 of 1 case. Finding it in all of them is no proof that it is always so: the share "
        "may be as low as 20 per cent.",
    ),
    Case(
        "49 answers",
        [share("held", 21, 49, (0.3, 0.58), 0.43)],
        "Bedömningen höll inte i 21 av 49 lästa ärenden (43 procent; osäkerhet 30–58 procent, viktat).",
        "The decision did not hold in 21 of 49 cases read (43 per cent; uncertainty 30–58 per cent, weighted).",
    ),
    Case(
        "50 answers",
        [share("held", 21, 50, (0.29, 0.57), 0.42)],
        "Bedömningen höll inte i 42 procent av alla ärenden (osäkerhet 29–57 procent, viktat; 21 av 50).",
        "The decision did not hold in 42 per cent of all cases (uncertainty 29–57 per cent, weighted; 21 of 50).",
    ),
    Case(
        "no interval",
        [row("heard", n=286, x=72, estimate=0.25, percent=25)],
        "Barnet kom till tals i 25 procent av alla ärenden (osäkerheten är inte beräknad; 72 av 286).",
        "The child was heard in 25 per cent of all cases (uncertainty not available; 72 of 286).",
    ),
    Case(
        "whole per cent as it is published",
        [share("heard", 264, 286, (0.885, 0.955), 0.925, percent=92, percent_lower=88, percent_upper=96)],
        "Barnet kom till tals i 92 procent av alla ärenden (osäkerhet 88–96 procent, viktat; 264 av 286).",
        "The child was heard in 92 per cent of all cases (uncertainty 88–96 per cent, weighted; 264 of 286).",
    ),
    Case(
        "counted in full",
        [share("heard", 1755, 4526, (0.374, 0.402), method="wilson")],
        f"Barnet kom till tals i 39 procent av alla ärenden (slumpmässig variation 37–41 procent; 1{N}755 av 4{N}526).",
        f"The child was heard in 39 per cent of all cases (chance variation 37–41 per cent; 1{N}755 of 4{N}526).",
        unweighted=True,
    ),
    Case(
        "no row",
        [share("heard", 72, 286, (0.205, 0.305), 0.254, level="undocumented") | HIDDEN],
        "Barnet kom till tals: det finns inga svar att räkna på.",
        "The child was heard: there is no answer to count.",
    ),
    Case(
        "nothing answered",
        [row("heard", n=0, x=0, status="not_applicable")],
        "Barnet kom till tals: det finns inga svar att räkna på.",
        "The child was heard: there is no answer to count.",
    ),
    Case(
        "too few",
        [row("held", n=3, x=1, status="too_few"), bounds("held", 0.3, (0.1, 0.8), 10)],
        "Bedömningen höll inte: svaren är för få för att ange en andel.",
        "The decision did not hold: there are too few answers to give a share.",
        {"n": 3, "asked": 10, "missing": 7},
    ),
    Case(
        "suppressed",
        [row("heard", status="suppressed")],
        "Barnet kom till tals: talet visas inte, för att skydda enskilda.",
        "The child was heard: the figure is not shown, to protect individuals.",
    ),
    Case(
        "suppressed for the sake of another",
        [row("heard", status="suppressed_complementary")],
        "Barnet kom till tals: talet visas inte, för att skydda enskilda.",
        "The child was heard: the figure is not shown, to protect individuals.",
    ),
    Case(
        "not documented as no",
        [share("police", 0, 286, (0.0, 0.019))],
        "Polisanmälan gjordes i 0 av 286 lästa ärenden. Noll är inget bevis på noll: andelen kan vara så hög som 2 "
        "procent. I 6 framgår det inte; det räknas som nej, även i intervallen.",
        "A police report was made in 0 of 286 cases read. Finding none is no proof that there are none: the "
        "share may be as high as 2 per cent. In 6 the file does not say; that is counted as no, in the intervals too.",
        {"n": 286, "undocumented": 6},
    ),
    Case(
        "not documented as no, and many",
        [share("police", 49, 74, (0.51, 0.76), 0.64), bounds("police", 0.64, (0.64, 0.73), 74)],
        "Polisanmälan gjordes i 64 procent av alla ärenden (osäkerhet 51–76 procent, viktat; 49 av 74). I 6 framgår "
        "det inte; det räknas som nej, även i intervallen. Vore svaren ja skulle andelen vara 73 procent.",
        "A police report was made in 64 per cent of all cases (uncertainty 51–76 per cent, weighted; 49 of 74). In 6 "
        "the file does not say; that is counted as no, in the intervals too. Had the answers been yes, "
        "the share would be 73 per cent.",
        {"n": 74, "undocumented": 6},
    ),
    Case(
        "not documented as an answer",
        [
            share("heard", 76, 222, (0.28, 0.43), 0.35),
            share("heard", 60, 222, (0.2, 0.34), 0.27, level="undocumented"),
            bounds("heard", 0.35, (0.35, 0.62), 222),
        ],
        "Barnet kom till tals i 35 procent av alla ärenden (osäkerhet 28–43 procent, viktat; 76 av 222). I 27 procent "
        "(20–34) framgår det inte. Vore svaren ja skulle andelen vara 62 procent.",
        "The child was heard in 35 per cent of all cases (uncertainty 28–43 per cent, weighted; 76 of 222). In 27 per "
        "cent (20–34) the file does not say. Had the answers been yes, the share would be 62 per cent.",
        {"n": 222, "undocumented": 60},
    ),
    Case(
        "not documented as an answer, and few",
        [
            share("heard", 6, 36, (0.06, 0.32), 0.15),
            share("heard", 11, 36, (0.23, 0.57), 0.38, level="undocumented"),
        ],
        "Barnet kom till tals i 6 av 36 lästa ärenden (15 procent; osäkerhet 6–32 procent, viktat). I 11 av 36 (38 "
        "procent, 23–57) framgår det inte.",
        "The child was heard in 6 of 36 cases read (15 per cent; uncertainty 6–32 per cent, weighted). In 11 of 36 (38 "
        "per cent, 23–57) the file does not say.",
    ),
    Case(
        "not documented as an answer, and hidden",
        [
            share("heard", 72, 286, (0.205, 0.305), 0.254),
            share("heard", 2, 286, (0.0, 0.02), 0.01, level="undocumented") | HIDDEN,
        ],
        "Barnet kom till tals i 25 procent av alla ärenden (osäkerhet 20–31 procent, viktat; 72 av 286).",
        "The child was heard in 25 per cent of all cases (uncertainty 20–31 per cent, weighted; 72 of 286).",
    ),
    Case(
        "not documented as missing",
        [share("held", 204, 281, (0.683, 0.797), 0.738)],
        "Bedömningen höll inte i 74 procent av alla ärenden (osäkerhet 68–80 procent, viktat; 204 av 281, svar saknas "
        "för 5).",
        "The decision did not hold in 74 per cent of all cases (uncertainty 68–80 per cent, weighted; 204 of 281, no "
        "answer for 5).",
        {"n": 281, "asked": 286, "missing": 5},
    ),
    Case(
        "does not apply, which is not missing",
        [share("given", 23, 31, (0.56, 0.87), 0.74)],
        "Anmälaren fick återkoppling i 23 av 31 ärenden där anmälaren bett om återkoppling (74 procent; osäkerhet "
        "56–87 procent, viktat; svar saknas för 2).",
        "The reporter was given feedback in 23 of 31 cases where the reporter had asked for feedback (74 per cent; "
        "uncertainty 56–87 per cent, weighted; no answer for 2).",
        {"n": 31, "asked": 286, "not_applicable": 253, "undocumented": 2},
    ),
    Case(
        "zero of those with an answer",
        [share("held", 0, 281, (0.0, 0.02))],
        "Bedömningen höll inte i 0 av 281 ärenden (svar saknas för 5). Noll är inget bevis på noll: andelen kan vara "
        "så hög som 2 procent.",
        "The decision did not hold in 0 of 281 cases (no answer for 5). Finding none is no proof that there are "
        "none: the share may be as high as 2 per cent.",
        {"n": 281, "asked": 286, "missing": 5},
    ),
    Case(
        "category",
        source(140, 100, 46),
        "Anmälan kom från: skola i 49 procent av alla ärenden (osäkerhet 42–55 procent, viktat; 140 av 286). Inget "
        "annat svar är lika vanligt. Övriga svar: polis 35 procent (28–41) och annan 16 procent (10–23).",
        "The report came from: school in 49 per cent of all cases (uncertainty 42–55 per cent, weighted; 140 of 286). "
        "No other answer is as frequent. Other answers: police 35 per cent (28–41) and other 16 per cent (10–23).",
    ),
    Case(
        "category with a tie",
        source(120, 120, 46),
        "Anmälan kom från: skola i 42 procent av alla ärenden (osäkerhet 35–48 procent, viktat; 120 av 286). Övriga "
        "svar: polis 42 procent (35–48) och annan 16 procent (10–23).",
        "The report came from: school in 42 per cent of all cases (uncertainty 35–48 per cent, weighted; 120 of 286). "
        "Other answers: police 42 per cent (35–48) and other 16 per cent (10–23).",
    ),
    Case(
        "category with one answer hidden",
        source(140, 100, None),
        "Anmälan kom från: skola i 49 procent av alla ärenden (osäkerhet 42–55 procent, viktat; 140 av 286). Övriga "
        "svar: polis 35 procent (28–41). Visas inte: annan.",
        "The report came from: school in 49 per cent of all cases (uncertainty 42–55 per cent, weighted; 140 of 286). "
        "Other answers: police 35 per cent (28–41). Not shown: other.",
    ),
    Case(
        "category of few",
        source(17, 12, 7, n=36, limits=0.15),
        "Anmälan kom från: skola i 17 av 36 lästa ärenden (47 procent; osäkerhet 32–63 procent, viktat). Övriga svar: "
        "polis 12 (33 procent, 18–49) och annan 7 (19 procent, 4–35).",
        "The report came from: school in 17 of 36 cases read (47 per cent; uncertainty 32–63 per cent, weighted). "
        "Other answers: police 12 (33 per cent, 18–49) and other 7 (19 per cent, 4–35).",
    ),
    Case(
        "category that is hidden",
        source(None, None, None),
        "Anmälan kom från: talet visas inte, för att skydda enskilda.",
        "The report came from: the figure is not shown, to protect individuals.",
    ),
    Case(
        "median",
        [share("days", 265, 284, (0.884, 0.957), 0.927, level="within_limit"), median("days", 9, (8, 10))],
        "Beslutet kom inom 14 dagar i 93 procent av alla ärenden (osäkerhet 88–96 procent, viktat; 265 av 284). "
        "Medianen är 9 (osäkerhet 8–10, viktat); gränsen är 14.",
        "The decision came within 14 days in 93 per cent of all cases (uncertainty 88–96 per cent, weighted; 265 of "
        "284). The median is 9 (uncertainty 8–10, weighted); the limit is 14.",
    ),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("case", TABLE, ids=[case.name for case in TABLE])
def test_what_is_said_of_a_question(made_up: MadeUp, case: Case, language: str) -> None:
    name = case.rows[0]["indicator"]
    made_up.estimates = case.rows
    if case.ledger:
        made_up.denominators.append(denominator(name, **case.ledger))
    if case.unweighted:
        made_up.review["design"] = {"strata": made_up.review["design"]["strata"]}
    report = made_up.open(language)
    said = plain(question_sentence(report, report.codebook[name]))
    assert said == (case.swedish if language == "sv" else case.english)


def with_words(project: MadeUp, **columns: tuple[str, str]) -> MadeUp:
    """Give the noun its article, and columns of the codebook to the questions they are for."""
    project.review["case"] |= {"the_many": {"sv": "ärendena", "en": "the cases"}, "article": "ett"}
    head, *lines = project.codebook.splitlines()
    lines = [f"{line};{';'.join(columns.get(line.partition(';')[0], ('', '')))}" for line in lines]
    project.codebook = "\n".join([f"{head};finding_sv;finding_en", *lines]) + "\n"
    return project


WORDED = [
    (
        "the_many",
        [share("heard", 72, 286, (0.205, 0.305), 0.254)],
        {},
        "Barnet kom till tals i 25 procent av ärendena",
        "The child was heard in 25 per cent of the cases",
    ),
    (
        "share first",
        [share("held", 57, 286, (0.15, 0.26), 0.2)],
        {"held": ("{share} höll inte", "{share} did not hold")},
        "20 procent av ärendena höll inte",
        "20 per cent of the cases did not hold",
    ),
    (
        "all of them first",
        [share("held", 286, 286, (0.98, 1))],
        {"held": ("{share} höll inte", "{share} did not hold")},
        "Alla 286 lästa ärenden höll inte",
        "All 286 cases read did not hold",
    ),
    (
        "the answer completes the statement",
        source(140, 100, 46),
        {"source": ("Anmälan kom från {answer} i {share}", "The report came from {answer} in {share}")},
        "Anmälan kom från skola i 49 procent av ärendena",
        "The report came from school in 49 per cent of the cases",
    ),
    (
        "hidden",
        source(None, None, None),
        {"source": ("Anmälan kom från {answer} i {share}", "The report came from {answer} in {share}")},
        "Anmälan kom från skola: talet visas inte, för att skydda enskilda",
        "The report came from school: the figure is not shown, to protect individuals",
    ),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("rows", "columns", "swedish", "english"), [one[1:] for one in WORDED], ids=[w[0] for w in WORDED]
)
def test_the_sentence_of_the_codebook_is_said(
    made_up: MadeUp, rows: list[dict], columns: dict, swedish: str, english: str, language: str
) -> None:
    made_up.estimates = rows
    report = with_words(made_up, **columns).open(language)
    question = report.codebook[rows[0]["indicator"]]
    assert clause(report, question, report.whole(question, rows[0]["level"])) == (
        swedish if language == "sv" else english
    )


def test_a_bracket_gives_what_the_clause_does_not(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.205, 0.305), 0.254), share("police", 0, 286, (0.0, 0.02))]
    report = made_up.open("en")
    assert bracket(report, report.codebook["heard"], report.whole(report.codebook["heard"], "yes")) == (
        "uncertainty 20–31 per cent, weighted; 72 of 286"
    )
    assert bracket(report, report.codebook["police"], report.whole(report.codebook["police"], "yes")) == ""
    assert bracket(report, report.codebook["held"], None) == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "Anmälningar som utreddes: 52 procent av anmälningarna (slumpmässig variation 50–54 procent; "
            f"2{N}600 av 5{N}000).",
        ),
        (
            "en",
            "Reports that were investigated: 52 per cent of the reports (chance variation 50–54 per cent; "
            f"2{N}600 of 5{N}000).",
        ),
    ],
)
def test_a_register_names_what_it_counts(register: MadeUp, language: str, text: str) -> None:
    register.review["case"] |= {"the_many": {"sv": "anmälningarna", "en": "the reports"}}
    report = register.open(language)
    assert plain(question_sentence(report, report.codebook["investigations"])) == text


# share, lower and upper limit in whole per cent; the words in Swedish and in English, of cases that have an article
WORDS = [
    ((25, 19, 31), "ungefär vart fjärde ärende", "about one in four cases"),
    ((24, 19, 31), "ungefär vart fjärde ärende", "about one in four cases"),
    ((20, 15, 26), "ungefär vart femte ärende", "about one in five cases"),
    ((22, 17, 28), "drygt vart femte ärende", "just over one in five cases"),
    ((23, 18, 28), "knappt vart fjärde ärende", "just under one in four cases"),
    ((10, 7, 14), "ungefär vart tionde ärende", "about one in ten cases"),
    ((33, 27, 40), "ungefär vart tredje ärende", "about one in three cases"),
    ((35, 29, 42), "drygt vart tredje ärende", "just over one in three cases"),
    ((37, 31, 44), "37 procent av ärendena", "37 per cent of the cases"),
    ((40, 33, 47), "ungefär två av fem ärenden", "about two in five cases"),
    ((42, 36, 49), "42 procent av ärendena", "42 per cent of the cases"),
    ((48, 42, 55), "ungefär hälften av ärendena", "about half of the cases"),
    ((53, 47, 60), "53 procent av ärendena", "53 per cent of the cases"),
    ((66, 55, 76), "ungefär två tredjedelar av ärendena", "about two thirds of the cases"),
    ((64, 55, 73), "knappt två tredjedelar av ärendena", "just under two thirds of the cases"),
    ((75, 70, 80), "ungefär tre fjärdedelar av ärendena", "about three quarters of the cases"),
    ((80, 74, 85), "ungefär fyra av fem ärenden", "about four in five cases"),
    ((90, 85, 94), "ungefär nio av tio ärenden", "about nine in ten cases"),
    ((95, 90, 98), "nästan alla ärenden", "almost all cases"),
    ((95, 89, 98), "95 procent av ärendena", "95 per cent of the cases"),
    ((94, 90, 97), "94 procent av ärendena", "94 per cent of the cases"),
    # the fraction lies outside the limits
    ((51, 51, 52), "51 procent av ärendena", "51 per cent of the cases"),
    ((26, 26, 27), "26 procent av ärendena", "26 per cent of the cases"),
    # 25 points are allowed, 26 are not
    ((25, 13, 38), "ungefär vart fjärde ärende", "about one in four cases"),
    ((25, 12, 38), "cirka 25 procent av ärendena", "some 25 per cent of the cases"),
    # no fraction is near: 15 points are exact enough, 16 are not
    ((58, 50, 65), "58 procent av ärendena", "58 per cent of the cases"),
    ((57, 49, 65), "cirka 57 procent av ärendena", "some 57 per cent of the cases"),
]


@pytest.mark.parametrize(("shown", "swedish", "english"), WORDS, ids=[str(one[0]) for one in WORDS])
def test_approximate_words_follow_the_written_rules(
    made_up: MadeUp, shown: tuple[int, int, int], swedish: str, english: str
) -> None:
    percent, low, high = shown
    made_up.estimates = [share("heard", percent * 10, 1000, (low / 100, high / 100))]
    with_words(made_up)
    assert findings(made_up.open("sv"))[0].title == f"Barnet kom till tals i {swedish}."
    assert findings(made_up.open("en"))[0].title == f"The child was heard in {english}."


@pytest.mark.parametrize(
    ("x", "n", "limits", "title"),
    [
        (12, 49, (0.14, 0.38), "Barnet kom till tals i 12 av 49 lästa ärenden."),
        (4, 286, (0.0, 0.04), "Barnet kom till tals i 4 av 286 lästa ärenden."),
        (286, 286, (0.98, 1), "Barnet kom till tals i alla 286 lästa ärenden."),
    ],
)
def test_what_is_told_as_a_count_is_not_approximated(
    made_up: MadeUp, x: int, n: int, limits: tuple[float, float], title: str
) -> None:
    made_up.estimates = [share("heard", x, n, limits)]
    assert findings(with_words(made_up).open("sv"))[0].title == title


def test_without_an_article_or_of_some_cases_a_fraction_is_named(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.205, 0.305), 0.254), share("given", 30, 120, (0.18, 0.34))]
    first, second = findings(made_up.open("sv"))[:2]
    assert first.title == "Barnet kom till tals i ungefär en fjärdedel av alla ärenden."
    assert second.title == (
        "Anmälaren fick återkoppling i ungefär en fjärdedel av de ärenden där anmälaren bett om återkoppling."
    )


@pytest.mark.parametrize(("percent", "limits"), [(0, (0, 1)), (100, (99, 100))])
def test_none_and_all_are_not_approximated(percent: int, limits: tuple[int, int]) -> None:
    low, high = limits
    assert approximation(Interval(percent / 100, low / 100, high / 100, percent, low, high)) is None


@pytest.mark.parametrize(("article", "text"), [("en", "var tredje anmälan"), ("ett", "vart tredje ärende")])
def test_each_agrees_with_its_noun(article: str, text: str) -> None:
    one = text.rpartition(" ")[2]
    assert Locale("sv").one_in(3, article, one, "") == text


def test_headline_questions_are_the_findings_in_their_order(full: MadeUp) -> None:
    found = findings(full.open("sv"))
    assert [(finding.question.name, finding.value) for finding in found] == [
        ("heard", f"25{N}%"),
        ("given", f"66{N}%"),
        ("police", "0 av 286"),
        # not marked: a share of at least 15 per cent that should be none
        ("held", f"20{N}%"),
    ]
    assert found[0].text == "Andelen ligger troligen mellan 19 och 31 procent (viktat). I urvalet: 72 av 286."


def test_without_headlines_those_surely_farthest_from_favourable_come_first(full: MadeUp) -> None:
    full.codebook = "\n".join(line.rstrip("123") for line in full.codebook.splitlines())
    # the interval decides, of which the nearest end is 69, 26 and 15 points away; that of the days is 4
    assert [finding.question.name for finding in findings(full.open("sv"))] == ["heard", "given", "held"]


def test_findings_are_at_most_six(full: MadeUp) -> None:
    lines = full.codebook.splitlines()
    full.codebook = "\n".join([lines[0], *(f"{line.rstrip('123')}{place}" for place, line in enumerate(lines[1:], 1))])
    assert len(full.open("sv").codebook.questions) == 7
    assert [finding.question.name for finding in findings(full.open("sv"))] == [
        *("heard", "asked", "given", "police", "held", "source"),
    ]


def test_findings_never_include_what_is_not_shown(full: MadeUp) -> None:
    full.estimates = [r | {"status": "suppressed", "estimate": ""} for r in full.estimates]
    assert findings(full.open("sv")) == []


@pytest.mark.parametrize(
    ("limits", "p", "title", "value"),
    [
        (
            (-0.011, 0.047),
            0.217,
            "Ingen genomsnittlig skillnad är påvisad när kvinnor och män jämförs inom samma institution.",
            "+1,8",
        ),
        (
            (0.001, 0.047),
            0.07,
            "Det finns tecken på en skillnad mellan kvinnor och män inom samma institution.",
            "+1,8",
        ),
        ((0.001, 0.047), 0.01, "Kvinnor och män skiljer sig åt inom samma institution.", "+1,8"),
    ],
)
def test_a_review_of_one_compared_question_opens_with_its_answer(
    made_up: MadeUp, limits: tuple[float, float], p: float, title: str, value: str
) -> None:
    berkeley(made_up)
    made_up.estimates[4] |= {"lower": limits[0], "upper": limits[1]}
    made_up.estimates[5] |= {"p_value": p, "p_adjusted": p}
    first, second = findings(made_up.open("sv"))
    assert (first.title, first.value, first.row) == (title, value, None)
    low = f"{M}1,1{B}till{B}" if limits[0] < 0 else "0,1–"
    assert first.text == (
        f"Procentenheter, kvinnor minus män (slumpmässig variation {low}4,7). Det som jämförs: barnet kom till tals."
    )
    assert second.title == "Barnet kom till tals i ungefär två av fem sökande."
    assert second.text == f"1{N}755 av 4{N}526. Slumpmässig variation: 37–41 procent."


def test_a_difference_that_does_not_vary_is_not_called_average(made_up: MadeUp) -> None:
    berkeley(made_up)
    made_up.estimates = [row for row in made_up.estimates if row["measure"] != "homogeneity"]
    title = "No difference is shown between women and men within the same department."
    assert findings(made_up.open("en"))[0].title == title


def test_a_comparison_that_is_hidden_is_no_finding(made_up: MadeUp) -> None:
    berkeley(made_up)
    made_up.estimates[4] |= {"estimate": "", "lower": "", "upper": "", "status": "suppressed"}
    assert [finding.value for finding in findings(made_up.open("en"))] == [f"39{N}%"]


def test_a_lower_limit_of_zero_does_not_deny_the_cases_found(made_up: MadeUp) -> None:
    made_up.estimates = [share("police", 3, 286, (0.003, 0.032), 0.010)]
    found = findings(made_up.open("sv"))[0]
    assert (found.value, found.text) == ("3 av 286", "Viktat är det 1 procent, troligen högst 4 procent.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", f"2004: 2{N}600 av 5{N}000. Slumpmässig variation: 50–54 procent."),
        ("en", f"2004: 2{N}600 of 5{N}000. Chance variation: 50–54 per cent."),
    ],
)
def test_a_finding_of_a_register_names_its_year(register: MadeUp, language: str, text: str) -> None:
    assert findings(register.open(language))[0].text == text


def test_a_small_review_is_told_in_counts(made_up: MadeUp) -> None:
    made_up.denominators = [*cases(36, 153), denominator("heard", 35, asked=36, missing=1)]
    made_up.estimates = [share("heard", 19, 35, (0.33, 0.69), 0.51)]
    found = findings(made_up.open("en"))[0]
    assert found.title == "The child was heard in 19 of 35 cases."
    assert found.value == "19 of 35"
    assert found.text == "Weighted, the share is 51 per cent, probably between 33 and 69 per cent. No answer for 1."


@pytest.mark.parametrize(
    ("rows", "title", "start"),
    [
        (source(140, 100, 46), "Anmälan kom från: skola i ungefär hälften av alla ärenden.", "Det är det vanligaste"),
        (source(120, 115, 51), "Anmälan kom från: skola i 42 procent av alla ärenden.", "Andelen ligger troligen"),
        (source(120, None, 51), "Anmälan kom från: skola i 42 procent av alla ärenden.", "Andelen ligger troligen"),
    ],
    ids=["apart", "intervals meet", "one is hidden"],
)
def test_an_answer_is_called_the_most_frequent_only_where_intervals_say_so(
    made_up: MadeUp, rows: list[dict], title: str, start: str
) -> None:
    made_up.estimates = rows
    made_up.codebook = made_up.codebook.replace('other = Other";;;;missing;;;', 'other = Other";;;;missing;;;4')
    (found,) = findings(made_up.open("sv"))
    assert found.title == title
    assert found.text.startswith(start)


def test_a_finding_says_what_its_missing_answers_could_mean(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 98, 255, (0.32, 0.45), 0.384), bounds("heard", 0.384, (0.342, 0.449))]
    made_up.denominators.append(denominator("heard", 255, asked=286, missing=31))
    assert findings(made_up.open("en"))[0].text == (
        "The share is probably between 32 and 45 per cent (weighted). In the sample: 98 of 255. No answer for 31. "
        "Had the answers been no, the share would be 34 per cent; had they been yes, 45."
    )


MEDIANS = [
    (
        "weighted",
        median("days", 9, (8, 10)),
        "Medianen är 9 (osäkerhet 8–10, viktat); gränsen är 14.",
        "The median is 9 (uncertainty 8–10, weighted); the limit is 14.",
    ),
    (
        "not weighted",
        median("days", 8.5, (8, 9.5), method="order-statistics"),
        "Medianen är 8,5 (osäkerhet 8,0–9,5); gränsen är 14.",
        "The median is 8.5 (uncertainty 8.0–9.5); the limit is 14.",
    ),
    (
        "open above",
        median("days", 9, (8, ""), method="order-statistics"),
        "Medianen är 9 (osäkerhet 8 eller mer); gränsen är 14.",
        "The median is 9 (uncertainty 8 or more); the limit is 14.",
    ),
    (
        "open below",
        median("days", 9, ("", 10.5)),
        "Medianen är 9 (osäkerhet 10,5 eller mindre, viktat); gränsen är 14.",
        "The median is 9 (uncertainty 10.5 or less, weighted); the limit is 14.",
    ),
    (
        "open on both sides",
        median("days", 9, ("", "")),
        "Medianen är 9 (osäkerheten är inte beräknad); gränsen är 14.",
        "The median is 9 (uncertainty not available); the limit is 14.",
    ),
    (
        "every file read, and all alike",
        median("days", 0, (0, 0)),
        "Medianen är 0 (osäkerhet 0–0, viktat); gränsen är 14.",
        "The median is 0 (uncertainty 0–0, weighted); the limit is 14.",
    ),
    ("too few", median("days", "", ("", ""), 3, status="too_few"), "", ""),
    ("nothing answered", median("days", "", ("", ""), 0, status="not_applicable"), "", ""),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("case", "estimate", "swedish", "english"), MEDIANS, ids=[case[0] for case in MEDIANS])
def test_median(made_up: MadeUp, case: str, estimate: dict, swedish: str, english: str, language: str) -> None:
    made_up.estimates = [estimate]
    report = made_up.open(language)
    assert median_text(report, report.codebook["days"]) == (swedish if language == "sv" else english)


@pytest.mark.parametrize(
    ("limits", "swedish", "english"),
    [
        (
            (9, 10),
            "Medianen är 9 dagar (osäkerhet 9–10 dagar, viktat); gränsen är 14 dagar.",
            "The median is 9 days (uncertainty 9–10 days, weighted); the limit is 14 days.",
        ),
        (
            (9, ""),
            "Medianen är 9 dagar (osäkerhet 9 eller mer, viktat); gränsen är 14 dagar.",
            "The median is 9 days (uncertainty 9 or more, weighted); the limit is 14 days.",
        ),
    ],
)
def test_a_median_has_the_unit_of_the_codebook(made_up: MadeUp, limits: tuple, swedish: str, english: str) -> None:
    made_up.estimates = [median("days", 9, limits)]
    head, *lines = made_up.codebook.splitlines()
    lines = [f"{line};{'dagar;days' if line.startswith('days;') else ';'}" for line in lines]
    made_up.codebook = "\n".join([f"{head};unit_sv;unit_en", *lines]) + "\n"
    for language, text in (("sv", swedish), ("en", english)):
        report = made_up.open(language)
        assert median_text(report, report.codebook["days"]) == text
    assert report.level(report.codebook["days"], "within_limit") == "At most 14 days"


BOUNDS = [
    (
        "missing",
        denominator("held", 255, asked=286, missing=20, undocumented=11),
        bounds("held", 0.384, (0.342, 0.449)),
        "Vore svaren nej skulle andelen vara 34 procent, vore de ja 45.",
        "Had the answers been no, the share would be 34 per cent; had they been yes, 45.",
    ),
    (
        "one missing",
        denominator("held", 12, asked=13, missing=1),
        bounds("held", 0.5, (0.4615, 0.5384), 13),
        "Vore det nej skulle andelen vara 46 procent, vore det ja 54.",
        "Had it been no, the share would be 46 per cent; had it been yes, 54.",
    ),
    (
        "counted as no already",
        denominator("police", 286, undocumented=20),
        bounds("police", 0.0, (0.0, 0.07)),
        "Vore svaren ja skulle andelen vara 7 procent.",
        "Had the answers been yes, the share would be 7 per cent.",
    ),
    (
        "one counted as no already",
        denominator("police", 12, undocumented=1),
        bounds("police", 0.0, (0.0, 0.0833), 12),
        "Vore svaret ja skulle andelen vara 9 procent.",
        "Had it been yes, the share would be 9 per cent.",
    ),
    (
        "counted as no, and missing",
        denominator("police", 276, asked=286, undocumented=12, missing=10),
        bounds("police", 0.0, (0.0, 0.077)),
        "Räknas de 22 där det inte framgår eller svar saknas som nej blir andelen 0 procent, som ja 8.",
        "Counting the 22 where it is not stated or there is no answer as no, the share would be 0 per cent; as yes, 8.",
    ),
    ("hidden", denominator("held", 255, missing=31), bounds("held", "", ("", ""), status="suppressed"), "", ""),
    ("all answered", denominator("held", 286), row("held", measure="sample_share", method="plain"), "", ""),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("case", "ledger", "estimate", "swedish", "english"), BOUNDS, ids=[one[0] for one in BOUNDS])
def test_what_missing_answers_could_mean(
    made_up: MadeUp, case: str, ledger: dict, estimate: dict, swedish: str, english: str, language: str
) -> None:
    made_up.estimates, made_up.denominators = [estimate], [*made_up.denominators, ledger]
    report = made_up.open(language)
    assert bounds_text(report, report.codebook[ledger["indicator"]]) == (swedish if language == "sv" else english)
