"""What is indexed of a library: one entry for each section of each version, with its texts and everything it can be filtered by.

It knows content and dates; it must not know the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from guidance.library import Library
from guidance.model import FAQ, Date, Page, Section, Status, Version
from search import analysis, schema
from search.asked import Asked

CONTEXT = "context"


@dataclass(frozen=True)
class Entry:
    """A section of a version, as results and filters see it. `named`: the roles and professions that its page names one by one, not by `any`."""

    page: str
    anchor: str
    stamp: str
    order: int
    collection: str
    kind: str
    title: str
    heading: str
    regulators: frozenset[str]
    professions: frozenset[str]
    roles: frozenset[str]
    topics: frozenset[str]
    countries: frozenset[str]
    named: frozenset[str]
    valid_from: Date
    valid_to: Date | None
    withdrawn: Date | None

    def values(self, facet: str) -> frozenset[str]:
        """The ids under which the section stands in one facet of `query.FACETS`."""
        if facet == "kind":
            return frozenset({self.kind})
        plural = {"country": "countries"}.get(facet, f"{facet}s")
        found: frozenset[str] = getattr(self, plural)
        return found

    def is_filed(self, kind: str, name: str) -> bool:
        """Whether the page is filed under a profession or regulator, or names that role; a page for any role is not filed under each."""
        return name in self.named if kind == "role" else name in self.values(kind)

    def status(self, on: Date) -> Status:
        """The state of the section's version on a date, as `guidance.library.status` gives it."""
        if on < self.valid_from:
            return Status.ANNOUNCED
        if self.valid_to and on >= self.valid_to:
            return Status.REPLACED
        if self.withdrawn and on >= self.withdrawn:
            return Status.WITHDRAWN
        return Status.IN_FORCE


def entries(library: Library, asked: Asked | None = None) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Every section of every version, in order of the pages' ids, with its texts by field of `schema.TEXTS`. asked: words in which people ask for sections."""
    for page in sorted(library.corpus.pages, key=lambda item: item.id):
        for number, version in enumerate(page.versions):
            for order, section in enumerate(version.sections):
                yield _entry(library, page, number, order, section), _texts(library, version, section, asked or {})


def _entry(library: Library, page: Page, number: int, order: int, section: Section) -> Entry:
    version = page.versions[number]
    meta = version.meta
    until = page.versions[number + 1].date if number + 1 < len(page.versions) else None
    regulators = meta.regulators if page.collection == FAQ else (page.collection,)
    professions = meta.professions if "any" not in meta.professions else _professions_of(library, regulators)
    roles = meta.roles if "any" not in meta.roles else tuple(library.roles)
    return Entry(
        page=page.id, anchor=section.anchor, stamp=version.stamp, order=order, collection=page.collection, kind=meta.kind,
        title=meta.title, heading=section.heading, regulators=frozenset(regulators) or frozenset({CONTEXT}), professions=frozenset(professions),
        roles=frozenset(roles), topics=frozenset(meta.topics), countries=frozenset(meta.countries),
        named=frozenset({*meta.professions, *meta.roles} - {"any"}), valid_from=version.date, valid_to=until,
        withdrawn=meta.withdrawn.date if meta.withdrawn else None,
    )  # fmt: skip


def _professions_of(library: Library, regulators: tuple[str, ...]) -> tuple[str, ...]:
    own = tuple(item.id for item in library.corpus.professions if item.regulator in regulators)
    return own or tuple(library.professions)


def _texts(library: Library, version: Version, section: Section, asked: Asked) -> dict[str, str]:
    meta = version.meta
    named = [library.professions[item].plural for item in meta.professions if item in library.professions]
    named += [library.roles[item].name for item in meta.roles if item in library.roles]
    held = library.facts_at(version.date)
    says = "\n".join(held[fact].says for fact in section.facts if fact in held)
    title = {"question": meta.title} if meta.kind == "faq" else {"title": meta.title}
    title["asked"] = asked.get((version.page_id, section.anchor), "")
    return {**title, "heading": section.heading, "summary": meta.summary, "names": ". ".join(named), "body": section.text, "evidence": says}


def document(entry: Entry, texts: dict[str, str]) -> dict[str, Any]:
    """The document of an entry: texts as the index wants them, ids separated by commas, dates as written."""
    found: dict[str, Any] = {"order": entry.order, "page": entry.page, "anchor": entry.anchor, "stamp": entry.stamp}
    for name, text in texts.items():
        found[name], found[schema.stems_of(name)] = analysis.places(text)
    for name in schema.KEYWORDS:
        value = getattr(entry, name)
        found[name] = value if isinstance(value, str) else ",".join(sorted(value))
    for name in schema.DATES:
        date = getattr(entry, name)
        found[name] = date.isoformat() if date else ""
    found[schema.LENGTHS] = [len(str(found.get(name, "")).replace("|", " ").split()) for name in schema.FIELDS]
    return {**found, "named": ",".join(sorted(entry.named)), "shown_title": entry.title, "shown_heading": entry.heading}


def order_of(entry: Entry) -> tuple[str, Date, int, int]:
    """What sections are numbered by: page, version (the second of a day is `2026-11-22.2`), heading. So two indexes of one library number them alike."""
    revision = entry.stamp.removeprefix(entry.valid_from.isoformat()).removeprefix(".")
    return entry.page, entry.valid_from, int(revision or 1), entry.order


def read_entry(stored: dict[str, Any]) -> Entry:
    """The entry that a stored document was made of."""

    def ids(name: str) -> frozenset[str]:
        return _ids(stored.get(name, ""))

    def date(name: str) -> Date | None:
        return Date.fromisoformat(stored[name]) if stored.get(name) else None

    return Entry(
        page=stored["page"], anchor=stored["anchor"], stamp=stored["stamp"], order=int(stored["order"]), collection=stored["collection"],
        kind=stored["kind"], title=stored["shown_title"], heading=stored["shown_heading"], regulators=ids("regulators"), professions=ids("professions"),
        roles=ids("roles"), topics=ids("topics"), countries=ids("countries"), named=ids("named"), valid_from=Date.fromisoformat(stored["valid_from"]),
        valid_to=date("valid_to"), withdrawn=date("withdrawn"),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _ids(text: str) -> frozenset[str]:
    """The ids in a list. Kept, because thousands of sections share a few hundred lists."""
    return frozenset(text.split(",")) - {""}
