"""Suggestions in a real Chromium: keys, mouse, what a screen reader is told, what is asked for, and that nothing needs the script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.chromium import LOOKS, NEEDS_CHROMIUM, faults, open_page

pytestmark = NEEDS_CHROMIUM
PLACES = {"home": "/", "a page": "/faqs", "results": "/search?q=", "suggestions": "/search/suggest"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where anything is said on its console or thrown: a broken content security policy among them."""
    context = browser.new_context(viewport={"width": 1024, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []


def box(page: Page) -> Locator:
    return page.locator("form.find input[name=q]")


def listed(page: Page) -> Locator:
    return page.locator(".suggestions [role=option]")


def type_words(page: Page, words: str) -> Locator:
    """Type into the search box, wait for the list, and give its options."""
    box(page).click()
    page.keyboard.type(words)
    options = listed(page)
    expect(options.first).to_be_visible()
    return options


def active(page: Page) -> str | None:
    """The words of the option that is chosen, by what a screen reader is told; and the same must be shown as chosen."""
    named = box(page).get_attribute("aria-activedescendant")
    shown = page.locator("[role=option][aria-selected=true]")
    if named is None:
        assert shown.count() == 0
        return None
    assert shown.count() == 1 and shown.get_attribute("id") == named
    return shown.inner_text()


@pytest.mark.parametrize("place", PLACES)
def test_typing_opens_a_list_and_the_box_tells_of_it(page: Page, address: str, place: str) -> None:
    page.goto(address + PLACES[place])
    field = box(page)
    assert field.get_attribute("role") == "combobox"
    assert (field.get_attribute("aria-expanded"), field.get_attribute("aria-autocomplete")) == ("false", "list")
    opened = page.locator(f"#{field.get_attribute('aria-controls')}")
    expect(opened).to_be_hidden()
    options = type_words(page, "physio ceo")
    assert (opened.get_attribute("role"), opened.get_attribute("aria-label")) == ("listbox", "Suggestions")
    assert field.get_attribute("aria-expanded") == "true"
    assert options.first.inner_text() == "Can a physiotherapist stay registered as a chief executive? HCPC"
    assert [group.get_attribute("aria-labelledby") for group in opened.get_by_role("group").all()] == [
        f"{opened.get_attribute('id')}-{kind}" for kind in ("answer", "faq", "section")
    ]
    assert opened.get_by_role("group", name="Answers").get_by_role("option").count() >= 1
    said = page.locator("form.find [role=status]")
    assert said.inner_text() == f"{options.count()} suggestions." and said.get_attribute("aria-live") == "polite"
    assert page.evaluate("[...document.querySelectorAll('[id]')].every((node, _, all) => all.filter(other => other.id === node.id).length === 1)")


def test_arrows_home_and_end_move_through_the_list_and_round(page: Page, address: str) -> None:
    page.goto(address + "/")
    options = type_words(page, "nurse")
    words = options.all_inner_texts()
    assert active(page) is None
    for key, wanted in [
        ("ArrowDown", words[0]), ("ArrowDown", words[1]), ("End", words[-1]), ("Home", words[0]), ("ArrowUp", None), ("ArrowUp", words[-1]),
        ("ArrowDown", None), ("ArrowDown", words[0]), ("ArrowLeft", None),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert active(page) == wanted, key
    assert page.evaluate("document.activeElement.name") == "q"
    assert box(page).input_value() == "nurse"


def test_enter_goes_to_what_is_chosen_and_otherwise_searches(page: Page, address: str) -> None:
    page.goto(address + "/")
    type_words(page, "nurse ceo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer/nurse/chief-executive")
    type_words(page, "nurse ceo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=nurse+ceo")


def test_escape_closes_first_and_then_clears(page: Page, address: str) -> None:
    page.goto(address + "/")
    options = type_words(page, "nurse")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    assert (box(page).input_value(), box(page).get_attribute("aria-expanded"), active(page)) == ("nurse", "false", None)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert box(page).input_value() == ""


def test_tab_closes_and_goes_on(page: Page, address: str) -> None:
    page.goto(address + "/")
    options = type_words(page, "nurse")
    page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_mouse_and_touch_choose(browser: Browser, address: str) -> None:
    for touch in (False, True):
        context = browser.new_context(has_touch=touch, viewport={"width": 390, "height": 800})
        page = context.new_page()
        page.goto(address + "/faqs")
        options = type_words(page, "nurse ceo")
        options.first.tap() if touch else options.first.click()
        page.wait_for_url("**/answer/nurse/chief-executive")
        context.close()


def test_a_click_elsewhere_closes(page: Page, address: str) -> None:
    page.goto(address + "/faqs")
    options = type_words(page, "nurse")
    page.locator("h1").click(position={"x": 2, "y": 2})
    expect(options.first).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_in_the_open_list(browser: Browser, address: str, place: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + PLACES[place], width, scheme)
    options = type_words(page, "execuitve nurse")
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    shown = options.first.bounding_box()
    assert shown and shown["x"] >= 0 and shown["x"] + shown["width"] <= width and shown["height"] >= 44
    assert all(
        int(weight) in (400, 700) for weight in page.evaluate("[...document.querySelectorAll('[role=option]')].map(n => getComputedStyle(n).fontWeight)")
    )
    page.context.close()


def test_the_chosen_option_is_seen_in_forced_colours_and_when_zoomed(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256}, forced_colors="active")  # 1280 by 1024 at 400 %
    page = context.new_page()
    page.goto(address + "/")
    options = type_words(page, "nurse")
    for _ in range(options.count()):
        page.keyboard.press("ArrowDown")
        chosen = page.locator("[aria-selected=true]")
        assert chosen.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        seen = chosen.bounding_box()
        assert seen and seen["y"] >= -1 and seen["y"] + min(seen["height"], 44) <= 257
    context.close()


@pytest.mark.parametrize("place", PLACES)
def test_without_scripts_the_form_works(browser: Browser, address: str, place: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PLACES[place])
    assert box(page).get_attribute("role") is None
    box(page).fill("nurse ceo")
    box(page).press("Enter")
    page.wait_for_url(f"**/search{'/suggest' if place == 'suggestions' else ''}?q=nurse+ceo")
    page.goto(address + "/search?q=nurse+ceo")
    page.get_by_role("link", name="Suggestions for these words").click()
    page.get_by_role("link", name="Can a nurse stay registered as a chief executive?").click()
    page.wait_for_url("**/answer/nurse/chief-executive")
    context.close()


def test_only_this_site_is_asked_and_only_after_a_pause_and_nothing_is_stored(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address + "/")
    box(page).press("n")
    page.wait_for_timeout(400)
    assert set(asked) <= {"/", "/static/stay.css", "/static/suggest.js", "/static/mark.svg"}
    type_words(page, "urse ch")
    page.wait_for_timeout(400)
    sent = [url for url in asked if not url.startswith("/static/") and url != "/"]
    assert 1 <= len(sent) < 7 and sent[-1] == "/api/v1/suggest?q=nurse+ch"
    assert all(url.startswith("/api/v1/suggest?q=nu") for url in sent)
    page.keyboard.press("Backspace")
    page.wait_for_timeout(400)
    page.keyboard.type("h")
    page.wait_for_timeout(400)
    assert asked.count("/api/v1/suggest?q=nurse+ch") == 1, "what was asked once is remembered"
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_an_earlier_answer_that_comes_late_is_dropped(page: Page, address: str) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        words = parse_qs(urlsplit(route.request.url).query)["q"][0]
        if words == "nurse":
            held.append(route)
        else:
            route.fulfill(body=json.dumps({"query": words, "suggestions": [suggestion(words)], "did_you_mean": None}), content_type="application/json")

    page.route("**/api/v1/suggest**", hold_first)
    page.goto(address + "/")
    box(page).press_sequentially("nurse")
    page.wait_for_timeout(300)
    assert held
    box(page).press_sequentially(" ceo")
    expect(listed(page)).to_have_text("nurse ceo NMC")
    late = json.dumps({"query": "nurse", "suggestions": [suggestion("late")], "did_you_mean": None})
    try:
        held[0].fulfill(body=late, content_type="application/json")
    except Exception as error:
        assert "abort" in str(error).lower() or "handled" in str(error).lower(), error
    page.wait_for_timeout(200)
    expect(listed(page)).to_have_text("nurse ceo NMC")


def suggestion(text: str) -> dict[str, str]:
    return {"text": text, "kind": "faq", "regulator": "nmc", "label": "NMC", "url": "/faqs"}


def test_markup_in_a_suggestion_stays_text(page: Page, address: str) -> None:
    markup = "<img src=x onerror=alert(1)><b>bold</b>"
    body = json.dumps({"query": "x", "suggestions": [suggestion(markup)], "did_you_mean": markup})
    page.route("**/api/v1/suggest**", lambda route: route.fulfill(body=body, content_type="application/json"))
    page.goto(address + "/")
    options = type_words(page, "nurse")
    assert options.first.inner_text() == f"{markup} NMC"
    assert page.locator("form.find b, form.find img").count() == 0


@pytest.mark.parametrize("status", [500, 200])
def test_faults_are_silent_and_the_form_goes_on(browser: Browser, address: str, status: int) -> None:
    context = browser.new_context()
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.route("**/api/v1/suggest**", lambda route: route.fulfill(status=status, body="{", content_type="application/json"))
    page.goto(address + "/")
    box(page).press_sequentially("nurse")
    page.wait_for_timeout(400)
    assert listed(page).count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=nurse")
    assert thrown == []
    context.close()


def test_nothing_is_asked_while_a_word_is_being_composed(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "/")
    box(page).click()
    began = len(asked)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "nur", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(400)
    assert len(asked) == began
    session.send("Input.insertText", {"text": "nurse"})
    expect(listed(page).first).to_be_visible()
    session.detach()


def test_a_search_for_another_date_suggests_for_that_date(page: Page, address: str) -> None:
    page.goto(address + "/search?q=&on=2026-12-10&regulator=gphc")
    type_words(page, "posts tied")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guidance/gphc/posts-tied-to-registration?on=2026-12-10**")
