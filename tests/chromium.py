"""What the browser tests share beside the fixtures of conftest: which Chromium, the mark that skips without one, how a page is opened, and axe."""

from __future__ import annotations

import importlib.resources
import os
import shutil
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Frame, Page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NEEDS_CHROMIUM = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed")]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
LOOKS = [(320, "light"), (1280, "dark")]
"""Each width and each scheme once: contrast does not hang on the width, nor reflow on the scheme."""
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """without => axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: Object.fromEntries(without.map(id => [id, {enabled: false}])),
  })
  .then(result => result.violations.map(each => [each.id, each.nodes.slice(0, 3).map(node => node.html)]))"""


def open_page(browser: Browser, url: str, width: int = 1280, scheme: str = "light", height: int = 800) -> Page:
    """A page at a width, in light, dark or forced colours."""
    page = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        forced_colors="active" if scheme == "forced" else "none",
    ).new_page()
    page.goto(url)
    return page


def faults(page: Page | Frame, without: Sequence[str] = ()) -> list[list[object]]:
    """What is wrong with a page or frame as it stands: each rule that axe finds broken, with the markup of up to three places, and whether it scrolls sideways.

    without: rules of axe that do not fit what is looked at.
    """
    page.evaluate(AXE)
    found: list[list[object]] = page.evaluate(RUN, list(without))
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*found, ["scrolls sideways", wide]] if wide[0] > wide[1] else found


def listen(page: Page) -> tuple[list[str], list[str]]:
    """What a page asks for, and what its console says, from now on: two lists that grow."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    return asked, said
