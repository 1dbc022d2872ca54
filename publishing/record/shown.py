"""The record of what was shown: a file that only ever grows, one line for each release, under the instance folder.

A line of a release tells which version files were added, changed or removed since the one before, by the SHA-256 of their bytes. Before it stand,
once for each wording, lines with the files themselves: releases are removed after a while, and what was shown must be told for years.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from publishing.record.appending import append

_VERSION = ("guidance/", "faqs/")


@dataclass(frozen=True)
class Entry:
    """One release: when it was put in use (UTC), its digest, and the version files that it changed: path to SHA-256, or None where it removed one."""

    at: datetime.datetime
    release: str
    changed: Mapping[str, str | None]


class Shown:
    """The record at a path. It is written under the lock of releases; it may be read at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: object = None
        self._entries: tuple[Entry, ...] = ()
        self._places: dict[str, int] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every release in the record, oldest first. What is torn or no line of ours is passed over. Raises OSError, but not where there is no record yet."""
        self._read()
        return self._entries

    def holds(self, release: str) -> bool:
        """Whether the record ends with this release. Raises OSError."""
        found = self.entries()
        return bool(found) and found[-1].release == release

    def wording(self, sha256: str) -> bytes | None:
        """A version file as it was shown, by the SHA-256 of its bytes, or None where the record does not hold it. Raises OSError."""
        self._read()
        if sha256 not in self._places:
            return None
        with self.path.open("rb") as stream:
            stream.seek(self._places[sha256])
            data: bytes = json.loads(stream.readline())["text"].encode("utf-8")
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def add(self, release: str, at: datetime.datetime, files: Callable[[], Mapping[str, bytes]]) -> None:
        """Record that a release was put in use at a moment, unless the record ends with it.

        files: reads those of its content by path, if they are needed. Raises OSError, and ValueError for a version that is not UTF-8.

        One write, flushed to disk: a process that is killed leaves the line whole, or a torn one that the next write parts from its own.
        """
        if self.holds(release):
            return
        versions = {path: data for path, data in files().items() if path.startswith(_VERSION)}
        sums = {path: hashlib.sha256(data).hexdigest() for path, data in versions.items()}
        before = state(self._entries)
        changed: dict[str, str | None] = {path: total for path, total in sorted(sums.items()) if before.get(path) != total}
        changed |= dict.fromkeys(sorted(before.keys() - sums.keys()))
        fresh = {sums[path]: data for path, data in sorted(versions.items()) if sums[path] not in self._places}
        lines = [json.dumps({"sha256": total, "text": data.decode("utf-8")}) for total, data in fresh.items()]
        lines.append(json.dumps({"at": at.isoformat(timespec="seconds"), "release": release, "changed": changed}))
        append(self.path, "".join(f"{line}\n" for line in lines))

    def _read(self) -> None:
        try:
            status = self.path.stat()
            stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
            data = self.path.read_bytes() if stamp != self._seen else b""
        except (FileNotFoundError, NotADirectoryError):
            self._seen, self._entries, self._places = None, (), {}
            return
        if stamp != self._seen:
            self._entries, self._places = _parsed(data)
            self._seen = stamp


def state(entries: tuple[Entry, ...]) -> dict[str, str]:
    """The version files in use after some releases: path to SHA-256."""
    found: dict[str, str] = {}
    for entry in entries:
        for path, total in entry.changed.items():
            if total is None:
                found.pop(path, None)
            else:
                found[path] = total
    return found


def _parsed(data: bytes) -> tuple[tuple[Entry, ...], dict[str, int]]:
    """Releases in order, and where each wording begins. A torn line is no JSON; what it held stands again further on."""
    entries: list[Entry] = []
    places: dict[str, int] = {}
    at = 0
    for line in data.split(b"\n"):
        try:
            found = json.loads(line)
            if "text" in found:
                places[str(found["sha256"])] = at
            else:
                entries.append(Entry(datetime.datetime.fromisoformat(found["at"]), str(found["release"]), dict(found["changed"])))
        except (ValueError, KeyError, TypeError):
            pass
        at += len(line) + 1
    return tuple(entries), places
