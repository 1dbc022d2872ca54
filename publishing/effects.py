"""Consequences of a publication as values: what each is, in a sentence, with the address where it shows. Pure.

Everything that a publication touches has one shape, so that the command line, HTTP and the form tell it alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from guidance.model import Date

Kind = Literal["facts", "entries", "numbers", "outcomes", "answers", "cases", "faqs", "pages", "searches"]
TITLES: dict[Kind, str] = {
    "facts": "Facts of evidence",
    "entries": "Rows and other entries of the decision tables",
    "numbers": "Dated numbers",
    "outcomes": "General answers whose outcome changes",
    "answers": "General answers that rest on what changes",
    "cases": "Worked cases whose outcome changes",
    "faqs": "FAQs",
    "pages": "Other pages that link here",
    "searches": "Searches that lead here",
}
"""Every kind of consequence, in the order in which they are told, with its heading."""
MOST, MOST_LINKS = 50, 12
"""So many consequences of one kind, and links of one consequence, are listed; all of them are counted."""


@dataclass(frozen=True)
class Link:
    """An address of the site and its words."""

    words: str
    url: str


@dataclass(frozen=True)
class Effect:
    """One consequence.

    of: what is touched, by its id (`NMC-18`, `nmc/row/4b`, `faq/nmc-annual-fee`). words: one sentence. url: where readers see it, or empty.
    since: the first day on which it shows. before, after: what it was and will be, where both can be told. links: what it leads to;
    count: how many there are in all, where links are only the first of them.
    """

    of: str
    words: str
    url: str
    since: Date
    before: str = ""
    after: str = ""
    links: tuple[Link, ...] = ()
    count: int = 0

    def as_dict(self) -> dict[str, object]:
        """The consequence as JSON-ready keys and values."""
        return {**asdict(self), "since": self.since.isoformat(), "links": [asdict(link) for link in self.links]}


@dataclass(frozen=True)
class Group:
    """All consequences of one kind."""

    kind: Kind
    effects: tuple[Effect, ...]

    @property
    def title(self) -> str:
        """The heading of the kind."""
        return TITLES[self.kind]

    @property
    def count(self) -> int:
        """How many there are: of answers, all of all professions."""
        return sum(effect.count for effect in self.effects) if self.kind == "answers" else len(self.effects)

    @property
    def shown(self) -> tuple[Effect, ...]:
        """The first MOST of them."""
        return self.effects[:MOST]

    def as_dict(self) -> dict[str, object]:
        """The group as JSON-ready keys and values; `shown` may be fewer than `count`."""
        return {"title": self.title, "count": self.count, "shown": [effect.as_dict() for effect in self.shown]}


def listed(words: Iterable[str], most: int = 6) -> str:
    """Some words in a sentence: "a, b and c", or "a, b and 7 more" where there are more than `most`."""
    found = list(dict.fromkeys(words))
    if len(found) > most:
        found = [*found[: most - 1], f"{len(found) - most + 1} more"]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""
