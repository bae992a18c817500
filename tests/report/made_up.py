"""Small made-up published folders: what a report reads, without anything having been read or counted."""

import csv
import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from granska.report.context import Report, open_report

COLUMNS = [
    *("indicator", "level", "breakdown", "group", "versus", "period", "measure", "method", "confidence", "estimate"),
    *("lower", "upper", "statistic", "p_value", "p_adjusted", "family", "n", "x", "population"),
    *("reliability", "note", "status", "percent", "percent_lower", "percent_upper"),
]
DENOMINATORS = [
    *(
        "indicator",
        "breakdown",
        "group",
        "period",
        "population",
        "asked",
        "not_applicable",
        "undocumented",
        "missing",
        "n",
    ),
]
# What `disclosure.json` says where nothing had to be hidden.
CONTROL: dict[str, Any] = {
    "settings": {"threshold": 5, "rule": "upper_bound"},
    "strata": {"shown": 30, "primary": 0, "complementary": 0},
    "groups": {"shown": 20, "primary": 0, "complementary": 0},
    "withheld_figures": 0,
    "gap": 0,
    "audit": {"attackers": ["reader"], "cells": 0, "unsafe": 0},
}
HOSTILE = '<script>alert(1)</script> *b* _i_ `c` | =1+1 [x](y) $z$ @fig-a {{< d >}} "e" #f'

REVIEW: dict[str, Any] = {
    "version": 1,
    "id": "made-up",
    "kind": "cases",
    "title": {"sv": "En påhittad granskning", "en": "A made-up review"},
    "lead": {"sv": "Hur gick det?", "en": "How did it go?"},
    "reference_number": "ABC 2024/1",
    "publisher": {"sv": "Staden", "en": "The city"},
    "period": {"start": "2023-01-01", "end": "2023-06-30"},
    "date": "2024-08-30",
    "synthetic": True,
    "source": {"sv": "Påhittade ärenden.", "en": "Invented cases."},
    "formats": ["html", "pdf"],
    "case": {"one": {"sv": "ärende", "en": "case"}, "many": {"sv": "ärenden", "en": "cases"}},
    "data": [{"file": "cases.csv"}],
    "columns": {"case_id": "Ärende"},
    "breakdowns": {
        "gender": {
            "column": "Kön",
            "title": {"sv": "Kön", "en": "Gender"},
            "groups": {
                "girl": {"label": {"sv": "flickor", "en": "girls"}, "codes": ["F"]},
                "boy": {"label": {"sv": "pojkar", "en": "boys"}, "codes": ["P"]},
            },
            "compare": ["girl", "boy"],
        },
        "age": {
            "column": "Ålder",
            "title": {"sv": "Ålder", "en": "Age"},
            "groups": {
                "young": {"label": {"sv": "0–5 år", "en": "0–5 years"}, "codes": ["0-5"]},
                "old": {"label": {"sv": "6–12 år", "en": "6–12 years"}, "codes": ["6-12"]},
            },
        },
    },
    "design": {
        "strata": {
            "column": "Stadsdel",
            "noun": {"one": {"sv": "stadsdel", "en": "district"}, "many": {"sv": "stadsdelar", "en": "districts"}},
        },
        "population": "population.csv",
        "inference": "files",
    },
}

HEADS = "question;column;text_sv;text_en;area;type;codes;labels_sv;labels_en;applies_if;base_sv;base_en;"
_GIVEN = "asked = yes;ärenden där anmälaren bett om återkoppling;cases where the reporter had asked for feedback"
_SOURCE = '"school = Skola; police = Polis; other = Annan"'
CODEBOOK = f"""\
{HEADS}undocumented;favourable;limit;headline
heard;H;Barnet kom till tals;The child was heard;self_determination;binary;;;;;;;answer;yes;;1
asked;A;Anmälaren bad om återkoppling;The reporter asked for feedback;accessibility;binary;;;;;;;missing;;;
given;G;Anmälaren fick återkoppling;The reporter was given feedback;accessibility;binary;;;;{_GIVEN};missing;yes;;2
police;P;Polisanmälan gjordes;A police report was made;safety;binary;;;;;;;no;;;3
held;B;Bedömningen höll inte;The decision did not hold;safety;binary;;;;;;;missing;no;;
source;S;Anmälan kom från;The report came from;coordination;category;{_SOURCE};{_SOURCE};{_SOURCE};;;;missing;;;
days;D;Beslutet kom inom 14 dagar;The decision came within 14 days;efficiency;number;;;;;;;missing;within_limit;14;
""".replace(f"{_SOURCE};;;;missing", '"school = School; police = Police; other = Other";;;;missing')

REGISTER = {
    "kind": "register",
    "columns": {"year": "År"},
    "period": {"start": "2003-01-01", "end": "2004-12-31"},
    "case": {"one": {"sv": "anmälan", "en": "report"}, "many": {"sv": "anmälningar", "en": "reports"}},
    "design": {"strata": REVIEW["design"]["strata"], "inference": "practice"},
    "areas": {"process": {"sv": "Från anmälan till insats", "en": "From report to intervention"}},
}
REGISTER_CODEBOOK = """\
question;column;text_sv;text_en;area;type;applies_if;base_sv;base_en;headline
reports;A;Anmälningar;Reports;process;count;;;;
investigations;B;Anmälningar som utreddes;Reports that were investigated;process;count;reports;anmälningar;reports;1
"""


SHARES = [
    *("proportion", "sample_share", "bounds", "difference", "detectable_difference", "funnel_limit", "shrunken"),
    "agreement",
]


def row(indicator: str, **cells: Any) -> dict[str, Any]:
    """Make a row of estimates; what is not named is the weighted headline of a binary question."""
    usual = {
        "level": "yes",
        "breakdown": "all",
        "group": "all",
        "measure": "proportion",
        "method": "stratified-wilson",
        "confidence": 0.95,
        "status": "ok",
    }
    return dict.fromkeys(COLUMNS, "") | {"indicator": indicator} | usual | cells


def in_whole_percent(cells: dict[str, Any]) -> dict[str, Any]:
    """Add whole percent to a row of shares that does not say it: limits outwards, as disclosure control does."""
    if cells["measure"] not in SHARES:
        return cells
    rounding = {
        "estimate": ("percent", lambda value: math.floor(value + 0.5)),
        "lower": ("percent_lower", math.floor),
        "upper": ("percent_upper", math.ceil),
    }
    whole = {
        name: rounded(round(cells[source] * 100, 6))
        for source, (name, rounded) in rounding.items()
        if isinstance(cells[source], int | float) and cells[name] == ""
    }
    return cells | whole


TELLING = ["estimate", "lower", "upper", "statistic", "p_value", "p_adjusted", "n", "x", "reliability"]
TELLING += ["percent", "percent_lower", "percent_upper"]


def without_numbers(cells: dict[str, Any]) -> dict[str, Any]:
    """Blank what a hidden row may not tell, as disclosure control does."""
    return cells | dict.fromkeys(TELLING, "") if cells["status"].startswith("suppressed") else cells


def share(
    indicator: str, x: int, n: int, limits: tuple[float, float], value: float | None = None, **cells: Any
) -> dict:
    """Make a row with a share and its limits, graded by half the width between them."""
    estimate = round(x / n, 3) if value is None else value
    half = (limits[1] - limits[0]) / 2
    reliability = "good" if half <= 0.1 else "care" if half <= 0.2 else "weak"
    usual = {"estimate": estimate, "lower": limits[0], "upper": limits[1], "reliability": reliability}
    return row(indicator, x=x, n=n, **(usual | cells))


def difference(
    indicator: str,
    value: float | str,
    limits: tuple[float | str, float | str] = ("", ""),
    method: str = "mantel-haenszel",
    **cells: Any,
) -> dict[str, Any]:
    """Make a row with a difference between girls and boys."""
    usual = {
        "breakdown": "gender",
        "group": "girl",
        "versus": "boy",
        "measure": "difference",
        "method": method,
        "n": 140,
    }
    return row(indicator, **(usual | {"estimate": value, "lower": limits[0], "upper": limits[1]} | cells))


def p_values(indicator: str, p: float, adjusted: float | None = None, **cells: Any) -> dict[str, Any]:
    """Make a row that tests whether there is a difference within strata."""
    usual = {"measure": "test", "method": "cochran-mantel-haenszel", "family": "gender", "statistic": 1.2}
    return difference(
        indicator, "", **(usual | {"p_value": p, "p_adjusted": p if adjusted is None else adjusted} | cells)
    )


def detectable(
    indicator: str,
    limits: tuple[float | str, float | str],
    planned: float = 0.2,
    together: int = 1,
    by: str = "boschloo",
    **cells: Any,
) -> dict[str, Any]:
    """Make a row with the smallest differences that would be found, alone or among several comparisons."""
    among = "in-family" if together > 1 else "alone"
    usual = {"measure": "detectable_difference", "confidence": 1 - 0.05 / together, "family": "gender"}
    return difference(indicator, planned, limits, f"{by}-{planned:g}-{among}", **(usual | cells))


def homogeneity(indicator: str, p: float) -> dict[str, Any]:
    """Make a row that says whether the strata have one difference in common."""
    adjusted = {"p_adjusted": p, "family": "gender-homogeneity"}
    return difference(indicator, "", measure="homogeneity", method="breslow-day", p_value=p, statistic=4.2, **adjusted)


def bounds(indicator: str, value: float, limits: tuple[float, float], n: int = 286, **cells: Any) -> dict[str, Any]:
    """Make a row with what a share could be, had those without an answer answered."""
    usual = {"measure": "bounds", "method": "worst-and-best-case", "confidence": "", "n": n}
    return row(indicator, **(usual | {"estimate": value, "lower": limits[0], "upper": limits[1]} | cells))


def median(
    indicator: str, value: float, limits: tuple[float | str, float | str], n: int = 284, **cells: Any
) -> dict[str, Any]:
    """Make a row with the median of a number question."""
    usual = {"level": "within_limit", "measure": "median", "method": "woodruff", "n": n}
    note = "open_interval" if "" in limits else ""
    return row(indicator, **(usual | {"estimate": value, "lower": limits[0], "upper": limits[1], "note": note} | cells))


def between(indicator: str, p: float | str, adjusted: float | str, **cells: Any) -> dict[str, Any]:
    """Make a row that tests whether all strata have the same share."""
    usual = {"breakdown": "stratum", "measure": "homogeneity", "method": "chi2", "statistic": 18.3}
    return row(indicator, **(usual | {"p_value": p, "p_adjusted": adjusted, "family": "stratum"} | cells))


def many_strata(
    indicator: str, counts: Iterable[tuple[int, int]], value: float, limits: tuple[float, float] = (0.1, 0.4)
) -> list[dict[str, Any]]:
    """Make the rows of so many strata that there are limits around the whole: counts of each, A, B, C and so on."""
    rows, counts = [], list(counts)
    for name, (x, n) in zip("ABCDEFGHIJKLMN", counts, strict=False):
        place = {"breakdown": "stratum", "group": name}
        rows.append(share(indicator, x, n, (max(0, x / n - 0.15), min(1, x / n + 0.15)), method="wilson", **place))
        for confidence, (low, high) in ((0.95, limits), (0.998, (max(0, limits[0] - 0.1), min(1, limits[1] + 0.1)))):
            method = f"binomial-{confidence:g}"
            chance = {"measure": "funnel_limit", "method": method, "confidence": confidence, "n": n, "x": x}
            rows.append(row(indicator, estimate=value, lower=low, upper=high, **chance, **place))
        smoothed = (x / n + value) / 2
        drawn = {"measure": "shrunken", "method": "beta-binomial", "confidence": "", "n": n, "x": x}
        rows.append(row(indicator, estimate=round(smoothed, 3), **drawn, **place))
    spread = {"breakdown": "stratum", "confidence": ""}
    inner = sum(not limits[0] <= x / n <= limits[1] for x, n in counts)
    outer = sum(not max(0, limits[0] - 0.1) <= x / n <= min(1, limits[1] + 0.1) for x, n in counts)
    for method, out, chance in (("binomial-0.95", inner, 0.62), ("binomial-0.998", outer, 0.03)):
        rows.append(row(indicator, measure="outside", method=method, estimate=out, **spread))
        rows.append(row(indicator, measure="outside_by_chance", method=method, estimate=chance, **spread))
    rows.append(row(indicator, measure="dispersion", method="winsorised-arcsine", estimate=1.78, **spread))
    rows.append(row(indicator, measure="icc", method="anova", estimate=-0.031, **spread))
    return rows


def denominator(indicator: str, n: int, **cells: Any) -> dict[str, Any]:
    """Make a row of the denominators."""
    usual = {
        "breakdown": "all",
        "group": "all",
        "asked": n,
        "not_applicable": 0,
        "undocumented": 0,
        "missing": 0,
        "n": n,
    }
    return dict.fromkeys(DENOMINATORS, "") | {"indicator": indicator} | usual | cells


def cases(n: int, population: int = 2959, strata: tuple[str, ...] = ("Östra", "Ängby", "Åsen")) -> list[dict[str, Any]]:
    """Make the rows that count the cases: all, by stratum, by gender."""
    part = n // len(strata)
    return [
        denominator("cases", n, population=population),
        *(denominator("cases", part, breakdown="stratum", group=name, population=population // 3) for name in strata),
        denominator("cases", n // 2, breakdown="gender", group="girl"),
        denominator("cases", n - n // 2, breakdown="gender", group="boy"),
    ]


@dataclass
class MadeUp:
    """A project with one review, of which only parameters and published figures exist."""

    root: Path
    review: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(REVIEW)))
    codebook: str = CODEBOOK
    estimates: list[dict[str, Any]] = field(default_factory=list)
    denominators: list[dict[str, Any]] = field(default_factory=lambda: cases(286))
    cleaning: dict[str, int] = field(default_factory=lambda: {"answer-variant": 1234, "a-new-rule": 1})
    control: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(CONTROL)))

    def write(self) -> "MadeUp":
        params = self.root / "params" / self.review["id"]
        params.mkdir(parents=True, exist_ok=True)
        (params / "review.yml").write_text(
            yaml.safe_dump(self.review, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        (params / "codebook.csv").write_text(self.codebook, encoding="utf-8")
        folder = self.published
        folder.mkdir(parents=True, exist_ok=True)
        rows = (in_whole_percent(without_numbers(row)) for row in self.estimates)
        _write_csv(folder / "estimates.csv", COLUMNS, rows)
        _write_csv(folder / "denominators.csv", DENOMINATORS, self.denominators)
        _write_csv(
            folder / "cleaning.csv", ["rule", "count"], [{"rule": r, "count": c} for r, c in self.cleaning.items()]
        )
        origin = {
            "review": self.review["id"],
            "inputs": [{"file": "data/raw/made-up/cases.csv", "sha256": hashlib.sha256(b"raw").hexdigest()}],
            "published": [{"file": "estimates.csv", "sha256": hashlib.sha256(b"published").hexdigest()}],
            "software": {"python": "3.11.7", "granska": "0.1.0", "packages": {"pandas": "3.1.1"}},
            "lock": hashlib.sha256(b"lock").hexdigest(),
            "code": hashlib.sha256(b"code").hexdigest(),
        }
        (folder / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
        (folder / "disclosure.json").write_text(json.dumps(self.control), encoding="utf-8")
        return self

    @property
    def published(self) -> Path:
        return self.root / "data" / "processed" / self.review["id"] / "published"

    def open(self, language: str) -> Report:
        return open_report(self.write().root, self.review["id"], language)


def _write_csv(path: Path, columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def full_estimates() -> list[dict[str, Any]]:
    """Make figures for every question, with strata, groups and comparisons."""
    rows = [
        share("heard", 72, 286, (0.192, 0.308), 0.254),
        share("heard", 12, 286, (0.021, 0.073), 0.041, level="undocumented"),
        share("asked", 106, 286, (0.31, 0.43)),
        share("given", 70, 106, (0.558, 0.747), 0.664),
        share("police", 0, 286, (0.0, 0.019)),
        share("held", 57, 286, (0.155, 0.257), 0.201),
        share("source", 140, 286, (0.43, 0.55), level="school"),
        share("source", 100, 286, (0.29, 0.41), level="police"),
        share("source", 46, 286, (0.12, 0.21), level="other"),
        share("days", 265, 284, (0.884, 0.957), 0.927, level="within_limit"),
    ]
    rows += [row(r["indicator"], level=r["level"], measure="sample_share", method="plain", n=r["n"], x=r["x"],
                 estimate=round(r["x"] / r["n"], 3)) for r in list(rows)]  # fmt: skip
    for question, level in [("heard", "yes"), ("given", "yes"), ("police", "yes")]:
        for name, x in (("Östra", 12), ("Ängby", 0), ("Åsen", 5)):
            rows.append(share(question, x, 26, (max(0, x - 5) / 26, min(26, x + 7) / 26), round(x / 26, 2), level=level,
                              breakdown="stratum", group=name, method="wilson"))  # fmt: skip
        rows.append(between(question, 0.004, 0.012, level=level, method="exact", statistic=""))
    rows.append(median("days", 9, (8, 10)))
    for breakdown, group in (("gender", "girl"), ("gender", "boy"), ("age", "young"), ("age", "old")):
        rows.append(median("days", 9.5, (8, ""), 142, breakdown=breakdown, group=group))
    compared = [("heard", "yes"), ("asked", "yes"), ("given", "yes"), ("police", "yes"), ("held", "yes")]
    compared += [("source", "school"), ("source", "police"), ("source", "other"), ("days", "within_limit")]
    for question, level in compared:
        for breakdown, group in (("gender", "girl"), ("gender", "boy"), ("age", "young"), ("age", "old")):
            rows.append(share(question, 40, 143, (0.2, 0.36), level=level, breakdown=breakdown, group=group,
                              method="domain-wilson"))  # fmt: skip
        rows.append(difference(question, 0.01, (-0.1, 0.12), "domain-mover", level=level))
        rows.append(difference(question, 0.02, (-0.09, 0.13), level=level))
        rows.append(p_values(question, 0.7, 1, level=level))
        rows.append(homogeneity(question, 0.4) | {"level": level})
        for planned, alone, together in ((0.2, (0.08, 0.35), (0.05, 0.4)), (0.5, (0.33, 0.67), (0.28, 0.72))):
            rows.append(detectable(question, alone, planned, level=level))
            rows.append(detectable(question, together, planned, together=len(compared), level=level))
    return rows


def berkeley(project: MadeUp) -> MadeUp:
    """Make the figures of Berkeley 1973 with one question."""
    project.codebook = "\n".join(project.codebook.splitlines()[:2]) + "\n"
    project.review["case"] = {
        "one": {"sv": "sökande", "en": "applicant"},
        "many": {"sv": "sökande", "en": "applicants"},
    }
    noun = {"one": {"sv": "institution", "en": "department"}, "many": {"sv": "institutioner", "en": "departments"}}
    project.review["design"] = {"strata": {"column": "D", "noun": noun}}
    groups = project.review["breakdowns"]["gender"]["groups"]
    groups["girl"]["label"] = {"sv": "kvinnor", "en": "women"}
    groups["boy"]["label"] = {"sv": "män", "en": "men"}
    project.denominators = cases(4526)
    plain_wilson = {"method": "wilson", "breakdown": "gender"}
    project.estimates = [
        share("heard", 1755, 4526, (0.374, 0.402), 0.388, method="wilson"),
        share("heard", 557, 1835, (0.283, 0.325), 0.304, group="girl", **plain_wilson),
        share("heard", 1198, 2691, (0.426, 0.465), 0.445, group="boy", **plain_wilson),
        difference("heard", -0.142, (-0.17, -0.113), "newcombe", n=1835),
        difference("heard", 0.018, (-0.011, 0.047), n=1835),
        p_values("heard", 0.217),
        homogeneity("heard", 0.002),
        detectable("heard", (0.167, 0.235), by="normal"),
    ]
    return project


def with_days(project: MadeUp) -> None:
    """Give the question about days its unit."""
    head, *lines = project.codebook.splitlines()
    ends = [";dagar;days" if line.startswith("days;") else ";;" for line in lines]
    project.codebook = "\n".join([f"{head};unit_sv;unit_en", *map("".join, zip(lines, ends, strict=True))]) + "\n"
