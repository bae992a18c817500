"""The pages that say how: each command, file and output they show is what the program does today."""

import csv
import hashlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from granska.cli import _say
from granska.report.published import Status
from granska.runner.pipeline import Outcome
from projects import ROOT, granska
from site_texts import parsed, site

PAGES = ROOT / "reports" / "pages"
REVIEW = "forhandsbedomningar-2024"  # the review that the examples of files are from
RUN = "oppenvard-2025"  # and the one that is run
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LANGUAGES = ("sv", "en")


def blocks(page: str) -> list[tuple[str, str]]:
    return BLOCK.findall((PAGES / f"{page}.md").read_text(encoding="utf-8"))


def shown(page: str) -> dict[str, str]:
    """Give each block of commands, and the output that stands after it."""
    found = blocks(page)
    return {
        text.strip(): after[1].rstrip("\n")
        for (kind, text), after in zip(found, [*found[1:], ("", "")], strict=True)
        if kind in ("sh", "python") and after[0] == "text"
    }


@pytest.fixture(scope="module")
def changed(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the finished project, with the parameters of one review changed."""
    root = tmp_path_factory.mktemp("changed") / "granska"
    shutil.copytree(bundled, root)
    with (root / "params" / RUN / "review.yml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    return root


# tests/report/test_pages.py holds that the blocks are the same in both languages
def test_commands_give_the_output_that_is_shown(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = shown("rerun.sv")
    for command in ("validate " + RUN, "status"):
        done = granska(changed, *command.split())
        assert (done.returncode, done.stdout.strip()) == (0, outputs[f"granska {command}"])
    line = outputs[f"granska run {RUN}"]
    [seconds] = re.findall(r"done in (\d+\.\d) s", line)
    _say(Outcome(RUN, (f"params/{RUN}/review.yml has changed",), seconds=float(seconds)))
    assert capsys.readouterr().out.strip() == line


def test_python_gives_the_output_that_is_shown(bundled: Path) -> None:
    [(code, output)] = [(text, out) for text, out in shown("figures.sv").items() if "import" in text]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site(bundled) / REVIEW, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.rstrip("\n") == output


def test_every_command_and_option_exists() -> None:
    wanted: dict[str, set[str]] = {}
    for path in PAGES.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        lines = [line for kind, block in blocks(path.stem) if kind == "sh" for line in block.splitlines()]
        for command in (*lines, *re.findall(r"`(granska [^`]+)`", text)):
            program, *words = shlex.split(command)
            assert program in ("granska", "sha256sum"), command
            if program == "granska":
                wanted.setdefault(words[0], set()).update(word for word in words if word.startswith("--"))
    assert {"run", "status", "validate"} <= wanted.keys()
    for name, options in wanted.items():
        helped = granska(ROOT, name, "--help")
        assert helped.returncode == 0
        assert all(option in helped.stdout for option in options), name


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.md")))
def test_every_file_and_folder_exists(bundled: Path, page: str) -> None:
    places = [bundled, site(bundled) / REVIEW, bundled / "params" / REVIEW, bundled / "notebooks"]
    places.append(bundled / "data" / "processed" / REVIEW)
    text = BLOCK.sub("", (PAGES / f"{page}.md").read_text(encoding="utf-8"))
    named = [name for name in re.findall(r"`([^`\n ]+)`", text) if "/" in name or re.search(r"\.[a-z]{3,5}$", name)]
    for name in {*named, *(["executed"] if "`executed`" in text else [])}:
        assert any((place / name).exists() for place in places), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_exists(bundled: Path, language: str) -> None:
    with (site(bundled) / REVIEW / "estimates.csv").open(encoding="utf-8", newline="") as file:
        columns = set(next(csv.reader(file)))
    text = (PAGES / f"figures.{language}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \|", text.split("#rows")[1].split("#missing")[0], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) > 10
    assert named <= columns
    statuses = set(re.findall(r"^\| `(\w+)` \|", text.split("#missing")[1], re.MULTILINE))
    assert statuses == set(get_args(Status))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_finds_its_row_and_the_row_is_as_shown(bundled: Path, language: str) -> None:
    tree = parsed(site(bundled) / "about" / f"check.{language}.html")
    [command] = ["".join(part.itertext()).strip() for part in tree.iter("pre") if "grep" in "".join(part.itertext())]
    done = subprocess.run(shlex.split(command), cwd=site(bundled) / REVIEW, capture_output=True, encoding="utf-8")
    [line] = done.stdout.splitlines()
    with (site(bundled) / REVIEW / "estimates.csv").open(encoding="utf-8", newline="") as file:
        row = dict(zip(next(csv.reader(file)), line.split(","), strict=True))
    table = next(part for part in tree.iter("table"))
    cells = {
        "".join(line.find("th").itertext()): "".join(line.find("td").itertext())
        for line in table.iter("tr")
        if line.find("td") is not None
    }
    assert len(cells) > 10
    assert {name: row[name] for name in cells} == cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checksum_of_the_figures_is_in_the_report(bundled: Path, language: str) -> None:
    folder = site(bundled) / REVIEW
    checksum = hashlib.sha256((folder / "estimates.csv").read_bytes()).hexdigest()
    page = folder / ("index.html" if language == "sv" else "en.html")
    assert checksum in re.sub(r"\s", "", "".join(parsed(page).itertext()))
    assert checksum in (folder / "run.json").read_text(encoding="utf-8")
    words = {"sv": "Så kan du kontrollera rapporten", "en": "How to check the report"}[language]
    assert words in "".join(parsed(page).itertext())
    assert f"*{words}*" in (PAGES / f"check.{language}.md").read_text(encoding="utf-8")
