"""Suppression and its audit against exhaustive search on small tables."""

from types import SimpleNamespace

import numpy as np
import pytest

from granska.stages.attack import audit
from granska.stages.suppression import suppress
from oracle import COMMITTED, FULL, Row, read

FAMILIES = ("suppression_audit", "suppression_minimal")


def rows(family: str) -> list[Row]:
    full = FULL / f"{family}_open.csv"
    return read(full if full.exists() else COMMITTED / f"reference_{family}.csv")


def each(family: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", [pytest.param(row, id=row["case_id"]) for row in rows(family)])


def table_of(row: Row) -> np.ndarray:
    return np.array([[int(count) for count in line.split(",")] for line in row["table_with_margins"].split(";")])


def place(text: str) -> tuple[int, int]:
    """Read r0c1."""
    line, column = text.removeprefix("r").split("c")
    return int(line), int(column)


def places(text: str) -> set[tuple[int, int]]:
    return {place(one) for one in text.split(";") if one}


def settings_of(row: Row) -> SimpleNamespace:
    return SimpleNamespace(
        threshold=int(row["threshold"]),
        zeros_sensitive=row["zeros_sensitive"] == "True",
        rule="not_exact" if row.get("rule") == "not_exact" else "upper_bound",
    )


@each("suppression_audit")
def test_audit_gives_the_limits_of_every_hidden_cell(row):
    settings = settings_of(row)
    found = audit(table_of(row), places(row["suppressed"]), settings)
    expected = {}
    for one in row["intervals"].split(";"):
        cell, limits = one.split(":")
        low, high = limits.split("-")
        expected[place(cell)] = (int(low), int(high))
    assert found == expected
    primary = places(row["primary"])
    exactly = {cell for cell, (low, high) in found.items() if low == high}
    below = {cell for cell, (_, high) in found.items() if high < settings.threshold}
    assert exactly & primary == places(row["exactly_disclosed_primary"])
    assert below & primary == places(row["disclosed_below_threshold"])


@each("suppression_minimal")
def test_suppress_hides_as_little_as_protects(row):
    table, settings = table_of(row), settings_of(row)
    hidden = suppress(table, settings)
    primary = places(row["primary"])
    assert primary <= hidden
    secondary = hidden - primary
    assert len(secondary) == int(row["min_secondary_cells"])
    assert sum(table[cell] for cell in secondary) == int(row["min_secondary_value_at_min_cells"])
    found = audit(table, hidden, settings)
    assert all(found[cell][0] < found[cell][1] for cell in primary)
    if settings.rule == "upper_bound":
        assert all(found[cell][1] >= settings.threshold for cell in primary)


def test_every_rule_of_the_reference_is_one_of_ours():
    assert {row["rule"] for row in rows("suppression_minimal")} == {"not_exact", "upper_bound>=threshold"}
