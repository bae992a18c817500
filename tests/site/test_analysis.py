"""What the finished reports say of uncertainty, comparisons and strata, against answers known from elsewhere."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from statsmodels.stats.multitest import multipletests

from site_texts import page_text, site

CASES = "forhandsbedomningar-2024"
THIN, MINUS = "\u202f", "\u2212"


def rows(root: Path, review: str, **wanted: str) -> Iterator[dict[str, str]]:
    with (site(root) / review / "estimates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if all(row[name] == value for name, value in wanted.items()):
                yield row


def read(root: Path, review: str, language: str) -> str:
    return page_text(site(root) / review / ("index.html" if language == "sv" else "en.html"))


SAID = [
    # Bickel, Hammel & O'Connell (1975); department A admitted 82 of 100 women and 62 of 100 men
    ("berkeley-1973", "sv", f"+1,8 procentenheter (slumpmässig variation {MINUS}1,1"),
    ("berkeley-1973", "sv", "Den ska inte läsas som en skillnad i hur kvinnor och män behandlas."),
    ("berkeley-1973", "sv", "Störst skillnad har institution A: +20 procentenheter"),
    ("berkeley-1973", "en", "No average difference shown within the same department."),
    ("berkeley-1973", "en", "The difference is largest in department A: +20 percentage points"),
    # 143 against 143 can show a rise from 20 to about 35 per cent, and to 42 where 29 or 30 comparisons are allowed for
    (CASES, "sv", "måste den vara minst 35 eller högst 8 procent bland flickor"),
    (CASES, "sv", "När hänsyn tas till att 29 jämförelser har gjorts måste den vara minst 42 eller högst 4 procent."),
    (CASES, "en", "it has to be at least 35 or at most 8 per cent among girls"),
    (CASES, "sv", "2 förhandsbedömningar där könet är okänt ingår inte"),
    (CASES, "sv", "Medianen är 9"),
    (CASES, "sv", "Precision"),
    (CASES, "sv", "syskon"),
    (CASES, "en", "siblings"),
    (CASES, "sv", "Räknas de 66 där det inte framgår eller svar saknas som nej"),
    (CASES, "sv", f"Ingen av de elva ligger utanför slumpens gränser (95{THIN}%)"),
    ("oppenvard-2025", "sv", "Ingen jämförelse görs."),
    ("oppenvard-2025", "sv", "En lägre andel skulle inte upptäckas, hur låg den än är."),
    ("oppenvard-2025", "en", "No comparison is made."),
    ("buss-2007", "sv", "slumpmässig variation"),
]


@pytest.mark.parametrize(("review", "language", "words"), SAID)
def test_a_report_says(bundled: Path, review: str, language: str, words: str) -> None:
    assert words in read(bundled, review, language)


@pytest.mark.parametrize("review", ["berkeley-1973", "buss-2007", CASES])
def test_p_values_are_adjusted_within_their_family(bundled: Path, review: str) -> None:
    families = defaultdict(list)
    for row in rows(bundled, review, measure="test"):
        families[row["family"]].append(row)
    assert families
    for tests in families.values():
        # a hidden test is one of its family, and counts as if it had found nothing
        adjusted = multipletests([float(row["p_value"] or 1) for row in tests], method="holm")[1]
        shown = [(p, row) for p, row in zip(adjusted, tests, strict=True) if row["p_value"]]
        # both are rounded: a hundredth at 32 comparisons of three decimals
        told = [float(row["p_adjusted"]) for _, row in shown]
        assert told == pytest.approx([p for p, _ in shown], abs=0.0006 * len(tests))


def test_no_difference_is_called_established_without_an_adjusted_p_value_below_alpha(bundled: Path) -> None:
    assert all(float(row["p_adjusted"]) >= 0.05 for row in rows(bundled, CASES, measure="test", status="ok"))
    for language, words in (("sv", "är påvisad på"), ("en", "is shown on")):
        assert words not in read(bundled, CASES, language)


def test_differences_by_district_stay_inside(bundled: Path) -> None:
    by_district = {"measure": "difference", "breakdown": "stratum"}
    assert list(rows(bundled, "berkeley-1973", **by_district))
    for review in ("buss-2007", CASES, "oppenvard-2025"):
        assert not list(rows(bundled, review, **by_district))


def test_few_districts_have_an_exact_test_and_no_funnel(bundled: Path) -> None:
    computed = bundled / "data" / "processed" / "oppenvard-2025" / "estimates.csv"
    with computed.open(encoding="utf-8", newline="") as file:
        made = [row for row in csv.DictReader(file) if row["measure"] == "homogeneity"]
    assert {row["method"] for row in made if row["breakdown"] == "stratum"} == {"exact"}
    # all twelve of each of three districts are hidden, and what was made from them
    assert not list(rows(bundled, "oppenvard-2025", measure="homogeneity", breakdown="stratum", status="ok"))
    assert not list(rows(bundled, "oppenvard-2025", measure="funnel_limit"))
    assert len(list(rows(bundled, CASES, measure="funnel_limit", indicator="not_held"))) == 22
