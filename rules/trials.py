"""Trying out what a person could say besides: for each answer, the walk that it would lead to. Nothing is told twice, nothing is kept. Pure.

An answer changes its own dimension and the derived facts that read it; which they are is seen by watching them at work.
Boxes of one kind meet the same fates (`engine.kind`), so that few of them are walked.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from rules import bands, engine, facts
from rules.bands import Stretch
from rules.engine import Walk
from rules.facts import Person, Working
from rules.model import Input
from rules.schemes import SCHEMES, Fact
from rules.space import Box
from rules.table import Table

Held = TypeVar("Held")
Same = Callable[[Box], Hashable]
Masks = Callable[[float], tuple[int, ...]]
SETTLED = ("profession", "role")
"""Inputs that the address settles: they are never asked."""


@dataclass(frozen=True)
class Try:
    """One thing that the person could say: its value as an address has it, its words, and the box that it would make. `held`: whether it holds now."""

    value: str
    words: str
    box: Box
    held: bool = False


class _Watched(Mapping[str, Held]):
    """Facts or parameters that remember which of them were asked for."""

    def __init__(self, held: Mapping[str, Held]) -> None:
        self.held = held
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Held:
        self.asked.add(name)
        return self.held[name]

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return name in self.held

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a scheme asks for facts and parameters by name, so that we can tell which it reads")

    def __len__(self) -> int:
        return len(self.held)


class Trials:
    """A person on a date, and what each other answer would make of them."""

    def __init__(self, table: Table, person: Person, on: datetime.date) -> None:
        self.table, self.person, self.on = table, person, on
        self._parameters = table.values_at(on)
        self._walks: dict[Hashable, Walk] = {}
        self._looked: dict[str, tuple[Masks, list[Stretch]]] = {}
        self.here = self.walk(person.box)

    def walk(self, box: Box) -> Walk:
        """Where a box leads: the fates are exact; the regions may be those of another box of its kind."""
        kind = engine.kind(self.table, box, self.on)
        if kind not in self._walks:
            self._walks[kind] = engine.walk(self.table, box, self.on)
        return self._walks[kind]

    @cached_property
    def _asked(self) -> list[tuple[Working, set[str]]]:
        """The derived facts, each with the inputs that it asked for. Where an input was not asked for, its answer makes no difference."""
        asked = []
        for working in facts.workings(self.table, self.on):
            watched: _Watched[Fact] = _Watched(self.person.taken)
            working.band(watched, self._parameters, self.on)
            asked.append((working, watched.asked))
        return asked

    @cached_property
    def _readers(self) -> Mapping[str, list[Working]]:
        found: dict[str, list[Working]] = {}
        for working, names in self._asked:
            for name in names:
                found.setdefault(name, []).append(working)
        return found

    def bears_on(self, item: Input) -> list[int]:
        """The places of all dimensions on which an answer to this input bears: its own, and those of the derived facts that ask for it."""
        asking = [working.place for working in self._readers.get(item.id, ())]
        return [self.table.space.index[item.id], *asking] if item.kind == "choice" else asking

    def open(self, places: Iterable[int]) -> Box:
        """The person's box with these dimensions left open."""
        masks = list(self.person.box)
        for place in places:
            masks[place] = self.table.space.dimensions[place].full
        return tuple(masks)

    def tries(self, item: Input, same: Same = lambda box: box) -> list[Try]:
        """Everything that could be said to an input: each value of a list; of numbers and dates, each stretch over which `same` stays the same."""
        if item.kind != "choice":
            return list(self._bands(item, same)) if item.id in self._readers else []
        place, held = self.table.space.index[item.id], self.person.taken.get(item.id)
        bits, worked = self.table.space.dimensions[place].bits, self._worked(item)
        return [Try(value.id, value.words, self._box(item, (bits[value.id], *worked(value.id))), value.id == held) for value in item.values]

    def _worked(self, item: Input) -> Callable[[Fact], tuple[int, ...]]:
        """How the derived facts that ask for an input come out when it is told, as masks."""
        taken, workings = dict(self.person.taken), self._readers.get(item.id, [])

        def work(value: Fact) -> tuple[int, ...]:
            taken[item.id] = value
            return tuple([working.band(taken, self._parameters, self.on)[0] for working in workings])

        return work

    def _box(self, item: Input, masks: Iterable[int]) -> Box:
        box = list(self.person.box)
        for place, mask in zip(self.bears_on(item), masks, strict=True):
            box[place] = mask
        return tuple(box)

    def _bands(self, item: Input, same: Same) -> Iterator[Try]:
        masks, stretches = self._parted(item)

        def kind(number: float) -> Hashable:
            return same(self._box(item, masks(number)))

        found = bands.joined(stretches, kind)
        if item.kind == "number":
            found = bands.with_fractions(found, kind)
        fact = self.person.told.get(item.id)
        told = None if fact is None else fact.toordinal() if isinstance(fact, datetime.date) else float(fact)
        usual = None if len(found) > 1 else float(self.on.toordinal()) if item.kind == "date" else max(item.least, 1.0)
        for place, stretch in enumerate(found):
            value = bands.nearest(found, place, usual if told is None else told)
            words = bands.in_days(found, place, self.on) if item.kind == "date" else bands.in_figures(item, found, place)
            held = told is not None and stretch.first <= told < stretch.last + 1
            yield Try(str(_said(item, value)), words, self._box(item, masks(value)), held)

    def _parted(self, item: Input) -> tuple[Masks, list[Stretch]]:
        """How a number or date makes the derived facts come out, and the stretches over which they stay the same; looked for once."""
        if item.id not in self._looked:
            worked, known = self._worked(item), dict[float, tuple[int, ...]]()

            def masks(number: float) -> tuple[int, ...]:
                if number not in known:
                    known[number] = worked(_said(item, number))
                return known[number]

            self._looked[item.id] = masks, bands.stretches(*bands.domain(item), self._places(item), masks)
        return self._looked[item.id]

    def _places(self, item: Input) -> Iterator[int]:
        """Where the bands of a number or date may change: at what the derived facts compare it with, and at the dates of the scheme."""
        beside = {name for working, names in self._asked if item.id in names for name in names}
        told = [fact for name, fact in self.person.told.items() if name in beside]
        watched: _Watched[Fact] = _Watched(self._parameters)
        example = self.on if item.kind == "date" else max(item.least, 0)
        for working in self._readers[item.id]:
            working.band({**self.person.taken, item.id: example}, watched, self.on)
        numbers = [parameter for parameter in self.table.parameters if parameter.id in watched.asked]
        others = {name: fact for name, fact in self.person.taken.items() if name != item.id}
        dates = SCHEMES[self.table.regulator].deadlines(others, self._parameters, self.on).values()
        return bands.places(item, [*told, *dates], numbers, self.on)


def _said(item: Input, number: float) -> Fact:
    """A number as a fact; of a date, the day."""
    return datetime.date.fromordinal(int(number)) if item.kind == "date" else number
