"""A version as the fields of the form hold it, and the markdown that they make. Pure.

What the form has no field for (charts, claims of an FAQ) is taken over from the version that it began with.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from guidance import front_matter
from guidance.building import ANSWER
from guidance.model import FAQ, Version
from publishing.officer.writing import headings

LINES = ("title", "summary", "change", "significance", "authority", "source", "checked", "next_check", "rule_since")
"""Keys of front matter that hold one line, in the order in which they are written."""
LISTS = ("professions", "roles", "topics", "countries")
"""Keys of front matter that hold choices."""
QUARTER = datetime.timedelta(days=91)
"""When a page is looked at again, unless the officer says otherwise: three months, the most for fees and dates."""


@dataclass(frozen=True)
class Draft:
    """The fields. owner: the regulator. collection: it, or `faq`. date: the first day on which the version holds, as typed.

    evidence: anchor -> facts, as typed. moved: anchor of a section that is gone -> where its subject is now.
    """

    owner: str
    collection: str
    slug: str
    date: str
    lines: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    body: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """Anchor and words of each section; the first of an FAQ is its answer."""
        answer = [(ANSWER, "The answer")] if self.collection == FAQ else []
        return [*answer, *((anchor, words) for anchor, words in headings.sections(self.body) if anchor)]


@dataclass(frozen=True)
class Composed:
    """The markdown of a draft. places: the first line of each field, in order; the last is that of the text."""

    text: str
    places: tuple[tuple[int, str], ...]

    def at(self, line: int) -> tuple[str, int]:
        """The field in which a line of the markdown was typed, and which line of the text it is (0 elsewhere)."""
        start, name = next(((start, name) for start, name in reversed(self.places) if line >= start), (1, ""))
        return name, line - start + 1 if name == "body" else 0


def held(version: Version, text: str, owner: str) -> Draft:
    """The fields of a version as it is. text: its markdown. owner: the regulator that writes."""
    meta, parts = version.meta, front_matter.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Draft(
        owner, version.collection, version.slug, version.date.isoformat(), {name: str(getattr(meta, name) or "") for name in LINES},
        {name: tuple(getattr(meta, name)) for name in LISTS}, (parts[1] if parts else text).strip("\n") + "\n",
        {anchor: ", ".join(facts) for anchor, facts in meta.evidence.items()}, dict(meta.moved),
    )  # fmt: skip


def begun(version: Version, text: str, owner: str, today: datetime.date) -> Draft:
    """The fields of a version that follows another one: its words, with what each version tells of itself left to say. One ahead is written anew as it is."""
    found = held(version, text, owner)
    if version.date > today:
        return found
    fresh = {"change": "", "significance": "major", "checked": today.isoformat(), "next_check": (today + QUARTER).isoformat()}
    return replace(found, date="", lines={**found.lines, **fresh})


def empty(owner: str, collection: str, today: datetime.date, countries: Sequence[str]) -> Draft:
    """The fields of a page that is new."""
    lines = {**dict.fromkeys(LINES, ""), "change": "First published here.", "significance": "major", "authority": "regulator"}
    lines |= {"checked": today.isoformat(), "next_check": (today + QUARTER).isoformat()}
    return Draft(owner, collection, "", "", lines, {**dict.fromkeys(LISTS, ()), "countries": tuple(countries)}, "")


def typed(one: Callable[[str], str], several: Callable[[str], Sequence[str]], names: Sequence[str], owner: str) -> Draft:
    """The fields as they came in. one, several: the value, and all values, of a field; names: of all fields that came."""
    collection = FAQ if one("collection") == FAQ else owner
    return Draft(
        owner, collection, one("slug").strip(), one("date").strip(),
        {name: " ".join(one(name).split()) for name in LINES}, {name: tuple(several(name)) for name in LISTS},
        one("body").replace("\r\n", "\n").replace("\r", "\n"),
        {name.removeprefix("evidence-"): one(name) for name in names if name.startswith("evidence-")},
        {name.removeprefix("moved-"): one(name).strip() for name in names if name.startswith("moved-") and one(name).strip()},
    )  # fmt: skip


def settled(draft: Draft, before: Version | None) -> Draft:
    """A draft of which every section has an anchor, and a new page a slug from its title. before: the version that it began with."""
    known = {section.heading: section.anchor for section in before.sections} if before else {}
    return replace(draft, body=headings.anchored(draft.body, known), slug=draft.slug or headings.slug(draft.lines["title"]))


def vanished(draft: Draft, before: Version | None) -> list[str]:
    """The anchors that the version before had and this draft has not: each needs to be told where its subject is."""
    there = {anchor for anchor, _ in draft.sections}
    return [anchor for anchor in (*(s.anchor for s in before.sections), *before.meta.moved) if anchor not in there] if before else []


def compose(draft: Draft, before: Version | None) -> Composed:
    """The markdown of a draft that is settled. What is empty is left out, so that the check asks for it."""
    there = [anchor for anchor, _ in draft.sections]
    written: list[tuple[str, str]] = [("", "---"), ("", f"kind: {'faq' if draft.collection == FAQ else 'guidance'}")]
    if draft.collection == FAQ:
        written.append(("", f"regulators: [{draft.owner}]"))
    written += [(name, f"{name}: {_quoted(draft.lines[name])}") for name in LINES if draft.lines[name]]
    written += [(name, f"{name}: {_quoted(list(draft.lists[name]))}") for name in LISTS if draft.lists[name]]
    written.append(("body", "evidence:" if there else "evidence: {}"))
    written += [(f"evidence-{anchor}", f"  {anchor}: {_quoted(draft.evidence.get(anchor, '').replace(',', ' ').split())}") for anchor in there]
    moved = {anchor: to for anchor, to in draft.moved.items() if anchor not in there}
    written += [("body", "moved:")] if moved else []
    written += [(f"moved-{anchor}", f"  {_quoted(anchor)}: {_quoted(to)}") for anchor, to in moved.items()]
    written += [("", line) for line in _taken_over(before, there)]
    written += [("", "---"), ("body", draft.body)]
    places = tuple((number, name) for number, (name, _) in enumerate(written, start=1))
    return Composed("\n".join(line for _, line in written).rstrip("\n") + "\n", places)


def _taken_over(before: Version | None, there: Sequence[str]) -> list[str]:
    """Lines for what the form has no field for."""
    if before is None:
        return []
    charts = {anchor: words for anchor, words in before.meta.charts.items() if anchor in there}
    claims = [{"facts": claim.facts, "outcome": claim.outcome} for claim in before.meta.asserts]
    return [f"{name}: {_quoted(value)}" for name, value in (("charts", charts), ("asserts", claims)) if value]


def _quoted(value: object) -> str:
    """A value in one line of YAML: JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
