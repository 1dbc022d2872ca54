"""How many failed attempts to sign in are heard: by claimed token and over all, within a sliding minute. Nothing is noted of who failed.

Processes of a site share one small file. Failures only turn later failures away: whoever has a good token gets in.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import logging
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from publishing.ledger import drawers

log = logging.getLogger(__name__)
BY_TOKEN, OVER_ALL = 10, 200
"""Failures within WINDOW after which no more are heard."""
WINDOW = datetime.timedelta(minutes=1)
ALL = ""
"""Under which name failures over all are counted."""


class Limits:
    """The failures of the last minute."""

    def __init__(self, folder: Path, now: Callable[[], datetime.datetime]) -> None:
        """folder: that of the desk. now: the moment, with a time zone."""
        self.path, self.now = folder / "failures.json", now

    def wait(self, token: str) -> int:
        """Seconds until a failure with this token's id is counted again; 0 where one is counted now, as it is where no id was named."""
        return _wait(self._recent().get(token, []), BY_TOKEN, self.now()) if token else 0

    def failed(self, token: str) -> int:
        """Count a failed attempt with this claimed id (empty where there was none). Returns the seconds to wait where there were too many over all, else 0.

        Where it cannot be counted, that is logged: the attempt failed all the same, and secrets are far too long to be guessed.
        """
        try:
            with self._alone():
                recent = self._recent()
                if wait := _wait(recent.get(ALL, []), OVER_ALL, self.now()):
                    return wait
                for name in {token, ALL}:
                    recent.setdefault(name, []).append(self.now().timestamp())
                drawers.write(self.path, json.dumps(recent).encode(), lasting=False)
        except OSError as error:
            log.error("a failed sign-in could not be counted: %s", error.strerror or type(error).__name__)
        return 0

    def _recent(self) -> dict[str, list[float]]:
        """Failures of the last minute by claimed id; a file that is missing or damaged holds none."""
        now = self.now().timestamp()
        since = now - WINDOW.total_seconds()
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            found = json.loads(self.path.read_bytes())
            kept = {name: [moment for moment in moments if since < moment <= now] for name, moments in found.items()}
            return {name: moments for name, moments in kept.items() if moments}
        return {}

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        drawers.make_folder(self.path.parent)
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _wait(moments: list[float], most: int, now: datetime.datetime) -> int:
    """Seconds until fewer than `most` of these moments lie within the last minute."""
    if len(moments) < most:
        return 0
    return max(1, math.ceil(sorted(moments)[-most] + WINDOW.total_seconds() - now.timestamp()))
