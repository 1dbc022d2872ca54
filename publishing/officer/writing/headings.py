"""Headings of a text that somebody typed or pasted: each becomes a section with a permanent anchor. Pure.

Anchors that stand in the text stay. A heading that the page had before gets its anchor back, and another one gets an anchor made from its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import count

from guidance.stamps import MOST_SLUG

_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*")
_MARK = re.compile(r"(?P<words>.*?)[ \t]*\{:?[ \t]*#(?P<anchor>[a-z0-9-]+)[^}]*\}")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*")
_BULLET = re.compile(r"(?m)^[ \t]*[•·▪◦‣][ \t]*")
LONGEST = 80
"""Characters of the longest line that is taken for a heading in text without any marks."""


def sections(body: str) -> list[tuple[str, str]]:
    """Anchor and words of each section, in order. An anchor is empty where the heading has none."""
    found = []
    for _, line in _headings(body.split("\n"), 2):
        named = _MARK.fullmatch(line)
        found.append((named["anchor"], named["words"]) if named else ("", line))
    return found


def anchored(body: str, known: Mapping[str, str]) -> str:
    """A body in which every heading of a section has an anchor.

    known: the words of headings that the page has had -> their anchors. Text without any heading, as it comes from a word processor, is read first:
    a short line that stands alone and does not end a sentence is taken for a heading, and bullets become lists.
    """
    lines = _plain(body) if not any(_HEADING.fullmatch(line) for line in body.split("\n")) else body.split("\n")
    top = min((len(found["level"]) for line in lines if (found := _HEADING.fullmatch(line))), default=2)
    if top == 1:
        for at, words in _headings(lines, 1):
            lines[at] = f"## {words}"
    before = {words.casefold(): anchor for words, anchor in known.items()}
    used = {named["anchor"] for _, line in _headings(lines, 2) if (named := _MARK.fullmatch(line))}
    for at, words in _headings(lines, 2):
        if not _MARK.fullmatch(words):
            kept = before.get(words.casefold(), "")
            anchor = kept if kept and kept not in used else _fresh(words, {*used, *before.values()})
            used.add(anchor)
            lines[at] = f"## {words} {{#{anchor}}}"
    return "\n".join(lines)


def slug(words: str) -> str:
    """Lower-case words and hyphens from any words; `section` where no letter is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MOST_SLUG - 4].rstrip("-") or "section"


def _fresh(words: str, used: set[str]) -> str:
    name = slug(words)
    return next(tried for number in count(1) if (tried := name if number == 1 else f"{name}-{number}") not in used)


def _headings(lines: list[str], level: int) -> Iterator[tuple[int, str]]:
    """Index and words of each heading of a level, outside of code."""
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.fullmatch(line)
        if found and len(found["level"]) == level:
            yield at, found["words"]


def _plain(body: str) -> list[str]:
    """The lines of a text without marks, with its headings marked. A line of `=` or `-` under a heading is taken away."""
    lines = _BULLET.sub("- ", body).split("\n")
    made: list[str] = []
    for at, line in enumerate(lines):
        before, after = (made[-1] if made else ""), (lines[at + 1] if at + 1 < len(lines) else "")
        if before.startswith("## ") and _UNDERLINE.fullmatch(line):
            continue
        alone = not before.strip() and (not after.strip() or _UNDERLINE.fullmatch(after) is not None)
        made.append(f"## {line.strip()}" if alone and _is_heading(line.strip()) else line)
    return made


def _is_heading(line: str) -> bool:
    return 1 < len(line) <= LONGEST and line[0].isalpha() and line[0].isupper() and line[-1] not in ".:;,!" and "|" not in line
