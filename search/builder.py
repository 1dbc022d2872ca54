"""Building the index of a library on disk: the whole of it, or the last index with what has changed. Whoosh is reached through the schema.

Whoosh never changes a file of an index once it is written: it writes new segments, and a new list of segments and deleted documents.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guidance.library import Library
from guidance.reading import code_digest
from search import growth, schema
from search.asked import Asked
from search.documents import document

log = logging.getLogger(__name__)
MANIFEST = "manifest.json"
CODE = code_digest("guidance", "search")
"""The code that makes documents; an index of another code is not built upon."""
MOST_RENEWED = 0.25
"""The share of an index that may be indexed again, or lie dead in it, before the whole is made anew."""
MOST_SEGMENTS = 8
"""Segments of an index, each of one release that built upon it; then the smaller ones become one."""


class EngineUnavailable(Exception):
    """The index cannot be built, opened or asked. The site goes on without search, and says so."""


def build(library: Library, folder: Path, earlier: Path | None = None, asked: Asked | None = None) -> None:
    """Write the index of a library into a new folder, and check that it holds every section.

    earlier: the index of another library by the same code, to begin from: what is the same in both is copied, not made again. It is only read, and
    must be one that this machine built. Where little of it can be used, or it is faulty, the whole index is made as one segment.
    asked: words in which people ask for sections, as `asked.load_asked` reads them.
    Not safe against power loss by itself: the release that it becomes part of is flushed to disk as a whole.
    Raises EngineUnavailable where the folder is in use, cannot be written, or the index is incomplete.
    """
    parts = growth.by_version(library, asked)
    count = sum(len(sections) for sections in parts.values())
    prints = {name: growth.fingerprint(sections) for name, sections in parts.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise EngineUnavailable("The folder is not empty: an index is always built in a new one.")
        held = _grow(folder, earlier, parts, prints) if earlier else None
        if held != count:
            held = _write(folder, parts)
        manifest = {"digest": library.digest, "sections": count, "code": CODE, "versions": prints}
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    except OSError as error:
        raise EngineUnavailable(f"The index cannot be written: {error.strerror or type(error).__name__}.") from error
    if held != count:
        raise EngineUnavailable(f"The index holds {held} of {count} sections.")


def _write(folder: Path, parts: Mapping[str, growth.Sections]) -> int:
    """Write all documents into a folder that is emptied first. Returns how many the index holds."""
    for path in folder.iterdir():
        path.unlink()
    index = schema.create_in(str(folder), schema.fields())
    writer = index.writer(procs=1, limitmb=64)
    for sections in parts.values():
        for entry, texts in sections:
            writer.add_document(**document(entry, texts))
    writer.commit(optimize=True)
    held = int(index.doc_count())
    index.close()
    return held


def _grow(folder: Path, earlier: Path, parts: Mapping[str, growth.Sections], prints: Mapping[str, str]) -> int | None:
    """Copy the earlier index into a folder, take out what has changed and add it anew.

    Returns how many sections the index holds then, or None where too little is the same or anything is wrong with the earlier one.
    """
    try:
        manifest = json.loads((earlier / MANIFEST).read_text(encoding="utf-8"))
        if manifest["code"] != CODE:
            return None
        changes = growth.changes(manifest["versions"], prints)
        for path in [*earlier.glob("*.seg"), *earlier.glob("*.toc")]:
            shutil.copyfile(path, folder / path.name)
        index = schema.open_dir(str(folder))
        try:
            old, fresh = _outdated(index, changes)
            dead = index.doc_count_all() - index.doc_count() + len(old)
            renewed = sum(len(parts[name]) for name in fresh)
            if max(dead, renewed) > MOST_RENEWED * sum(map(len, parts.values())):
                return None
            if old or fresh:
                writer = index.writer(procs=1, limitmb=64)
                for number in old:
                    writer.delete_document(number)
                for name in (name for name in parts if name in fresh):
                    for entry, texts in parts[name]:
                        writer.add_document(**document(entry, texts))
                writer.commit(mergetype=lambda _, segments: [segment for segment in segments if segment.doc_count()])
            return int(index.doc_count())
        finally:
            index.close()
    except Exception as error:  # of an index that is not as it was built, anything may be raised; a whole build needs nothing of it
        log.warning("the last index cannot be built upon (%s); the index is made anew", type(error).__name__)
        return None


def _outdated(index: Any, changes: growth.Changes) -> tuple[list[int], set[str]]:
    """The numbers of the documents that must go, and the names of the versions that must be added.

    Whoosh's merging of segments is not used: where there are too many, what the smaller ones hold is indexed again, which is exact by construction.
    """
    with index.reader() as reader:
        leaves = [(base, base + leaf.doc_count_all()) for leaf, base in reader.leaf_readers()]
        first, end = max(leaves, key=lambda span: span[1] - span[0])
        stored = [(number, growth.name_of(kept["page"], kept["stamp"])) for number, kept in reader.iter_docs()]
    again = {name for number, name in stored if not first <= number < end} if len(leaves) >= MOST_SEGMENTS else set()
    return [number for number, name in stored if name in changes.gone or name in again], {*changes.fresh, *(again - changes.gone)}
