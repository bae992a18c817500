"""A review that is still a draft: what was guessed in its parameters, and what only a person knows.

Two marks, each of which a machine finds and a person sees where it matters:

- ``"?"`` in the place of a value: nothing could be guessed. Writing the value over it is the decision.
- ``# CHECK: reason`` behind a line of `review.yml`, and a cell in the column `check` of `codebook.csv`: a guess stands
  there. Mending or keeping it and deleting the mark is the decision.
"""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from granska.errors import InputError
from granska.review.codebook import CHECK
from granska.review.spreadsheet import SURPLUS, read_sheet

UNKNOWN = "?"
CHECK_COMMENT = "# CHECK: "
_CHECKED = re.compile(rf"(?:^|\s+){CHECK_COMMENT}(?P<why>.*)$")
# A cell that is only the mark, or a label in it that is: answer_1 = ?; answer_2 = ?
_OPEN = re.compile(r"(?:^|=\s*)\?\s*(?:;|$)")
_COMMENT = re.compile(r"\s# (?P<why>[^\"]*)$")
# What a check of the rest works with as long as nobody has said: it keeps nothing out.
STAND_IN = "…"
STAND_INS = {
    "period.start": "1800-01-01",
    "period.end": "2999-12-31",
    "date": "2999-12-31",
    "readers.rule": "first",
}
STAND_IN_CELLS = {"limit": "1", "population": "999999999"}


@dataclass(frozen=True)
class Mark:
    """One thing that is still to decide.

    Parameters
    ----------
    file : str
        The file under `params/<review>/`.
    place : str
        Line or row, and key or question.
    why : str
        What the guess rests on, or what has to be written.
    guessed : str
        What was guessed; nothing where only a person knows.
    """

    file: str
    place: str
    why: str
    guessed: str = ""

    @property
    def needed_by_form(self) -> bool:
        """Whether the form asks it: the questions, and the names of the strata, not how many cases they have."""
        return self.file == "codebook.csv" or (self.file == "population.csv" and self.place.endswith("stratum"))

    def __str__(self) -> str:
        """Say it as a line of a list."""
        if self.guessed:
            return f"{self.file}, {self.place}: guessed {self.guessed}, since {self.why}."
        return f"{self.file}, {self.place}: {self.why or 'nothing could be guessed'}."


def marks(folder: Path) -> list[Mark]:
    """Find everything that is still to decide under `params/<review>/`.

    Parameters
    ----------
    folder : Path
        The parameters of one review.

    Returns
    -------
    list of Mark
        In the order of the files; of a file that cannot be read nothing, since reading it says why.
    """
    found = list(_marks_of_review(folder / "review.yml"))
    for name in ("codebook.csv", "population.csv"):
        if (folder / name).is_file():
            found += _marks_of_table(folder / name)
    return found


def refuse_draft(folder: Path) -> None:
    """Refuse parameters in which something is still to decide.

    Raises
    ------
    InputError
        The list of all of it.
    """
    found = marks(folder)
    if found:
        raise InputError(to_decide(folder.name, found))


def to_decide(review: str, found: list[Mark]) -> str:
    """Say what is still to decide, and how: first what only a person knows, then the guesses."""
    unknown, guessed = [one for one in found if not one.guessed], [one for one in found if one.guessed]
    lines = [f"params/{review} is a draft, with {len(found)} to decide:"]
    if unknown:
        lines += [f'  Only you know ({len(unknown)}): write over each "{UNKNOWN}".', *(f"  - {one}" for one in unknown)]
    if guessed:
        lines += [
            f"  Guessed ({len(guessed)}): mend what is wrong, then delete the mark ({CHECK_COMMENT}… in review.yml, "
            f"the cell in the column {CHECK} of codebook.csv).",
            f"  When the rest is right, granska accept {review} deletes these marks for you.",
            *(f"  - {one}" for one in guessed),
        ]
    return "\n".join(lines)


def _marks_of_review(path: Path) -> Iterator[Mark]:
    text, root = _composed(path)
    keys: dict[int, str] = {}
    unknown: dict[int, list[str]] = {}
    for place, node in _nodes(root):
        keys.setdefault(node.start_mark.line, place)
        if isinstance(node, yaml.ScalarNode) and node.value == UNKNOWN:
            unknown.setdefault(node.start_mark.line, []).append(place)
    for number, line in enumerate(text.splitlines()):
        if line.lstrip().startswith("#"):
            continue
        checked, comment = _CHECKED.search(line), _COMMENT.search(line)
        reason = checked["why"] if checked else comment["why"] if comment else ""
        where = f"line {number + 1}, "
        for place in unknown.get(number, ()):
            yield Mark(path.name, where + place, reason.rstrip("."))
        if checked and number not in unknown:
            value = line[: checked.start()].partition(":")[2].strip() or "what stands under it"
            yield Mark(path.name, where + keys.get(number, "the line"), reason.rstrip("."), value)


def _composed(path: Path) -> tuple[str, yaml.Node | None]:
    """Read a file with its places; nothing where it is no YAML, which reading it as parameters says."""
    try:
        text = path.read_text(encoding="utf-8")
        return text, yaml.compose(text, Loader=yaml.SafeLoader)
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return "", None


def _nodes(node: yaml.Node | None, place: tuple[str, ...] = ()) -> Iterator[tuple[str, yaml.Node]]:
    """Go through the keys and values of a file, each with its key from the top; a key comes before its value."""
    match node:
        case yaml.MappingNode():
            for key, value in node.value:
                here = (*place, str(key.value))
                # not the key itself: its text could be the mark
                yield ".".join(here), yaml.MappingNode(key.tag, [], key.start_mark, key.end_mark)
                yield from _nodes(value, here)
        case yaml.SequenceNode():
            for number, value in enumerate(node.value):
                yield from _nodes(value, (*place, str(number)))
        case yaml.ScalarNode():
            yield ".".join(place), node


def _marks_of_table(path: Path) -> Iterator[Mark]:
    try:
        sheet = read_sheet(path, path.name, "")
    except InputError:
        return
    for line, row in sheet.rows:
        name = row.get("question") or row.get("stratum") or ""
        for head, cell in row.items():
            if _OPEN.search(cell) and head != SURPLUS:
                place = f"row {line}, {name}, column {head}" if name != UNKNOWN else f"row {line}, column {head}"
                yield Mark(path.name, place, WHAT_TO_WRITE.get(head, WHAT_TO_WRITE.get(head[:-3], "")))
        if row.get(CHECK):
            kind = row.get("type") or "what stands in the row"
            yield Mark(path.name, f"row {line}, {name}", row[CHECK].rstrip("."), kind)


WHAT_TO_WRITE = {
    "population": "how many cases there were in the period, of which those in the file were drawn",
    "stratum": "the name of a stratum; add a row for each",
    "limit": "the number at or below which an answer counts, such as 14 days; or delete the row",
    "text": "the statement that a yes confirms, or that holds at or below the limit: The decision came within 14 days",
    "labels": "what each code is called in print",
    "base": "the cases that the condition leaves, in words",
    "column": "the head of the column in the data",
}


def accepted_review(text: str) -> str:
    r"""Delete the marks of guesses from the text of a `review.yml`; what only a person knows stays.

    Examples
    --------
    >>> accepted_review('kind: cases # CHECK: one row a case\ntitle: "?" # its title\n')
    'kind: cases\ntitle: "?" # its title\n'
    """
    return "".join(
        f"{line if line.lstrip().startswith('#') else _CHECKED.sub('', line)}\n" for line in text.splitlines()
    )


def accepted_codebook(text: str) -> str:
    """Delete the column of guesses from the text of a `codebook.csv`."""
    text = text.removeprefix("\ufeff")
    delimiter = delimiter_of(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    place = [head.strip() for head in rows[0]].index(CHECK) if rows and CHECK in map(str.strip, rows[0]) else None
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    writer.writerows([cell for number, cell in enumerate(row) if number != place] for row in rows)
    return f"\ufeff{written.getvalue()}"


def copy_with_stand_ins(folder: Path, copy: Path) -> None:
    """Copy the parameters of a draft so that the rest of them can be checked while something is still to decide.

    Parameters
    ----------
    folder : Path
        `params/<review>/`.
    copy : Path
        Where the copy goes: a folder of the same name.
    """
    shutil.copytree(folder, copy)
    path = copy / "review.yml"
    text, root = _composed(path)
    undecided = [
        (place, node) for place, node in _nodes(root) if isinstance(node, yaml.ScalarNode) and node.value == UNKNOWN
    ]
    for place, node in sorted(undecided, key=lambda found: -found[1].start_mark.index):
        text = text[: node.start_mark.index] + STAND_INS.get(place, STAND_IN) + text[node.end_mark.index :]
    # what is no YAML is left as it is, so that reading it says why
    if root is not None:
        path.write_text(accepted_review(text), encoding="utf-8")
    for name in ("codebook.csv", "population.csv"):
        if (copy / name).is_file():
            _fill(copy / name)


def _fill(path: Path) -> None:
    try:
        text = accepted_codebook(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, csv.Error):
        return  # reading the table says so
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter_of(text)))
    heads = [head.strip() for head in rows[0]] if rows else []
    for row in rows[1:]:
        for place, head in enumerate(heads[: len(row)]):
            if _OPEN.search(row[place].strip()):
                row[place] = row[place].replace(UNKNOWN, STAND_IN_CELLS.get(head, STAND_IN))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter_of(text), lineterminator="\n").writerows(rows)


def delimiter_of(text: str) -> str:
    """Tell what parts the cells of a table, from its head."""
    return max(";,\t", key=text.partition("\n")[0].count)
