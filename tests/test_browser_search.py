"""The results page and its help in a real Chromium: axe, reflow, keyboard, filters by keyboard alone, and text that is not in force seen as such."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.chromium import NEEDS_CHROMIUM, faults, open_page

pytestmark = NEEDS_CHROMIUM

KINDS = {
    "many": "/search?q=nmc+practice+hours&page=4",
    "filters": "/search?q=regulator:nmc+hours&profession=nurse,wizard&topic=renewal,practice-hours&role=portfolio",
    "replaced": "/search?q=hours&status=replaced",
    "announced": "/search?q=hours&status=all&sort=changed",
    "nothing": "/search?q=zzzqqq&regulator=nmc&topic=fees",
    "weak": "/search?q=best+pizza+in+town",
    "no words": "/search",
    "misspelt": "/search?q=regstration+for+cheif+execuitves",
    "clash": "/search?q=MD",
    "long word": "/search?q=" + "hours" * 60,
    "help": "/search/help",
}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light")])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, address: str, kind: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + KINDS[kind], width, scheme)
    for details in page.locator(".facets details > summary").all():
        details.click()
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("kind", ["filters", "replaced", "nothing", "help"])
def test_tab_reaches_every_link_and_focus_is_seen(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind])
    wanted = page.evaluate("[...document.querySelectorAll('main a')].filter(node => node.checkVisibility()).length")
    assert wanted > 5
    reached = 0
    for _ in range(wanted + 60):
        page.keyboard.press("Tab")
        outline, in_main, box = page.evaluate(
            """() => { const node = document.activeElement, box = node.getBoundingClientRect();
              return [getComputedStyle(node).outlineStyle, node.matches('main a'), box.width * box.height]; }"""
        )
        assert outline != "none" or not in_main
        assert box > 0 or not in_main
        reached += in_main
        if reached and page.evaluate("document.activeElement.closest('footer') !== null"):
            break
    assert reached == wanted
    page.context.close()


def test_results_are_narrowed_and_widened_by_keyboard_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 568})
    page = context.new_page()
    page.goto(address + "/search?q=hours")
    page.get_by_role("link", name="Narrow the results").press("Enter")
    assert page.url.endswith("#sr-narrow")
    page.locator(".facets details summary", has_text="under Role").press("Enter")
    page.locator(".facets").get_by_role("link", name="Portfolio").first.press("Enter")
    page.wait_for_url("**role=portfolio*")
    page.locator(".facets").get_by_role("link", name=re.compile(r"^NMC \(")).press("Enter")
    page.wait_for_url("**regulator=nmc*")
    page.locator(".facets").get_by_role("link", name=re.compile(r"^GMC \(")).press("Enter")
    page.wait_for_url("**regulator=gmc%2Cnmc*")
    page.locator(".active").get_by_role("link", name="Remove NMC").press("Enter")
    page.wait_for_url("**regulator=gmc&role=portfolio")
    page.get_by_role("link", name="Last changed first").press("Enter")
    page.wait_for_url("**sort=changed")
    page.get_by_label("What do you want to know?").fill("fees")
    page.get_by_role("button", name="Search").press("Enter")
    page.wait_for_url("**q=fees*")
    assert "regulator=gmc" in page.url and "sort=changed" in page.url
    page.locator(".active").get_by_role("link", name="Remove all").press("Enter")
    page.wait_for_url("**/search?q=fees&sort=changed")
    context.close()


@pytest.mark.parametrize("forced", ["none", "active"])
def test_replaced_text_cannot_be_missed(browser: Browser, address: str, forced: str) -> None:
    context = browser.new_context(forced_colors="active" if forced == "active" else "none", viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(address + KINDS["replaced"])
    hits = page.locator(".results ol > li").all()
    assert len(hits) > 3
    for hit in hits:
        banner, heading = hit.locator(".banner").bounding_box(), hit.locator("h2").bounding_box()
        assert banner is not None and heading is not None
        assert banner["y"] + banner["height"] <= heading["y"] + 1
        assert hit.locator(".banner").evaluate("node => parseFloat(getComputedStyle(node).borderLeftWidth)") >= 2
        assert banner["width"] > 200
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_large_enough_and_apart(browser: Browser, address: str, width: int) -> None:
    page = open_page(browser, address + KINDS["filters"], width)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.active a, .facets a, .facets summary, nav[aria-label="Pages of results"] a')]
          .filter(node => node.checkVisibility()).map(node => [node.textContent.trim(), node.getBoundingClientRect().height])
          .filter(item => item[1] < 24)"""
    )
    assert small == []
    page.context.close()
