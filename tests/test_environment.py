"""Setting up: what a machine lacks is named, and nothing is done twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from projects import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give the files that setting up reads, in a folder of their own."""
    (tmp_path / "tools").mkdir()
    for name in ("tools/environment.py", "requirements.lock", "requirements-test.lock", "pyproject.toml", "Makefile"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def set_up(clone: Path, before: str = "", *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the script in a Python that was changed first."""
    script = clone / "tools" / "environment.py"
    code = f"import sys, runpy\n{before}\nsys.argv = ['environment.py', *{list(arguments)!r}]\n"
    code += f"runpy.run_path({str(script)!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")


def test_a_missing_venv_is_named_with_its_package(clone: Path) -> None:
    done = set_up(clone, "sys.modules['ensurepip'] = None")
    assert done.returncode == 1
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert f"This Python has no venv. On Debian and Ubuntu: sudo apt-get install {package}." in done.stderr
    assert not (clone / ".venv").exists()


def test_an_old_python_is_refused(clone: Path) -> None:
    done = set_up(clone, "sys.version_info = (3, 10, 0)")
    assert done.returncode == 1
    assert "is too old; Granska needs 3.11 or later. Try: make PYTHON=python3.12 report" in done.stderr


def pretend_installed(clone: Path, kind: str) -> None:
    """Leave what a finished installation leaves."""
    binaries = clone / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").touch()
    code = f"import sys; sys.path.insert(0, {str(clone / 'tools')!r}); import environment as e; "
    code += f"(e.VENV / '.granska-{kind}').write_text(e.fingerprint('{kind}'))"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("installed", ["report", "test"])
def test_what_is_installed_is_not_installed_again(clone: Path, installed: str) -> None:
    pretend_installed(clone, installed)
    done = set_up(clone)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_changed_lock_is_installed(clone: Path) -> None:
    pretend_installed(clone, "report")
    with (clone / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    done = set_up(clone)
    assert "Installing what requirements.lock names" in done.stdout
    assert done.returncode != 0  # the pretended Python cannot install


def test_the_test_tools_are_not_there_with_the_report_tools(clone: Path) -> None:
    pretend_installed(clone, "report")
    assert "Installing what requirements-test.lock names" in set_up(clone, "", "--test").stdout
