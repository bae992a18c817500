"""Tables as a reader meets them: numbers in one piece, symbols explained, families named."""

import re

import pytest

from granska.report import pair_tables
from granska.report.comparisons import compare
from granska.report.locale import Locale
from granska.report.tables import Column, Table, symbols
from granska.report.tabulate import area_table, breakdown_table, median_table
from report.made_up import MadeUp, difference, with_days

B, N = "\u00a0", "\u202f"


def test_numbers_units_and_p_values_are_never_broken() -> None:
    columns = Column("Who", "left"), Column("Number"), Column("Weighted share, %"), Column("p-value")
    table = Table("t", "What.", columns, (("The whole city", "72 of 286", "25", "0"),))
    heads, _, row = table.markdown().splitlines()[:3]
    assert heads == f"| Who | Number | Weighted share,{B}% | p\u2011value |"
    assert row == f"| The whole city | 72{B}of{B}286 | 25 | 0 |"
    assert "72 of 286" in table.html()


@pytest.mark.parametrize(
    ("cells", "explained"),
    [
        (("All", "0", "12"), []),
        (("All", "x"), ["x = hidden to protect individuals."]),
        (("All", "..", "."), [". = does not apply.", ".. = too uncertain to show, or cannot be calculated."]),
        # a name of a row is no symbol
        (("x", "12"), []),
    ],
)
def test_symbols_are_explained_where_they_are_used(cells: tuple[str, ...], explained: list[str]) -> None:
    assert list(symbols(Locale("en"), [cells])) == explained


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("sv", ["Fråga", "Slutsats", "Skillnad, p.e.", f"Intervall (95{N}%), p.e.", "Skillnad totalt, p.e."]),
        ("en", ["Question", "Conclusion", "Difference, pp", f"Interval (95{N}%), pp", "Overall difference, pp"]),
    ],
)
def test_differences_have_their_conclusion_first_and_their_unit_explained(
    full: MadeUp, language: str, heads: list[str]
) -> None:
    report = full.open(language)
    table = pair_tables.within_table(report, "gender", compare(report, "gender"))
    assert [column.head for column in table.columns][:5] == heads
    assert ("procentenheter (p.e.)" if language == "sv" else "percentage points (pp)") in table.note


def test_groups_stand_below_one_another_with_a_claim_a_column(full: MadeUp) -> None:
    table = breakdown_table(full.open("en"), "age")
    assert table
    held = [row for row in table.rows if row[0] == "The decision did not hold"]
    assert [row[1] for row in held] == [f"0–5{B}years", f"6–12{B}years"]
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert not any("(" in cell for row in table.rows for cell in row[1:])


def test_a_family_has_its_declared_name(full: MadeUp) -> None:
    title = {"sv": "Barnets röst", "en": "The child’s voice"}
    families = {
        "voice": {"breakdown": "gender", "questions": ["heard"], "title": title},
        "other_things": {"breakdown": "gender", "questions": ["police"]},
    }
    full.review["analysis"] = {"families": families}
    report = full.open("sv")
    assert [pair_tables.family_title(report, name) for name in ("voice", "other_things", "gender", "stratum")] == [
        "Barnets röst",
        "other things",
        "Kön",
        "Stadsdel",
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_table_has_an_empty_head_or_cell(full: MadeUp, language: str) -> None:
    report = full.open(language)
    found = compare(report, "gender")
    for table in (pair_tables.within_table(report, "gender", found), pair_tables.tests_table(report, "gender", found)):
        assert all(column.head.strip() for column in table.columns)
        assert all(re.search(r"\S", cell) for row in table.rows for cell in row)


def test_medians_have_their_unit_in_the_head(full: MadeUp) -> None:
    with_days(full)
    report = full.open("en")
    [days] = [question for question in report.codebook if question.name == "days"]
    table = median_table(report, days)
    assert table is not None
    assert [column.head for column in table.columns][2:] == ["Median, days", f"Interval (95{N}%), days"]


def test_only_rows_of_yes_stand_under_yes(full: MadeUp) -> None:
    report = full.open("en")
    for area in report.review.areas:
        questions = [question for question in report.codebook if question.area == area]
        if not questions:
            continue
        table = area_table(report, area, questions)
        unlike = any(":" in row[0] for row in table.rows)
        assert table.columns[2].head == ("Number" if unlike else "Yes"), area


def test_the_level_of_intervals_that_hold_jointly_is_said_in_the_head(full: MadeUp) -> None:
    report = full.open("en")
    [one] = compare(report, "gender")[:1]
    row = difference("heard", 0.2, (0.08, 0.3), "newcombe-bonferroni")
    full.estimates += [row | {"breakdown": "stratum", "group": "Ängby", "versus": "gender"}]
    table = pair_tables.stratum_differences_table(full.open("en"), "gender", one)
    assert table is not None
    assert table.columns[2].head == f"Interval (95{N}% jointly), pp"
