"""Pieces that several sections are put together from."""

from granska.report import tabulate
from granska.report.blocks import Block, Details, Inline, Strong
from granska.report.context import Report
from granska.report.sentences import lower_first
from granska.report.tables import Table


def dashed(name: str) -> str:
    """Write a key of the parameters as a part of an id."""
    return name.replace("_", "-")


def table_details(report: Report, table: Table) -> Block:
    """Put a table where the reader can open it."""
    what = lower_first(table.caption.partition(". ")[0].rstrip(".")).replace(": ", ", ")
    return Details(report.locale.say("Show table: {caption}", caption=what), (table,))


def caption(report: Report, title: str, *more: str) -> tuple[Inline, ...]:
    """Give a figure's caption: the finding, then what, who and when."""
    what = report.locale.say("Share with {level} interval.", level=report.confidence)
    return Strong(title), " ", " ".join([what, *more, tabulate.scope(report)])
