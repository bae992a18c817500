"""One sheet of the workbook, and its cells: the published figures as numbers, what is not shown as a symbol."""

from collections.abc import Sequence
from dataclasses import dataclass

from granska.report.context import Report
from granska.report.locale import in_percent
from granska.report.published import HIDDEN, Estimate
from granska.report.tables import Column, symbols
from granska.report.tabulate import asked, scope
from granska.review.codebook import UNDOCUMENTED, Question

WHOLE, ONE_DECIMAL, TWO_DECIMALS = "0", "0.0", "0.00"
P_VALUE = "0.000###"
# U+2212 for minus, as in every other format
POINTS = {0: '+0;"\u2212"0;0', 1: '+0.0;"\u2212"0.0;0.0'}


@dataclass(frozen=True)
class Number:
    """A number in a cell, and how it is shown.

    Parameters
    ----------
    value : float
        As it may be shown: rounded already.
    form : str
        A number format of spreadsheets.
    """

    value: float
    form: str = WHOLE


Cell = str | Number
Line = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: a table with its title and its notes.

    Parameters
    ----------
    key : str
        The name that the table has for a program, the same in every language.
    label : str
        What its tab says.
    title : str
        What the table shows, of whom, when.
    columns : tuple of Column
        The heads, with their units; no two are the same.
    lines : tuple of Line
        The cells; none is empty.
    notes : tuple of str
        What stands above the table: the symbols that it uses.
    """

    key: str
    label: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def sheet(
    report: Report,
    key: str,
    label: str,
    title: str,
    columns: Sequence[Column],
    lines: list[Line],
    about: str = "",
    more: Sequence[str] = (),
) -> Sheet:
    """Make a sheet whose symbols are explained, and whose title says whom and when it is about.

    What else there is to say of it is in `more`.
    """
    texts = [tuple(cell if isinstance(cell, str) else "" for cell in line) for line in lines]
    notes = (*symbols(report.locale, texts), *filter(None, more))
    return Sheet(key, label, f"{title} {about or scope(report)}", tuple(columns), tuple(lines), notes)


def question_columns(report: Report) -> tuple[Column, ...]:
    """Head the two columns that name a share."""
    return asked(report), Column(report.locale.say("Answer"), "left")


def question_cells(report: Report, question: Question, level: str) -> tuple[str, str]:
    """Name a share: the question, and the answer."""
    plain = question.type in ("binary", "count") and level != UNDOCUMENTED
    return report.statement(question), report.locale.say("Yes") if plain else report.level(question, level)


def asked_levels(report: Report) -> list[tuple[Question, str]]:
    """Give every question with each answer whose share is estimated."""
    return [(question, level) for question in report.codebook for level in question.levels]


def count(value: float | None, row: Estimate | None = None) -> Cell:
    """Write a count as a number, or the symbol that stands for it."""
    if value is not None and (row is None or row.status == "ok"):
        return Number(value)
    return row.symbol if row else ".."


def base(row: Estimate | None) -> Cell:
    """Write on how many answers a row rests, or the symbol that stands for it."""
    if row is None or row.n is None:
        return row.symbol if row else ".."
    return Number(row.n)


def ledger(value: int | None) -> Cell:
    """Write a count of a question's ledger, which is blank only where it is hidden."""
    return HIDDEN if value is None else Number(value)


def share(row: Estimate | None) -> Cell:
    """Write a share in per cent as a number, or the symbol that stands for it."""
    if row is None or not row.shown or row.estimate is None or row.percent is None:
        return row.symbol if row else ".."
    return Number(in_percent(row.estimate), ONE_DECIMAL) if row.places else Number(row.percent)


def limits(row: Estimate | None) -> tuple[Cell, Cell]:
    """Write the limits of a share in per cent, or the symbol that stands for them."""
    shown = row.interval if row else None
    if row is None or shown is None:
        symbol = row.interval_symbol if row else ".."
        return symbol, symbol
    if row.places:
        return Number(in_percent(shown.lower), ONE_DECIMAL), Number(in_percent(shown.upper), ONE_DECIMAL)
    return Number(shown.percent_lower), Number(shown.percent_upper)


def difference(row: Estimate | None, places: int) -> tuple[Cell, Cell, Cell]:
    """Write a difference with its limits in percentage points, or the symbol that stands for them."""
    shown = row.interval if row else None
    if row is None or shown is None:
        symbol = row.symbol if row and not row.shown else ".."
        return symbol, symbol, symbol
    if places:
        values = in_percent(shown.value), in_percent(shown.lower), in_percent(shown.upper)
    else:
        values = shown.percent, shown.percent_lower, shown.percent_upper
    first, low, high = (Number(value, POINTS[places]) for value in values)
    return first, low, high


def p_value(report: Report, row: Estimate | None, p: float | None) -> Cell:
    """Write a p-value, or the symbol that stands for it; one that is too small to give is a text."""
    if row is None or p is None:
        return row.symbol if row and row.status != "ok" else ".."
    return Number(p, P_VALUE) if p >= 0.001 else report.locale.p_value(p)


def limits_heads(report: Report, level: str) -> tuple[Column, Column]:
    """Head the columns of `limits`."""
    say = report.locale.say
    return Column(say("Lower limit ({level}), %", level=level)), Column(say("Upper limit ({level}), %", level=level))
