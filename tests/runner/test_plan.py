"""`granska plan` as a person meets it: a draft, the report on it, the draw and its protocol."""

import re
from pathlib import Path

import pytest

from plans import every_case, make_plan
from projects import copy_machinery, granska


@pytest.fixture
def city(tmp_path: Path) -> Path:
    root = tmp_path / "city"
    planning = make_plan(root)
    copy_machinery(root)
    planning.list_cases(every_case())
    planning.may_draw()
    planning.change(
        lambda plan: plan.update(
            difference={"share": 0.2, "difference": 0.3, "questions": 4},
            allocation={"cases": {"Norra": 10, "Södra": 12, "Västra": 8}},
        )
    )
    return root


def test_from_plan_to_protocol(city: Path) -> None:
    """One run of everything: notebooks and pages take their time."""
    done = granska(city, "plan", "later", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^Västra +12 +8 +± \d+ points$", done.stdout, re.MULTILINE)
    assert "20 % against 50 % is found with a probability of" in done.stdout
    assert "as one of 4 (boschloo)." in done.stdout
    folder = city / "reports" / "_plans" / "later"
    pages = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(pages) == ["plan.en.html", "plan.en.pdf", "plan.sv.html", "plan.sv.pdf"]
    assert "30 av 472 ärenden ska läsas, i 3 stadsdelar." in pages["plan.sv.html"].decode().replace("\u202f", " ")
    assert "30 of 472 cases are to be read, in 3 districts." in pages["plan.en.html"].decode()
    assert not (city / "reports" / "_site").exists()

    done = granska(city, "plan", "later", "--draw", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    assert "later: 30 drawn of 472, 9 in reserve." in done.stdout
    listed = (city / "data/raw/later/sample.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    ids = [line.split(";")[0] for line in listed]
    protocol = (folder / "protocol-sample.sv.html").read_text(encoding="utf-8")
    assert "Protokoll över dragningen" in protocol
    for path in (*folder.iterdir(), *(city / "params").rglob("*"), *(city / "data/processed").rglob("*.qmd")):
        if path.is_file():
            assert not any(identifier.encode() in path.read_bytes() for identifier in ids), path.name

    outcome = f"case_id;outcome\n{ids[0]};hör inte till\n"
    (city / "data/raw/later/sample-outcome.csv").write_text(outcome, encoding="utf-8")
    done = granska(city, "plan", "later", "--outcome", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    assert "29 read, 0 of them or of those tried from the reserve; 0 not found, 1 did not belong." in done.stdout
    assert "övertäckning" in (folder / "protocol-sample.sv.html").read_text(encoding="utf-8")

    again = granska(city, "plan", "later", "--draw", "--renderer", "pandoc")
    assert "the same sample was drawn before; nothing is changed." in again.stdout


def test_a_first_draft_is_a_plan_that_nothing_is_drawn_from(tmp_path: Path) -> None:
    root = make_plan(tmp_path / "city").root
    done = granska(root, "plan", "new-one", "--new")
    assert done.returncode == 0, done.stderr
    assert "params/new-one/plan.yml\nparams/new-one/frame.csv\n" in done.stdout
    done = granska(root, "plan", "new-one", "--new")
    assert done.returncode == 2
    assert "params/new-one/plan.yml exists already." in done.stderr
    done = granska(root, "plan", "new-one", "--draw")
    assert done.returncode == 2
    assert "draw is not given" in done.stderr


def test_a_draft_that_is_computed(tmp_path: Path) -> None:
    from granska.runner.plan import write_draft
    from granska.stages.planning import planned

    workspace = make_plan(tmp_path / "city").workspace
    write_draft(workspace, "new-one")
    assert planned(workspace, "new-one").total > 50


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan"], "Name a review. Those with a plan are: later."),
        (["plan", "none"], "params/none/plan.yml does not exist. Write a first draft of it: granska plan none --new"),
        (["plan", "../x"], "'../x' is not a review id"),
        (["plan", "later", "--draw", "--new"], "Say one of --new, --draw and --outcome."),
    ],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = granska(make_plan(tmp_path / "city").root, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
