"""Reference rates of a register, `params/<review>/<rates>.csv`; and whether its settings hang together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from granska.errors import InputError, ProblemsError, nearest
from granska.review.codebook import Codebook
from granska.review.model import Review, fold
from granska.review.spreadsheet import SURPLUS, read_sheet

PERIOD = "period"


@dataclass(frozen=True)
class ReferenceRate:
    """How many of how many, in one group of the reference.

    Parameters
    ----------
    groups : tuple of (str, str)
        Breakdown and group, as in gender and girl; `period` and a year where the rates are a year's own.
    count, population : float
        Cases, and the people that they are counted among.
    """

    groups: tuple[tuple[str, str], ...]
    count: float
    population: float


def load_rates(path: Path, review: Review) -> tuple[ReferenceRate, ...]:
    """Read reference rates.

    Parameters
    ----------
    path : Path
        A csv with the columns `count` and `population`, and one for each breakdown that the rates are kept apart by.
    review : Review
        The parameters, which say what the groups are called.

    Returns
    -------
    tuple of ReferenceRate
        In the order of the file.

    Raises
    ------
    ProblemsError
        Everything that is wrong with the file, one line each.
    """
    where = f"params/{path.parent.name}/{path.name}"
    sheet = read_sheet(path, where, ", but register.expected in review.yml names it.")
    known = [*review.breakdowns, PERIOD, "count", "population"]
    problems = [f"column '{head}' is missing." for head in ("count", "population") if head not in sheet.heads]
    problems += [
        f"column '{head}': unknown.{nearest(head, known)}" for head in sheet.heads if head and head not in known
    ]
    problems += [f"column '{head}' stands twice." for head in known if sheet.heads.count(head) > 1]
    if problems:
        raise ProblemsError(where, problems)
    split = [head for head in sheet.heads if head in (*review.breakdowns, PERIOD)]
    found: dict[tuple[tuple[str, str], ...], ReferenceRate] = {}
    for number, row in sheet.rows:
        line = f"row {number}"
        groups = []
        for head in split:
            named = _group(review, head, row[head])
            if named is None:
                problems.append(
                    f"{line}, column '{head}': unknown group.{nearest(row[head], _spellings(review, head))}"
                )
            groups.append((head, named or ""))
        numbers = [_number(row[name]) for name in ("count", "population")]
        if row[SURPLUS]:
            problems.append(f"{line}: more cells than heads. Write numbers without separators, or put them in quotes.")
        elif numbers[0] is None or numbers[0] < 0:
            problems.append(f"{line}, column 'count': has to be a number from 0 up.")
        elif numbers[1] is None or numbers[1] <= 0:
            problems.append(f"{line}, column 'population': has to be a number above 0.")
        elif tuple(groups) in found:
            problems.append(f"{line}: the same group stands in an earlier row. Keep the right one.")
        else:
            found[tuple(groups)] = ReferenceRate(tuple(groups), numbers[0], numbers[1])
    if not found and not problems:
        problems.append("a head but no rates. Add one row for each group.")
    if problems:
        raise ProblemsError(where, problems)
    return tuple(found.values())


def _group(review: Review, head: str, text: str) -> str | None:
    """Find the group that a cell names, by its key or by one of its spellings."""
    if head == PERIOD:
        return text if text.isascii() and text.isdigit() else None
    groups = review.breakdowns[head].groups
    spelled = {fold(code): name for name, group in groups.items() for code in (name, *group.codes)}
    return spelled.get(fold(text))


def _spellings(review: Review, head: str) -> list[str]:
    if head == PERIOD:
        return [str(review.period.start.year)]
    return [code for name, group in review.breakdowns[head].groups.items() for code in (name, *group.codes)]


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def register_problems(review: Review, codebook: Codebook, names: Sequence[str]) -> Iterator[InputError]:
    """Find what the settings of a register name and nothing else knows, or what does not hang together.

    Parameters
    ----------
    review : Review
        The parameters.
    codebook : Codebook
        The counts.
    names : sequence of str
        The areas that are shown, where the parameters list them.
    """
    settings, where = review.counting, f"params/{review.id}/review.yml: register"
    known = [question.name for question in codebook]
    files = [entry.file for entry in review.data]
    for file in settings.files:
        if file not in files:
            yield InputError(f"{where}.files: data names no file '{file}'.{nearest(file, files)}")
    named = {"persons": settings.persons, "rates": settings.rates, "expected": tuple(settings.expected)}
    named |= {f"chains.{place}": chain.questions for place, chain in enumerate(settings.chains)}
    named["files"] = tuple(about.question for about in settings.files.values() if about.question)
    named["columns.expected"] = tuple(review.columns.expected)
    for place, questions in named.items():
        for question in questions:
            if question not in known:
                at = f"params/{review.id}/review.yml: {place}" if "columns" in place else f"{where}.{place}"
                yield InputError(f"{at}: the codebook has no question '{question}'.{nearest(question, known)}")
    for number, chain in enumerate(settings.chains):
        for before, after in zip(chain.questions, chain.questions[1:], strict=False):
            if {before, after} <= {*known}:
                condition = codebook[after].applies_if
                if condition is None or condition.question != before:
                    yield InputError(
                        f"{where}.chains.{number}: '{after}' is no part of '{before}'. Write {before} as applies_if of "
                        f"{after} in the codebook, or mend the chain."
                    )
    for question, expected in settings.expected.items():
        given = question in review.columns.expected
        if expected.method == "given" and not given:
            yield InputError(
                f"{where}.expected.{question}: method given needs columns.expected.{question}, the head of its column."
            )
        if expected.method != "given" and given:
            yield InputError(
                f"{where}.expected.{question}: columns.expected gives a number already. Delete one of the two."
            )
        for name in expected.by:
            if name not in review.breakdowns:
                yield InputError(
                    f"{where}.expected.{question}.by: no breakdown '{name}'.{nearest(name, review.breakdowns)}"
                )
    need = [f"expected.{name}" for name, one in settings.expected.items() if one.method != "given"]
    need += ["rates"] if settings.rates else []
    need += ["persons"] if settings.persons else []
    if need and not review.columns.population:
        yield InputError(f"{where}.{need[0]}: needs columns.population, the head of the column with the population.")
    for setting in ("answers_for", "incomplete") if names else ():
        for area in getattr(settings, setting):
            if area not in names:
                yield InputError(f"{where}.{setting}: no area '{area}' is shown.{nearest(area, names)}")
