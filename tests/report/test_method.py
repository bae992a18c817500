"""What the report says about how the review was made."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import granska.stages
from granska.report import uncertainty
from granska.report.method import extent, rule_words
from granska.report.uncertainty import uncertainty_words
from granska.stats import areas
from report.made_up import MadeUp, between, bounds, cases, many_strata, median, row, share

STAGES = Path(granska.stages.__path__[0])


def rules() -> Iterator[str]:
    """Find the names of rules that cleaning logs: words with a hyphen, given to whatever writes the log."""
    for name in ("cleaning.py", "columns.py"):
        for node in ast.walk(ast.parse((STAGES / name).read_text(encoding="utf-8"))):
            called = getattr(node, "func", None)
            if getattr(called, "attr", getattr(called, "id", "")) in ("add", "add_cells", "_log_spelling"):
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                yield from (text for text in texts if isinstance(text, str) and "-" in text)


RULES = sorted(set(rules()))


def test_the_rules_are_found() -> None:
    assert {"answer-variant", "white-space", "name-variant", "duplicate-row"} <= set(RULES)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_cleaning_has_words(made_up: MadeUp, rule: str, language: str) -> None:
    assert rule_words(made_up.open(language), rule) != rule


def words(project: MadeUp, language: str) -> dict[str, str]:
    return dict(uncertainty_words(project.open(language)))


@pytest.mark.parametrize(
    ("language", "lead", "text"),
    [
        (
            "sv",
            "Osäkerhet.",
            "De räknar ärenden som oberoende av varandra. Hör flera ihop, till exempel för att de gäller syskon, är "
            "intervallen för korta.",
        ),
        (
            "en",
            "Uncertainty.",
            "They take the cases as independent of each other. Where several belong together, for example because they "
            "concern siblings, the intervals are too short.",
        ),
    ],
)
def test_what_every_interval_takes_for_granted(made_up: MadeUp, language: str, lead: str, text: str) -> None:
    found = words(made_up, language)
    assert list(found) == [lead, "Precision.", "Avrundning." if language == "sv" else "Rounding."]
    assert found[lead].endswith(text)


@pytest.mark.parametrize(
    ("language", "lead", "example"), [("sv", "Osäkerhet.", "syskon"), ("en", "Uncertainty.", "siblings")]
)
def test_public_figures_have_no_siblings(made_up: MadeUp, language: str, lead: str, example: str) -> None:
    made_up.review |= {"synthetic": False, "public": True}
    assert example not in words(made_up, language)[lead]


@pytest.mark.parametrize(("files", "said"), [(True, True), (False, False)])
def test_the_exact_interval_is_named_where_it_is_used(made_up: MadeUp, files: bool, said: bool) -> None:
    if files:
        made_up.estimates = [row("heard", measure="finite_population", method="hypergeometric-exact")]
    assert ("exakt hypergeometriskt intervall" in words(made_up, "sv")["Osäkerhet."]) is said


def test_practice_makes_no_use_of_the_part_that_was_read(made_up: MadeUp) -> None:
    made_up.review["design"]["inference"] = "practice"
    text = words(made_up, "sv")["Osäkerhet."]
    assert "De gäller arbetssättet i allmänhet" in text
    assert "ändlighetskorrektion" not in text


@pytest.mark.parametrize(
    ("tests", "limits", "text"),
    [
        (
            1,
            False,
            "Whether all districts have the same share is tested by chi-square.",
        ),
        (
            2,
            False,
            "Whether all districts have the same share is tested by chi-square. The p-values are adjusted by Holm’s "
            "method for the two tests that were made.",
        ),
        (
            1,
            True,
            "Whether all districts have the same share is tested by chi-square. The limits are those that 95\u202f% "
            "and 99.8\u202f% of the shares would lie within if all districts had the overall share (exact binomial "
            "limits, interpolated, after Spiegelhalter 2005). The smoothed share is the mean that a beta-binomial "
            "model gives when the districts inform each other; where the shares vary no more than chance makes them, "
            "it is the overall share.",
        ),
    ],
)
def test_how_strata_are_compared(made_up: MadeUp, tests: int, limits: bool, text: str) -> None:
    made_up.estimates = [share("heard", 72, 286, (0.2, 0.3))]
    made_up.estimates += [between(name, 0.4, 0.8) for name in ("heard", "asked")[:tests]]
    if limits:
        made_up.estimates += many_strata("heard", [(9, 26)] * 8, 0.25)
    made_up.denominators = []
    assert words(made_up, "en")["Variation between districts."] == text


@pytest.mark.parametrize(
    ("methods", "swedish", "english"),
    [
        (["chi2"], "med chitvåtest", "by chi-square"),
        (["exact"], "med exakta sannolikheter", "by exact probabilities"),
        (
            ["monte-carlo"],
            "med simulerade sannolikheter (9\u202f999 dragningar, frö 1234)",
            "by simulated probabilities (9\u202f999 draws, seed 1234)",
        ),
        (
            ["monte-carlo", "chi2"],
            "med chitvåtest och med simulerade sannolikheter (9\u202f999 dragningar, frö 1234) där få fall väntas",
            "by chi-square and by simulated probabilities (9\u202f999 draws, seed 1234) where few cases are expected",
        ),
        (
            ["exact", "monte-carlo"],
            "med exakta sannolikheter och med simulerade (9\u202f999 dragningar, frö 1234) där antalen är för stora "
            "för det",
            "by exact probabilities and by simulated ones (9\u202f999 draws, seed 1234) where the counts are too large "
            "for that",
        ),
        (
            ["chi2", "exact"],
            "med chitvåtest och med exakta sannolikheter där det finns få stadsdelar",
            "by chi-square and by exact probabilities where there are few districts",
        ),
    ],
)
def test_only_the_tests_that_were_made_are_named(
    made_up: MadeUp, methods: list[str], swedish: str, english: str
) -> None:
    made_up.review["analysis"] = {"seed": 1234}
    made_up.estimates = [
        between(name, 0.4, 0.8, method=method) for name, method in zip(("heard", "asked"), methods, strict=False)
    ]
    made_up.estimates.append(between("given", "", "", method="g", status="too_few"))
    start = f"Om alla stadsdelar har samma andel prövas {swedish}."
    assert words(made_up, "sv")["Variation mellan stadsdelar."].startswith(start)
    start = f"Whether all districts have the same share is tested {english}."
    assert words(made_up, "en")["Variation between districts."].startswith(start)


def test_as_many_draws_are_told_as_are_made() -> None:
    assert uncertainty.DRAWS == areas.DRAWS


@pytest.mark.parametrize(
    ("sampled", "by_stratum", "text"),
    [
        (True, False, "Den är viktad och har Woodruffs intervall."),
        (
            True,
            True,
            "Den är viktad och har Woodruffs intervall; per stadsdel är den inte viktad, och intervallet är räknat med "
            "ordningsstatistikor.",
        ),
        (False, False, "Dess intervall är räknat med ordningsstatistikor."),
    ],
)
def test_how_medians_are_made(made_up: MadeUp, sampled: bool, by_stratum: bool, text: str) -> None:
    made_up.estimates = [median("days", 9, (8, 10))]
    if by_stratum:
        made_up.estimates.append(median("days", 8, (6, 10), 26, breakdown="stratum", group="Östra"))
    if not sampled:
        made_up.review["design"].pop("population")
        made_up.review["design"]["inference"] = "practice"
    assert words(made_up, "sv")["Medianer."] == (
        f"Hälften av svaren är högst så stora som medianen. {text} Det som jämförs är andelen inom gränsen."
    )


def test_bounds_are_explained_where_there_are_any(made_up: MadeUp) -> None:
    assert "Missing answers." not in words(made_up, "en")
    made_up.estimates = [bounds("held", 0.2, (0.18, 0.3))]
    text = words(made_up, "en")["Missing answers."]
    assert text.startswith(
        "Where more than a twentieth of the cases that a question applies to lack an answer in the file"
    )
    left_out = " Cases where the file does not say whether a follow-up question applies are not counted in."
    assert text.endswith(left_out)
    made_up.codebook = re.sub("^given.*\n", "", made_up.codebook, flags=re.MULTILINE)
    assert not words(made_up, "en")["Missing answers."].endswith(left_out)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "Av 2\u202f959 ärenden i 1 stadsdel (1\u00a0januari–30\u00a0juni 2023) har 286 lästs."),
        ("en", "Of 2\u202f959 cases in 1 district (1\u00a0January–30\u00a0June 2023), 286 were read."),
    ],
)
def test_one_stratum_is_one_and_nothing_is_weighted_against_it(made_up: MadeUp, language: str, text: str) -> None:
    made_up.estimates = [row("heard", breakdown="stratum", group="Norra", method="wilson", n=286, x=72)]
    made_up.denominators = cases(286, 2959, ("Norra",))
    report = made_up.open(language)
    assert extent(report).startswith(text)
    assert "vikta" not in extent(report)
    assert "weighted" not in extent(report)
