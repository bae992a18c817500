"""Reference values: from R and from published tables, never from the function under test.

The full tables lie beside the project; where they are not, a committed part of them is read.
"""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
FULL = ROOT.parent / "shared" / "reference"
COMMITTED = ROOT / "tests" / "data"

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rows(family: str, *methods: str) -> list[Row]:
    full = FULL / f"{family}_open.csv"
    every = read(full if full.exists() else COMMITTED / f"reference_{family}.csv")
    found = [row for row in every if row["method"] in methods]
    assert found, f"no row of {methods} in {family}"
    return found


def cases(family: str, *methods: str) -> pytest.MarkDecorator:
    """Run a test once for each row of these methods."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["case_id"]) for row in rows(family, *methods)])


def numbers(row: Row, *columns: str) -> list[float]:
    return [float(row[column]) for column in columns]


def strata(text: str) -> np.ndarray:
    """One row a count, one column a stratum."""
    return np.array([[int(count) for count in stratum.split(",")] for stratum in text.split(";")]).T


def agree(row: Row, **computed: float) -> None:
    """Compare with the columns of the row that hold a value, within its absolute or relative tolerance."""
    compared = {name: value for name, value in computed.items() if row[name] != ""}
    assert compared
    relative = float(row.get("tolerance_rel") or 0)
    absolute = 0.0 if relative else float(row["tolerance"])
    for name, value in compared.items():
        expected = float(row[name])
        assert math.isclose(value, expected, rel_tol=relative, abs_tol=absolute), (name, value, expected)
