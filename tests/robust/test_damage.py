"""Files that are damaged: said with their names and without what they hold, and made anew where they can be."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from granska.errors import InputError
from granska.runner.execute import execute
from granska.stages.store import load_cleaned
from projects import HEAD, ROWS, Project
from robust import children
from robust.small_city import standing

RUN = ("run", "small", "--renderer", "pandoc")


def halve(path: Path) -> None:
    """Cut a file off in its middle."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def test_raw_files_that_were_cut_off(city: Project) -> None:
    before = standing(city)
    rows = [line.split(";") for line in ROWS]
    pd.DataFrame(rows, columns=HEAD.split(";")).to_parquet(city.raw / "cases.parquet")
    book = openpyxl.Workbook()
    for line in (HEAD.split(";"), *rows):
        book.worksheets[0].append(line)
    book.save(city.raw / "cases.xlsx")
    good = (city.params / "review.yml").read_text(encoding="utf-8")
    city.change_parameters(
        lambda parameters: parameters.update(data=[{"file": "cases.parquet"}, {"file": "cases.xlsx"}])
    )
    for name in ("cases.parquet", "cases.xlsx"):
        halve(city.raw / name)
    problems = (
        "data/raw/small: 2 problems\n"
        "  - cases.parquet: cannot be read as parquet (ArrowInvalid). Export it again.\n"
        "  - cases.xlsx: cannot be read as xlsx (BadZipFile). Export it again.\n"
    )
    checked = children.run(city.root, "validate", "small")
    assert (checked.process.exitcode, checked.said) == (1, problems)
    done = children.run(city.root, *RUN)
    assert done.process.exitcode == 2
    assert done.said == f"small: failed; the last good report stands.\n{problems}"
    assert standing(city) == before
    (city.params / "review.yml").write_text(good, encoding="utf-8")
    assert "small: fresh" in children.run(city.root, *RUN).out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["cases.parquet", "cleaning-log.csv"])
def test_what_cleaning_wrote_is_damaged(city: Project, name: str) -> None:
    path = city.workspace.processed("small") / name
    path.write_bytes(b"\xff\x00 A-1" + path.read_bytes()[:10])
    with pytest.raises(InputError) as caught:
        load_cleaned(city.workspace, "small")
    assert str(caught.value).startswith(f"data/processed/small/{name} is damaged (")
    assert str(caught.value).endswith("Make it anew: granska run small --force")
    assert "A-1" not in str(caught.value)
    path.unlink()
    with pytest.raises(InputError, match=f"{name} is missing. Make it anew"):
        load_cleaned(city.workspace, "small")


def test_the_notebook_says_so_too(city: Project) -> None:
    halve(city.workspace.processed("small") / "cases.parquet")
    parameters = {"review": "small", "root": str(city.root)}
    with pytest.raises(InputError, match=r"cases\.parquet is damaged \(ArrowInvalid\)\. Make it anew"):
        execute(city.workspace.notebooks / "2-analyse.ipynb", city.root / "tried", "2-analyse", parameters)


DAMAGED = [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b'{"review": 1}', b'{"small": 3}']


@pytest.mark.parametrize("content", DAMAGED)
def test_the_record_of_a_run_is_damaged(city: Project, content: bytes) -> None:
    (city.workspace.processed("small") / "run.json").write_bytes(content)
    told = children.run(city.root, "status", "--renderer", "pandoc")
    assert (told.process.exitcode, told.said) == (0, "")
    assert "small: stale\n  - it has not been run\n" in told.out.read_text(encoding="utf-8")


def test_a_record_with_other_things_in_it_is_none(city: Project) -> None:
    path = city.workspace.processed("small") / "run.json"
    record = json.loads(path.read_bytes())
    for name in ("inputs", "outputs"):
        path.write_text(json.dumps(record | {name: None}), encoding="utf-8")
        told = children.run(city.root, "status", "--renderer", "pandoc")
        assert (told.process.exitcode, told.said) == (0, "")
        assert "it has not been run" in told.out.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"\xff{", b"[]", b'{"small": 3}'])
def test_what_the_index_remembers_is_damaged(city: Project, content: bytes) -> None:
    processed, index = city.root / "data" / "processed", city.workspace.site / "index.html"
    before, page = standing(city), index.read_bytes()
    for place in (processed / "index.json", processed / "pages.json", processed / "small" / "entries.json"):
        assert place.is_file()
        place.write_bytes(content)
    done = children.run(city.root, *RUN)
    assert (done.process.exitcode, done.said) == (0, "")
    assert "small: fresh" in done.out.read_text(encoding="utf-8")
    assert index.read_bytes() == page
    assert standing(city) == before


def test_what_the_index_remembers_names_a_file_outside_the_site(city: Project) -> None:
    place = city.root / "data" / "processed" / "pages.json"
    names = ("params/small/review.yml", "reports/_site/../../params/small/codebook.csv")
    place.write_text(json.dumps(json.loads(place.read_bytes()) | dict.fromkeys(names, "x")), encoding="utf-8")
    (city.root / "data" / "processed" / "index.json").unlink()
    assert children.run(city.root, *RUN).process.exitcode == 0
    assert all((city.root / name).resolve().is_file() for name in names)


@pytest.mark.parametrize("name", ["provenance.json", "cleaning.csv", "estimates.csv"])
def test_published_files_are_damaged_while_another_run_makes_the_index(city: Project, name: str) -> None:
    halve(city.workspace.published("small") / name)
    (city.workspace.processed("small") / "entries.json").unlink()
    (city.root / "params" / "other").mkdir()
    (city.root / "params" / "other" / "review.yml").write_text("title: [", encoding="utf-8")
    before = standing(city)
    done = children.run(city.root, "run", "other", "--renderer", "pandoc")
    assert done.process.exitcode == 2
    assert "Traceback" not in done.said
    assert f"Not in the index: small: {city.workspace.published('small') / name}" in done.said
    assert standing(city) == before
