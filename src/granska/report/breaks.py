"""Where a definition changed: said in the text, under the table, in the caption and in the description of a series."""

from granska.report.context import Report
from granska.review.breaks import breaks_of, stretches
from granska.review.codebook import Question


def first_years(report: Report, question: Question) -> tuple[str, ...]:
    """Name the years of a series that begin a new definition, and have years before them."""
    runs = stretches(report.published.periods, breaks_of(report.codebook, question))
    return tuple(run[0] for run in runs[1:])


def comparable(report: Report, question: Question) -> list[str]:
    """Name the years since the definition last changed: those that may be told beside one another."""
    years = report.published.periods
    return stretches(years, breaks_of(report.codebook, question))[-1] if years else []


def break_words(report: Report, question: Question) -> str:
    """Say from when a new definition counts, and that nothing is joined across it; nothing where there is none."""
    say, years = report.locale.say, report.published.periods
    found = breaks_of(report.codebook, question)
    inside = [(year, text) for year, text in found.items() if years and int(years[0]) < year <= int(years[-1])]
    told = [say("From {year}: {what}.", year=str(year), what=report.text(text).rstrip(" .")) for year, text in inside]
    if not told:
        return ""
    return " ".join(
        [
            say("The definition changed, and the years before and after are not compared and not joined by a line."),
            *told,
        ]
    )
