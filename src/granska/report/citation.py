"""How a report is cited, and which version of it that is."""

import datetime
from collections.abc import Iterable, Mapping

from granska.report.blocks import Box, Bullets, Classed, Heading, Inline, Paragraph, Section
from granska.report.context import Report
from granska.report.locale import Locale


def version(report: Report) -> str:
    """Say which version of the report this is: a working version, as long as the parameters give it no number."""
    released = report.review.release
    return (
        report.locale.say("version {number}", number=released.version)
        if released
        else report.locale.say("working version")
    )


def edition(report: Report) -> str:
    """Say which version it is under the head "Version": its number, with its day where that is not the review's."""
    released = report.review.release
    if released is None or released.date == report.review.date:
        return f"{released.version}" if released else version(report)
    return f"{released.version} ({report.locale.date(released.date)})"


def issued(report: Report) -> datetime.date:
    """Give the day that belongs to the version: of its release, else of the review."""
    return report.review.release.date if report.review.release else report.review.date


def reference(report: Report, address: Inline = "") -> tuple[Inline, ...]:
    """Write the reference to a report: publisher, year, title, number, version and date, address.

    Parameters
    ----------
    report : Report
        The report.
    address : str or another piece of text
        Where the report is published; left out where it is empty.

    Returns
    -------
    tuple
        A run of words. That the data is invented is part of the reference.
    """
    review, say = report.review, report.locale.say
    title, publisher = report.text(review.title).rstrip(" ."), report.text(review.publisher).rstrip(" .")
    named = version(report)
    parts = []
    if report.reference_number:
        parts.append(say("Reference number {number}.", number=report.reference_number))
    parts.append(f"{named[0].upper()}{named[1:]}, {report.locale.date(issued(report))}.")
    if review.synthetic:
        parts.append(say("Example data."))
    head = f"{publisher} ({issued(report).year}). ", Classed(title, "work")
    return (*head, f". {' '.join(parts)}", *((" ", address) if address else ()))


def citation(report: Report) -> Section:
    """Say how the report is cited, and what belongs to a figure that is repeated.

    Parameters
    ----------
    report : Report
        The report.
    """
    say = report.locale.say
    return Section(
        (
            Heading(2, say("How to cite"), "sec-cite"),
            Box("reference", (Paragraph(*reference(report)),)),
            Paragraph(
                say(
                    "Add the address and the day you read it if you refer to the page. A figure that you repeat keeps "
                    "its interval and the number of {cases} it rests on.",
                    cases=report.cases,
                )
            ),
        )
    )


def citations(
    reports: Iterable[Report],
    address: str | None,
    folders: Mapping[str, str] | None = None,
    more: Iterable[tuple[str, tuple[Inline, ...]]] = (),
) -> Section:
    """Write the references to reports, as examples.

    Parameters
    ----------
    reports : iterable of Report
        The reports, in the order of the list.
    address : str or None
        Where the site is published; a mark that the address is to be added where it is not known.
    folders : mapping of str to str, optional
        Where the pages of a review lie on the site, if not in a folder called by its id: those of a release.
    more : iterable of tuple
        What else is listed after them: a folder, and a reference without its address.
    """
    items = []
    locale = None
    for report in reports:
        locale = report.locale
        folder = (folders or {}).get(report.review.id, report.review.id)
        items.append(reference(report, _place(report.locale, address, folder)))
    if locale:
        items += [(*said, " ", _place(locale, address, folder)) for folder, said in more]
    return Section((Bullets(tuple(items)),) if items else ())


def _place(locale: Locale, address: str | None, folder: str) -> Inline:
    """Write where pages lie, or leave a place to fill in."""
    return f"{address}/{folder}/" if address else Classed("[" + locale.say("the address of the page") + "]", "fill-in")
