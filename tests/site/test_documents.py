"""The PDF and Word documents of the bundled reports, and the committee papers, read back from their files."""

import itertools
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import html5lib
import pypdf
import pytest
from docx.oxml.ns import qn

from site_texts import flat, site

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
DRAFTED = [review for review in REVIEWS if review != "berkeley-1973"]
LANGUAGES = ["sv", "en"]
REGIONS = {"sv": "sv-SE", "en": "en-GB"}
PAPERS = {"sv": "tjansteutlatande-sv", "en": "committee-paper-en"}

every_report = [
    pytest.mark.parametrize("review", REVIEWS),
    pytest.mark.parametrize("language", LANGUAGES),
]
every_paper = [
    pytest.mark.parametrize("review", DRAFTED),
    pytest.mark.parametrize("language", LANGUAGES),
]


@cache
def page_tables(root: Path, review: str, language: str) -> list[list[list[str]]]:
    """Give the cells of every table of the page, head first."""
    path = site(root) / review / ("index.html" if language == "sv" else "en.html")
    tree = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return [
        [[flat("".join(cell.itertext())).strip() for cell in row] for row in table.iter("tr")]
        for table in tree.iter("table")
    ]


def elements(node: Any, kind: str) -> Iterator[Any]:
    """Go through the tags of one kind in the structure of a PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child, kind)
    elif isinstance(node, dict):
        if node.get("/S") == kind:
            yield node
        yield from elements(node.get("/K"), kind)


@cache
def opened(path: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(path)


@cache
def texts_of_pages(path: Path) -> list[str]:
    return [page.extract_text() for page in opened(path).pages]


@cache
def word_of(path: Path) -> Any:
    """Open a Word document; it is not to be changed."""
    return docx.Document(str(path))


def squeezed(text: str) -> str:
    """Without blanks, joiners and hyphens, which depend on where lines break."""
    return re.sub(r"[\s\u2060\u00ad-]", "", text)


class TestPdf:
    pytestmark = every_report

    @pytest.fixture
    def path(self, bundled: Path, review: str, language: str) -> Path:
        return site(bundled) / review / f"{review}-{language}.pdf"

    @pytest.fixture
    def reader(self, path: Path) -> pypdf.PdfReader:
        return opened(path)

    def test_it_claims_pdf_ua_and_shows_its_title(self, reader: pypdf.PdfReader, language: str) -> None:
        catalogue = reader.trailer["/Root"]
        assert b"pdfuaid:part>1<" in catalogue["/Metadata"].get_data()
        assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
        assert catalogue["/Lang"] == REGIONS[language]

    def test_headings_begin_with_the_title_and_are_bookmarks(self, reader: pypdf.PdfReader) -> None:
        tree = reader.trailer["/Root"]["/StructTreeRoot"]
        assert len(list(elements(tree["/K"], "/H1"))) == 1
        titles = [entry.title for entry in flattened(reader.outline)]
        assert not any("\u00ad" in title or re.match(r"\d+[^\s\d]", title) for title in titles)
        assert len(titles) == 1 + sum(len(list(elements(tree["/K"], level))) for level in ("/H2", "/H3"))

    def test_every_figure_has_a_text(self, reader: pypdf.PdfReader) -> None:
        figures = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], "/Figure"))
        assert figures
        assert all(str(figure.get("/Alt", "")).strip() for figure in figures)

    def test_every_table_has_a_head_that_names_columns(self, reader: pypdf.PdfReader) -> None:
        tables = list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], "/Table"))
        assert tables
        # a row of figures is no footer
        assert not list(elements(tables, "/TFoot"))
        for table in tables:
            heads = list(elements(table["/K"], "/TH"))
            assert heads
            assert {str(part["/Scope"]) for head in heads for part in attributes(head)} == {"/Column"}

    def test_every_page_after_the_first_has_a_running_head_and_each_a_number(
        self, path: Path, review: str, language: str
    ) -> None:
        running = {"sv": "Exempeldata – påhittade uppgifter", "en": "Example data – invented figures"}[language]
        pages = list(map(flat, texts_of_pages(path)))
        for number, text in enumerate(pages, start=1):
            assert f"{number} ({len(pages)})" in text
        if review != "berkeley-1973":
            assert all(running in text for text in pages[1:])

    def test_a_span_of_numbers_stays_on_its_line(self, path: Path) -> None:
        text = "\n".join(texts_of_pages(path))
        assert re.search(r"\d–\d", text)
        assert not re.search(r"\d–\s*\n\s*\d", text)

    def test_tables_say_what_the_page_says_in_the_same_order(
        self, path: Path, bundled: Path, review: str, language: str
    ) -> None:
        text = squeezed("".join(texts_of_pages(path)))
        assert page_tables(bundled, review, language)
        for rows in page_tables(bundled, review, language):
            for row in rows[1:]:
                assert squeezed("".join(row)) in text, row


def flattened(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flattened(entry)
        else:
            yield entry


def attributes(element: Any) -> Iterator[Any]:
    found = element.get("/A", [])
    for part in found if isinstance(found, list) else [found]:
        if "/Scope" in (content := part.get_object()):
            yield content


def xml_of(path: Path, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def in_both(root: Path, review: str, language: str) -> list[Path]:
    """Give the Word documents of a review in one language: the report, and the committee paper where there is one."""
    report = site(root) / review / f"{review}-{language}.docx"
    paper = root / "reports" / "_drafts" / review / f"{review}-{PAPERS[language]}.docx"
    return [report, *([paper] if review in DRAFTED else [])]


class TestWord:
    pytestmark = every_report

    def test_language_and_properties(self, bundled: Path, review: str, language: str) -> None:
        for path in in_both(bundled, review, language):
            word = word_of(path)
            assert set(re.findall(r'<w:lang [^>]*w:val="([^"]+)"', xml_of(path, "word/styles.xml"))) == {
                REGIONS[language]
            }
            assert word.core_properties.title
            assert "\u00ad" not in word.core_properties.title
            assert word.core_properties.author.startswith("Granska")

    def test_headings_leave_no_level_out(self, bundled: Path, review: str, language: str) -> None:
        for path in in_both(bundled, review, language):
            styles = [line.style.name for line in word_of(path).paragraphs]
            assert styles.count("Title") == 1
            outline = word_of(path).styles["Title"].element.pPr.find(qn("w:outlineLvl"))
            assert outline is not None
            assert outline.get(qn("w:val")) == "0"
            levels = [1, *(int(style[-1]) for style in styles if style.startswith("Heading"))]
            assert len(levels) > 4
            assert all(after <= before + 1 for before, after in itertools.pairwise(levels))

    def test_rows_stay_whole_and_heads_are_repeated(self, bundled: Path, review: str, language: str) -> None:
        for path in in_both(bundled, review, language):
            for table in word_of(path).tables:
                marks = [row._tr.trPr for row in table.rows]
                assert all(mark.find(qn("w:cantSplit")) is not None for mark in marks)
                assert [mark.find(qn("w:tblHeader")) is not None for mark in marks] == [True] + [False] * (
                    len(marks) - 1
                )
                look = table._tbl.tblPr.find(qn("w:tblLook"))
                assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")

    def test_the_last_two_rows_stay_together_with_the_note(self, bundled: Path, review: str, language: str) -> None:
        for table in word_of(in_both(bundled, review, language)[0]).tables:
            for row in (table.rows[0], table.rows[-2]):
                assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
            below = next(line for line in table._tbl.itersiblings() if line.tag in (qn("w:p"), qn("w:tbl")))
            note = below.find(f".//{qn('w:rStyle')}[@{qn('w:val')}='NoteText']") is not None
            assert bool(table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next) == note

    def test_captions_are_counted_by_fields(self, bundled: Path, review: str, language: str) -> None:
        path = in_both(bundled, review, language)[0]
        words = {"sv": ("Tabell", "Figur"), "en": ("Table", "Figure")}[language]
        captions = [line for line in word_of(path).paragraphs if line.style.name.endswith(" Caption")]
        for word, style in zip(words, ("Table Caption", "Image Caption"), strict=True):
            own = [line for line in captions if line.style.name == style]
            assert [line.text.split(".")[0] for line in own] == [f"{word}\u00a0{n}" for n in range(1, len(own) + 1)]
            assert all(f" SEQ {word} " in line._p.xml for line in own)

    def test_every_picture_has_a_text_and_is_sharp(self, bundled: Path, review: str, language: str) -> None:
        path = in_both(bundled, review, language)[0]
        descriptions = re.findall(r"<wp:docPr ([^>]*)>", xml_of(path))
        assert descriptions
        assert all(re.search(r'descr="[^"]+"', one) for one in descriptions)
        for shape in word_of(path).inline_shapes:
            blip = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
            image = word_of(path).part.related_parts[blip].image
            assert image.px_width / shape.width.inches >= 150

    def test_head_and_foot_are_fields(self, bundled: Path, review: str, language: str) -> None:
        for path in in_both(bundled, review, language):
            section = word_of(path).sections[0]
            codes = re.findall(r"<w:instrText[^>]*>([^<]+)<", section.header._element.xml + section.footer._element.xml)
            assert [code.strip() for code in codes] == ["TITLE", "SUBJECT", "PAGE", "NUMPAGES"]

    def test_tables_say_what_the_page_says(self, bundled: Path, review: str, language: str) -> None:
        word = word_of(in_both(bundled, review, language)[0])
        found = [[[flat(cell.text).strip() for cell in row.cells] for row in table.rows] for table in word.tables]
        assert found == page_tables(bundled, review, language)


class TestCommitteePaper:
    pytestmark = every_paper

    @pytest.fixture
    def path(self, bundled: Path, review: str, language: str) -> Path:
        return bundled / "reports" / "_drafts" / review / f"{review}-{PAPERS[language]}.docx"

    def test_its_parts_stand_in_the_order_of_committee_papers(self, path: Path, language: str) -> None:
        heads = [line.text for line in word_of(path).paragraphs if line.style.name == "Heading 2"]
        expected = {
            "sv": [
                *("Förslag till beslut", "Sammanfattning", "Bakgrund", "Ärendet", "Jämställdhetsanalys"),
                *("Likställighet", "Så gjordes granskningen", "Ärendets beredning"),
                *("Förvaltningens synpunkter och förslag", "Bilagor"),
            ],
            "en": [
                *("Proposed decision", "Summary", "Background", "The matter", "Gender analysis", "Equal treatment"),
                *("How the review was made", "Preparation of the matter"),
                *("The administration’s view and proposal", "Appendices"),
            ],
        }[language]
        assert heads == expected

    def test_places_to_fill_in_are_fields_in_brackets(self, path: Path, language: str) -> None:
        controls = re.findall(r"<w:sdt>.*?</w:sdt>", xml_of(path), re.DOTALL)
        texts = ["".join(re.findall(r"<w:t[^>]*>([^<]*)<", control)) for control in controls]
        officer = {"sv": "[Handläggaren skriver: ", "en": "[The officer writes: "}[language]
        assert sum(text.startswith(officer) for text in texts) >= 6
        assert all(text.startswith("[") and text.endswith("]") for text in texts)
        assert all('w:val="FillIn"' in control for control in controls)
        assert len(set(re.findall(r'<w:sdtPr>.*?<w:id w:val="(\d+)"/>', xml_of(path)))) == len(controls)
        assert xml_of(path).count('w:val="FillIn"') == len(controls)

    def test_in_a_place_to_fill_in_one_can_write_paragraphs(self, path: Path) -> None:
        properties = re.findall(r"<w:sdtPr>(.*?)</w:sdtPr>", xml_of(path), re.DOTALL)
        assert properties
        # no kind is rich text; as plain text Enter does nothing, and LibreOffice draws no shade
        assert all(re.fullmatch(r'<w:alias w:val="[^"]+"/><w:id w:val="\d+"/>', one) for one in properties)

    def test_the_title_of_a_place_to_fill_in_ends_with_a_word(self, path: Path) -> None:
        controls = re.findall(
            r'<w:alias w:val="([^"]+)"/>.*?<w:sdtContent>(.*?)</w:sdtContent>', xml_of(path), re.DOTALL
        )
        assert controls
        for title, content in controls:
            words = "".join(re.findall(r"<w:t[^>]*>([^<]*)<", content)).strip("[]").split()
            assert len(title) <= 60
            assert title.removesuffix("…").split() == words[: len(title.split())]

    def test_the_style_of_places_to_fill_in_is_shaded(self, path: Path) -> None:
        style = re.search(r'<w:style [^>]*w:styleId="FillIn".*?</w:style>', xml_of(path, "word/styles.xml"), re.DOTALL)
        assert style is not None
        assert re.search(r'<w:shd [^>]*w:fill="[0-9A-F]{6}"', style[0])

    def test_what_it_says_of_the_questions_the_report_says_too(
        self, path: Path, bundled: Path, review: str, language: str
    ) -> None:
        report = {line.text for line in word_of(in_both(bundled, review, language)[0]).paragraphs}
        paper = word_of(path).paragraphs
        matter = {"sv": "Ärendet", "en": "The matter"}[language]
        after = {"sv": "Jämställdhetsanalys", "en": "Gender analysis"}[language]
        texts = [line.text for line in paper]
        answers = [
            line.text
            for line in paper[texts.index(matter) : texts.index(after)]
            if line.style.name == "Compact" and line.text
        ]
        assert answers
        assert set(answers) <= report


def test_a_draft_is_no_part_of_the_site(bundled: Path) -> None:
    assert not (bundled / "reports" / "_drafts" / "berkeley-1973").exists()
    for path in site(bundled).rglob("*"):
        assert "tjansteutlatande" not in path.name
        if path.suffix in (".html", ".json"):
            assert "_drafts" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_review_gives_counts_to_the_committee(bundled: Path, language: str) -> None:
    path = bundled / "reports" / "_drafts" / "oppenvard-2025" / f"oppenvard-2025-{PAPERS[language]}.docx"
    [table] = word_of(path).tables
    word = {"sv": "av", "en": "of"}[language]
    assert len(table.columns) == 2
    # the parts of a count hold together
    assert all(re.fullmatch(rf"\d+\u00a0{word}\u00a0(?:3[0-6]|[12]\d)", row.cells[1].text) for row in table.rows[1:])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ["Den sociala barnavården 2003–2007", "Från anmälan till insats", "stadsdelsförvaltning"]),
        ("en", ["Social care for children 2003–2007", "From report to intervention", "district"]),
    ],
)
def test_the_paper_of_a_register_has_its_own_areas(bundled: Path, language: str, words: list[str]) -> None:
    path = bundled / "reports" / "_drafts" / "buss-2007" / f"buss-2007-{PAPERS[language]}.docx"
    text = flat("\n".join(line.text for line in word_of(path).paragraphs))
    assert all(word in text for word in words)
    assert "SKR" not in text
    assert "SALAR" not in text
