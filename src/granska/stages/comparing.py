"""Two groups compared, first minus second: as the city is, within strata, and what could have been found at all.

Comparisons speak of the practice behind the cases and never use the finite population correction.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from granska.review.model import Review
from granska.stages.contracts import STRATUM
from granska.stages.layout import Array, Design, lay_out, rows
from granska.stats.difference import difference_ci, two_proportion_test
from granska.stats.multiplicity import adjust
from granska.stats.planning import detectable_difference
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_difference

LINE = ["indicator", "level", "period"]
# Cases that the sum over strata has to lie from its nearest possible end for the chi-square to hold: Mantel, N. &
# Fleiss, J. L. (1980). American Journal of Epidemiology 112, 129-134.
FROM_THE_END = 5
LARGEST_EXACT = 250  # cases in the smaller group; in larger ones the normal approximation gives the same


def compared(part: pd.DataFrame, groups: tuple[str, str], design: Design, review: Review) -> Iterator[pd.DataFrame]:
    """Compare two groups on each share.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts*, of one breakdown and period.
    groups : tuple of str
        The first and the second group.
    design : Design
        What the figures rest on.
    review : Review
        Which comparisons are one family, and what the sample is asked to show.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    wide = lay_out(part, design)
    first, second = (wide.xs(group, level="group") if group in wide.index.unique("group") else None for group in groups)
    if first is None or second is None:
        return
    index = first.index.union(second.index)
    x1, n1, x2, n2 = (
        table.reindex(index, fill_value=0)[tally].to_numpy() for table in (first, second) for tally in ("x", "n")
    )
    breakdown = part["breakdown"].iloc[0]
    # The smaller group decides how exact a comparison can be.
    smaller = np.minimum(n1.sum(axis=1), n2.sum(axis=1))
    row = {"breakdown": breakdown, "group": groups[0], "versus": groups[1], "n": smaller}
    families = np.array([review.analysis.family(breakdown, question) for question in index.get_level_values(0)])
    silent = np.select([smaller == 0, np.full(len(index), design.small)], ["no_cases", "under_50"], "")
    speaks = np.where(silent == "", 1.0, np.nan)
    for results in (
        _as_it_is(x1, n1, x2, n2, design),
        _within(x1, n1, x2, n2, design),
        {**_tested(x1, n1, x2, n2), "family": families},
        _alike(x1, n1, x2, n2),
    ):
        # a review of few cases is counted, not compared
        spoken = {name: values * speaks if name in SILENCED else values for name, values in results.items()}
        yield rows(index, **row, **spoken, note=silent)
    yield from _detectable(index, n1.sum(axis=1), n2.sum(axis=1), families, row, review)
    if review.public and not design.small:
        # groups by stratum are few: only where the cases are public may they be told
        yield from _by_stratum(index, x1, n1, x2, n2, breakdown, design)


SILENCED = ("estimate", "lower", "upper", "statistic", "df", "p_value")


def _as_it_is(x1: Array, n1: Array, x2: Array, n2: Array, design: Design) -> dict[str, object]:
    """Describe the difference between the groups as they are, however they are spread over the strata."""
    if design.population is None:
        method = "newcombe"
        sums = [values.sum(axis=1) for values in (x1, n1, x2, n2)]
        estimate, lower, upper = difference_ci(*sums, confidence=design.confidence)
    else:
        method = "domain-mover"
        result = domain_difference(design.population, design.read, n1, x1, n2, x2, confidence=design.confidence)
        estimate, lower, upper = result.estimate, result.lower, result.upper
    return {
        "measure": "difference",
        "method": method,
        "confidence": design.confidence,
        "estimate": estimate,
        "lower": lower,
        "upper": upper,
    }


def _within(x1: Array, n1: Array, x2: Array, n2: Array, design: Design) -> dict[str, object]:
    """Compare like with like: the average difference within strata."""
    estimate, lower, upper = mantel_haenszel(x1, n1, x2, n2, confidence=design.confidence)
    return {
        "measure": "difference",
        "method": "mantel-haenszel",
        "confidence": design.confidence,
        "estimate": estimate,
        "lower": lower,
        "upper": upper,
    }


def _tested(x1: Array, n1: Array, x2: Array, n2: Array) -> dict[str, object]:
    """Test whether there is a difference within strata; exactly where few cases have, or lack, the answer."""
    statistic, p = cochran_mantel_haenszel(x1, n1, x2, n2)
    method = np.full(len(p), "cochran-mantel-haenszel", dtype=object)
    # Nobody against nobody has a p-value of 1, and is one of the comparisons that were declared.
    exact = _near_the_end(x1, n1, x2, n2) & ((n1 > 0) & (n2 > 0)).any(axis=1)
    if exact.any():
        tables = (values[exact] for values in (x1, n1, x2, n2))
        statistic[exact], p[exact] = cochran_mantel_haenszel(*tables, method="mid-p")
        method[exact] = "cochran-mantel-haenszel-mid-p"
    both = (n1 > 0) & (n2 > 0)
    alone = both.sum(axis=1) == 1
    if alone.any():
        only = both[alone].argmax(axis=1)[:, np.newaxis]
        table = (np.take_along_axis(values[alone], only, axis=1)[:, 0] for values in (x1, n1, x2, n2))
        statistic[alone], p[alone] = np.nan, two_proportion_test(*table)
        method[alone] = "boschloo"
    return {"measure": "test", "method": method, "statistic": statistic, "p_value": p}


def _near_the_end(x1: Array, n1: Array, x2: Array, n2: Array) -> np.ndarray:
    """Tell where the number with the answer in the first group is expected too near its least or greatest value."""
    with_answer, size = x1 + x2, n1 + n2
    expected = n1 * with_answer / np.maximum(size, 1)
    least, greatest = np.maximum(0, with_answer - n2), np.minimum(n1, with_answer)
    room = np.minimum((expected - least).sum(axis=1), (greatest - expected).sum(axis=1))
    near: np.ndarray = room < FROM_THE_END
    return near


def _alike(x1: Array, n1: Array, x2: Array, n2: Array) -> dict[str, object]:
    """Test whether the strata share one odds ratio."""
    statistic, df, p = breslow_day(x1, n1, x2, n2)
    return {"measure": "homogeneity", "method": "breslow-day", "statistic": statistic, "df": df, "p_value": p}


def _by_stratum(
    index: pd.Index, x1: Array, n1: Array, x2: Array, n2: Array, breakdown: str, design: Design
) -> Iterator[pd.DataFrame]:
    """Give the difference within each stratum, at a level that holds for all of them together."""
    both = (n1 > 0) & (n2 > 0)
    strata = np.maximum(both.sum(axis=1, keepdims=True), 1)
    confidence = np.broadcast_to(1 - (1 - design.confidence) / strata, both.shape)
    estimate, lower, upper = difference_ci(x1, n1, x2, n2, confidence=confidence)
    for place, stratum in enumerate(design.strata):
        yield rows(
            index,
            breakdown=STRATUM,
            group=stratum,
            versus=breakdown,
            measure="difference",
            method="newcombe-bonferroni",
            confidence=confidence[:, place],
            estimate=estimate[:, place],
            lower=lower[:, place],
            upper=upper[:, place],
            n=np.minimum(n1, n2)[:, place],
            note=np.where(both[:, place], "", "no_cases"),
        )


def _detectable(
    index: pd.Index, n1: Array, n2: Array, families: np.ndarray, row: dict[str, object], review: Review
) -> Iterator[pd.DataFrame]:
    """Give the share that the first group needs to differ from a planning value of the second, for a test to find it.

    The planning value stands as the estimate, the nearest share below and above that is found as the limits; alone,
    and as one of the comparisons of its family.
    """
    analysis, alpha = review.analysis, 1 - review.confidence
    possible = (n1 > 0) & (n2 > 0)
    sizes = np.array([(possible & (families == family)).sum() for family in families])
    exact = np.minimum(n1, n2) <= LARGEST_EXACT
    for planned in analysis.planning_shares:
        for among, divisor in (("alone", np.ones(len(index))), ("in-family", np.maximum(sizes, 1))):
            down, up = np.full((2, len(index)), np.nan)
            for method, chosen in (("boschloo", possible & exact), ("normal", possible & ~exact)):
                if chosen.any():
                    down[chosen], up[chosen] = detectable_difference(
                        planned,
                        n2[chosen],
                        n1[chosen],
                        power=analysis.power,
                        alpha=alpha / divisor[chosen],
                        method=method,
                    )
            yield rows(
                index,
                **row,
                measure="detectable_difference",
                method=[f"{'boschloo' if small else 'normal'}-{planned:g}-{among}" for small in exact],
                confidence=1 - alpha / divisor,
                estimate=planned,
                lower=planned + down,
                upper=planned + up,
                family=families,
                note=np.where(possible, "", "no_cases"),
            )


def adjusted(estimates: pd.DataFrame, method: str) -> pd.DataFrame:
    """Adjust the p-values of each family for how many they are.

    Parameters
    ----------
    estimates : DataFrame
        Rows of the contract *estimates*.
    method : str
        As in `granska.stats.multiplicity.adjust`.

    Returns
    -------
    DataFrame
        With `p_adjusted` filled where a test belongs to a family.
    """
    tests = estimates[(estimates["measure"] == "test") | (estimates["measure"] == "homogeneity")]
    tests = tests[tests["family"].fillna("") != ""]
    values = tests.groupby("family")["p_value"].transform(lambda p: adjust(p.to_numpy(float), method=method))
    return estimates.assign(p_adjusted=values.reindex(estimates.index))
