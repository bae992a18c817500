"""Whether two reviews asked the same of the same cases in the same places: where not, figures are not compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from granska.review.codebook import Question
from granska.review.method import Method
from granska.review.model import fold
from granska.review.parts import Text

#: What has to be alike before two figures are compared, in the order in which a reader is told of it.
Aspect = Literal["cases", "question", "answer", "undocumented", "denominator", "areas", "weights", "files", "level"]
ASPECTS: tuple[Aspect, ...] = (
    *("cases", "question", "answer", "undocumented", "denominator", "areas", "weights", "files", "level"),
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
        there are, with an interval that is too narrow for a comparison. `level`: the level of confidence.
    """
    same = {
        "cases": _cases(one) == _cases(other),
        "question": _asked(one.question) == _asked(other.question),
        "answer": _answers(one) == _answers(other),
        "undocumented": one.question.undocumented == other.question.undocumented,
        "denominator": list(_denominator(one)) == list(_denominator(other)),
        "areas": one.areas == other.areas,
        "weights": (one.method.population is None) == (other.method.population is None),
        "files": "files" not in (one.method.review.design.inference, other.method.review.design.inference),
        "level": one.method.review.confidence == other.method.review.confidence,
    }
    return tuple(aspect for aspect in ASPECTS if not same[aspect])


def _words(text: Text | None) -> tuple[str, ...]:
    """Make a text comparable: how it is spaced, spelt in capitals and stopped does not count."""
    return tuple(fold(str(part)).rstrip(" .") for part in text.model_dump().values() if part) if text else ()


def _cases(side: Side) -> tuple[object, ...]:
    review = side.method.review
    return _words(review.case.one), _words(review.scope)


def _asked(question: Question) -> tuple[object, ...]:
    return _words(question.text), question.type, question.limit, _words(question.unit)


def _answers(side: Side) -> tuple[object, ...]:
    # that the file does not say is an answer by a rule of its own
    labels = side.question.labels
    return side.level, [(code, _words(labels.get(code))) for code in side.question.codes]


def _denominator(side: Side) -> Iterator[object]:
    """Give of whom a question was asked: in words, and by the answers that lead to it, however far back."""
    question = side.question
    while question.applies_if is not None:
        # its base in words says the same, and names the cases besides
        condition = question.applies_if
        question = side.method.codebook[condition.question]
        yield _words(question.text), sorted(condition.answers), question.undocumented
    yield _words(question.base)
