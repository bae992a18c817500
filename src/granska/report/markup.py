r"""Text from users, written so that a document shows it and nothing else happens.

Titles, questions, labels and names come from parameter files. Whatever they hold, HTML, a formula, Markdown, a
shortcode of Quarto, they reach the reader as the characters they are. Each place in a document has its function here:

==================================  =======================
paragraph, heading, caption, cell   `escape`
value of an attribute               `attribute`
value in the front matter           `metadata`
==================================  =======================
"""

import json
import re

# What XML, and therefore Word, cannot hold: control characters, lone surrogates, two non-characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile("[ \t\r\n\x85\u2028\u2029]+")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
# These mean nothing in Markdown wherever they stand; left alone, the document stays readable.
_HARMLESS = frozenset(",;/%?")


def plain(text: str) -> str:
    r"""Write a text on one line, without what no file format can hold.

    Examples
    --------
    >>> plain("Norra\n staden\x01 ")
    'Norra staden'
    """
    return _SPACE.sub(" ", _UNWRITABLE.sub("", text)).strip(" ")


def escape(text: str) -> str:
    r"""Write a text as Markdown that shows exactly these characters, on one line.

    Every ASCII punctuation mark that can have a meaning gets a backslash, which Pandoc and Quarto both read as "this
    character". Line breaks and runs of blanks become one blank, what no file format can hold is left out.

    Parameters
    ----------
    text : str
        As a user wrote it.

    Returns
    -------
    str
        For a paragraph, a heading, a caption, a link text or a table cell.

    Examples
    --------
    >>> print(escape("Barn 0–12 år, andel"))
    Barn 0–12 år, andel
    >>> print(escape("*x* | {{< include a >}}"))
    \*x\* \| \{\{\< include a \>\}\}
    """
    return _PUNCTUATION.sub(lambda mark: mark[0] if mark[0] in _HARMLESS else "\\" + mark[0], plain(text))


def attribute(text: str) -> str:
    """Write a text as the value of an attribute, quotation marks included.

    Parameters
    ----------
    text : str
        As a user wrote it.

    Returns
    -------
    str
        To be placed after the equals sign: ``{fig-alt=…}``, ``{.details summary=…}``.

    Examples
    --------
    >>> print(attribute('Andel "ja"'))
    "Andel &#34;ja&#34;"
    """
    return '"' + _PUNCTUATION.sub(_reference, plain(text)) + '"'


def _reference(mark: re.Match[str]) -> str:
    keep = mark[0] in _HARMLESS or mark[0] in "().-:+'="
    return mark[0] if keep else f"&#{ord(mark[0])};"


def metadata(text: str) -> str:
    r"""Write a text as a value in the front matter, quotation marks included.

    Parameters
    ----------
    text : str
        As a user wrote it.

    Returns
    -------
    str
        A YAML string that the engines read as Markdown and show as the text.

    Examples
    --------
    >>> print(metadata("SOF 2023/605: bilaga"))
    "SOF 2023/605\\: bilaga"
    """
    return json.dumps(escape(text), ensure_ascii=False)
