"""The address of a search: what it asks, and the addresses of the searches that are one step away.

It reads and writes addresses only; it must not search. What an address says twice or in another order comes out once, in one order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import cast

from guidance import addresses
from guidance.library import Library
from guidance.model import Date
from search.query import FACETS, Filters, Sort, State, parse
from search.results import COUNTRIES, KINDS

PAGE, FEED, TWIN = "/search", "/search/feed", "/api/v1/search"
MOST_CHOSEN = 20
"""How many values of one facet an address may choose."""
AT_HAND = 16
"""Texts whose `regulator:` is read once: a page of results asks for them at each of its hundred links."""
_SCOPE = re.compile(r'(?<!\S)regulator:(?:"[^"]*"|[^\s"]+)', re.IGNORECASE)
_SIGNS = re.compile(r'(?<!\S)-(?=["\w])|(?<!\S)(?:regulator|title):|"', re.IGNORECASE)


@dataclass(frozen=True)
class Strange:
    """A value that names nothing in its facet: left out of the search, and said."""

    facet: str
    value: str


@dataclass(frozen=True)
class Address:
    """A search as an address carries it.

    text: the words. chosen: ids by facet. strange: values that we do not know; no address made from this one carries them. on: the date as the address
    says it, or empty.
    """

    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strange: tuple[Strange, ...] = ()
    status: State = "current"
    sort: Sort = "relevance"
    page: int = 1
    on: str = ""

    def of(self, facet: str) -> tuple[str, ...]:
        """The ids to which a facet is narrowed. Regulators named by `regulator:` in the words count before those of the address: they were typed last."""
        return (scopes(self.text) if facet == "regulator" else ()) or self.chosen.get(facet, ())

    @property
    def filters(self) -> Filters:
        """The address's choices, for a query."""
        regulator, profession, role, topic, country, kind = (self.of(facet) for facet in FACETS)
        return Filters(regulator, profession, role, topic, country, kind, self.status)

    @property
    def is_narrowed(self) -> bool:
        """Whether any facet is narrowed, or other text asked for than what is in force."""
        return self.status != "current" or any(self.of(facet) for facet in FACETS)

    def parameters(self) -> dict[str, str]:
        """What the address says, in its one form: ids sorted, defaults left out."""
        told = {"q": self.text, **{facet: ",".join(sorted(self.chosen.get(facet, ()))) for facet in FACETS}, "on": self.on}
        told["status"] = "" if self.status == "current" else self.status
        told["sort"] = "" if self.sort == "relevance" else self.sort
        told["page"] = str(self.page) if self.page > 1 else ""
        return {name: value for name, value in told.items() if value}

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form of new words carries along: everything but the words and the page."""
        return sorted((name, value) for name, value in self.parameters().items() if name not in ("q", "page"))

    @property
    def url(self) -> str:
        """The address of the page of results."""
        return _join(PAGE, self)

    @property
    def feed(self) -> str:
        """The address of the feed, which has an order of its own and one page."""
        return _join(FEED, replace(self, page=1, sort="relevance"))

    @property
    def twin(self) -> str:
        """The address of the same results as JSON."""
        return _join(TWIN, self)

    def at(self, page: int) -> Address:
        """The same search at another page."""
        return replace(self, page=page)

    def by(self, sort: Sort) -> Address:
        """The same search in another order, from its first page."""
        return replace(self, sort=sort, page=1)

    def saying(self, text: str) -> Address:
        """Other words, narrowed alike."""
        return replace(self, text=text, page=1)

    def choosing(self, facet: str, value: str) -> Address:
        """One value more in a facet, or another status."""
        if facet == "status":
            return replace(self, status=cast(State, value), page=1)
        return self._with(facet, (*self.of(facet), value))

    def dropping(self, facet: str, value: str) -> Address:
        """One value less in a facet, out of the words too where it stands there; for the status, back to what is in force."""
        if facet == "status":
            return replace(self, status="current", page=1)
        return self._with(facet, tuple(item for item in self.of(facet) if item != value))

    def unfiltered(self) -> Address:
        """The same words, narrowed by nothing."""
        return replace(self, text=without_scopes(self.text), chosen={}, status="current", page=1)

    def plain(self) -> Address:
        """The same words without quotation marks, minus signs and prefixes."""
        return replace(self, text=" ".join(_SIGNS.sub(" ", self.text).split()), page=1)

    def _with(self, facet: str, ids: tuple[str, ...]) -> Address:
        text = without_scopes(self.text) if facet == "regulator" else self.text
        return replace(self, text=text, chosen={**self.chosen, facet: tuple(dict.fromkeys(ids))}, page=1)


def _join(path: str, asked: Address) -> str:
    query = addresses.Parameters(asked.parameters()).query()
    return f"{path}?{query}" if query else path


def read_address(told: Mapping[str, str], library: Library) -> Address:
    """Read the parameters of a search, whose `status` and `sort` are known to be ours.

    told: name to value, as `addresses.read` gives them. library: whose ids count. Returns an Address with what it knows; unknown values of a facet are told
    apart under `strange`, and a page that is no number is the first. Raises nothing.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    strange: list[Strange] = []
    for facet, ids in known_ids(library).items():
        parts = dict.fromkeys(addresses.shown(part) for part in told.get(facet, "").split(",") if part.strip())
        values = [(part, part.lower()) for part in list(parts)[:MOST_CHOSEN] if part]
        chosen[facet] = tuple(sorted({value for _, value in values if value in ids}))
        strange += [Strange(facet, part) for part, value in values if value not in ids]
    page = told.get("page", "")
    return Address(
        text=parse(told.get("q", ""), on=Date.min).text, chosen={facet: ids for facet, ids in chosen.items() if ids}, strange=tuple(strange),
        status=cast(State, told.get("status", "current")), sort=cast(Sort, told.get("sort", "relevance")),
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1, on=told.get("on", ""),
    )  # fmt: skip


def known_ids(library: Library) -> dict[str, Collection[str]]:
    """The ids that each facet knows."""
    found: tuple[Collection[str], ...] = (library.regulators, library.professions, library.roles, library.topics, COUNTRIES, KINDS)
    return dict(zip(FACETS, found, strict=True))


@lru_cache(maxsize=AT_HAND)
def scopes(text: str) -> tuple[str, ...]:
    """The regulators that `regulator:` names in the words."""
    return parse(text, on=Date.min).filters.regulator if ":" in text else ()


@lru_cache(maxsize=AT_HAND)
def without_scopes(text: str) -> str:
    """The words without `regulator:` where it narrows; inside quotation marks and before anything unknown it is text, and stays."""
    for match in reversed(list(_SCOPE.finditer(text))):
        left = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
        if _reading(left) == _reading(text):
            text = left
    return text


def _reading(text: str) -> tuple[object, ...]:
    query = parse(text, on=Date.min)
    return tuple(word.text for word in query.words), query.phrases, query.excluded, query.titled


def numbers_near(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: the first, the last, and those near; None where some are left out."""
    shown = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    found: list[int | None] = []
    for number in shown:
        if found and found[-1] is not None and number > found[-1] + 1:
            found.append(number - 1 if number == found[-1] + 2 else None)
        found.append(number)
    return found
