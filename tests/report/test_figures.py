"""Figures: the same bytes each time, text as text, the palette and nothing else."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from granska.report import charts
from granska.report.axes import ShareAxis, axis_end
from granska.report.canvas import BAND, FIRST, GRID, INK, MUTED, PAPER, SECOND, THIRD, Canvas
from granska.report.charts import Frame, Row
from granska.report.figures import NARROW, WIDE, Studio
from granska.report.flow import Step, flow
from granska.report.funnel import Spot, funnel
from granska.report.locale import Locale
from granska.report.over_time import over_time
from granska.report.pairs import Pair, pairs
from granska.report.places_and_years import by_stratum
from granska.report.published import Interval
from granska.report.sections import areas, groups, how_to_read, summary
from report.made_up import HOSTILE, MadeUp

PALETTE = {INK, MUTED, GRID, BAND, PAPER, FIRST, SECOND, THIRD}
FRAME = Frame(Locale("sv"), "Exempeldata")
HALF = Interval(0.5, 0.48, 0.52, 50, 48, 52)
NONE, EVERY = Interval(0.0, 0.0, 0.019, 0, 0, 2), Interval(1.0, 0.98, 1.0, 100, 98, 100)
ROWS = [
    Row("Barnet kom till tals", Interval(0.254, 0.205, 0.305, 25, 20, 31)),
    Row(HOSTILE, NONE),
    Row("Alla", EVERY, remark="(lägre är bättre)"),
    Row("För få", None, ".."),
]
PAIRS = [
    Pair("Barnet kom till tals", HALF, EVERY, Interval(0.018, -0.011, 0.047, 2, -2, 5), -0.142, ("+2", "−2 till 5")),
    Pair(HOSTILE, NONE, EVERY, Interval(-0.98, -1.0, -0.9, -98, -100, -90), None, ("−98", "−100 till −90")),
    Pair("Dolt", None, None, None, None, symbol="x", share_symbol="x"),
    Pair("För få", HALF, HALF, None, None, symbol=".."),
]
INNER, OUTER = Interval(0.254, 0.07, 0.41, 25, 7, 41), Interval(0.254, 0.0, 0.51, 25, 0, 51)
SPOTS = [
    Spot("Bromma", Interval(0.254, 0.205, 0.305, 25, 20, 31), (0.25, 25), INNER, OUTER),
    Spot(HOSTILE, NONE, (0.1, 10), INNER, OUTER),
    Spot("Färre", EVERY, (0.9, 90), Interval(0.254, 0.0, 0.6, 25, 0, 60), Interval(0.254, 0.0, 1.0, 25, 0, 100)),
    Spot("Dold", None, None, None, None, "x"),
]
YEARS = [Row("2003", HALF), Row("2004", None, ".."), Row("2005", NONE), Row("2006", None, "x")]
STAGES = (
    (Step("Alla", "2 959", "förhandsbedömningar", "i 11 stadsdelsförvaltningar"),),
    (Step("Utvalda och lästa", "286", HOSTILE, "10 % av alla"),),
    (Step("Frågor", "277–286", "svar på varje fråga", "17 frågor"), Step("Fler frågor", "31", "svar", "1 fråga")),
)


def draw(kind: str, width: float = WIDE) -> Canvas:
    match kind:
        case "dots":
            return charts.dots("dots-sv", width, ROWS, FRAME, (0.254, "Alla 25 %"))
        case "pairs":
            return pairs("pairs-sv", width, PAIRS, ("Flickor", "Pojkar"), ("Inom", "Alla"), 100, FRAME)
        case "funnel":
            return funnel("funnel-sv", width, SPOTS, (0.254, "Alla 25 %"), ("95 %", "99,8 %"), FRAME)
        case "series":
            return charts.series("series-sv", width, YEARS, FRAME)
        case "flow":
            return flow("flow-sv", width, STAGES, FRAME)
        case "alone":
            return charts.dots("alone-sv", width, ROWS[:1], FRAME)
        case "alone pair":
            return pairs("pair-sv", width, PAIRS[:1], ("Flickor", "Pojkar"), ("Inom", "Alla"), 100, FRAME)
        case "spark":
            return charts.spark("key-sv", NONE, FRAME)
    return charts.how_to_read("read-sv", ("Bästa", "Minst", "Högst"))


KINDS = ["dots", "pairs", "funnel", "series", "flow", "alone", "alone pair", "spark", "read"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_drawing_has_the_same_bytes(kind: str) -> None:
    assert draw(kind).svg() == draw(kind).svg()
    assert draw(kind).png() == draw(kind).png()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS)
def test_svg_is_real_text_in_the_palette_and_points_nowhere(kind: str, width: float) -> None:
    svg = draw(kind, width).svg()
    root = ElementTree.fromstring(svg)
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) <= PALETTE
    assert root.get("viewBox", "").startswith("0 0 ")
    assert "DejaVu" not in svg
    assert "<metadata" not in svg
    assert "<script" not in svg
    assert not re.search(r'href="(?!#)', svg)
    assert root.findall(".//{http://www.w3.org/2000/svg}text")


@pytest.mark.parametrize("kind", ["dots", "pairs", "funnel", "flow"])
def test_labels_stay_text(kind: str) -> None:
    root = ElementTree.fromstring(draw(kind).svg())
    texts = ["".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)</script>" in text for text in texts)
    assert "$z$" in " ".join(texts)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", KINDS[:-2])
def test_every_mark_and_anchor_lies_inside(kind: str, width: float) -> None:
    root = ElementTree.fromstring(draw(kind, width).svg())
    height = float(root.get("height", "0"))
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.get("x", "-1")) <= width
        assert 0 <= float(text.get("y", "-1")) <= height


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_smoothed_shares_are_rings_and_limits_a_band_and_dashes(width: float) -> None:
    root = ElementTree.fromstring(draw("funnel", width).svg())
    looks = [element.get("style", "") for element in root.iter()]
    bands = [look for look in looks if BAND in look]
    dashes = [look for look in looks if "stroke-dasharray" in look]
    rings = [look for look in looks if f"fill: none; stroke: {INK}; stroke-width: 1.4" in look]
    assert bands
    assert dashes
    assert rings


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_share_outside_the_wide_limits_has_a_form_of_its_own(width: float) -> None:
    def forms(outside: bool) -> int:
        rows = [replace(SPOTS[0], outside=outside), *SPOTS[1:]]
        svg = funnel("f", width, rows, (0.254, "Alla"), ("95 %", "99,8 %"), FRAME).svg()
        marks = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}defs")
        return len({path.get("d") for group in marks for path in group})

    assert forms(outside=True) == forms(outside=False) + 1


@pytest.mark.parametrize(("symbol", "width"), [("x", WIDE), ("x", NARROW), ("..", WIDE), (".", NARROW)])
@pytest.mark.parametrize("kind", ["dots", "pairs", "funnel", "series"])
def test_what_is_not_shown_is_no_mark(kind: str, symbol: str, width: float) -> None:
    """A row without a number has neither dot nor interval; only what is hidden has a hatched band."""
    groups, row = ("Flickor", "Pojkar"), Row("Dold", None, symbol)
    spot, pair = Spot("Dold", None, None, None, None, symbol), Pair("Dold", *[None] * 4, ("", ""), symbol, symbol)
    drawn = {
        "dots": lambda rows: charts.dots("d", width, [row] * rows, FRAME),
        "pairs": lambda rows: pairs("p", width, [pair] * rows, groups, ("Inom", "Alla"), 20, FRAME),
        "funnel": lambda rows: funnel("f", width, [spot] * rows, (0.2, "Alla"), ("95 %", "99,8 %"), FRAME),
        "series": lambda rows: charts.series("s", width, [row] * rows, FRAME),
    }[kind]
    two, three = drawn(2).svg(), drawn(3).svg()
    # the legends have marks; another row adds none
    assert two.count("<use") == three.count("<use")
    assert two.count(SECOND) == three.count(SECOND)
    assert (f"stroke: {THIRD}" in three) == (symbol == "x")
    assert three.count(f">{symbol}</text>") > two.count(f">{symbol}</text>")
    # no interval stands where there is none
    assert "(" not in three.replace("(x)", "")


@pytest.mark.parametrize(
    ("shares", "end", "ticks"),
    [
        ([], 20, (0, 5, 10, 15, 20)),
        ([0.2], 20, (0, 5, 10, 15, 20)),
        ([0.21, 0.05], 40, (0, 10, 20, 30, 40)),
        ([0.58], 60, (0, 20, 40, 60)),
        ([0.61], 80, (0, 20, 40, 60, 80)),
        ([0.81], 100, (0, 25, 50, 75, 100)),
        ([1.0], 100, (0, 25, 50, 75, 100)),
    ],
)
def test_axes_end_at_a_round_share_that_holds_all(shares: list[float], end: int, ticks: tuple[int, ...]) -> None:
    assert axis_end(shares) == end
    assert ShareAxis(0, 100, end).ticks() == ticks
    assert ShareAxis(0, 100, end).ticks(few=True) == (0, end // 2, end)


def test_differences_stand_in_numbers_beside_the_drawing() -> None:
    for width in (WIDE, NARROW):
        root = ElementTree.fromstring(draw("pairs", width).svg())
        texts = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")}
        assert {"+2", "(−2 till 5)", "−98", "(−100 till −90)"} <= texts


def test_numbers_of_a_file_have_one_decimal_and_marks_two() -> None:
    for kind in KINDS:
        root = ElementTree.fromstring(draw(kind).svg())
        marks = {path for group in root.iter("{http://www.w3.org/2000/svg}defs") for path in group}
        for element in root.iter():
            numbers = re.findall(r"\.(\d+)", " ".join(element.get(name, "") for name in ("d", "x", "y")))
            assert max(map(len, numbers), default=0) <= (2 if element in marks else 1)


def test_limits_that_are_the_same_for_all_are_drawn_once() -> None:
    def bands(rows: list[Spot]) -> int:
        drawn = funnel("funnel-sv", WIDE, rows, (0.254, "Alla"), ("95 %", "99,8 %"), FRAME)
        root = ElementTree.fromstring(drawn.svg())
        return sum(
            len(list(element)) or 1 for element in root if BAND in element.get("style", "")
        )  # one of them is the legend's

    alike = [Spot(name, HALF, (0.5, 50), INNER, OUTER) for name in "ABC"]
    assert bands(alike) == 2
    assert bands([*alike, Spot("D", HALF, (0.5, 50), OUTER, OUTER)]) == 3


def test_neighbours_that_look_alike_say_so_once() -> None:
    root = ElementTree.fromstring(draw("dots").svg())
    looks = [(element.tag, element.get("style")) for element in root if element.get("style")]
    assert all(one != other for one, other in pairwise(looks))


def test_the_ground_of_a_png_is_white_or_shows_through() -> None:
    for ground, corner in (("white", (1, 1, 1, 1)), ("none", (1, 1, 1, 0))):
        pixels = imread(BytesIO(draw("read").png(ground)), format="png")
        assert tuple(pixels[0, 0]) == corner


def test_a_picture_of_another_name_has_other_bytes() -> None:
    one, other = (charts.spark(name, HALF, FRAME) for name in ("one-sv", "other-sv"))
    assert one.svg() != other.svg()
    assert one.png() != other.png()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}


def publish(project: MadeUp, language: str) -> dict[str, bytes]:
    report = project.open(language)
    for section in (summary, how_to_read, areas, groups, by_stratum, over_time):
        section(report)
    return files(report.studio.folder)


def test_all_figures_of_a_report_differ_and_come_back_alike(full: MadeUp) -> None:
    full.review["formats"] = ["html", "docx"]
    publish(full, "sv")
    first = publish(full, "en")
    assert len(set(first.values())) == len(first)
    publish(full, "sv")
    assert publish(full, "en") == first
    assert {"area-safety-sv.svg", "area-safety-sv-narrow.svg", "area-safety-sv.png", "area-safety-en.svg"} <= set(first)
    assert not [name for name in first if name.startswith(".")]
    assert all(re.fullmatch(r"[\w.-]+-(sv|en)(-narrow)?\.(svg|png)", name) for name in first)


def test_without_word_documents_no_raster_is_made(full: MadeUp) -> None:
    assert not [name for name in publish(full, "sv") if name.endswith(".png")]


def test_synthetic_figures_say_so_in_the_picture(full: MadeUp) -> None:
    assert "Exempeldata" in publish(full, "sv")["area-safety-sv.svg"].decode()


def test_public_figures_do_not(full: MadeUp) -> None:
    full.review |= {"synthetic": False, "public": True}
    assert "Exempeldata" not in publish(full, "sv")["area-safety-sv.svg"].decode()


def test_a_figure_without_its_drawing_leaves_no_file(tmp_path: Path) -> None:
    def fail(name: str) -> Canvas:
        raise RuntimeError(name)

    with pytest.raises(RuntimeError):
        Studio(tmp_path, "sv").spark("broken", fail, "alt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Kort", ["Kort"]),
        ("Barnets behov av skydd bedömdes inom 24 timmar", ["Barnets behov av skydd", "bedömdes inom 24 timmar"]),
        ("Självbestämmanderätten i ett nytt ljus", ["Självbestämmanderätten", "i ett nytt ljus"]),
        (" ", [""]),
    ],
)
def test_labels_break_evenly(text: str, lines: list[str]) -> None:
    assert charts.wrap(text, 30) == lines


def test_a_very_long_label_ends_with_a_mark() -> None:
    lines = charts.wrap("ett ord till " * 40, 40)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
