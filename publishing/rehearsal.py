"""Asking a new release what people ask, before they do: what ranking works out for a wording is then ready when the first visitor types it.

A few questions at a time, between looks at the content folder, so that publishing and visitors never wait for it. What search listed gives the report on
its quality, too, which would otherwise take seconds of whoever opens that page first.
"""

from __future__ import annotations

import time
from collections import deque

from guidance.model import Date
from publishing.release import Release
from search.engine import EngineUnavailable
from search.measuring import keep_report, listed
from search.quality import Place
from search.query import parse
from search.results import find


class Rehearsal:
    """The judged questions that a release has not been asked yet, on a date. For one thread."""

    def __init__(self) -> None:
        self._of: tuple[str, Date] | None = None
        self._left: deque[str] = deque()
        self._found: dict[str, list[Place]] = {}

    def step(self, release: Release, on: Date, seconds: float = 0.2) -> bool:
        """Ask some of what is left, for about so many seconds. Returns whether anything is left. Begins anew for another release or date. Raises nothing."""
        if self._of != (release.digest, on):
            self._of = (release.digest, on)
            self._left = deque(dict.fromkeys(item.query for item in release.aids.judgements))
            self._found = {}
            release.aids.suggester.suggest("chief", on)
        end = time.monotonic() + seconds
        while self._left and time.monotonic() < end:
            try:
                asked = self._left.popleft()
                self._found[asked] = listed(find(release.index, release.library, parse(asked, on=on), release.aids))
            except EngineUnavailable:  # the release was let go meanwhile
                self._left.clear()
                return False
        if not self._left:
            keep_report(release.index, release.aids, on, self._found)
        return bool(self._left)
