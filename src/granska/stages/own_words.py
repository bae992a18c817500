"""What the words of a review's own making mean in the published tables: questions, answers, groups, families."""

from collections.abc import Iterator

from granska.review.codebook import UNDOCUMENTED, WITHIN, Codebook, Question
from granska.review.model import UNKNOWN_GROUP, Review
from granska.review.parts import Text
from granska.stages.contracts import ALL, CASES, COUNT, STRATUM

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
        "level": _answers(codebook),
        "breakdown": breakdowns | {ALL: THE_WHOLE},
        "group": groups | {ALL: THE_WHOLE},
        "versus": groups | breakdowns,
        "family": breakdowns | _alike(review) | families,
    }


def _alike(review: Review) -> dict[str, Text]:
    """Name the families of tests of whether a difference is the same in all strata."""
    return {
        f"{name}-homogeneity": Text(
            en=f"{part.title.en}: whether the difference is the same in all strata",
            sv=f"{part.title.sv}: om skillnaden är lika i alla strata",
        )
        for name, part in review.breakdowns.items()
    }


def _answers(codebook: Codebook) -> dict[str, Text]:
    """Name each answer; one that is called different things in different questions has all its names."""
    found: dict[str, list[Text]] = {}
    for question in codebook:
        for code, text in _labels(question):
            if text not in found.setdefault(code, []):
                found[code].append(text)
    joined = {
        code: Text(en="; ".join(text.en for text in texts), sv="; ".join(text.sv for text in texts))
        for code, texts in found.items()
    }
    return joined | SPECIAL_ANSWERS


def _labels(question: Question) -> Iterator[tuple[str, Text]]:
    yield from question.labels.items()
    if question.type == "number":
        limit, unit = f"{question.limit or 0:g}", question.unit
        en, sv = f"at most {limit}", f"högst {limit.replace('.', ',')}"
        yield WITHIN, Text(en=f"{en} {unit.en}", sv=f"{sv} {unit.sv}") if unit else Text(en=en, sv=sv)
