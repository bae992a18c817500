"""The population of a review: how many cases each stratum has, `params/<review>/population.csv`."""

from pathlib import Path

from granska.errors import ProblemsError, nearest
from granska.review.spreadsheet import SURPLUS, read_sheet

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
    sheet = read_sheet(path, where, ", but design.population in review.yml names it.")
    heads = sheet.heads
    missing = [f"column '{head}' is missing.{nearest(head, heads)}" for head in HEADS if head not in heads]
    missing += [f"column '{head}' stands twice." for head in HEADS if heads.count(head) > 1]
    if missing:
        raise ProblemsError(where, missing)
    population: dict[str, int] = {}
    problems: list[str] = []
    for number, row in sheet.rows:
        stratum, count = (row[head] for head in HEADS)
        line = f"row {number}"
        if not stratum:
            problems.append(f"{line}: stratum is empty.")
        elif stratum == "all":
            problems.append(f"{line}: 'all' is what the program calls the whole; name the stratum otherwise.")
        elif stratum in population:
            problems.append(f"{line}: the stratum '{stratum}' stands twice.")
        elif row[SURPLUS]:
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
