"""The form under /publish in a real Chromium: axe, reflow, colours, and the way from signing in to approval by keyboard alone, without scripts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page
from werkzeug.serving import make_server

from tests.chromium import NEEDS_CHROMIUM, faults
from tests.inbox_callers import AHEAD, Desk, open_desk
from tests.miniature_content import write

pytestmark = NEEDS_CHROMIUM
LOOKS = [(320, "light", "none"), (768, "dark", "none"), (1280, "light", "active")]
SHOWN_WITHIN = 30
"""Seconds after which a publication must have been shown on a busy machine; it takes two, and readers get the page before it meanwhile."""
WRITE = "/publish/write?page=nmc/practice-hours"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, app: Flask, content_files: dict[str, bytes]) -> Desk:
    """A site over a copy of the real content, with what the shared site has checked already."""
    folder = tmp_path_factory.mktemp("office")
    write(content_files, folder / "content")
    cache = Path(app.config["INSTANCE_DIR"]) / "cache" / "checked.json"
    write({"cache/checked.json": cache.read_bytes()}, folder / "instance")
    return open_desk(folder)


@pytest.fixture(scope="module")
def office(desk: Desk) -> Iterator[str]:
    """Its address."""
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def signed_in(browser: Browser, office: str, desk: Desk) -> Iterator[Callable[..., Page]]:
    """A function that opens a browser in which somebody with a token of their own has signed in, by keyboard."""
    opened = []

    def make(scripts: bool = True) -> Page:
        page = browser.new_context(java_script_enabled=scripts).new_page()
        opened.append(page)
        page.goto(f"{office}/publish")
        page.get_by_label("Token").focus()
        page.keyboard.type(desk.caller("nmc").secret)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Your desk").wait_for()
        return page

    yield make
    for page in opened:
        page.context.close()


def reach(page: Page, wanted: Locator) -> None:
    """Tab to something, as who has no mouse does."""
    handle = wanted.element_handle()
    for _ in range(250):
        page.keyboard.press("Tab")
        if handle.evaluate("each => each === document.activeElement"):
            assert handle.evaluate("each => getComputedStyle(each).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_from_signing_in_to_approval_by_keyboard_alone(signed_in: Callable[..., Page], office: str) -> None:
    writer, editor = signed_in(), signed_in()
    reach(writer, writer.get_by_role("link", name="Change a page, or start one"))
    writer.keyboard.press("Enter")
    reach(writer, writer.get_by_role("link", name="Change “Practice hours”"))
    writer.keyboard.press("Enter")
    reach(writer, writer.get_by_label("Title", exact=True))
    writer.keyboard.press("End")
    writer.keyboard.type(" by keyboard")
    reach(writer, writer.get_by_label("From which day", exact=True))
    writer.keyboard.type("01012027")
    reach(writer, writer.get_by_label("What changed"))
    writer.keyboard.type("The title is plainer from 1 January 2027.")
    writer.keyboard.press("Enter")
    writer.wait_for_selector("text=No errors.")
    reach(writer, writer.get_by_role("button", name="Submit", exact=True))
    writer.keyboard.press("Enter")
    writer.wait_for_url("**/publish/submissions/*")
    editor.goto(f"{office}/publish")
    reach(editor, editor.get_by_role("link", name="Practice hours, from 1 January 2027"))
    editor.keyboard.press("Enter")
    reach(editor, editor.get_by_role("button", name="Yes, approve"))
    editor.keyboard.press("Enter")
    editor.wait_for_selector("text=Read it as published")
    until = time.monotonic() + SHOWN_WITHIN
    while "Practice hours by keyboard" not in editor.locator("h1").inner_text() and time.monotonic() < until:
        editor.goto(f"{office}/guidance/nmc/practice-hours/{AHEAD}")
    assert "Practice hours by keyboard" in editor.locator("h1").inner_text()
    assert [each["path"] for each in editor.context.cookies()] == ["/publish"]


def test_it_works_without_scripts(signed_in: Callable[..., Page], office: str) -> None:
    page = signed_in(scripts=False)
    page.goto(office + WRITE)
    page.get_by_label("From which day", exact=True).fill("2027-02-01")
    page.get_by_label("What changed").fill("Nothing but the title.")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Submit", exact=True).click()
    assert page.get_by_text("Waits for approval").first.is_visible()


@pytest.mark.parametrize(("width", "scheme", "forced"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(signed_in: Callable[..., Page], office: str, width: int, scheme: str, forced: str) -> None:
    page = signed_in()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", forced_colors="active" if forced == "active" else "none")
    seen: dict[str, list[list[object]]] = {}
    for path in (
        "/publish",
        "/publish/pages",
        "/publish/write?new=faq",
        f"{WRITE}&way=file",
        "/publish/life?page=nmc/practice-hours",
        "/publish/reports",
        WRITE,
    ):
        page.goto(office + path)
        seen[path] = faults(page)
    page.get_by_label("What changed").fill("")
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("#problems")
    seen["faults"] = faults(page)
    page.get_by_label("From which day", exact=True).fill(f"2027-03-{width % 27 + 1:02}")  # a day of its own: the desk is that of all tests
    page.get_by_label("What changed").fill("More is told.")
    text = page.get_by_label("Text", exact=True)
    text.fill(text.input_value() + "\n## Hours abroad\n\nHours abroad now count.\n")
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("text=No errors.")
    seen["check"] = faults(page)
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_selector("text=Link for a reviewer.")
    seen["submission"] = faults(page)
    page.goto(page.get_by_label("Copy this link").input_value())
    seen["link"] = faults(page)
    page.context.clear_cookies()
    page.goto(f"{office}/publish")
    seen["door"] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}
    if width == LOOKS[0][0]:
        small = """() => [...document.querySelectorAll('button, select, input:not([type=radio]):not([type=checkbox]):not([type=hidden])')]
          .filter(node => node.offsetParent && node.offsetHeight < 44).map(node => node.outerHTML.slice(0, 80))"""
        assert page.evaluate(small) == []
