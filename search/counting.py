"""Where searches without a result are counted: a small SQLite file in the instance folder, shared by all processes.

A text is on disk only while it has been searched for three times in 90 days; before, only its keyed hash is. No table has an order of arrival or a time but
the day. Counting never waits and never fails: a thread writes what requests hand over, and trouble is logged once.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from search.misses import LISTED, OFTEN, Day, Miss, Report, arrange, first_day

log = logging.getLogger(__name__)
MOST_A_DAY = 2000
"""Texts that are told apart on one day. A flood beyond it is only summed."""
MOST_A_MINUTE = 300
"""Searches that one process takes in a minute, and that may wait to be written."""
WAIT = 2.0
"""Seconds for which the writing thread waits for another process."""
READ_WAIT = 0.5
"""Seconds for which a reader waits, for the writing thread and for the file."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, empty INTEGER NOT NULL, weak INTEGER NOT NULL, unlisted INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS counts (day TEXT, sign BLOB, count INTEGER NOT NULL, PRIMARY KEY (day, sign)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS counts_by_sign ON counts (sign, count)",
    "CREATE TABLE IF NOT EXISTS texts (sign BLOB PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS lately (minute BLOB, sign BLOB, PRIMARY KEY (minute, sign)) WITHOUT ROWID",
)
_LATEST = (
    "SELECT text, day, count FROM (SELECT sign, text FROM texts JOIN counts USING (sign) WHERE day BETWEEN ? AND ? GROUP BY sign HAVING sum(count) >= ? "
    "ORDER BY max(day) DESC, sum(count) DESC, text LIMIT ?) JOIN counts USING (sign) WHERE day BETWEEN ? AND ?"
)
"""The texts to list, each with its counts by day; the order is that of `arrange`."""
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class CountsUnreadable(Exception):
    """The counts cannot be read at present."""


def running_minute() -> int:
    """The present minute of a clock that all processes of the machine share and that tells no time of day."""
    return int(time.monotonic() // 60)


class Counter:
    """Counts misses under a folder of its own. Threads and processes may share the folder; nothing is made in it before the first miss."""

    def __init__(self, folder: Path, minute: Callable[[], int] = running_minute) -> None:
        self._folder = folder
        self._base = folder / "misses.db"
        self._minute = minute
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._waiting: list[tuple[datetime.date, int, Miss | None]] = []
        self._writing = False
        self._complained = False
        self._now = -1
        self._seen: set[int] = set()

    def count(self, miss: Miss, typed: str, day: datetime.date) -> None:
        """Hand over a miss to be counted for a day, without waiting.

        typed: what was searched for, to know it again within the minute; it is not kept. What comes in excess is dropped. Raises nothing.
        """
        minute = self._minute()
        with self._turn:
            if minute != self._now:
                self._now, self._seen = minute, set()
            known = hash(typed.casefold())
            if known not in self._seen and len(self._seen) < MOST_A_MINUTE:
                self._seen.add(known)
                self._hand_over(day, minute, miss)

    def report(self, today: datetime.date) -> Report:
        """What is known of the last 90 days. Has what is older deleted. Raises CountsUnreadable."""
        if not (self._base.exists() or self._waiting or self._writing or self._complained):
            return Report()
        with self._turn:
            self._hand_over(today, self._minute(), None)
        self.settle(READ_WAIT)
        try:
            with closing(sqlite3.connect(f"{self._base.absolute().as_uri()}?mode=ro", uri=True, timeout=READ_WAIT)) as base:
                return _read(base, today)
        except sqlite3.Error as error:
            self._complain(error)
            raise CountsUnreadable from error

    def settle(self, seconds: float) -> bool:
        """Wait until everything that was handed over is written, or given up; whether it is, after so many seconds at most."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._waiting and not self._writing, seconds)

    def _hand_over(self, day: datetime.date, minute: int, miss: Miss | None) -> None:
        """Only under `_turn`."""
        if len(self._waiting) >= MOST_A_MINUTE:
            return
        self._waiting.append((day, minute, miss))
        if self._thread is None or not self._thread.is_alive():  # at the first miss, and again in a process that was forked after it
            try:
                self._thread = threading.Thread(target=self._work, name="misses", daemon=True)
                self._thread.start()
            except RuntimeError as error:
                self._thread = None
                self._complain(error)
        self._turn.notify_all()

    def _work(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: bool(self._waiting))
                batch, self._waiting, self._writing = self._waiting, [], True
            try:
                self._write(batch)
            except Exception as error:  # the thread must outlive any fault of one write
                self._complain(error)
            with self._turn:
                self._writing = False
                self._turn.notify_all()

    def _write(self, batch: list[tuple[datetime.date, int, Miss | None]]) -> None:
        try:
            self._add_all(batch)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
                raise
            self._complain(error)
            for path in (self._base, self._base.with_name("misses.db-journal")):  # counts are not worth a repair: they begin anew
                path.unlink(missing_ok=True)
            self._add_all(batch)

    def _add_all(self, batch: list[tuple[datetime.date, int, Miss | None]]) -> None:
        with self._alone() as base:
            secret = self._secret(base)
            for day, minute, miss in batch:
                if miss:
                    _add(base, secret, day, minute, miss)
            _forget(base, batch[-1][0], _sign(secret, f"minute {batch[-1][1]}"))

    @contextmanager
    def _alone(self) -> Iterator[sqlite3.Connection]:
        """The file, for one process at a time; all or nothing of what is done is kept."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self._base, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self._base, timeout=WAIT, isolation_level=None)) as base:
            base.execute("PRAGMA secure_delete = ON")
            base.execute("BEGIN IMMEDIATE")
            for table in _TABLES:
                base.execute(table)
            yield base
            base.execute("COMMIT")

    def _secret(self, base: sqlite3.Connection) -> bytes:
        """The key of all hashes, made at need. Where it was lost, nothing that was counted can be known again, and so nothing is kept."""
        path = self._folder / "key"
        found = path.read_bytes() if path.exists() else b""
        if len(found) == 32:
            return found
        for table in ("counts", "texts", "lately"):
            base.execute(f"DELETE FROM {table}")
        found, waiting = os.urandom(32), path.with_suffix(".new")
        waiting.unlink(missing_ok=True)
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as stream:
            stream.write(found)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(waiting, path)
        return found

    def _complain(self, error: Exception) -> None:
        """Say once what is wrong, without the words of anybody."""
        if not self._complained:
            self._complained = True
            why = getattr(error, "sqlite_errorname", "") or getattr(error, "strerror", "")
            log.error("searches without a result are not counted: %s %s", type(error).__name__, why)


def _sign(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()[:16]


def _add(base: sqlite3.Connection, secret: bytes, day: datetime.date, minute: int, miss: Miss) -> None:
    """Count one miss: once a minute, by its hash until it has come often enough."""
    now, stamp, sign = _sign(secret, f"minute {minute}"), day.isoformat(), _sign(secret, f"text {miss.text}")
    base.execute("DELETE FROM lately WHERE minute <> ?", (now,))
    if miss.text and not base.execute("INSERT OR IGNORE INTO lately VALUES (?, ?)", (now, sign)).rowcount:
        return
    base.execute("INSERT OR IGNORE INTO days VALUES (?, 0, 0, 0)", (stamp,))
    kinds = (miss.kind == "empty", miss.kind == "weak", not miss.text)
    base.execute("UPDATE days SET empty = empty + ?, weak = weak + ?, unlisted = unlisted + ? WHERE day = ?", (*kinds, stamp))
    if not miss.text:
        return
    if not base.execute("UPDATE counts SET count = count + 1 WHERE day = ? AND sign = ?", (stamp, sign)).rowcount:
        if base.execute("SELECT count(*) FROM counts WHERE day = ?", (stamp,)).fetchone()[0] >= MOST_A_DAY:
            return
        base.execute("INSERT INTO counts VALUES (?, ?, 1)", (stamp, sign))
    if base.execute("SELECT sum(count) FROM counts WHERE sign = ?", (sign,)).fetchone()[0] >= OFTEN:
        base.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (sign, miss.text))


def _forget(base: sqlite3.Connection, today: datetime.date, minute: bytes) -> None:
    """Delete days out of range (one ahead may be another process's, at midnight), texts that are no longer frequent, and marks of other minutes."""
    limits = (first_day(today).isoformat(), (today + datetime.timedelta(days=1)).isoformat())
    base.execute("DELETE FROM days WHERE day < ? OR day > ?", limits)
    base.execute("DELETE FROM counts WHERE day < ? OR day > ?", limits)
    base.execute("DELETE FROM texts WHERE (SELECT coalesce(sum(count), 0) FROM counts WHERE counts.sign = texts.sign) < ?", (OFTEN,))
    base.execute("DELETE FROM lately WHERE minute <> ?", (minute,))


def _read(base: sqlite3.Connection, today: datetime.date) -> Report:
    limits = (first_day(today).isoformat(), today.isoformat())
    base.execute("BEGIN")
    sums = base.execute(
        "SELECT day, empty, weak, unlisted, (SELECT count(*) FROM counts WHERE counts.day = days.day) FROM days WHERE day BETWEEN ? AND ?", limits
    )
    days = [Day(datetime.date.fromisoformat(day), empty, weak, unlisted, texts >= MOST_A_DAY) for day, empty, weak, unlisted, texts in sums]
    counts = base.execute(_LATEST, (*limits, OFTEN, LISTED, *limits))
    return arrange(days, [(text, datetime.date.fromisoformat(day), count) for text, day, count in counts])
