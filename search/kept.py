"""What was worked out once and is kept in memory, up to a size. Shared by all threads: what is kept is never changed, only let go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sized
from typing import Generic, TypeVar

Made = TypeVar("Made", bound=Sized)
KEY = 40
"""What a key takes beside what is kept under it, counted as so many of its entries: strangers choose keys, and most of theirs hold nothing."""


class Kept(Generic[Made]):
    """Things by key, together with their keys about `most` long at the utmost. There are two halves: when the newer is full, the older is let go, with all
    in it that nobody has asked for since; to note the time of each use would cost more than that."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._newer: dict[Hashable, Made] = {}
        self._older: dict[Hashable, Made] = {}
        self._length = 0

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, else what `make` gives, which is kept from now on. Two threads may both make it. Raises what `make` raises."""
        found = self._newer.get(key)
        if found is None:
            found = self._older.get(key)
            if found is None:
                found = make()
            with self._lock:
                if self._length > self._most // 2:
                    self._older, self._newer, self._length = self._newer, {}, 0
                self._newer[key] = found
                self._length += len(found) + KEY
        return found

    def clear(self) -> None:
        """Let everything go."""
        with self._lock:
            self._newer, self._older, self._length = {}, {}, 0
