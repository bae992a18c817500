"""The same document by Quarto; skipped where Quarto is not found."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import html5lib
import pytest
from docx import Document

from granska.errors import InputError, StageError
from granska.render import Engine, Job, choose, quarto

needs_quarto = pytest.mark.skipif(
    quarto.find() is None, reason="Quarto not found: install it from conda-forge (environment.yml) to run these"
)


def render(engine: Engine, sources: Sequence[Path], look: Path, epoch: int, folder: Path) -> list[dict[str, Path]]:
    (folder / "scratch").mkdir(parents=True)
    jobs = [
        Job(source, {form: folder / f"{place}.{form}" for form in ("html", "docx")}, epoch)
        for place, source in enumerate(sources)
    ]
    engine.render(jobs, look, folder / "scratch")
    return [dict(job.outputs) for job in jobs]


def elements(page: Path) -> list[tuple[str, dict[str, str], str]]:
    """Every element with its attributes and own text; the classes that writers give to tables are left out."""
    tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        attributes = {str(name): value for name, value in element.attrib.items()}
        if element.tag in {"table", "tr"}:
            attributes.pop("class", None)
        found.append((str(element.tag), attributes, " ".join((element.text or "").split())))
    return found


def word_xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as parts:
        return parts.read("word/document.xml")


@needs_quarto
def test_both_engines_give_the_same_page_and_word_text(sample_source, look, epoch, tmp_path):
    (mine,) = render(choose("quarto"), [sample_source], look, epoch, tmp_path / "quarto")
    (other,) = render(choose("pandoc"), [sample_source], look, epoch, tmp_path / "pandoc")
    assert elements(mine["html"]) == elements(other["html"])
    assert [line.text for line in Document(mine["docx"]).paragraphs] == [
        line.text for line in Document(other["docx"]).paragraphs
    ]


@needs_quarto
def test_two_runs_give_the_same_bytes(sample_source, look, epoch, tmp_path):
    runs = [render(choose("quarto"), [sample_source], look, epoch, tmp_path / name) for name in ("one", "two")]
    first, second = ({form: path.read_bytes() for form, path in outputs[0].items()} for outputs in runs)
    assert first == second
    assert str(tmp_path).encode() not in first["html"] + word_xml(runs[0][0]["docx"])


@needs_quarto
def test_labels_are_shown_as_written_and_do_nothing(all_hostile, look, epoch, tmp_path):
    mine = render(choose("quarto"), all_hostile, look, epoch, tmp_path / "quarto")
    other = render(choose("pandoc"), all_hostile, look, epoch, tmp_path / "pandoc")
    for by_quarto, by_pandoc in zip(mine, other, strict=True):
        assert elements(by_quarto["html"]) == elements(by_pandoc["html"])
        assert [line.text for line in Document(by_quarto["docx"]).paragraphs] == [
            line.text for line in Document(by_pandoc["docx"]).paragraphs
        ]


@needs_quarto
def test_faults_stop_the_render_and_are_named(document, sample_source, look, epoch, tmp_path):
    source = document("Se @fig-none.\n\n![Bild](figures/area.svg){#fig-a}")
    with pytest.raises(StageError) as caught:
        render(choose("quarto"), [sample_source, source], look, epoch, tmp_path / "quarto")
    assert str(caught.value).splitlines() == [
        f"{'/'.join(source.parts[-3:])} cannot be rendered:",
        "  - the reference @fig-none points at no figure, table or section of this document.",
        "  - the figure figures/area.svg has no alternative text (fig-alt).",
    ]


def program(folder: Path, version: str) -> Path:
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_quarto_is_chosen_where_it_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("QUARTO_PATH", str(program(tmp_path, "1.6.42")))
    engine = choose("auto")
    assert (engine.name, engine.version()) == ("quarto", "1.6.42")


def test_an_old_quarto_is_refused(tmp_path, monkeypatch):
    path = program(tmp_path, "1.4.550")
    monkeypatch.setenv("QUARTO_PATH", str(path))
    with pytest.raises(InputError) as caught:
        choose("auto")
    assert str(caught.value) == (
        f"Quarto 1.4.550 at {path} is too old; 1.6 or later is needed. "
        "Update it from conda-forge, or use --renderer pandoc."
    )


def test_a_failing_quarto_is_shown_with_its_last_words(sample_source, look, epoch, tmp_path, monkeypatch):
    path = program(tmp_path, "1.6.42")
    path.write_text('#!/bin/sh\n[ "$1" = --version ] && echo 1.6.42 && exit 0\necho ERROR: no luck; exit 1\n', "utf-8")
    monkeypatch.setenv("QUARTO_PATH", str(path))
    with pytest.raises(StageError) as caught:
        render(choose("quarto"), [sample_source], look, epoch, tmp_path / "out")
    assert str(caught.value) == "tests/render/sample.qmd cannot be rendered: Quarto failed.\n  ERROR: no luck"
