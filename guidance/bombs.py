"""Texts that are known to hang or swell the renderer, told in linear time before it sees them.

Each limit lies three times or more above what 200 kB of our own pages hold. What passes here and is slow all the same meets the limits of `guidance.bounded`.
"""

from __future__ import annotations

import re

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


def control(text: str) -> str:
    """What to say of the first control character in a text, or nothing."""
    found = characters.control(text)
    return f"The text holds the control character {found[1]}. Remove it." if found else ""


def refusal(markdown: str) -> str:
    """Why a text must not be rendered, and how to mend it; nothing where it may be."""
    try:
        size = len(markdown.encode("utf-8"))
    except UnicodeEncodeError:
        return "The text holds half a character (a lone surrogate). Save it as UTF-8."
    if size > SIZE_LIMIT:
        return f"The body is larger than {SIZE_LIMIT:,} bytes. Split it into several pages."
    if said := control(markdown):
        return said
    for what, depth, limit in (
        ("open `[` brackets", _depth(markdown, "[", "]"), 20),
        ("unclosed `<` signs", _depth(markdown, "<", ">"), 40),
        ("unclosed link addresses `](`", markdown.count("](") - markdown.count(")"), 20),
        *((what, max((len(run) for run in pattern.findall(markdown)), default=0), limit) for what, pattern, limit in _LONGEST),
    ):
        if depth > limit:
            return f"The text has {depth:,} {what}; {limit} is the limit. Close or remove them."
    for what, pattern, limit in _COUNTED:
        count = sum(1 for _ in pattern.finditer(markdown))
        if count > limit:
            return f"The text has {count:,} {what}; {limit:,} is the limit. Split it into several pages."
    return ""


def _depth(text: str, opening: str, closing: str) -> int:
    deepest = depth = 0
    for character in re.findall(f"[{re.escape(opening + closing)}]", text):
        depth = depth + 1 if character == opening else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
