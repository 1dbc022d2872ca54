"""Pieces of answer pages that are kept: nobody's page may depend on who asked before, and nothing that was told may be kept."""

from __future__ import annotations

import datetime
import re

import pytest
from flask.testing import FlaskClient

from guidance.dates import in_words
from guidance.recent import Recent
from rules import fragments, routes

TOLD = {
    "/answer/doctor/chief-executive": "submission_date=2027-01-17&last_appraisal_months=3&skip=country",
    "/answer/nurse/chief-executive": "renewal_date=2027-05-31&hours_by_deadline=312&skip=intends",
    "/answer/physiotherapist/chief-executive": "months_since_practice=100&cpd_record=none",
    "/answer/pharmacist/chief-executive": "expiry_date=2027-02-27&uses_professional_knowledge=yes&also=doctor",
}
"""For each regulator, facts whose dates and numbers stand on a page in words."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are made anew, and no piece of them is kept from other tests."""
    monkeypatch.setattr(routes, "GENERAL", Recent(0))
    monkeypatch.setattr(fragments, "FRAGMENTS", Recent(8192))


def page(client: FlaskClient, address: str) -> str:
    """A page that is found."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.text


@pytest.mark.parametrize("address", TOLD)
def test_pages_do_not_depend_on_who_asked_before(client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = f"{address}?{TOLD[address]}"
    first = {"general": page(client, address), "told": page(client, own)}
    monkeypatch.setattr(fragments, "FRAGMENTS", Recent(8192))
    assert {"told": page(client, own), "general": page(client, address)} == first
    assert {"general": page(client, address), "told": page(client, own)} == first


@pytest.mark.parametrize("address", TOLD)
def test_pieces_hold_nothing_that_was_told(client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page(client, address)
    general = kept()
    monkeypatch.setattr(fragments, "FRAGMENTS", Recent(8192))
    page(client, f"{address}?{TOLD[address]}")
    told = kept()
    shared = general.keys() & told.keys()
    assert len(shared) > 20
    assert {key: told[key] for key in shared} == {key: general[key] for key in shared}
    days = re.findall(r"=(\d{4}-\d\d-\d\d)", TOLD[address])
    words = [*days, *(in_words(datetime.date.fromisoformat(day)) for day in days)]
    assert not [text for text in told.values() for word in words if word in text]


def kept() -> dict[object, str]:
    """What is kept, by its key; pieces that are found by the passages that they were made from are told by those."""
    return {key: str(made) for key, (_, made) in fragments.FRAGMENTS._kept.items()}
