"""Changes as feeds that programs follow: Atom (RFC 4287) and JSON Feed 1.1, with names that stay. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from guidance.dates import in_words
from guidance.library import Library
from guidance.model import Date
from rules.telling.changes import Entry, Wanted
from rules.telling.words import AnswerLink, answers, people, title

AUTHORITY = "tag:stay-registered,2026"
"""How ids of all feeds begin (RFC 4151). They name no host, so that a move of the site changes none of them."""
TAG = f"{AUTHORITY}:changes"
"""How ids of these feeds begin."""
MOST = 50
"""Entries of a feed."""


@dataclass(frozen=True)
class Item:
    """An entry of a feed. Addresses are absolute."""

    id: str
    title: str
    url: str
    compared: str
    updated: str
    said: str
    about: str
    answers: tuple[AnswerLink, ...]
    tags: tuple[str, ...]

    @property
    def text(self) -> str:
        """What it says, in full."""
        touched = f" Answers that rest on it: {', '.join(link.words for link in self.answers)}." if self.answers else ""
        return f"{self.said} {self.about}{touched}"


@dataclass(frozen=True)
class Feed:
    """A feed of changes. site: the address of the site, without a slash at its end."""

    id: str
    title: str
    site: str
    page: str
    atom: str
    json: str
    updated: str
    items: tuple[Item, ...]

    def as_dict(self) -> dict[str, object]:
        """The feed by JSON Feed 1.1."""
        return {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "description": "What changed and what is announced. Independent: not an NHS or regulator site.",
            "home_page_url": self.page,
            "feed_url": self.json,
            "language": "en-GB",
            "authors": [{"name": "Stay Registered", "url": f"{self.site}/"}],
            "items": [self._item(item) for item in self.items],
        }

    def _item(self, item: Item) -> dict[str, object]:
        found: dict[str, object] = {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_text": item.text,
            "summary": item.said,
            "date_published": item.updated,
            "tags": list(item.tags),
        }
        if item.compared:
            found["_stay_registered"] = {"about": f"{self.site}/changes", "compare": item.compared}
        return found


@dataclass(frozen=True)
class Named:
    """What a feed is called and where it stands. id: a tag URI (RFC 4151). Addresses are absolute; json: empty where there is no JSON Feed."""

    id: str
    title: str
    page: str
    atom: str
    json: str = ""


def feed(found: Iterable[Entry], wanted: Wanted, library: Library, site: str, on: Date) -> Feed:
    """Changes, the latest first, as the feed of what somebody wants, for a date. site: the address of the site."""
    query = urlencode(sorted(wanted.parameters().items()), safe="/")
    more = f"?{query}" if query else ""
    named = Named(f"{TAG}{more}", title(wanted, library), f"{site}/changes{more}", f"{site}/changes.atom{more}", f"{site}/changes.json{more}")
    return feed_named(named, (item(entry, library, site) for entry in list(found)[:MOST]), library, site, on)


def feed_named(named: Named, items: Iterable[Item], library: Library, site: str, on: Date) -> Feed:
    """Entries, the latest first, as a feed for a date. site: the address of the site. Without an entry it is as new as the last check of the content."""
    held = tuple(items)
    newest = max((each.updated for each in held), default=moment(library.last_checked(on) or on))
    return Feed(named.id, f"{named.title} - Stay Registered", site, named.page, named.atom, named.json, newest, held)


def item(entry: Entry, library: Library, site: str) -> Item:
    """A change as an entry. It is told when it is announced, and again, under another id, when it takes effect."""
    shorts = ", ".join(library.regulators[name].short for name in entry.regulators if name in library.regulators)
    begins = f"from {in_words(entry.date)}"
    size = "first published" if entry.first else "major change" if entry.major else "minor change"
    updated = min(entry.told, entry.date) if entry.announced else entry.date  # a date ahead would stand above all that holds
    return Item(
        id=f"{TAG}:{entry.id}{'/announced' if entry.announced else ''}",
        title=f"{shorts}: {entry.title} ({'announced ' if entry.announced else ''}{begins})",
        url=f"{site}{entry.url}",
        compared=f"{site}{entry.compared}" if entry.compared else "",
        updated=moment(updated),
        said=entry.said,
        about=f"{people(entry, library)} {size.capitalize()}, {begins}.",
        answers=tuple(AnswerLink(link.words, f"{site}{link.url}") for link in answers(entry.touched, library)),
        tags=(*entry.regulators, size),
    )


def moment(day: Date) -> str:
    """The beginning of a day, as feeds write it (RFC 3339)."""
    return f"{day.isoformat()}T00:00:00Z"
