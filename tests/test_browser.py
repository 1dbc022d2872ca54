"""Pages in a real Chromium: axe, reflow, keyboard, what is asked for, and that outcomes are seen at once. Skipped loudly where there is no Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.chromium import LOOKS, NEEDS_CHROMIUM, faults, listen, open_page

pytestmark = NEEDS_CHROMIUM

KINDS = {
    "home": "/",
    "guidance": "/guidance/hcpc/fees",
    "announced": "/guidance/gphc/posts-tied-to-registration/2026-12-10",
    "list": "/guidance",
    "faqs": "/faqs",
    "faq": "/faq/leaders-non-practising-status",
    "search": "/search?q=can+i+stay+registered+as+physio+chief+executive",
    "nothing found": "/search?q=zzzqqq",
    "answer": "/answer/doctor/chief-executive",
    "answer with facts": "/answer/pharmacist/chief-executive?intends_to_practise_gb=no&uses_professional_knowledge=no&other_practice=none",
    "answer with dates": "/answer/pharmacist/chair?expiry_date=2026-12-31&intends_to_practise_gb=yes&renewed=no&uses_professional_knowledge=yes&cpd_records=2",
    "regulator": "/regulator/nmc",
    "changes": "/changes",
    "changes of an answer": "/changes?profession=nurse&role=chief-executive",
    "two versions": "/guidance/gphc/fees/compare?from=2024-04-01&to=2025-09-01",
    "record": "/guidance/hcpc/fees/record?on=2026-11-22",
    "due": "/due",
    "table": "/rules/gphc",
    "row of a table": "/rules/nmc/rows/4b",
    "evidence": "/evidence/gphc",
    "ask": "/answer",
    "elsewhere": "/elsewhere/dentist",
    "schemes side by side": "/compare",
    "professions for a role": "/compare/chief-nurse",
    "about": "/about",
    "open data": "/data",
    "contract": "/contract",
    "error": "/nothing",
}


# The table is as long as a hundred other pages: axe takes as long over it as over all of them, so it is looked at once.
@pytest.mark.parametrize(("kind", "width", "scheme"), [(kind, *look) for kind in KINDS for look in (LOOKS[:1] if kind == "table" else LOOKS)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, address: str, kind: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + KINDS[kind], width, scheme)
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_of_anybody_else_and_nothing_is_stored(browser: Browser, address: str, kind: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, said = listen(page)
    page.goto(address + KINDS[kind])
    assert all(url.startswith(address) for url in asked), asked
    assert {url.removeprefix(address) for url in asked[1:]} <= {"/static/stay.css", "/static/mark.svg", "/static/suggest.js"}
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [text for text in said if "404" not in text] == []
    context.close()


@pytest.mark.parametrize("role", ["chief-executive", "chair", "chief-nurse", "retired"])
@pytest.mark.parametrize("profession", ["nurse", "doctor", "orthoptist", "pharmacist"])
def test_the_outcome_is_above_the_fold_on_a_small_phone(browser: Browser, address: str, profession: str, role: str) -> None:
    page = open_page(browser, f"{address}/answer/{profession}/{role}", 320, height=568)
    box = page.locator(".verdict .mark").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 568
    page.context.close()


@pytest.mark.parametrize("kind", ["guidance", "faq", "answer", "about"])
def test_lines_have_45_to_75_characters(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind])
    longest = page.evaluate(
        """() => [...document.querySelectorAll('main p')].filter(p => p.offsetHeight > 60
            && !p.closest('details:not([open])') && p.clientWidth > 400).map(p => {
          const range = document.createRange(), walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), lines = {};
          while (walker.nextNode()) {
            for (let i = 0; i < walker.currentNode.length; i++) {
              range.setStart(walker.currentNode, i);
              range.setEnd(walker.currentNode, i + 1);
              const box = range.getBoundingClientRect();
              if (box.height) lines[Math.round(box.bottom / 8)] = (lines[Math.round(box.bottom / 8)] || 0) + 1;
            }
          }
          return Math.max(...Object.values(lines));
        })"""
    )
    assert longest, "no paragraph of three lines to measure"
    assert 45 <= min(longest)
    assert max(longest) <= 75
    page.context.close()


@pytest.mark.parametrize("kind", ["home", "guidance", "answer", "search", "table"])
def test_two_weights_and_two_families_at_most(browser: Browser, address: str, kind: str) -> None:
    page = open_page(browser, address + KINDS[kind])
    weights = page.evaluate("[...new Set([...document.querySelectorAll('body *')].map(node => getComputedStyle(node).fontWeight))]")
    assert len(weights) <= 2, weights
    page.context.close()


def test_the_keyboard_reaches_everything_and_focus_is_seen(browser: Browser, address: str) -> None:
    page = open_page(browser, address + "/answer/pharmacist/chief-executive")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "sr-main"
    reached = set()
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        outline, name = page.evaluate(
            "[getComputedStyle(document.activeElement).outlineStyle, document.activeElement.name || document.activeElement.textContent.trim()]"
        )
        assert outline != "none", name
        reached.add(name)
    assert "uses_professional_knowledge" in reached
    page.context.close()


def test_a_question_is_asked_and_answered_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = open_page(browser, address + "/")
    page.locator("#sr-profession").select_option("pharmacist")
    page.locator("#sr-role").select_option("chief-executive")
    page.locator("form.ask button").press("Enter")
    page.wait_for_url("**/answer/pharmacist/chief-executive")
    page.locator("input[name=uses_professional_knowledge][value=no]").press("Space")
    page.locator(".second form > button").press("Enter")
    page.wait_for_url("**uses_professional_knowledge=no*")
    assert "uses_professional_knowledge=no" in page.url
    page.go_back()
    assert page.url.endswith("/answer/pharmacist/chief-executive")
    page.context.close()


@pytest.mark.parametrize("kind", ["home", "answer", "guidance", "faq"])
def test_pages_are_complete_without_scripts_and_small(browser: Browser, address: str, kind: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address + KINDS[kind])
    assert page.locator("h1").count() == 1
    assert sum(sizes) < 200_000
    context.close()


def test_targets_are_large_enough(browser: Browser, address: str) -> None:
    page = open_page(browser, address + "/answer/nurse/chief-executive", 320)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=radio]):not([type=hidden]), .pick')]
          .filter(node => node.offsetParent && node.offsetHeight < 44).map(node => node.outerHTML.slice(0, 80))"""
    )
    assert small == []
    page.context.close()
