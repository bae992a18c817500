"""Every page in a real browser: nothing from outside, nothing cut off, no fault that axe finds."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from projects import SOME_METHODS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025"]
PAGES = [f"{folder}{page}" for folder in ("", *(f"{name}/" for name in REVIEWS)) for page in ("index.html", "en.html")]
PAGES += [f"methods/{page}.html" for page in ("index", *SOME_METHODS)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_a_browser(bundled: Path, browser: "Browser", name: str, width: int, scheme: str) -> None:
    address = (bundled / "reports" / "_site" / name).as_uri()
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.set_default_timeout(120_000)  # the machine may be busy with the other tests
    page = context.new_page()
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")

    assert requests == [address]
    assert faults == []
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()
    context.close()


STOPS = "[...document.querySelectorAll('main a, main summary, main [tabindex=\"0\"]')]"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_by_keyboard(bundled: Path, browser: "Browser", name: str) -> None:
    page = browser.new_page()
    page.goto((bundled / "reports" / "_site" / name).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    visible = set(page.evaluate(f"{STOPS}.flatMap((part, place) => part.checkVisibility() ? [place] : [])"))
    assert visible
    reached = []
    for _ in visible:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(f"{STOPS}.indexOf(document.activeElement)"))
    # every link, summary and scrolling table, in the order of the page
    assert reached == sorted(visible)
    page.close()
