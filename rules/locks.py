"""What each entry of a table was checked against: digests of facts and passages, kept beside the tables and reviewed like them. Pure.

A lock names an entry by kind and id: `row/4b`, `option/stay`, `deadline/renewal`, `number/fee/2026-10-01`. It knows no person: only the part that somebody had.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field

from guidance.issues import Issue
from guidance.library import Library, Place
from guidance.model import Date, Day, Fact, FactId, Frozen, Section
from guidance.registers import line_of, read_entries

FOLDER = "rules/locks/"
"""Where locks stand within the content, one file for each regulator."""
Part = Literal["editor", "policy", "clinical", "legal", "regulator"]
"""As what somebody checked. A closed list, so that no name of a person gets in."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class Passage(Frozen):
    """A section as it was read: the version that it stood in, and the digest of its heading and words."""

    version: str
    words: Digest


class Lock(Frozen):
    """What one entry was checked against: on which day, as what, the facts that it cites and the sections where they live."""

    id: str
    on: Day
    by: Part
    facts: dict[FactId, Digest]
    sections: dict[str, Passage] = Field(default_factory=dict)


@lru_cache(maxsize=16384)
def _digest(*words: str) -> str:
    """Kept, because every answer asks for those of its rows."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def fact_digest(fact: Fact) -> str:
    """The digest of what a fact says and on what basis."""
    return _digest(fact.says, fact.basis.value)


def section_digest(section: Section) -> str:
    """The digest of a section's heading and plain words."""
    return _digest(section.heading, section.text)


def key(place: Place) -> str:
    """How a lock names a section: `nmc/practice-hours#what-counts`."""
    return f"{place.version.page_id}#{place.section.anchor}"


def lock(name: str, facts: Iterable[str], library: Library, moment: Date, on: Date, by: Part) -> Lock:
    """The lock of an entry that was checked on a day against the facts and passages in force at a moment. Facts that do not exist are left out."""
    known = library.facts_at(moment)
    held = [known[fact] for fact in facts if fact in known]
    places = [place for fact in held if (place := library.home(fact.id, moment))]
    sections = {key(place): Passage(version=place.version.stamp, words=section_digest(place.section)) for place in places}
    return Lock(id=name, on=on, by=by, facts={fact.id: fact_digest(fact) for fact in held}, sections=sections)


def read_locks(path: str, data: bytes, names: Iterable[str]) -> tuple[dict[str, Lock], list[Issue]]:
    """The locks of a file by the entry that they name, and every issue: entries that do not fit, and those that name nothing of the table.

    names: the entries of the table that may be locked.
    """
    entries, issues = read_entries(path, data, {"lock": Lock})
    known = set(names)
    remedy = "Run `flask --app app rules review --accept-all`, or remove the lock."
    for item in entries["lock"]:
        if item.id not in known:
            issues.append(Issue(path, line_of(data, item.id), f"{item.id}: the table has no such entry, or it cites no facts.", remedy))
    return {item.id: item for item in entries["lock"]}, issues


def write_locks(found: Iterable[Lock]) -> bytes:
    """Locks as the file that `read_locks` reads: entry by entry, a line for each fact and section, so that a change is easily reviewed."""
    lines = ["# What each entry was checked against. Written by `flask --app app rules review`; see docs/rules.md. Do not edit by hand.", ""]
    for item in found:
        lines += ["[[lock]]", f"id = {_text(item.id)}", f"on = {item.on.isoformat()}", f"by = {_text(item.by)}", "[lock.facts]"]
        lines += [f"{name} = {_text(words)}" for name, words in sorted(item.facts.items())]
        lines += ["[lock.sections]"] if item.sections else []
        lines += [f"{_text(name)} = {{ version = {_text(seen.version)}, words = {_text(seen.words)} }}" for name, seen in sorted(item.sections.items())]
        lines.append("")
    return "\n".join(lines).encode()


def _text(words: str) -> str:
    """A basic string of TOML. What stands in locks is ASCII of few kinds, for which it is that of JSON."""
    return json.dumps(words)
