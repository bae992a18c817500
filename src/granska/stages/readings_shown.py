"""What may be shown of how two inspectors read the same cases; docs/adr/0015 has the reasons.

How many pairs of answers are equal says nothing of any answer: the second reader's answers stand in no other table, so
whatever the counted answers are, hers can be such that as many are equal. What is shown beside it, the coefficients and
which answers stand against which, tells how many of the cases that two read have an answer. These are counts of a part
of the sample, and are shown only where they, and what is left of the sample, could be shown as counts of a group.
"""

from collections.abc import Callable, Iterator

import pandas as pd

from granska.review.codebook import SPECIAL_CODES, UNDOCUMENTED, Question
from granska.review.method import Method
from granska.stages.contracts import ALL, CASES, PAIR, READERS, STRATUM
from granska.stages.protecting import Hidden
from granska.stages.readings import ALIKE

FEWEST_STRATA = 3  # of two, each could take away its own cases and know those of the other


class Readings:
    """Which rows on the agreement of readers have to be hidden.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    method : Method
        The method of the review, with its settings of disclosure control.
    touched : callable
        Whether a question hangs together with a count that is hidden.
    """

    def __init__(self, counts: pd.DataFrame, method: Method, touched: Callable[[str], bool]):
        pairs = counts[counts["breakdown"] == READERS]
        self._settings = method.review.disclosure
        self._strata_of_all = counts[STRATUM].nunique()
        self.closed: set[str] = set()
        self.hidden: set[str] = set()
        if pairs.empty:
            return
        whole = counts[counts["breakdown"] == ALL]
        for question in method.codebook.in_order():
            name = question.name
            part = pairs[(pairs["indicator"] == name) & (pairs["level"] != ALIKE)]
            if touched(name) or not self._open(question, part, whole[whole["indicator"] == name]):
                self.closed.add(name)
            if question.applies_if and question.applies_if.question in self.closed:
                # how many pairs are compared is how many both readers gave an answer to the other question
                self.closed.add(name)
                self.hidden.add(name)

    def status(self, indicator: str, measure: str) -> Hidden | None:
        """Say why a row is hidden, if it is."""
        if indicator == CASES:
            return None
        gone = self.hidden if measure == "agreement" else self.closed
        return "suppressed" if indicator in gone else None

    def tells_by_being_there(self, table: pd.DataFrame) -> "pd.Series[bool]":
        """Find the rows of answers that stand apart, where these are hidden: that there is a row says it is not 0."""
        return (table["measure"] == "answers_apart") & table["indicator"].isin(self.closed)

    def _open(self, question: Question, pairs: pd.DataFrame, whole: pd.DataFrame) -> bool:
        settings = self._settings
        if question.name in settings.always_sensitive:
            return False
        if question.name in settings.never_sensitive:
            return True
        few = pairs[STRATUM].nunique() < FEWEST_STRATA and self._strata_of_all > 1
        if few or settings.rounding_base:
            return False
        if settings.double_read == "shown":
            return True
        return not any(settings.small(count) for count in _told(question, pairs, whole))


def _told(question: Question, pairs: pd.DataFrame, whole: pd.DataFrame) -> Iterator[int]:
    """Give the counts of the cases that two read that coefficients tell of, and those of the rest of the sample."""
    answers = pairs["level"].str.split(PAIR, expand=True, regex=False)
    if answers.empty:
        return
    # where all readers agree, as long as there are no two answers
    alike = answers.nunique(axis=1) == 1
    uncounted = [code for code in SPECIAL_CODES if code != UNDOCUMENTED or question.undocumented == "missing"]
    for level in question.levels:
        of_level = whole[whole["level"] == level]
        n, x = int(of_level["n"].sum()), int(of_level["x"].sum())
        sides = [(answers[side], answers[side].notna()) for side in answers]
        for told, seen in (*sides, (answers[0], alike)):
            counted = seen & ~told.isin(uncounted)
            with_it = int(pairs.loc[counted & (told == level), "x"].sum())
            without = int(pairs.loc[counted & (told != level), "x"].sum())
            yield with_it
            yield without
            # the rest: negative where the two readers' answers are not those that count
            yield max(0, x - with_it)
            yield max(0, n - x - without)
