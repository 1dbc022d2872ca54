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
        self.unopened: Issue | None = None
        self._release: Release | None = None
        self._looked = float("-inf")
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self.activate()
        if watch:
            threading.Thread(target=self._watch, name="content-watch", daemon=True).start()

    def activate(self) -> None:
        """Release the content folder if it changed and is good; otherwise keep what is served and remember why."""
        self._seen = self._stamps()
        issues = self._make()
        self.rejected = Rejected(issues) if issues else None
        self._looked = float("-inf")
        if issues:
            log.error("content was not released: %d errors, the first: %s", len(issues), issues[0])

    def _make(self) -> tuple[Issue, ...]:
        try:
            files = read_content(self.content)
            if not self.releases.is_settled(self.releases.name_of(files)):
                self.releases.make(files, self.today())
        except ContentError as error:
            return error.issues
        except (OSError, EngineUnavailable) as error:
            remedy = "Free space, or let the site write to this folder; then save any content file, or start the site again."
            return (Issue(str(self.releases.instance), 0, f"The release could not be written ({error}).", remedy),)
        except Exception as error:  # a fault of our own checks must not end the site, which has a good release to serve
            log.exception("the checks failed")
            return (Issue("", 0, f"The checks failed on this content ({type(error).__name__}).", "Undo the last change, and report what it was."),)
        return ()

    def release(self) -> Release:
        """The release to serve, looked up at most once a second. Raises NothingReleased."""
        if time.monotonic() - self._looked >= LOOK_EVERY and self._lock.acquire(blocking=self._release is None):
            try:  # one thread looks; the others go on with what is open
                if time.monotonic() - self._looked >= LOOK_EVERY:
                    self._look()
            finally:
                self._lock.release()
        if self._release is None:
            raise NothingReleased
        return self._release

    def _look(self) -> None:
        try:
            name = self.releases.current()
            if name is not None and (self._release is None or self._release.digest != name):
                self._release = self.releases.open(name, self.today())
            self.unopened = None
        except Exception as error:  # whatever is wrong with what is on disk, what is open goes on being served
            self.unopened = Issue(str(self.releases.instance), 0, f"The release cannot be opened: {error}", "Build it again: flask --app app content release.")
            log.error("the release cannot be opened: %s", error)
        finally:
            self._looked = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_EVERY)
            try:
                if self._stamps() != self._seen or self.unopened:
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
