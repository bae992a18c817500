"""The questions of a review: what is asked of each file, and what the answers mean."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from granska.errors import InputError
from granska.review.model import fold
from granska.review.parts import Text

QuestionType = Literal["binary", "category", "number", "count"]
Undocumented = Literal["no", "missing", "answer"]

NOT_APPLICABLE, UNDOCUMENTED, MISSING = "not_applicable", "undocumented", "missing"
SPECIAL_CODES = (NOT_APPLICABLE, UNDOCUMENTED, MISSING)
WITHIN = "within_limit"
#: The column of a draft that says what was guessed of a question, and why: empty once someone has decided.
CHECK = "check"

# What inspectors write, whatever the question. A codebook row that names a spelling itself wins.
COMMON_SPELLINGS = {
    NOT_APPLICABLE: ("ej aktuellt", "ej aktuell", "ej tillämpligt", "e/t", "n/a", "not applicable"),
    UNDOCUMENTED: ("framgår ej", "framgar ej", "framgår inte", "vet ej", "vet inte", "99", "not documented", "unknown"),
    MISSING: ("", ".", "-", "missing"),
}
BINARY_SPELLINGS = {"yes": ("Ja", "j", "1", "x", "yes", "y", "true"), "no": ("Nej", "n", "0", "no", "false")}
BINARY_LABELS = {"yes": Text(sv="Ja", en="Yes"), "no": Text(sv="Nej", en="No")}


@dataclass(frozen=True)
class Condition:
    """When a question applies: another question has one of these answers.

    For a count, the question whose count it is a part of; it then has no answers.
    """

    question: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question of the codebook.

    Parameters
    ----------
    name : str
        Its id, the column of the cases table.
    headers : tuple of str
        Spellings of the raw column head.
    text : Text
        The statement that a "yes" confirms.
    area : str
        The section of the report, a key of the review's `areas`.
    type : {"binary", "category", "number", "count"}
        What an answer is.
    spellings : dict of str to tuple of str
        Code to spellings; empty for numbers and counts.
    labels : dict of str to Text
        Code to its name in print.
    applies_if : Condition, optional
        The denominator: which cases are asked.
    base : Text, optional
        The denominator in words.
    undocumented : {"no", "missing", "answer"}
        What *the file does not say* counts as.
    favourable : tuple of str
        The answers that are good; none for a question that only describes.
    limit : float, optional
        For numbers: the share at or below it is what is estimated.
    headline : int, optional
        Place among the main findings.
    finding : Text, optional
        The sentence that says the finding, with ``{share}`` in it, and ``{answer}`` for a category; none where the
        statement reads well with "in 25 per cent of the cases" after it.
    unit : Text, optional
        For numbers: what is counted, such as days.
    breaks : dict of int to Text
        First years of new definitions: what changed. Nothing is compared across them.
    """

    name: str
    headers: tuple[str, ...]
    text: Text
    area: str
    type: QuestionType
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, Text] = field(default_factory=dict)
    applies_if: Condition | None = None
    base: Text | None = None
    undocumented: Undocumented = "missing"
    favourable: tuple[str, ...] = ()
    limit: float | None = None
    headline: int | None = None
    finding: Text | None = None
    unit: Text | None = None
    breaks: dict[int, Text] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The answers of a binary or category question, special codes aside."""
        return tuple(code for code in self.spellings if code not in SPECIAL_CODES)

    @property
    def levels(self) -> tuple[str, ...]:
        """The answers whose shares are estimated."""
        own_answer = (UNDOCUMENTED,) if self.undocumented == "answer" else ()
        match self.type:
            case "binary":
                return ("yes", *own_answer)
            case "category":
                return (*self.codes, *own_answer)
            case "number":
                return (WITHIN,)
            case "count":
                return ("yes",) if self.applies_if else ()

    @cached_property
    def code_of(self) -> dict[str, str]:
        """Folded spelling to code, the common spellings of the special codes included."""
        common = {fold(word): code for code, words in COMMON_SPELLINGS.items() for word in words}
        own = {fold(word): code for code, words in self.spellings.items() for word in words}
        return common | own


@dataclass(frozen=True)
class Codebook:
    """All questions of a review, in the order of the file."""

    questions: tuple[Question, ...]

    def __iter__(self) -> Iterator[Question]:
        """Go through the questions in order."""
        return iter(self.questions)

    def __getitem__(self, name: str) -> Question:
        """Find a question by its id."""
        return next(question for question in self.questions if question.name == name)

    def in_order(self) -> list[Question]:
        """Give the questions so that each comes after the one its condition names."""
        placed: list[Question] = []
        waiting = list(self.questions)
        while waiting:
            names = {question.name for question in placed}
            ready = [q for q in waiting if q.applies_if is None or q.applies_if.question in names]
            placed += ready
            waiting = [question for question in waiting if question not in ready]
            if not ready:
                raise InputError(f"applies_if goes in a circle: {', '.join(q.name for q in waiting)}.")
        return placed
