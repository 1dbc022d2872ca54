"""Everything that changes by a date, as entries: versions of pages and their end, rows that begin or end, numbers and facts that follow earlier ones. Pure.

What is listed has been released; what takes effect later is told as announced.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from weakref import WeakKeyDictionary

from guidance.diff import difference
from guidance.freshness import is_first
from guidance.library import Library, status
from guidance.model import FAQ, Date, Page, Profession, Role, Status, Version, Withdrawal
from guidance.pages import compare_url, dated_url, predecessor
from rules.checking.table_sheet import TableSheet
from rules.checking.words import label
from rules.model import Parameter, Row
from rules.table import Table
from rules.touched import Touched, by_facts, by_row

Kind = Literal["version", "withdrawal", "row", "number", "fact"]
MOST_DATES = 8
"""Days for which the entries of a library are kept."""


@dataclass(frozen=True)
class Entry:
    """One change.

    id: a name that stays, such as `nmc/practice-hours/2027-01-01`. date: from when it holds. told: when it was written, as far as that is known.
    page: the page or FAQ, empty for all else. professions, roles: ids, or `any`. first: whether it is the first wording of ours.
    url: where it can be read. compared: where it stands beside what it follows, or empty.
    """

    id: str
    kind: Kind
    date: Date
    told: Date
    status: Status
    title: str
    said: str
    major: bool
    first: bool
    regulators: tuple[str, ...]
    professions: tuple[str, ...]
    roles: tuple[str, ...]
    page: str
    url: str
    compared: str
    touched: Touched

    @property
    def announced(self) -> bool:
        """Whether it takes effect later."""
        return self.status is Status.ANNOUNCED


_kept: WeakKeyDictionary[Library, dict[Date, tuple[Entry, ...]]] = WeakKeyDictionary()


def entries(library: Library, tables: Mapping[str, Table], on: Date) -> tuple[Entry, ...]:
    """All changes up to and after a date, the latest first. They are kept as long as the library, for a few dates."""
    kept = _kept.setdefault(library, {})
    if on not in kept:
        if len(kept) >= MOST_DATES:
            kept.clear()
        found = [*_versions(library, tables, on), *_facts(library, tables, on)]
        found += [entry for table in tables.values() for entry in (*_rows(table, library, on), *_numbers(table, library, on))]
        kept[on] = tuple(sorted(found, key=lambda item: (item.date, item.id), reverse=True))
    return kept[on]


def _versions(library: Library, tables: Mapping[str, Table], on: Date) -> Iterator[Entry]:
    """Every version, and the day on which a page holds no more."""
    for page in library.corpus.pages:
        for version in page.versions:
            entry = _version(library, tables, page, version, on)
            yield entry
            notice = version.meta.withdrawn
            if notice and status(page, version, notice.date) is Status.WITHDRAWN:
                yield _withdrawal(entry, notice, library, tables, version, on)


def _version(library: Library, tables: Mapping[str, Table], page: Page, version: Version, on: Date) -> Entry:
    before, meta = predecessor(page, version), version.meta
    return Entry(
        id=f"{version.page_id}/{version.stamp}",
        kind="version",
        date=version.date,
        told=min(meta.checked, library.last_checked(on) or on),  # who writes for a day ahead may say that it was checked on that day
        status=status(page, version, on),
        title=meta.title,
        said=meta.change,
        major=meta.significance == "major",
        first=is_first(page, version),
        regulators=meta.regulators if version.collection == FAQ else (version.collection,),
        professions=meta.professions,
        roles=meta.roles,
        page=version.page_id,
        url=dated_url(version),
        compared=compare_url(before, version) if before else "",
        touched=_touched(library, tables, page, version, max(on, version.date)),
    )


def _withdrawal(entry: Entry, notice: Withdrawal, library: Library, tables: Mapping[str, Table], version: Version, on: Date) -> Entry:
    """The end of a page, told under a name of its own beside the entry of its last version. It touches all that rests on what the page told."""
    facts = {name for section in version.sections for name in section.facts} if version.collection != FAQ else ()
    return replace(
        entry,
        id=f"{version.page_id}/withdrawn/{notice.date.isoformat()}",
        kind="withdrawal",
        date=notice.date,
        status=Status.ANNOUNCED if notice.date > on else Status.IN_FORCE,
        title=f"Withdrawn: {entry.title}",
        said=notice.reason,
        major=True,
        first=False,
        compared="",
        touched=by_facts(tables, library, facts, max(on, notice.date)),
    )


def _touched(library: Library, tables: Mapping[str, Table], page: Page, version: Version, on: Date) -> Touched:
    """The general answers that rest on what a version says otherwise than the one before it: on the facts told there then or before."""
    if version.collection == FAQ:  # answers cite guidance alone
        return Touched()
    return by_facts(tables, library, facts_changed(page, version), on)


def facts_changed(page: Page, version: Version) -> frozenset[str]:
    """The facts told in what a version of a page says otherwise than the one before it, then or before: what rests on them is to be read again."""
    before = predecessor(page, version)
    anchors = difference(before, version).anchors
    return frozenset(name for each in (before, version) if each for section in each.sections if section.anchor in anchors for name in section.facts)


def _facts(library: Library, tables: Mapping[str, Table], on: Date) -> Iterator[Entry]:
    """Facts that are told anew from a day on; one that is told for the first time comes with the page that tells it."""
    told: set[str] = set()
    for fact in sorted(library.corpus.facts, key=lambda item: item.since or datetime.date.min):
        if fact.id in told and fact.since:
            address = f"/evidence/{fact.collection}#{fact.id}"
            touched = by_facts(tables, library, [fact.id], max(on, fact.since))
            words = (f"The evidence {fact.id} is told anew", fact.says)
            yield _other("fact", f"evidence/{fact.id}", fact.collection, (fact.since, fact.checked or fact.seen, on), words, address, touched)
        told.add(fact.id)


def _rows(table: Table, library: Library, on: Date) -> Iterator[Entry]:
    for row in table.rows:
        if row.since:
            yield _row(table, library, row, row.since, on, "begins")
        if row.until:
            yield _row(table, library, row, row.until, on, "ends")


def _row(table: Table, library: Library, row: Row, day: Date, on: Date, happens: Literal["begins", "ends"]) -> Entry:
    holds = max(on, day) if happens == "begins" else min(on, day - datetime.timedelta(days=1))  # what has ended stood on answers until then
    words = (f"Row {row.id} of the decision table {happens}", TableSheet(table, library, holds, on).fill(row.because))
    name, address = f"rules/{table.regulator}/row/{row.id}/{happens}", f"/rules/{table.regulator}/rows/{row.id}"
    return _other("row", name, table.regulator, (day, row.checked, on), words, address, by_row(table, library, row.id, holds))


def _numbers(table: Table, library: Library, on: Date) -> Iterator[Entry]:
    for item in table.parameters:
        earlier = [each for each in table.parameters if each.id == item.id and each.since < item.since]
        if earlier:
            yield _number(table, library, max(earlier, key=lambda each: each.since), item, on)


def _number(table: Table, library: Library, before: Parameter, after: Parameter, on: Date) -> Entry:
    was, now = table.shown_at(before.since)[after.id], table.shown_at(after.since)[after.id]
    words = (f"{label(after.id).capitalize()} in the decision table", f"{now} instead of {was} ({after.unit}).")
    address = f"/rules/{table.regulator}#number-{after.id.replace('_', '-')}-{after.since.isoformat()}"
    touched = by_facts({table.regulator: table}, library, after.facts, max(on, after.since))
    days = (after.since, library.last_checked(on) or after.since, on)
    return _other("number", f"rules/{table.regulator}/number/{after.id}", table.regulator, days, words, address, touched)


def _other(kind: Kind, name: str, regulator: str, days: tuple[Date, Date, Date], words: tuple[str, str], url: str, touched: Touched) -> Entry:
    """An entry that is no version. days: from when it holds, when it was written, and as of when it is told. words: its title, and what it says."""
    day, told, on = days
    return Entry(
        id=f"{name}/{day.isoformat()}",
        kind=kind,
        date=day,
        told=told,
        status=Status.ANNOUNCED if day > on else Status.IN_FORCE,
        title=words[0],
        said=words[1],
        major=True,
        first=False,
        regulators=(regulator,),
        professions=("any",),
        roles=("any",),
        page="",
        url=url,
        compared="",
        touched=touched,
    )


@dataclass(frozen=True)
class Wanted:
    """Which changes somebody wants to be told of: all, or those of a regulator, for a profession, for a role, of a page.

    With both profession and role: those that touch that general answer.
    """

    regulator: str = ""
    profession: Profession | None = None
    role: Role | None = None
    page: Page | None = None

    def parameters(self) -> dict[str, str]:
        """How an address says it."""
        named = {"regulator": self.regulator, "profession": self.profession and self.profession.id, "role": self.role and self.role.id}
        return {name: value for name, value in {**named, "page": self.page and self.page.id}.items() if value}

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is among them."""
        if self.regulator and self.regulator not in entry.regulators or self.page and entry.page != self.page.id:
            return False
        if self.profession and self.role:
            return entry.touched.covers(self.profession, self.role)
        if self.profession:
            return _concerns(entry, self.profession)
        return self.role is None or bool({"any", self.role.id} & {*entry.roles})


def _concerns(entry: Entry, profession: Profession) -> bool:
    """Whether a profession is among those of an entry. `any` means all of its regulators; pages of `context` are for everybody."""
    if "any" in entry.professions:
        return profession.regulator in entry.regulators or "context" in entry.regulators
    return profession.id in entry.professions
