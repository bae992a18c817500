"""The population of a review: how many cases each stratum has, `params/<review>/population.csv`."""

import csv
import io
from pathlib import Path

from granska.errors import InputError, ProblemsError, nearest

HEADS = ("stratum", "population")


def load_population(path: Path) -> dict[str, int]:
    """Read the number of cases in each stratum.

    Parameters
    ----------
    path : Path
        A csv with the columns `stratum` and `population`.

    Returns
    -------
    dict of str to int
        In the order of the file.

    Raises
    ------
    ProblemsError
        Everything that is wrong with the file, one line each.
    """
    where = f"params/{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{where} does not exist, but design.population in review.yml names it.") from None
    except UnicodeDecodeError:
        raise InputError(f"{where} is not UTF-8 text. In Excel, save it as 'CSV UTF-8'.") from None
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    heads = [head.strip() for head in reader.fieldnames or []]
    reader.fieldnames = heads
    missing = [f"column '{head}' is missing.{nearest(head, heads)}" for head in HEADS if head not in heads]
    missing += [f"column '{head}' stands twice." for head in HEADS if heads.count(head) > 1]
    if missing:
        raise ProblemsError(where, missing)
    population: dict[str, int] = {}
    problems: list[str] = []
    for row in reader:
        stratum, count = (str(row[head]).strip() for head in HEADS)
        line = f"row {reader.line_num}"
        if not stratum:
            problems.append(f"{line}: stratum is empty.")
        elif stratum in population:
            problems.append(f"{line}: the stratum '{stratum}' stands twice.")
        elif row.get(None):
            problems.append(f"{line}: more cells than heads. Write numbers without separators, or put them in quotes.")
        elif not (count.isascii() and count.isdigit()) or int(count) == 0:
            problems.append(f"{line}: population has to be a whole number above zero.")
        else:
            population[stratum] = int(count)
    if not population and not problems:
        problems.append("a head but no strata. Add one row for each.")
    if problems:
        raise ProblemsError(where, problems)
    return population
