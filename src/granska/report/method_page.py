"""What the notebooks of the methods call: curves, tables, and published values against ours.

Each call gives one value that Jupyter shows and that `granska.report.method_document` collects into the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from granska.errors import StageError
from granska.report.blocks import Details, Section
from granska.report.curves import ENGLISH, Axis, Curve, Point, chart, described, panels
from granska.report.figures import Studio
from granska.report.tables import Column, Table
from granska.review.workspace import find_workspace

__all__ = ["COVERAGE", "POWER", "TRUE_SHARE", "Axis", "MethodPage"]

TRUE_SHARE = Axis("True share", 0, 1)
COVERAGE = Axis("Coverage", 0.8, 1)
POWER = Axis("Power", 0, 1)
READ = 11  # points of a curve that its table gives

Values = float | Sequence[float] | npt.NDArray[np.float64]


class MethodPage:
    """The page that a notebook makes.

    Parameters
    ----------
    family : str
        The name of the notebook, without its ending.
    root : str or Path
        Any folder of the project.
    """

    def __init__(self, family: str, root: str | Path):
        # pages alone are made of methods, so no figure is needed for Word
        self.studio = Studio(find_workspace(root).method(family), "en", raster=False)

    def curves(
        self,
        name: str,
        caption: str,
        x: npt.ArrayLike,
        curves: Mapping[str, npt.ArrayLike],
        *,
        across: Axis,
        up: Axis,
        level: float | None = None,
        level_name: str = "nominal",
        apart: bool = False,
        alt: str = "",
    ) -> Section:
        """Draw curves, with their values in a table that the reader opens.

        Parameters
        ----------
        name : str
            What the figure is called: ``@fig-<name>`` refers to it.
        caption : str
            What it shows, in a sentence; unlike all other captions of the page.
        x : array_like of float
            Where the curves were computed, from left to right; shares as shares.
        curves : mapping of str to array_like of float
            The name of each curve, at most 30 characters, and its values; NaN leaves a gap.
        across, up : Axis
            The axes: `TRUE_SHARE`, `COVERAGE`, `POWER`, or one's own.
        level : float, optional
            The value to compare with, such as the confidence level.
        level_name : str
            What that value is called; the value itself is written after it.
        apart : bool
            Draw each curve in a panel of its own: for curves with teeth, as those of exact coverage, or more than four.
        alt : str
            What the figure shows, in words; computed where it is not given.

        Returns
        -------
        Section
            The figure and its table.

        Raises
        ------
        ValueError
            A curve has another number of values than `x`, or there are too many for one plane.
        """
        places = np.asarray(x, dtype=float)
        lines = [Curve(label, _points(label, places, values)) for label, values in curves.items()]
        named = None if level is None else (level, f"{level_name} {up.written(level)}")
        draw = panels if apart else chart
        figure = self.studio.wide(
            name,
            lambda full, width: draw(full, width, lines, across, up, named),
            alt or described(lines, across, up, named),
            (caption,),
        )
        read = sorted({round(k) for k in np.linspace(0, len(places) - 1, READ)})
        table = Table(
            f"{name}-values",
            f"Read from the curves. {caption}",
            (Column(across.title, "left"), *(Column(line.label) for line in lines)),
            tuple((across.written(places[k]), *(_value(up, line.points[k][1]) for line in lines)) for k in read),
        )
        return Section((figure, Details("The curves in numbers", (table,))))

    def comparison(
        self,
        name: str,
        caption: str,
        cases: Sequence[str],
        published: Iterable[Values],
        ours: Iterable[Values],
        *,
        case: str = "Case",
        theirs: str = "Published",
        decimals: int = 4,
        tolerance: float | None = None,
    ) -> Section:
        """Set published values beside ours; the run stops where they differ by more than rounding explains.

        Parameters
        ----------
        name : str
            What the table is called: ``@tbl-<name>`` refers to it.
        caption : str
            Whose values they are: authors, year, journal, the table they stand in.
        cases : sequence of str
            What each row is about.
        published, ours : iterable of float or sequence of float
            One entry for each case, such as an estimate, or the two limits of an interval; NaN stands for what does not
            exist.
        case, theirs : str
            The heads of the columns of cases and of published values: another, where a package stands for a paper.
        decimals : int
            How many the published values have; ours are shown with one more.
        tolerance : float, optional
            The greatest difference allowed; half a unit of the last decimal if not given.

        Returns
        -------
        Section
            A table of cases, published values, ours and their greatest difference.

        Raises
        ------
        StageError
            A value is not ours; the message names table and case.
        ValueError
            There are not as many entries as cases, or one has more values than its partner.
        """
        most = 0.5 * 10.0**-decimals if tolerance is None else tolerance
        rows = []
        for what, known, mine in zip(cases, map(_flat, published), map(_flat, ours), strict=True):
            if known.shape != mine.shape:
                raise ValueError(f"{name}, '{what}': {known.size} published values and {mine.size} of ours.")
            missing = np.isnan(known) & np.isnan(mine)
            differences = np.abs(np.where(missing, 0, known - mine))
            # the slack is for values that end in a 5 where the published are cut off, and for nothing else
            if not (differences <= most + 1e-12).all():
                raise StageError(
                    f"table {name}, '{what}': published {_listed(known, decimals)}, ours "
                    f"{_listed(mine, decimals + 2)}, farther apart than {most:g}. Check both, or say why in the "
                    "notebook and set tolerance."
                )
            rows.append(
                (
                    what,
                    _listed(known, decimals),
                    _listed(mine, decimals + 1),
                    ENGLISH.number(float(differences.max()), decimals + 1),
                )
            )
        explained = "the most that rounding explains" if tolerance is None else "what this table allows"
        note = f"No difference is greater than {ENGLISH.number(most, max(decimals + 1, _places(most)))}, {explained}."
        columns = (Column(case, "left"), Column(theirs), Column("Ours"), Column("Greatest difference"))
        return Section((Table(name, caption, columns, tuple(rows), note),))

    def table(
        self,
        name: str,
        caption: str,
        columns: Sequence[str],
        rows: Iterable[tuple[str, Iterable[float]]],
        *,
        decimals: int | Sequence[int] = 3,
        note: str = "",
    ) -> Section:
        """Write numbers of our own as a table.

        Parameters
        ----------
        name, caption
            As of `comparison`.
        columns : sequence of str
            The heads: that of the rows' names, then one a number, each with its unit.
        rows : iterable of tuple
            The name of a row and its numbers; NaN shows as two dots.
        decimals : int or sequence of int
            Of all numbers, or of each column.
        note : str
            What stands under the table.
        """
        digits = [decimals] * (len(columns) - 1) if isinstance(decimals, int) else list(decimals)
        cells = tuple(
            (what, *(_number(value, places) for value, places in zip(values, digits, strict=True)))
            for what, values in rows
        )
        heads = (Column(columns[0], "left"), *map(Column, columns[1:]))
        return Section((Table(name, caption, heads, cells, note),))


def _points(label: str, x: npt.NDArray[np.float64], values: npt.ArrayLike) -> tuple[Point, ...]:
    y = np.asarray(values, dtype=float)
    if y.shape != x.shape:
        raise ValueError(f"curve '{label}': {y.size} values for {x.size} places.")
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def _flat(values: Values) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=float).ravel()


def _listed(values: npt.NDArray[np.float64], decimals: int) -> str:
    separator = " to " if len(values) == 2 else "; "
    return separator.join(_number(value, decimals) for value in values.tolist()).replace(" ", "\u00a0")


def _number(value: float, decimals: int) -> str:
    return ".." if np.isnan(value) else ENGLISH.number(value, decimals)


def _value(axis: Axis, value: float) -> str:
    return ".." if np.isnan(value) else axis.written(value)


def _places(value: float) -> int:
    """Count the decimals of a number as one writes it."""
    return len(np.format_float_positional(value).partition(".")[2])
