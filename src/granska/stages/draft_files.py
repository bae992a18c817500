"""The files of a new review as drafts, in the words of whoever edits them: review.yml, codebook.csv, population.csv."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from granska.review.codebook import CHECK, SPECIAL_CODES
from granska.review.drafts import CHECK_COMMENT, UNKNOWN
from granska.review.model import DataFile, fold
from granska.stages.drafting import Draft, Question
from granska.stages.guessing import Guess

AREA = "questions"
WORDS = {
    "sv": {"girl": "flickor", "boy": "pojkar", "woman": "kvinnor", "man": "män", "other": "övriga", "title": "Kön"},
    "en": {"girl": "girls", "boy": "boys", "woman": "women", "man": "men", "other": "others", "title": "Gender"},
}
SECTION = {"sv": "Granskningsfrågorna", "en": "The questions of the review"}
REGISTER_SECTION = {"sv": "Antal", "en": "Counts"}
# one, many, all of them with the article, the Swedish article of one
Noun = tuple[str, str, str, str]
CASES: dict[str, Noun] = {
    "sv": ("ärende", "ärenden", "ärendena", "ett"),
    "en": ("case", "cases", "the cases", ""),
}
STRATA: dict[str, tuple[tuple[str, Noun], ...]] = {
    "sv": (
        ("stadsdelsförvaltning", ("stadsdelsförvaltning", "stadsdelsförvaltningar", "stadsdelsförvaltningarna", "en")),
        ("sdf", ("stadsdelsförvaltning", "stadsdelsförvaltningar", "stadsdelsförvaltningarna", "en")),
        ("stadsdelsområde", ("stadsdelsområde", "stadsdelsområden", "stadsdelsområdena", "ett")),
        ("stadsdel", ("stadsdel", "stadsdelar", "stadsdelarna", "en")),
        ("distrikt", ("distrikt", "distrikt", "distrikten", "ett")),
        ("kommun", ("kommun", "kommuner", "kommunerna", "en")),
        ("förvaltning", ("förvaltning", "förvaltningar", "förvaltningarna", "en")),
        ("enhet", ("enhet", "enheter", "enheterna", "en")),
        ("avdelning", ("avdelning", "avdelningar", "avdelningarna", "en")),
        ("kontor", ("kontor", "kontor", "kontoren", "ett")),
        ("skola", ("skola", "skolor", "skolorna", "en")),
        ("region", ("region", "regioner", "regionerna", "en")),
        ("län", ("län", "län", "länen", "ett")),
        ("", ("område", "områden", "områdena", "ett")),
    ),
    "en": (
        ("municipality", ("municipality", "municipalities", "the municipalities", "")),
        ("department", ("department", "departments", "the departments", "")),
        ("region", ("region", "regions", "the regions", "")),
        ("county", ("county", "counties", "the counties", "")),
        ("school", ("school", "schools", "the schools", "")),
        ("office", ("office", "offices", "the offices", "")),
        ("unit", ("unit", "units", "the units", "")),
        ("area", ("area", "areas", "the areas", "")),
        ("", ("district", "districts", "the districts", "")),
    ),
}


def review_file(review: str, draft: Draft, data: Sequence[DataFile], languages: Sequence[str], origin: str) -> str:
    """Write `review.yml` as a draft.

    Parameters
    ----------
    review : str
        The review's id.
    draft : Draft
        What was guessed.
    data : sequence of DataFile
        The raw files.
    languages : sequence of str
        The languages of the report.
    origin : str
        What the draft was made from, for its first lines.
    """
    known = dict.fromkeys(languages, UNKNOWN)
    other = "sv" if draft.language == "en" else "en"
    register = draft.kind == "register"
    one_row = "an area and a year, with counts" if register else "a case"
    parts = [
        "# yaml-language-server: $schema=../schema.json",
        f"# Drafted by granska new {origin}. A mark stands where something is still to decide:",
        f'#   "{UNKNOWN}"          only you know. Write over it.',
        f"#   {CHECK_COMMENT}…   a guess, with its reason. Mend it if it is wrong, then delete the mark.",
        f"# granska validate {review} lists what is left; granska accept {review} deletes all marks of guesses.",
        "version: 1",
        f"id: {review} # the same as the name of the folder",
        _checked(f"kind: {draft.kind}", f"each row seems to be {one_row}"),
        "",
        *_text("title", known, "the title of the report"),
        *_text("lead", known, "one sentence that says what the review asks"),
        *_text("publisher", known, "who publishes the report: the agency"),
        *_text("source", known, "where the data comes from: who read which files, when; or which register"),
        *_period(draft),
        f'date: "{UNKNOWN}" # when the report is decided or published, as 2025-11-30',
        "",
        "# Real cases are secret. Say synthetic: true if they are invented, public: true if everybody may have them.",
        "",
        "# What one row is called, in running text.",
        *_noun("case", {language: CASES[language] for language in languages}, 0, _case_reason(register)),
        *_scope(known, register),
        "",
        "# The files in data/raw/, and the sheet where a workbook has several.",
        "data:",
        *(_entry(entry) for entry in data),
        "",
        "# The head of each column; several spellings are separated by |.",
        *_columns(draft),
        "",
        *_readers(draft.readers),
        *_breakdowns(draft, languages),
        *_design(draft, languages),
        "",
        "# The sections of the report. The codebook names one for each question, in its column area. The six quality",
        "# areas are known without being named here: delete this part, and write safety, self_determination,",
        "# accessibility, coordination, knowledge or efficiency in the codebook.",
        "areas:",
        _checked(
            f"  {AREA}: {_flow({one: (REGISTER_SECTION if register else SECTION)[one] for one in languages})}",
            "one section holds all questions until you part them",
        ),
        "",
        "# What may be shown of small counts. As it stands, counts from 1 to 4 are protected, and a total below 5.",
        "disclosure:",
        *_text("reason", known, "why these settings protect the people in the review, and who may read it", 1),
        f'  decided_by: "{UNKNOWN}" # who decided that: a name or an office',
        "",
        _checked(
            f"languages: [{', '.join(languages)}]",
            f"this is the language of the file; with [sv, en], each text also needs its {other}"
            if list(languages) == [draft.language]
            else "you asked for them",
        ),
        "formats: [html, docx, pdf, xlsx, committee-paper]",
    ]
    return "\n".join(parts) + "\n"


def _checked(line: str, why: str) -> str:
    return f"{line} {CHECK_COMMENT}{why}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _flow(pairs: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {_quoted(value)}" for key, value in pairs.items()) + "}"


def _text(key: str, texts: dict[str, str], why: str, level: int = 0) -> Iterable[str]:
    indent = "  " * level
    yield f"{indent}{key}:"
    for language, text in texts.items():
        yield f"{indent}  {language}: {_quoted(text)} # {why}"


def _period(draft: Draft) -> Iterable[str]:
    if draft.period is None:
        yield "# The days that the review speaks of, both included."
        yield "period:"
        for key in ("start", "end"):
            yield f'  {key}: "{UNKNOWN}" # the {"first" if key == "start" else "last"} day, as 2024-01-31'
        return
    start, end = draft.period
    role = draft.roles.get("date") or draft.roles["year"]
    span = "months" if role.role == "date" else "years"
    yield "# The days that the review speaks of, both included. A date outside is a fault."
    yield _checked(
        f"period: {{start: {start}, end: {end}}}", f"the whole {span} that the column {_quoted(role.head)} lies in"
    )


def _case_reason(register: bool) -> str:
    return "a general word; say what a row counts" if register else "a general word; a more exact one reads better"


def _noun(key: str, nouns: dict[str, Noun], level: int, why: str) -> Iterable[str]:
    indent = "  " * level
    yield _checked(f"{indent}{key}:", why)
    for place, part in enumerate(("one", "many", "the_many")):
        yield f"{indent}  {part}: {_flow({language: noun[place] for language, noun in nouns.items()})}"
    if "sv" in nouns:
        yield f"{indent}  article: {nouns['sv'][3]} # en or ett"


def _scope(known: dict[str, str], register: bool) -> Iterable[str]:
    if not register:
        yield "# Which of them are included. Delete the part if there is nothing to say."
        yield from _text("scope", known, "one sentence: which cases are included, and which are not")


def _entry(entry: DataFile) -> str:
    sheet = f"\n    sheet: {_quoted(entry.sheet)}" if entry.sheet else ""
    return f"  - file: {_quoted(entry.file)}{sheet}"


def _columns(draft: Draft) -> Iterable[str]:
    yield "columns:"
    for role in ("case_id", "date", "reader", "year", "population"):
        if role in draft.roles:
            yield _checked(f"  {role}: {_quoted(draft.roles[role].head)}", draft.roles[role].why)
    if draft.kind == "cases" and "case_id" not in draft.roles:
        yield f'  case_id: "{UNKNOWN}" # no column tells the cases apart: name it, or add one to the file'


def _readers(names: Sequence[str]) -> Iterable[str]:
    """Say who reads, where two may read the same case."""
    if len(names) > 1:
        yield "# Some cases are read by two. How well they agree stands in the section on method."
        yield "readers:"
        yield f"  names: [{', '.join(map(_quoted, names))}]"
        yield f'  rule: "{UNKNOWN}" # where two differ. first: who comes first in names counts; agreed: neither does'
        yield ""


def _breakdowns(draft: Draft, languages: Sequence[str]) -> Iterable[str]:
    if not draft.genders:
        yield "# No column looked like gender, by which official statistics are split where nothing speaks against: see"
        yield "# the part breakdowns of a bundled review."
        yield ""
        return
    guess = draft.roles["gender"]
    yield "# Every question is split by these. The first spelling is the one that a form asks for."
    yield "breakdowns:"
    yield "  gender:"
    yield _checked(f"    column: {_quoted(guess.head)}", guess.why)
    yield f"    title: {_flow({language: WORDS[language]['title'] for language in languages})}"
    yield "    groups:"
    for group, codes in draft.genders.items():
        label = _flow({language: WORDS[language][group] for language in languages})
        spelled = ", ".join(map(_quoted, codes))
        line = f"      {group}: {{label: {label}, codes: [{spelled}]}}"
        unknown = codes == [UNKNOWN]
        yield f"{line} # the column holds numbers without labels: which one is it?" if unknown else line
    pair = list(draft.genders)[:2]
    yield f"    compare: [{', '.join(pair)}] # the first minus the second"
    yield ""


def _design(draft: Draft, languages: Sequence[str]) -> Iterable[str]:
    guess = draft.roles.get("stratum")
    yield "design:"
    yield "  # The areas that the cases were drawn within."
    yield "  strata:"
    if guess:
        yield _checked(f"    column: {_quoted(guess.head)}", guess.why)
    else:
        yield f'    column: "{UNKNOWN}" # no column looked like districts: name it, or add one to the file'
    nouns = {language: _stratum_noun(language, guess.head if guess else "") for language in languages}
    yield from _noun("noun", nouns, 2, "the head" if guess else "a general word")
    if draft.aliases:
        yield "    # Former or misspelt name: the name that counts."
        yield "    aliases:"
        for name, other in draft.aliases.items():
            yield _checked(f"      {_quoted(name)}: {_quoted(other)}", "the names are nearly alike, and one is rare")
    if draft.kind == "register":
        names = ", ".join(map(_quoted, draft.strata))
        yield "    # A name that is not here stops the run."
        yield _checked(f"    names: [{names}]", f"the {len(draft.strata)} names in the file")
        return
    yield "  # How many cases each had: by that the shares are weighted. A name that is not in the table stops the run."
    yield "  population: population.csv"
    yield "  # practice: the figures speak of the work behind the files. files: of the files of the period themselves."
    yield _checked("  inference: practice", "the wider intervals, which are right for either")


def _stratum_noun(language: str, head: str) -> Noun:
    return next(noun for word, noun in STRATA[language] if word in fold(head))


def codebook_file(draft: Draft, languages: Sequence[str]) -> str:
    """Write `codebook.csv` as a draft: one row a question, with the reason for each guess.

    Parameters
    ----------
    draft : Draft
        What was guessed.
    languages : sequence of str
        The languages of the report.
    """

    def each(name: str) -> list[str]:
        return [f"{name}_{language}" for language in languages]

    heads = ["question", "column", *each("text"), "area", "type", "codes", *each("labels"), "applies_if", *each("base")]
    heads += ["undocumented", "favourable", "limit", "headline", *each("finding"), *each("unit"), CHECK]
    rows = [_row(question, draft, languages) for question in draft.questions]
    return _csv(heads, ([row.get(head, "") for head in heads] for row in rows))


def _row(question: Question, draft: Draft, languages: Sequence[str]) -> dict[str, str]:
    guess = question.guess
    kind = guess.role
    row = {
        "question": question.name,
        "column": guess.head,
        "area": AREA,
        "type": kind,
        "applies_if": question.applies_if,
    }
    row["codes"] = "; ".join(f"{code} = {' | '.join(words)}" for code, words in guess.spellings.items())
    statement = " ".join((guess.label or guess.head).split()).rstrip(" ?.:")
    for place, language in enumerate(("sv", "en")):
        own = language == draft.language
        # a head names a number, and an example names nothing: neither is a statement
        row[f"text_{language}"] = statement if own and kind != "number" and draft.rows else UNKNOWN
        if kind == "category":
            row[f"labels_{language}"] = _labels(guess, own)
        if question.asked:
            head, answer = question.asked
            # in the middle of a sentence: "132 anmälningar"; BUSS stays as it is
            written = head[:1].lower() + head[1:] if head[1:2].islower() else head
            if answer:
                swedish, english = f"ärenden med svaret {answer} på ”{head}”", f"cases with {answer} in “{head}”"
                written = swedish if language == "sv" else english
            row[f"base_{language}"] = written if own else UNKNOWN
        if guess.unit:
            row[f"unit_{language}"] = guess.unit[place]
    if kind != "count":
        row["undocumented"] = "missing"
    if kind == "number":
        row["limit"] = UNKNOWN
    row[CHECK] = _why(question)
    return row


def _labels(guess: Guess, own: bool) -> str:
    codes = {code: words[0] for code, words in guess.spellings.items() if code not in SPECIAL_CODES}
    return "; ".join(f"{code} = {word if own and _named(guess) else UNKNOWN}" for code, word in codes.items())


def _named(guess: Guess) -> bool:
    """Whether the answers are words, and not numbers that stand for some."""
    return not all(
        word.isdigit() for code, words in guess.spellings.items() if code not in SPECIAL_CODES for word in words
    )


def _why(question: Question) -> str:
    guess = question.guess
    origin = "; the text is the label in the file" if guess.label else "; the text is the head"
    origin = "" if guess.role == "number" else origin
    if guess.role == "category" and not _named(guess):
        origin += "; write over each ? in labels what the code is called"
    condition = ""
    if question.asked:
        head, answer = question.asked
        condition = f"; asked only where '{head}' is {answer}, since it is empty elsewhere"
        if not answer:
            condition = f"; a part of '{head}', since it is larger in no row"
    return f"{guess.why}{origin}{condition}"


def population_file(strata: Iterable[str]) -> str:
    """Write `population.csv` as a draft: the strata that were found, each with a number to decide."""
    return _csv(["stratum", "population"], ([name, UNKNOWN] for name in strata))


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as Excel on a Swedish machine opens it: semicolons, and a byte order mark."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return f"\ufeff{written.getvalue()}"
