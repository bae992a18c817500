"""Starting kernels: several that start at once can take each other's port."""

from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from granska.errors import StageError
from granska.runner.execute import execute

TOO_LATE = "Kernel died before replying to kernel_info"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Give a notebook of one parameter and one sum."""
    cells = [new_code_cell("review = ''"), new_code_cell("1 + 1")]
    cells[0].metadata["tags"] = ["parameters"]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "sum.ipynb")
    return tmp_path / "sum.ipynb"


def fail_first(monkeypatch: pytest.MonkeyPatch, times: int, error: Exception) -> list[int]:
    """Let the start of a kernel fail some times, then go on for real."""
    real, calls = papermill.execute_notebook, []

    def start(*arguments: object, **options: object) -> object:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", start)
    return calls


def test_a_kernel_that_came_too_late_is_started_again(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = fail_first(monkeypatch, 2, RuntimeError(TOO_LATE))
    done = nbformat.read(execute(notebook, notebook.parent, "sum", {"review": "small"}), as_version=4)
    assert done.cells[-1].outputs[0].data["text/plain"] == "2"
    assert len(calls) == 3


@pytest.mark.parametrize(("error", "tries"), [(RuntimeError(TOO_LATE), 3), (RuntimeError("something else"), 1)])
def test_it_is_not_started_for_ever(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int
) -> None:
    calls = fail_first(monkeypatch, 9, error)
    with pytest.raises(StageError, match=r"sum\.ipynb: the kernel could not finish \(RuntimeError\)"):
        execute(notebook, notebook.parent, "sum", {"review": "small"})
    assert len(calls) == tries
