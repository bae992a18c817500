"""Numbers as they are printed: in a sentence, a cell, a label."""

import re
from dataclasses import dataclass
from decimal import Decimal

# U+202F stands in thousands; four digits without it are a year
_NUMBER = r"[+−-]?\d{1,3}(?:\u202f\d{3})+(?:[.,]\d+)?|[+−-]?\d+(?:[.,]\d+)?"
_ALONE = re.compile(rf"(?<![\d.,\u202f])(?:{_NUMBER})(?!\d)")
_SPAN = re.compile(rf"(?<![\d.,\u202f])({_NUMBER}) ?(?:–| till | to ) ?({_NUMBER})(?!\d)")
_COUNT = re.compile(rf"(?<![\d.,\u202f])({_NUMBER}) (?:av|of)(?: de| the)? ({_NUMBER})(?!\d)")
TAKEN = " ◦ "


@dataclass(frozen=True)
class Numbers:
    """The numbers of a text.

    Parameters
    ----------
    counts : tuple of pair
        Each "3 of 286".
    spans : tuple of pair
        Each "15–26", "−2 to 5".
    single : tuple of Decimal
        All others, with the decimals they are printed with.
    """

    counts: tuple[tuple[Decimal, Decimal], ...]
    spans: tuple[tuple[Decimal, Decimal], ...]
    single: tuple[Decimal, ...]


def value(printed: str) -> Decimal:
    """Read a number with the decimals it is printed with.

    Examples
    --------
    >>> value("−1\u202f234,50")
    Decimal('-1234.50')
    """
    return Decimal(printed.replace("\u202f", "").replace("−", "-").replace(",", "."))


def numbers_of(text: str) -> Numbers:
    """Find all numbers of a text.

    Examples
    --------
    >>> numbers_of("in 25 per cent (19–31; 72 of 286)")
    Numbers(counts=((Decimal('72'), Decimal('286')),), spans=((Decimal('19'), Decimal('31')),), single=(Decimal('25'),))
    """
    spans = tuple((value(low), value(high)) for low, high in _SPAN.findall(text))
    text = _SPAN.sub(TAKEN, text)
    # after the spans: "14–71 of 187"
    counts = tuple((value(x), value(n)) for x, n in _COUNT.findall(text))
    text = _COUNT.sub(TAKEN, text)
    return Numbers(counts, spans, tuple(value(number) for number in _ALONE.findall(text)))


def decimals(number: Decimal) -> int:
    """Say with how many decimals a number is printed."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
