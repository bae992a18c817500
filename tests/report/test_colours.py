"""The colours of figures: few, readable on the page, and told apart by those who see colours differently."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from granska.report.canvas import FIRST, INK, MUTED, SECOND, THIRD
from granska.report.charts import Frame
from granska.report.curves import LOOKS
from granska.report.figures import WIDE
from granska.report.locale import Locale
from granska.report.pairs import Pair, pairs
from granska.report.published import Interval
from projects import ROOT

SERIES = (FIRST, SECOND, INK, MUTED)  # MUTED only for the fourth curve of a methods page
VARIABLES = {FIRST: "fig-1", SECOND: "fig-2", INK: "ink", MUTED: "muted", THIRD: "fig-3"}

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB
SIGHT = {
    "full colour vision": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
# the least distance in CIELAB: about six times what is just noticed side by side (2.3)
APART = 15.0

Triple = tuple[float, ...]


def linear(colour: str) -> Triple:
    channels = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def applied(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def cielab(rgb: Triple) -> Triple:
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.072175), (0.0193339, 0.119192, 0.9503041))
    white = (0.95047, 1.0, 1.08883)
    relative = (value / w for value, w in zip(applied(to_xyz, rgb), white, strict=True))
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in relative)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, sight: str) -> float:
    seen = [cielab(tuple(min(1.0, max(0.0, c)) for c in applied(SIGHT[sight], linear(c0)))) for c0 in (one, other)]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def contrast(one: str, other: str) -> float:
    light = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True)) + 0.05
                   for colour in (one, other))  # fmt: skip
    return light[1] / light[0]


def schemes() -> dict[str, dict[str, str]]:
    """Read the colours of both modes from the stylesheet."""
    text = Path(ROOT / "reports" / "style.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)", 1)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark.split("\n}", 1)[0])]
    return {"light": found[0], "dark": found[0] | found[1]}


def test_the_scale_of_distances_is_that_of_the_literature() -> None:
    # Lindbloom: sRGB red lies at L 53.24, a 80.09, b 67.20; white at 100, 0, 0
    assert cielab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.05)
    assert cielab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.05)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # pure red and the green that those without red cones take for it
    assert distance("#ff0000", "#006400", "deuteranopia") < distance("#ff0000", "#006400", "full colour vision") / 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_series_stands_out_from_the_paper(scheme: str) -> None:
    colours = schemes()[scheme]
    assert {name: contrast(colours[name], colours["paper"]) < 3 for name in VARIABLES.values()} == dict.fromkeys(
        VARIABLES.values(), False
    )


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_series_are_told_apart_by_every_eye(scheme: str, sight: str) -> None:
    colours = [schemes()[scheme][VARIABLES[colour]] for colour in SERIES]
    close = [pair for pair in combinations(colours, 2) if distance(*pair, sight) < APART]
    assert close == []


def test_the_palette_of_figures_is_the_page_s() -> None:
    light = schemes()["light"]
    assert {light[name] for name in VARIABLES.values()} == set(VARIABLES)


def test_there_are_at_most_four_series_each_with_a_mark_and_dashes_of_its_own() -> None:
    assert {look.color for look in LOOKS} == set(SERIES)
    assert len({look.marker for look in LOOKS}) == len({str(look.style) for look in LOOKS}) == len(LOOKS) == 4


def test_groups_and_differences_have_a_form_each() -> None:
    half = Interval(0.5, 0.4, 0.6, 50, 40, 60)
    row = Pair("Label", half, half, half, 0.1, ("+50", "40–60"))
    root = ElementTree.fromstring(
        pairs("p", WIDE, [row], ("Girls", "Boys"), ("Within", "All"), 100, Frame(Locale("en"))).svg()
    )
    svg = "{http://www.w3.org/2000/svg}"
    filled = [path for marks in root.iter(f"{svg}defs") for path in marks.iter(f"{svg}path")]
    hollow = [marks[0] for marks in root.iter(f"{svg}g") if len(marks) and (marks[0].get("d") or "").endswith("z")]
    forms = [("filled", corners(path)) for path in filled] + [("hollow", corners(path)) for path in hollow]
    circle, square = ("filled", max(count for _, count in forms)), ("filled", 4)
    assert sorted(forms) == sorted([circle, square, ("hollow", 4), ("hollow", 3)])
    assert circle[1] > 4


def corners(path: ElementTree.Element) -> int:
    """Count the points of a closed shape."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", path.get("d", ""))
    return len(set(zip(numbers[::2], numbers[1::2], strict=True)))
