"""A register after the mapping of 2007 (BUSS): invented yearly counts for the districts, by gender.

The districts and their mergers are as they were; every number is invented. Reports follow a social index, and
Hägersten-Liljeholmen lies above what its index leads one to expect, in reports and in interventions.
"""

from dataclasses import dataclass
from pathlib import Path

from synthetic.tools import Dice, Rows, repeat_rows, write_delimited, write_workbook

SEED = 20071231
MERGED = 2007
YEARS = range(2003, MERGED + 1)
REPORTS_PER_CHILD = 0.034  # in 2003; the mapping says that reports grew year by year
GROWTH = 1.055
SHARE_INVESTIGATED, SHARE_GRANTED = 0.55, 0.42


@dataclass(frozen=True)
class Area:
    """A district of 2003: its children, its social index (1 is the city), how far its counts lie from what is usual."""

    district: str
    children: int
    social_index: float
    reports_against_index: float = 1.0
    granted_against_city: float = 1.0


# The district of 2007 stands beside the name of 2003; eight of the eighteen were merged two and two.
AREAS = {
    "Kista": Area("Rinkeby-Kista", 6200, 1.55, 0.94),
    "Rinkeby": Area("Rinkeby-Kista", 4900, 2.10, 0.97),
    "Spånga-Tensta": Area("Spånga-Tensta", 9300, 1.50, 1.05),
    "Hässelby-Vällingby": Area("Hässelby-Vällingby", 13200, 1.20, 1.04),
    "Bromma": Area("Bromma", 12900, 0.55, 0.96),
    "Kungsholmen": Area("Kungsholmen", 6800, 0.62, 1.02),
    "Norrmalm": Area("Norrmalm", 7600, 0.55, 0.92),
    "Östermalm": Area("Östermalm", 8400, 0.48, 0.97),
    "Maria-Gamla stan": Area("Södermalm", 8900, 0.82, 1.02),
    "Katarina-Sofia": Area("Södermalm", 6300, 0.86, 0.98),
    "Enskede-Årsta": Area("Enskede-Årsta-Vantör", 9500, 0.85, 0.95),
    "Vantör": Area("Enskede-Årsta-Vantör", 7300, 1.25, 1.03),
    "Skarpnäck": Area("Skarpnäck", 8100, 1.15, 0.97),
    "Farsta": Area("Farsta", 9000, 1.25, 0.98),
    "Älvsjö": Area("Älvsjö", 5100, 0.66, 1.04),
    "Hägersten": Area("Hägersten-Liljeholmen", 5600, 0.92, 1.32, 1.20),
    "Liljeholmen": Area("Hägersten-Liljeholmen", 4700, 0.95, 1.30, 1.22),
    "Skärholmen": Area("Skärholmen", 7700, 1.60, 0.96),
}
SHARE_OF_BOYS = {"pojke": 0.513, "flicka": 0.487}
BOYS_AGAINST_GIRLS = {"pojke": 1.09, "flicka": 0.90}

HEADS_BEFORE = ["Stadsdelsområde", "År", "Kön", "Barn 0–17", "Socialt index", "Väntat antal", "Anmälningar"]
HEADS_BEFORE += ["Utredningar", "Insatser"]
HEADS_2007 = [
    "Stadsdel",
    "Ar",
    "Barnets kön",
    "Antal barn",
    "Index",
    "Förväntat",
    "Inkomna anmälningar",
    "Påbörjade utredningar",
]
HEADS_2007 += ["Beviljade insatser"]


def _register(dice: Dice) -> dict[int, Rows]:
    """Invent the rows of each year: area of 2003, gender, children, social index, expected and the three counts."""
    register: dict[int, Rows] = {}
    for year in YEARS:
        rows: Rows = []
        weights = []
        for name, area in AREAS.items():
            for gender, share in SHARE_OF_BOYS.items():
                children = round(area.children * share * (1 + 0.012 * (year - YEARS[0])))
                weight = children * area.social_index * BOYS_AGAINST_GIRLS[gender]
                mean = weight * REPORTS_PER_CHILD * GROWTH ** (year - YEARS[0]) * area.reports_against_index
                reports = dice.around(mean)
                investigations = min(reports, dice.around(reports * SHARE_INVESTIGATED))
                granted = min(investigations, dice.around(investigations * SHARE_GRANTED * area.granted_against_city))
                rows.append([name, gender, children, area.social_index, 0.0, reports, investigations, granted])
                weights.append(weight)
        # the city as a whole is as expected: what the index does is to share its reports out
        reports_in_city = sum(row[5] for row in rows)
        for row, weight in zip(rows, weights, strict=True):
            row[4] = round(reports_in_city * weight / sum(weights), 1)
        register[year] = rows
    return register


def _merge(rows: Rows) -> Rows:
    """Add up the rows of areas that were merged; the index is the mean over their children."""
    merged: dict[tuple[str, str], list[float]] = {}
    for name, gender, children, index, *numbers in rows:
        found = [children, children * index, *numbers]
        sums = merged.setdefault((AREAS[name].district, gender), [0] * len(found))
        merged[AREAS[name].district, gender] = [a + b for a, b in zip(sums, found, strict=True)]
    return [
        [district, gender, children, round(weighted / children, 2), round(expected, 1), *counts]
        for (district, gender), (children, weighted, expected, *counts) in merged.items()
    ]


def _thousands(number: int) -> str:
    """Write a number as the older export did, with a space between thousands."""
    return f"{number:,}".replace(",", " ")


def write(folder: Path) -> None:
    """Write the years before the merger as a text file, and 2007 as a workbook."""
    register = _register(Dice(SEED))
    before: Rows = [HEADS_BEFORE]
    for year in YEARS:
        if year < MERGED:
            before += [[row[0], year, row[1], _thousands(row[2]), *row[3:]] for row in register[year]]
    before = repeat_rows(before, {37: 38, 90: 110})
    write_delimited(folder / "register-2003-2006.csv", before, delimiter=";", encoding="cp1252")
    letters = {"pojke": "P", "flicka": "F"}
    last = [[row[0], MERGED, letters[row[1]], *row[2:]] for row in _merge(register[MERGED])]
    write_workbook(folder / "register-2007.xlsx", {"2007": [HEADS_2007, *last]})
