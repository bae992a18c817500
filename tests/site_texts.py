"""What a finished page says, read back from its files."""

import re
from pathlib import Path

import html5lib


def site(root: Path) -> Path:
    return root / "reports" / "_site"


def page_text(path: Path) -> str:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text(encoding="utf-8"))
    for element in [*tree.iter("style"), *tree.iter("script")]:
        element.text = ""
    return flat(" ".join(tree.itertext()))


def flat(text: str) -> str:
    return re.sub(r"[ \n\t\u00a0]+", " ", text.replace("\u00ad", ""))
