"""Running one notebook. Papermill stands behind this function, so that kernels can be started in another way."""

import ast
import json
import re
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from granska.errors import GranskaError, InputError, StageError, every_kind, refused

if TYPE_CHECKING:
    from papermill.exceptions import PapermillExecutionError

# History and the user's own start-up files have no say in a run that has to give the same bytes everywhere.
KERNEL_ARGUMENTS = ["--HistoryManager.enabled=False", "--IPKernelApp.log_level=ERROR"]
# Python 3.11 counts the depth of a syntax tree for all threads together, and two that parse at once may stop it.
_PARSING = threading.Lock()


def execute(notebook: Path, folder: Path, name: str, parameters: dict[str, str]) -> Path:
    """Run a notebook from top to bottom.

    Parameters
    ----------
    notebook : Path
        A notebook with a cell tagged `parameters`.
    folder : Path
        Where `executed/` and `failed/` lie.
    name : str
        What the run copy is called, without ending.
    parameters : dict of str to str
        Values for the parameters; plain strings only, since papermill changes other types on the way.

    Returns
    -------
    Path
        The run copy under `executed/`.

    Raises
    ------
    InputError
        A stage refused its input.
    StageError
        A cell failed or the kernel died. The partial copy stays in `failed/`; the message names notebook, cell and
        kind of error, and shows no data.
    """
    from papermill.exceptions import PapermillExecutionError

    _require_parameters(notebook, parameters)
    partial, done = folder / "failed" / f"{name}.ipynb", folder / "executed" / f"{name}.ipynb"
    for path in (partial, done):
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _execute(notebook, partial, parameters)
    except PapermillExecutionError as error:
        raise _explain(notebook, partial, error) from None
    except OSError as error:
        raise StageError(f"{notebook.name} could not finish. {refused(error, partial.parent)}") from None
    except Exception as error:
        raise StageError(
            f"{notebook.name}: the kernel could not finish ({type(error).__name__}). "
            f"Memory or disk may have run out; what was done is in {partial}."
        ) from error
    partial.replace(done)
    return done


def _execute(notebook: Path, output: Path, parameters: dict[str, str], starts: int = 3) -> None:
    """Call papermill, again if the kernel did not start.

    Kernels find free ports first and take them a moment later: of several that start at once, one may come too late.
    Nothing has been run by then, so that starting anew is safe.
    """
    import papermill

    try:
        with tempfile.TemporaryDirectory(prefix="granska-ipython-") as ipython:
            papermill.execute_notebook(
                notebook,
                output,
                parameters=parameters,
                cwd=notebook.parent,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                shutdown_kernel="immediate",
                extra_arguments=[*KERNEL_ARGUMENTS, f"--ipython-dir={ipython}"],
            )
    except RuntimeError as error:
        if starts == 1 or "died before replying" not in str(error):
            raise
        _execute(notebook, output, parameters, starts - 1)


def _require_parameters(notebook: Path, parameters: dict[str, str]) -> None:
    """Refuse a notebook that would run with other values than those it is given.

    Papermill only warns: without the tag it puts its cell first, and the notebook's own values overwrite it, so that
    another review would be run in silence.
    """
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        assigned = [target.id for target in _assigned(code)]
    except FileNotFoundError:
        raise StageError(f"{notebook.name} is not in {notebook.parent}. Get it back from the repository.") from None
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise StageError(f"{notebook.name} cannot be read ({type(error).__name__}). Get it back.") from None
    if len(tagged) != 1 or any(assigned.count(name) != 1 for name in parameters):
        raise StageError(
            f"{notebook.name}: exactly one cell has to be tagged 'parameters', and the only one to set "
            f"{', '.join(sorted(parameters))}. Without it the notebook would run another review than the one asked for."
        )


def _assigned(code: str) -> Iterator[ast.Name]:
    """Go through the names that the top level of a notebook gives a value."""
    with _PARSING:
        tree = ast.parse(code)
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        yield from (target for target in targets if isinstance(target, ast.Name))


def _explain(notebook: Path, partial: Path, error: "PapermillExecutionError") -> GranskaError:
    """Tell a refused input from a failure, and keep data out of the message."""
    kind = every_kind().get(error.ename)
    if kind is not None:
        # our own messages name places, never values
        message = InputError if issubclass(kind, InputError) else kind
        return message(error.evalue)
    system = re.match(r"\[Errno (\d+)\]", error.evalue)
    if system:
        why = refused(OSError(int(system[1]), ""), partial.parent.parent)
        return StageError(f"{notebook.name}: cell {error.cell_index} failed. {why}")
    return StageError(
        # counted from 0 with the cell that papermill put in, so from 1 in the notebook as it is stored
        f"{notebook.name}: cell {error.cell_index} failed with {error.ename}. "
        f"Open {partial} to see why; it may hold case data, so keep it where it is."
    )
