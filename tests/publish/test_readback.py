"""Nothing hidden is left in a finished file: what is planted is found, and what is clean is passed."""

import csv
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import typst
from openpyxl.comments import Comment

from granska.publish.checks import Check
from granska.publish.readback import read_back
from granska.publish.reading.axes import Label, axes_of
from granska.publish.reading.printed import numbers_of, value
from granska.review.workspace import Workspace
from granska.runner.pipeline import DATA_FILES
from projects import ROOT
from site_texts import site

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
CASES = "forhandsbedomningar-2024"
QUESTION = "The child was heard"


@dataclass(frozen=True)
class Secret:
    """A row of a table by district that is hidden, with what it hides."""

    root: Path
    group: str
    x: int
    n: int
    percent: int
    lower: int
    upper: int

    def file(self, name: str, folder: Path) -> Path:
        """Copy a finished file into a folder of its own."""
        folder.mkdir(exist_ok=True)
        return Path(shutil.copy(site(self.root) / CASES / name, folder / name))

    def found(self, path: Path) -> Check:
        """Read a file back."""
        checks = read_back(Workspace(self.root), CASES, path.parent)
        return next(check for check in checks if check.check == f"read back {path.name}")


def rows(path: Path, **wanted: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items())]


@pytest.fixture(scope="module")
def secret(bundled: Path) -> Secret:
    folder = bundled / "data" / "processed" / CASES
    wanted = {"indicator": "child_heard", "level": "yes", "breakdown": "stratum", "measure": "proportion"}
    hidden = {row["group"] for row in rows(folder / "published" / "estimates.csv", **wanted, status="suppressed")}
    truth = next(row for row in rows(folder / "estimates.csv", **wanted) if row["group"] in hidden and row["x"] != "0")
    share, lower, upper = (100 * float(truth[name]) for name in ("estimate", "lower", "upper"))
    counts = int(float(truth["x"])), int(float(truth["n"]))
    return Secret(bundled, truth["group"], *counts, round(share), int(lower), int(upper) + 1)


@pytest.mark.parametrize("review", REVIEWS)
def test_what_a_run_makes_is_clean(bundled: Path, review: str) -> None:
    folder = site(bundled) / review
    checks = read_back(Workspace(bundled), review, folder)
    assert [check for check in checks if check.result != "passed"] == []
    assert {check.check for check in checks} == {f"read back {path.name}" for path in folder.iterdir()}
    assert {"read back index.html", "read back estimates.csv"} <= {check.check for check in checks}


def table_row(secret: Secret, page: str) -> re.Match[str]:
    """Find the hidden row in the page's table of the question by district."""
    table = page.index(f">{QUESTION}, by district")
    start = page.index("<caption", table) if "<caption" in page[table:] else table
    found = re.compile(rf"<tr>\s*<th[^>]*>{secret.group}</th>.*?</tr>", re.DOTALL).search(page, min(table, start))
    assert found is not None
    assert ">x" in found[0]
    return found


def in_the_row(new: str) -> Callable[[Secret, str], str]:
    """Put something into the first cell of the hidden row that holds an x."""

    def plant(secret: Secret, page: str) -> str:
        row = table_row(secret, page)
        return page[: row.start()] + row[0].replace(">x", f">{filled(new, secret)}", 1) + page[row.end() :]

    return plant


def filled(text: str, secret: Secret) -> str:
    numbers = {"x": secret.x, "n": secret.n, "rest": secret.n - secret.x, "p": secret.percent}
    return text.format(**numbers, low=secret.lower, high=secret.upper, group=secret.group)


def in_a_sentence(new: str) -> Callable[[Secret, str], str]:
    """Put something behind the sentence on the question."""
    return lambda secret, page: re.sub(
        rf"(<li><strong>{QUESTION} in .*?)(?=</li>)",
        lambda sentence: sentence[1] + filled(new, secret),
        page,
        count=1,
        flags=re.DOTALL,
    )


def in_the_drawing(new: str) -> Callable[[Secret, str], str]:
    """Put something into the chart of the question by district, at the height of the hidden row."""

    def plant(secret: Secret, page: str) -> str:
        start = page.index('data-name="strata-child-heard-en"')
        end = page.index("</svg>", start)
        drawing = page[start:end]
        height = re.search(rf'y="([\d.]+)"[^>]*>{secret.group}</text>', drawing)
        ticks = re.findall(r'<text x="([\d.]+)"[^>]*>(\d+)[\u202f ]?%?</text>', drawing)
        (left, low), *_, (right, high) = sorted(
            {
                (float(x), int(tick))
                for x, tick in ticks
                if int(tick) in (0, 25, 50, 75, 100, 15, 20, 30, 40, 45, 60, 80)
            }
        )
        assert height is not None
        assert low == 0
        x = left + (right - left) * secret.percent / high
        shape = filled(new, secret).replace("XX", f"{x:.1f}").replace("YY", f"{float(height[1]) - 5:.1f}")
        return page[:end] + shape + page[end:]

    return plant


def in_the_alt_text(secret: Secret, page: str) -> str:
    """Tell the hidden share where the alt text of the chart says that it is hidden."""
    start = page.index(f"{QUESTION}, by district. ")
    hidden = re.compile(rf"{secret.group}: [^.]*x[^.]*\.").search(page, start)
    assert hidden is not None
    return page[: hidden.start()] + filled("{group}: {p} per cent.", secret) + page[hidden.end() :]


PAGE_LEAKS: dict[str, Callable[[Secret, str], str]] = {
    "a percentage": in_the_row("{p}"),
    "the count": in_the_row("{x}"),
    "the count of how many": in_the_row("{x} of {n}"),
    "what is left of them": in_the_row("{rest} of {n}"),
    "an interval": in_the_row("{low}–{high}"),
    "an interval in a sentence": in_a_sentence(" In {group}: {low}–{high} per cent."),
    "a share in a sentence": in_a_sentence(" In {group} it was {p} per cent."),
    "a count in a sentence": in_a_sentence(" In {group} {x} children were heard."),
    "an alt text": in_the_alt_text,
    "a mark": in_the_drawing('<circle cx="XX" cy="YY" r="4"></circle>'),
    "a line": in_the_drawing('<path d="M XX YY L 300 YY"></path>'),
    "a label": in_the_drawing('<text x="594" y="YY">{p} %</text>'),
    "a comment": lambda secret, page: page.replace("</main>", filled("<!-- {group}: {x} --></main>", secret)),
    "an attribute": lambda secret, page: page.replace("<main ", filled('<main data-count="{x}" ', secret)),
    "a script": lambda secret, page: page.replace(
        "</body>", filled('<script type="application/json">{{"x": {x}}}</script></body>', secret)
    ),
    "a style": lambda secret, page: page.replace("</head>", "<style>td::after { content: '4' }</style></head>"),
}


@pytest.mark.parametrize("leak", PAGE_LEAKS.values(), ids=PAGE_LEAKS)
def test_a_leak_in_a_page_is_found(secret: Secret, leak: Callable[[Secret, str], str], tmp_path: Path) -> None:
    path = secret.file("en.html", tmp_path / "folder")
    before = path.read_text(encoding="utf-8")
    after = leak(secret, before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    found = secret.found(path)
    assert found.result == "failed"
    assert not re.search(rf"(?<!\d){secret.percent}(?!\d)|\b{secret.x} of\b", found.message)


def test_a_decimal_too_many_is_found(secret: Secret, tmp_path: Path) -> None:
    path = secret.file("en.html", tmp_path / "folder")
    page = path.read_text(encoding="utf-8")
    start = (
        page.index(f">{QUESTION}, by district") if f">{QUESTION}, by district" in page else page.index("by district")
    )
    cell = re.compile(r"(<td[^>]*>)(\d\d)(</td>)").search(page, page.index("<table", start))
    assert cell is not None
    path.write_text(page[: cell.start()] + f"{cell[1]}{cell[2]}.08{cell[3]}" + page[cell.end() :], encoding="utf-8")
    found = secret.found(path)
    assert found.result == "failed"
    assert "by district" in found.message
    assert ".08" not in found.message


def visible_cell(book: openpyxl.Workbook, secret: Secret) -> None:
    strata_row(book, secret)[4].value = secret.x


def strata_row(book: openpyxl.Workbook, secret: Secret) -> list[openpyxl.cell.Cell]:
    [sheet] = [sheet for sheet in book.worksheets if "strata" in sheet.tables]
    wanted = [QUESTION, "Yes", secret.group]
    return next(list(row) for row in sheet.iter_rows() if [cell.value for cell in row[:3]] == wanted)


def hidden_sheet(book: openpyxl.Workbook, secret: Secret) -> None:
    sheet = book.create_sheet("Notes 2")
    sheet["A1"] = f"{secret.group}: {QUESTION}"
    sheet.sheet_state = "hidden"


def comment(book: openpyxl.Workbook, secret: Secret) -> None:
    strata_row(book, secret)[4].comment = Comment(str(secret.x), "A")


def hidden_column(book: openpyxl.Workbook, secret: Secret) -> None:
    book.worksheets[-1].column_dimensions["B"].hidden = True


def formula(book: openpyxl.Workbook, secret: Secret) -> None:
    strata_row(book, secret)[4].value = f"={secret.x}+0"


def beside_the_table(book: openpyxl.Workbook, secret: Secret) -> None:
    row = strata_row(book, secret)
    row[0].parent.cell(row[0].row, 20).value = f"{secret.group}, {QUESTION}: {secret.x} of {secret.n}"


def name(book: openpyxl.Workbook, secret: Secret) -> None:
    book.defined_names["secret"] = openpyxl.workbook.defined_name.DefinedName("secret", attr_text=str(secret.x))


def property_of_the_file(book: openpyxl.Workbook, secret: Secret) -> None:
    book.properties.keywords = f"{secret.group}: {QUESTION} {secret.percent} %"


@pytest.mark.parametrize(
    "leak",
    [visible_cell, hidden_sheet, comment, hidden_column, formula, beside_the_table, name, property_of_the_file],
)
def test_a_leak_in_a_workbook_is_found(
    secret: Secret, leak: Callable[[openpyxl.Workbook, Secret], None], tmp_path: Path
) -> None:
    path = secret.file(f"{CASES}-en.xlsx", tmp_path / "folder")
    book = openpyxl.load_workbook(path)
    leak(book, secret)
    book.save(path)
    found = secret.found(path)
    assert found.result == "failed"
    assert {"hidden_sheet": "hidden", "comment": "comment", "formula": "formula"}.get(
        leak.__name__, ""
    ) in found.message


def test_a_workbook_that_was_only_opened_and_saved_is_as_clean_as_before(secret: Secret, tmp_path: Path) -> None:
    path = secret.file(f"{CASES}-en.xlsx", tmp_path / "folder")
    openpyxl.load_workbook(path).save(path)
    assert secret.found(path).result == "passed"


def rewritten(path: Path, change: Callable[[str, bytes], bytes], more: dict[str, str] | None = None) -> None:
    """Write a package anew with its parts changed, and with more."""
    with zipfile.ZipFile(path) as package:
        parts = {part: change(part, package.read(part)) for part in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for part, content in {**parts, **(more or {})}.items():
            package.writestr(part, content)


def in_the_body(new: str) -> Callable[[Secret, str], str]:
    """Put something at the end of the first paragraph that tells of the question."""
    return lambda secret, text: re.sub(
        rf"({QUESTION} in (?:(?!</w:p>).)*)</w:p>",
        lambda found: found[1] + filled(new, secret) + "</w:p>",
        text,
        count=1,
    )


def word_cell(secret: Secret, text: str) -> str:
    start = text.index(f"{QUESTION}, by district")
    start = text.index(f">{secret.group}<", text.index("<w:tbl>", start))
    place = text.index(">x", start)
    assert place < text.index("</w:tr>", start)
    return f"{text[:place]}>{secret.x} of {secret.n}{text[place + 2 :].lstrip('x')}"


RUN = "<w:r><w:t>{group}: {p} per cent.</w:t></w:r>"
WORD_LEAKS: dict[str, Callable[[Secret, str], str]] = {
    "a cell": word_cell,
    "a sentence": in_the_body(f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{RUN}'),
    "a tracked change": in_the_body(f'<w:ins w:id="1" w:author="A">{RUN}</w:ins>'),
    "a deleted text": in_the_body('<w:del w:id="1" w:author="A"><w:r><w:delText>{x}</w:delText></w:r></w:del>'),
    "a hidden text": in_the_body("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{x}</w:t></w:r>"),
    "an alt text": in_the_alt_text,
}


@pytest.mark.parametrize("leak", WORD_LEAKS.values(), ids=WORD_LEAKS)
def test_a_leak_in_a_word_document_is_found(secret: Secret, leak: Callable[[Secret, str], str], tmp_path: Path) -> None:
    path = secret.file(f"{CASES}-en.docx", tmp_path / "folder")

    def change(part: str, content: bytes) -> bytes:
        if part != "word/document.xml":
            return content
        before = content.decode("utf-8")
        after = leak(secret, before)
        assert after != before
        return after.encode("utf-8")

    rewritten(path, change)
    assert secret.found(path).result == "failed"


@pytest.mark.parametrize(
    ("part", "new"),
    [
        ("word/comments.xml", '<w:comments xmlns:w="{w}"><w:comment w:id="1"><w:p/></w:comment></w:comments>'),
        ("customXml/item1.xml", "<count>{x}</count>"),
        ("docProps/custom.xml", "<Properties><property>The child was heard, {group}: {p} %</property></Properties>"),
        ("word/media/rId999.png", "{p}"),
        ("word/embeddings/table.xlsx", "{p}"),
    ],
)
def test_a_leak_in_another_part_of_a_word_document_is_found(
    secret: Secret, part: str, new: str, tmp_path: Path
) -> None:
    path = secret.file(f"{CASES}-en.docx", tmp_path / "folder")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rewritten(path, lambda _, content: content, {part: filled(new.replace("{w}", space), secret)})
    found = secret.found(path)
    assert found.result == "failed"
    assert part in found.message


PAPER = """#set document(title: "{title}")
#set text(lang: "en", font: "Inter")
= Results by district
#figure(table(columns: 4, table.header([District], [Number], [Share, %], [Interval (95 %), %]), {cells}),
  kind: table, supplement: [Table], caption: [The child was heard, by district])
{sentence}
"""


@pytest.mark.parametrize(
    ("cells", "sentence", "result"),
    [
        ("[{group}], [x], [x], [x]", "The child was heard in most districts.", "passed"),
        ("[{group}], [{x} of {n}], [x], [x]", "", "failed"),
        ("[{group}], [x], [{p}], [x]", "", "failed"),
        ("[{group}], [x], [x], [x]", "The child was heard in {p} per cent in {group}.", "failed"),
    ],
)
def test_a_leak_in_a_pdf_is_found(secret: Secret, cells: str, sentence: str, result: str, tmp_path: Path) -> None:
    source = PAPER.replace("{title}", "Preliminary assessments").replace("{cells}", filled(cells, secret))
    source = source.replace("{sentence}", filled(sentence, secret))
    path = tmp_path / f"{CASES}-en.pdf"
    fonts = [str(ROOT / "reports" / "fonts")]
    path.write_bytes(typst.compile(source.encode(), font_paths=fonts, ignore_system_fonts=True, pdf_standards=["ua-1"]))
    assert secret.found(path).result == result


def test_a_pdf_without_structure_cannot_be_read_back(secret: Secret, tmp_path: Path) -> None:
    path = tmp_path / f"{CASES}-en.pdf"
    path.write_bytes(typst.compile(b"= Results", pdf_tags=False))
    assert "without structure" in secret.found(path).message


@pytest.mark.parametrize("file", DATA_FILES)
def test_a_data_file_is_a_copy(secret: Secret, file: str, tmp_path: Path) -> None:
    path = secret.file(file, tmp_path / "folder")
    assert secret.found(path).result == "passed"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:-1] + f"{secret.x}\n", encoding="utf-8")
    assert secret.found(path).result == "failed"


def test_what_nobody_can_read_is_not_passed(secret: Secret, tmp_path: Path) -> None:
    for file in (f"{CASES}-en.docx", f"{CASES}-en.xlsx", f"{CASES}-en.pdf", "more.txt"):
        (tmp_path / file).write_text("The child was heard.", encoding="utf-8")
    checks = {check.check: check for check in read_back(Workspace(secret.root), CASES, tmp_path)}
    assert {check.result for check in checks.values()} == {"failed"}
    assert "cannot be read" in checks[f"read back {CASES}-en.docx"].message
    assert "missing" in checks["read back index.html"].message


def test_numbers_are_read_as_they_are_printed() -> None:
    found = numbers_of("72 av 286 (19–31; −2,5 till 6), 14–71 av 187, 1\u202f234 och 0,05")
    assert found.counts == ((72, 286),)
    assert found.spans == ((19, 31), (value("−2,5"), 6), (14, 71))
    assert found.single == (187, 1234, value("0,05"))


def test_an_axis_is_found_by_its_ticks() -> None:
    labels = [Label(190, 91, "0 %"), Label(361, 91, "50"), Label(532, 91, "100\u202f%"), Label(0, 128, "Bromma")]
    [axis], ticks = axes_of([*labels, Label(594, 128, "23 %")])
    assert ticks == set(labels[:3])
    assert axis.value(268.66, 123) == pytest.approx(23)
    assert axis.holds(268.7, 123)
    assert not axis.holds(594, 123)
