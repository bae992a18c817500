"""Take the pictures of README.md and docs/ from the finished pages, after `make report` and `make test`.

It needs Chromium: .venv/bin/python tools/screenshots.py
"""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "reports" / "_site"
PICTURES = ROOT / "docs" / "pictures"


class Shot(NamedTuple):
    """One picture: the page, the element that it begins at, and its size in CSS pixels."""

    name: str
    page: str
    begins: str
    width: int
    height: int
    scheme: str = "light"


REVIEW = "forhandsbedomningar-2024/index.html"
SHOTS = (
    Shot("report-1280", REVIEW, "body", 1280, 1290),
    Shot("report-360", REVIEW, "body", 360, 1290),
    Shot("area-1280", REVIEW, "#sec-area-self-determination", 1280, 900),
    Shot("gender-1280", REVIEW, "#sec-compare-gender", 1280, 1500),
    Shot("gender-360", REVIEW, "#sec-compare-gender", 360, 1500),
    Shot("districts-1280", REVIEW, "#sec-strata", 1280, 1500),
    Shot("report-dark-1280", REVIEW, "body", 1280, 1290, "dark"),
    Shot("index-1280", "index.html", "body", 1280, 1290),
)


def main() -> None:
    """Take every picture."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("No browser: install Debian's chromium (apt-get install chromium).")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for shot in SHOTS:
            context = browser.new_context(
                viewport={"width": shot.width, "height": shot.height},
                color_scheme="dark" if shot.scheme == "dark" else "light",
            )
            page = context.new_page()
            page.goto((SITE / shot.page).as_uri())
            top = page.evaluate("begins => document.querySelector(begins).getBoundingClientRect().top", shot.begins)
            clip = {"x": 0, "y": max(0, top - 24 if top else 0), "width": shot.width, "height": shot.height}
            save(page.screenshot(full_page=True, clip=clip), PICTURES / f"{shot.name}.png")
            context.close()
        browser.close()


def save(picture: bytes, path: Path) -> None:
    """Write a picture as small as it goes without losing a colour."""
    from PIL import Image

    Image.open(BytesIO(picture)).convert("RGB").save(path, optimize=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
