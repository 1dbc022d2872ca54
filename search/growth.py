"""What must be done to an index when content changes: which versions differ from those that it holds. Pure; the engine does it.

A version counts as changed when anything differs that goes into its documents: its own words, but also the names of roles and professions, evidence,
and the date on which the next version takes over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from guidance.library import Library
from guidance.model import Date
from search.asked import Asked
from search.documents import Entry, entries

Sections = Sequence[tuple[Entry, dict[str, str]]]
"""The entries of one version, in order, each with its texts."""
_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True)
class Changes:
    """Versions whose documents must go, and versions whose documents must be added; a changed one is both."""

    gone: frozenset[str]
    fresh: frozenset[str]


def name_of(page: str, stamp: str) -> str:
    """The name of a version within an index."""
    return f"{page} {stamp}"


def by_version(library: Library, asked: Asked | None = None) -> dict[str, Sections]:
    """The sections of a library by the name of their version, in the order of `entries`, which are given `asked`."""
    found: dict[str, list[tuple[Entry, dict[str, str]]]] = {}
    for entry, texts in entries(library, asked):
        found.setdefault(name_of(entry.page, entry.stamp), []).append((entry, texts))
    return dict(found)


def fingerprint(sections: Sections) -> str:
    """A digest of everything that goes into the documents of a version."""
    told = [[[_plain(getattr(entry, name)) for name in _FIELDS], sorted(texts.items())] for entry, texts in sections]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, Date) else value


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """What differs between two sets of fingerprints."""
    gone = frozenset(name for name, value in before.items() if now.get(name) != value)
    return Changes(gone, frozenset(name for name, value in now.items() if before.get(name) != value))
