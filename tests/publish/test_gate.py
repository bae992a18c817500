"""The gate: a clean report passes every check, and planted faults fail their own check and no other."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
import typst
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from granska.errors import InputError
from granska.publish import publication
from granska.publish.checks import Check
from granska.publish.gate import gate

if TYPE_CHECKING:
    from conftest import Rendered
    from projects import Project

WITHOUT_BROWSER = {"accessibility": "the other checks are looked at"}
# Skatteverket's own example of a number, in SKV 704.

NUMBER = "811218-9876"
DOCUMENT, STRINGS, SHEET = "word/document.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet4.xml"
Plant = Callable[["Rendered"], None]


def page(old: str, new: str, file: str = "index.html") -> Plant:
    return lambda rendered: rendered.change(file, old, new)


def prose(words: str) -> Plant:
    return page("</h1>", f"</h1><p>{words}</p>")


def part(file: str, member: str, old: str, new: str) -> Plant:
    return lambda rendered: rendered.change_member(file, member, old, new)


def pdf(change: Callable[[pypdf.PdfWriter], object], file: str = "small-sv.pdf") -> Plant:
    return lambda rendered: rendered.change_pdf(file, change)


def pdf_of(words: str, file: str = "small-en.pdf") -> Plant:
    def plant(rendered: "Rendered") -> None:
        source = f'#set document(title: "Data")\n#set text(lang: "en")\nExample data. {words}'
        (rendered.site / file).write_bytes(typst.compile(source.encode(), format="pdf"))

    return plant


def tags(writer: pypdf.PdfWriter, kind: str) -> list[Any]:
    parts = (writer.get_object(number) for number in range(1, len(writer._objects) + 1))
    return [part for part in parts if isinstance(part, dict) and part.get("/S") == kind]


def act(writer: pypdf.PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep()")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def alternative_text(words: str) -> Plant:
    return pdf(lambda writer: tags(writer, "/Figure")[0].update({NameObject("/Alt"): TextStringObject(words)}))


def notebook(name: str, change: Callable[[Any], object]) -> Plant:
    return lambda rendered: rendered.change_notebook(name, change)


def record(change: Callable[[Any], object]) -> Plant:
    return lambda rendered: rendered.change_record(change)


def audit(change: Callable[[Any], object]) -> Plant:
    return lambda rendered: rendered.change_json(rendered.processed / "published" / "disclosure.json", change)


def cell(book: Any, number: int) -> Any:
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"][number - 1]


def times(book: Any) -> Any:
    return book["metadata"]["papermill"]


# The check, what it says, and the fault. Faults of one check that do not hide one another are planted together.
FAULTS: dict[str, list[tuple[str, Plant]]] = {
    "files": [
        ("notes.txt holds what is not read here", lambda rendered: _write(rendered, "notes.txt", "x")),
        (
            "small-sv.docx holds what is not read here and so not checked: word/media/a.emf",
            part("small-sv.docx", "word/media/a.emf", "", "x"),
        ),
        ("cleaning.csv is empty", lambda rendered: _write(rendered, "cleaning.csv", "")),
    ],
    "notebooks": [
        (
            "2-analyse.ipynb: cell 3 was not run",
            notebook("2-analyse", lambda book: cell(book, 3).update(execution_count=None)),
        ),
        (
            "2-analyse.ipynb: cell 4 was run out of order",
            notebook("2-analyse", lambda book: cell(book, 4).update(execution_count=9)),
        ),
        (
            "3-report-en.ipynb: cell 5 ended in an error",
            notebook("3-report-en", lambda book: cell(book, 5)["outputs"].append({"output_type": "error"})),
        ),
        (
            "3-report-en.ipynb: cell 6 wrote to the error stream",
            notebook(
                "3-report-en", lambda book: cell(book, 6)["outputs"].append({"output_type": "stream", "name": "stderr"})
            ),
        ),
        (
            "2-analyse.ipynb: its cells are not those",
            notebook("2-analyse", lambda book: cell(book, 3).update(source="x = 1")),
        ),
        (
            "3-report-sv.ipynb: it was not run in the run",
            notebook("3-report-sv", lambda book: times(book).update(start_time="2020-01-01T00:00:00+00:00")),
        ),
        (
            "3-report-sv.ipynb was run with other parameters",
            notebook("3-report-sv", lambda book: times(book)["parameters"].update(language="en")),
        ),
        ("1-clean.ipynb was not run", lambda rendered: (rendered.processed / "executed" / "1-clean.ipynb").unlink()),
    ],
    "run record": [
        (
            "the hash of data/raw/other/secret.csv",
            record(lambda said: said["inputs"].update({"data/raw/other/secret.csv": "0"})),
        ),
        (
            "the hash of data/processed/small/counts.csv",
            record(lambda said: said["outputs"].update({"data/processed/small/counts.csv": "0"})),
        ),
        (
            "the hash of params/small/../../data/raw/x",
            record(lambda said: said["inputs"].update({"params/small/../../data/raw/x": "0"})),
        ),
        (
            "cleaning.csv: it was altered after the run",
            lambda rendered: _write(rendered, "cleaning.csv", "rule,count\n"),
        ),
        (
            "params/small/review.yml: a run would read it otherwise",
            lambda rendered: rendered.project.change_parameters(lambda review: review.update(reference_number="7")),
        ),
        ("more.json is not on record", lambda rendered: _write(rendered, "more.json", '{"synthetic": true}')),
        ("says host, which is not public", record(lambda said: said.update(host="x"))),
    ],
    "disclosure audit": [
        ("2 hidden figures can be worked out", audit(lambda said: said["audit"].update(unsafe=2))),
    ],
    "personal identity numbers": [
        ("index.html holds", prose("Barnet (811218<b>-98</b><i>76</i>) kom till tals.")),
        ("en.html holds", page("<h1>", f'<h1 title="{NUMBER}">', "en.html")),
        ("cleaning.csv holds", page("\n", f"\n{NUMBER},1\n", "cleaning.csv")),
        ("datapackage.json holds", page('"name": "small"', f'"name": "small", "id": "{NUMBER}"', "datapackage.json")),
        (
            "small-sv.docx: word/document.xml holds",
            part(
                "small-sv.docx",
                "word/document.xml",
                "<w:body>",
                "<w:body><w:p><w:r><w:t>8112</w:t></w:r><w:r><w:t>18-9876</w:t></w:r></w:p>",
            ),
        ),
        (
            "small-sv.docx: docProps/core.xml holds",
            part("small-sv.docx", "docProps/core.xml", "<dc:creator>", f"<dc:creator>{NUMBER} "),
        ),
        (
            "small-en.xlsx: xl/sharedStrings.xml holds",
            part("small-en.xlsx", STRINGS, "</si></sst>", f"</si><si><t>{NUMBER}</t></si></sst>"),
        ),
        (
            "small-sv.xlsx: xl/worksheets/sheet4.xml holds",
            part(
                "small-sv.xlsx",
                "xl/worksheets/sheet4.xml",
                "</sheetData>",
                '<row r="99"><c r="A99"><v>8112189876</v></c></row></sheetData>',
            ),
        ),
        ("small-sv.pdf: properties holds", pdf(lambda writer: writer.add_metadata({"/Subject": NUMBER}))),
        ("small-sv.pdf: alternative texts, bookmarks and links holds", alternative_text(f"Barnet {NUMBER}")),
        ("small-en.pdf: page 1 holds", pdf_of("The child 811218-\\\n9876.")),
    ],
    "e-mail addresses": [
        ("index.html holds", prose("anna.andersson&#64;example.se")),
        (
            "small-sv.docx: word/document.xml holds",
            part("small-sv.docx", DOCUMENT, ' descr="', ' descr="anna@example.se '),
        ),
        (
            "small-sv.xlsx: docProps/core.xml holds",
            part("small-sv.xlsx", "docProps/core.xml", "<dc:creator>", "<dc:creator>anna@example.se "),
        ),
        ("small-en.pdf: page 1 holds", pdf_of("anna\\@example.se")),
    ],
    "telephone numbers": [
        ("index.html holds", prose("Ring 070-123 45 67.")),
        (
            "small-sv.xlsx: xl/sharedStrings.xml holds",
            part(
                "small-sv.xlsx",
                "xl/sharedStrings.xml",
                "</si></sst>",
                "</si><si><t>Ring +46 8 508 25 000</t></si></sst>",
            ),
        ),
        ("small-en.pdf: page 1 holds", pdf_of("Call 08-508 25 000.")),
    ],
    "paths and user names": [
        ("index.html names a folder", page("<h1>", "<!-- C:\\Users\\anna --><h1>")),
        (
            "en.html names a folder",
            lambda rendered: rendered.change("en.html", "<h1>", f'<h1 data-from="{rendered.project.root}/x">'),
        ),
        (
            "small-sv.docx: word/settings.xml names a folder",
            part("small-sv.docx", "word/settings.xml", "</w:settings>", "<!-- /home/anna/x --></w:settings>"),
        ),
        (
            "small-sv.xlsx: xl/workbook.xml names a folder",
            part("small-sv.xlsx", "xl/workbook.xml", "</workbook>", "<!-- file:///srv/x --></workbook>"),
        ),
        (
            "small-sv.pdf: properties names a folder",
            pdf(lambda writer: writer.add_metadata({"/Subject": "/home/anna/typst"})),
        ),
    ],
    "alternative texts": [
        ("index.html: picture 1 has no", page('role="img" aria-label="', 'role="img" data-label="')),
        ("en.html: figure 1 has no", page("<figure", "<figure><figcaption>x</figcaption></figure><figure", "en.html")),
        (
            "small-sv.docx: word/document.xml: picture 1 has no",
            part("small-sv.docx", DOCUMENT, " descr=", " other="),
        ),
        ("small-sv.pdf: picture ", alternative_text(" ")),
        (
            "small-en.pdf: the document, which is not tagged",
            pdf(lambda writer: writer.root_object.pop("/StructTreeRoot"), "small-en.pdf"),
        ),
    ],
    "captions": [
        ("en.html: table 1 has no", page("<caption", "<caption hidden></caption><p", "en.html")),
        (
            "small-sv.docx: word/document.xml: table 1 has no",
            part("small-sv.docx", DOCUMENT, '"TableCaption"', '"Compact"'),
        ),
        (
            "small-sv.pdf: table 1 has no",
            pdf(lambda writer: [tag.update({NameObject("/S"): NameObject("/P")}) for tag in tags(writer, "/Caption")]),
        ),
        (
            "small-sv.xlsx: xl/worksheets/sheet4.xml has no",
            part("small-sv.xlsx", SHEET, 'r="A1"', 'r="A99"'),
        ),
    ],
    "references": [
        ("index.html: a link leads to #x-sec-", page('href="#sec-', 'href="#x-sec-')),
        ("index.html: a link leads to estimate.csv", page('href="estimates.csv"', 'href="estimate.csv"')),
        ("index.html: a link leads to #x of en.html", page('href="en.html"', 'href="en.html#x"')),
        ("en.html holds a reference", page("</h1>", "</h1><p>See ?@fig-gender.</p>", "en.html")),
        ("small-sv.docx: a link leads to x", part("small-sv.docx", DOCUMENT, ' w:anchor="', ' w:anchor="x')),
        ("small-en.pdf: page 1 holds a reference", pdf_of("See table ??.")),
    ],
    "requests": [
        ("index.html: <img> fetches", page("</h1>", '</h1><img alt="a" src="https://example.invalid/a.png">')),
        ("en.html: <style> fetches", page("<style>", "<style>@import 'https://example.invalid/a.css';", "en.html")),
        (
            "small-sv.docx: word/_rels/document.xml.rels fetches",
            part(
                "small-sv.docx",
                "word/_rels/document.xml.rels",
                "</Relationships>",
                '<Relationship Id="x" Type="image" Target="https://x.invalid" TargetMode="External"/></Relationships>',
            ),
        ),
    ],
    "scripts": [
        ("index.html holds a script that is not the template's", page("t.open=", "t.shut=")),
        ("en.html: <h1> acts by onclick", page("<h1>", '<h1 onclick="x()">', "en.html")),
        (
            "small-sv.docx: word/document.xml holds a field",
            part(
                "small-sv.docx",
                "word/document.xml",
                "<w:body>",
                "<w:body><w:p><w:r><w:instrText>DDEAUTO x</w:instrText></w:r></w:p>",
            ),
        ),
        ("small-sv.xlsx holds xl/vbaProject.xml", part("small-sv.xlsx", "xl/vbaProject.xml", "", "<x/>")),
        ("small-sv.pdf acts by JavaScript", pdf(act)),
    ],
    "formulas": [
        ("cleaning.csv: row 2, column 1 begins", page("\n", '\n"=1+1",1\n', "cleaning.csv")),
        (
            "small-sv.xlsx: xl/sharedStrings.xml: text ",
            part("small-sv.xlsx", STRINGS, "</si></sst>", "</si><si><t>=cmd|' /C calc'!A0</t></si></sst>"),
        ),
        (
            "small-sv.xlsx: xl/worksheets/sheet4.xml: holds <f>",
            part(
                "small-sv.xlsx",
                "xl/worksheets/sheet4.xml",
                "</sheetData>",
                '<row r="99"><c r="A99"><f>1+1</f></c></row></sheetData>',
            ),
        ),
        (
            "small-en.xlsx: xl/workbook.xml: holds <externalReference>",
            part("small-en.xlsx", "xl/workbook.xml", "</workbook>", "<externalReference/></workbook>"),
        ),
    ],
    "synthetic data": [
        ("en.html does not say", page("Example data:", "Data:", "en.html")),
        (
            "small-en.docx: docProps/core.xml does not say",
            part("small-en.docx", "docProps/core.xml", "Example data", "Data"),
        ),
        (
            "small-en.xlsx: xl/sharedStrings.xml does not say",
            part("small-en.xlsx", STRINGS, "Example data", "Data"),
        ),
        ("small-sv.pdf: page 1 does not say", pdf(lambda writer: writer.insert_blank_page(index=0))),
        (
            "in estimates.csv are invented",
            lambda rendered: rendered.change_json(
                rendered.site / "datapackage.json", lambda said: said["resources"][0].pop("synthetic")
            ),
        ),
        ("run.json does not say", record(lambda said: said.pop("synthetic"))),
    ],
}


def _write(rendered: "Rendered", name: str, content: str) -> None:
    (rendered.site / name).write_text(content, encoding="utf-8")


def rows_of(rendered: "Rendered", **skipped: str) -> dict[str, Check]:
    rows = gate(rendered.project.workspace, "small", skipped=skipped or WITHOUT_BROWSER)
    assert len({row.check for row in rows}) == len(rows)
    return {row.check: row for row in rows}


def failed(rows: dict[str, Check]) -> dict[str, str]:
    """Give what failed; whatever is planted in a file, reading it back tells it from what the run wrote there."""
    found = {name: row.message for name, row in rows.items() if row.result == "failed"}
    return {name: message for name, message in found.items() if name != "read back" or len(found) == 1}


def test_a_clean_report_passes_every_check_that_needs_no_browser(rendered: "Rendered") -> None:
    rows = rows_of(rendered)
    assert [row.message for row in rows.values() if row.result == "failed"] == []
    assert [(row.check, row.message) for row in rows.values() if row.result == "skipped"] == [*WITHOUT_BROWSER.items()]
    assert {row.check for row in rows.values() if row.result == "passed"} >= FAULTS.keys()


@pytest.mark.parametrize("check", FAULTS)
def test_planted_faults_fail_their_own_check_and_no_other(
    rendered: "Rendered", check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _, plant in FAULTS[check]:
        plant(rendered)
    if check != "run record":
        rendered.record_again()
    monkeypatch.setattr(publication, "MOST_SHOWN", 100)
    found = failed(rows_of(rendered))
    # what disclosure control tells of itself is one of the files on record
    assert set(found) == ({check, "run record"} if check == "disclosure audit" else {check})
    assert [place for place, _ in FAULTS[check] if place not in found[check]] == []
    assert NUMBER not in found[check]


def test_a_number_that_was_not_let_through_is_found_where_nothing_else_is_wrong(rendered: "Rendered") -> None:
    rendered.change("index.html", "</h1>", "</h1><p>Det gäller 4711 flickor.</p>")
    rendered.record_again()
    found = failed(rows_of(rendered))
    assert set(found) == {"read back"}
    assert found["read back"].startswith("index.html: ")


def test_a_message_names_a_few_places_and_how_many_more(rendered: "Rendered") -> None:
    prose("".join(f'<a href="lost-{number}">a</a>' for number in range(9)))(rendered)
    rendered.record_again()
    message = failed(rows_of(rendered))["references"]
    assert message.count("which is not there") == publication.MOST_SHOWN
    assert message.endswith(f"; and {9 - publication.MOST_SHOWN} more")


def test_a_missing_file_is_missed(rendered: "Rendered") -> None:
    (rendered.site / "small-en.xlsx").unlink()
    rendered.record_again()
    found = failed(rows_of(rendered))
    assert found["files"] == "small-en.xlsx is not there: run the review again"
    assert found["references"] == "en.html: a link leads to small-en.xlsx, which is not there"


def test_a_check_that_cannot_be_carried_out_has_failed_and_the_others_go_on(rendered: "Rendered") -> None:
    _write(rendered, "small-sv.pdf", f"no PDF, but {NUMBER}")
    (rendered.processed / "published" / "disclosure.json").write_text("{")
    rendered.record_again()
    rows = rows_of(rendered)
    for name in ("personal identity numbers", "captions", "synthetic data", "disclosure audit"):
        assert rows[name].result == "failed"
        assert rows[name].message.startswith("it could not be carried out (")
        assert NUMBER not in rows[name].message
    assert rows["notebooks"].result == rows["formulas"].result == "passed"


def test_who_works_on_the_machine_is_not_named(rendered: "Rendered", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "annand03")
    prose("Gjord av annand03.")(rendered)
    rendered.change_pdf("small-sv.pdf", lambda writer: writer.add_metadata({"/Subject": "annand03"}))
    rendered.record_again()
    found = failed(rows_of(rendered))
    assert set(found) == {"paths and user names"}
    assert "index.html names the user" in found["paths and user names"]
    assert "small-sv.pdf: properties names the user" in found["paths and user names"]


def test_of_a_secret_review_no_raw_file_is_on_the_public_record(rendered: "Rendered") -> None:
    words = {"sv": "x", "en": "x"}

    def keep_secret(review: dict[str, Any]) -> None:
        review.update(synthetic=False, disclosure={"reason": words, "decided_by": "y"})

    rendered.project.change_parameters(keep_secret)
    assert "holds the hash of data/raw/small/cases.csv" in failed(rows_of(rendered))["run record"]


@pytest.mark.parametrize(
    ("skipped", "said"),
    [
        ({"formulas": "in a hurry"}, "The check 'formulas' cannot be skipped, only: accessibility."),
        ({"accessibility": " "}, "Say why 'accessibility' is skipped"),
    ],
)
def test_what_may_not_be_skipped(rendered_once: "Project", skipped: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        gate(rendered_once.workspace, "small", skipped=skipped)


def test_without_a_browser_it_does_not_pass(rendered: "Rendered", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(rendered.project.root))
    monkeypatch.delenv("GRANSKA_BROWSER", raising=False)
    found = failed({row.check: row for row in gate(rendered.project.workspace, "small", skipped={})})
    assert set(found) == {"accessibility", "requests"}
    assert "install Chromium" in found["accessibility"]


def test_a_browser_looks_at_the_pages(rendered: "Rendered") -> None:
    rows = {row.check: row for row in gate(rendered.project.workspace, "small", skipped={})}
    if "there is no browser" in rows["accessibility"].message and not os.environ.get("GRANSKA_REQUIRE_BROWSER"):
        pytest.skip("No browser: install Debian's chromium (apt-get install chromium) to test the pages in one.")
    assert failed(rows) == {}
    for evidence in ("Chromium 1", "axe-core 4", "wcag21aa", "2 pages at 1280 and 320 px, light and dark"):
        assert evidence in rows["accessibility"].message
    prose('<details><summary>Mer</summary><span style="color:#999;background:#aaa">blekt</span></details>')(rendered)
    # the letter r, escaped: a browser reads it as it should be
    rendered.change("en.html", "<style>", "<style>h1{background:u\\72l(https://example.invalid/a.png)}")
    rendered.record_again()
    found = failed({row.check: row for row in gate(rendered.project.workspace, "small", skipped={})})
    assert set(found) == {"accessibility", "requests"}
    assert "index.html, 1280 px, light: color-contrast (1)" in found["accessibility"]
    assert "en.html" not in found["accessibility"]
    assert found["requests"] == "en.html asked for 1 other files or addresses in a browser"
