"""What can go wrong, said so that the reader knows where, what, and what to do next.

A message never contains a value from a case file: it names file, row and column.
"""

import errno
import os
from collections.abc import Iterable
from difflib import get_close_matches

MOST_SHOWN = 200  # problems; a file in the wrong form has one in every row
# What to do about what the operating system refuses.
REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "Make room on the disk"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "Give yourself the right to read and write there"),
}


class GranskaError(Exception):
    """A fault that a user can mend; the message says how."""

    exit_code = 2


class InputError(GranskaError):
    """Parameters, codebook or raw data are not as they should be."""


class ProblemsError(InputError):
    """Several faults found in one reading, all of them listed.

    Parameters
    ----------
    where : str
        The file or the review that was read.
    found : iterable of str
        One sentence each.
    """

    def __init__(self, where: str, found: Iterable[str]):
        self.where = where
        self.found = list(found)
        heading = f"{where}: {len(self.found)} problem{'s' if len(self.found) > 1 else ''}"
        more = len(self.found) - MOST_SHOWN
        rest = [f"  … and {more} more of the same kind."] if more > 0 else []
        super().__init__("\n".join([heading, *(f"  - {line}" for line in self.found[:MOST_SHOWN]), *rest]))


class BusyError(GranskaError):
    """Another run holds the lock of the review."""


class RefusedError(GranskaError):
    """A check found something that keeps a report from being signed or released."""

    exit_code = 1


class StageError(GranskaError):
    """A notebook or a renderer failed."""

    exit_code = 3


def every_kind() -> dict[str, type[GranskaError]]:
    """Name every class of error: how one that crossed a kernel's border is known again."""
    kinds, waiting = {}, [GranskaError]
    while waiting:
        kind = waiting.pop()
        kinds[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return kinds


def refused(error: OSError, where: object = "") -> str:
    """Say what the operating system refused, where, and what to do about it.

    Parameters
    ----------
    error : OSError
        Its number tells the kind; its text is not repeated.
    where : object
        The place, where the error knows none.

    Examples
    --------
    >>> refused(OSError(errno.ENOSPC, ""), "reports/_site")
    'reports/_site: no space left on device. Make room on the disk, then run again.'
    """
    cause = os.strerror(error.errno) if error.errno else type(error).__name__
    place = error.filename or where
    remedy = REMEDIES.get(error.errno or 0, "Mend that")
    return f"{place}: {cause[0].lower()}{cause[1:]}. {remedy}, then run again."


def nearest(word: str, known: Iterable[str], *, else_list: bool = True) -> str:
    """Say which known word is the closest.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str
        What could have been written.
    else_list : bool
        List what is known where nothing is close; not for words that come from a file of cases.

    Returns
    -------
    str
        ``" Did you mean 'x'?"``, or the list of known words where none is close.

    Examples
    --------
    >>> nearest("titel", ["title", "period"])
    " Did you mean 'title'?"
    """
    known = sorted(known)
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f" Did you mean '{close[0]}'?"
    if not else_list:
        return ""
    shown = ", ".join(f"'{name}'" for name in known[:12])
    return f" Known: {shown}{' …' if len(known) > 12 else ''}." if known else ""
