"""The contract *counts* laid out by place, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.stages.contracts import ALL, CASES, STRATUM, TALLIES
from granska.stages.counting import VALUE

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ledger:
    """The contract *counts*, looked up by place.

    Parameters
    ----------
    strata : tuple of str
        Their names, in one order throughout.
    groups : dict of str to tuple of str
        The groups of each breakdown that have cases, the unknown group among them; of `all` the whole alone.
    numbers : dict
        By question, answer, year and breakdown: the tallies, shape (tallies, groups, strata).
    """

    strata: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    numbers: Mapping[tuple[str, str, str, str], Numbers]

    @property
    def periods(self) -> list[str]:
        """The years of a register; a review of cases has one, without a name."""
        return sorted({period for _, _, period, _ in self.numbers})

    def tally(self, name: str, question: str, level: str, period: str, breakdown: str) -> Numbers:
        """Give one tally of an answer, shape (groups, strata)."""
        numbers: Numbers = self.numbers[question, level, period, breakdown][TALLIES.index(name)]
        return numbers

    def read(self, stratum: str) -> int:
        """Give the number of cases read in a stratum."""
        [line] = self.tally("n", CASES, ALL, "", ALL)
        return int(line[self.strata.index(stratum)])


def ledger_of(counts: pd.DataFrame) -> Ledger:
    """Lay the contract *counts* out by place.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    """
    counts = counts[~counts["level"].str.startswith(VALUE)]
    strata = tuple(sorted(counts[STRATUM].unique()))
    groups = {str(name): tuple(sorted(part["group"].unique())) for name, part in counts.groupby("breakdown")}
    numbers: dict[tuple[str, str, str, str], Numbers] = {}
    for keys, part in counts.groupby(["indicator", "level", "period", "breakdown"]):
        places = part["group"].map(groups[keys[3]].index), part[STRATUM].map(strata.index)
        table = np.zeros((len(TALLIES), len(groups[keys[3]]), len(strata)), np.int64)
        table[:, places[0].to_numpy(), places[1].to_numpy()] = part[TALLIES].to_numpy().T
        numbers[keys] = table
    return Ledger(strata, groups, numbers)
