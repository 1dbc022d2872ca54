"""The pages of results that were made last, so that a question that many ask is answered once.

It knows neither queries nor results: a page is kept under any key, for as long as the thing that it was made with is the one that is asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST = 512
"""Pages that are kept; one takes about ten kilobytes."""


class Recent:
    """What was made last, the oldest use dropped first. It may be shared by all threads; two that ask at once may both make the page."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()

    def get(self, key: Hashable, source: object, make: Callable[[], Any]) -> Any:
        """What is kept under the key and was made with this very source, else what `make` gives, which is kept from now on. Raises what `make` raises."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None and found[0] is source:
                self._kept.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (source, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def lent(self) -> Recent:
        """The same pages to read: what is missing among them is made, and kept nowhere."""
        return _Lent(self)


class _Lent(Recent):
    """What another keeps. Nothing that is asked here moves there or pushes anything out."""

    def __init__(self, lender: Recent) -> None:
        super().__init__(0)
        self._lender = lender

    def get(self, key: Hashable, source: object, make: Callable[[], Any]) -> Any:
        """What the lender keeps under the key and was made with this very source, else what `make` gives. Raises what `make` raises."""
        found = self._lender._kept.get(key)
        return found[1] if found is not None and found[0] is source else make()
