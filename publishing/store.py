"""What checks kept, on disk: one file under the instance folder, so that a process that starts need not do again what another has done.

It is as private as releases are: who can write here can write those too. A file that is damaged is passed over, and made again by the next check.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import threading
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from guidance.kept import Kept, Links
from guidance.model import Frozen, Version
from guidance.reading import code_digest

log = logging.getLogger(__name__)
CODE = code_digest("guidance", "rules", "search", "publishing")
"""The code of this process, as it was when it started."""
MOST_BYTES = 200_000_000
"""A larger file is not written: it would be a fault of ours, not content."""


class _Saved(Frozen):
    versions: dict[str, Version]
    links: dict[str, Links]
    sound: dict[str, bool]


_SAVED = TypeAdapter(_Saved)


class Store:
    """What is kept between checks. Processes may share it: each writes the whole file, and the last one stands."""

    def __init__(self, instance: Path, code: str = CODE) -> None:
        """instance: the folder under which `cache/` lies. code: what the keys begin with; another code finds nothing of this one."""
        self.folder = instance / "cache"
        self.path = self.folder / "checked.json"
        self._kept = Kept(code)
        self._seen: object = None
        self._lock = threading.Lock()

    def load(self) -> Kept:
        """Everything kept so far, by this process and by whoever wrote the file last. Raises nothing: without a sound file, what this process knows."""
        with self._lock, contextlib.suppress(OSError):
            state = self.path.stat()
            stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
            if stamp != self._seen:
                self._seen = stamp
                self._take(self.path.read_bytes())
        return self._kept

    def _take(self, data: bytes) -> None:
        head, _, body = data.partition(b"\n")
        if head.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
            log.warning("%s is damaged; it is made again", self.path.name)
            return
        try:
            saved = _SAVED.validate_json(body)
        except ValidationError:  # of a release of the site in which a version looked otherwise
            return
        self._kept.versions.add(saved.versions)
        self._kept.links.add(saved.links)
        self._kept.sound.add(saved.sound)

    def save(self) -> None:
        """Write what is kept, after a check. It is a help, no more: where it cannot be written, that is logged and nothing else happens."""
        kept = self._kept
        kept.turn()
        with self._lock:
            shelves = {"versions": kept.versions.held(), "links": kept.links.held(), "sound": kept.sound.held()}
            body = _SAVED.dump_json(_Saved.model_construct(None, **shelves), by_alias=True)
            if len(body) > MOST_BYTES:
                log.warning("%s would hold %d bytes and is not written", self.path.name, len(body))
                return
            waiting = self.folder / f".{self.path.name}.{os.getpid()}"
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                waiting.unlink(missing_ok=True)  # of a process of the same number that was killed: it may be open to others
                descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it holds drafts, too: dry runs and submissions are checked
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(hashlib.sha256(body).hexdigest().encode("ascii") + b"\n")
                    stream.write(body)
                    stream.flush()
                    os.fsync(stream.fileno())
                os.replace(waiting, self.path)
                state = self.path.stat()
                self._seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            except OSError as error:
                log.warning("what was checked could not be kept: %s", error.strerror or type(error).__name__)
                with contextlib.suppress(OSError):
                    waiting.unlink()
