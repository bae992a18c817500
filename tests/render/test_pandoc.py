"""The document in all formats, by Pandoc and Typst."""

import itertools
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import html5lib
import pypdf
import pytest
from docx import Document

from granska.errors import InputError, StageError
from granska.render import Job, choose, quarto, typst

Rendered = Callable[[Path], dict[str, Path]]


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory, look: Path, epoch: int) -> Rendered:
    """Render a document as HTML, DOCX and PDF."""

    def run(source: Path) -> dict[str, Path]:
        folder, scratch = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("scratch")
        outputs = {form: folder / f"out.{form}" for form in ("html", "docx", "pdf")}
        page_and_word = {form: outputs[form] for form in ("html", "docx")}
        choose("pandoc").render([Job(source, page_and_word, epoch)], look, scratch)
        typst.pdf(source, outputs["pdf"], look, scratch, epoch)
        return outputs

    return run


@pytest.fixture(scope="module")
def sample(render: Rendered, sample_source: Path) -> dict[str, Path]:
    return render(sample_source)


@pytest.fixture(scope="module")
def page(sample: dict[str, Path]):
    return html5lib.parse(sample["html"].read_text("utf-8"), namespaceHTMLElements=False)


def text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def squeezed(words: str) -> str:
    """Without blanks and joiners: PDF readers put them where lines break."""
    return re.sub(r"[\s\u2060\xad]", "", words)


def word_text(path: Path) -> str:
    word = Document(path)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in word.paragraphs), *cells])


def pdf_text(path: Path) -> str:
    return "".join(leaf.extract_text() for leaf in pypdf.PdfReader(path).pages)


# The page


def test_page_is_valid_html(sample):
    html5lib.HTMLParser(strict=True).parse(sample["html"].read_text("utf-8"))


def test_page_has_one_title_language_and_skip_link(page):
    assert page.get("lang") == "sv"
    assert [text(h).replace("\xad", "") for h in page.iter("h1")] == ["Förhandsbedömningar barn 0–12 år"]
    assert text(page.find(".//title")) == "Förhandsbedömningar barn 0–12 år, SOF 2023/605 – Kvalitetsgranskningar"
    skip = page.find(".//a[@class='skip']")
    assert page.find(f".//main[@id='{skip.get('href')[1:]}']") is not None


def test_headings_leave_no_level_out(page):
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_scopes_captions_and_named_scroll_regions(page):
    tables = list(page.iter("table"))
    assert len(tables) == 3
    assert {cell.get("scope") for table in tables for cell in table.findall("thead//th")} == {"col"}
    for row in page.iterfind(".//tbody/tr"):
        assert (row[0].tag, row[0].get("scope")) == ("th", "row")
    regions = page.findall(".//div[@role='region']")
    assert [" ".join(region.get("aria-label").split()) for region in regions] == [
        text(table.find("caption")) for table in tables
    ]
    assert text(page).count("Tabell 1. Trygghet och säkerhet: antal, andel och konfidensintervall") == 1
    assert {region.get("tabindex") for region in regions} == {"0"}


def test_every_drawing_is_an_image_with_a_name(page):
    drawings = [e for e in page.iter() if str(e.tag).endswith("svg")]
    assert [d.get("class") for d in drawings].count("fig narrow") == 2
    assert all(d.get("role") == "img" and d.get("aria-label").strip() for d in drawings)
    assert next(page.iter("img"), None) is None


def test_drawings_follow_the_colours_of_the_page(sample):
    assert not re.search(r"(?<!, )#(1b2733|0b5a7d|a84e08)", sample["html"].read_text("utf-8").split("<body")[1])


def test_figures_are_numbered_and_references_lead_to_them(page):
    assert [text(c)[:9] for c in page.iter("figcaption")] == ["Figur 1. ", "Figur 2. "]
    links = {text(a): a.get("href") for a in page.iterfind(".//article//a")}
    assert links["Figur 2"] == "#fig-gender"
    assert links["Tabell 1"] == "#tbl-area"
    assert links["Så kan du kontrollera rapporten"] == "#sec-check"


def test_ids_are_unique_and_links_within_the_page_resolve(page):
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    within = [a.get("href")[1:] for a in page.iter("a") if (a.get("href") or "").startswith("#")]
    assert within
    assert set(within) <= set(ids)
    used = re.findall(r"url\(#([^)]+)\)", "".join(" ".join(e.attrib.values()) for e in page.iter()))
    assert set(used) <= set(ids)


def test_page_loads_nothing(page, sample):
    assert not [e for e in page.iter() if e.get("src") or e.tag in {"link", "img", "iframe", "object"}]
    assert not re.search(r"@import|url\((?!#)", sample["html"].read_text("utf-8"))


def test_details_hold_the_table_under_their_summary(page):
    found = page.findall(".//article//details")
    summaries = ["Visa tabell: trygghet och säkerhet", "Visa tabell: flickor och pojkar", "Mer om jämförelsen"]
    assert [text(d[0]) for d in found] == summaries
    assert [d.find(".//table") is not None for d in found] == [True, True, False]


def test_conditional_parts_stand_in_their_formats_only(sample, page):
    assert "Denna rad står bara i PDF." not in text(page)
    assert "Ladda ned" in text(page)
    for form, words in (("docx", word_text(sample["docx"])), ("pdf", pdf_text(sample["pdf"]))):
        assert ("Denna rad står bara i PDF." in words) == (form == "pdf")
        assert "Ladda ned" not in words


# Word


def test_word_has_styles_language_and_alternative_texts(sample):
    word = Document(sample["docx"])
    styles = {line.style.name for line in word.paragraphs}
    wanted = {"Title", "Subtitle", "Lead", "Notice", "Fact", "Heading 2", "Heading 3", "Image Caption", "Table Caption"}
    assert wanted | {"Captioned Figure", "Summary", "Conclusion", "Reading Help", "Note"} <= styles
    with zipfile.ZipFile(sample["docx"]) as parts:
        assert 'w:val="sv-SE"' in parts.read("word/styles.xml").decode()
        body = parts.read("word/document.xml").decode()
        properties = parts.read("docProps/custom.xml").decode()
    assert body.count("<w:tblHeader") == 3
    names = re.findall(r'<wp:docPr [^>]*?descr="([^"]*)"', body)
    assert len(names) == 5
    assert all(len(name) > 20 for name in names)
    assert "Hoppa till" not in properties
    assert word.core_properties.subject == "SOF 2023/605"


def test_word_bookmarks_what_is_referred_to(sample):
    with zipfile.ZipFile(sample["docx"]) as parts:
        body = parts.read("word/document.xml").decode()
    assert {"fig-gender", "tbl-area", "sec-check"} <= set(re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body))
    assert set(re.findall(r'w:anchor="([^"]+)"', body)) <= set(
        re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', body)
    )


# PDF


def structure(path: Path) -> list[str]:
    """The kinds of elements in the structure tree, in reading order."""
    kinds = []

    def walk(node) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                kinds.append(str(node["/S"]))
                if node["/S"] == "/Figure":
                    assert str(node["/Alt"]).strip()
            walk(node.get("/K", []))

    walk(pypdf.PdfReader(path).trailer["/Root"]["/StructTreeRoot"])
    return kinds


def test_pdf_is_tagged_with_headings_tables_and_figures(sample):
    kinds = structure(sample["pdf"])
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 4
    assert kinds.count("/Figure") == 5
    assert kinds.count("/Table") == 3
    assert kinds.count("/TH") == 15
    assert kinds.index("/H1") < kinds.index("/H2")


def test_pdf_has_language_title_and_bookmarks(sample):
    reader = pypdf.PdfReader(sample["pdf"])
    assert str(reader.trailer["/Root"]["/Lang"]) == "sv-SE"
    assert reader.metadata.title == "Förhandsbedömningar barn 0–12 år, SOF 2023/605"
    assert reader.metadata.author == "Socialtjänstinspektörerna"
    assert reader.outline


def test_facts_on_the_first_page_stay_within_the_margins(tmp_path, document, look, epoch):
    source = document("Text.\n")
    long = "sammanhängandeunderlag"
    facts = ", ".join(f"{{name: Uppgift, value: {long}{place}}}" for place in range(5))
    changed = re.sub(r"^facts: .*$", f"facts: [{facts}]", source.read_text("utf-8"), flags=re.MULTILINE)
    source.write_text(changed, "utf-8")
    typst.pdf(source, tmp_path / "o.pdf", look, tmp_path, epoch)
    starts = {}

    def visit(words, matrix, text_matrix, font, size):
        if long in words:
            starts[words.strip()] = text_matrix[4] * matrix[0] + matrix[4]

    leaf = pypdf.PdfReader(tmp_path / "o.pdf").pages[0]
    leaf.extract_text(visitor_text=visit)
    assert len(starts) == 5
    # set in 9 points, a value of these letters is no wider than 125 points; the margin is 22 mm
    assert max(starts.values()) + 125 <= float(leaf.mediabox.width) - 62


def test_word_styles_carry_no_time(look):
    with zipfile.ZipFile(look / "reference.docx") as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_pages_carry_the_reference_number_and_their_number(sample):
    pages = [squeezed(leaf.extract_text()) for leaf in pypdf.PdfReader(sample["pdf"]).pages]
    assert all("SOF2023/605" in words for words in pages[1:])
    assert all(f"{at}({len(pages)})" in words for at, words in enumerate(pages, 1))


def test_pdf_keeps_the_signs_of_numbers(sample):
    words = squeezed(pdf_text(sample["pdf"]))
    assert all(part in words for part in ("20%", "−12,9till5,5", "p≤0,05", "≥50", "92,3–97,3"))


# All formats


def test_two_runs_give_the_same_bytes(render, sample, sample_source):
    again = render(sample_source)
    assert {form: path.read_bytes() for form, path in again.items()} == {
        form: path.read_bytes() for form, path in sample.items()
    }


def test_no_path_of_this_machine_is_inside(sample, sample_source):
    with zipfile.ZipFile(sample["docx"]) as parts:
        content = b"".join(parts.read(name) for name in parts.namelist())
    content += sample["html"].read_bytes() + sample["pdf"].read_bytes()
    for path in (sample_source.parents[2], sample["html"].parent, Path.home()):
        assert str(path).encode() + b"/" not in content


def test_labels_are_shown_as_written_and_do_nothing(render, hostile, label):
    outputs = render(hostile)
    tree = html5lib.parse(outputs["html"].read_text("utf-8"), namespaceHTMLElements=False)
    assert text(tree).count(label) >= 17
    names = [e.get("aria-label") for e in tree.iter() if e.get("aria-label")]
    assert sum(label in name for name in names) == 3
    assert tree.find(".//meta[@name='description']").get("content") == label
    assert len(list(tree.iter("script"))) == 1
    assert not list(tree.iterfind(".//article//a[@href='b']"))
    assert word_text(outputs["docx"]).count(label) >= 12
    assert squeezed(pdf_text(outputs["pdf"])).count(squeezed(label)) >= 12
    assert pypdf.PdfReader(outputs["pdf"]).metadata.title == label


PICTURE = "![Bild](figures/area.svg){#fig-a .wide fig-alt='alt'}"
TABLE = "| A | B |\n|:--|--:|\n| a | 1 |\n\n: Namn {#tbl-a}\n"

FAULTS = {
    "Se @fig-none.": "the reference @fig-none points at no figure, table or section of this document.",
    "[x](#nowhere)": "the link to #nowhere points at nothing in this document.",
    "![Bild](figures/area.svg){#fig-a}": "the figure figures/area.svg has no alternative text (fig-alt).",
    "![](figures/area.svg){fig-alt=' '}": "the figure figures/area.svg has no alternative text (fig-alt).",
    "![Bild](figures/gone.svg){#fig-a fig-alt='alt'}": "the image figures/gone.svg does not exist beside the document.",
    "![B](figures/spark-held.svg){.wide fig-alt='alt'}": "the image figures/spark-held-narrow.svg does not exist beside"
    " the document.",
    "![Bild](/etc/passwd){fig-alt='alt'}": "the image /etc/passwd is not an SVG file in figures/ beside the document.",
    "![Bild](figures/../x.svg){fig-alt='alt'}": "the image figures/../x.svg is not an SVG file in figures/ beside the"
    " document.",
    f"{PICTURE}\n\n{PICTURE}": "the id 'fig-a' is used twice.",
    f"{TABLE}\n## Rubrik {{#tbl-a}}": "the id 'tbl-a' is used twice.",
    "## Rubrik {#page-toc}": "the id 'page-toc' is used twice.",
    "| A | B |\n|:--|--:|\n| a | 1 |\n": "a table has no caption (a line ': caption {#tbl-name}' after it).",
    TABLE.replace("| A |", "| |"): "'Tabell\xa01. Namn' has a column without a heading.",
    "::: {.details}\ntext\n:::": 'a .details div has no summary (attribute summary="…").',
}


@pytest.mark.parametrize(("body", "message"), FAULTS.items())
def test_faults_stop_the_render_and_are_named(tmp_path, document, look, epoch, body, message):
    source = document(body)
    with pytest.raises(StageError) as caught:
        choose("pandoc").render([Job(source, {"html": tmp_path / "o.html"}, epoch)], look, tmp_path)
    assert str(caught.value) == f"{'/'.join(source.parts[-3:])} cannot be rendered: {message}"
    assert caught.value.exit_code == 3
    assert not (tmp_path / "o.html").exists()
    with pytest.raises(StageError, match=re.escape(message)):
        typst.pdf(source, tmp_path / "o.pdf", look, tmp_path, epoch)


def test_a_character_without_a_font_is_named_with_its_place(tmp_path, document, look, epoch):
    source = document("Först.\n\nEtt 😀 barn\n")
    line = source.read_text("utf-8").splitlines().index("Ett 😀 barn") + 1
    with pytest.raises(StageError) as caught:
        typst.pdf(source, tmp_path / "o.pdf", look, tmp_path, epoch)
    assert str(caught.value) == (
        f"{'/'.join(source.parts[-3:])} cannot be rendered as PDF: the fonts in reports/fonts lack a character. "
        f"Write it in another way, or put a font there.\n  - U+1F600 (grinning face), line {line}: Ett 😀 barn"
    )
    assert not (tmp_path / "o.pdf").exists()


def test_all_faults_are_listed_at_once(tmp_path, document, look, epoch):
    source = document("Se @fig-none och @tbl-none.")
    with pytest.raises(StageError) as caught:
        typst.pdf(source, tmp_path / "o.pdf", look, tmp_path, epoch)
    assert str(caught.value).splitlines() == [
        f"{'/'.join(source.parts[-3:])} cannot be rendered:",
        "  - the reference @fig-none points at no figure, table or section of this document.",
        "  - the reference @tbl-none points at no figure, table or section of this document.",
    ]


def test_a_picture_for_word_is_asked_for_by_word_only(tmp_path, document, look, epoch):
    source = document(PICTURE)
    (source.parent / "figures/area.png").unlink()
    choose("pandoc").render([Job(source, {"html": tmp_path / "o.html"}, epoch)], look, tmp_path)
    with pytest.raises(StageError, match=r"the image figures/area\.png does not exist"):
        choose("pandoc").render([Job(source, {"docx": tmp_path / "o.docx"}, epoch)], look, tmp_path)


def test_a_formula_on_a_line_of_its_own_is_a_region_that_scrolls(tmp_path, document, look, epoch):
    source = document("Där $p$ är\n$$p = \\frac{x}{n}$$\noch så vidare.\n\n$$q = 1 - p$$")
    choose("pandoc").render([Job(source, {"html": tmp_path / "o.html"}, epoch)], look, tmp_path)
    page = html5lib.parse((tmp_path / "o.html").read_text("utf-8"), namespaceHTMLElements=False)
    regions = [element for element in page.iter("div") if element.get("role") == "region"]
    assert [region.get("aria-label") for region in regions] == ["Formel\u00a01", "Formel\u00a02"]
    assert {region.get("tabindex") for region in regions} == {"0"}
    assert all(len(list(region.iter("{http://www.w3.org/1998/Math/MathML}math"))) == 1 for region in regions)
    assert ["".join(p.itertext()) for p in page.find(".//article").iter("p")][-1] == "och så vidare."


# Choosing


def test_without_quarto_pandoc_is_chosen(monkeypatch):
    monkeypatch.setattr(quarto, "find", lambda: None)
    assert choose("auto").name == "pandoc"
    with pytest.raises(InputError, match=re.escape("Quarto is not found on this machine. Install it from conda-forge")):
        choose("quarto")


def test_an_unknown_renderer_is_refused():
    with pytest.raises(InputError, match=re.escape("There is no renderer 'pandok'. Did you mean 'pandoc'?")):
        choose("pandok")


def test_an_unknown_format_is_refused():
    with pytest.raises(InputError, match=re.escape("sv.qmd: there is no format 'pdf' here; html and docx are made.")):
        Job(Path("sv.qmd"), {"pdf": Path("o.pdf")}, epoch=0)


def test_importing_loads_no_renderer():
    code = "import sys, granska.render, granska.render.typst; print({'typst', 'pypandoc', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_paper_has_the_caption_of_a_table_and_no_lead_above_it(sample):
    for words in (word_text(sample["docx"]), pdf_text(sample["pdf"])):
        assert "Visa tabell" not in words
        assert "Mer om jämförelsen" in words
        assert re.search(r"Tabell\s1\.", words)
