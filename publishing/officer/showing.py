"""What the pages for officers show of the desk and the library, as values for templates. Pure."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from guidance import front_matter
from guidance.diff import Difference, difference
from guidance.library import Library, in_force
from guidance.model import FAQ, Page, Version
from guidance.pages import version_shown
from guidance.stamps import Stamp
from publishing.desk.submission import Submission
from publishing.findings import Findings
from publishing.prose import sentences
from publishing.readability import reading_age

SOON = datetime.timedelta(days=30)
"""How long before its day a check is listed as due."""
SNIPPET = 160
"""Characters of a section that search shows where nobody has asked yet."""


@dataclass(frozen=True)
class Overview:
    """What an officer sees first. waiting: what she may approve. own: what waits for somebody else. dated: what is approved and waits for its day.

    done: the latest that is at an end. due: pages whose check is due soon or overdue, the oldest first.
    """

    waiting: list[Submission]
    own: list[Submission]
    dated: list[Submission]
    done: list[Submission]
    due: list[Version]


def overview(found: Iterable[Submission], token: str, may_approve: bool, two_persons: bool, pages: Iterable[Page], today: datetime.date) -> Overview:
    """Part the submissions of a regulator, newest first, by what is to be done with them."""
    items = list(found)
    mine = [item for item in items if item.state == "submitted" and may_approve and (item.who != token or not two_persons)]
    versions = [version for page in pages if (version := in_force(page, today)) and version.meta.next_check <= today + SOON]
    return Overview(
        waiting=mine,
        own=[item for item in items if item.state == "submitted" and item not in mine],
        dated=[item for item in items if item.state == "approved"],
        done=[item for item in items if not item.is_open][:10],
        due=sorted(versions, key=lambda version: (version.meta.next_check, version.page_id)),
    )


def own_pages(library: Library, regulator: str) -> list[Page]:
    """The pages that a regulator's token may touch: its own, and FAQs that speak of it alone."""
    return [page for page in library.corpus.pages if page.collection == regulator or (page.collection == FAQ and _is_own(page, regulator))]


def _is_own(page: Page, regulator: str) -> bool:
    return all(version.meta.regulators == (regulator,) for version in page.versions)


def next_stamp(page: Page | None, date: datetime.date, today: datetime.date) -> Stamp:
    """The stamp of a version that is to hold from a day: one that is announced for it is replaced, one that has held is followed."""
    last = max((version.revision for version in page.versions if version.date == date), default=0) if page else 0
    return Stamp(date, (last or 1) if date > today else last + 1)


def basis(page: Page | None) -> str:
    """A name for what a page holds, by which a form knows whether it has changed since; empty where there is none."""
    if page is None:
        return ""
    total = hashlib.sha256("\0".join(version.model_dump_json() for version in page.versions).encode())
    return f"{page.versions[-1].stamp}~{total.hexdigest()[:20]}"


def begun_with(page: Page | None, name: str) -> Version | None:
    """The version with which a form began, by the name of its basis."""
    stamp = name.partition("~")[0]
    return next((version for version in page.versions if version.stamp == stamp), None) if page else None


def newest(page: Page, today: datetime.date) -> Version:
    """The version from which a form begins: what is announced last, else what stands there."""
    return page.versions[-1] if page.versions[-1].date > today else version_shown(page, today)


def change(findings: Findings) -> Difference | None:
    """What a publication changes: against the version that stands under its own stamp, else against the one that it follows; None without a page."""
    page = findings.before.library.pages.get(findings.publication.page_id)
    stands = next((version for version in page.versions if version.stamp == findings.publication.stamp), None) if page else None
    return difference(stands, findings.version) if stands and findings.version else findings.difference


@dataclass(frozen=True)
class Found:
    """A section as a list of results shows it before anybody has asked for words."""

    heading: str
    snippet: str


@dataclass(frozen=True)
class Looks:
    """How a version reads elsewhere. age: its reading age in years, or None where it is too short to tell. answer: what other sites show of an FAQ."""

    age: int | None
    results: list[Found]
    answer: str


def looks(version: Version, text: str) -> Looks:
    """How a version will read in search and on other sites. text: its markdown."""
    parts = front_matter.split(text.replace("\r\n", "\n"))
    shown = [Found(section.heading, _cut(section.text)) for section in version.sections]
    answer = version.sections[0].text if version.collection == FAQ and version.sections else ""
    return Looks(reading_age(sentences(parts[1])) if parts else None, shown, answer)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SNIPPET else line[:SNIPPET].rpartition(" ")[0] + " …"
