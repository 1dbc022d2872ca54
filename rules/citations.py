"""The passages that statements rest on: facts of evidence, found at their homes in force on a date. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from guidance.library import Library, Place


@dataclass(frozen=True)
class Citation:
    """A passage that a statement rests on.

    confirm: one of its facts has no page behind it, so readers are told to confirm it. authority: whose wording it is, `summary` (ours) or `regulator`.
    """

    facts: tuple[str, ...]
    basis: str
    regulator: str
    page: str
    section: str
    heading: str
    title: str
    in_force_from: datetime.date
    url: str
    confirm: bool
    authority: str = "summary"


MOST_KEPT = 8192
_kept: WeakKeyDictionary[Library, dict[tuple[tuple[str, ...], datetime.date], tuple[Citation, ...]]] = WeakKeyDictionary()


def cite(library: Library, ids: Iterable[str], on: datetime.date) -> tuple[Citation, ...]:
    """The passages in force on a date where the facts live, one citation for each section.

    They are kept as long as the library, up to a bound: what a row rests on is the same for everybody.
    """
    kept = _kept.setdefault(library, {})
    key = (tuple(ids), on)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[key] = _find(library, key[0], on)
    return found


def passages(citations: Iterable[Citation]) -> tuple[str, str, str]:
    """For three columns, entry by entry in the same order: the addresses of passages, the days from which they are in force, and their facts."""
    found = list(citations)
    days = (item.in_force_from.isoformat() for item in found)
    return " ".join(item.url for item in found), " ".join(days), " ".join("+".join(item.facts) for item in found)


def _find(library: Library, ids: Iterable[str], on: datetime.date) -> tuple[Citation, ...]:
    places: dict[str, tuple[Place, list[str]]] = {}
    for name in ids:
        place = library.home(name, on)
        if place is not None:
            places.setdefault(place.url, (place, []))[1].append(name)
    return tuple(_citation(library, place, found, on) for place, found in places.values())


def _citation(library: Library, place: Place, found: list[str], on: datetime.date) -> Citation:
    known = library.facts_at(on)
    held = [known[name] for name in found]
    basis = "known" if any(fact.confirm for fact in held) else "seed" if all(fact.basis == "seed" for fact in held) else "source"
    version = place.version
    return Citation(
        facts=tuple(found),
        basis=basis,
        regulator=version.collection,
        page=version.page_id,
        section=place.section.anchor,
        heading=place.section.heading,
        title=version.meta.title,
        in_force_from=version.date,
        url=place.url,
        confirm=basis == "known",
        authority=version.meta.authority,
    )
