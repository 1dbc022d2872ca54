"""What was shown, told apart from what was in force: the record that each release leaves, and the pages that tell it."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from publishing import checks
from publishing.record.history import stood
from publishing.record.shown import Entry, Shown, state
from publishing.release import Releases
from tests.altered_content import AHEAD, HOURS, over
from tests.conftest import TODAY
from tests.miniature_content import PAGE, QUESTION, miniature, version
from tests.test_pages import inspect

Files = dict[str, bytes]
MOMENT = datetime.datetime(2026, 11, 22, 7, 30, tzinfo=datetime.UTC)
LATER = PAGE.replace("2026-11-22", "2027-01-01")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text + "+00:00")


# ---- the record


@pytest.fixture
def record(tmp_path: Path) -> Shown:
    return Shown(tmp_path / "shown.jsonl")


def test_each_release_tells_what_it_changed(record: Shown) -> None:
    first, second = version("One"), version("Two")
    record.add("a-3", at("2026-11-22T09:00:00"), lambda: {PAGE: first, QUESTION: first, "roles.toml": b"x"})
    record.add("b-3", at("2026-11-23T09:00:00"), lambda: {PAGE: second, LATER: first})
    record.add("c-3", at("2026-11-24T09:00:00"), lambda: {PAGE: second, LATER: first})
    entries = Shown(record.path).entries()
    assert [(entry.release, dict(entry.changed)) for entry in entries] == [
        ("a-3", {QUESTION: sha(first), PAGE: sha(first)}),
        ("b-3", {PAGE: sha(second), LATER: sha(first), QUESTION: None}),
        ("c-3", {}),
    ]
    assert entries[1].at == at("2026-11-23T09:00:00")
    assert state(entries) == {PAGE: sha(second), LATER: sha(first)}


def test_wordings_are_kept_once_and_as_they_were(record: Shown) -> None:
    odd = "\ufeff---\r\ntitle: “Tür”\r\n".encode()
    record.add("a-3", at("2026-11-22T09:00:00"), lambda: {PAGE: odd, LATER: odd})
    record.add("b-3", at("2026-11-23T09:00:00"), lambda: {QUESTION: odd, PAGE: version()})
    held = Shown(record.path)
    assert held.wording(sha(odd)) == odd
    assert held.wording(sha(version())) == version()
    assert held.wording("0" * 64) is None
    assert record.path.read_text().count(sha(odd) + '", "text"') == 1


def test_the_same_release_is_recorded_once(record: Shown) -> None:
    for _ in range(2):
        record.add("a-3", at("2026-11-22T09:00:00"), lambda: {PAGE: version()})
    assert len(record.entries()) == 1
    assert record.holds("a-3")
    assert not record.holds("b-3")


@pytest.mark.parametrize("left", [0, 1, 40, 700, -1, -2, -30])
def test_a_torn_record_is_made_whole(record: Shown, left: int) -> None:
    record.add("a-3", at("2026-11-22T09:00:00"), lambda: {PAGE: version("One")})
    whole = record.path.read_bytes()
    record.add("b-3", at("2026-11-23T09:00:00"), lambda: {PAGE: version("Two")})
    added = record.path.read_bytes()[len(whole) :]
    record.path.write_bytes(whole + added[:left])
    again = Shown(record.path)
    assert [entry.release for entry in again.entries()] == (["a-3", "b-3"] if left == -1 else ["a-3"])
    again.add("b-3", at("2026-11-23T09:00:00"), lambda: {PAGE: version("Two")})
    assert [(entry.release, dict(entry.changed)) for entry in again.entries()] == [("a-3", {PAGE: sha(version("One"))}), ("b-3", {PAGE: sha(version("Two"))})]
    assert again.wording(sha(version("Two"))) == version("Two")
    assert again.path.read_bytes().startswith(whole)


def test_a_damaged_wording_is_not_given_out(record: Shown) -> None:
    record.add("a-3", at("2026-11-22T09:00:00"), lambda: {PAGE: version("One")})
    record.path.write_bytes(record.path.read_bytes().replace(b"title: One", b"title: Two"))
    assert Shown(record.path).wording(sha(version("One"))) is None


# ---- releases write it


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """Miniature content has no decision tables; all other checks are real."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    return Releases(tmp_path / "instance")


def test_a_release_is_recorded_with_the_time_of_its_pointer(releases: Releases) -> None:
    name = releases.make(miniature(), TODAY)
    [entry] = releases.shown.entries()
    assert (entry.release, set(entry.changed)) == (name, {PAGE, QUESTION})
    assert abs(entry.at.timestamp() - releases.pointer.stat().st_mtime) < 1


def test_what_a_kill_left_unrecorded_is_made_up_for(releases: Releases) -> None:
    first = releases.make(miniature(), TODAY)
    held = releases.shown.path.read_bytes()
    second = releases.make({**miniature(), PAGE: version("Two")}, TODAY)
    os.utime(releases.pointer, (MOMENT.timestamp(), MOMENT.timestamp()))
    releases.shown.path.write_bytes(held)
    assert not Releases(releases.instance).is_settled(second)
    third = Releases(releases.instance).make({**miniature(), PAGE: version("Three")}, TODAY)
    assert [entry.release for entry in releases.shown.entries()] == [first, second, third]
    assert releases.shown.entries()[1].at == MOMENT


def test_a_record_that_cannot_be_written_stops_no_release(releases: Releases, caplog: pytest.LogCaptureFixture) -> None:
    releases.instance.mkdir()
    releases.shown.path.mkdir()
    name = releases.make(miniature(), TODAY)
    assert releases.current() == name
    assert "the record of what was shown could not be written" in caplog.text


# ---- what stood at an address


def entry(moment: str, **files: str | None) -> Entry:
    return Entry(at(moment), moment[:10], {f"guidance/nmc/hours/{name[1:].replace('_', '-').replace('r', '.')}.md": total for name, total in files.items()})


CASES: dict[str, tuple[list[Entry], str, list[tuple[str, str, str, str | None]]]] = {
    "nothing": ([], "2027-01-01", []),
    "one version": ([entry("2026-11-22T09:00:00", v2026_11_22="a")], "2026-12-01", [("2026-11-22", "a", "2026-11-22T09:00:00", None)]),
    "a version ahead takes over at midnight": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2026-12-01T10:00:00", v2027_01_01="b")],
        "2027-01-02",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2027-01-01T00:00:00"), ("2027-01-01", "b", "2027-01-01T00:00:00", None)],
    ),
    "and not before": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a", v2027_01_01="b")],
        "2026-12-31",
        [("2026-11-22", "a", "2026-11-22T09:00:00", None)],
    ),
    "midnight in summer is that of London": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a", v2027_07_01="b")],
        "2027-07-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2027-06-30T23:00:00"), ("2027-07-01", "b", "2027-06-30T23:00:00", None)],
    ),
    "published late": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2027-01-05T10:00:00", v2027_01_01="b")],
        "2027-02-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2027-01-05T10:00:00"), ("2027-01-01", "b", "2027-01-05T10:00:00", None)],
    ),
    "a date of checking edited": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2026-11-25T10:00:00", v2026_11_22="c")],
        "2027-02-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2026-11-25T10:00:00"), ("2026-11-22", "c", "2026-11-25T10:00:00", None)],
    ),
    "a correction of the same day": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2026-11-22T10:00:00", v2026_11_22r2="b")],
        "2026-11-22",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2026-11-22T10:00:00"), ("2026-11-22.2", "b", "2026-11-22T10:00:00", None)],
    ),
    "removed and put back": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2026-11-23T09:00:00", v2026_11_22=None), entry("2026-11-24T09:00:00", v2026_11_22="a")],
        "2026-12-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", "2026-11-23T09:00:00"), ("2026-11-22", "a", "2026-11-24T09:00:00", None)],
    ),
    "removed before it began": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a", v2027_01_01="b"), entry("2026-12-22T09:00:00", v2027_01_01=None)],
        "2027-02-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", None)],
    ),
    "announced alone, then in force": (
        [entry("2026-11-22T09:00:00", v2027_01_01="a", v2027_02_01="b")],
        "2027-01-15",
        [("2027-01-01", "a", "2026-11-22T09:00:00", None)],
    ),
    "an older version added is not shown": (
        [entry("2026-11-22T09:00:00", v2026_11_22="a"), entry("2026-11-25T10:00:00", v2020_01_01="c")],
        "2027-02-01",
        [("2026-11-22", "a", "2026-11-22T09:00:00", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_stood_at_an_address(case: str) -> None:
    entries, today, expected = CASES[case]
    found = stood(entries, "nmc", "hours", datetime.date.fromisoformat(today))
    assert [(str(item.stamp), item.sha256, item.begun, item.ended) for item in found] == [
        (stamp, total, at(begun), at(ended) if ended else None) for stamp, total, begun, ended in expected
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-11-21", []), ("2026-11-22", ["a"]), ("2026-12-31", ["a"]), ("2027-01-01", ["b"]), ("2027-01-05", ["b", "c"]), ("2027-01-06", ["c"])],
)
def test_what_stood_there_on_a_day(day: str, expected: list[str]) -> None:
    entries = [entry("2026-11-22T09:00:00", v2026_11_22="a", v2027_01_01="b"), entry("2027-01-05T10:00:00", v2027_01_01="c")]
    found = stood(entries, "nmc", "hours", datetime.date(2027, 2, 1))
    assert [item.sha256 for item in found if item.on(datetime.date.fromisoformat(day))] == expected


# ---- the pages


@pytest.fixture(scope="module")
def recorded(altered_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The altered site, with the record of a page that was changed within its version."""
    folder = tmp_path_factory.mktemp("recorded")
    shutil.copytree(altered_folder, folder, dirs_exist_ok=True)
    record, data = folder / "instance" / "shown.jsonl", (folder / "content" / HOURS).read_bytes()
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    earlier = data.replace(b"450 hours", b"460 hours")
    lines[-1]["at"] = "2026-11-20T09:00:00+00:00"
    lines[-1]["changed"][HOURS] = sha(earlier)
    now = {"at": "2026-11-22T08:30:00+00:00", "release": lines[-1]["release"], "changed": {HOURS: sha(data)}}
    lines = [{"sha256": sha(earlier), "text": earlier.decode()}, *lines, now]
    record.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


@pytest.fixture
def reader(recorded: Path) -> Callable[[str], FlaskClient]:
    """A function that gives a reader on a day."""
    return lambda day: over(recorded, day).test_client()


RECORD = "/guidance/nmc/practice-hours/record"


def test_the_record_of_a_page_tells_all_that_stood_there(reader: Callable[[str], FlaskClient], content_files: Files) -> None:
    response = reader("2027-01-02").get(RECORD)
    inspect(response.text, RECORD)
    told = reader("2027-01-02").get(f"/api/v1{RECORD}").get_json()
    assert [(item["version"], item["shown_from"], item["shown_until"]) for item in told["stood"]] == [
        ("2026-11-22", "2026-11-20T09:00:00Z", "2026-11-22T08:30:00Z"),
        ("2026-11-22", "2026-11-22T08:30:00Z", "2027-01-01T00:00:00Z"),
        ("2027-01-01", "2027-01-01T00:00:00Z", None),
    ]
    assert told["stood"][1]["sha256"] == sha(content_files[HOURS])
    assert told["record_from"] == "2026-11-20T09:00:00Z"
    assert "22 November 2026 at 08:30" in response.text


def test_what_was_shown_is_told_apart_from_what_was_in_force(reader: Callable[[str], FlaskClient]) -> None:
    """On 21 November this site showed a wording that by its dates began a day later."""
    client = reader("2027-01-02")
    told = client.get(f"/api/v1{RECORD}?on=2026-11-21").get_json()
    assert (told["kept"], told["in_force"], [item["version"] for item in told["shown"]]) == (True, None, ["2026-11-22"])
    text = client.get(f"{RECORD}?on=2026-11-21").text
    inspect(text, RECORD)
    assert "460 hours" in text
    assert "450 hours" not in re.sub(r'(?s)<section aria-labelledby="sr-record".*', "", text).split('id="sr-said-1"')[1]
    assert "None of the versions that we hold today." in text


def test_a_day_on_which_the_wording_changed_shows_both(reader: Callable[[str], FlaskClient]) -> None:
    text = reader("2027-01-02").get(f"{RECORD}?on=2026-11-22").text
    inspect(text, RECORD)
    first, second = text.split('id="sr-said-1"')[1].split('id="sr-said-2"')
    assert "450 hours" in first
    assert "460 hours" in second
    assert "Both are the same version." in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{RECORD}?on=2026-11-19", "We cannot say. This site has kept its record since 20 November 2026 at 09:00."),
        (f"{RECORD}?on=2027-06-01", "That day is still to come."),
        ("/faq/nmc-extension/record?on=2026-11-22", "Withdrawn on 22 November 2026: It was asked no more."),
    ],
)
def test_what_the_record_cannot_say_it_does_not_say(reader: Callable[[str], FlaskClient], address: str, words: str) -> None:
    response = reader("2027-01-02").get(address)
    assert response.status_code == 200
    assert words in response.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{RECORD}?on=yesterday", 400),
        (f"{RECORD}?colour=blue", 400),
        ("/guidance/nmc/nothing/record", 404),
        ("/guidance/faq/gphc-fee/record", 404),
        ("/faq/gphc-fee/record", 200),
    ],
)
def test_addresses_of_the_record_are_read_strictly(client: FlaskClient, address: str, status: int) -> None:
    for prefix in ("", "/api/v1"):
        assert client.get(prefix + address).status_code == status


def test_a_page_that_was_removed_keeps_its_record(recorded: Path, reader: Callable[[str], FlaskClient]) -> None:
    record = recorded / "instance" / "shown.jsonl"
    held, gone = record.read_bytes(), "guidance/nmc/gone/2026-11-22.md"
    data = (recorded / "content" / AHEAD).read_text()
    lines = [
        {"sha256": sha(data.encode()), "text": data},
        {"at": "2026-11-22T08:40:00+00:00", "release": "x-3", "changed": {gone: sha(data.encode())}},
        {"at": "2026-11-22T08:50:00+00:00", "release": "y-3", "changed": {gone: None}},
    ]
    try:
        record.write_bytes(held + "".join(json.dumps(line) + "\n" for line in lines).encode())
        response = reader("2027-01-02").get("/guidance/nmc/gone/record?on=2026-11-22")
    finally:
        record.write_bytes(held)
    assert response.status_code == 200
    inspect(response.text, "gone")
    assert "This wording takes the place of an earlier one." in response.text
    assert "which was removed" in response.text
