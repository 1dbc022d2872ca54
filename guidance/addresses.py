"""Addresses that carry all state: which parameters are known, which are dropped, and what the clean address is.

Pure: it takes pairs and gives pairs, so that every package can hold its routes to one rule.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|web|igshid|_ga|ref_src|yclid|dclid|twclid|at_\w+")
"""Names that mail systems, social networks and SharePoint add to links; they say nothing to us."""


FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years of which an address may speak: no rule of ours is older, and arithmetic stays far from the ends of the calendar."""
SHOWN = 80
"""How many characters of what somebody sent are shown back."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Signs that count as letters, marks or symbols and show nothing (Unicode standard, Default_Ignorable_Code_Point, and the blank of Braille)."""
MOST_MARKS = 3
"""Marks above and below one letter; no living spelling needs more."""


@dataclass(frozen=True)
class Parameters:
    """What an address says.

    known: name -> value, empty ones left out. unknown: names that mean nothing here. repeated: known names that stand in it twice.
    dropped: whether tracking names stood in it.
    """

    known: dict[str, str]
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    dropped: bool = False

    def query(self) -> str:
        """The clean query string: known names, sorted."""
        return urlencode(sorted(self.known.items()))


def read(pairs: Iterable[tuple[str, str]], allowed: Collection[str]) -> Parameters:
    """Sort the parameters of an address. A name that stands twice keeps its last value and is told under `repeated`."""
    known: dict[str, str] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    dropped = False
    for name, value in pairs:
        if name in allowed:
            if name in known:
                repeated.append(name)
            if value.strip():
                known[name] = value.strip()
        elif TRACKING.fullmatch(name):
            dropped = True
        else:
            unknown.append(name)
    return Parameters(known, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(repeated)), dropped)


def day(text: str) -> datetime.date:
    """A date as addresses write it, 2026-12-31 and no other way.

    Raises ValueError, with words for the reader, where it is written otherwise, is not in the calendar, or lies outside FIRST_YEAR to LAST_YEAR.
    """
    try:
        found = datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError("That is not a date. Write it as 2026-12-31.")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"That year is out of range. Use a date between {FIRST_YEAR} and {LAST_YEAR}.")
    return found


def shown(text: str, most: int = SHOWN) -> str:
    """Text that somebody sent, fit to be shown back: `most` characters at most, and without what controls a screen or turns the direction of writing.

    Nor does it leave its place: no wide blank without a sign in it, and no pile of marks that covers the lines around it.
    """
    kept, marks = [], 0
    for sign in text[: 4 * most]:
        kind = unicodedata.category(sign)
        if sign.isspace() or sign in BLANK:
            kept.append(" ")
        elif kind[0] != "C":
            marks = marks + 1 if kind in ("Mn", "Me") else 0
            kept += [sign] if marks <= MOST_MARKS else []
    return " ".join("".join(kept).split())[:most]


def escaped(path: str) -> str:
    """A path as it was asked for, escaped so that it can stand in a link or a redirect."""
    return quote(path, safe="/")
