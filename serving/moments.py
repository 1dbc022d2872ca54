"""When what readers meet may last have changed, for the header Last-Modified (RFC 9110, 8.8.2): never the clock alone.

It changes when a release comes into use, when a day begins on which a version may take over, and when new code starts. The header has whole seconds, so
two releases within one second would look alike: each counts from two seconds after the one before, at the earliest.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from guidance.dates import midnight

SECOND = datetime.timedelta(seconds=1)
APART = 2 * SECOND
"""How far apart releases are told to be at least. A second is left between them, for what is asked within the very second of a change."""


class Moments:
    """The moments of one process. All threads may share it."""

    def __init__(self, log: Path, started: datetime.datetime) -> None:
        """log: the log of releases, one line for each time that one came into use. started: when this process started, with its time zone."""
        self.log = log
        self.started = started.replace(microsecond=0)
        self._read: tuple[object, tuple[str, datetime.datetime] | None] = (None, None)

    def last(self, digest: str, today: datetime.date, now: datetime.datetime) -> datetime.datetime | None:
        """The Last-Modified of what a release shows today, or None where that cannot be told.

        digest: the release that is served. today: its as-of date by default; a day that is pinned ahead has not begun, and counts for nothing. now: the time.
        Never later than now, as the standard asks. It cannot be told while the log names another release: the pointer has just moved.
        """
        used = self._in_use()
        if used is None or used[0] != digest:
            return None
        now = now.replace(microsecond=0)
        begun = midnight(today)
        moment = max(used[1], self.started, *([begun] if begun <= now else []))
        if moment < now:
            return moment
        return moment - SECOND if moment == now else None  # what else changes in this second will be told as later

    def _in_use(self) -> tuple[str, datetime.datetime] | None:
        """The release that the log names last and since when it is in use; None where there is no log to read. It is read again when it has grown."""
        try:
            state = self.log.stat()
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            if self._read[0] != seen:
                self._read = (seen, _last(self.log.read_text(encoding="ascii", errors="replace")))
        except OSError:
            return None
        return self._read[1]


def _last(log: str) -> tuple[str, datetime.datetime] | None:
    """The last release of a log, and its time; a clock that was put back makes no release look older than the one before."""
    found: tuple[str, datetime.datetime] | None = None
    for line in log.split("\n")[:-1]:
        told, _, name = line.partition(" ")
        try:
            moment = datetime.datetime.fromisoformat(told)
        except ValueError:  # a line that a full disk broke off
            continue
        if moment.tzinfo:
            found = (name, max(moment, found[1] + APART) if found else moment)
    return found
