"""Raters who agree: every reference value.

Not ours are coefficients that the library does not have: "scott2.table", "fleiss.kappa.raw", "bp2.table" and
"bp.coeff.raw"; and weights for ordered categories, which ours are not: "kappa2.table-linear", "gwet.ac1.table-linear",
"krippen2.table-linear", "kappa2.table-quadratic", "gwet.ac1.table-quadratic" and "krippen2.table-quadratic".
"""

from math import isclose, sqrt

from granska.stats.agreement import Coefficient, agreement
from oracle import Row, agree, cases, numbers

OURS = {
    "kappa2.table": "kappa",
    "gwet.ac1.table": "ac1",
    "krippen2.table": "alpha",
    "conger.kappa.raw": "kappa",
    "gwet.ac1.raw": "ac1",
    "krippen.alpha.raw": "alpha",
    "pa.coeff.raw": "percent_agreement",
}


def limits_agree(row: Row, lower: float, upper: float) -> None:
    for value, expected in zip((lower, upper), numbers(row, "ci_lower", "ci_upper"), strict=True):
        assert isclose(value, expected, rel_tol=0, abs_tol=float(row["ci_tolerance"])), (value, expected)


def cells(text: str) -> list[list[str]]:
    return [row.split(",") for row in text.split(";")]


def from_table(row: Row, name: str) -> tuple[Coefficient, float]:
    """Rate as the square table tells; the factor takes our divisor, cases minus one, to that of a table, cases."""
    square = cells(row["table_or_ratings"])
    ratings = [(i, j) for i, line in enumerate(square) for j, count in enumerate(line) for _ in range(int(count))]
    return getattr(agreement(ratings), name), sqrt((len(ratings) - 1) / len(ratings))


@cases("agreement", "kappa2.table", "gwet.ac1.table", "krippen2.table")
def test_square_table(row):
    found, factor = from_table(row, OURS[row["method"]])
    agree(row, coeff=found.estimate, se=found.standard_error * factor)
    # The lower limits of these rows are nowhere cut.
    half_width = (found.estimate - found.lower) * factor
    limits_agree(row, found.estimate - half_width, min(found.estimate + half_width, 1))


@cases("agreement", "pa2.table")
def test_square_table_percent_agreement(row):
    # Limits are not compared: irrCAC's are Wald's, in which one disagreement narrows the interval that none has. Ours
    # are Wilson's, two raters without gaps having a plain share of cases ("pa.coeff.raw" has more raters, and gaps).
    found, factor = from_table(row, "percent_agreement")
    agree(row, coeff=found.estimate, se=found.standard_error * factor)


@cases("agreement", "cohen-kappa-fleiss-se")
def test_kappa_with_the_standard_error_of_fleiss(row):
    found, factor = from_table(row, "kappa")
    agree(row, coeff=found.estimate)
    # A normal quantile, and limits that are not cut.
    half_width = 1.959963984540054 * found.standard_error * factor
    limits_agree(row, found.estimate - half_width, found.estimate + half_width)


@cases("agreement", "conger.kappa.raw", "gwet.ac1.raw", "krippen.alpha.raw", "pa.coeff.raw")
def test_ratings_with_gaps(row):
    ratings = [[None if rating == "NA" else rating for rating in case] for case in cells(row["table_or_ratings"])]
    found = getattr(agreement(ratings), OURS[row["method"]])
    agree(row, coeff=found.estimate, se=found.standard_error)
    limits_agree(row, found.lower, found.upper)
