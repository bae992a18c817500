"""The pages about the site: their texts, the places in them, and what is computed for them."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from granska.errors import InputError
from granska.report.blocks import Inline
from granska.report.citation import citation, citations, reference
from granska.report.page_blocks import files_table, licences, worked_example
from granska.report.pages import Page, load_pages, page_document
from granska.review.model import Licence
from granska.review.parts import Text
from granska.review.protection import Disclosure
from granska.review.site import Contact, Site, load_site
from granska.review.workspace import Workspace
from projects import ROOT
from report.made_up import HOSTILE, MadeUp

TEXT = "---\ntitle: A page\nlead: What it says.\norder: 2\n---\n\n## One {#one}\n\nBy {{organisation}}.\n"
EMPTY = Site.model_validate({})
FULL = Site(
    organisation=Text(sv="Staden", en="The city"),
    address="granskningar.example",
    contact=Contact(email="fel@staden.example", phone="08-123"),
    conformance="partial",
    assessed=date(2026, 3, 1),
)


def page(body: str, language: str = "en") -> Page:
    return Page("a", "sv" if language == "sv" else "en", "A page", "What it says.", 1, body)


def written(body: str, language: str = "en", site: Site = EMPTY, **blocks: str) -> str:
    return page_document(page(body, language), [], site, blocks, ()).split("---\n", 2)[2].strip()


def test_pages_are_read_in_their_order(tmp_path: Path) -> None:
    for name, order in (("b.sv", 1), ("a.sv", 2), ("a.en", 2)):
        (tmp_path / f"{name}.md").write_text(TEXT.replace("order: 2", f"order: {order}"), encoding="utf-8")
    pages = load_pages(tmp_path)
    assert [one.file for one in pages] == ["b.sv.html", "a.en.html", "a.sv.html"]
    assert (pages[1].title, pages[1].lead, pages[1].language) == ("A page", "What it says.", "en")


def test_there_may_be_no_pages(tmp_path: Path) -> None:
    assert load_pages(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a", TEXT, r"reports/pages/a\.md: call it <name>\.<language>\.md, with sv or en"),
        ("a.de", TEXT, r"a\.de\.md: call it"),
        ("a.sv", "## Only text", "it has to begin with title, lead and order in YAML"),
        ("a.sv", "---\n- a\n---\n", "it has to begin with title, lead and order"),
        ("a.sv", "---\na: [\n---\n", "it has to begin with title, lead and order"),
        ("a.sv", TEXT.replace("title", "titel"), r"unknown key 'titel'\. Did you mean 'title'\?"),
        ("a.sv", TEXT.replace("title: A page\n", ""), "title and lead are needed"),
        ("a.sv", TEXT.replace("order: 2", "order: first"), "order is needed, a whole number"),
    ],
)
def test_a_page_that_cannot_be_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_pages(tmp_path)


@pytest.mark.parametrize(
    ("place", "language", "empty", "full"),
    [
        ("organisation", "sv", "Fyll i: myndighetens namn", "Staden"),
        ("organisation", "en", "Fill in: the name of the agency", "The city"),
        ("address", "sv", "Fyll i: webbplatsens adress", "granskningar.example"),
        ("email", "en", "Fill in: an e-mail address", "fel@staden.example"),
        ("phone", "sv", "Fyll i: ett telefonnummer", "08-123"),
        ("assessed", "sv", "Fyll i: bedömningens datum", "1\u00a0mars 2026"),
        (
            "conformance",
            "en",
            "Fill in: whether the site meets the law in full or in part",
            "The site meets the law in part. What falls short is listed below.",
        ),
    ],
)
def test_a_place_is_filled_or_says_in_words_that_it_is_to_be(place: str, language: str, empty: str, full: str) -> None:
    body = f"{{{{{place}}}}}"
    assert written(body, language).replace("\\", "") == f"[[{empty}]]{{.fill-in}}"
    assert written(body, language, FULL).replace("\\", "") == full


def test_a_page_names_places_of_its_own_and_takes_computed_blocks() -> None:
    assert written("Licence: {{fill which it is}}.") == r"Licence: [\[Fill in\: which it is\]]{.fill-in}."
    assert written("{{example}}", example="- **a**") == "- **a**"


def test_what_an_agency_writes_is_text() -> None:
    hostile = Site(organisation=Text(sv=HOSTILE, en=HOSTILE))
    text = written("{{organisation}}", site=hostile)
    assert "<script>" not in text
    assert re.sub(r"\\(.)", r"\1", text) == HOSTILE


def test_an_unknown_place_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"pages/a\.en\.md: there is no place called 'emial'\. Did you mean 'email'\?"):
        written("{{emial}}")


def test_the_switch_leads_to_the_translation_or_to_the_list_of_reviews() -> None:
    both = [page("x", "sv"), page("x", "en")]
    front = yaml.safe_load(page_document(both[0], both, FULL, {}, ("reading.sv",)).split("---\n")[1])
    assert front["other_language"] == {"href": "a.en.html", "code": "en", "name": "English"}
    assert front["organisation"] == "Staden"
    assert [link["href"] for link in front["footer_links"]] == ["../index.html", "../about/reading.sv.html"]
    alone = yaml.safe_load(page_document(both[0], both[:1], EMPTY, {}, ()).split("---\n")[1])
    assert alone["other_language"]["href"] == "../en.html"
    assert "organisation" not in alone


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_setting_of_disclosure_control_is_explained_with_its_default(language: str) -> None:
    text = (ROOT / "reports" / "pages" / f"disclosure.{language}.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (`[a-z_`, ]+`) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    explained = {name: default for names, default in lines for name in re.findall(r"`(\w+)`", names)}
    assert explained.keys() == Disclosure.model_fields.keys()
    for name, value in Disclosure().model_dump().items():
        if value not in (None, ()):
            assert explained[name] == f"`{str(value).lower()}`", name


def test_every_page_of_this_project_is_in_both_languages_with_the_same_parts() -> None:
    pages = {(one.name, one.language): one for one in load_pages(ROOT / "reports" / "pages")}
    names = {name for name, _ in pages}
    assert names >= {"reading", "rerun", "check", "figures", "cite", "accessibility", "disclosure"}
    for name in names:
        swedish, english = pages[name, "sv"], pages[name, "en"]
        for pattern in (r"\{#[\w-]+\}", r"\{\{ *[a-z]+", r"```[\s\S]+?```", r"`[^`\n]+`"):
            assert re.findall(pattern, swedish.body) == re.findall(pattern, english.body), (name, pattern)
        assert swedish.order == english.order


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("organisation: Staden", r"params/site\.yml: 1 problem\n  - organisation: keys are needed"),
        ("organisation: {sv: Staden}", r"organisation\.en: this key is required"),
        ("contact: {mail: a@b.se}", r"contact\.mail: unknown key\. Did you mean 'email'\?"),
        ("contact: {email: nobody}", r"contact\.email"),
        ("conformance: yes", r"conformance"),
        ("assessed: yesterday", r"assessed"),
        ("organistion: x", r"Did you mean 'organisation'"),
        ("a: 1\na: 2", "the key 'a' is given twice"),
        ("- a", "is empty or holds no keys"),
    ],
)
def test_what_is_known_of_the_agency_is_checked(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "site.yml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_site(Workspace(tmp_path))


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_nothing_need_be_known_of_the_agency(tmp_path: Path, text: str | None) -> None:
    (tmp_path / "params").mkdir()
    if text is not None:
        (tmp_path / "params" / "site.yml").write_text(text, encoding="utf-8")
    assert load_site(Workspace(tmp_path)) == EMPTY


def plain(content: tuple[Inline, ...]) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in content)


@pytest.mark.parametrize(
    ("language", "change", "words"),
    [
        ("sv", {}, "Staden (2024). En påhittad granskning. Arbetsversion, 30\u00a0augusti 2024. Exempeldata."),
        ("en", {}, "The city (2024). A made-up review. Working version, 30\u00a0August 2024. Example data."),
        (
            "sv",
            {"synthetic": False, "public": True},
            "Staden (2024). En påhittad granskning. Diarienummer ABC 2024/1. Arbetsversion, 30\u00a0augusti 2024.",
        ),
    ],
)
def test_a_reference_names_publisher_year_title_number_and_version(
    full: MadeUp, language: str, change: dict[str, bool], words: str
) -> None:
    full.review |= change
    report = full.open(language)
    assert plain(reference(report)) == words
    assert words in citation(report)._repr_mimebundle_()["text/html"].replace('<span class="work">', "").replace(
        "</span>", ""
    )
    assert (
        citation(report)
        .markdown()
        .startswith(f"## {'Så citerar du' if language == 'sv' else 'How to cite'} {{#sec-cite}}")
    )


def test_references_end_with_the_address_or_the_place_for_it(full: MadeUp) -> None:
    report = full.open("sv")
    assert citations([report], "granskningar.example").markdown().endswith("granskningar\\.example/made\\-up/")
    assert citations([report], None).markdown().endswith(r"[\[sidans adress\]]{.fill-in}")
    assert citations([], None).markdown() == ""


def test_the_example_shows_the_row_that_the_file_has(full: MadeUp) -> None:
    report = full.open("sv")
    text = worked_example(report).markdown()
    found = re.search(r"grep '\^(.+)' estimates\.csv", text)
    assert found
    lines = [line for line in (full.published / "estimates.csv").read_text().splitlines() if line.startswith(found[1])]
    assert len(lines) == 1
    for name, value in re.findall(r"^\| (\S+) \| (\S+) \|$", text.replace("\\", ""), re.MULTILINE)[2:]:
        assert value in lines[0].split(","), name


def test_without_a_share_there_is_no_example(made_up: MadeUp) -> None:
    made_up.estimates = []
    assert worked_example(made_up.open("sv")).blocks == ()


def test_only_files_that_there_are_are_listed(full: MadeUp) -> None:
    text = files_table(full.open("sv"), {"estimates.csv", "made-up-sv.pdf", "made-up-en.pdf", "index.html"}).markdown()
    assert re.findall(r"^\| (\S+) \|", text.replace("\\", ""), re.MULTILINE)[2:] == ["estimates.csv", "made-up-sv.pdf"]


CC0 = {"name": "CC0-1.0", "title": {"sv": "CC0 1.0, fri att använda", "en": "CC0 1.0, free to use"}}


def test_one_licence_is_said_once(full: MadeUp) -> None:
    full.review["licence"] = CC0
    report = full.open("sv")
    assert licences([report]).markdown().replace("\\", "") == "Licens: CC0 1.0, fri att använda."
    assert licences([]).blocks == ()


def test_licences_that_differ_are_said_of_each_review(full: MadeUp) -> None:
    without = full.open("en")
    other = Text(sv="En annan granskning", en="Another review")
    with_one = without.review.model_copy(
        update={"title": other, "licence": Licence(name="CC0-1.0", title=Text(**CC0["title"]))}
    )
    said = licences([without, replace(without, review=with_one)]).markdown().replace("\\", "")
    assert said.splitlines() == [
        "- A made-up review. No licence is given: ask the publisher on what terms the figures may be used.",
        "- Another review. Licence: CC0 1.0, free to use.",
    ]


@pytest.mark.parametrize(
    ("language", "criteria", "heads"),
    [
        ("sv", "EN 301 549. För webbsidor bygger de på WCAG 2.1, nivå A och AA", "inte märkt som radrubrik"),
        ("en", "EN 301 549. For web pages it rests on WCAG 2.1, levels A and AA", "is not marked as its head"),
    ],
)
def test_the_statement_names_the_standard_of_the_act_and_what_falls_short(
    language: str, criteria: str, heads: str
) -> None:
    text = (ROOT / "reports" / "pages" / f"accessibility.{language}.md").read_text(encoding="utf-8")
    assert criteria in " ".join(text.split())
    assert heads in text


def test_a_long_title_may_break_where_a_telephone_is_narrow() -> None:
    one = Page("a", "sv", "Tillgänglighetsredogörelse", "Hur det är.", 1, "## A {#a}")
    front = yaml.safe_load(page_document(one, [], EMPTY, {}, ()).split("---\n")[1])
    assert front["title"] == "Tillgänglighets\u00adredogörelse"
    assert front["pagetitle"] == "Tillgänglighetsredogörelse"
