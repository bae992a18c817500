"""What a report is made from: the review's texts, its questions, the published figures and a language."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from granska.errors import InputError, nearest
from granska.report.charts import Frame
from granska.report.figures import Studio
from granska.report.locale import Locale, alphabetical
from granska.report.published import ALL, CASES, STRATUM, WEIGHTED, Estimate, Published, load_published
from granska.review.codebook import UNDOCUMENTED, WITHIN, Codebook, Question
from granska.review.codebook_file import load_codebook
from granska.review.crosswalk import Crosswalk
from granska.review.method import Method, load_method
from granska.review.model import SMALL_REVIEW, UNKNOWN_GROUP, Review
from granska.review.parts import Text
from granska.review.review_file import load_review
from granska.review.workspace import Workspace


@dataclass(frozen=True)
class Report:
    """One review in one language.

    Parameters
    ----------
    review : Review
        The parameters.
    codebook : Codebook
        The questions.
    published : Published
        The figures.
    locale : Locale
        The language.
    studio : Studio
        Where figures are written.
    about : tuple of str
        The pages about the site that the report may link to: see `Workspace.about`.
    method : Method, optional
        The whole method: which area became which, and the earlier review that this one follows.
    """

    review: Review
    codebook: Codebook
    published: Published
    locale: Locale
    studio: Studio
    about: tuple[str, ...] = ()
    method: Method | None = None

    def __repr__(self) -> str:
        """Name the review, the language and the extent, for whoever looks at the object in a notebook."""
        return f"Report({self.review.id}, {self.locale.language}, {len(self.published.estimates)} estimates)"

    def text(self, text: Text) -> str:
        """Give a text of the parameters in the language of the report."""
        return text[self.locale.language]

    @property
    def areas(self) -> Crosswalk | None:
        """Which area became which, where areas were merged or split."""
        return self.method.areas if self.method else None

    @property
    def frame(self) -> Frame:
        """What all charts share."""
        footer = self.locale.say("Example data") if self.review.synthetic else ""
        return Frame(self.locale, footer)

    @property
    def cases(self) -> str:
        """What many cases are called."""
        return self.text(self.review.case.many)

    @property
    def stratum(self) -> str:
        """What one stratum is called."""
        return self.text(self.review.design.strata.noun.one)

    @property
    def strata(self) -> str:
        """What many strata are called."""
        return self.text(self.review.design.strata.noun.many)

    @property
    def the_strata(self) -> str:
        """What all the strata are called, with the article where the parameters give it."""
        noun = self.review.design.strata.noun
        return self.text(noun.the_many or noun.many)

    @property
    def strata_there_are(self) -> str:
        """What the strata are called after their number: districts, or district where there is one."""
        return self.stratum if len(self.strata_names) == 1 else self.strata

    @property
    def sampled(self) -> bool:
        """Whether the cases are a sample of a known number."""
        return self.review.design.population is not None

    @property
    def register(self) -> bool:
        """Whether the figures are counts by year."""
        return self.review.kind == "register"

    @property
    def confidence(self) -> str:
        """The confidence level, as in "95 %"."""
        return self.locale.level(self.review.confidence)

    @property
    def alpha(self) -> float:
        """The level of a test: 0.05, and not 0.050000000000000044, beside intervals of 95 %."""
        return round(1 - self.review.confidence, 9)

    @cached_property
    def read(self) -> int:
        """How many cases were read; 0 for a register."""
        row = self.published.denominator(CASES)
        if row is None or self.register:
            return 0
        # what is hidden is not none: sample sizes are known to all
        return (row.asked or 0) if row.n is None else row.n

    @property
    def small(self) -> bool:
        """Whether the review is too small for comparisons."""
        return not self.register and self.read < SMALL_REVIEW

    @cached_property
    def strata_names(self) -> list[str]:
        """Every stratum, in alphabetical order."""
        return alphabetical(name for name in self.published.groups(STRATUM) if name != ALL)

    def statement(self, question: Question) -> str:
        """Give what a question states, without a final stop."""
        return self.text(question.text).rstrip(" .")

    def level(self, question: Question, level: str) -> str:
        """Name an answer."""
        if level == UNDOCUMENTED:
            return self.locale.say("Not documented")
        if level == WITHIN:
            limit = self.locale.number(question.limit or 0, 0 if float(question.limit or 0).is_integer() else 1)
            if question.unit:
                return self.locale.say("At most {limit} {unit}", limit=limit, unit=self.text(question.unit))
            return self.locale.say("At most {limit}", limit=limit)
        return self.text(question.labels[level]) if level in question.labels else level

    def group(self, breakdown: str, group: str) -> str:
        """Name a group of a breakdown."""
        if group == UNKNOWN_GROUP:
            return self.locale.say("not known")
        groups = self.review.breakdowns[breakdown].groups
        return self.text(groups[group].label) if group in groups else group

    def groups(self, breakdown: str) -> list[str]:
        """Give the groups of a breakdown that have figures, in the order of the parameters.

        Those whose group is not known are a part of the whole, and have no figures of their own.
        """
        present = self.published.groups(breakdown)
        return [group for group in self.review.breakdowns[breakdown].groups if group in present]

    def whole(self, question: Question, level: str, period: str | None = None) -> Estimate | None:
        """Find the estimate of an answer for the whole; the last year of a register if none is named."""
        period = self.published.last_period if period is None else period
        return self.published.find(
            question.name, level=level, breakdown=ALL, group=ALL, measure="proportion", period=period
        )

    def part(
        self, question: Question, level: str, breakdown: str, group: str, measure: str = "proportion"
    ) -> Estimate | None:
        """Find the estimate of an answer for one group or one stratum."""
        return self.published.find(question.name, level=level, breakdown=breakdown, group=group, measure=measure)

    def sample_share(self, question: Question, level: str) -> Estimate | None:
        """Find the plain share of the sample, which stands beside a weighted estimate."""
        return self.published.find(question.name, level=level, breakdown=ALL, group=ALL, measure="sample_share")

    def told(self, question: Question, level: str) -> Estimate | None:
        """Find what is told of the whole in words: its share, or plain counts where the weighted share is hidden."""
        row, sample = self.whole(question, level), self.sample_share(question, level)
        return sample if row and row.hidden and sample and sample.shown else row

    def weighted(self, row: Estimate | None) -> bool:
        """Whether an estimate is weighted by the size of the strata."""
        several = len(self.strata_names) != 1  # one alone is the whole, and nothing is weighed against it
        return several and row is not None and row.method in WEIGHTED

    @property
    def reference_number(self) -> str | None:
        """The review's own reference number; that of a synthetic review belongs to the model it imitates."""
        return None if self.review.synthetic else self.review.reference_number

    @property
    def period(self) -> str:
        """The period of the review: its name, else its years or its days."""
        period, years = self.review.period, self.published.periods
        if period.label:
            return self.text(period.label)
        if years:
            return self.locale.years(int(years[0]), int(years[-1]))
        return self.locale.days(period.start, period.end)

    def when(self) -> str:
        """Say which time the figures of a table are about: the last year of a register, else the period."""
        return self.published.last_period if self.register else self.period


def open_report(root: str | Path, review: str, language: str) -> Report:
    """Read what a report is made from.

    Parameters
    ----------
    root : str or Path
        The project's folder.
    review : str
        The review's id.
    language : str
        One of the review's languages.

    Raises
    ------
    InputError
        The review or its published figures are missing, or it is not published in that language.
    """
    workspace = Workspace(Path(root).resolve())
    folder = workspace.params(workspace.require(review))
    parameters = load_review(folder / "review.yml")
    if language not in parameters.languages:
        raise InputError(
            f"params/{review}/review.yml: languages has no '{language}'.{nearest(language, parameters.languages)}"
        )
    return Report(
        review=parameters,
        codebook=load_codebook(folder / "codebook.csv", parameters),
        published=load_published(workspace.published(review)),
        locale=Locale(language),
        studio=Studio(workspace.document(review), language, raster="docx" in parameters.formats),
        about=workspace.about(),
        method=load_method(workspace, review) if parameters.follows or parameters.design.strata.area_set else None,
    )
