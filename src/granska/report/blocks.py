"""The building blocks of a document: each renders as Markdown for the document and as HTML for Jupyter.

Text is plain until it is rendered and is escaped there, so that a label with mark-up in it stays text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from granska.report.hyphens import hyphenated
from granska.report.markup import attribute, escape


@dataclass(frozen=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True)
class Code:
    """Words for a machine: a command, a hash."""

    text: str


@dataclass(frozen=True)
class Link:
    """Words that lead to a place in the document or to a file beside it; `language` where both are in another."""

    text: str
    target: str
    language: str = ""


@dataclass(frozen=True)
class Classed:
    """Words with a class of the stylesheet."""

    text: str
    name: str


Inline = str | Strong | Code | Link | Classed


def inline_markdown(content: tuple[Inline, ...]) -> str:
    """Render a run of words as Markdown.

    Examples
    --------
    >>> inline_markdown((Strong("25 %"), " of all"))
    '**25 %** of all'
    """
    return "".join(map(_markdown_piece, content))


def _spaced(text: str) -> str:
    """Escape a piece of a run of words, and keep the blanks that part it from its neighbours."""
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{escape(text)}{after}" if text.strip(" ") else text


def _markdown_piece(piece: Inline) -> str:
    match piece:
        case Strong(text):
            return f"**{escape(text)}**"
        case Code(text):
            return f"`{text.replace('`', ' ')}`"
        case Link(text, target, language):
            return f"[{escape(text)}]({target})" + (f"{{lang={language} hreflang={language}}}" if language else "")
        case Classed(text, name):
            return f"[{escape(text)}]{{.{name}}}"
    return _spaced(piece)


def inline_html(content: tuple[Inline, ...]) -> str:
    """Render a run of words as HTML."""
    return "".join(map(_html_piece, content))


def _html_piece(piece: Inline) -> str:
    match piece:
        case Strong(text):
            return f"<strong>{html.escape(text)}</strong>"
        case Code(text):
            return f"<code>{html.escape(text)}</code>"
        case Link(text, target, language):
            tongue = f' lang="{language}" hreflang="{language}"' if language else ""
            return f'<a href="{html.escape(target)}"{tongue}>{html.escape(text)}</a>'
        case Classed(text, name):
            return f'<span class="{name}">{html.escape(text)}</span>'
    return html.escape(piece)


class Block(Protocol):
    """A piece of a document that stands by itself."""

    def markdown(self) -> str:
        """Render for the document."""

    def html(self) -> str:
        """Render for Jupyter."""


@dataclass(frozen=True)
class Heading:
    """A heading with the id that links point at; it may be a link itself."""

    level: int
    text: str
    identifier: str
    name: str = ""
    target: str = ""

    def markdown(self) -> str:
        """Render for the document."""
        attributes = f"#{self.identifier}" + (f" .{self.name}" if self.name else "")
        text = hyphenated(self.text)
        words = _markdown_piece(Link(text, self.target)) if self.target else escape(text)
        return f"{'#' * self.level} {words} {{{attributes}}}"

    def html(self) -> str:
        """Render for Jupyter."""
        return f"<h{self.level}>{html.escape(self.text)}</h{self.level}>"


@dataclass(frozen=True, init=False)
class Paragraph:
    """A paragraph of running text."""

    content: tuple[Inline, ...]

    def __init__(self, *content: Inline):
        object.__setattr__(self, "content", content)

    def markdown(self) -> str:
        """Render for the document."""
        return inline_markdown(self.content)

    def html(self) -> str:
        """Render for Jupyter."""
        return f"<p>{inline_html(self.content)}</p>"


@dataclass(frozen=True)
class Bullets:
    """A list, one run of words a line."""

    items: tuple[tuple[Inline, ...], ...]

    def markdown(self) -> str:
        """Render for the document."""
        return "\n".join(f"- {inline_markdown(item)}" for item in self.items)

    def html(self) -> str:
        """Render for Jupyter."""
        return "<ul>" + "".join(f"<li>{inline_html(item)}</li>" for item in self.items) + "</ul>"


@dataclass(frozen=True)
class Command:
    """A command to type, in a block of its own."""

    text: str

    def markdown(self) -> str:
        """Render for the document."""
        return f"```sh\n{self.text}\n```"

    def html(self) -> str:
        """Render for Jupyter."""
        return f"<pre>{html.escape(self.text)}</pre>"


@dataclass(frozen=True)
class Box:
    """Blocks with a class of the stylesheet around them; `language` where they are not in that of the document."""

    name: str
    blocks: tuple[Block, ...]
    language: str = ""

    def markdown(self) -> str:
        """Render for the document."""
        return _fenced(f".{self.name}" + (f" lang={self.language}" if self.language else ""), self.blocks)

    def html(self) -> str:
        """Render for Jupyter."""
        return f'<div class="{self.name}">' + "".join(block.html() for block in self.blocks) + "</div>"


@dataclass(frozen=True)
class OnPage:
    """Blocks that stand on the page only, since they are about the page or about what lies beside it."""

    blocks: tuple[Block, ...]

    def markdown(self) -> str:
        """Render for the document."""
        return _fenced('.content-visible when-format="html"', self.blocks)

    def html(self) -> str:
        """Render for Jupyter."""
        return "".join(block.html() for block in self.blocks)


@dataclass(frozen=True)
class Details:
    """Blocks that the reader opens."""

    summary: str
    blocks: tuple[Block, ...]

    def markdown(self) -> str:
        """Render for the document."""
        return _fenced(f".details summary={attribute(self.summary)}", self.blocks)

    def html(self) -> str:
        """Render for Jupyter."""
        inner = "".join(block.html() for block in self.blocks)
        return f"<details><summary>{html.escape(self.summary)}</summary>{inner}</details>"


@dataclass(frozen=True)
class Section:
    """What one cell of the notebook publishes: blocks in order, shown by Jupyter and collected into the document."""

    blocks: tuple[Block, ...] = ()

    def markdown(self) -> str:
        """Render for the document."""
        return _join(self.blocks)

    def __iter__(self) -> Iterator[Block]:
        """Go through the blocks."""
        return iter(self.blocks)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        inner = "\n".join(block.html() for block in self.blocks)
        return {
            "text/markdown": self.markdown(),
            "text/html": inner,
            "text/plain": f"Section({len(self.blocks)} blocks)",
        }


def _fenced(attributes: str, blocks: tuple[Block, ...]) -> str:
    """Put a fence around blocks, longer than every fence within."""
    inner = _join(blocks)
    fence = ":" * max(3, 1 + max((len(mark) for mark in re.findall(r"^:+", inner, re.MULTILINE)), default=0))
    return f"{fence} {{{attributes}}}\n\n{inner}\n\n{fence}"


def _join(blocks: tuple[Block, ...]) -> str:
    return "\n\n".join(block.markdown() for block in blocks)
