"""A figure of the report: its files beside the document, its caption and its description in words."""

import base64
import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from granska.files import write_whole
from granska.report.blocks import Inline, inline_html, inline_markdown
from granska.report.canvas import Canvas
from granska.report.markup import attribute

WIDE, NARROW = 720, 320
FOLDER = "figures"

Draw = Callable[[str, float], Canvas]


@dataclass(frozen=True)
class Figure:
    """A figure whose files are written.

    Parameters
    ----------
    name : str
        The file's name without its ending; it carries the language.
    alt : str
        What the figure shows, in words.
    svg : str
        The drawing, for Jupyter.
    identifier : str
        The id that references point at; empty for a small picture without a number.
    caption : tuple of Inline
        The finding, then what, who, when and how many.
    kind : {"wide", "spark"}
        The class in the stylesheet: a wide figure has a narrow twin.
    """

    name: str
    alt: str
    svg: str
    identifier: str = ""
    caption: tuple[Inline, ...] = ()
    kind: str = "spark"

    def markdown(self) -> str:
        """Render for the document."""
        identifier = f"#{self.identifier} " if self.identifier else ""
        attributes = f"{identifier}.{self.kind} fig-alt={attribute(self.alt)}"
        return f"![{inline_markdown(self.caption)}]({FOLDER}/{self.name}.svg){{{attributes}}}"

    def html(self) -> str:
        """Render for Jupyter."""
        data = base64.b64encode(self.svg.encode()).decode()
        image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html.escape(self.alt)}">'
        return f"<figure>{image}<figcaption>{inline_html(self.caption)}</figcaption></figure>"


@dataclass(frozen=True)
class Studio:
    """Where figures are written, and in which formats.

    Parameters
    ----------
    folder : Path
        The folder of the documents.
    language : str
        It becomes part of every name.
    raster : bool
        Whether a document will need PNG files.
    """

    folder: Path
    language: str
    raster: bool = True

    def wide(self, name: str, draw: Draw, alt: str, caption: tuple[Inline, ...]) -> Figure:
        """Draw a figure at two widths and write it.

        Parameters
        ----------
        name : str
            What the figure is called in its files and its id.
        draw : callable
            Makes the canvas from its name and its width.
        alt, caption
            As of `Figure`.
        """
        full = f"{name}-{self.language}"
        svg = self._write(draw(full, WIDE))
        self._save(f"{full}-narrow.svg", draw(f"{full}-narrow", NARROW).svg().encode())
        return Figure(full, alt, svg, f"fig-{name}", caption, "wide")

    def spark(self, name: str, draw: Callable[[str], Canvas], alt: str) -> Figure:
        """Draw a small picture without caption and write it; the box that it stands in shows through."""
        full = f"{name}-{self.language}"
        return Figure(full, alt, self._write(draw(full), "none"))

    def _write(self, canvas: Canvas, ground: str = "white") -> str:
        svg = canvas.svg()
        self._save(f"{canvas.name}.svg", svg.encode())
        if self.raster:
            self._save(f"{canvas.name}.png", canvas.png(ground))
        return svg

    def _save(self, name: str, content: bytes) -> None:
        write_whole(self.folder / FOLDER / name, content)
