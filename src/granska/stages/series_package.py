"""The description of the tables of a series: a tabular Data Package, like that of a review."""

from typing import Any

import pandas as pd

from granska.review.parts import Text
from granska.review.series import Series, SeriesMethod
from granska.stages.fields import FIELDS, INTEGERS, WORDS

TITLES = {
    "figures": Text(en="The figures of the reviews, along the way", sv="Granskningarnas siffror, längs vägen"),
    "comparisons": Text(
        en="What can be compared, and what cannot", sv="Vad som går att jämföra, och vad som inte gör det"
    ),
}
KEYS = {"figures": ["indicator", "review", "measure"], "comparisons": ["indicator", "review", "versus"]}


def _text(en: str, sv: str) -> Text:
    return Text(en=en, sv=sv)


OWN_FIELDS: dict[str, tuple[Text, Text]] = {
    "indicator": (
        _text("Indicator", "Mått"),
        _text("What several reviews have asked, by its key.", "Vad flera granskningar har frågat, med sin nyckel."),
    ),
    "place": (_text("Place", "Plats"), _text("The review's place on the way.", "Granskningens plats längs vägen.")),
    "review": (_text("Review", "Granskning"), _text("The review, by its id.", "Granskningen, med sitt id.")),
    "question": (
        _text("Question", "Fråga"),
        _text("The review's question, by its key.", "Granskningens fråga, med sin nyckel."),
    ),
    "versus": (
        _text("Compared with", "Jämförd med"),
        _text(
            "The earlier review on the way, which is subtracted.",
            "Den tidigare granskningen längs vägen, som dras ifrån.",
        ),
    ),
    "unlike": (
        _text("In what they differ", "Vad som skiljer"),
        _text(
            "What has to be alike for a comparison and is not, separated by blanks.",
            "Det som måste vara lika för en jämförelse och inte är det, åtskilt av blanksteg.",
        ),
    ),
}
UNLIKE_WORDS = {
    "cases": _text("what a case is, or which are included", "vad ett ärende är, eller vilka som ingår"),
    "question": _text("the question", "frågan"),
    "answer": _text("the answer, or those to choose from", "svaret, eller de svar som fanns att välja på"),
    "undocumented": _text("what counts as undocumented", "vad som räknas när akten inte säger något"),
    "denominator": _text("of whom it was asked", "vilka frågan gällde"),
    "areas": _text("the areas", "områdena"),
    "weights": _text("one is weighted, one is not", "den ena är viktad, den andra inte"),
    "files": _text("one speaks of the files only", "den ena gäller bara akterna"),
    "level": _text("the level of confidence", "konfidensnivån"),
    "sample": _text("the same cases were read twice", "samma ärenden har lästs två gånger"),
}
STATUS = WORDS["status"] | {
    "unlike": _text("not compared, since they are not alike", "jämförs inte, eftersom de inte är lika"),
    "not_shown": _text("not compared, since one is not shown", "jämförs inte, eftersom den ena inte visas"),
}


def series_package(method: SeriesMethod, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Describe the published tables of a series.

    Parameters
    ----------
    method : SeriesMethod
        The series, whose texts say what the words of the tables mean.
    tables : dict of str to DataFrame
        Name of the file without its ending: what is in it.

    Returns
    -------
    dict
        The content of datapackage.json; texts as in that of a review.
    """
    series = method.series
    start, end = method.period
    licence = series.licence
    licences = [{"name": licence.name, **_texts(series, "title", licence.title)}] if licence else []
    if licence and licence.path:
        licences[0]["path"] = licence.path
    stages = {member.review: member.stage for member in series.members}
    words: dict[str, dict[str, Text]] = {
        "status": STATUS,
        "reliability": WORDS["reliability"],
        "measure": WORDS["measure"],
        "indicator": {name: indicator.text for name, indicator in series.indicators.items()},
        "review": stages,
        "versus": stages,
    }
    mark = {"synthetic": True} if method.synthetic else {}
    return {
        "profile": "tabular-data-package",
        "name": series.id,
        **_texts(series, "title", series.title),
        **_texts(series, "description", series.lead),
        "languages": list(series.languages),
        "created": f"{series.date.isoformat()}T00:00:00Z",
        "temporal": {"start": start.isoformat(), "end": end.isoformat()},
        "contributors": [{**_texts(series, "title", series.publisher), "role": "publisher"}],
        "sources": [_texts(series, "title", series.source)],
        **({"licenses": licences} if licences else {}),
        **mark,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                **_texts(series, "title", TITLES[name]),
                "path": f"{name}.csv",
                **mark,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(series, words, str(head), table) for head in table],
                    "primaryKey": KEYS[name],
                    "missingValues": [""],
                },
            }
            for name, table in tables.items()
        ],
    }


def _texts(series: Series, name: str, text: Text) -> dict[str, str]:
    others = {f"{name}@{language}": text[language] for language in series.languages[1:]}
    return {name: text[series.main_language], **others}


def _field(series: Series, words: dict[str, dict[str, Text]], name: str, table: pd.DataFrame) -> dict[str, Any]:
    title, description = (FIELDS | OWN_FIELDS)[name]
    number = pd.api.types.is_numeric_dtype(table[name])
    field: dict[str, Any] = {
        "name": name,
        "type": ("integer" if name in {*INTEGERS, "place"} else "number") if number else "string",
        **_texts(series, "title", title),
        **_texts(series, "description", description),
    }
    if name == "unlike":
        used = sorted({word for cell in table[name] for word in str(cell).split()})
        said = "; ".join(f"{word}: {{}}" for word in used)
        meanings = {tongue: said.format(*(UNLIKE_WORDS[word][tongue] for word in used)) for tongue in series.languages}
        if used:
            field |= _texts(series, "description", Text(**{"sv": "-", "en": "-", **meanings}))
    if name in words:
        used = sorted({str(word) for word in table[name]})
        field["categories"] = [
            {"value": word, **_texts(series, "label", words[name][word])} for word in used if word in words[name]
        ]
    return field
