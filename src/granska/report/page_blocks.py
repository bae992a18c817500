"""What the pages about the reports show of them: an example that is followed, the files, the way to the methods."""

from collections.abc import Collection, Iterable

from granska.report.blocks import Box, Bullets, Classed, Command, Inline, Link, Paragraph, Section, Strong
from granska.report.context import Report
from granska.report.document import page_name
from granska.report.findings import Finding, findings
from granska.report.locale import Locale
from granska.report.method_list import PAGE
from granska.report.published import Estimate
from granska.report.tables import Column, Table
from granska.review.workspace import METHODS

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
    shares = ((finding, finding.row) for finding in findings(report) if finding.row)
    found = next(((finding, row) for finding, row in shares if row.measure == "proportion"), None)
    return Section(_steps(report, *found)) if found else Section()


def _steps(report: Report, found: Finding, row: Estimate) -> tuple[Paragraph | Box | Command | Table, ...]:
    say = report.locale.say
    page = f"../{report.review.id}/{page_name(report.locale.language, report.review.languages)}"
    words = " ".join(part for part in (found.title, found.text) if part)
    key = ",".join((row.indicator, row.level, row.breakdown, row.group, row.versus, row.period, row.measure))
    cells = tuple((name, _cell(getattr(row, name))) for name in _SHOWN)
    caption = say("The row in estimates.csv that the finding is made from.")
    said: list[Inline] = [Strong(found.value), " – ", words]
    if report.review.synthetic:
        said.append(Classed(say("Example data."), "note"))
    return (
        Paragraph(say("The report"), " ", Link(report.text(report.review.title), page), " ", say("says:")),
        Box("conclusion", (Paragraph(*said),)),
        Paragraph(say("This command, typed in the folder of the report, shows the row it is made from:")),
        Command(f"grep '^{key},' estimates.csv"),
        Paragraph(say("The row holds, column by column, leaving out what is empty:")),
        Table("row", caption, (Column(say("Column"), "left"), Column(say("Value"), "left")), _filled(cells)),
    )


def _filled(cells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in cells if value)


def _cell(value: str | float | None) -> str:
    # as the file has it, since it is compared with the file
    return "" if value is None else str(value)


def files_table(report: Report, names: Collection[str]) -> Section:
    """List the files beside a report that are made for further use.

    Parameters
    ----------
    report : Report
        The report.
    names : collection of str
        The files in its folder.
    """
    say, review, language = report.locale.say, report.review.id, report.locale.language
    known = {
        "estimates.csv": say("Every figure, with its method"),
        "denominators.csv": say("How many were asked, did not apply, or gave no answer, question by question"),
        "cleaning.csv": say("What cleaning changed, and how often"),
        "disclosure.json": say("How figures were protected, and how that was tested"),
        "datapackage.json": say("Describes the CSV files for programs: columns, types, units, licence"),
        f"{review}-{language}.xlsx": say("All tables in a workbook"),
        f"{review}-{language}.pdf": say("The report for printing and archiving"),
        f"{review}-{language}.docx": say("The report as a Word document"),
        "run.json": say("What the report was made from and when, with checksums"),
    }
    rows = tuple((name, words) for name, words in known.items() if name in names)
    columns = Column(say("File"), "left"), Column(say("Holds"), "left")
    title = report.text(report.review.title)
    return Section((Table("files", say("The files beside the report “{title}”.", title=title), columns, rows),))


def licences(reports: Iterable[Report]) -> Section:
    """Say on what terms the figures of each review may be used: once where they are the same for all.

    Parameters
    ----------
    reports : iterable of Report
        The reports, in the order of the list.

    Returns
    -------
    Section
        Empty where there are no reports. A review without a licence is said to have none.
    """
    terms = {report.text(report.review.title): _terms(report) for report in reports}
    if not terms:
        return Section()
    if len(set(terms.values())) == 1:
        return Section((Paragraph(next(iter(terms.values()))),))
    return Section((Bullets(tuple((f"{title}. ", said) for title, said in terms.items())),))


def _terms(report: Report) -> str:
    say, licence = report.locale.say, report.review.licence
    if licence is None:
        return say("No licence is given: ask the publisher on what terms the figures may be used.")
    return say("Licence: {licence}.", licence=report.text(licence.title).rstrip(" ."))


def methods_sentence(language: str) -> Paragraph:
    """Say where the methods are described."""
    say = Locale(language).say
    return Paragraph(
        say("What each method is, with formula, source and published values beside ours, is on the pages of"),
        " ",
        Link(say("the methods"), f"../{METHODS}/{PAGE[language]}"),
        ".",
    )
