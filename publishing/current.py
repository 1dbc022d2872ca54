"""The release that a process serves: opened once, swapped whole when the pointer moves, never replaced by a broken one.

A request keeps the release it began with; the old one is let go when the last such request ends.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from guidance.issues import ContentError, Issue
from guidance.reading import read_content
from publishing.release import Release, Releases
from search.engine import EngineUnavailable

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between looks at the pointer."""
WATCH_EVERY = 2.0
"""Seconds between looks at the content folder."""


@dataclass(frozen=True)
class Rejected:
    """Content that was not released, and why."""

    issues: tuple[Issue, ...]


class NothingReleased(Exception):
    """There is no release to serve: the content has errors and none was ever good."""


class Current:
    """Serves `release()` to requests and follows the pointer and, where `watch` is on, the content folder."""

    def __init__(self, content: Path, releases: Releases, today: Callable[[], datetime.date], watch: bool) -> None:
        self.content, self.releases, self.today = content, releases, today
        self.rejected: Rejected | None = None
        self._release: Release | None = None
        self._looked = 0.0
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self.activate()
        if watch:
            threading.Thread(target=self._watch, name="content-watch", daemon=True).start()

    def activate(self) -> None:
        """Release the content folder if it changed and is good; otherwise keep what is served and remember why."""
        self._seen = self._stamps()
        try:
            files = read_content(self.content)
            if self.releases.name_of(files) != self.releases.current():
                self.releases.make(files, self.today())
            self.rejected = None
        except ContentError as error:
            self.rejected = Rejected(error.issues)
            log.error("content was not released: %d errors, the first: %s", len(error.issues), error.issues[0])
        except OSError as error:
            self.rejected = Rejected((Issue(str(self.releases.instance), 0, f"The release could not be written ({error.strerror}).", "Free space, or mend permissions."),))
            log.error("the release could not be written: %s", error)

    def release(self) -> Release:
        """The release to serve, looked up at most once a second. Raises NothingReleased."""
        now = time.monotonic()
        if self._release is None or now - self._looked >= LOOK_EVERY:
            with self._lock:
                self._look(now)
        if self._release is None:
            raise NothingReleased
        return self._release

    def _look(self, now: float) -> None:
        self._looked = now
        name = self.releases.current()
        if name is None or (self._release is not None and self._release.digest == name):
            return
        try:
            self._release = self.releases.open(name, self.today())
        except (OSError, ValueError, EngineUnavailable) as error:
            log.error("release %s cannot be opened: %s", name, error)

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_EVERY)
            try:
                if self._stamps() != self._seen:
                    self.activate()
            except Exception:  # the watch must outlive any fault of one look
                log.exception("watching the content folder failed")

    def _stamps(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for path in sorted(self.content.rglob("*")):
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((str(path), state.st_mtime_ns, state.st_size))
        return tuple(found)
