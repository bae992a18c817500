"""Strata beside one another: what may be said of how they differ, and the tables that stand behind it."""

import re
from collections.abc import Callable

import pytest

from granska.report.blocks import inline_markdown
from granska.report.context import Report
from granska.report.places_and_years import by_stratum
from granska.report.strata import caution, hidden_by_chance, how_to_read, in_short, title, too_small, variation
from granska.report.stratum_tables import how_to_read_tables, limits_table, stratum_table, variation_table
from granska.report.tables import Table
from granska.report.tabulate import median_table
from granska.review.codebook import Question
from report.made_up import MadeUp, between, cases, denominator, many_strata, median, row, share

ELEVEN = [(6, 26), (4, 26), (3, 26), (3, 26), (4, 26), (11, 26), (9, 26), (7, 26), (7, 26), (14, 26), (4, 26)]


def eleven(project: MadeUp, p: float | str, adjusted: float | str, tests: int = 31) -> MadeUp:
    """Make eleven strata on one question, which is one of so many that are tested."""
    project.denominators = cases(286, strata=tuple("ABCDEFGHIJK"))
    project.estimates = [
        share("heard", 72, 286, (0.199, 0.307), 0.249),
        *many_strata("heard", ELEVEN, 0.249, (0.07, 0.41)),
        between("heard", p, adjusted),
        *(between("asked", 0.5, 1.0, level=str(number)) for number in range(tests - 1)),
    ]
    return project


OUTSIDE = (
    " Utanför slumpens gränser (95\u202f%) ligger 2 av 11; av ren slump väntas i genomsnitt 0,6. Utanför även de vida "
    "gränserna (99,8\u202f%) ligger J (54 procent, 14 av 26). Det är ett skäl att titta närmare, inget bevis."
)
BEYOND = (
    " 2 of 11 lie outside the limits of chance (95\u202f%); 0.6 would be expected on average by chance alone. Outside "
    "even the wide limits (99.8\u202f%): J (54 per cent, 14 of 26). That is a reason to look closer, not proof."
)


@pytest.mark.parametrize(
    ("p", "adjusted", "swedish", "english"),
    [
        (
            0.001,
            0.031,
            "**Barnet kom till tals:** andelen varierar mer mellan stadsdelar än slumpen förklarar.",
            "**The child was heard:** the share varies more between districts than chance explains.",
        ),
        (
            0.004,
            0.124,
            "**Barnet kom till tals:** det finns tecken på att andelen varierar mellan stadsdelar, men det är inte "
            "fastställt när hänsyn tas till att 31 test har gjorts.",
            "**The child was heard:** there is a sign that the share varies between districts, but that is not "
            "established when allowance is made for the 31 tests.",
        ),
        (
            0.43,
            1.0,
            "**Barnet kom till tals:** ingen större variation mellan stadsdelar är påvisad än den som slumpen ger.",
            "**The child was heard:** no more variation between districts is shown than chance gives.",
        ),
    ],
)
def test_what_is_said_follows_the_adjusted_p_value(
    made_up: MadeUp, p: float, adjusted: float, swedish: str, english: str
) -> None:
    eleven(made_up, p, adjusted)
    for language, text, outside in (("sv", swedish, OUTSIDE), ("en", english, BEYOND)):
        (line,) = variation(made_up.open(language))
        assert re.sub(r"\\", "", inline_markdown(line)) == text + outside


@pytest.mark.parametrize(
    ("p", "adjusted", "swedish", "english"),
    [
        (
            0.001,
            0.031,
            ": andelen varierar mer mellan stadsdelar än slumpen förklarar.",
            ": the share varies more between districts than chance explains.",
        ),
        (
            0.004,
            0.124,
            ": tecken på variation mellan stadsdelar, inte fastställt.",
            ": a sign of variation between districts, not established.",
        ),
        (
            0.05,
            1.0,
            ", per stadsdel: ingen större variation påvisad än den slumpen ger.",
            ", by district: no more variation shown than chance gives.",
        ),
        (
            0.43,
            1.0,
            ", per stadsdel: ingen större variation påvisad än den slumpen ger.",
            ", by district: no more variation shown than chance gives.",
        ),
        ("", "", ", per stadsdel.", ", by district."),
    ],
)
def test_a_title_says_no_more_than_the_test(
    made_up: MadeUp, p: float | str, adjusted: float | str, swedish: str, english: str
) -> None:
    eleven(made_up, p, adjusted)
    for language, text in (("sv", f"Barnet kom till tals{swedish}"), ("en", f"The child was heard{english}")):
        report = made_up.open(language)
        assert title(report, report.codebook["heard"]) == text


def test_without_limits_only_the_test_speaks(full: MadeUp) -> None:
    lines = [re.sub(r"\\", "", inline_markdown(line)) for line in variation(full.open("sv"))]
    # the police question is a row of zeros
    assert lines == [
        "**”Barnet kom till tals”; ”Anmälaren fick återkoppling”:** andelen varierar mer mellan stadsdelar än slumpen "
        "förklarar."
    ]


@pytest.mark.parametrize("p", ["", 0.6])
@pytest.mark.parametrize("x", [0, 3, 283, 286])
def test_a_row_of_zeros_or_of_all_is_not_called_alike(made_up: MadeUp, x: int, p: float | str) -> None:
    made_up.estimates = [share("heard", x, 286, (0, 1)), between("heard", p, p)]
    assert variation(made_up.open("sv")) == []
    assert hidden_by_chance(made_up.open("sv")) == ""


@pytest.mark.parametrize("status", ["suppressed", "not_applicable", "too_few"])
def test_a_test_that_is_not_shown_says_nothing(made_up: MadeUp, status: str) -> None:
    eleven(made_up, "", "")
    made_up.estimates[-31] |= {"status": status, "statistic": ""}
    assert variation(made_up.open("sv")) == []


def test_where_most_lie_outside_none_is_singled_out(made_up: MadeUp) -> None:
    made_up.estimates = [
        share("heard", 700, 1600, (0.41, 0.46)),
        *many_strata("heard", [(100, 200), (80, 200)] * 4, 0.45, (0.44, 0.46)),
        between("heard", 0.0, 0.0),
    ]
    (line,) = variation(made_up.open("sv"))
    assert re.sub(r"\\", "", inline_markdown(line)).endswith(
        "När de flesta ligger utanför pekar gränserna inte ut någon särskild: variationen gäller stadsdelar över lag."
    )


@pytest.mark.parametrize(("p", "said"), [(0.001, False), (0.004, True), (0.43, True)])
def test_few_cases_hide_all_but_large_differences(made_up: MadeUp, p: float, said: bool) -> None:
    report = eleven(made_up, p, min(1.0, p * 31)).open("sv")
    assert (hidden_by_chance(report) == "Med så få i varje skulle bara stora skillnader synas.") is said
    assert "{#fig-strata-heard" in by_stratum(report).markdown()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "sv",
            "Per stadsdel har 12 ärenden lästs. Så få säger lite: intervallen är upp till 70 procentenheter breda. "
            "Vi redovisar antal och intervall och drar inga slutsatser om skillnader mellan stadsdelar.",
        ),
        (
            "en",
            "In each district 12 cases were read. So few say little: the intervals are up to 70 percentage points "
            "wide. We give counts and intervals, and draw no conclusions about differences between districts.",
        ),
    ],
)
def test_a_small_review_says_how_little_it_tells(made_up: MadeUp, language: str, words: str) -> None:
    made_up.denominators = cases(36, 153)
    place = {"breakdown": "stratum", "group": "Östra", "method": "wilson"}
    made_up.estimates = [share("heard", 19, 36, (0.33, 0.69), 0.51), share("heard", 5, 12, (0.1, 0.8), **place)]
    made_up.estimates.append(between("heard", 0.31, 1.0, method="exact", statistic=""))
    report = made_up.open(language)
    assert too_small(report) == words
    said = by_stratum(report).markdown()
    assert "{#fig-strata" not in said
    assert "{#tbl-variation}" in said
    # no share of a stratum in the text, nor in the table: 5 of 12 is 42 per cent
    assert "42" not in said


def test_a_small_review_without_figures_by_stratum_still_says_what_it_does(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    assert too_small(made_up.open("en")).startswith("We give counts and intervals")


def test_strata_of_a_register_are_not_told_apart_as_better_or_worse(register: MadeUp) -> None:
    report = register.open("sv")
    assert "inte i sig ett tecken på bättre eller sämre arbete" in caution(report)
    assert how_to_read(report) == ""


def test_limits_and_smoothed_shares_are_explained_where_they_are_drawn(made_up: MadeUp) -> None:
    words = how_to_read(eleven(made_up, 0.4, 1.0).open("en"))
    assert words.startswith(
        "In the charts, the band and the dashed lines show where 95\u202f% and 99.8\u202f% of the shares would lie by "
        "chance alone if all districts had the overall share."
    )


def limits_and_test(project: MadeUp, upper: float = 0.41) -> MadeUp:
    eleven(project, 0.43, 1.0)
    project.estimates = [
        share("heard", 72, 286, (0.199, 0.307), 0.249),
        *many_strata("heard", ELEVEN, 0.249, (0.07, upper)),
        between("heard", 0.43, 1.0),
    ]
    return project


def line(project: MadeUp, language: str) -> str:
    (words,) = variation(project.open(language))
    return re.sub(r"\\", "", inline_markdown(words))


def test_districts_that_are_alike_all_lie_inside(made_up: MadeUp) -> None:
    limits_and_test(made_up, 0.6)
    assert line(made_up, "sv").endswith("Ingen av de elva ligger utanför slumpens gränser (95\u202f%).")
    assert line(made_up, "en").endswith("None of the eleven lies outside the limits of chance (95\u202f%).")


def test_one_district_outside_is_one(made_up: MadeUp) -> None:
    limits_and_test(made_up, 0.5)
    assert line(made_up, "sv").endswith(
        "Utanför slumpens gränser (95\u202f%) ligger 1 av 11; av ren slump väntas i genomsnitt 0,6."
    )
    assert "1 of 11 lies outside the limits of chance" in line(made_up, "en")


@pytest.mark.parametrize("status", ["suppressed", "suppressed_complementary"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_with_a_hidden_district_nothing_is_said_of_the_others(made_up: MadeUp, language: str, status: str) -> None:
    limits_and_test(made_up)
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "status": status}
    for number, r in enumerate(made_up.estimates):
        if (r["group"], r["measure"]) == ("B", "proportion"):
            made_up.estimates[number] = r | hidden
    words = line(made_up, language)
    assert words.endswith(("än den som slumpen ger.", "than chance gives."))
    made_up.estimates[-1] |= {"p_value": 0.001, "p_adjusted": 0.001}
    report = made_up.open(language)
    assert title(report, report.codebook["heard"]) in (
        "Barnet kom till tals, per stadsdel.",
        "The child was heard, by district.",
    )


def test_a_district_of_secret_files_is_not_named(made_up: MadeUp) -> None:
    limits_and_test(made_up)
    made_up.review["synthetic"] = False
    made_up.review["disclosure"] = {"reason": {"sv": "Akter.", "en": "Files."}, "decided_by": "Chefen"}
    assert line(made_up, "sv").endswith("ligger 2 av 11; av ren slump väntas i genomsnitt 0,6.")


def cells(
    project: MadeUp, name: str, language: str = "sv", table: Callable[[Report, Question], Table | None] = stratum_table
) -> list[str]:
    report = project.open(language)
    made = table(report, report.codebook["heard"])
    assert made
    return next(list(line) for line in made.rows if line[0] == name)


def test_shares_of_strata_and_of_all_have_the_same_decimals(made_up: MadeUp) -> None:
    report = eleven(made_up, 0.4, 1.0).open("sv")
    table = stratum_table(report, report.codebook["heard"])
    heads = ["Stadsdel", "Antal", "Andel, %", "Intervall (95\u202f%), %", "Precision"]
    assert [column.head for column in table.columns] == heads
    assert cells(made_up, "J")[1:] == ["14 av 26", "54", "38–69", "viss\u00a0försiktighet"]
    assert cells(made_up, "Alla")[1:] == ["72 av 286", "25", "19–31", "god"]
    assert table.note == ""


def test_limits_of_chance_stand_beside_raw_and_smoothed_shares(made_up: MadeUp) -> None:
    eleven(made_up, 0.4, 1.0)
    other = next(r for r in made_up.estimates if r["measure"] == "funnel_limit" and r["group"] == "B")
    other["upper"] = 0.45
    report = made_up.open("en")
    table = limits_table(report, report.codebook["heard"])
    assert table
    assert [column.head for column in table.columns] == [
        "District",
        "Share, %",
        "Smoothed share, %",
        "Limits of chance (95\u202f%), %",
        "Limits of chance (99.8\u202f%), %",
    ]
    assert cells(made_up, "A", table=limits_table)[-2:] == ["7–41", "0–51"]
    assert cells(made_up, "B", table=limits_table)[-2:] == ["7–45", "0–51"]
    assert cells(made_up, "J", table=limits_table)[1:3] == ["54", "39"]


def test_a_question_that_is_rare_has_no_limits(made_up: MadeUp) -> None:
    eleven(made_up, 0.4, 1.0)
    made_up.estimates[0] |= {"x": 3, "estimate": 0.01}
    report = made_up.open("sv")
    assert limits_table(report, report.codebook["heard"]) is None


@pytest.mark.parametrize(
    ("language", "note"),
    [
        (
            "sv",
            "I 9 framgår det inte; det räknas som nej, även i intervallen. Vid andelar nära 0 eller 100 "
            "procent är intervallet kort även "
            "med få svar.",
        ),
        (
            "en",
            "In 9 the file does not say; that is counted as no, in the intervals too. Near 0 or 100 per "
            "cent the interval is short even with "
            "few answers.",
        ),
    ],
)
def test_a_row_of_zeros_is_not_praised_for_its_precision(made_up: MadeUp, language: str, note: str) -> None:
    place = {"breakdown": "stratum", "group": "Östra", "method": "wilson"}
    made_up.estimates = [share("police", 1, 286, (0.0, 0.02)), share("police", 0, 26, (0.0, 0.13), **place)]
    made_up.denominators.append(denominator("police", 286, undocumented=9))
    report = made_up.open(language)
    table = stratum_table(report, report.codebook["police"])
    assert table.note.endswith(f" {note}")
    made_up.estimates[1] |= {"upper": 0.5, "reliability": "weak"}
    report = made_up.open(language)
    table = stratum_table(report, report.codebook["police"])
    assert table.note.endswith(f" {note.partition('. ')[0]}.")


def files(name: str, count: tuple[float | str, float | str, float | str], population: int, **cells: object) -> dict:
    limits = {"estimate": count[0], "lower": count[1], "upper": count[2], "n": 26, "population": population}
    place = {"breakdown": "stratum", "group": name, "measure": "finite_population", "method": "hypergeometric-exact"}
    return row("heard", **(limits | place | cells))


def test_what_is_known_of_the_files_is_told_apart_from_the_practice(made_up: MadeUp) -> None:
    eleven(made_up, 0.4, 1.0)
    made_up.estimates += [files("A", (11, 9, 14), 33), files("B", (12, 12, 12), 26)]
    made_up.estimates.append(files("C", ("", "", ""), 143, status="suppressed"))
    assert cells(made_up, "A")[-1] == "9–14 av 33"
    assert cells(made_up, "B")[-1] == "12 av 26"
    assert cells(made_up, "C")[-1] == "x"
    assert cells(made_up, "D")[-1] == "."
    assert cells(made_up, "A", "en")[-1] == "9–14 of 33"
    report = made_up.open("en")
    assert stratum_table(report, report.codebook["heard"]).columns[-1].head == "Number of yes in the whole period"
    words = how_to_read_tables(report)
    assert words == (
        "In the tables the share of all is weighted by how many cases each district has. The interval of a district "
        "speaks of the practice, not only of the cases of the period. Number of yes in the whole period speaks of "
        "those cases themselves: for how many of them the answer is yes. It is given where more than a tenth of them "
        "were read and all that were read have an answer."
    )
    assert by_stratum(report).markdown().count("Number of yes in the whole period speaks") == 1


def test_medians_are_tabulated_by_stratum(full: MadeUp) -> None:
    place = {"breakdown": "stratum", "method": "order-statistics"}
    full.estimates += [
        median("days", 9, (7.5, 11), 26, group="Östra", **place),
        median("days", 8, ("", ""), 26, group="Åsen", **place),
        median("days", "", ("", ""), 3, group="Ängby", status="too_few", **place),
    ]
    report = full.open("sv")
    table = median_table(report, report.codebook["days"])
    assert table is not None
    assert table.rows[-3:] == (
        ("Stadsdel: Åsen", "26", "8", ".."),
        ("Stadsdel: Ängby", "3", "..", ".."),
        ("Stadsdel: Östra", "26", "9", "7,5–11,0"),
    )
    assert ".. = för osäkert för att visas, eller kan inte beräknas." in table.note


def test_the_variation_is_tabulated_for_peers(made_up: MadeUp) -> None:
    eleven(made_up, 0.004, 0.124)
    made_up.estimates.append(between("police", "", "", method="exact", statistic="", status="too_few"))
    table = variation_table(made_up.open("sv"))
    assert table is not None
    assert table.rows == (
        ("Barnet kom till tals", "chitvå", "18,3", "0,004", "0,12", "1,78", "−0,03"),
        ("Polisanmälan gjordes", "exakt", "..", "..", "..", "..", ".."),
    )
    assert "tar hänsyn till att 31 sådana test har gjorts (enligt Holm)" in table.note
    assert "Phi jämför variationen med den som slumpen ger" in table.note


def test_one_single_test_is_not_adjusted_and_few_strata_have_no_spread(made_up: MadeUp) -> None:
    made_up.estimates = [between("heard", 0.31, 0.31, method="exact", statistic="")]
    table = variation_table(made_up.open("en"))
    assert table is not None
    assert [column.head for column in table.columns] == ["Question", "Test", "p-value"]
    assert table.rows == (("The child was heard", "exact", "0.31"),)
    assert table.note == "Each row tests whether all districts have the same share."


def test_without_tests_there_is_no_table(made_up: MadeUp) -> None:
    assert variation_table(made_up.open("en")) is None


def test_the_chart_is_described_with_its_limits(made_up: MadeUp) -> None:
    said = by_stratum(eleven(made_up, 0.4, 1.0).open("sv")).markdown()
    alt = re.search(r'#fig-strata-heard \.wide fig-alt="([^"]*)"', said)
    assert alt
    assert alt[1].startswith(
        "Punktdiagram med intervall (95\u202f%), 11 rader, och de gränser som 95\u202f% och 99,8\u202f% av andelarna "
        "skulle ligga inom av ren slump. Barnet kom till tals, per stadsdel: ingen större variation påvisad än "
        "den slumpen ger. En linje visar andelen för alla, 25 procent. Utanför gränserna för 99,8\u202f%: J. "
        "A: 23 procent (8–39), utjämnad 24. "
    )


def test_a_chart_leaves_the_limits_to_the_table(made_up: MadeUp) -> None:
    eleven(made_up, 0.4, 1.0)
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "status": "suppressed"}
    made_up.estimates = [r | hidden if r["group"] == "B" else r for r in made_up.estimates]
    said = by_stratum(made_up.open("en")).markdown()
    assert "A: 23 per cent (8–39), smoothed 24. B: hidden (x). C:" in said
    # how many of the others lie outside would tell something of the hidden one
    assert "Outside the limits" not in said


@pytest.mark.parametrize("secret", [False, True])
def test_a_stratum_outside_the_wide_limits_is_marked_by_form(made_up: MadeUp, secret: bool) -> None:
    if secret:
        made_up.review["synthetic"] = False
        made_up.review["disclosure"] = {"reason": {"sv": "Akter.", "en": "Files."}, "decided_by": "Chefen"}
    report = eleven(made_up, 0.001, 0.031).open("en")
    said = by_stratum(report).markdown()
    svg = (report.studio.folder / "figures" / "strata-heard-en.svg").read_text("utf-8")
    # in secret files the text names no district, and neither does the figure
    assert ("Outside the limits of 99.8\u202f%: J." in said) is not secret
    assert ("Outside 99.8\u202f%" in svg) is not secret


def test_one_stratum_alone_has_no_section(made_up: MadeUp) -> None:
    made_up.denominators = cases(60, strata=("Östra",))
    made_up.estimates = [
        share("heard", 30, 60, (0.4, 0.6)),
        share("heard", 30, 60, (0.4, 0.6), breakdown="stratum", group="Östra", method="wilson"),
    ]
    assert by_stratum(made_up.open("sv")).markdown() == ""


@pytest.mark.parametrize(
    ("adjusted", "swedish", "english"),
    [
        (
            0.031,
            "Barnet kom till tals: andelen varierar mer mellan stadsdelar än slumpen förklarar.",
            "The child was heard: the share varies more between districts than chance explains.",
        ),
        (
            0.124,
            "Inga skillnader mellan stadsdelar är fastställda utöver dem som slumpen ger.",
            "No differences between districts are established beyond those that chance gives.",
        ),
    ],
)
def test_the_summary_gives_the_verdict_on_the_strata(
    made_up: MadeUp, adjusted: float, swedish: str, english: str
) -> None:
    eleven(made_up, 0.004, adjusted)
    assert in_short(made_up.open("sv")) == swedish
    assert in_short(made_up.open("en")) == english
