"""The rules of the house: who imports whom, what is locked, how notebooks are stored."""

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from imports import SOURCE, imported_rooms
from projects import ROOT

MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
METHODS = sorted((ROOT / "notebooks" / "methods").glob("*.ipynb"))

# docs/adr/0002: `errors` and `files` are open to all but `stats`; a room may always use itself.
MAY_IMPORT = {
    "__main__": {"cli"},
    "cli": {"runner", "publish", "review", "errors"},
    "runner": {"stages", "report", "render", "review", "errors", "files"},
    "publish": {"stages", "render", "review", "errors", "files"},
    "stages": {"stats", "review", "errors", "files"},
    "report": {"review", "errors", "files"},
    "render": {"errors", "files"},
    "review": {"errors"},
    "stats": set(),
    "errors": set(),
    "files": set(),
    "notebooks": {"stages", "report", "review"},
    "methods": {"stats", "report"},
}


def room(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_rooms_import_only_whom_they_may(module: Path) -> None:
    if module == Path("__init__.py"):
        return
    here = room(module)
    found = set(imported_rooms((SOURCE / module).read_text(encoding="utf-8"))) - {here}
    assert found <= MAY_IMPORT[here]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_import_only_what_they_may(notebook: Path) -> None:
    found = {name for source in code_cells(notebook) for name in imported_rooms(source)}
    assert found
    assert found <= MAY_IMPORT[notebook.parent.name]


def code_cells(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_without_outputs_and_define_nothing(notebook: Path) -> None:
    for cell in json.loads(notebook.read_bytes())["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    for source in code_cells(notebook):
        kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Lambda)
        assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


@pytest.mark.parametrize("notebook", METHODS, ids=lambda path: path.stem)
def test_method_notebooks_hold_what_a_reader_looks_for(notebook: Path) -> None:
    cells = json.loads(notebook.read_bytes())["cells"]
    prose = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    code = "\n".join(code_cells(notebook))
    headings = re.findall(r"^## (.+)$", prose, re.MULTILINE)
    assert {"What it answers", "The formula", "Published values beside ours"} <= set(headings)
    assert headings[-1] == "When not to use it"
    assert "$$" in prose
    assert "page.curves(" in code
    assert "page.comparison(" in code
    assert f'family = "{notebook.stem}"\nroot = "../.."' in code
    assert "://" not in prose + code


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_have_one_cell_of_parameters_and_a_kernel_with_its_language(notebook: Path) -> None:
    content = json.loads(notebook.read_bytes())
    tagged = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert content["metadata"]["kernelspec"] == {"display_name": "Python 3", "language": "python", "name": "python3"}


def test_stats_knows_no_tables_and_no_files() -> None:
    for path in (SOURCE / "stats").glob("*.py"):
        assert not re.search(r"import pandas|from pandas|open\(|pathlib", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_has_two_jobs(module: Path) -> None:
    assert len((SOURCE / module).read_text(encoding="utf-8").splitlines()) <= 400


def requirement_name(requirement: str) -> str:
    return re.split(r"[<>=!~; \[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_is_in_step_with_pyproject() -> None:
    needed = {requirement_name(line) for line in project()["dependencies"]}
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = {requirement_name(line) for line in listed if isinstance(line, str)}
    [pip] = [part["pip"] for part in listed if isinstance(part, dict)]
    by_pip = {requirement_name(line) for line in pip if not line.startswith("--")}
    assert conda - {"python", "pip", "quarto"} | by_pip == needed
    assert {"python", "pip", "quarto"} <= conda
    assert "--editable ." in pip


LOCKS = ["requirements.lock", "requirements-test.lock"]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    pins = re.findall(r"^([a-z0-9._-]+)==", text, flags=re.MULTILINE)
    assert len(pins) > 50
    blocks = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_every_direct_dependency(lock: str) -> None:
    pins = {name.lower().replace("_", "-") for name in locked(lock)}
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    wanted = [*project()["dependencies"], *extras["build"]]
    wanted += [*extras["publish"], *extras["test"]] if "test" in lock else []
    assert {requirement_name(line) for line in wanted} <= pins


def locked(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_test_lock_has_the_versions_of_the_other() -> None:
    report, test = (locked(lock) for lock in LOCKS)
    assert all(test[name] == versions for name, versions in report.items())


def test_what_installs_names_no_address() -> None:
    patterns = ("*.toml", "*.yml", "*.lock", "Makefile", ".ci/run", "tools/*.py", ".github/workflows/*.yml")
    files = [path for pattern in patterns for path in ROOT.glob(pattern)]
    assert len(files) > 7
    assert [path.name for path in files if "://" in path.read_text(encoding="utf-8")] == []


def test_the_workflow_calls_the_two_commands() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["make report", "make test"]


def test_hooks_are_local() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repo["repo"] for repo in hooks] == ["local"]
