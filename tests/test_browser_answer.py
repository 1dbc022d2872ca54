"""The answer page in a real Chromium: one question at a time by keyboard, the print, narrow screens, and axe. Skipped loudly where there is no Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.chromium import LOOKS, NEEDS_CHROMIUM, faults, open_page

pytestmark = NEEDS_CHROMIUM
PAGES = {
    "choice": "/answer/doctor/chief-executive?aim=undecided&connection=none&post_reserved=no",
    "overdue": "/answer/pharmacist/chief-executive?expiry_date=2026-12-31&intends_to_practise_gb=yes&renewed=no&uses_professional_knowledge=yes",
    "two registers": "/answer/nurse/chief-executive?also=doctor&uses_professional_knowledge=yes",
    "left open": "/answer/physiotherapist/chief-executive?skip=uses_professional_knowledge",
    "one question": "/answer/doctor/chief-executive?ask=one&aim=undecided",
    "one date": "/answer/nurse/chief-executive?at=renewal_date",
    "changed since": "/answer/again?address=/answer/pharmacist/chair?on=2026-10-01%26expiry_date=2026-12-31%26renewed=no",
    "not read": "/answer/again?address=x",
}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, address: str, kind: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + PAGES[kind], width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("kind", ["choice", "overdue", "left open"])
def test_the_outcome_is_above_the_fold_on_a_small_phone(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + PAGES[kind], 320, height=568)
    box = page.locator(".verdict .mark").bounding_box()
    assert box is not None and box["y"] + box["height"] < 568
    page.context.close()


def test_one_question_at_a_time_needs_the_keyboard_alone_and_back_works(browser: Browser, address: str) -> None:
    page = open_page(browser, address + "/answer/nurse/chief-executive")
    page.get_by_role("link", name="Ask me one question at a time").press("Enter")
    page.wait_for_url("**ask=one")
    first = page.locator("h1").inner_text()
    page.locator("form.one input[value=no]").press("Space")
    page.locator("form.one button").press("Enter")
    page.wait_for_url("**uses_professional_knowledge=no*")
    assert page.locator(".told strong").all_inner_texts() == ["No"]
    page.go_back()
    assert page.locator("h1").inner_text() == first
    page.goto(address + "/answer/nurse/chief-executive?ask=one")
    page.locator("form.one button").press("Enter")
    assert page.url.endswith("ask=one"), "without an answer the browser goes nowhere"
    page.context.close()


@pytest.mark.parametrize("kind", ["choice", "overdue"])
def test_the_print_holds_everything_in_black_on_white(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + PAGES[kind], 800, "dark")
    assert not page.locator(".printed").is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".printed").is_visible()
    assert "on=2026-11-22" in page.locator(".printed .address").inner_text()
    behind = "[...document.querySelectorAll('.first details p, .first details li')].filter(node => !node.closest('.screen, .doors'))"
    assert page.evaluate(f"{behind}.length") > 10
    assert page.evaluate(f"{behind}.filter(node => !node.offsetHeight).length") == 0, "what stands behind details is printed"
    for selector in ("form", ".second"):
        assert page.locator(f"{selector} >> visible=true").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    colours = page.evaluate("[...new Set([...document.querySelectorAll('main *')].filter(n => n.offsetHeight).map(n => getComputedStyle(n).color))]")
    assert set(colours) <= {"rgb(0, 0, 0)", "rgb(34, 34, 34)"}
    assert "/guidance/" in page.evaluate("getComputedStyle(document.querySelector('.reasons .citations a'), '::after').content")
    page.context.close()


def test_options_stand_side_by_side_where_there_is_room_and_under_each_other_where_not(browser: Browser, address: str) -> None:
    for width, alike in ((1280, "top"), (320, "left")):
        page = open_page(browser, address + PAGES["choice"], width)
        places = page.evaluate(f"[...document.querySelectorAll('.option')].slice(0, 2).map(node => Math.round(node.getBoundingClientRect().{alike}))")
        assert len(places) == 2 and places[0] == places[1]
        page.context.close()
