"""Which numbers `published/` lets a text show, given what the text is about."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from granska.files import unguarded
from granska.publish.reading.names import WHOLE, Subject
from granska.publish.reading.printed import Numbers, decimals
from granska.review.codebook import UNDOCUMENTED
from granska.stages.contracts import CASES, PAIRED, STRATUM
from granska.stages.rounding import EXACT_BASE

Row = dict[str, str]


@dataclass
class Allowed:
    """The numbers that may stand in one unit.

    Parameters
    ----------
    singles : dict of Decimal to int
        Each number, and the decimals it may be printed with; its sign may be left out.
    spans : set of pair
        Each pair of limits.
    counts : set of pair
        Each "x of n".
    shares : set of Decimal
        In per cent: where a mark may stand on an axis.
    """

    singles: dict[Decimal, int] = field(default_factory=dict)
    spans: set[tuple[Decimal, Decimal]] = field(default_factory=set)
    counts: set[tuple[Decimal, Decimal]] = field(default_factory=set)
    shares: set[Decimal] = field(default_factory=set)

    def add(self, *numbers: Decimal) -> None:
        """Allow numbers as they are printed here."""
        for number in numbers:
            size = abs(number)
            self.singles[size] = max(self.singles.get(size, 0), decimals(number))

    def and_also(self, other: "Allowed") -> "Allowed":
        """Allow what either allows."""
        singles = {
            one: max(self.singles.get(one, 0), other.singles.get(one, 0)) for one in self.singles | other.singles
        }
        return Allowed(singles, self.spans | other.spans, self.counts | other.counts, self.shares | other.shares)

    def has(self, number: Decimal) -> bool:
        """Whether a number may be shown, with the decimals it is printed with."""
        return decimals(number) <= self.singles.get(abs(number), -1)


def allows(numbers: Numbers, *allowed: Allowed) -> bool:
    """Whether every number of a text is allowed by one or another."""
    return (
        all(any(pair in one.counts for one in allowed) for pair in numbers.counts)
        and all(any(pair in one.spans for one in allowed) for pair in numbers.spans)
        and all(any(one.has(number) for one in allowed) for number in numbers.single)
    )


class Published:
    """The tables of `published/`, asked for what they let be shown.

    Parameters
    ----------
    folder : Path
        `published/` of a review.
    """

    def __init__(self, folder: Path):
        self.estimates = _rows(folder / "estimates.csv")
        self._by_question: dict[str, list[Row]] = defaultdict(list)
        for row in self.estimates:
            self._by_question[row["indicator"]].append(row)
        self.denominators = _rows(folder / "denominators.csv")
        self.control = _control(folder / "disclosure.json")
        self.origin = tuple(_origin(json.loads((folder / "provenance.json").read_text(encoding="utf-8"))))
        self.cleaning = [int(row["count"]) for row in _rows(folder / "cleaning.csv")]
        self.periods = tuple(sorted({row["period"] for row in self.estimates if row["period"]}))
        self.strata = tuple(sorted({row["group"] for row in self.denominators if row["breakdown"] == STRATUM}))

    def of(self, subject: Subject, prose: bool = True) -> Allowed:
        """Allow what the rows hold that a text speaks of.

        Parameters
        ----------
        subject : Subject
            What the text names. No group: the whole. No answer: all of the question's.
        prose : bool
            Whether it is a sentence. A cell, a label or a mark that names no answer does not mean that the file does
            not say.

        Returns
        -------
        Allowed
            Blank cells allow nothing, so a hidden row allows only how many were asked.
        """
        allowed = Allowed()
        asked = subject.questions or self._by_question.keys()
        rows = [row for name in asked for row in self._by_question.get(name, ()) if self._speaks_of(row, subject)]
        # "yes" is the head of a column for any answer
        levels = subject.levels & {row["level"] for row in rows}
        for row in rows:
            if row["level"] in levels if levels else prose or row["level"] != UNDOCUMENTED:
                _allow_estimate(allowed, row, len(self.strata))
        for row in self.denominators:
            if self._speaks_of(row, subject):
                _allow_denominators(allowed, row)
            elif (row["indicator"] == CASES or not subject.questions) and _in_groups(row, subject):
                # who was drawn is public
                allowed.add(*(Decimal(row[name]) for name in ("asked", "population") if row[name]))
        return allowed

    def families(self) -> set[int]:
        """Count the comparisons of each family, those that are hidden among them."""
        members: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        for row in self.estimates:
            if row["family"]:
                members[row["family"], row["measure"]].add((row["indicator"], row["level"]))
        tested = Counter(row["family"] for row in self.estimates if row["family"] and row["p_adjusted"])
        return {*map(len, members.values()), *tested.values()}

    def totals(self) -> Allowed:
        """Allow what a register counts in all: how many reports came in, year by year."""
        allowed = Allowed()
        for row in self.estimates:
            if row["measure"] == "count" and (row["breakdown"], row["group"]) == WHOLE:
                _allow_estimate(allowed, row, len(self.strata))
        allowed.spans = {(low, high) for low in allowed.singles for high in allowed.singles}
        return allowed

    def drawn(self) -> Iterator[Decimal]:
        """Give how many were drawn in each stratum."""
        rows = (row for row in self.denominators if row["indicator"] == CASES and row["breakdown"] == STRATUM)
        yield from (Decimal(row["asked"]) for row in rows if row["asked"])

    def widths(self) -> Iterator[Decimal]:
        """Give how wide the intervals are, in whole percentage points."""
        for row in self.estimates:
            if row["percent_lower"] and row["percent_upper"]:
                yield Decimal(row["percent_upper"]) - Decimal(row["percent_lower"])

    def _speaks_of(self, row: Row, subject: Subject) -> bool:
        # what could have been found is told for a comparison as such, and is made of how many were asked
        detectable = not subject.questions and row.get("measure") == "detectable_difference"
        questions = subject.questions or {CASES, *([row["indicator"]] if detectable else [])}
        periods = subject.periods & set(self.periods) or {row["period"]}
        return row["indicator"] in questions and row["period"] in periods and _in_groups(row, subject)


def _control(path: Path) -> frozenset[Decimal]:
    """Give what disclosure control tells of itself: how many counts are shown and hidden, and how it was tested."""
    if not path.is_file():
        return frozenset()
    content = json.loads(path.read_text(encoding="utf-8"))
    numbers = {Decimal(str(number)) for number in _leaves(content) if isinstance(number, int | float)}
    for part in ("strata", "groups"):
        counts = content.get(part, {})
        numbers |= {Decimal(sum(counts.values())), Decimal(sum(counts.values()) - counts.get("shown", 0))}
    attackers = content.get("audit", {}).get("attackers", [])
    return frozenset(numbers | {Decimal(len(attackers)), Decimal(max(0, len(attackers) - 1))})


def _leaves(content: Any) -> Iterator[Any]:
    if isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _leaves(part)
    elif not isinstance(content, bool):
        yield content


def _origin(content: Any) -> Iterator[str]:
    """Give the names of files and versions that the report was made from, and its checksums as they are printed."""
    for text in map(str, _leaves(content)):
        yield text
        if re.fullmatch("[0-9a-f]{64}", text):
            yield " ".join(text[k : k + 8] for k in range(0, 64, 8))


def _in_groups(row: Row, subject: Subject) -> bool:
    groups = subject.groups or {WHOLE}
    own = {(row["breakdown"], row["group"]), (row["breakdown"], None)}
    if row["breakdown"] in PAIRED:
        # cases that two read are spoken of as the whole is
        own.add(WHOLE)
    if row.get("versus"):
        # a comparison speaks of both
        own.add((row["breakdown"], row["versus"]))
    # a breakdown as such is spoken of beside the whole
    return bool(own & groups) or ((row["breakdown"], row["group"]) == WHOLE and any(g is None for _, g in groups))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: unguarded(cell or "") for name, cell in row.items()} for row in csv.DictReader(file)]


def _rounded(number: Decimal, digits: int) -> Iterator[Decimal]:
    for way in (ROUND_HALF_UP, ROUND_HALF_EVEN):
        yield number.quantize(Decimal(1).scaleb(-digits), way)


def _allow_estimate(allowed: Allowed, row: Row, strata: int) -> None:
    number = {name: Decimal(row[name]) for name in row if name in NUMERIC and row[name]}
    allowed.add(*(number[name] for name in ("n", "x", "population") if name in number))
    if "x" in number and "n" in number:
        allowed.counts.add((number["x"], number["n"]))
    is_share = "percent" in number or "percent_lower" in number
    if is_share:
        _allow_share(allowed, row, number)
    else:
        _allow_plain(allowed, number)
        if row["measure"] == "outside" and "estimate" in number:
            allowed.counts.add((number["estimate"], Decimal(strata)))
    for name in ("p_value", "p_adjusted", "statistic"):
        if name in number:
            allowed.add(number[name], *(one for digits in (1, 2, 3) for one in _rounded(number[name], digits)))
    allowed.add(*(number[name] for name in ("df", "n_effective") if name in number))


NUMERIC = (
    *("n", "x", "population", "estimate", "lower", "upper", "percent", "percent_lower", "percent_upper"),
    *("p_value", "p_adjusted", "statistic", "df", "n_effective"),
)


def _allow_share(allowed: Allowed, row: Row, number: dict[str, Decimal]) -> None:
    whole = {name: number[f"percent{suffix}"] for name, suffix in LIMITS.items() if f"percent{suffix}" in number}
    allowed.add(*whole.values())
    allowed.shares.update(whole.values())
    finer = {name: number[name] * 100 for name in LIMITS if name in number}
    # one decimal only where the file itself has it
    tenths = {name: share.quantize(Decimal("0.1")) for name, share in finer.items()}
    exact = number.get("n", Decimal(0)) >= EXACT_BASE or any(share % 1 for share in finer.values())
    if exact:
        allowed.add(*tenths.values())
        allowed.shares.update(tenths.values())
    for pair in (whole, tenths) if exact else (whole,):
        if "lower" in pair and "upper" in pair:
            allowed.spans.add((pair["lower"], pair["upper"]))
    if row["measure"] in ("difference", "change") and exact:
        # a limit beside zero keeps the digits that show its side
        hundredths = {name: share.quantize(Decimal("0.01")) for name, share in finer.items()}
        allowed.add(*(one for one in hundredths.values() if one % Decimal("0.1")))
        if "lower" in hundredths and "upper" in hundredths:
            low, high = (
                hundredths[name] if hundredths[name] % Decimal("0.1") else tenths[name] for name in ("lower", "upper")
            )
            allowed.spans.add((low, high))


LIMITS = {"estimate": "", "lower": "_lower", "upper": "_upper"}


def _allow_plain(allowed: Allowed, number: dict[str, Decimal]) -> None:
    """Allow a number of days, of cases, a coefficient: as it stands, or with fewer decimals."""
    forms: dict[str, list[Decimal]] = {}
    for name in LIMITS:
        if name in number:
            forms[name] = [number[name], *(one for digits in (0, 1, 2) for one in _rounded(number[name], digits))]
            allowed.add(*forms[name])
    if "lower" in forms and "upper" in forms:
        allowed.spans |= {(low, high) for low in forms["lower"] for high in forms["upper"]}


def _allow_denominators(allowed: Allowed, row: Row) -> None:
    number = {name: Decimal(row[name]) for name in DENOMINATORS if row.get(name)}
    allowed.add(*number.values())
    if {"undocumented", "missing"} <= number.keys():
        allowed.add(number["undocumented"] + number["missing"])
    if {"asked", "not_applicable"} <= number.keys():
        applies = number["asked"] - number["not_applicable"]
        allowed.add(applies)
        if "n" in number:
            allowed.add(applies - number["n"])
    if row["indicator"] == CASES and number.get("population"):
        allowed.counts.add((number["asked"], number["population"]))
        share = 100 * number["asked"] / number["population"]
        allowed.add(*(one for digits in (0, 1) for one in _rounded(share, digits)))


DENOMINATORS = ("population", "asked", "not_applicable", "undocumented", "missing", "n")


def whole_sizes(published: Published) -> Iterable[Decimal]:
    """Give how many of all have an answer, question by question."""
    for row in published.denominators:
        if (row["breakdown"], row["group"]) == WHOLE and row["n"]:
            yield Decimal(row["n"])
