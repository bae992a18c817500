"""How large a difference has to be to be found, in words and in a table."""

import pytest

from granska.report.comparisons import compare
from granska.report.conclusions import conclusion
from granska.report.detection import could_be_found, detection_table
from report.made_up import MadeUp, berkeley, cases, denominator, detectable, difference, p_values, share

N = "\u202f"
SIZE_SV = "Så här stora skillnader hade kunnat upptäckas: om den verkliga andelen är 20 procent bland pojkar"
SIZE_EN = "Differences of this size could have been found: if the true share is 20 per cent among boys,"
FOUND_SV = "procent bland flickor för att skillnaden ska upptäckas med 80 procents sannolikhet."
FOUND_EN = "per cent among girls for the difference to be found with a probability of 80 per cent."
HOLDS_SV, HOLDS_EN = "Det gäller 139 flickor och 145 pojkar.", "This holds for 139 girls and 145 boys."


def both(girls: int, boys: int) -> list[dict]:
    """Make the shares of the two groups."""
    usual = {"breakdown": "gender", "method": "domain-wilson"}
    return [
        share("heard", girls // 2, girls, (0.2, 0.8), group="girl", **usual),
        share("heard", boys // 2, boys, (0.2, 0.8), group="boy", **usual),
    ]


def said(project: MadeUp, language: str) -> str:
    report = project.open(language)
    return could_be_found(report, "gender", compare(report, "gender"))


@pytest.mark.parametrize(
    ("alone", "together", "swedish", "english"),
    [
        (
            (0.081, 0.349),
            (0.04, 0.42),
            f"{SIZE_SV} måste den vara minst 35 eller högst 8 {FOUND_SV} När hänsyn tas till att 24 jämförelser har "
            f"gjorts måste den vara minst 42 eller högst 4 procent. {HOLDS_SV}",
            f"{SIZE_EN} it has to be at least 35 or at most 8 {FOUND_EN} When 24 comparisons are allowed for, it has "
            f"to be at least 42 or at most 4 per cent. {HOLDS_EN}",
        ),
        (
            (0.004, 0.57),
            ("", 0.7),
            f"{SIZE_SV} måste den vara minst 57 eller högst 0 {FOUND_SV} När hänsyn tas till att 24 jämförelser har "
            f"gjorts måste den vara minst 70 procent. En lägre andel skulle inte upptäckas, hur låg den än är. "
            f"{HOLDS_SV}",
            f"{SIZE_EN} it has to be at least 57 or at most 0 {FOUND_EN} When 24 comparisons are allowed for, it has "
            f"to be at least 70 per cent. A lower share would not be found to differ, however low. {HOLDS_EN}",
        ),
        (
            (0.02, ""),
            ("", ""),
            f"{SIZE_SV} måste den vara högst 2 {FOUND_SV} En högre andel skulle inte upptäckas, hur hög den än är. När "
            f"hänsyn tas till att 24 jämförelser har gjorts skulle ingen skillnad upptäckas, hur stor den än är. "
            f"{HOLDS_SV}",
            f"{SIZE_EN} it has to be at most 2 {FOUND_EN} A higher share would not be found to differ, however high. "
            f"When 24 comparisons are allowed for, no difference would be found, however large. {HOLDS_EN}",
        ),
        (
            ("", ""),
            None,
            "Om den verkliga andelen är 20 procent bland pojkar skulle ingen skillnad, hur stor den än är, upptäckas "
            f"med 80 procents sannolikhet. {HOLDS_SV}",
            "If the true share is 20 per cent among boys, no difference, however large, would be found with a "
            f"probability of 80 per cent. {HOLDS_EN}",
        ),
    ],
    ids=["up and down", "in the family only up", "only down", "none"],
)
def test_what_would_be_found(
    made_up: MadeUp,
    alone: tuple[float | str, float | str],
    together: tuple[float | str, float | str] | None,
    swedish: str,
    english: str,
) -> None:
    made_up.estimates = [*both(139, 145), detectable("heard", alone)]
    if together:
        made_up.estimates.append(detectable("heard", together, together=24))
    assert said(made_up, "sv") == swedish
    assert said(made_up, "en") == english


def test_one_comparison_is_not_allowed_for(made_up: MadeUp) -> None:
    assert said(berkeley(made_up), "en") == (
        "Differences of this size could have been found: if the true share is 20 per cent among men, it has to be at "
        "least 24 or at most 16 per cent among women for the difference to be found with a probability of 80 per cent. "
        f"This holds for 1{N}835 women and 2{N}691 men."
    )


def test_the_question_with_most_answers_is_told(full: MadeUp) -> None:
    full.estimates = [
        row | {"n": 90, "lower": 0.01, "upper": 0.99} if row["measure"] == "detectable_difference" else row
        for row in full.estimates
    ]
    full.estimates += [detectable("heard", (0.081, 0.349), n=91)]
    full.estimates = [
        row
        for row in full.estimates
        if not (row["indicator"] == "heard" and row["n"] == 90 and row["method"] == "boschloo-0.2-alone")
    ]
    assert "at least 35 or at most 8 per cent" in said(full, "en")


@pytest.mark.parametrize(
    "rows", [[], [detectable("heard", ("", ""), status="suppressed") | {"estimate": ""}]], ids=["none", "hidden"]
)
def test_nothing_is_said_where_it_is_not_known(made_up: MadeUp, rows: list[dict]) -> None:
    made_up.estimates = [*both(139, 145), *rows]
    assert said(made_up, "sv") == ""


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            "Granskningen omfattar 36 ärenden: 18 flickor och 18 pojkar. Med så få syns bara mycket stora skillnader. "
            f"{SIZE_SV} måste den vara minst 66 {FOUND_SV} En lägre andel skulle inte upptäckas, hur låg den "
            "än är. Därför redovisar vi antal för varje grupp och drar inga slutsatser om skillnader.",
        ),
        (
            "en",
            "The review covers 36 cases: 18 girls and 18 boys. With so few, only very large differences can be seen. "
            f"{SIZE_EN} it has to be at least 66 {FOUND_EN} A lower share would not be found to differ, "
            "however low. We therefore count each group and draw no conclusion about differences.",
        ),
    ],
)
def test_under_fifty_cases_the_smallest_difference_is_the_argument(made_up: MadeUp, language: str, text: str) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [
        *both(18, 18),
        difference("heard", "", status="too_few", note="under_50"),
        p_values("heard", 0.5, status="too_few") | {"p_value": "", "p_adjusted": ""},
        detectable("heard", ("", 0.651)),
        detectable("heard", ("", 0.86), together=30),
    ]
    report = made_up.open(language)
    [(_, _, words)] = conclusion(report, "gender", compare(report, "gender"))
    assert words == text


def test_a_question_with_other_sizes_than_the_review_names_them(made_up: MadeUp) -> None:
    made_up.denominators = [*cases(36, 153), denominator("cases", 2, breakdown="gender", group="unknown")]
    made_up.estimates = [*both(16, 18), detectable("heard", ("", 0.7))]
    report = made_up.open("en")
    [(_, _, words)] = conclusion(report, "gender", compare(report, "gender"))
    assert "36 cases: 18 girls and 18 boys." in str(words)
    assert "This holds for 16 girls and 18 boys." in str(words)


def test_the_table_has_every_question_alone_and_in_the_family(full: MadeUp) -> None:
    report = full.open("sv")
    table = detection_table(report, "gender", compare(report, "gender"))
    assert table
    assert [column.head for column in table.columns] == [
        "Fråga",
        "Flickor",
        "Pojkar",
        f"Från 20{N}%, en jämförelse",
        f"Från 20{N}%, 9 jämförelser",
        f"Från 50{N}%, en jämförelse",
        f"Från 50{N}%, 9 jämförelser",
    ]
    limits = [f"≤{low}, ≥{high}" for low, high in ((8, 35), (5, 40), (33, 67), (28, 72))]
    assert table.rows[0] == ("Barnet kom till tals", "143", "143", *limits)
    assert len(table.rows) == 7
    assert "(≤ högst, ≥ minst). Tvåsidigt test" in table.note


def test_the_table_of_one_comparison_has_no_family(made_up: MadeUp) -> None:
    report = berkeley(made_up).open("en")
    table = detection_table(report, "gender", compare(report, "gender"))
    assert table
    assert [column.head for column in table.columns[3:]] == [
        f"From 20{N}%, one comparison",
        f"From 50{N}%, one comparison",
    ]
    assert table.rows[0][3:] == ("≤16, ≥24", "..")
    assert "normal approximation" in table.note


def test_the_table_names_the_size_of_each_family(made_up: MadeUp) -> None:
    made_up.estimates = [
        *both(139, 145),
        detectable("heard", (0.05, 0.4)),
        detectable("heard", ("", 0.4), together=2),
        detectable("held", (0.05, 0.4)),
        detectable("held", ("", ""), together=7),
    ]
    report = made_up.open("en")
    table = detection_table(report, "gender", compare(report, "gender"))
    assert table
    assert table.columns[3].head == "Comparisons in the family"
    assert [row[3] for row in table.rows] == ["2", "7"]
    assert table.columns[5].head == f"From 20{N}%, the whole family"
    assert [row[5] for row in table.rows] == ["≥40", "none"]
    assert (
        "Where only one is given, no difference in the other direction would be found; none = in neither." in table.note
    )


def test_in_a_small_review_the_heads_say_that_nothing_is_compared(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [*both(18, 18), detectable("heard", ("", 0.66)), detectable("heard", ("", 0.9), together=23)]
    report = made_up.open("sv")
    table = detection_table(report, "gender", compare(report, "gender"))
    assert table
    assert table.columns[4].head == f"Från 20{N}%, om 23 jämförts"


def families(project: MadeUp) -> MadeUp:
    """Give a family of two with the most answered question, and one of seven."""
    project.estimates = [
        *both(139, 145),
        *({**row, "indicator": "held"} for row in both(130, 140)),
        detectable("heard", (0.09, 0.33)),
        detectable("heard", (0.06, 0.38), together=2),
        detectable("held", (0.08, 0.35)),
        detectable("held", (0.04, 0.42), together=7),
    ]
    return project


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "sv",
            f"{SIZE_SV} måste den vara minst 35 eller högst 8 {FOUND_SV} När hänsyn tas till de sju jämförelserna i "
            "den största familjen måste den vara minst 42 eller högst 4 procent. Det gäller 130 flickor och 140 "
            "pojkar.",
        ),
        (
            "en",
            f"{SIZE_EN} it has to be at least 35 or at most 8 {FOUND_EN} When the seven comparisons of the largest "
            "family are allowed for, it has to be at least 42 or at most 4 per cent. This holds for 130 girls and 140 "
            "boys.",
        ),
    ],
)
def test_of_several_families_the_largest_is_told(made_up: MadeUp, language: str, text: str) -> None:
    assert said(families(made_up), language) == text


@pytest.mark.parametrize(
    ("language", "end"),
    [
        (
            "sv",
            f"Det gäller 2{N}887 anmälningar om flickor och 3{N}600 om pojkar; där antalen är mindre krävs större "
            "skillnader, se tabellen över de minsta skillnaderna.",
        ),
        (
            "en",
            f"This holds for 2{N}887 reports on girls and 3{N}600 on boys; where the numbers are smaller, differences "
            "have to be larger: see the table of the smallest differences.",
        ),
    ],
)
def test_a_register_says_of_what_and_that_others_need_more(register: MadeUp, language: str, end: str) -> None:
    register.codebook += "measures;C;Insatser;Measures;process;count;investigations;utredningar;investigations;\n"
    last = {"period": "2004"}
    for name, girls, boys in (("investigations", 2887, 3600), ("measures", 1566, 1912)):
        register.estimates += [row | {"indicator": name} | last for row in both(girls, boys)]
        register.estimates += [detectable(name, (0.17, 0.23), by="normal", **last)]
    assert said(register, language).endswith(f" {end}")


def test_what_is_found_in_neither_case_is_said_once(made_up: MadeUp) -> None:
    made_up.estimates = [*both(13, 14), detectable("heard", ("", 0.6)), detectable("heard", ("", 0.8), together=9)]
    assert said(made_up, "en").endswith(
        "with a probability of 80 per cent. When nine comparisons are allowed for, it has to be at least 80 per cent. "
        "A lower share would not be found to differ, however low. This holds for 13 girls and 14 boys."
    )


def test_there_is_no_table_of_what_is_not_known(made_up: MadeUp) -> None:
    made_up.estimates = both(139, 145)
    report = made_up.open("sv")
    assert detection_table(report, "gender", compare(report, "gender")) is None
