"""The address of an answer as somebody pastes it: from a print, a letter or the address bar, of whatever host. Pure; nothing is fetched."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from guidance import addresses
from guidance.library import Library
from rules import asked
from rules.asked import PAGE, Asked
from rules.schemes import Fact
from rules.table import Table

MOST = 4000
"""The longest address that is read."""
_ADDRESS = re.compile(r"/answer/([a-z0-9-]+)/([a-z0-9-]+)(?:\?([^#]*))?(?:#.*)?\Z", re.ASCII)
"""To the end of the text: what stands behind a role in another way may hold facts, and an answer without them would be another person's."""


class Unreadable(Exception):
    """An address that is none of an answer: why, for the reader, and what to do."""


@dataclass(frozen=True)
class Printed:
    """An answer as it was asked for when it was printed.

    asked: with its date under `on`. told: its facts, typed. day: the date printed. dropped: what the address tells that means nothing today.
    """

    asked: Asked
    told: Mapping[str, Fact]
    day: datetime.date
    dropped: tuple[str, ...]


def read(text: str, day: str, library: Library, tables: Mapping[str, Table], today: datetime.date) -> Printed:
    """What a pasted address says.

    text: the address, with or without a host, perhaps broken over lines. day: the date of the print, for an address that carries none.
    Raises Unreadable, with words for the reader, where it is no address of an answer, names nobody that we know, or has no date in the past.
    """
    found = _ADDRESS.search("".join(text.split())) if len(text) <= MOST else None
    if found is None:
        raise Unreadable("That is not the address of an answer. It has /answer/, a profession and a role in it, and stands at the head of the print.")
    profession, role, query = found[1], found[2], found[3] or ""
    if profession not in library.professions or role not in library.roles:
        raise Unreadable("The profession or the role in that address is not one of ours. Copy the address again, to its end.")
    table = tables[library.professions[profession].regulator]
    texts, dropped = _texts(query, table)
    texts["on"] = texts.get("on") or day
    if not texts["on"]:
        raise Unreadable("That address carries no date. Add the date on which the answer was given: it stands at the head of the print.")
    about, told, faults = asked.read(Asked(profession, role), texts, table, library.professions, today)
    try:
        printed = addresses.day(texts["on"])
    except ValueError as error:
        raise Unreadable(f"The date of the print: {error}") from None
    if printed > today:
        raise Unreadable("That date is still to come. Give the date on which the answer was printed.")
    return Printed(about, told, printed, (*dropped, *faults))


def _texts(query: str, table: Table) -> tuple[dict[str, str], list[str]]:
    """The parameters of an address by name, and a sentence about those that mean nothing today."""
    try:
        pairs = parse_qsl(query, max_num_fields=100)
    except ValueError:
        raise Unreadable("That address tells more than any answer of ours can hold. Copy it again from the print.") from None
    known = addresses.read(pairs, {*PAGE, *asked.askable(table)})
    strange, twice = (", ".join(f"“{addresses.shown(name)}”" for name in names[:5]) for names in (known.unknown, known.repeated))
    dropped = [f"It tells {strange}, which is not asked today."] if strange else []
    return dict(known.known), [*dropped, *([f"It tells {twice} more than once: we took the last."] if twice else [])]
