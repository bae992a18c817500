"""The form of a review: a workbook to type cases into, made from the codebook, which comes back in through cleaning.

One row a case, drop-down lists with the spellings that cleaning knows, a sheet for each person who reads and one for
cases that two read. Heads are locked, so that no column loses its name on the way.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from granska.errors import InputError
from granska.review.codebook import BINARY_SPELLINGS, NOT_APPLICABLE, SPECIAL_CODES, UNDOCUMENTED, Question
from granska.review.drafts import STAND_IN
from granska.review.method import Method
from granska.review.model import Review
from granska.stages.form_words import SPECIAL_ANSWERS, WORDS

FORM = "form.xlsx"
HEAD = 1  # row of the heads
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in the name of a sheet
LONGEST_NAME = 31
# The time in the file's properties: a form of the same codebook has the same bytes.
STAMP = datetime.datetime(2000, 1, 1)
_FONT = "Calibri"
_DARK, _PALE, _LINE = "1F3A5F", "EEF2F7", "C9D1DC"
_THIN = Side(style="thin", color=_LINE)
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(frozen=True)
class Field:
    """One column of the form.

    Parameters
    ----------
    head : str
        Its head: the first spelling that the parameters name.
    kind : str
        ``id``, ``reader``, ``date``, ``list`` or ``number``.
    about : str
        What is asked, in one sentence.
    answers : tuple of str
        What the drop-down list holds.
    meanings : tuple of str
        What each answer is called in print.
    condition : str
        Which cases are asked; nothing where all are.
    """

    head: str
    kind: str
    about: str
    answers: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    condition: str = ""


def form_sheets(inspectors: str, language: str) -> tuple[str, ...]:
    """Name the sheets of a form.

    Parameters
    ----------
    inspectors : str
        How many people read cases, or their names with commas between.
    language : str
        ``sv`` or ``en``.

    Returns
    -------
    tuple of str
        One for each person, and, where there are several, one for cases that two of them read.

    Raises
    ------
    InputError
        A name that no sheet can have, or the same name twice.

    Examples
    --------
    >>> form_sheets("Anna, Björn", "sv")
    ('Anna', 'Björn', 'Läst av två')
    """
    words = WORDS[language]
    if inspectors.strip().isdigit():
        many = int(inspectors)
        if not 1 <= many <= 50:
            raise InputError("--inspectors: give a number from 1 to 50, or names with commas between.")
        names = [f"{words['reader']} {number}" for number in range(1, many + 1)]
    else:
        names = [" ".join(name.split()) for name in inspectors.split(",") if name.strip()]
    taken = {words["both"], words["questions"], words["lists"]}
    problems = [
        f"'{name}' cannot name a sheet: at most {LONGEST_NAME} characters, none of [ ] : * ? / \\ '."
        for name in names
        if len(name) > LONGEST_NAME or FORBIDDEN.search(name)
    ]
    problems += [f"'{name}' is the name of another sheet." for name in names if name in taken]
    if len({name.casefold() for name in names}) < len(names) or not names:
        problems.append("give each person a name of her own.")
    if problems:
        raise InputError(f"--inspectors: {' '.join(problems)}")
    return (*names, *([words["both"]] if len(names) > 1 else []))


def people(sheets: Sequence[str], language: str) -> tuple[str, ...]:
    """Name those whose sheets they are."""
    return tuple(sheet for sheet in sheets if sheet != WORDS[language]["both"])


def sheets_of(review: Review) -> tuple[str, ...]:
    """Name the sheets of the form that a review reads."""
    return tuple(entry.sheet for entry in review.data if entry.file == FORM and entry.sheet)


def form(method: Method, sheets: Sequence[str], rows: int) -> bytes:
    """Make the form of a review.

    Parameters
    ----------
    method : Method
        Parameters, questions, and the strata.
    sheets : sequence of str
        The sheets to type into, as of `form_sheets`.
    rows : int
        How many cases each has room for.

    Returns
    -------
    bytes
        An .xlsx file, the same for the same codebook.

    Raises
    ------
    InputError
        The review is a register, which has no cases to type in.
    """
    review = method.review
    if review.kind != "cases":
        raise InputError(f"params/{review.id}: a register has no form: its counts come from another system.")
    words = WORDS[review.main_language]
    fields = _fields(method, sheets, words)
    book = Workbook()
    book.remove(book.active)
    title = review.title[review.main_language]
    named = review.id if title == STAND_IN else title
    _explain(book.create_sheet(words["questions"]), named, fields, words)
    places = {}
    pages = [book.create_sheet(name) for name in sheets]
    lists = book.create_sheet(words["lists"])
    for number, field in enumerate((field for field in fields if field.answers), start=1):
        places[field.head] = _write_list(lists, number, field)
    _finish_lists(lists)
    both = words["both"]
    for page in pages:
        reader = "" if page.title == both and len(sheets) > 1 else page.title
        _fill_page(page, fields, places, rows, reader, review, words)
    book.active = 1
    return _with_fixed_times(book)


def _fields(method: Method, sheets: Sequence[str], words: dict[str, str]) -> list[Field]:
    review, language = method.review, method.review.main_language
    fields = []
    if review.columns.case_id:
        fields.append(Field(review.columns.case_id[0], "id", words["about_id"]))
    if review.columns.reader:
        readers = review.readers.everyone if review.readers else people(sheets, language)
        fields.append(Field(review.columns.reader[0], "reader", words["about_reader"], readers, readers))
    if review.columns.date:
        fields.append(Field(review.columns.date[0], "date", words["about_date"]))
    strata = review.design.strata
    names = tuple(method.population or strata.names)
    fields.append(Field(strata.column[0], "list", words["about_stratum"], names, names))
    for part in review.breakdowns.values():
        codes = tuple(group.codes[0] for group in part.groups.values())
        labels = tuple(group.label[language] for group in part.groups.values())
        fields.append(Field(part.column[0], "list", part.title[language], codes, labels))
    return fields + [_question(question, method, language, words) for question in method.codebook]


def _question(question: Question, method: Method, language: str, words: dict[str, str]) -> Field:
    special = SPECIAL_ANSWERS[language]
    condition = ""
    if question.applies_if:
        other = method.codebook[question.applies_if.question]
        answers = " / ".join(_spelling(other, code, language) for code in question.applies_if.answers)
        condition = words["asked_where"].format(head=other.headers[0], answers=answers)
    elif question.base:
        condition = question.base[language]
    about = question.text[language]
    meanings = {**{code: question.labels[code][language] for code in question.codes}, **special}
    codes = (*question.codes, UNDOCUMENTED, NOT_APPLICABLE)
    spelled = tuple(_spelling(question, code, language) for code in codes)
    if question.type == "number":
        # the text of the question says what counts as within the limit, and the form asks for the number
        unit = f" ({question.unit[language]})" if question.unit else ""
        return Field(
            question.headers[0], "number", question.headers[0] + unit, spelled, tuple(special.values()), condition
        )
    return Field(question.headers[0], "list", about, spelled, tuple(meanings[code] for code in codes), condition)


def _spelling(question: Question, code: str, language: str) -> str:
    """Give the spelling that the form asks for: the first of the codebook's own, else the one of the language."""
    words = question.spellings.get(code, ())
    if code in SPECIAL_CODES and not words:
        return SPECIAL_ANSWERS[language][code]
    if question.type == "binary" and language == "en" and words == BINARY_SPELLINGS.get(code):
        return code
    return words[0] if words else code


def _write_list(page: Worksheet, column: int, field: Field) -> str:
    """Write the answers of a drop-down list, and give the place they stand at."""
    page.cell(HEAD, column, field.head)
    for row, answer in enumerate(field.answers, start=HEAD + 1):
        page.cell(row, column, answer).number_format = "@"
    letter = get_column_letter(column)
    return f"{quote_sheetname(page.title)}!${letter}${HEAD + 1}:${letter}${HEAD + len(field.answers)}"


def _finish_lists(page: Worksheet) -> None:
    for cell in page[HEAD]:
        _head(cell)
        page.column_dimensions[cell.column_letter].width = 24
    page.freeze_panes = f"A{HEAD + 1}"
    page.protection.sheet = True


def _explain(page: Worksheet, title: str, fields: list[Field], words: dict[str, str]) -> None:
    """Write the sheet that says what each column asks and what each answer means."""
    page["A1"] = words["title"].format(title=title)
    page["A1"].font = Font(name=_FONT, bold=True, size=16, color=_DARK)
    lines = [words[f"how_{number}"] for number in range(1, 6)]
    for row, line in enumerate(lines, start=2):
        page.cell(row, 1, line)
    start = len(lines) + 3
    for column, key in enumerate(("column", "asks", "answers", "only_where"), start=1):
        _head(page.cell(start, column, words[key]))
    for row, field in enumerate(fields, start=start + 1):
        said = "\n".join(
            answer if answer.casefold() == meaning.casefold() else f"{answer}: {meaning}"
            for answer, meaning in zip(field.answers, field.meanings, strict=True)
        )
        if field.kind == "number":
            said = f"{words['a_number']}\n{said}"
        elif field.kind in ("date", "id"):
            said = words[f"a_{field.kind}"]
        for column, text in enumerate((field.head, field.about, said, field.condition), start=1):
            cell = page.cell(row, column, text)
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), _BOX
            cell.font = Font(name=_FONT, bold=column == 1)
        # not every program makes a row high enough for what is wrapped in it
        lines_needed = max(len(field.about) // 42 + 1, said.count("\n") + 1, len(field.condition) // 34 + 1)
        page.row_dimensions[row].height = min(15 * lines_needed + 3, 400)
    for letter, width in zip("ABCD", (30, 46, 40, 38), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = page.cell(start + 1, 1)
    page.protection.sheet = True
    _on_paper(page)


def _fill_page(
    page: Worksheet,
    fields: list[Field],
    places: dict[str, str],
    rows: int,
    reader: str,
    review: Review,
    words: dict[str, str],
) -> None:
    last = HEAD + rows
    page.row_dimensions[HEAD].height = 48
    for column, field in enumerate(fields, start=1):
        letter = get_column_letter(column)
        _head(page.cell(HEAD, column, field.head))
        widest = max((len(text) for text in (*field.answers, *field.head.split())), default=0)
        page.column_dimensions[letter].width = min(max(widest + 5, 13), 34)
        given = field.kind == "reader" and bool(reader)
        for row in range(HEAD + 1, last + 1):
            cell = page.cell(row, column, reader if given else None)
            cell.protection, cell.border = Protection(locked=given), _BOX
            cell.number_format = {"id": "@", "date": "yyyy-mm-dd", "number": "General"}.get(field.kind, "@")
            if given:
                cell.fill = PatternFill("solid", fgColor=_PALE)
        rule = None if given else _rule(field, letter, last, places, review, reader, words)
        if rule is not None:
            rule.add(f"{letter}{HEAD + 1}:{letter}{last}")
            page.add_data_validation(rule)
    page.freeze_panes = page.cell(HEAD + 1, 2)
    page.protection.sheet = True
    # what does no harm to heads and lists
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False
    page.print_title_rows = f"{HEAD}:{HEAD}"
    _on_paper(page)


def _rule(
    field: Field, letter: str, last: int, places: dict[str, str], review: Review, reader: str, words: dict[str, str]
) -> DataValidation | None:
    """Say what may be typed into a column."""
    first = f"{letter}{HEAD + 1}"
    listed = places.get(field.head)
    match field.kind:
        case "id" if reader or not review.columns.reader:
            column = f"${letter}${HEAD + 1}:${letter}${last}"
            rule = DataValidation(type="custom", formula1=f"COUNTIF({column},{first})=1")
        case "date":
            start, end = (max(day, datetime.date(1900, 1, 1)) for day in (review.period.start, review.period.end))
            rule = DataValidation(type="date", operator="between", formula1=_serial(start), formula2=_serial(end))
        case "number":
            # a whole number from 0, or one of the words for no answer
            whole = f"IF(ISNUMBER({first}),AND({first}>=0,{first}=INT({first})),COUNTIF({listed},{first})>0)"
            rule = DataValidation(type="custom", formula1=whole)
        case "list" | "reader" if listed:
            rule = DataValidation(type="list", formula1=listed)
        case _:
            return None
    rule.allow_blank = True
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorStyle = "stop"
    rule.errorTitle = words["error"]
    rule.error = words[f"wrong_{field.kind}"][:255]
    rule.promptTitle = field.head[:32]
    rule.prompt = f"{field.about}. {field.condition}".strip(" .")[:255]
    return rule


def _serial(day: datetime.date) -> str:
    """Write a day as spreadsheets count: days since 30 December 1899."""
    return str((day - datetime.date(1899, 12, 30)).days)


def _head(cell: Any) -> None:
    cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=_DARK)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    cell.border = _BOX


def _on_paper(page: Worksheet) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _with_fixed_times(book: Workbook) -> bytes:
    """Save a workbook without the time of day, which would make every copy another file."""
    saved, file = io.BytesIO(), io.BytesIO()
    book.properties.creator = "Granska"
    book.properties.created = STAMP
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                stamp = f"{STAMP.isoformat()}Z".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(part.filename, STAMP.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return file.getvalue()
