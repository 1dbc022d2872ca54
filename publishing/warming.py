"""Checking what is released once at start and on each new day, when nobody waits: the next publication then checks only what it changes.

Most checks rest on the code and on the day, so after a new version of the site, or after midnight, the first publication would wait for all of them.
"""

from __future__ import annotations

import fcntl

from guidance.model import Date
from publishing.checks import check
from publishing.release import Release, Releases


class Warming:
    """What one process has checked ahead. For one thread."""

    def __init__(self, releases: Releases) -> None:
        self.releases = releases
        self._done: Date | None = None

    def step(self, release: Release, on: Date) -> None:
        """Check a release for a day, unless that is done, or another process of this machine is doing it, whose work is then taken over later.

        Raises OSError where the instance folder cannot be written; then it is not tried again that day.
        """
        if self._done == on:
            return
        before, self._done = self._done, on
        with (self.releases.instance / "warming.lock").open("w") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._done = before
                return
            check(release.files, on, self.releases.store.load())
            self.releases.store.save()
