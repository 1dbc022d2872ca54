"""Addresses that carry all state: which parameters are known, which are dropped, and what the clean address is.

Pure: it takes pairs and gives pairs, so that every package can hold its routes to one rule.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|web|igshid|_ga|ref_src|yclid|dclid|twclid|at_\w+")
"""Names that mail systems, social networks and SharePoint add to links; they say nothing to us."""


@dataclass(frozen=True)
class Parameters:
    """What an address says.

    known: name -> value, empty ones left out. unknown: names that mean nothing here. dropped: whether tracking names stood in it.
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
    return Parameters(known, tuple(dict.fromkeys(unknown)), tuple(repeated), dropped)
