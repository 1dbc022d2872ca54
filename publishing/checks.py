"""Everything that content must hold before it is released, checked by the code that the site itself uses.

`check` is the one door: the command line, the release and the tests go through it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from guidance.building import build_library
from guidance.issues import Issue
from guidance.library import Library, in_force
from guidance.model import FAQ, Page
from publishing import links, versions
from publishing.places import Places
from rules import engine, facts, proofs
from rules.answer import describe
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


def check(files: Mapping[str, bytes], on: datetime.date) -> Checked:
    """Build library and tables from files and check all of it for a date and for every later date on which something takes over."""
    library, issues = build_library(files)
    tables, faults = build_tables(files)
    issues += faults
    places = Places(files)
    issues += _strays(files)
    issues += _registers(library, places)
    for page in library.corpus.pages:
        issues += _page(library, page, places)
    issues += links.check(library, on, places)
    issues += aids.read_aids(files, library, on, {})[1]
    for moment in _moments(library, on):
        issues += _homes(library, moment, places)
    if not faults:
        for name, table in sorted(tables.items()):
            issues += _proofs(files[f"rules/{name}.toml"], files.get(f"rules/cases/{name}.toml", b""), name, on)
            for moment in sorted({*_moments(library, on), *proofs.moments(table, on)}):
                issues += proofs.prove_citations(table, library, moment)
        issues += _landings(library, tables, on)
        for moment in _moments(library, on):
            issues += _assertions(library, tables, moment, places)
    return Checked(library, tables, tuple(sorted(set(issues))))


@lru_cache(maxsize=16)
def _proofs(table: bytes, cases: bytes, regulator: str, on: datetime.date) -> tuple[Issue, ...]:
    """Proofs depend on nothing but the table and its cases, so a change elsewhere does not repeat them."""
    built, _ = build_tables({f"rules/{regulator}.toml": table, f"rules/cases/{regulator}.toml": cases})
    moments = proofs.moments(built[regulator], on)
    if found := [issue for moment in moments for issue in proofs.prove_arithmetic(built[regulator], moment)]:
        return tuple(found)
    found = [issue for moment in moments for issue in proofs.prove(built[regulator], moment)]
    return tuple(found + proofs.prove_cases(built[regulator], on))


def _moments(library: Library, on: datetime.date) -> list[datetime.date]:
    ahead = {version.date for page in library.corpus.pages for version in page.versions if version.date > on}
    ends = {version.meta.withdrawn.date for page in library.corpus.pages for version in page.versions if version.meta.withdrawn}
    return sorted({on, *ahead, *(date for date in ends if date > on)})


def _strays(files: Mapping[str, bytes]) -> Iterable[Issue]:
    """Pages in a folder that nobody reads would be missed in silence."""
    for path in files:
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
        yield from _known_facts(library, "roles.toml", line, role.id, role.evidence)
    seen: dict[str, str] = {}
    for fact in library.corpus.facts:
        path = f"evidence/{fact.collection}.toml"
        if seen.get(fact.id, path) != path:
            yield Issue(path, places.entry(path, fact.id), f"{fact.id} stands in {seen[fact.id]} too.", "Give each fact its own number.")
        seen[fact.id] = path


def _known_facts(library: Library, path: str, line: int, entry: str, names: Iterable[str]) -> Iterable[Issue]:
    for name in names:
        if name not in library.facts:
            yield Issue(path, line, f"{entry}: the fact {name} is not in the evidence.", "Check its number.")


def _page(library: Library, page: Page, places: Places) -> Iterable[Issue]:
    before: dict[str, str] = {}
    for version in page.versions:
        yield from versions.check(library, version, places)
        kept = {section.anchor for section in version.sections} | version.meta.moved.keys()
        for anchor, stamp in before.items():
            if anchor not in kept:
                fault = f"The anchor #{anchor} of {stamp} has vanished."
                yield Issue(version.path, places.key(version.path, "moved"), fault, "Keep it, or tell under `moved` where its subject is.")
        before = {**dict.fromkeys(kept, version.stamp), **{anchor: stamp for anchor, stamp in before.items() if anchor not in kept}}


def _homes(library: Library, on: datetime.date, places: Places) -> Iterable[Issue]:
    homes: dict[str, list[str]] = defaultdict(list)
    for page in library.corpus.pages:
        version = in_force(page, on)
        if version is None or version.meta.kind == FAQ:
            continue
        for section in version.sections:
            for name in section.facts:
                homes[name].append(f"{version.page_id}#{section.anchor}")
    for fact in library.corpus.facts:
        found = homes.get(fact.id, [])
        path = f"evidence/{fact.collection}.toml"
        if not found:
            yield Issue(path, places.entry(path, fact.id), f"{fact.id} has no home on {on}.", "Name it under `evidence` of the section that tells it.")
        elif len(found) > 1:
            fault = f"{fact.id} has {len(found)} homes on {on}: {', '.join(found)}."
            yield Issue(path, places.entry(path, fact.id), fault, "Keep one; other sections may link to it.")


def _landings(library: Library, tables: Mapping[str, Table], on: datetime.date) -> Iterable[Issue]:
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


def _assertions(library: Library, tables: Mapping[str, Table], on: datetime.date, places: Places) -> Iterable[Issue]:
    for version in library.current(on, FAQ):
        for claim in version.meta.asserts:
            for fault, remedy in _assertion(library, tables, dict(claim.facts), claim.outcome, on):
                yield Issue(version.path, places.key(version.path, "asserts"), fault, remedy)


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
        yield fault, "Mend the words, the facts or the table."
