"""From scores to a list: filters, dates, order, grouping by page, paging and facets, over entries held in memory.

It is pure and knows no engine; the same scores and entries always give the same list.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from guidance.model import Date, Status
from search.documents import CONTEXT, Entry
from search.query import FACETS, Filters, Query

TIERS = 3
PER_PAGE = 2
"""Sections of one version that are listed; the rest are counted as `more` on the first of them."""
SPREAD, DEEPEST = 0.93, 3
"""What each earlier section of the same regulator takes from a score, up to so many, where nobody's regulator was named: any of the four may be meant."""
STATUS_ORDER = {Status.IN_FORCE: 0, Status.ANNOUNCED: 1, Status.REPLACED: 2, Status.WITHDRAWN: 3}
SHOWN = {
    "current": frozenset({Status.IN_FORCE}),
    "replaced": frozenset({Status.REPLACED, Status.WITHDRAWN}),
    "announced": frozenset({Status.ANNOUNCED}),
    "all": frozenset(Status),
}


@dataclass(frozen=True)
class Hit:
    """A section found. `stamp`: its version. `score`: for order only. `more`: further sections of the version that match and are not listed."""

    page: str
    anchor: str
    stamp: str
    status: Status
    score: float
    more: int = 0


@dataclass(frozen=True)
class Hits:
    """One page of results. `total`: hits that paging reaches. `sections`: matching sections, those behind `more` too. `facets`: hits there would be, by id."""

    found: tuple[Hit, ...]
    total: int
    sections: int
    pages: int
    facets: Mapping[str, Mapping[str, int]]
    digest: str


@dataclass(frozen=True)
class _Ranked:
    key: tuple[float | int | str, ...]
    entry: Entry
    status: Status
    score: float


def passes(entry: Entry, filters: Filters, but: str = "") -> bool:
    """Whether an entry is inside every facet that is narrowed, leaving out the facet `but`."""
    for facet in FACETS:
        chosen = filters.of(facet)
        if chosen and facet != but and entry.values(facet).isdisjoint(chosen):
            return False
    return True


def make_hits(query: Query, entries: Sequence[Entry], scores: Mapping[int, float], digest: str) -> Hits:
    """The page of results that a query asks for.

    entries: of all sections, by number. scores: of those that match the words. Order: pinned, preferred regulators, in force before announced before replaced,
    score, then page, anchor and version, so that it never depends on the engine.
    """
    wanted = SHOWN[query.filters.status]
    alive = [(number, score, state) for number, score in scores.items() if (state := entries[number].status(query.on)) in wanted]
    ranked = [_ranked(query, entries[number], state, score) for number, score, state in alive if passes(entries[number], query.filters)]
    ranked.sort(key=lambda item: item.key)
    if not query.prefer and len(query.filters.regulator) != 1:
        ranked = spread(ranked)
    counts = Counter((item.entry.page, item.entry.stamp) for item in ranked)
    listed: list[Hit] = []
    seen: Counter[tuple[str, str]] = Counter()
    for item in ranked:
        version = (item.entry.page, item.entry.stamp)
        seen[version] += 1
        if seen[version] <= PER_PAGE:
            more = max(0, counts[version] - PER_PAGE) if seen[version] == 1 else 0
            listed.append(Hit(item.entry.page, item.entry.anchor, item.entry.stamp, item.status, round(item.score, 6), more))
    start = (query.page - 1) * query.size
    pages = -(-len(listed) // query.size)
    facets = {facet: count_facet(facet, query.filters, [entries[number] for number, _, _ in alive]) for facet in FACETS}
    facets["status"] = count_status(query, [entries[number] for number in scores], query.on)
    return Hits(tuple(listed[start : start + query.size]), len(listed), len(ranked), pages, facets, digest)


def _ranked(query: Query, entry: Entry, status: Status, score: float) -> _Ranked:
    pins = [number for number, (page, anchor) in enumerate(query.pinned) if page == entry.page and anchor in ("", entry.anchor)]
    pinned = pins[0] if pins and (query.pinned[pins[0]][1] or entry.order == 0) else len(query.pinned)
    away = int(bool(query.prefer) and CONTEXT not in entry.regulators and entry.regulators.isdisjoint(query.prefer))
    return _Ranked((pinned, away, STATUS_ORDER[status], -round(score, 6), entry.page, entry.order, entry.anchor, entry.stamp), entry, status, score)


def spread(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """The list with the regulators taken in turn where scores are near: within a tier the best section comes next, each one's score being lowered by
    those of its regulator that stand before it. Every section stays, and the order depends on nothing but the list."""
    found: list[_Ranked] = []
    for _, tier in groupby(ranked, key=lambda item: item.key[:TIERS]):
        waiting: dict[frozenset[str], deque[_Ranked]] = {}
        for item in tier:
            waiting.setdefault(item.entry.regulators, deque()).append(item)
        taken: Counter[frozenset[str]] = Counter()
        while waiting:
            heads = ((own[0].score * SPREAD ** min(taken[key], DEEPEST), own[0], key) for key, own in waiting.items())
            score, best, key = min(heads, key=lambda head: (-head[0], head[1].key))
            found.append(replace(best, score=score))
            taken[key] += 1
            waiting[key].popleft()
            if not waiting[key]:
                del waiting[key]
    return found


def count_facet(facet: str, filters: Filters, found: Sequence[Entry]) -> dict[str, int]:
    """Hits that choosing each id of a facet would list, the other facets being narrowed as they are."""
    versions: Counter[tuple[str, str]] = Counter()
    values: dict[tuple[str, str], frozenset[str]] = {}
    narrowed = any(filters.of(other) for other in FACETS if other != facet)
    for entry in found:
        if not narrowed or passes(entry, filters, but=facet):
            key = (entry.page, entry.stamp)
            versions[key] += 1
            values[key] = entry.values(facet)
    alike: Counter[frozenset[str]] = Counter()
    for key, number in versions.items():
        alike[values[key]] += min(number, PER_PAGE)
    counts: Counter[str] = Counter()
    for names, listed in alike.items():
        for name in names:
            counts[name] += listed
    return dict(counts)


def count_status(query: Query, found: Sequence[Entry], on: Date) -> dict[str, int]:
    """Hits that each status filter would list."""
    versions = Counter((entry.page, entry.stamp, entry.status(on)) for entry in found if passes(entry, query.filters))
    return {state: sum(min(number, PER_PAGE) for (_, _, status), number in versions.items() if status in shown) for state, shown in SHOWN.items()}
