"""The tour of duty in a real Chromium: axe, reflow, colours, print, and the form by keyboard without scripts. Skipped loudly without Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.chromium import NEEDS_CHROMIUM, faults, open_page

pytestmark = NEEDS_CHROMIUM
TWO = {
    "profession": "doctor", "second": "nurse", "start": "2026-12", "submission_date": "2028-06-30", "second_renewal_date": "2027-04-30",
    "stage1_role": "chief-executive", "stage1_months": "48", "stage1_aim": "keep-licence", "stage1_connection": "ro", "stage1_post_reserved": "no",
    "stage1_second_weekly_hours": "0", "stage1_second_uses_professional_knowledge": "no",
}  # fmt: skip
KINDS = {
    "start": "/plan",
    "form": "/plan?profession=nurse",
    "faults": "/plan?profession=nurse&stage1_role=chief-nurse",
    "two registers": f"/plan?{urlencode(TWO)}",
}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light")])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, address: str, kind: str, width: int, scheme: str) -> None:
    page = open_page(browser, address + KINDS[kind], width, scheme)
    assert faults(page) == []
    assert page.evaluate("[...document.querySelectorAll('svg text')].every(each => each.getBBox().x + each.getBBox().width <= 320)")
    page.context.close()


def test_a_plan_is_laid_out_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/plan")
    page.get_by_label("I am, or was, registered as").select_option("physiotherapist")
    page.get_by_role("button", name="Lay out my roles").click()
    page.get_by_label("Role", exact=True).select_option("chief-executive")
    page.get_by_label("How many months does it last?").fill("60")
    page.get_by_role("button", name="Show my plan").click()
    assert page.locator("h1").inner_text() == "Your tour of duty"
    assert "start=2026-11" in page.url
    assert page.get_by_role("img", name="Timeline for the HCPC").is_visible()
    page.get_by_label("Role", exact=True).last.select_option("clinical")
    page.get_by_label("How many months does it last?").last.fill("12")
    page.get_by_role("button", name="Show my plan").click()
    assert "stage2_role=clinical" in page.url
    context.close()


def test_print_and_forced_colours_keep_the_picture(browser: Browser, address: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + KINDS["two registers"])
    inks = page.evaluate("[...document.querySelectorAll('.tour-picture g, .tour-picture text')].map(each => getComputedStyle(each).color)")
    assert len(set(inks)) == 1, "one ink for all, that of the system"
    page.emulate_media(media="print", forced_colors="none")
    assert not page.get_by_role("button", name="Show my plan").is_visible()
    assert page.get_by_role("img", name="Timeline for the GMC").is_visible()
    context.close()
