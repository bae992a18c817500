"""A small register over some years, in areas that changed: files in a temporary folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from granska.review.method import Method, load_method
from granska.review.workspace import Workspace
from granska.stages.cleaning import Cleaned, clean
from granska.stages.counting import count
from granska.stages.disclosure import Disclosed, disclose
from granska.stages.estimating import estimate
from granska.stages.reading import read_raw
from projects import PARAMETERS, change_yaml

CODEBOOK = """\
question;column;text_sv;text_en;area;type;applies_if;base_sv;base_en;favourable;breaks
reports;Anmälningar;Anmälningar;Reports;coordination;count;;;;;
begun;Utredningar;Utredningar som inleddes;Investigations begun;coordination;count;reports;anmälningar;reports;;{breaks}
"""
HEAD = "Stadsdel;År;Barn;Anmälningar;Utredningar"
AREAS = "area;became;from;weight\n"


@dataclass
class Register:
    """The files of a register that a test may change."""

    root: Path

    @property
    def params(self) -> Path:
        return self.root / "params" / "small"

    def method(self) -> Method:
        return load_method(Workspace(self.root), "small")

    def write(self, *rows: str) -> None:
        (self.root / "data/raw/small/register.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")

    def areas(self, *rows: str, area_set: Any = None) -> None:
        """Write areas.csv, and the areas of which year are shown."""
        (self.params / "areas.csv").write_text(AREAS + "\n".join(rows) + "\n", encoding="utf-8")
        if area_set is not None:
            self.change(lambda content: content["design"]["strata"].update(area_set=area_set))

    def names(self, *names: str) -> None:
        """Name the areas."""
        self.change(lambda content: content["design"]["strata"].update(names=list(names)))
        self.change(lambda content: content["register"].update(incomplete=list(names)))

    def breaks(self, text: str) -> None:
        (self.params / "codebook.csv").write_text(CODEBOOK.format(breaks=text), encoding="utf-8")

    def change(self, change: Any) -> None:
        change_yaml(self.params / "review.yml", change)

    def cleaned(self) -> Cleaned:
        method = self.method()
        return clean(read_raw(Workspace(self.root).raw("small"), method.review), method)

    def counts(self) -> pd.DataFrame:
        return count(self.cleaned().cases, self.method())

    def estimates(self) -> pd.DataFrame:
        return estimate(self.counts(), self.method())

    def disclosed(self) -> Disclosed:
        return disclose(self.estimates(), self.counts(), self.method())


def make_register(
    root: Path, *, names: tuple[str, ...] = ("A", "B"), threshold: int = 1, few_years: bool = False
) -> Register:
    """Write a register without its data, of all years from 2003 to 2007 if it is not to have few."""
    made = Register(root)
    for folder in (made.params, root / "data/raw/small", root / "notebooks"):
        folder.mkdir(parents=True)
    content = {
        **PARAMETERS,
        "kind": "register",
        "period": {"start": "2003-01-01", "end": "2007-12-31"},
        "data": [{"file": "register.csv"}],
        "columns": {"year": "År", "population": "Barn"},
        "register": {"incomplete": list(names) if few_years else []},
        "breakdowns": {},
        "design": {
            "strata": {**PARAMETERS["design"]["strata"], "aliases": {}, "names": list(names)},
            "inference": "practice",
        },
        "disclosure": {**PARAMETERS["disclosure"], "threshold": threshold},
    }
    (made.params / "review.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    made.breaks("")
    return made
