"""What is dear to make and the same for everybody, made once and kept until it is out of date.

A server answers with a few threads. One of them makes the thing, some may wait for it, and whoever comes beyond that is told to come back: however many
ask at once, most threads are left for pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")
WAITING = 3
"""How many may wait while one makes it; script/server gives a process eight threads."""


class BeingMade(Exception):
    """It is being made, and as many as may be wait for it already. In a second or two it is there."""


class Once(Generic[Made]):
    """One thing, kept under the key that it was last made for."""

    def __init__(self, waiting: int = WAITING) -> None:
        """waiting: how many may wait while one makes it, from 0."""
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(waiting + 1)
        self._kept: tuple[Hashable, Made] | None = None

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under this key, else what `make` gives, which takes its place. Raises BeingMade, and what `make` raises; then nothing changes."""
        kept = self._kept
        if kept is not None and kept[0] == key:
            return kept[1]
        if not self._slots.acquire(blocking=False):
            raise BeingMade
        try:
            with self._lock:
                if self._kept is None or self._kept[0] != key:
                    self._kept = (key, make())
                return self._kept[1]
        finally:
            self._slots.release()
