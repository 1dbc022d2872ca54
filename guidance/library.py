"""The library: all content of one release, asked by date.

It is read-only and shared by all threads; the as-of date is always an argument, so that a scheduled version takes over without a restart.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from guidance.contract import Notice
from guidance.model import FAQ, Date, Fact, Frozen, Page, Profession, Regulator, Role, Section, Signpost, Status, Topic, Version
from guidance.moved import Moved


class Corpus(Frozen):
    """Everything a library holds, as it is written into a release. Of facts with one id, those that begin later stand later."""

    regulators: tuple[Regulator, ...] = ()
    professions: tuple[Profession, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    roles: tuple[Role, ...] = ()
    topics: tuple[Topic, ...] = ()
    facts: tuple[Fact, ...] = ()
    pages: tuple[Page, ...] = ()
    moved: tuple[Moved, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Place:
    """A section of a version: where a fact lives, or what a link leads to."""

    version: Version
    section: Section

    @property
    def url(self) -> str:
        """The address of the section, by its permanent page address."""
        return f"{page_url(self.version)}#{self.section.anchor}"


def page_url(version: Version) -> str:
    """The permanent address of the page that the version belongs to (not of the dated version)."""
    if version.collection == FAQ:
        return f"/faq/{version.slug}"
    return f"/guidance/{version.collection}/{version.slug}"


def in_force(page: Page, on: Date) -> Version | None:
    """The version that holds on that date: the newest one dated on or before it, unless withdrawn by then."""
    version = next((item for item in reversed(page.versions) if item.date <= on), None)
    if version is None or (version.meta.withdrawn and version.meta.withdrawn.date <= on):
        return None
    return version


def status(page: Page, version: Version, on: Date) -> Status:
    """The state of one version of the page on that date."""
    if version.date > on:
        return Status.ANNOUNCED
    newest = next(item for item in reversed(page.versions) if item.date <= on)
    if newest is not version and newest.stamp != version.stamp:
        return Status.REPLACED
    if version.meta.withdrawn and version.meta.withdrawn.date <= on:
        return Status.WITHDRAWN
    return Status.IN_FORCE


class Library:
    """A corpus with its indexes. Raises nothing: what is absent comes back as None or empty."""

    def __init__(self, corpus: Corpus, digest: str) -> None:
        self.corpus = corpus
        self.digest = digest
        self._homes: dict[Date, dict[str, Place]] = {}
        self._held: dict[int, dict[str, Fact]] = {}

    @cached_property
    def regulators(self) -> dict[str, Regulator]:
        """Regulators and `context`, by id."""
        return {item.id: item for item in self.corpus.regulators}

    @cached_property
    def professions(self) -> dict[str, Profession]:
        """Professions by id."""
        return {item.id: item for item in self.corpus.professions}

    @cached_property
    def signposts(self) -> dict[str, Signpost]:
        """Professions of other registers, by id."""
        return {item.id: item for item in self.corpus.signposts}

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Roles by id."""
        return {item.id: item for item in self.corpus.roles}

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Topics by id."""
        return {item.id: item for item in self.corpus.topics}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Facts of evidence by id, each as it was told last, be it for a day ahead: what there is at all. `facts_at` tells what holds."""
        return {item.id: item for item in self.corpus.facts}

    def facts_at(self, on: Date) -> dict[str, Fact]:
        """The facts that hold on a date, by id: of those with one id the last that has begun by then."""
        begun = bisect(self._begins, on)
        if begun not in self._held:
            self._held[begun] = {item.id: item for item in self.corpus.facts if item.since is None or item.since <= on}
        return self._held[begun]

    @cached_property
    def _begins(self) -> list[Date]:
        """The days on which facts begin to hold: between two of them every day has the same facts."""
        return sorted({item.since for item in self.corpus.facts if item.since})

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Pages and FAQs by `collection/slug`."""
        return {item.id: item for item in self.corpus.pages}

    @cached_property
    def moved(self) -> dict[str, Moved]:
        """Where pages and FAQs stand now that have another id, by the id that they had."""
        return {item.id: item for item in self.corpus.moved}

    def page(self, collection: str, slug: str) -> Page | None:
        """One page, or None."""
        return self.pages.get(f"{collection}/{slug}")

    def current(self, on: Date, collection: str | None = None) -> Iterator[Version]:
        """The versions in force on that date, in order of title; of one collection if it is named (`faq` for FAQs)."""
        found = (in_force(page, on) for page in self.corpus.pages if collection in (None, page.collection))
        yield from sorted((item for item in found if item), key=lambda item: (item.collection, item.meta.title))

    def faqs(self, on: Date, regulator: str | None = None) -> list[Version]:
        """FAQs in force, all or those that speak of one regulator."""
        return [item for item in self.current(on, FAQ) if regulator is None or regulator in item.meta.regulators]

    def home(self, fact: str, on: Date) -> Place | None:
        """The one section in force on that date where the fact lives."""
        homes = self._homes.get(on)
        if homes is None:
            homes = self._find_homes(on)
            if len(self._homes) >= 64:
                self._homes.clear()
            self._homes[on] = homes
        return homes.get(fact)

    def _find_homes(self, on: Date) -> dict[str, Place]:
        homes: dict[str, Place] = {}
        held = self.facts_at(on)
        for version in self.current(on):
            if version.meta.kind == "guidance":
                for section in version.sections:
                    homes.update((fact, Place(version, section)) for fact in section.facts if fact in held and fact not in homes)
        return homes

    def status(self, version: Version, on: Date) -> Status:
        """The state of a version of this library on that date."""
        return status(self.pages[version.page_id], version, on)

    def confirm_words_of(self, version: Version) -> str:
        """What readers of a version are told where a statement is not confirmed. An FAQ of several regulators names none of them."""
        named = version.meta.regulators if version.collection == FAQ else (version.collection,)
        return self.confirm_words(named[0] if len(named) == 1 else "")

    def confirm_words(self, collection: str) -> str:
        """What readers are told where a statement is not confirmed, e.g. "confirm with the NMC"."""
        regulator = self.regulators.get(collection)
        return regulator.confirm if regulator else "confirm with the regulator"

    def last_checked(self, on: Date) -> Date | None:
        """The newest `checked` date of any version, up to a date: a version ahead may say that it was checked on its day."""
        return self._checks[at - 1] if (at := bisect(self._checks, on)) else None

    @cached_property
    def _checks(self) -> list[Date]:
        return sorted(item.meta.checked for page in self.corpus.pages for item in page.versions)
