"""The search engine: builds an index of a library on disk, and answers queries from it. The only module, with the schema, that touches Whoosh.

Whoosh keeps postings and scores single words; it is never given a limit (its top tens are wrong), a query language, or one searcher for two threads.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guidance.library import Library
from guidance.model import Date, Status
from search import analysis, ranking, schema
from search.documents import Entry, document, entries, read_entry
from search.hits import Hits, make_hits
from search.query import Group, Query
from search.ranking import TUNING, Posting, Tuning

MANIFEST = "manifest.json"
MOST_CACHED = 20_000
"""Postings of words and fields that are kept in memory; the words of a thousand sections are about half of this."""


class EngineUnavailable(Exception):
    """The index cannot be built, opened or asked. The site goes on without search, and says so."""


@dataclass(frozen=True)
class Suggestion:
    """Something that people may be typing towards: the title of an FAQ or page, or a heading of its."""

    text: str
    page: str
    anchor: str
    kind: str


def build(library: Library, folder: Path) -> None:
    """Write the index of a library into a new folder, as one segment, and check that it holds every section.

    Not safe against power loss by itself: the release that it becomes part of is flushed to disk as a whole.
    Raises EngineUnavailable where the folder is in use, cannot be written, or the index is incomplete.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise EngineUnavailable(f"{folder} is not empty: an index is always built in a new folder.")
        index = schema.create_in(str(folder), schema.fields())
        writer = index.writer(procs=1, limitmb=64)
        count = 0
        for entry, texts in entries(library):
            writer.add_document(**document(entry, texts))
            count += 1
        writer.commit(optimize=True)
        held = index.doc_count_all()
        index.close()
        (folder / MANIFEST).write_text(json.dumps({"digest": library.digest, "sections": count}), encoding="utf-8")
    except OSError as error:
        raise EngineUnavailable(f"The index in {folder} cannot be written: {error.strerror or error}.") from error
    if held != count:
        raise EngineUnavailable(f"The index in {folder} holds {held} of {count} sections.")


class Index:
    """An index opened for reading. It may be shared by all threads: each has a searcher of its own, and postings once read are never changed."""

    def __init__(self, folder: Path, library: Library, tuning: Tuning = TUNING) -> None:
        """Open the index in `folder` for the library that it was built of. Raises EngineUnavailable where it is not there, broken, or another library's."""
        self.digest = library.digest
        self._tuning = tuning
        self._local = threading.local()
        self._lock = threading.Lock()
        self._searchers: list[Any] = []
        self._busy = 0
        self._closed = False
        self._postings: dict[tuple[str, str], Mapping[int, Posting]] = {}
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["digest"] != library.digest:
                raise EngineUnavailable(f"The index in {folder} belongs to the release {manifest['digest']}, not to {library.digest}.")
            self._index = schema.open_dir(str(folder), readonly=True)
            reader = self._index.reader()
            stored = dict(reader.iter_docs())
            self._words = self._read_words(reader)
            reader.close()
        except EngineUnavailable:
            raise
        except Exception as error:  # whoosh raises many kinds for a broken folder; all mean the same to us
            raise EngineUnavailable(f"The index in {folder} cannot be opened: {error}.") from error
        self._entries: list[Entry] = [read_entry(stored[number]) for number in sorted(stored)]
        if len(self._entries) != manifest["sections"] or sorted(stored) != list(range(len(stored))):
            raise EngineUnavailable(f"The index in {folder} is incomplete.")

    @staticmethod
    def _read_words(reader: Any) -> dict[str, int]:
        counts: dict[str, int] = {}
        for field in schema.TEXTS:
            for word in reader.lexicon(field):
                text = word.decode("utf-8")
                counts[text] = counts.get(text, 0) + int(reader.doc_frequency(field, text))
        return counts

    def search(self, query: Query) -> Hits:
        """One page of the sections that a query finds. Raises EngineUnavailable only."""
        self._enter()
        try:
            scores = ranking.rank(self._read, query, len(self._entries), self._covers, self._tuning)
            allowed = self._allowed(query)
            if scores is None:
                scores = dict.fromkeys(range(len(self._entries)) if allowed is None else allowed, 0.0)
            pins = {page for page, _ in query.pinned}
            kept = {number: self._adjust(query, number, score) for number, score in scores.items() if allowed is None or number in allowed}
            kept.update((number, kept.get(number, 0.0)) for number, entry in enumerate(self._entries) if entry.page in pins and self._is_pin(query, entry))
            return make_hits(query, self._entries, kept, self.digest)
        finally:
            self._leave()

    @staticmethod
    def _is_pin(query: Query, entry: Entry) -> bool:
        return any(page == entry.page and (anchor == entry.anchor or not anchor and entry.order == 0) for page, anchor in query.pinned)

    def _allowed(self, query: Query) -> set[int] | None:
        """The sections that hold every quoted phrase and `title:` word and no excluded one; None where the query has none of them."""
        if not (query.phrases or query.titled or query.excluded):
            return None
        found = set(range(len(self._entries)))
        for held in (*ranking.holding(self._read, query.phrases, stemmed=False), *ranking.titled(self._read, query.titled)):
            found &= held
        for held in ranking.holding(self._read, query.excluded, stemmed=True):
            found -= held
        return found

    def _adjust(self, query: Query, number: int, score: float) -> float:
        entry = self._entries[number]
        wanted = {name for group in query.groups for _, name in group.names}
        worlds = set(query.prefer) | set(query.filters.regulator)
        if worlds and not entry.regulators <= worlds:
            score *= self._tuning.shared
        elif not worlds and not entry.regulators.isdisjoint(query.leaning):
            score *= self._tuning.leaning
        elif not worlds and len(entry.regulators) > 1:
            score *= self._tuning.across
        score *= 1.0 + self._tuning.named * bool(wanted & entry.named)
        return score * (self._tuning.first if entry.order == 0 else 1.0)

    def _covers(self, group: Group) -> list[int]:
        wanted = {(kind, name) for kind, name in group.names if kind in ("profession", "role", "regulator")}
        return [number for number, entry in enumerate(self._entries) if any(entry.is_filed(kind, name) for kind, name in wanted)] if wanted else []

    def _read(self, field: str, word: str) -> Mapping[int, Posting]:
        found = self._postings.get((field, word))
        if found is None:
            found = self._load(field, word)
            if len(self._postings) >= MOST_CACHED:
                self._postings.clear()
            self._postings[field, word] = found
        return found

    def _load(self, field: str, word: str) -> Mapping[int, Posting]:
        searcher = self._searcher()
        if (field, word) not in searcher.reader():
            return {}
        found: dict[int, Posting] = {}
        rarity = searcher.idf(field, word)
        matcher = searcher.postings(field, word)
        while matcher.is_active():
            found[matcher.id()] = (matcher.score() / rarity, tuple(matcher.value_as("positions")))
            matcher.next()
        return found

    def _searcher(self) -> Any:
        searcher = getattr(self._local, "searcher", None)
        if searcher is None:
            searcher = self._local.searcher = self._index.searcher(weighting=schema.weighting())
            with self._lock:
                self._searchers.append(searcher)
        return searcher

    def vocabulary(self) -> Mapping[str, int]:
        """Every word of the sections' texts, unstemmed, with the number of sections and fields that hold it."""
        return self._words

    def suggest(self, prefix: str, limit: int, on: Date) -> list[Suggestion]:
        """Titles and headings in force on a date in which every typed word begins a word, FAQs and titles first. Raises nothing."""
        typed = analysis.words(prefix[:100])
        if not typed or limit < 1:
            return []
        found: dict[str, tuple[tuple[int, int, str], Suggestion]] = {}
        for entry in self._entries:
            for rank, text in enumerate((entry.title, entry.heading)):
                if (rank or entry.order == 0) and entry.status(on) is Status.IN_FORCE and _begins(typed, text):
                    kind = entry.kind if rank == 0 else "section"
                    order = (rank, int(entry.kind != "faq"), text)
                    found.setdefault(text, (order, Suggestion(text, entry.page, entry.anchor if rank else "", kind)))
        return [item for _, item in sorted(found.values(), key=lambda pair: pair[0])][:limit]

    def _enter(self) -> None:
        with self._lock:
            if self._closed:
                raise EngineUnavailable("The index is closed.")
            self._busy += 1

    def _leave(self) -> None:
        with self._lock:
            self._busy -= 1
            self._retire()

    def close(self) -> None:
        """Take no more queries; files are closed when the last search that is under way has ended. May be called twice."""
        with self._lock:
            self._closed = True
            self._retire()

    def _retire(self) -> None:
        if self._closed and not self._busy:
            for searcher in self._searchers:
                searcher.close()
            self._searchers.clear()
            self._index.close()


def _begins(typed: tuple[str, ...], text: str) -> bool:
    words = analysis.words(text)
    return all(any(word.startswith(part) for word in words) for part in typed)
