"""How many digits a published number has, against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from granska.stages.rounding import rounded

FINE, COARSE = np.array([False]), np.array([True])


def made_up(**numbers: float) -> pd.DataFrame:
    """Give one estimate in the form of the contract."""
    texts = dict.fromkeys(["indicator", "level", "breakdown", "group", "versus", "period"], "")
    defaults = dict.fromkeys(["estimate", "lower", "upper", "statistic", "p_value", "p_adjusted"], np.nan)
    line = texts | {"measure": "proportion", "method": "wilson", "confidence": 0.95, "family": ""} | defaults
    return pd.DataFrame([line | {"reliability": "", "note": ""} | numbers])


@pytest.mark.parametrize(
    ("computed", "n", "shown", "percent"),
    [
        ((0.92455, 0.88, 0.95), 278, (0.925, 0.88, 0.95), (92, 88, 95)),
        ((0.66, 0.5556, 0.75048), 106, (0.66, 0.556, 0.75), (66, 55, 76)),
        ((0.29, 0.29, 0.29), 100, (0.29, 0.29, 0.29), (29, 29, 29)),
        ((0.4567, 0.2001, 0.7001), 99, (0.46, 0.2, 0.71), (46, 20, 71)),
        ((0.0, 0.0, 0.01547), 286, (0.0, 0.0, 0.015), (0, 0, 2)),
        ((-0.004, -0.0109, 0.0001), 1000, (-0.004, -0.011, 0.0), (0, -2, 1)),
        # a limit that leaves out zero is not rounded onto it
        ((-0.2, -0.4, -0.0049), 40, (-0.2, -0.4, -0.004), (-20, -40, 0)),
    ],
)
def test_rounding(computed: tuple[float, ...], n: int, shown: tuple[float, ...], percent: tuple[int, ...]) -> None:
    estimates = made_up(n=n, **dict(zip(("estimate", "lower", "upper"), computed, strict=True)))
    if computed[0] < 0:
        estimates["measure"] = "difference"
    found = rounded(estimates, FINE, 0.05).iloc[0]
    assert tuple(found[["estimate", "lower", "upper"]]) == shown
    assert tuple(found[["percent", "percent_lower", "percent_upper"]]) == percent


@pytest.mark.parametrize("measure", ["proportion", "funnel_limit", "difference"])
def test_whole_percent_where_counts_of_the_question_are_hidden(measure: str) -> None:
    estimates = made_up(n=278, estimate=0.9246, lower=0.8812, upper=0.9513).assign(measure=measure)
    found = rounded(estimates, COARSE, 0.05).iloc[0]
    assert tuple(found[["estimate", "lower", "upper"]]) == (0.92, 0.88, 0.96)


@pytest.mark.parametrize(("p", "shown"), [(0.0497, 0.0497), (0.04996, 0.04996), (0.0502, 0.05), (0.2171, 0.217)])
def test_a_p_value_stays_on_its_side_of_the_level(p: float, shown: float) -> None:
    found = rounded(made_up(n=100, measure="test", p_value=p, p_adjusted=p), FINE, 0.05).iloc[0]
    assert found["p_value"] == found["p_adjusted"] == shown


def test_rounding_does_not_widen_what_has_no_width() -> None:
    # every file was read: the share is known
    found = rounded(made_up(n=60, estimate=37 / 60, lower=37 / 60, upper=37 / 60), FINE, 0.05).iloc[0]
    assert tuple(found[["percent", "percent_lower", "percent_upper"]]) == (62, 62, 62)


def test_bounds_are_rounded_to_the_nearest() -> None:
    found = rounded(made_up(n=60, measure="bounds", estimate=0.5, lower=0.333, upper=0.622), FINE, 0.05).iloc[0]
    assert (found["percent_lower"], found["percent_upper"]) == (33, 62)
