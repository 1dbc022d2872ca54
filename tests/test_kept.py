"""General answers are kept as pages, a bounded number of them; what a person tells never is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from guidance.recent import Recent
from rules import routes


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Recent:
    pages = Recent(2)
    monkeypatch.setattr(routes, "GENERAL", pages)
    return pages


def test_a_kept_page_is_the_page_made_anew_and_each_day_has_its_own(client: FlaskClient, kept: Recent) -> None:
    addresses = ["/answer/nurse/chair", "/answer/nurse/chair?on=2027-06-01", "/answer/nurse/chief-executive"]
    anew = [client.get(address).text for address in addresses]
    assert len(set(anew)) == 3
    for _ in range(2):
        assert [client.get(address).text for address in addresses] == anew


def test_what_a_person_tells_is_never_kept(client: FlaskClient, kept: Recent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "get", lambda key, source, make: pytest.fail("a personal page was about to be kept"))
    response = client.get("/answer/nurse/chair?hours_by_deadline=300")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
