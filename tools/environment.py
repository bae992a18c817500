"""Set up `.venv` from the lock; do nothing where it is in step already. Needs nothing but Python and its venv.

python3 tools/environment.py            what `make report` needs
python3 tools/environment.py --publish  the same and what `granska publish` needs; one lock serves this and the tests
python3 tools/environment.py --test     the same and the test tools
python3 tools/environment.py --lock     write both locks anew from pyproject.toml
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)
LOCKS = {"report": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
COMPILE = ["pip", "compile", "--universal", "--generate-hashes", "--no-header", "--quiet", "--extra", "build"]


def main(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    if sys.version_info < OLDEST:
        version = sys.version.split()[0]
        stop(f"Python {version} is too old; Granska needs 3.11 or later. Try: make PYTHON=python3.12 report")
    make_venv()
    if arguments == ["--lock"]:
        uv(*COMPILE, "pyproject.toml", "--output-file", "requirements.lock", "--upgrade")
        test_extras = ["--extra", "publish", "--extra", "test", "--constraint", "requirements.lock"]
        uv(*COMPILE, *test_extras, "pyproject.toml", "--output-file", "requirements-test.lock", "--upgrade")
        return
    sync("test" if arguments in (["--test"], ["--publish"]) else "report")


def make_venv() -> None:
    """Make `.venv`, and name the package that has venv where Python lacks it."""
    if (BIN / "python").exists() or (BIN / "python.exe").exists():
        return
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out together with what venv needs
        import venv
    except ImportError:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        stop(f"This Python has no venv. On Debian and Ubuntu: sudo apt-get install {package}. Then run make again.")
    print("Setting up .venv …", flush=True)
    venv.create(VENV, with_pip=True)


def sync(kind: str) -> None:
    """Install what the lock names, and the project itself, unless that was done already."""
    wanted = fingerprint(kind)
    stamps = {name: VENV / f".granska-{name}" for name in LOCKS}
    # the test environment holds all that the other holds
    held = [stamps[name] for name in ("report", "test")] if kind == "report" else [stamps["test"]]
    if any(stamp.is_file() and stamp.read_text() == fingerprint(stamp.name.rpartition("-")[2]) for stamp in held):
        return
    print(f"Installing what {LOCKS[kind].name} names …", flush=True)
    uv("pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "--requirement", str(LOCKS[kind]))
    uv("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamps[kind].write_text(wanted)


def fingerprint(kind: str) -> str:
    """Tell one state of the lock, the project file and Python from another."""
    content = b"".join(path.read_bytes() for path in (LOCKS[kind], ROOT / "pyproject.toml"))
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def uv(*arguments: str) -> None:
    """Run uv in the virtual environment, after installing it there if need be."""
    program = BIN / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        run([str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"])
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    # an organisation's own index is often set for pip only
    if os.environ.get("PIP_INDEX_URL"):
        environment.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
    run([str(program), *arguments], environment)


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a program, and stop with its exit code if it fails."""
    done = subprocess.run(command, cwd=ROOT, env=environment)
    if done.returncode:
        stop(f"'{' '.join(command[:4])} …' failed. Is a package index reached? Mend that and run make again.")


def stop(message: str) -> None:
    """End with a message."""
    sys.exit(message)


if __name__ == "__main__":
    main(sys.argv[1:])
