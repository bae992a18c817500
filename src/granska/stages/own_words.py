"""What the words of a review's own making mean in the published tables: questions, answers, groups, families."""

from collections.abc import Iterator
from itertools import permutations

from granska.review.codebook import NOT_APPLICABLE, UNDOCUMENTED, WITHIN, Codebook, Question
from granska.review.model import UNKNOWN_GROUP, Review
from granska.review.parts import Text, written
from granska.stages.contracts import ALL, CASES, COUNT, PAIR, READERS, STRATUM
from granska.stages.readings import BEYOND

ALIKE = Text(en="whether the difference is the same in all strata", sv="om skillnaden är lika i alla strata")
THE_WHOLE = Text(en="all", sv="alla")
SPECIAL_ANSWERS = {
    UNDOCUMENTED: Text(en="not documented", sv="framgår inte"),
    ALL: THE_WHOLE,
    COUNT: Text(en="number", sv="antal"),
    "yes": Text(en="yes", sv="ja"),
}


def own_words(review: Review, codebook: Codebook) -> dict[str, dict[str, Text]]:
    """Name what stands in the columns that a review fills with keys of its own.

    Parameters
    ----------
    review, codebook
        The method, whose texts are used.

    Returns
    -------
    dict
        Column: each key that may stand in it, and its text. A name of a stratum is its own text and is left out.
    """
    parts = review.breakdowns
    breakdowns = {name: part.title for name, part in parts.items()} | {STRATUM: review.design.strata.noun.one}
    unknown = {UNKNOWN_GROUP: Text(en="not known", sv="uppgift saknas")}
    groups = unknown | {name: group.label for part in parts.values() for name, group in part.groups.items()}
    families = {name: family.title for name, family in review.analysis.families.items() if family.title}
    return {
        "indicator": {question.name: question.text for question in codebook} | {CASES: review.case.many},
        "level": _answers(codebook) | (_pairs(codebook) if review.readers else {}),
        "breakdown": breakdowns | {ALL: THE_WHOLE, READERS: Text(en="cases that two read", sv="ärenden som två läst")},
        "group": groups | {ALL: THE_WHOLE},
        "versus": groups | breakdowns,
        "family": breakdowns | _alike(review) | families,
    }


def _pairs(codebook: Codebook) -> dict[str, Text]:
    """Name what two readers answered the same question; special answers among it."""
    apart = {NOT_APPLICABLE: Text(en="not applicable", sv="ej aktuellt"), BEYOND: Text(en="beyond", sv="över gränsen")}
    words = {"no": Text(en="no", sv="nej"), WITHIN: Text(en="within the limit", sv="inom gränsen")}
    found: dict[str, Text] = {}
    for question in codebook:
        levels = {**question.labels, **words, **apart, **SPECIAL_ANSWERS}
        named = {WITHIN, BEYOND} if question.type == "number" else {*question.codes}
        for first, second in permutations(sorted(named | {UNDOCUMENTED, NOT_APPLICABLE}), 2):
            one, other = levels[first], levels[second]
            found[f"{first}{PAIR}{second}"] = Text(
                en=f"{one.en} by the first, {other.en} by the second reader",
                sv=f"{one.sv} hos den första, {other.sv} hos den andra läsaren",
            )
    return found


def _alike(review: Review) -> dict[str, Text]:
    """Name the families of tests of whether a difference is the same in all strata."""
    return {
        f"{name}-homogeneity": _with(ALIKE, "{own}: {fixed}", part.title) for name, part in review.breakdowns.items()
    }


def _with(fixed: Text, form: str, *own: Text) -> Text:
    """Write texts of the review together with one of the program, in the languages that the review has."""
    return written(
        lambda language: form.format(fixed=fixed[language], own="; ".join(text[language] for text in own)), *own
    )


def _answers(codebook: Codebook) -> dict[str, Text]:
    """Name each answer; one that is called different things in different questions has all its names."""
    found: dict[str, list[Text]] = {}
    for question in codebook:
        for code, text in _labels(question):
            if text not in found.setdefault(code, []):
                found[code].append(text)
    joined = {code: _with(THE_WHOLE, "{own}", *texts) for code, texts in found.items()}
    return joined | SPECIAL_ANSWERS


def _labels(question: Question) -> Iterator[tuple[str, Text]]:
    yield from question.labels.items()
    if question.type == "number":
        limit, unit = f"{question.limit or 0:g}", question.unit
        at_most = Text(en=f"at most {limit}", sv=f"högst {limit.replace('.', ',')}")
        yield WITHIN, _with(at_most, "{fixed} {own}", unit) if unit else at_most
