"""What a scheme asks of everybody on the register, and how each requirement stands for one person: met, to do, not needed or unknown. Pure.

A state is given only where everybody in the person's box has it; the conditions are boxes, walked as those of rows are.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from guidance.issues import Issue
from rules.citations import Citation
from rules.claims import Claims, claims
from rules.model import Input, Requirement, State
from rules.schemes import Fact, Parameters
from rules.schemes.values import number
from rules.space import Box, carve
from rules.table import Table
from rules.trials import SETTLED, Trials
from rules.wording import Writer, placeholders


@dataclass(frozen=True)
class RequirementState:
    """One requirement for one person.

    note: the state in words. missing: how much of a number is still to come, where the state is a count. presumed: the inputs and derived facts that
    were presumed and without which the state would be open. tell: the inputs that would settle a state that is unknown.
    """

    id: str
    name: str
    state: State
    note: str
    asks: str
    evidence: str
    signs: str
    missing: float | None
    presumed: tuple[str, ...]
    tell: tuple[str, ...]
    citations: tuple[Citation, ...]


def common(table: Table, on: datetime.date) -> frozenset[str]:
    """The requirements that ask everybody the same in the same words: all that is filled into them are numbers of the scheme. Their ids."""

    def find() -> frozenset[str]:
        shown = table.shown_at(on).keys() - table.words.keys()
        said = {item.id: " ".join((item.name, item.asks, item.evidence, item.signs)) for item in table.requirements}
        return frozenset(name for name, text in said.items() if shown.issuperset(placeholders(text)))

    return table.keep("common requirements", on, find)


def states(trials: Trials, writer: Writer) -> tuple[RequirementState, ...]:
    """Every requirement of the person's table, in its order."""
    alternatives = _Alternatives(trials)
    return tuple(_state(requirement, trials, alternatives, writer) for requirement in trials.table.requirements)


def _state(requirement: Requirement, trials: Trials, alternatives: _Alternatives, writer: Writer) -> RequirementState:
    claimed = claims(trials.table, trials.on)[requirement.id]
    counted, missing = _counted(requirement, trials.person.told, trials.table.values_at(trials.on))
    found = claimed.possible(trials.person.box, counted)
    state: State = found[0] if len(found) == 1 else "unknown"
    lacking = [name for name in requirement.needs if name not in trials.person.told]
    if lacking and state in ("to-do", "met"):
        state = "unknown"
    known = state != "unknown"
    presumed = alternatives.presumed(claimed, counted, state) if known else ()
    by_count = known and counted == state and counted in found and not claimed.claimed(trials.person.box)
    left = missing if by_count else None
    tell = () if known else tuple(lacking) or alternatives.tell(requirement, claimed, counted, found)
    return RequirementState(
        id=requirement.id,
        name=writer.fill(requirement.name),
        state=state,
        note=_note(writer.fill(_said(trials.table, requirement, trials.person.box) or requirement.notes.get(state, "")), state, bool(presumed or tell), left),
        asks=writer.fill(requirement.asks),
        evidence=writer.fill(requirement.evidence),
        signs=writer.fill(requirement.signs),
        missing=left,
        presumed=presumed,
        tell=tell,
        citations=writer.cite(requirement.facts),
    )


def _counted(requirement: Requirement, told: Mapping[str, Fact], parameters: Parameters) -> tuple[State, float | None]:
    """What the count of a requirement says, and how much is missing: unknown where it counts nothing, or the number was not told."""
    counts = requirement.counts
    have = number(told, counts.input) if counts else None
    if counts is None or have is None:
        return "unknown", None
    short = float(str(parameters[counts.parameter])) - have
    return ("to-do", int(short) if short.is_integer() else short) if short > 0 else ("met", None)


def _said(table: Table, requirement: Requirement, box: Box) -> str:
    """What is said to somebody in their circumstances: the words of the first condition that the requirement names and that everybody in the box meets."""
    words = {item.id: item.said for item in table.conditions}
    fitting = (name for name in requirement.said if not carve([box], table.holes[requirement.id, f"is {name}"])[1])
    return next((words[name] for name in fitting), "")


class _Alternatives:
    """What else could be so of a person: what each answer would make of the box, worked out once for all requirements."""

    def __init__(self, trials: Trials) -> None:
        self._trials, self._table = trials, trials.table
        self._boxes: dict[str, list[Box]] = {}

    def _answers(self, item: Input) -> list[Box]:
        if item.id not in self._boxes:
            self._boxes[item.id] = [each.box for each in self._trials.tries(item)]
        return self._boxes[item.id]

    @cached_property
    def _opened(self) -> dict[str, dict[int, int]]:
        """For each presumption, masks by place. An input opens its own dimension and those of the derived facts that ask for it."""
        found: dict[str, dict[int, int]] = {}
        for name in self._trials.person.assumed:
            if name in self._table.input:
                item = self._table.input[name]
                found[name] = {place: reduce(or_, (box[place] for box in self._answers(item))) for place in self._trials.bears_on(item)}
            else:
                place = self._table.space.index[name]
                found[name] = {place: self._table.space.full[place]}
        return found

    def presumed(self, claimed: Claims, counted: State, state: State) -> tuple[str, ...]:
        """The presumptions without which a state would be open: each by itself, or all together where only that opens it."""
        bearing = {name: masks for name, masks in self._opened.items() if not claimed.matters.isdisjoint(masks)}
        if not bearing or self._holds(claimed, counted, state, bearing):
            return ()
        alone = tuple(name for name, masks in bearing.items() if not self._holds(claimed, counted, state, {name: masks}))
        return alone or tuple(bearing)

    def _holds(self, claimed: Claims, counted: State, state: State, opened: Mapping[str, Mapping[int, int]]) -> bool:
        box = list(self._trials.person.box)
        for masks in opened.values():
            for place, mask in masks.items():
                box[place] |= mask
        return claimed.possible(tuple(box), counted) == [state]

    @cached_property
    def _untold(self) -> list[tuple[Input, list[int]]]:
        """The inputs that could still be told, each with the places on which it bears."""
        told = self._trials.person.told
        return [(item, self._trials.bears_on(item)) for item in self._table.inputs if item.id not in told and item.id not in SETTLED]

    def tell(self, requirement: Requirement, claimed: Claims, counted: State, found: Collection[State]) -> tuple[str, ...]:
        """The inputs that would help to settle a state: those not told, before those presumed."""
        person = self._trials.person
        bearing = [item for item, places in self._untold if not claimed.matters.isdisjoint(places)]
        helping = [item.id for item in bearing if self._helps(claimed, item, counted, set(found))]
        if requirement.counts and counted == "unknown" and counted in found and requirement.counts.input not in helping:
            helping.append(requirement.counts.input)
        return tuple(name for name in helping if name not in person.assumed) or tuple(helping)

    def _helps(self, claimed: Claims, item: Input, counted: State, found: set[State]) -> bool:
        """Whether some answer changes which states are possible.

        Somebody for whom a presumption does not hold is asked to say so elsewhere: here it helps only where something could be to do then, or met.
        So does a number or a date, which may take another answer as well to change anything.
        """
        bearing = claimed.matters.intersection(self._trials.bears_on(item))
        alike = {tuple([box[place] for place in bearing]): box for box in self._answers(item)}
        alike.pop(tuple([self._trials.person.box[place] for place in bearing]), None)  # what leaves the person as now leaves the states as now
        after = (set(claimed.possible(box, counted)) for box in alike.values())
        if item.kind != "choice":
            whole = self._trials.open(self._trials.bears_on(item))
            return not {"to-do", "met"}.isdisjoint(claimed.possible(whole, counted)) and any(states != found and states & {"to-do", "met"} for states in after)
        return any(states != found and (item.id not in self._trials.person.assumed or states & {"to-do", "met"}) for states in after)


def _note(own: str, state: State, open_: bool, missing: float | None) -> str:
    """A state in words, those of the table or ours. `open_`: whether it was presumed; of an unknown one, whether an answer would help."""
    if state == "unknown":
        return own or ("We do not know how this stands for you." if open_ else "We do not ask about this: see for yourself how you stand.")
    if state == "to-do":
        return f"Still to do: {missing:,g} more. {own}".rstrip() if missing is not None else own or "Still to do."
    if own:
        return f"{own} This rests on what we have assumed." if open_ else own
    said = "Met" if state == "met" else "Not needed"
    return f"{said}, if what we have assumed is so." if open_ else f"{said}, by what you told us."


def faults(table: Table) -> Iterator[Issue]:
    """What is wrong with the requirements of a table: states that contradict each other, and requirements that say the same to everybody."""
    for requirement in table.requirements:
        both, _ = carve(table.boxes[requirement.id, "to-do"], table.holes[requirement.id, "met"])
        if carve(both, table.holes[requirement.id, "not-needed"])[1]:
            yield Issue(table.path, 0, f"{requirement.id}: somebody stands in `to-do` and in `met`.", "Part them with a further condition.")
        reached = set(Claims(table, requirement).possible(table.space.full, "unknown"))
        if requirement.counts:
            reached |= {"to-do", "met"}
        silent = {item.id for item in table.conditions if not item.said}.intersection(requirement.said)
        if silent:
            yield Issue(table.path, 0, f"{requirement.id}: `{min(silent)}` has nothing to say.", "Give the [[condition]] `said`: a sentence for those inside.")
        if len(reached) < 2:
            yield Issue(table.path, 0, f"{requirement.id}: it has one state for everybody.", "Say for whom it is not needed, to do or met.")
