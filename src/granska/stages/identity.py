"""Finding Swedish personal identity numbers, which no raw file here may hold."""

import datetime
import re

# Ten or twelve digits, written together or with signs between year, month, day and the last four.
_SIGN = r"[\s\-+./:_()\u2010-\u2015\u2212]{0,3}"
_CANDIDATE = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d{{2}}|\d{{2}}){_SIGN}(?P<month>\d{{2}}){_SIGN}(?P<day>\d{{2}}){_SIGN}\d{{4}}(?!\d)"
)


def luhn(digits: str) -> bool:
    """Check the last digit by Luhn's algorithm.

    Parameters
    ----------
    digits : str
        Ten digits.

    Examples
    --------
    >>> luhn("8112189876")
    True
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def holds_personal_identity_number(text: str) -> bool:
    """Tell whether a text holds a personal identity number or a coordination number.

    A number counts when its date exists (with 60 added to the day for coordination numbers) and its last digit is
    right by Luhn's algorithm (Skatteverket, SKV 704).

    Parameters
    ----------
    text : str
        Any text, such as a cell.

    Returns
    -------
    bool
        Whether at least one such number is in it.

    Examples
    --------
    >>> holds_personal_identity_number("born 811218-9876, known before")
    True
    >>> holds_personal_identity_number("FB-2023-0147")
    False
    """
    return any(_is_one(match) for match in _CANDIDATE.finditer(text))


def _is_one(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])[-10:]
    day = int(match["day"])
    try:
        # 2000 is a leap year: a two-digit year does not say its century
        datetime.date(2000, int(match["month"]), day - 60 if day > 60 else day)
    except ValueError:
        return False
    return luhn(digits)
