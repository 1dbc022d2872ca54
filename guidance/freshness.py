"""How fresh a version is on a date: whether what it rests on has changed since it was checked, whether a check is overdue, what changed lately. Pure.

Freshness is derived, never a flag that somebody sets. Rows of decision tables have sister rules in `rules.review`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from guidance.library import Library
from guidance.model import FAQ, Date, Page, Section, Status, Version
from guidance.pages import predecessor

FIRST = "First published here."
"""What the first wording of ours says of itself; there may be older ones, set down later, that it replaced."""
RECHECKING = "A passage that this answer rests on has changed since we checked it. We are re-checking it."
"""What readers of an answer are told where `rechecking` holds."""
LATELY = datetime.timedelta(days=30)
"""How long a change is told as a recent one."""


@dataclass(frozen=True)
class Freshness:
    """What readers are told of a version on a date beside its words. Of one that is not in force on that date, only `ahead` is told.

    rechecking: words, where a passage that it rests on has changed since it was checked, else empty.
    overdue_days: days since its next check was due, 0 where it is not yet past.
    changed_on, change: its first day and what it changed, if that is at most 30 days ago and not the first publication, else None and empty.
    ahead: the next version of its page that is announced, if any.
    """

    rechecking: str = ""
    overdue_days: int = 0
    changed_on: Date | None = None
    change: str = ""
    ahead: Version | None = None

    @property
    def changed_lately(self) -> bool:
        """Whether it changed in the last 30 days."""
        return self.changed_on is not None


def freshness(library: Library, version: Version, on: Date) -> Freshness:
    """How fresh a version of the library is on a date. Pages of guidance are homes of facts themselves: they rest on no passage that could change."""
    page = library.pages[version.page_id]
    ahead = next((item for item in page.versions if item.date > on), None)
    if library.status(version, on) is not Status.IN_FORCE:
        return Freshness(ahead=ahead)
    lately = on - version.date <= LATELY and not is_first(page, version)
    return Freshness(
        rechecking=RECHECKING if version.collection == FAQ and _rests_on_changed(library, version, on) else "",
        overdue_days=max(0, (on - version.meta.next_check).days),
        changed_on=version.date if lately else None,
        change=version.meta.change if lately else "",
        ahead=ahead,
    )


def is_first(page: Page, version: Version) -> bool:
    """Whether a version is the first wording of ours, be it that an older one was set down later."""
    return predecessor(page, version) is None or version.meta.change == FIRST


def majors(page: Page, version: Version) -> Iterator[Version]:
    """The versions of a page up to this one that say that they matter. A minor one that follows hides none of them."""
    return (item for item in page.versions if (item.date, item.revision) <= (version.date, version.revision) and item.meta.significance == "major")


def _rests_on_changed(library: Library, version: Version, on: Date) -> bool:
    """Whether a fact of a version, or the passage where it lives, came to say something else after the version was checked, up to a date."""
    checked = version.meta.checked
    if on <= checked:
        return False
    then, now = library.facts_at(checked), library.facts_at(on)
    for name in {fact for section in version.sections for fact in section.facts}:
        if name in then and name in now and (then[name].says, then[name].basis) != (now[name].says, now[name].basis):
            return True
        place = library.home(name, on)
        if place and _changed(library.pages[place.version.page_id], place.version, name, checked):
            return True
    return False


def _changed(page: Page, version: Version, fact: str, checked: Date) -> bool:
    """Whether a major version of a page, up to this one, tells a fact in another passage than the one before it. An anchor alone makes no other passage."""
    newer = (item for item in majors(page, version) if item.date > checked)
    return any(_words(_telling(item, fact)) != _words(_telling(predecessor(page, item), fact)) for item in newer)


def _telling(version: Version | None, fact: str) -> Section | None:
    return next((section for section in version.sections if fact in section.facts), None) if version else None


def _words(section: Section | None) -> tuple[str, str, frozenset[str]] | None:
    return (section.heading, section.text, frozenset(section.facts)) if section else None
