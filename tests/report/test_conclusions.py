"""What the comparison of two groups lets the report say."""

import pytest

from granska.report.blocks import Inline, Strong
from granska.report.comparisons import Verdict, compare
from granska.report.conclusions import brief, compared_cases, conclusion
from report.made_up import MadeUp, berkeley, cases, denominator, difference, p_values

M, B = "\u2212", "\u00a0"


def plain(content: tuple[Inline, ...]) -> str:
    return "".join(piece.text if isinstance(piece, Strong) else str(piece) for piece in content)


def said(project: MadeUp, language: str) -> list[str]:
    report = project.open(language)
    return [plain(content) for content in conclusion(report, "gender", compare(report, "gender"))]


def test_berkeley_in_swedish(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "sv") == [
        "Ingen genomsnittlig skillnad påvisad inom samma institution. När kvinnor och män jämförs inom samma "
        f"institution är den genomsnittliga skillnaden +1,8 procentenheter (slumpmässig variation {M}1,1{B}till{B}"
        "4,7).",
        "Barnet kom till tals: räknat på alla tillsammans är andelen 14,2 procentenheter lägre bland kvinnor än bland "
        "män (30,4 mot 44,5 procent). Den siffran jämför inte lika med lika: de två grupperna fördelar sig olika på "
        "institutioner som själva har mycket olika andelar. Den ska inte läsas som en skillnad i hur kvinnor och män "
        "behandlas.",
        "Skillnaden mellan grupperna är inte densamma i alla institutioner: den varierar mer än slumpen förklarar "
        "(mätt som oddskvot). Den genomsnittliga skillnaden döljer det.",
    ]


def test_berkeley_in_english(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "en") == [
        "No average difference shown within the same department. When women and men are compared within the same "
        f"department, the average difference is +1.8 percentage points (chance variation {M}1.1{B}to{B}4.7).",
        "The child was heard: overall, the share is 14.2 percentage points lower among women than among men (30.4 "
        "against 44.5 per cent). That figure does not compare like with like: the two groups are spread differently "
        "over the departments, and the departments have very different shares. It must not be read as a difference in "
        "how women and men are treated.",
        "The difference between the groups is not the same in all departments: it varies more than chance explains "
        "(measured as an odds ratio). The average difference hides that.",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "Störst skillnad har institution Östra: +20 procentenheter (kvinnor minus män; slumpmässig variation 8–30 "
            "när hänsyn tas till att två institutioner jämförs).",
        ),
        (
            "en",
            "The difference is largest in department Östra: +20 percentage points (women minus men; chance variation "
            "8–30, allowing for two departments being compared).",
        ),
    ],
)
def test_the_stratum_that_differs_most_is_named_where_that_may_be_told(
    made_up: MadeUp, language: str, text: str
) -> None:
    berkeley(made_up)
    by_stratum = {"breakdown": "stratum", "versus": "gender", "method": "newcombe-bonferroni", "n": 108}
    made_up.estimates += [
        difference("heard", 0.2, (0.08, 0.3), group="Östra", **by_stratum),
        difference("heard", -0.3, (-0.7, 0.1), group="Ängby", **by_stratum),
    ]
    assert text in said(made_up, language)[-1]


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("sv", "Ingen skillnad påvisad inom samma institution."),
        ("en", "No difference shown within the same department."),
    ],
)
def test_only_a_difference_that_varies_is_called_average_in_the_lead(made_up: MadeUp, language: str, lead: str) -> None:
    berkeley(made_up)
    made_up.estimates = [row for row in made_up.estimates if row["measure"] != "homogeneity"]
    assert said(made_up, language)[0].startswith(lead)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_summary_does_not_say_again_what_is_a_finding(made_up: MadeUp, language: str) -> None:
    report = berkeley(made_up).open(language)
    short = [plain(content) for content in brief(report, "gender", compare(report, "gender"))]
    assert short == said(made_up, language)[1:]
    assert len(short) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            f"Totalt är skillnaden {M}3,1 procentenheter (slumpmässig variation {M}5,0{B}till{B}{M}1,0); inom samma "
            "institution är den inte påvisad.",
        ),
        (
            "en",
            f"Overall the difference is {M}3.1 percentage points (chance variation {M}5.0{B}to{B}{M}1.0); within the "
            "same department it is not shown.",
        ),
    ],
)
def test_no_cause_is_named_for_a_small_shift(made_up: MadeUp, language: str, text: str) -> None:
    berkeley(made_up)
    made_up.estimates[3:5] = [
        difference("heard", -0.031, (-0.05, -0.01), "newcombe", n=1835),
        difference("heard", -0.011, (-0.04, 0.018), n=1835),
    ]
    assert said(made_up, language)[1] == text


@pytest.mark.parametrize(("language", "start"), [("sv", "Totalt är skillnaden"), ("en", "Overall the difference is")])
def test_no_cause_is_named_for_a_difference_that_is_weighted(made_up: MadeUp, language: str, start: str) -> None:
    berkeley(made_up)
    made_up.estimates[3] |= {"method": "domain-mover"}
    assert said(made_up, language)[1].startswith(start)


def one_question(project: MadeUp, limits: tuple[float, float], p: float | None) -> MadeUp:
    project.codebook = "\n".join(project.codebook.splitlines()[:2]) + "\n"
    project.estimates = [difference("heard", 0.14, limits)]
    if p is not None:
        project.estimates.append(p_values("heard", p))
    return project


@pytest.mark.parametrize(
    ("limits", "p", "swedish", "english"),
    [
        (
            (0.02, 0.25),
            0.02,
            "Skillnad påvisad inom samma stadsdel. När flickor och pojkar jämförs inom samma stadsdel är den "
            "genomsnittliga skillnaden +14 procentenheter (osäkerhet 2–25).",
            "A difference is shown within the same district. When girls and boys are compared within the same "
            "district, the average difference is +14 percentage points (uncertainty 2–25).",
        ),
        (
            (0.02, 0.25),
            0.05,
            "Tecken på skillnad inom samma stadsdel. När flickor och pojkar jämförs inom samma stadsdel är den "
            "genomsnittliga skillnaden +14 procentenheter (osäkerhet 2–25). Någon skillnad går inte att fastslå.",
            "Sign of a difference within the same district. When girls and boys are compared within the same district, "
            "the average difference is +14 percentage points (uncertainty 2–25). No difference is established.",
        ),
        (
            (-0.02, 0.3),
            0.03,
            "Ingen skillnad påvisad inom samma stadsdel. När flickor och pojkar jämförs inom samma stadsdel är den "
            f"genomsnittliga skillnaden +14 procentenheter (osäkerhet {M}2{B}till{B}30).",
            "No difference shown within the same district. When girls and boys are compared within the same district, "
            f"the average difference is +14 percentage points (uncertainty {M}2{B}to{B}30).",
        ),
    ],
    ids=["shown", "sign", "none"],
)
def test_what_one_comparison_lets_us_say(
    made_up: MadeUp, limits: tuple[float, float], p: float, swedish: str, english: str
) -> None:
    assert said(one_question(made_up, limits, p), "sv") == [swedish]
    assert said(made_up, "en") == [english]


@pytest.mark.parametrize("p", [None, 0.05, 0.2])
def test_an_interval_alone_shows_no_difference(made_up: MadeUp, p: float | None) -> None:
    report = one_question(made_up, (0.02, 0.25), p).open("sv")
    assert [one.verdict for one in compare(report, "gender")] == [Verdict.SIGN]


def test_no_difference_among_many(full: MadeUp) -> None:
    assert said(full, "sv") == [
        "Ingen skillnad är påvisad mellan flickor och pojkar i någon av de nio jämförelser som kan göras. Det betyder "
        "inte att det inte finns någon, bara att materialet inte visar den."
    ]
    assert said(full, "en") == [
        "No difference is shown between girls and boys in any of the nine comparisons that can be made. That does not "
        "mean that there is none: only that this material does not show it."
    ]


def found(project: MadeUp, adjusted: dict[str, float], family: dict[str, str] | None = None) -> MadeUp:
    """Let the intervals of some of nine comparisons leave out zero, with an upper limit that rounds to zero."""
    for number, row in enumerate(project.estimates):
        name, level = row["indicator"], row["level"]
        if row["measure"] == "test":
            project.estimates[number] = row | {"family": (family or {}).get(name, "gender")}
        if name not in adjusted or level not in ("yes", "within_limit"):
            continue
        if row["method"] == "mantel-haenszel":
            project.estimates[number] = row | {"estimate": -0.098, "lower": -0.193, "upper": -0.001}
        elif row["measure"] == "test":
            project.estimates[number] |= {"p_value": 0.001, "p_adjusted": adjusted[name]}
    return project


SV, EN = f"{M}9,8 procentenheter (osäkerhet {M}19,3{B}till{B}{M}0,1)", f"(uncertainty {M}19.3{B}to{B}{M}0.1)"
SHORT = f"{M}9,8 ({M}19,3{B}till{B}{M}0,1)"
REST = "är ingen skillnad påvisad, vilket inte betyder att det inte finns någon."
ORDER = "Skillnaden räknas som flickor minus pojkar."
ALLOWED_SV = (
    "Det står sig inte när hänsyn tas till att nio jämförelser har gjorts: ju fler jämförelserna är, desto oftare ger "
    "slumpen ensam ett sådant tecken."
)
ALLOWED_EN = (
    "It does not stand when nine comparisons are allowed for: the more there are, the more often chance alone gives "
    "such a sign."
)
NONE_SV = "Ingen skillnad mellan flickor och pojkar är fastställd. Tecken på skillnad finns i"


def test_a_sign_among_many_establishes_nothing(full: MadeUp) -> None:
    assert said(found(full, {"heard": 0.05}), "sv") == [
        f"{NONE_SV} en jämförelse: barnet kom till tals, {SV}. {ORDER} {ALLOWED_SV}",
        f"I de övriga 8 jämförelserna {REST}",
    ]
    report = full.open("en")
    verdicts = {one.question.name: one.verdict for one in compare(report, "gender")}
    assert verdicts["heard"] is Verdict.SIGN
    assert verdicts["held"] is Verdict.NONE_SHOWN
    assert [plain(content) for content in brief(report, "gender", compare(report, "gender"))] == [
        "No difference between girls and boys is established. There is a sign of one in one comparison: the child was "
        f"heard. {ALLOWED_EN}",
        "In the other 8 comparisons no difference is shown, which does not mean that there is none.",
    ]


def test_a_difference_among_many_has_to_stand_when_all_are_allowed_for(full: MadeUp) -> None:
    assert said(found(full, {"heard": 0.049, "held": 0.051}), "sv") == [
        f"En skillnad mellan flickor och pojkar är påvisad i en jämförelse: barnet kom till tals, {SV}. {ORDER} Det "
        "gäller även när hänsyn tas till att nio jämförelser har gjorts.",
        "Ingen annan skillnad mellan flickor och pojkar är fastställd. Tecken på skillnad finns i en jämförelse: "
        f"bedömningen höll inte, {SV}. {ORDER} {ALLOWED_SV}",
        f"I de övriga 7 jämförelserna {REST}",
    ]
    report = full.open("en")
    assert [plain(content) for content in brief(report, "gender", compare(report, "gender"))] == [
        "A difference between girls and boys is shown in one comparison: the child was heard, "
        f"{M}9.8 percentage points {EN}. The difference is girls minus boys. That holds also when nine comparisons are "
        "allowed for.",
        "No other difference between girls and boys is established. There is a sign of one in one comparison: the "
        f"decision did not hold. {ALLOWED_EN}",
        "In the other 7 comparisons no difference is shown, which does not mean that there is none.",
    ]


FAMILIES = {"heard": "voice", "asked": "voice", "given": "feedback"}


def test_what_is_found_in_several_families_is_said_together(full: MadeUp) -> None:
    assert said(found(full, {"heard": 0.2, "given": 0.06, "held": 0.3}, FAMILIES), "sv")[0] == (
        f"{NONE_SV} tre jämförelser: barnet kom till tals, {SV}; anmälaren fick återkoppling, {SHORT}; bedömningen "
        f"höll inte, {SHORT}. {ORDER} Inget av tecknen står sig när hänsyn tas till antalet jämförelser i varje "
        "familj: ju fler jämförelserna är, desto oftare ger slumpen ensam ett sådant tecken."
    )
    assert said(found(full, {"heard": 0.02, "given": 0.01}, FAMILIES), "en")[0].startswith(
        "Differences between girls and boys are shown in two comparisons: the child was heard, "
    )
    assert said(full, "en")[0].endswith("That holds also when the number of comparisons in each family is allowed for.")


def test_a_sign_in_a_family_of_one_is_not_one_of_many(full: MadeUp) -> None:
    assert said(found(full, {"given": 0.06}, FAMILIES), "sv")[0].endswith(f"). {ORDER}")


@pytest.mark.parametrize(("n", "other"), [(140, "+14,0 (3,0–25,0)"),
                                          (52, "+14 (3–25)")])  # fmt: skip
def test_the_differences_of_a_list_have_the_same_decimals_where_they_are_known(
    full: MadeUp, n: int, other: str
) -> None:
    found(full, {"heard": 0.2, "held": 0.2})
    for number, row in enumerate(full.estimates):
        if (row["indicator"], row["method"]) == ("held", "mantel-haenszel"):
            full.estimates[number] = row | {"estimate": 0.14, "lower": 0.03, "upper": 0.25, "n": n}
    assert f"barnet kom till tals, {SV}; bedömningen höll inte, {other}." in said(full, "sv")[0]


def test_a_comparison_whose_p_value_is_hidden_is_allowed_for(full: MadeUp) -> None:
    hidden = {"p_value": "", "p_adjusted": "", "status": "suppressed"}
    full.estimates = [
        row | hidden if row["measure"] == "test" and row["indicator"] == "held" else row for row in full.estimates
    ]
    full.estimates = [
        row | hidden | {"status": "too_few"} if row["measure"] == "test" and row["indicator"] == "days" else row
        for row in full.estimates
    ]
    assert {one.together for one in compare(full.open("sv"), "gender")} == {8}


def test_one_other_comparison_is_one(full: MadeUp) -> None:
    kept = [r for r in full.estimates if r["measure"] != "difference" or r["indicator"] in ("heard", "asked")]
    full.estimates = kept
    assert said(found(full, {"heard": 0.06}), "sv")[1].endswith(
        "I den andra jämförelsen är ingen skillnad påvisad, vilket inte betyder att det inte finns någon."
    )
    assert said(full, "en")[1].endswith(
        "In the other comparison no difference is shown, which does not mean that there is none."
    )


@pytest.mark.parametrize(
    ("adjusted", "swedish", "english"),
    [
        ({"held": 0.06}, [], []),
        (
            {"held": 0.01},
            [
                "I en jämförelse är skillnaden mellan flickor och pojkar inte densamma i alla stadsdelar: den "
                "varierar mer än slumpen förklarar (mätt som oddskvot). Det gäller: bedömningen höll inte."
            ],
            [
                "In one comparison the difference between girls and boys is not the same in all districts: it varies "
                "more than chance explains (measured as an odds ratio). It is: the decision did not hold."
            ],
        ),
        (
            {"held": 0.01, "heard": 0.02},
            [
                "I två jämförelser är skillnaden mellan flickor och pojkar inte densamma i alla stadsdelar: den "
                "varierar mer än slumpen förklarar (mätt som oddskvot). Det gäller: barnet kom till tals; bedömningen "
                "höll inte."
            ],
            [
                "In two comparisons the difference between girls and boys is not the same in all districts: it varies "
                "more than chance explains (measured as an odds ratio). They are: the child was heard; the decision "
                "did not hold."
            ],
        ),
    ],
)
def test_where_the_strata_differ_when_all_tests_are_allowed_for(
    full: MadeUp, adjusted: dict[str, float], swedish: list[str], english: list[str]
) -> None:
    for number, row in enumerate(full.estimates):
        if row["measure"] == "homogeneity" and row["breakdown"] == "gender" and row["indicator"] in adjusted:
            full.estimates[number] = row | {"p_value": 0.001, "p_adjusted": adjusted[row["indicator"]]}
    assert said(full, "sv")[1:] == swedish
    assert said(full, "en")[1:] == english


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
        "Ingen jämförelse görs. Granskningen omfattar 36 ärenden: 18 flickor och 18 pojkar. Med så få syns bara mycket "
        "stora skillnader. Därför redovisar vi antal för varje grupp och drar inga slutsatser om skillnader."
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
    assert said(full, "sv") == ["Jämförelsen visas inte. Talen bakom den visas inte, för att skydda enskilda."]
    assert said(full, "en") == ["The comparison is not shown. Its figures are left out, to protect individuals."]


def test_what_is_too_few_and_what_is_hidden_is_counted_apart(full: MadeUp) -> None:
    blank = {"estimate": "", "lower": "", "upper": ""}
    why = {"heard": "too_few", "asked": "suppressed", "given": "suppressed_complementary"}
    full.estimates = [
        row | blank | {"status": why[row["indicator"]]}
        if row["measure"] == "difference" and row["indicator"] in why
        else row
        for row in full.estimates
    ]
    assert said(full, "sv")[1] == (
        "I en jämförelse är svaren för få. I två jämförelser visas inget, för att skydda enskilda."
    )
    assert said(full, "en")[1] == (
        "In one comparison there are too few answers. In two comparisons nothing is shown, to protect individuals."
    )
    assert "nine" not in said(full, "en")[0]
    assert "in any of the six comparisons" in said(full, "en")[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "Ingen jämförelse är möjlig. Ingen institution har svar för både kvinnor och män, så lika kan inte "
            "jämföras med lika.",
        ),
        (
            "en",
            "No comparison is possible. No department has answers for both women and men, so like cannot be "
            "compared with like.",
        ),
    ],
)
def test_groups_that_share_no_stratum_are_not_called_few(made_up: MadeUp, language: str, text: str) -> None:
    berkeley(made_up)
    made_up.estimates[4:] = [
        difference("heard", "", status="not_applicable", note="apart"),
        p_values("heard", "") | {"status": "not_applicable", "note": "apart"},
    ]
    assert said(made_up, language) == [text]
