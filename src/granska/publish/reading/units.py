"""The units that a finished file is read in: a cell, a clause, a label of a chart, a point that is drawn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

#: cell: of a table. text: a block of prose, an alt text, a caption, a heading. label: a text in a drawing.
#: point, line: where a mark or a line stands on an axis, in its unit. hidden: something that has no place in the file.
Kind = Literal["cell", "text", "heading", "label", "point", "line", "hidden"]
LETTERS = re.compile(r"[^\W\d_]{2,}")
# "3 of 286", "20 per cent": letters that come with a number and say nothing of what it is about
WITH_NUMBERS = re.compile(r"\b(?:of|av|to|till|per cent|procent)\b")


@dataclass(frozen=True)
class Unit:
    """Something that a reader takes in as one.

    Parameters
    ----------
    kind : str
        What it is.
    place : str
        Where it stands, in words; never its number.
    text : str
        What it says.
    about : tuple of str
        What it is read under, the nearest first: the caption, the headings.
    heads : tuple of str
        What it is read together with: the other words of its row, the head of its column.
    """

    kind: Kind
    place: str
    text: str
    about: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()

    @property
    def wordless(self) -> bool:
        """Whether it says a number only, such as "20 %" above a sentence.

        Examples
        --------
        >>> Unit("text", "", "3 of 286").wordless, Unit("text", "", "3 of 286 were read").wordless
        (True, False)
        """
        return not LETTERS.search(WITH_NUMBERS.sub("", self.text))


def flat(text: str) -> str:
    r"""Put blanks in order and leave out what only breaks lines; the thin blank of numbers stays.

    Examples
    --------
    >>> flat("Tabell\u00a014.  in\u00adte\n mer")
    'Tabell 14. inte mer'
    """
    return re.sub(r"[ \n\t\r\u00a0]+", " ", re.sub("[\u00ad\u2060\u200b]", "", text)).strip()


def start_of(text: str) -> str:
    """Give the first words of a text without its numbers, to say where it stands.

    Examples
    --------
    >>> start_of("In 12 files of 286 the answer is missing, and so on and so on and on")
    'In … files of … the answer is missing,…'
    """
    words = re.sub(r"[\d.,\u202f]*\d", "…", text).split()
    return " ".join(words[:9]) + ("…" if len(words) > 9 else "")


def in_order(units: Iterable[Unit]) -> Iterator[Unit]:
    """Let a number without words, and a small picture beside it, be read with the block that follows them."""
    waiting: list[Unit] = []
    for unit in units:
        beside_number = unit.about and Unit("text", "", unit.about[0]).wordless
        # of a report with one main finding the picture is recognised, and what is drawn in it comes between
        drawn = bool(waiting) and unit.kind in ("point", "line", "label")
        if drawn or (unit.kind == "text" and (unit.wordless or beside_number)):
            waiting.append(unit)
            continue
        yield from (replace(one, about=(unit.text, *one.about)) for one in waiting)
        waiting = []
        yield unit
    yield from waiting
