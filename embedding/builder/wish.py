"""What an owner has chosen on the builder's form so far, and the embed that follows from it. Pure.

The form is read as kindly as an embed is: what cannot be meant is told, and the rest is kept.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from embedding import asked
from embedding.asked import FILTERS, LOOKS, SEPARATOR, Asked, Embed, strange
from embedding.finding import question_version
from guidance import addresses
from guidance.addresses import shown
from guidance.library import Library
from guidance.model import Date, Version

Way = Literal["list", "questions", "answer"]
WAYS: tuple[Way, ...] = get_args(Way)
"""What an embed can be made of: questions that filters leave, questions chosen one by one, or the rules' answer. The first needs no choice at all."""
FIELDS: Mapping[Way, tuple[str, ...]] = {"list": (*FILTERS, "max"), "questions": ("ids", "find"), "answer": ("profession", "role")}
"""The names that the form of each way asks for, beside how the embed looks."""
BUILDER = "/embed"
"""Where the form stands."""


@dataclass(frozen=True)
class Wish:
    """What has been chosen.

    told: what stands in the form's fields, by name. embed: what follows from it, None while too little is chosen. faults: what could not be meant, in
    sentences for an owner.
    """

    way: Way
    told: Mapping[str, str]
    embed: Embed | None
    faults: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen questions, in their order."""
        return self.embed.ids if self.embed else ()

    def other(self, way: Way) -> str:
        """The address at which the same looks, and what else can be kept, stand in the form of another way."""
        kept = {name: value for name, value in self.told.items() if name in (*FIELDS[way], *LOOKS)}
        return f"{BUILDER}?{addresses.Parameters({'show': way, **kept}).query()}"


def read(pairs: Iterable[tuple[str, str]], library: Library, on: Date) -> Wish:
    """What the builder's address says, on a date. `ids` may stand in it once for each box that is ticked."""
    pairs = list(pairs)
    ticked = [name for key, value in pairs if key == "ids" for name in value.split(SEPARATOR)]
    told = addresses.read([*((key, value) for key, value in pairs if key != "ids"), ("ids", SEPARATOR.join(ticked))], (*_every_name(), "show"))
    way = next((each for each in WAYS if each == told.known.get("show")), "questions" if "ids" in told.known else WAYS[0])
    faults = strange(told)
    if told.known.get("show", way) != way:
        faults.append(f"“{shown(told.known['show'])}” is no kind of embed: use {', '.join(WAYS[:-1])} or {WAYS[-1]}.")
    values = {name: value for name, value in told.known.items() if name in (*FIELDS[way], *LOOKS)}
    found, more = _embed(way, values, library, on)
    embed = found.embed if found and not found.nothing else None
    return Wish(way, values, embed, (*faults, *more, *(found.faults if found else ())))


def _every_name() -> set[str]:
    return {name for names in FIELDS.values() for name in names} | set(LOOKS)


def _embed(way: Way, told: Mapping[str, str], library: Library, on: Date) -> tuple[Asked | None, list[str]]:
    looks = [(name, told[name]) for name in LOOKS if name in told]
    if way == "list":
        return asked.questions([*looks, *((name, told[name]) for name in FIELDS["list"] if name in told)], library), []
    if way == "answer":
        return _answer(told, looks, library)
    names = [name.strip() for name in told.get("ids", "").split(SEPARATOR) if name.strip()]
    known = {name: version for name in names if (version := question_version(name, library, on))}
    faults = [f"“{shown(name)}” is no question of ours." for name in names if name not in known][:3]
    slugs = list(dict.fromkeys(version.slug for version in known.values()))
    if not slugs:
        return None, faults
    if len(slugs) == 1:
        return asked.question(slugs[0], looks), faults
    return asked.questions([("ids", SEPARATOR.join(slugs)), *looks], library), faults


def _answer(told: Mapping[str, str], looks: list[tuple[str, str]], library: Library) -> tuple[Asked | None, list[str]]:
    profession, role = told.get("profession", ""), told.get("role", "")
    lists: dict[str, Container[str]] = {"profession": library.professions, "role": library.roles}
    faults = [f"“{shown(told[name])}” is not a {name} of ours." for name, known in lists.items() if name in told and told[name] not in known]
    return (asked.answer(profession, role, looks) if profession and role and not faults else None), faults


def groups(wish: Wish, library: Library, on: Date) -> list[tuple[str, str, list[Version]]]:
    """Every question that is not chosen yet, by regulator: id and name of each group, and its questions."""
    rest = [item for item in library.faqs(on) if item.slug not in wish.chosen]
    found = [(item.id, item.short, [each for each in rest if each.meta.regulators == (item.id,)]) for item in library.corpus.regulators]
    found.append(("several", "More than one regulator", [each for each in rest if len(each.meta.regulators) > 1]))
    return [group for group in found if group[2]]


def fits(version: Version, find: str) -> bool:
    """Whether the title of a question holds every word that is looked for, in whatever case: what a reader sees is what is looked in."""
    title = version.meta.title.casefold()
    return all(word in title for word in find.casefold().split())
