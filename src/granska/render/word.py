"""What a Word document needs beyond what Pandoc and Quarto write: whole rows, captions that Word counts."""

import re
import zipfile
from itertools import count
from pathlib import Path
from textwrap import shorten
from xml.sax.saxutils import escape, unescape

#: A table of at most so many rows, its head among them, is kept on one page.
KEPT_WHOLE = 14
#: How long the title of a content control is at most, in characters.
TITLE = 60

#: With what stands under it, if it is a note.
_TABLE = re.compile(
    r"<w:tbl>.*?</w:tbl>"
    r"(\s*(?:<w:bookmarkEnd [^>]*>\s*)*<w:p>\s*<w:pPr>(?:(?!</w:pPr>).)*</w:pPr>"
    r'\s*<w:r>\s*<w:rPr>\s*<w:rStyle w:val="NoteText")?',
    re.DOTALL,
)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_ROW_PROPERTIES = re.compile(r"<w:tr>\s*(?:<w:trPr>(.*?)</w:trPr>|<w:trPr\s*/>)?", re.DOTALL)
_PARAGRAPH_STYLE = re.compile(r"(<w:pPr>\s*<w:pStyle [^>]*?/>)")
_LOOK = re.compile(r"<w:tblLook [^>]*/>")
_FIRST_ROW_AND_COLUMN = (
    '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
    'w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>'
)
_FILL_IN = re.compile(
    r'(?:<w:r>\s*<w:rPr>\s*<w:rStyle w:val="FillIn"\s*/>(?:(?!</w:r>).)*</w:r>\s*)+',
    re.DOTALL,
)
_CAPTION = re.compile(
    r'(<w:pStyle w:val="(?:Table|Image)Caption"\s*/>.*?)<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)'
    r"<w:t[^>]*>(\w+)\u00a0(\d+)\.</w:t></w:r>",
    re.DOTALL,
)


def finish(document: Path) -> None:
    """Finish a Word document that Pandoc or Quarto has written, in its place.

    No row is cut by a page; the first two rows stay together, and the last two with the note below them. A screen
    reader is told that the first column names the rows; the numbers of captions are fields, so that Word can list
    tables and figures; places to fill in are content controls.

    Parameters
    ----------
    document : Path
        The file.
    """
    with zipfile.ZipFile(document) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    partial = document.with_name(f".{document.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            if info.filename == "word/document.xml":
                content = finished(content.decode("utf-8")).encode("utf-8")
            archive.writestr(info, content)
    partial.replace(document)


def finished(text: str) -> str:
    """Give the text of a document, ``word/document.xml``, with what `finish` adds.

    Examples
    --------
    >>> finished('<w:tbl><w:tr><w:tc></w:tc></w:tr></w:tbl>')
    '<w:tbl><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc></w:tc></w:tr></w:tbl>'
    """
    number = count(1)
    text = _CAPTION.sub(_counted_caption, _TABLE.sub(_whole_rows, text))
    return _FILL_IN.sub(lambda found: _content_control(found[0], next(number)), text)


def _whole_rows(table: re.Match[str]) -> str:
    rows = len(_ROW.findall(table[0]))
    place = iter(range(rows))

    def keep(row: re.Match[str]) -> str:
        at = next(place)
        # schema order: cantSplit before tblHeader
        text = _ROW_PROPERTIES.sub(
            lambda found: f"<w:tr><w:trPr><w:cantSplit/>{found[1] or ''}</w:trPr>", row[0], count=1
        )
        last = at == rows - 1
        if (last and table[1]) or (not last and (rows <= KEPT_WHOLE or at in (0, 1, rows - 2))):
            text = _PARAGRAPH_STYLE.sub(r"\1<w:keepNext/>", text)
        return text

    return _LOOK.sub(_FIRST_ROW_AND_COLUMN, _ROW.sub(keep, table[0]), count=1)


def _content_control(runs: str, number: int) -> str:
    words = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", runs)).strip("[]")
    # a title longer than 64 characters is refused by Word; cut before it is escaped again
    title = escape(shorten(unescape(words), TITLE, placeholder="…"), {'"': "&quot;"})
    # of no kind, which is rich text: Enter makes a paragraph in it, and the shade of its style is drawn everywhere
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{title}"/><w:id w:val="{number}"/></w:sdtPr>'
        f"<w:sdtContent>{runs}</w:sdtContent></w:sdt>"
    )


def _counted_caption(caption: re.Match[str]) -> str:
    before, properties, label, number = caption.groups()

    def run(content: str) -> str:
        return f"<w:r>{properties}{content}</w:r>"

    return before + "".join(
        (
            run(f'<w:t xml:space="preserve">{label}\u00a0</w:t>'),
            run('<w:fldChar w:fldCharType="begin"/>'),
            run(f'<w:instrText xml:space="preserve"> SEQ {label} \\* ARABIC </w:instrText>'),
            run('<w:fldChar w:fldCharType="separate"/>'),
            run(f"<w:t>{number}</w:t>"),
            run('<w:fldChar w:fldCharType="end"/>'),
            run("<w:t>.</w:t>"),
        )
    )
