"""The workbook, read back by another program than the one that wrote it."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from granska.report.workbook import workbook
from report.made_up import HOSTILE, MadeUp, berkeley, with_days


def read(project: MadeUp, language: str = "sv") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(project.open(language))))


def rows(book: Workbook, label: str) -> list[list[object]]:
    """Give the rows of the marked table of the first sheet whose tab ends so, its head first."""
    sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith(label))
    [area] = [table.ref for table in sheet.tables.values()]
    return [[cell.value for cell in line] for line in sheet[area]]


def test_the_cover_says_whose_figures_these_are(full: MadeUp) -> None:
    book = read(full)
    said = [cell.value for [cell] in book["Försättsblad"].iter_rows()]
    assert said[0] == full.review["title"]["sv"]
    assert said[1].startswith("Exempeldata: siffrorna är påhittade")
    assert f"Utgivare: {full.review['publisher']['sv']}" in said
    day = datetime.datetime.fromisoformat(str(full.review["date"]))
    known = book.properties
    assert (known.title, known.creator) == (full.review["title"]["sv"], full.review["publisher"]["sv"])
    assert (known.created, known.modified, known.language) == (day, day, "sv-SE")
    assert read(full, "en").properties.language == "en-GB"


def test_the_cover_has_the_reference_number_and_the_version(full: MadeUp) -> None:
    full.review["reference_number"] = "SOF 2023/605"
    said = [cell.value for [cell] in read(full)["Försättsblad"].iter_rows()]
    assert {"Förlagans diarienummer: SOF 2023/605", "Version: arbetsversion"} <= set(said)


def test_rows_are_as_high_as_what_is_wrapped_in_them(full: MadeUp) -> None:
    sheet = read(full)["Anteckningar"]
    width = sheet.column_dimensions["B"].width
    texts = [(line[1].row, line[1].value) for line in sheet.iter_rows(min_row=4, max_col=2)]
    longest = max(texts, key=lambda found: len(str(found[1])))
    assert len(str(longest[1])) > 5 * width
    for row, text in texts:
        # 12 points a line, of letters that are on average narrower than a digit
        assert sheet.row_dimensions[row].height >= 12 * len(str(text)) / width, text
        assert sheet.row_dimensions[row].height < 409, "a spreadsheet shows no more of a row"


def test_the_notes_have_one_rule_of_rounding(full: MadeUp) -> None:
    found = [text for subject, text in rows(read(full, "en"), "Notes") if subject == "Rounding"]
    assert len(found) == 1
    assert "at least 100 answers" in str(found[0])


def test_what_the_notes_point_to_is_there(full: MadeUp) -> None:
    book = read(full, "en")
    heads, *lines = rows(book, "Shares")
    place = heads.index("Not documented counts as")
    assert {line[place] for line in lines} <= {"no", "missing", "own answer"}
    changes = rows(book, "Cleaning")
    assert changes[0] == ["Rule", "Number of changes"]
    assert sum(int(str(line[1])) for line in changes[1:]) == sum(full.open("en").published.cleaning.values())


def test_a_text_does_not_touch_the_number_before_it(full: MadeUp) -> None:
    book = read(full, "en")
    sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith("Shares"))
    heads = {cell.value: cell.column for line in sheet.iter_rows() for cell in line if cell.value}
    last = sheet.cell(sheet.max_row, heads["Precision"])
    assert (last.alignment.horizontal, last.alignment.indent) == ("left", 1)


def test_medians_have_their_unit(full: MadeUp) -> None:
    with_days(full)
    heads, *lines = rows(read(full, "en"), "Medians")
    assert heads[3:5] == ["Unit", "Median"]
    assert {line[3] for line in lines} == {"days"}


def test_every_sheet_of_figures_has_one_marked_table_and_nothing_in_its_way(full: MadeUp) -> None:
    book = read(full)
    assert [sheet.title for sheet in book.worksheets][:3] == ["Försättsblad", "Innehåll", "Anteckningar"]
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        assert table.headerRowCount == 1
        assert table.autoFilter is None
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        cells = [[cell.value for cell in line] for line in sheet[table.ref]]
        assert all(isinstance(head, str) and head.strip() for head in cells[0])
        assert len(set(cells[0])) == len(cells[0])
        assert not [value for line in cells for value in line if value in (None, "")]
        assert "Exempeldata" in [cell.value for [cell] in sheet.iter_rows(max_col=1, max_row=3)]
    linked = [line[0] for line in rows(book, "Innehåll")[1:]]
    assert linked == [sheet.title for sheet in book.worksheets[2:]]


def test_numbers_are_numbers_and_have_the_decimals_that_may_be_shown(full: MadeUp) -> None:
    for row in full.estimates:
        if (row["indicator"], row["group"], row["measure"]) == ("heard", "Åsen", "proportion"):
            row |= {"x": 5, "n": 26, "estimate": 0.192, "lower": 0.085, "upper": 0.379}
    book = read(full)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith("Andelar"))
    heads = {cell.value: cell.column for line in sheet.iter_rows() for cell in line if cell.value}
    line = next(line for line in sheet.iter_rows() if line[0].value == "Bedömningen höll inte")
    weighted = line[heads["Viktad andel, %"] - 1]
    assert (weighted.value, weighted.number_format) == (20.1, "0.0")
    assert [line[heads[head] - 1].value for head in ("Av totalt", "Antal", "Precision")] == [286, 57, "god"]
    strata = rows(book, "Stadsdelar")
    [found] = [line for line in strata if line[:3] == ["Barnet kom till tals", "Ja", "Åsen"]]
    assert found[3:8] == [26, 5, 19, 8, 38]


def test_what_is_hidden_is_a_symbol_and_gives_nothing_away(full: MadeUp) -> None:
    hidden = {"status": "suppressed", "x": "", "estimate": "", "lower": "", "upper": "", "reliability": ""}
    blank = {"percent": "", "percent_lower": "", "percent_upper": ""}
    full.estimates = [r | hidden | blank if r["indicator"] == "held" else r for r in full.estimates]
    book = read(full, "en")
    [line] = [line for line in rows(book, "Shares") if line[0] == "The decision did not hold"]
    assert line[-6:] == ["x"] * 6
    sheet = next(sheet for sheet in book.worksheets if sheet.title.endswith("Shares"))
    assert "x = hidden to protect individuals." in [cell.value for [cell] in sheet.iter_rows(max_col=1, max_row=9)]


def plain(text: str) -> str:
    """Take apart what gptables would read as a note or a link, as the workbook does."""
    return text.replace("$$", "$ $").replace("](", "] (")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "{=1}", "[a](b)", "a $$b$$ c", "–", "1", "http://x", HOSTILE]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(full: MadeUp, text: str) -> None:
    for key in ("title", "lead", "publisher", "source"):
        full.review[key] = {"sv": text, "en": text}
    full.review["breakdowns"]["gender"]["title"] = {"sv": text, "en": text}
    full.review["breakdowns"]["gender"]["groups"]["girl"]["label"] = {"sv": text, "en": text}
    book = read(full)
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    links = [cell for cell in cells if cell.hyperlink]
    assert len(links) == len(book.worksheets) - 2
    names = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert any(plain(text).lower() in name.lower() for name in names)


def test_a_review_without_example_data_or_weights_says_neither(made_up: MadeUp) -> None:
    berkeley(made_up)
    made_up.review |= {"synthetic": False, "public": True}
    book = read(made_up, "en")
    said = [str(cell.value) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert not [text for text in said if "Example data" in text or text == "Weighted share, %"]
    [found] = [line for line in rows(book, "Differences, Gender") if line[0] == "The child was heard"]
    assert found[2:7] == ["Not shown", 1.8, -1.1, 4.7, "CMH"]
    assert found[-3:] == [-14.2, -17.0, -11.3]


def test_a_register_has_its_years(register: MadeUp) -> None:
    book = read(register, "en")
    assert [line[3:7] for line in rows(book, "Shares")] == [
        ["Year", "Out of", "Number", "Share, %"],
        [2003, 4000, 2000, 50],
        [2004, 5000, 2600, 52],
    ]
    assert rows(book, "Counts")[1:3] == [["Reports", 2003, 4000], ["Reports", 2004, 5000]]


@pytest.mark.parametrize("title", ["Answer", "number", "Share, %"])
def test_a_breakdown_may_be_called_what_a_column_is_called(full: MadeUp, title: str) -> None:
    full.review["breakdowns"]["gender"]["title"] = {"sv": title, "en": title}
    heads = rows(read(full, "en"), title)[0]
    assert heads[:3] == ["Question", "Answer", title if title != "Answer" else "Answer (2)"]
    assert len({str(head).casefold() for head in heads}) == len(heads)


def test_the_same_report_gives_the_same_bytes(full: MadeUp) -> None:
    assert workbook(full.open("sv")) == workbook(full.open("sv"))


def test_a_tab_is_no_longer_than_a_spreadsheet_counts(full: MadeUp) -> None:
    title = "Barnets kön 👧🏽👦🏽 (enligt akten, som den var)"
    full.review["breakdowns"]["gender"]["title"] = {"sv": title, "en": title}
    book = openpyxl.load_workbook(io.BytesIO(workbook(full.open("sv"))))
    assert any("👧🏽👦🏽" in name for name in book.sheetnames)
    assert max(len(name.encode("utf-16-le")) // 2 for name in book.sheetnames) == 31
