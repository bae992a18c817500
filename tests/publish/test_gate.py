"""The gate: a clean report passes every check, and a planted fault fails its own check and no other."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
import typst
from pypdf.generic import NameObject, TextStringObject

from granska.publish.gate import gate

if TYPE_CHECKING:
    from conftest import Rendered

WITHOUT_BROWSER = {"accessibility": "a test of the other checks"}
# Made up: 811218-9876 is the number that Skatteverket gives as an example.
NUMBER = "811218-9876"
Plant = Callable[["Rendered"], None]


def in_page(old: str, new: str, file: str = "index.html") -> Plant:
    return lambda rendered: rendered.change(file, old, new)


def in_text(new: str) -> Plant:
    return in_page("</h1>", f"</h1><p>{new}</p>")


def in_part(file: str, member: str, old: str, new: str) -> Plant:
    return lambda rendered: rendered.change_member(file, member, lambda text: text.replace(old, new, 1))


def in_pdf(change: Callable[[pypdf.PdfWriter], object]) -> Plant:
    def plant(rendered: "Rendered") -> None:
        path = rendered.site / "small-sv.pdf"
        writer = pypdf.PdfWriter(clone_from=path)
        change(writer)
        writer.write(path)

    return plant


def pdf_that_says(text: str) -> Plant:
    def plant(rendered: "Rendered") -> None:
        source = f'#set document(title: "Exempeldata")\n#set text(lang: "sv")\nExempeldata. {text}'
        (rendered.site / "small-sv.pdf").write_bytes(typst.compile(source.encode(), format="pdf"))

    return plant


def parts_of(writer: pypdf.PdfWriter, kind: str) -> list[Any]:
    parts = [writer.get_object(number) for number in range(1, len(writer._objects) + 1)]
    return [part for part in parts if isinstance(part, dict) and part.get("/S") == kind]


def add_script(writer: pypdf.PdfWriter) -> None:
    writer.add_js("app.alert('x')")


def in_notebook(name: str, change: Callable[[Any], None]) -> Plant:
    return lambda rendered: rendered.change_json(rendered.processed / "executed" / f"{name}.ipynb", change)


def in_record(change: Callable[[Any], None]) -> Plant:
    return lambda rendered: rendered.change_records(change)


def code(notebook: Any, number: int) -> Any:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][number]


def error(kind: str, **more: Any) -> dict[str, Any]:
    return {"output_type": kind, **more}


def remove(name: str) -> Plant:
    return lambda rendered: (rendered.site / name).unlink()


PLANTS: list[tuple[str, str, Plant]] = [
    # notebooks
    ("notebooks", "cell-not-run", in_notebook("2-analyse", lambda book: code(book, 2).update(execution_count=None))),
    ("notebooks", "out-of-order", in_notebook("2-analyse", lambda book: code(book, 2).update(execution_count=9))),
    (
        "notebooks",
        "error",
        in_notebook(
            "3-report-en",
            lambda book: code(book, 3)["outputs"].append(
                {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
            ),
        ),
    ),
    (
        "notebooks",
        "error-stream",
        in_notebook(
            "1-clean",
            lambda book: code(book, 3)["outputs"].append({"output_type": "stream", "name": "stderr", "text": "x"}),
        ),
    ),
    ("notebooks", "other-cells", in_notebook("1-clean", lambda book: code(book, 2).update(source="x = 1"))),
    (
        "notebooks",
        "another-run",
        in_notebook(
            "1-clean", lambda book: book["metadata"]["papermill"].update(start_time="2020-01-01T00:00:00+00:00")
        ),
    ),
    (
        "notebooks",
        "another-review",
        in_notebook("1-clean", lambda book: book["metadata"]["papermill"]["parameters"].update(review="other")),
    ),
    ("notebooks", "no-copy", lambda rendered: (rendered.processed / "executed" / "1-clean.ipynb").unlink()),
    # the record
    (
        "run record",
        "confidential-hash",
        in_record(lambda record: record["inputs"].update({"data/raw/secret.csv": "0"})),
    ),
    (
        "run record",
        "hash-of-counts",
        in_record(lambda record: record["outputs"].update({"data/processed/small/counts.csv": "0" * 64})),
    ),
    (
        "run record",
        "altered-output",
        in_record(lambda record: record["outputs"].update({"reports/_site/small/estimates.csv": "0" * 64})),
    ),
    (
        "run record",
        "stale",
        lambda rendered: rendered.project.change_parameters(lambda review: review.update(reference_number="7")),
    ),
    ("run record", "more-than-public", in_record(lambda record: record.update(host="x"))),
    # files
    ("files", "unknown-kind", lambda rendered: (rendered.site / "notes.txt").write_text("x")),
    ("files", "empty", lambda rendered: (rendered.site / "cleaning.csv").write_text("")),
    # personal data
    *(
        ("personal identity numbers", f"page-{number}", in_text(f"Barnet ({number}) kom till tals."))
        for number in (NUMBER, "8112189876", "19811218-9876", "198112189876", "811218+9876", "811278-9873")
    ),
    ("personal identity numbers", "across-markup", in_text("811218<b>-98</b><i>76</i>")),
    ("personal identity numbers", "attribute", in_page("<h1>", f'<h1 title="{NUMBER}">')),
    ("personal identity numbers", "comment", in_page("<h1>", f"<!-- {NUMBER} --><h1>")),
    ("personal identity numbers", "csv", in_page("\n", f"\n{NUMBER},0\n", "cleaning.csv")),
    ("personal identity numbers", "json", in_page('"Staden"', f'"Staden {NUMBER}"', "datapackage.json")),
    (
        "personal identity numbers",
        "docx-across-runs",
        in_part(
            "small-sv.docx",
            "word/document.xml",
            "<w:body>",
            "<w:body><w:p><w:r><w:t>8112</w:t></w:r><w:r><w:t>189876</w:t></w:r></w:p>",
        ),
    ),
    (
        "personal identity numbers",
        "docx-properties",
        in_part("small-sv.docx", "docProps/core.xml", "<dc:creator>", f"<dc:creator>{NUMBER} "),
    ),
    ("personal identity numbers", "xlsx", in_part("small-en.xlsx", "xl/sharedStrings.xml", "<t>", f"<t>{NUMBER} ")),
    ("personal identity numbers", "pdf-page", pdf_that_says(f"Barnet {NUMBER}.")),
    ("personal identity numbers", "pdf-broken-line", pdf_that_says("Barnet 811218-\\\n9876.")),
    ("personal identity numbers", "pdf-properties", in_pdf(lambda writer: writer.add_metadata({"/Author": NUMBER}))),
    (
        "personal identity numbers",
        "pdf-alternative-text",
        in_pdf(lambda writer: parts_of(writer, "/Figure")[0].update({NameObject("/Alt"): TextStringObject(NUMBER)})),
    ),
    ("e-mail addresses", "page", in_text("Fråga anna.andersson@example.se")),
    ("e-mail addresses", "entities", in_text("anna&#64;example.se")),
    ("e-mail addresses", "pdf", pdf_that_says("anna\\@example.se")),
    (
        "e-mail addresses",
        "xlsx",
        in_part("small-sv.xlsx", "docProps/core.xml", "<dc:creator>", "<dc:creator>anna@example.se "),
    ),
    *(
        ("telephone numbers", f"page-{number}", in_text(f"Ring {number}."))
        for number in (
            *("08-508 25 000", "070-123 45 67", "0701234567", "08-123 456 78", "031-12 34 56", "(08) 508 25 000"),
            *("+46 8 508 25 000", "+46 (0)70-123 45 67", "+46701234567", "0046 8 508 25 000", "+1 212 555 0123"),
            *("08 508 25 000", "070 123 45 67", "0498-26 90 00"),
        )
    ),
    ("telephone numbers", "pdf", pdf_that_says("Ring 08-508 25 000.")),
    # traces
    *(
        ("paths and user names", f"path-{path}", in_text(f"Se {path} för mer."))
        for path in (
            *("/home/anna/report.qmd", "/Users/anna/x", "/tmp/pytest-1/x", r"C:\Users\anna", "D:\\\\granskning\\x"),
            *("file:///srv/x", r"\\server\delad\x", "C:/Users/anna"),
        )
    ),
    (
        "paths and user names",
        "the-project",
        lambda rendered: rendered.change("index.html", "</h1>", f"</h1><p>{rendered.project.root}/x</p>"),
    ),
    (
        "paths and user names",
        "docx-markup",
        in_part("small-sv.docx", "word/settings.xml", "<w:", "<!-- /home/anna/x --><w:"),
    ),
    ("paths and user names", "pdf", in_pdf(lambda writer: writer.add_metadata({"/Creator": "/home/anna/typst"}))),
    # what is read to those who do not see
    ("alternative texts", "svg", in_page(' aria-label="', ' data-label="')),
    ("alternative texts", "img", in_page("</h1>", '</h1><img alt="" src="data:image/png;base64,AA==">')),
    ("alternative texts", "figure", in_page("</h1>", "</h1><figure><figcaption>x</figcaption></figure>")),
    ("alternative texts", "docx", in_part("small-sv.docx", "word/document.xml", "descr=", "name2=")),
    (
        "alternative texts",
        "pdf",
        in_pdf(lambda writer: parts_of(writer, "/Figure")[0].update({NameObject("/Alt"): TextStringObject(" ")})),
    ),
    ("captions", "page", in_page("<caption", "<caption hidden></caption><p", "en.html")),
    ("captions", "docx", in_part("small-sv.docx", "word/document.xml", '"TableCaption"', '"Compact"')),
    (
        "captions",
        "pdf",
        in_pdf(
            lambda writer: [part.update({NameObject("/S"): NameObject("/P")}) for part in parts_of(writer, "/Caption")]
        ),
    ),
    ("captions", "xlsx", in_part("small-sv.xlsx", "xl/worksheets/sheet4.xml", 'r="A1"', 'r="A99"')),
    # references
    ("references", "left-over", in_text("Se ?@fig-gender.")),
    ("references", "question-marks", in_text("Se tabell ??.")),
    ("references", "reference-as-written", in_text("Se @tbl-gender.")),
    ("references", "anchor", in_page('href="#', 'href="#x-')),
    ("references", "file", in_page('href="estimates.csv"', 'href="estimate.csv"')),
    ("references", "anchor-elsewhere", in_page('href="en.html"', 'href="en.html#x"')),
    ("references", "label", in_page("</h1>", '</h1><div role="group" aria-labelledby="x-y">a</div>')),
    ("references", "docx", in_part("small-sv.docx", "word/document.xml", 'w:anchor="', 'w:anchor="x')),
    ("references", "pdf", pdf_that_says("Se tabell ??.")),
    # requests
    ("requests", "image", in_page("</h1>", '</h1><img alt="a" src="https://example.invalid/a.png">')),
    (
        "requests",
        "stylesheet",
        in_page("</head>", '<link rel="stylesheet" href="https://example.invalid/a.css"></head>'),
    ),
    ("requests", "import", in_page("<style>", "<style>@import 'https://example.invalid/a.css';")),
    ("requests", "font", in_page("<style>", "<style>@font-face{font-family:x;src:url(//example.invalid/a)}")),
    ("requests", "style", in_page("<h1>", '<h1 style="background:url(https://example.invalid/a)">')),
    (
        "requests",
        "refresh",
        in_page("</head>", '<meta http-equiv="refresh" content="9;url=https://example.invalid"></head>'),
    ),
    (
        "requests",
        "docx",
        in_part(
            "small-sv.docx",
            "word/_rels/document.xml.rels",
            "</Relationships>",
            '<Relationship Id="x" Type="a/image" Target="https://example.invalid/a.png" TargetMode="External"/>'
            "</Relationships>",
        ),
    ),
    # scripts
    ("scripts", "element", in_page("</body>", "<script>alert(1)</script></body>")),
    ("scripts", "changed", in_page("t.open=", "t.shut=")),
    ("scripts", "attribute", in_page("<h1>", '<h1 onclick="x()">')),
    ("scripts", "link", in_page("</h1>", '</h1><a href=" java&#10;script:x()">a</a>')),
    ("scripts", "frame", in_page("</h1>", '</h1><iframe title="a"></iframe>')),
    ("scripts", "macro", in_part("small-sv.docx", "word/vbaData.xml", "", "<x/>")),
    (
        "scripts",
        "field",
        in_part(
            "small-sv.docx",
            "word/document.xml",
            "<w:body>",
            "<w:body><w:p><w:r><w:instrText>DDEAUTO c:\\x</w:instrText></w:r></w:p>",
        ),
    ),
    ("scripts", "pdf", in_pdf(add_script)),
    # formulas
    *(
        ("formulas", f"csv-{start!r}", in_page("\n", f'\n"{start}1+1",0\n', "cleaning.csv"))
        for start in ("=", "+", "-", "@", "\t", " =")
    ),
    ("formulas", "xlsx-text", in_part("small-sv.xlsx", "xl/sharedStrings.xml", "<t>", "<t>=")),
    ("formulas", "xlsx-formula", in_part("small-sv.xlsx", "xl/worksheets/sheet4.xml", "<v>", "<f>1+1</f><v>")),
    (
        "formulas",
        "xlsx-link",
        in_part(
            "small-sv.xlsx",
            "xl/workbook.xml",
            "</workbook>",
            "<externalReferences><externalReference/></externalReferences></workbook>",
        ),
    ),
    # invented data
    ("synthetic data", "page", in_page("Example data", "Data", "en.html")),
    ("synthetic data", "docx", in_part("small-en.docx", "docProps/core.xml", "Example data", "Data")),
    (
        "synthetic data",
        "xlsx",
        lambda rendered: rendered.change_member(
            "small-en.xlsx", "xl/sharedStrings.xml", lambda text: text.replace("Example data", "Data")
        ),
    ),
    (
        "synthetic data",
        "package",
        in_page('"synthetic": true,\n  "temporal"', '"synthetic": false,\n  "temporal"', "datapackage.json"),
    ),
    (
        "synthetic data",
        "record",
        lambda rendered: rendered.change_json(rendered.site / "run.json", lambda record: record.pop("synthetic")),
    ),
    # the audit
    (
        "disclosure audit",
        "unsafe",
        lambda rendered: rendered.change_json(
            rendered.processed / "published/disclosure.json", lambda said: said["audit"].update(unsafe=1)
        ),
    ),
    ("disclosure audit", "missing", lambda rendered: (rendered.processed / "published/disclosure.json").unlink()),
]


def failed(rendered: "Rendered") -> dict[str, str]:
    rows = gate(rendered.project.workspace, "small", skipped=WITHOUT_BROWSER)
    return {row.check: row.message for row in rows if row.result == "failed"}


def test_a_clean_report_passes_every_check_that_needs_no_browser(rendered: "Rendered") -> None:
    rows = gate(rendered.project.workspace, "small", skipped=WITHOUT_BROWSER)
    assert {(row.check, row.message) for row in rows if row.result == "failed"} == set()
    assert len({row.check for row in rows}) == len(rows)
    assert [(row.check, row.message) for row in rows if row.result == "skipped"] == [*WITHOUT_BROWSER.items()]


@pytest.mark.parametrize(
    ("check", "plant"),
    [(check, plant) for check, _, plant in PLANTS],
    ids=[f"{check}: {name}" for check, name, _ in PLANTS],
)
def test_a_planted_fault_fails_its_own_check_and_no_other(rendered: "Rendered", check: str, plant: Plant) -> None:
    plant(rendered)
    if check != "run record":
        rendered.record_again()
    found = failed(rendered)
    assert set(found) == {check}
    assert "could not be carried out" not in found[check] or check == "disclosure audit"
    assert NUMBER not in found[check]
