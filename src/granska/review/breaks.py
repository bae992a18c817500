"""Where a definition changed: the column `breaks` of the codebook.

It is written `2005 = ny blankett | new form; 2007 = …`: the first year of the new definition, and what changed, in
Swedish and in English; one text alone, where the review is published in one language, stands for both.
"""

import re
from collections.abc import Iterable, Mapping

from granska.review.codebook import Codebook, Question
from granska.review.parts import Text


def read_breaks(cell: str) -> dict[int, Text]:
    """Read the breaks of one question.

    Parameters
    ----------
    cell : str
        As it is written in the codebook.

    Returns
    -------
    dict of int to Text
        First year of each new definition: what changed; in order of years.

    Raises
    ------
    ValueError
        The cell is not of that form, or names a year twice.

    Examples
    --------
    >>> read_breaks("2005 = ny blankett | new form")[2005].sv
    'ny blankett'
    """
    breaks: dict[int, Text] = {}
    for part in filter(None, (piece.strip() for piece in cell.split(";"))):
        year, _, words = (piece.strip() for piece in part.partition("="))
        texts = [text.strip() for text in words.split("|")]
        if not re.fullmatch(r"[12]\d{3}", year) or len(texts) > 2 or not all(texts):
            raise ValueError(f"breaks: '{part}' is not of the form 2005 = text in Swedish | text in English.")
        if int(year) in breaks:
            raise ValueError(f"breaks: the year {year} is given twice.")
        breaks[int(year)] = Text(sv=texts[0], en=texts[-1])
    return dict(sorted(breaks.items()))


def breaks_of(codebook: Codebook, question: Question) -> dict[int, Text]:
    """Give the breaks of a question's share: its own, and those of the question that says of whom it is asked.

    Parameters
    ----------
    codebook : Codebook
        All questions.
    question : Question
        One of them.
    """
    own: Mapping[int, Text] = question.breaks
    if question.applies_if is None:
        return dict(own)
    return dict(sorted({**breaks_of(codebook, codebook[question.applies_if.question]), **own}.items()))


def stretches(periods: Iterable[str], breaks: Iterable[int]) -> list[list[str]]:
    """Part the periods of a series where a definition changed.

    Parameters
    ----------
    periods : iterable of str
        Years.
    breaks : iterable of int
        First years of new definitions.

    Returns
    -------
    list of list of str
        Runs of years that mean the same, in order; within each, years can be compared.

    Examples
    --------
    >>> stretches(["2003", "2004", "2005", "2006"], [2005])
    [['2003', '2004'], ['2005', '2006']]
    """
    found: list[list[str]] = []
    turns, before = sorted(breaks), -1
    for period in sorted(periods):
        place = sum(turn <= int(period) for turn in turns)
        if place != before:
            found.append([])
        found[-1].append(period)
        before = place
    return found
