"""Stamps: how files and addresses name a dated version, 2027-01-01, or 2027-01-01.2 for the second of one day. Pure.

Everything that is dated by its name is read here: versions of pages, and the evidence and parameters that come with them.
"""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from guidance.model import FIRST_YEAR, LAST_YEAR, SLUG

_STAMP = r"\d{4}-\d{2}-\d{2}(?:\.(?:[2-9]|[1-9]\d))?"
_WHOLE = re.compile(_STAMP, re.ASCII)
_DATED_FILE = re.compile(rf"(?P<stamp>{_STAMP})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.toml", re.ASCII)
MOST_SLUG = 80
"""Characters of the longest slug."""


class Stamp(NamedTuple):
    """A day, and which of its versions is meant, from 1. Stamps are in order of time."""

    date: datetime.date
    revision: int = 1

    def __str__(self) -> str:
        return self.date.isoformat() + (f".{self.revision}" if self.revision > 1 else "")


def read_stamp(text: str) -> Stamp:
    """Read a stamp. Raises ValueError, with words for an editor, where it is written otherwise, is no day, or lies outside FIRST_YEAR to LAST_YEAR."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text[:MOST_SLUG]!r} is not a date such as 2027-01-01, or 2027-01-01.2 for a second version of one day")
    day, _, revision = text.partition(".")
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        raise ValueError(f"{day} is not a day of the calendar") from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise ValueError(f"{day} is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return Stamp(date, int(revision or 1))


def is_slug(text: str) -> bool:
    """Whether this is lower-case words of letters and digits with hyphens between them, of MOST_SLUG characters at most."""
    return len(text) <= MOST_SLUG and re.fullmatch(SLUG.removeprefix("^").removesuffix("$"), text) is not None


def read_dated_file(name: str) -> tuple[Stamp, str]:
    """Stamp and slug of a file that came with a version, such as 2027-01-01-fees.toml. Raises ValueError, with words for an editor."""
    found = _DATED_FILE.fullmatch(name)
    if found is None or not is_slug(found["slug"]):
        raise ValueError(f"{name[:MOST_SLUG]!r} is not named <date>-<slug>.toml, such as 2027-01-01-fees.toml")
    return read_stamp(found["stamp"]), found["slug"]
