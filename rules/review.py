"""Which entries of a table need a look: what they were checked against has changed, was never checked, or their next check is due. Pure.

An entry is whatever of a table cites facts. Locks (`rules.locks`) say against which wording each was checked.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from guidance.freshness import majors
from guidance.issues import Issue
from guidance.library import Library, Place
from guidance.model import Page, Section
from rules import locks
from rules.locks import Lock, Part
from rules.model import Row
from rules.table import Table

SOON = datetime.timedelta(days=14)
"""How long before its date a check is told."""
AROUND = 6
"""Words shown on each side of a difference."""
REMEDY = "Read the passages again; mend the entry or accept it with `flask --app app rules review --accept`."
Kind = Literal["row", "number", "deadline", "option", "requirement", "misunderstanding", "letter"]


@dataclass(frozen=True)
class Entry:
    """Something of a table that cites facts. moment: the day as of which its passages are read, that of the review or a later one on which it begins."""

    name: str
    id: str
    facts: tuple[str, ...]
    moment: datetime.date
    row: Row | None = None


@dataclass(frozen=True)
class Change:
    """What differs from what an entry was checked against: the fact or section, what happened, and the difference in words where both wordings are known."""

    of: str
    said: str
    difference: str = ""


@dataclass(frozen=True)
class Finding:
    """An entry that needs a look. `locked`: whether it was ever checked. `due`: its next check, where that has passed or is near."""

    regulator: str
    entry: Entry
    changes: tuple[Change, ...]
    locked: bool = True
    due: datetime.date | None = None
    overdue: bool = False


def entries(table: Table, on: datetime.date) -> Iterator[Entry]:
    """Everything in a table that cites facts, in its order, for a review on a day. Rows that have ended by then are left out."""
    for row in table.rows:
        if row.until is None or on < row.until:
            yield Entry(f"row/{row.id}", row.id, row.facts, max(on, row.since or on), row)
    for number in table.parameters:
        yield Entry(number.name, number.id, number.facts, max(on, number.since))
    others: tuple[tuple[Kind, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
        ("deadline", ((item.id, item.facts) for item in table.deadlines)),
        ("option", ((item.id, item.facts) for item in table.options)),
        ("requirement", ((item.id, item.facts) for item in table.requirements)),
        ("misunderstanding", ((item.id, item.facts) for item in table.misunderstandings)),
        ("letter", ((item.id, item.facts) for item in table.letters)),
    )
    for kind, items in others:
        yield from (Entry(f"{kind}/{name}", name, facts, on) for name, facts in items if facts)


def names(table: Table) -> list[str]:
    """The names of all entries that may be locked, rows that have ended among them."""
    return [*(f"row/{row.id}" for row in table.rows), *(entry.name for entry in entries(table, datetime.date.min))]


def accept(table: Table, library: Library, on: datetime.date, wanted: Iterable[str] | None, by: Part) -> list[Lock]:
    """The locks of a table once some entries are checked anew (None: all). Those of entries that are gone are dropped.

    Raises KeyError for a name that is no entry of the table in force or ahead on that day.
    """
    found = {entry.name: entry for entry in entries(table, on)}
    chosen = set(found) if wanted is None else set(wanted)
    if strange := sorted(chosen - found.keys()):
        raise KeyError(strange[0])
    made = []
    for name, entry in found.items():
        held = table.locks.get(name)
        fresh = locks.lock(name, entry.facts, library, entry.moment, on, by) if name in chosen else held
        # Where all are accepted, one that reads as it did keeps its lock: a file that changes only where something changed is easily reviewed.
        kept = wanted is None and held and fresh and (held.facts, held.sections) == (fresh.facts, fresh.sections)
        made.append(held if kept else fresh)
    return [lock for lock in made if lock]


def review(table: Table, library: Library, on: datetime.date) -> list[Finding]:
    """All entries of a table that need a look on a day, in the order of the table."""
    found = []
    for entry in entries(table, on):
        lock = table.locks.get(entry.name)
        changes = tuple(_changes(lock, entry, library)) if lock else ()
        row = entry.row
        due = row.next_check if row and row.next_check - on <= SOON else None
        if changes or due or not lock:
            found.append(Finding(table.regulator, entry, changes, lock is not None, due, due is not None and due < on))
    return found


def _changes(lock: Lock, entry: Entry, library: Library) -> Iterator[Change]:
    """What differs from a lock. A passage that reads the same in a newer version has not changed."""
    known = library.facts_at(entry.moment)
    facts = [known[name] for name in entry.facts if name in known]
    for fact in facts:
        if fact.id not in lock.facts:
            yield Change(fact.id, f"The fact {fact.id} is cited now, and was not when this was checked.")
        elif lock.facts[fact.id] != locks.fact_digest(fact):
            yield Change(fact.id, f"The fact {fact.id} says something else now, or has another basis.")
    places = {locks.key(place): place for fact in facts if (place := library.home(fact.id, entry.moment))}
    for name, place in places.items():
        seen = lock.sections.get(name)
        if seen is None:
            yield Change(name, f"A fact now lives in {name}, which was not read when this was checked.")
        elif seen.words != locks.section_digest(place.section):
            yield _section_change(library, name, seen.version, place)


def _section_change(library: Library, name: str, version: str, place: Place) -> Change:
    if version == place.version.stamp:
        said = f"The wording of {name} was changed within its version of {version}. The earlier wording is not kept here."
        return Change(name, said)
    page = library.pages[place.version.page_id]
    section = next((item.section(place.section.anchor) for item in page.versions if item.stamp == version), None)
    said = f"{name} reads otherwise since {place.version.stamp}; it was checked as it stood in {version}."
    return Change(name, said, difference(_words(section), _words(place.section)) if section else "")


def _words(section: Section) -> str:
    return f"{section.heading}. {section.text}"


def difference(before: str, after: str) -> str:
    """Two wordings in one line: words that went as [-...-], words that came as {+...+}, a few unchanged ones around them, … for the rest."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            kept = old[first:last]
            edge = AROUND if parts else 0
            tail = AROUND if last < len(old) or end < len(new) else 0
            parts += kept if len(kept) <= edge + tail else [*kept[:edge], "…", *kept[len(kept) - tail :]]
        else:
            parts += [f"[-{' '.join(old[first:last])}-]"] if first < last else []
            parts += [f"{{+{' '.join(new[start:end])}+}}"] if start < end else []
    return " ".join(parts)


def outdated(table: Table, row: Row, library: Library, on: datetime.date) -> bool:
    """Whether readers must be told that a row is being re-checked: a passage or fact that it rests on has changed in a way that may matter.

    A major version newer than the check, a fact with another wording or basis, or a passage changed within the version that was read.
    A lock says nothing of days before it was made; without one only dates count.
    """
    lock = table.locks.get(f"row/{row.id}")
    if lock and on < lock.on:
        lock = None
    known = library.facts_at(on)
    if lock and any(seen != locks.fact_digest(known[name]) for name, seen in lock.facts.items() if name in known):
        return True
    return any(_newer(library.pages[place.version.page_id], place, row, lock) for fact in row.facts if (place := library.home(fact, on)))


def _newer(page: Page, place: Place, row: Row, lock: Lock | None) -> bool:
    version = place.version
    seen = lock.sections.get(locks.key(place)) if lock else None
    if lock is None or seen is None:
        return any(item.date > row.checked for item in majors(page, version))
    if seen.words == locks.section_digest(place.section):
        return False
    if seen.version == version.stamp:
        return True
    # A version dated before a later check by hand was there to be read; one dated before the lock was not, or the lock would name it.
    read = next(((item.date, item.revision) for item in page.versions if item.stamp == seen.version), (datetime.date.min, 0))
    newer = (item for item in majors(page, version) if (item.date, item.revision) > read)
    return any(item.date > row.checked or lock.on >= row.checked for item in newer)


def warnings(table: Table, library: Library, on: datetime.date, line: Callable[[str, str], int]) -> Iterator[Issue]:
    """A warning for each entry that is out of lock. `line`: on which line of a file an entry stands, by path and id."""
    for found in review(table, library, on):
        said = found.changes[0].said if found.changes else "" if found.locked else "It was never checked against its passages."
        if said:
            path = table.added.get(found.entry.name, table.path)
            yield Issue(path, line(path, found.entry.id), f"{found.entry.name}: {said}", REMEDY, severity="warning")
