"""What the report of a series is made from: the reports of its reviews, and which of their figures are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from granska.errors import InputError, nearest
from granska.report.charts import Frame
from granska.report.context import Report, open_report
from granska.report.figures import Studio
from granska.report.locale import Locale
from granska.report.published import Estimate, Interval, Provenance, load_provenance, read_table
from granska.review.codebook import Question
from granska.review.parts import Text
from granska.review.series import Series, SeriesMethod, load_series
from granska.review.workspace import Workspace

_COLUMNS = (
    *("indicator", "review", "versus", "status", "unlike", "estimate", "lower", "upper"),
    *("percent", "percent_lower", "percent_upper"),
)


@dataclass(frozen=True)
class Pair:
    """Two figures of one indicator, and whether they are compared.

    Parameters
    ----------
    indicator : str
        Its key.
    review, versus : str
        The later and the earlier review along the way.
    status : str
        ``ok``: compared. ``unlike``: the reviews did not do the same. Otherwise one of the figures is not shown.
    unlike : tuple of str
        In what they differ: see `granska.review.likeness.ASPECTS`.
    difference : Interval or None
        The later minus the earlier.
    """

    indicator: str
    review: str
    versus: str
    status: str
    unlike: tuple[str, ...]
    difference: Interval | None

    @property
    def alike(self) -> bool:
        """Whether the reviews did the same, so that the figures can be compared where both are shown."""
        return self.status != "unlike"


@dataclass(frozen=True)
class Figure:
    """What one review found on an indicator.

    Parameters
    ----------
    report : Report
        The review's report.
    stage : str
        What the review is called in the series.
    question : Question
        What it asked.
    level : str
        The answer that is counted.
    """

    report: Report
    stage: str
    question: Question
    level: str

    @property
    def row(self) -> Estimate | None:
        """The published share."""
        return self.report.whole(self.question, self.level)

    @property
    def told(self) -> Estimate | None:
        """What is told of it: the share, or plain counts where the weighted share is hidden."""
        return self.report.told(self.question, self.level)


@dataclass(frozen=True)
class SeriesReport:
    """A series in one language.

    Parameters
    ----------
    method : SeriesMethod
        The series with the methods of its reviews.
    reports : mapping of str to Report
        The report of each review, in order along the way.
    pairs : tuple of Pair
        Every two figures of one indicator.
    provenance : Provenance
        What the series was made from.
    locale : Locale
        The language.
    studio : Studio
        Where figures are written.
    about : tuple of str
        The pages about the site that the report may link to.
    """

    method: SeriesMethod
    reports: Mapping[str, Report]
    pairs: tuple[Pair, ...]
    provenance: Provenance
    locale: Locale
    studio: Studio
    about: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Name the series, the language and the extent, for whoever looks at the object in a notebook."""
        return f"SeriesReport({self.series.id}, {self.locale.language}, {len(self.pairs)} pairs)"

    @property
    def series(self) -> Series:
        """The parameters."""
        return self.method.series

    def text(self, text: Text) -> str:
        """Give a text of the parameters in the language of the report."""
        return text[self.locale.language]

    @property
    def frame(self) -> Frame:
        """What all charts share."""
        return Frame(self.locale, self.locale.say("Example data") if self.method.synthetic else "")

    @cached_property
    def stages(self) -> dict[str, str]:
        """What each review is called, in order along the way."""
        return {member.review: self.text(member.stage) for member in self.series.members}

    def indicator(self, name: str) -> str:
        """Name an indicator, without a final stop."""
        return self.text(self.series.indicators[name].text).rstrip(" .")

    def figures(self, indicator: str) -> dict[str, Figure]:
        """Find what each review that asked found, in order along the way."""
        found = {}
        for review, report in self.reports.items():
            if asked := self.method.asked(indicator, review):
                found[review] = Figure(report, self.stages[review], *asked)
        return found

    def pairs_of(self, review: str, versus: str) -> list[Pair]:
        """Find the pairs of two reviews, in the order of the indicators."""
        return [pair for pair in self.pairs if (pair.review, pair.versus) == (review, versus)]

    @property
    def confidence(self) -> str:
        """The confidence level, as in "95 %"; nothing where the reviews differ."""
        levels = {report.confidence for report in self.reports.values()}
        return min(levels) if len(levels) == 1 else ""

    @property
    def period(self) -> str:
        """The days that the series speaks of."""
        named = self.series.period
        return self.text(named.label) if named and named.label else self.locale.days(*self.method.period)


def open_series(root: str | Path, series: str, language: str) -> SeriesReport:
    """Read what the report of a series is made from.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    series : str
        The series' id.
    language : str
        One of its languages.

    Raises
    ------
    InputError
        The series, one of its reviews or published figures are missing, or it is not published in that language.
    """
    workspace = Workspace(Path(root).resolve())
    method = load_series(workspace, series)
    if language not in method.series.languages:
        raise InputError(
            f"params/{series}/review.yml: languages has no '{language}'.{nearest(language, method.series.languages)}"
        )
    folder = workspace.published(series)
    return SeriesReport(
        method=method,
        reports={review: open_report(root, review, language) for review in method.series.reviews},
        pairs=tuple(_pair(row) for row in read_table(folder / "comparisons.csv", _COLUMNS)),
        provenance=load_provenance(folder / "provenance.json"),
        locale=Locale(language),
        studio=Studio(workspace.document(series), language, raster="docx" in method.series.formats),
        about=workspace.about(),
    )


def _pair(row: dict[str, str]) -> Pair:
    difference = None
    if row["status"] == "ok":
        shares = [float(row[name]) for name in ("estimate", "lower", "upper")]
        whole = [int(row[name]) for name in ("percent", "percent_lower", "percent_upper")]
        difference = Interval(shares[0], shares[1], shares[2], whole[0], whole[1], whole[2])
    keys = row["indicator"], row["review"], row["versus"], row["status"]
    return Pair(*keys, tuple(row["unlike"].split()), difference)
