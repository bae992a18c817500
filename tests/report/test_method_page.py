"""What notebooks of methods show: curves, published values against ours, tables."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

from granska.errors import StageError
from granska.report.canvas import BAND, FIRST, GRID, INK, MUTED, PAPER, SECOND, THIRD, Canvas
from granska.report.curves import Axis, Curve, chart, described, panels
from granska.report.figures import NARROW, WIDE
from granska.report.method_document import MethodTitle, load_title, method_document
from granska.report.method_page import COVERAGE, POWER, TRUE_SHARE, MethodPage

SVG = "{http://www.w3.org/2000/svg}"
PALETTE = {INK, MUTED, GRID, BAND, PAPER, FIRST, SECOND, THIRD}
SIZE = Axis("Sample size", 10, 200, percent=False)
LEVEL = (0.95, "nominal 95 %")
CURVES = [
    Curve("Wilson", ((0, 1.0), (0.25, 0.94), (0.5, 0.96), (1, 1.0))),
    Curve("Wald", ((0, 0.0), (0.25, 0.90), (0.5, 0.94), (1, 0.0))),
    Curve("A curve with a long name that needs lines", ((0, np.nan), (0.25, 0.9), (0.5, np.nan), (1, 0.9))),
    Curve("Straight", ((0, 0.85), (0.25, 0.85), (0.5, 0.85), (1, 0.85))),
]


def draw(kind: str, width: float) -> Canvas:
    return {"chart": chart, "panels": panels}[kind](f"{kind}-en", width, CURVES, TRUE_SHARE, COVERAGE, LEVEL)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", ["chart", "panels"])
def test_curves_are_real_text_in_the_palette_inside_the_picture_and_the_same_each_time(kind: str, width: float) -> None:
    svg = draw(kind, width).svg()
    assert svg == draw(kind, width).svg()
    root = ElementTree.fromstring(svg)
    assert set(re.findall(r"#[0-9a-f]{6}", svg)) <= PALETTE
    texts = root.findall(f".//{SVG}text")
    words = " ".join("".join(text.itertext()) for text in texts)
    assert all(curve.label.split()[0] in words for curve in CURVES)
    assert {"True share", "Coverage", "nominal 95 %"} <= {"".join(text.itertext()) for text in texts}
    for text in texts:
        assert 0 <= float(text.get("x", "-1")) <= width
        assert 0 <= float(text.get("y", "-1")) <= float(root.get("height", "0"))


def test_each_curve_has_dashes_and_marks_of_its_own() -> None:
    svg = draw("chart", WIDE).svg()
    dashes = {re.sub(r"[^\d. ]", "", dash) for dash in re.findall(r"stroke-dasharray: ([^;\"]+)", svg)}
    assert len(dashes) == 3  # the first curve is unbroken
    assert len(set(re.findall(r'href="(#[^"]+)"', svg))) == 4


def test_a_curve_is_cut_where_it_leaves_the_picture() -> None:
    canvas = chart("one-en", WIDE, [CURVES[1]], TRUE_SHARE, COVERAGE)
    heights = [float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", canvas.svg())]
    assert max(heights) <= canvas.height


@pytest.mark.parametrize("curves", [[], [*CURVES, CURVES[0]]])
def test_more_curves_than_can_be_told_apart_are_refused(curves: list[Curve]) -> None:
    with pytest.raises(ValueError, match=f"^{len(curves)} curves: one to 4 can be told apart"):
        chart("many-en", WIDE, curves, TRUE_SHARE, COVERAGE)


def test_a_chart_is_described_in_words() -> None:
    text = described([CURVES[0], CURVES[2]], TRUE_SHARE, COVERAGE, LEVEL).replace("\u202f", " ")
    assert text == (
        "Line chart. Across: true share, 0 % to 100 %. Up: coverage, 80 % to 100 %. "
        "Wilson: 100 % at the left end, 100 % at the right end, lowest 94 % at 25 %, highest 100 %. "
        "A curve with a long name that needs lines: 90 % at the left end, 90 % at the right end, lowest 90 % at 25 %, "
        "highest 90 %. A level line shows 95 %: nominal 95 %."
    )


@pytest.mark.parametrize(
    ("axis", "labels"),
    [
        (TRUE_SHARE, ["0 %", "20", "40", "60", "80", "100 %"]),
        (COVERAGE, ["80 %", "85", "90", "95", "100 %"]),
        (SIZE, ["50", "100", "150", "200"]),
        (Axis("Difference", -0.5, 0.5), ["−40 %", "−20", "0", "20", "40 %"]),
        (Axis("Width", 0, 0.02), ["0.0 %", "0.5", "1.0", "1.5", "2.0 %"]),
    ],
)
def test_ticks_are_round(axis: Axis, labels: list[str]) -> None:
    assert [label.replace("\u202f", " ") for _, label in axis.ticks(5)] == labels


@pytest.fixture
def page(tmp_path: Path) -> MethodPage:
    """Give a page in a project without anything else."""
    for folder in ("params", "notebooks"):
        (tmp_path / folder).mkdir()
    return MethodPage("family", tmp_path)


def test_curves_have_two_widths_words_and_a_table(page: MethodPage, tmp_path: Path) -> None:
    sizes = np.arange(10, 201)
    values = {"Boschloo": sizes / 200}
    section = page.curves("power", "Power.", sizes, values, across=SIZE, up=POWER, level=0.8, level_name="wanted")
    files = {path.name for path in (tmp_path / "data/processed/methods/family/figures").iterdir()}
    assert files == {"power-en.svg", "power-en-narrow.svg"}
    text = section.markdown()
    assert '{#fig-power .wide fig-alt="Line chart.' in text
    assert "A level line shows 80\u202f%: wanted 80\u202f%." in text
    assert "| Sample size | Boschloo |" in text
    assert "| 10 | 5\u202f% |" in text
    assert "{#tbl-power-values}" in text
    assert "text/html" in section._repr_mimebundle_()


def test_a_curve_has_a_value_for_each_place(page: MethodPage) -> None:
    with pytest.raises(ValueError, match=r"^curve 'Short': 2 values for 3 places"):
        page.curves("short", "Short.", [0, 0.5, 1], {"Short": [1, 1]}, across=TRUE_SHARE, up=COVERAGE)


def test_published_values_stand_beside_ours(page: MethodPage) -> None:
    text = page.comparison(
        "known", "Known", ["a", "b", "c"], [0.2553, (0, 0.1611), np.nan], [0.255289, (0, 0.161131), np.nan]
    ).markdown()
    assert "| Case | Published | Ours | Greatest difference |" in text
    assert r"| a | 0\.2553 | 0\.25529 | 0\.00001 |" in text
    assert "| b | 0\\.0000\u00a0to\u00a00\\.1611 | 0\\.00000\u00a0to\u00a00\\.16113 | 0\\.00003 |" in text
    assert r"| c | \.\. | \.\. | 0\.00000 |" in text
    assert r"No difference is greater than 0\.00005, the most that rounding explains\." in text


@pytest.mark.parametrize(
    ("published", "ours", "message"),
    [
        (0.2553, 0.2554, "table known, 'a': published 0.2553, ours 0.255400, farther apart than 5e-05. Check both"),
        (0.2553, np.nan, r"published 0.2553, ours \.\."),
        ((0.1, 0.2), (0.1, 0.3), "published 0.1000\u00a0to\u00a00.2000, ours 0.100000\u00a0to\u00a00.300000"),
    ],
)
def test_a_value_that_is_not_ours_stops_the_run(page: MethodPage, published: Any, ours: Any, message: str) -> None:
    with pytest.raises(StageError, match=message):
        page.comparison("known", "Known", ["a"], [published], [ours])


def test_a_paper_that_rounds_otherwise_is_told_so(page: MethodPage) -> None:
    text = page.comparison("known", "Known", ["a"], [0.2553], [0.2554], tolerance=0.0002).markdown()
    assert r"No difference is greater than 0\.00020, what this table allows\." in text


@pytest.mark.parametrize(
    ("cases", "ours", "message"),
    [(["a"], [(0.1, 0.2)], "^known, 'a': 1 published values and 2 of ours"), (["a", "b"], [0.1], "shorter|longer")],
)
def test_what_does_not_fit_together_is_refused(page: MethodPage, cases: list[str], ours: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        page.comparison("known", "Known", cases, [0.1], ours)


def test_numbers_of_our_own(page: MethodPage) -> None:
    text = page.table(
        "own", "Own", ["What", "A", "B"], [("a", [1.234, np.nan])], decimals=[1, 2], note="Why."
    ).markdown()
    assert r"| a | 1\.2 | \.\. |" in text
    assert r"[Why\.]{.note}" in text


def code(source: str, *tags: str, **output: Any) -> dict[str, Any]:
    shown = [{"output_type": "execute_result", "data": output, "metadata": {}}] if output else []
    return {
        "cell_type": "code",
        "execution_count": 1,
        "source": source,
        "outputs": shown,
        "metadata": {"tags": list(tags)},
    }


def prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def write(folder: Path, *cells: dict[str, Any]) -> Path:
    path = folder / "wilson.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


HEAD = prose("# One *proportion*\n\nHow sure is\na share?\n\n## What")
RESULT = {"text/markdown": ["| a |\n", "|---|"], "text/plain": "Section"}


def test_a_document_follows_the_notebook(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD,
        code("family = 1", "parameters"),
        code("import this", "setup"),
        code("secret", "peer", **RESULT),
        prose("It is $p$."),
        code("look(`a`)\n```\n", **RESULT),
        code("", execution=None),
        prose(" "),
    )
    title, text = method_document(path)
    assert title == MethodTitle("wilson", "One *proportion*", "How sure is a share?")
    _, front, body = text.split("---\n", 2)
    assert 'title: "One \\\\*proportion\\\\*"' in front
    assert body == (
        '\n## What\n\nIt is $p$.\n\n:::: {.details summary="Code"}\n\n````python\nlook(`a`)\n```\n````\n\n::::\n\n'
        "| a |\n|---|\n"
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([], "wilson.ipynb, cell 1: it has to be Markdown: '# Title'"),
        ([code("1")], "cell 1: it has to be Markdown"),
        ([prose("## Too low\n\nText.")], "cell 1: it has to be Markdown"),
        ([prose("# Title alone")], "cell 1: it has to be Markdown"),
        ([HEAD, code("1", **{"text/plain": "1"})], "cell 2: it shows something that is not text/markdown"),
        ([HEAD, code("1") | {"execution_count": None}], "cell 2: not executed"),
        ([HEAD, code("1") | {"outputs": [{"output_type": "stream", "text": "/home"}]}], "cell 2: it shows something"),
    ],
)
def test_what_a_page_cannot_show_is_refused(tmp_path: Path, cells: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(StageError, match=message):
        method_document(write(tmp_path, *cells))


def test_a_title_is_read_back(tmp_path: Path) -> None:
    title = MethodTitle("a", "One *way*", "How?")
    (tmp_path / "title.json").write_text(title.json(), encoding="utf-8")
    assert load_title(tmp_path / "title.json") == title


def test_a_page_leads_to_the_lists_in_both_languages_and_to_the_pages_about_the_site(tmp_path: Path) -> None:
    _, text = method_document(write(tmp_path, HEAD), ["cite.en", "cite.sv"])
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["other_language"] == {"href": "sv.html", "code": "sv", "name": "Svenska\\: alla metoder"}
    assert front["start"] == "../en.html"
    assert [link["href"] for link in front["footer_links"]] == ["index.html", "../en.html", "../about/cite.en.html"]
