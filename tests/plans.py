"""A small project with a plan and a list of cases, to test planning and drawing with."""

import csv
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from granska.review.plan import Plan, load_plan
from granska.review.workspace import Workspace
from projects import change_yaml

PLAN: dict[str, Any] = {
    "version": 1,
    "id": "later",
    "title": {"sv": "En senare granskning", "en": "A later review"},
    "date": "2026-01-15",
    "case": {"one": {"sv": "ärende", "en": "case"}, "many": {"sv": "ärenden", "en": "cases"}},
    "strata": {
        "column": "Stadsdel | SDF",
        "noun": {"one": {"sv": "stadsdel", "en": "district"}, "many": {"sv": "stadsdelar", "en": "districts"}},
        "aliases": {"Norrmalm": "Norra"},
    },
    "population": "frame.csv",
    "inference": "files",
    "precision": {"margin": 0.1},
    "allocation": {"method": "equal"},
}
SIZES = {"Norra": 120, "Södra": 340, "Västra": 12}


@dataclass
class Planning:
    """The files of a plan that a test may change."""

    root: Path

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw" / "later"

    @property
    def params(self) -> Path:
        return self.root / "params" / "later"

    def plan(self) -> Plan:
        return load_plan(self.workspace, "later")

    def change(self, change: Callable[[dict[str, Any]], object]) -> None:
        change_yaml(self.params / "plan.yml", change)

    def sizes(self, sizes: dict[str, int]) -> None:
        lines = ["stratum,population", *(f"{name},{size}" for name, size in sizes.items())]
        (self.params / "frame.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def list_cases(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write the list of all cases, and let the plan draw from it."""
        with (self.raw / "arenden.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["Ärende", "Stadsdel", "Inkom"])
            writer.writerows([*row, "2026-01-01"] for row in rows)

    def may_draw(self, **draw: Any) -> None:
        self.change(
            lambda plan: plan.update(
                frame={"file": "arenden.csv", "date": "2026-01-12", "case_id": "Ärende"},
                draw={"seed": 7, "reserve": 3, **draw},
            )
        )

    def drawn(self, name: str = "sample") -> list[dict[str, str]]:
        with (self.raw / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))


def every_case(seed: int = 1) -> list[tuple[str, str]]:
    """Give the cases of all strata in a shuffled order."""
    rows = [(f"{name[0]}-{number:03}", name) for name, size in SIZES.items() for number in range(size)]
    random.Random(seed).shuffle(rows)
    return rows


def make_plan(root: Path) -> Planning:
    """Write the files of a plan."""
    made = Planning(root)
    for folder in (made.params, made.raw, made.root / "notebooks"):
        folder.mkdir(parents=True, exist_ok=True)
    (made.params / "plan.yml").write_text(yaml.safe_dump(PLAN, allow_unicode=True), encoding="utf-8")
    made.sizes(SIZES)
    return made
