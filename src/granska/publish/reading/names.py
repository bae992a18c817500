"""What a text is about: the questions, answers, groups and years that it names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from granska.review.codebook import Question
from granska.review.method import Method
from granska.review.model import UNKNOWN_GROUP, fold
from granska.stages.contracts import ALL, CASES, STRATUM
from granska.stages.own_words import SPECIAL_ANSWERS, own_words

LANGUAGES = ("sv", "en")
NAMED = " ◦ "  # stands where a name stood, so that its digits are no numbers
WHOLE = (ALL, ALL)
# a beginning or an end of a finding shorter than this is no name: "In 20 per cent, …"
SHORTEST_PART = 12
_GAP = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True)
class Subject:
    """What a text names; nothing where it names nothing.

    Parameters
    ----------
    questions, levels, periods : frozenset of str
        Ids of questions, keys of answers, years.
    groups : frozenset of pair
        Breakdown and group; no group where only the breakdown is named ("by district").
    """

    questions: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    groups: frozenset[tuple[str, str | None]] = frozenset()
    periods: frozenset[str] = frozenset()

    def __or__(self, other: "Subject") -> "Subject":
        """Name what both name."""
        return Subject(*(getattr(self, part.name) | getattr(other, part.name) for part in fields(self)))

    @property
    def one_group(self) -> bool:
        """Whether it names a part of the whole, and not only that there are parts."""
        return any(group is not None for _, group in self.groups - {WHOLE})

    def within(self, outer: "Subject") -> "Subject":
        """Take from what it is read under what it does not name itself; a year holds for its own words only."""
        # the answers are those of the questions: whoever names a question anew starts anew
        levels = self.levels or (frozenset() if self.questions else outer.levels)
        groups = self.groups or outer.groups - {WHOLE}
        return Subject(self.questions or outer.questions, levels, groups, self.periods)


class Names:
    """All that a review's texts call its questions, answers, groups and years.

    Parameters
    ----------
    method : Method
        The method of the review.
    strata, periods : iterable of str
        What the published tables have.
    """

    def __init__(self, method: Method, strata: Iterable[str], periods: Iterable[str]):
        self._whole: dict[str, Subject] = {}
        self._phrases: dict[str, Subject] = {}
        for text, subject in _labels(method, tuple(strata), tuple(periods)):
            self._whole[fold(text)] = self._whole.get(fold(text), Subject()) | subject
        for text, subject in _phrases(method, self._whole):
            self._phrases[fold(text)] = self._phrases.get(fold(text), Subject()) | subject
        # "of the 132 reports about girls": who was asked, where a count without a share has the same words as a base
        bases = {fold(part.base[tongue]) for part in method.codebook if part.base for tongue in LANGUAGES}
        counts = {fold(part.text[tongue]) for part in method.codebook if not part.levels for tongue in LANGUAGES}
        self._phrases |= dict.fromkeys(bases & counts, Subject())
        longest_first = sorted(self._phrases, key=lambda phrase: (-len(phrase), phrase))
        # Swedish puts endings on a noun: stadsdelsförvaltning, stadsdelsförvaltningarna, Brommas
        self._pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(\w{{0,4}})(?!\w)", re.I)

    def __call__(self, text: str) -> tuple[Subject, str]:
        """Find what a text names.

        Returns
        -------
        subject : Subject
            All that it names.
        rest : str
            The text without the names, whose digits ("0–5 years") are no numbers of the review's.
        """
        head, colon, after = text.partition(":")
        whole = self._whole.get(fold(text))
        if whole is not None:
            return whole, NAMED
        found = self._whole.get(fold(head), Subject()) if colon else Subject()
        text = after if found != Subject() else text

        def take(match: re.Match[str]) -> str:
            nonlocal found
            found |= self._phrases[fold(match[1])]
            return NAMED

        rest = self._pattern.sub(take, text)
        # "All 25 %" marks a line in a chart
        if re.search(r"\b(?:All|Alla)\b(?= ?\d|:)", text):
            found |= Subject(groups=frozenset({WHOLE}))
        return found, rest


def _labels(method: Method, strata: tuple[str, ...], periods: tuple[str, ...]) -> Iterator[tuple[str, Subject]]:
    """Name what stands alone in a cell, or before a colon."""
    words = own_words(method.review, method.codebook)
    noun = method.review.design.strata.noun
    titles = {name: part.title for name, part in method.review.breakdowns.items()} | {STRATUM: noun.one}
    unknown = words["group"][UNKNOWN_GROUP]
    for language in LANGUAGES:
        yield words["group"][ALL][language], Subject(groups=frozenset({WHOLE}))
        for question in method.codebook:
            asked = Subject(questions=frozenset({question.name}))
            yield question.text[language], asked
            for level, label in _answers(question, language):
                answer = Subject(levels=frozenset({level}))
                yield label, answer
                yield f"{question.text[language]}: {label}", asked | answer
        for breakdown, title in titles.items():
            part = method.review.breakdowns.get(breakdown)
            groups = {name: group.label[language] for name, group in part.groups.items()} if part else {}
            every = {**groups, UNKNOWN_GROUP: unknown[language]} if part else {name: name for name in strata}
            yield title[language], Subject(groups=frozenset({(breakdown, None)}))
            for group, label in every.items():
                one = Subject(groups=frozenset({(breakdown, group)}))
                yield label, one
                yield f"{title[language]}: {label}", one
    for period in periods:
        yield period, Subject(periods=frozenset({period}))


def _answers(question: Question, language: str) -> Iterator[tuple[str, str]]:
    for level in question.levels:
        if level in question.labels:
            yield level, question.labels[level][language]
        if level in SPECIAL_ANSWERS:
            yield level, SPECIAL_ANSWERS[level][language]


def _phrases(method: Method, whole: dict[str, Subject]) -> Iterator[tuple[str, Subject]]:
    """Name what stands within a sentence."""
    # an answer alone is a word like any other there, and one letter is no name
    for text, subject in whole.items():
        if (subject.questions or subject.groups or subject.periods) and WHOLE not in subject.groups and len(text) > 2:
            yield text, subject
    review = method.review
    noun = review.design.strata.noun
    for language in LANGUAGES:
        for many in filter(None, (noun.many, noun.the_many)):
            yield many[language], Subject(groups=frozenset({(STRATUM, None)}))
        yield review.case.many[language], Subject()
        for question in method.codebook:
            asked = Subject(questions=frozenset({question.name}))
            if question.base:
                # "cases where the child was heard" is who was asked, not what
                yield question.base[language], Subject()
            if question.finding:
                parts = (part.strip(" ,.:;") for part in _GAP.split(question.finding[language]))
                yield from ((part, asked) for part in parts if len(part) >= SHORTEST_PART)


__all__ = ["CASES", "WHOLE", "Names", "Subject"]
