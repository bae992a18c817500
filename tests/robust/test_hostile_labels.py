"""Labels that try to do something: whatever a title, a question, a name or a file is called, it is shown as text."""

import csv
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import openpyxl
import pandas as pd
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from granska.errors import ProblemsError, StageError
from granska.files import guarded, unguarded
from granska.report.canvas import Canvas
from granska.review.codebook_file import load_codebook
from granska.review.population import load_population
from granska.review.review_file import load_review
from granska.stages.reading import read_raw
from projects import Project, copy_machinery, make_project
from robust.chain import run_chain
from robust.small_city import OPEN

#: Each does something somewhere if it is taken for more than text.
HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></script><svg/onload=alert(1)>",
    '"><img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    "<!-- comment --> <![CDATA[x]]> <?xml version='1.0'?>",
    "&lt;b&gt; &amp; &#60;i&#62; &copy;",
    "**b** _e_ `c` ~~s~~ ^sup^ ~sub~ ==m==",
    "[link](http://example.org/) ![image](http://example.org/i.png)",
    "<http://example.org/> www.example.org a@example.org",
    "# heading",
    "- list",
    "1. list",
    "> quote",
    "| a | b |",
    "[^1] text^[note]",
    "::: {.note}",
    "[span]{.fill-in onclick=alert(1)} {#id .class}",
    "`<b>raw</b>`{=html} `#x`{=typst}",
    "{{< include /etc/passwd >}} {{< env HOME >}} {{% x %}}",
    "--- title: owned ---",
    "!!python/object/apply:os.system ['id'] &a *a",
    '#let x = 1; #read("/etc/passwd") #sys.version',
    r"$x^2$ $$note$$ \input{/etc/passwd} \newpage",
    "@fig-x @tbl-y [@sec-z] <label>",
    "$(touch owned) `touch owned` ; rm -rf / | cat && x",
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "x;=1+1\t=2",
    "{=1+1} '=1 ''",
    "{share} {0} {x!r} {answer} %s %(a)d 100 % ${HOME} %PATH%",
    "../../etc/passwd",
    "..\\..\\con C:\\x",
    "\\*escaped\\* \\n \\u202e",
    "x" * 3000,
    "många ord " * 300,
    "Ångström – “citat” ½ … 1 000",
)
AREAS = ("self_determination", "accessibility", "coordination", "efficiency")
LABELS = st.one_of(
    st.sampled_from(HOSTILE),
    st.tuples(st.sampled_from(HOSTILE[:-3]), st.sampled_from(HOSTILE[:-3])).map(" ".join),
    st.text("abåÖ012 <>&\"'`*_[](){}#|$^~=+-@:;/\\!%?.,", min_size=1, max_size=40).filter(str.strip),
)
# what stands in print: blanks are one, and words may be broken by a soft hyphen
BLANKS = re.compile(r"\s+|\u00ad|\u2060|\u200b")


def shown(text: str) -> str:
    """Write a text without blanks and hyphens that a format may put in, and with the signs of a text in print."""
    return BLANKS.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Labels:
    """The texts that a run is given, in all places where a person writes one."""

    title: str
    lead: str
    publisher: str
    source: str
    number: str
    cases: str
    scope: str
    gender: str
    girls: str
    district: str
    districts: str
    area: str
    north: str
    south: str
    question: str
    school: str
    base: str
    file: str


def harmless() -> Labels:
    """Give texts that nobody takes for more."""
    return Labels(*(f"Ord {number}" for number in range(len(Labels.__annotations__))))


def both(text: str) -> dict[str, str]:
    return {"sv": text, "en": text}


def write(project: Project, labels: Labels) -> str:
    """Put labels everywhere in a project, and give the name of its raw file."""
    file = re.sub(r"[/\\\0]", "", labels.file)[:60].strip() + ".csv"

    def change(parameters: dict[str, Any]) -> None:
        parameters.update(
            languages=["sv"],
            title=both(labels.title),
            lead=both(labels.lead),
            publisher=both(labels.publisher),
            source=both(labels.source),
            reference_number=labels.number,
            case={"one": both(labels.cases), "many": both(labels.cases)},
            scope=both(labels.scope),
            areas={name: both(f"{labels.area} {name}") for name in AREAS},
            data=[{"file": file}],
            disclosure=OPEN | {"reason": both(labels.scope), "decided_by": labels.publisher},
        )
        gender, strata = parameters["breakdowns"]["gender"], parameters["design"]["strata"]
        gender["title"], gender["groups"]["girl"]["label"] = both(labels.gender), both(labels.girls)
        strata["noun"] = {"one": both(labels.district), "many": both(labels.districts)}
        strata["aliases"] = {}

    project.change_parameters(change)
    names = {"Norra": f"N {labels.north}", "Södra": labels.south}
    texts = {"Barnet kom till tals": labels.question, "de som ville ha svar": labels.base}
    codebook = list(csv.reader((project.params / "codebook.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    head = codebook[0]
    for row in codebook[1:]:
        for place, cell in enumerate(row):
            row[place] = texts.get(cell, cell)
        if row[head.index("type")] == "category":
            # a semicolon parts the labels of a codebook
            at = head.index("labels_sv")
            row[at] = row[at].replace("Skola", labels.school.replace(";", ","))
    table(project.params / "codebook.csv", codebook)
    table(project.params / "population.csv", [["stratum", "population"], *zip(names.values(), (30, 12), strict=True)])
    cases = [line.split(";") for line in (project.raw / "cases.csv").read_text("utf-8").splitlines()]
    table(project.raw / file, [[names.get(cell, cell) for cell in row] for row in cases])
    return file


def table(path: Path, rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


@dataclass(frozen=True)
class Pages:
    """What of a run could act, by format, and what its readers see."""

    page: dict[str, Any]
    word: dict[str, Any]
    pdf: dict[str, Any]
    texts: dict[str, str]


def read(folder: Path) -> Pages:
    page = html5lib.parse((folder / "index.html").read_text(encoding="utf-8"), namespaceHTMLElements=False)
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    tags = [element.tag.rpartition("}")[2] for element in elements]
    attributes = [(name.rpartition("}")[2], value) for element in elements for name, value in element.items()]
    drawn = {"text", "path", "g", "use", "defs"}
    words = {name: zipfile.ZipFile(folder / name) for name in ("small-sv.docx", "draft.docx")}
    pdf = pypdf.PdfReader(folder / "small-sv.pdf")
    notes = [note.get_object() for leaf in pdf.pages for note in leaf.get("/Annots") or ()]
    return Pages(
        {
            # how many lines a label takes in a figure is its own affair
            "elements": Counter(tag for tag in tags if tag not in drawn),
            "drawn": set(tags) & drawn,
            "attributes": {name for name, _ in attributes},
            "targets": Counter(value for name, value in attributes if name in ("href", "src") and value[:4] != "#svg"),
            "ids": {value for name, value in attributes if name == "id" and value[:3] != "svg"},
            "classes": Counter(value for name, value in attributes if name == "class"),
            "scripts": [element.text for element in page.iter("script")],
            "styles": [element.text for element in page.iter("style")],
        },
        {name: _word(archive) for name, archive in words.items()},
        {
            "catalogue": sorted(pdf.trailer["/Root"]),
            "notes": {(note["/Subtype"], "/A" in note and note["/A"].get("/S")) for note in notes},
            "attachments": list(pdf.attachments),
        },
        {
            "html": shown("".join(page.itertext())),
            "docx": shown(_word_text(words["small-sv.docx"])),
            "pdf": shown("".join(leaf.extract_text() for leaf in pdf.pages)),
        },
    )


def _word(archive: zipfile.ZipFile) -> dict[str, Any]:
    document = ElementTree.fromstring(archive.read("word/document.xml"))
    tags = Counter(element.tag.rpartition("}")[2] for element in document.iter())
    acting = ("fldSimple", "hyperlink", "object", "altChunk", "drawing", "instrText", "sdt", "footnoteReference", "tbl")
    relations = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    return {
        "parts": [name for name in archive.namelist() if not name.startswith("word/media/")],
        "acting": {name: tags[name] for name in acting},
        "fields": {(element.text or "").split()[0] for element in document.iter() if element.tag.endswith("instrText")},
        "external": re.findall('TargetMode="External"', relations),
    }


def _word_text(archive: zipfile.ZipFile) -> str:
    document = ElementTree.fromstring(archive.read("word/document.xml"))
    return "".join(element.text or "" for element in document.iter() if element.tag.endswith("}t"))


def check_workbook(path: Path, labels: Labels) -> None:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in cells)
    assert not book.defined_names
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower() or "media" in name]
    assert not [name for name, part in parts.items() if b"<f>" in part or b'TargetMode="External"' in part]
    said = shown("".join(str(cell.value) for cell in cells))
    for text in (labels.question, labels.north, labels.publisher):
        # gptables would make a note of one and a link of the other, so a blank stands in their midst
        assert shown(text)[:200] in said


def check_tables(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for delimiter in ",;\t":
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                for cell in row:
                    number = re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", cell)
                    whole_row = delimiter != "," and "," in cell
                    assert number or whole_row or not acts(cell), (path.name, cell)


def acts(cell: str) -> bool:
    return cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Labels], Path]:
    """Give what makes all formats with labels."""
    project = make_project(tmp_path_factory.mktemp("hostile") / "city")
    copy_machinery(project.root)
    plain = tmp_path_factory.mktemp("plain") / "plain"
    shutil.copytree(project.root, plain)

    def make(labels: Labels) -> Path:
        shutil.rmtree(project.root)
        shutil.copytree(plain, project.root)
        write(project, labels)
        return run_chain(project)

    return make


@pytest.fixture(scope="module")
def expected(made: Callable[[Labels], Path]) -> Pages:
    return read(made(harmless()))


@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    # making an example smaller would take minutes
    phases=[Phase.generate],
)
@given(st.lists(LABELS, min_size=len(Labels.__annotations__), max_size=len(Labels.__annotations__)))
def test_labels_act_in_no_format(made: Callable[[Labels], Path], expected: Pages, texts: list[str]) -> None:
    labels = Labels(*(f"z{number} {text}" if number > 11 else text for number, text in enumerate(texts)))
    folder = made(labels)
    found = read(folder)
    assert found.page == expected.page
    assert found.word == expected.word
    assert found.pdf == expected.pdf
    for form, said in found.texts.items():
        for text in (labels.title, labels.lead, labels.question, labels.north):
            assert shown(text)[:60] in said, (form, text)
    check_workbook(folder / "small-sv.xlsx", labels)
    check_tables(folder)
    for path in folder.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    for path in (folder.parents[2] / "data/processed/small/report/figures").glob("*.svg"):
        check_drawing(path.read_text(encoding="utf-8"))


def check_drawing(text: str) -> None:
    root = ElementTree.fromstring(text)
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "g", "path", "text", "defs", "use"}
    targets = [value for element in root.iter() for name, value in element.items() if name.endswith("href")]
    assert all(target.startswith("#") for target in targets)
    assert not [name for element in root.iter() for name, _ in element.items() if name.startswith("on")]


# every character there is, also those that parameters refuse: a drawing is made of whatever it is given
ANYTHING = st.one_of(LABELS, st.text(max_size=60), st.text("=+-@;\t\r\n,'|\uff1dx", max_size=8))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(ANYTHING, min_size=1, max_size=5))
def test_a_drawing_shows_any_text(texts: list[str]) -> None:
    canvas = Canvas("name", 320, 200)
    for number, text in enumerate(texts):
        canvas.text(10, 20 * number, f"a{text}")
    drawing = canvas.svg()
    check_drawing(drawing)
    said = shown("".join(ElementTree.fromstring(drawing).itertext()))
    for text in texts:
        seen = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs") and sign < "\ufffe")
        assert shown(seen) in said or seen != text


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(ANYTHING, min_size=1, max_size=4))
def test_no_cell_of_a_table_is_a_formula(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    safe = [guarded(text).replace("\r", " ") for text in texts]
    written = pd.DataFrame({"group": safe, "n": range(len(texts))}).to_csv(index=False, lineterminator="\n")
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(written.replace("\0", ""), newline=""), delimiter=delimiter):
            assert not [cell for cell in row if acts(cell)]
    for text in texts:
        assert unguarded(guarded(text)) == text


UNSEEN = {
    "\x00": "U+0000 (a control character)",
    "\x01": "U+0001 (a control character)",
    "\x1b": "U+001B (a control character)",
    "\x7f": "U+007F (a control character)",
    "\x85": "U+0085 (a control character)",
    "\u200b": "U+200B (zero width space)",
    "\u200f": "U+200F (right-to-left mark)",
    "\u202e": "U+202E (right-to-left override)",
    "\u2066": "U+2066 (left-to-right isolate)",
    "\ufeff": "U+FEFF (zero width no-break space)",
    "\uffff": "U+FFFF (a control character)",
    "\ud800": "U+D800 (a control character)",
}


@pytest.mark.parametrize(("sign", "name"), UNSEEN.items(), ids=[name[:6] for name in UNSEEN.values()])
def test_what_no_reader_sees_is_refused_with_its_place(project: Project, sign: str, name: str) -> None:
    parameters = (project.params / "review.yml").read_text(encoding="utf-8")
    escaped = f"\\u{ord(sign):04x}"
    (project.params / "review.yml").write_text(parameters + f'reference_number: "A{escaped}B"\n', encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_review(project.params / "review.yml")
    assert caught.value.found == [f"reference_number: holds {name}, which no reader sees. Delete it."]
    (project.params / "review.yml").write_text(parameters, encoding="utf-8")
    if sign == "\ud800":
        return  # no file in UTF-8 can hold half a character
    codebook = project.params / "codebook.csv"
    text = codebook.read_text(encoding="utf-8-sig")
    codebook.write_text(text.replace("Barnet kom till tals", f"Barnet{sign} kom"), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_codebook(codebook, load_review(project.params / "review.yml"))
    assert caught.value.found == [f"row 2, column 'text_sv': holds {name}, which no reader sees. Delete it."]
    (project.params / "population.csv").write_text(f"stratum,population\nNor{sign}ra,30\nSödra,12\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_population(project.params / "population.csv")
    assert caught.value.found == [f"row 2, column 'stratum': holds {name}, which no reader sees. Delete it."]


@pytest.mark.parametrize("sign", [sign for sign in UNSEEN if sign not in "\x00\ud800"], ids=ascii)
def test_what_no_reader_sees_is_taken_out_of_raw_data(project: Project, sign: str) -> None:
    path = project.raw / "cases.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Norra", f"Nor{sign}ra"), encoding="utf-8")
    [read] = read_raw(project.raw, project.method().review)
    assert set(read.rows["Stadsdel"]) == {"Norra", "Södra"}


def test_what_no_font_can_show_stops_with_its_place(made: Callable[[Labels], Path]) -> None:
    with pytest.raises(
        StageError, match=r"sv\.qmd cannot be rendered as PDF: the fonts in reports/fonts lack"
    ) as caught:
        made(replace(harmless(), title="Om barn 👪", lead="שלום شكوى"))
    assert "U+1F46A (family), line " in str(caught.value)
    assert "U+05" not in str(caught.value)
