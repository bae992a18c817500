"""Shares, with what makes them uncertain: the sample, the answers that are missing, and how few there are."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.review.codebook import MISSING, NOT_APPLICABLE, UNDOCUMENTED, WITHIN
from granska.stages.contracts import ALL, STRATUM
from granska.stages.counting import VALUE
from granska.stages.layout import LINE, Array, Design, lay_out, rows
from granska.stats.proportion import finite_population_ci, proportion_ci, share
from granska.stats.quantile import median_ci
from granska.stats.survey import domain_proportion

Texts = npt.NDArray[np.str_]

READ_OF_ALL = 0.1  # above this part of the files read, what is known of them is more than a sample tells
UNANSWERED = 0.05  # above this part of the asked without an answer, the share is given with its bounds
GOOD, FAIR = 0.1, 0.2  # half the width of an interval


def shares(part: pd.DataFrame, design: Design) -> Iterator[pd.DataFrame]:
    """Estimate the share of the whole, or of each group of one breakdown, over all strata.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts*, of one breakdown.
    design : Design
        What the figures rest on.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    if part.empty:
        return
    breakdown = part["breakdown"].iloc[0]
    wide = lay_out(part, design)
    n, x = wide["n"].sum(axis=1).to_numpy(), wide["x"].sum(axis=1).to_numpy()
    row = {"breakdown": breakdown, "n": n, "x": x, "confidence": design.confidence}
    if design.population is None:
        yield _plain(wide.index, design, **row)
        return
    result = domain_proportion(
        design.population,
        design.read,
        wide["n"].to_numpy(),
        wide["x"].to_numpy(),
        fpc=design.files,
        confidence=design.confidence,
    )
    yield rows(
        wide.index,
        **row,
        measure="proportion",
        method="stratified-wilson" if breakdown == ALL else "domain-wilson",
        estimate=result.estimate,
        lower=result.lower,
        upper=result.upper,
        df=result.df,
        n_effective=np.where(np.isfinite(result.n_effective), result.n_effective, np.nan),
        population=design.population.sum() if breakdown == ALL else np.nan,
        reliability=reliability(result.lower, result.upper),
        note=_reason(n, result.lower),
    )
    if breakdown == ALL:
        yield rows(wide.index, **row, measure="sample_share", method="plain", estimate=share(x, n), note=_reason(n, n))


def shares_by_stratum(part: pd.DataFrame, design: Design) -> Iterator[pd.DataFrame]:
    """Estimate the share of each stratum by itself, and what is known of its files where many of them were read.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts* for the whole.
    design : Design
        What the figures rest on.

    Yields
    ------
    DataFrame
        Rows of the contract *estimates*.
    """
    part = part.assign(breakdown=STRATUM, group=part[STRATUM])
    index = pd.MultiIndex.from_frame(part[LINE])
    n, x = part["n"].to_numpy(float), part["x"].to_numpy(float)
    row = {"breakdown": STRATUM, "n": n, "x": x, "confidence": design.confidence}
    yield _plain(index, design, **row)
    if not design.files or design.population is None:
        return
    place = pd.Index(design.strata).get_indexer(part[STRATUM])
    population, read = design.population[place], design.read[place]
    # How many files a question applies to is known only where it applies to all and all have an answer.
    known = (n == read) & (read > READ_OF_ALL * population)
    if known.any():
        lower, upper = finite_population_ci(x[known], n[known], population[known], confidence=design.confidence)
        yield rows(
            index[known],
            **{name: values[known] if isinstance(values, np.ndarray) else values for name, values in row.items()},
            measure="finite_population",
            method="hypergeometric-exact",
            estimate=np.clip(np.rint(population[known] * x[known] / n[known]), lower, upper),
            lower=lower,
            upper=upper,
            population=population[known],
        )


def _plain(index: pd.Index, design: Design, *, n: Array, x: Array, **row: object) -> pd.DataFrame:
    """Give Wilson's interval on the cases themselves."""
    lower, upper = proportion_ci(x, n, confidence=design.confidence)
    return rows(
        index,
        **row,
        n=n,
        x=x,
        measure="proportion",
        method="wilson",
        estimate=share(x, n),
        lower=lower,
        upper=upper,
        reliability=reliability(lower, upper),
        note=_reason(n, lower),
    )


def reliability(lower: Array, upper: Array) -> Texts:
    """Grade an interval by half its width.

    Parameters
    ----------
    lower, upper : ndarray
        Limits of shares; NaN where there is no interval.

    Returns
    -------
    ndarray of str
        ``good``, ``care``, ``weak`` or nothing.
    """
    half = (upper - lower) / 2
    grades: Texts = np.select([np.isnan(half), half <= GOOD, half <= FAIR], ["", "good", "care"], "weak")
    return grades


def _reason(n: Array, limit: Array) -> Texts:
    """Say why a number is missing."""
    reasons: Texts = np.select([n == 0, np.isnan(limit)], ["no_cases", "too_few"], "")
    return reasons


def bounds(part: pd.DataFrame, whole: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Give the shares that would have been found, had all who have no answer answered no, or all yes.

    Parameters
    ----------
    part : DataFrame
        Rows of the contract *counts* for the whole.
    whole : DataFrame
        The estimated shares of the whole, by `indicator`, `level` and `period`.
    design : Design
        What the figures rest on.

    Returns
    -------
    DataFrame
        A row for each share where more than a twentieth of those the question applies to are undocumented or missing,
        or where these could move the share farther than its interval reaches, as where nearly every file was read.
    """
    part = part[part["level"] != UNDOCUMENTED]
    wide = lay_out(part, design)
    weight = np.ones(len(design.strata)) if design.population is None else design.population / design.read
    totals = {name: (wide[name] * weight).sum(axis=1) for name in ("asked", NOT_APPLICABLE, UNDOCUMENTED, MISSING, "n")}
    yes = (wide["x"] * weight).sum(axis=1)
    applies = totals["asked"] - totals[NOT_APPLICABLE]
    unknown = totals[UNDOCUMENTED] + totals[MISSING]
    cases = {name: wide[name].sum(axis=1) for name in ("asked", NOT_APPLICABLE, UNDOCUMENTED, MISSING)}
    asked = cases["asked"] - cases[NOT_APPLICABLE]
    unanswered = cases[UNDOCUMENTED] + cases[MISSING]
    keys = wide.index.droplevel("group")
    limits = whole.set_index(list(keys.names)).reindex(keys)
    half_width = (limits["upper"] - limits["lower"]).to_numpy() / 2
    many = (unanswered > UNANSWERED * asked) | (cases[MISSING] > half_width * asked)
    found = many & (totals["n"] > 0)
    estimate = yes / totals["n"]
    return rows(
        wide.index[found],
        breakdown=ALL,
        measure="bounds",
        method="worst-and-best-case",
        estimate=estimate[found].to_numpy(),
        # where the file not saying counts as no, the estimate is the lower bound already, but for rounding
        lower=np.minimum(yes / applies, estimate)[found].to_numpy(),
        upper=((yes + unknown) / applies)[found].to_numpy(),
        n=asked[found].to_numpy(),
        x=wide["x"].sum(axis=1)[found].to_numpy(),
    )


def medians(values: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Give the median of each number question, with an interval.

    Parameters
    ----------
    values : DataFrame
        Rows of the contract *counts* whose level is one number that was answered, of one breakdown.
    design : Design
        What the figures rest on.

    Returns
    -------
    DataFrame
        Rows of the contract *estimates*; weighted by the size of the strata where that is known, but for a stratum
        by itself.
    """
    found = []
    if design.population is None or values["breakdown"].iloc[0] == STRATUM:
        stands_for = None
    else:
        stands_for = dict(zip(design.strata, share(design.population, design.read), strict=True))
    for (indicator, group, period), answers in values.groupby(["indicator", "group", "period"]):
        times = answers["x"].to_numpy()
        numbers = answers["level"].str.removeprefix(VALUE).to_numpy(float).repeat(times)
        weights = answers[STRATUM].map(stands_for).to_numpy(float).repeat(times) if stands_for else None
        estimate, lower, upper = median_ci(numbers, weights, confidence=design.confidence)
        found.append(
            {
                "indicator": indicator,
                "level": WITHIN,
                "breakdown": answers["breakdown"].iloc[0],
                "group": group,
                "period": period,
                "measure": "median",
                "method": "woodruff" if stands_for else "order-statistics",
                "confidence": design.confidence,
                "estimate": estimate,
                "lower": lower,
                "upper": upper,
                "n": len(numbers),
                "note": "" if np.isfinite(lower) and np.isfinite(upper) else "open_interval",
            }
        )
    return pd.DataFrame(found)
