"""Every number in the prose of a report stands in its published tables, and the prose is the same in every format.

Which numbers a sentence may hold is worked out here from the files alone: of a sentence about a question, the rows of
that question; of any other, all rows, what the parameters say, and how many there are of something.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import Element

import docx
import html5lib
import pypdf
import pytest
import yaml

from granska.files import unguarded
from site_texts import site

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
LANGUAGES = ["sv", "en"]
NO_PROSE = {
    "table",
    "{http://www.w3.org/2000/svg}svg",
    "figcaption",
    "nav",
    "style",
    "script",
    "summary",
    "pre",
    "code",
}
NUMBER = r"[+−]?\d{1,3}(?:[\u202f]\d{3})+|[+−]?\d+(?:[.,]\d+)?"
ANY = re.compile(rf"(?<![\w.,:/-])(?:{NUMBER})(?!\w)")
SPAN = re.compile(rf"(?<![\w.,])({NUMBER})(?:–| till | to )({NUMBER})")
BETWEEN = re.compile(rf"(?:mellan|between) ({NUMBER}) (?:och|and) ({NUMBER}) (?:procent|per cent)")
COUNT = re.compile(rf"(?<![\w.,])({NUMBER}) (?:av|of)(?: de| the)? ({NUMBER})\b")
RESULTS = {"sec-main", "sec-compare-gender", "sec-groups", "sec-strata", "sec-time"}
METHOD_SECTIONS = {"sec-results", "sec-method", "sec-check", "sec-accessibility", "sec-downloads"}
POWER = 0.8
# what the method section names: 5 %, grades at 10 and 20 points, decimals from 100 and 1,000 answers,
# 9,999 draws from seed 1, a paper of 2005, WCAG 2.2; hidden are counts of 1–4
METHOD = {100 * POWER, 5.0, 0.05, 0.2, 10.0, 20.0, 100.0, 1000.0, 9999.0, 1.0, 4.0, 2005.0, 2.2, 320.0}
# papers of 1936 and 2008, and the smallest p-value that is told
METHOD |= {1936.0, 2008.0, 0.001}
Row = dict[str, str]


def value(printed: str) -> float:
    """Read a number as it is printed."""
    return float(printed.replace("\u202f", "").replace("−", "-").replace(",", "."))


class Published:
    """What the published files of a review hold, as numbers that may be printed."""

    def __init__(self, root: Path, review: str):
        folder = root / "data" / "processed" / review / "published"
        self.params = root / "params" / review
        self.estimates, self.denominators = (rows(folder / f"{name}.csv") for name in ("estimates", "denominators"))
        self.cleaning = [float(row["count"]) for row in rows(folder / "cleaning.csv")]
        self.review = yaml.safe_load((self.params / "review.yml").read_text(encoding="utf-8"))
        self.questions = rows(self.params / "codebook.csv", ";")

    def of(self, indicator: str | None) -> list[Row]:
        """Give the rows of estimates of one indicator, or of all."""
        return [row for row in self.estimates if indicator in (None, row["indicator"])]

    def asked(self, indicator: str | None) -> list[Row]:
        """Give the rows of denominators of one indicator, or of all."""
        return [row for row in self.denominators if indicator in (None, row["indicator"])]

    def numbers(self, indicator: str | None) -> set[float]:
        """Give all that may be printed as a number."""
        found = {number for row in self.of(indicator) for number in printed(row)}
        for row in self.asked(indicator):
            counts = {name: float(row[name] or 0) for name in ("population", "asked", "undocumented", "missing", "n")}
            found |= {*counts.values(), counts["undocumented"] + counts["missing"]}
            found.add(counts["asked"] - float(row["not_applicable"] or 0) - counts["n"])
        return found

    def spans(self, indicator: str | None) -> set[tuple[float, float]]:
        """Give every pair of limits."""
        return {pair for row in self.of(indicator) for pair in limits(row)}

    def counts(self, indicator: str | None) -> set[tuple[float, float]]:
        """Give every "x of n", and how many of the strata lie outside the limits of chance."""
        outside = (
            float(row["estimate"]) for row in self.of(indicator) if row["measure"] == "outside" and row["estimate"]
        )
        found = {(float(row["x"]), float(row["n"])) for row in self.of(indicator) if row["x"] and row["n"]}
        outside = {*outside, *map(float, self.outside_expected(indicator))}
        return found | {(count, float(len(self.strata))) for count in outside}

    def outside_expected(self, indicator: str | None) -> Iterator[int]:
        """Count the strata that lie outside the limits of chance around what is expected, for each kind of limits."""
        last = max((row["period"] for row in self.estimates), default="")
        rows = [row for row in self.of(indicator) if row["period"] == last and row["status"] == "ok"]
        ratio = {
            (row["indicator"], row["group"]): float(row["estimate"])
            for row in rows
            if row["measure"] == "observed_expected" and row["method"] == "exact-poisson"
        }
        limits: dict[tuple[str, str], list[bool]] = {}
        for row in rows:
            place = row["indicator"], row["group"]
            if row["measure"] == "expected_limit" and place in ratio:
                outside = not float(row["lower"]) <= ratio[place] <= float(row["upper"])
                limits.setdefault((row["indicator"], row["method"]), []).append(outside)
        yield from map(sum, limits.values())

    @property
    def strata(self) -> set[str]:
        """Name the strata."""
        return {row["group"] for row in self.denominators if row["breakdown"] == "stratum"}

    def words(self) -> set[float]:
        """Give the numbers in the texts of the parameters, such as "within 24 hours"."""
        text = (self.params / "review.yml").read_text(encoding="utf-8")
        text += (self.params / "codebook.csv").read_text(encoding="utf-8-sig")
        return {abs(value(number)) for number in re.findall(r"\d+(?:[.,]\d+)?", text)}

    def constants(self) -> set[float]:
        """Give levels, and how many there are of strata, groups, comparisons and tests."""
        levels = {100 * float(row["confidence"]) for row in self.estimates if row["confidence"]}
        families = Counter(row["family"] for row in self.estimates if row["family"] and row["p_adjusted"])
        population = sum(float(row["population"] or 0) for row in self.asked("cases") if row["breakdown"] == "stratum")
        return (
            {round(level, 1) for level in levels}
            | {float(row["period"]) for row in self.estimates if row["period"].isdigit()}
            | set(map(float, families.values()))
            | {float(len(self.strata)), population}
        )


def rows(path: Path, delimiter: str = ",") -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k: unguarded(v or "") for k, v in row.items()} for row in csv.DictReader(file, delimiter=delimiter)]


def printed(row: Row) -> Iterator[float]:
    """Give a row's numbers as they may be printed: in per cent, whole or with one decimal, or as they are."""
    for name in ("percent", "percent_lower", "percent_upper", "n", "x", "population"):
        if row[name]:
            yield abs(float(row[name]))
    for name in ("estimate", "lower", "upper"):
        if row[name]:
            number = abs(float(row[name]))
            yield from (number, round(number, 1), round(100 * number), round(100 * number, 1))
            yield from (half_up(number, 0), half_up(number, 1))


def half_up(number: float, decimals: int) -> float:
    """Round as people do: the file has more decimals than the text."""
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def limits(row: Row) -> Iterator[tuple[float, float]]:
    for low, high in (("percent_lower", "percent_upper"), ("lower", "upper")):
        if row[low] and row[high]:
            pair = float(row[low]), float(row[high])
            yield pair
            yield round(100 * pair[0], 1), round(100 * pair[1], 1)
            yield round(pair[0], 1), round(pair[1], 1)
            for decimals in (0, 1):
                yield half_up(pair[0], decimals), half_up(pair[1], decimals)


def blocks(page: Path) -> list[tuple[str, str]]:
    """Give the prose of a page, block by block, each with the id of the heading that it stands under."""
    tree = html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    main = next(tree.iter("main"))
    found: list[tuple[str, str]] = []
    heading = ""

    def walk(element: Element) -> None:
        nonlocal heading
        if element.tag in NO_PROSE:
            return
        if element.tag in {"h2", "h3"}:
            heading = element.get("id", "") or heading
        if element.tag == "section" and element.get("id"):
            heading = element.get("id", "")
        if element.tag in {"p", "li"} and not element.findall("p"):
            found.append((heading, squeezed(own_text(element))))
            return
        for child in element:
            walk(child)

    walk(main)
    return [(place, text) for place, text in found if text]


def own_text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag not in NO_PROSE:
            parts.append(own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def squeezed(text: str) -> str:
    return re.sub(r"[ \n\t\u00a0]+", " ", text.replace("\u00ad", "")).strip()


def faults(text: str, known: Published, indicator: str | None, more: set[float]) -> list[str]:
    """Name the numbers of a block that no row holds."""
    allowed = known.numbers(indicator) | known.words() | known.constants() | more
    wrong = [number for number in ANY.findall(text) if abs(value(number)) not in allowed]
    spans = known.spans(indicator)
    for low, high in (*SPAN.findall(text), *BETWEEN.findall(text)):
        pair = value(low), value(high)
        if pair not in spans and not {abs(pair[0]), abs(pair[1])} <= known.words() | more:
            wrong.append(f"{low}–{high}")
    counts = known.counts(indicator)
    wrong += [
        f"{x} of {n}" for x, n in COUNT.findall(text) if (value(x), value(n)) not in counts and value(n) not in more
    ]
    return wrong


def of_protection(root: Path, review: str) -> set[float]:
    """Give what disclosure control tells of itself: how many counts are shown, hidden and attacked."""
    told = json.loads((site(root) / review / "disclosure.json").read_text(encoding="utf-8"))
    tallies = [told[part] for part in ("strata", "groups")]
    counts = {float(count) for tally in tallies for count in (*tally.values(), sum(tally.values()))}
    return counts | {float(told["withheld_figures"]), float(told["audit"]["cells"])}


def page_of(root: Path, review: str, language: str) -> Path:
    return site(root) / review / ("index.html" if language == "sv" else f"{language}.html")


def asked_by_area(known: Published) -> dict[str, list[str]]:
    """Name the questions that have a share, by the heading of their area, in the order of the codebook."""
    found: dict[str, list[str]] = {}
    for question in known.questions:
        if question["type"] != "count" or question["applies_if"]:
            found.setdefault(f"sec-area-{question['area'].replace('_', '-')}", []).append(question["question"])
    return found


def with_questions(known: Published, prose: list[tuple[str, str]]) -> Iterator[tuple[str, str, str | None]]:
    """Give each block with its heading, and its question if it is about one: an area has a block for each, in order."""
    waiting = asked_by_area(known)
    for heading, text in prose:
        yield heading, text, waiting[heading].pop(0) if waiting.get(heading) else None
    assert not any(waiting.values()), "a question has no sentence"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("review", REVIEWS)
def test_every_number_in_the_prose_is_a_published_one(bundled: Path, review: str, language: str) -> None:
    known = Published(bundled, review)
    found, read = [], 0
    for heading, text, question in with_questions(known, blocks(page_of(bundled, review, language))):
        if heading == "sec-check" and f"granska {version('granska')}" in text:
            continue  # numbers of versions
        more = (
            METHOD | {sum(known.cleaning)} | of_protection(bundled, review)
            if heading in METHOD_SECTIONS
            else {100 * POWER, 5.0, 0.2, 1000.0}  # a rate is per thousand
        )
        found += [f"{heading}: {wrong} in: {text}" for wrong in faults(text, known, question, more)]
        read += len(ANY.findall(text))
    assert found == []
    assert read > 40


@pytest.mark.parametrize("form", ["docx", "pdf"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("review", REVIEWS)
def test_the_prose_is_the_same_in_every_format(bundled: Path, review: str, language: str, form: str) -> None:
    path = site(bundled) / review / f"{review}-{language}.{form}"
    text = unbroken(word_text(path) if form == "docx" else paper_text(path))
    prose = [
        text for heading, text in blocks(page_of(bundled, review, language)) if heading in RESULTS or "area" in heading
    ]
    assert len(prose) > 5
    assert [block for block in prose if unbroken(block) not in text] == []


def unbroken(text: str) -> str:
    """Leave out what the break of a line adds or takes: blanks and hyphens."""
    return re.sub(r"[\s\u00a0\u00ad\u202f\u2060‑-]", "", text)


def word_text(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def paper_text(path: Path) -> str:
    """Read a PDF page by page without its running head and foot."""
    pages = [page.extract_text().splitlines() for page in pypdf.PdfReader(path).pages]
    often = Counter(alike for page in pages for alike in {without_numbers(line) for line in page})
    # what stands on every page, with the page's number or without
    return "\n".join(line for page in pages for line in page if often[without_numbers(line)] < len(pages) - 1)


def without_numbers(line: str) -> str:
    return re.sub(r"\d+", "0", line)
