"""A new review through the command line: from a file to a report, and what is refused on the way."""

import datetime
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from granska.runner.new import new_review
from new_files import write_cases, write_register, write_spss
from projects import ROOT, Project, copy_machinery, granska

WORDS = {
    "title": "Barns delaktighet",
    "lead": "Hur ofta kommer barnet till tals?",
    "publisher": "Åstads kommun",
    "source": "Aktgranskning",
    "scope": "Alla ärenden utom återkallade.",
    "reason": "Små tal kan röja ett barn.",
}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A project without reviews."""
    root = tmp_path / "city"
    for folder in ("params", "notebooks"):
        (root / folder).mkdir(parents=True)
    return root


def decide(params: Path, **numbers: str) -> None:
    """Write over what only a person knows, as she would in an editor."""
    text = (params / "review.yml").read_text(encoding="utf-8")
    for key, words in WORDS.items():
        text = re.sub(rf'({key}:\n\s+sv: )"\?"', rf'\1"{words}"', text)
    text = text.replace('date: "?"', "date: 2024-11-30").replace('decided_by: "?"', "decided_by: Enhetschefen")
    (params / "review.yml").write_text(text, encoding="utf-8")
    for name, old, new in (
        ("population.csv", "?", numbers.get("population", "150")),
        ("codebook.csv", "Dagar till beslut;?;", "Dagar till beslut;Beslutet kom inom 14 dagar;"),
        ("codebook.csv", "missing;;?;", "missing;within_limit;14;"),
    ):
        path = params / name
        if path.is_file():
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_from_a_workbook_to_a_report(city: Path, tmp_path: Path) -> None:
    copy_machinery(city)
    source = write_cases(tmp_path / "Granskning våren.xlsx")
    done = granska(city, "new", "varen", "--from", str(source))
    assert done.returncode == 0, done.stderr
    assert "left out: Noteringar (the head is one that free text stands under)" in done.stdout
    params, raw = city / "params" / "varen", city / "data" / "raw" / "varen"
    assert sorted(path.name for path in params.iterdir()) == [
        "README.md",
        "codebook.csv",
        "population.csv",
        "review.yml",
    ]
    assert (raw / source.name).read_bytes() == source.read_bytes()
    assert "fill in" in (raw / "README.md").read_text(encoding="utf-8")

    done = granska(city, "validate", "varen")
    assert done.returncode == 1
    assert "params/varen is a draft, with 30 to decide" in done.stderr
    assert "population.csv, row 2, Björkhagen, column population: how many cases there were" in done.stderr
    assert "codebook.csv, row 2, barnet_hort: guessed binary, since 2 distinct values, Nej and Ja" in done.stderr
    assert "Besides" not in done.stderr

    decide(params)
    done = granska(city, "run", "varen")
    assert done.returncode == 2
    assert "Guessed (17)" in done.stderr
    assert "Only you know" not in done.stderr

    assert granska(city, "accept", "varen").stdout.endswith("Nothing is left to decide.\n")
    done = granska(city, "validate", "varen")
    assert (done.returncode, done.stderr) == (0, "")
    done = granska(city, "run", "varen")
    assert done.returncode == 0, done.stderr
    pages = city / "reports" / "_site"
    page = (pages / "varen" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="sv"' in page
    assert WORDS["title"] in page
    assert "20 av 60" in page
    assert {path.suffix for path in (pages / "varen").iterdir()} >= {".html", ".docx", ".pdf", ".xlsx"}
    # the index of the other language lists it, in its own
    assert WORDS["title"] in (pages / "en.html").read_text(encoding="utf-8")
    done = granska(city, "audit", "varen")
    assert done.returncode == 0, done.stdout


def test_what_can_be_checked_is_checked_while_something_is_to_decide(city: Path, tmp_path: Path) -> None:
    source = write_cases(tmp_path / "a.xlsx")
    assert granska(city, "new", "varen", "--from", str(source)).returncode == 0
    path = city / "params" / "varen" / "codebook.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("undocumented = Uppgift saknas", ""), encoding="utf-8")
    done = granska(city, "validate", "varen")
    assert done.returncode == 1
    said = done.stderr.partition("Besides, what can be checked already:")[2]
    assert "data/raw/varen: 15 problems" in said
    assert "a.xlsx, row 5, column 'Vårdnadshavare informerad': unknown answer" in said
    assert "Uppgift saknas" not in said


def test_a_slip_in_the_yaml_is_said_while_something_is_to_decide(city: Path, tmp_path: Path) -> None:
    assert granska(city, "new", "varen", "--from", str(write_cases(tmp_path / "a.xlsx"))).returncode == 0
    path = city / "params" / "varen" / "review.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('sv: "?"', "sv: Titel: med kolon", 1), encoding="utf-8")
    done = granska(city, "validate", "varen")
    said = done.stderr.partition("Besides, what can be checked already:")[2]
    assert (done.returncode, "params/varen/review.yml, line 11: not valid YAML" in said) == (1, True)
    shutil.copytree(ROOT / "reports", city / "reports", ignore=shutil.ignore_patterns("_site", ".scratch"))
    assert "varen: stale\n  - it is a draft, with " in granska(city, "status").stdout


@pytest.mark.parametrize(("write", "name"), [(write_spss, "a.sav"), (write_spss, "a.dta"), (write_register, "a.csv")])
def test_other_files_give_drafts_that_stand_once_decided(city: Path, tmp_path: Path, write: Any, name: str) -> None:
    source = write(tmp_path / name)
    assert granska(city, "new", "ny", "--from", str(source)).returncode == 0
    params = city / "params" / "ny"
    decide(params)
    text = (params / "review.yml").read_text(encoding="utf-8").replace('start: "?"', "start: 2024-01-01")
    (params / "review.yml").write_text(text.replace('end: "?"', "end: 2024-12-31"), encoding="utf-8")
    assert granska(city, "accept", "ny").stdout.endswith("Nothing is left to decide.\n")
    done = granska(city, "validate", "ny")
    assert (done.returncode, done.stderr) == (0, "")


def test_both_languages_leave_the_texts_of_the_other_to_decide(city: Path, tmp_path: Path) -> None:
    source = write_cases(tmp_path / "a.xlsx")
    assert granska(city, "new", "ny", "--from", str(source), "--languages", "sv,en").returncode == 0
    said = granska(city, "validate", "ny").stderr
    assert "review.yml, line 12, title.en: the title of the report." in said
    assert "codebook.csv, row 2, barnet_hort, column text_en: the statement that a yes confirms" in said


def test_the_same_file_gives_the_same_bytes(city: Path, tmp_path: Path) -> None:
    source = write_cases(tmp_path / "a.xlsx")

    def made() -> dict[str, bytes]:
        assert granska(city, "new", "ny", "--from", str(source)).returncode == 0
        found = {path.name: path.read_bytes() for path in (city / "params" / "ny").iterdir()}
        shutil.rmtree(city / "params" / "ny")
        shutil.rmtree(city / "data" / "raw" / "ny")
        return found

    assert made() == made()


def refusals(tmp_path: Path) -> dict[str, Path]:
    persons = tmp_path / "persons.csv"
    persons.write_text("Ärende;Hört\n811218-9876;Ja\nb;Nej\n", encoding="utf-8")
    old = tmp_path / "old.xls"
    old.write_bytes(b"x")
    book = openpyxl.Workbook()
    for name in ("Anna", "Björn"):
        sheet = book.create_sheet(name)
        for row in (["Ärende", "Stadsdel", "Hört"], ["a", "Norr", "Ja"], ["b", "Norr", "Nej"]):
            sheet.append(row)
    several = tmp_path / "several.xlsx"
    book.save(several)
    return {"persons": persons, "old": old, "several": several, "none": tmp_path / "none.xlsx"}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("persons", "persons.csv, row 2, column 'Ärende': holds a Swedish personal identity number."),
        ("old", "--from old.xls: the file has to end in .csv, .txt, .xlsx"),
        ("several", "several.xlsx: 2 sheets look like data: 'Anna', 'Björn'."),
        ("none", "--from: there is no file"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(
    city: Path, tmp_path: Path, file: str, said: str
) -> None:
    done = granska(city, "new", "ny", "--from", str(refusals(tmp_path)[file]))
    assert done.returncode == 2
    assert said in done.stderr
    assert "9876" not in done.stderr
    assert list((city / "params").iterdir()) == []
    assert not (city / "data").exists()


def test_one_of_several_sheets(city: Path, tmp_path: Path) -> None:
    done = granska(city, "new", "ny", "--from", str(refusals(tmp_path)["several"]), "--sheet", "Björn")
    assert done.returncode == 0, done.stderr
    parameters = yaml.safe_load((city / "params" / "ny" / "review.yml").read_text(encoding="utf-8"))
    assert parameters["data"] == [{"file": "several.xlsx", "sheet": "Björn"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("small", "--from", "FILE"), "params/small/ exists, and nothing is written over."),
        (("../x", "--from", "FILE"), "'../x' is not a review id"),
        (("methods",), "'methods' is what the site calls the pages of the methods"),
        (("ny", "--languages", "fr"), "--languages 'fr' is not known. Write sv, en, or both as sv,en."),
        (("ny", "--inspectors", "0"), "--inspectors: give a number from 1 to 50"),
    ],
)
def test_wrong_usage(project: Project, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    file = str(write_cases(tmp_path / "a.xlsx"))
    before = sorted(project.root.rglob("*"))
    done = granska(project.root, "new", *(file if word == "FILE" else word for word in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert sorted(project.root.rglob("*")) == before


def test_raw_data_that_is_there_is_not_written_over(city: Path, tmp_path: Path) -> None:
    place = city / "data" / "raw" / "ny" / "a.xlsx"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"someone's own")
    done = granska(city, "new", "ny", "--from", str(write_cases(tmp_path / "a.xlsx")))
    assert (done.returncode, place.read_bytes()) == (2, b"someone's own")
    assert "data/raw/ny/a.xlsx exists, and nothing is written over." in done.stderr
    # the file that lies in its place already is the one that is read
    write_cases(place)
    before = place.read_bytes()
    assert granska(city, "new", "ny", "--from", str(place)).returncode == 0
    assert place.read_bytes() == before


def test_all_files_or_none(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from granska.review.workspace import Workspace

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        new_review(Workspace(city), "ny", write_cases(tmp_path / "a.xlsx"), None, None, "1")
    assert sorted(path.name for path in city.rglob("*")) == ["data", "notebooks", "params", "raw"]


def test_real_data_is_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/data/raw/*" in ignored


def test_from_nothing_to_a_form_that_comes_back_in(city: Path) -> None:
    done = granska(city, "new", "tom", "--inspectors", "Anna,Björn")
    assert done.returncode == 0, done.stderr
    params, raw = city / "params" / "tom", city / "data" / "raw" / "tom"
    assert "codebook.csv, row 2, example, column text_sv" in granska(city, "form", "tom").stderr
    (params / "codebook.csv").write_text(
        "question;column;text_sv;area;type;undocumented\nhort;Barnet hört;Barnet kom till tals;questions;binary;no\n",
        encoding="utf-8",
    )
    (params / "population.csv").write_text("stratum;population\nNorra;?\nSödra;?\n", encoding="utf-8")
    done = granska(city, "form", "tom")
    assert "sheets: Anna, Björn, Läst av två; room for 200 cases on each." in done.stdout
    assert granska(city, "form", "tom").returncode == 2  # never over one that is there

    book = openpyxl.load_workbook(raw / "form.xlsx")
    for sheet, first in (("Anna", 0), ("Björn", 10)):
        for row in range(2, 12):
            case = (f"{first + row:03d}", ("Norra", "Södra")[row % 2], ("flicka", "pojke")[row % 3 == 0], "Ja")
            for column, value in zip("ACDE", case, strict=True):
                book[sheet][f"{column}{row}"] = value
    for row, (reader, heard) in enumerate((("Anna", "Ja"), ("Björn", "Nej")), start=2):
        for column, value in zip("ABCDE", ("099", reader, "Norra", "flicka", heard), strict=True):
            book["Läst av två"][f"{column}{row}"] = value
    book.save(raw / "form.xlsx")
    decide(params)
    text = (params / "review.yml").read_text(encoding="utf-8").replace('start: "?"', "start: 2024-01-01")
    text = text.replace('end: "?"', "end: 2024-12-31").replace('rule: "?"', "rule: agreed")
    (params / "review.yml").write_text(text, encoding="utf-8")
    granska(city, "accept", "tom")
    done = granska(city, "validate", "tom")
    assert done.stdout.startswith("tom: nothing wrong. Files: 3, rows: 21, questions: 1,")


def test_a_form_for_a_review_that_names_no_sheets_says_how(project: Project) -> None:
    done = granska(project.root, "form", "small", "--inspectors", "2", "--rows", "30")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-4:] == [
        "data:",
        '  - {file: form.xlsx, sheet: "Granskare 1"}',
        '  - {file: form.xlsx, sheet: "Granskare 2"}',
        '  - {file: form.xlsx, sheet: "Läst av två"}',
    ]


def test_dates_of_the_file_become_the_period(city: Path, tmp_path: Path) -> None:
    granska(city, "new", "ny", "--from", str(write_cases(tmp_path / "a.xlsx")))
    parameters = yaml.safe_load((city / "params" / "ny" / "review.yml").read_text(encoding="utf-8"))
    assert parameters["period"] == {"start": datetime.date(2024, 2, 1), "end": datetime.date(2024, 6, 30)}
