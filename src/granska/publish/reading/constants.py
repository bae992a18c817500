"""What a report says in numbers beside its results: levels, dates, how many questions, tests and strata there are."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from granska.publish.reading.allowed import Allowed, Published, whole_sizes
from granska.publish.reading.names import WHOLE, Subject
from granska.publish.reading.printed import TAKEN, Numbers, value
from granska.review.method import Method
from granska.review.parts import Text

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_MONTHS += "|January|February|March|April|May|June|July|August|September|October|November|December"
_CLOCK = r"(?:T[\d:]+(?:Z|[+-][\d:]+))?"
_DATE = re.compile(rf"(?<!\d)(?:\d{{1,2}}(?:–\d{{1,2}})? (?:{_MONTHS})(?: \d{{4}})?|\d{{4}}-\d\d-\d\d{_CLOCK}(?!\w))")
# a count has a thin blank in its thousands, a year has not
_YEAR = re.compile(r"(?<![\d.,\u202f])(?:19|20)\d\d(?![\d\u202f])")
_NUMBERED = re.compile(r"\b(?:Tabell|Table|Figur|Figure|Diagram) \d+\b")
# "2. Safety", "2 Safety", the name of a sheet: at most 99 sections
_SECTION = re.compile(r"^'?\d{1,2}\.? (?!av |of )(?=[^\W\d_])")
# words of the report that hold a number
_FIXED = re.compile(
    r"SHA-256|\b(?:Symbol|Tecknet|Tecken) 0\b|(?:Nära|Near) 0 (?:eller|or) 100|(?:which|som) (?:is|är) 1\b"
    r"|\b5[ \u202f]?% level|nivån 5[ \u202f]?%|<[ \u202f]?0[.,]001(?!\d)"
    r"|(?:axis ends at|Axeln slutar vid) \d+[ \u202f]?%",
    re.I,
)
_THINGS = "jämförelser(?:na)?|comparisons|tester|tests?|linjer|rader|lines|frågor|questions|punkter|points|mått"
_THINGS += "|measures|tabeller|tables"
_COMPARISONS = re.compile(r"jämförelser|comparisons", re.I)
_OF_THINGS = re.compile(
    rf"(?<![\w.,])(\d+)(?: (?:av|of) (?:de |the )?(\d+))? (?:andra |other |övriga |övr. )?(?:{_THINGS})\b"
)
_SIGNS = re.compile(r"(?:skillnad i|difference in) (\d+) (?:av|of) (\d+)")
_WIDE = re.compile(r"(?:upp till|up to) (\d+) (?:procentenheter breda|percentage points wide)")
_SIZES = re.compile(r"(?<![\w.,–])([\d\u202f]+)(?:–([\d\u202f]+))? (?:svar|answers)\b")
_PER = re.compile(r"\b(?:per|Per) (\d[\d\u202f]*)\b")
_HUNDRED = re.compile(r"(?:av hundra i första steget når|of a hundred at the start,) (\d+)\b")
# how many strata lie outside limits, and how many would by chance: no count of cases
_OUTSIDE = re.compile(r"\b(\d+) (?:av|of) (\d+) (?:ligger utanför gränserna|lie outside the limits)")
_BY_CHANCE = re.compile(r"(?:enbart av slump skulle ungefär|by chance alone about) (\d+(?:[.,]\d+)?)")
_OF_THESE = re.compile(r"% (?:av dessa|of these) \(")
# what the method section names: 5 per cent, grades at 10 and 20 points, a decimal from 100 and 1,000 answers,
# 9,999 draws from seed 1, and what the accessibility section names
_METHOD = ("5", "10", "20", "0.05", "0.2", "100", "1000", "9999", "1", "2.2", "320", "80")


class Constants:
    """The numbers that say nothing of a hidden row, wherever they stand.

    Parameters
    ----------
    method : Method
        The method of the review, whose texts may hold numbers ("within 24 hours").
    published : Published
        The published tables.
    """

    def __init__(self, method: Method, published: Published):
        levels = {row["confidence"] for row in published.estimates if row["confidence"]}
        printed = {f"{100 * float(level):.12g}" for level in levels}
        shown = "|".join(sorted(re.escape(level).replace(r"\.", "[.,]") for level in printed)) or "(?!)"
        self._level = re.compile(rf"(?<![\w.,–−])(?:{shown})[ \u202f]?(?:%|per cent|procent)")
        # the longest first, whatever names they hold
        whole = sorted(set(_whole_texts(method)), key=lambda text: (-len(text), text))
        self._texts = re.compile("|".join(map(re.escape, whole)) or "(?!)")
        own = {*_own_phrases(method), *published.origin}
        phrases = sorted(map(re.escape, own), key=lambda text: (-len(text), text))
        self._phrase = re.compile(rf"(?<!\w)(?:{'|'.join(phrases) or '(?!)'})(?!\w)", re.I)
        families = published.families()
        self._families = {Decimal(1), *map(Decimal, families)}
        self._most = max([*families, len(list(method.codebook)), len(published.strata), 100])
        sizes = set(whole_sizes(published))
        self._sizes = sizes
        self._widths = set(published.widths())
        self._strata = len(published.strata)
        self._rate_per = Decimal(method.review.counting.rate_per)
        chains = [chain.questions for chain in method.review.counting.chains]
        self._of_a_hundred = {one for chain in chains for one in published.of_a_hundred(chain[0], chain[-1])}
        self._next = {before: after for chain in chains for before, after in pairwise(chain)}
        cases = published.of(Subject(groups=frozenset({WHOLE})))
        #: what may stand in all prose: how many cases there are
        self.everywhere = cases.and_also(published.totals())
        #: what may stand in prose that speaks of no single group: how many districts and comparisons there are
        self.counted = Allowed()
        self.counted.add(Decimal(len(published.strata)), *self._families)
        #: what may stand in a cell whose row names no question and no group: sums of the review
        self.nameless = self.everywhere.and_also(self.counted).and_also(
            Allowed(spans={(low, high) for low in sizes for high in sizes})
        )
        drawn = sorted(published.drawn())
        fewest_to_most = {(drawn[0], drawn[-1])} if drawn else set()
        self.nameless.spans |= fewest_to_most
        self.nameless.add(*map(Decimal, published.cleaning), *drawn, *sizes, *published.control)
        #: what may stand in prose on what a comparison could have found
        self.planned = Allowed()
        shares = (*method.review.analysis.planning_shares, method.review.analysis.power)
        self.planned.add(*(Decimal(f"{100 * share:.12g}") for share in shares))
        #: what may stand in prose that speaks of no question and no group
        self.general = Allowed()
        self.general.add(*map(Decimal, _METHOD), Decimal(sum(published.cleaning)), *map(Decimal, published.cleaning))
        self.general.add(*published.control)
        self.general.spans |= fewest_to_most
        threshold = method.review.disclosure.threshold
        self.general.spans.add((Decimal(1), Decimal(threshold - 1)))
        self.general.add(Decimal(threshold), Decimal(threshold - 1))

    def without_own_texts(self, text: str) -> str:
        """Take out what the parameters say with digits in so many words: the title, the source."""
        return self._texts.sub(TAKEN, text)

    @staticmethod
    def without_its_number(heading: str) -> str:
        """Take the number of a section or of a sheet off its heading."""
        return _SECTION.sub("", heading)

    def of_these(self, label: str, questions: frozenset[str]) -> frozenset[str]:
        """Name the questions that a label below a step of a chain speaks of: how many of these went on to the next."""
        if not _OF_THESE.search(label):
            return questions
        return frozenset(self._next.get(question, question) for question in questions)

    def compared(self, head: str, numbers: Numbers) -> bool:
        """Whether a column tells how many comparisons there are, and a cell in it does."""
        return bool(_COMPARISONS.search(head)) and all(one in self._families for one in numbers.single)

    def without(self, text: str, prose: bool = True) -> str:
        """Take the constants out of a text; out of a cell or a label only what cannot be a result."""
        for pattern in (self._phrase, _FIXED, _NUMBERED, _DATE, _YEAR):
            text = pattern.sub(TAKEN, text)
        text = _PER.sub(self._taken(lambda number: number == self._rate_per), text)
        if prose:
            for pattern in (_OUTSIDE, _BY_CHANCE):
                text = pattern.sub(self._taken(lambda number: number <= self._strata), text)
            text = _HUNDRED.sub(self._taken(lambda number: number in self._of_a_hundred), text)
            text = self._level.sub(TAKEN, text)
            text = _OF_THINGS.sub(self._taken(lambda number: number <= self._most), text)
            text = _SIGNS.sub(self._taken(lambda number: number <= self._most), text)
            text = _WIDE.sub(self._taken(lambda number: number in self._widths), text)
            text = _SIZES.sub(self._taken(lambda number: number in self._sizes), text)
        return text

    @staticmethod
    def _taken(known: Callable[[Decimal], bool]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            return TAKEN if all(known(value(number)) for number in match.groups() if number) else match[0]

        return replace


def _whole_texts(method: Method) -> Iterator[str]:
    """Give the texts of the parameters that hold digits."""
    review = method.review
    texts = [review.title, review.lead, review.source, review.publisher, review.scope, review.period.label]
    texts += [*review.areas.values(), review.licence.title if review.licence else None]
    own = [part for text in texts if text for part in _both(text)]
    yield from (text for text in (*own, review.reference_number or "", review.id) if re.search(r"\d", text))


def _own_phrases(method: Method) -> Iterator[str]:
    """Give each number of the method's texts with its neighbours: "within 24 hours", "of 80 years"."""
    settings = method.review.counting
    texts = [settings.population_noun, *(chain.title for chain in settings.chains)]
    for question in method.codebook:
        texts += [question.text, question.base, question.finding, *question.labels.values()]
    for text in filter(None, texts):
        for part in _both(text):
            words = part.split()
            for k, word in enumerate(words):
                if re.search(r"\d", word):
                    yield " ".join(words[max(0, k - 1) : k + 2]).strip(" ,.;:")
    for question in method.codebook:
        if question.limit is not None:
            limit = f"{question.limit:g}"
            for unit in _both(question.unit) if question.unit else ():
                yield from (f"{limit} {unit}", f"{limit.replace('.', ',')} {unit}")
            yield from (f"At most {limit}", f"Högst {limit.replace('.', ',')}")


def _both(text: Text) -> tuple[str, ...]:
    return tuple(text[language] for language in text.spoken)
