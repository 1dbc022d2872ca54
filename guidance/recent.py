"""What was made last and is kept in memory, a bounded number of things, so that what many ask is made once.

It knows nothing of what it keeps: a thing is kept under any key, for as long as the source that it was made from is the one that is asked about, such as a
library of one release. Nothing that a person told may be kept; the caller sees to that.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")
MOST = 512
"""Things that are kept where nobody says how many; a page of search results takes about ten kilobytes."""


class Recent:
    """What was made last, the oldest use dropped first (LRU). It may be shared by all threads; two that ask at once may both make the same thing."""

    def __init__(self, most: int = MOST) -> None:
        """most: how many things are kept."""
        self.most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()

    def get(self, key: Hashable, source: object, make: Callable[[], Made]) -> Made:
        """What is kept under the key and was made from this very source, else what `make` gives, which is kept from now on. Raises what `make` raises."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] is source:
                self._kept.move_to_end(key)
                known: Made = found[1]
                return known
        made = make()
        with self._lock:
            self._kept[key] = (source, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made

    def lent(self) -> Recent:
        """The same things to read: what is missing among them is made, and kept nowhere."""
        return _Lent(self)


class _Lent(Recent):
    """What another keeps. Nothing that is asked here moves there or pushes anything out."""

    def __init__(self, lender: Recent) -> None:
        super().__init__(0)
        self._lender = lender

    def get(self, key: Hashable, source: object, make: Callable[[], Made]) -> Made:
        """What the lender keeps under the key and was made from this very source, else what `make` gives. Raises what `make` raises."""
        found = self._lender._kept.get(key)
        if found is None or found[0] is not source:
            return make()
        known: Made = found[1]
        return known
