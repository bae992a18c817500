"""Traces of the machine that a report was made on: absolute paths and the names of its users."""

import contextlib
import getpass
import re
from collections.abc import Iterator
from pathlib import Path

from granska.publish.publication import Found, Publication, found

_PATHS = re.compile(
    # a folder at the root of a disk; what stands before may not belong to an address or a relative path
    r"(?<![\w.~%-])/(?:home|Users|root|tmp|private|var|opt|usr|etc|srv|mnt|media|data|work|workspace|builds|app"
    r"|Volumes|Library|Applications)/[\w.~-]"
    r"|(?<![A-Za-z0-9])[A-Za-z]:\\{1,2}[\w.~-]"
    r"|(?<![A-Za-z0-9])[A-Za-z]:/(?:Users|Program|Windows|Temp|home)\b"
    r"|(?<!\\)\\\\[\w.-]+\\[\w$]"
    r"|\bfile:/"
)
# Accounts that say nothing about a person, and words that a report is made of.
_NOBODY = frozenset(
    [
        "root",
        "user",
        "users",
        "admin",
        "administrator",
        "runner",
        "ubuntu",
        "debian",
        "docker",
        "vagrant",
        "jovyan",
        "granska",
    ]
)
_SHORTEST_NAME = 4  # shorter ones are in any text


def traces(publication: Publication) -> Found:
    """Look for absolute paths and user names, in words and in markup."""
    passages = dict.fromkeys((*publication.sources, *publication.texts))
    own = re.compile("|".join(map(re.escape, _own_folders(publication))))
    names = user_names()
    someone = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\w-])") if names else None

    def faults() -> Iterator[str]:
        for passage in passages:
            if _PATHS.search(passage.text) or own.search(passage.text):
                yield f"{passage.where} names a folder of a machine"
            if someone and someone.search(passage.text):
                yield f"{passage.where} names the user of this machine"

    return found(
        f"no absolute path and no user name in {len(passages)} parts of {len(publication.all_files)} files", faults()
    )


def user_names() -> tuple[str, ...]:
    """Name who works on this machine, where the name is someone's.

    Returns
    -------
    tuple of str
        Sorted; none for accounts such as root.
    """
    names = {Path.home().name}
    # an account may be without a name, as in some containers
    with contextlib.suppress(OSError, KeyError):
        names.add(getpass.getuser())
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST_NAME and name.lower() not in _NOBODY))


def _own_folders(publication: Publication) -> Iterator[str]:
    """Go through the folder of the project and that of the user, as they are written here."""
    for folder in (publication.workspace.root, publication.workspace.root.resolve(), Path.home()):
        if len(folder.parts) > 1:
            yield f"{folder}/"
            yield f"{folder.as_posix()}/"
