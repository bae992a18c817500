"""The description of the published tables: a tabular Data Package, as the Frictionless standards set it (version 1).

The files are UTF-8 without a byte order mark: programs would else read it as part of the first column's name, and the
package says the encoding. For spreadsheets there is the workbook.
"""

from typing import Any

import pandas as pd

from granska.review.codebook import Codebook
from granska.review.model import Review
from granska.review.parts import Text
from granska.stages.contracts import ESTIMATE_TEXTS
from granska.stages.fields import FIELDS, INTEGERS, WORDS
from granska.stages.own_words import own_words

TITLES = {
    "estimates": Text(en="Every figure, with its method", sv="Alla siffror, med metod"),
    "denominators": Text(en="Who was asked, question by question", sv="Vilka som fick frågan, fråga för fråga"),
    "cleaning": Text(en="What cleaning changed", sv="Vad rättningen ändrade"),
}
KEYS = {
    "estimates": ESTIMATE_TEXTS,
    "denominators": ["indicator", "breakdown", "group", "period"],
    "cleaning": ["rule"],
}
# The unit of a pure number, such as a count or a share of 1; and of columns in another.
ONE = "1"
UNITS = {"percent": "%", "percent_lower": "%", "percent_upper": "%"}
UNIT_OF_MEASURE = ("estimate", "lower", "upper")
Words = dict[str, dict[str, Text]]


def data_package(review: Review, codebook: Codebook, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Describe the published tables.

    Parameters
    ----------
    review, codebook
        The method, whose texts say what the words of the tables mean.
    tables : dict of str to DataFrame
        Name of the file without its ending: what is in it.

    Returns
    -------
    dict
        The content of datapackage.json. A text in the review's main language has a plain name, one in another has
        the language behind an @, as the standards' pattern for translations has it.
    """
    words = WORDS | own_words(review, codebook)
    units = {question.name: question.unit for question in codebook if question.unit}
    return {
        "profile": "tabular-data-package",
        "name": review.id,
        **_texts(review, "title", review.title),
        **_texts(review, "description", review.lead),
        "languages": list(review.languages),
        "created": f"{review.date.isoformat()}T00:00:00Z",
        "temporal": {"start": review.period.start.isoformat(), "end": review.period.end.isoformat()},
        "contributors": [{**_texts(review, "title", review.publisher), "role": "publisher"}],
        "sources": [_texts(review, "title", review.source)],
        **_licences(review),
        **_mark(review),
        "resources": [_resource(review, words, units, name, table) for name, table in tables.items()],
    }


def _texts(review: Review, name: str, text: Text) -> dict[str, str]:
    others = {f"{name}@{language}": text[language] for language in review.languages[1:]}
    return {name: text[review.main_language], **others}


def _mark(review: Review) -> dict[str, bool]:
    """Mark invented cases."""
    return {"synthetic": True} if review.synthetic else {}


def _licences(review: Review) -> dict[str, Any]:
    if review.licence is None:
        return {}
    path = {"path": review.licence.path} if review.licence.path else {}
    return {"licenses": [{"name": review.licence.name, **_texts(review, "title", review.licence.title), **path}]}


def _resource(review: Review, words: Words, units: dict[str, Text], name: str, table: pd.DataFrame) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        **_texts(review, "title", TITLES[name]),
        "path": f"{name}.csv",
        **_mark(review),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(review, words, units, str(head), table) for head in table],
            **_keys(name, table),
            # a number that is not shown is blank, and the column status says why
            "missingValues": [""],
        },
    }


def _keys(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Name the columns that tell the rows apart: as a key, or as a set that is unique where one is blank in some rows.

    A database takes no blank in a key.
    """
    key = [column for column in KEYS[name] if (table[column] != "").all()]
    if key and not table.duplicated(key).any():
        return {"primaryKey": key}
    return {"uniqueKeys": [[column for column in KEYS[name] if (table[column] != "").any()]]}


def _field(review: Review, words: Words, units: dict[str, Text], name: str, table: pd.DataFrame) -> dict[str, Any]:
    title, description = FIELDS[name]
    number = pd.api.types.is_numeric_dtype(table[name])
    field: dict[str, Any] = {
        "name": name,
        "type": ("integer" if name in INTEGERS else "number") if number else "string",
        **_texts(review, "title", title),
        **_texts(review, "description", description),
        **({"unit": UNITS.get(name, ONE)} if number and name not in UNIT_OF_MEASURE else {}),
    }
    if name in words:
        used = sorted({str(word) for word in table[name]})
        field["categories"] = [
            {"value": word, **_texts(review, "label", meaning), **_unit(review, units, name, word)}
            for word in used
            if (meaning := _meaning(words[name], word))
        ]
        if name in WORDS and any(used):
            field["constraints"] = {"enum": [word for word in used if word]}
    return field


def _unit(review: Review, units: dict[str, Text], name: str, word: str) -> dict[str, str]:
    """Give the unit of a measure's estimates; that of a median is its question's."""
    if name == "measure" and word != "median":
        return {"unit": ONE}
    return _texts(review, "unit", units[word]) if name == "indicator" and word in units else {}


def _meaning(words: dict[str, Text], word: str) -> Text | None:
    """Find what a word means: itself, or the longest name that it begins with."""
    known = [name for name in words if word == name or (name and word.startswith(f"{name}-"))]
    return words[max(known, key=len)] if known else None
