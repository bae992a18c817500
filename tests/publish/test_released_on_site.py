"""What the site shows of released versions: the latest first, what changed, and nothing that was altered."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest

from granska.publish.checks import Check
from granska.publish.release import release
from granska.publish.signoff import sign
from granska.render import choose
from granska.review.review_file import load_review
from granska.review.workspace import Workspace
from granska.runner.pipeline import renderer_name
from granska.runner.provenance import RECORD, present, save_record
from granska.runner.site import site_reasons, update_site
from projects import copy_machinery
from publish.finished import DAY, link, page
from report.made_up import MadeUp, denominator, full_estimates

PAGE = "---\ntitle: Läs\nlead: Hur man läser.\norder: 1\n---\n\n## Ett {#one}\n\n{{citations}}\n"
NOTE = {"sv": "Ett svar var fel inmatat.", "en": "One answer had been entered wrongly."}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[MadeUp]:
    """Give a project whose review has been run for version 1, and a site with one page about it."""
    project = MadeUp(tmp_path / "city", estimates=full_estimates())
    project.denominators += [denominator(q, 286) for q in ("heard", "asked", "given", "police", "held", "source")]
    project.denominators.append(denominator("days", 284, asked=286, missing=2))
    project.review |= {"release": {"version": 1, "date": "2024-09-02"}, "formats": ["html"]}
    copy_machinery(project.root)
    pages = workspace(project).pages
    for path in pages.glob("*.md"):
        path.unlink()
    (pages / "reading.sv.md").write_text(PAGE, encoding="utf-8")
    finish(project)
    assert update(project) == []
    yield project
    for path in (project.root / "reports" / "released").rglob("*"):
        path.chmod(0o755)  # so that the folder of the test can be removed


def workspace(project: MadeUp) -> Workspace:
    return Workspace(project.root)


def finish(project: MadeUp) -> None:
    """Leave what a run leaves: figures, pages, a record."""
    here = workspace(project.write())
    folder = here.site / "made-up"
    folder.mkdir(parents=True, exist_ok=True)
    text = page("sv", link("../index.html"), link("../about/reading.sv.html"), link("estimates.csv"))
    (folder / "index.html").write_text(text, encoding="utf-8")
    (folder / "en.html").write_text(page("en", link("../en.html")), encoding="utf-8")
    shutil.copyfile(project.published / "estimates.csv", folder / "estimates.csv")
    review = load_review(here.params("made-up") / "review.yml")
    save_record(here.processed("made-up") / RECORD, present(here, review, renderer_name(choose("pandoc"))))


def update(project: MadeUp) -> list[str]:
    return update_site(workspace(project), "pandoc")[1]


def publish(project: MadeUp) -> Path:
    here = workspace(project)
    review = load_review(here.params("made-up") / "review.yml")
    for name in ("Anna Andersson", "Bo Berg"):
        sign(here, review, name, DAY)
    return release(here, review, [Check("files", "passed", "all there")], {})


def correct(project: MadeUp) -> None:
    """Change one number, for version 2."""
    for row in project.estimates:
        if [row[name] for name in ("indicator", "level", "measure", "group")] == ["heard", "yes", "proportion", "all"]:
            row["x"] += 1
    project.review["release"] = {"version": 2, "date": "2024-10-02", "note": NOTE}
    finish(project)


def page_of(project: MadeUp, name: str) -> Path:
    return workspace(project).site / name


def words(project: MadeUp, name: str) -> str:
    tree = html5lib.parse(page_of(project, name).read_text(encoding="utf-8"), namespaceHTMLElements=False)
    # a thin space is no space between words
    return " ".join("".join(f"{text} " for text in tree.find(".//main").itertext()).replace("\u202f", "_").split())


def targets(project: MadeUp, name: str) -> list[str]:
    tree = html5lib.parse(page_of(project, name).read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return [link.get("href") for link in tree.iter("a")]


def test_as_long_as_nothing_is_released_the_index_says_so(city: MadeUp) -> None:
    assert "Version: arbetsversion, ännu inte utgiven som version 1" in words(city, "index.html")
    assert "Version: working version, not yet released as version 1" in words(city, "en.html")
    assert not [target for target in targets(city, "index.html") if target.startswith("released/")]


def test_the_index_leads_to_what_is_released(city: MadeUp) -> None:
    publish(city)
    assert site_reasons(workspace(city), "pandoc")
    assert update(city) == []
    assert site_reasons(workspace(city), "pandoc") == []
    text = words(city, "index.html")
    assert "· Version: 1 ·" in text
    assert "Utgivna versioner och vad som ändrats: 1 (2 september 2024)" in text
    assert "Arbetsversion" not in text
    found = [target for target in targets(city, "index.html") if "made-up" in target]
    assert found[:3] == ["released/made-up/1/index.html", "released/made-up/1/index.html", "released/made-up/1/en.html"]
    assert "released/made-up/en.html#version-1" in targets(city, "en.html")
    assert not [target for target in found if not target.startswith("released/")]


def test_the_pages_of_a_release_are_on_the_site_byte_for_byte(city: MadeUp) -> None:
    place = publish(city)
    update(city)
    copy = page_of(city, "released/made-up/1")
    assert {path.relative_to(copy): path.read_bytes() for path in copy.rglob("*") if path.is_file()} == {
        path.relative_to(place): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def test_a_working_version_beside_a_release_is_called_so(city: MadeUp) -> None:
    publish(city)
    correct(city)
    update(city)
    text = words(city, "index.html")
    assert "· Version: 1 ·" in text
    assert "Arbetsversion, inte utgiven: Svenska , English" in text
    assert "made-up/index.html" in targets(city, "index.html")


def test_the_index_keeps_to_the_figures_of_the_release(city: MadeUp) -> None:
    publish(city)
    update(city)
    before = words(city, "index.html")
    city.review["title"]["sv"] = "Ett nytt namn"
    correct(city)
    update(city)
    assert words(city, "index.html").startswith(before.partition(" Utgivna versioner")[0])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "released/made-up/index.html",
            "Version 2 Utgiven 2 oktober 2024. Ett svar var fel inmatat. Läs rapporten: Svenska , English · "
            "Ladda ned: CSV , Kontroller före utgivningen , Kontrollsummor Tabell 1. Vad som skiljer mellan version 1 "
            "och 2: 1 rad i estimates.csv. Fråga Grupp Mått Version 1 Version 2 Barnet kom till tals Alla Andel "
            "25,4_%, 72 av 286 25,4_%, 73 av 286",
        ),
        ("released/made-up/en.html", "Released 2 October 2024. One answer had been entered wrongly."),
    ],
)
def test_the_versions_of_a_report_are_on_a_page_of_their_own(city: MadeUp, name: str, said: str) -> None:
    publish(city)
    correct(city)
    publish(city)
    assert update(city) == []
    assert said in words(city, name)
    assert words(city, name).index("Version 2") < words(city, name).index("Version 1 ")
    for target in targets(city, name):
        if target and not target.startswith("#"):
            assert (page_of(city, name).parent / target).is_file(), target


def test_every_link_of_the_index_leads_somewhere(city: MadeUp) -> None:
    publish(city)
    correct(city)
    update(city)
    for target in targets(city, "index.html"):
        file, _, fragment = target.partition("#")
        assert not file or (workspace(city).site / file).is_file(), target
        if fragment.startswith("version-"):
            assert f'id="{fragment}"' in (workspace(city).site / file).read_text(encoding="utf-8")


def test_a_copy_that_was_altered_or_lost_is_made_again(city: MadeUp) -> None:
    publish(city)
    update(city)
    copy = page_of(city, "released/made-up/1/index.html")
    good = copy.read_bytes()
    copy.write_text("altered", encoding="utf-8")
    update(city)
    assert copy.read_bytes() == good
    shutil.rmtree(copy.parent)
    update(city)
    assert copy.read_bytes() == good


def test_a_release_that_was_altered_does_not_reach_the_site(city: MadeUp) -> None:
    place = publish(city)
    (place / "estimates.csv").chmod(0o644)
    (place / "estimates.csv").write_text("altered", encoding="utf-8")
    [reason] = update(city)
    assert "made-up: version 1 is not what was released. See: granska verify-release made-up" in reason
    assert not page_of(city, "released").exists()


def test_a_release_that_is_gone_is_gone_from_the_site(city: MadeUp, tmp_path: Path) -> None:
    publish(city)
    update(city)
    (city.root / "reports" / "released" / "made-up").rename(tmp_path / "aside")
    update(city)
    assert not list(page_of(city, "released").glob("*/*"))
    assert "arbetsversion" in words(city, "index.html")


def test_what_is_released_outlives_the_working_pages(city: MadeUp) -> None:
    publish(city)
    update(city)
    before = words(city, "index.html")
    shutil.rmtree(page_of(city, "made-up"))
    shutil.rmtree(workspace(city).processed("made-up"))
    assert update(city) == []
    assert words(city, "index.html") == before
    assert "En påhittad granskning" in words(city, "released/made-up/index.html")


def test_what_is_cited_is_the_released_version(city: MadeUp) -> None:
    workspace(city).site_parameters.write_text("address: https://a.example\n", encoding="utf-8")
    update(city)
    assert "https://a.example/made-up/" in words(city, "about/reading.sv.html")
    publish(city)
    update(city)
    assert "https://a.example/released/made-up/1/" in words(city, "about/reading.sv.html")
    correct(city)
    update(city)
    assert "https://a.example/made-up/" in words(city, "about/reading.sv.html")
