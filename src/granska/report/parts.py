"""Pieces that several sections are put together from."""

from collections.abc import Sequence

from granska.report import tabulate
from granska.report.blocks import Block, Details, Inline, Strong
from granska.report.context import Report
from granska.report.locale import Locale, lower_first
from granska.report.published import HIDDEN, Estimate
from granska.report.sentences import joined
from granska.report.tables import Table, legend


def dashed(name: str) -> str:
    """Write a key of the parameters as a part of an id."""
    return name.replace("_", "-")


def table_details(report: Report, table: Table) -> Block:
    """Put a table where the reader can open it."""
    return opened_table(report.locale, table)


def opened_table(locale: Locale, table: Table) -> Block:
    """Put a table where the reader can open it, in a language."""
    what = lower_first(table.caption.partition(". ")[0].rstrip(".")).replace(": ", ", ")
    return Details(locale.say("Show table: {caption}", caption=what), (table,))


def caption(report: Report, title: str, rows: Sequence[Estimate | None], *more: str) -> tuple[Inline, ...]:
    """Give a figure's caption: the finding, then what, of whom, when and of how many.

    Parameters
    ----------
    report : Report
        The report.
    title : str
        The finding.
    rows : sequence of Estimate or None
        What the figure shows.
    *more
        What else there is to say of it.
    """
    say = report.locale.say
    what = say("Share with {level} interval.", level=report.confidence)
    if any(report.weighted(row) for row in rows):
        what = say("Weighted share with {level} interval.", level=report.confidence)
    if report.small:
        what = joined(what, say("The number to the right is a count."))
    hidden = symbols(report, [row.interval_symbol if row else ".." for row in rows if row is None or not row.interval])
    return Strong(title), " ", joined(what, *more, tabulate.scope(report), hidden)


def symbols(report: Report, shown: Sequence[str]) -> str:
    """Explain the symbols that stand in a figure, and the band that is drawn for what is hidden."""
    band = report.locale.say("The hatched band runs over the whole axis and says nothing of where the number lies.")
    return legend(report.locale, tuple(("", symbol) for symbol in shown), band if HIDDEN in shown else "")
