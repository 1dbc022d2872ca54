"""The prose of a markdown body: its sentences as readers see them, each with its place in the file. Pure.

Markup is blotted out rather than removed, so that every character keeps its place. It reads what docs/content.md allows and needs no renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOT = "\0"
_INLINE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\{(?::[ \t]?|[ \t]*[.#])[^}\n]{0,300}\}",  # an attribute list
        r"(?m)^[ \t]*\*\[[^\]\n]*\]:.*$",  # the definition of an abbreviation
        r"(?m)^[ ]{0,3}\[[^\]\n]+\]:.*$",  # the definition of a link
        r"\]\([^)\n]{0,2000}\)",  # the address of a link
        r"!?\[",
        r"</?[A-Za-z][^>\n]{0,1000}>",
        r"\*+|`+|(?<!\w)_+|_+(?!\w)",
        r"(?m)^[ \t]*(?:[-+*]|\d+\.|>|:)[ \t]+",  # the sign before a list item, a quotation or a definition
    )
)
_RULED = re.compile(r"(?m)^[ \t|:-]+$")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d+\.|>|:)[ \t]+")
_END = re.compile(r"[.?!:][\"'”’)]*(?=[\s\0]|$)")
_NOT_AN_END = re.compile(r"\b(?:e\.g|i\.e|etc|vs|para|pp?|[A-Z]\.[A-Z])\.$")
_REST = re.compile(r"[\s\0]*")
WORD = re.compile(r"[^\W_]+(?:[-'’.,/&][^\W_]+)*")


@dataclass(frozen=True)
class Sentence:
    """One sentence. text: as it is read. at: where it begins in the body. places: the place in the body of every character of the text."""

    text: str
    at: int
    places: tuple[int, ...]
    heading: bool = False

    @property
    def words(self) -> list[str]:
        """Its words: numbers are words, and what stands between hyphens or strokes is one."""
        return WORD.findall(self.text)


def sentences(body: str) -> Iterator[Sentence]:
    """The sentences of a body in order. A list item, a table cell, a heading and what leads into a list with a colon each stand alone."""
    text = blotted(body)
    for start, end, heading in _blocks(body, text):
        begin = start
        for stop in _stops(text, start, end):
            if found := _sentence(text, begin, stop, heading):
                yield found
            begin = stop


def blotted(body: str) -> str:
    """A body of the same length in which nothing is left but what is read."""
    text = body
    for pattern in _INLINE:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", _BLOT, found.group()), text)
    return text


def _blocks(body: str, text: str) -> Iterator[tuple[int, int, bool]]:
    """Beginning and end of everything that stands by itself, and whether it is a heading."""
    begin = at = 0
    for line in body.splitlines(keepends=True):
        shown = text[at : at + len(line)]
        table = line.count("|") > 1 or line.lstrip().startswith("|")
        if not shown.strip(_BLOT + " \t\n") or _ITEM.match(line) or _HEADING.match(line) or table:
            yield begin, at, False
            begin = at
        if _HEADING.match(line):
            yield at + line.index(" "), at + len(line), True
            begin = at + len(line)
        elif table:
            if not _RULED.match(line):
                yield from _cells(line, at)
            begin = at + len(line)
        at += len(line)
    yield begin, at, False


def _cells(line: str, at: int) -> Iterator[tuple[int, int, bool]]:
    for cell in re.finditer(r"[^|\n]+", line):
        yield at + cell.start(), at + cell.end(), False


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end. A colon ends one only where nothing follows in its block."""
    for found in _END.finditer(text, start, end):
        if found.group()[0] == ":":
            ends = _REST.fullmatch(text, found.end(), end) is not None
        else:
            ends = found.group()[0] != "." or _NOT_AN_END.search(text[max(start, found.start() - 6) : found.start() + 1]) is None
        if ends:
            yield found.end()
    yield end


def _sentence(text: str, start: int, end: int, heading: bool) -> Sentence | None:
    places = [at for at in range(start, end) if text[at] != _BLOT]
    shown = "".join(" " if text[at] in "\n\t" else text[at] for at in places)
    left = len(shown) - len(shown.lstrip())
    shown = shown.strip()
    return Sentence(shown, places[left], tuple(places[left : left + len(shown)]), heading) if WORD.search(shown) else None
