"""The audit log: who did what, when, and what was there before and after. One JSON text a line, each with the hash of the line before it.

A line that was changed, taken out or put between breaks the chain; the head, kept in a file of its own, shows a tail that was cut off. Where that file
is lost, the next line names no line before it, so that what may have been cut off stays visible.
The chain is that of a hash list (as in Haber and Stornetta 1991, "How to time-stamp a digital document"), with SHA-256.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from guidance.model import Frozen
from publishing.ledger import drawers

FIRST, LOST = "0" * 64, "f" * 64
"""What a line names as the hash of the line before it: where it is the first of all, and where nobody knows any more which was the last."""
_TAIL = 65_536
"""Bytes at the end of the log in which its last line is looked for; a line is under 4 kB."""


class Event(Frozen):
    """What happened. who: the id of a token, `operator` or `site`. of: what it was done to. before, after: digests or states. request: the id of the call."""

    who: str
    what: str
    of: str
    before: str = ""
    after: str = ""
    request: str = ""


class Line(Event):
    """An event as it stands in the log: its number from 1, when it was, the hash of the line before it, and its own over all of this."""

    n: int
    at: datetime.datetime
    previous: str
    hash: str

    def text(self) -> str:
        """The line as it is written, without its end."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True)

    def own_hash(self) -> str:
        """The hash that the line should have."""
        fields = self.model_dump(mode="json", exclude={"hash"})
        return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Head(Frozen):
    """Number and hash of the last line."""

    n: int = 0
    hash: str = FIRST


class Audit:
    """The log under a folder. Lines are added by the ledger alone, under its lock."""

    def __init__(self, folder: Path) -> None:
        self.path, self.head_path = folder / "audit.jsonl", folder / "audit.head"

    def chain(self, events: Iterable[Event], at: datetime.datetime) -> tuple[Line, ...]:
        """Events as the next lines of the log; nothing is written. They follow the head, so that what is missing before it stays visible."""
        head, lines = self.head() or (Head(hash=LOST) if self._has_begun() else Head()), []
        for event in events:
            line = Line(**event.model_dump(), n=head.n + 1, at=at, previous=head.hash, hash="")
            line = line.model_copy(update={"hash": line.own_hash()})
            head = Head(n=line.n, hash=line.hash)
            lines.append(line)
        return tuple(lines)

    def append(self, lines: Iterable[Line]) -> None:
        """Write lines that are not there yet, then the head. A torn end is mended only where it is the beginning of one of these lines. Raises OSError."""
        held, head = self._end().split(b"\n")[:-1], self.head()
        for line in lines:
            if line.text().encode() not in held:
                self._write(line)
            head = Head(n=line.n, hash=line.hash)
        if head and self.head() != head:
            drawers.write(self.head_path, head.model_dump_json().encode())

    def _write(self, line: Line) -> None:
        data = line.text().encode() + b"\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, drawers.PRIVATE)
        with os.fdopen(descriptor, "r+b", buffering=0) as stream:
            torn = self._torn()
            if torn and data.startswith(torn):
                stream.truncate(self.path.stat().st_size - len(torn))
            elif torn:
                data = b"\n" + data  # not ours: it stays, and verifying tells of it
            while data:
                data = data[stream.write(data) or 0 :]
            os.fsync(stream.fileno())
        drawers.flush_folder(self.path.parent)

    def _end(self) -> bytes:
        try:
            with self.path.open("rb") as stream:
                stream.seek(max(0, self.path.stat().st_size - _TAIL))
                return stream.read()
        except FileNotFoundError:
            return b""

    def _torn(self) -> bytes:
        return self._end().rpartition(b"\n")[2]

    def _has_begun(self) -> bool:
        """Whether anything was ever written down: in the log, or on a sheet, which no act writes without a line of the log."""
        return bool(self._end()) or any(self.path.parent.glob("*/*.json"))

    def head(self) -> Head | None:
        """The last line, by the file of the head. None where that is missing or damaged."""
        try:
            return Head.model_validate_json(self.head_path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def lines(self) -> list[Line]:
        """Every line that can be read, oldest first."""
        return [line for text in self._texts() if (line := _read(text))]

    def _texts(self) -> list[bytes]:
        try:
            return self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return [b""]

    def verify(self) -> list[str]:
        """What is wrong with the log, a sentence for each fault; none where it is unbroken. Finish what is pending before asking: see `Ledger.settle`."""
        *texts, torn = self._texts()
        faults, before = ["The last line is torn."] if torn else [], Head()
        for number, text in enumerate(texts, start=1):
            line = _read(text)
            if line is None:
                faults.append(f"Line {number} cannot be read.")
                continue
            if line.n != before.n + 1 or line.previous != before.hash:
                faults.append(f"Line {number} says that it is number {line.n}, and does not follow the line before it.")
            if line.hash != line.own_hash() or line.text().encode() != text:
                faults.append(f"Line {number} was changed after it was written.")
            before = Head(n=line.n, hash=line.hash)
        head = self.head()
        if head is None and self._has_begun():
            faults.append("The file that names the last line is missing.")
        elif head and head != before:
            faults.append(f"The log ends at number {before.n}; number {head.n} was written last.")
        return faults


def _read(text: bytes) -> Line | None:
    try:
        return Line.model_validate_json(text)
    except ValidationError:
        return None
