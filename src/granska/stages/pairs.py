"""Cases that were read in two reviews: their pairs of answers, the change they show, and when it may be told."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from granska.errors import InputError
from granska.review.codebook import SPECIAL_CODES, UNDOCUMENTED, WITHIN, Question
from granska.review.following import differences
from granska.review.method import Method
from granska.review.protection import Disclosure
from granska.review.workspace import Workspace
from granska.stages.contracts import AGAIN, ALL, PAIR, STRATUM, TALLIES, counts_table
from granska.stages.layout import Design
from granska.stages.store import load_cleaned
from granska.stats.paired import mcnemar, paired_difference_ci

CHANGE = "change"
FAMILY = "follow-up"
NO_ANSWER, ABSENT, OTHER = "missing", "absent", "other"  # of a case in one of the reviews


def counted_again(counts: pd.DataFrame, cases: pd.DataFrame, method: Method, workspace: Workspace) -> pd.DataFrame:
    """Add to the ledger the pairs of answers of cases that were read in the earlier review too.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    cases : DataFrame
        The contract *cases*.
    method : Method
        The method of the review; where it follows none on the same cases, the ledger is given back as it is.
    workspace : Workspace
        Where the cleaned cases of the earlier review lie.

    Returns
    -------
    DataFrame
        The contract *counts*. Every case of either review is in one pair of each question: one that only the other
        review holds as `absent`.

    Raises
    ------
    InputError
        The earlier review has not been run, or shares no case with this one.
    """
    follows = method.review.follows
    if follows is None or not follows.same_cases:
        return counts
    before = load_cleaned(workspace, follows.review).cases
    if not set(before["case_id"]) & set(cases["case_id"]):
        raise InputError(
            f"params/{method.review.id}/review.yml: follows.same_cases is true, but '{follows.review}' has none of the "
            "case ids of this review. Mend the ids, or write same_cases: false."
        )
    return counts_table(pd.concat([counts, *pairs(cases, before, method)], ignore_index=True))


def pairs(cases: pd.DataFrame, before: pd.DataFrame, method: Method) -> Iterator[pd.DataFrame]:
    """Count the pairs of answers, the earlier first.

    Parameters
    ----------
    cases, before : DataFrame
        The contract *cases* of the later review and of the earlier one.
    method : Method
        The questions.

    Yields
    ------
    DataFrame
        Rows of the contract *counts*.
    """
    unlike = differences(method)
    for question in method.codebook:
        if question.name in unlike:
            continue
        earlier, later = (_told(table.set_index("case_id")[question.name], question) for table in (before, cases))
        answers = pd.DataFrame({"earlier": earlier, "later": later}).fillna(ABSENT)
        strata = pd.concat([table.set_index("case_id")[STRATUM] for table in (cases, before)])
        answers[STRATUM] = strata[~strata.index.duplicated()].reindex(answers.index)
        answers["level"] = answers["earlier"] + PAIR + answers["later"]
        sizes = answers[STRATUM].value_counts()
        found = answers.groupby([STRATUM, "level"], as_index=False).size().rename(columns={"size": "x"})
        row = {"indicator": question.name, "breakdown": AGAIN, "group": ALL, "period": ""}
        asked = found[STRATUM].map(sizes)
        yield found.assign(**dict.fromkeys(TALLIES[:-1], 0)).assign(**row, asked=asked, n=asked)


def _told(answers: "pd.Series[str]", question: Question) -> "pd.Series[str]":
    """Give the answer as the share counts it, or that there is none."""
    if question.undocumented == "no":
        answers = answers.replace(UNDOCUMENTED, "no")
    none = [code for code in SPECIAL_CODES if code != UNDOCUMENTED or question.undocumented != "answer"]
    silent = answers.isin(none)
    if question.type == "number":
        within = pd.to_numeric(answers, errors="coerce") <= question.limit
        answers = pd.Series(np.where(within, WITHIN, OTHER), answers.index)
    return answers.mask(silent, NO_ANSWER)


Fourfold = dict[tuple[str, str], int]  # (earlier, later): "yes", "no" or "" for no answer


def fourfolds(counts: pd.DataFrame, method: Method) -> Iterator[tuple[str, str, Fourfold]]:
    """Go through the answers that pairs are counted of: question, answer, and how many pairs of each kind.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The questions.
    """
    counted = counts[counts["breakdown"] == AGAIN]
    for question in method.codebook:
        lines = counted[counted["indicator"] == question.name]
        for level in question.levels if len(lines) else ():
            if level == UNDOCUMENTED:
                continue
            table = dict.fromkeys(((first, last) for first in ("yes", "no", "") for last in ("yes", "no", "")), 0)
            for pair, x in zip(lines["level"], lines["x"], strict=True):
                table[_kinds(pair, level)] += int(x)
            yield question.name, level, table


def _kinds(pair: str, level: str) -> tuple[str, str]:
    first, last = (
        "" if answer in (NO_ANSWER, ABSENT) else "yes" if answer == level else "no" for answer in pair.split(PAIR)
    )
    return first, last


def paired_changes(counts: pd.DataFrame, method: Method, design: Design) -> Iterator[pd.DataFrame]:
    """Estimate the changes of cases that were read twice, the later share minus the earlier.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*, with pairs.
    method : Method
        The questions.
    design : Design
        What the figures rest on.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    follows = method.review.follows
    if follows is None:
        return
    rows: list[dict[str, Any]] = []
    for indicator, level, table in fourfolds(counts, method):
        both, only_first, only_last, neither = (
            table[kinds] for kinds in (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
        )
        n = both + only_first + only_last + neither
        place: dict[str, Any] = {"indicator": indicator, "level": level, "breakdown": AGAIN, "group": ALL}
        place |= {"versus": follows.review, "period": "", "n": n, "note": "" if n else "no_cases"}
        # with the later reading first the difference is the later share minus the earlier
        estimate, lower, upper = paired_difference_ci(
            both, only_last, only_first, neither, confidence=design.confidence
        )
        interval = {"confidence": design.confidence, "estimate": estimate, "lower": lower, "upper": upper}
        rows.append({**place, "measure": CHANGE, "method": "tango", **interval})
        p = mcnemar(only_first, only_last) if n else np.nan
        rows.append({**place, "measure": "test", "method": "mcnemar-mid-p", "p_value": p, "family": FAMILY})
    if rows:
        yield pd.DataFrame(rows)


def small_pairs(counts: pd.DataFrame, method: Method, settings: Disclosure) -> set[tuple[str, str]]:
    """Name the answers whose pairs may not be told, since a count of them is small.

    Whoever has the interval and the test of a paired change, and how many pairs there are, can work out the four counts
    of the fourfold table; whoever also has the two reviews' totals can work out how many answered yes, and how many
    no, in one of the reviews and not in the other. That is all: the table is of the whole, no published table splits
    pairs by group or stratum, and any other count made of these is a sum or a difference of totals that are shown. So a
    change may be told where each of these counts is none, or is not small; a question whose total is hidden in either
    review is left out as well (`granska.stages.disclosure`, `granska.stages.following.hidden_before`).

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The questions.
    settings : Disclosure
        The threshold, and whether none is as telling.

    Returns
    -------
    set of (str, str)
        Question and answer.
    """
    return {
        (indicator, level)
        for indicator, level, table in fourfolds(counts, method)
        if any(settings.small(count) for kinds, count in table.items() if kinds != ("", ""))
        and indicator not in settings.never_sensitive
    }
