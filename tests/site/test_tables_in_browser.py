"""Every table of every report fits the column of text on a desk's screen."""

from pathlib import Path
from typing import TYPE_CHECKING

from site_texts import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(part => { part.open = true });
    const frames = [...document.querySelectorAll('table')].map(table => table.closest('.scroll'));
    return [frames.length, frames.filter(frame => frame.scrollWidth > frame.clientWidth).map(frame => frame.innerText)];
}"""
NO_HEAD = "[...document.querySelectorAll('th, td')].filter(cell => !cell.innerText.trim()).length"
MERGED = "document.querySelectorAll('[colspan], [rowspan]').length"


def test_tables_fit_their_column_and_have_no_empty_or_merged_cell(bundled: Path, browser: "Browser") -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(120_000)
    for review in REVIEWS:
        for name in ("index", "en"):
            page.goto((site(bundled) / review / f"{name}.html").as_uri())
            count, wide = page.evaluate(TOO_WIDE)
            assert count > 8
            assert wide == [], f"{review}, {name}"
            assert page.evaluate(NO_HEAD) == 0
            assert page.evaluate(MERGED) == 0
    page.close()
