"""What reads otherwise on a day: facts, sections and entries of tables, in the content with a publication beside the content without it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from guidance.library import Library, Place, in_force, page_url
from guidance.model import Date, Fact, Section, Version
from publishing.effects import MOST_LINKS, Effect, Link, listed
from rules import review
from rules.locks import fact_digest, key, section_digest
from rules.table import Table

NAMES = {
    "row": "Row", "number": "The number", "deadline": "The date", "option": "The option", "requirement": "The requirement",
    "misunderstanding": "The misunderstanding", "letter": "The letter",
}  # fmt: skip
"""What entries of a table are called in a sentence."""


class Passages:
    """Two libraries on one day, and what a reader of that day finds different in the second."""

    def __init__(self, before: Library, after: Library, page: str, on: Date) -> None:
        """page: the one page that may differ, `collection/slug`. on: the day for which both are read."""
        self.before, self.after, self.page, self.on = before, after, page, on

    @cached_property
    def versions(self) -> tuple[Version | None, Version | None]:
        """The page as it is in force on the day, before and after."""
        return _shown(self.before, self.page, self.on), _shown(self.after, self.page, self.on)

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """The anchors of the page whose section is not the same: `changed`, `added` or `removed`."""
        olds, news = ({item.anchor: item for item in version.sections} if version else {} for version in self.versions)
        found = {}
        for anchor in dict.fromkeys((*olds, *news)):
            old, new = olds.get(anchor), news.get(anchor)
            if old is None or new is None:
                found[anchor] = "added" if old is None else "removed"
            elif _differs(old, new):
                found[anchor] = "changed"
        return found

    @property
    def lost(self) -> frozenset[str]:
        """The anchors that no link reaches any more: removed, and not told under `moved`."""
        version = self.versions[1]
        kept = version.meta.moved.keys() if version else frozenset()
        return frozenset(anchor for anchor, what in self.sections.items() if what == "removed" and anchor not in kept)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that say something else, live elsewhere, or whose passage reads otherwise."""
        return frozenset(name for name in {**self.before.facts, **self.after.facts} if self._state(self.before, name) != self._state(self.after, name))

    def _state(self, library: Library, name: str) -> tuple[str, str, str]:
        fact, place = library.facts_at(self.on).get(name), library.home(name, self.on)
        return fact_digest(fact) if fact else "", key(place) if place else "", section_digest(place.section) if place else ""

    def fact_effects(self) -> Iterator[Effect]:
        """Facts that are new or gone, that lose, gain or change their home, or that say something else."""
        for name in sorted(self.facts, key=_number):
            old, new = self.before.facts_at(self.on).get(name), self.after.facts_at(self.on).get(name)
            was, now = self.before.home(name, self.on), self.after.home(name, self.on)
            links = tuple({place.url: Link(_titled(place), place.url) for place in (was, now) if place}.values())
            known = new or old
            url = f"/evidence/{known.collection}#{name}" if known else ""
            if words := _fact_words(name, (old, was), (new, now)):
                told = (old.says, new.says) if old and new and old.says != new.says else ("", "")
                yield Effect(name, words, url, self.on, *told, links=links)

    def touched(self, table: Table) -> dict[str, tuple[str, ...]]:
        """The entries of a table that rest on facts of `facts`, by name, with these facts."""
        found = ((entry.name, tuple(name for name in entry.facts if name in self.facts)) for entry in review.entries(table, self.on))
        return {name: facts for name, facts in found if facts}

    def entry_effects(self, before: Table | None, table: Table) -> Iterator[Effect]:
        """The entries of a table whose passages read otherwise: they are to be checked again, and for rows readers are told so."""
        rows = {f"row/{row.id}": row for row in table.rows}
        for name, facts in self.touched(table).items():
            row = rows.get(name)
            places = [place for fact in facts if (place := self.after.home(fact, self.on) or self.before.home(fact, self.on))]
            sections = {place.url: Link(_titled(place), place.url) for place in places}
            words = f"{entry_words(name)} rests on {listed(facts)}, whose wording or home changes. Somebody has to check it again."
            if row and review.outdated(table, row, self.after, self.on) and not (before and review.outdated(before, row, self.before, self.on)):
                words += " Until then its answers say that they are being re-checked."
            yield Effect(f"{table.regulator}/{name}", words, entry_url(table.regulator, name), self.on, links=tuple(sections.values())[:MOST_LINKS])


def entry_words(name: str) -> str:
    """An entry of a table at the beginning of a sentence: "Row 4b"."""
    kind, _, rest = name.partition("/")
    plain, _, since = rest.replace("_", " ").partition("/")
    return f"{NAMES[kind]} {rest if kind == 'row' else f'“{plain}”'}" + (f" of {since}" if since else "")


def entry_url(regulator: str, name: str) -> str:
    """Where readers see an entry of a table."""
    kind, _, rest = name.partition("/")
    if kind == "row":
        return f"/rules/{regulator}/rows/{rest}"
    return f"/rules/{regulator}#{name.replace('/', '-').replace('_', '-')}"


def _fact_words(name: str, before: tuple[Fact | None, Place | None], after: tuple[Fact | None, Place | None]) -> str:
    """What happens to a fact, or nothing where only the passage around it reads otherwise."""
    (old, was), (new, now) = before, after
    if new is None:
        return f"{name} is told no more."
    if now is None:
        return f"{name} loses its home, {_titled(was)}: no section tells it." if was else f"{name} has no home: no section tells it."
    if old is None:
        return f"{name} is new. Its home is {_titled(now)}."
    if was is None:
        return f"{name} gains a home, {_titled(now)}."
    if key(was) != key(now):
        return f"{name} moves from {_titled(was)} to {_titled(now)}."
    return f"{name} says something else, or has another basis." if fact_digest(old) != fact_digest(new) else ""


def _shown(library: Library, page: str, on: Date) -> Version | None:
    found = library.pages.get(page)
    return in_force(found, on) if found else None


def _differs(old: Section, new: Section) -> bool:
    return section_digest(old) != section_digest(new) or old.html != new.html or set(old.facts) != set(new.facts)


def _titled(place: Place) -> str:
    return f"“{place.section.heading}” of {page_url(place.version)}"


def _number(name: str) -> tuple[str, int]:
    collection, _, number = name.rpartition("-")
    return collection, int(number) if number.isdigit() else 0
