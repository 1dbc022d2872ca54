"""The words in which people ask for a section that does not use them, kept as content in `content/search/asked.toml`.

Pages speak the regulators' language; people ask in slang, in other words for the same thing, or by what happened to them. These words are searched
like a text of the section, and are never shown. One word for another everywhere is a synonym instead. The file is read strictly.
"""

from __future__ import annotations

from collections.abc import Mapping

from guidance.issues import Issue, Severity
from guidance.library import Library, in_force
from guidance.model import Date
from guidance.registers import parse_toml

PATH = "search/asked.toml"
LONGEST = 300
"""Characters for one section: a few words that are its own, not a second text."""
Asked = Mapping[tuple[str, str], str]
"""From a section (page, anchor) to the words."""


def load_asked(data: bytes, path: str = PATH) -> tuple[dict[tuple[str, str], str], list[Issue]]:
    """Read the file: a table for each page, `collection/slug`, with a line for each section, `anchor = "words"`.

    Returns the words by section, and an issue for all that does not fit. Raises nothing.
    """
    table, found = parse_toml(path, data)
    issues = list(found)
    asked: dict[tuple[str, str], str] = {}
    for page, sections in table.items():
        if not isinstance(sections, dict):
            issues.append(_issue(path, data, page, "is not a table of sections.", 'Write `["collection/slug"]`, and `anchor = "words"` below it.'))
            continue
        for anchor, words in sections.items():
            if isinstance(words, str) and 0 < len(words.strip()) <= LONGEST:
                asked[page, anchor] = words.strip()
            else:
                issues.append(_issue(path, data, page, f"`{anchor}` is not 1 to {LONGEST} characters of words.", "Keep the words that set this section apart."))
    return asked, issues


def check_asked(asked: Asked, data: bytes, library: Library, on: Date, path: str = PATH) -> list[Issue]:
    """Warnings for words that are given for no section in force on a date. They refuse no release: a page that goes needs no edit here.

    Arguments: what `load_asked` read, and the bytes that it read it from; the library of the same content; the date.
    """
    issues = []
    for page, anchor in asked:
        held = library.pages.get(page)
        version = in_force(held, on) if held else None
        if version is None:
            issues.append(_issue(path, data, page, "no such page is in force.", "Name a page in force, or take the table away.", "warning"))
        elif version.section(anchor) is None:
            issues.append(_issue(path, data, page, f"there is no section `{anchor}`.", "Name an anchor of the version in force.", "warning"))
    return issues


def _issue(path: str, data: bytes, page: str, message: str, remedy: str, severity: Severity = "error") -> Issue:
    place = data.find(f'["{page}"]'.encode())
    return Issue(path, data.count(b"\n", 0, place) + 1 if place >= 0 else 1, f"{page}: {message}", remedy, severity=severity)
