"""Every page in a real browser: nothing from outside, nothing cut off, no fault that axe finds."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from site_texts import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_a_browser(bundled: Path, browser: "Browser", name: str, width: int) -> None:
    address = (bundled / "reports" / "_site" / name).as_uri()
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(120_000)  # the machine may be busy with the other tests
    page = context.new_page()
    requests: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    papers = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert page.evaluate(SIDEWAYS) <= 0
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.response["passes"]
        assert found.violations_count == 0, found.generate_report()
    assert len(papers) == 2
    if width == 320:
        # 1280 by 1024 pixels enlarged to 400 %
        page.set_viewport_size({"width": 320, "height": 256})
        assert page.evaluate(SIDEWAYS) <= 0
    assert requests == [address]
    assert faults == []
    context.close()


STOPS = "[...document.querySelectorAll('main a, main summary, main [tabindex=\"0\"]')]"
FOCUS = """(() => {
    const part = document.activeElement, style = getComputedStyle(part);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        && style.outlineColor !== getComputedStyle(part.parentElement).backgroundColor;
})()"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_by_keyboard(bundled: Path, browser: "Browser", name: str) -> None:
    page = browser.new_page()
    page.goto((bundled / "reports" / "_site" / name).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    visible = set(page.evaluate(f"{STOPS}.flatMap((part, place) => part.checkVisibility() ? [place] : [])"))
    assert visible
    reached = []
    for _ in visible:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(f"{STOPS}.indexOf(document.activeElement)"))
        assert page.evaluate(FOCUS), reached[-1]
    # every link, summary and scrolling table, in the order of the page
    assert reached == sorted(visible)
    page.close()


@pytest.mark.parametrize("name", ["index.html", "oppenvard-2025/index.html", "about/check.sv.html"])
def test_a_page_on_paper(bundled: Path, browser: "Browser", name: str) -> None:
    page = opened(browser, bundled, name)
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "[...document.querySelectorAll('.skip, .toc, header.site nav, footer.site ul')]"
        ".filter(part => part.checkVisibility()).length"
    )
    assert hidden == 0
    # what is folded on the screen is read on paper
    assert page.evaluate("[...document.querySelectorAll('article table')].every(part => part.offsetHeight > 0)")
    assert not page.evaluate("[...document.querySelectorAll('article details')].some(part => part.open)")
    page.close()


def opened(browser: "Browser", root: Path, name: str) -> "Page":
    page = browser.new_page()
    page.goto((root / "reports" / "_site" / name).as_uri())
    return page


def test_colours_chosen_for_everything_leave_text_and_drawings_visible(bundled: Path, browser: "Browser") -> None:
    page = opened(browser, bundled, "oppenvard-2025/index.html")
    page.emulate_media(forced_colors="active")
    text = page.evaluate("getComputedStyle(document.querySelector('svg.fig text')).fill")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert text != paper
    assert page.evaluate("getComputedStyle(document.body).color") == text
    page.close()
