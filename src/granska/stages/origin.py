"""What a published figure was made from, in hashes that a reader may see.

A hash of confidential counts would let anyone test guesses against it: raw data is named here only where it is
synthetic or public.
"""

import importlib.metadata
import platform
from typing import Any

import granska
from granska.files import digest, hashes
from granska.review.model import Review
from granska.review.workspace import RUN_RECORD, Workspace

PACKAGES = ("matplotlib", "numpy", "pandas", "scipy", "seaborn", "statsmodels")


def origin(workspace: Workspace, review: Review) -> dict[str, Any]:
    """Name the inputs, the code and the software of a review.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : Review
        The parameters.

    Returns
    -------
    dict
        `review`, `inputs` (file and hash), `code` and `lock` (hashes), `software` (versions).
    """
    files = workspace.parameter_files(review.id)
    if not review.secret:
        files += [workspace.raw(review.id) / entry.file for entry in review.data]
    if review.follows:
        files += workspace.followed(review.follows.review, same_cases=False)
    return {
        "review": review.id,
        "inputs": [{"file": name, "sha256": value} for name, value in hashes(workspace.root, files).items()],
        **made_with(workspace),
    }


def made_with(workspace: Workspace) -> dict[str, Any]:
    """Name the code and the software that figures are made with.

    Returns
    -------
    dict
        `code` and `lock` (hashes), `software` (versions).
    """
    return {
        "code": digest(code_hashes(workspace)),
        "lock": digest(hashes(workspace.root, workspace.root.glob("requirements.lock"))),
        "software": {
            "python": platform.python_version(),
            "granska": granska.__version__,
            "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
        },
    }


def code_hashes(workspace: Workspace) -> dict[str, str]:
    """Hash the notebooks, and the package where it lies in the project."""
    package = (path for path in (workspace.root / "src").rglob("*") if path.suffix in (".py", ".po"))
    return hashes(workspace.root, [*workspace.notebooks.glob("*.ipynb"), *package])


def pages_digest(workspace: Workspace, review: str) -> str:
    """Hash the public files of a review, names and contents: what is signed, and what is then released.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The review's id. The record of the run is left out, since it carries the times.
    """
    pages = workspace.site / review
    return digest(hashes(pages, (path for path in pages.rglob("*") if path.is_file() and path.name != RUN_RECORD)))
