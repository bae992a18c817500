"""What a check before publishing says: one row each, whatever is checked."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Check:
    """What one check found.

    Parameters
    ----------
    check : str
        Its name: short, the same each time.
    result : {"passed", "failed", "skipped"}
        Skipped only where someone asked for it and said why.
    message : str
        Where, what, and what to do; never a person's data.
    """

    check: str
    result: Literal["passed", "failed", "skipped"]
    message: str
