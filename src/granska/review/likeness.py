"""Whether two reviews asked the same of the same cases in the same places: where not, figures are not compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from granska.review.codebook import Question
from granska.review.method import Method
from granska.review.model import fold
from granska.review.parts import Text

#: What has to be alike before two figures are compared, in the order in which a reader is told of it.
Aspect = Literal[
    "cases", "question", "answer", "undocumented", "denominator", "areas", "weights", "files", "level", "sample"
]
ASPECTS: tuple[Aspect, ...] = (
    *("cases", "question", "answer", "undocumented", "denominator", "areas", "weights", "files", "level", "sample"),
)


@dataclass(frozen=True)
class Side:
    """What a review did to arrive at a figure.

    Parameters
    ----------
    method : Method
        The review, its questions and its population.
    question : Question
        What it asked.
    level : str
        The answer that is counted.
    areas : frozenset of str
        The strata that the figure is about, as they are published.
    """

    method: Method
    question: Question
    level: str
    areas: frozenset[str]


def unlike(one: Side, other: Side) -> tuple[Aspect, ...]:
    """Find in what two figures differ that have to be alike to be compared.

    Parameters
    ----------
    one, other : Side
        What the two reviews did.

    Returns
    -------
    tuple of str
        Empty where the figures can be compared. `cases`: what a case is, or which are included. `question`: its words,
        its type, its limit. `answer`: the one that is counted, or those that one could choose from. `undocumented`:
        what it counts as that the file does not say. `denominator`: of whom it was asked. `areas`: the strata.
        `weights`: one is weighted by the size of the strata, the other is not. `files`: one speaks of the files that
        there are, with an interval that is too narrow for a comparison. `level`: the level of confidence. `sample`: the
        same cases were read twice, so that the figures depend on one another.
    """
    spoken = [language for language in one.method.review.languages if language in other.method.review.languages]
    tongues = tuple(spoken) or one.method.review.languages
    first, second = (_Told(side, tongues) for side in (one, other))
    same = {
        "cases": first.cases() == second.cases(),
        "question": first.asked() == second.asked(),
        "answer": first.answers() == second.answers(),
        "undocumented": one.question.undocumented == other.question.undocumented,
        "denominator": list(first.denominator()) == list(second.denominator()),
        "areas": one.areas == other.areas,
        "weights": (one.method.population is None) == (other.method.population is None),
        "files": "files" not in (one.method.review.design.inference, other.method.review.design.inference),
        "level": one.method.review.confidence == other.method.review.confidence,
        "sample": not (_reads_again(one, other) or _reads_again(other, one)),
    }
    return tuple(aspect for aspect in ASPECTS if not same[aspect])


def _reads_again(one: Side, other: Side) -> bool:
    follows = one.method.review.follows
    return follows is not None and follows.same_cases and follows.review == other.method.review.id


@dataclass(frozen=True)
class _Told:
    """What a review did, as comparable texts in the languages that both reviews have."""

    side: Side
    languages: tuple[str, ...]

    def words(self, text: Text | None) -> tuple[str, ...]:
        """Make a text comparable: how it is spaced, spelt in capitals and stopped does not count."""
        return tuple(fold(text[language]).rstrip(" .") for language in self.languages) if text else ()

    def cases(self) -> tuple[object, ...]:
        review = self.side.method.review
        return self.words(review.case.one), self.words(review.scope)

    def asked(self) -> tuple[object, ...]:
        question = self.side.question
        return self.words(question.text), question.type, question.limit, self.words(question.unit)

    def answers(self) -> tuple[object, ...]:
        # that the file does not say is an answer by a rule of its own
        labels = self.side.question.labels
        return self.side.level, [(code, self.words(labels.get(code))) for code in self.side.question.codes]

    def denominator(self) -> Iterator[object]:
        """Give of whom a question was asked: by the answers that lead to it, however far back, else in words."""
        question = self.side.question
        while question.applies_if is not None:
            # its base in words says the same, and names the cases besides
            condition = question.applies_if
            question = self.side.method.codebook[condition.question]
            yield self.words(question.text), sorted(condition.answers), question.undocumented
        yield self.words(question.base)
