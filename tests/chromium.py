"""What the browser tests share beside the fixtures of conftest: which Chromium, the mark that skips without one, axe, and how a page is opened."""

from __future__ import annotations

import importlib.resources
import os
import shutil

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NEEDS_CHROMIUM = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed")]
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def open_page(browser: Browser, url: str, width: int = 1280, scheme: str = "light", height: int = 800) -> Page:
    """A page at a width, in light or dark colours."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=True)
    page = context.new_page()
    page.goto(url)
    return page
