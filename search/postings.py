"""An index on disk, read word by word: which sections hold a word, how often, how long they are, and where in them it stands.

The index may have grown by parts, so sections that were taken out may still lie in it and its own numbers have gaps. The engine's statistics count what
was taken out; ours count only what is there, and sections are numbered by page, version and heading. So an index that has grown gives the very scores
and order of one that was made at once. It must not know queries.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from search import schema
from search.documents import Entry, order_of, read_entry
from search.impacts import PLACES, Weights
from search.kept import Kept

MOST_KEPT = 2_000_000
"""Places of words that are kept for the wordings they are part of, each of 8 bytes."""
NOTHING = Weights(array("I"), array("d"))
NOWHERE = array("Q")


class Postings:
    """The postings of an index. All threads may share it: each reads with a reader of its own, since the engine's are not safe between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the index in a folder. Raises what the engine raises, which may be anything, where it is missing or broken."""
        self._local = threading.local()
        self._lock = threading.Lock()
        self._readers: list[Any] = []
        self._places: Kept[array[int]] = Kept(MOST_KEPT)
        self._index = schema.open_dir(str(folder), readonly=True)
        reader = self._reader()
        read = [(number, stored, read_entry(stored)) for number, stored in reader.iter_docs()]
        read.sort(key=lambda item: order_of(item[2]))
        self.entries: Sequence[Entry] = [entry for _, _, entry in read]
        self._number = array("I", bytes(4 * reader.doc_count_all()))
        for number, (document, _, _) in enumerate(read):
            self._number[document] = number
        lengths = [stored[schema.LENGTHS] for _, stored, _ in read]
        self._lengths = {name: array("I", [schema.rounded(item[place]) for item in lengths]) for place, name in enumerate(schema.FIELDS)}
        self._means = {name: sum(item[place] for item in lengths) / max(len(lengths), 1) or 1.0 for place, name in enumerate(schema.FIELDS)}
        self.words: Mapping[str, int] = Counter(dict(_count_words(reader)))

    def weights(self, field: str, word: str) -> Weights:
        """The sections that hold a word in a field, and its saturated weight in each, before rarity. Raises what the engine raises."""
        lengths, mean = self._lengths[field], self._means[field]
        found: list[tuple[int, float]] = []
        for number, matcher in self._matches(field, word):
            found.append((number, schema.saturated(field, matcher.weight(), lengths[number], mean)))
        found.sort()
        return Weights(array("I", [number for number, _ in found]), array("d", [weight for _, weight in found])) if found else NOTHING

    def places(self, field: str, word: str) -> array[int]:
        """The places of a word in a field, over all sections. Raises what the engine raises."""
        return self._places.get((field, word), partial(self._read_places, field, word))

    def weight(self, field: str, word: str, section: int) -> float:
        """The weight of a word in one section that holds it, as among `weights`. Raises what the engine raises."""
        places = self.places(field, word)
        times = bisect_left(places, section + 1 << PLACES) - bisect_left(places, section << PLACES)
        return schema.saturated(field, times, self._lengths[field][section], self._means[field])

    def _read_places(self, field: str, word: str) -> array[int]:
        found = [(number << PLACES) + place for number, matcher in self._matches(field, word) for place in matcher.value_as("positions")]
        return array("Q", sorted(found)) if found else NOWHERE

    def _matches(self, field: str, word: str) -> Iterator[tuple[int, Any]]:
        """The sections that hold a word, each with the engine's cursor, which stands on it until the next is asked for."""
        for reader, first in self._reader().leaf_readers():
            if (field, word) in reader:
                matcher = reader.postings(field, word)
                while matcher.is_active():
                    yield self._number[first + matcher.id()], matcher
                    matcher.next()

    def _reader(self) -> Any:
        reader = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._index.reader()
            with self._lock:
                self._readers.append(reader)
        return reader

    def close(self) -> None:
        """Close all files. Only when nobody reads any more."""
        with self._lock:
            for reader in self._readers:
                reader.close()
            self._readers.clear()
        self._index.close()


def _count_words(reader: Any) -> Iterator[tuple[str, int]]:
    """Every word of the unstemmed fields, with the number of sections and fields that hold it."""
    counts: Counter[str] = Counter()
    for part, _ in reader.leaf_readers():
        gone = sorted(number for number in range(part.doc_count_all()) if part.is_deleted(number)) if part.has_deletions() else []
        for field in schema.TEXTS:
            for word, info in part.iter_field(field):
                text = word.decode("utf-8")
                doubtful = gone and info.min_id() <= gone[-1] and info.max_id() >= gone[0]
                counts[text] += sum(1 for _ in part.postings(field, text).all_ids()) if doubtful else info.doc_frequency()
    return iter((+counts).items())  # `+` leaves out words of which only documents that are gone hold any
