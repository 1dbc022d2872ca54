"""Texts that are known to hang or swell the renderer, told in linear time before it sees them.

Each limit lies three times or more above what 200 kB of our own pages hold. What passes here and is slow all the same meets the limits of `guidance.bounded`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from guidance import characters

SIZE_LIMIT = 200_000
"""Bytes of markdown that one body may have."""

_COUNTED = tuple(
    (what, re.compile(pattern), limit)
    for what, pattern, limit in (
        ("lines", r"\n", 10_000),
        ("paragraphs", r"\n[ \t]*\n", 4_000),
        ("list items", r"(?m)^[ \t]*(?:[-+*]|\d+\.)[ \t]", 2_000),
        ("headings", r"(?m)^ {0,3}(?:#|=+ *$|-+ *$)", 1_000),
        ("lines with a `|`", r"(?m)^[^|\n]*\|", 2_000),
        ("`|` signs", r"\|", 6_000),
        ("lines that begin a definition", r"(?m)^ {0,3}:", 400),
        ("abbreviations", r"(?m)^ {0,3}\*\[", 400),
        ("`<` signs", "<", 2_000),
        ("`[` brackets", r"\[", 3_000),
        ("`(` brackets", r"\(", 6_000),
        ("backticks", "`", 1_000),
        ("`*` or `_` marks", "[*_]", 4_000),
        ("`&` signs", "&", 3_000),
        ("backslashes", r"\\", 3_000),
        ("`=` signs after a word", r"\w=", 2_000),
        ("double quotes", '"', 8_000),
        ("lines that end in two spaces", r"(?m)[ ]{2}$", 3_000),
    )
)
_LONGEST = tuple(
    (what, re.compile(pattern), limit)
    for what, pattern, limit in (
        ("`>` quote marks on a line", r"(?m)^(?:[ ]{0,3}>)+", 16),
        ("`*` or `_` marks in a row", r"[*_]+", 200),
        ("marks of a rule on a line", r"(?m)^ {0,3}(?:[-*_] ?){20,}", 200),
        ("spaces of indentation", r"(?m)^[ \t]+(?=\S)", 60),
    )
)


class Refusal(NamedTuple):
    """Why a text must not be rendered and how to mend it; at: at which character, or None where no single place is to blame."""

    said: str
    at: int | None = None


def control(text: str) -> Refusal | None:
    """The first control character of a text, or None."""
    found = characters.control(text)
    return Refusal(f"The text holds the control character {found[1]}. Remove it.", found[0]) if found else None


def refusal(markdown: str) -> Refusal | None:
    """Why a text must not be rendered, or None where it may be."""
    try:
        size = len(markdown.encode("utf-8"))
    except UnicodeEncodeError as error:
        return Refusal("The text holds half a character (a lone surrogate). Save it as UTF-8.", error.start)
    if size > SIZE_LIMIT:
        return Refusal(f"The body is larger than {SIZE_LIMIT:,} bytes. Split it into several pages.")
    return control(markdown) or _too_deep(markdown) or _too_many(markdown)


def _too_deep(text: str) -> Refusal | None:
    unclosed = text.count("](") - text.count(")")
    depths = [
        ("open `[` brackets", *_depth(text, "[", "]"), 20),
        ("unclosed `<` signs", *_depth(text, "<", ">"), 40),
        ("unclosed link addresses `](`", unclosed, text.find("]("), 20),
        *((what, *_longest(text, pattern), limit) for what, pattern, limit in _LONGEST),
    ]
    for what, depth, at, limit in depths:
        if depth > limit:
            return Refusal(f"The text has {depth:,} {what}; {limit} is the limit. Close or remove them.", at)
    return None


def _too_many(text: str) -> Refusal | None:
    for what, pattern, limit in _COUNTED:
        places = [found.start() for found in pattern.finditer(text)]
        if len(places) > limit:
            return Refusal(f"The text has {len(places):,} {what}; {limit:,} is the limit. Split it into several pages.", places[limit])
    return None


def _longest(text: str, pattern: re.Pattern[str]) -> tuple[int, int]:
    """Length and place of the longest run that fits a pattern."""
    return max(((len(run.group()), run.start()) for run in pattern.finditer(text)), key=lambda run: run[0], default=(0, 0))


def _depth(text: str, opening: str, closing: str) -> tuple[int, int]:
    """How deep brackets stand within each other, and where it is deepest."""
    deepest = depth = at = 0
    for sign in re.finditer(f"[{re.escape(opening + closing)}]", text):
        depth = depth + 1 if sign.group() == opening else max(0, depth - 1)
        if depth > deepest:
            deepest, at = depth, sign.start()
    return deepest, at
