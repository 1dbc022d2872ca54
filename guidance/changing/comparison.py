"""Two versions of a page, chosen from its history, with what differs in words for readers. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from guidance.dates import in_words
from guidance.diff import Difference, FieldChange, difference
from guidance.library import Library
from guidance.model import Date, Page
from guidance.pages import VersionLine, compare_url, history, predecessor, version_shown

OWNERS = {"summary": "our summary", "regulator": "the regulator’s own"}
"""What `authority` says, in words."""


@dataclass(frozen=True)
class FieldWords:
    """A key of the front matter that differs, in words. Either side may be empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """Two versions of a page. before: the older one, or None where the page has no version before `after`. notes: what each version since told of itself."""

    page: Page
    before: VersionLine | None
    after: VersionLine
    difference: Difference
    fields: tuple[FieldWords, ...]
    notes: tuple[VersionLine, ...]
    choices: tuple[VersionLine, ...]

    @property
    def url(self) -> str:
        """Its address, with both versions named."""
        return compare_url(self.before.version if self.before else None, self.after.version)

    def as_dict(self) -> dict[str, object]:
        """The comparison as JSON."""
        found = {key: value for key, value in self.difference.as_dict().items() if key not in ("page", "before", "after")}
        return {
            "page": self.page.id,
            "before": _line(self.before) if self.before else None,
            "after": _line(self.after),
            "url": self.url,
            "notes": [{**_line(item), "change": item.version.meta.change, "significance": item.version.meta.significance} for item in self.notes],
            "empty": self.difference.is_empty,
            **found,
        }


def _line(item: VersionLine) -> dict[str, object]:
    return {"version": item.version.stamp, "status": item.status.value, "in_force_from": item.version.date.isoformat(), "url": item.url}


def compare(library: Library, page: Page, on: Date, older: str = "", newer: str = "") -> Comparison:
    """Two versions of a page by their stamps, whichever way round they are named.

    Where `newer` is empty, it is the version that stands at the page's address on that date; where `older` is empty, the one that `newer` followed.
    Raises KeyError for a stamp that the page does not have.
    """
    lines = history(page, on)
    by_stamp = {line.version.stamp: line for line in lines}
    after = by_stamp[newer] if newer else by_stamp[version_shown(page, on).stamp]
    first = predecessor(page, after.version)
    before = by_stamp[older] if older else by_stamp[first.stamp] if first else None
    if before and lines.index(before) < lines.index(after):
        before, after = after, before
    found = difference(before.version if before else None, after.version)
    since = lines[lines.index(after) : lines.index(before) if before else None]
    fields = field_words(library, found)
    return Comparison(page, before, after, found, fields, tuple(since), tuple(lines))


def field_words(library: Library, found: Difference) -> tuple[FieldWords, ...]:
    """The keys of the front matter that differ, in words for readers."""
    return tuple(FieldWords(item.name, _said(library, item, item.before), _said(library, item, item.after)) for item in found.fields)


def _said(library: Library, field: FieldChange, values: tuple[str, ...]) -> str:
    """Values of the front matter as readers know them."""
    if field.key == "withdrawn" and values:
        return f"{_day(values[0])}. {values[1]}"
    if field.key in ("rule_since", "checked", "next_check"):
        return ", ".join(_day(value) for value in values)
    return ", ".join(_name(library, field.key, value) for value in values)


def _name(library: Library, key: str, value: str) -> str:
    if value == "any":
        return "all"
    match key:
        case "professions":
            held = library.professions.get(value) or library.signposts.get(value)
            return held.name if held else value
        case "roles":
            return library.roles[value].name if value in library.roles else value
        case "topics":
            return library.topics[value].name if value in library.topics else value
        case "regulators":
            return library.regulators[value].short if value in library.regulators else value
        case "countries":
            return value.replace("-", " ").title()
        case "authority":
            return OWNERS[value]
    return value


def _day(text: str) -> str:
    return in_words(datetime.date.fromisoformat(text))
