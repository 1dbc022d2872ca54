"""What other answers would do: what was assumed and matters, what to ask next, where each answer leads, and what would change the outcome. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules import engine, facts
from rules.facts import Person
from rules.outcomes import Outcome
from rules.schemes import Fact
from rules.table import Table
from rules.wording import Reason, Writer


@dataclass(frozen=True)
class Branch:
    """One answer to the next question: its words, and the outcomes that would remain."""

    value: str
    words: str
    outcomes: tuple[Outcome, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted because nobody told us. `asks`: the inputs by which to say otherwise."""

    id: str
    value: str
    words: str
    asks: tuple[str, ...]


def assumptions(table: Table, person: Person, walked: engine.Walk, writer: Writer, on: datetime.date) -> Iterable[Assumption]:
    """The presumptions that matter: those for which another value would change the outcome, the deciding row or a limit."""
    before = _outline(walked)
    for item in table.inputs:
        if item.id in person.assumed:
            others = (value.id for value in item.values if value.id != person.assumed[item.id])
            boxes = (facts.person(table, {**person.told, item.id: value}, on).box for value in others)
            if any(_outline(engine.walk(table, box, on)) != before for box in boxes):
                yield Assumption(item.id, person.assumed[item.id], writer.fill(item.assumed), (item.id,))
    for fact in table.derived:
        if fact.id in person.assumed:
            place = table.space.index[fact.id]
            opened = (*person.box[:place], table.space.dimensions[place].full, *person.box[place + 1 :])
            if _outline(engine.walk(table, opened, on)) != before:
                yield Assumption(fact.id, person.assumed[fact.id], writer.fill(fact.assumed), _asks(table, fact.reads))


def _outline(walked: engine.Walk) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(region.outcome, region.row.id, tuple(limit.id for limit in region.limits)) for region in walked.regions}


def _asks(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    """The inputs among these that a person can be asked: profession and role are settled by the address."""
    return tuple(name for name in names if name in table.input and name not in ("profession", "role"))


def askable(table: Table, told: Mapping[str, Fact], found: Iterable[engine.Question]) -> list[str]:
    """The inputs to ask and not yet told: a derived fact is asked by what it reads, first by what nothing presumes."""
    reads = {fact.id: _asks(table, fact.reads) for fact in table.derived}
    names: list[str] = []
    for question in found:
        wanted = [name for name in reads.get(question.id, (question.id,)) if name not in told]
        names += [name for name in wanted if not table.input[name].presume] or wanted
    return list(dict.fromkeys(names))


def branches(table: Table, person: Person, asked: Sequence[str], writer: Writer, on: datetime.date) -> tuple[Branch, ...]:
    """What each answer to the next question would leave, as far as it is a question with a list of answers."""
    if not asked or table.input[asked[0]].kind != "choice":
        return ()
    branches = []
    for value in table.input[asked[0]].values:
        walked = engine.walk(table, facts.person(table, {**person.told, asked[0]: value.id}, on).box, on)
        branches.append(Branch(value.id, value.words, tuple(walked.possible), tuple(writer.reason(row) for row in walked.rows)))
    return tuple(branches)


def would_change(table: Table, person: Person, walked: engine.Walk, on: datetime.date) -> Iterable[tuple[str, str, str, tuple[Outcome, ...]]]:
    """Every single known or presumed answer that would move the outcome: input, value, its words, what it leads to."""
    if len(walked.possible) != 1:
        return
    for item in table.inputs:
        if item.kind != "choice" or item.id in ("profession", "role"):
            continue
        held = table.space.values(person.box, item.id)
        if len(held) > 1:
            continue
        for value in (value for value in item.values if value.id not in held):
            other = facts.person(table, {**person.told, item.id: value.id}, on)
            changed = engine.walk(table, other.box, on).possible
            if changed != walked.possible:
                yield item.id, value.id, value.words, tuple(changed)
