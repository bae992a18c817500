"""`published/`: the only folder that a report reads, written whole and with what anyone needs to check it."""

import pandas as pd

from granska.files import guarded, json_text, sha256, write_whole
from granska.review.method import Method
from granska.review.workspace import Workspace
from granska.stages.contracts import ALL, CASES, STRATUM
from granska.stages.data_package import data_package
from granska.stages.disclosure import Disclosed
from granska.stages.origin import origin


def write_published(workspace: Workspace, method: Method, disclosed: Disclosed, log: pd.DataFrame) -> None:
    """Write `published/`: what a report may read, and what anyone may check.

    Parameters
    ----------
    workspace : Workspace
        The project.
    method : Method
        The method of the review.
    disclosed : Disclosed
        What may be published.
    log : DataFrame
        The cleaning log; only sums of it are written.
    """
    review, population = method.review, method.population
    folder = workspace.published(review.id)
    ledger = disclosed.denominators.copy()
    cases = ledger["breakdown"].isin([ALL, STRATUM]) & (ledger["indicator"] == CASES)
    totals = {**population, ALL: sum(population.values())} if population else {}
    ledger.insert(4, "population", ledger["group"].map(totals).where(cases).astype(float))
    cleaning = log.groupby("rule", as_index=False).size().rename(columns={"size": "count"})
    tables = {"estimates": disclosed.estimates, "denominators": ledger, "cleaning": cleaning}
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", csv_text(table))
    write_whole(folder / "disclosure.json", json_text(disclosed.summary | {"synthetic": review.synthetic}))
    names = [*(f"{name}.csv" for name in tables), "disclosure.json"]
    files = [{"file": name, "sha256": sha256(folder / name)} for name in names]
    write_whole(folder / "provenance.json", json_text(origin(workspace, review) | {"published": files}))
    write_whole(folder / "datapackage.json", json_text(data_package(review, method.codebook, tables)))


def csv_text(table: pd.DataFrame) -> str:
    r"""Write a table as CSV in which no cell acts as a formula when a spreadsheet opens it.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"group": ["=1+1"], "n": [3.0]}))
    "group,n\n'=1+1,3\n"
    """
    texts = table.select_dtypes(exclude="number").columns
    safe = pd.DataFrame(
        {
            name: [(_text_cell if name in texts else _number_cell)(cell) for cell in table[name]]
            for name in table.columns
        }
    )
    text: str = safe.to_csv(index=False, lineterminator="\n")
    return text


def _text_cell(cell: object) -> str:
    # a carriage return would end the row in the eyes of some readers
    return guarded(str(cell)).replace("\r", " ")


def _number_cell(value: float) -> str:
    """Write a number with the digits it has, and nothing for a number that is not there."""
    return "" if pd.isna(value) else f"{value:.12g}"
