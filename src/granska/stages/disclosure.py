"""What may leave the house: every number has a status, and what is hidden is blank in every column.

The counts are laid out as linked tables (`question_tables`), with the weighted shares made from them
(`question_figures`) and what released versions told (`earlier`); `suppression` chooses what is hidden, and `attack`
tries to work it out again (`protecting`). Here that becomes statuses, and every number is rounded (`rounding`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP
from granska.stages.against_expected import WITHHELD, as_shown
from granska.stages.attack import audit
from granska.stages.base_rounding import blur, nearest, round_counts
from granska.stages.changing import BETWEEN_PERIODS, periods_of
from granska.stages.comparing import adjusted
from granska.stages.contracts import (
    AGAIN,
    ALL,
    CASES,
    ESTIMATE_COLUMNS,
    NEVER_PUBLISHED,
    PUBLISHED_COLUMNS,
    READERS,
    STRATUM,
    SUPPRESSED,
    TALLIES,
    answered_once,
)
from granska.stages.earlier import Earlier, heed
from granska.stages.layout import design_of
from granska.stages.pairs import small_pairs
from granska.stages.protecting import Hidden, Protection, protect
from granska.stages.question_figures import add_figures, bounds_name, share_name
from granska.stages.question_parts import ledger_of
from granska.stages.question_tables import Row, question_tables
from granska.stages.readings_shown import Readings
from granska.stages.rounding import rounded
from granska.stages.suppression import suppress
from granska.stages.widening import widen

Mask = npt.NDArray[np.bool_]

__all__ = ["Disclosed", "audit", "denominators", "disclose", "suppress"]

# Notes of what cannot be computed, since there is nothing to compute it from.
NOTHING_THERE = ("no_cases", "apart", "one_stratum", "nothing_varies", "one_answer")
TOO_FEW = ("too_few", "under_50")
# What of a row says something of its counts.
TELLING = ["estimate", "lower", "upper", "statistic", "p_value", "p_adjusted"]
# Figures that no sum of counts gives: whoever has one of them and the rest of the table may work out what is hidden.
BESIDE_STRATA = (
    *("homogeneity", "dispersion", "icc", "outside", "outside_by_chance", "shrunken", "funnel_limit"),
    *("median", "difference"),
)
BESIDE_GROUPS = ("difference", "test", "homogeneity", "median")


@dataclass(frozen=True)
class Disclosed:
    """What may be published of a review.

    Parameters
    ----------
    estimates : DataFrame
        The contract *published*.
    denominators : DataFrame
        Who was asked: for the whole in full, below it how many, and how many have an answer.
    summary : dict
        What was hidden and by which rules, and what the attacks on the rest came to.
    """

    estimates: pd.DataFrame
    denominators: pd.DataFrame
    summary: dict[str, Any]


def disclose(
    estimates: pd.DataFrame, counts: pd.DataFrame, method: Method, earlier: Earlier | None = None
) -> Disclosed:
    """Hide what would give a small count away, attack the rest, and round it to what may be shown.

    Parameters
    ----------
    estimates : DataFrame
        The contract *estimates*.
    counts : DataFrame
        The contract *counts*, that they were made from.
    method : Method
        The method of the review, with its settings of disclosure control.
    earlier : Earlier, optional
        What released versions of the report have told.

    Returns
    -------
    Disclosed

    Raises
    ------
    InputError
        No choice protects every small count, or an attack gets through. Nothing may be published then.
    """
    review, settings = method.review, method.review.disclosure
    ledger = ledger_of(counts)
    components = question_tables(ledger, method)
    for component in components:
        heed(component, earlier or Earlier())
        blur(component, settings)
    add_figures(components, estimates, ledger, method)
    protection = protect(components, settings)
    estimates = as_shown(estimates, counts, method, protection)
    hidden = _Hidden(protection, small_pairs(counts, method, settings))
    # nobody can be looked for in the unknown group, and nothing is said of it
    readings = Readings(counts, method, lambda name: (name, "") in hidden.touched)
    telling = hidden.tells_by_being_there(estimates) | readings.tells_by_being_there(estimates)
    table = estimates[(estimates["group"] != UNKNOWN_GROUP) & ~telling]
    table = table.assign(status=_statuses(table, hidden, readings, settings.smallest_base))
    table = _adjusted_without_hidden(table, review.analysis.adjustment)
    table = _blank(widen(table, protection, design_of(counts, method)), hidden)
    if settings.rounding_base:
        table = round_counts(table, protection.shares(), settings.rounding_base)
    table = rounded(table, hidden.coarse(table), round(1 - review.confidence, 12))
    published = [name for name in (*ESTIMATE_COLUMNS, *PUBLISHED_COLUMNS) if name not in NEVER_PUBLISHED]
    return Disclosed(
        table[published].reset_index(drop=True),
        _denominators(denominators(counts), hidden, method),
        protection.summary(settings),
    )


class _Hidden:
    """What is hidden, by share, by table and by denominator."""

    def __init__(self, protection: Protection, pairs: set[tuple[str, str]]):
        self.pairs = pairs
        self.rows: dict[Row, Hidden] = {}
        self.tables: set[tuple[str, str, str]] = set()
        self.sizes: set[tuple[str, str, str, str]] = set()
        self.touched: set[tuple[str, str]] = set()
        self.figures = protection.withheld()
        self.without_shares: set[tuple[str, str, str]] = set()
        self.blurred = any(component.spans for component in protection.components)
        self.rounded: set[tuple[str, str, str, str]] = set()
        self.periods = sorted({component.period for component in protection.components})
        for share in protection.shares():
            row = share.row
            if share_name(row) in self.figures and row.breakdown not in (ALL, STRATUM):
                self.without_shares.add((row.indicator, row.breakdown, row.period))
            if share.hidden:
                self.rows[row] = share.hidden
            if share.hidden or (share.component.spans and row.breakdown != ALL):
                # a count that is shown rounded is not known, and what is made from it otherwise would tell
                self.tables.add((row.indicator, row.breakdown, row.period))
                self.touched |= {(name, row.period) for name in share.component.parts}
            place = row.indicator, row.breakdown, row.group, row.period
            if share.size_hidden:
                self.sizes.add(place)
            elif share.component.rows[row].n in share.component.spans:
                self.rounded.add(place)

    @property
    def secret(self) -> set[str]:
        """Questions that are not shown at all."""
        return {row.indicator for row in self.rows if row.breakdown == ALL}

    def table(self, line: Any) -> bool:
        """Say whether a count is hidden in a line's table."""
        return (line.indicator, line.breakdown, line.period) in self.tables

    def share(self, line: Any) -> Hidden | None:
        """Say why the counts of a line's share are hidden, if they are; of a change, in any of its periods."""
        breakdown = line.breakdown
        if breakdown == AGAIN:
            if (line.indicator, line.level) in self.pairs:
                return "suppressed"
            breakdown = ALL  # a change of the whole is told where the whole is
        place = line.indicator, line.level, breakdown, line.group
        found = (self.rows.get(Row(*place, period)) for period in periods_of(line, self.periods))
        return next(filter(None, found), None)

    def size(self, line: Any) -> bool:
        """Say whether a line's denominator is hidden, or that of the group it is compared with."""
        return not self._sizes(line).isdisjoint(self.sizes)

    def size_rounded(self, line: Any) -> bool:
        """Say whether a line's denominator is rounded, or that of the group it is compared with."""
        return not self._sizes(line).isdisjoint(self.rounded)

    def _sizes(self, line: Any) -> set[tuple[str, str, str, str]]:
        groups = line.group, getattr(line, "versus", "")
        return {(line.indicator, line.breakdown, group, line.period) for group in groups}

    def beside(self, line: Any) -> bool:
        """Say whether a line is no sum of counts, and a count is hidden in the table that it is made from."""
        if line.measure in BETWEEN_PERIODS and line.breakdown != ALL:
            # made from counts that are shown rounded, it would tell them
            return self.blurred
        if line.breakdown == STRATUM:
            tables = {(line.indicator, name, line.period) for name in (STRATUM, line.versus)}
            return line.measure in BESIDE_STRATA and bool(tables & self.tables)
        if line.measure not in BESIDE_GROUPS or line.breakdown == ALL:
            return False
        return self.table(line) or (line.indicator, line.breakdown, line.period) in self.without_shares

    def withheld(self, line: Any) -> bool:
        """Say whether no choice of hidden counts could protect a line's weighted share."""
        row = Row(line.indicator, line.level, line.breakdown, line.group, line.period)
        names = {"proportion": [share_name(row)], "bounds": [share_name(row), bounds_name(row)]}
        return line.breakdown != STRATUM and not self.figures.isdisjoint(names.get(line.measure, []))

    def tells_by_being_there(self, table: pd.DataFrame) -> Mask:
        """Find lines that are only there where a count, now hidden, has certain values."""
        return np.array(
            [
                (line.measure == "bounds" and bool(self.share(line)))
                or (line.measure == "finite_population" and (bool(self.share(line)) or self.blurred))
                for line in table.itertuples()
            ],
            bool,
        )

    def coarse(self, table: pd.DataFrame) -> Mask:
        """Find lines of questions that hang together with a count that is hidden."""
        return np.array(
            [
                any((line.indicator, period) in self.touched for period in periods_of(line, self.periods))
                for line in table.itertuples()
            ],
            bool,
        )


def _statuses(table: pd.DataFrame, hidden: _Hidden, readings: Readings, smallest_base: int) -> list[str]:
    """Give every line its status; that it is hidden says less than any other, and goes before them."""
    found = []
    for line in table.itertuples():
        planned = line.measure == "detectable_difference"  # made from sizes alone
        unknown_size = planned and (hidden.size(line) or hidden.size_rounded(line))
        of_readers = line.breakdown == READERS
        share = readings.status(line.indicator, line.measure) if of_readers else None if planned else hidden.share(line)
        if share:
            found.append(str(share))
        elif line.breakdown != ALL and hidden.withheld(line):
            found.append("too_few")  # the counts are shown; the weighted share of them is not available
        elif hidden.beside(line) or hidden.withheld(line) or unknown_size or line.note == WITHHELD:
            found.append("suppressed_complementary")
        elif line.note in NOTHING_THERE:
            found.append("not_applicable")
        elif line.note in TOO_FEW or (line.n < smallest_base and line.measure != "count"):
            found.append("too_few")
        else:
            found.append("ok")
    statuses = pd.Series(found, table.index)
    # what a share could be is told where the share is
    key = ["indicator", "level", "period"]
    whole = (table["measure"] == "proportion") & (table["breakdown"] == ALL)
    of_whole = statuses[whole].set_axis(pd.MultiIndex.from_frame(table.loc[whole, key]))
    bounds = table["measure"] == "bounds"
    statuses[bounds] = of_whole.reindex(pd.MultiIndex.from_frame(table.loc[bounds, key])).to_numpy()
    return list(statuses)


def _adjusted_without_hidden(table: pd.DataFrame, method: str) -> pd.DataFrame:
    """Adjust p-values as if the hidden tests of their family had found nothing.

    An adjusted p-value depends on the order of all tests of its family, and so could tell of a hidden one. Taken as 1,
    a hidden test counts in the family and says nothing; no p-value gets smaller by it.
    """
    silent = table["status"].isin(SUPPRESSED) & table["p_value"].notna()
    return adjusted(table.assign(p_value=table["p_value"].mask(silent, 1.0)), method)


def _blank(table: pd.DataFrame, hidden: _Hidden) -> pd.DataFrame:
    """Blank what may not be shown: of a hidden line everything that says something of its counts."""
    table = table.copy()
    silent, gone = table["status"] != "ok", table["status"].isin(SUPPRESSED)
    # an interval of a weighted group is made from all its strata, and they are seen where the group beside it is not
    alone = [
        line.measure == "proportion" and line.method == "domain-wilson" and hidden.table(line)
        for line in table.itertuples()
    ]
    table.loc[silent, TELLING] = np.nan
    table.loc[alone, ["lower", "upper"]] = np.nan
    table.loc[silent | np.array(alone, bool), "reliability"] = ""
    table.loc[gone, ["n", "x"]] = np.nan
    table.loc[gone, "note"] = ""
    # which test it was can depend on how small the counts are
    table.loc[gone & table["measure"].isin(["test", "homogeneity"]), "method"] = "not-shown"
    return table


def denominators(counts: pd.DataFrame) -> pd.DataFrame:
    """Sum the ledger up to what a reader sees: each question for the whole, each group and each stratum.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.

    Returns
    -------
    DataFrame
        `indicator, breakdown, group, period, asked, not_applicable, undocumented, missing, n`.
    """
    one_level = (
        answered_once(counts)
        .sort_values("level")
        .drop_duplicates(["indicator", "breakdown", "group", STRATUM, "period"])
    )
    by_stratum = one_level[one_level["breakdown"] == ALL].assign(breakdown=STRATUM, group=lambda table: table[STRATUM])
    keys = ["indicator", "breakdown", "group", "period"]
    return pd.concat([one_level, by_stratum]).groupby(keys, as_index=False)[TALLIES[:-1]].sum()


def _denominators(table: pd.DataFrame, hidden: _Hidden, method: Method) -> pd.DataFrame:
    """Blank the denominators that are hidden, and below the whole who fell away and why."""
    # of a register nobody is asked: that is the count itself
    sizes = ["asked", "n"] if method.review.kind == "register" else ["n"]
    base = method.review.disclosure.rounding_base
    table = table[(table["group"] != UNKNOWN_GROUP) | (table["indicator"] == CASES)].astype(
        dict.fromkeys(TALLIES[:-1], float)
    )
    gone = np.array([hidden.size(line) for line in table.itertuples()], bool)
    below = (table["breakdown"] != ALL).to_numpy()
    secret = np.array([line.indicator in hidden.secret for line in table.itertuples()], bool)
    table.loc[gone | below | secret, ["not_applicable", "undocumented", "missing"]] = np.nan
    if base:
        coarse = np.array([hidden.size_rounded(line) for line in table.itertuples()], bool)
        table.loc[coarse, sizes] = table.loc[coarse, sizes].map(lambda count: nearest(int(count), base))
    table.loc[gone, sizes] = np.nan
    return table.assign(status=np.where(gone, "suppressed_complementary", "ok"))
