"""What the gate takes for personal data, for a trace of a machine, for a reference, a formula; and what not."""

from collections.abc import Callable

import pytest

from granska.publish import pages, traces
from granska.publish.personal_data import email_addresses, identity_numbers, telephone_numbers
from granska.publish.publication import Publication
from granska.publish.spreadsheets import acts
from granska.review.site import Contact, Site

Report = Callable[..., Publication]

# 811218-9876 is the tax agency's own example; with 60 added to the day its last digit is another.
NUMBERS = [
    *("811218-9876", "8112189876", "19811218-9876", "198112189876", "811218+9876", "811218 9876", "811218–9876"),
    *("811278-9873", "1981-12-18-9876", "811218<b>-98</b><i>76</i>", "8112<wbr>18-9876", "811218&shy;-9876"),
    *("8112\u206018-9876", "811218<!-- a -->-9876"),
]
NO_NUMBERS = [
    *("811218-9875", "811318-9876", "811232-9876", "811218-98765", "1811218-9876"),
    # cells of a table, coordinates of a drawing
    "<table><tr><td>81</td><td>12</td><td>18</td><td>9876</td></tr></table>",
    '<svg viewBox="81 12 18 9876"><path d="M81.12 18.9876"/></svg>',
    # hashes, publications, books, shares, dates side by side
    "a8112189876b9c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f",
    *("https://doi.org/10.1002/811218-9876", "ISBN 978-91-7164-811-2", "ISBN 81-12-18987-6", "0.8112189876"),
    *("2023-01-01 – 2023-06-30", "2023-10-19/2023-12-31", "SOF 2023/605", "FB-2023-0147", "2 959 286"),
]


@pytest.mark.parametrize("words", NUMBERS)
def test_a_personal_identity_number(report_of: Report, words: str) -> None:
    found = identity_numbers(report_of(index_html=f"<p>Barnet ({words}) kom till tals.</p>"))
    assert len(found.faults) == 1
    assert found.faults[0].startswith("index.html holds what may be a personal identity number")


@pytest.mark.parametrize("words", NO_NUMBERS)
def test_no_personal_identity_number(report_of: Report, words: str) -> None:
    assert identity_numbers(report_of(index_html=f"<p>{words}</p>")).faults == ()


def test_a_files_name_is_public_too(report_of: Report) -> None:
    found = identity_numbers(report_of(**{"811218-9876_csv": "a,b\n"}))
    assert len(found.faults) == 1
    assert "811218" not in found.message


PHONES = [
    *("08-508 25 000", "08-50825000", "08-123 456 78", "070-123 45 67", "0701234567", "031-12 34 56", "0498-26 90 00"),
    *("(08) 508 25 000", "08 508 25 000", "070 123 45 67", "08/508 25 000", "08 – 508 25 000"),
    *("+46 8 508 25 000", "+46 (0)70-123 45 67", "+46701234567", "0046 8 508 25 000", "+1 212 555 0123"),
    *("+358 9 310 1691", "+44 20 7946 0958", "070\u00a0123\u00a045\u00a067"),
]
NO_PHONES = [
    *(
        "1 234 567",
        "2\u202f959 av 33\u202f512",
        "+1,8 procentenheter",
        "+12\u202f345\u202f678",
        "0,05",
        "0 10 20 30 40 50",
    ),
    *(
        "2024-08-30",
        "2023-01-01 – 2023-06-30",
        "2024-08-30T06:54:36+00:00",
        "30.08.2024",
        "15–26",
        "08-30",
        "07.45-08.30",
    ),
    *("ISBN 978-91-7164-811-2", "ISSN 0346-1238", "doi 10.1080/01621459.1927.10502953", "10.1093/biomet/26.4.404"),
    *("0d65b2b356e7fd3916dd8c4e3dc684b162c6a89a52033d05ecb5fbbdfb7b0796", "SOF 2023/605", "FB-2023-0147"),
    *("Typst 0.15.1", "0.0123456789", "24 (1–2), 209–212", "57 av 286", "p = 0,012"),
]


@pytest.mark.parametrize("words", PHONES)
def test_a_telephone_number(report_of: Report, words: str) -> None:
    [fault] = telephone_numbers(report_of(index_html=f"<p>Ring {words}.</p>")).faults
    assert fault.startswith("index.html holds what may be a telephone number")


@pytest.mark.parametrize("words", NO_PHONES)
def test_no_telephone_number(report_of: Report, words: str) -> None:
    assert telephone_numbers(report_of(index_html=f"<p>Se {words}.</p>")).faults == ()


@pytest.mark.parametrize(
    "words", ["anna.andersson@example.se", "ANNA@EXAMPLE.SE", "a&#64;b.se", "anna@<b>example</b>.se"]
)
def test_an_email_address(report_of: Report, words: str) -> None:
    assert len(email_addresses(report_of(index_html=f'<p>Skriv till <a href="/">{words}</a>.</p>')).faults) == 1


@pytest.mark.parametrize("words", ["a @ b", "@media print", "8 @ 2", "se @tbl-gender"])
def test_no_email_address(report_of: Report, words: str) -> None:
    assert email_addresses(report_of(index_html=f"<p>{words}</p>")).faults == ()


def test_the_agency_may_be_written_to_and_called(report_of: Report) -> None:
    report = report_of(index_html="<p>granskning@example.se, +46 8 508 25 000, Granskning@example.se</p>")
    contact = Contact(email="granskning@example.se", phone="08-508 25 000")
    agency = Publication(report.workspace, report.review, Site(contact=contact))
    for check in (email_addresses, telephone_numbers):
        assert len(check(report).faults) == 1
        assert check(agency).faults == ()


PATHS = [
    *("/home/anna/report.qmd", "/Users/anna/x", "/tmp/pytest-1/x", r"C:\Users\anna", r"d:\granskning", "C:/Users/anna"),
    *("file:///srv/x", r"\\server\delad\x", "(/var/lib/x)", '"/root/x"', "C:\\\\Temp"),
]
NO_PATHS = [
    *("och/eller", "../about/cite.sv.html", "reports/_site/small/index.html", "https://example.se/home/anna", "1/2"),
    *("data/tmp/x.csv", "/", "a:b", ":root { color: red }", "kl. 12:30", "src/granska/files.py", "https://x.se/~tmp/y"),
]


@pytest.mark.parametrize("words", PATHS)
@pytest.mark.parametrize("place", ["<p>{}</p>", "<!-- {} -->", "<script>{}</script>"])
def test_an_absolute_path(report_of: Report, words: str, place: str) -> None:
    assert len(traces.traces(report_of(index_html=place.format(words))).faults) == 1


@pytest.mark.parametrize("words", NO_PATHS)
def test_no_absolute_path(report_of: Report, words: str) -> None:
    assert traces.traces(report_of(index_html=f"<p>{words}</p>", run_json='{"a": "data/raw/x.csv"}')).faults == ()


@pytest.mark.parametrize(
    ("user", "words", "named"),
    [
        ("annand03", "av annand03.", True),
        ("annand03", "C_annand03x", False),
        ("root", "the root of x", False),
        ("granska", "src/granska", False),
        ("bo", "att bo hemma", False),
    ],
)
def test_a_user_name(report_of: Report, monkeypatch: pytest.MonkeyPatch, user: str, words: str, named: bool) -> None:
    monkeypatch.setenv("LOGNAME", user)
    assert bool(traces.traces(report_of(index_html=f"<p>{words}</p>")).faults) == named


@pytest.mark.parametrize("words", ["Se ?@fig-a", "tabell ??", "Se @tbl-a.", "(@sec-b)"])
def test_a_reference_that_was_left_over(words: str) -> None:
    assert pages.LEFT_OVER.search(words)


@pytest.mark.parametrize("words", ["Varför?", "a@fig-b.se", "@media"])
def test_no_reference_that_was_left_over(words: str) -> None:
    assert not pages.LEFT_OVER.search(words)


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="a" src="https://example.invalid/a.png">',
        '<img alt="a" src="a.png">',
        '<img alt="a" srcset="//example.invalid/a.png 2x">',
        '<link rel="stylesheet" href="a.css">',
        '<link rel="preconnect" href="https://example.invalid">',
        "<style>@import 'a.css';</style>",
        "<style>@font-face{font-family:x;src:url(//example.invalid/a)}</style>",
        '<p style="background:url(https://example.invalid/a)">',
        '<meta http-equiv="refresh" content="9;url=https://example.invalid">',
        '<svg><image href="https://example.invalid/a.png"/></svg>',
        '<svg><use xlink:href="a.svg#a"/></svg>',
        '<video poster="a.png"></video>',
        '<a href="#" ping="https://example.invalid">a</a>',
        '<base href="https://example.invalid">',
    ],
)
def test_what_a_page_would_fetch(report_of: Report, markup: str) -> None:
    assert len([*pages.fetches(report_of(index_html=markup))]) == 1


def test_what_a_page_has_in_itself_is_not_fetched(report_of: Report) -> None:
    markup = (
        '<a href="https://example.se">a</a><svg><use href="#a"/></svg><img alt="a" src="data:image/png;base64,AA==">'
        "<style>a{background:url(#b);fill:url('data:image/svg+xml,x')}</style>"
    )
    assert [*pages.fetches(report_of(index_html=markup))] == []


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<script src="a.js"></script>',
        '<script type="module"></script>',
        '<p onclick="x()">',
        '<svg onload="x()">',
        '<a href=" java&#10;script:x()">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<iframe title="a"></iframe>',
        "<svg><script>x()</script></svg>",
        "<form></form>",
    ],
)
def test_a_script_that_is_not_ours(report_of: Report, markup: str) -> None:
    report = report_of(index_html=markup)
    (report.workspace.reports / "template.html").write_text("<script>ours()</script>", encoding="utf-8")
    assert len([*pages.foreign_scripts(report)]) == 1


def test_the_script_of_the_template_is_ours(report_of: Report) -> None:
    report = report_of(index_html="<p>a</p><script>ours()</script>")
    (report.workspace.reports / "template.html").write_text("<script>ours()</script>", encoding="utf-8")
    assert [*pages.foreign_scripts(report)] == []


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "-", "+46 8"])
def test_a_cell_that_a_spreadsheet_takes_for_a_formula(cell: str) -> None:
    assert acts(cell)


@pytest.mark.parametrize("cell", ["", "-0.5", "+1", "-1e-05", "\u22121,8", "'=1+1", "5 = 5", "a@b"])
def test_a_cell_that_no_spreadsheet_takes_for_a_formula(cell: str) -> None:
    assert not acts(cell)
