"""The search engine: an index that is open, and what it answers to a query. It joins the parts; each has a module of its own.

`search/builder.py` writes the index and `search/postings.py` reads it, and only they, with the schema, touch Whoosh. Whoosh keeps postings; it is never
asked to search, so that its limits (its top tens are wrong), its query language and its searchers (which no two threads may share) cannot do harm.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from guidance.library import Library
from search import ranking
from search.builder import MANIFEST
from search.builder import EngineUnavailable as EngineUnavailable
from search.builder import build as build
from search.catalogue import Catalogue
from search.facets import count
from search.hits import Hits, list_hits
from search.impacts import Impacts
from search.kept import Kept
from search.postings import Postings
from search.query import Group, Query
from search.ranking import NOTHING, TUNING, Found, Ranking, Tuning, Worth

MOST_KEPT = 2_000_000
"""Sections found by groups of words that are kept, each of about 45 bytes."""
EVERYTHING: Worth = 1j
"""What each section is worth to a query without words: it scores nothing, and holds all that was asked."""


class Index:
    """An index opened for reading. It may be shared by all threads: each reads with a reader of its own, and what is kept of it is never changed."""

    def __init__(self, folder: Path, library: Library, tuning: Tuning = TUNING) -> None:
        """Open the index in `folder` for the library that it was built of. Raises EngineUnavailable where it is not there, broken, or another library's."""
        self.digest = library.digest
        self._tuning = tuning
        self._lock = threading.Lock()
        self._busy = 0
        self._closed = False
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["digest"] != library.digest:
                raise EngineUnavailable(f"The index in {folder} belongs to the release {manifest['digest']}, not to {library.digest}.")
            self._postings = Postings(folder)
        except EngineUnavailable:
            raise
        except Exception as error:  # whoosh raises many kinds for a broken folder; all mean the same to us
            raise EngineUnavailable(f"The index in {folder} cannot be opened: {error}.") from error
        if len(self._postings.entries) != manifest["sections"]:
            raise EngineUnavailable(f"The index in {folder} is incomplete.")
        self._entries = self._postings.entries
        self._catalogue = Catalogue(self._entries)
        self._impacts = Impacts(self._postings, ranking.boosts(tuning), tuning.exact, tuning.reach)
        self._groups: Kept[Found] = Kept(MOST_KEPT)

    def search(self, query: Query) -> Hits:
        """One page of the sections that a query finds. Raises EngineUnavailable only."""
        self._enter()
        try:
            return self._search(query)
        finally:
            self._leave()

    def _search(self, query: Query) -> Hits:
        size = len(self._entries)
        ranked = ranking.rank(self._impacts, query, size, self._find, self._tuning) or Ranking(dict.fromkeys(range(size), EVERYTHING), 1.0, 1.0)
        allowed = ranking.allowed(self._impacts, query, size)
        if allowed is not None:
            ranked = replace(ranked, worths={number: ranked.worths[number] for number in allowed if number in ranked.worths})
        pins = self._catalogue.pinned(query.pinned)
        ranked.worths.update((number, ranked.worths.get(number, NOTHING)) for number in pins)
        counts = count(query, self._catalogue, ranked.worths)
        version_of, shown = self._catalogue.version_of, counts.shown
        open_ = [number for number in ranked.worths if shown[version_of[number]] == "1"]
        scores = ranking.final_scores(query, self._catalogue, ranked, open_, self._tuning)
        found = list_hits(query, self._catalogue, counts, scores, pins)
        covered = max((1.0 if number in pins else ranked.worths[number].imag / ranked.asked for number in open_), default=0.0)
        return Hits(found, counts.total, counts.sections, -(-counts.total // query.size), counts.facets, self.digest, covered)

    def _find(self, group: Group) -> Found:
        """What a group finds. Kept, since people say the same things: the posts, the professions, "hours"."""
        return self._groups.get(group, lambda: ranking.group_scores(self._impacts, group, len(self._entries), self._filed(group), self._tuning))

    def _filed(self, group: Group) -> list[int]:
        return self._catalogue.filed((kind, name) for kind, name in group.names if kind in ("profession", "role", "regulator"))

    def vocabulary(self) -> Mapping[str, int]:
        """Every word of the sections' texts, unstemmed, with the number of sections and fields that hold it."""
        return self._postings.words

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
            self._postings.close()
