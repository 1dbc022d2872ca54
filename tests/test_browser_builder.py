"""The builder in a real Chromium: axe, reflow, the preview, copying, renewing as one chooses, and all of it that must work without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import LOOKS, NEEDS_CHROMIUM, faults, listen, open_page

pytestmark = NEEDS_CHROMIUM

KINDS = {
    "list": "/embed?regulator=nmc&max=3",
    "questions": "/embed?ids=gmc-cpd-points,nmc-extension&find=hours",
    "answer": "/embed?show=answer&profession=nurse&role=chair&theme=dark&level=9",
    "nothing yet": "/embed?show=questions",
    "pack": "/embed/pack",
}


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A list, as its owner has just opened the builder."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(f"{address}/embed")
    yield opened
    context.close()


@pytest.mark.parametrize(("kind", "width", "scheme"), [(kind, *look) for kind in KINDS for look in LOOKS])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, address: str, kind: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + KINDS[kind], width, scheme)
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_owner_without_scripts_gets_a_preview_and_every_code(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/embed")
    page.get_by_role("link", name="One answer").click()
    page.get_by_label("They are registered as").select_option("nurse")
    page.get_by_label("and work as").select_option("chair")
    page.get_by_role("button", name="Make the code").click()
    expect(page.frame_locator("iframe").get_by_role("heading", level=2)).to_have_text("Can a nurse stay registered as a chair?")
    assert page.locator("iframe").get_attribute("height") == "600"
    for name in ("Plain address", "Frame", "Frame that fits", "Copy in plain HTML"):
        assert "/embed/v1/" in page.get_by_role("textbox", name=name, exact=True).input_value()
    assert page.get_by_role("button", name=re.compile("^Copy")).count() == 0
    page.get_by_label("Phone").check()
    frame = page.locator("iframe").bounding_box()
    assert frame is not None and frame["width"] == min(324, width - 32)
    context.close()


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_button_copies_the_code_and_keeps_the_focus(page: Page, clipboard: bool) -> None:
    if not clipboard:  # as where the page is not read over https
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    button = page.get_by_role("button", name="Copy Frame", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".code", has=button).get_by_role("status")).to_have_text("Copied.")
    expect(button).to_be_focused()
    wanted = page.get_by_role("textbox", name="Frame", exact=True).input_value()
    note = page.get_by_label("A line of your own")
    note.evaluate("node => node.removeAttribute('maxlength')")
    note.focus()
    page.keyboard.press("Control+V")
    assert note.input_value() == wanted


def test_where_nothing_may_be_copied_the_code_is_selected(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false")
    page.get_by_role("button", name="Copy Plain address").click()
    expect(page.locator(".code").first.get_by_role("status")).to_contain_text("copy it with your keyboard")
    assert page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)").endswith(
        "/embed/v1/faqs"
    )


def test_what_one_chooses_is_seen_at_once_and_the_focus_stays(page: Page, address: str) -> None:
    page.get_by_label("Phone").check()
    note = page.get_by_label("A line of your own")
    note.focus()
    page.keyboard.type('Ask "HR" & us')
    expect(page.frame_locator("iframe").locator(".sr-note")).to_contain_text('Ask "HR" & us')
    expect(note).to_be_focused()
    assert note.input_value() == 'Ask "HR" & us'
    expect(page.locator("#sr-said")).to_have_text("Preview and codes renewed.")
    expect(page.get_by_label("Phone")).to_be_checked()
    page.get_by_label("Regulator").select_option("gphc")
    expect(page.locator("iframe")).to_have_attribute("src", re.compile("regulator=gphc"))
    assert page.get_by_role("textbox", name="Plain address").input_value() == f"{address}/embed/v1/faqs?note=Ask%20%22HR%22%20%26%20us&regulator=gphc"
    expect(page.get_by_role("button", name="Copy Frame", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="One answer")).to_have_attribute("href", re.compile("note=Ask"))
    assert "regulator=gphc" in page.url
    page.reload()
    assert page.get_by_label("A line of your own").input_value() == 'Ask "HR" & us'


def test_a_fault_is_told_while_one_types_and_goes_with_it(page: Page) -> None:
    page.get_by_label("At most how many questions").fill("99")
    expect(page.locator(".making-result .banner")).to_contain_text("“99” is no number of questions")
    page.get_by_label("At most how many questions").fill("4")
    expect(page.locator(".making-result .banner")).to_have_count(0)
    expect(page.frame_locator("iframe").locator(".sr-item")).to_have_count(4)


def test_words_narrow_the_questions_and_ticks_make_the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/embed?show=questions")
    page.get_by_label("Show only questions with these words").fill("hours NURSE")
    shown = page.locator(".picks li:visible")
    assert 0 < shown.count() < 10
    assert all("hours" in text.lower() and "nurse" in text.lower() for text in shown.all_inner_texts())
    shown.first.get_by_role("checkbox").check()
    expect(page.locator("iframe")).to_have_attribute("src", re.compile("/embed/v1/faq/"))
    page.get_by_label("Show only questions with these words").fill("")
    page.get_by_text("HCPC (").click()
    page.locator(".picks[open] li:visible").first.get_by_role("checkbox").check()
    expect(page.locator("iframe")).to_have_attribute("src", re.compile("/embed/v1/faqs[?]ids=[a-z0-9-]+,[a-z0-9-]+$"))
    page.keyboard.press("Enter")


def test_the_button_leads_to_the_result(page: Page) -> None:
    page.get_by_role("button", name="Make the code").click()
    expect(page.locator("#sr-result")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Wide")).to_be_focused()


def test_when_the_server_is_silent_the_form_says_so_and_is_sent_plainly(page: Page) -> None:
    page.route("**/embed?*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    page.get_by_label("Regulator").select_option("nmc")
    expect(page.locator("#sr-said")).to_contain_text("could not be renewed")
    page.get_by_role("button", name="Make the code").click()
    page.wait_for_url("**/embed?*regulator=nmc*")
    expect(page.locator("iframe")).to_have_attribute("src", "/embed/v1/faqs?regulator=nmc")


def test_nothing_is_asked_of_anybody_else_and_nothing_is_stored(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked, said = listen(page)
    page.goto(f"{address}/embed?ids=gmc-cpd-points")
    page.get_by_label("Colours").select_option("plain")
    expect(page.locator("#sr-said")).to_have_text("Preview and codes renewed.")
    assert all(url.startswith(address) for url in asked), asked
    assert context.cookies() == [] and page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert [text for text in said if "the document's frame is sandboxed" not in text] == []  # the preview runs no script, as the frame code allows none
    context.close()


def test_the_picture_of_the_steps_can_be_read(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/embed/pack", 320)
    picture = page.get_by_role("img", name=re.compile("HTML Field Security"))
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert picture.evaluate("node => node.complete && node.naturalWidth") == 340
    assert box is not None and box["width"] > 270  # text of 16 in 340 is then 12.7 pixels high
    page.context.close()
