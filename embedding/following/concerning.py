"""Which changes touch what an embed shows: its questions, what took their place, what they rest on, and what joins or leaves a list. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from embedding.asked import Embed
from embedding.choosing import choose
from guidance.library import Library, status
from guidance.model import FAQ, Date, Status, Version
from guidance.pages import version_shown
from rules.table import Table
from rules.telling.changes import Entry, Wanted, entries, facts_changed

DAY = datetime.timedelta(days=1)


def concerning(embed: Embed, library: Library, tables: Mapping[str, Table], on: Date) -> list[Entry]:
    """The changes of an embed as told on a date, the latest first, announced ones among them. It asks for something that we have (`naming.held`)."""
    told = entries(library, tables, on)
    if embed.answer:
        wanted = Wanted(profession=library.professions[embed.answer[0]], role=library.roles[embed.answer[1]])
        return [entry for entry in told if wanted.takes(entry)]

    @cache
    def listed(day: Date) -> frozenset[str]:
        return frozenset(version.page_id for version in choose(embed, library, day).versions)

    shown = [version for start in choose(embed, library, on).versions for version in _and_successors(start, library, on)]
    pages = {version.page_id for version in shown}
    facts = _rested_on(shown, library)
    return [
        entry
        for entry in told
        if entry.page in pages or _of_question(entry) and entry.page in listed(entry.date) | listed(entry.date - DAY) or _changes(entry, facts, library)
    ]


def _of_question(entry: Entry) -> bool:
    return entry.page.startswith(f"{FAQ}/")


def _and_successors(version: Version, library: Library, on: Date) -> Iterator[Version]:
    """A version that an embed shows, and what readers find in its place since it was withdrawn. Each page comes once, should two name each other."""
    seen: set[str] = set()
    next_one: Version | None = version
    while next_one and next_one.page_id not in seen:
        seen.add(next_one.page_id)
        yield next_one
        page = library.pages[next_one.page_id]
        notice = next_one.meta.withdrawn if status(page, next_one, on) is Status.WITHDRAWN else None
        after = library.pages.get(notice.successor) if notice else None
        next_one = version_shown(after, on) if after else None


def _rested_on(shown: Iterable[Version], library: Library) -> dict[str, Date]:
    """The facts on which questions rest, and the first day of the oldest question on each: what changed up to that day was known when it was written."""
    found: dict[str, Date] = {}
    for version in shown:
        if version.collection == FAQ:
            began = library.pages[version.page_id].versions[0].date
            for name in {fact for section in version.sections for fact in section.facts}:
                found[name] = min(began, found.get(name, began))
    return found


def _changes(entry: Entry, facts: Mapping[str, Date], library: Library) -> bool:
    """Whether an entry changes what is told of any of these facts: the fact is told anew, a major version tells it in other words, or its page is withdrawn."""
    rested = {name for name, began in facts.items() if began < entry.date}
    if entry.kind == "fact":
        return entry.id.split("/")[1] in rested
    page = library.pages.get(entry.page)
    if not rested or page is None or page.collection == FAQ or not entry.major or entry.first:
        return False
    if entry.kind == "withdrawal":
        return any(name in rested for section in page.versions[-1].sections for name in section.facts)
    version = next(item for item in page.versions if entry.id == f"{item.page_id}/{item.stamp}")
    return not rested.isdisjoint(facts_changed(page, version))
