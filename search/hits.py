"""From scores to a list: order, regulators taken in turn, grouping by page and paging, over sections held in memory.

It is pure and knows no engine; the same scores and sections always give the same list. Only as much of the list is put in order as the page asks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop

from guidance.model import Status
from search.catalogue import STATUS_ORDER, Catalogue
from search.documents import CONTEXT
from search.facets import PER_PAGE, Counts
from search.query import Query

SPREAD, DEEPEST = 0.93, 3
"""What each earlier section of the same regulator takes from a score, up to so many, where nobody's regulator was named: any of the four may be meant."""
TAKEN = tuple(SPREAD**number for number in range(DEEPEST + 1))
Tier = tuple[int, ...]
Ranked = tuple[float, int, int, float]
"""A section in its tier: the score to order by (negative, rounded: the best first, and no order by what rounding leaves), its place, its number, its score."""


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
    """One page of results. `total`: hits that paging reaches. `sections`: matching sections, those behind `more` too. `facets`: hits there would be, by id.

    `covered`: how much of what was asked the best of them holds, from 0 to 1.
    """

    found: tuple[Hit, ...]
    total: int
    sections: int
    pages: int
    facets: Mapping[str, Mapping[str, int]]
    digest: str
    covered: float = 1.0


def list_hits(query: Query, catalogue: Catalogue, counts: Counts, scores: Mapping[int, float], pins: Mapping[int, int]) -> tuple[Hit, ...]:
    """The hits of the page that a query asks for.

    counts: of all sections found. scores: of those that the filters let through. pins: places of pinned sections. Best first means pinned, preferred
    regulators, in force before announced before replaced, score; last changed first means the version's date, score. Then page, heading, anchor and
    version decide, so that the order never depends on the engine.
    """
    tiers = _tiers(query, catalogue, scores, pins)
    in_turn = query.sort == "relevance" and not query.prefer and len(query.filters.regulator) != 1
    order = (item for tier in sorted(tiers) for item in (_spread(catalogue, tiers[tier]) if in_turn else _sorted(tiers[tier])))
    states = catalogue.states(query.on)[0]
    start = (query.page - 1) * query.size
    listed: list[Hit] = []
    seen: Counter[int] = Counter()
    place = 0
    if start >= counts.total:
        return ()
    for number, score in order:
        version = catalogue.version_of[number]
        seen[version] += 1
        if seen[version] > PER_PAGE:
            continue
        if place >= start:
            entry = catalogue.entries[number]
            more = max(0, counts.found[version] - PER_PAGE) if seen[version] == 1 else 0
            listed.append(Hit(entry.page, entry.anchor, entry.stamp, states[version], round(score, 6), more))
            if len(listed) == query.size:
                break
        place += 1
    return tuple(listed)


def _tiers(query: Query, catalogue: Catalogue, scores: Mapping[int, float], pins: Mapping[int, int]) -> Mapping[Tier, list[Ranked]]:
    """The sections by what stands above any score: the lower tier comes first."""
    states = catalogue.states(query.on)[0]
    away = [int(bool(query.prefer) and CONTEXT not in kind and kind.isdisjoint(query.prefer)) for kind in catalogue.kinds]
    tiers: dict[Tier, list[Ranked]] = defaultdict(list)
    by_version: dict[int, list[Ranked]] = {}
    for number, score in scores.items():
        version = catalogue.version_of[number]
        ranked = (-round(score, 6), catalogue.place[number], number, score)
        tier = by_version.get(version)
        if tier is None:
            if query.sort == "changed":
                key: Tier = (-catalogue.versions[version].valid_from.toordinal(),)
            else:
                key = (len(query.pinned), away[catalogue.kind_of[version]], STATUS_ORDER[states[version]])
            tier = by_version[version] = tiers[key]
        if number in pins and query.sort == "relevance":
            tier = tiers[(pins[number], away[catalogue.kind_of[version]], STATUS_ORDER[states[version]])]
        tier.append(ranked)
    return tiers


def _sorted(tier: list[Ranked]) -> Iterator[tuple[int, float]]:
    heapify(tier)
    while tier:
        _, _, number, score = heappop(tier)
        yield number, score


def _spread(catalogue: Catalogue, tier: list[Ranked]) -> Iterator[tuple[int, float]]:
    """The tier with the regulators taken in turn where scores are near: the best section comes next, each one's score being lowered by those of its
    regulators that stand before it. Every section stays, and the order depends on nothing but the list."""
    waiting: dict[int, list[Ranked]] = defaultdict(list)
    for item in tier:
        waiting[catalogue.kind_of[catalogue.version_of[item[2]]]].append(item)
    for own in waiting.values():
        heapify(own)
    taken: Counter[int] = Counter()
    while waiting:
        score, _, _, number, kind = min((-own[0][3] * TAKEN[min(taken[kind], DEEPEST)], *own[0][:3], kind) for kind, own in waiting.items())
        yield number, -score
        taken[kind] += 1
        heappop(waiting[kind])
        if not waiting[kind]:
            del waiting[kind]
