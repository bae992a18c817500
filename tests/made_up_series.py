"""A made-up series: two rounds of one review, of which only parameters and published figures exist."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from granska.report.series_context import SeriesReport, open_series
from granska.review.series import SeriesMethod, load_series
from granska.review.workspace import Workspace
from granska.stages.series import SeriesTables, bring_together, write_series
from projects import change_yaml
from report.made_up import MadeUp, denominator, share

SERIES: dict[str, Any] = {
    "version": 1,
    "id": "rounds",
    "kind": "series",
    "title": {"sv": "Två omgångar", "en": "Two rounds"},
    "lead": {"sv": "Har det ändrats?", "en": "Has it changed?"},
    "publisher": {"sv": "Staden", "en": "The city"},
    "date": "2025-03-01",
    "source": {"sv": "Två granskningar.", "en": "Two reviews."},
    "members": [
        {"review": "first", "stage": {"sv": "Första omgången", "en": "First round"}},
        {"review": "second", "stage": {"sv": "Andra omgången", "en": "Second round"}},
    ],
    "indicators": {
        "heard": {
            "text": {"sv": "Barnet kom till tals.", "en": "The child was heard."},
            "members": {"first": {"question": "heard"}, "second": {"question": "heard"}},
        },
        "police": {
            "text": {"sv": "Polisanmälan", "en": "Police report"},
            "members": {"first": {"question": "police", "answer": True}, "second": {"question": "police"}},
        },
    },
    "formats": ["html"],
}


@dataclass
class Rounds:
    """The files of the series and its two reviews, for a test to change."""

    root: Path

    def __post_init__(self) -> None:
        (self.root / "notebooks").mkdir(parents=True, exist_ok=True)
        for review, date, limits, x in (
            ("first", "2022-09-01", (0.2, 0.31), 72),
            ("second", "2025-02-01", (0.36, 0.48), 120),
        ):
            made = MadeUp(self.root)
            made.review |= {"id": review, "date": date}
            made.review["design"]["inference"] = "practice"
            made.review["period"] = {"start": f"{date[:4]}-01-01", "end": f"{date[:4]}-06-30"}
            made.estimates = [
                share("heard", x, 286, limits),
                share("police", 20, 286, (0.04, 0.11)),
            ]
            made.denominators += [denominator("heard", 286), denominator("police", 286)]
            made.write()
            (self.root / "params" / review / "population.csv").write_text(
                "stratum,population\nÖstra,986\nÅsen,986\nÄngby,987\n", encoding="utf-8"
            )
        path = self.root / "params" / "rounds" / "review.yml"
        path.parent.mkdir(parents=True)
        path.write_text(yaml.safe_dump(SERIES, allow_unicode=True, sort_keys=False), encoding="utf-8")

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root)

    def change(self, review: str, change: Callable[[dict[str, Any]], object]) -> None:
        change_yaml(self.root / "params" / review / "review.yml", change)

    def change_text(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def change_codebook(self, review: str, old: str, new: str) -> None:
        self.change_text(f"params/{review}/codebook.csv", old, new)

    def change_figures(self, review: str, old: str, new: str) -> None:
        self.change_text(f"data/processed/{review}/published/estimates.csv", old, new)

    def method(self) -> SeriesMethod:
        return load_series(self.workspace, "rounds")

    def tables(self) -> SeriesTables:
        return bring_together(self.workspace, self.method())

    def open(self, language: str) -> SeriesReport:
        method = self.method()
        write_series(self.workspace, method, bring_together(self.workspace, method))
        return open_series(self.root, "rounds", language)
