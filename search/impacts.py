"""What a word or wording is worth in each section: weights merged over the fields, worked out at the first query that has it, then kept.

It is pure arithmetic over postings, whatever engine they come from; it must not know queries, filters or rarity.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search import analysis
from search.kept import Kept
from search.schema import TEXTS, stems_of

PLACES = 24
"""A place is the number of its section, moved up by this many bits, and the number of the word in the section's field: one number, so that whether words
stand side by side anywhere is one intersection of sets."""
MOST_KEPT = 3_000_000
"""Sections of words and wordings that are kept; each takes about 12 bytes. A thousand sections need a tenth of it."""
NEARBY = ("question", "heading", "body")
"""Fields in which it counts that two words of a query stand near each other."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Sections, ascending, and the weight of something in each."""

    sections: array[int]
    weights: array[float]

    def __len__(self) -> int:
        """How many sections there are."""
        return len(self.sections)

    @classmethod
    def made_of(cls, scores: Mapping[int, float]) -> Weights:
        """The weights in a mapping."""
        sections = sorted(scores)
        return cls(array("I", sections), array("d", [scores[section] for section in sections]))


class Reader(Protocol):
    """What is asked of an engine: the postings of one word in one field, over all sections."""

    def weights(self, field: str, word: str) -> Weights:
        """The sections that hold the word, and its saturated weight in each, before rarity."""
        ...

    def weight(self, field: str, word: str, section: int) -> float:
        """The weight of the word in one section that holds it, as among `weights`."""
        ...

    def places(self, field: str, word: str) -> array[int]:
        """The places of the word in all sections, ascending, as `PLACES` tells."""
        ...


class Impacts:
    """The worth of words and wordings. It may be shared by all threads."""

    def __init__(self, read: Reader, boosts: Mapping[str, float], exact: float, reach: int) -> None:
        """read: postings. boosts: what a field of `TEXTS` counts. exact: how much of that the very word counts beside its stem. reach: words that are near."""
        self._read = read
        self._boosts = boosts
        self._exact = exact
        self._reach = reach
        self._kept: Kept[Weights] = Kept(MOST_KEPT)
        self._pairs: Kept[array[int]] = Kept(MOST_KEPT)

    def of(self, words: tuple[str, ...]) -> Weights:
        """Sections that hold a word or its relatives, or in which several words stand side by side."""
        return self._kept.get(words, lambda: self._word(words[0]) if len(words) == 1 else self._wording(words))

    def near(self, first: str, second: str) -> array[int]:
        """Sections in which the stem `second` follows `first` within reach, in heading, question or body: each as often as there are such fields."""
        return self._pairs.get((first, second), lambda: self._near(first, second))

    def standing(self, words: Sequence[str], fields: Iterable[str]) -> set[int]:
        """Sections in which the words stand side by side, as they are written, in one of the fields (of the index: stems have fields of their own)."""
        return {place >> PLACES for field in fields for place in self._beside(field, words)}

    def _word(self, word: str) -> Weights:
        """Scored over all fields; the very word counts a little more than its relatives."""
        scores: dict[int, float] = defaultdict(float)
        stem = analysis.stem(word)
        for field in TEXTS:
            boost = self._boosts[field]
            for name, form, worth in ((stems_of(field), stem, boost), (field, word, boost * self._exact)):
                found = self._read.weights(name, form)
                for section, weight in zip(found.sections, found.weights, strict=True):
                    scores[section] += worth * weight
        return Weights.made_of(scores)

    def _wording(self, words: tuple[str, ...]) -> Weights:
        """Scored as an average word of theirs."""
        scores: dict[int, float] = defaultdict(float)
        forms = analysis.stems(words)
        for field in TEXTS:
            name = stems_of(field)
            for section in {place >> PLACES for place in self._beside(name, forms)}:
                scores[section] += self._boosts[field] * sum(self._read.weight(name, form, section) for form in forms) / len(forms)
        return Weights.made_of(scores)

    def _beside(self, field: str, forms: Sequence[str]) -> set[int]:
        """The places of the first of the words, wherever the others follow it one by one."""
        starts = set(self._read.places(field, forms[0]))
        for offset, form in enumerate(forms[1:], start=1):
            if not starts:
                break
            starts.intersection_update([place - offset for place in self._read.places(field, form)])
        return starts

    def _near(self, first: str, second: str) -> array[int]:
        found = array("I")
        for field in NEARBY:
            here, there = self._read.places(stems_of(field), first), self._read.places(stems_of(field), second)
            after = {place + step for place in here for step in range(1, self._reach + 1)} if there else set()
            found.extend({place >> PLACES for place in after.intersection(there)})
        return found
