"""Who may read what from elsewhere (CORS), and Last-Modified: when it is told, and that it never keeps a reader on an older wording."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_date

from embedding.data.sharing import PREFLIGHT, SHARED
from serving.headers import PUBLIC
from serving.moments import Moments

OPEN = (
    "/api/v1/guidance",
    "/api/v1/faq/gphc-leadership-course-as-cpd",
    "/api/v1/answer?profession=nurse&role=chief-executive",
    "/api/v1/answer?profession=nurse&role=chief-executive&hours_by_deadline=300",
    "/api/v1/openapi.json",
    "/api/v1/search?q=hours",
    "/changes.atom",
    "/changes.json",
    "/search/feed?q=hours",
    "/rules/nmc.csv",
    "/compare.csv",
    "/contract.atom",
    "/embed/v1/element.js",
    "/sitemap.xml",
    "/api/v1/nothing",
    "/api/v1/guidance?colour=blue",
)
CLOSED = (
    "/",
    "/faqs",
    "/answer/nurse/chief-executive",
    "/publish",
    "/api/v1/publications",
    "/api/v1/reports",
    "/healthz",
    "/changes",
    "/api/v2/x",
    "/rules/nmc",
    "/search/misses.csv",
    "/publish/submissions/changes.atom",
    "/guidance/nmc/changes.atom",
)


@pytest.mark.parametrize("address", OPEN)
def test_scripts_of_other_sites_may_read_open_data_and_its_errors(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Origin": "https://intranet.example"})
    assert SHARED.items() <= dict(response.headers).items()
    assert "Access-Control-Allow-Credentials" not in response.headers and "Set-Cookie" not in response.headers
    assert not PREFLIGHT.keys() & dict(response.headers).keys()


@pytest.mark.parametrize("address", CLOSED)
def test_they_may_read_nothing_else(client: FlaskClient, address: str) -> None:
    for method in ("GET", "OPTIONS"):
        response = client.open(address, method=method, headers={"Origin": "https://intranet.example", "Access-Control-Request-Method": "GET"})
        assert not [name for name in response.headers.keys() if name.startswith("Access-Control-")]
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("address", [*OPEN[:13], "/api/v1/publicationsx"])
def test_a_browser_that_asks_first_is_told_what_it_may_send(client: FlaskClient, address: str) -> None:
    asks = {"Origin": "https://intranet.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    response = client.options(address, headers=asks)
    assert (SHARED | PREFLIGHT).items() <= dict(response.headers).items()
    if address in OPEN:
        assert response.status_code == 200 and not response.data


# Last-Modified


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-11-22T{text}+00:00")


DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def moments(tmp_path: Path) -> Callable[..., Moments]:
    """A function that gives the moments of a process that started at a time, over a log with these lines."""

    def make(*lines: str, started: str = "00:00:30") -> Moments:
        log = tmp_path / "releases.log"
        log.write_text("".join(lines), encoding="ascii")
        return Moments(log, at(started))

    return make


def line(time: str, name: str) -> str:
    return f"{at(time).isoformat(timespec='seconds')} {name}\n"


@pytest.mark.parametrize(
    ("log", "started", "today", "now", "told"),
    [
        ([("08:00:00", "a")], "07:00:00", DAY, "09:00:00", "08:00:00"),
        ([("08:00:00", "a")], "08:30:00.9", DAY, "09:00:00", "08:30:00"),
        ([("08:00:00", "a")], "07:00:00", DAY + datetime.timedelta(days=9), "09:00:00", "08:00:00"),
        ([("08:00:00", "a"), ("08:10:00", "b"), ("08:20:00", "a")], "07:00:00", DAY, "09:00:00", "08:20:00"),
        ([("08:00:00", "a"), ("07:10:00", "b")], "07:00:00", DAY, "09:00:00", None),
        ([("08:00:00", "b"), ("07:10:00", "a")], "07:00:00", DAY, "09:00:00", "08:00:02"),
        ([("08:00:00", "b"), ("08:00:00", "a")], "07:00:00", DAY, "08:00:00.4", None),
        ([("08:00:00", "b"), ("08:00:01", "a")], "07:00:00", DAY, "08:00:02.4", "08:00:01"),
        ([("08:00:00", "a")], "07:00:00", DAY, "08:00:00.4", "07:59:59"),
        ([("08:00:00", "b")], "07:00:00", DAY, "09:00:00", None),
        ([], "07:00:00", DAY, "09:00:00", None),
    ],
)
def test_last_modified_is_the_latest_of_release_day_and_process(
    moments: Callable[..., Moments], log: list[tuple[str, str]], started: str, today: datetime.date, now: str, told: str | None
) -> None:
    found = moments(*(line(*item) for item in log), started=started).last("a", today, at(now))
    assert found == (at(told) if told else None)


def test_a_day_begins_at_midnight_in_london(moments: Callable[..., Moments]) -> None:
    summer = datetime.datetime(2027, 6, 1, 12, tzinfo=datetime.UTC)
    found = moments(line("08:00:00", "a")).last("a", datetime.date(2027, 6, 1), summer)
    assert found == datetime.datetime(2027, 5, 31, 23, tzinfo=datetime.UTC)


def test_a_torn_or_missing_log_tells_nothing_wrong(moments: Callable[..., Moments], tmp_path: Path) -> None:
    assert moments(line("08:00:00", "a"), "2026-11-22T08\n", "2026-11-22 b\n", "2026-11-22T08:30:00+00:0").last("a", DAY, at("09:00:00")) == at("08:00:00")
    assert Moments(tmp_path / "none.log", at("08:00:00")).last("a", DAY, at("09:00:00")) is None


def test_no_two_releases_in_a_row_are_told_alike(moments: Callable[..., Moments]) -> None:
    """However quickly they follow one another, a reader of the one is never told that the other is not modified."""
    for gap in range(4):
        times = [f"08:00:{number * gap:02}" for number in range(6)]
        lines = [line(time, str(number)) for number, time in enumerate(times)]
        held: list[datetime.datetime] = []
        for number, time in enumerate(times):
            known = moments(*lines[: number + 1])
            seen = {known.last(str(number), DAY, at(time) + datetime.timedelta(milliseconds=100 * tenth)) for tenth in range(10 * gap or 10)}
            now = [each for each in seen if each]
            assert all(each <= at(time) + datetime.timedelta(seconds=gap or 1) for each in now)
            assert not now or not held or min(now) > max(held)
            held = now or held


def test_pages_and_data_say_when_they_last_changed(app: Flask) -> None:
    client = app.test_client()
    for address in ("/", "/faqs", "/api/v1/guidance", "/changes.atom", "/search?q=hours"):
        first = client.get(address)
        told = first.headers["Last-Modified"]
        moment, sent = parse_date(told), parse_date(first.headers["Date"]) if "Date" in first.headers else datetime.datetime.now(datetime.UTC)
        assert moment and sent and moment <= sent
        again = client.get(address, headers={"If-Modified-Since": told})
        assert again.status_code == 304 and again.headers["ETag"] == first.headers["ETag"] and not again.data
        assert again.headers["Cache-Control"] == PUBLIC
        assert client.get(address, headers={"If-Modified-Since": "Sun, 01 Nov 2026 00:00:00 GMT"}).status_code == 200
        assert client.get(address, headers={"If-Modified-Since": told, "If-None-Match": '"other"'}).status_code == 200


def test_what_is_nobody_elses_says_no_moment(client: FlaskClient) -> None:
    for address in ("/answer/nurse/chief-executive?hours_by_deadline=300", "/nothing", "/api/v1/search/misses", "/healthz"):
        assert "Last-Modified" not in client.get(address).headers
