"""How many digits a published number has: each is rounded once, from what was computed.

A share or a difference on at least 100 answers gets one decimal of a percent, rounded to the nearest. On fewer, and
wherever counts of its question are hidden, it gets whole percent, its limits rounded outwards, so that the coarse
interval is never narrower than the computed one. Whole percent stands beside every number, since text and charts show
that.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.stages.contracts import SHARES

EXACT_BASE = 100  # answers; from here on a share is shown with one decimal of a percent
SLACK = 1e-9  # 0.29 * 100 is 28.999… in binary: without it a limit that needs no rounding would move a step


def rounded(table: pd.DataFrame, coarse: npt.NDArray[np.bool_], alpha: float) -> pd.DataFrame:
    """Round every number of a table of estimates to what may be shown.

    Parameters
    ----------
    table : DataFrame
        Rows of the contract *estimates*.
    coarse : boolean array, shape (rows,)
        Where counts of the question are hidden, so that a decimal would say too much.
    alpha : float
        The level of the tests: a rounded p-value stays on its side of it.

    Returns
    -------
    DataFrame
        With `percent`, `percent_lower` and `percent_upper` beside what was rounded.
    """
    share = table["measure"].isin(SHARES)
    # the limits of a funnel rest on the whole, whatever the stratum's cases
    exact = share & ~coarse & ((table["n"] >= EXACT_BASE) | (table["measure"] == "funnel_limit"))
    hundredths = {name: table[name].where(share) * 100 for name in ("estimate", "lower", "upper")}
    percent = {
        "percent": np.floor(hundredths["estimate"] + 0.5),
        "percent_lower": np.floor(hundredths["lower"] + SLACK),
        "percent_upper": np.ceil(hundredths["upper"] - SLACK),
    }
    # A bound is a share, not a limit with an outside; and rounding outwards must not widen what has no width.
    nearest = (table["measure"] == "bounds") | (table["upper"] - table["lower"] < SLACK)
    for name in ("lower", "upper"):
        percent[f"percent_{name}"] = percent[f"percent_{name}"].mask(nearest, np.floor(hundredths[name] + 0.5))
    numbers = {
        name: np.where(exact, np.floor(table[name] * 1000 + 0.5) / 1000, percent[whole] / 100)
        for name, whole in zip(hundredths, percent, strict=True)
    }
    difference = table["measure"].isin(["difference", "change"]).to_numpy()
    for name, sign, outwards in (("lower", 1, np.floor), ("upper", -1, np.ceil)):
        # A limit that leaves out zero keeps the digits that show it: the verdict is made from it.
        for digits in (1000, 10_000):
            lost = difference & (numbers[name] == 0) & (sign * table[name] > SLACK).to_numpy()
            numbers[name] = np.where(lost, outwards(table[name] * digits) / digits, numbers[name])
    # what is no share is a count, a number of days or a coefficient
    numbers = {name: np.where(share, values, table[name].round(2)) for name, values in numbers.items()}
    others = {
        "statistic": table["statistic"].round(2),
        "p_value": _p_rounded(table["p_value"], alpha),
        "p_adjusted": _p_rounded(table["p_adjusted"], alpha),
    }
    # -0.0 would be printed with a sign
    return table.assign(**{name: values + 0.0 for name, values in {**percent, **numbers, **others}.items()})


def _p_rounded(p: pd.Series, alpha: float) -> pd.Series:
    """Round a p-value to three decimals, but to as many as it takes to stay on its side of the level."""
    shown = p.round(3)
    for digits in (4, 5, 6):
        crossed = (shown < alpha) != (p < alpha)
        shown = shown.where(~crossed, p.round(digits))
    return shown
