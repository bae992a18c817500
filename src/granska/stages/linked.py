"""What a reader sees of a review's counts, as an attacker sees it: linked tables, and figures that are sums of counts.

A count has a name. The same name in two tables is the same count: a total that stands in the table of genders and in
the table of strata, or the answers *yes* of one question that are the cases asked of another. Protecting such tables
one by one is not enough; suppression and audit therefore take all of them at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """What is known of one count beside its value.

    Parameters
    ----------
    sensitive : bool
        Whether a small count of it has to be protected: an answer is, a missing answer is not.
    known : bool
        Whether everybody knows it, so that it cannot be hidden: sample sizes, or what an earlier version showed.
    hidden : bool
        Whether it is never shown: counts of gender by stratum, or what an earlier version hid.
    accepted : bool
        Whether its being worked out is accepted by a recorded decision: parts of a small total that is shown.
    ceiling : int or None
        The largest value that everybody knows it can have, as the number of cases read in its stratum.
    holder : str
        Who knows it from their own files: the stratum it counts; nobody where it is empty.
    """

    sensitive: bool = True
    known: bool = False
    hidden: bool = False
    accepted: bool = False
    ceiling: int | None = None
    holder: str = ""


@dataclass(frozen=True)
class Table:
    """A table of counts with its margins in the last row and the last column.

    Parameters
    ----------
    name : str
        What an error calls it.
    counts : integer array, shape (rows + 1, columns + 1)
        The counts; each row adds up to its last column, each column to its last row.
    cells : tuple of tuple of str
        The name of each count, in the same shape.
    """

    name: str
    counts: Counts
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class LinearFigure:
    """A published figure that is a sum of counts with public weights, known within its rounding.

    It says ``low <= sum(coefficient * count) <= high``. A weighted share in whole percent, 25, says
    ``0.245 * sum(w * n) <= sum(w * x) <= 0.255 * sum(w * n)``: two such figures, or one divided by nothing.

    Parameters
    ----------
    name : str
        What an error calls it, and what `Suppression.figures` names where it has to be hidden.
    coefficients : mapping of str to float
        Name of the count: its weight.
    low, high : float
        The limits; infinite where there is none.
    """

    name: str
    coefficients: Mapping[str, float]
    low: float
    high: float


@dataclass(frozen=True)
class LinkedTables:
    """All that is published of some questions that hang together.

    Parameters
    ----------
    tables : tuple of Table
        The tables, published or not; what is never published is `hidden` in `cells`.
    cells : mapping of str to Cell
        What is known of each count; a name that is missing has `Cell()`.
    figures : tuple of LinearFigure
        What is published beside the counts. Several may have one name: they are hidden together.
    """

    tables: tuple[Table, ...]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    figures: tuple[LinearFigure, ...] = ()


@dataclass(frozen=True)
class Suppression:
    """What has to be hidden.

    Parameters
    ----------
    primary : frozenset of str
        Counts that are small.
    complementary : frozenset of str
        Counts that would give a small one away.
    figures : frozenset of str
        Figures that would; hidden only where no choice of counts is enough.
    gap : float
        How many more counts are hidden than are known to be needed: 0 where the choice is proven to be the smallest.
    """

    primary: frozenset[str] = frozenset()
    complementary: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    gap: float = 0.0

    @property
    def hidden(self) -> frozenset[str]:
        """All counts that are hidden."""
        return self.primary | self.complementary
