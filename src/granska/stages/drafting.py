"""From a file that nobody has described to a first guess of what each of its columns is.

Everything here is a guess with a reason. A person decides; `granska.review.drafts` holds a run back until she has.
"""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import pandas as pd

from granska.errors import InputError
from granska.review.model import RESERVED_NAMES, fold
from granska.stages.guessing import Guess, Names, Profile, guess_genders, guess_question
from granska.stages.reading import RawTable

MOST_STRATA = 400
UNIQUE = 0.9  # of the rows; a case that two people read has two
LIKE = 0.85  # how much two names are alike that are perhaps one, misspelt
FEWEST = 5  # rows; a condition that rests on fewer is no guess


@dataclass(frozen=True)
class Question:
    """A question as it was guessed: what the codebook is to say of a column.

    Parameters
    ----------
    name : str
        Its id.
    guess : Guess
        The kind of question, and the reason.
    applies_if : str
        Condition in the form of the codebook; nothing where all cases seem to be asked.
    asked : pair of str, optional
        The other question's head and the answer of it that the condition names; for a count no answer.
    """

    name: str
    guess: Guess
    applies_if: str = ""
    asked: tuple[str, str] | None = None


@dataclass(frozen=True)
class Draft:
    """What a file seems to hold.

    Parameters
    ----------
    kind : str
        ``cases`` or ``register``.
    rows : int
        How many rows of data it has.
    roles : dict of str to Guess
        The columns with a role of their own: case_id, stratum, gender, date, reader, year, population, expected.
    questions : tuple of Question
        In the order of the columns.
    left_out : tuple of Guess
        The columns that are not used, each with the reason.
    strata : dict of str to int
        Name of each stratum as it is mostly written, and how many rows it has.
    aliases : dict of str to str
        Rare name: the name that it may be a misspelling of.
    genders : dict of str to list of str
        Group to spellings.
    period : pair of date, optional
        The whole months that the dates, or the whole years that the years lie in.
    language : str
        ``sv`` or ``en``: what the heads and answers are written in.
    readers : tuple of str
        Who read, where two of them read the same case; else nobody, since no rule is then needed.
    """

    kind: str
    rows: int
    roles: dict[str, Guess]
    questions: tuple[Question, ...]
    left_out: tuple[Guess, ...]
    strata: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    genders: dict[str, list[str]] = field(default_factory=dict)
    period: tuple[datetime.date, datetime.date] | None = None
    language: str = "sv"
    readers: tuple[str, ...] = ()


def guess_review(table: RawTable, labels: dict[str, str]) -> Draft:
    """Guess what the columns of a file are.

    Parameters
    ----------
    table : RawTable
        The file as it was read.
    labels : dict of str to str
        Head to what the file calls the column, as SPSS and Stata files do.

    Returns
    -------
    Draft
        A guess for every column.

    Raises
    ------
    InputError
        No column looks like a question.
    """
    profiles = [Profile(str(head), table.rows[head], labels.get(str(head), "")) for head in table.rows.columns]
    register = _register(profiles)
    roles = _register_roles(profiles) if register else _case_roles(profiles)
    taken = {guess.head for guess in roles.values()}
    rest = [profile for profile in profiles if profile.head not in taken]
    guesses = [_count(profile) if register else guess_question(profile) for profile in rest]
    questions = _questions([guess for guess in guesses if guess.role != "left_out"])
    if not questions:
        raise InputError(
            f"{table.file}: no column looks like a question: answers such as Ja and Nej, few distinct texts, numbers. "
            "Start with an empty review: granska new ID, without --from."
        )
    by_head = {profile.head: profile for profile in profiles}
    questions = _parts_of(questions, by_head) if register else _with_conditions(questions, by_head)
    strata = _strata(by_head[roles["stratum"].head]) if "stratum" in roles else {}
    aliases = {} if register else _aliases(strata)
    return Draft(
        kind="register" if register else "cases",
        rows=len(table.rows),
        roles=roles,
        questions=tuple(questions),
        left_out=tuple(guess for guess in guesses if guess.role == "left_out"),
        strata={name: count for name, count in strata.items() if name not in aliases},
        aliases=aliases,
        genders=guess_genders(by_head[roles["gender"].head]) if "gender" in roles else {},
        period=_period(by_head, roles),
        language=_language(profiles),
        readers=_readers(by_head, roles),
    )


def _case_roles(profiles: list[Profile]) -> dict[str, Guess]:
    """Give roles to columns, the surest first; no column has two."""
    roles: dict[str, Guess] = {}
    free = list(profiles)

    def take(role: str, profile: Profile | None, why: str) -> None:
        if profile is not None:
            roles[role] = Guess(profile.head, role, why, label=profile.label)
            free.remove(profile)

    gender = next((one for one in free if one.named("gender") and guess_genders(one)), None)
    gender = gender or next((one for one in free if _only_genders(one)), None)
    if gender:
        take("gender", gender, f"{_head_or_values(gender, 'gender')}, {len(gender.kinds)} distinct values")
    dated = [one for one in free if one.answers.size and (len(one.dates) >= 0.8 * len(one.answers) or _serial(one))]
    dated = [one for one in dated if not one.named("person")]
    first = next((one for one in dated if one.named("date")), next(iter(dated), None))
    if first:
        kind = "dates" if first.dates else "dates that a spreadsheet has written as numbers"
        take("date", first, f"{kind} in {len(first.answers)} of {len(first.cells)} rows")
    reader = next((one for one in free if one.named("reader") and len(one.kinds) <= 30), None)
    take("reader", reader, "the head says who read the case" if reader else "")
    unique = [one for one in free if _tells_cases_apart(one)]
    case_id = next((one for one in unique if one.named("case_id")), next(iter(unique), None))
    if case_id:
        take("case_id", case_id, f"{_different(case_id)} different values in {len(case_id.cells)} rows")
    strata = [one for one in free if one.named("stratum") and _parts(one)]
    if strata:
        take("stratum", strata[0], f"the head, and {len(strata[0].kinds)} distinct names")
    return roles


def _head_or_values(profile: Profile, role: str) -> str:
    return "the head" if profile.named(role) else "its values"


def _only_genders(profile: Profile) -> bool:
    """Tell whether a column holds words for girls and boys, or women and men, whatever its head."""
    groups = guess_genders(profile)
    words = [word for words in groups.values() for word in words]
    return "other" not in groups and bool(words) and all(len(word) > 1 for word in words)


def _serial(profile: Profile) -> bool:
    return profile.serial and profile.named("date")


def _different(profile: Profile) -> int:
    return int(profile.filled.map(fold).nunique())


def _tells_cases_apart(profile: Profile) -> bool:
    """Tell whether nearly every row has a value of its own, short and without the look of an amount or a text."""
    filled = profile.filled
    apart = len(filled) >= UNIQUE * len(profile.cells) and _different(profile) >= (
        0.5 if profile.named("case_id") else UNIQUE
    ) * len(filled)
    short = bool((filled.str.len() <= 30).all()) and bool((filled.str.count(" ") <= 2).all())
    plain = not profile.numbers or bool((profile.numeric % 1 == 0).all())
    named = profile.named("case_id") or (not profile.named("amount") and not profile.named("person"))
    return apart and short and plain and named and not (profile.dates and len(profile.dates) == len(profile.answers))


def _parts(profile: Profile) -> bool:
    """Tell whether a column parts the rows into named areas."""
    return 1 <= len(profile.kinds) <= min(MOST_STRATA, max(len(profile.answers) // 2, 1)) and not profile.numbers


def _register(profiles: list[Profile]) -> bool:
    """Tell whether each row is an area and a year with counts, and none a case."""
    year = next((one for one in profiles if _years(one)), None)
    area = next((one for one in profiles if one.named("stratum") and not one.numbers and len(one.kinds) > 1), None)
    if year is None or area is None:
        return False
    groups = [one for one in profiles if one.named("gender") and guess_genders(one)]
    keys = pd.DataFrame({one.head: one.cells.map(fold) for one in (year, area, *groups)})
    rest = [one for one in profiles if one not in (year, area, *groups)]
    counts = [one for one in rest if one.numbers and not one.named("case_id")]
    return len(counts) >= 0.8 * len(rest) and len(counts) > 0 and not keys.duplicated().mean() > 0.1


def _years(profile: Profile) -> bool:
    return profile.numbers and bool(profile.numeric.between(1900, 2100).all()) and len(profile.kinds) <= 100


def _register_roles(profiles: list[Profile]) -> dict[str, Guess]:
    year = next(one for one in profiles if _years(one))
    area = next(one for one in profiles if one.named("stratum") and not one.numbers)
    roles = {
        "year": Guess(year.head, "year", f"{len(year.kinds)} distinct years"),
        "stratum": Guess(area.head, "stratum", f"the head, and {len(area.kinds)} distinct names"),
    }
    for role in ("gender", "population"):
        found = (one for one in profiles if one.named(role) and one not in (year, area))
        fits = (one for one in found if (one.numbers if role == "population" else guess_genders(one)))
        for profile in list(fits)[:1]:
            roles[role] = Guess(profile.head, role, "the head")
    return roles


def _count(profile: Profile) -> Guess:
    """Guess that a column of a register is a count, if its cells can be one."""
    head, numbers = profile.head, profile.numeric
    if profile.named("expected"):
        return Guess(head, "left_out", "an expected number: name it under columns.expected, with its question")
    if "|" in head or not profile.numbers:
        return Guess(head, "left_out", "no whole numbers" if "|" not in head else "the head holds the sign |")
    if bool((numbers % 1 != 0).any()) or bool((numbers < 0).any()):
        return Guess(head, "left_out", "numbers that are no counts")
    return Guess(head, "count", "whole numbers from 0 up", label=profile.label)


def _parts_of(questions: list[Question], profiles: dict[str, Profile]) -> list[Question]:
    """Take each count for a part of the smallest earlier one that it exceeds in no row."""
    made: list[Question] = []
    for question in questions:
        counts = profiles[question.guess.head].numeric
        wholes = [(profiles[other.guess.head].numeric, other) for other in made]
        wholes = [(whole, other) for whole, other in wholes if (counts <= whole.reindex(counts.index)).all()]
        if len(counts) >= FEWEST and wholes:
            _, other = min(wholes, key=lambda found: float(found[0].sum()))
            question = replace(question, applies_if=other.name, asked=(other.guess.head, ""))
        made.append(question)
    return made


def _questions(guesses: list[Guess]) -> list[Question]:
    names = Names({*RESERVED_NAMES, "gender", "district", "unknown"})
    return [Question(names.new(guess.head, "question"), guess) for guess in guesses]


def _with_conditions(questions: list[Question], profiles: dict[str, Profile]) -> list[Question]:
    """Add a condition to each question that is answered only where an earlier one has a certain answer."""
    made: list[Question] = []
    for question in questions:
        found = [one for other in made if (one := _condition(profiles, other, question))]
        if found:
            # the condition that leaves the fewest cases without an answer says the most
            _, other, word = max(found, key=lambda one: one[0])
            code = _code(other, word)
            asked = other.guess.head, profiles[other.guess.head].spelling(word)
            question = replace(question, applies_if=f"{other.name} = {code}", asked=asked)
        made.append(question)
    return made


def _code(question: Question, word: str) -> str:
    own = {fold(spelling): code for code, words in question.guess.spellings.items() for spelling in words}
    if word in own:
        return own[word]
    from granska.review.codebook import BINARY_SPELLINGS

    return next(code for code, words in BINARY_SPELLINGS.items() if word in map(fold, words))


def _condition(profiles: dict[str, Profile], other: Question, question: Question) -> tuple[float, Question, str] | None:
    if other.guess.role not in ("binary", "category"):
        return None
    asked, answered = profiles[other.guess.head], profiles[question.guess.head]
    given = asked.cells.map(fold)
    filled = pd.Series(answered.cells.index.isin(answered.answers.index), answered.cells.index)
    if not filled.sum() >= FEWEST:
        return None
    words = given[filled].unique()
    codes = {_code(other, word) for word in words if word in asked.kinds}
    if len(codes) != 1 or not all(word in asked.kinds for word in words):
        return None
    inside = given.map(lambda word: word in asked.kinds and _code(other, word) in codes)
    if (~inside).sum() < FEWEST or filled[inside].mean() < 0.6:
        return None
    return float(filled[inside].mean()), other, Counter(given[filled]).most_common(1)[0][0]


def _strata(profile: Profile) -> dict[str, int]:
    return {profile.spelling(word): profile.kinds[word] for word in sorted(profile.kinds)}


def _aliases(strata: dict[str, int]) -> dict[str, str]:
    """Find rare names that are nearly a common one."""
    found = {}
    for name, count in strata.items():
        for other, many in strata.items():
            if count * 5 <= many and SequenceMatcher(None, fold(name), fold(other)).ratio() >= LIKE:
                found[name] = other
    return found


def _period(profiles: dict[str, Profile], roles: dict[str, Guess]) -> tuple[datetime.date, datetime.date] | None:
    if "year" in roles:
        years = profiles[roles["year"].head].numeric
        return datetime.date(int(years.min()), 1, 1), datetime.date(int(years.max()), 12, 31)
    dates = sorted(profiles[roles["date"].head].dates) if "date" in roles else []
    if not dates:
        return None
    first, last = datetime.date.fromisoformat(dates[0]), datetime.date.fromisoformat(dates[-1])
    return first.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])


def _readers(profiles: dict[str, Profile], roles: dict[str, Guess]) -> tuple[str, ...]:
    """Name those who read, where a case has rows of more than one of them."""
    if not {"reader", "case_id"} <= roles.keys():
        return ()
    reader = profiles[roles["reader"].head]
    rows = pd.DataFrame({"reader": reader.cells.map(fold), "case": profiles[roles["case_id"].head].cells.map(fold)})
    if not (rows.groupby("case")["reader"].nunique() > 1).any():
        return ()
    return tuple(reader.spelling(word) for word in sorted(reader.kinds))


SWEDISH = {"ja", "nej", "flicka", "pojke", "kvinna", "framgår ej", "vet ej", "ej aktuellt", "år", "kön", "kon", "och"}
ENGLISH = {"yes", "no", "girl", "boy", "woman", "female", "male", "gender", "sex", "year", "date", "the", "district"}


def _language(profiles: list[Profile]) -> str:
    """Tell Swedish from English by the letters and the words of heads, labels and common answers."""
    heads = [word for one in profiles for word in f"{fold(one.head)} {fold(one.label)}".split()]
    answers = [word for one in profiles if len(one.kinds) <= 12 for word in one.kinds]
    words = [*heads, *answers]
    swedish = sum(word in SWEDISH for word in words) + sum(any(letter in word for letter in "åäö") for word in heads)
    return "en" if sum(word in ENGLISH for word in words) > swedish else "sv"
