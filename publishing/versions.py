"""What one version of a page must hold: names that exist, dates that fit, evidence for each section, and marks where nothing is confirmed."""

from __future__ import annotations

from collections.abc import Iterable

from guidance import render
from guidance.building import ANSWER
from guidance.issues import Issue
from guidance.library import Library
from guidance.model import FAQ, Version
from publishing.places import Places


def check(library: Library, version: Version, places: Places) -> Iterable[Issue]:
    """Every fault of one version that can be told without the others."""
    yield from _references(library, version, places)
    yield from _dates(version, places)
    yield from _anchors(version, places)
    yield from _evidence(library, version, places)


def _references(library: Library, version: Version, places: Places) -> Iterable[Issue]:
    meta = version.meta
    known: tuple[tuple[str, Iterable[str], set[str]], ...] = (
        ("professions", meta.professions, {*library.professions, "any"}),
        ("roles", meta.roles, {*library.roles, "any"}),
        ("topics", meta.topics, {*library.topics}),
        ("regulators", meta.regulators, {*library.regulators}),
    )
    for key, values, allowed in known:
        for value in values:
            if value not in allowed:
                yield Issue.at(version.path, places.key(version.path, key), f"`{key}`: `{value}` is not in the list.", f"Use an id of {key}.toml.")
    if (meta.kind == FAQ) != (version.collection == FAQ):
        fault = f"A page of the kind `{meta.kind}` does not belong in this folder."
        yield Issue.at(version.path, places.key(version.path, "kind"), fault, "FAQs stand under faqs/, guidance under guidance/.")
    if meta.kind == FAQ and not meta.regulators:
        yield Issue(version.path, 2, "`regulators` is missing: an FAQ says whose question it is.", "Add `regulators: [nmc]` or the like.")
    if version.collection not in {*library.regulators, FAQ}:
        yield Issue(version.path, 0, f"`{version.collection}` is not a collection.", f"Use {', '.join(library.regulators)}.")
    if meta.authority == "regulator" and not meta.source:
        yield Issue.at(version.path, places.key(version.path, "authority"), "A regulator's own page needs its address.", "Add `source`.")
    owners = meta.regulators if version.collection == FAQ else (version.collection,)
    for name in _strangers(library, meta.professions, owners):
        fault = f"`professions`: `{name}` belongs to {library.professions[name].regulator}, for which this page does not speak."
        yield Issue.at(version.path, places.key(version.path, "professions"), fault, f"Name professions of {', '.join(owners)}, or `any`.")
    if meta.authority == "regulator" and not (len(owners) == 1 and owners[0] in library.regulators and library.regulators[owners[0]].decides):
        fault = "No one regulator stands behind this page, so it cannot be a regulator's own."
        yield Issue.at(version.path, places.key(version.path, "authority"), fault, "Write `authority: summary`.")


def _strangers(library: Library, professions: Iterable[str], owners: Iterable[str]) -> Iterable[str]:
    """Professions of a regulator that is not among the owners of a page: it would come into their feeds. A page of no one regulator may speak of all."""
    held = {name for name in owners if name in library.regulators}
    if all(library.regulators[name].decides for name in held):
        yield from (name for name in professions if name in library.professions and library.professions[name].regulator not in held)


def _dates(version: Version, places: Places) -> Iterable[Issue]:
    meta, line = version.meta, places.key(version.path, "next_check")
    if meta.next_check <= meta.checked:
        yield Issue.at(version.path, line, "`next_check` is not after `checked`.", "Give the date on which somebody will look again.")
    elif (meta.next_check - meta.checked).days > 370:
        yield Issue.at(version.path, line, "`next_check` is more than a year away.", "Look at every page once a year at least.")
    if meta.rule_since and meta.rule_since > version.date:
        fault = f"`rule_since` is {meta.rule_since}, after this version begins: it would tell of a rule before there is one."
        yield Issue.at(version.path, places.key(version.path, "rule_since"), fault, "Give the day since which the rule itself has held, or leave it out.")
    if meta.withdrawn and meta.withdrawn.date < version.date:
        fault = "The page is withdrawn before this version begins."
        yield Issue.at(version.path, places.key(version.path, "withdrawn", "date"), fault, "Correct one of the dates.")


def _anchors(version: Version, places: Places) -> Iterable[Issue]:
    seen: set[str] = set()
    for section in version.sections:
        for name in (section.anchor, *render.ids(section.html)):
            if name in seen:
                line = places.text(version.path, f"{{#{name}", f"#{name}")
                yield Issue.at(version.path, line, f"The anchor #{name} stands twice.", "Anchors are unique on a page.")
            seen.add(name)
    for anchor in version.meta.moved:
        if version.section(anchor):
            line = places.key(version.path, "moved", anchor)
            yield Issue.at(version.path, line, f"`moved`: {anchor} is a section of this version.", "Take it out of `moved`.")


def _evidence(library: Library, version: Version, places: Places) -> Iterable[Issue]:
    anchors, held = {section.anchor for section in version.sections}, library.facts_at(version.date)
    if version.meta.kind == FAQ and ANSWER not in anchors:
        yield Issue(version.path, 1, "The FAQ does not begin with its answer.", "Write one paragraph before the first heading.")
    for name, keys in (("evidence", version.meta.evidence), ("charts", version.meta.charts)):
        for key in keys:
            if key not in anchors:
                line = places.key(version.path, name, key)
                yield Issue.at(version.path, line, f"`{key}` is not a section of this version.", "Use the anchors of the headings.")
    for section in version.sections:
        heading = places.text(version.path, f"{{#{section.anchor}")
        if section.anchor not in version.meta.evidence:
            fault = f"The section #{section.anchor} has no evidence."
            yield Issue.at(version.path, places.key(version.path, "evidence"), fault, f"Add `{section.anchor}: [...]` under `evidence`.")
        for name in section.facts:
            if name not in library.facts:
                line = places.key(version.path, "evidence", section.anchor)
                yield Issue.at(version.path, line, f"#{section.anchor}: the fact {name} is not in the evidence.", "Check its number.")
        unconfirmed = [name for name in section.facts if name in held and held[name].confirm]
        if unconfirmed and not render.has_class(section.html, "confirm"):
            fault = f"#{section.anchor} rests on {', '.join(unconfirmed)}, which no page confirms, and does not say so."
            yield Issue.at(version.path, heading, fault, "Mark the statement `{: .confirm }`.")
