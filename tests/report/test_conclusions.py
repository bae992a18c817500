"""What the comparison of two groups lets the report say."""

import pytest

from granska.report.blocks import Inline, Strong
from granska.report.comparisons import Verdict, compare
from granska.report.conclusions import brief, compared_cases, conclusion
from report.made_up import MadeUp, berkeley, cases, denominator, difference, homogeneity

M, B = "\u2212", "\u00a0"


def plain(content: tuple[Inline, ...]) -> str:
    return "".join(piece.text if isinstance(piece, Strong) else str(piece) for piece in content)


def said(project: MadeUp, language: str) -> list[str]:
    report = project.open(language)
    return [plain(content) for content in conclusion(report, "gender", compare(report, "gender"))]


def test_berkeley_in_swedish(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "sv") == [
        "Ingen skillnad påvisad inom samma institution. När kvinnor och män jämförs inom samma institution är den "
        f"genomsnittliga skillnaden +1,8 procentenheter (slumpmässig variation {M}1,1{B}till{B}4,7).",
        "Räknat på alla tillsammans är andelen 14,2 procentenheter lägre bland kvinnor än bland män (30,4 mot 44,5 "
        "procent). Den siffran jämför inte lika med lika: de två grupperna fördelar sig olika på institutioner som "
        "själva har mycket olika andelar. Den ska inte läsas som en skillnad i hur kvinnor och män behandlas.",
        "Oddskvoten mellan grupperna varierar mellan institutioner mer än slumpen förklarar: de liknar inte varandra, "
        "och den genomsnittliga skillnaden döljer det.",
    ]


def test_berkeley_in_english(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "en") == [
        "No difference shown within the same department. When women and men are compared within the same department, "
        f"the average difference is +1.8 percentage points (chance variation {M}1.1{B}to{B}4.7).",
        "Overall, the share is 14.2 percentage points lower among women than among men (30.4 against 44.5 "
        "per cent). That figure does not compare like with like: the two groups are spread differently over the "
        "departments, and the departments have very different shares. It must not be read as a difference in how "
        "women and men are treated.",
        "The departments are not alike: the odds ratio between the groups varies more than chance explains. The "
        "average difference hides that.",
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_summary_of_a_single_comparison_leaves_nothing_out(made_up: MadeUp, language: str) -> None:
    report = berkeley(made_up).open(language)
    short = [plain(content) for content in brief(report, "gender", compare(report, "gender"))]
    assert short == said(made_up, language)
    assert len(short) == 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            f"I hela materialet är skillnaden {M}3,1 procentenheter (slumpmässig variation {M}5,0{B}till{B}{M}1,0); "
            "inom samma institution är den inte påvisad.",
        ),
        (
            "en",
            f"In all the material the difference is {M}3.1 percentage points (chance variation {M}5.0{B}to{B}{M}1.0); "
            "within the same department it is not shown.",
        ),
    ],
)
def test_no_cause_is_named_for_a_small_shift(made_up: MadeUp, language: str, text: str) -> None:
    berkeley(made_up)
    made_up.estimates[3:5] = [
        difference("heard", -0.031, (-0.05, -0.01), "newcombe", n=1835),
        difference("heard", -0.011, (-0.04, 0.018), p_value=0.5, n=1835),
    ]
    assert said(made_up, language)[1] == text


def one_question(project: MadeUp, limits: tuple[float, float], p: float) -> MadeUp:
    project.codebook = "\n".join(project.codebook.splitlines()[:2]) + "\n"
    project.estimates = [difference("heard", 0.14, limits, p_value=p)]
    return project


@pytest.mark.parametrize(
    ("limits", "p", "lead"),
    [
        ((0.02, 0.25), 0.02, "Skillnad påvisad inom samma stadsdel."),
        ((0.02, 0.25), 0.06, "Tecken på skillnad inom samma stadsdel."),
        ((-0.02, 0.3), 0.09, "Ingen skillnad påvisad inom samma stadsdel."),
    ],
)
def test_a_single_question_may_be_said_more_firmly(
    made_up: MadeUp, limits: tuple[float, float], p: float, lead: str
) -> None:
    assert said(one_question(made_up, limits, p), "sv")[0].startswith(lead)


def test_no_difference_among_many(full: MadeUp) -> None:
    assert said(full, "sv") == [
        "Ingen skillnad påvisad mellan flickor och pojkar i någon av de 9 jämförelser som går att göra. Det betyder "
        "inte att det inte finns någon, bara att materialet inte visar den."
    ]
    assert said(full, "en") == [
        "No difference shown between girls and boys on any of the 9 comparisons that can be made. That does not mean "
        "that there is none: only that this material does not show it."
    ]


def with_signs(project: MadeUp) -> MadeUp:
    """Let one of nine comparisons leave out zero, with an upper limit that rounds to zero."""
    for number, row in enumerate(project.estimates):
        if row["method"] == "mantel-haenszel" and row["indicator"] == "heard":
            project.estimates[number] = row | {"estimate": -0.098, "lower": -0.193, "upper": -0.001, "p_value": 0.001}
    return project


def test_one_sign_among_many_establishes_nothing(full: MadeUp) -> None:
    assert said(with_signs(full), "sv") == [
        f"Tecken på skillnad mellan flickor och pojkar på en punkt. Barnet kom till tals: {M}9,8 procentenheter "
        f"(osäkerhet {M}19,3{B}till{B}{M}0,1). Skillnaderna är räknade som flickor minus pojkar.",
        "Vi har gjort 9 jämförelser, och ju fler man gör, desto lättare ger någon av dem ett sådant tecken av ren "
        "slump. Ingen skillnad är därför fastställd. På övriga punkter är ingen skillnad påvisad, vilket inte betyder "
        "att det inte finns någon.",
    ]
    report = full.open("en")
    found = {one.question.name: one.verdict for one in compare(report, "gender")}
    assert found["heard"] is Verdict.SIGN
    assert found["held"] is Verdict.NONE_SHOWN
    assert [plain(content) for content in brief(report, "gender", compare(report, "gender"))] == [
        "Sign of a difference between girls and boys on one point. We made 9 comparisons; the more are made, the "
        "likelier it is that one gives such a sign by chance alone. No difference is therefore established. On the "
        "others no difference is shown, which does not mean that there is none."
    ]


def test_the_number_expected_by_chance_has_a_decimal(full: MadeUp) -> None:
    full.review["confidence"] = 0.85
    with_signs(full)
    assert said(full, "sv")[1].startswith(
        "Med 9 jämförelser väntas i genomsnitt omkring 1,4 sådana tecken av ren slump, även om det inte finns någon "
        "skillnad alls."
    )


def test_one_other_comparison_is_one(full: MadeUp) -> None:
    kept = [r for r in full.estimates if r["measure"] != "difference" or r["indicator"] in ("heard", "asked")]
    full.estimates = kept
    assert said(with_signs(full), "sv")[1].endswith(
        "På den andra punkten är ingen skillnad påvisad, vilket inte betyder att det inte finns någon."
    )
    assert said(full, "en")[1].endswith("On the other no difference is shown, which does not mean that there is none.")


def test_the_odds_ratio_is_what_varies(full: MadeUp) -> None:
    full.estimates.insert(0, homogeneity("held", 0.01))
    full.estimates = [
        r | {"p_value": 0.01} if r["measure"] == "homogeneity" and r["indicator"] == "held" else r
        for r in full.estimates
    ]
    assert said(full, "sv")[1] == (
        "Oddskvoten varierar mer mellan stadsdelar än slumpen brukar ge på följande punkter: Bedömningen höll inte. "
        "Med många jämförelser är en del av det också slump."
    )


@pytest.mark.parametrize(
    ("unknown", "swedish", "english"),
    [
        (0, "143 flickor och 143 pojkar jämförs.", "143 girls and 143 boys are compared."),
        (
            1,
            "143 flickor och 143 pojkar jämförs. 1 ärende där könet är okänt ingår inte.",
            "143 girls and 143 boys are compared. 1 case without a known gender is left out.",
        ),
        (
            2,
            "143 flickor och 143 pojkar jämförs. 2 ärenden där könet är okänt ingår inte.",
            "143 girls and 143 boys are compared. 2 cases without a known gender are left out.",
        ),
    ],
)
def test_who_is_compared_and_who_is_left_out(full: MadeUp, unknown: int, swedish: str, english: str) -> None:
    if unknown:
        full.denominators.append(denominator("cases", unknown, breakdown="gender", group="unknown"))
    assert compared_cases(full.open("sv"), "gender") == swedish
    assert compared_cases(full.open("en"), "gender") == english


def test_under_fifty_cases_nothing_is_compared(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [difference("heard", "", status="too_few", note="under_50")]
    assert said(made_up, "sv") == [
        "Ingen jämförelse görs. Granskningen omfattar 36 ärenden: 18 flickor och 18 pojkar. Med så få syns "
        "bara mycket stora skillnader, och så små grupper ser olika ut redan av slumpen. Därför redovisar vi antal för "
        "varje grupp och drar inga slutsatser om skillnader."
    ]
    assert said(made_up, "en")[0].startswith("No comparison is made. The review covers 36 cases: 18 girls and 18 boys.")


def test_too_few_on_every_question(made_up: MadeUp) -> None:
    made_up.estimates = [difference("heard", "", status="too_few")]
    assert said(made_up, "sv") == [
        "För få för att jämföra. Inte på någon fråga finns det tillräckligt många svar för både flickor och pojkar."
    ]


def test_everything_suppressed(full: MadeUp) -> None:
    full.estimates = [row | {"status": "suppressed", "estimate": "", "p_value": ""} for row in full.estimates]
    report = full.open("sv")
    assert {one.verdict for one in compare(report, "gender")} == {Verdict.HIDDEN}
