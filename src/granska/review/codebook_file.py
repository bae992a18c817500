"""Reading `params/<review>/codebook.csv`: one row a question, made to be edited in a spreadsheet.

Codes are written `yes = Ja | j | 1; no = Nej | n | 0`: the code, then the spellings in the raw data, the first of
them being the one the form asks for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast, get_args

from granska.errors import InputError, ProblemsError, nearest
from granska.review.breaks import read_breaks
from granska.review.codebook import (
    BINARY_LABELS,
    BINARY_SPELLINGS,
    CHECK,
    MISSING,
    SPECIAL_CODES,
    WITHIN,
    Codebook,
    Condition,
    Question,
    QuestionType,
    Undocumented,
)
from granska.review.model import RESERVED_NAMES, UNKNOWN_GROUP, Review, fold
from granska.review.parts import Text
from granska.review.spreadsheet import SURPLUS, read_sheet

REQUIRED = ("question", "column", "area", "type")
TEXTS = ("text_sv", "text_en")  # those in the languages of the review are required
# Each column and what stands in it.
COLUMNS = {
    "question": "Its id, in lower-case letters, digits and underscores: the name of its column in every table.",
    "column": "The column head in the raw data; several spellings are separated by |.",
    "text_sv": "The statement that a yes confirms, in Swedish; needed where languages in review.yml has sv.",
    "text_en": "The same in English.",
    "area": "The section of the report: a key of `areas` in review.yml.",
    "type": "binary, category or number for cases; count for a register.",
    "codes": "The answers and their spellings in the data, as in `school = Skola | Sk; police = Polis`.",
    "labels_sv": "What each answer of a category is called in print, as in `school = skolan; police = polisen`.",
    "labels_en": "The same in English.",
    "applies_if": "Who is asked, as in `asked = yes`: another question and its answers, parted by |. For a count, the "
    "count that it is a part of.",
    "base_sv": "Those who are asked, in words; needed where applies_if is.",
    "base_en": "The same in English.",
    "undocumented": "What it counts as that the file does not say: no, missing (as where the cell is empty) or answer.",
    "favourable": "The answers that are good, parted by |; empty for a question that only describes.",
    "limit": "For numbers: the share at or below it is what is estimated.",
    "headline": "Its place among the main findings: 1 is the first.",
    "finding_sv": "The sentence of the main finding, with {share} in it, and {answer} for a category.",
    "finding_en": "The same in English.",
    "unit_sv": "For numbers: what is counted, such as dagar.",
    "unit_en": "The same in English.",
    CHECK: "Of a draft: what was guessed, and why. Emptied by whoever has checked it.",
    "breaks": "Where a definition changed, as in `2005 = ny blankett | new form`: nothing is compared across it.",
}
OPTIONAL = tuple(name for name in COLUMNS if name not in REQUIRED)

RESERVED_CODES = ("all", "count", WITHIN)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = re.compile(r"\{.*?\}|[{}]")


def load_codebook(path: Path, review: Review) -> Codebook:
    """Read and check the codebook of a review.

    Parameters
    ----------
    path : Path
        A `codebook.csv` (semicolons, commas or tabs; UTF-8, with or without a byte order mark).
    review : Review
        The parameters that name areas and breakdowns.

    Returns
    -------
    Codebook
        The questions in the order of the file.

    Raises
    ------
    ProblemsError
        Everything that is wrong with the file, one line each.
    """
    where = f"params/{path.parent.name}/{path.name}"
    rows = list(_read_rows(path, where, _required(review)))
    problems: list[str] = []
    questions: list[Question] = []
    for line, row in rows:
        try:
            questions.append(_question(row, review))
        except ValueError as error:
            problems.append(f"row {line}, {row['question'] or 'question'}: {error}")
    problems += _cross_check(questions, review) if not problems else []
    if problems:
        raise ProblemsError(where, problems)
    codebook = Codebook(tuple(questions))
    try:
        codebook.in_order()
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    return codebook


def _required(review: Review) -> tuple[str, ...]:
    """Name the columns that have to be filled in, the texts in the languages of the review among them."""
    head, tail = REQUIRED[:2], REQUIRED[2:]
    return (*head, *(text for text in TEXTS if text.removeprefix("text_") in review.languages), *tail)


def _read_rows(path: Path, where: str, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    sheet = read_sheet(path, where, ". Copy one from a bundled review and edit it.")
    heads = sheet.heads
    problems = [f"column '{head}' is missing." for head in required if head not in heads]
    problems += [
        f"unknown column '{head}'.{nearest(head, (*REQUIRED, *OPTIONAL))}"
        for head in heads
        if head not in (*REQUIRED, *OPTIONAL)
    ]
    problems += [f"column '{head}' stands twice." for head in sorted(set(heads)) if heads.count(head) > 1]
    if problems:
        raise ProblemsError(where, problems)
    if not sheet.rows:
        raise InputError(f"{where} has a head but no questions. Add one row for each question.")
    for line, row in sheet.rows:
        if row[SURPLUS]:
            raise InputError(
                f"{where}, row {line}: more cells than heads. Put texts that hold the delimiter in quotes."
            )
        yield line, {head: row.get(head, "") for head in (*REQUIRED, *OPTIONAL)}


def _question(row: dict[str, str], review: Review) -> Question:
    """Make a question from a row.

    Raises
    ------
    ValueError
        What is wrong with the row.
    """
    for head in _required(review):
        if not row[head]:
            raise ValueError(f"{head} is empty.")
    name = row["question"]
    if not _NAME.fullmatch(name):
        raise ValueError("the id may hold lower-case letters a-z, digits and underscores, and starts with a letter.")
    kind = row["type"]
    types = get_args(QuestionType)
    if kind not in types:
        raise ValueError(f"type '{kind}' is not known.{nearest(kind, types)}")
    if (kind == "count") != (review.kind == "register"):
        raise ValueError(f"type '{kind}' does not belong in a review of kind {review.kind}.")
    if row["area"] not in review.areas:
        raise ValueError(f"area '{row['area']}' is not known.{nearest(row['area'], review.areas)}")
    undocumented = row["undocumented"] or "missing"
    if undocumented not in get_args(Undocumented):
        raise ValueError(f"undocumented '{undocumented}' is not known.{nearest(undocumented, get_args(Undocumented))}")
    if undocumented == "no" and kind != "binary":
        raise ValueError("undocumented 'no' is for binary questions only.")
    spellings = _spellings(row["codes"], kind)
    labels = _labels(row, kind, spellings, review.languages)
    question = Question(
        name=name,
        headers=tuple(part.strip() for part in row["column"].split("|")),
        text=Text(sv=row["text_sv"], en=row["text_en"]),
        area=row["area"],
        type=cast(QuestionType, kind),
        spellings=spellings,
        labels=labels,
        applies_if=_condition(row["applies_if"], kind),
        base=_text(row, "base", review.languages),
        undocumented=cast(Undocumented, undocumented),
        favourable=tuple(part.strip() for part in row["favourable"].split("|") if part.strip()),
        limit=_number(row["limit"], "limit"),
        headline=_whole(row["headline"]),
        finding=_finding(row, kind, review.languages),
        unit=_text(row, "unit", review.languages),
        breaks=read_breaks(row["breaks"]),
    )
    known = question.levels + question.codes
    for code in question.favourable:
        if code not in known:
            raise ValueError(f"favourable names '{code}', which is no answer.{nearest(code, known)}")
    if (kind == "number") != (question.limit is not None):
        raise ValueError("limit has to be given for a question of type number, and for no other.")
    if question.unit and kind != "number":
        raise ValueError("unit_sv and unit_en belong to a question of type number, and to no other.")
    if question.applies_if and not question.base:
        named = _heads("base", review.languages)
        raise ValueError(f"{named} needed: say in words which cases the condition leaves.")
    return question


def _pairs(cell: str, head: str) -> dict[str, str]:
    """Read `code = text; code = text`."""
    pairs: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in cell.split(";"))):
        code, equals, text = (piece.strip() for piece in part.partition("="))
        if not equals or not _NAME.fullmatch(code):
            raise ValueError(f"{head}: '{part}' is not of the form code = text.")
        if code in pairs:
            raise ValueError(f"{head}: the code '{code}' is given twice.")
        pairs[code] = text
    return pairs


def _spellings(cell: str, kind: str) -> dict[str, tuple[str, ...]]:
    pairs = _pairs(cell, "codes")
    for code, text in pairs.items():
        if code in RESERVED_CODES:
            raise ValueError(f"codes: '{code}' is a name the program uses; choose another.")
        if code != MISSING and not all(word.strip() for word in text.split("|")):
            raise ValueError(
                f"codes: '{code}' has an empty spelling, and an empty cell means that the answer is missing."
            )
    own = {code: tuple(word.strip() for word in text.split("|")) for code, text in pairs.items()}
    if kind == "binary":
        for code in own:
            if code not in (*BINARY_SPELLINGS, *SPECIAL_CODES):
                raise ValueError(f"codes: a binary question knows yes and no, not '{code}'.")
        # the spellings given come first, so that the first of all is the one the form asks for
        own |= {code: (*own.get(code, ()), *words) for code, words in BINARY_SPELLINGS.items()}
    if kind == "category" and sum(code not in SPECIAL_CODES for code in own) < 2:
        raise ValueError("codes: a category question needs at least two codes, as in school = Skola; police = Polis.")
    if kind in ("number", "count") and any(code not in SPECIAL_CODES for code in own):
        raise ValueError(f"codes: a question of type {kind} has no codes of its own.")
    seen: dict[str, str] = {}
    for code, words in own.items():
        for word in words:
            if seen.setdefault(fold(word), code) != code:
                raise ValueError(f"codes: '{word}' stands for both '{seen[fold(word)]}' and '{code}'.")
    return own


def _labels(
    row: dict[str, str], kind: str, spellings: dict[str, tuple[str, ...]], languages: Sequence[str]
) -> dict[str, Text]:
    if kind == "binary":
        return dict(BINARY_LABELS)
    given = {language: _pairs(row[f"labels_{language}"], f"labels_{language}") for language in ("sv", "en")}
    labels: dict[str, Text] = {}
    for code in (code for code in spellings if code not in SPECIAL_CODES):
        if not all(given[language].get(code) for language in languages):
            heads = " and ".join(f"labels_{language}" for language in sorted(languages, reverse=True))
            raise ValueError(f"{heads} {'have' if len(languages) > 1 else 'has'} to name the code '{code}'.")
        labels[code] = Text(sv=given["sv"].get(code, ""), en=given["en"].get(code, ""))
    return labels


def _condition(cell: str, kind: str) -> Condition | None:
    if not cell:
        return None
    question, equals, answers = (part.strip() for part in cell.partition("="))
    if kind == "count":
        if equals:
            raise ValueError("applies_if of a count names the count it is a part of, and no answer.")
        return Condition(question)
    codes = tuple(part.strip() for part in answers.split("|") if part.strip())
    if not codes:
        raise ValueError(f"applies_if '{cell}' is not of the form question = answer.")
    return Condition(question, codes)


def _heads(head: str, languages: Sequence[str]) -> str:
    """Name the columns of a text that has to be given: base_sv and base_en are, base_sv is."""
    named = " and ".join(f"{head}_{language}" for language in sorted(languages, reverse=True))
    return f"{named} {'are' if len(languages) > 1 else 'is'}"


def _text(row: dict[str, str], head: str, languages: Sequence[str]) -> Text | None:
    """Read a text that may be left out, but then in all languages of the review."""
    given = {language: row[f"{head}_{language}"] for language in ("sv", "en")}
    if not any(given.values()):
        return None
    if len(languages) > 1 and not all(given.values()):
        raise ValueError(f"{head}_sv and {head}_en have to be given together.")
    if not all(given[language] for language in languages):
        raise ValueError(f"{_heads(head, languages)} empty, the language that the review is published in.")
    return Text(sv=given["sv"], en=given["en"])


def _finding(row: dict[str, str], kind: str, languages: Sequence[str]) -> Text | None:
    """Read the sentence of a finding: its share once, and its answer once where there are several to choose from."""
    finding = _text(row, "finding", languages)
    if finding is None:
        return None
    wanted = ["{answer}", "{share}"] if kind == "category" else ["{share}"]
    for language in finding.spoken:
        head, text = f"finding_{language}", finding[language]
        if sorted(_BRACES.findall(text)) != wanted:
            once = " and ".join(f"{name} once" for name in wanted)
            raise ValueError(f"{head} has to hold {once}, and no other braces.")
    return finding


def _number(cell: str, head: str) -> float | None:
    if cell and not re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", cell):
        raise ValueError(f"{head} '{cell}' is not a number.")
    return float(cell.replace(",", ".")) if cell else None


def _whole(cell: str) -> int | None:
    if cell and not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"headline '{cell}' is not a whole number: 1 is the first of the main findings.")
    return int(cell) if cell else None


def _cross_check(questions: Iterable[Question], review: Review) -> Iterator[str]:
    """Find what no single row can tell: names used twice, conditions on questions that are not there."""
    by_name: dict[str, Question] = {}
    columns: dict[str, str] = {}
    taken = {*RESERVED_NAMES, UNKNOWN_GROUP, *review.breakdowns}
    for question in questions:
        if question.name in by_name:
            yield f"question '{question.name}' stands twice."
        elif question.name in taken:
            yield f"question '{question.name}' has a name that is taken; choose another."
        by_name[question.name] = question
        for head in question.headers:
            if columns.setdefault(fold(head), question.name) != question.name:
                yield f"the column '{head}' stands for both '{columns[fold(head)]}' and '{question.name}'."
    for name in review.columns.expected:
        if name not in by_name:
            yield f"columns.expected in review.yml names no question: '{name}'.{nearest(name, by_name)}"
    for question in by_name.values():
        condition = question.applies_if
        if condition is None:
            continue
        other = by_name.get(condition.question)
        if other is None:
            known = nearest(condition.question, by_name)
            yield f"{question.name}: applies_if names no question: '{condition.question}'.{known}"
            continue
        for answer in condition.answers:
            if answer not in (*other.codes, *SPECIAL_CODES):
                known = nearest(answer, other.codes)
                yield f"{question.name}: applies_if names '{answer}', which is no answer to '{other.name}'.{known}"
