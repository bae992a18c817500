"""What a finished page says, read back from its files."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from projects import ROOT, SOME_METHODS

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
SERIES = "barnets-resa"
ABOUT = sorted(path.stem for path in (ROOT / "reports" / "pages").glob("*.md"))
PAGES = [
    *(
        f"{folder}{page}"
        for folder in ("", *(f"{name}/" for name in (*REVIEWS, SERIES)))
        for page in ("index.html", "en.html")
    ),
    *(f"methods/{page}.html" for page in ("index", "sv", *SOME_METHODS)),
    *(f"about/{page}.html" for page in ABOUT),
]


def site(root: Path) -> Path:
    return root / "reports" / "_site"


def parsed(path: Path) -> Element:
    """Read a page as strictly as HTML is defined."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(path.read_text(encoding="utf-8"))
    return tree


def page_text(path: Path) -> str:
    tree = parsed(path)
    for element in [*tree.iter("style"), *tree.iter("script")]:
        element.text = ""
    return flat(" ".join(tree.itertext()))


def flat(text: str) -> str:
    return re.sub(r"[ \n\t\u00a0]+", " ", text.replace("\u00ad", ""))
