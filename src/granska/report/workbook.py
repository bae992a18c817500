"""The report as a workbook: a cover, contents, notes, and one marked table a sheet, made by gptables."""

import datetime
import io
import itertools
import re
import warnings
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from granska.report.context import Report
from granska.report.method import method_words
from granska.report.sheet import Number, Sheet
from granska.report.sheets import sheets
from granska.report.tables import Column

# No text becomes a formula, a link or a number by how it is written.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TEXT_WIDTH, QUESTION_WIDTH, NUMBER_WIDTH = 24, 52, 15  # of columns, in characters
LONGEST_LABEL = 31  # characters, which spreadsheets set
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
CORE = "docProps/core.xml"


def workbook(report: Report) -> bytes:
    """Make the workbook of a report.

    Parameters
    ----------
    report : Report
        The report; only its published figures are read.

    Returns
    -------
    bytes
        An .xlsx file, the same for the same report.
    """
    with warnings.catch_warnings():
        # gptables 2.0 uses what pandas 3 will drop, and leaves a file of its own open
        warnings.simplefilter("ignore")
        return _in_language(_written(report), LANGUAGES[report.locale.language])


def _written(report: Report) -> bytes:
    from gptables import Cover, GPWorkbook

    say, file = report.locale.say, io.BytesIO()
    book = GPWorkbook(file, OPTIONS)
    made = [_notes(report), *sheets(report)]
    labels = [_label(number, sheet) for number, sheet in enumerate(made)]
    tables = {label: _table(report, sheet) for label, sheet in zip(labels, made, strict=True)}

    cover = book.add_worksheet(say("Cover"))
    row, _ = cover.write_cover(Cover(_plain(report.text(report.review.title)), width=100, cover_label=say("Cover")))
    for number, line in enumerate(_cover(report), start=row):
        cover.write_string(number, 0, line, book.add_format(book.theme.cover_text_format))

    contents = book.make_table_of_contents(
        tables,
        column_names=[say("Sheet"), say("What it shows")],
        table_name="contents",
        title=say("Contents"),
        subtitles=_example(report),
        instructions=_instructions(report),
    )
    book.add_worksheet(say("Contents")).write_gptable(contents, True)
    for (label, table), sheet in zip(tables.items(), made, strict=True):
        page = book.add_worksheet(label)
        page.write_gptable(table, False)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, _width(place, column))
    book.set_properties(
        {
            "title": report.text(report.review.title),
            "author": report.text(report.review.publisher),
            "comments": report.text(report.review.lead),
            "created": datetime.datetime.combine(report.review.date, datetime.time()),
        }
    )
    book.close()
    return file.getvalue()


def _cover(report: Report) -> list[str]:
    """Give the lines of the cover: whose figures, of when, how they were made."""
    say, review = report.locale.say, report.review
    facts = [
        (say("Publisher"), report.text(review.publisher)),
        (say("Reference number"), report.reference_number),
        (say("Period"), report.period),
        (say("Date"), report.locale.date(review.date)),
        (say("Source"), report.text(review.source)),
        (say("Licence"), report.text(review.licence.title) if review.licence else None),
    ]
    example = say("Example data: the figures are invented and say nothing about any real operation.")
    return [
        *([example] if review.synthetic else []),
        report.text(review.lead),
        *(say("{name}: {value}", name=name, value=value) for name, value in facts if value),
        say(
            "Every figure is made from the data by a program, and is the same as in the report and in estimates.csv. "
            "The sheet of notes says how; the report says what the figures mean."
        ),
    ]


def _notes(report: Report) -> Sheet:
    """Give the sheet of notes: symbols and rounding, then how the review was made."""
    say = report.locale.say
    lines = [
        (say("Symbol 0"), say("A measured zero, which does not prove that there is none.")),
        (say("Symbol ."), say("Does not apply.")),
        (say("Symbol .."), say("Too uncertain to show, or cannot be calculated.")),
        (say("Symbol x"), say("Hidden to protect individuals.")),
        (
            say("Rounding"),
            say(
                "Shares have one decimal where they rest on at least 100 answers, else none; then lower limits are "
                "rounded down and upper limits up."
            ),
        ),
        *((lead.rstrip("."), words) for lead, words in method_words(report)),
    ]
    columns = (Column(say("Subject"), "left"), Column(say("Explanation"), "left"))
    title = say("Notes: symbols, rounding, and how the review was made.")
    return Sheet("notes", say("Notes"), title, columns, tuple(lines))


def _example(report: Report) -> list[str]:
    return [report.locale.say("Example data")] if report.review.synthetic else []


def _instructions(report: Report) -> str:
    return report.locale.say("This sheet holds one table. What holds for all tables stands on the sheet of notes.")


def _table(report: Report, sheet: Sheet) -> Any:
    """Hand a sheet to gptables."""
    import pandas as pd
    from gptables import GPTable

    heads = _heads(sheet)
    rows = [[_cell(cell) for cell in line] for line in sheet.lines]
    numbers = [place for place, column in enumerate(sheet.columns) if column.align == "right"]
    return GPTable(
        table=pd.DataFrame(rows, columns=heads, dtype=object),
        table_name=sheet.key,
        title=_plain(sheet.title),
        subtitles=_example(report),
        instructions=_instructions(report),
        legend=list(sheet.notes),
        index_columns={},
        additional_formatting=[{"column": {"columns": [place], "format": {"align": "right"}}} for place in numbers]
        + [{"column": {"columns": list(range(len(heads))), "format": {"valign": "top"}}}],
    )


def _heads(sheet: Sheet) -> list[str]:
    """Give the heads of a table, in which spreadsheets allow no two that are the same but for case."""
    heads: list[str] = []
    for column in sheet.columns:
        head, taken = _plain(column.head), {known.casefold() for known in heads}
        others = (f"{head} ({number})" for number in itertools.count(2))
        heads.append(next(name for name in itertools.chain([head], others) if name.casefold() not in taken))
    return heads


def _cell(cell: str | Number) -> Any:
    """Write a cell as gptables' rich text.

    That is how each number gets a format of its own, and how a cell may hold a symbol alone, which gptables refuses
    as plain text though it is what official statistics use.
    """
    from gptables.core.gptable import FormatList

    return FormatList([{"num_format": cell.form}, cell.value] if isinstance(cell, Number) else [{}, cell])


def _plain(text: str) -> str:
    """Take apart what gptables reads as a note or a link."""
    return text.replace("$$", "$ $").replace("](", "] (")


def _label(number: int, sheet: Sheet) -> str:
    """Name a tab: numbered, so that no two are the same, without the characters that may not stand in it."""
    text = " ".join(re.sub(r"[\[\]:*?/\\'$]", " ", sheet.label).split())
    return (f"{number} {text}" if number else text)[:LONGEST_LABEL].strip()


def _width(place: int, column: Column) -> int:
    if column.align == "right":
        return NUMBER_WIDTH
    return QUESTION_WIDTH if place == 0 else TEXT_WIDTH


def _in_language(content: bytes, language: str) -> bytes:
    """Say in the file's properties which language it is in, which XlsxWriter has no word for."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == CORE:
                end = "</cp:coreProperties>"
                data = data.decode().replace(end, f"<dc:language>{escape(language)}</dc:language>{end}").encode()
            new.writestr(part, data)
    return file.getvalue()
