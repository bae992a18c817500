"""What a drawing says: its alt text, its labels row by row, and where its marks stand on the axes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from granska.publish.reading.axes import Axis, Label, axes_of
from granska.publish.reading.units import Unit, flat, start_of

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = frozenset(("svg", "g", "path", "use", "defs", "text", "tspan", "title", "desc", "circle", "ellipse", "rect"))
SHAPES |= {"line", "polyline", "polygon", "clipPath"}
ATTRIBUTES = re.compile(
    r"class|style|d|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|width|height|id|points|viewBox|font-family"
    r"|stroke-linejoin|role|href|transform|aria-hidden|fill|xmlns|version|focusable|stroke|clip-path"
    r"|data-name|aria-label|aria-labelledby|(?:stroke|font|text)[\w-]*"
)
_LINE = 20.0  # CSS pixels: labels closer than this are one, broken
_ABOVE = 18.0  # a mark lies at most this far above the first line of its label
_SMALL = 20.0  # a closed shape smaller than this is a mark


@dataclass(frozen=True)
class _Mark:
    x: float
    y: float
    line: bool = False
    reach: float = 0  # how long the line is that it ends
    middle: float | None = None  # of the surface whose side it is


def read_drawing(root: Element, about: tuple[str, ...]) -> Iterator[Unit]:
    """Read a drawing.

    Parameters
    ----------
    root : Element
        The element `svg`.
    about : tuple of str
        Its caption and the headings above it.

    Yields
    ------
    Unit
        Alt texts, labels with the head of their row, marks with the value they stand at, and what has no place in
        a drawing.
    """
    name = root.get("data-name") or "a drawing"
    yield from _alien(root, name)
    said = [element.text or "" for element in root.iter() if element.tag in (f"{SVG}title", f"{SVG}desc")]
    for text in filter(None, map(flat, (root.get("aria-label", ""), *said))):
        yield Unit("text", f"the alt text of the figure {name}", text, about)
    drawn = list(_outside_definitions(root))
    labels = [_label(element) for element in drawn if element.tag == f"{SVG}text"]
    axes, ticks = axes_of(labels)
    heads = _heads(labels)
    years = _years(labels, axes)
    for label in labels:
        if label not in ticks:
            head = _head_at(heads, years, axes, label.x, label.y)
            place = f"a label in the figure {name}" + (f", row '{start_of(head)}'" if head else "")
            yield Unit("label", place, label.text, about, (head,) if head else ())
    for mark in _marks(drawn, upright=any(axis.upright for axis in axes)):
        for axis in axes:
            if axis.holds(mark.x, mark.y) and not _of_the_axis(mark, axis):
                yield _placed(mark, axis, name, about, _head_at(heads, years, axes, mark.x, mark.y))


def _of_the_axis(mark: _Mark, axis: Axis) -> bool:
    """Whether it belongs to the axis: the line of it, its grid, or the sign in its middle for what is hidden."""
    sign = mark.middle is not None and abs(mark.middle - (axis.start + axis.end) / 2) < 1
    return sign or mark.reach >= axis.length or (mark.line and axis.at_tick(mark.x, mark.y))


def _placed(mark: _Mark, axis: Axis, name: str, about: tuple[str, ...], head: str) -> Unit:
    place = f"a {'line' if mark.line else 'mark'} in the figure {name}" + (f", row '{start_of(head)}'" if head else "")
    # places are written with one decimal of a pixel
    slack = abs(axis.step) * 0.12 + 0.01
    text = f"{axis.value(mark.x, mark.y):.2f} ± {slack:.2f}"
    return Unit("line" if mark.line else "point", place, text, about, (head,) if head else ())


def _alien(root: Element, name: str) -> Iterator[Unit]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield Unit("hidden", f"a comment in the figure {name}", element.text or "")
            continue
        tag = element.tag.removeprefix(SVG)
        if tag not in SHAPES:
            yield Unit("hidden", f"an element '{tag}' in the figure {name}", "")
        for attribute in element.attrib:
            # xml:lang and xlink:href have a name space
            plain = attribute.split("}")[-1].split(":")[-1]
            if not ATTRIBUTES.fullmatch(plain):
                yield Unit("hidden", f"an attribute '{attribute}' in the figure {name}", "")


def _outside_definitions(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag not in (f"{SVG}defs", f"{SVG}clipPath"):
            yield child
            yield from _outside_definitions(child)


def _label(element: Element) -> Label:
    return Label(_number(element, "x"), _number(element, "y"), flat("".join(element.itertext())))


def _number(element: Element, name: str) -> float:
    return float(element.get(name) or 0)


def _heads(labels: Iterable[Label]) -> list[Label]:
    """Give the labels of the rows: what stands at the left edge, its lines put together."""
    edge = sorted((label for label in labels if label.x == 0), key=lambda label: label.y)
    heads: list[Label] = []
    last = -_LINE
    for label in edge:
        if heads and label.y - last < _LINE:
            heads[-1] = Label(0, heads[-1].y, f"{heads[-1].text} {label.text}")
        else:
            heads.append(label)
        last = label.y
    return heads


def _years(labels: Iterable[Label], axes: list[Axis]) -> list[Label]:
    """Give the labels below an upright axis."""
    if not any(axis.upright for axis in axes):
        return []
    return [label for label in labels if re.fullmatch(r"\d{4}", label.text)]


def _head_at(heads: list[Label], years: list[Label], axes: list[Axis], x: float, y: float) -> str:
    if years:
        return min(years, key=lambda label: abs(label.x - x)).text
    above = [head for head in heads if head.y <= y + _ABOVE]
    return above[-1].text if above else ""


def _marks(drawn: Iterable[Element], upright: bool) -> Iterator[_Mark]:
    for element in drawn:
        match element.tag.removeprefix(SVG):
            case "use":
                yield _Mark(_number(element, "x"), _number(element, "y"))
            case "circle" | "ellipse":
                yield _Mark(_number(element, "cx"), _number(element, "cy"))
            case "rect":
                left, top = _number(element, "x"), _number(element, "y")
                corners = [(left, top), (left + _number(element, "width"), top + _number(element, "height"))]
                yield from _shape(corners, upright)
            case "line":
                ends = [(_number(element, f"x{k}"), _number(element, f"y{k}")) for k in (1, 2)]
                yield from _piece(ends, upright)
            case "polyline" | "polygon":
                yield from _piece(_pairs(element.get("points", "")), upright)
            case "path":
                for piece in re.split(r"(?=M)", element.get("d", "")):
                    points = _pairs(piece)
                    if points:
                        closed = "z" in piece.lower() or "C" in piece
                        yield from (_shape if closed else _piece)(points, upright)


def _pairs(text: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _shape(points: list[tuple[float, float]], upright: bool) -> Iterator[_Mark]:
    """Give the middle of a small shape, and the sides of a large one."""
    xs, ys = zip(*points, strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    if max(xs) - min(xs) < _SMALL and max(ys) - min(ys) < _SMALL:
        yield _Mark(x, y)
    elif upright:
        yield from (_Mark(x, side, True, middle=y) for side in (min(ys), max(ys)))
    else:
        yield from (_Mark(side, y, True, middle=x) for side in (min(xs), max(xs)))


def _piece(points: list[tuple[float, float]], upright: bool) -> Iterator[_Mark]:
    """Give the ends of what is drawn along the axis, and the middle of what is drawn across it."""
    for (x, y), (other_x, other_y) in pairwise(points):
        across = y == other_y if upright else x == other_x
        along = x == other_x if upright else y == other_y
        if across:
            yield _Mark((x + other_x) / 2, (y + other_y) / 2, True)
        elif along:
            reach = abs(other_x - x) + abs(other_y - y)
            yield from (_Mark(*end, reach=reach) for end in ((x, y), (other_x, other_y)))
