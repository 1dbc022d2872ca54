"""Characters that no content may hold: they move a terminal's cursor, turn the direction of text, or are no characters at all. Pure."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def control(text: str) -> tuple[int, str] | None:
    """Place and name (such as U+202E) of the first such character of a text, or None. Tabs and line feeds are none."""
    found = _CONTROL.search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None
