"""Releases: immutable, checked snapshots of content with their index, named by digest, and the pointer to the one in use.

A release is built in a folder of its own, flushed to disk, renamed into place, and only then pointed to; nothing is ever edited.
The index is a pickle inside, so only what this machine built, under a manifest that still matches, is opened.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guidance.issues import ContentError, Issue, errors
from guidance.library import Corpus, Library
from guidance.reading import digest
from publishing import permanence
from publishing.checks import check
from publishing.ledger.drawers import flush_folder, flush_tree
from publishing.record.appending import append
from publishing.record.shown import Shown
from publishing.store import Store
from rules.table import Table
from rules.tables import build_tables
from search import aids, engine
from search.asked import PATH as ASKED
from search.asked import load_asked

log = logging.getLogger(__name__)
FORMAT = 4
"""Raised whenever code changes what a release holds; releases of another format are built again."""
KEEP = 5
"""Releases that stay on disk, the one in use among them."""
_NAME = re.compile(r"[0-9a-f]{16}-\d{1,6}")


@dataclass(frozen=True)
class Release:
    """A release that is open: the library, the tables, the index with what stands above it, and the content files as released."""

    digest: str
    library: Library
    tables: Mapping[str, Table]
    index: engine.Index
    aids: aids.Aids
    files: Mapping[str, bytes]


class Releases:
    """All releases under an instance folder. Every method may be called by several processes at once."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        self.folder = instance / "releases"
        self.pointer = instance / "current"
        self.log = instance / "releases.log"
        self.shown = Shown(instance / "shown.jsonl")
        self.store = Store(instance)

    def current(self) -> str | None:
        """The digest that the pointer names, or None before the first release."""
        try:
            name = self.pointer.read_text(encoding="ascii", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return name if _NAME.fullmatch(name) else None

    def name_of(self, files: Mapping[str, bytes]) -> str:
        """The digest under which these files are released: content, and the format of releases."""
        return f"{digest(files)}-{FORMAT}"

    def make(self, files: Mapping[str, bytes], on: datetime.date, released: Callable[[], None] | None = None) -> str:
        """Check the files, build their release and point to it.

        released: what to do as soon as it is pointed to, before older ones are removed and the cache is written. It must not raise.
        Returns its digest. Raises ContentError, and changes nothing, where content has errors or has lost a page of the release in use.
        Publishers are served one at a time.
        """
        with self._alone():
            name = self.name_of(files)
            self._tidy()
            checked = not self.is_sound(name)
            try:
                if checked:
                    self._check_and_build(name, files, on)
                elif gone := self._vanished(files):
                    raise ContentError(gone)
                self._point(name)
                if released:
                    released()
                self._prune(name)
            finally:
                if checked:
                    self.store.save()
        return name

    def prepare(self, files: Mapping[str, bytes], on: datetime.date) -> str:
        """Check the files and build their release without pointing to it, so that nothing but that is left for `make`.

        Returns its digest. Raises ContentError as `make` does, OSError or EngineUnavailable where it cannot be written; nothing has changed then.
        """
        with self._alone():
            name = self.name_of(files)
            self._tidy()
            if not self.is_sound(name):
                try:
                    self._check_and_build(name, files, on)
                finally:
                    self.store.save()
            elif gone := self._vanished(files):
                raise ContentError(gone)
        return name

    def _vanished(self, files: Mapping[str, bytes]) -> list[Issue]:
        """An error for each page or entry of the release in use that these files neither have nor send on. A release that is gone has promised nothing."""
        content = self.folder / (self.current() or "none") / "content"
        held = {path.relative_to(content).as_posix(): b"" for path in content.rglob("*.md")}
        held |= {path.name: path.read_bytes() for path in content.glob("*.toml")}
        gone = permanence.vanished(permanence.promised(held), permanence.promised(files))
        return gone + (permanence.struck(permanence.entries(held), permanence.entries(files)) if held else [])

    def _check_and_build(self, name: str, files: Mapping[str, bytes], on: datetime.date) -> None:
        """Build beside the proofs of the tables, which take as long; it is thrown away if they fail. Raises ContentError, else what building raised."""
        building = self.folder / f".{name}.{os.getpid()}"
        failures: list[OSError | engine.EngineUnavailable] = []

        def build(library: Library) -> None:
            try:
                self._build(building, name, files, library)
            except (OSError, engine.EngineUnavailable) as error:  # what is wrong with the content is told first
                failures.append(error)

        try:
            if faults := [*self._vanished(files), *errors(check(files, on, self.store.load(), build).issues)]:
                raise ContentError(faults)
            if failures:
                raise failures[0]
            flush_tree(building)
            shutil.rmtree(self.folder / name, ignore_errors=True)
            os.rename(building, self.folder / name)
            flush_folder(self.folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def is_settled(self, name: str) -> bool:
        """Whether the release is sound, pointed to, in the log and in the record of what was shown, so that `make` would do nothing."""
        return self.current() == name and self.is_sound(name) and self._logged() == name and self.shown.holds(name)

    def is_sound(self, name: str) -> bool:
        """Whether the release is on disk as it was built."""
        try:
            self._read(name)
        except (OSError, ValueError):
            return False
        return True

    def open(self, name: str, on: datetime.date) -> Release:
        """Open a release, on a date. Raises OSError, ValueError or EngineUnavailable where it is missing or not as it was built."""
        parts = self._read(name)
        files = {path.removeprefix("content/"): data for path, data in parts.items() if path.startswith("content/")}
        library = Library(Corpus.model_validate_json(parts["library.json"]), name)
        tables, _ = build_tables(files)
        index = engine.Index(self.folder / name / "index", library)
        found, _ = aids.read_aids(files, library, on, index.vocabulary())
        return Release(name, library, tables, index, found, files)

    def earlier(self) -> list[str]:
        """The digests of releases that were in use before the one that is, newest first, as far as they are on disk and of this format."""
        current = self.current()
        names = dict.fromkeys(line.split()[-1] for line in reversed(self._lines()) if line.split())
        return [name for name in names if name != current and name.endswith(f"-{FORMAT}") and _NAME.fullmatch(name) and (self.folder / name).is_dir()]

    def _read(self, name: str, part: str = "") -> dict[str, bytes]:
        """Every file of a release by its path, or of a folder within it, as its manifest wants it. Raises OSError or ValueError."""
        folder = self.folder / name
        try:
            manifest = json.loads((folder / "MANIFEST.json").read_bytes())
        except RecursionError:
            manifest = None
        if not isinstance(manifest, dict) or manifest.get("digest") != name or not isinstance(manifest.get("files"), dict):
            raise ValueError(f"The manifest of release {name} is not as it was built.")
        wanted = {path: total for path, total in manifest["files"].items() if path.startswith(part)}
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted((folder / part).rglob("*")) if path.is_file()}
        found.pop("MANIFEST.json", None)
        if odd := sorted(found.keys() ^ wanted.keys()):
            raise ValueError(f"{odd[0]} of release {name} is missing, or was not there when it was built.")
        for path, data in found.items():
            if hashlib.sha256(data).hexdigest() != wanted[path]:
                raise ValueError(f"{path} of release {name} is not as it was built.")
        if not part and "library.json" not in found:
            raise ValueError(f"Release {name} has no library.")
        return found

    def _build(self, building: Path, name: str, files: Mapping[str, bytes], library: Library) -> None:
        """Write a release into a folder of its own, its index upon that of the release in use."""
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        for path, data in files.items():
            target = building / "content" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        (building / "library.json").write_text(library.corpus.model_dump_json(by_alias=True), encoding="utf-8")
        engine.build(Library(library.corpus, name), building / "index", self._last_index(), load_asked(files.get(ASKED, b""))[0])
        parts = sorted(path for path in building.rglob("*") if path.is_file())
        sums = {path.relative_to(building).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in parts}
        (building / "MANIFEST.json").write_text(json.dumps({"digest": name, "files": sums}, indent=1), encoding="utf-8")

    def _last_index(self) -> Path | None:
        """The index of the release in use, if it is as it was built: it holds pickles, and what is copied from it is vouched for again."""
        name = self.current()
        if name is None:
            return None
        try:
            self._read(name, "index/")
        except (OSError, ValueError):
            return None
        return self.folder / name / "index"

    def _point(self, name: str) -> None:
        if self.current() != name:
            waiting = self.pointer.with_suffix(f".{os.getpid()}")
            with waiting.open("w", encoding="ascii") as stream:
                stream.write(name)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(waiting, self.pointer)
            flush_folder(self.instance)
        self._record(name)

    def _logged(self) -> str | None:
        """The digest that the log names last."""
        return next((line.split()[-1] for line in reversed(self._lines()) if line.split()), None)

    def _lines(self) -> list[str]:
        """The whole lines of the log."""
        try:
            return self.log.read_text(encoding="ascii", errors="replace").split("\n")[:-1]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _record(self, name: str) -> None:
        """Write into the record of what was shown and into the log when the pointer was set: what a kill or a full disk left out is made up for later."""
        moment = datetime.datetime.fromtimestamp(self.pointer.stat().st_mtime, datetime.UTC)
        try:
            content = self.folder / name / "content"
            self.shown.add(name, moment, lambda: {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*.md")})
        except (OSError, ValueError) as error:
            log.error("the record of what was shown could not be written: %s", error)
        if self._logged() == name:
            return
        try:
            append(self.log, f"{moment.isoformat(timespec='seconds')} {name}\n")
        except OSError as error:
            log.error("the release log could not be written: %s", error)

    def _tidy(self) -> None:
        """Remove what killed publishers left behind, and record a switch that one could not. Only under the lock."""
        for path in [*self.folder.glob(".*"), *self.instance.glob("current.*"), *self.store.folder.glob(".*")]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if name := self.current():
            self._record(name)

    def _prune(self, kept: str) -> None:
        others = sorted((path for path in self.folder.iterdir() if path.name != kept), key=lambda path: path.stat().st_mtime)
        for path in others[: max(0, len(others) - KEEP + 1)]:
            shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.instance / "lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield
