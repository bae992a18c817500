"""One figure of a report followed back to its row: the example of the page on how a figure is checked."""

from granska.report.blocks import Box, Command, Link, Paragraph, Section, Strong
from granska.report.context import Report
from granska.report.document import page_name
from granska.report.findings import Finding, findings
from granska.report.tables import Column, Table

_SHOWN = (
    *("indicator", "level", "breakdown", "group", "period", "measure", "method", "confidence", "estimate", "lower"),
    *("upper", "n", "x", "status", "percent", "percent_lower", "percent_upper"),
)


def worked_example(report: Report) -> Section:
    """Follow the first main finding that is a share from its sentence to its row in `estimates.csv`.

    Parameters
    ----------
    report : Report
        The report that the example is taken from.

    Returns
    -------
    Section
        The finding, how its row is found, and the row; empty where the report shows no share.
    """
    found = next((finding for finding in findings(report) if finding.row.measure == "proportion"), None)
    return Section(_steps(report, found)) if found else Section()


def _steps(report: Report, found: Finding) -> tuple[Paragraph | Box | Command | Table, ...]:
    say, row = report.locale.say, found.row
    page = f"../{report.review.id}/{page_name(report.locale.language, report.review.languages)}"
    words = " ".join(part for part in (found.title, found.text) if part)
    key = ",".join((row.indicator, row.level, row.breakdown, row.group, row.versus, row.period, row.measure))
    cells = tuple((name, _cell(getattr(row, name))) for name in _SHOWN)
    caption = say("The row in estimates.csv that the finding is made from.")
    return (
        Paragraph(say("The report"), " ", Link(report.text(report.review.title), page), " ", say("says:")),
        Box("conclusion", (Paragraph(Strong(found.value), " – ", words),)),
        Paragraph(say("This command, typed in the folder of the report, shows the row it is made from:")),
        Command(f"grep '^{key},' estimates.csv"),
        Paragraph(say("The row holds, column by column, leaving out what is empty:")),
        Table("row", caption, (Column(say("Column"), "left"), Column(say("Value"))), _filled(cells)),
    )


def _filled(cells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in cells if value)


def _cell(value: str | float | None) -> str:
    # as the file has it, since it is compared with the file
    return "" if value is None else str(value)
