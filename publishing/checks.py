"""Everything that content must hold before it is released, checked by the code that the site itself uses.

`check` is the one door: the command line, the release and the tests go through it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from guidance import render
from guidance.building import RECENT, build_library, version_key
from guidance.contract import PATH as CONTRACT
from guidance.issues import Issue, errors
from guidance.kept import Kept, Links
from guidance.library import Library, status
from guidance.model import FAQ, Page, Status, Version
from guidance.moved import PATH as MOVED
from guidance.registers import LISTS
from publishing import evidence, links, permanence, versions, wording
from publishing.places import Places
from publishing.proving import proving
from rules import engine, facts, proofs, review
from rules.answer import describe
from rules.compare.comparison import PATH as COMPARISON
from rules.compare.comparison import check_comparison
from rules.schemes import FAULTS, SCHEMES
from rules.table import Table
from rules.tables import build_tables
from search import aids


@dataclass(frozen=True)
class Checked:
    """What a content folder makes, and every issue found in it."""

    library: Library
    tables: Mapping[str, Table]
    issues: tuple[Issue, ...]


def check(files: Mapping[str, bytes], on: datetime.date, kept: Kept = RECENT, meanwhile: Callable[[Library], None] | None = None) -> Checked:
    """Build library and tables from files and check all of it for a date and for every later date on which something takes over.

    kept: what earlier checks found without fault, which is not done again; what this one finds is added. The issues are the same without it.
    meanwhile: what to do with the library once nothing but the proofs of the tables is outstanding, if there is no error so far.
    """
    tables, faults = build_tables(files)
    with proving(files, {} if faults else tables, on, kept) as proved:
        library, issues = build_library(files, kept)
        found = _Found(files, library, kept)
        issues += faults
        issues += _strays(files)
        issues += _registers(library, found.places)
        issues += permanence.check(library, found.places)
        issues += evidence.check_facts(library, on, found.places)
        for page in library.corpus.pages:
            issues += _page(found, page)
        issues += _words(found, on)
        issues += links.check(library, on, found.places, found.links)
        issues += aids.read_aids(files, library, on, {})[1]
        issues += evidence.check_homes(library, _moments(library, on), found.places)
        if not faults:
            for table in tables.values():
                for moment in sorted({*_moments(library, on), *proofs.moments(table, on)}):
                    issues += found.lines(proofs.prove_citations(table, library, moment))
                issues += review.warnings(table, library, on, found.places.entry)
            if tables:
                issues += check_comparison(files, library, tables, _moments(library, on))
            issues += _landings(found, tables, on)
            for moment in sorted({*_moments(library, on), *(day for table in tables.values() for day in proofs.moments(table, on))}):
                issues += _assertions(found, tables, moment)
        if meanwhile and not errors(issues):
            meanwhile(library)
        issues += found.lines(proved())
    return Checked(library, tables, tuple(sorted(set(issues))))


@dataclass
class _Found:
    """A library that is being checked: where its files' lines are, and what of it was found without fault before."""

    files: Mapping[str, bytes]
    library: Library
    kept: Kept
    places: Places = field(init=False)
    lists: str = field(init=False)
    """The key of all lists and evidence: what pages refer to."""
    rules: str = field(init=False)
    """The key of all tables."""
    _keys: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.places = Places(self.files)
        self.lists = self._key_of(lambda path: path.endswith(".toml") and ("/" not in path or path.startswith("evidence/")))
        self.rules = self._key_of(lambda path: path.startswith("rules/"))

    def _key_of(self, wanted: Callable[[str], bool]) -> str:
        return self.kept.key(*(part for path in sorted(filter(wanted, self.files)) for part in (path, self.files[path])))

    def key(self, version: Version) -> str:
        """The key of a version as it was rendered."""
        if version.path not in self._keys:
            self._keys[version.path] = version_key(self.kept, version.path, self.files[version.path], self.library.regulators)
        return self._keys[version.path]

    def links(self, version: Version) -> Links:
        """The addresses to which each section links."""
        key = self.key(version)
        found = self.kept.links.find(key)
        if found is None:
            found = tuple(render.links(section.html) for section in version.sections)
            self.kept.links.keep(key, found)
        return found

    def lines(self, issues: Iterable[Issue]) -> Iterator[Issue]:
        """Issues of tables, which know entries and no lines: each on the line of the entry with which its message begins."""
        for issue in issues:
            line = self.places.entry(issue.path, issue.message.partition(":")[0]) if issue.path in self.files else 0
            yield issue if issue.line else replace(issue, line=line)

    def unless_sound(self, parts: Iterable[str], look: Callable[[], Iterable[Issue]]) -> list[Issue]:
        """The issues that a look finds, unless the last look at something that rests on the same parts found none."""
        key = self.kept.key(*parts)
        if self.kept.sound.find(key):
            return []
        issues = list(look())
        if not issues:
            self.kept.sound.keep(key, True)
        return issues


def _moments(library: Library, on: datetime.date) -> list[datetime.date]:
    ahead = {version.date for page in library.corpus.pages for version in page.versions if version.date > on}
    ends = {version.meta.withdrawn.date for page in library.corpus.pages for version in page.versions if version.meta.withdrawn}
    begins = {fact.since for fact in library.corpus.facts if fact.since}
    return sorted({on, *ahead, *(date for date in ends | begins if date > on)})


def _strays(files: Mapping[str, bytes]) -> Iterable[Issue]:
    """Files that nobody reads would be missed in silence; two names that differ by case alone are one file on some machines."""
    seen: dict[str, str] = {}
    lists = sorted({*LISTS, COMPARISON, CONTRACT, MOVED, wording.KNOWN})
    for path in sorted(files, key=lambda name: (name != name.lower(), name)):
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield Issue(path, 0, f"This path differs from {other} by the case of its letters alone.", "Give it a name of its own, in lower case.")
        if "/" not in path and path not in lists and not path.endswith(".md"):
            yield Issue(path, 0, "Nothing is read from this file.", f"Lists are {', '.join(lists)}; everything else has a folder.")
        if path.endswith(".md") and not path.startswith(("guidance/", "faqs/")):
            yield Issue(path, 0, "No page is read from this folder.", "Pages stand under guidance/<collection>/<slug>/, FAQs under faqs/<slug>/.")


def _registers(library: Library, places: Places) -> Iterable[Issue]:
    regulators = {name for name, item in library.regulators.items() if item.decides}
    for name in sorted(regulators - SCHEMES.keys()):
        yield Issue("regulators.toml", places.entry("regulators.toml", name), f"{name}: it decides, but there is no scheme for it.", "Say `decides = false`.")
    for profession in library.corpus.professions:
        line = places.entry("professions.toml", profession.id)
        if profession.regulator not in regulators:
            fault = f"{profession.id}: the regulator `{profession.regulator}` does not exist."
            yield Issue("professions.toml", line, fault, "Name a regulator that decides.")
        yield from _known_facts(library, "professions.toml", line, profession.id, profession.evidence)
    for role in library.corpus.roles:
        line = places.entry("roles.toml", role.id)
        for name in sorted(regulators - role.decides_as.keys()):
            yield Issue("roles.toml", line, f"{role.id}: it does not say how {name} decides it.", f"Add decides_as.{name}.")
        for name in sorted(role.decides_as.keys() - regulators):
            yield Issue("roles.toml", line, f"{role.id}: decides_as names `{name}`, which decides nothing.", f"Use {', '.join(sorted(regulators))}.")
        for name in sorted(set(role.held_by) - library.professions.keys() - library.signposts.keys()):
            yield Issue("roles.toml", line, f"{role.id}: held_by names `{name}`, which does not exist.", "Use ids of professions.toml.")
        yield from _known_facts(library, "roles.toml", line, role.id, role.evidence)


def _known_facts(library: Library, path: str, line: int, entry: str, names: Iterable[str]) -> Iterable[Issue]:
    for name in names:
        if name not in library.facts:
            yield Issue(path, line, f"{entry}: the fact {name} is not in the evidence.", "Check its number.")


def _page(found: _Found, page: Page) -> Iterable[Issue]:
    before: dict[str, str] = {}
    for version in page.versions:
        yield from found.unless_sound(("page", found.key(version), found.lists), partial(versions.check, found.library, version, found.places))
        kept = {section.anchor for section in version.sections} | version.meta.moved.keys()
        for anchor, stamp in before.items():
            if anchor not in kept:
                fault = f"The anchor #{anchor} of {stamp} has vanished."
                yield Issue.at(version.path, found.places.key(version.path, "moved"), fault, "Keep it, or tell under `moved` where its subject is.")
        before = {**dict.fromkeys(kept, version.stamp), **{anchor: stamp for anchor, stamp in before.items() if anchor not in kept}}
    for version, following in pairwise(page.versions):
        gone = version.meta.withdrawn
        if gone and following.date <= gone.date:
            fault = f"This version is withdrawn on {gone.date}, but {following.stamp} takes its place before, so nothing would be withdrawn."
            remedy = f"Let {following.stamp} begin after {gone.date}, or take the notice out of this version."
            yield Issue.at(version.path, found.places.key(version.path, "withdrawn"), fault, remedy)


def _words(found: _Found, on: datetime.date) -> Iterable[Issue]:
    """Warnings about the words of every version in force or ahead, and the faults of the list of what needs no explaining."""
    known, faults = wording.read_known(found.files, found.library)
    yield from faults
    for page in found.library.corpus.pages:
        for version in page.versions:
            if status(page, version, on) is not Status.REPLACED:
                look = partial(wording.check, version, found.places, known)
                yield from found.unless_sound(("words", found.key(version), found.lists), look)


def _landings(found: _Found, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
    return found.unless_sound(("landings", found.lists, found.rules, on.isoformat()), partial(_land, found.library, tables, on))


def _land(library: Library, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
    """Every profession and role is an input of its table and lands somewhere, with nothing told."""
    for table in tables.values():
        for name in {"profession", "role"} - table.space.index.keys():
            yield Issue(table.path, 1, f"The input `{name}` is missing.", "Add it, with its values.")
    for profession in library.professions.values():
        decides = tables.get(profession.regulator)
        if decides is None:
            continue
        for role in library.roles.values():
            try:
                person, _ = describe(decides, profession, role, {}, on)
                walked = engine.walk(decides, person.box, on)
            except FAULTS as error:
                yield Issue("roles.toml", 1, f"{profession.id} as {role.id}: {error}.", "Correct decides_as.")
                continue
            if walked.undecided or not walked.regions:
                yield Issue(decides.path, 1, f"Nobody decides for {profession.article} as {role.article}.", "Add a row.")


def _assertions(found: _Found, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
    for version in found.library.current(on, FAQ):
        parts = ("asserts", found.key(version), found.lists, found.rules, on.isoformat())
        yield from found.unless_sound(parts, partial(_claims, found, tables, version, on))


def _claims(found: _Found, tables: Mapping[str, Table], version: Version, on: datetime.date) -> Iterable[Issue]:
    for claim in version.meta.asserts:
        for fault, remedy in _assertion(found.library, tables, dict(claim.facts), claim.outcome, on):
            yield Issue.at(version.path, found.places.key(version.path, "asserts"), fault, remedy)


def _assertion(library: Library, tables: Mapping[str, Table], told: dict[str, str], outcome: str, on: datetime.date) -> Iterable[tuple[str, str]]:
    profession = library.professions.get(told.pop("profession", ""))
    role = library.roles.get(told.pop("role", ""))
    table = tables.get(profession.regulator) if profession else None
    if profession is None or role is None or table is None:
        yield "`asserts` needs a profession and a role that exist.", "Use ids of professions.toml and roles.toml."
        return
    typed, errors = facts.parse(table, told)
    for error in errors:
        yield f"`asserts`: {error}", "Use the inputs of the decision table."
    if errors:
        return
    try:
        person, _ = describe(table, profession, role, typed, on)
        possible = engine.walk(table, person.box, on).possible
    except FAULTS as error:
        yield f"`asserts`: {error}.", "Correct the facts, or decides_as of the role."
        return
    if possible != [outcome]:
        fault = f"The FAQ says `{outcome}` for {profession.id} as {role.id}; the table says {' or '.join(possible)}."
        yield fault, "Mend the words, the facts or the table; where a day ahead changes them, publish first what the FAQ says from that day."
