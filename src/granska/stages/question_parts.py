"""The kinds of counts of a question, by group and stratum: what the linked tables of a review are written from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from granska.review.codebook import NOT_APPLICABLE, SPECIAL_CODES, UNDOCUMENTED, Question
from granska.stages.contracts import ALL, CASES, COUNT, STRATUM, TALLIES, answered_once
from granska.stages.counting import VALUE

Numbers = npt.NDArray[np.int64]

OTHER = "any other answer"  # those of a question that no share is given of
ASKED, ANSWERED, WITHOUT = "asked", "answered", "without an answer"


@dataclass(frozen=True)
class Ledger:
    """The contract *counts*, looked up by place.

    Parameters
    ----------
    strata : tuple of str
        Their names, in one order throughout.
    groups : dict of str to tuple of str
        The groups of each breakdown that have cases, the unknown group among them; of `all` the whole alone.
    numbers : dict
        By question, answer, year and breakdown: the tallies, shape (tallies, groups, strata).
    """

    strata: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    numbers: Mapping[tuple[str, str, str, str], Numbers]

    @property
    def periods(self) -> list[str]:
        """The years of a register; a review of cases has one, without a name."""
        return sorted({period for _, _, period, _ in self.numbers})

    def tally(self, name: str, question: str, level: str, period: str, breakdown: str) -> Numbers:
        """Give one tally of an answer, shape (groups, strata)."""
        numbers: Numbers = self.numbers[question, level, period, breakdown][TALLIES.index(name)]
        return numbers

    def read(self, stratum: str) -> int:
        """Give the number of cases read in a stratum."""
        [line] = self.tally("n", CASES, ALL, "", ALL)
        return int(line[self.strata.index(stratum)])


def ledger_of(counts: pd.DataFrame) -> Ledger:
    """Lay the contract *counts* out by place.

    Parameters
    ----------
    counts : DataFrame
        The contract *counts*.
    """
    counts = answered_once(counts)
    counts = counts[~counts["level"].str.startswith(VALUE)]
    strata = tuple(sorted(counts[STRATUM].unique()))
    groups = {str(name): tuple(sorted(part["group"].unique())) for name, part in counts.groupby("breakdown")}
    numbers: dict[tuple[str, str, str, str], Numbers] = {}
    for keys, part in counts.groupby(["indicator", "level", "period", "breakdown"]):
        places = part["group"].map(groups[keys[3]].index), part[STRATUM].map(strata.index)
        table = np.zeros((len(TALLIES), len(groups[keys[3]]), len(strata)), np.int64)
        table[:, places[0].to_numpy(), places[1].to_numpy()] = part[TALLIES].to_numpy().T
        numbers[keys] = table
    return Ledger(strata, groups, numbers)


@dataclass(frozen=True)
class Part:
    """One kind of counts of a question: how its cells are called, and how many they are.

    Parameters
    ----------
    name : str
        What the names of its cells begin with.
    numbers : dict of str to integer array, shape (groups, strata)
        The counts, by breakdown; `all` is the whole by strata.
    """

    name: str
    numbers: Mapping[str, Numbers]

    def cell(self, breakdown: str = ALL, group: str = ALL, period: str = "") -> str:
        """Name one of its counts."""
        place = "" if breakdown == ALL else f", {breakdown}={group}"
        return f"{self.name}{place}{period and f', {period}'}"

    def inner(self, breakdown: str, group: str, stratum: str) -> str:
        """Name the count of one group in one stratum, which is never shown."""
        return f"{self.name}, {breakdown}={group}, {STRATUM}={stratum}"

    def plus(self, other: "Part") -> "Part":
        """Add the counts of another part."""
        return Part(
            f"{self.name} or {other.name}", {key: self.numbers[key] + other.numbers[key] for key in self.numbers}
        )

    def minus(self, other: "Part", name: str) -> "Part":
        """Take away the counts of another part."""
        return Part(name, {key: self.numbers[key] - other.numbers[key] for key in self.numbers})

    @property
    def total(self) -> int:
        """How many there are in the whole."""
        return int(self.numbers[ALL].sum())

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.total)


@dataclass(frozen=True)
class Parts:
    """All kinds of counts of a question.

    Parameters
    ----------
    answers : dict of str to Part
        Those that add up to `answered`: its levels, and the other answers where there are such.
    answered, base : Part
        Cases with an answer; and the cases that its condition leads to: all that were asked, or those with an answer to
        another question. They have one name where they are the same counts.
    without : Part
        Cases of `base` without an answer, or that it does not concern.
    no_answer : Part
        Those of them that it concerns.
    undocumented : Part
        Cases whose file does not say; the codebook says where they are counted.
    led_by : tuple of Part
        What `base` is the sum of: one for each answer that leads to the question.
    """

    answers: Mapping[str, Part]
    answered: Part
    base: Part
    without: Part
    no_answer: Part
    undocumented: Part
    led_by: tuple[Part, ...]


def parts_of(question: Question, ledger: Ledger, period: str, before: Mapping[str, Parts], *, register: bool) -> Parts:
    """Take the counts of a question out of the ledger.

    Parameters
    ----------
    question : Question
        The question.
    ledger : Ledger
        The counts.
    period : str
        The year of a register.
    before : dict of str to Parts
        Those of the question that it depends on.
    register : bool
        Whether the counts are a register's.
    """
    reader = _Reader(question, ledger, period, before)
    return reader.of_register() if register else reader.of_cases()


@dataclass(frozen=True)
class _Reader:
    """Reads the counts of one question."""

    question: Question
    ledger: Ledger
    period: str
    before: Mapping[str, Parts]

    def of_cases(self) -> Parts:
        """Read how many cases gave each answer."""
        question, name, level = self.question, self.question.name, self.question.levels[0]
        asked = self._tally(ASKED, name, level, "asked")
        answered = self._tally(f"{name}: {ANSWERED}", name, level, "n")
        concerned = asked.minus(self._tally(NOT_APPLICABLE, name, level, NOT_APPLICABLE), name)
        led_by = self._base() or (asked,)
        base = reduce(Part.plus, led_by)
        without = base.minus(answered, f"{name}: {WITHOUT}")
        # counts that are the same have one name
        answered = answered if without else base
        answers = {level: self._tally(f"{name}={level}", name, level, "x") for level in question.levels}
        other = answered
        for part in answers.values():
            other = other.minus(part, f"{name}={OTHER}")
        if other or question.type != "category":
            answers[OTHER] = other
        undocumented = self._tally(f"{name}: {UNDOCUMENTED}", name, level, UNDOCUMENTED)
        return Parts(answers, answered, base, without, concerned.minus(answered, name), undocumented, led_by)

    def of_register(self) -> Parts:
        """Read a count, which is a part of another count or stands by itself."""
        question = self.question
        itself = self._tally(question.name, question.name, COUNT, "x")
        nothing = itself.minus(itself, f"{question.name}: {WITHOUT}")
        if question.applies_if is None:
            return Parts({COUNT: itself}, itself, itself, nothing, nothing, nothing, (itself,))
        [base] = self._base()
        answers = {"yes": itself, OTHER: base.minus(itself, f"{question.name}={OTHER}")}
        return Parts(answers, base, base, nothing, nothing, nothing, (base,))

    def _tally(self, name: str, question: str, level: str, tally: str) -> Part:
        breakdowns = self.ledger.groups
        return Part(name, {key: self.ledger.tally(tally, question, level, self.period, key) for key in breakdowns})

    def _base(self) -> tuple[Part, ...]:
        """Find the counts of the cases that a condition leads to, one for each answer that it names."""
        condition = self.question.applies_if
        if condition is None:
            return ()
        parent = condition.question
        counts = self.before[parent].answers
        if not condition.answers:
            # a count is a part of another count, whatever that is a part of itself
            return (next(iter(counts.values())),)
        found: dict[str, Part] = {}
        for answer in condition.answers:
            if answer in counts:
                found[answer] = counts[answer]
            elif answer in SPECIAL_CODES:
                level = next(level for name, level, _, _ in self.ledger.numbers if name == parent)
                found[answer] = self._tally(f"{parent}: {WITHOUT}, {answer}", parent, level, answer)
            else:
                found[OTHER] = counts[OTHER]
        return tuple(found.values())
