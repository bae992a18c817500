"""Sentences about one question: every case that a review can meet, in both languages, word for word."""

import re

import pytest

from granska.report.findings import findings
from granska.report.sections import areas
from granska.report.sentences import bounds_text, lower_first, median_text, question_sentence, share_text
from report.made_up import MadeUp, bounds, cases, denominator, median, row, share

N, P = "\u202f", "\u2212"

TABLE = [
    (
        "usual",
        share("heard", 72, 286, (0.205, 0.305), 0.254),
        "25 procent (osäkerhet 20–31 procent, viktat; 72 av 286 lästa ärenden).",
        "25 per cent (uncertainty 20–31 per cent, weighted; 72 of 286 cases read).",
    ),
    (
        "not weighted",
        share("heard", 72, 286, (0.205, 0.305), 0.252, method="wilson"),
        "25 procent (osäkerhet 20–31 procent; 72 av 286 lästa ärenden).",
        "25 per cent (uncertainty 20–31 per cent; 72 of 286 cases read).",
    ),
    (
        "conditional",
        share("given", 70, 106, (0.558, 0.747), 0.664),
        "66 procent (osäkerhet 55–75 procent, viktat; 70 av 106 ärenden där anmälaren bett om återkoppling).",
        "66 per cent (uncertainty 55–75 per cent, weighted; "
        "70 of 106 cases where the reporter had asked for feedback).",
    ),
    (
        "zero",
        share("police", 0, 286, (0.0, 0.019)),
        "0 av 286 lästa ärenden. Noll är inget bevis på noll: andelen kan vara så hög som 2 procent.",
        "0 of 286 cases read. Finding none is no proof that there are none: the share may be as high as 2 per cent.",
    ),
    (
        "all",
        share("heard", 286, 286, (0.981, 1.0)),
        "286 av 286 lästa ärenden. Att det gäller alla här är inget bevis på att det alltid är så: "
        "andelen kan vara så låg som 98 procent.",
        "286 of 286 cases read. Finding it in all of them is no proof that it is always so: "
        "the share may be as low as 98 per cent.",
    ),
    (
        "every file read",
        share("police", 0, 286, (0.0, 0.0)),
        "0 av 286 lästa ärenden.",
        "0 of 286 cases read.",
    ),
    (
        "three",
        share("police", 3, 286, (0.003, 0.032), 0.010),
        "3 av 286 lästa ärenden (1 procent; osäkerhet 0–4 procent, viktat).",
        "3 of 286 cases read (1 per cent; uncertainty 0–4 per cent, weighted).",
    ),
    (
        "less than one per cent",
        share("police", 1, 286, (0.0, 0.021), 0.004),
        "1 av 286 lästa ärenden (under 1 procent; osäkerhet 0–3 procent, viktat).",
        "1 of 286 cases read (less than 1 per cent; uncertainty 0–3 per cent, weighted).",
    ),
    (
        "all but one",
        share("heard", 285, 286, (0.979, 1.0), 0.996),
        "285 av 286 lästa ärenden (över 99 procent; osäkerhet 97–100 procent, viktat).",
        "285 of 286 cases read (more than 99 per cent; uncertainty 97–100 per cent, weighted).",
    ),
    (
        "under fifty answers",
        share("given", 23, 31, (0.56, 0.87), 0.74),
        "23 av 31 ärenden där anmälaren bett om återkoppling (74 procent; osäkerhet 56–87 procent, viktat).",
        "23 of 31 cases where the reporter had asked for feedback (74 per cent; uncertainty 56–87 per cent, weighted).",
    ),
    (
        "no interval",
        row("heard", n=286, x=72, estimate=0.25),
        "25 procent (osäkerheten är inte beräknad; 72 av 286 lästa ärenden).",
        "25 per cent (uncertainty not available; 72 of 286 cases read).",
    ),
    (
        "nothing answered",
        row("heard", n=0, x=0, status="not_applicable"),
        "det finns inga svar att räkna på.",
        "there is no answer to count.",
    ),
    (
        "too few",
        row("heard", n=3, x=1, status="too_few"),
        "svaren är för få för att ange en andel.",
        "there are too few answers to give a share.",
    ),
    (
        "suppressed",
        row("heard", status="suppressed"),
        "talet visas inte, för att skydda enskilda.",
        "the figure is not shown, to protect individuals.",
    ),
    (
        "suppressed for the sake of another",
        row("heard", status="suppressed_complementary"),
        "talet visas inte, för att skydda enskilda.",
        "the figure is not shown, to protect individuals.",
    ),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("case", "estimate", "swedish", "english"), TABLE, ids=[case[0] for case in TABLE])
def test_share(made_up: MadeUp, case: str, estimate: dict, swedish: str, english: str, language: str) -> None:
    made_up.estimates = [estimate]
    report = made_up.open(language)
    question = report.codebook[estimate["indicator"]]
    assert share_text(report, question, report.whole(question, "yes")) == (swedish if language == "sv" else english)


def test_no_row_at_all_reads_like_no_answers(made_up: MadeUp) -> None:
    report = made_up.open("sv")
    assert share_text(report, report.codebook["heard"], None) == "det finns inga svar att räkna på."


def test_cases_that_are_no_sample_are_not_called_read(made_up: MadeUp) -> None:
    made_up.review["design"] = {"strata": made_up.review["design"]["strata"]}
    made_up.estimates = [share("heard", 1755, 4526, (0.374, 0.402), method="wilson")]
    report = made_up.open("sv")
    text = share_text(report, report.codebook["heard"], report.whole(report.codebook["heard"], "yes"))
    assert text == f"39 procent (slumpmässig variation 37–41 procent; 1{N}755 av 4{N}526 ärenden)."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", f"52 procent (slumpmässig variation 50–54 procent; 2{N}600 av 5{N}000 anmälningar)."),
        ("en", f"52 per cent (chance variation 50–54 per cent; 2{N}600 of 5{N}000 reports)."),
    ],
)
def test_a_register_has_chance_variation(register: MadeUp, language: str, text: str) -> None:
    report = register.open(language)
    question = report.codebook["investigations"]
    assert share_text(report, question, report.whole(question, "yes")) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "skola 49 procent (43–55), polis 35 procent (29–41) och annan 16 procent (12–21) "
            "(osäkerhet inom parentes, viktat; 286 ärenden).",
        ),
        (
            "en",
            "school 49 per cent (43–55), police 35 per cent (29–41) and other 16 per cent (12–21) "
            "(uncertainty in brackets, weighted; 286 cases).",
        ),
    ],
)
def test_category(full: MadeUp, language: str, text: str) -> None:
    report = full.open(language)
    subject, _, words = question_sentence(report, report.codebook["source"])
    assert subject.text == ("Anmälan kom från:" if language == "sv" else "The report came from:")
    assert words == text


def test_not_documented_as_an_answer_of_its_own_is_said(full: MadeUp) -> None:
    report = full.open("sv")
    assert question_sentence(report, report.codebook["heard"])[2].endswith(
        "Framgår inte: 4 procent (osäkerhet 2–8 procent, viktat)."
    )


def test_headline_questions_are_the_findings_in_their_order(full: MadeUp) -> None:
    found = findings(full.open("sv"))
    assert [(finding.question.name, finding.value) for finding in found] == [
        ("heard", f"25{N}%"),
        ("given", f"66{N}%"),
        ("police", "0 av 286"),
    ]
    assert found[0].text == "72 av 286 lästa ärenden. Den viktade andelen ligger troligen mellan 19 och 31 procent."


def test_without_headlines_the_farthest_from_favourable_come_first(full: MadeUp) -> None:
    full.codebook = "\n".join(line.rstrip("123") for line in full.codebook.splitlines())
    assert [finding.question.name for finding in findings(full.open("sv"))] == ["heard", "given", "held", "days"]


def test_findings_never_include_what_is_not_shown(full: MadeUp) -> None:
    full.estimates = [r | {"status": "suppressed", "estimate": ""} for r in full.estimates]
    assert findings(full.open("sv")) == []


def test_a_lower_limit_of_zero_does_not_deny_the_cases_found(made_up: MadeUp) -> None:
    made_up.estimates = [share("police", 3, 286, (0.003, 0.032), 0.010)]
    found = findings(made_up.open("sv"))[0]
    assert (found.value, found.text) == ("3 av 286", "Den viktade andelen är troligen högst 4 procent.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "74 procent (osäkerhet 68–80 procent, viktat; 204 av 281 ärenden, svar saknas för 5)."),
        ("en", "74 per cent (uncertainty 68–80 per cent, weighted; 204 of 281 cases, no answer for 5)."),
    ],
)
def test_cases_without_an_answer_are_counted_beside_the_others(made_up: MadeUp, language: str, text: str) -> None:
    made_up.estimates = [share("held", 204, 281, (0.683, 0.797), 0.738)]
    made_up.denominators.append(denominator("held", 281, asked=286, missing=5))
    report = made_up.open(language)
    assert share_text(report, report.codebook["held"], report.whole(report.codebook["held"], "yes")) == text


def test_cases_that_a_question_does_not_apply_to_are_not_missing(made_up: MadeUp) -> None:
    made_up.estimates = [share("given", 23, 31, (0.56, 0.87), 0.74)]
    made_up.denominators.append(denominator("given", 31, asked=286, not_applicable=253, undocumented=2))
    report = made_up.open("sv")
    assert share_text(report, report.codebook["given"], report.whole(report.codebook["given"], "yes")) == (
        "23 av 31 ärenden där anmälaren bett om återkoppling, svar saknas för 2 "
        "(74 procent; osäkerhet 56–87 procent, viktat)."
    )
    assert findings(report)[0].value == "23 av 31"
    assert findings(report)[0].text == (
        "Gäller ärenden där anmälaren bett om återkoppling. Svar saknas för 2. "
        "Den viktade andelen ligger troligen mellan 56 och 87 procent."
    )


def test_a_category_says_how_many_have_no_answer(full: MadeUp) -> None:
    full.denominators = [r for r in full.denominators if r["indicator"] != "source"]
    full.denominators.append(denominator("source", 286, asked=290, undocumented=4))
    report = full.open("sv")
    words = question_sentence(report, report.codebook["source"])[2]
    assert words.endswith("(osäkerhet inom parentes, viktat; 286 ärenden, svar saknas för 4).")


@pytest.mark.parametrize(
    ("language", "sentence", "finding"),
    [
        (
            "sv",
            "0 av 286 lästa ärenden. I 6 framgår det inte; det räknas som nej. "
            "Noll är inget bevis på noll: andelen kan vara så hög som 2 procent.",
            "I 6 framgår det inte; det räknas som nej. "
            "Noll är inget bevis på noll: andelen kan vara så hög som 2 procent.",
        ),
        (
            "en",
            "0 of 286 cases read. In 6 the file does not say; that is counted as no. "
            "Finding none is no proof that there are none: the share may be as high as 2 per cent.",
            "In 6 the file does not say; that is counted as no. "
            "Finding none is no proof that there are none: the share may be as high as 2 per cent.",
        ),
    ],
)
def test_what_is_counted_as_no_is_said(made_up: MadeUp, language: str, sentence: str, finding: str) -> None:
    made_up.estimates = [share("police", 0, 286, (0.0, 0.019))]
    made_up.denominators.append(denominator("police", 286, undocumented=6))
    report = made_up.open(language)
    question = report.codebook["police"]
    assert share_text(report, question, report.whole(question, "yes")) == sentence
    assert findings(report)[0].text == finding


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


def test_the_median_stands_after_the_share(full: MadeUp) -> None:
    report = full.open("sv")
    assert question_sentence(report, report.codebook["days"])[2] == (
        "93 procent (osäkerhet 88–96 procent, viktat; 265 av 284 ärenden, svar saknas för 2). "
        "Medianen är 9 (osäkerhet 8–10, viktat); gränsen är 14."
    )


BOUNDS = [
    (
        "missing",
        denominator("held", 255, asked=286, missing=20, undocumented=11),
        bounds("held", 0.384, (0.342, 0.449)),
        "Om svaret vore nej i alla 31 där akten saknar svar skulle andelen vara 34 procent; om det vore ja i alla, 45.",
        "If the answer were no in all 31 without an answer in the file, the share would be 34 per cent; if it were yes "
        "in all, 45.",
    ),
    (
        "one missing",
        denominator("held", 12, asked=13, missing=1),
        bounds("held", 0.5, (0.4615, 0.5384), 13),
        "Om svaret vore ja i den där akten saknar svar skulle andelen vara 54 procent; om det vore nej, 46.",
        "If the answer were yes in the one without an answer in the file, the share would be 54 per cent; if it were "
        "no, 46.",
    ),
    (
        "counted as no already",
        denominator("police", 286, undocumented=20),
        bounds("police", 0.0, (0.0, 0.07)),
        "Om svaret vore ja i alla 20 där det inte framgår skulle andelen vara 7 procent.",
        "If the answer were yes in all 20 where the file does not say, the share would be 7 per cent.",
    ),
    (
        "one counted as no already",
        denominator("police", 12, undocumented=1),
        bounds("police", 0.0, (0.0, 0.0833), 12),
        "Om svaret vore ja i den där det inte framgår skulle andelen vara 9 procent.",
        "If the answer were yes in the one where the file does not say, the share would be 9 per cent.",
    ),
    (
        "counted as no, and missing",
        denominator("police", 276, asked=286, undocumented=12, missing=10),
        bounds("police", 0.0, (0.0, 0.077)),
        "Om svaret vore nej i alla 22 där akten saknar svar skulle andelen vara 0 procent; om det vore ja i alla, 8.",
        "If the answer were no in all 22 without an answer in the file, the share would be 0 per cent; if it were yes "
        "in all, 8.",
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


def test_a_finding_says_what_its_missing_answers_could_mean(made_up: MadeUp) -> None:
    made_up.estimates = [share("heard", 98, 255, (0.32, 0.45), 0.384), bounds("heard", 0.384, (0.342, 0.449))]
    made_up.denominators.append(denominator("heard", 255, asked=286, missing=31))
    finding = findings(made_up.open("en"))[0]
    assert finding.text == (
        "98 of 255 cases, no answer for 31. The weighted share is probably between 32 and 45 per cent. "
        "If the answer were no in all 31 without an answer in the file, the share would be 34 per cent; if it were yes "
        "in all, 45."
    )


def test_a_share_that_is_not_shown_has_no_bounds_either(made_up: MadeUp) -> None:
    made_up.estimates = [row("held", n=3, x=1, status="too_few"), bounds("held", 0.3, (0.1, 0.8), 10)]
    made_up.denominators.append(denominator("held", 3, asked=10, missing=7))
    report = made_up.open("sv")
    assert question_sentence(report, report.codebook["held"])[2] == "svaren är för få för att ange en andel."


def test_whole_percent_is_printed_as_published_and_not_rounded_again(made_up: MadeUp) -> None:
    whole = {"percent": 92, "percent_lower": 88, "percent_upper": 96}
    made_up.estimates = [share("heard", 264, 286, (0.885, 0.955), 0.925, **whole)]
    report = made_up.open("sv")
    text = share_text(report, report.codebook["heard"], report.whole(report.codebook["heard"], "yes"))
    assert text == "92 procent (osäkerhet 88–96 procent, viktat; 264 av 286 lästa ärenden)."
    assert findings(report)[0].value == f"92{N}%"


def test_what_is_counted_in_full_varies_by_chance(made_up: MadeUp) -> None:
    made_up.review["design"] = {"strata": made_up.review["design"]["strata"]}
    made_up.estimates = [share("heard", 1755, 4526, (0.374, 0.402), method="wilson")]
    assert findings(made_up.open("sv"))[0].text == f"1{N}755 av 4{N}526 ärenden. Slumpmässig variation: 37–41 procent."
    assert findings(made_up.open("en"))[0].text == f"1{N}755 of 4{N}526 cases. Chance variation: 37–41 per cent."


def test_a_small_review_is_told_in_counts(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [share("heard", 19, 36, (0.33, 0.69), 0.51)]
    assert findings(made_up.open("en"))[0].value == "19 of 36"


SOURCES = [
    ("apart", [(0.43, 0.55), (0.29, 0.41), (0.12, 0.21)], "oftast skola, 49 procent."),
    ("intervals meet", [(0.41, 0.55), (0.29, 0.41), (0.12, 0.21)], "skola 49 procent, polis 35 procent."),
    ("one is hidden", [(0.43, 0.55), (0.29, 0.41), None], "skola 49 procent, polis 35 procent."),
    ("nothing answered", [None, None, None], "ingen andel kan visas."),
]


@pytest.mark.parametrize(("limits", "title"), [case[1:] for case in SOURCES], ids=[case[0] for case in SOURCES])
def test_an_answer_is_called_the_most_frequent_only_where_intervals_say_so(
    made_up: MadeUp, limits: list[tuple[float, float] | None], title: str
) -> None:
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "status": "suppressed"}
    made_up.estimates = [
        share("source", x, 286, span or (0, 1), level=level) | ({} if span else hidden)
        for (level, x), span in zip((("school", 140), ("police", 100), ("other", 46)), limits, strict=True)
    ]
    made_up.codebook = made_up.codebook.replace('other = Other";;;;missing;;;', 'other = Other";;;;missing;;;4')
    report = made_up.open("sv")
    assert f"**Anmälan kom från: {title}**" in re.sub(r"\\", "", areas(report).markdown())
    named = [f"Anmälan kom från: {'oftast ' * title.startswith('oftast')}skola."]
    assert [finding.title for finding in findings(report)] == (named if limits[0] else [])


@pytest.mark.parametrize(("label", "inside"), [("Skola", "skola"), ("BVC", "BVC"), ("A report", "a report"), ("", "")])
def test_labels_begin_small_inside_a_sentence(label: str, inside: str) -> None:
    assert lower_first(label) == inside
