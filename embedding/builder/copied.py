"""An embed as a copy in plain HTML, for pages that can hold neither a frame nor a script: what is left of an answer's markup. Pure."""

from __future__ import annotations

import re

_TAG = re.compile(r'<[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)*\s*/?>')
"""A tag as rendering writes it."""
_DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
"""A sign beside words that say the same; without our style it would be as wide as the page."""
_OURS = re.compile(r'\s+(?:class|id)="[^"]*"')


def bare(html: str) -> str:
    """Safe HTML without classes, ids and drawn signs, and without empty lines.

    On another site a class would mean something else, an id might stand there already, and some editors make a paragraph of every empty line.
    Square brackets are written as references: WordPress runs what stands in them.
    """
    whole = _TAG.sub(lambda tag: _OURS.sub("", tag[0]), _DRAWN.sub("", html)).replace("[", "&#91;")
    return "\n".join(line.strip() for line in whole.splitlines() if line.strip())
