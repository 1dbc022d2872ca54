"""The application as a whole: settings, headers, errors, addresses, caches, dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from serving.headers import HEADERS
from serving.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = [
    "/",
    "/guidance",
    "/guidance/nmc/practice-hours",
    "/guidance/hcpc/fees/2021-07-01",
    "/faqs",
    "/faqs?regulator=gphc",
    "/regulator/nmc",
    "/regulator/context",
    "/changes",
    "/evidence/gmc",
    "/rules/hcpc",
    "/about",
    "/how-we-check",
    "/privacy",
    "/accessibility",
    "/answer",
    "/answer/nurse/chief-executive",
    "/elsewhere/dentist",
    "/search?q=practice+hours",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_answer_with_all_headers_and_no_cookie(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "Set-Cookie" not in response.headers
    assert "Last-Modified" in response.headers
    assert response.headers["Cache-Control"].startswith("public, max-age=60")


@pytest.mark.parametrize("address", PUBLIC)
def test_an_unchanged_page_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert not first.headers["ETag"].startswith("W/")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_setting_is_in_the_readme_and_unknown_ones_are_refused() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"`STAY_{setting.name}`" in readme
        assert setting.help in readme
    with pytest.raises(ValueError, match="STAY_COLOUR is not a setting"):
        create_app({"STAY_COLOUR": "blue"})
    with pytest.raises(ValueError, match="write it as 2026-12-31"):
        create_app({"STAY_TODAY": "tomorrow"})


ERRORS = [
    ("/nothing", 404),
    ("/guidance/nmc/nothing", 404),
    ("/guidance/nmc/practice-hours/1999-01-01", 404),
    ("/guidance/nmc/practice-hours?on=soon", 400),
    ("/guidance/nmc/practice-hours?colour=blue", 400),
    ("/answer/nurse/astronaut", 404),
    ("/answer/pharmacist/chief-executive?open_case=perhaps", 400),
    ("/answer/pharmacist/chief-executive?licence=yes", 400),
    ("/search?status=lost", 400),
    ("/faqs?regulator=nobody", 404),
    ("/rules/context", 404),
    ("/evidence/nobody", 404),
]


@pytest.mark.parametrize(("address", "status"), ERRORS)
def test_failures_have_a_page_with_a_way_on(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    assert 'href="/answer"' in response.text
    assert response.text.count("<h1") == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/guidance/nmc/nothing", 404),
        ("/api/v1/faq/nothing", 404),
        ("/api/v1/search?colour=blue", 400),
        ("/api/v1/answer", 400),
        ("/api/v1/answer?profession=nurse", 400),
        ("/api/v1/answer?profession=dentist&role=chair", 400),
        ("/api/v1/answer?profession=nurse&role=chief-executive&hours_by_deadline=many", 400),
        ("/api/v1/answer?profession=nurse&role=chief-executive&on=2026-13-01", 400),
    ],
)
def test_the_api_has_one_error_shape(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = response.get_json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == status


def test_an_unknown_parameter_keeps_the_known_facts_and_offers_the_mended_address(client: FlaskClient) -> None:
    response = client.get("/answer/pharmacist/chief-executive?open_case=no&colour=blue")
    assert response.status_code == 400
    assert "colour" in response.text
    assert 'href="/answer/pharmacist/chief-executive?open_case=no"' in response.text


@pytest.mark.parametrize("name", ["utm_source", "fbclid", "web", "gclid"])
def test_tracking_names_are_dropped_by_redirect(client: FlaskClient, name: str) -> None:
    response = client.get(f"/search?q=hours&{name}=1")
    assert response.status_code == 302
    assert response.headers["Location"] == "/search?q=hours"


def test_an_empty_fact_is_an_absent_one(client: FlaskClient) -> None:
    response = client.get("/answer/pharmacist/chief-executive?open_case=&uses_title=yes")
    assert response.status_code == 302
    assert response.headers["Location"] == "/answer/pharmacist/chief-executive?uses_title=yes"


def test_a_page_with_a_persons_facts_is_kept_by_nobody(client: FlaskClient) -> None:
    for address in ("/answer/pharmacist/chief-executive?open_case=no", "/api/v1/answer?profession=pharmacist&role=chief-executive&open_case=no"):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers


def test_another_registers_profession_is_sent_on(client: FlaskClient) -> None:
    response = client.get("/answer?profession=dentist&role=chief-executive", follow_redirects=True)
    assert "General Dental Council" in response.text
    assert client.get("/answer/dentist/chief-executive").headers["Location"] == "/elsewhere/dentist"


def test_readiness_names_the_release(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz").get_json()
    assert ready["status"] == "ready"
    assert ready["on"] == "2026-11-22"
    assert ready["digest"]
    assert ready["rejected"] == []


def test_on_gives_the_wording_of_that_day(client: FlaskClient) -> None:
    then = client.get("/guidance/hcpc/fees?on=2022-01-01").text
    now = client.get("/guidance/hcpc/fees").text
    assert "98.12" in then and "You are reading this as of" in then
    assert "123.34" in now and "You are reading this as of" not in now


def test_a_version_ahead_takes_over_on_its_day(site: Callable[[str], Flask]) -> None:
    address = "/api/v1/guidance/gphc/posts-tied-to-registration"
    before, after = site("2026-12-09").test_client().get(address), site("2026-12-10").test_client().get(address)
    assert before.get_json()["version"] != "2026-12-10"
    assert after.get_json()["version"] == "2026-12-10"
    assert before.headers["ETag"] != after.headers["ETag"]


def test_replaced_and_announced_wordings_stand_under_a_banner(client: FlaskClient) -> None:
    assert "<strong>Replaced.</strong>" in client.get("/guidance/hcpc/fees/2021-07-01").text
    assert "<strong>Announced.</strong>" in client.get("/guidance/gphc/posts-tied-to-registration/2026-12-10").text


def test_london_decides_what_day_it_is(monkeypatch: pytest.MonkeyPatch, site: Callable[[str], Flask]) -> None:
    class Summer(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Summer:
            return cls(2026, 6, 30, 23, 30, tzinfo=datetime.UTC).astimezone(tz)

    monkeypatch.setattr("app.datetime.datetime", Summer)
    assert site("").config["CLOCK"]() == datetime.date(2026, 7, 1)


@pytest.mark.parametrize("kind", ["guidance", "faqs", "professions", "roles", "changes"])
def test_lists_have_json_twins(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/api/v1/{kind}").get_json()


def test_a_page_and_its_json_say_the_same(client: FlaskClient) -> None:
    page = client.get("/api/v1/guidance/nmc/practice-hours").get_json()
    text = client.get("/guidance/nmc/practice-hours").text
    assert page["title"] in text
    for section in page["sections"]:
        assert f'id="{section["anchor"]}"' in text
        assert section["html"] in text
