"""What the comparison of two groups lets the report say."""

import pytest

from granska.report.blocks import Inline, Strong
from granska.report.comparisons import Verdict, compare
from granska.report.conclusions import brief, conclusion
from report.made_up import MadeUp, berkeley, cases, difference

M = "\u2212"


def plain(content: tuple[Inline, ...]) -> str:
    return "".join(piece.text if isinstance(piece, Strong) else str(piece) for piece in content)


def said(project: MadeUp, language: str) -> list[str]:
    report = project.open(language)
    return [plain(content) for content in conclusion(report, "gender", compare(report, "gender"))]


def test_berkeley_in_swedish(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "sv") == [
        "Ingen skillnad påvisad inom samma institution. Jämförda inom samma institution är skillnaden mellan kvinnor "
        "och "
        f"män +1,8 procentenheter (osäkerhet {M}1,1 till 4,7).",
        "Räknat på alla tillsammans är andelen 14,2 procentenheter lägre bland kvinnor än bland män (30,4 mot 44,5 "
        "procent). Den siffran jämför inte lika med lika: de två grupperna fördelar sig olika på institutioner som "
        "själva har mycket olika andelar. Den ska inte läsas som en skillnad i hur kvinnor och män behandlas.",
        "Skillnaden är inte densamma i alla institutioner: den varierar mer än slumpen förklarar. En gemensam siffra "
        "döljer alltså att de är olika.",
    ]


def test_berkeley_in_english(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "en") == [
        "No difference shown within the same department. Compared within the same department, the difference between "
        "women "
        f"and men is +1.8 percentage points (uncertainty {M}1.1 to 4.7).",
        "Taken all together, the share is 14.2 percentage points lower among women than among men (30.4 against 44.5 "
        "per cent). That figure does not compare like with like: the two groups are spread differently over the "
        "departments, and the departments have very different shares. It must not be read as a difference in how "
        "women and men are treated.",
        "The difference is not the same in all departments: they vary more than chance explains. One common figure "
        "therefore hides that they are unlike.",
    ]


def test_the_summary_of_berkeley_gives_the_difference_within(made_up: MadeUp) -> None:
    report = berkeley(made_up).open("en")
    text = plain(brief(report, "gender", compare(report, "gender")))
    assert text.startswith("No difference shown within the same department.")
    assert "14" not in text


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
        f"(osäkerhet {M}19,3 till {M}0,1). Skillnaderna är flickor minus pojkar.",
        "Vi har gjort 9 jämförelser, och ju fler man gör, desto lättare ger någon av dem ett sådant tecken av ren "
        "slump. Ingen skillnad är därför fastställd. På övriga punkter är ingen skillnad påvisad, vilket inte betyder "
        "att det inte finns någon.",
    ]
    report = full.open("en")
    found = {one.question.name: one.verdict for one in compare(report, "gender")}
    assert found["heard"] is Verdict.SIGN
    assert found["held"] is Verdict.NONE_SHOWN
    assert plain(brief(report, "gender", compare(report, "gender"))).startswith(
        "Sign of a difference between girls and boys on one point. We made 9 comparisons"
    )


def test_under_fifty_cases_nothing_is_compared(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [difference("heard", "", status="too_few", note="under_50")]
    assert said(made_up, "sv") == [
        "Ingen jämförelse görs. Granskningen omfattar 36 ärenden: 18 flickor och 18 pojkar. Så få kan bara visa "
        "mycket stora skillnader, och så små grupper ser olika ut redan av en slump. Därför redovisar vi antal för "
        "varje grupp och drar inga slutsatser om skillnader."
    ]
    assert said(made_up, "en")[0].startswith("No comparison is made. The review covers 36 cases: 18 girls and 18 boys.")


def test_too_few_on_every_question(made_up: MadeUp) -> None:
    made_up.estimates = [difference("heard", "", status="too_few")]
    assert said(made_up, "sv") == [
        "För få att jämföra. Inte på någon fråga finns det tillräckligt många svar för både flickor och pojkar."
    ]


def test_everything_suppressed(full: MadeUp) -> None:
    full.estimates = [row | {"status": "suppressed", "estimate": "", "p_value": ""} for row in full.estimates]
    report = full.open("sv")
    assert {one.verdict for one in compare(report, "gender")} == {Verdict.HIDDEN}
