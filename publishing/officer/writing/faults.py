"""What a check found, told at the fields of the form. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidance.issues import Issue
from publishing.officer.writing.draft import Composed

LABELS = {
    "title": "Title", "summary": "Summary", "change": "What changed", "significance": "How much it changes", "authority": "Whose wording",
    "source": "Address of your own page", "checked": "Checked", "next_check": "Next check", "rule_since": "The rule itself holds since",
    "professions": "Professions", "roles": "Roles", "topics": "Subjects", "countries": "Countries", "body": "Text", "date": "From which day",
    "slug": "Address of the page", "page": "Markdown", "evidence": "Facts", "parameters": "Numbers", "announce": "Announce",
}  # fmt: skip
"""The fields of the form, in the words that stand above them."""
_KEY = re.compile(r"The key `(\w+)` is missing|^`(\w+)")


@dataclass(frozen=True)
class Told:
    """One fault or warning. field: where it is mended, empty where that is elsewhere. where: the field, line or file in words."""

    field: str
    where: str
    message: str
    remedy: str


def told(issues: Iterable[Issue], places: dict[str, str], composed: Composed | None, sections: Sequence[tuple[str, str]] = ()) -> list[Told]:
    """Issues in their order. places: field or part of the publication -> the path under which its faults are told.

    composed: the markdown that the fields made; None where it came as a file. sections: anchor and words of each.
    """
    named = {path: part for part, path in places.items()}
    return [_told(issue, named.get(issue.path, ""), composed, dict(sections)) for issue in issues]


def _told(issue: Issue, part: str, composed: Composed | None, sections: dict[str, str]) -> Told:
    if part == "page" and composed:
        name, line = composed.at(issue.line)
        key = _KEY.search(issue.message)
        missing = key is not None and key[1] in LABELS
        name = next(group for group in key.groups() if group) if key and not line and (missing or not name) else name
        if name not in LABELS and not name.startswith(("evidence-", "moved-")):
            name = "body"
        where = LABELS.get(name) or _of_section(name, sections)
        if missing:
            return Told(name, where, "Nothing is filled in.", "Fill it in.")
        return Told(name, f"{where}, line {line}" if line else where, issue.message, issue.remedy)
    if part:
        return Told(part, f"{LABELS[part]}, line {issue.line}" if issue.line else LABELS[part], issue.message, issue.remedy)
    return Told("", f"{issue.path}, line {issue.line}" if issue.line else issue.path, issue.message, issue.remedy)


def _of_section(name: str, sections: dict[str, str]) -> str:
    kind, _, anchor = name.partition("-")
    if kind == "evidence":
        return f"Facts for “{sections.get(anchor, anchor)}”"
    return f"Where #{anchor} has gone"
