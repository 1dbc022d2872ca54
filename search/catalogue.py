"""All sections of an index by number, and their versions: what filters, dates and facets ask of them, answered by sets of bits instead of one by one.

Everything by which a section is filtered belongs to its version, so a set is an integer with one bit for each version, and a count is the number of bits
that two sets share. It is pure, read-only once made, and knows no scores.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from guidance.model import Date, Status
from search.documents import Entry
from search.query import FACETS, Filters

STATUS_ORDER = {Status.IN_FORCE: 0, Status.ANNOUNCED: 1, Status.REPLACED: 2, Status.WITHDRAWN: 3}
MOST_DATES = 16
"""Dates for which the state of every version is kept: today's, and some that people look back to."""


class Catalogue:
    """The sections, in the order of pages, versions and headings. `versions`: the first section of each version, by the version's number."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """entries: of all sections, by their numbers: those of one version stand together."""
        self.entries = entries
        self.version_of = array("I")
        self.versions: list[Entry] = []
        self._starts = array("I")
        self._pages: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            if not self.versions or (entry.page, entry.stamp) != (self.versions[-1].page, self.versions[-1].stamp):
                self.versions.append(entry)
                self._starts.append(number)
            self.version_of.append(len(self.versions) - 1)
            self._pages[entry.page].append(number)
        self._starts.append(len(entries))
        order = sorted(range(len(entries)), key=lambda number: _place(entries[number]))
        self.place = array("I", bytes(4 * len(entries)))
        for place, number in enumerate(order):
            self.place[number] = place
        self.kinds: list[frozenset[str]] = list(dict.fromkeys(entry.regulators for entry in self.versions))
        numbers = {regulators: number for number, regulators in enumerate(self.kinds)}
        self.kind_of = array("I", [numbers[entry.regulators] for entry in self.versions])
        self._masks = {facet: self._mask_values(entry.values(facet) for entry in self.versions) for facet in FACETS}
        self._named = self._mask_values(entry.named for entry in self.versions)
        self.states = lru_cache(maxsize=MOST_DATES)(self._read_states)

    def bits(self, versions: Iterable[int]) -> int:
        """The set of some versions."""
        signs = bytearray(b"0") * len(self.versions)
        for version in versions:
            signs[version] = 49
        return int(signs or b"0", 2)

    def signs(self, found: int) -> str:
        """A set as text, in which each of its versions is `1` and each other `0`: to ask for many versions one by one."""
        return f"{found:0{len(self.versions)}b}"

    def holding(self, facet: str) -> Mapping[str, int]:
        """For each id of a facet the versions that stand under it."""
        return self._masks[facet]

    def within(self, filters: Filters, but: str = "") -> int:
        """The versions that are inside every facet that is narrowed, leaving out the facet `but`."""
        found = (1 << len(self.versions)) - 1
        for facet in FACETS:
            chosen = filters.of(facet)
            if chosen and facet != but:
                found &= _union(self._masks[facet], chosen)
        return found

    def naming(self, names: Iterable[str]) -> int:
        """The versions of pages that name any of these professions and roles one by one."""
        return _union(self._named, names)

    def filed(self, names: Iterable[tuple[str, str]]) -> list[int]:
        """The sections of pages filed under any of some professions or regulators, or naming any of some roles: see `Entry.is_filed`."""
        found = 0
        for kind, name in names:
            found |= (self._named if kind == "role" else self._masks[kind]).get(name, 0)
        versions = (version for version, sign in enumerate(self.signs(found)) if sign == "1")
        return [number for version in versions for number in range(self._starts[version], self._starts[version + 1])]

    def pinned(self, pins: Iterable[tuple[str, str]]) -> dict[int, int]:
        """The sections that are pinned, each with the place of its pin: one section of every version of the page, the first where no anchor is named."""
        found: dict[int, int] = {}
        for place, (page, anchor) in enumerate(pins):
            for number in self._pages.get(page, ()):
                if anchor == self.entries[number].anchor or not anchor and self.entries[number].order == 0:
                    found.setdefault(number, place)
        return found

    def _read_states(self, on: Date) -> tuple[Sequence[Status], Mapping[Status, int]]:
        """The state of every version on a date, and the versions in each state."""
        states = [entry.status(on) for entry in self.versions]
        return states, {state: self.bits(number for number, item in enumerate(states) if item is state) for state in Status}

    def _mask_values(self, values: Iterable[frozenset[str]]) -> Mapping[str, int]:
        alike: dict[frozenset[str], list[int]] = defaultdict(list)
        for version, names in enumerate(values):
            alike[names].append(version)
        found: dict[str, int] = defaultdict(int)
        for names, versions in alike.items():
            mask = self.bits(versions)
            for name in names:
                found[name] |= mask
        return dict(found)


def _place(entry: Entry) -> tuple[str, int, str, str]:
    """What decides the order of sections with the same score."""
    return entry.page, entry.order, entry.anchor, entry.stamp


def _union(masks: Mapping[str, int], names: Iterable[str]) -> int:
    found = 0
    for name in names:
        found |= masks.get(name, 0)
    return found
