"""Documents whose commands are run: what they print there is what they print.

A block marked `console` holds commands after `$ ` and, below each, what it prints. A block marked `diff` names a file
in its first line and is carried out: the lines with `-` are replaced by those with `+`. Run as a program, it writes
what the commands print into the documents named:
.venv/bin/python tests/tutorial.py docs/tutorial/din-forsta-granskning.md
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from projects import ROOT, copy_machinery

FENCE = re.compile(r"^```(?P<kind>console|diff)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\b\d+(\.\d+)? s\b")
EXTENT = re.compile(r"^passed .*", re.MULTILINE)


@dataclass
class Place:
    """The project that a document is carried out in."""

    root: Path

    @classmethod
    def make(cls, root: Path, *files: Path) -> "Place":
        """Make an empty project with the files beside the document at hand."""
        copy_machinery(root)
        (root / "params").mkdir()
        for file in files:
            place = root / file.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
        return cls(root)

    def say(self, command: str) -> str:
        """Run a command as a person would type it, and give all that it prints."""
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.root,
            env={**os.environ, "PATH": path, "COLUMNS": "120"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        lines = done.stdout.replace(f"{self.root.resolve()}/", "").replace(f"{self.root}/", "").splitlines()
        return "\n".join(line.rstrip() for line in lines).strip("\n")

    def change(self, body: str) -> None:
        """Carry out an edit; a line with ``@@`` leads to another place of the same file."""
        first, _, hunks = body.partition("\n")
        file = self.root / first.removeprefix("--- ").strip()
        content = file.read_bytes().decode("utf-8")
        for hunk in hunks.split("@@\n"):
            lines = hunk.splitlines()
            before = "\n".join(line[1:] for line in lines if line[:1] in ("-", " "))
            after = "\n".join(line[1:] for line in lines if line[:1] in ("+", " "))
            if content.count(before) != 1:
                raise AssertionError(f"{first}: this stands {content.count(before)} times in the file:\n{before}")
            content = content.replace(before, after)
        file.write_bytes(content.encode())


def carried_out(document: str, place: Place) -> str:
    """Give a document with what its commands print when they are run, in their order."""

    def block(found: re.Match[str]) -> str:
        if found["kind"] == "diff":
            place.change(found["body"])
            return found[0]
        commands = [line for line in found["body"].splitlines() if line.startswith("$ ")]
        told = [f"{command}\n{place.say(command[2:])}".rstrip("\n") for command in commands]
        return "```console\n" + "\n".join(told) + "\n```"

    return FENCE.sub(block, document)


def timeless(document: str) -> str:
    """Leave out how long something took, and how many files and cells there were to check."""
    return EXTENT.sub(lambda line: re.sub(r"\d+", "…", line[0]), SECONDS.sub("… s", document))


def beside(document: Path) -> list[Path]:
    """Find the files that a document works with."""
    return sorted(path for path in document.parent.iterdir() if path.is_file() and path.suffix != ".md")


def main() -> None:
    """Write what the commands print into each document named."""
    for name in sys.argv[1:]:
        document = Path(name).resolve()
        with tempfile.TemporaryDirectory() as folder:
            place = Place.make(Path(folder), *beside(document))
            document.write_text(carried_out(document.read_text(encoding="utf-8"), place), encoding="utf-8")


if __name__ == "__main__":
    main()
