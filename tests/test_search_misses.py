"""Searches that found nothing: which count, what may be kept of their words, what is on disk when, and the page that everybody can read."""

from __future__ import annotations

import csv
import datetime
import io
import logging
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.spreadsheet import harmless
from search import analysis, counting
from search.counting import Counter, CountsUnreadable
from search.intent import Intent
from search.masking import LONGEST, MOST_WORDS, PLAIN, PRIVATE, TITLES, OwnWords, listable
from search.misses import Day, Miss, Report, Text, arrange, csv_text, read_miss
from search.results import ResultPage
from search.synonyms import Clash

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 22)
OURS = frozenset("nurse hours registration page may ward sister chief executive gmc nmc letter keep trust day price board pin doctor".split()) | analysis.STOP
MASKED = {
    "nurse hours": "nurse hours",
    "Nurse HOURS": "nurse hours",
    "hours of jane.page@nhs.net": "hours of …",
    "hours jane.page @ nhs.net board": "hours … board",
    "see www.page.uk/board?nurse=1 hours": "… # hours",
    "see www.page.uk/board hours": "… hours",
    "https://page.trust/nurse hours": "… hours",
    "page.trust.uk hours": "… hours",
    "gmc 7012345 hours": "gmc # hours",
    "pin 12A3456E": "pin #",
    "pin 12a 3456e": "pin #",
    "PH12345 registration": "# registration",
    "+44 (0)7700 900-123 board": "# board",
    "1/5/84 nurse": "# nurse",
    "5 May 1984 board": "# … # board",
    "７０１２３４５ board": "# board",
    "½ hours": "# hours",
    "Dr Page hours of the board": "… of the board",
    "dr page ward hours": "… hours",
    "dr may ward of the board": "… of the board",
    "mrs price of board": "… of board",
    "Prof. Page and the board": "… and the board",
    "sister page hours": "sister …",
    "hours and sister page": "hours and sister …",
    "nurse Page hours": "nurse … hours",
    "trust board Price Page": "trust board …",
    "SMITH NURSE HOURS": "… nurse hours",
    "john page nurse": "… page nurse",
    "smith-page board": "… page board",
    "<b>nurse</b> 'board": "… nurse … board",
    "nurse\u202e hours": "nurse hours",
    "nurse \ud800 hours": "nurse hours",
    "nmc is corrupt": "nmc is …",
    "nurse struck off": "",
    "dr struck": "",
    "nurse conviction board": "",
    "nurse depressed": "",
    "wife of the chief executive": "",
    "zzzqqq": "",
    "7012345": "",
    "who is it": "",
    "": "",
    "nurse hours nurse page nurse board nurse trust day": "",
    "nurse hours nurse page nurse board nurse trust": "nurse hours nurse page nurse board nurse trust",
}


@pytest.mark.parametrize("typed", MASKED)
def test_only_words_that_name_nobody_get_through(typed: str) -> None:
    assert listable(typed, OURS) == MASKED[typed]


@settings(max_examples=300, deadline=None)
@given(
    st.text()
    | st.from_regex(r"(?:[A-Za-z@.:/0-9٣] ?){0,30}")
    | st.lists(st.sampled_from(["nurse", "dr", "Page", "12A", "3456E", "a@b", "²", "٣٤٥"])).map(" ".join)
)
def test_no_number_no_address_and_nothing_unknown_survives(typed: str) -> None:
    kept = listable(typed, OURS)
    assert not re.search(r"\d|@|://", kept)
    assert set(kept.split()) <= OURS | PLAIN | {"…", "#"}
    assert len(kept) <= LONGEST and len(kept.split()) <= MOST_WORDS


def test_people_whom_our_pages_name_are_not_listed(app: Flask) -> None:
    release = app.extensions["current"].release()
    ours = OwnWords(release.aids, release.library)
    named = "kark leng hooper follett veronesi florence nightingale mary seacole nye bevan elizabeth garrett anderson edward jenner rosalind".split()
    let_through = {word for word in named if (analysis.stem(word),) in release.aids.thesaurus.targets}  # as the name of a report or programme
    assert [word for word in {*named} - let_through if word in ours] == []
    assert [word for word in "roylance franklin bristol mark smith jones letby shipman green j".split() if word in ours] == []
    assert [word for word in "nurse revalidation licence executive ceo physio appraisal app portfolio portfolios".split() if word not in ours] == []


def test_lists_of_words_are_folded() -> None:
    assert all(analysis.fold(word) == word for word in PLAIN | TITLES)
    assert all(analysis.stem(word) for word in PRIVATE)


def results(**changes: Any) -> ResultPage:
    told = {"query": "nurse hours", "total": 0, "page": 1, "pages": 0, "size": 10, "results": (), "facets": (), "did_you_mean": None, "message": ""}
    return ResultPage(**{**told, "intent": Intent(), "digest": "d", "weak": True, **changes})


CLASH = Clash.model_validate({"letters": "PA", "meanings": [{"means": "one"}, {"means": "other"}]})
COUNTED: dict[str, tuple[dict[str, Any], bool, Miss | None]] = {
    "nothing found": ({}, False, Miss("empty", "nurse hours")),
    "weak": ({"total": 3}, False, Miss("weak", "nurse hours")),
    "good": ({"total": 3, "weak": False}, False, None),
    "answered": ({}, True, None),
    "asked back": ({"intent": Intent(clashes=(CLASH,))}, False, None),
    "no words": ({"query": "?!"}, False, None),
    "mended": ({"query": "nurs hours", "did_you_mean": "nurse hours"}, False, Miss("empty", "nurse hours")),
    "nothing to list": ({"query": "zzz"}, False, Miss("empty", "")),
}


@pytest.mark.parametrize("case", COUNTED)
def test_what_is_a_miss(case: str) -> None:
    changes, answered, wanted = COUNTED[case]
    assert read_miss(results(**changes), answered, OURS) == wanted


class Clock:
    """A running minute that a test moves."""

    def __init__(self) -> None:
        self.minute = 1

    def __call__(self) -> int:
        return self.minute


def count(counter: Counter, clock: Clock, text: str, times: int = 1, day: datetime.date = TODAY) -> None:
    """Count a text as often as told, a minute apart."""
    for _ in range(times):
        clock.minute += 1
        counter.count(Miss("empty", text), text, day)
        assert counter.settle(30)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Counter:
    return Counter(tmp_path / "misses", clock)


def test_a_text_is_on_disk_and_listed_from_the_third_time_only(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    count(counter, clock, "quagga board", 2)
    assert b"quagga" not in on_disk(tmp_path)
    assert counter.report(TODAY) == Report((Day(TODAY, 2, 0, 0),), ())
    count(counter, clock, "quagga board")
    assert b"quagga" in on_disk(tmp_path)
    assert counter.report(TODAY).texts == (Text("quagga board", ((TODAY, 3),)),)


def test_nothing_is_made_before_the_first_miss(counter: Counter, tmp_path: Path) -> None:
    assert counter.report(TODAY) == Report()
    assert not list(tmp_path.iterdir())


def test_the_same_minute_counts_once_in_one_process_and_in_two(clock: Clock, tmp_path: Path) -> None:
    one, other = Counter(tmp_path, clock), Counter(tmp_path, clock)
    for counter in (one, other, one, other):
        counter.count(Miss("empty", "nurse hours"), "nurse hours", TODAY)
        counter.count(Miss("empty", "nurse hours"), "Nurse hours?", TODAY)
        assert counter.settle(30)
    assert one.report(TODAY).days == (Day(TODAY, 1, 0, 0),)
    clock.minute += 1
    one.count(Miss("weak", "nurse hours"), "nurse hours", TODAY)
    assert one.report(TODAY).days == (Day(TODAY, 1, 1, 0),)


def test_what_is_never_listed_leaves_a_sum_and_nothing_else(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    count(counter, clock, "", 5)
    assert counter.report(TODAY) == Report((Day(TODAY, 5, 0, 5),), ())
    with closing(sqlite3.connect(tmp_path / "misses" / "misses.db")) as base:
        assert [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("counts", "texts", "lately")] == [0, 0, 0]


def test_nothing_outlives_ninety_days(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    count(counter, clock, "quagga board", 3)
    last = TODAY + datetime.timedelta(days=89)
    assert [item.text for item in counter.report(last).texts] == ["quagga board"]
    clock.minute += 1
    assert counter.report(last + datetime.timedelta(days=1)) == Report()
    assert b"quagga" not in on_disk(tmp_path)
    with closing(sqlite3.connect(tmp_path / "misses" / "misses.db")) as base:
        assert [base.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("days", "counts", "texts", "lately")] == [0, 0, 0, 0]


def test_a_text_goes_when_fewer_than_three_are_left(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    later = TODAY + datetime.timedelta(days=60)
    count(counter, clock, "quagga board", 2)
    count(counter, clock, "quagga board", 1, later)
    assert counter.report(later).texts == (Text("quagga board", ((later, 1), (TODAY, 2))),)
    count(counter, clock, "nurse hours", 1, later + datetime.timedelta(days=30))
    assert counter.report(later + datetime.timedelta(days=30)).texts == ()
    assert b"quagga" not in on_disk(tmp_path)


def test_the_folder_holds_no_time_no_order_and_is_private(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    for text in ("nurse hours", "board", "trust day"):
        count(counter, clock, text, 3)
    folder = tmp_path / "misses"
    assert sorted(path.name for path in folder.iterdir()) == ["key", "misses.db"]
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "key", folder / "misses.db")] == ["0o700", "0o600", "0o600"]
    with closing(sqlite3.connect(folder / "misses.db")) as base:
        made = [sql for (sql,) in base.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")]
        assert len(made) == 4 and all("WITHOUT ROWID" in sql for sql in made)
        stamps = {value for (value,) in base.execute("SELECT day FROM days UNION SELECT day FROM counts")}
        assert stamps == {"2026-11-22"}
        assert base.execute("SELECT count(*) FROM lately").fetchone()[0] <= 1


def test_without_its_key_nothing_is_known_again(counter: Counter, clock: Clock, tmp_path: Path) -> None:
    count(counter, clock, "quagga board", 3)
    (tmp_path / "misses" / "key").unlink()
    count(counter, clock, "nurse hours")
    assert counter.report(TODAY).texts == ()
    assert b"quagga" not in on_disk(tmp_path)


def test_a_flood_is_bounded_and_said(monkeypatch: pytest.MonkeyPatch, counter: Counter, clock: Clock) -> None:
    monkeypatch.setattr(counting, "MOST_A_DAY", 3)
    for number in range(5):
        count(counter, clock, f"nurse {'x' * number}", 1)
    count(counter, clock, "nurse ", 2)
    report = counter.report(TODAY)
    assert report.days == (Day(TODAY, 7, 0, 0, full=True),)
    assert [item.text for item in report.texts] == ["nurse "]
    for number in range(5000):
        counter.count(Miss("empty", "board"), str(number), TODAY)
    assert len(counter._seen) == counting.MOST_A_MINUTE


WORKER = """
import datetime, sys
from pathlib import Path
from search import counting
from search.misses import Miss
counting.WAIT = 30.0
at = [int(sys.argv[2])]
counter = counting.Counter(Path(sys.argv[1]), lambda: at[0])
for number in range(40):
    at[0] += 2
    counter.count(Miss("weak", f"text {number % 4}"), f"text {number % 4}", datetime.date(2026, 11, 22))
    assert counter.settle(30)
"""


def test_two_processes_count_together(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), start], cwd=ROOT, stderr=subprocess.PIPE, text=True) for start in ("0", "1001")]
    assert [process.communicate(timeout=60)[1] for process in running] == ["", ""]
    report = Counter(tmp_path).report(TODAY)
    assert report.days == (Day(TODAY, 0, 80, 0),)
    assert [(item.text, item.total) for item in report.texts] == [(f"text {number}", 20) for number in range(4)]


FULL = """
import datetime, resource, signal, sys
from pathlib import Path
from search.counting import Counter, CountsUnreadable
from search.misses import Miss
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
counter = Counter(Path(sys.argv[1]), lambda: 1)
counter.count(Miss("weak", "quagga board"), "quagga board", datetime.date(2026, 11, 22))
try:
    print(counter.report(datetime.date(2026, 11, 22)))
except CountsUnreadable:
    print("unreadable")
"""


def test_a_full_disk_costs_counts_only(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "unreadable"
    assert done.stderr.count("\n") == 1 and "not counted" in done.stderr and "quagga" not in done.stderr


def test_a_locked_file_is_not_waited_for_by_a_search(
    monkeypatch: pytest.MonkeyPatch, counter: Counter, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(counting, "WAIT", 0.05)
    monkeypatch.setattr(counting, "READ_WAIT", 0.3)
    count(counter, clock, "nurse hours")
    with closing(sqlite3.connect(tmp_path / "misses" / "misses.db", isolation_level=None)) as base:
        base.execute("BEGIN EXCLUSIVE")
        for number in range(4):
            clock.minute += 1
            counter.count(Miss("weak", "quagga board"), f"quagga {number}", TODAY)
            with pytest.raises(CountsUnreadable):
                counter.report(TODAY)
        base.execute("ROLLBACK")
    count(counter, clock, "nurse hours")
    assert counter.report(TODAY).days == (Day(TODAY, 2, 0, 0),)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 1 and "SQLITE_BUSY" in said[0] and "quagga" not in caplog.text


def test_a_file_in_place_of_the_folder_is_told_once(counter: Counter, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "misses").write_text("")
    for _ in range(3):
        clock.minute += 1
        counter.count(Miss("weak", "quagga board"), "quagga board", TODAY)
        with pytest.raises(CountsUnreadable):
            counter.report(TODAY)
    assert len(caplog.records) == 1 and "quagga" not in caplog.text


def test_a_folder_that_cannot_be_written_still_shows_its_counts(
    monkeypatch: pytest.MonkeyPatch, counter: Counter, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    count(counter, clock, "nurse hours", 3)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    count(counter, clock, "nurse hours", 2)
    assert counter.report(TODAY).texts == (Text("nurse hours", ((TODAY, 3),)),)
    assert len(caplog.records) == 1


def test_a_damaged_file_is_begun_anew(counter: Counter, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    count(counter, clock, "nurse hours", 3)
    (tmp_path / "misses" / "misses.db").write_bytes(b"not a database at all" * 500)
    count(counter, clock, "nurse hours")
    assert counter.report(TODAY) == Report((Day(TODAY, 1, 0, 0),), ())
    assert len(caplog.records) == 1


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=10))
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert harmless(cell)[:1] not in tuple("=+-@\t\r\n")
    assert harmless(cell).removeprefix("'") == cell.removeprefix("'") or cell.startswith("'")


def test_the_file_is_csv_as_it_is_meant_to_be() -> None:
    report = arrange([Day(TODAY, 2, 1, 1)], [('=1+1,"nurse"', TODAY, 3), ("rare", TODAY, 2)])
    text = csv_text(report)
    assert text.endswith("\r\n") and text.count("\n") == text.count("\r\n") == 5
    assert list(csv.reader(io.StringIO(text))) == [
        ["day", "what", "text", "searches"],
        ["2026-11-22", "without a result", "", "2"],
        ["2026-11-22", "weak", "", "1"],
        ["2026-11-22", "never listed", "", "1"],
        ["2026-11-22", "text", '\'=1+1,"nurse"', "3"],
    ]


def test_newest_days_and_then_the_most_frequent_stand_first() -> None:
    before = TODAY - datetime.timedelta(days=1)
    report = arrange([Day(before, 1, 0, 0), Day(TODAY, 1, 0, 0)], [("a", before, 9), ("b", TODAY, 3), ("c", TODAY, 2), ("c", before, 2)])
    assert [day.day for day in report.days] == [TODAY, before]
    assert [(item.text, item.total) for item in report.texts] == [("c", 4), ("b", 3), ("a", 9)]


@pytest.fixture
def counted(app: Flask, tmp_path: Path, clock: Clock) -> Iterator[Counter]:
    """The site's counter, in a folder of its own."""
    kept = app.extensions["misses"]
    app.extensions["misses"] = Counter(tmp_path / "misses", clock)
    yield app.extensions["misses"]
    app.extensions["misses"] = kept


def total(counter: Counter) -> int:
    return sum(day.empty + day.weak for day in counter.report(TODAY).days)


REQUESTS: dict[str, tuple[str, str, dict[str, str], int]] = {
    "page": ("GET", "/search?q=zebra+quagga", {}, 1),
    "JSON": ("GET", "/api/v1/search?q=zebra+quagga", {}, 1),
    "first page said": ("GET", "/search?q=zebra+quagga&page=1", {}, 1),
    "head": ("HEAD", "/search?q=zebra+quagga", {}, 0),
    "second page": ("GET", "/search?q=zebra+quagga+nurse&page=2", {}, 0),
    "filter": ("GET", "/search?q=zebra+quagga&regulator=nmc", {}, 0),
    "filter in the words": ("GET", "/search?q=zebra+quagga+regulator:nmc", {}, 0),
    "other date": ("GET", "/search?q=zebra+quagga&on=2026-12-10", {}, 0),
    "date of today named, as the list's own links do": ("GET", "/search?q=zebra+quagga&on=2026-11-22", {}, 0),
    "other order": ("GET", "/search?q=zebra+quagga+nurse&sort=changed", {}, 0),
    "replaced": ("GET", "/search?q=zebra+quagga&status=replaced", {}, 0),
    "feed": ("GET", "/search/feed?q=zebra+quagga", {}, 0),
    "no words": ("GET", "/search", {}, 0),
    "refused": ("GET", "/search?q=zebra+quagga&colour=blue", {}, 0),
    "found": ("GET", "/search?q=nurse+practice+hours", {}, 0),
    "answered": ("GET", "/search?q=can+a+nurse+stay+registered+as+chief+executive", {}, 0),
    "signpost": ("GET", "/search?q=dentist+zebra", {}, 0),
    "changed since": ("GET", "/search?q=zebra+quagga", {"If-None-Match": '"other"'}, 1),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_which_requests_count(client: FlaskClient, counted: Counter, case: str) -> None:
    method, address, headers, wanted = REQUESTS[case]
    client.open(address, method=method, headers=headers)
    assert total(counted) == wanted


def test_a_page_that_the_reader_has_does_not_count_again(client: FlaskClient, counted: Counter, clock: Clock) -> None:
    stamp = client.get("/search?q=zebra+quagga").headers["ETag"]
    clock.minute += 1
    assert client.get("/search?q=zebra+quagga", headers={"If-None-Match": stamp}).status_code == 304
    assert total(counted) == 1


def test_a_search_leaves_no_trace_of_its_words_before_the_third(
    client: FlaskClient, counted: Counter, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for number in range(3):
        assert b"zebra" not in on_disk(tmp_path) and b"zebra" not in client.get("/search/misses").data
        clock.minute += 1
        client.get("/search?q=Zebra+xylophone+7012345+jane@nhs.net+for+Mrs+Quagga")
        assert total(counted) == number + 1
    kept = on_disk(tmp_path)
    assert b"zebra xylophone" in kept
    assert not [word for word in (b"7012345", b"jane", b"nhs.net", b"quagga", b"Quagga") if word in kept]
    assert "zebra" not in caplog.text.lower() and "quagga" not in caplog.text.lower()


@pytest.mark.parametrize("address", ["/search/misses", "/search/misses.csv", "/api/v1/search/misses"])
def test_the_lists_are_kept_by_nobody_and_tell_the_same(client: FlaskClient, counted: Counter, clock: Clock, address: str) -> None:
    count(counted, clock, "zebra nurse", 3)
    count(counted, clock, "zebra doctor", 4)
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "zebra nurse" in response.text and "zebra doctor" in response.text
    narrowed = client.get(f"{address}?regulator=nmc").text
    assert "zebra nurse" in narrowed and "zebra doctor" not in narrowed
    assert client.get(f"{address}?regulator=context").status_code == 404
    assert client.get(f"{address}?colour=blue").status_code == 400


def test_the_file_is_named_and_typed(client: FlaskClient, counted: Counter) -> None:
    headers = client.get("/search/misses.csv?regulator=gmc").headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename=searches-without-result-gmc-2026-11-22.csv"


def test_texts_are_escaped(client: FlaskClient, counted: Counter, clock: Clock) -> None:
    count(counted, clock, '<script>alert("1")</script>', 3)
    shown = client.get("/search/misses").text
    assert "<script>alert" not in shown and "&lt;script&gt;alert(&#34;1&#34;)" in shown


def test_counts_that_cannot_be_read_are_said_so(client: FlaskClient, counted: Counter, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "misses").write_text("")
    assert client.get("/search?q=zebra+quagga").status_code == 200
    for address, kind in (("/search/misses", "text/html"), ("/search/misses.csv", "text/html"), ("/api/v1/search/misses", "application/problem+json")):
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (503, kind)


def test_privacy_says_what_is_counted(client: FlaskClient) -> None:
    shown = client.get("/privacy").text
    assert 'id="sr-search"' in shown and "90 days" in shown and "third time" in shown
    assert client.get("/search/misses").status_code == 200
