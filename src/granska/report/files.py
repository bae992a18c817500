"""What every report says of files: the checksums of those it was made from, and those that lie beside its page."""

from collections.abc import Collection, Sequence

from granska.report.blocks import (
    Block,
    Box,
    Bullets,
    Classed,
    Heading,
    Inline,
    Link,
    OnPage,
    Paragraph,
    Section,
    Strong,
)
from granska.report.locale import Locale
from granska.report.parts import opened_table
from granska.report.published import Provenance
from granska.report.tables import Column, Table


def checksums_table(locale: Locale, origin: Provenance) -> tuple[Block, ...]:
    """Tabulate the checksums of what figures were made from and with, and list the versions."""
    say = locale.say
    rows = [(say("Published: {file}", file=item.file), item.sha256) for item in origin.published]
    rows += [(say("Input: {file}", file=item.file), item.sha256) for item in origin.inputs]
    rows += [(say("Program"), origin.code), (say("Locked package versions"), origin.lock)]
    # in full, in groups that a line can break between
    cells = tuple((name, " ".join(value[k : k + 8] for k in range(0, len(value), 8))) for name, value in rows)
    columns = Column(say("File"), "left"), Column("SHA-256", "left")
    hashes = Table("hashes", say("Checksums of what the report is built on."), columns, cells)
    software = (("granska", origin.granska), ("Python", origin.python), *sorted(origin.packages.items()))
    versions = ", ".join(f"{name} {version}" for name, version in software)
    return opened_table(locale, hashes), Paragraph(Strong(say("Versions.")), " ", f"{versions}.")


def files_list(
    locale: Locale, identifier: str, formats: Collection[str], data: Sequence[tuple[str, str, str]]
) -> Section:
    """List the files beside a page, and say what the page does for accessibility.

    Parameters
    ----------
    locale : Locale
        The language.
    identifier : str
        What the files are called by: the id of the review or the series.
    formats : collection of str
        What is made.
    data : sequence of tuple of str
        Kind, name and words of each file of figures.
    """
    say = locale.say
    texts = {
        "pdf": say("The report for printing and archiving"),
        "docx": say("The report as a Word document"),
        "xlsx": say("Every table of figures as a spreadsheet"),
    }
    files = [
        (kind.upper(), f"{identifier}-{locale.language}.{kind}", text)
        for kind, text in texts.items()
        if kind in formats
    ]
    items: tuple[tuple[Inline, ...], ...] = tuple(
        (Link(f"{file} ({kind})", file), " ", Classed(text, "about")) for kind, file, text in (*files, *data)
    )
    blocks = (
        Heading(2, say("Downloads"), "sec-downloads"),
        Box("downloads", (Bullets(items),)),
        Heading(2, say("Accessibility"), "sec-accessibility"),
        Paragraph(
            say(
                "The page is built to meet WCAG 2.2, level AA. It works without a mouse, at 320 pixels, in dark "
                "mode and on paper. Each chart has a description in words and a table with the same figures. "
                "Nothing is told by colour alone. The page fetches nothing from elsewhere and stores nothing "
                "about you."
            )
        ),
    )
    return Section((OnPage(blocks),))
