"""How words, numbers, dates and lists are written in Swedish and in English: set here and nowhere else."""

import datetime
import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

THIN_SPACE = "\u202f"
MINUS = "\u2212"
EN_DASH = "\u2013"
_DAY = "d\u00a0MMMM"  # a day and its month stay on one line
_WORDS = {
    "sv": ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_ORDINALS = {3: "tredje", 4: "fjärde", 5: "femte", 10: "tionde"}
_EACH = {"en": "var", "ett": "vart"}
CATALOGUES = Path(__file__).with_name("locales")

_SPELLING = str.maketrans({"-": MINUS, ",": THIN_SPACE, "\u00a0": THIN_SPACE})
# English writes 1,234.5 and Swedish 1 234,5: the group mark is replaced in both, the decimal mark of Swedish kept
_SPELLING_SV = str.maketrans({"-": MINUS, "\u00a0": THIN_SPACE})
# å, ä and ö come last in Swedish, and the names of districts are Swedish in both languages
_ALPHABET = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "y"})


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = CATALOGUES / language / "LC_MESSAGES" / "granska.po"
    if not path.is_file():
        # the texts in the code are English
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _rounded(value: float, decimals: int) -> Decimal:
    # through the shortest text of the number: 0.29 * 100 is 28.999… in binary
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def in_percent(share: float) -> float:
    """Turn a share into percent, as the decimal number that it is printed from.

    Examples
    --------
    >>> in_percent(0.29)
    29.0
    """
    return float(Decimal(repr(float(share))) * 100)


def lower_first(label: str) -> str:
    """Begin a label with a small letter inside a sentence, unless it is an abbreviation.

    Examples
    --------
    >>> lower_first("Skola"), lower_first("BVC")
    ('skola', 'BVC')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def upper_first(label: str) -> str:
    """Begin a label with a capital, in a head or a legend.

    Examples
    --------
    >>> upper_first("ärenden")
    'Ärenden'
    """
    return label[:1].upper() + label[1:]


def alphabetical(names: Iterable[str]) -> list[str]:
    """Sort names by the Swedish alphabet.

    Examples
    --------
    >>> alphabetical(["Östermalm", "Älvsjö", "Årsta", "Bromma"])
    ['Bromma', 'Årsta', 'Älvsjö', 'Östermalm']
    """
    return sorted(names, key=lambda name: (name.casefold().translate(_ALPHABET), name))


@dataclass(frozen=True)
class Locale:
    r"""Everything that differs between the languages of a report.

    Parameters
    ----------
    language : str
        ``"sv"`` or ``"en"``.

    Examples
    --------
    >>> Locale("sv").percent(25)
    '25\u202f%'
    """

    language: str

    def say(self, message: str, **values: Any) -> str:
        """Give a text in the language, with its values put in.

        Parameters
        ----------
        message : str
            The English text; a literal, so that it can be extracted.
        **values
            What stands for the names in braces.
        """
        return _catalogue(self.language).gettext(message).format(**values)

    def say_many(self, one: str, many: str, count: int, **values: Any) -> str:
        """Give a text whose form depends on a count, which is called ``{count}`` in it."""
        text = _catalogue(self.language).ngettext(one, many, count)
        return text.format(count=self.number(count), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        r"""Write a number, rounded half away from zero.

        Examples
        --------
        >>> Locale("sv").number(-1234.56, 1)
        '−1\u202f234,6'
        """
        rounded = _rounded(value, decimals)
        if rounded == 0:
            rounded = abs(rounded)  # no negative zero
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        text = format_decimal(rounded, format=pattern, locale=self.language)
        return text.translate(_SPELLING_SV if self.language == "sv" else _SPELLING)

    def words(self, count: int) -> str:
        """Write a count in running text: in letters from two to twelve.

        Examples
        --------
        >>> Locale("sv").words(3), Locale("sv").words(13)
        ('tre', '13')
        """
        return _WORDS[self.language][count - 2] if 2 <= count <= 12 else self.number(count)

    def one_in(self, count: int, article: str, one: str, many: str) -> str:
        """Write one in three, four, five or ten of what has a name for one and for many.

        Parameters
        ----------
        count : {3, 4, 5, 10}
            One in how many.
        article : {"en", "ett"}
            The Swedish article of the name.
        one, many : str
            The name, in the language.

        Examples
        --------
        >>> Locale("sv").one_in(4, "ett", "ärende", "ärenden"), Locale("en").one_in(4, "ett", "case", "cases")
        ('vart fjärde ärende', 'one in four cases')
        """
        if self.language == "sv":
            return f"{_EACH[article]} {_ORDINALS[count]} {one}"
        return f"one in {self.words(count)} {many}"

    def signed(self, value: float, decimals: int = 0) -> str:
        """Write a difference with its sign, zero without one."""
        text = self.number(value, decimals)
        return f"+{text}" if _rounded(value, decimals) > 0 else text

    def percent(self, value: float, decimals: int = 0) -> str:
        """Write a number of percent with the sign %, as in charts and heads."""
        return f"{self.number(value, decimals)}{THIN_SPACE}%"

    def level(self, confidence: float) -> str:
        r"""Write a confidence level.

        Examples
        --------
        >>> Locale("sv").level(0.95), Locale("sv").level(0.998)
        ('95\u202f%', '99,8\u202f%')
        """
        level = in_percent(confidence)
        return self.percent(level, 0 if level.is_integer() else 1)

    def span(self, low: float, high: float, decimals: int = 0) -> str:
        r"""Write the limits of an interval, in percent; they stay on one line.

        Examples
        --------
        >>> Locale("sv").span(20, 31)
        '20–31'
        >>> Locale("en").span(-1.1, 4.7, 1)
        '−1.1\xa0to\xa04.7'
        """
        start, end = self.number(low, decimals), self.number(high, decimals)
        if MINUS in start + end:
            return self.say("{low} to {high}", low=start, high=end).replace(" ", "\u00a0")
        return f"{start}{EN_DASH}{end}"

    def p_value(self, p: float) -> str:
        """Write a p-value: three decimals below 0.1, more where it has been given more, two above."""
        if p < 0.001:
            return f"<{THIN_SPACE}{self.number(0.001, 3)}"
        if p >= 0.1:
            return self.number(p, 2)
        return self.number(p, next((places for places in (3, 4, 5) if round(p, places) == p), 6))

    def date(self, day: datetime.date) -> str:
        """Write a date out: 21 november 2026."""
        return format_date(day, f"{_DAY} y", locale=self.language)

    def listed(self, items: Iterable[str]) -> str:
        """Write a list with its last "and"."""
        # the comma before "and" is American; British English and Swedish have none
        return format_list(list(items), locale="en_GB" if self.language == "en" else self.language)

    def days(self, start: datetime.date, end: datetime.date) -> str:
        r"""Write a period as short as it can be: whole years, days of one year, or days of several.

        Examples
        --------
        >>> Locale("sv").days(datetime.date(2023, 1, 1), datetime.date(2023, 6, 30))
        '1\xa0januari–30\xa0juni 2023'
        """
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return self.years(start.year, end.year)
        if start.year == end.year:
            return f"{format_date(start, _DAY, locale=self.language)}{EN_DASH}{self.date(end)}"
        return self.say("{start} to {end}", start=self.date(start), end=self.date(end))

    def years(self, first: int, last: int) -> str:
        """Write a range of years."""
        return str(first) if first == last else f"{first}{EN_DASH}{last}"
