"""General answers are kept as pages, a bounded number of them; what a person tells never is."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from rules import routes
from rules.kept import Kept


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    pages = Kept(2)
    monkeypatch.setattr(routes, "GENERAL", pages)
    return pages


def test_the_least_lately_asked_for_is_forgotten_first() -> None:
    made: list[str] = []
    pages = Kept(2)

    def ask(name: str) -> str:
        return pages.page(name, lambda: made.append(name) or name)  # type: ignore[func-returns-value]

    assert [ask(name) for name in "abacab"] == list("abacab")
    assert made == list("abcb")


def test_a_page_that_fails_is_not_kept() -> None:
    pages = Kept(2)
    with pytest.raises(ZeroDivisionError):
        pages.page("a", lambda: str(1 // 0))
    assert pages.page("a", lambda: "made") == "made"


def test_a_kept_page_is_the_page_made_anew_and_each_day_has_its_own(client: FlaskClient, kept: Kept) -> None:
    addresses = ["/answer/nurse/chair", "/answer/nurse/chair?on=2027-06-01", "/answer/nurse/chief-executive"]
    anew = [client.get(address).text for address in addresses]
    assert len(set(anew)) == 3
    for _ in range(2):
        assert [client.get(address).text for address in addresses] == anew


def test_what_a_person_tells_is_never_kept(client: FlaskClient, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "page", lambda key, make: pytest.fail("a personal page was about to be kept"))
    response = client.get("/answer/nurse/chair?hours_by_deadline=300")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
