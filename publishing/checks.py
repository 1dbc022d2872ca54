"""Everything that content must hold before it is released, checked by the code that the site itself uses.

`check` is the one door: the command line, the release and the tests go through it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from guidance import render
from guidance.building import ANSWER, build_library
from guidance.issues import Issue
from guidance.library import Library, in_force
from guidance.model import FAQ, Page, Version
from publishing import links
from rules import engine, facts, proofs
from rules.answer import describe
from rules.table import Table
from rules.tables import build_tables
from search import aids


@dataclass(frozen=True)
class Checked:
    """What a content folder makes, and every issue found in it."""

    library: Library
    tables: Mapping[str, Table]
    issues: tuple[Issue, ...]


def check(files: Mapping[str, bytes], on: datetime.date) -> Checked:
    """Build library and tables from files and check all of it for a date and for every later date on which something takes over."""
    library, issues = build_library(files)
    tables, faults = build_tables(files)
    issues += faults
    issues += _registers(library)
    for page in library.corpus.pages:
        issues += _page(library, page)
    issues += links.check(library, on)
    issues += aids.read_aids(files, library, on, {})[1]
    for moment in _moments(library, on):
        issues += _homes(library, moment)
    if not faults:
        for name, table in sorted(tables.items()):
            issues += _proofs(files[f"rules/{name}.toml"], files.get(f"rules/cases/{name}.toml", b""), name, on)
            for moment in sorted({*_moments(library, on), *proofs.moments(table, on)}):
                issues += proofs.prove_citations(table, library, moment)
        issues += _landings(library, tables, on)
        issues += _assertions(library, tables, on)
    return Checked(library, tables, tuple(sorted(set(issues))))


@lru_cache(maxsize=16)
def _proofs(table: bytes, cases: bytes, regulator: str, on: datetime.date) -> tuple[Issue, ...]:
    """Proofs depend on nothing but the table and its cases, so a change elsewhere does not repeat them."""
    built, _ = build_tables({f"rules/{regulator}.toml": table, f"rules/cases/{regulator}.toml": cases})
    found = [issue for moment in proofs.moments(built[regulator], on) for issue in proofs.prove(built[regulator], moment)]
    return tuple(found + proofs.prove_cases(built[regulator], on))


def _moments(library: Library, on: datetime.date) -> list[datetime.date]:
    ahead = {version.date for page in library.corpus.pages for version in page.versions if version.date > on}
    ends = {version.meta.withdrawn.date for page in library.corpus.pages for version in page.versions if version.meta.withdrawn}
    return sorted({on, *ahead, *(date for date in ends if date > on)})


def _registers(library: Library) -> Iterable[Issue]:
    regulators = {name for name, item in library.regulators.items() if item.decides}
    for profession in library.professions.values():
        if profession.regulator not in regulators:
            yield Issue("professions.toml", 1, f"{profession.id}: the regulator `{profession.regulator}` does not exist.", "Name a regulator that decides.")
    for role in library.roles.values():
        for name in regulators - role.decides_as.keys():
            yield Issue("roles.toml", 1, f"{role.id}: it does not say how {name} decides it.", f"Add decides_as.{name}.")
    seen: dict[str, str] = {}
    for fact in library.corpus.facts:
        if fact.id in seen:
            yield Issue(f"evidence/{fact.collection}.toml", 1, f"{fact.id} stands in {seen[fact.id]} too.", "Give each fact its own number.")
        seen[fact.id] = f"evidence/{fact.collection}.toml"


def _page(library: Library, page: Page) -> Iterable[Issue]:
    previous: Version | None = None
    for version in page.versions:
        yield from _references(library, version)
        yield from _dates(version)
        yield from _evidence(library, version)
        if previous is not None:
            kept = {section.anchor for section in version.sections} | version.meta.moved.keys()
            for section in previous.sections:
                if section.anchor not in kept:
                    yield Issue(version.path, 1, f"The anchor #{section.anchor} of {previous.stamp} has vanished.", "Keep it, or tell under `moved` where its subject is.")
        previous = version


def _references(library: Library, version: Version) -> Iterable[Issue]:
    meta = version.meta
    known: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("professions", meta.professions, {*library.professions, "any"}),
        ("roles", meta.roles, {*library.roles, "any"}),
        ("topics", meta.topics, library.topics),
        ("regulators", meta.regulators, library.regulators),
    )
    for key, values, allowed in known:
        for value in values:
            if value not in set(allowed):
                yield Issue(version.path, 2, f"`{key}`: `{value}` is not in the list.", f"Use an id of {key if key != 'regulators' else 'regulators'}.toml.")
    if (meta.kind == FAQ) != (version.collection == FAQ):
        yield Issue(version.path, 2, f"A page of the kind `{meta.kind}` does not belong in this folder.", "FAQs stand under faqs/, guidance under guidance/.")
    if meta.kind == FAQ and not meta.regulators:
        yield Issue(version.path, 2, "`regulators` is missing: an FAQ says whose question it is.", "Add `regulators: [nmc]` or the like.")
    if version.collection not in {*library.regulators, FAQ}:
        yield Issue(version.path, 0, f"`{version.collection}` is not a collection.", f"Use {', '.join(library.regulators)}.")
    if meta.authority == "regulator" and not meta.source:
        yield Issue(version.path, 2, "A regulator's own page needs its address.", "Add `source`.")


def _dates(version: Version) -> Iterable[Issue]:
    meta = version.meta
    if meta.next_check <= meta.checked:
        yield Issue(version.path, 2, "`next_check` is not after `checked`.", "Give the date on which somebody will look again.")
    elif (meta.next_check - meta.checked).days > 370:
        yield Issue(version.path, 2, "`next_check` is more than a year away.", "Look at every page once a year at least.")
    if meta.withdrawn and meta.withdrawn.date < version.date:
        yield Issue(version.path, 2, "The page is withdrawn before this version begins.", "Correct one of the dates.")


def _evidence(library: Library, version: Version) -> Iterable[Issue]:
    anchors = [section.anchor for section in version.sections]
    for anchor in sorted(set(anchors)):
        if anchors.count(anchor) > 1:
            yield Issue(version.path, 1, f"The anchor #{anchor} stands twice.", "Anchors are unique on a page.")
        if anchor not in version.meta.evidence:
            yield Issue(version.path, 2, f"The section #{anchor} has no evidence.", f"Add `{anchor}: [...]` under `evidence`.")
    if version.meta.kind == FAQ and ANSWER not in anchors:
        yield Issue(version.path, 1, "The FAQ does not begin with its answer.", "Write one paragraph before the first heading.")
    for key in (*version.meta.evidence, *version.meta.charts):
        if key not in anchors:
            yield Issue(version.path, 2, f"`{key}` is not a section of this version.", "Use the anchors of the headings.")
    for section in version.sections:
        for name in section.facts:
            if name not in library.facts:
                yield Issue(version.path, 2, f"#{section.anchor}: the fact {name} is not in the evidence.", "Check its number.")
        unconfirmed = [name for name in section.facts if name in library.facts and library.facts[name].confirm]
        if unconfirmed and not render.has_class(section.html, "confirm"):
            yield Issue(version.path, 1, f"#{section.anchor} rests on {', '.join(unconfirmed)}, which no page confirms, and does not say so.", "Mark the statement `{: .confirm }`.")


def _homes(library: Library, on: datetime.date) -> Iterable[Issue]:
    homes: dict[str, list[str]] = defaultdict(list)
    for page in library.corpus.pages:
        version = in_force(page, on)
        if version is None or version.meta.kind == FAQ:
            continue
        for section in version.sections:
            for name in section.facts:
                homes[name].append(f"{version.page_id}#{section.anchor}")
    for fact in library.corpus.facts:
        places = homes.get(fact.id, [])
        path = f"evidence/{fact.collection}.toml"
        if not places:
            yield Issue(path, 1, f"{fact.id} has no home on {on}.", "Name it under `evidence` of the section that tells it.")
        elif len(places) > 1:
            yield Issue(path, 1, f"{fact.id} has {len(places)} homes on {on}: {', '.join(places)}.", "Keep one; other sections may link to it.")


def _landings(library: Library, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
    """Every profession and role lands somewhere, with nothing told."""
    for profession in library.professions.values():
        table = tables.get(profession.regulator)
        if table is None:
            continue
        for role in library.roles.values():
            try:
                person, _ = describe(table, profession, role, {}, on)
                walked = engine.walk(table, person.box, on)
            except (ValueError, KeyError) as error:
                yield Issue("roles.toml", 1, f"{profession.id} as {role.id}: {error}.", "Correct decides_as.")
                continue
            if walked.undecided or not walked.regions:
                yield Issue(table.path, 1, f"Nobody decides for {profession.article} as {role.article}.", "Add a row.")


def _assertions(library: Library, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
    for version in library.current(on, FAQ):
        for claim in version.meta.asserts:
            yield from _assertion(library, tables, version, dict(claim.facts), claim.outcome, on)


def _assertion(library: Library, tables: Mapping[str, Table], version: Version, told: dict[str, str], outcome: str, on: datetime.date) -> Iterable[Issue]:
    profession = library.professions.get(told.pop("profession", ""))
    role = library.roles.get(told.pop("role", ""))
    if profession is None or role is None:
        yield Issue(version.path, 2, "`asserts` needs a profession and a role that exist.", "Use ids of professions.toml and roles.toml.")
        return
    table = tables[profession.regulator]
    typed, errors = facts.parse(table, told)
    for error in errors:
        yield Issue(version.path, 2, f"`asserts`: {error}", "Use the inputs of the decision table.")
    if errors:
        return
    person, _ = describe(table, profession, role, typed, on)
    possible = engine.walk(table, person.box, on).possible
    if possible != [outcome]:
        yield Issue(version.path, 2, f"The FAQ says `{outcome}` for {profession.id} as {role.id}; the table says {' or '.join(possible)}.", "Mend the words, the facts or the table.")
