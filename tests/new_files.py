"""Files as outsiders bring them: a workbook of read cases, an SPSS file, a Stata file, a register."""

import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

HEADS = [
    *("Ärendenr", "Inkom", "Stadsdel", "Barnets kön", "Granskare", "Barnet hört?", "Samtalet dokumenterat"),
    *("Anmälare", "Dagar till beslut", "Vårdnadshavare informerad", "Noteringar", "Handläggare"),
]
DISTRICTS = ("Björkhagen", "Älvängen", "Norra Ås")
REPORTERS = ("Skola", "Polis", "Hälso- och sjukvård")


def case_rows() -> list[list[object]]:
    """60 cases, 20 in each district; the documentation is asked for where the child was heard."""
    rows: list[list[object]] = []
    for number in range(60):
        heard = number % 3 == 0
        documented = ("Ja", "Nej", "Ja", "Framgår ej")[number // 3 % 4] if heard else None
        rows.append(
            [
                f"BU-{number:03d}",
                datetime.date(2024, 2, 5) + datetime.timedelta(days=2 * number),
                DISTRICTS[number // 20],
                "Flicka" if number % 2 else "Pojke",
                "Anna" if number % 4 < 2 else "Björn",
                "Ja" if heard else ("Nej", "nej ")[number % 2],
                documented,
                REPORTERS[number * 7 % 3],
                (3, 9, 14, 20, 31, 45, 12)[number % 7],
                ("Ja", "Nej", "Ja", "Uppgift saknas")[number % 4],
                f"Samtal nummer {number} med familjen" if number % 2 else None,
                f"Tjänsteperson {number % 5}",
            ]
        )
    return rows


def write_cases(path: Path) -> Path:
    """A workbook with true dates and a second sheet of explanations."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ärenden"
    for row in (HEADS, *case_rows()):
        sheet.append(row)
    book.create_sheet("Läs mig").append(["En rad per ärende."])
    book.save(path)
    return path


def write_spss(path: Path) -> Path:
    """Numbers with value labels, and labels of variables, as SPSS and Stata keep them."""
    frame = pd.DataFrame(
        {
            "lopnr": range(1, 41),
            "sdf": [1 + number // 20 for number in range(40)],
            "kon": [1 + number % 2 for number in range(40)],
            "q1": [(1, 2, 1)[number % 3] for number in range(40)],
            "q2": [(1, 2, 3)[number % 3] for number in range(40)],
        }
    )
    labels = {
        "sdf": {1: "Norra staden", 2: "Södra staden"},
        "kon": {1: "Flicka", 2: "Pojke"},
        "q1": {1: "Ja", 2: "Nej"},
        "q2": {1: "Skola", 2: "Polis", 3: "Privatperson"},
    }
    columns = ["Löpnummer", "Stadsdelsförvaltning", "Barnets kön", "Barnet kom till tals", "Anmälan kom från"]
    write = pyreadstat.write_sav if path.suffix == ".sav" else pyreadstat.write_dta
    write(frame, str(path), column_labels=columns, variable_value_labels=labels)
    return path


def write_register(path: Path) -> Path:
    """Counts by municipality, year and sex, with the population."""
    rows = [
        f"{area};{year};{sex};{1000 + 10 * number + year - 2020};{40 + number + year - 2020};{12 + number}"
        for number, area in enumerate(("Bergköping", "Dalstad", "Ekby"))
        for year in (2021, 2022, 2023)
        for sex in ("flickor", "pojkar")
    ]
    path.write_text("\n".join(["Kommun;År;Kön;Folkmängd 0–17;Anmälningar;Utredningar", *rows]), encoding="utf-8")
    return path
