"""The map of the site for search engines (sitemaps.org, protocol 0.9): every page that is the same for everybody, with the day on which it last changed.

Pure. A page whose change nobody keeps is listed without a day. Answers with a person's facts are no pages of the map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guidance.library import Library, page_url
from guidance.model import Date
from rules.table import Table
from rules.telling.changes import Entry, entries

FIXED = ("/", "/answer", "/compare", "/search/help", "/about", "/accessibility", "/privacy", "/how-we-check", "/data", "/contract", "/embed", "/embed/pack")
LISTS = ("/guidance", "/faqs", "/changes")
"""Pages that show whatever changed last."""


@dataclass(frozen=True)
class Listed:
    """A page of the map: its address within the site, and the day of its last change, None where that is not kept."""

    path: str
    changed: Date | None = None


def sitemap(library: Library, tables: Mapping[str, Table], on: Date) -> list[Listed]:
    """All pages on a date. No day is later than that date: what is announced has not changed anything yet."""
    met = [entry for entry in entries(library, tables, on) if entry.date <= on]
    days = {id(entry): min(max(entry.date, entry.told), on) for entry in met}
    latest = max(days.values(), default=None)
    return [
        *(Listed(path) for path in FIXED),
        *(Listed(path, latest) for path in LISTS),
        *_by_regulator(library, tables, met, days),
        *(Listed(page_url(version), _version_day(version.date, version.meta.checked, on)) for version in library.current(on)),
        *(Listed(f"/compare/{role.id}") for role in library.corpus.roles),
        *_answers(library, tables, met, days),
    ]


def _version_day(begun: Date, checked: Date, on: Date) -> Date:
    """A page shows when it was checked, so that is a change as well."""
    return min(max(begun, checked), on)


def _by_regulator(library: Library, tables: Mapping[str, Table], met: list[Entry], days: Mapping[int, Date]) -> Iterator[Listed]:
    for regulator in library.corpus.regulators:
        latest = max((days[id(entry)] for entry in met if regulator.id in entry.regulators), default=None)
        paths = [f"/regulator/{regulator.id}", f"/evidence/{regulator.id}"]
        yield from (Listed(path, latest) for path in (*paths, *([f"/rules/{regulator.id}"] if regulator.id in tables else [])))


def _answers(library: Library, tables: Mapping[str, Table], met: list[Entry], days: Mapping[int, Date]) -> Iterator[Listed]:
    """General answers, each with the latest change that touches it."""
    pairs: dict[tuple[str, str], list[Date]] = defaultdict(list)
    whole: dict[str, list[Date]] = defaultdict(list)
    for entry in met:
        for pair in entry.touched.pairs:
            pairs[pair].append(days[id(entry)])
        for name in entry.touched.regulators:
            whole[name].append(days[id(entry)])
    for profession in library.corpus.professions:
        for role in library.corpus.roles:
            if profession.regulator in tables and profession.regulator in role.decides_as:
                touching = (*pairs[profession.id, role.id], *whole[profession.regulator])
                yield Listed(f"/answer/{profession.id}/{role.id}", max(touching, default=None))
