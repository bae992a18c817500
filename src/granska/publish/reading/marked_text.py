"""The text of a page of a PDF, by the marks that the structure of the document points to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pypdf
from pypdf.generic import ContentStream, DictionaryObject

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
ARTIFACT, UNMARKED = "artifact", "unmarked"
_WIDEST = 0.62  # of the size of the font: what letters of a text take on average at most
_SOFT_HYPHENS = ("\u00ad", "\u2010", "-")


class Piece(NamedTuple):
    """What is written in one go: where it begins, and where it ends at the latest, in points."""

    x: float
    y: float
    end: float
    text: str


class MarkedText:
    """The text of one page.

    Parameters
    ----------
    page : pypdf.PageObject
        The page.
    """

    def __init__(self, page: pypdf.PageObject):
        self._found: dict[int | str, list[Piece]] = defaultdict(list)
        content = page.get_contents()
        if content is not None:
            self._read(content, page["/Resources"].get_object(), (), IDENTITY)

    def pieces(self, mark: int | str) -> list[Piece]:
        """Give what is written under a mark, `ARTIFACT` or `UNMARKED`."""
        return self._found.get(mark, [])

    def _read(self, content: Any, resources: Any, marks: tuple[int | str | None, ...], matrix: Matrix) -> None:
        fonts = {name: to_unicode(font.get_object()) for name, font in resources.get("/Font", {}).items()}
        decode: Mapping[int, str] = {}
        line, size = IDENTITY, 0.0
        stack: list[tuple[Matrix, Mapping[int, str]]] = []
        for operands, operator in ContentStream(content, None).operations:
            match operator:
                case b"q":
                    stack.append((matrix, decode))
                case b"Q" if stack:
                    matrix, decode = stack.pop()
                case b"cm":
                    matrix = _times(_matrix(operands), matrix)
                case b"Tf":
                    decode, size = fonts.get(operands[0], {}), float(operands[1])
                case b"BT":
                    line = IDENTITY
                case b"Tm":
                    line = _matrix(operands)
                case b"Td" | b"TD":
                    line = _times(_matrix((1, 0, 0, 1, *operands)), line)
                case b"BDC" | b"BMC":
                    marks = (*marks, _mark(operands))
                case b"EMC":
                    marks = marks[:-1]
                case b"Tj" | b"TJ" | b"'" | b'"':
                    mark = next((mark for mark in reversed(marks) if mark is not None), UNMARKED)
                    scale, *_, x, y = _times(line, matrix)
                    text = _decoded(operands[-1], decode)
                    self._found[mark].append(Piece(x, y, x + _WIDEST * abs(scale) * size * len(text), text))
                case b"Do":
                    form = resources["/XObject"][operands[0]].get_object()
                    if form.get("/Subtype") == "/Form":
                        inner = _times(_matrix(form.get("/Matrix", IDENTITY)), matrix)
                        self._read(form, form.get("/Resources", resources).get_object(), marks, inner)


def joined(marks: Iterable[Sequence[Piece]]) -> str:
    """Put together what is written under marks that follow each other.

    Blanks between words are written as such, but for those between columns and between the lines of a drawing. A
    hyphen under a mark of its own is where a word was broken, any other is part of a word.

    Examples
    --------
    >>> joined([[Piece(0, 9, 30, "as")], [Piece(30, 9, 33, "\u00ad")], [Piece(0, 0, 40, "sessments")]])
    'assessments'
    >>> joined([[Piece(0, 9, 30, "Extent")], [Piece(90, 9, 99, "26")]])
    'Extent 26'
    """
    text = ""
    last: Piece | None = None
    for pieces in marks:
        if "".join(piece.text for piece in pieces) in _SOFT_HYPHENS:
            last = None
            continue
        for k, piece in enumerate(pieces):
            same_line = last is not None and abs(piece.y - last.y) <= 1
            apart = last is not None and (piece.x > last.end or piece.x < last.x) if same_line else bool(k)
            text += (" " if apart and not text.endswith(" ") else "") + piece.text
            last = piece
    return text.replace("\u00ad", "-")


def _mark(operands: list[Any]) -> int | str | None:
    if operands and operands[0] == "/Artifact":
        return ARTIFACT
    given = operands[1] if len(operands) > 1 else None
    return int(given["/MCID"]) if isinstance(given, DictionaryObject) and "/MCID" in given else None


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _decoded(shown: Any, decode: Mapping[int, str]) -> str:
    """Read glyphs, each of two bytes; kerning between them says nothing."""
    pieces = shown if isinstance(shown, list) else [shown]
    codes = b"".join(_bytes(piece) for piece in pieces if not isinstance(piece, int | float))
    glyphs = (int.from_bytes(codes[k : k + 2], "big") for k in range(0, len(codes), 2))
    return "".join(decode.get(glyph, "\ufffd") for glyph in glyphs)


def _bytes(piece: Any) -> bytes:
    return bytes(piece) if isinstance(piece, bytes) else bytes(piece.original_bytes)


def to_unicode(font: Any) -> dict[int, str]:
    """Read which letters the glyphs of a font stand for.

    Parameters
    ----------
    font : pypdf dictionary
        A font whose glyphs are numbered with two bytes.

    Returns
    -------
    dict
        Glyph: its letters; empty for a font that does not tell.
    """
    if "/ToUnicode" not in font:
        return {}
    text = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for glyph, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = bytes.fromhex(letters).decode("utf-16-be")
            for glyph in range(int(first, 16), int(last, 16) + 1):
                found[glyph] = start[:-1] + chr(ord(start[-1]) + glyph - int(first, 16))
    return found
