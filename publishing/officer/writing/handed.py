"""What an officer hands over in one form: fields, or whole files. Pure: names and values come in, a publication goes out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import Version
from guidance.stamps import is_slug, read_stamp
from publishing.candidate import Publication
from publishing.officer import showing
from publishing.officer.writing import draft as drafting
from publishing.officer.writing import headings
from publishing.officer.writing.draft import Composed, Draft

FILES = ("page", "evidence", "parameters")
"""Parts that may be pasted as text or come as a file."""


@dataclass(frozen=True)
class Handed:
    """A form as it came in. whole: whether the markdown came as a whole and not in fields.

    texts: part -> what was pasted or uploaded. basis: what the page held when the form was opened. seen: the etag of what the officer has seen under the
    address. announce: the first day on which readers may see it, as typed.
    """

    draft: Draft
    whole: bool
    texts: Mapping[str, str]
    basis: str = ""
    seen: str = ""
    announce: str = ""

    @property
    def page_id(self) -> str:
        """`nmc/annual-fee`."""
        return f"{self.draft.collection}/{self.draft.slug}"


@dataclass(frozen=True)
class Made:
    """The publication that a form makes. composed: its markdown, where it was made from fields. before: the version with which the form began.

    faults: what is wrong with the address or a day. The publication then stands under one that would do, so that everything else can be checked as well.
    """

    handed: Handed
    publication: Publication
    composed: Composed | None
    before: Version | None
    announce: datetime.date | None
    faults: tuple[Issue, ...]


def make(handed: Handed, library: Library, today: datetime.date) -> Made:
    """The publication of a form, under the next stamp that its day has. library: of what is released. Raises ContentError where the form is empty."""
    before = showing.begun_with(library.pages.get(handed.page_id), handed.basis)
    if not handed.whole:
        handed = replace(handed, draft=drafting.settled(handed.draft, before))
    draft, faults = handed.draft, list[Issue]()
    composed = None if handed.whole else drafting.compose(draft, before)
    if not is_slug(draft.slug):
        faults.append(Issue("slug", 0, "This is not the address of a page.", "Use lower-case words and hyphens, such as annual-fee."))
    date = _day(draft.date, "date", faults) or today + datetime.timedelta(days=1)
    announce = _day(handed.announce, "announce", faults) if handed.announce else None
    texts = {"page": composed.text if composed else handed.texts.get("page", ""), **{name: handed.texts.get(name, "") for name in FILES[1:]}}
    parts = {name: text.encode("utf-8", "surrogatepass") if text.strip() else None for name, text in texts.items()}
    slug = draft.slug if is_slug(draft.slug) else headings.slug(draft.slug)
    stamp = showing.next_stamp(library.pages.get(handed.page_id), date, today)
    publication = Publication.of(draft.collection, slug, str(stamp), **parts)
    return Made(handed, publication, composed, before, announce, tuple(faults))


def _day(text: str, field: str, faults: list[Issue]) -> datetime.date | None:
    try:
        return read_stamp(text).date
    except ValueError:
        faults.append(Issue(field, 0, "This is not a day." if text else "Nothing is filled in.", "Give a day, such as 2027-01-01."))
        return None
