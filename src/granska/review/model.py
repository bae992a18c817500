"""The parameters of a review: `params/<review>/review.yml`, typed.

One file says what a rerun needs: which data, which columns, which breakdowns, which design. Keys that are not known
are refused, since a misspelt key that is passed over changes a published figure in silence.
"""

import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from granska.errors import nearest
from granska.review.follows import Follows
from granska.review.parts import Headers, Key, Part, Text, Words
from granska.review.protection import Disclosure, Release
from granska.review.readers import Readers, unknown_readers
from granska.review.register import Register
from granska.review.workspace import REVIEW_ID

Language = Literal["sv", "en"]
Format = Literal["html", "docx", "pdf", "xlsx", "committee-paper"]
UNKNOWN_GROUP = "unknown"
SMALL_REVIEW = 50  # cases; below it groups are counted, not compared
FILE_TYPES = (".csv", ".txt", ".xlsx", ".sav", ".dta", ".parquet")


def fold(text: str) -> str:
    """Make spellings comparable: case, outer and repeated white space do not count.

    Examples
    --------
    >>> fold("  Ej  Aktuellt ")
    'ej aktuellt'
    """
    return " ".join(text.split()).casefold()


class Noun(Part):
    """What one thing and many things are called, in both languages."""

    one: Text
    many: Text
    the_many: Text | None = Field(
        None, description="All of them, with the article: förhandsbedömningarna, the preliminary assessments."
    )
    article: Literal["en", "ett"] | None = Field(
        None, description="The Swedish article of one: en gives var fjärde, ett gives vart fjärde."
    )


class Period(Part):
    """The days that the review speaks of, both included."""

    start: datetime.date
    end: datetime.date
    label: Text | None = Field(None, description="The period in words, where it is not known to the day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("end lies before start")
        return self


def _readable(file: str) -> str:
    if "/" in file or "\\" in file:
        raise ValueError("give the name of a file in data/raw/<review>/, not a path")
    if not file.lower().endswith(FILE_TYPES):
        raise ValueError(f"the file has to end in {', '.join(FILE_TYPES)}; save an .xls as .xlsx first")
    return file


class DataFile(Part):
    """One raw file under `data/raw/<review>/`."""

    file: Annotated[str, AfterValidator(_readable)] = Field(description="A file name, not a path.")
    sheet: str | None = Field(None, description="Which sheet of an .xlsx file holds the data.")
    reader: Words | None = Field(None, description="Who read its rows, where no column says it.")


class Columns(Part):
    """Which raw column plays which role."""

    case_id: Headers | None = Field(None, description="Cases: the number of the case.")
    date: Headers | None = Field(None, description="The date of the case; it has to lie in the period.")
    reader: Headers | None = Field(None, description="Who read the case; two who read the same one give a row each.")
    year: Headers | None = Field(None, description="Registers: the year a row counts.")
    population: Headers | None = Field(None, description="Registers: how many people live in the area.")
    expected: dict[str, Headers] = Field(
        default_factory=dict, description="Registers: question: the column with the count that is to be expected of it."
    )


class Group(Part):
    """One group of a breakdown: its name in print and its spellings in the raw data."""

    label: Text = Field(description="Its name in print: girls.")
    codes: tuple[str, ...] = Field(min_length=1, description="Its spellings in the raw data.")


class Breakdown(Part):
    """A column that every question is split by."""

    column: Headers
    title: Text = Field(description="What it is called in print.")
    groups: dict[Key, Group] = Field(min_length=1, description="Its groups, in the order of tables.")
    compare: tuple[str, str] | None = Field(None, description="The two groups compared: the first minus the second.")

    @model_validator(mode="after")
    def _compares_known_groups(self) -> Self:
        owner: dict[str, str] = {}
        for name, group in self.groups.items():
            for code in group.codes:
                if owner.setdefault(fold(code), name) != name:
                    raise ValueError(f"the code '{code}' stands for both '{owner[fold(code)]}' and '{name}'")
        if UNKNOWN_GROUP in self.groups:
            raise ValueError(f"'{UNKNOWN_GROUP}' is made by the program for codes that no group has; leave it out")
        for name in self.compare or ():
            if name not in self.groups:
                raise ValueError(f"compare names '{name}', which is no group.{nearest(name, self.groups)}")
        if self.compare and self.compare[0] == self.compare[1]:
            raise ValueError("compare names the same group twice")
        return self


class Strata(Part):
    """The areas that cases were drawn within."""

    column: Headers
    noun: Noun
    aliases: dict[str, str] = Field(default_factory=dict, description="Other spelling: name.")
    names: tuple[str, ...] = Field((), description="All names, where no population table lists them.")
    area_set: Annotated[int, Field(ge=1000, le=2999)] | datetime.date | None = Field(
        None, description="The areas of which year, or day, every figure is shown on; areas.csv says what became what."
    )

    @model_validator(mode="after")
    def _aliases_lead_to_present_names(self) -> Self:
        if "all" in (*self.names, *self.aliases.values()):
            raise ValueError("'all' is what the program calls the whole; name the stratum otherwise")
        for present in self.aliases.values():
            if present in self.aliases:
                raise ValueError(f"aliases: '{present}' is a present name in one line and a former one in another")
        return self


class Design(Part):
    """How the sample was drawn and whom the figures speak of."""

    strata: Strata
    population: str | None = Field(
        None,
        pattern=r"^[^/\\]+\.csv$",
        description="The table beside this file with the number of cases in each stratum; none: no weighting.",
    )
    inference: Literal["files", "practice"] = Field(
        "practice",
        description="files: the figures speak of the files of the period, and the finite population correction is "
        "used. practice: they speak of the work behind the files.",
    )

    @model_validator(mode="after")
    def _files_need_a_population(self) -> Self:
        if self.inference == "files" and self.population is None:
            raise ValueError("inference: files needs population, the number of files in each stratum")
        return self


class Licence(Part):
    """On what terms others may use the published figures."""

    name: Words = Field(description="Its short name, as in the Open Definition or SPDX: CC0-1.0, CC-BY-4.0.")
    title: Text = Field(description="What it is called in print.")
    path: Words | None = Field(None, pattern=r"^https?://\S+$", description="Where it can be read: a web address.")


class Family(Part):
    """The comparisons whose p-values are adjusted together, declared before the data came."""

    breakdown: Key = Field(description="A breakdown with compare, or stratum.")
    questions: tuple[Key, ...] = Field(min_length=1, description="By their ids.")
    title: Text | None = Field(None, description="What the family is called in print; its key where none is given.")


class Analysis(Part):
    """What a comparison has to show before it is called a difference, and what the sample is asked to show."""

    adjustment: Literal["holm", "bonferroni", "bh"] = Field(
        "holm", description="How p-values of one family are adjusted; bh only for lists that are screened."
    )
    families: dict[Key, Family] = Field(
        default_factory=dict,
        description="Family: the breakdown (stratum: tests of whether strata differ) and the questions whose p-values "
        "are adjusted together. All others of a breakdown are one family, with its name.",
    )
    planning_shares: tuple[Annotated[float, Field(ge=0.01, le=0.99)], ...] = Field(
        (0.2, 0.5),
        min_length=1,
        description="Shares, thought of before the data came, from which the smallest detectable difference is given.",
    )
    power: float = Field(0.8, gt=0.5, lt=1, description="The probability of finding a detectable difference.")
    seed: int = Field(1, ge=0, description="Starts the random numbers of a Monte Carlo test.")

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        if len({f"{share:g}" for share in self.planning_shares}) < len(self.planning_shares):
            raise ValueError("planning_shares names one twice")
        owner: dict[tuple[str, str], str] = {}
        for name, family in self.families.items():
            for question in family.questions:
                if owner.setdefault((family.breakdown, question), name) != name:
                    raise ValueError(
                        f"families: '{question}' is in both '{owner[family.breakdown, question]}' and '{name}'"
                    )
        return self

    def family(self, breakdown: str, question: str) -> str:
        """Name the family of a comparison."""
        for name, family in self.families.items():
            if family.breakdown == breakdown and question in family.questions:
                return name
        return breakdown


QUALITY_AREAS = {
    "safety": Text(sv="Trygghet och säkerhet", en="Security and safety"),
    "self_determination": Text(sv="Självbestämmande och integritet", en="Self-determination and integrity"),
    "accessibility": Text(sv="Tillgänglighet", en="Accessibility"),
    "coordination": Text(sv="Helhetssyn och samordning", en="Holistic view and coordination"),
    "knowledge": Text(sv="Kunskapsbaserad verksamhet", en="Knowledge-based practice"),
    "efficiency": Text(sv="Effektivitet", en="Efficiency"),
}


# Names of columns and groups that the program itself makes.
RESERVED_NAMES = frozenset(
    (
        *("again", "all", "area", "case_id", "cases", "date", "expected", "file", "index", "period", "population"),
        *("reader", "readers", "row", "stratum", "year"),
    )
)


class Review(Part):
    """Everything that a review needs beside its codebook and its data."""

    version: Literal[1] = Field(description="The version of this file format.")
    id: Annotated[str, Field(pattern=f"^{REVIEW_ID.pattern}$", description="The name of its folder under params/.")]
    kind: Literal["cases", "register"] = Field(description="cases: a row is a case. register: a row is counts.")
    title: Text = Field(description="The title of the report.")
    lead: Text = Field(description="One sentence that says what the review asks.")
    reference_number: str | None = Field(None, description="The number under which the publisher has filed it.")
    publisher: Text = Field(description="Who publishes the report.")
    period: Period
    date: datetime.date = Field(description="When the report is decided or published.")
    synthetic: bool = Field(False, description="The cases are invented.")
    public: bool = Field(False, description="The cases are public already.")
    source: Text = Field(description="Where the data comes from.")
    licence: Licence | None = Field(
        None, description="On what terms the published figures may be used; none: not said."
    )
    case: Noun = Field(description="What one row of the data is called.")
    scope: Text | None = Field(None, description="One sentence: which of these are included.")
    data: tuple[DataFile, ...] = Field(min_length=1, description="The raw files, each with the same columns.")
    columns: Columns
    breakdowns: dict[Key, Breakdown] = Field(
        default_factory=dict, description="What every question is split by, such as gender."
    )
    design: Design
    readers: Readers | None = Field(
        None, description="Cases that two read: who reads, and which answer counts where they differ."
    )
    # a field of the name `register` would hide a method of the class
    register_settings: Register | None = Field(
        None, alias="register", description="Registers: how the files are laid out, and what counts are held against."
    )
    analysis: Analysis = Field(default_factory=lambda: Analysis.model_validate({}))
    follows: Follows | None = Field(None, description="The earlier review that this one is compared with.")
    disclosure: Disclosure = Field(default_factory=lambda: Disclosure.model_validate({}))
    release: Release | None = Field(None, description="Which version is to be released; none: a working version.")
    areas: dict[Key, Text] = Field(default_factory=lambda: dict(QUALITY_AREAS), description="Sections of the report.")
    confidence: float = Field(0.95, gt=0.5, lt=1, description="The level of every interval.")
    languages: tuple[Language, ...] = Field(
        ("sv", "en"), min_length=1, description="Those of the reports; the first is that of the first page."
    )
    formats: tuple[Format, ...] = Field(
        ("html", "docx", "pdf", "xlsx", "committee-paper"),
        description="What is made. committee-paper: a Word draft for the committee, in reports/_drafts/.",
    )

    roles: ClassVar[dict[str, tuple[set[str], set[str]]]] = {
        "cases": ({"case_id"}, {"date", "reader"}),
        "register": ({"year"}, {"population", "expected"}),
    }

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        given = {name for name in Columns.model_fields if getattr(self.columns, name)}
        required, optional = self.roles[self.kind]
        if required - given:
            raise ValueError(f"a review of kind {self.kind} needs columns.{min(required - given)}")
        if given - required - optional:
            raise ValueError(f"a review of kind {self.kind} has no use for columns.{min(given - required - optional)}")
        if fault := unknown_readers(self.readers, self.columns.reader, [entry.reader for entry in self.data]):
            raise ValueError(fault)
        if self.kind == "register" and self.readers:
            raise ValueError("a register has no cases that anyone reads: leave out readers")
        if self.register_settings is not None and self.kind != "register":
            raise ValueError("a review of kind cases has no use for register")
        if self.kind == "register" and self.design.inference == "files":
            raise ValueError("a register is counted in full: design.inference has to be practice")
        if self.kind == "register" and self.follows:
            raise ValueError("follows is for reviews of cases: a register holds its earlier years itself")
        if self.follows and self.follows.review == self.id:
            raise ValueError("follows.review is the review itself; name the earlier one")
        if self.synthetic and self.public:
            raise ValueError("synthetic and public exclude each other: invented cases are nobody's")
        if self.secret and not self.disclosure.decided:
            raise ValueError(
                "disclosure needs reason and decided_by, since the review is neither synthetic nor public: say why "
                "these settings protect the people in it, and who decided them"
            )
        if "html" not in self.formats:
            raise ValueError("formats has to contain html, the page that the index links to")
        for name, values in (("languages", self.languages), ("formats", self.formats)):
            if len(set(values)) < len(values):
                raise ValueError(f"{name} names one twice")
        reserved = {*RESERVED_NAMES, "district"}
        for name in self.breakdowns:
            if name in reserved:
                raise ValueError(f"breakdowns: '{name}' is a name the program uses; choose another")
        for name, family in self.analysis.families.items():
            tested = [*(key for key, breakdown in self.breakdowns.items() if breakdown.compare), "stratum"]
            if family.breakdown not in tested:
                raise ValueError(
                    f"analysis.families.{name}: '{family.breakdown}' is no breakdown that is tested (it needs compare)."
                    f"{nearest(family.breakdown, tested)}"
                )
            if name in (*self.breakdowns, "stratum"):
                raise ValueError(f"analysis.families: '{name}' is the name of a breakdown; choose another")
        return self

    @property
    def counting(self) -> Register:
        """The settings of a register, those that stand where nothing is said among them."""
        return self.register_settings or Register.model_validate({})

    @property
    def secret(self) -> bool:
        """Whether the cases are neither invented nor public."""
        return not (self.synthetic or self.public)

    @property
    def epoch(self) -> int:
        """The date in seconds since 1970: the only time that reaches a file."""
        return int(datetime.datetime.combine(self.date, datetime.time(), datetime.UTC).timestamp())

    @property
    def main_language(self) -> Language:
        """The language of `index.html`."""
        return self.languages[0]
