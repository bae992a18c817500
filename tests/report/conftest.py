"""What the tests of the report share."""

import json
from pathlib import Path

import pytest

from report.made_up import (
    HOSTILE,
    REGISTER,
    REGISTER_CODEBOOK,
    MadeUp,
    denominator,
    full_estimates,
    row,
    share,
)


@pytest.fixture
def made_up(tmp_path: Path) -> MadeUp:
    """Give a project without figures, for a test to fill."""
    return MadeUp(tmp_path / "city")


@pytest.fixture
def full(made_up: MadeUp) -> MadeUp:
    """Give a project with figures for every question."""
    made_up.estimates = full_estimates()
    made_up.denominators += [denominator(q, 286) for q in ("heard", "asked", "given", "police", "held", "source")]
    made_up.denominators.append(denominator("days", 284, asked=286, missing=2))
    return made_up


@pytest.fixture
def hostile(full: MadeUp) -> MadeUp:
    """Give the same with mark-up and formulas in every text that a user writes."""
    for key in ("title", "lead", "publisher", "source"):
        full.review[key] = {"sv": HOSTILE, "en": HOSTILE}
    full.review["breakdowns"]["gender"]["groups"]["girl"]["label"] = {"sv": HOSTILE, "en": HOSTILE}
    full.codebook = full.codebook.replace("Barnet kom till tals", '"' + HOSTILE.replace('"', '""') + '"')
    full.estimates = [r | {"group": HOSTILE} if r["group"] == "Östra" else r for r in full.estimates]
    full.cleaning[HOSTILE] = 3
    return full


@pytest.fixture
def register(made_up: MadeUp) -> MadeUp:
    """Give a register of two years."""
    made_up.review |= json.loads(json.dumps(REGISTER))
    made_up.review["breakdowns"].pop("age")
    made_up.codebook = REGISTER_CODEBOOK
    made_up.denominators = []
    counted = {"level": "count", "measure": "count", "method": "counted"}
    for year, reports, investigations in (("2003", 4000, 2000), ("2004", 5000, 2600)):
        middle = investigations / reports
        limits = (middle - 0.015, middle + 0.015)
        made_up.estimates.append(share("investigations", investigations, reports, limits, period=year, method="wilson"))
        for name, count in (("reports", reports), ("investigations", investigations)):
            made_up.estimates.append(row(name, **counted, period=year, estimate=count, n=count, x=count))
    for name, x in (("Östra", 1300), ("Ängby", 1300)):
        made_up.estimates.append(
            share(
                "investigations", x, 2500, (0.5, 0.54), period="2004", breakdown="stratum", group=name, method="wilson"
            )
        )
    return made_up
