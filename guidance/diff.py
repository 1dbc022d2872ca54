"""What differs between two versions of a page, section by section and in readable words. Pure.

Sections are paired by their permanent anchors and by what the newer version tells under `moved`. Words are compared sentence by sentence first,
and word by word only within sentences that differ, so that a comparison of two long texts stays quick and reads well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from guidance.model import FactId, FrontMatter, Section, Version
from guidance.spans import Effort, Span, compare

Kind = Literal["same", "changed", "added", "removed", "moved"]
FIELDS: tuple[tuple[str, str], ...] = (
    ("regulators", "Regulators"),
    ("professions", "Professions"),
    ("roles", "Roles"),
    ("topics", "Topics"),
    ("countries", "Countries"),
    ("authority", "Whose wording"),
    ("source", "Source"),
    ("rule_since", "The rule itself holds since"),
    ("checked", "Checked"),
    ("next_check", "Next check by"),
    ("withdrawn", "Withdrawn"),
)
"""What readers are told of the front matter beside title and summary: the key, and its name in words."""


@dataclass(frozen=True)
class FieldChange:
    """A key of the front matter that differs: its values before and after as ids or dates, none where it was absent."""

    key: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class SectionDifference:
    """One section in both versions.

    kind: `moved` where the newer version says so under `moved`. anchor: where it stands in the newer version, or stood in the older if it is not there.
    was: its anchor in the older version, empty for an added one. to: for a moved one, where its subject is now (`anchor` or `collection/slug#anchor`).
    heading, spans: its heading and words. marks: whether links, layout or "confirm" marks differ though the words do not.
    confirm: how many statements were to be confirmed before, and after. gained, lost: facts of evidence.
    """

    kind: Kind
    anchor: str
    was: str
    to: str
    title: str
    heading: tuple[Span, ...]
    spans: tuple[Span, ...]
    marks: bool
    confirm: tuple[int, int]
    gained: tuple[FactId, ...]
    lost: tuple[FactId, ...]


@dataclass(frozen=True)
class Difference:
    """Two versions of a page compared. before: the stamp of the older one, empty where there was none."""

    page: str
    before: str
    after: str
    title: tuple[Span, ...]
    summary: tuple[Span, ...]
    fields: tuple[FieldChange, ...]
    sections: tuple[SectionDifference, ...]

    @property
    def changed(self) -> tuple[SectionDifference, ...]:
        """The sections that are not the same."""
        return tuple(item for item in self.sections if item.kind != "same")

    @property
    def anchors(self) -> frozenset[str]:
        """Every anchor, of either version, whose section is not the same."""
        return frozenset(name for item in self.changed for name in (item.anchor, item.was) if name)

    @property
    def is_empty(self) -> bool:
        """Whether a reader would find nothing different."""
        return not self.changed and not self.fields and all(kind == "same" for kind, _ in (*self.title, *self.summary))

    def as_dict(self) -> dict[str, object]:
        """The difference as JSON: spans as pairs of what happened (`same`, `gone`, `new`) and the words."""
        return asdict(self)


def difference(before: Version | None, after: Version) -> Difference:
    """Compare two versions of a page; before: the older one, or None where the page is new.

    The effort is bounded whatever the texts hold: where it is used up, what differs is shown as gone and new as a whole.
    """
    effort = Effort()
    old = before.meta if before else None
    return Difference(
        page=after.page_id,
        before=before.stamp if before else "",
        after=after.stamp,
        title=compare(old.title if old else "", after.meta.title, effort),
        summary=compare(old.summary if old else "", after.meta.summary, effort),
        fields=tuple(_fields(old, after.meta)) if old else (),
        sections=tuple(_section(pair, before, after, effort) for pair in _pairs(before, after)),
    )


def _fields(before: FrontMatter, after: FrontMatter) -> Iterator[FieldChange]:
    for key, name in FIELDS:
        old, new = _values(before, key), _values(after, key)
        if old != new:
            yield FieldChange(key, name, old, new)


def _values(meta: FrontMatter, key: str) -> tuple[str, ...]:
    if key == "withdrawn":
        return (meta.withdrawn.date.isoformat(), meta.withdrawn.reason, meta.withdrawn.successor) if meta.withdrawn else ()
    value = getattr(meta, key)
    if isinstance(value, tuple):
        return tuple(str(item) for item in value)
    return (str(value),) if value else ()


@dataclass(frozen=True)
class _Pair:
    before: Section | None
    after: Section | None
    to: str = ""


def _pairs(before: Version | None, after: Version) -> list[_Pair]:
    """Sections of both versions in the order of the newer one; one that is there no more stands behind the one that it followed."""
    olds = {section.anchor: section for section in before.sections} if before else {}
    moved = {old: to for old, to in after.meta.moved.items() if old in olds}
    came_from = {to: old for old, to in reversed(moved.items()) if to not in olds}  # a section whose anchor stood before is that section
    pairs = []
    for section in after.sections:
        old = section.anchor if section.anchor in olds else came_from.get(section.anchor, "")
        pairs.append(_Pair(olds.get(old), section, section.anchor if old and old != section.anchor else ""))
    paired = {pair.before.anchor for pair in pairs if pair.before}
    previous = ""
    for anchor, section in olds.items():
        if anchor not in paired:
            at = next((number for number, pair in enumerate(pairs, start=1) if pair.before and pair.before.anchor == previous), 0)
            pairs.insert(at, _Pair(section, None, moved.get(anchor, "")))
        previous = anchor
    return pairs


def _section(pair: _Pair, before: Version | None, after: Version, effort: Effort) -> SectionDifference:
    old, new = pair.before, pair.after
    heading = compare(_heading(old, before), _heading(new, after), effort)
    spans = compare(old.text if old else "", new.text if new else "", effort)
    facts, facts_before = (new.facts if new else ()), (old.facts if old else ())
    worded = any(kind != "same" for kind, _ in (*heading, *spans))
    marks = bool(old and new and not worded and old.html != new.html)
    kind: Kind = "moved" if pair.to else "added" if old is None else "removed" if new is None else "changed"
    if kind == "changed" and not worded and not marks and set(facts) == set(facts_before):
        kind = "same"
    shown = new or old
    return SectionDifference(
        kind=kind,
        anchor=shown.anchor if shown else "",
        was=old.anchor if old else "",
        to=pair.to,
        title=shown.heading if shown else "",
        heading=heading,
        spans=spans,
        marks=marks,
        confirm=(_to_confirm(old), _to_confirm(new)),
        gained=tuple(name for name in facts if name not in facts_before),
        lost=tuple(name for name in facts_before if name not in facts),
    )


def _heading(section: Section | None, version: Version | None) -> str:
    """The heading, unless it is the question of an FAQ, which is its title."""
    return section.heading if section and version and section.heading != version.meta.title else ""


def _to_confirm(section: Section | None) -> int:
    return section.html.count('class="confirm-mark"') if section else 0
