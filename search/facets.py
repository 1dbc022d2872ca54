"""How many hits there are, and would be if one chose otherwise: counts of facets, states and pages for the sections that a query's words found.

It is pure and knows neither scores nor order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from guidance.model import Status
from search.catalogue import Catalogue
from search.query import FACETS, Query

PER_PAGE = 2
"""Sections of one version that are listed; the rest are counted as `more` on the first of them."""
SHOWN = {
    "current": frozenset({Status.IN_FORCE}),
    "replaced": frozenset({Status.REPLACED, Status.WITHDRAWN}),
    "announced": frozenset({Status.ANNOUNCED}),
    "all": frozenset(Status),
}


@dataclass(frozen=True)
class Counts:
    """What is counted of the sections found: `total` hits and `sections` that the filters let through, `facets` by facet and id.

    `shown`: the versions let through, as `Catalogue.signs`; `found`: sections found of each version.
    """

    total: int
    sections: int
    facets: Mapping[str, Mapping[str, int]]
    shown: str
    found: Mapping[int, int]


def count(query: Query, catalogue: Catalogue, sections: Collection[int]) -> Counts:
    """Count the sections that match a query's words, whatever their filters and dates.

    A version counts as often as it is listed, so each facet tells how many hits choosing an id would list, the other facets being narrowed as they are.
    """
    found = Counter(map(catalogue.version_of.__getitem__, sections))
    listed = [catalogue.bits(version for version, number in found.items() if number >= least) for least in range(1, PER_PAGE + 1)]
    states = catalogue.states(query.on)[1]
    within = catalogue.within(query.filters)
    by_state = {state: sum(_held(listed, within & states[status]) for status in shown) for state, shown in SHOWN.items()}
    alive = sum(states[status] for status in SHOWN[query.filters.status])
    facets: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        open_ = alive & (catalogue.within(query.filters, but=facet) if query.filters.of(facet) else within)
        here = [versions & open_ for versions in listed]
        facets[facet] = {name: number for name, mask in catalogue.holding(facet).items() if (number := _held(here, mask))}
    facets["status"] = by_state
    shown = catalogue.signs(alive & within)
    sections_shown = sum(number for version, number in found.items() if shown[version] == "1")
    return Counts(_held(listed, alive & within), sections_shown, facets, shown, found)


def _held(listed: list[int], mask: int) -> int:
    """How many hits the versions of a set list."""
    return sum((versions & mask).bit_count() for versions in listed)
