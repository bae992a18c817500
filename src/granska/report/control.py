"""What disclosure control did and how it was attacked, as `disclosure.json` tells it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from granska.errors import InputError


@dataclass(frozen=True)
class CellCounts:
    """How many counts of the strata, or of the groups, are shown, and how many are hidden and why.

    Parameters
    ----------
    shown : int
        Counts that the reader sees.
    primary : int
        Hidden because they, or what is left of them, are small.
    complementary : int
        Hidden because they would give one of those away.
    """

    shown: int
    primary: int
    complementary: int

    @property
    def hidden(self) -> int:
        """How many are hidden."""
        return self.primary + self.complementary


@dataclass(frozen=True)
class Audit:
    """What the attacks on the published figures came to.

    Parameters
    ----------
    attackers : tuple of str
        `reader`, who knows what is published, and each stratum, which knows its own cases too.
    cells : int
        How many hidden small counts they tried to work out.
    unsafe : int
        How many they could; nothing is published where it is not 0.
    """

    attackers: tuple[str, ...]
    cells: int
    unsafe: int


@dataclass(frozen=True)
class Control:
    """What disclosure control did, and how it was tested: `disclosure.json`; by which rules, the parameters say.

    Parameters
    ----------
    strata, groups : CellCounts
        What became of the counts by stratum and by group.
    withheld_figures : int
        Figures that were left out since no choice of hidden counts was enough.
    gap : float
        How many more counts are hidden than are known to be needed.
    audit : Audit
        The attacks.
    """

    strata: CellCounts
    groups: CellCounts
    withheld_figures: int
    gap: float
    audit: Audit


def read_text(path: Path) -> str:
    """Read one of the published files.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        It does not exist.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: damaged, no longer UTF-8 text. Run the notebook 2-analyse again.") from None
    except FileNotFoundError:
        raise InputError(f"{path} does not exist. Run the notebook 2-analyse first.") from None


def load_control(path: Path) -> Control:
    """Read `disclosure.json`.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    InputError
        It is missing or not as it should be, or the attacks got through.
    """
    text = read_text(path)
    try:
        content = cast(dict[str, Any], json.loads(text))
        attacks = content["audit"]
        control = Control(
            strata=CellCounts(**content["strata"]),
            groups=CellCounts(**content["groups"]),
            withheld_figures=int(content["withheld_figures"]),
            gap=float(content["gap"]),
            audit=Audit(tuple(attacks["attackers"]), int(attacks["cells"]), int(attacks["unsafe"])),
        )
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path} is not as it should be. Run the notebook 2-analyse again.") from None
    if control.audit.unsafe:
        raise InputError(
            f"{path}: {control.audit.unsafe} hidden counts can be worked out from what is published. No report is made."
        )
    return control
