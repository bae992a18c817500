"""A small register to test with: four districts, two years, two genders, as files in a temporary folder."""

import copy
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import yaml

from granska.report.context import Report, open_report
from granska.review.method import Method, load_method
from granska.review.workspace import Workspace
from granska.stages.cleaning import clean
from granska.stages.counting import count
from granska.stages.disclosure import Disclosed, disclose
from granska.stages.estimating import estimate
from granska.stages.published_files import write_published
from granska.stages.reading import read_raw
from projects import PARAMETERS, ROOT

AREAS = ("Bro", "Fors", "Lund", "Vik")
HEAD = "Område;År;Kön;Barn;Anmälda barn;Utredda"
QUESTIONS = (
    "question;column;text_sv;text_en;area;type;applies_if;base_sv;base_en;headline",
    "reports;Anmälda barn;Anmälda barn;Children reported;safety;count;;;;",
    "investigations;Utredda;Anmälda som utreddes;Reported, investigated;safety;count;reports;anmälda;reported;1",
)


def parameters(**register: Any) -> dict[str, Any]:
    """Give review.yml of the register, with settings of its own."""
    content = {**copy.deepcopy(PARAMETERS), "kind": "register", "period": {"start": "2006-01-01", "end": "2007-12-31"}}
    content["columns"] = {"year": "År", "population": "Barn"}
    strata = {"column": "Område", "noun": PARAMETERS["design"]["strata"]["noun"]}
    content["design"] = {"strata": {**strata, "names": list(AREAS)}, "inference": "practice"}
    content["data"] = [{"file": "register.csv"}]
    return content | ({"register": register} if register else {})


def long_rows(areas: Sequence[str] = AREAS, years: Sequence[int] = (2006, 2007)) -> list[str]:
    """Give a row an area, year and gender: children, a twentieth of them reported, a fiftieth investigated."""
    rows = []
    for place, area in enumerate(areas, start=1):
        for year in years:
            for gender, more in (("flicka", 0), ("pojke", 100)):
                children = 500 * place + more
                rows.append(f"{area};{year};{gender};{children};{children // 20};{children // 50}")
    return rows


class SmallRegister:
    """The files of the register, and its way through the stages."""

    def __init__(self, root: Path, content: dict[str, Any] | None = None, questions: Sequence[str] = QUESTIONS):
        self.root, self.params, self.raw = root, root / "params" / "small", root / "data" / "raw" / "small"
        for folder in (self.params, self.raw, root / "notebooks"):
            folder.mkdir(parents=True, exist_ok=True)
        self.set(content or parameters())
        (self.params / "codebook.csv").write_text("\n".join(questions) + "\n", encoding="utf-8")

    def set(self, content: dict[str, Any]) -> None:
        (self.params / "review.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    def csv(self, *rows: str, head: str = HEAD, file: str = "register.csv") -> None:
        (self.raw / file).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    def xlsx(self, rows: Sequence[Sequence[Any]], *merged: str, file: str = "register.xlsx") -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        book.save(self.raw / file)

    @property
    def method(self) -> Method:
        return load_method(Workspace(self.root), "small")

    def clean(self) -> pd.DataFrame:
        method = self.method
        return clean(read_raw(self.raw, method.review), method).cases

    def counts(self) -> pd.DataFrame:
        return count(self.clean(), self.method)

    def estimates(self) -> pd.DataFrame:
        return estimate(self.counts(), self.method)

    def report(self, language: str = "en") -> Report:
        """Go through all stages and open the report."""
        method, workspace = self.method, Workspace(self.root)
        cleaned = clean(read_raw(self.raw, method.review), method)
        counts = count(cleaned.cases, method)
        disclosed = disclose(estimate(counts, method), counts, method)
        shutil.copyfile(ROOT / "requirements.lock", self.root / "requirements.lock")
        write_published(workspace, method, disclosed, cleaned.log)
        return open_report(self.root, "small", language)

    def disclosed(self) -> Disclosed:
        counts = self.counts()
        return disclose(estimate(counts, self.method), counts, self.method)
