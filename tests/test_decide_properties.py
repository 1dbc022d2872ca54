"""What must hold of deciding for whatever anybody tells, over the four real tables: facts are drawn from their inputs, numbers and dates too."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guidance.library import Library
from rules import engine, facts
from rules.answer import answer
from rules.answer_json import as_json
from rules.facts import Person
from rules.model import Input
from rules.outcomes import SEVERITY
from rules.proofs import UNSURE
from rules.schemes import Fact
from rules.space import Box
from rules.table import Table
from rules.trials import SETTLED, Trials
from rules.variations import UNDECIDED, questions, would_change

ON = datetime.date(2026, 11, 22)
REGULATORS = ("gmc", "nmc", "hcpc", "gphc")
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much])
every_table = pytest.mark.parametrize("regulator", REGULATORS)
"""The four tables are small worlds of their own; each is tried by itself, so that a failure names it."""


def value(data: st.DataObject, table: Table, item: Input) -> Fact:
    """Something that can be said to an input: near the numbers of the scheme and near today more often than not."""
    if item.kind == "choice":
        return data.draw(st.sampled_from([each.id for each in item.values]), label=item.id)
    if item.kind == "date":
        return ON + datetime.timedelta(days=data.draw(st.one_of(st.integers(-40, 40), st.integers(-4000, 4000)), label=item.id))
    numbers = [int(number) + step for number in table.values_at(ON).values() if isinstance(number, int | float) for step in (-1, 0, 1)]
    drawn = data.draw(
        st.one_of(st.sampled_from(numbers), st.integers(-60, 60), st.floats(-5, 800, allow_nan=False).map(lambda each: round(each, 1))), label=item.id
    )
    return min(max(drawn, item.least), item.most)


def told(data: st.DataObject, table: Table, most: int = 8) -> dict[str, Fact]:
    """Profession, role, and some facts besides."""
    others = [item for item in table.inputs if item.id not in SETTLED]
    chosen = data.draw(st.lists(st.sampled_from(others), max_size=most, unique_by=lambda item: item.id), label="told")
    return {item.id: value(data, table, item) for item in (*(table.input[name] for name in SETTLED), *chosen)}


def inside(box: Box, whole: Box) -> bool:
    return all(not mask & ~own for mask, own in zip(box, whole, strict=True))


def places_that_differ(table: Table, first: Person, second: Person) -> Iterator[str]:
    for dimension, before, after in zip(table.space.dimensions, first.box, second.box, strict=True):
        if after & ~before:
            yield dimension.id


@every_table
@quick
@given(st.data())
def test_a_fact_only_narrows_unless_it_corrects_what_was_presumed_or_worked_out(tables: Mapping[str, Table], regulator: str, data: st.DataObject) -> None:
    table = tables[regulator]
    before = facts.person(table, told(data, table), ON)
    item = data.draw(st.sampled_from([item for item in table.inputs if item.id not in before.told]))
    after = facts.person(table, {**before.told, item.id: value(data, table, item)}, ON)
    corrected = set(places_that_differ(table, before, after))
    assert corrected <= {fact.id for fact in table.derived} | ({item.id} & set(before.assumed))
    if not corrected:
        assert set(engine.walk(table, after.box, ON).possible) <= set(engine.walk(table, before.box, ON).possible)


@every_table
@quick
@given(st.data())
def test_limits_never_lower_severity_and_somebody_always_decides(tables: Mapping[str, Table], regulator: str, data: st.DataObject) -> None:
    table = tables[regulator]
    walked = engine.walk(table, facts.person(table, told(data, table), ON).box, ON)
    assert walked.regions
    assert not walked.undecided
    for region in walked.regions:
        assert region.row.outcome is not None
        assert SEVERITY[region.outcome] == max(SEVERITY[row.outcome] for row in (region.row, *region.limits) if row.outcome)


@every_table
@quick
@given(st.data())
def test_unsure_is_never_kinder_than_the_best_definite_answer(tables: Mapping[str, Table], regulator: str, data: st.DataObject) -> None:
    table = tables[regulator]
    vague = [(item, each.id) for item in table.inputs for each in item.values if each.id in UNSURE]
    item, unsure = data.draw(st.sampled_from(vague))
    everything = {each.id: value(data, table, each) for each in table.inputs if each.kind == "choice"} | told(data, table)
    best = {}
    for said in (each.id for each in item.values):
        best[said] = min(SEVERITY[outcome] for outcome in engine.walk(table, facts.person(table, {**everything, item.id: said}, ON).box, ON).possible)
    assert best[unsure] >= min(severity for said, severity in best.items() if said not in UNSURE)


@every_table
@settings(quick, max_examples=10)
@given(st.data(), st.randoms(use_true_random=False))
def test_the_order_of_telling_makes_no_difference(
    tables: Mapping[str, Table], library: Library, regulator: str, data: st.DataObject, chance: random.Random
) -> None:
    table = tables[regulator]
    profession = data.draw(st.sampled_from([each for each in library.professions.values() if each.regulator == regulator]))
    role = data.draw(st.sampled_from(sorted(library.roles)))
    first = {name: fact for name, fact in told(data, table).items() if name not in SETTLED}
    second = dict(chance.sample(sorted(first.items(), key=lambda pair: pair[0]), len(first)))
    one, other = (as_json(answer(table, library, profession, library.roles[role], facts, ON)) for facts in (first, second))
    assert one == other


def may_be_named(table: Table, person: Person, item: Input, said: Fact) -> bool:
    """Whether the table lets this be named as a change: something this profession can become, and of two that ask for the same the one told."""
    asked_otherwise = any(each.instead_of == item.id for each in table.inputs if each.id in person.told)
    own = item.id in person.told or (item.offered and not item.instead_of and not asked_otherwise)
    held = next((each for each in item.values if each.id == said), None)
    if held is None:
        return own
    return own and held.offered and held.id not in UNDECIDED and (not held.professions or person.told["profession"] in held.professions)


@every_table
@quick
@given(st.data())
def test_what_would_change_the_answer_does_and_nothing_else(tables: Mapping[str, Table], regulator: str, data: st.DataObject) -> None:
    table = tables[regulator]
    person = facts.person(table, told(data, table, most=6), ON)
    here = engine.walk(table, person.box, ON)
    changes = would_change(Trials(table, person, ON), table.parts)

    def after(name: str, said: str) -> engine.Walk:
        typed, errors = facts.parse(table, {name: said})
        assert not errors
        return engine.walk(table, facts.person(table, {**person.told, **typed}, ON).box, ON)

    def moved(walked: engine.Walk) -> bool:
        before, now = here.parts(table.parts), walked.parts(table.parts)
        return bool(set(walked.possible) - set(here.possible)) or any(set(now[name]) - set(before.get(name, ())) for name in now)

    for change in changes:
        walked = after(change.input, change.value)
        assert (tuple(walked.possible), walked.parts(table.parts)) == (change.outcomes, {name: each for name, each in change.parts.items() if each})
        assert moved(walked), change
    for item in data.draw(st.lists(st.sampled_from([item for item in table.inputs if item.id not in SETTLED]), min_size=3, max_size=6)):
        said = value(data, table, item)
        walked = engine.walk(table, facts.person(table, {**person.told, item.id: said}, ON).box, ON)
        wished = not item.adverse and not any(each.adverse for each in item.values if each.id == said)
        if not may_be_named(table, person, item, said):
            continue
        if moved(walked) and (wished or SEVERITY[walked.possible[0]] > SEVERITY[here.possible[-1]]):  # nobody is told that a worse fact would help
            assert tuple(walked.possible) in {change.outcomes for change in changes if change.input == item.id}, (item.id, said)


@every_table
@quick
@given(st.data())
def test_an_answer_that_was_not_asked_for_narrows_nothing(tables: Mapping[str, Table], regulator: str, data: st.DataObject) -> None:
    table = tables[regulator]
    person = facts.person(table, told(data, table), ON)
    here, asked = engine.walk(table, person.box, ON), questions(Trials(table, person, ON))
    unasked = [item for item in table.inputs if item.id not in (*person.taken, *asked)]
    assume(unasked)
    for item in data.draw(st.lists(st.sampled_from(unasked), max_size=5)):
        box = facts.person(table, {**person.told, item.id: value(data, table, item)}, ON).box
        if inside(box, person.box):
            walked = engine.walk(table, box, ON)
            assert (walked.possible, walked.rows) == (here.possible, here.rows), item.id
    assert asked or len(here.possible) == 1
