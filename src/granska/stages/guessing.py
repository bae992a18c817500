"""What a column of a file that nobody has described is likely to hold: its role, and what the guess rests on.

A reason speaks of heads, kinds and numbers of values. It never repeats what stands in a cell, except answers that many
cases share.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from granska.review.codebook import BINARY_SPELLINGS, COMMON_SPELLINGS, MISSING, NOT_APPLICABLE, UNDOCUMENTED
from granska.review.model import fold
from granska.stages.columns import EXCEL_SERIAL, parse_date

# case_id, stratum, gender, date, reader, year, population; binary, category, number, count; left_out
Role = str

# Words of a head, folded; a Swedish compound is known by its beginning or its end.
HEADS: dict[str, tuple[str, ...]] = {
    "person": (
        *("namn", "name", "personnummer", "personnr", "pnr", "ssn", "telefon", "phone", "e-post", "epost", "email"),
        *("mail", "adress", "address", "födelsedatum", "född", "birth", "born", "handläggare", "socialsekreterare"),
        *(
            "caseworker",
            "social worker",
            "vårdnadshavarens namn",
            "kontaktperson",
            "ansvarig",
            "utredare",
            "mobil",
            "initialer",
            "initials",
        ),
    ),
    "note": (
        *("anteckning", "anteckningar", "kommentar", "kommentarer", "notering", "noteringar", "fritext", "övrigt"),
        *("note", "notes", "comment", "comments", "remark", "remarks", "free text"),
    ),
    "reader": (
        *("granskare", "inspektör", "inspektor", "läst av", "läsare", "granskad av", "reader", "inspector"),
        *("reviewer", "read by", "bedömare", "rater", "assessor"),
    ),
    "case_id": (
        *("ärendenummer", "ärendenr", "ärende nr", "ärende", "aktnr", "aktnummer", "akt", "dnr", "diarienr"),
        *("diarienummer", "löpnr", "löpnummer", "case id", "case_id", "caseid", "case number", "case no", "case"),
        *("id", "file number", "nr", "arendenummer", "arende"),
    ),
    "stratum": (
        *("stadsdelsförvaltning", "stadsdelsområde", "stadsdel", "sdf", "distrikt", "district", "kommun"),
        *("municipality", "område", "area", "region", "län", "county", "förvaltning", "enhet", "unit", "avdelning"),
        *("department", "kontor", "office", "borough", "stratum", "skola", "school"),
    ),
    "gender": ("kön", "kon", "gender", "sex", "juridiskt kön"),
    "date": ("datum", "date", "inkom", "inkommen", "anmäld", "received", "startdatum", "beslutsdatum"),
    "year": ("år", "ar", "year", "kalenderår", "period"),
    "population": (
        *("befolkning", "folkmängd", "invånare", "antal barn", "barn", "population", "inhabitants", "residents"),
        *("children", "people"),
    ),
    "expected": ("väntat", "väntade", "förväntat", "förväntade", "expected"),
    "amount": (
        *("antal", "dagar", "dag", "veckor", "månader", "timmar", "ålder", "tid", "number", "days", "weeks", "months"),
        *("hours", "age", "count", "summa", "kostnad", "cost"),
    ),
}
UNITS = {
    **dict.fromkeys(("dagar", "dag", "days", "day"), ("dagar", "days")),
    **dict.fromkeys(("veckor", "weeks"), ("veckor", "weeks")),
    **dict.fromkeys(("månader", "months"), ("månader", "months")),
    **dict.fromkeys(("timmar", "hours"), ("timmar", "hours")),
    **dict.fromkeys(("ålder", "age"), ("år", "years")),
}
# Spellings of the special codes that the codebook does not know by itself, and has to be told.
MORE_SPELLINGS = {
    UNDOCUMENTED: (
        *("uppgift saknas", "ingen uppgift", "okänt", "okänd", "oklart", "vet ej/framgår ej", "framgår inte av akten"),
        *("ej dokumenterat", "not stated", "don't know", "dont know", "unclear", "not recorded"),
    ),
    NOT_APPLICABLE: ("inte aktuellt", "ej relevant", "ej tillämplig", "ea", "e.a.", "na", "n.a.", "not relevant"),
    MISSING: ("saknas", "ej ifyllt", "ej besvarat", "blank"),
}
GENDERS = {
    "girl": ("flicka", "flickor", "girl", "girls"),
    "boy": ("pojke", "pojkar", "boy", "boys"),
    "woman": ("kvinna", "kvinnor", "woman", "women", "female"),
    "man": ("man", "män", "men", "male"),
}
LETTERS = {"f": "girl", "p": "boy", "k": "woman", "m": "man"}

NOT_TOLD = "99"
FEW = 12  # different answers; more are no category
LONGEST_ANSWER = 60  # characters
# A first name and a last one, as Anna Berg, Per-Erik Öst or A. Berg.
_PERSON = re.compile(
    r"[A-ZÅÄÖÉ](?:[a-zåäöéü]+|\.)(?:-[A-ZÅÄÖ][a-zåäöéü]+)?(?: [A-ZÅÄÖÉ][a-zåäöéü]+(?:-[A-ZÅÄÖ][a-zåäöéü]+)?)"
)
MOST = 0.9  # of the cells that are filled in
SAID = {code: fold(word) for code, words in COMMON_SPELLINGS.items() for word in words[:1]}


@dataclass(frozen=True)
class Profile:
    """One column: its head, its cells, and what can be told from both."""

    head: str
    cells: "pd.Series[str]"
    label: str = ""

    @cached_property
    def filled(self) -> "pd.Series[str]":
        """The cells with something in them, without outer white space."""
        cells = self.cells.str.strip()
        return cells[~cells.map(fold).isin(COMMON_SPELLINGS[MISSING])]

    @cached_property
    def answers(self) -> "pd.Series[str]":
        """The cells that are answers: neither empty nor a word for no answer."""
        return self.filled[~self.filled.map(fold).isin(SPECIAL)]

    @cached_property
    def kinds(self) -> Counter[str]:
        """The different answers, folded, with how often each stands."""
        return Counter(self.answers.map(fold))

    def spelling(self, folded: str) -> str:
        """Give the commonest way in which an answer is written."""
        written = Counter(" ".join(cell.split()) for cell in self.answers if fold(cell) == folded)
        return min(written, key=lambda word: (-written[word], word))

    @cached_property
    def numeric(self) -> "pd.Series[float]":
        """The answers that are numbers."""
        plain = self.answers.str.replace(r"[\s\u00a0\u202f]", "", regex=True).str.replace(",", ".")
        return pd.to_numeric(plain, errors="coerce").dropna()

    @property
    def numbers(self) -> bool:
        """Whether nearly all answers are numbers."""
        return bool(len(self.answers)) and len(self.numeric) >= MOST * len(self.answers)

    @cached_property
    def dates(self) -> list[str]:
        """The cells that are dates, ISO 8601."""
        return [date.isoformat() for date in map(parse_date, self.answers) if date]

    @property
    def serial(self) -> bool:
        """Whether the cells are dates that a spreadsheet has written as numbers."""
        return bool(len(self.answers)) and bool(self.answers.str.fullmatch(EXCEL_SERIAL.pattern).all())

    def named(self, role: str) -> bool:
        """Tell whether the head is one of those that a role stands under."""
        words = " ".join(re.sub(r"[^\w]+", " ", fold(self.head.replace("_", " "))).split())
        label = " ".join(re.sub(r"[^\w]+", " ", fold(self.label)).split())
        return any(_holds(text, word) for text in (words, label) if text for word in HEADS[role])


SPECIAL = {
    fold(word): code
    for spellings in (COMMON_SPELLINGS, MORE_SPELLINGS)
    for code, words in spellings.items()
    for word in words
    if word != NOT_TOLD
}


def _holds(head: str, word: str) -> bool:
    """Tell whether a head is a word, or one of its words is, or a compound of it where the word is long enough."""
    word = word.replace("_", " ").replace("-", " ")
    if head == word or f" {word} " in f" {head} ":
        return True
    compound = len(word) >= 5
    return compound and any(part.startswith(word) or part.endswith(word) for part in head.split())


@dataclass(frozen=True)
class Guess:
    """What a column is taken for.

    Parameters
    ----------
    head : str
        Its head.
    role : Role
        What it is taken for.
    why : str
        What the guess rests on.
    spellings : dict of str to list of str
        Code to spellings, for a question with answers that the codebook has to be told.
    unit : pair of str
        Swedish and English, for a number whose head names it.
    label : str
        What the file itself calls the column.
    """

    head: str
    role: Role
    why: str
    spellings: dict[str, list[str]] = field(default_factory=dict)
    unit: tuple[str, str] | None = None
    label: str = ""


def guess_question(profile: Profile) -> Guess:
    """Guess which kind of question a column answers, or why it is left out.

    Parameters
    ----------
    profile : Profile
        A column that has no other role.
    """
    kinds, head, label = profile.kinds, profile.head, profile.label
    many = len(kinds)
    if profile.named("person"):
        return Guess(head, "left_out", "the head is one that persons stand under", label=label)
    if many and profile.answers.str.fullmatch(_PERSON.pattern).mean() > 0.5:
        return Guess(head, "left_out", "its answers look like the names of persons", label=label)
    if "|" in head:
        return Guess(head, "left_out", "the head holds the sign | that parts spellings; rename the column to use it")
    if not many:
        return Guess(head, "left_out", "it holds no answers", label=label)
    spellings = _special_spellings(profile)
    yes_no = {fold(word): code for code, words in BINARY_SPELLINGS.items() for word in words}
    # 99 is how many forms say that the file does not tell; the program knows it for questions with answers
    words = set(kinds) - {NOT_TOLD}
    if words and words <= yes_no.keys():
        said = " and ".join(profile.spelling(word) for word in sorted(words, key=lambda word: (-kinds[word], word))[:2])
        return Guess(head, "binary", f"{_values(len(words))}, {said}", spellings, label=label)
    if profile.named("note"):
        return Guess(head, "left_out", "the head is one that free text stands under", label=label)
    if profile.numbers:
        return _guess_number(profile, spellings)
    if len(profile.dates) >= MOST * len(profile.answers):
        return Guess(head, "left_out", "a date that is not the date of the case", label=label)
    shared = sum(count for count in kinds.values() if count > 1)
    # a semicolon or a stroke parts codes and spellings in the codebook
    short = all(len(word) <= LONGEST_ANSWER and not {*word} & {*";|"} for word in kinds)
    if many == 1:
        return Guess(head, "left_out", "the same answer in all rows", label=label)
    if many <= FEW and short and shared >= 0.8 * kinds.total():
        return Guess(
            head, "category", f"{_values(many)} in {kinds.total()} rows", spellings | _codes(profile), label=label
        )
    return Guess(head, "left_out", f"free text: {many} different texts", label=label)


def _guess_number(profile: Profile, spellings: dict[str, list[str]]) -> Guess:
    kinds, head, label = profile.kinds, profile.head, profile.label
    words = sorted(set(kinds) - {NOT_TOLD})
    values = profile.numeric[profile.numeric != int(NOT_TOLD)]
    whole = bool(values.between(0, 9).all()) and bool((values % 1 == 0).all())
    coded = 1 < len(words) <= 6 and whole and len(values) >= 3 * len(words)
    if coded and not profile.named("amount"):
        codes = {f"answer_{word}": [word] for word in words}
        why = f"{_values(len(words))}, all small whole numbers without labels"
        return Guess(head, "category", why, spellings | codes, label=label)
    named = re.sub(r"[^\w]+", " ", f"{fold(head)} {fold(label)}").split()
    unit = next((UNITS[word] for word in named if word in UNITS), None)
    return Guess(head, "number", f"numbers, {_values(len(kinds))}", spellings, unit, label)


def _values(many: int) -> str:
    return f"{many} distinct value{'s' if many > 1 else ''}"


def _special_spellings(profile: Profile) -> dict[str, list[str]]:
    """Give the spellings of special codes in a column that the program does not know by itself."""
    known = {fold(word) for words in COMMON_SPELLINGS.values() for word in words}
    cells = profile.cells.str.strip()
    odd = {fold(cell): " ".join(cell.split()) for cell in cells if fold(cell) in SPECIAL and fold(cell) not in known}
    found: dict[str, list[str]] = {}
    for folded in sorted(odd):
        found.setdefault(SPECIAL[folded], []).append(odd[folded])
    return found


def _codes(profile: Profile) -> dict[str, list[str]]:
    """Make a code for each answer, the commonest first."""
    names = Names()
    order = sorted(profile.kinds, key=lambda word: (-profile.kinds[word], word))
    return {names.new(word, "answer"): [profile.spelling(word)] for word in order}


class Names:
    """Names that the parameters can use, none of them twice: lower-case letters, digits, underscores."""

    def __init__(self, taken: Iterable[str] = ()):
        self.taken = set(taken)

    def new(self, text: str, otherwise: str) -> str:
        """Make a name of a text.

        Examples
        --------
        >>> names = Names()
        >>> names.new("Barnet hört?", "question"), names.new("barnet hort", "question"), names.new("24 h", "question")
        ('barnet_hort', 'barnet_hort_2', 'question_24_h')
        """
        plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", plain)
        name = ""
        for word in words:
            if name and len(name) + len(word) > 32:
                break
            name = f"{name}_{word}" if name else word[:32]
        if not name or not name[0].isalpha():
            name = f"{otherwise}_{name}".rstrip("_")
        made, number = name, 2
        while made in self.taken:
            made, number = f"{name}_{number}", number + 1
        self.taken.add(made)
        return made


def guess_genders(profile: Profile) -> dict[str, list[str]]:
    """Sort the spellings of a column of genders into groups.

    Parameters
    ----------
    profile : Profile
        The column.

    Returns
    -------
    dict of str to list of str
        Group to spellings, the commonest first; nothing where the column holds none. Numbers without labels give groups
        with the spelling ``?``, since which is which cannot be told.
    """
    kinds = profile.kinds
    known = {word: group for group, words in GENDERS.items() for word in words} | LETTERS
    of_children = ("girl", "boy")
    said = {known[word] for word in kinds if word in known and len(word) > 1}
    children = bool(said & {*of_children}) or "p" in kinds or "barn" in fold(profile.head)
    pair = of_children if children else ("woman", "man")
    if kinds and set(kinds) <= {"0", "1", "2"}:
        return {group: ["?"] for group in pair}
    groups: dict[str, list[str]] = {group: [] for group in pair}
    for word in sorted(kinds, key=lambda word: (-kinds[word], word)):
        group = known.get(word)
        if group is None:
            groups.setdefault("other", []).append(profile.spelling(word))
        else:
            groups[pair[group in ("boy", "man")]].append(profile.spelling(word))
    return groups if all(groups[group] for group in pair) else {}
