"""The pages outside the reviews: what they follow, what outlives a failed run, and what is left alone."""

import re
from pathlib import Path

import html5lib
import pytest

from granska.errors import InputError, StageError
from granska.render import choose
from granska.review.review_file import load_review
from granska.review.site import load_site
from granska.review.workspace import Workspace
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import RECORD, present, save_record
from granska.runner.site import site_reasons, update_site
from projects import copy_machinery
from report.made_up import MadeUp, denominator, full_estimates

PAGE = "---\ntitle: Läs\nlead: Hur man läser.\norder: 1\n---\n\n## Ett {#one}\n\nAv {{organisation}}.\n"


@pytest.fixture
def city(tmp_path: Path) -> MadeUp:
    """Give a project with one review that has been run, and one page about the site."""
    project = MadeUp(tmp_path / "city", estimates=full_estimates())
    project.review["languages"] = ["sv"]
    project.denominators += [denominator(q, 286) for q in ("heard", "asked", "given", "police", "held", "source")]
    project.denominators.append(denominator("days", 284, asked=286, missing=2))
    copy_machinery(project.root)
    pages = workspace(project).pages
    for path in pages.glob("*.md"):
        path.unlink()
    (pages / "reading.sv.md").write_text(PAGE, encoding="utf-8")
    finish(project)
    return project


def workspace(project: MadeUp) -> Workspace:
    return Workspace(project.root)


def finish(project: MadeUp) -> None:
    """Leave what a run leaves: figures, a page, a record."""
    here = workspace(project.write())
    page = here.site / "made-up" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("<title>A report</title>", encoding="utf-8")
    review = load_review(here.params("made-up") / "review.yml")
    save_record(here.processed("made-up") / RECORD, present(here, review, renderer_name(choose("pandoc"))))


def update(project: MadeUp) -> list[str]:
    page, left_out = update_site(workspace(project), "pandoc")
    assert page == workspace(project).site / "index.html"
    return left_out


def words(project: MadeUp, page: str = "index.html") -> str:
    tree = html5lib.parse((workspace(project).site / page).read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return " ".join(" ".join(tree.find(".//main").itertext()).split())


def times(project: MadeUp) -> dict[str, int]:
    site = workspace(project).site
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*.html")}


def test_the_pages_of_a_site(city: MadeUp) -> None:
    assert update(city) == []
    assert set(times(city)) == {"made-up/index.html", "index.html", "en.html", "about/reading.sv.html"}
    swedish, english = words(city), words(city, "en.html")
    assert "En påhittad granskning" in swedish
    assert "Läs Hur man läser." in swedish
    # listed in the language that it has, and marked so
    assert "En påhittad granskning" in english
    assert 'class="review" lang="sv"' in (workspace(city).site / "en.html").read_text(encoding="utf-8")
    assert "[Fyll i: myndighetens namn]" in words(city, "about/reading.sv.html")
    before = times(city)
    assert update(city) == []
    assert times(city) == before


def test_a_review_whose_parameters_were_broken_is_listed_by_its_last_good_report(city: MadeUp) -> None:
    update(city)
    (workspace(city).params("made-up") / "review.yml").write_text("titel: x\n", encoding="utf-8")
    assert update(city) == []
    assert "En påhittad granskning" in words(city)


def test_the_index_says_what_the_pages_say_until_they_are_made_again(city: MadeUp) -> None:
    update(city)
    before = words(city)
    city.review["title"] = {"sv": "Ett nytt namn", "en": "A new name"}
    city.estimates = [row for row in city.estimates if row["indicator"] != "heard"]
    city.write()
    assert update(city) == []
    assert words(city) == before
    finish(city)
    update(city)
    assert "Ett nytt namn" in words(city)


def test_a_review_that_was_never_listed_and_cannot_be_read_is_named(city: MadeUp) -> None:
    (workspace(city).params("made-up") / "review.yml").write_text("titel: x\n", encoding="utf-8")
    [reason] = update(city)
    assert reason.startswith("made-up: params/made-up/review.yml: ")


def test_only_the_page_that_changes_is_written(city: MadeUp) -> None:
    update(city)
    before = times(city)
    here = workspace(city)
    here.site_parameters.write_text("organisation: {sv: Staden, en: The city}\naddress: a.example\n", encoding="utf-8")
    (here.pages / "reading.sv.md").write_text(PAGE.replace("Ett", "Två"), encoding="utf-8")
    assert update(city) == []
    assert "Två Av Staden." in words(city, "about/reading.sv.html")
    changed = {name for name, time in times(city).items() if before[name] != time}
    assert changed == {"about/reading.sv.html", "index.html", "en.html"}  # the agency's name is in their heads
    before = times(city)
    here.site_parameters.write_text("organisation: {sv: Staden, en: The city}\naddress: b.example\n", encoding="utf-8")
    assert update(city) == []
    assert times(city) == before


def test_a_page_that_was_altered_or_lost_is_made_again(city: MadeUp) -> None:
    update(city)
    site = workspace(city).site
    good = (site / "index.html").read_bytes()
    (site / "index.html").write_bytes(b"changed")
    (site / "about" / "reading.sv.html").unlink()
    update(city)
    assert (site / "index.html").read_bytes() == good
    assert (site / "about" / "reading.sv.html").is_file()


def test_without_pages_about_it_a_site_has_none(city: MadeUp) -> None:
    update(city)
    here = workspace(city)
    (here.pages / "reading.sv.md").unlink()
    assert update(city) == []
    assert not list((here.site / "about").iterdir())
    assert "about/" not in (here.site / "index.html").read_text(encoding="utf-8")


def test_a_bad_page_is_named_and_stops_no_other(city: MadeUp) -> None:
    here = workspace(city)
    (here.pages / "bad.sv.md").write_text(PAGE.replace("organisation", "organistion"), encoding="utf-8")
    (here.pages / "worse.sv.md").write_text(PAGE.replace("Av", "@fig-none"), encoding="utf-8")
    with pytest.raises(StageError, match=r"bad\.sv\.md: there is no place called 'organistion'[\s\S]*fig-none"):
        update(city)
    assert "En påhittad granskning" in words(city)
    assert (here.site / "about" / "reading.sv.html").is_file()
    assert not (here.site / "about" / "bad.sv.html").exists()


def test_parameters_of_the_site_that_cannot_be_are_refused(city: MadeUp) -> None:
    workspace(city).site_parameters.write_text("adress: a.example\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"params/site\.yml[\s\S]*Did you mean 'address'"):
        update(city)


@pytest.mark.parametrize("address", ["javascript:alert(1)//", "two words", "https://a.example/"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.site_parameters.parent.mkdir(parents=True)
    workspace.site_parameters.write_text(f'address: "{address}"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"params/site\.yml[\s\S]*address"):
        load_site(workspace)


def test_a_site_in_english_opens_in_english(city: MadeUp) -> None:
    city.review["languages"] = ["en"]
    finish(city)
    update(city)
    site = workspace(city).site
    assert (site / "index.html").read_bytes() == (site / "en.html").read_bytes()
    assert '<html lang="en">' in (site / "index.html").read_text(encoding="utf-8")
    assert "About the reports" not in words(city)


def test_a_key_figure_of_the_index_has_its_unit_and_its_limits_and_stands_there_once(city: MadeUp) -> None:
    update(city)
    tree = html5lib.parse((workspace(city).site / "index.html").read_text("utf-8"), namespaceHTMLElements=False)
    shown = [" ".join("".join(item.itertext()).split()) for item in tree.find(".//*[@class='review']").iter("li")]
    assert shown
    for words in shown:
        number = re.match(r"\d+(\s%| av \d+)", words)
        assert number, words
        assert re.search(r"\(osäkerhet \d+–\d+ procent(, viktat)?\)$", words), words
        assert words.count(number[0].removesuffix("%").strip()) == 1, words


def test_what_the_site_is_stale_by(city: MadeUp) -> None:
    here = workspace(city)
    [reason] = site_reasons(here, "pandoc") or []
    assert reason == "it has not been run"
    update(city)
    assert site_reasons(here, "pandoc") == []
    (here.pages / "reading.sv.md").write_text(PAGE.replace("Ett", "Två"), encoding="utf-8")
    assert site_reasons(here, "pandoc") == ["reports/pages/reading.sv.md has changed"]


def test_a_site_without_reports_is_neither_fresh_nor_stale(city: MadeUp) -> None:
    (workspace(city).site / "made-up" / "index.html").unlink()
    assert site_reasons(workspace(city), "pandoc") is None
