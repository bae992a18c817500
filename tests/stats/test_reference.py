"""The tables of reference values themselves."""

import pytest

from oracle import COMMITTED, FULL, read

FAMILIES = sorted(path.stem.removeprefix("reference_") for path in COMMITTED.glob("reference_*.csv"))


@pytest.mark.parametrize("family", FAMILIES)
def test_committed_rows_are_rows_of_the_full_table(family):
    committed = read(COMMITTED / f"reference_{family}.csv")
    assert len(committed) >= 4
    if (FULL / f"{family}_open.csv").exists():
        full = read(FULL / f"{family}_open.csv")
        assert all(row in full for row in committed)
