"""The ledger: everything that the desk writes, under one lock, and in one step however many files it touches.

An act is written into the journal first; the rename that puts the journal in its place is the moment at which the act is done. What it asks for is then
carried out step by step, each of which may be done again: files go into the content folder, the release that holds them is made, lines are added to the
audit log, sheets are put into their drawers. Whoever finds a journal finishes it before anything else.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError

from guidance.issues import ContentError
from guidance.model import Frozen
from guidance.reading import read_content
from publishing.ledger import drawers
from publishing.ledger.audit import Audit, Event, Line

__all__ = ["Event", "Ledger"]
log = logging.getLogger(__name__)
Model = TypeVar("Model", bound=Frozen)


class Entry(Frozen):
    """What an act asks for. placed: path within the content folder -> SHA-256 of the part to put there. sheets: path within the desk -> text, or None to
    take it away. lines: of the audit log."""

    placed: dict[str, str] = Field(default_factory=dict)
    sheets: dict[str, str | None] = Field(default_factory=dict)
    lines: tuple[Line, ...] = ()


class Ledger:
    """One desk folder with the content folder that it publishes into. Every method may be called by several processes and machines at once."""

    def __init__(self, folder: Path, content: Path, show: Callable[[Mapping[str, bytes]], object], now: Callable[[], datetime.datetime]) -> None:
        """show: makes the release of these content files and points to it; may raise ContentError and OSError. now: the moment, with a time zone."""
        self.folder, self.content, self.show, self.now = folder, content, show, now
        self.audit = Audit(folder)
        self._journal = folder / "journal.json"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of the desk, with whatever was pending finished. Not to be taken twice by one thread. Raises OSError."""
        drawers.make_folder(self.folder)
        with self._held("lock", fcntl.LOCK_EX):
            (self.folder / "content.lock").touch(drawers.PRIVATE)
            if entry := self._pending():
                self._carry_out(entry)
            yield

    @contextlib.contextmanager
    def reading(self) -> Iterator[dict[str, bytes]]:
        """The content files, none of a publication or all of it; nothing is placed until the block ends. Raises ContentError and OSError."""
        while True:
            with self._held("content.lock", fcntl.LOCK_SH):
                files = read_content(self.content)
                if self._is_whole(files):
                    yield files
                    return
            with self.alone():  # whoever was placing it is dead, or has finished when this gets the lock
                pass

    def read(self) -> dict[str, bytes]:
        """The content files, none of a publication or all of it. Raises ContentError and OSError."""
        with self.reading() as files:
            return files

    @property
    def is_pending(self) -> bool:
        """Whether an act is written down and not finished."""
        return self._journal.exists()

    def settle(self) -> None:
        """Finish what a killed process left. Cheap where there is nothing. Raises OSError."""
        if self.is_pending:
            with self.alone():
                pass

    def keep(self, data: bytes) -> str:
        """Keep a part under its SHA-256, which is returned. A part that belongs to nothing in the end does no harm. Only while `alone`. Raises OSError."""
        name = hashlib.sha256(data).hexdigest()
        if not (self.folder / "parts" / name).is_file():
            drawers.write(self.folder / "parts" / name, data)
        return name

    def part(self, name: str) -> bytes:
        """A part that was kept. Raises OSError where it is missing or not as it was kept."""
        data = (self.folder / "parts" / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != name:
            raise OSError(errno.EIO, f"the part {name} is not as it was kept: the operator brings it back from a backup")
        return data

    def sheet(self, path: str) -> bytes | None:
        """A sheet of the desk, or None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def read_sheet(self, path: str, model: type[Model]) -> Model | None:
        """A sheet as its model wants it, or None where there is none. Raises OSError where it is damaged."""
        data = self.sheet(path)
        try:
            return None if data is None else model.model_validate_json(data)
        except ValidationError:
            raise OSError(errno.EIO, f"{path} on the desk is damaged: the operator brings it back from a backup") from None

    def commit(self, sheets: Mapping[str, str | None], events: Iterable[Event], placed: Mapping[str, str] | None = None) -> None:
        """Do an act in one step: sheets to write, what to tell the audit log, parts to place in the content folder. Only while `alone`.

        Raises OSError. Where that is before the journal stands, nothing has changed; after it, the act is done, and finished by whoever comes next.
        """
        entry = Entry(placed=dict(placed or {}), sheets=dict(sheets), lines=self.audit.chain(events, self.now()))
        with self._held("content.lock", fcntl.LOCK_EX) if placed else contextlib.nullcontext():
            drawers.write(self._journal, entry.model_dump_json().encode())
            self._place(entry)
        self._finish(entry)

    def _carry_out(self, entry: Entry) -> None:
        with self._held("content.lock", fcntl.LOCK_EX) if entry.placed else contextlib.nullcontext():
            self._place(entry)
        self._finish(entry)

    def _place(self, entry: Entry) -> None:
        for path, name in entry.placed.items():
            data, target = self.part(name), self.content / path
            if not target.is_file() or target.read_bytes() != data:
                drawers.write(target, data, drawers.OPEN)

    def _finish(self, entry: Entry) -> None:
        if entry.placed:
            self._show()
        self.audit.append(entry.lines)
        for path, text in entry.sheets.items():
            if text is None:
                drawers.remove(self.folder / path)
            elif self.sheet(path) != text.encode():
                drawers.write(self.folder / path, text.encode())
        drawers.remove(self._journal)

    def _show(self) -> None:
        """The content folder is the truth. If somebody spoilt it meanwhile by hand, the release follows when that is mended: every process watches it."""
        try:
            with self._held("content.lock", fcntl.LOCK_SH):
                self.show(read_content(self.content))
        except ContentError as error:
            log.error("what was published is in the content folder, and is shown as soon as this is mended: %s", error.issues[0])

    def _pending(self) -> Entry | None:
        data = self.sheet(self._journal.name)
        try:
            return Entry.model_validate_json(data) if data is not None else None
        except ValidationError:
            raise OSError(errno.EIO, f"{self._journal.name} on the desk is damaged: the operator brings it back from a backup") from None

    def _is_whole(self, files: Mapping[str, bytes]) -> bool:
        entry = self._pending()
        return entry is None or all(path in files and hashlib.sha256(files[path]).hexdigest() == name for path, name in entry.placed.items())

    @contextlib.contextmanager
    def _held(self, name: str, how: int) -> Iterator[None]:
        """Hold a lock file: alone, or (LOCK_SH) beside other readers. Readers of a desk that nobody has ever used need none."""
        path = self.folder / name
        if how == fcntl.LOCK_SH and not path.exists():
            yield
            return
        descriptor = os.open(path, os.O_RDONLY if how == fcntl.LOCK_SH else os.O_RDWR | os.O_CREAT, drawers.PRIVATE)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)
