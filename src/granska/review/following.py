"""A review that follows an earlier one: which questions, and which areas, are the same in both."""

from typing import Literal

from granska.review.codebook import Question
from granska.review.method import Method

# Why a question cannot be compared: what of it is another than it was.
Difference = Literal["new", "text", "denominator", "answers", "undocumented", "definition"]


def difference(question: Question, before: Method, *, since: int, until: int) -> Difference | None:
    """Say why a question cannot be compared with the earlier review; nothing where it can.

    Parameters
    ----------
    question : Question
        A question of the later review.
    before : Method
        The earlier review.
    since, until : int
        The years of the earlier and of the later review: a break between them parts them.
    """
    same = next((other for other in before.codebook if other.name == question.name), None)
    if same is None:
        return "new"
    if same.text != question.text or same.type != question.type:
        return "text"
    if same.applies_if != question.applies_if or same.base != question.base:
        return "denominator"
    if same.levels != question.levels or same.codes != question.codes or same.limit != question.limit:
        return "answers"
    if same.undocumented != question.undocumented:
        return "undocumented"
    if any(since < year <= until for year in question.breaks):
        return "definition"
    return None


def differences(method: Method) -> dict[str, Difference]:
    """Name the questions that cannot be compared with the earlier review, each with the reason.

    Parameters
    ----------
    method : Method
        A review that follows another.
    """
    before = method.before
    assert before is not None
    years = {"since": before.review.period.end.year, "until": method.review.period.end.year}
    found = {question.name: difference(question, before, **years) for question in method.codebook}
    for question in method.codebook.in_order():
        # those who are asked are others where the question that says who is asked is another
        if question.applies_if and not found[question.name] and found[question.applies_if.question]:
            found[question.name] = "denominator"
    return {name: reason for name, reason in found.items() if reason}


def areas_of(method: Method) -> tuple[str, ...]:
    """Name the areas that a review is shown on, sorted; none where no parameter lists them."""
    shown = method.areas.shown if method.areas else method.population or method.review.design.strata.names
    return tuple(sorted(shown))


def same_areas(method: Method) -> bool:
    """Whether both reviews are shown on one set of areas; not where either does not list its own."""
    assert method.before is not None
    ours, theirs = areas_of(method), areas_of(method.before)
    return bool(ours) and ours == theirs
