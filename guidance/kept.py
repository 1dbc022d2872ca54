"""What earlier checks came to, by a digest of everything that it rests on, so that only what changed is done again.

Pure: a key covers the code that does the work, too, so a thing that is found is what doing it again would give. `publishing/store.py` keeps it on disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Generic, TypeVar

from guidance.model import Version

Value = TypeVar("Value")
Links = tuple[tuple[str, ...], ...]
"""The addresses to which each section of a version links."""


class Shelf(Generic[Value]):
    """Values by key. It may be shared by threads: what one of them loses is done again."""

    def __init__(self, most: int) -> None:
        """most: how many values may stay that nobody asks for."""
        self.most = most
        self._values: dict[str, Value] = {}
        self._asked: set[str] = set()

    def find(self, key: str) -> Value | None:
        """The value under a key, or None."""
        self._asked.add(key)
        return self._values.get(key)

    def keep(self, key: str, value: Value) -> None:
        """Put a value under a key."""
        self._asked.add(key)
        self._values[key] = value

    def add(self, values: Mapping[str, Value]) -> None:
        """Take over values that were kept elsewhere, where there are none yet."""
        self._values = {**values, **self._values}

    def turn(self) -> None:
        """Forget what nobody has asked for since the last turn, if there is more on the shelf than was asked for and may stay."""
        if len(self._values) > max(self.most, len(self._asked)):
            self._values = {key: value for key, value in self._values.items() if key in self._asked}
        self._asked = set()

    def held(self) -> Mapping[str, Value]:
        """Everything on the shelf."""
        return self._values


class Kept:
    """Three shelves: versions as they were rendered, their links, and what was checked and found without fault. What has a fault is never kept."""

    def __init__(self, code: str = "") -> None:
        """code: a digest of the code that does the work (`guidance.reading.code_digest`)."""
        self.code = code
        self.versions: Shelf[Version] = Shelf(most=2_000)
        self.links: Shelf[Links] = Shelf(most=2_000)
        self.sound: Shelf[bool] = Shelf(most=8_000)

    def key(self, *parts: str | bytes) -> str:
        """The name of a piece of work that rests on these parts and on the code: 64 hexadecimal digits."""
        total = hashlib.sha256(self.code.encode())
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            total.update(b"%d\0" % len(data))
            total.update(data)
        return total.hexdigest()

    def turn(self) -> None:
        """Forget what nobody has asked for lately, on every shelf that is over-full. Called when a check ends."""
        self.versions.turn()
        self.links.turn()
        self.sound.turn()
