"""From the executed notebook to the document."""

import ast
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from granska.errors import StageError
from granska.report.blocks import Box, Details, Heading, Link, Paragraph, Section, Strong
from granska.report.document import collect, front_matter
from granska.report.tables import Column, Table
from projects import ROOT
from report.made_up import HOSTILE, MadeUp

NOTEBOOK = ROOT / "notebooks" / "3-report.ipynb"


def code(markdown: str | list[str] | None = None, *tags: str, count: int | None = 1, **more: Any) -> dict[str, Any]:
    data = {"text/plain": "Section()"} | ({"text/markdown": markdown} if markdown else {})
    output = {"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": data}
    cell = {
        "cell_type": "code",
        "execution_count": count,
        "source": "x",
        "outputs": [output],
        "metadata": {"tags": list(tags)},
    }
    return cell | more


def notebook(folder: Path, *cells: dict[str, Any]) -> Path:
    path = folder / "3-report-sv.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {"papermill": {"duration": 1}}}), encoding="utf-8")
    return path


def test_outputs_are_gathered_in_order_without_peers_and_prose(tmp_path: Path) -> None:
    prose = {"cell_type": "markdown", "source": "# For the peer", "metadata": {}}
    path = notebook(tmp_path, prose, code("---\nlang: sv\n---"), code("secret", "peer"), code(), code(["## A\n", "b"]))
    assert collect(path) == "---\nlang: sv\n---\n\n## A\nb\n"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([code("a"), code("b", count=None)], r"cell 2: not executed"),
        ([code("a"), code(outputs=[{"output_type": "error", "ename": "ValueError"}])], r"cell 2: ValueError"),
        ([code("a", "peer")], "publishes nothing"),
        ([code("a", "peer", count=None)], "cell 1: not executed"),
    ],
)
def test_what_did_not_run_is_refused(tmp_path: Path, cells: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(StageError, match=message):
        collect(notebook(tmp_path, *cells))


def test_an_empty_code_cell_needs_no_execution(tmp_path: Path) -> None:
    assert collect(notebook(tmp_path, code("a"), code(count=None, source=" \n", outputs=[]))) == "a\n"


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    with pytest.raises(StageError, match="does not exist"):
        collect(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(StageError, match="is not a notebook"):
        collect(path)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_front_matter_is_yaml_with_the_keys_of_the_template(full: MadeUp, language: str) -> None:
    content = yaml.safe_load(front_matter(full.open(language)).yaml.strip("-\n"))
    assert content["lang"] == language
    assert content["issued"] == "2024-08-30"
    assert content["other_language"]["href"] == ("en.html" if language == "sv" else "index.html")
    assert content["running"].replace("\\", "") == (
        "förlaga: ABC 2024/1 · Exempeldata – påhittade uppgifter"
        if language == "sv"
        else "model: ABC 2024/1 · Example data – invented figures"
    )
    assert set(content["ui"]) == {"skip", "languages", "this_language", "notice"}
    assert [set(fact) for fact in content["facts"]] == [{"name", "value"}] * 5
    assert content["facts"][-1] == {
        "name": "Version",
        "value": "arbetsversion" if language == "sv" else "working version",
    }
    assert content["start"] == ("../index.html" if language == "sv" else "../en.html")


def test_the_reference_number_of_a_synthetic_review_is_that_of_its_model(full: MadeUp) -> None:
    content = yaml.safe_load(front_matter(full.open("sv")).yaml.strip("-\n"))
    assert content["facts"][0] == {"name": "Förlagans diarienummer", "value": "ABC 2024/1"}
    assert "reference_number" not in content
    assert "ABC" not in content["pagetitle"] + content["footer"]


def test_a_review_of_real_cases_has_a_reference_number_and_no_running_notice(full: MadeUp) -> None:
    full.review |= {"synthetic": False, "public": True}
    content = yaml.safe_load(front_matter(full.open("sv")).yaml.strip("-\n"))
    assert content["facts"][0]["name"] == "Diarienummer"
    assert content["reference_number"] == "ABC 2024/1"
    assert "running" not in content


@pytest.mark.parametrize(
    ("change", "kicker"),
    [
        ({}, "Quality review"),
        ({"areas": {"safety": {"sv": "Trygghet", "en": "Safety"}}}, "Statistical review"),
    ],
)
def test_a_review_without_the_quality_areas_is_statistical(full: MadeUp, change: dict, kicker: str) -> None:
    full.review |= change
    if change:
        lines = full.codebook.splitlines()
        full.codebook = "\n".join([*lines[:2], ""]).replace("self_determination", "safety")
    assert yaml.safe_load(front_matter(full.open("en")).yaml.strip("-\n"))["kicker"] == kicker


def test_long_words_of_headings_may_break(full: MadeUp) -> None:
    full.review["title"] = {"sv": "Förhandsbedömningar barn", "en": "Preliminary assessments"}
    content = yaml.safe_load(front_matter(full.open("sv")).yaml.strip("-\n"))
    assert content["title"] == "Förhands\u00adbedömningar barn"
    assert content["pagetitle"] == "Förhandsbedömningar barn"
    assert Heading(2, "Jämställdhetsanalys", "sec-a").markdown() == "## Jämställdhets\u00adanalys {#sec-a}"


def test_hostile_titles_leave_the_front_matter_whole(hostile: MadeUp) -> None:
    content = yaml.safe_load(front_matter(hostile.open("sv")).yaml.strip("-\n"))
    assert content["title"].replace("\\", "") == HOSTILE


@pytest.mark.parametrize(
    ("language", "about", "switch"),
    [
        ("sv", (), {"href": "../en.html", "code": "en", "name": "English\\: all reviews"}),
        (
            "en",
            ("reading.sv",),
            {"href": "../about/reading.sv.html", "code": "sv", "name": "Svenska\\: läs en rapport"},
        ),
        ("en", (), None),
    ],
)
def test_a_report_in_one_language_leads_to_the_nearest_page_in_the_other(
    full: MadeUp, language: str, about: tuple[str, ...], switch: dict[str, str] | None
) -> None:
    full.review["languages"] = [language]
    report = replace(full.open(language), about=about)
    assert yaml.safe_load(front_matter(report).yaml.strip("-\n")).get("other_language") == switch


def test_the_footer_links_to_the_pages_that_there_are(full: MadeUp) -> None:
    def links(*about: str) -> dict[str, str]:
        report = replace(full.open("sv"), about=about)
        content = yaml.safe_load(front_matter(report).yaml.strip("-\n"))
        return {link["href"]: link["text"] for link in content["footer_links"]}

    always = {"../index.html": "Alla granskningar", "#sec-check": "Så kan du kontrollera rapporten"}
    assert links() == always | {"#sec-accessibility": "Tillgänglighet"}
    assert links("accessibility.sv", "check.sv", "cite.en", "other.sv", "reading.sv") == always | {
        "../about/reading.sv.html": "Läs en rapport",
        "../about/check.sv.html": "Kontrollera ett tal",
        "../about/accessibility.sv.html": "Tillgänglighetsredogörelse",
    }


def test_fences_are_longer_outside_than_inside() -> None:
    table = Table("a", "T.", (Column("Fråga", "left"), Column("Ja")), (("a|b", "1"),), "x = dolt.")
    block = Box("outer", (Box("inner", (Paragraph("a"),)), Details('Visa "a"', (table,))))
    assert Section((Heading(2, "A: b", "sec-a", "area"), block)).markdown() == (
        "## A\\: b {#sec-a .area}\n\n"
        ":::: {.outer}\n\n::: {.inner}\n\na\n\n:::\n\n"
        '::: {.details summary="Visa &#34;a&#34;"}\n\n'
        "| Fråga | Ja |\n| :--- | ---: |\n| a\\|b | 1 |\n\n: T\\. {#tbl-a}\n\n[x \\= dolt\\.]{.note}\n\n:::\n\n::::"
    )


def test_blanks_between_pieces_are_kept_and_html_is_inert() -> None:
    paragraph = Paragraph(Strong("A."), " b ", Link("<i>", "#c"), ".")
    assert paragraph.markdown() == r"**A\.** b [\<i\>](#c)\."
    bundle = Section((paragraph,))._repr_mimebundle_()
    assert bundle["text/html"] == '<p><strong>A.</strong> b <a href="#c">&lt;i&gt;</a>.</p>'


def stored() -> dict[str, Any]:
    return json.loads(NOTEBOOK.read_bytes())


def test_the_notebook_is_stored_clean_and_thin() -> None:
    content = stored()
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    tagged = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert ["".join(cell["source"]) for cell in tagged] == [
        'review = "forhandsbedomningar-2024"\nlanguage = "sv"\nroot = ".."'
    ]
    for cell in content["cells"]:
        assert cell["id"]
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
            assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse("".join(cell["source"]))))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_notebook_runs_and_gives_the_document(full: MadeUp, tmp_path: Path, language: str) -> None:
    import papermill

    executed = tmp_path / f"3-report-{language}.ipynb"
    parameters = {"review": "made-up", "language": language, "root": str(full.write().root)}
    papermill.execute_notebook(
        NOTEBOOK, executed, parameters, kernel_name="python3", language="python", progress_bar=False, log_output=False
    )
    document = collect(executed)
    assert document.startswith(f"---\nlang: {language}\n")
    assert ("## Det viktigaste {#sec-main}" if language == "sv" else "## Main findings {#sec-main}") in document
    assert "For the peer" not in document
    assert str(tmp_path) not in document
    assert "stratified-wilson" not in document


def test_the_notebook_runs_beside_the_others_with_its_defaults(full: MadeUp) -> None:
    import nbclient
    import nbformat

    full.review["id"] = "forhandsbedomningar-2024"
    root = full.write().root
    shutil.copytree(NOTEBOOK.parent, root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    content = nbformat.read(root / "notebooks" / NOTEBOOK.name, as_version=4)
    nbclient.NotebookClient(
        content, kernel_name="python3", resources={"metadata": {"path": str(root / "notebooks")}}
    ).execute()
    executed = root / "executed.ipynb"
    nbformat.write(content, executed)
    assert "lang: sv" in collect(executed)
    assert (root / "data/processed/forhandsbedomningar-2024/report/figures/how-to-read-sv.svg").is_file()
