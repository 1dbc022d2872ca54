"""Trying out what a person could say besides: for each answer, the walk that it would lead to. Nothing is told twice, nothing personal is kept. Pure.

An answer changes its own dimension and the derived facts that read it; which they are is seen by watching them at work.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from guidance.recent import Recent
from rules import bands, engine, facts
from rules.bands import Stretch
from rules.engine import Walk
from rules.facts import Person, Working
from rules.index import index
from rules.model import Input
from rules.schemes import SCHEMES, Fact
from rules.space import Box, Sides, touches
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


@dataclass(frozen=True)
class _Searched:
    """What was found of a number or date: the dimensions on which it bears, how they came out where it was looked, and the stretches between."""

    places: tuple[int, ...]
    known: Mapping[float, tuple[int, ...]]
    stretches: list[Stretch]


USUAL = Recent(4096)
"""What was found for people who have told profession and role alone, for a table, a day and an input. Nothing that anybody else told is kept."""


class Trials:
    """A person on a date, and what each other answer would make of them."""

    def __init__(self, table: Table, person: Person, on: datetime.date) -> None:
        self.table, self.person, self.on = table, person, on
        self._parameters = table.values_at(on)
        self._walks: dict[Box, Walk] = {}
        self._looked: dict[str, tuple[Masks, list[Stretch]]] = {}
        self._listed: dict[str, list[Try]] = {}
        self._turning: dict[str, list[int]] = {}
        self._met: dict[tuple[str, Sides], Walk] = {}
        self.here = self.walk(person.box)

    def walk(self, box: Box) -> Walk:
        """Where a box leads. Many answers make the same box, which is walked once."""
        if box not in self._walks:
            self._walks[box] = engine.walk(self.table, box, self.on)
        return self._walks[box]

    def within(self, item: Input, box: Box) -> Walk:
        """Where an answer to an input leads. box: the person's, with other values where the answer bears on it.

        All answers to an input lie in one box, in which everything is open on which anything can turn for it. That is walked once; each answer then meets
        some of its regions. Their boxes reach beyond the answer's own, so ask only what becomes of people.
        """
        turning = tuple([(place, box[place]) for place in self.parting(item)])
        key = (item.id, turning)
        if key not in self._met:
            whole = self.walk(self.open([place for place, _ in turning]))
            regions = [region for region in whole.regions if touches(region.box, turning)]
            self._met[key] = Walk(tuple(regions), tuple([left for left in whole.undecided if touches(left, turning)]))
        return self._met[key]

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
        """The derived facts that ask for each input. What is not asked of somebody's profession bears on nothing for them, unless they told it."""
        found: dict[str, list[Working]] = {}
        for working, names in self._asked:
            for name in names - self.of_others:
                found.setdefault(name, []).append(working)
        return found

    @cached_property
    def of_others(self) -> set[str]:
        """The inputs that are asked only of other professions and that the person has not told."""
        own = str(self.person.taken.get("profession"))
        return {item.id for item in self.table.inputs if item.professions and own not in item.professions and item.id not in self.person.told}

    @cached_property
    def _bearing(self) -> Mapping[str, list[int]]:
        asking = {item.id: [working.place for working in self._readers.get(item.id, ())] for item in self.table.inputs}
        index = self.table.space.index
        return {item.id: [index[item.id], *asking[item.id]] if item.kind == "choice" else asking[item.id] for item in self.table.inputs}

    def bears_on(self, item: Input) -> list[int]:
        """The places of all dimensions on which an answer to this input bears: its own, and those of the derived facts that ask for it."""
        return self._bearing[item.id]

    def parting(self, item: Input) -> list[int]:
        """Those of them on which anything can turn: where there are none, no answer to this input changes what becomes of the person."""
        if item.id not in self._turning:
            places = self.bears_on(item)
            self._turning[item.id] = index(self.table, self.on).parting(self.open(places), places)
        return self._turning[item.id]

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
        if item.id not in self._listed:
            place, held = self.table.space.index[item.id], self.person.taken.get(item.id)
            taken = dict(self.person.taken)
            bits, worked = self.table.space.dimensions[place].bits, self._worked(item, taken, taken)
            boxes = [self._box(item, (bits[value.id], *worked(value.id))) for value in item.values]
            self._listed[item.id] = [Try(value.id, value.words, box, value.id == held) for value, box in zip(item.values, boxes, strict=True)]
        return self._listed[item.id]

    def _worked(self, item: Input, taken: dict[str, Fact], read: Mapping[str, Fact]) -> Callable[[Fact], tuple[int, ...]]:
        """How the derived facts that ask for an input come out when it is told, as masks. It is told among the facts taken, which `read` shows them."""
        workings = self._readers.get(item.id, [])

        def work(value: Fact) -> tuple[int, ...]:
            taken[item.id] = value
            return tuple([working.band(read, self._parameters, self.on)[0] for working in workings])

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
            taken = dict(self.person.taken)
            found = self._usual(item) or self._search(item, taken, taken)
            self._looked[item.id] = _remembering(item, self._worked(item, taken, taken), dict(found.known)), found.stretches
        return self._looked[item.id]

    def _search(self, item: Input, taken: dict[str, Fact], read: Mapping[str, Fact]) -> _Searched:
        known: dict[float, tuple[int, ...]] = {}
        if item.id not in self._readers:
            return _Searched((), known, [])
        masks = _remembering(item, self._worked(item, taken, read), known)
        return _Searched(tuple(self.bears_on(item)), known, bands.stretches(*bands.domain(item), self._places(item), masks))

    def _usual(self, item: Input) -> _Searched | None:
        """The search made for somebody who has told profession and role alone, where it comes out the same for this person; otherwise None.

        It does where the same derived facts ask for the input, and none of them, in the whole search, asked for anything else that the person told.
        """
        told = self.person.told
        settled = {name: told[name] for name in SETTLED if name in told}

        def make() -> tuple[_Searched, set[str]]:
            usual = Trials(self.table, facts.person(self.table, settled, self.on), self.on)
            taken = dict(usual.person.taken)
            watched: _Watched[Fact] = _Watched(taken)
            return usual._search(item, taken, watched), watched.asked

        searched, asked = USUAL.get((self.on, item.id, *settled.values()), self.table, make)
        same = searched.places == tuple(self.bears_on(item)) and asked.isdisjoint(told.keys() - settled.keys())
        return searched if same else None

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


def _remembering(item: Input, worked: Callable[[Fact], tuple[int, ...]], known: dict[float, tuple[int, ...]]) -> Masks:
    """How a number or date comes out, worked out once. known: what was worked out before; it is added to."""

    def masks(number: float) -> tuple[int, ...]:
        if number not in known:
            known[number] = worked(_said(item, number))
        return known[number]

    return masks


def _said(item: Input, number: float) -> Fact:
    """A number as a fact; of a date, the day."""
    return datetime.date.fromordinal(int(number)) if item.kind == "date" else number
