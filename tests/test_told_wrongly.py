"""What an address tells and we cannot read is told to the reader, with the way on: never left out in silence, and never followed by comfort."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("address", "named", "mended"),
    [
        ("/answer?profession=nurse&role=chair&also=astronaut", "astronaut", "/answer?profession=nurse&role=chair"),
        ("/answer?profession=nurse&role=chair&also=nurse", "nurse", "/answer?profession=nurse&role=chair"),
        ("/answer?profession=nurse&role=chair&also=dentist", "dentist", "/answer?profession=nurse&role=chair"),
        ("/answer?profession=nurse&role=emperor", "emperor", "/answer?profession=nurse"),
        ("/answer?profession=astronaut", "astronaut", "/answer"),
        ("/answer?ask=two&role=chair", "two", "/answer?role=chair"),
    ],
)
def test_a_form_address_with_an_unknown_value_says_so_and_offers_the_rest(client: FlaskClient, address: str, named: str, mended: str) -> None:
    response = client.get(address)
    page = BeautifulSoup(response.text, "html.parser")
    link = page.select_one("main a.button")
    assert response.status_code == 400
    assert f"“{named}”" in page.get_text()
    assert link is not None and link["href"] == mended
    assert client.get(mended).status_code in (200, 302)


@pytest.mark.parametrize("wrong", ["hours_by_deadline=lots", "renewal_date=2027-13-01", "status=retired", "horoscope=leo"])
def test_an_old_answer_with_something_unread_is_not_said_to_be_unchanged(client: FlaskClient, wrong: str) -> None:
    printed = f"/answer/nurse/chief-executive?on=2026-11-22&uses_professional_knowledge=yes&{wrong}"
    page = BeautifulSoup(client.get(f"/answer/again?address={quote(printed, safe='')}").text, "html.parser")
    lead = page.select_one(".lead")
    assert lead is not None and "could not be read" in lead.get_text()
    assert "Nothing has changed" not in page.get_text()
    assert page.select("main .warning")


def test_an_old_answer_that_can_be_read_and_is_the_same_is_said_to_be_unchanged(client: FlaskClient) -> None:
    printed = quote("/answer/nurse/chief-executive?on=2026-11-22&uses_professional_knowledge=yes", safe="")
    page = BeautifulSoup(client.get(f"/answer/again?address={printed}").text, "html.parser")
    lead = page.select_one(".lead")
    assert lead is not None and lead.get_text().startswith("Nothing has changed")
