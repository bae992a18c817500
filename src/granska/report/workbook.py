"""The report as a workbook: a cover, contents, notes, and one marked table a sheet, made by gptables."""

import datetime
import io
import itertools
import re
import textwrap
import warnings
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from granska.report.context import Report
from granska.report.document import facts
from granska.report.method import method_words
from granska.report.sheet import Cell, Number, Sheet
from granska.report.sheets import sheets
from granska.report.tables import Column

# No text becomes a formula, a link or a number by how it is written.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TEXT_WIDTH, QUESTION_WIDTH, NUMBER_WIDTH = 24, 52, 15  # of columns, in characters
NOTE_WIDTH = 100  # of a column of running text
LINE, HIGHEST = 16, 409  # points: of a line of text, and of a row, which spreadsheets set
LONGEST_LABEL = 31  # characters, which spreadsheets set
A4 = 9
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
    title = _plain(report.text(report.review.title))
    row, _ = cover.write_cover(Cover(title, width=NOTE_WIDTH, cover_label=say("Cover")))
    for number, line in enumerate(_cover(report), start=row):
        cover.write_string(number, 0, line, book.add_format(book.theme.cover_text_format))
        cover.set_row(number, _height([line], [NOTE_WIDTH]))
    _on_paper(cover)

    contents = book.make_table_of_contents(
        tables,
        column_names=[say("Sheet"), say("What it shows")],
        table_name="contents",
        title=say("Contents"),
        subtitles=_example(report),
        instructions=_instructions(report),
    )
    page = book.add_worksheet(say("Contents"))
    page.write_gptable(contents, True)
    _on_paper(page)
    for (label, table), sheet in zip(tables.items(), made, strict=True):
        page = book.add_worksheet(label)
        page.write_gptable(table, False)
        widths = [_width(sheet, place) for place in range(len(sheet.columns))]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        first = 2 + len(_example(report)) + len(sheet.notes)  # below the title and what is said of the table
        heads = [column.head for column in sheet.columns]
        for number, cells in enumerate([heads, *sheet.lines], start=first):
            page.set_row(number, _height(cells, widths))
        page.repeat_rows(first)
        _on_paper(page)
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
    found = [
        (say("Publisher"), report.text(review.publisher)),
        *facts(report),
        (say("Source"), report.text(review.source)),
        (say("Licence"), report.text(review.licence.title) if review.licence else None),
    ]
    example = say("Example data: the figures are invented and say nothing about any real operation.")
    return [
        *([example] if review.synthetic else []),
        report.text(review.lead),
        *(say("{name}: {value}", name=name, value=value) for name, value in found if value),
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
    texts = [place for place, column in enumerate(sheet.columns) if column.align == "left" and place]
    return GPTable(
        table=pd.DataFrame(rows, columns=heads, dtype=object),
        table_name=sheet.key,
        title=_plain(sheet.title),
        subtitles=_example(report),
        instructions=_instructions(report),
        legend=list(sheet.notes),
        index_columns={},
        additional_formatting=[{"column": {"columns": [place], "format": {"align": "right"}}} for place in numbers]
        # a text does not touch the number before it
        + [{"column": {"columns": [place], "format": {"align": "left", "indent": 1}}} for place in texts]
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
    text = f"{number} {text}" if number else text
    # a character outside the first plane counts as two
    units = itertools.accumulate(len(character.encode("utf-16-le")) // 2 for character in text)
    return text[: sum(count <= LONGEST_LABEL for count in units)].strip()


def _width(sheet: Sheet, place: int) -> int:
    if sheet.columns[place].align == "right":
        return NUMBER_WIDTH
    if sheet.key == "notes":
        return (TEXT_WIDTH, NOTE_WIDTH)[place]
    return QUESTION_WIDTH if place == 0 else TEXT_WIDTH


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Give the height of a row in points: not every program makes one high enough for what is wrapped in it."""
    texts = ((cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    lines = max((len(textwrap.wrap(text, width)) for text, width in texts), default=1)
    return min(LINE * max(lines, 1), HIGHEST)


def _on_paper(page: Any) -> None:
    """Print a sheet across the width of lying A4 pages."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


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
