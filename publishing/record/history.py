"""What stood at the address of a page, from when until when, as the record of releases and the dates of versions tell it. Pure.

Two things change what stands there: a release that changes a file of the page, and the day on which a version takes over by its own date.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from guidance.dates import LONDON, midnight
from guidance.model import FAQ
from guidance.stamps import Stamp, read_stamp
from publishing.record.shown import Entry


@dataclass(frozen=True)
class Stood:
    """A version file that stood at a page's address: from when until when (UTC), until None where it still does.

    stamp, path, sha256: the version, its file, and the digest of the file's bytes. release: the one that was in use when it began to stand there.
    """

    stamp: Stamp
    path: str
    sha256: str
    release: str
    begun: datetime.datetime
    ended: datetime.datetime | None

    def on(self, day: datetime.date) -> bool:
        """Whether it stood there at any time of a day in London."""
        return self.begun.astimezone(LONDON).date() <= day and (self.ended is None or self.ended > midnight(day))


def stood(entries: Iterable[Entry], collection: str, slug: str, today: datetime.date) -> tuple[Stood, ...]:
    """What stood at the address of a page (`faq` for FAQs) up to a day, oldest first."""
    folder = f"faqs/{slug}/" if collection == FAQ else f"guidance/{collection}/{slug}/"
    releases = [(entry, {path: total for path, total in entry.changed.items() if path.startswith(folder)}) for entry in entries]
    moments = [(entry.at, changed, entry.release) for entry, changed in releases if changed]
    if not moments:
        return ()
    began = moments[0][0]
    days = {_stamp(path).date for _, changed, _ in moments for path in changed}
    moments += [(midnight(day), {}, "") for day in days if began < midnight(day) and day <= today]
    return tuple(_periods(sorted(moments, key=lambda item: item[0])))


def _periods(moments: Iterable[tuple[datetime.datetime, dict[str, str | None], str]]) -> Iterable[Stood]:
    files: dict[str, str] = {}
    open_: Stood | None = None
    release = ""
    for at, changed, name in moments:
        release = name or release
        files = {path: total for path, total in {**files, **changed}.items() if total is not None}
        path = _at_address(files, at.astimezone(LONDON).date())
        if open_ and (path is None or (open_.path, open_.sha256) != (path, files[path])):
            yield _ended(open_, at)
            open_ = None
        if path and open_ is None:
            open_ = Stood(_stamp(path), path, files[path], release, at, None)
    if open_:
        yield open_


def _ended(item: Stood, at: datetime.datetime) -> Stood:
    return Stood(item.stamp, item.path, item.sha256, item.release, item.begun, at)


def _at_address(files: Iterable[str], day: datetime.date) -> str | None:
    """Of the version files of a page the one that stands at its address: the last that has begun, else the first that is announced."""
    stamps = {_stamp(path): path for path in files}
    begun = [stamp for stamp in stamps if stamp.date <= day]
    return stamps[max(begun)] if begun else stamps[min(stamps)] if stamps else None


def _stamp(path: str) -> Stamp:
    return read_stamp(path.rsplit("/", 1)[1].removesuffix(".md"))
