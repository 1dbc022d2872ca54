"""The release that a process serves: opened once, swapped whole when the pointer moves, never replaced by a broken one.

A request keeps the release it began with; the old one is let go when the last such request ends.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from guidance.issues import ContentError, Issue
from guidance.reading import read_content, stamps
from publishing.desk.desk import Desk
from publishing.rehearsal import Rehearsal
from publishing.release import Release, Releases
from publishing.warming import Warming
from search.engine import EngineUnavailable

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0
"""Seconds between looks at the pointer."""
WATCH_EVERY = 0.5
"""Seconds between looks at the content folder; more where it is so large that looking would take over a tenth of a processor."""
PATIENCE = 10
"""How many looks at the pointer are left out after a release could not be opened while another is served."""


CONTENT, INSTANCE = "content folder", "instance folder"
"""What the folders of the settings are called where the public can read it."""


@dataclass(frozen=True)
class Rejected:
    """Content that was not released, and why."""

    issues: tuple[Issue, ...]


class NothingReleased(Exception):
    """There is no release to serve: the content has errors and none was ever good."""


class Current:
    """Serves `release()` to requests and follows the pointer and, where `watch` is on, the content folder and the desk."""

    def __init__(self, content: Path, releases: Releases, today: Callable[[], datetime.date], watch: bool, desk: Desk | None = None) -> None:
        """desk: where publications into the content folder come from; without one, all of them are made by hand."""
        self.content, self.releases, self.today, self.desk = content, releases, today, desk
        self.rejected: Rejected | None = None
        self.unopened: Issue | None = None
        self._release: Release | None = None
        self._looked = float("-inf")
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int, int], ...] = ()
        self._watched = watch
        self._finish()
        self.activate()
        if watch:
            threading.Thread(target=self._watch, name="content-watch", daemon=True).start()

    def _finish(self) -> None:
        """Finish what was being published, and release what is due. A fault there must not keep the site from its release."""
        if self.desk:
            try:
                self.desk.follow()
            except Exception:
                log.exception("what is on the desk could not be followed")

    def _reading(self) -> AbstractContextManager[Mapping[str, bytes]]:
        """The content files, never with half a publication among them."""
        return self.desk.ledger.reading() if self.desk else nullcontext(read_content(self.content))

    def activate(self) -> None:
        """Release the content folder if it changed and is good; otherwise keep what is served and remember why."""
        self._seen = stamps(self.content)
        issues = self._make()
        self.rejected = Rejected(issues) if issues else None
        self._looked = float("-inf")
        if issues:
            log.error("content was not released: %d errors, the first: %s", len(issues), issues[0])

    def _make(self) -> tuple[Issue, ...]:
        """Why nothing was released. This is shown to the public, so it names no folder of the machine; the log does."""
        try:
            with self._reading() as files:
                if not self.releases.is_settled(self.releases.name_of(files)):
                    self.releases.make(files, self.today(), self._show if self._watched else None)
        except ContentError as error:
            log.info("what is in %s cannot be released", self.content)
            return tuple(replace(issue, path=CONTENT) if Path(issue.path).is_absolute() else issue for issue in error.issues)
        except (OSError, EngineUnavailable) as error:
            log.error("the release could not be written in %s: %s", self.releases.instance, error)
            remedy = "Free space, or let the site write to this folder; then save any content file, or start the site again."
            return (Issue(INSTANCE, 0, f"The release could not be written ({self._told(error)}).", remedy),)
        except Exception as error:  # a fault of our own checks must not end the site, which has a good release to serve
            log.exception("the checks failed")
            return (Issue("", 0, f"The checks failed on this content ({type(error).__name__}).", "Undo the last change, and report what it was."),)
        return ()

    def _show(self) -> None:
        """Open the release that has just been made: removing older ones may take the disk longer than all else."""
        self._looked = float("-inf")
        self._follow(wait=True)

    def _told(self, error: Exception) -> str:
        """The words of an error, without the folders of this machine and a full stop."""
        if isinstance(error, OSError):
            return error.strerror or type(error).__name__
        return str(error).replace(str(self.releases.instance), INSTANCE).removesuffix(".")

    def release(self) -> Release:
        """The release to serve, looked up at most once a second. Raises NothingReleased.

        Where the content folder is watched, the watch opens releases, so that nobody waits for that but those who come before the first.
        """
        if self._release is None or not self._watched:
            self._follow(wait=self._release is None)
        if self._release is None:
            raise NothingReleased
        return self._release

    def _follow(self, wait: bool) -> None:
        """Look at the pointer if it is time. wait: whether to wait for another thread that is looking, or go on with what is open."""
        if (wait or time.monotonic() - self._looked >= LOOK_EVERY) and self._lock.acquire(blocking=wait):
            try:
                if time.monotonic() - self._looked >= LOOK_EVERY:
                    self._look()
            finally:
                self._lock.release()

    def _look(self) -> None:
        """Open what the pointer names. Whatever is wrong with what is on disk, what is open goes on being served, else the newest release that is sound."""
        self._looked = time.monotonic()
        fault: Exception | None = None
        try:
            name = self.releases.current()
            if name is not None and (self._release is None or self._release.digest != name):
                self._release = self.releases.open(name, self.today())
        except Exception as error:  # of a release that is not as it was built, anything may be raised
            log.error("the release in %s cannot be opened: %s", self.releases.instance, error)
            fault = error
        self._release = self._release or self._earlier()
        if fault is None and (self._release is None or self._release.digest == name):
            self.unopened = None
            return
        why = self._told(fault) if fault else "nothing says which one is in use"
        kept = f" The release {self._release.digest} is served until then." if self._release else ""
        self.unopened = Issue(INSTANCE, 0, f"The release cannot be opened: {why}.{kept}", "Build it again: flask --app app content release.")
        self._looked += PATIENCE * LOOK_EVERY if self._release else 0.0

    def _earlier(self) -> Release | None:
        """The newest release of before that can be opened."""
        for name in self.releases.earlier():
            try:
                return self.releases.open(name, self.today())
            except Exception as error:
                log.error("an earlier release cannot be opened either: %s", error)
        return None

    def _watch(self) -> None:
        tried: Issue | None = None
        rehearsal, warming = Rehearsal(), Warming(self.releases)
        while True:
            try:
                self._finish()
                began = time.monotonic()
                now = stamps(self.content)
                took = time.monotonic() - began
                if now != self._seen or self.unopened not in (None, tried):
                    tried = self.unopened
                    self.activate()
                elif self.unopened is None:
                    tried = None
                self._follow(wait=True)
                if self._release is not None and not rehearsal.step(self._release, self.today()):
                    warming.step(self._release, self.today())
            except Exception:  # the watch must outlive any fault of one look
                log.exception("watching the content folder failed")
                took = 0.0
            time.sleep(max(WATCH_EVERY, 10 * took))
