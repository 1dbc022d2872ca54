"""A search as a feed: each section that matches well, last changed first, with names that stay.

It knows no engine, and no XML: that is the template's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from guidance.library import Library
from guidance.model import Date
from rules.telling.feeds import AUTHORITY, moment
from search.listing import list_results
from search.query import Query
from search.results import Result, ResultPage

MOST = 30
"""Entries of a feed."""
SHARE, RANK = 0.25, 3
"""The part that an entry must have of the score at this rank (the very best may stand far above all others).

Results are listed for a single shared word too; in a feed each such section would be a false alarm.
"""
AT_ONCE, DEEPEST = 50, 40
"""Results that are asked for at once, and how often."""


@dataclass(frozen=True)
class FeedEntry:
    """A section in a feed. `id`: a permanent name that changes with the version, so that a follower sees each change once."""

    id: str
    title: str
    url: str
    updated: str
    regulators: str
    summary: str


def follow(query: Query, look: Callable[[Query], ResultPage]) -> list[Result]:
    """The sections for the feed of a query, last changed first, at most MOST.

    look: finds a page of results. Raises what it raises.
    """
    scores = sorted((item.score for item in look(replace(query, sort="relevance", page=1, size=10)).results), reverse=True)
    least = SHARE * scores[:RANK][-1] if scores else 0.0
    found: list[Result] = []
    for number in range(1, DEEPEST + 1):
        page = look(replace(query, sort="changed", page=number, size=AT_ONCE))
        found += [item for item in page.results if item.score >= least]
        if len(found) >= MOST or number >= page.pages:
            break
    return found[:MOST]


def feed_entries(results: Iterable[Result], library: Library, on: Date, said: str = "") -> list[FeedEntry]:
    """Results as entries of a feed, in their order. on, said: the as-of date, and as the address has it, as for `list_results`."""
    entries = []
    for item in list_results(results, library, on, said):
        version, result = item.version, item.result
        shorts = ", ".join(library.regulators[name].short for name in result.regulators if name in library.regulators)
        title = result.heading if result.heading == result.title else f"{result.title}: {result.heading}"
        entries.append(
            FeedEntry(
                id=f"{AUTHORITY}:{version.page_id}/{version.stamp}/{result.anchor}", title=title, url=item.url, updated=moment(version.date),
                regulators=shorts, summary=f"{version.meta.change} {result.snippet.striptags()}",
            )
        )  # fmt: skip
    return entries


def feed_updated(entries: list[FeedEntry], library: Library, on: Date) -> str:
    """When a feed last changed: its newest entry, or, where it has none, the last check of the content."""
    return max((item.updated for item in entries), default=moment(library.last_checked(on) or on))
