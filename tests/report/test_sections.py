"""The whole text of a report: what it must say, that its numbers are the published ones, that labels stay text."""

import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import pytest

from granska.report import method, over_time, places_and_years, sections
from granska.report.blocks import Section
from granska.report.context import Report
from granska.report.document import front_matter
from granska.report.markup import escape
from report.made_up import HOSTILE, MadeUp, berkeley, bounds, cases, denominator, difference, row, share

N, M, B = "\u202f", "\u2212", "\u00a0"
SECTIONS: list[Callable[[Report], Section]] = [
    sections.summary,
    sections.how_to_read,
    sections.areas,
    sections.groups,
    sections.more_groups,
    places_and_years.by_stratum,
    over_time.over_time,
    method.method,
    method.checking,
    method.downloads,
]


def document(project: MadeUp, language: str) -> str:
    """Put the whole report together, as the notebook does."""
    report = project.open(language)
    parts = [front_matter(report).yaml, *(section(report).markdown() for section in SECTIONS)]
    return "\n\n".join(part for part in parts if part)


def text(project: MadeUp, language: str) -> str:
    """Give the report with its escapes taken away."""
    return re.sub(r"\\([^\w\s])", r"\1", document(project, language))


def cells(markdown: str, first: str) -> list[str]:
    """Give the cells of the table row that begins with a name, the blanks that hold a number together as plain ones."""
    line = next(line for line in markdown.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip().replace(B, " ") for cell in line.strip("|").split("|")]


def table_of(markdown: str, name: str) -> str:
    """Give the part of a document that shows a table."""
    return markdown[: markdown.index(f"{{#tbl-{name}}}")].rpartition("summary=")[2]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_berkeley_shows_its_known_answer(made_up: MadeUp, language: str) -> None:
    said = text(berkeley(made_up), language)
    comma = "," if language == "sv" else "."
    name = "Barnet kom till tals" if language == "sv" else "The child was heard"
    to = "till" if language == "sv" else "to"
    of = "av" if language == "sv" else "of"
    women, men = f"557 {of} 1{N}835", f"1{N}198 {of} 2{N}691"
    assert cells(table_of(said, "shares-gender"), name)[1:] == [women, f"30{comma}4", men, f"44{comma}5"]
    assert cells(table_of(said, "within-gender"), name)[1:] == [
        "Ej påvisad" if language == "sv" else "Not shown",
        f"+1{comma}8",
        f"{M}1{comma}1 {to} 4{comma}7",
        f"{M}14{comma}2",
        f"{M}17{comma}0 {to} {M}11{comma}3",
    ]
    assert cells(table_of(said, "tests-gender"), name)[1:] == ["CMH", f"0{comma}22", f"0{comma}002"]


def whole(value: float, rounding: str) -> str:
    text = str((Decimal(repr(value)) * 100).quantize(Decimal(1), rounding=rounding))
    return text.replace("-", M)


def one_decimal(value: float) -> str:
    return str((Decimal(repr(value)) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)).replace(".", ",")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_number_of_a_question_is_its_row_rounded_by_rule(full: MadeUp, language: str) -> None:
    said, report = text(full, language), full.open(language)
    for question in report.codebook:
        rows = [r for r in full.estimates if r["indicator"] == question.name and r["method"] == "stratified-wilson"]
        allowed = {str(r[key]) for r in rows for key in ("x", "n")}
        for r in rows:
            allowed |= {
                whole(r["estimate"], ROUND_HALF_UP),
                whole(r["lower"], ROUND_FLOOR),
                whole(r["upper"], ROUND_CEILING),
            }
        allowed |= {str(r["missing"]) for r in full.denominators if r["indicator"] == question.name}
        if question.limit:
            middle = next(r for r in full.estimates if r["measure"] == "median" and r["breakdown"] == "all")
            allowed |= {
                f"{number:g}" for number in (middle["estimate"], middle["lower"], middle["upper"], question.limit)
            }
        statement = report.statement(question)
        areas = said[: said.index("{#sec-compare-gender}")]
        sentences = [line for line in areas.splitlines() if line.startswith(f"- **{statement}")]
        assert len(sentences) == 1
        assert set(re.findall(r"\d+", sentences[0].replace(statement, ""))) <= allowed
        assert len(re.findall(r"\d+", sentences[0])) >= 3


def test_tables_give_one_decimal_from_a_hundred_answers_on(full: MadeUp) -> None:
    said = text(full, "sv")
    estimate = next(r for r in full.estimates if r["indicator"] == "held" and r["method"] == "stratified-wilson")
    expected = ["286", "57", one_decimal(estimate["estimate"]), "15,5–25,7", "god", "19,9"]
    assert cells(said, "Bedömningen höll inte")[1:] == expected
    assert cells(said, "Åsen")[2] == "19"


def test_tables_of_one_decimal_round_limits_to_the_nearest(full: MadeUp) -> None:
    full.estimates = [
        r | {"estimate": 0.201, "lower": 0.1554, "upper": 0.2566} if r["indicator"] == "held" else r
        for r in full.estimates
    ]
    assert cells(text(full, "sv"), "Bedömningen höll inte")[4] == "15,5–25,7"


def test_groups_are_tabulated_with_their_counts(full: MadeUp) -> None:
    said = text(full, "sv")
    table = said[: said.index("{#tbl-shares-gender}")].rpartition("summary=")[2]
    assert f"| Flickor, antal | Flickor, viktad{B}% | Pojkar, antal | Pojkar, viktad{B}% |" in table
    assert cells(table, "Bedömningen höll inte")[1:5] == ["40 av 143", "28,0", "40 av 143", "28,0"]
    table = said[: said.index("{#tbl-groups-age}")].rpartition("summary=")[2]
    assert f"| Fråga | Ålder | Antal | Viktad andel,{B}% | Intervall (95{N}%),{B}% | Precision |" in table
    assert cells(table, "Bedömningen höll inte")[1:] == ["0–5 år", "40 av 143", "28,0", "20,0–36,0", "god"]
    assert table.count("| Bedömningen höll inte | 6–12\u00a0år |") == 1


@pytest.mark.parametrize(
    ("language", "whole", "group"),
    [
        ("sv", ["284", "9", "8–10"], ["142", "9,5", "8 eller mer"]),
        ("en", ["284", "9", "8–10"], ["142", "9.5", "8 or more"]),
    ],
)
def test_medians_are_tabulated_for_all_and_for_groups(
    full: MadeUp, language: str, whole: list[str], group: list[str]
) -> None:
    said = text(full, language)
    table = said[: said.index("{#tbl-median-days}")].rpartition("summary=")[2]
    assert cells(table, "Alla" if language == "sv" else "All")[1:] == whole
    assert cells(table, "Kön: flickor" if language == "sv" else "Gender: girls")[1:] == group
    assert cells(table, "Ålder: 0–5 år" if language == "sv" else "Age: 0–5 years")[1:] == group


def test_a_small_review_has_no_medians_by_group(full: MadeUp) -> None:
    full.denominators = cases(36, 153)
    said = text(full, "sv")
    table = said[: said.index("{#tbl-median-days}")].rpartition("summary=")[2]
    assert cells(table, "Alla")[1:] == ["284", "9", "8–10"]
    assert "flickor" not in table


@pytest.mark.parametrize("limits", [(0.0, 0.2), (0.0, 0.4), (0.0, 0.41)])
def test_a_share_is_graded_by_half_the_width_of_its_interval(made_up: MadeUp, limits: tuple[float, float]) -> None:
    made_up.estimates = [share("heard", 29, 286, limits)]
    grades = {0.2: "good", 0.4: "use with care", 0.41: "weak"}
    said = text(made_up, "en")
    assert cells(said, "The child was heard")[5] == grades[limits[1]]
    assert "good where half of it is at most 10 percentage points, use with care up to 20, else weak." in said


def test_what_missing_answers_could_mean_is_tabulated(full: MadeUp) -> None:
    assert "{#tbl-bounds}" not in text(full, "sv")
    full.estimates.append(bounds("held", 0.201, (0.182, 0.283), 310))
    full.denominators = [r for r in full.denominators if r["indicator"] != "held"]
    full.denominators.append(denominator("held", 286, asked=310, missing=20, undocumented=4))
    said = text(full, "sv")
    table = said[: said.index("{#tbl-bounds}")].rpartition("summary=")[2]
    assert cells(table, "Bedömningen höll inte")[1:] == ["310", "24", "20,1", "18,2", "28,3"]
    assert "mer än en tjugondel av de ärenden som en fråga gäller" in said


def test_it_is_said_what_shares_and_differences_are_weighted_by(full: MadeUp) -> None:
    words = (
        "Andelarna och skillnaden totalt är viktade efter hur många ärenden varje stadsdel har, skillnaden inom samma "
        "stadsdel efter hur många i varje grupp som har lästs där. De kan därför avvika från varandra, även i tecken."
    )
    said = text(full, "sv")
    figure = next(line for line in said.splitlines() if "{#fig-compare-gender" in line)
    assert "Viktade andelar" in figure
    assert words not in figure
    assert said[: said.index(figure)].count(words) == 1
    assert said.count(f"{words}]{{.note}}") == 1
    assert words not in text(berkeley(full), "sv")


def test_tests_and_adjusted_p_values_stand_beside_the_differences(full: MadeUp) -> None:
    methods = {"police": "cochran-mantel-haenszel-mid-p", "given": "boschloo"}
    full.estimates = [
        r | {"method": methods.get(r["indicator"], r["method"])} if r["measure"] == "test" else r
        for r in full.estimates
    ]
    full.estimates = [
        r | {"p_value": "", "p_adjusted": ""} if (r["measure"], r["indicator"]) == ("test", "days") else r
        for r in full.estimates
    ]
    said = text(full, "sv")
    table = table_of(said, "tests-gender")
    assert cells(table, "Bedömningen höll inte")[1:] == ["CMH", "0,70", "1,00", "0,40"]
    assert cells(table, "Polisanmälan gjordes")[1] == "CMH mid-p"
    assert cells(table, "Anmälaren fick återkoppling")[1] == "Boschloo"
    assert cells(table, "Beslutet kom inom 14 dagar")[1:4] == ["..", "..", ".."]
    assert cells(table_of(said, "within-gender"), "Bedömningen höll inte")[1] == "Ej påvisad"
    assert "p-värde, justerat: enligt Holm, för 8 jämförelser." in said


def test_each_family_stands_with_its_name_and_size(full: MadeUp) -> None:
    full.estimates = [
        r | {"family": "first"} if (r["measure"], r["indicator"]) == ("test", "heard") else r for r in full.estimates
    ]
    title = {"sv": "Första frågorna", "en": "First questions"}
    family = {"breakdown": "gender", "questions": ["heard"], "title": title}
    full.review["analysis"] = {"families": {"first": family}}
    said = text(full, "en")
    table = table_of(said, "tests-gender")
    assert cells(table, "The child was heard")[4] == "First questions"
    assert cells(table, "The decision did not hold")[4] == "Gender"
    assert (
        "p-value, adjusted: by Holm's method, for the number of comparisons in the family (First questions, 1; "
        "Gender, 8)." in said
    )
    assert "divided into families of 1 and 8, decided in advance" in said
    assert "Within each family, the risk that any of them is called shown by chance alone is at most about 5" in said
    full.review["analysis"] = {"adjustment": "bh"}
    assert "Within each family, of the differences called shown, at most 5" in text(full, "en")


@pytest.mark.parametrize(
    ("language", "head", "caption"),
    [
        (
            "sv",
            "| Institution | Skillnad, p.e. |",
            "Kvinnor och män per institution: barnet kom till tals, skillnad (intervallen tar hänsyn till att två "
            "institutioner jämförs).",
        ),
        (
            "en",
            "| Department | Difference, pp |",
            "Women and men by department: the child was heard, difference (the intervals allow for two departments).",
        ),
    ],
)
def test_differences_by_stratum_are_tabulated_where_they_are_published(
    made_up: MadeUp, language: str, head: str, caption: str
) -> None:
    berkeley(made_up)
    assert "{#tbl-strata-gender-heard-yes}" not in text(made_up, language)
    by_stratum = {"breakdown": "stratum", "versus": "gender", "method": "newcombe-bonferroni"}
    made_up.estimates += [
        difference("heard", "", group="Ängby", status="not_applicable", **by_stratum),
        difference("heard", 0.05, (-0.22, 0.24), group="Åsen", n=25, **by_stratum),
        difference("heard", 0.203, (0.08, 0.292), group="Östra", n=108, **by_stratum),
    ]
    said = text(made_up, language)
    table = said[: said.index("{#tbl-strata-gender-heard-yes}")].rpartition("summary=")[2]
    to, comma = ("till", ",") if language == "sv" else ("to", ".")
    assert head in table
    assert caption in table
    assert cells(table, "Åsen")[1:] == ["+5", f"{M}22 {to} 24"]
    assert cells(table, "Ängby")[1:] == [".", "."]
    assert cells(table, "Östra")[1:] == [f"+20{comma}3", f"8{comma}0–29{comma}2"]


@pytest.mark.parametrize(
    ("adjustment", "words"),
    [
        ("holm", "(enligt Holm). Risken att någon av dem kallas påvisad av ren slump är högst omkring 5"),
        ("bonferroni", "(enligt Bonferroni). Risken att någon av dem kallas påvisad av ren slump är högst omkring 5"),
        ("bh", "(enligt Benjamini och Hochberg). Av de skillnader som kallas påvisade väntas högst 5"),
    ],
)
def test_the_method_says_how_many_comparisons_are_allowed_for(full: MadeUp, adjustment: str, words: str) -> None:
    full.review["analysis"] = {"adjustment": adjustment}
    said = text(full, "sv")
    assert (
        "De nio jämförelserna är en familj, bestämd i förväg, och deras p-värden är justerade för hur många de är "
        + words
        in said
    )


def test_the_method_of_one_comparison_allows_for_nothing(made_up: MadeUp) -> None:
    said = text(berkeley(made_up), "en")
    assert "one family" not in said
    assert (
        "A difference is called shown only if the p-value is below 0.05 and the interval does not include zero" in said
    )
    assert "It has Newcombe's interval and is not tested." in said
    assert "never use the finite population correction" in said


def test_the_planning_shares_are_those_of_the_parameters(full: MadeUp) -> None:
    full.review["analysis"] = {"planning_shares": [0.125, 0.5], "power": 0.9}
    full.estimates = [
        r | {"method": r["method"].replace("0.2", "0.125"), "estimate": 0.13}
        if r["measure"] == "detectable_difference"
        else r
        for r in full.estimates
    ]
    said = text(full, "en")
    assert f"with a probability of 90{N}% of finding them, from true shares of 12.5{N}% and 50{N}%" in said
    assert "if the true share is 12.5 per cent among boys, it has to be at least 35 or at most 8 per cent" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "2 ärenden där könet är okänt ingår inte."), ("en", "2 cases without a known gender are left out.")],
)
def test_cases_without_a_known_gender_are_counted_below_the_table(full: MadeUp, language: str, words: str) -> None:
    full.denominators.append(denominator("cases", 2, breakdown="gender", group="unknown"))
    said = text(full, language)
    assert words in said[said.index("{#tbl-shares-gender}") :].partition("{.note}")[0]
    assert said.count(words) == 2


@pytest.mark.parametrize("undocumented", ["no", "missing", "answer"])
def test_the_table_of_denominators_says_how_what_is_not_documented_counts(full: MadeUp, undocumented: str) -> None:
    full.codebook = full.codebook.replace("safety;binary;;;;;;;missing;no", f"safety;binary;;;;;;;{undocumented};no")
    said = text(full, "en")
    table = said[said.index("| Question | Files read |") :]
    words = {"no": "no", "missing": "missing", "answer": "own answer"}
    assert cells(table, "The decision did not hold")[1:] == ["286", "0", "0", words[undocumented], "0", "286"]


def test_weighted_is_explained_once_below_the_key_figures(full: MadeUp) -> None:
    said = text(full, "sv")
    assert said.count("Viktad: en stadsdel med många ärenden väger tyngre") == 1
    assert said.index("Viktad: en stadsdel") < said.index("{#sec-results}")


def test_where_nothing_is_weighted_the_word_is_not_explained(register: MadeUp) -> None:
    assert "Weighted:" not in text(register, "en")


def test_the_period_has_its_name_where_it_has_one(full: MadeUp) -> None:
    full.review["period"]["label"] = {"sv": "hösten 1973", "en": "autumn 1973"}
    said = text(full, "sv")
    assert "30\u00a0juni" not in said
    assert 'value: "hösten 1973"' in said
    assert "286 lästa ärenden, hösten 1973." in said


def test_the_scope_is_part_of_the_extent(full: MadeUp) -> None:
    full.review["scope"] = {"sv": "Bara avslutade ärenden ingår.", "en": "Only closed cases are included."}
    assert "viktas efter hur många ärenden varje stadsdel har. Bara avslutade ärenden ingår." in text(full, "sv")


def merged(register: MadeUp, *rows: str) -> None:
    """Say which areas became which."""
    register.review["design"]["strata"] |= {"names": ["Östra", "Ängby"], "area_set": 2004}
    folder = register.root / "params" / register.review["id"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "areas.csv").write_text("\n".join(["area;became;from;weight", *rows]) + "\n", encoding="utf-8")


def test_a_register_of_merged_areas_says_so(register: MadeUp) -> None:
    words = "Earlier years are given in the present districts"
    assert words not in text(register, "en")
    merged(register, "Gamla;Östra;2004;", "Strand;Östra;2004;")
    assert words in text(register, "en")


def test_a_register_has_measures_and_chance_variation(register: MadeUp) -> None:
    said = text(register, "sv")
    assert "| Mått |" in said
    assert "| Fråga |" not in said
    assert "osäkerhet" not in said.lower()


def test_figures_of_strata_give_the_verdict_and_rank_no_one(full: MadeUp) -> None:
    captions = re.findall(r"!\[\*\*(.+?)\*\*", text(full, "sv"))
    assert "Barnet kom till tals: andelen varierar mer mellan stadsdelar än slumpen förklarar." in captions


def test_strata_stand_in_swedish_order_with_the_whole_last(full: MadeUp) -> None:
    said = text(full, "sv")
    table = said[: said.index("{#tbl-strata-heard}")].rpartition("| Stadsdel |")[2]
    assert re.findall(r"^\| ([A-ZÅÄÖ]\w+) \|", table, re.MULTILINE) == ["Åsen", "Ängby", "Östra", "Alla"]


def test_hidden_cells_are_symbols_explained_below(full: MadeUp) -> None:
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "status": "suppressed"}
    full.estimates = [r | hidden if r["indicator"] == "held" else r for r in full.estimates]
    full.estimates = [r | hidden | {"status": "too_few"} if r["group"] == "Ängby" else r for r in full.estimates]
    said = text(full, "sv")
    assert cells(said, "Bedömningen höll inte")[2:] == ["x", "x", "x", "x", "x"]
    assert "[x = dolt för att skydda enskilda.]{.note}" in said
    assert ".. = för osäkert för att visas, eller kan inte beräknas." in said
    assert "Bedömningen höll inte:** talet visas inte, för att skydda enskilda." in said
    assert "Antal på 1–4 per stadsdel eller grupp är dolda" in said
    assert "Bedömningen höll inte: dolt (x)." in said


def test_everything_suppressed_still_makes_a_report(full: MadeUp) -> None:
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "p_value": "", "status": "suppressed"}
    full.estimates = [r | hidden for r in full.estimates]
    said = text(full, "sv")
    assert not re.search(r"\d procent\b", said)
    assert "{#fig-compare-gender" not in said


def test_a_small_review_counts_groups_and_strata(made_up: MadeUp) -> None:
    made_up.denominators = cases(36, 153)
    made_up.estimates = [
        share("heard", 19, 36, (0.33, 0.69), 0.51),
        share("heard", 9, 18, (0.2, 0.8), breakdown="gender", group="girl", method="domain-wilson"),
        share("heard", 10, 18, (0.2, 0.8), breakdown="gender", group="boy", method="domain-wilson"),
        share("heard", 5, 12, (0.1, 0.8), breakdown="stratum", group="Östra", method="wilson"),
        difference("heard", "", status="too_few", note="under_50"),
    ]
    said = text(made_up, "sv")
    assert cells(said, "Barnet kom till tals")[1:]
    table = said[said.index("Flickor, antal") :]
    assert cells(table, "Barnet kom till tals")[1:] == ["9 av 18", "10 av 18"]
    assert cells(said, "Östra")[1:] == ["5 av 12", "10–80", "svag"]
    assert "{#fig-compare" not in said
    assert "{#fig-strata" not in said


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_review_without_figures_says_so(made_up: MadeUp, language: str) -> None:
    made_up.denominators = []
    assert ("det finns inga svar" if language == "sv" else "there is no answer to count") in text(made_up, language)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_register_shows_its_years(register: MadeUp, language: str) -> None:
    said = text(register, language)
    assert "{#fig-series-investigations" in said
    assert cells(said, "2003")[1:] == [
        f"4{N}000",
        f"2{N}000",
        "50,0" if language == "sv" else "50.0",
        *cells(said, "2003")[4:],
    ]
    assert ("urvalsfel" if language == "sv" else "sampling error") in said
    assert "{#tbl-sample}" not in said
    assert (
        said.count(
            "Skillnaderna mellan åren är inte prövade."
            if language == "sv"
            else "Differences between years are not tested."
        )
        == 1
    )


def test_captions_of_a_register_say_who_how_many_and_when(register: MadeUp) -> None:
    register.denominators = [denominator("reports", 4200, period="2004")]
    said = document(register, "sv").replace("\\", "")
    captions = {name: text for text, name in re.findall(r"!\[(.*?)\]\(figures/(?:area|series)-(\w+)", said)}
    assert re.search(r"[\d\u202f]+ anmälningar, \d stadsdelar, 2004\.$", captions["process"])
    assert re.search(r"[\d\u202f–]+ anmälningar per år, 2003–2004\.$", captions["investigations"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", r"\*\*.+:\*\* \d+ procent år 2\d{3} .*\(slumpmässig variation \d+–\d+.*\) och \d+ procent år 2\d{3} "),
        ("en", r"\*\*.+:\*\* \d+ per cent in 2\d{3} .*\(chance variation \d+–\d+.*\) and \d+ per cent in 2\d{3} "),
    ],
)
def test_a_series_is_told_by_its_ends_with_their_intervals(register: MadeUp, language: str, words: str) -> None:
    said = over_time.over_time(register.open(language)).markdown()
    assert re.search(words, said.replace("\\", ""))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_labels_are_text_everywhere(hostile: MadeUp, language: str) -> None:
    said = document(hostile, language)
    assert "<script" not in re.sub(r'fig-alt="[^"]*"|summary="[^"]*"|"(?:[^"\\]|\\.)*"', "", said).replace(
        r"\<script", ""
    )
    assert escape(HOSTILE) in said
    for line in said.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) >= 3
    heads = re.findall(r"^\|(?: :?-+:? \|)+$", said, re.MULTILINE)
    assert heads


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_id_is_used_once_and_every_link_points_at_one(full: MadeUp, language: str) -> None:
    said = document(full, language)
    ids = re.findall(r"\{#([\w-]+)", said)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"\]\(#([\w-]+)\)", said)) <= set(ids)


def test_a_figure_is_described_with_every_value(full: MadeUp) -> None:
    said = document(full, "sv")
    alt = re.search(r'key-heard-sv\.svg\)\{\.spark fig-alt="([^"]*)"', said)
    assert alt
    assert alt[1] == (
        # the finding stands beside it
        "Punkt med intervall: 25 procent (19–31)."
    )
    chart = re.search(r'#fig-area-safety \.wide fig-alt="([^"]*)"', said)
    assert chart
    kind, values = chart[1].split(". ", 1)[0], chart[1].rsplit(". ", 2)[1:]
    assert kind == f"Punktdiagram över andelar med intervall (95{N}%), 2 rader"
    assert values == ["Polisanmälan gjordes: 0 procent (0–2)", "Bedömningen höll inte: 20 procent (15–26)."]


def test_no_value_of_a_hidden_cell_stands_in_a_figure(full: MadeUp) -> None:
    hidden = {"estimate": "", "lower": "", "upper": "", "x": "", "status": "suppressed"}
    full.estimates = [
        r | hidden | {"percent": "", "percent_lower": "", "percent_upper": ""} if r["indicator"] == "held" else r
        for r in full.estimates
    ]
    said = text(full, "en")
    chart = next(line for line in said.splitlines() if "{#fig-area-safety" in line)
    assert "The decision did not hold: hidden (x)." in chart
    assert "x = hidden to protect individuals." in chart
    svg = (full.open("en").studio.folder / "figures" / "area-safety-en.svg").read_text(encoding="utf-8")
    shown = re.findall(r">([^<>]+)</text>", svg)
    # in the band, and where the number would stand
    assert (shown.count("x"), shown.count("hidden (x)")) == (1, 1)
    assert not {"20\u202f%", "(15–26)"} & set(shown)


def test_an_unknown_cleaning_rule_shows_its_own_name(full: MadeUp) -> None:
    said = text(full, "sv")
    assert cells(said, "a-new-rule")[1:] == ["1"]
    assert cells(said, "Svar skrivna på annat sätt än i formuläret")[1:] == [f"1{N}234"]
    assert f"Programmet gjorde 1{N}235 ändringar i rådata" in said


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ({"population": "p.csv", "inference": "files"}, "ändlighetskorrektion"),
        ({"population": "p.csv", "inference": "practice"}, "tar därför inte hänsyn till hur stor del som har lästs"),
        ({}, "visar slumpmässig variation: de underliggande andelar som stämmer med det räknade"),
    ],
)
def test_the_method_says_what_the_intervals_speak_of(full: MadeUp, design: dict[str, str], words: str) -> None:
    full.review["design"] = {"strata": full.review["design"]["strata"], **design}
    assert words in text(full, "sv")


def test_only_formats_that_are_made_are_offered(full: MadeUp) -> None:
    said = document(full, "en")
    assert "(made-up-en.pdf)" in said
    assert "docx" not in said
    assert "(estimates.csv)" in said


def test_a_synthetic_review_says_so_and_a_public_one_does_not(full: MadeUp) -> None:
    assert 'notice: "uppgifterna är påhittade' in text(full, "sv")
    full.review |= {"synthetic": False, "public": True}
    assert "påhittade och säger" not in text(full, "sv")


def test_one_comparison_that_is_missing_is_called_too_few(full: MadeUp) -> None:
    full.estimates = [r for r in full.estimates if not (r["indicator"] == "held" and r["measure"] == "difference")]
    table = table_of(text(full, "sv"), "within-gender")
    assert cells(table, "Bedömningen höll inte")[1] == "För få"


def test_more_than_the_published_folder_and_the_parameters_is_never_opened(
    full: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.estimates.append(row("heard", breakdown="stratum", group="Östra", measure="shrunken", estimate=0.3))
    outside = full.root / "data" / "processed" / "made-up" / "counts.csv"
    full.write()
    outside.write_text("secret\n", encoding="utf-8")
    assert "secret" not in document(full, "sv")
