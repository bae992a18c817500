"""Which numbers a finished file of a series may hold: those that its reviews have published, where they are named."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from pathlib import Path

from granska.files import unguarded
from granska.publish.reading.allowed import Allowed, Published, allows
from granska.publish.reading.constants import Constants
from granska.publish.reading.names import SHORTEST_PART, WHOLE, Subject
from granska.publish.reading.printed import Numbers, numbers_of
from granska.publish.reading.units import Unit, start_of
from granska.review.parts import Text
from granska.review.series import SeriesMethod
from granska.review.workspace import Workspace

_CLAUSE = re.compile(r"(?<=[.!?])\s+|;\s+")
_GAP = re.compile(r"\{[^}]*\}")
Row = dict[str, str]


class SeriesJudge:
    """Says of every unit of a series' files whether its numbers may be there.

    A unit that names a stage may hold what that review has published of the indicators it names, or of all indicators
    where it names none; so a number of another stage is a fault. What is hidden is blank in a review's `published/`.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : SeriesMethod
        The series with the methods of its reviews.
    """

    def __init__(self, workspace: Workspace, method: SeriesMethod):
        series = method.series
        self._method = method
        self._published = {review: Published(workspace.published(review)) for review in series.reviews}
        self._constants = [Constants(one, self._published[review]) for review, one in method.members.items()]
        self._pairs = _rows(workspace.published(series.id) / "comparisons.csv")
        origin = json.loads((workspace.published(series.id) / "provenance.json").read_text(encoding="utf-8"))
        self._origin = _alternatives(_strings(origin))
        self._own = _alternatives(
            text
            for part in (series.title, series.lead, series.source, series.publisher)
            for text in _both(part)
            if re.search(r"\d", text)
        )
        self._stages = {
            review: [text.casefold() for text in _both(member.stage)]
            for review, member in zip(series.reviews, series.members, strict=True)
        }
        self._indicators = {name: list(_called(method, name)) for name in series.indicators}
        self._general = self._counts()

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
        around = [*unit.heads, *unit.about]
        stages, indicators = _named(around, self._stages), _named(around, self._indicators)
        if unit.kind in ("point", "line"):
            at, slack = (Decimal(part) for part in unit.text.split(" ± "))
            shares = (share for one in self._allowed(stages, indicators) for share in one.shares)
            if not any(abs(share - at) <= slack for share in shares):
                yield f"{unit.place}: stands where nothing published lets it stand"
            return
        prose = unit.kind in ("text", "heading")
        # what is named holds until something else is
        for clause in _CLAUSE.split(unit.text) if prose else [unit.text]:
            stages, indicators = _named([clause], self._stages, stages), _named([clause], self._indicators, indicators)
            allowed = list(self._allowed(stages, indicators))
            if prose and not any(word in unit.text.casefold() for words in self._indicators.values() for word in words):
                allowed += [self._general, *(constants.general for constants in self._constants)]
                allowed += [self._published[review].of(Subject(groups=frozenset({WHOLE}))) for review in stages]
            numbers = numbers_of(self._without(clause))
            if numbers != Numbers((), (), ()) and not allows(numbers, *allowed):
                yield f"{unit.place}, at '{start_of(clause)}': holds a number that nothing published allows there"

    def _allowed(self, stages: list[str], indicators: list[str]) -> Iterator[Allowed]:
        yield from (self._of(review, name) for review in stages for name in indicators)
        yield self._compared(stages, indicators)

    def _without(self, text: str) -> str:
        for pattern in (self._own, self._origin):
            text = pattern.sub(" ◦ ", text)
        for stage in {stage for stages in self._stages.values() for stage in stages}:
            text = re.sub(re.escape(stage), " ◦ ", text, flags=re.I)
        for constants in self._constants:
            text = constants.without(constants.without_own_texts(constants.without_its_number(text)))
        return text

    def _of(self, review: str, indicator: str) -> Allowed:
        asked = self._method.asked(indicator, review)
        if asked is None:
            return Allowed()
        question, level = asked
        # how many have no answer is said of the question, whatever the answer
        subject = Subject(frozenset({question.name}), frozenset({level}), frozenset({WHOLE}))
        return self._published[review].of(subject)

    def _compared(self, stages: list[str], indicators: list[str]) -> Allowed:
        """Allow the differences between the stages that are named."""
        allowed = Allowed()
        for row in self._pairs:
            if row["status"] == "ok" and row["indicator"] in indicators and {row["review"], row["versus"]} & {*stages}:
                value, low, high = (Decimal(row[f"percent{end}"]) for end in ("", "_lower", "_upper"))
                allowed.add(value, low, high)
                allowed.spans.add((low, high))
        return allowed

    def _counts(self) -> Allowed:
        """Allow what a series counts of itself: reviews, indicators, areas, pairs and in what they differ."""
        allowed = Allowed()
        differing = Counter(aspect for row in self._pairs for aspect in row["unlike"].split())
        alike = sum(row["status"] != "unlike" for row in self._pairs)
        areas = [set(published.strata) for published in self._published.values()]
        numbers = [len(self._pairs), alike, len(self._pairs) - alike, *differing.values(), len(areas)]
        numbers += [len(self._method.series.indicators), *map(len, areas)]
        numbers += [len(one & other) for one, other in combinations(areas, 2)]
        numbers += [one.review.release.version for one in self._method.members.values() if one.review.release]
        allowed.add(*map(Decimal, numbers))
        return allowed


def unlike_rows(workspace: Workspace, method: SeriesMethod) -> Iterator[str]:
    """Find rows of a series' figures that are not the published rows of their reviews, number by number.

    Yields
    ------
    str
        The indicator and the review, never the number.
    """
    sources = {review: _rows(workspace.published(review) / "estimates.csv") for review in method.series.reviews}
    numbers = ("estimate", "lower", "upper", "n", "x", "percent", "percent_lower", "percent_upper")
    for row in _rows(workspace.published(method.series.id) / "figures.csv"):
        wanted = {"indicator": row["question"], "level": row["level"], "measure": row["measure"]}
        wanted |= {"breakdown": "all", "group": "all"}
        found = [one for one in sources[row["review"]] if all(one[name] == value for name, value in wanted.items())]
        told = {name: row[name] for name in numbers if row[name]}
        same = len(found) == 1 and found[0]["status"] == row["status"] == "ok"
        same = same and all(Decimal(found[0][name] or "NaN") == Decimal(value) for name, value in told.items())
        if told and not same:
            yield f"{row['indicator']}, {row['review']}: is not the row that the review has published"


def _called(method: SeriesMethod, indicator: str) -> Iterator[str]:
    """Give what an indicator is called: its name, and the questions in their own words."""
    yield from map(str.casefold, _both(method.series.indicators[indicator].text))
    for review in method.members:
        if asked := method.asked(indicator, review):
            question = asked[0]
            yield from (text.casefold().rstrip(" .") for text in _both(question.text))
            for text in _both(question.finding) if question.finding else ():
                parts = (part.strip(" ,.:;") for part in _GAP.split(text))
                yield from (part.casefold() for part in parts if len(part) >= SHORTEST_PART)


def _named(around: list[str], names: dict[str, list[str]], otherwise: list[str] | None = None) -> list[str]:
    """Find what the nearest text that names anything names; all where none does, or what was named before."""
    for text in around:
        found = [key for key, words in names.items() if any(word in text.casefold() for word in words)]
        if found:
            return found
    return list(names) if otherwise is None else otherwise


def _both(text: Text) -> tuple[str, ...]:
    return tuple(text[language] for language in text.spoken)


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _strings(part)
    else:
        text = str(content)
        yield text
        if re.fullmatch("[0-9a-f]{64}", text):
            yield " ".join(text[k : k + 8] for k in range(0, 64, 8))


def _alternatives(texts: Iterator[str]) -> re.Pattern[str]:
    longest_first = sorted(set(texts), key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: unguarded(cell or "") for name, cell in row.items()} for row in csv.DictReader(file)]
