"""The text of every figure as a browser sets it: large enough, inside its picture, never over another text."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REVIEWS = ["berkeley-1973", "buss-2007", "forhandsbedomningar-2024", "oppenvard-2025", "utredningar-2022"]
PAGES = [f"{review}/{page}.html" for review in REVIEWS for page in ("index", "en")]

# a pixel of rounding is no fault, and the box of a text is higher than its letters
FAULTS = """() => {
  const faults = [];
  let texts = 0;
  for (const svg of document.querySelectorAll("svg[data-name]")) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const name = svg.dataset.name;
    const found = [...svg.querySelectorAll("text")].map(text => ({
      words: text.textContent, size: parseFloat(getComputedStyle(text).fontSize), box: text.getBoundingClientRect(),
    }));
    texts += found.length;
    found.forEach(({words, size, box}, place) => {
      if (size < 12) faults.push(`${name}: '${words}' is ${size} px`);
      const out = Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top,
        box.bottom - frame.bottom);
      if (out > 1) faults.push(`${name}: '${words}' sticks out`);
      for (const other of found.slice(place + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 0 && down > 2) faults.push(`${name}: '${words}' over '${other.words}'`);
      }
    });
  }
  return {texts, faults};
}"""


def faults(page: "Page") -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(FAULTS)
    return found


@pytest.mark.parametrize("width", [1280, 360])
def test_no_text_of_a_figure_is_small_cut_off_or_covered(bundled: Path, browser: "Browser", width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen = {}
    for name in PAGES:
        page.goto((bundled / "reports" / "_site" / name).as_uri())
        seen[name] = faults(page)
    page.close()
    assert [fault for found in seen.values() for fault in found["faults"]] == []
    assert min(found["texts"] for found in seen.values()) > 20


def test_the_check_finds_what_it_looks_for(browser: "Browser") -> None:
    page = browser.new_page()
    page.set_content(
        '<svg data-name="a" width="100" height="60" font-size="14"><text x="10" y="20">one</text>'
        '<text x="12" y="24">two</text><text x="80" y="50">too long</text>'
        '<text x="0" y="58" font-size="9">s</text></svg>'
    )
    assert faults(page)["faults"] == [
        "a: 'one' over 'two'",
        "a: 'too long' sticks out",
        "a: 's' is 9 px",
    ]
    page.close()
