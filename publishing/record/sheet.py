"""What a page said, as its record shows it: every wording that stood at its address, and what stood there on one day. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from guidance.dates import LONDON
from guidance.library import Library, in_force
from guidance.model import FAQ, Page, Version
from guidance.pages import dated_url
from publishing.record.history import Stood, stood
from publishing.record.shown import Entry


@dataclass(frozen=True)
class Told:
    """What stood at the address, with its wording, or None where the record holds none that can be read."""

    stood: Stood
    version: Version | None


class RecordSheet:
    """The record of one page up to a day, and, where `on` is a day, what it said then."""

    def __init__(self, library: Library, entries: tuple[Entry, ...], name: tuple[str, str], today: datetime.date, on: datetime.date | None) -> None:
        """entries: the record of releases, whole. name: collection (`faq` for FAQs) and slug. today, on: days in London."""
        self.library, self.name, self.today, self.on = library, name, today, on
        self.began = entries[0].at if entries else None
        self.stood = stood(entries, *name, today)

    @property
    def page(self) -> Page | None:
        """The page as the library has it, unless it was removed."""
        return self.library.page(*self.name)

    @property
    def shown(self) -> tuple[Stood, ...]:
        """What stood at the address on the day asked about, oldest first."""
        return tuple(item for item in self.stood if self.on and self.on <= self.today and item.on(self.on))

    @property
    def kept(self) -> bool:
        """Whether this site kept its record on the day asked about."""
        return bool(self.on and self.began and self.began.astimezone(LONDON).date() <= self.on <= self.today)

    @cached_property
    def in_force(self) -> Version | None:
        """The version that was in force on the day asked about, by the dates of the versions held today."""
        return in_force(self.page, self.on) if self.page and self.on else None

    @property
    def agrees(self) -> bool:
        """Whether what was shown last on the day asked about is the version in force by its dates."""
        return bool(self.shown and self.in_force and self.shown[-1].path == self.in_force.path)

    def told(self, find: Callable[[Stood], Version | None]) -> list[Told]:
        """What was shown on the day asked about, with its wordings; `find` finds them."""
        return [Told(item, find(item)) for item in self.shown]

    def as_dict(self) -> dict[str, object]:
        """The record as JSON."""
        return {
            "page": "/".join(self.name),
            "record_from": _moment(self.began),
            "stood": [line_json(item) for item in self.stood],
            "on": self.on.isoformat() if self.on else None,
            "kept": self.kept if self.on else None,
            "shown": [line_json(item) for item in self.shown] if self.on else None,
            "in_force": {"version": self.in_force.stamp, "url": dated_url(self.in_force)} if self.in_force else None,
        }


def line_json(item: Stood) -> dict[str, object]:
    """A wording that stood at the address, as JSON."""
    return {
        "version": str(item.stamp),
        "in_force_from": item.stamp.date.isoformat(),
        "shown_from": _moment(item.begun),
        "shown_until": _moment(item.ended),
        "sha256": item.sha256,
        "release": item.release,
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def heading(library: Library, name: tuple[str, str], told: list[Told]) -> str:
    """The title of a page as the library has it, else as it was shown last, else its slug."""
    page = library.page(*name)
    versions = page.versions if page else [item.version for item in told if item.version]
    return versions[-1].meta.title if versions else name[1]


def address(name: tuple[str, str]) -> str:
    """The address of a page by collection and slug."""
    return f"/faq/{name[1]}" if name[0] == FAQ else f"/guidance/{name[0]}/{name[1]}"
