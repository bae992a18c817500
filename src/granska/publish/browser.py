"""The pages in a real browser: what axe finds, and what they would fetch."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granska.errors import GranskaError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: The success criteria of WCAG 2.1 on levels A and AA, as axe names them.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
HEIGHT = 900
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
# Without these, Chromium asks the network for things of its own.
_FLAGS = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
_OPEN_DETAILS = "document.querySelectorAll('details').forEach(part => { part.open = true })"
_OPTIONS = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations", "incomplete"]}
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class NoBrowserError(GranskaError):
    """The machine has no browser, or not what drives it."""

    exit_code = 1


@dataclass(frozen=True)
class Seen:
    """What a browser saw of a page.

    Parameters
    ----------
    requests : int
        How often it asked for anything but the page itself.
    faults : tuple of str
        Each a width, a colour scheme and the rule of axe that is broken, with how many places; or a page too wide.
    rules : int
        How many rules of axe were tried and passed, at least, over widths and colour schemes.
    undecided : int
        How many rules axe could not decide by itself, at most.
    """

    requests: int
    faults: tuple[str, ...]
    rules: int
    undecided: int


@dataclass(frozen=True)
class Visit:
    """What a browser saw of some pages.

    Parameters
    ----------
    software : str
        Browser and axe, with their versions.
    pages : dict of str to Seen
        By the name of the page.
    """

    software: str
    pages: dict[str, Seen]


def visit(pages: dict[str, Path]) -> Visit:
    """Look at pages in Chromium: at each width, in each colour scheme, with everything folded opened.

    Parameters
    ----------
    pages : dict of str to Path
        Name of each page and its file.

    Returns
    -------
    Visit

    Raises
    ------
    NoBrowserError
        Playwright, axe or a browser is missing; the message says what to install.
    """
    try:
        from axe_playwright_python.sync_playwright import Axe
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowserError(
            f"{error.name} is not installed: run python3 tools/environment.py --publish, "
            "or in a conda environment pip install -e '.[publish]'"
        ) from None
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=_program(), args=_FLAGS)
        except Error:
            raise NoBrowserError(
                "there is no browser: install Chromium (apt-get install chromium, or playwright install chromium), "
                "or name one in GRANSKA_BROWSER"
            ) from None
        try:
            seen = {name: _look(browser, Axe(), path) for name, path in pages.items()}
            engine = next((software for _, software in seen.values()), "axe")
            return Visit(f"Chromium {browser.version}, {engine}", {name: page for name, (page, _) in seen.items()})
        finally:
            browser.close()


def _program() -> str | None:
    """Find the browser; none leaves it to playwright, which may have one of its own."""
    return os.environ.get("GRANSKA_BROWSER") or next(filter(None, map(shutil.which, _PROGRAMS)), None)


def _look(browser: "Browser", axe: Any, path: Path) -> tuple[Seen, str]:
    address = path.resolve().as_uri()
    context = browser.new_context()
    asked: list[str] = []
    # whatever a page asks for, nothing but the page itself is given
    context.route("**/*", lambda route: route.continue_() if route.request.url == address else route.abort())
    page = context.new_page()
    page.set_default_timeout(120_000)  # milliseconds; the machine may be busy
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate(_OPEN_DETAILS)
    faults, passed, undecided, software = [], [], [], "axe"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            result = _run_axe(axe, page)
            engine = result["testEngine"]
            software = f"{engine['name']} {engine['version']}"
            passed.append(len(result["passes"]))
            undecided.append(len(result["incomplete"]))
            faults += [f"{width} px, {scheme}: {rule['id']} ({len(rule['nodes'])})" for rule in result["violations"]]
            if page.evaluate(_SIDEWAYS) > 0:
                faults.append(f"{width} px, {scheme}: the page has to be scrolled sideways")
    context.close()
    return Seen(len(asked) - asked.count(address), tuple(faults), min(passed), max(undecided)), software


def _run_axe(axe: Any, page: "Page") -> dict[str, Any]:
    result: dict[str, Any] = axe.run(page, options=_OPTIONS).response
    return result
