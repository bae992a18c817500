"""A table of the report: heads, rows, caption, and the legend of the symbols it uses."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from granska.report.blocks import Classed, Paragraph
from granska.report.locale import Locale, in_percent
from granska.report.markup import escape
from granska.report.published import HIDDEN, Estimate


@dataclass(frozen=True)
class Column:
    """A column's head, with its unit, and the side its cells stand on."""

    head: str
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True)
class Table:
    """A table; its first column names the rows.

    Parameters
    ----------
    name : str
        What follows ``tbl-`` in its id.
    caption : str
        What it shows, of whom, when.
    columns : tuple of Column
        As many as each row has cells.
    rows : tuple of tuple of str
        The cells, as they are printed; none is empty. What stands to the right stays on one line.
    note : str
        What stands under it: the symbols explained.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """Render for the document: a pipe table."""
        bars = {"left": ":---", "right": "---:"}
        lines = [
            _line(map(_head, self.columns)),
            _line(bars[column.align] for column in self.columns),
            *(_line(map(_cell, row, self.columns)) for row in self.rows),
        ]
        text = "\n".join(lines) + f"\n\n: {escape(self.caption)} {{#tbl-{self.name}}}"
        return f"{text}\n\n{Paragraph(Classed(self.note, 'note')).markdown()}" if self.note else text

    def html(self) -> str:
        """Render for Jupyter."""
        heads = "".join(f'<th scope="col">{html.escape(column.head)}</th>' for column in self.columns)
        rows = "".join("<tr>" + "".join(map(_html_cell, row, self.columns)) + "</tr>" for row in self.rows)
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        return f"<table><caption>{html.escape(self.caption)}</caption><tr>{heads}</tr>{rows}</table>{note}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _head(column: Column) -> str:
    # neither a unit nor the p of a p-value stands alone on a line
    return escape(column.head.replace(" %", "\u00a0%").replace("p-v", "p\u2011v"))


def _cell(text: str, column: Column) -> str:
    # "72 of 286" is one number to the eye: no format may break it over two lines
    return escape(text.replace(" ", "\u00a0") if column.align == "right" else text)


def _html_cell(text: str, column: Column) -> str:
    return f'<td style="text-align: {column.align}">{html.escape(text)}</td>'


def share_cell(locale: Locale, row: Estimate | None, places: int | None = None) -> str:
    """Write a share in percent, or the symbol that stands for it."""
    if row is None or not row.shown or row.estimate is None or row.percent is None:
        return row.symbol if row else ".."
    digits = row.places if places is None else places
    return locale.number(in_percent(row.estimate), digits) if digits else locale.number(row.percent)


def interval_cell(locale: Locale, row: Estimate | None, places: int | None = None) -> str:
    """Write an interval in percent, or the symbol that stands for it."""
    shown = row.interval if row else None
    if row is None or shown is None:
        return row.interval_symbol if row else ".."
    digits = row.places if places is None else places
    if digits:
        return locale.span(in_percent(shown.lower), in_percent(shown.upper), digits)
    return locale.span(shown.percent_lower, shown.percent_upper)


def answers_cell(locale: Locale, row: Estimate | None) -> str:
    """Write how many of how many, or the symbol that stands for it."""
    if row is None or row.x is None:
        return row.symbol if row else ".."
    return locale.say("{x} of {n}", x=locale.number(row.x), n=locale.number(row.n or 0))


def quantity(locale: Locale, value: float) -> str:
    """Write a number in the unit of its question: whole where it is whole, else with one decimal."""
    return locale.number(value, 0 if float(value).is_integer() else 1)


def quantity_span(locale: Locale, row: Estimate) -> str:
    """Write an interval in the unit of its question, which may be open to one side; nothing where it is to both."""
    low, high = row.lower, row.upper
    if low is not None and high is not None:
        return locale.span(low, high, 0 if low.is_integer() and high.is_integer() else 1)
    if low is not None:
        return locale.say("{low} or more", low=quantity(locale, low))
    return locale.say("{high} or less", high=quantity(locale, high)) if high is not None else ""


def median_cell(locale: Locale, row: Estimate | None) -> str:
    """Write a median, or the symbol that stands for it."""
    if row is None or not row.shown or row.estimate is None:
        return row.symbol if row else ".."
    return quantity(locale, row.estimate)


def median_interval_cell(locale: Locale, row: Estimate | None) -> str:
    """Write the interval of a median, or the symbol that stands for it."""
    if row is None or not row.shown:
        return row.symbol if row else ".."
    return quantity_span(locale, row) or ".."


def reliability_cell(locale: Locale, row: Estimate | None) -> str:
    """Grade a share by its precision, or give the symbol that stands for it."""
    if row is None or not row.shown or row.interval_symbol == HIDDEN:
        return row.interval_symbol if row else ".."
    grades = {"good": locale.say("good"), "care": locale.say("use with care"), "weak": locale.say("weak")}
    # one line in a narrow column
    return grades.get(row.reliability, "..").replace(" ", "\u00a0")


def p_cell(locale: Locale, row: Estimate | None, p: float | None) -> str:
    """Write a p-value of a row, or the symbol that stands for it."""
    if row is None or p is None:
        return row.symbol if row and row.status != "ok" else ".."
    return locale.p_value(p)


def count_cell(locale: Locale, row: Estimate | None, count: int | None) -> str:
    """Write a count, or the symbol that stands for it."""
    if count is not None and (row is None or row.status == "ok"):
        return locale.number(count)
    return row.symbol if row else ".."


def base_cell(locale: Locale, row: Estimate | None) -> str:
    """Write on how many answers a row rests, or the symbol that stands for it."""
    if row is None or row.n is None:
        return row.symbol if row else ".."
    return locale.number(row.n)


def ledger_cell(locale: Locale, count: int | None) -> str:
    """Write a count of a question's ledger, which is blank only where it is hidden."""
    return HIDDEN if count is None else locale.number(count)


def symbols(locale: Locale, rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Explain the symbols that occur in the rows of a table, each in a sentence."""
    meanings = {
        ".": locale.say(". = does not apply."),
        "..": locale.say(".. = too uncertain to show, or cannot be calculated."),
        HIDDEN: locale.say("x = hidden to protect individuals."),
    }
    cells = {part.strip("()") for row in rows for cell in row[1:] for part in cell.split()}
    return tuple(text for symbol, text in meanings.items() if symbol in cells)


def legend(locale: Locale, rows: tuple[tuple[str, ...], ...], extra: str = "") -> str:
    """Explain the symbols that occur in the rows of a table, then say what else there is to say."""
    return " ".join([*symbols(locale, rows), *([extra] if extra else [])])
