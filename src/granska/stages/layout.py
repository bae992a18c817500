"""The ledger laid out for the statistics: one row a question, answer, group and period; strata as columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.review.method import Method
from granska.review.model import SMALL_REVIEW
from granska.stages.contracts import ALL, CASES, STRATUM, TALLIES, answered_once

Array = npt.NDArray[np.float64]
LINE = ["indicator", "level", "group", "period"]


@dataclass(frozen=True)
class Design:
    """What the figures of a review rest on, strata in one order throughout.

    Parameters
    ----------
    strata : tuple of str
        Their names.
    population : ndarray, optional
        Cases that exist in each; none where that is not known, and then nothing is weighted.
    read : ndarray
        Cases read in each.
    files : bool
        Whether the figures speak of the files themselves, with the finite population correction.
    confidence : float
        Level of every interval.
    small : bool
        Whether there are too few cases for comparisons.
    """

    strata: tuple[str, ...]
    population: Array | None
    read: Array
    files: bool
    confidence: float
    small: bool


def design_of(counts: pd.DataFrame, method: Method) -> Design:
    """Gather what the figures of a review rest on.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The method of the review.
    """
    review, population, counts = method.review, method.population, answered_once(counts)
    strata = tuple(population or sorted(counts[STRATUM].unique()))
    cases = counts[(counts["indicator"] == CASES) & (counts["breakdown"] == ALL)].set_index(STRATUM)["n"]
    read = cases.reindex(list(strata), fill_value=0).to_numpy(float)
    return Design(
        strata,
        np.array([population[name] for name in strata], float) if population else None,
        read,
        review.design.inference == "files",
        review.confidence,
        review.kind == "cases" and bool(read.sum() < SMALL_REVIEW),
    )


def lay_out(part: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Lay counts of one breakdown out: rows by `LINE`, columns by tally and stratum; who is not there counts 0.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts*, of one breakdown.
    design : Design
        Which strata there are.
    """
    wide = part.set_index([*LINE, STRATUM])[TALLIES].unstack(STRATUM, fill_value=0)
    columns = pd.MultiIndex.from_product([TALLIES, design.strata])
    return wide.reindex(columns=columns, fill_value=0).astype(float)


def rows(index: pd.Index, **columns: Any) -> pd.DataFrame:
    """Make rows of the contract *estimates*: one for each line, what is alike for all given once."""
    return pd.DataFrame(columns, index=index).reset_index()
