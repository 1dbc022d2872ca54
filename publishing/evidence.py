"""What the evidence must hold beside the pages: a home for each fact on each day, and a word where one takes the place of another."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable

from guidance import render
from guidance.issues import Issue
from guidance.library import Library
from guidance.model import FAQ, Fact, Section, Version
from publishing.places import Places


def check_facts(library: Library, on: datetime.date, places: Places) -> Iterable[Issue]:
    """Faults of facts that can be told without the pages: of collections that do not exist, and of two collections. A warning for each that gives way."""
    seen: dict[str, Fact] = {}
    for fact in library.corpus.facts:
        line = places.entry(fact.path, fact.id)
        if fact.collection not in library.regulators:
            yield Issue(fact.path, line, f"`{fact.collection}` is not a collection.", f"Use {', '.join(library.regulators)}.")
        before = seen.get(fact.id)
        if before and before.collection != fact.collection:
            yield Issue(fact.path, line, f"{fact.id} stands in {before.path} too.", "Give each fact its own number.")
        elif before and fact.since and fact.since >= on:
            fault = f"From {fact.since} {fact.id} takes the place of what {before.path} says under this number."
            yield Issue(fact.path, line, fault, "If this is another fact, give it a number of its own.", severity="warning")
        seen[fact.id] = fact


def check_homes(library: Library, days: Iterable[datetime.date], places: Places) -> Iterable[Issue]:
    """Every fact that holds on a day has one home in force, and no section in force rests on a fact before it holds or hides that it is unconfirmed.

    days: in their order; what is wrong of the same thing on several of them is told for the first.
    """
    told: set[tuple[str, ...]] = set()
    for on in days:
        for matter, issue in _homes(library, on, places):
            if matter not in told:
                told.add(matter)
                yield issue


def _homes(library: Library, on: datetime.date, places: Places) -> Iterable[tuple[tuple[str, ...], Issue]]:
    """What is wrong on one day, each with what it is about."""
    held = library.facts_at(on)
    homes: dict[str, list[str]] = defaultdict(list)
    for version in library.current(on):
        for section in version.sections:
            for name in section.facts:
                if version.meta.kind != FAQ:
                    homes[name].append(f"{version.page_id}#{section.anchor}")
            for fault, remedy in _resting(library, version, section, on):
                place = places.key(version.path, "evidence", section.anchor)
                yield (version.path, section.anchor, fault), Issue.at(version.path, place, f"#{section.anchor}: {fault}", remedy)
    for fact in held.values():
        found = homes.get(fact.id, [])
        if not found:
            fault = f"{fact.id} has no home on {on}."
            yield (fact.id,), Issue(fact.path, places.entry(fact.path, fact.id), fault, "Name it under `evidence` of the section that tells it.")
        elif len(found) > 1:
            fault = f"{fact.id} has {len(found)} homes on {on}: {', '.join(found)}."
            yield (fact.id, *found), Issue(fact.path, places.entry(fact.path, fact.id), fault, "Keep one; other sections may link to it.")


def _resting(library: Library, version: Version, section: Section, on: datetime.date) -> Iterable[tuple[str, str]]:
    """What dated evidence makes wrong with a section that is in force on a date. What was wrong from its first day is told by `publishing.versions`."""
    held, at_first = library.facts_at(on), library.facts_at(version.date)
    for name in section.facts:
        if name in library.facts and name not in held:
            fault = f"the fact {name} holds from {library.facts[name].since} only; on {on} this section rests on it."
            yield fault, "Let this version begin on that day, or the evidence earlier."
        elif name in held and held[name] is not at_first.get(name) and held[name].confirm and not render.has_class(section.html, "confirm"):
            fault = f"from {held[name].since} no page confirms {name}, and the section does not say so."
            yield fault, "Publish a version from that day with the statement marked `{: .confirm }`."
