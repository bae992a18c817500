"""What may leave the house: `published/`, the only folder that a report reads.

Until cells can be suppressed, a review is published only when its data is invented or public already.
"""

import numpy as np
import pandas as pd

from granska.errors import InputError
from granska.files import guarded, json_text, sha256, write_whole
from granska.review.method import Method
from granska.review.model import Review
from granska.review.workspace import Workspace
from granska.stages.contracts import ALL, CASES, ESTIMATE_COLUMNS, PUBLISHED_COLUMNS, SHARES, STRATUM
from granska.stages.data_package import data_package
from granska.stages.origin import origin

SMALLEST_BASE = 5  # answers; a percentage of fewer says nothing
EXACT_BASE = 100  # answers; from here on a share is shown with one decimal of a percent
# Notes of what cannot be computed, since there is nothing to compute it from.
NOTHING_THERE = ("no_cases", "apart", "one_stratum", "nothing_varies")
DENOMINATORS = ["asked", "not_applicable", "undocumented", "missing", "n"]


def disclose(estimates: pd.DataFrame, review: Review) -> pd.DataFrame:
    """Give every estimate its status, and round it to what may be shown.

    A share or a difference on at least 100 answers gets one decimal of a percent, rounded to the nearest. On fewer it
    gets whole percent, its limits rounded outwards, so that the coarse interval is never narrower than the computed
    one. Whole percent stands beside every number, since text and charts show that.

    Parameters
    ----------
    estimates : DataFrame
        The contract *estimates*.
    review : Review
        The parameters.

    Returns
    -------
    DataFrame
        The contract *published*.

    Raises
    ------
    InputError
        The review is neither synthetic nor public.
    """
    if review.secret:
        raise InputError(
            f"params/{review.id}/review.yml: the review is neither synthetic nor public. Suppression of small cells is "
            "not built yet, so real case data cannot be published. Nothing was written."
        )
    table = estimates.assign(status="ok")
    table.loc[table["note"].isin(["too_few", "under_50"]), "status"] = "too_few"
    few = (table["n"] < SMALLEST_BASE) & (table["measure"] != "count")
    table.loc[few, "status"] = "too_few"
    table.loc[table["note"].isin(NOTHING_THERE), "status"] = "not_applicable"
    # what a share could be is told where the share is
    key = ["indicator", "level", "period"]
    whole = table[(table["measure"] == "proportion") & (table["breakdown"] == ALL)].set_index(key)["status"]
    bounds = table["measure"] == "bounds"
    table.loc[bounds, "status"] = whole.reindex(pd.MultiIndex.from_frame(table.loc[bounds, key])).to_numpy()
    silent = ["estimate", "lower", "upper", "statistic", "df", "p_value", "p_adjusted", "n_effective"]
    table.loc[table["status"] != "ok", silent] = np.nan
    table.loc[table["status"] != "ok", "reliability"] = ""
    return _rounded(table, round(1 - review.confidence, 12))[[*ESTIMATE_COLUMNS, *PUBLISHED_COLUMNS]]


def _p_rounded(p: pd.Series, alpha: float) -> pd.Series:
    """Round a p-value to three decimals, but to as many as it takes to stay on its side of the level."""
    rounded = p.round(3)
    for digits in (4, 5, 6):
        crossed = (rounded < alpha) != (p < alpha)
        rounded = rounded.where(~crossed, p.round(digits))
    return rounded


def _rounded(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Round each number once, from what was computed: whole percent made of rounded decimals is off by one at times."""
    share = table["measure"].isin(SHARES)
    # the limits of a funnel rest on the whole, whatever the stratum's cases
    exact = share & ((table["n"] >= EXACT_BASE) | (table["measure"] == "funnel_limit"))
    hundredths = {name: table[name].where(share) * 100 for name in ("estimate", "lower", "upper")}
    slack = 1e-9  # 0.29 * 100 is 28.999… in binary: without it a limit that needs no rounding would move a step
    percent = {
        "percent": np.floor(hundredths["estimate"] + 0.5),
        "percent_lower": np.floor(hundredths["lower"] + slack),
        "percent_upper": np.ceil(hundredths["upper"] - slack),
    }
    # A bound is a share, not a limit with an outside; and rounding outwards must not widen what has no width.
    nearest = (table["measure"] == "bounds") | (table["upper"] - table["lower"] < slack)
    for name in ("lower", "upper"):
        percent[f"percent_{name}"] = percent[f"percent_{name}"].mask(nearest, np.floor(hundredths[name] + 0.5))
    rounded = {
        name: np.where(exact, np.floor(table[name] * 1000 + 0.5) / 1000, percent[whole] / 100)
        for name, whole in zip(hundredths, percent, strict=True)
    }
    difference = (table["measure"] == "difference").to_numpy()
    for name, sign, outwards in (("lower", 1, np.floor), ("upper", -1, np.ceil)):
        # A limit that leaves out zero keeps the digits that show it: the verdict is made from it.
        for digits in (1000, 10_000):
            lost = difference & (rounded[name] == 0) & (sign * table[name] > slack).to_numpy()
            rounded[name] = np.where(lost, outwards(table[name] * digits) / digits, rounded[name])
    # what is no share is a count, a number of days or a coefficient
    rounded = {name: np.where(share, values, table[name].round(2)) for name, values in rounded.items()}
    others = {
        "statistic": table["statistic"].round(2),
        "p_value": _p_rounded(table["p_value"], alpha),
        "p_adjusted": _p_rounded(table["p_adjusted"], alpha),
        "n_effective": np.floor(table["n_effective"]),
    }
    # -0.0 would be printed with a sign
    return table.assign(**{name: values + 0.0 for name, values in {**percent, **rounded, **others}.items()})


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
    one_level = counts.sort_values("level").drop_duplicates(["indicator", "breakdown", "group", STRATUM, "period"])
    by_stratum = one_level[one_level["breakdown"] == ALL].assign(breakdown=STRATUM, group=lambda table: table[STRATUM])
    keys = ["indicator", "breakdown", "group", "period"]
    return pd.concat([one_level, by_stratum]).groupby(keys, as_index=False)[DENOMINATORS].sum()


def write_published(
    workspace: Workspace, method: Method, estimates: pd.DataFrame, counts: pd.DataFrame, log: pd.DataFrame
) -> None:
    """Write `published/`: what a report may read, and what anyone may check.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : Method
        The method of the review.
    estimates : DataFrame
        The contract *published*.
    counts, log : DataFrame
        The ledger and the cleaning log; only sums of them are written.
    """
    review, population = method.review, method.population
    folder = workspace.published(review.id)
    ledger = denominators(counts)
    cases = ledger["breakdown"].isin([ALL, STRATUM]) & (ledger["indicator"] == CASES)
    totals = {**population, ALL: sum(population.values())} if population else {}
    ledger.insert(4, "population", ledger["group"].map(totals).where(cases).astype(float))
    cleaning = log.groupby("rule", as_index=False).size().rename(columns={"size": "count"})
    tables = {"estimates": estimates, "denominators": ledger, "cleaning": cleaning}
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", csv_text(table))
    files = [{"file": f"{name}.csv", "sha256": sha256(folder / f"{name}.csv")} for name in tables]
    write_whole(folder / "provenance.json", json_text(origin(workspace, review) | {"published": files}))
    write_whole(folder / "datapackage.json", json_text(data_package(review, method.codebook, tables)))


def csv_text(table: pd.DataFrame) -> str:
    r"""Write a table as CSV in which no cell acts as a formula when a spreadsheet opens it.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"group": ["=1+1"], "n": [3.0]}))
    "group,n\n'=1+1,3\n"
    """
    texts = table.select_dtypes(exclude="number").columns
    safe = pd.DataFrame(
        {
            name: [(_text_cell if name in texts else _number_cell)(cell) for cell in table[name]]
            for name in table.columns
        }
    )
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text


def _text_cell(cell: object) -> str:
    # a carriage return would end the row in the eyes of some readers
    return guarded(str(cell)).replace("\r", " ")


def _number_cell(value: float) -> str:
    """Write a number with the digits it has, and nothing for a number that is not there."""
    return "" if pd.isna(value) else f"{value:.12g}"
