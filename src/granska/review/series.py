"""A series: several reviews beside one another on questions that they share, `params/<series>/review.yml` with
`kind: series`.

A series counts nothing. It names reviews in the order that a child meets what they are about, and says which answer to
which of their questions belongs to which indicator.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from granska.errors import InputError, ProblemsError, nearest
from granska.review.codebook import Question
from granska.review.drafts import refuse_draft
from granska.review.method import Method, load_method
from granska.review.model import Language, Licence, Period, Review
from granska.review.parts import Key, Part, Text, Words
from granska.review.review_file import names_series, read_parameters
from granska.review.workspace import REVIEW_ID, Workspace

ReviewId = Annotated[str, Field(pattern=f"^{REVIEW_ID.pattern}$")]


def _said_in_words(value: Any) -> Any:
    """Take the yes and no of YAML, which it reads as true and false, for the answers that they are."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Member(Part):
    """One review of the series, and what it is called there."""

    review: ReviewId = Field(description="The review's id.")
    stage: Text = Field(description="Where on the way it stands, and when: Förhandsbedömning 2024.")


class Asked(Part):
    """What a review asked of an indicator."""

    question: Key = Field(description="Its id in the codebook of the review.")
    answer: Annotated[Words, BeforeValidator(_said_in_words, json_schema_input_type=str | bool)] | None = Field(
        None, description="The answer that is counted; none: the one that the review counts, where there is one."
    )


class Indicator(Part):
    """What several reviews have asked, each in its own words."""

    text: Text = Field(description="What is asked, in words that hold for all of them.")
    members: dict[ReviewId, Asked] = Field(min_length=2, description="Review: its question and answer.")


class Series(Part):
    """Everything that a series needs: it reads no data of its own."""

    version: Literal[1] = Field(description="The version of this file format.")
    id: ReviewId = Field(description="The name of its folder under params/.")
    kind: Literal["series"] = Field(description="series: several reviews beside one another.")
    title: Text = Field(description="The title of the report.")
    lead: Text = Field(description="One sentence that says what the series asks.")
    publisher: Text = Field(description="Who publishes the report.")
    period: Period | None = Field(None, description="None: from the first day of its reviews to their last.")
    date: datetime.date = Field(description="When the report is decided or published.")
    source: Text = Field(description="Where the figures come from.")
    licence: Licence | None = Field(
        None, description="On what terms the published figures may be used; none: not said."
    )
    members: tuple[Member, ...] = Field(min_length=2, description="The reviews, in order along the way.")
    indicators: dict[Key, Indicator] = Field(
        min_length=1, description="What is set beside one another, in the order of the report."
    )
    languages: tuple[Language, ...] = Field(
        ("sv", "en"), min_length=1, description="Those of the reports; the first is that of the first page."
    )
    formats: tuple[Literal["html", "docx", "pdf"], ...] = Field(("html", "docx", "pdf"), description="What is made.")

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        known = [member.review for member in self.members]
        if len({*known}) < len(known):
            raise ValueError("members names one review twice")
        if self.id in known:
            raise ValueError(f"members names '{self.id}', the series itself")
        for name, indicator in self.indicators.items():
            for review in indicator.members:
                if review not in known:
                    raise ValueError(
                        f"indicators.{name}: '{review}' is no member of the series.{nearest(review, known)}"
                    )
        asked = {review for indicator in self.indicators.values() for review in indicator.members}
        if idle := [review for review in known if review not in asked]:
            raise ValueError(f"members: no indicator asks anything of '{idle[0]}'; give it a question or leave it out")
        if "html" not in self.formats:
            raise ValueError("formats has to contain html, the page that the index links to")
        for name, values in (("languages", self.languages), ("formats", self.formats)):
            if len(set(values)) < len(values):
                raise ValueError(f"{name} names one twice")
        return self

    @property
    def reviews(self) -> tuple[str, ...]:
        """The ids of the reviews, in order along the way."""
        return tuple(member.review for member in self.members)

    @property
    def epoch(self) -> int:
        """The date in seconds since 1970: the only time that reaches a file."""
        return int(datetime.datetime.combine(self.date, datetime.time(), datetime.UTC).timestamp())

    @property
    def main_language(self) -> Language:
        """The language of `index.html`."""
        return self.languages[0]


@dataclass(frozen=True)
class SeriesMethod:
    """A series with the methods of its reviews.

    Parameters
    ----------
    series : Series
        The parameters.
    members : mapping of str to Method
        The method of each review, in order along the way.
    """

    series: Series
    members: Mapping[str, Method]

    @property
    def synthetic(self) -> bool:
        """Whether the cases of a review are invented: a picture that holds one such number is example data."""
        return any(method.review.synthetic for method in self.members.values())

    @property
    def secret(self) -> bool:
        """Whether real case files stand behind a number."""
        return any(method.review.secret for method in self.members.values())

    @property
    def period(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day that the series speaks of."""
        if self.series.period:
            return self.series.period.start, self.series.period.end
        periods = [method.review.period for method in self.members.values()]
        return min(period.start for period in periods), max(period.end for period in periods)

    def asked(self, indicator: str, review: str) -> tuple[Question, str] | None:
        """Find what a review asked of an indicator.

        Returns
        -------
        tuple of Question and str, or None
            The question, and the answer that is counted; none where the review asked nothing of it.
        """
        asked = self.series.indicators[indicator].members.get(review)
        if asked is None:
            return None
        question = self.members[review].codebook[asked.question]
        return question, asked.answer or question.levels[0]


def is_series(workspace: Workspace, review: str) -> bool:
    """Tell whether the parameters of a folder are those of a series; what cannot be read is none.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        The folder's name.
    """
    return names_series(workspace.params(review) / "review.yml")


def load_series(workspace: Workspace, series: str) -> SeriesMethod:
    """Read the parameters of a series and the methods of its reviews.

    Parameters
    ----------
    workspace : Workspace
        The project.
    series : str
        The series' id.

    Raises
    ------
    InputError
        The id names no series, or something in its parameters or in those of its reviews is not as it should be; what
        is wrong between the series and its reviews is listed together.
    """
    where = f"params/{workspace.require(series)}/review.yml"
    refuse_draft(workspace.params(series))
    parameters = read_parameters(workspace.params(series) / "review.yml", where, Series)
    if parameters.id != series:
        raise InputError(f"{where}: id is '{parameters.id}', but the folder is called '{series}'. Make them equal.")
    methods: dict[str, Method] = {}
    problems: list[str] = []
    for place, member in enumerate(parameters.members):
        try:
            methods[member.review] = _member(workspace, member.review)
        except InputError as error:
            problems.append(f"members.{place}: {error}")
    problems += _unknown(parameters, methods)
    if problems:
        raise ProblemsError(where, problems)
    return SeriesMethod(parameters, methods)


def _member(workspace: Workspace, review: str) -> Method:
    known = [other for other in workspace.reviews() if not is_series(workspace, other)]
    if review not in known:
        if is_series(workspace, review):
            raise InputError(f"'{review}' is a series itself: name its reviews.")
        raise InputError(f"there is no review '{review}'.{nearest(review, known)}")
    method = load_method(workspace, review)
    if method.review.kind != "cases":
        raise InputError(
            f"'{review}' is a register: a series brings together reviews of cases. A register shows its own years."
        )
    return method


def _unknown(series: Series, methods: Mapping[str, Method]) -> Iterator[str]:
    """Find languages, questions and answers that a review does not have."""
    for review, method in methods.items():
        for language in series.languages:
            if language not in method.review.languages:
                yield f"languages: '{review}' has no texts in '{language}'. Leave it out, or add it to the review."
    for name, indicator in series.indicators.items():
        for review, asked in indicator.members.items():
            if review not in methods:
                continue
            place, questions = f"indicators.{name}.members.{review}", methods[review].codebook.questions
            found = next((question for question in questions if question.name == asked.question), None)
            if found is None:
                known = (question.name for question in questions)
                yield f"{place}: the codebook has no question '{asked.question}'.{nearest(asked.question, known)}"
            elif not found.levels:
                yield f"{place}: '{asked.question}' has no answer whose share is estimated."
            elif asked.answer is None and len(found.codes) > 2:
                yield f"{place}: give answer, since '{asked.question}' has several.{nearest('', found.levels)}"
            elif asked.answer is not None and asked.answer not in found.levels:
                yield (
                    f"{place}: the share of '{asked.answer}' is not estimated for '{asked.question}'."
                    f"{nearest(asked.answer, found.levels)}"
                )


def parameters_schema() -> dict[str, Any]:
    """Give the JSON Schema of `review.yml`, of a review or of a series, for editors."""
    either: TypeAdapter[Review | Series] = TypeAdapter(Annotated[Review | Series, Field(discriminator="kind")])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **either.json_schema()}


def require_review(workspace: Workspace, review: str, what: str) -> None:
    """Refuse a series where only a review will do.

    Parameters
    ----------
    workspace : Workspace
        The project.
    review : str
        An id.
    what : str
        What cannot be done, as in "signed".

    Raises
    ------
    InputError
        The id is that of a series.
    """
    if is_series(workspace, review):
        raise InputError(
            f"{review} is a series, and cannot be {what}: it holds nothing but figures of its reviews. "
            f"Do it with each of them."
        )
