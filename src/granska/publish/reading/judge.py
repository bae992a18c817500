"""Whether a unit of a finished file holds only numbers that `published/` lets be shown."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from granska.publish.reading.allowed import Allowed, Published, allows
from granska.publish.reading.constants import Constants
from granska.publish.reading.names import WHOLE, Names, Subject
from granska.publish.reading.printed import Numbers, numbers_of
from granska.publish.reading.units import Unit, start_of
from granska.review.method import Method

_CLAUSE = re.compile(r"(?<=[.!?])\s+|;\s+")


class Judge:
    """Says of every unit whether its numbers may be there.

    Parameters
    ----------
    method : Method
        The method of the review.
    published : Published
        What may be shown.
    """

    def __init__(self, method: Method, published: Published):
        self._published = published
        self._names = Names(method, published.strata, published.periods)
        self._known: dict[str, tuple[Subject, str]] = {}
        self._allowed: dict[tuple[Subject, bool], Allowed] = {}
        names = [question.name for question in method.codebook if question.levels]
        # where one thing is asked, what names no question may speak of it all the same
        self._only = frozenset(names) if len(names) == 1 else frozenset()
        self._constants = Constants(method, published)

    def faults(self, unit: Unit) -> Iterator[str]:
        """Say where a unit holds numbers that nothing published allows there.

        Yields
        ------
        str
            The place, never the number.
        """
        if unit.kind == "hidden":
            yield f"{unit.place}: has no place in a published file; take it away"
            return
        outer = Subject()
        for text in reversed(unit.about):
            outer = self._named(text)[0].within(outer)
        heads = Subject()
        for text in unit.heads:
            heads |= self._named(text)[0]
        if unit.kind in ("point", "line"):
            yield from self._point(unit, heads.within(outer))
        elif unit.kind in ("cell", "label"):
            named, rest = self._named(unit.text)
            subject = (named | heads).within(outer)
            subject = replace(subject, questions=self._constants.of_these(unit.text, subject.questions))
            yield from self._alone(unit, rest, subject)
        else:
            yield from self._prose(unit, heads.within(outer))

    def _named(self, text: str) -> tuple[Subject, str]:
        if text not in self._known:
            self._known[text] = self._names(text)
        return self._known[text]

    def _prose(self, unit: Unit, outer: Subject) -> Iterator[str]:
        said = False
        text = self._constants.without_own_texts(unit.text)
        if unit.kind == "heading":
            text = self._constants.without_its_number(text)
        # a block may name its question last
        questions = self._named(text)[0].questions
        for clause in _CLAUSE.split(text):
            named, rest = self._named(clause)
            subject = named.within(replace(outer, questions=questions) if questions and not said else outer)
            said = said or bool(named.questions)
            allowed = [self._allowed_for(subject), self._constants.everywhere]
            if not subject.one_group or unit.kind == "heading":
                allowed.append(self._constants.counted)
            if not subject.questions:
                allowed.append(self._constants.planned)
            if not subject.questions and not subject.one_group:
                allowed.append(self._constants.general)
            if not allows(numbers_of(self._constants.without(rest)), *allowed):
                yield f"{unit.place}, at '{start_of(clause)}': holds a number that nothing published allows there"
            outer = subject

    def _alone(self, unit: Unit, rest: str, subject: Subject) -> Iterator[str]:
        nameless = not subject.questions and not subject.one_group
        numbers = numbers_of(self._constants.without(rest, prose=nameless or unit.kind == "label"))
        if numbers == Numbers((), (), ()) or (unit.heads and self._constants.compared(unit.heads[-1], numbers)):
            return
        allowed = [self._allowed_for(subject, prose=False), *([self._constants.nameless] if nameless else [])]
        if not allows(numbers, *allowed):
            yield f"{unit.place}: holds a number that nothing published allows there"

    def _allowed_for(self, subject: Subject, prose: bool = True) -> Allowed:
        if (subject, prose) not in self._allowed:
            allowed = self._published.of(subject, prose)
            if self._only and not subject.questions:
                allowed = allowed.and_also(self._published.of(replace(subject, questions=self._only), prose))
            self._allowed[subject, prose] = allowed
        return self._allowed[subject, prose]

    def _point(self, unit: Unit, subject: Subject) -> Iterator[str]:
        at, slack = (Decimal(part) for part in unit.text.split(" ± "))
        if unit.kind == "line":
            subject |= Subject(groups=frozenset({WHOLE}))
        if not any(abs(share - at) <= slack for share in self._allowed_for(subject, prose=False).shares):
            yield f"{unit.place}: stands where nothing published lets it stand"
