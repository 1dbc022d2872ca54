"""Releases: immutable, checked snapshots of content with their index, named by digest, and the pointer to the one in use.

A release is built in a folder of its own, flushed to disk, renamed into place, and only then pointed to; nothing is ever edited.
The index is a pickle inside, so only what this machine built, under a manifest that still matches, is opened.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guidance.issues import ContentError, errors
from guidance.library import Corpus, Library
from guidance.reading import digest
from publishing.checks import check
from rules.table import Table
from rules.tables import build_tables
from search import aids, engine

FORMAT = 1
"""Raised whenever code changes what a release holds; releases of another format are built again."""
KEEP = 5


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

    def current(self) -> str | None:
        """The digest that the pointer names, or None before the first release."""
        try:
            return self.pointer.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def name_of(self, files: Mapping[str, bytes]) -> str:
        """The digest under which these files are released: content, and the format of releases."""
        return f"{digest(files)}-{FORMAT}"

    def make(self, files: Mapping[str, bytes], on: datetime.date) -> str:
        """Check the files, build their release and point to it.

        Returns its digest. Raises ContentError, and changes nothing, where content has errors. Publishers are served one at a time.
        """
        with self._alone():
            name = self.name_of(files)
            if not self._is_whole(self.folder / name):
                checked = check(files, on)
                if faults := errors(checked.issues):
                    raise ContentError(faults)
                self._build(name, files, checked.library)
            self._point(name)
            self._prune(name)
        return name

    def open(self, name: str, on: datetime.date) -> Release:
        """Open a release, on a date. Raises OSError, ValueError or EngineUnavailable where it is missing or not as it was built."""
        folder = self.folder / name
        manifest = json.loads((folder / "MANIFEST.json").read_bytes())
        for path, wanted in manifest["files"].items():
            if hashlib.sha256((folder / path).read_bytes()).hexdigest() != wanted:
                raise ValueError(f"{path} of release {name} is not as it was built; remove the folder, and it will be built again.")
        files = {path.removeprefix("content/"): (folder / path).read_bytes() for path in manifest["files"] if path.startswith("content/")}
        library = Library(Corpus.model_validate_json((folder / "library.json").read_bytes()), name)
        tables, _ = build_tables(files)
        index = engine.Index(folder / "index", library)
        found, _ = aids.read_aids(files, library, on, index.vocabulary())
        return Release(name, library, tables, index, found, files)

    def _is_whole(self, folder: Path) -> bool:
        return (folder / "MANIFEST.json").is_file()

    def _build(self, name: str, files: Mapping[str, bytes], library: Library) -> None:
        building = self.folder / f".{name}.{os.getpid()}"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        try:
            for path, data in files.items():
                target = building / "content" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            (building / "library.json").write_text(library.corpus.model_dump_json(by_alias=True), encoding="utf-8")
            engine.build(Library(library.corpus, name), building / "index")
            parts = sorted(path for path in building.rglob("*") if path.is_file())
            sums = {path.relative_to(building).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in parts}
            (building / "MANIFEST.json").write_text(json.dumps({"digest": name, "files": sums}, indent=1), encoding="utf-8")
            _flush(building)
            shutil.rmtree(self.folder / name, ignore_errors=True)
            os.rename(building, self.folder / name)
            _flush_folder(self.folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def _point(self, name: str) -> None:
        if self.current() == name:
            return
        waiting = self.pointer.with_suffix(f".{os.getpid()}")
        with waiting.open("w", encoding="ascii") as stream:
            stream.write(name)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(waiting, self.pointer)
        _flush_folder(self.instance)
        moment = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        with self.log.open("a", encoding="ascii") as stream:
            stream.write(f"{moment} {name}\n")

    def _prune(self, kept: str) -> None:
        whole = sorted((path for path in self.folder.iterdir() if self._is_whole(path)), key=lambda path: path.stat().st_mtime)
        for path in whole[:-KEEP]:
            if path.name != kept:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.instance / "lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        elif path.is_dir():
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
