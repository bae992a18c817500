"""Documents for the tests: the sample with every construct, and small ones made to measure."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from granska.report.markup import attribute, escape, metadata

HERE = Path(__file__).parent
LOOK = HERE.parents[1] / "reports"

#: What a label may hold: each must reach the reader as these characters.
HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "*x* _y_ ~z~ ^u^ `v`",
    "{{< include /etc/passwd >}}",
    "{{< env HOME >}}",
    "@fig-none [@x] [-@y]",
    "$x$ \\(y\\) \\alpha",
    "\"quoted\" 'single' -- --- ...",
    "a | b || c",
    "[a](b) ![c](d){.e} [^f]",
    "::: {.note}",
    "# rubrik {#id .class}",
    "1. lista - punkt + plus",
    "+ plus",
    "= rubrik -1",
    "/ term: ord",
    "&amp; &lt; &#65; <b>fet</b> <!-- dold -->",
    "C:\\temp\\ny http://example.org a@b.se",
    '#eval("1") #[x] // y /* z */ <label>',
    "{=html} ```kod``` ~~struken~~",
]

FRONT = """---
lang: sv
title: {title}
pagetitle: {title}
site: "Granskningar"
reference_number: {title}
publisher: {title}
notice: {title}
lead: {title}
kicker: {title}
description: {title}
facts: [{{name: {title}, value: {title}}}]
ui: {{skip: "Hoppa", languages: "Språk", this_language: "Svenska", notice: "Exempeldata:"}}
toc-title: "Innehåll"
footer: {title}
---

"""


def _document(folder: Path, body: str, title: str = "Titel") -> Path:
    """Write a document with the sample's figures beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(HERE / "figures", folder / "figures", dirs_exist_ok=True)
    source = folder / "sv.qmd"
    source.write_text(FRONT.format(title=metadata(title)) + body, encoding="utf-8")
    return source


def _hostile(folder: Path, label: str) -> Path:
    """Write a document that holds a label everywhere a label can stand."""
    text, value = escape(label), attribute(label)
    body = f"""
## {text} {{#sec-label}}

{text}

Se @sec-label och @fig-label.

- {text}

![{text}](figures/area.svg){{#fig-label .wide fig-alt={value}}}

:::: {{.details summary={value}}}

| {text} | Antal |
|:---|---:|
| {text} | 1 |

: {text} {{#tbl-label}}

::::
"""
    return _document(folder, body, label)


@pytest.fixture(params=HOSTILE)
def label(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def sample_source() -> Path:
    """The document with every construct."""
    return HERE / "sample.qmd"


@pytest.fixture(scope="session")
def look() -> Path:
    return LOOK


@pytest.fixture(scope="session")
def epoch() -> int:
    return 1763683200


@pytest.fixture
def document(tmp_path: Path) -> Callable[[str], Path]:
    """Write a document with this body."""
    return lambda body: _document(tmp_path / "source", body)


@pytest.fixture
def hostile(tmp_path: Path, label: str) -> Path:
    """A document that holds the label everywhere."""
    return _hostile(tmp_path / "source", label)


@pytest.fixture
def all_hostile(tmp_path: Path) -> list[Path]:
    """One document for each hostile label."""
    return [_hostile(tmp_path / f"source-{place}", label) for place, label in enumerate(HOSTILE)]
