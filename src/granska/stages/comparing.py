"""Two groups compared, first minus second: as the city is, within strata, and what could have been found at all.

Comparisons speak of the practice behind the cases and never use the finite population correction.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from granska.review.codebook import UNDOCUMENTED
from granska.review.model import Review
from granska.stages.contracts import STRATUM
from granska.stages.layout import Array, Design, lay_out, rows
from granska.stats.difference import difference_ci, two_proportion_test
from granska.stats.multiplicity import adjust
from granska.stats.planning import LARGEST_GROUP, detectable_difference
from granska.stats.stratified import breslow_day, cochran_mantel_haenszel, mantel_haenszel
from granska.stats.survey import domain_difference

# Cases that the sum over strata has to lie from its nearest possible end for the chi-square to hold: Mantel, N. &
# Fleiss, J. L. (1980). American Journal of Epidemiology 112, 129-134.
FROM_THE_END = 5
SILENCED = ("estimate", "lower", "upper", "statistic", "df", "p_value")


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
    # An answer of its own that the file says nothing is described, not compared.
    wide = lay_out(part[part["level"] != UNDOCUMENTED], design)
    first, second = (wide[wide.index.get_level_values("group") == group].droplevel("group") for group in groups)
    index = first.index.union(second.index)
    if not len(index):
        return
    x1, n1, x2, n2 = (
        table.reindex(index, fill_value=0)[tally].to_numpy() for table in (first, second) for tally in ("x", "n")
    )
    breakdown = part["breakdown"].iloc[0]
    families = np.array([review.analysis.family(breakdown, question) for question in index.get_level_values(0)])
    row = {"breakdown": breakdown, "group": groups[0], "versus": groups[1]}
    # The smaller group decides how exact a comparison can be; within strata, where both groups are.
    both = (n1 > 0) & (n2 > 0)
    smaller = np.minimum(n1.sum(axis=1), n2.sum(axis=1))
    within = np.minimum((n1 * both).sum(axis=1), (n2 * both).sum(axis=1))
    for results, n, nothing in (
        (_as_it_is(x1, n1, x2, n2, design), smaller, "too_few"),
        (_within(x1, n1, x2, n2, design), within, "apart"),
        ({**_tested(x1, n1, x2, n2), "family": families}, within, "apart"),
        (
            {**_alike(x1, n1, x2, n2), "family": [f"{family}-homogeneity" for family in families]},
            within,
            "nothing_varies",
        ),
    ):
        found = results["estimate"] if "estimate" in results else results["p_value"]
        # a review of few cases is counted, not compared
        note = np.select(
            [smaller == 0, np.full(len(index), design.small), np.isnan(found)], ["no_cases", "under_50", nothing], ""
        )
        told = np.where(note == "", 1.0, np.nan)
        yield rows(
            index,
            **row,
            **{name: values * told if name in SILENCED else values for name, values in results.items()},
            n=n,
            note=note,
        )
    yield from _detectable(index, n1.sum(axis=1), n2.sum(axis=1), families, {**row, "n": smaller}, review)
    if review.public and not design.small:
        # groups by stratum are few: only where the cases are public may they be told
        yield from _by_stratum(index, x1, n1, x2, n2, breakdown, design)


def _as_it_is(x1: Array, n1: Array, x2: Array, n2: Array, design: Design) -> dict[str, Any]:
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


def _within(x1: Array, n1: Array, x2: Array, n2: Array, design: Design) -> dict[str, Any]:
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


def _tested(x1: Array, n1: Array, x2: Array, n2: Array) -> dict[str, Any]:
    """Test whether there is a difference within strata; exactly where few cases have, or lack, the answer."""
    both = (n1 > 0) & (n2 > 0)
    statistic, p = cochran_mantel_haenszel(x1, n1, x2, n2)
    method = np.full(len(p), "cochran-mantel-haenszel", dtype=object)
    # Nobody against nobody has a p-value of 1, and is one of the comparisons that were declared.
    exact = _near_the_end(x1, n1, x2, n2) & both.any(axis=1)
    if exact.any():
        tables = (values[exact] for values in (x1, n1, x2, n2))
        statistic[exact], p[exact] = cochran_mantel_haenszel(*tables, method="mid-p")
        method[exact] = "cochran-mantel-haenszel-mid-p"
    alone = both.sum(axis=1) == 1
    only = [(values * both).sum(axis=1) for values in (x1, n1, x2, n2)]
    large = np.maximum(only[1], only[3]) > LARGEST_GROUP
    for name, chosen in (("boschloo", alone & ~large), ("n-1-chi2", alone & large)):
        if chosen.any():
            statistic[chosen], method[chosen] = np.nan, name
            p[chosen] = two_proportion_test(*(values[chosen] for values in only), method=name)
    return {"measure": "test", "method": method, "statistic": statistic, "p_value": p}


def _near_the_end(x1: Array, n1: Array, x2: Array, n2: Array) -> np.ndarray:
    """Tell where the number with the answer in the first group is expected too near its least or greatest value."""
    with_answer, size = x1 + x2, n1 + n2
    expected = n1 * with_answer / np.maximum(size, 1)
    least, greatest = np.maximum(0, with_answer - n2), np.minimum(n1, with_answer)
    room = np.minimum((expected - least).sum(axis=1), (greatest - expected).sum(axis=1))
    near: np.ndarray = room < FROM_THE_END
    return near


def _alike(x1: Array, n1: Array, x2: Array, n2: Array) -> dict[str, Any]:
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
    index: pd.Index, n1: Array, n2: Array, families: np.ndarray, row: dict[str, Any], review: Review
) -> Iterator[pd.DataFrame]:
    """Give the share that the first group needs to differ from a planning value of the second, for a test to find it.

    The planning value stands as the estimate, the nearest share below and above that is found as the limits; alone,
    and as one of the comparisons of its family.
    """
    analysis, alpha = review.analysis, 1 - review.confidence
    possible = (n1 > 0) & (n2 > 0)
    sizes = np.array([(possible & (families == family)).sum() for family in families])
    exact = np.maximum(n1, n2) <= LARGEST_GROUP
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
    values = tests.groupby(["measure", "breakdown", "family"])["p_value"].transform(
        lambda p: adjust(p.to_numpy(float), method=method)
    )
    return estimates.assign(p_adjusted=values.reindex(estimates.index))
