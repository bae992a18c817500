"""Running a review for real: what is fresh, what is stale and why, and what a failure leaves."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import html5lib
import nbclient
import nbformat
import pytest

from granska.errors import InputError, StageError
from granska.render import choose, quarto
from granska.runner import provenance
from granska.runner.pipeline import reasons_to_run, renderer_name, run_review
from projects import Project, copy_machinery, granska, make_project

PAGE = "reports/_site/small/index.html"
DRAFT = "reports/_drafts/small/small-tjansteutlatande-sv.docx"


def silent(review: str, stage: str) -> None:
    """Take no interest in progress."""


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def times_of(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a small project that has been run once, in one language, as pages and a draft only."""
    project = make_project(tmp_path_factory.mktemp("run") / "city")
    copy_machinery(project.root)
    project.change_parameters(
        lambda parameters: parameters.update(languages=["sv"], formats=["html", "committee-paper"])
    )
    outcome = run_review(project.workspace, "small", "pandoc", False, silent)
    assert outcome.reasons == ("it has not been run",)
    return project


@pytest.fixture
def copy(done: Project, tmp_path: Path) -> Project:
    """Give a copy of that project to break."""
    shutil.copytree(done.root, tmp_path / "city")
    return Project(tmp_path / "city")


def reasons(project: Project) -> list[str]:
    return reasons_to_run(project.workspace, project.method().review, renderer_name(choose("pandoc")))


def test_what_a_run_leaves(done: Project) -> None:
    assert {path.name for path in (done.root / "reports/_site/small").iterdir()} == {
        "index.html",
        "estimates.csv",
        "denominators.csv",
        "cleaning.csv",
        "disclosure.json",
        "datapackage.json",
        "run.json",
    }
    assert {path.name for path in done.workspace.published("small").iterdir()} == {
        "estimates.csv",
        "denominators.csv",
        "cleaning.csv",
        "disclosure.json",
        "provenance.json",
        "datapackage.json",
    }
    assert {path.name for path in (done.workspace.processed("small") / "executed").iterdir()} == {
        "1-clean.ipynb",
        "2-analyse.ipynb",
        "3-report-sv.ipynb",
    }
    assert not list(done.root.rglob("*.partial"))
    assert not list(done.workspace.scratch.iterdir())
    assert {path.name for path in done.workspace.site.iterdir()} == {"small"}


def test_a_second_run_touches_nothing(done: Project) -> None:
    before = times_of(done.root / "data"), times_of(done.root / "reports")
    outcome = run_review(done.workspace, "small", "pandoc", False, silent)
    assert outcome.reasons == ()
    assert (times_of(done.root / "data"), times_of(done.root / "reports")) == before


def edit(path: str) -> Callable[[Project], None]:
    def change(project: Project) -> None:
        file = project.root / path
        file.write_bytes(file.read_bytes() + b"\n")

    return change


def remove(path: str) -> Callable[[Project], None]:
    return lambda project: (project.root / path).unlink()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edit("params/small/review.yml"), "params/small/review.yml has changed"),
        (edit("params/small/codebook.csv"), "params/small/codebook.csv has changed"),
        (edit("params/small/population.csv"), "params/small/population.csv has changed"),
        (edit("data/raw/small/cases.csv"), "data/raw/small/cases.csv has changed"),
        (edit("reports/style.css"), "reports/style.css has changed"),
        (edit("reports/filter.lua"), "reports/filter.lua has changed"),
        (edit("requirements.lock"), "requirements.lock has changed"),
        (edit("src/granska/stages/cleaning.py"), "src/granska/stages/cleaning.py has changed"),
        (remove("reports/make_reference.py"), "reports/make_reference.py is gone"),
        (lambda project: (project.params / "note.txt").write_text("x"), "params/small/note.txt is new"),
        (edit(PAGE), f"{PAGE} was altered"),
        (remove(PAGE), f"{PAGE} is missing"),
        (edit(DRAFT), f"{DRAFT} was altered"),
        (remove(DRAFT), f"{DRAFT} is missing"),
        (
            edit("data/processed/small/published/estimates.csv"),
            "data/processed/small/published/estimates.csv was altered",
        ),
        (remove("data/processed/small/run.json"), "it has not been run"),
        (lambda project: (project.root / "data/processed/small/run.json").write_text("{"), "it has not been run"),
    ],
)
def test_every_reason_is_named(copy: Project, change: Callable[[Project], None], reason: str) -> None:
    assert reasons(copy) == []
    change(copy)
    assert reasons(copy) == [reason]


def change_notebook(project: Project, change: Callable[[dict[str, Any]], None]) -> None:
    path = project.root / "notebooks" / "2-analyse.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_changed_cell_makes_stale_and_a_stored_output_does_not(copy: Project) -> None:
    def run_in_jupyter(notebook: dict[str, Any]) -> None:
        code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        code.update(execution_count=1, outputs=[{"output_type": "stream", "name": "stdout", "text": "seen"}])

    change_notebook(copy, run_in_jupyter)
    assert reasons(copy) == []
    change_notebook(copy, lambda notebook: notebook["cells"][-1].update(source="1"))
    assert reasons(copy) == ["notebooks/2-analyse.ipynb has changed"]


def test_a_draft_that_an_officer_has_changed_outlives_every_run(copy: Project) -> None:
    edit(DRAFT)(copy)
    hers, second = (copy.root / DRAFT).read_bytes(), DRAFT.replace("-sv.", "-sv-2.")
    outcome = run_review(copy.workspace, "small", "pandoc", False, silent)
    assert outcome.notes == (
        f"draft of the committee paper: {second}",
        f"not by this program, or changed since, and therefore kept: {DRAFT}",
    )
    assert (copy.root / DRAFT).read_bytes() == hers
    assert (copy.root / second).is_file()
    assert reasons(copy) == []
    assert "_drafts" not in (copy.root / "reports/_site/small/run.json").read_text(encoding="utf-8")


def test_another_renderer_or_python_makes_stale(done: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    review = done.method().review
    now = renderer_name(choose("pandoc"))
    assert reasons_to_run(done.workspace, review, "quarto 1.6.42") == [f"the renderer was {now} and is quarto 1.6.42"]
    monkeypatch.setattr(provenance.platform, "python_version", lambda: "3.99.0")
    [reason] = reasons(done)
    assert reason.endswith("and is 3.99.0")


def test_touching_a_file_changes_nothing(copy: Project) -> None:
    for path in copy.root.rglob("*"):
        os.utime(path, (0, 0))
    assert reasons(copy) == []


def test_the_public_record_has_no_hash_of_secret_data(done: Project) -> None:
    record = provenance.load_record(done.workspace.processed("small") / "run.json")
    assert record is not None
    assert "data/raw/small/cases.csv" in record.inputs
    public = json.loads((done.root / "reports/_site/small/run.json").read_text(encoding="utf-8"))
    assert "data/raw/small/cases.csv" in public["inputs"]  # invented cases: anyone may have them
    secret = done.method().review.model_copy(update={"synthetic": False})
    inputs = provenance.public_record(record, secret, done.workspace)["inputs"]
    assert "params/small/review.yml" in inputs
    assert not [name for name in inputs if name.startswith("data/")]


def break_notebook(project: Project, code: str) -> None:
    change_notebook(
        project,
        lambda notebook: notebook["cells"].append(
            {"cell_type": "code", "id": "x", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
        ),
    )


def test_a_failing_cell_leaves_the_last_good_report(copy: Project) -> None:
    before = bytes_of(copy.root / "reports/_site")
    break_notebook(copy, "raise ValueError('the answer of case A-1 is yes')")
    with pytest.raises(StageError) as caught:
        run_review(copy.workspace, "small", "pandoc", False, silent)
    assert "2-analyse.ipynb: cell 22 failed with ValueError" in str(caught.value)
    assert "A-1" not in str(caught.value)
    failed = copy.workspace.processed("small") / "failed" / "2-analyse.ipynb"
    assert str(failed) in str(caught.value)
    assert "A-1" in failed.read_text(encoding="utf-8")
    assert bytes_of(copy.root / "reports/_site") == before


def test_a_kernel_that_dies_is_a_failure(copy: Project) -> None:
    before = bytes_of(copy.root / "reports/_site")
    break_notebook(copy, "import os; os._exit(1)")
    with pytest.raises(StageError, match=r"2-analyse.ipynb: the kernel could not finish \(DeadKernelError\)"):
        run_review(copy.workspace, "small", "pandoc", False, silent)
    assert bytes_of(copy.root / "reports/_site") == before


def test_bad_data_stops_a_run_with_its_own_message(copy: Project) -> None:
    before = bytes_of(copy.root / "reports/_site")
    copy.write_cases("A-1;2023-02-01;Norra;flicka;kanske;Ja;Ja;Skola;3")
    with pytest.raises(InputError, match=r"cases\.csv, row 2, column 'Barnet hört': unknown answer"):
        run_review(copy.workspace, "small", "pandoc", False, silent)
    assert bytes_of(copy.root / "reports/_site") == before


def test_secret_data_is_not_published_before_someone_decides_how(copy: Project) -> None:
    copy.change_parameters(lambda parameters: parameters.update(synthetic=False, disclosure={}))
    shutil.rmtree(copy.workspace.published("small"))
    shutil.rmtree(copy.root / "reports/_site")
    with pytest.raises(InputError, match="the review is neither synthetic nor public"):
        run_review(copy.workspace, "small", "pandoc", False, silent)
    assert not copy.workspace.published("small").exists()
    assert not (copy.root / PAGE).exists()


def test_a_full_disk_leaves_the_last_good_report(copy: Project) -> None:
    before = bytes_of(copy.root / "reports/_site/small")
    edit("data/raw/small/cases.csv")(copy)

    def no_large_files() -> None:
        # stands for a disk that runs full while the pages are written: every write beyond this fails
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = granska(copy.root, "run", "small", "--renderer", "pandoc", preexec_fn=no_large_files)
    assert done.returncode == 3
    assert "the last good report stands" in done.stderr
    assert bytes_of(copy.root / "reports/_site/small") == before
    again = granska(copy.root, "run", "small", "--renderer", "pandoc")
    assert again.returncode == 0, again.stderr
    assert not list(copy.root.rglob("*.partial"))


def test_ctrl_c_ends_with_130(copy: Project) -> None:
    edit("data/raw/small/cases.csv")(copy)
    command = [sys.executable, "-m", "granska", "run", "small", "--renderer", "pandoc"]
    run = subprocess.Popen(command, cwd=copy.root, stderr=subprocess.PIPE, encoding="utf-8")
    analysed = copy.workspace.processed("small") / "failed" / "2-analyse.ipynb"
    deadline = time.monotonic() + 60
    while not analysed.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Stopped. The last good reports stand" in said


def test_the_notebooks_run_with_their_defaults(bundled: Path, tmp_path: Path) -> None:
    # as Jupyter does it: in the notebooks' folder, with the parameters that stand there
    root = shutil.copytree(bundled, tmp_path / "granska")
    for name in ("1-clean", "2-analyse", "3-report"):
        notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
        nbclient.NotebookClient(notebook, resources={"metadata": {"path": root / "notebooks"}}).execute()
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in code)


@pytest.mark.skipif(
    quarto.find() is None, reason="Quarto not found: install it from conda-forge (environment.yml) to run these"
)
def test_a_run_by_quarto_says_the_same(copy: Project, done: Project) -> None:
    assert granska(copy.root, "run", "small", "--renderer", "quarto").returncode == 0
    by_quarto, by_pandoc = (
        [(element.tag, element.get("id"), (element.text or "").strip()) for element in page.iter()]
        for page in (html5lib.parse((root / PAGE).read_text(encoding="utf-8")) for root in (copy.root, done.root))
    )
    assert by_quarto == by_pandoc
    drafts = [[line.text for line in docx.Document(str(root / DRAFT)).paragraphs] for root in (copy.root, done.root)]
    assert drafts[0] == drafts[1]
    assert "quarto" in (copy.workspace.processed("small") / "run.json").read_text(encoding="utf-8")


def test_quarto_that_is_asked_for_and_not_there(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarto, "find", lambda: None)
    with pytest.raises(InputError, match=r"Quarto is not found on this machine\. Install it from conda-forge"):
        run_review(project.workspace, "small", "quarto", False, silent)


@pytest.mark.parametrize(
    "change",
    [
        lambda cell: cell["metadata"].clear(),
        lambda cell: cell.update(source="review = 'another'"),
    ],
    ids=["no tag", "no root"],
)
def test_a_notebook_that_would_run_another_review_is_refused(
    copy: Project, change: Callable[[dict[str, Any]], None]
) -> None:
    edit("data/raw/small/cases.csv")(copy)
    change_notebook(copy, lambda notebook: change(notebook["cells"][1]))
    with pytest.raises(StageError, match=r"2-analyse\.ipynb: exactly one cell has to be tagged 'parameters'"):
        run_review(copy.workspace, "small", "pandoc", False, silent)


def test_a_notebook_that_sets_its_parameters_again_is_refused(copy: Project) -> None:
    break_notebook(copy, "review = 'another'")
    with pytest.raises(StageError, match="and the only one to set review, root"):
        run_review(copy.workspace, "small", "pandoc", False, silent)


def test_a_missing_notebook_is_named(copy: Project) -> None:
    (copy.workspace.notebooks / "1-clean.ipynb").unlink()
    with pytest.raises(StageError, match=r"1-clean\.ipynb is not in .*notebooks\. Get it back"):
        run_review(copy.workspace, "small", "pandoc", False, silent)


def test_a_review_that_cannot_be_read_does_not_hide_what_became_of_another(copy: Project) -> None:
    shutil.copytree(copy.params, copy.root / "params" / "other")
    shutil.copytree(copy.root / "reports/_site/small", copy.root / "reports/_site/other")
    done = granska(copy.root, "run", "small", "--renderer", "pandoc")
    assert done.returncode == 0
    assert "small: fresh" in done.stdout
    assert "Not in the index: other: " in done.stderr
    assert (copy.root / "reports/_site/index.html").is_file()


def test_workers_and_kernels_end_with_a_command_that_is_killed(copy: Project) -> None:
    shutil.copytree(copy.params, copy.root / "params" / "other")
    parameters = copy.root / "params" / "other" / "review.yml"
    parameters.write_text(parameters.read_text(encoding="utf-8").replace("id: small", "id: other"), encoding="utf-8")
    shutil.copytree(copy.raw, copy.root / "data" / "raw" / "other")
    command = [sys.executable, "-m", "granska", "run", "--all", "--force", "--jobs", "2", "--renderer", "pandoc"]
    run = subprocess.Popen(command, cwd=copy.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: (copy.root / "data/processed/other/failed/1-clean.ipynb").exists())
    run.kill()
    run.wait()
    wait_for(lambda: not processes_in(copy.root))
    assert not processes_in(copy.root)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)


def processes_in(folder: Path) -> list[str]:
    """Name the processes that work in a folder, where the system tells."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve().is_relative_to(folder):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
