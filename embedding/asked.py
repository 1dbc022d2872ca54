"""What the address of an embed asks for, read kindly: a fault never leaves a frame blank. Pure.

A fault of selection (which questions) shows nothing but a message, since another selection could mislead. A fault of looks shows the answer all the same.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from guidance import addresses
from guidance.addresses import shown
from guidance.library import Library
from guidance.model import Country

PATH = "/embed/v1"
"""Where frames stand: the one prefix that an allow-list needs. It never changes for this version of the contract."""
Theme = Literal["light", "dark", "auto", "plain"]
THEMES: tuple[Theme, ...] = get_args(Theme)
"""light and dark: our colours. auto: what the reader's own device prefers. plain: the browser's own look."""
LEVELS = (2, 3, 4, 5, 6)
"""Levels of the first heading: the host's page has its own above it."""
LEAST, USUAL, MOST = 1, 10, 20
"""Questions of a list: the fewest and the most that `max` may ask for, and how many are shown without it."""
MOST_NOTE = 200
"""Characters of the owner's line."""
LONGEST_ID = 81
"""Characters of an id that are read: one more than any id of ours has, so that what is longer stays unknown and fills no frame."""
FILTERS = ("regulator", "profession", "role", "country", "topic")
LOOKS = ("theme", "level", "note")
SEPARATOR = ","
FEED = "/changes.atom"
"""What follows the path of an embed in the address of its feed."""


@dataclass(frozen=True)
class Looks:
    """How an embed is shown: theme, level of its first heading (2 to 6), and one line of the owner's own, plain text."""

    theme: Theme = "light"
    level: int = 2
    note: str = ""

    def parameters(self) -> dict[str, str]:
        """As the address says it: what is as usual is left out."""
        said = {"theme": self.theme, "level": str(self.level), "note": self.note}
        usual = {"theme": "light", "level": "2", "note": ""}
        return {name: value for name, value in said.items() if value != usual[name]}


@dataclass(frozen=True)
class Embed:
    """One embed. It shows either `answer` (profession and role, ids), or the questions `ids` in that order, or those that `filters` leave (id by name).

    single: whether it is the address of one question. most: how many questions of a list are shown, LEAST to MOST.
    """

    answer: tuple[str, str] | None = None
    ids: tuple[str, ...] = ()
    single: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)
    most: int = USUAL
    looks: Looks = field(default_factory=Looks)

    @property
    def path(self) -> str:
        """Its path, without parameters."""
        if self.answer:
            return f"{PATH}/answer/{quote(self.answer[0], safe='')}/{quote(self.answer[1], safe='')}"
        return f"{PATH}/faq/{quote(self.ids[0], safe='')}" if self.single else f"{PATH}/faqs"

    def address(self, suffix: str = "") -> str:
        """The one address of this embed: parameters sorted, what is as usual left out. suffix: what follows the path."""
        said = {**self.filters, **self.looks.parameters()}
        if self.ids and not self.single:
            said["ids"] = SEPARATOR.join(self.ids)
        elif not self.ids and not self.answer and self.most != USUAL:
            said["max"] = str(self.most)
        query = urlencode(sorted(said.items()), safe=SEPARATOR, quote_via=quote)
        return f"{self.path}{suffix}{f'?{query}' if query else ''}"

    @property
    def bare(self) -> Embed:
        """The same without a wish how it looks, on which nothing hangs that it says."""
        return replace(self, looks=Looks())

    @property
    def feed(self) -> str:
        """The one address of the feed of what changes it, however it looks."""
        return self.bare.address(FEED)


@dataclass(frozen=True)
class Asked:
    """An embed as an address asks for it. faults: what is wrong with it, in sentences for an owner. nothing: whether the faults leave nothing to be shown."""

    embed: Embed
    faults: tuple[str, ...] = ()
    nothing: bool = False


def question(slug: str, pairs: Iterable[tuple[str, str]]) -> Asked:
    """What the address of one question asks for. slug: from its path. pairs: its parameters."""
    told = addresses.read(pairs, LOOKS)
    looks, faults = _looks(told.known)
    return Asked(Embed(ids=(slug,), single=True, looks=looks), (*strange(told), *faults))


def answer(profession: str, role: str, pairs: Iterable[tuple[str, str]]) -> Asked:
    """What the address of an answer asks for. Facts of a person mean nothing here: what many readers see is the general answer."""
    told = addresses.read(pairs, LOOKS)
    looks, faults = _looks(told.known)
    return Asked(Embed(answer=(profession, role), looks=looks), (*strange(told), *faults))


def questions(pairs: Iterable[tuple[str, str]], library: Library) -> Asked:
    """What the address of a list asks for: chosen questions, or those that filters leave."""
    told = addresses.read(pairs, ("ids", "max", *FILTERS, *LOOKS))
    looks, faults = _looks(told.known)
    most, fault = _most(told.known.get("max", ""))
    faults = [*strange(told), *faults, *([fault] if fault else [])]
    ids = tuple(dict.fromkeys(name.strip()[:LONGEST_ID] for name in told.known.get("ids", "").split(SEPARATOR) if name.strip()))
    filters = {name: told.known[name] for name in FILTERS if name in told.known}
    if ids:
        if filters or "max" in told.known:
            faults.append("Where questions are chosen by their ids, filters and max do nothing.")
        if len(ids) > MOST:
            faults.append(f"More than {MOST} questions are named; the first {MOST} are shown.")
        return Asked(Embed(ids=ids[:MOST], looks=looks), tuple(faults))
    unknown = [f"“{shown(value)}” is not a {name} of ours." for name, value in filters.items() if value not in _known(library)[name]]
    return Asked(Embed(filters=filters, most=most, looks=looks), (*unknown, *faults), nothing=bool(unknown))


def _known(library: Library) -> dict[str, Container[str]]:
    deciding = [name for name, item in library.regulators.items() if item.decides]
    lists: dict[str, Container[str]] = {"regulator": deciding, "profession": library.professions, "role": library.roles, "topic": library.topics}
    return {**lists, "country": get_args(Country)}


def strange(told: addresses.Parameters) -> list[str]:
    """What is wrong with the names of parameters, in sentences for an owner. A name that stands twice is one of ours."""
    return [f"“{shown(name)}” means nothing here." for name in told.unknown[:3]] + [f"“{name}” stands twice." for name in told.repeated]


def _looks(told: Mapping[str, str]) -> tuple[Looks, list[str]]:
    faults: list[str] = []
    theme = next((name for name in THEMES if name == told.get("theme", "light")), None)
    if theme is None:
        faults.append(f"“{shown(told['theme'])}” is no theme: use {', '.join(THEMES[:-1])} or {THEMES[-1]}.")
    level = next((number for number in LEVELS if str(number) == told.get("level", "2")), None)
    if level is None:
        faults.append(f"“{shown(told['level'])}” is no level of a heading: use {LEVELS[0]} to {LEVELS[-1]}.")
    note = told.get("note", "")
    if len(note) > MOST_NOTE:  # half a line could say the opposite
        faults.append(f"The note is longer than {MOST_NOTE} characters, so it is not shown.")
        note = ""
    note = shown(note, MOST_NOTE)
    return Looks(theme or "light", level or 2, note), faults


def _most(text: str) -> tuple[int, str]:
    if not text:
        return USUAL, ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not LEAST <= number <= MOST:
        return USUAL, f"“{shown(text)}” is no number of questions: use {LEAST} to {MOST}."
    return number, ""
