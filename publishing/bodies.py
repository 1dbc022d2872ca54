"""How the bodies of requests are read: whole, bounded, and a few at a time, so that half-sent ones can hold up officers but never readers.

A WSGI server gives a thread to a request as soon as its head has come. Whoever then waits for a body holds that thread for as long as the sender likes.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

from publishing.refusals import Busy

MOST_BYTES = 1_000_000
"""What the largest body may hold; the application refuses one byte more."""
AT_ONCE = 3
"""How many bodies one process reads at the same time: fewer than it has threads (see script/server), so that some are always free for pages."""

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Bodies:
    """An application whose requests' bodies are read as told above. Requests of which nobody reads the body take no part."""

    def __init__(self, application: Application, at_once: int = AT_ONCE) -> None:
        """application: what is called. at_once: how many bodies may be on their way, from 1."""
        self.application = application
        self._slots = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        environ["wsgi.input"] = io.BufferedReader(_Body(environ["wsgi.input"], _length(environ), self._slots))
        return self.application(environ, start)


def _length(environ: dict[str, Any]) -> int:
    told = str(environ.get("CONTENT_LENGTH") or "")
    return min(int(told), MOST_BYTES + 1) if told.isdecimal() and told.isascii() else MOST_BYTES + 1


class _Body(io.RawIOBase):
    """One body, fetched whole when its first byte is asked for. Raises Busy where as many as may be are already being fetched."""

    def __init__(self, source: Any, length: int, slots: threading.BoundedSemaphore) -> None:
        self._source, self._length, self._slots = source, length, slots
        self._whole: io.BytesIO | None = None

    def _fetch(self) -> io.BytesIO:
        if not self._slots.acquire(blocking=False):
            raise Busy
        try:
            return io.BytesIO(self._source.read(self._length))
        finally:
            self._slots.release()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._whole is None:  # no cached_property: in Python 3.11 that holds one lock for all bodies while one of them is waited for
            self._whole = self._fetch()
        return self._whole.readinto(buffer)
