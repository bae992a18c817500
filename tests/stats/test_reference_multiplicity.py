"""Many questions at once: every reference value."""

import numpy as np

from granska.stats.multiplicity import adjust
from oracle import cases


def p_values(text: str) -> list[float]:
    return [np.nan if value == "NA" else float(value) for value in text.split(";")]


@cases("multiplicity", "holm", "BH", "bonferroni")
def test_adjusted(row):
    adjusted = adjust(p_values(row["p_values"]), method=row["method"].lower())
    np.testing.assert_allclose(adjusted, p_values(row["adjusted"]), rtol=0, atol=float(row["tolerance"]))
