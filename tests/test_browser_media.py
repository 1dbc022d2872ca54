"""Pages in forced colours, on paper and by keyboard, in a real Chromium: what carries meaning stays to be seen. Skipped loudly where there is no Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.chromium import NEEDS_CHROMIUM, open_page

pytestmark = NEEDS_CHROMIUM
PLAN = {
    "profession": "nurse", "start": "2026-12", "renewal_date": "2027-04-30", "stage1_role": "chief-executive", "stage1_months": "60",
    "stage1_uses_professional_knowledge": "yes", "stage1_weekly_hours": "2",
}  # fmt: skip
CHOICE = "aim=undecided&connection=none&post_reserved=no"
KINDS = {
    "open answer": "/answer/nurse/chief-executive",
    "choice": f"/answer/doctor/chief-executive?{CHOICE}",
    "overdue": "/answer/pharmacist/chief-executive?expiry_date=2026-12-31&intends_to_practise_gb=yes&renewed=no&uses_professional_knowledge=yes",
    "letter": f"/answer/doctor/chief-executive/letter/post-needs-licence?{CHOICE}",
    "changed since": "/answer/again?address=/answer/pharmacist/chair?on=2026-10-01%26expiry_date=2026-12-31%26renewed=no",
    "plan": f"/plan?{urlencode(PLAN)}",
    "schemes": "/compare",
    "one role": "/compare/chief-executive",
    "row": "/rules/nmc/rows/4b",
    "search": "/search?q=nurse+chief+executive+hours",
}
PAPER = 680
"""About the width of an A4 sheet between its margins, in CSS pixels."""


@pytest.mark.parametrize("kind", KINDS)
def test_forced_colours_lose_no_edge_and_no_state(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind], 1280, "forced")
    panels = "[...document.querySelectorAll('.verdict, .banner, .card-answer, .option, .contents, .ways, .letter, button, select')]"
    edge = "['Top', 'Right', 'Bottom', 'Left'].every(side => style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) >= 1)"
    bare = page.evaluate(
        f"{panels}.filter(n => n.checkVisibility()).filter(n => {{ const style = getComputedStyle(n); return !({edge}); }}).map(n => n.className)"
    )
    assert bare == [], "what a background set apart needs a border where there is none"
    marks = page.evaluate(
        """[...document.querySelectorAll('.outcome, .need')].filter(n => n.checkVisibility() && !n.closest('figure')).map(n =>
          [n.textContent.trim(), n.querySelectorAll('svg path, svg circle').length, getComputedStyle(n.querySelector('svg')).color])"""
    )
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert all(words and shapes and colour == ink for words, shapes, colour in marks), "each state in words and a shape, in the ink of the system"
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_paper_is_headed_and_holds_nothing_to_press_and_nothing_cut_off(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind], PAPER)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    dead = "button, input, select, .button, .skip, header nav, .jump, a[href^='#sr-'], a[href*='at=']"
    left = page.evaluate(f"[...document.querySelectorAll(`{dead}`)].filter(n => n.checkVisibility()).map(n => n.outerHTML.slice(0, 90))")
    assert left == []
    behind = "[...document.querySelectorAll('main details > :not(summary)')].filter(n => !n.closest('.screen, .second, .doors, .facets, form'))"
    hidden = page.evaluate(f"{behind}.filter(n => !n.offsetHeight).length")
    assert hidden == 0, "what stands behind details is printed"
    if kind in ("open answer", "choice", "overdue", "plan"):
        head = page.locator(".printed").inner_text()
        assert "22 November 2026" in head and "Told." in head
        assert page.locator(".printed .address").inner_text().startswith(KINDS[kind].split("?")[0])
    page.context.close()


def test_the_printed_plan_says_what_was_told(browser: Browser, address: str) -> None:
    page = open_page(browser, address + KINDS["plan"], PAPER)
    page.emulate_media(media="print")
    head = page.locator(".printed").inner_text()
    for words in ("30 April 2027", "Chief executive, 60 months", "Yes, I rely on it", "a nurse"):
        assert words in head
    page.context.close()


@pytest.mark.parametrize("kind", ["open answer", "choice", "overdue"])
def test_the_contents_lead_to_every_part_of_an_answer(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind], 320)
    named = page.evaluate("[...document.querySelectorAll('.jump a')].map(n => n.hash.slice(1))")
    parts = page.evaluate("[...document.querySelectorAll('.first > section > h2')].map(n => n.id)")
    assert set(parts) - set(named) <= {"sr-passages", "sr-post"}
    assert set(named) - set(parts) == {"sr-ask"}
    for name in named:
        page.locator(f".jump a[href='#{name}']").press("Enter")
        box = page.locator(f"#{name}").bounding_box()
        assert box is not None and -1 <= box["y"] < 800, name
    page.context.close()


def test_what_a_requirement_asks_stands_open_where_there_is_room(browser: Browser, address: str) -> None:
    for width, shown in ((1280, True), (320, False)):
        page = open_page(browser, address + KINDS["choice"], width)
        first = page.locator(".asks").first
        assert first.locator("> p").is_visible() is shown
        assert first.locator("> summary").is_visible() is not shown
        if not shown:
            first.locator("> summary").press("Enter")
            assert first.locator("> p").is_visible()
        page.context.close()


FOCUS = """() => { const n = document.activeElement, box = n.getBoundingClientRect(), style = getComputedStyle(n);
  return {at: n.closest('main') ? 'main' : n.closest('footer') ? 'footer' : n === document.body ? 'end' : 'head', words: (n.textContent.trim() || n.name),
    seen: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3 && box.height > 1, column: n.closest('.second') ? 1 : 0, top: box.y + scrollY,
    beside: !!n.closest('.options, .contents, .active, ul.inline, nav, .facets')}; }"""


@pytest.mark.parametrize(("kind", "scheme"), [("open answer", "forced"), ("choice", "light"), ("plan", "forced"), ("one role", "light")])
def test_tab_goes_down_the_page_sees_its_focus_and_comes_to_the_end(browser: Browser, address: str, kind: str, scheme: str) -> None:
    page = open_page(browser, address + KINDS[kind], 320, scheme)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sr-main", "the first stop skips to the content"
    top, stops = 0.0, 0
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["at"] != "main":
            break
        stops += 1
        assert stop["seen"], stop["words"]
        assert stop["top"] >= top - 40 or stop["beside"], (stop["words"], "stands above what came before it")
        top = stop["top"]
    assert stop["at"] == "footer" and stops > 40
    page.context.close()
