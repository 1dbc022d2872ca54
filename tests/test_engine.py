"""The walk by boxes, held against a reader who takes one person at a time through the rows."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import engine
from rules.conditions import Clause
from rules.facts import Person
from rules.index import index
from rules.model import Input, Row
from rules.outcomes import SEVERITY, Outcome
from rules.space import Box, Dimension, Space, intersect
from rules.sweep import kinder, reach
from rules.table import Table
from rules.trials import Trials
from rules.variations import questions

ON = datetime.date(2026, 11, 22)
SPACE = Space((Dimension("a", ("yes", "no", "unsure")), Dimension("b", ("p", "q")), Dimension("c", ("1", "2", "3"))))
ORDERED: tuple[Outcome, ...] = ("yes", "yes-if", "choice", "at-risk", "no")
INPUTS = tuple(
    Input.model_validate({"id": dimension.id, "question": "?", "why": "x", "value": [{"id": value, "words": value} for value in dimension.values]})
    for dimension in SPACE.dimensions
)
boxes = st.tuples(*(st.integers(1, dimension.full) for dimension in SPACE.dimensions))


@dataclass(frozen=True)
class Plan:
    """What a random row is made of."""

    stage: str
    outcome: Outcome
    holes: tuple[Box, ...]
    tied: bool = False


def tables(least: int = 1) -> st.SearchStrategy[Table]:
    """Tables of random rows, with a catch-all at the end of the main ones."""
    plans = st.builds(
        Plan,
        st.sampled_from(["gate", "main", "main", "limit", "advice"]),
        st.sampled_from(ORDERED),
        st.lists(boxes, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )
    return st.lists(plans, min_size=least, max_size=9).map(build)


def build(plans: Sequence[Plan]) -> Table:
    """A table of these rows: gates first, then main ones, then the rest, as they stand in a file."""
    order = {"gate": 0, "main": 1, "limit": 2, "advice": 3}
    plans = [*sorted(plans, key=lambda plan: order[plan.stage])]
    plans.insert(sum(order[plan.stage] < 2 for plan in plans), Plan("main", "choice", (SPACE.full,)))
    rows, clauses = [], {}
    for number, plan in enumerate(plans):
        name = f"R{number}"
        outcome = None if plan.stage == "advice" else plan.outcome
        row = Row(id=name, stage=plan.stage, outcome=outcome, because="x", facts=("GPHC-01",), checked=ON, next_check=ON)  # type: ignore[arg-type]
        rows.append(row)
        tied = frozenset(f"R{each}" for each in range(0, number, 2)) if plan.tied and plan.stage in ("limit", "advice") else None
        clauses[name] = tuple(Clause(hole, tied) for hole in plan.holes)
    return Table("gphc", "rules/gphc.toml", INPUTS, (), (), (), (), (), tuple(rows), {}, (), space=SPACE, clauses=clauses)


def one_by_one(table: Table, person: Box) -> tuple[Outcome, str, set[str]]:
    """Outcome, deciding row and binding limits for a single person, by the words of docs/rules.md."""

    def holds(row: Row, decided_by: str = "") -> bool:
        return any(
            intersect(person, clause.box) is not None and (clause.decided_by is None or decided_by in clause.decided_by) for clause in table.clauses[row.id]
        )

    decider = next(row for row in table.rows if row.stage in ("gate", "main") and holds(row))
    assert decider.outcome is not None
    outcome, limits = decider.outcome, set()
    if decider.stage == "main":
        for row in table.rows:
            if row.stage == "limit" and holds(row, decider.id):
                limits.add(row.id)
                assert row.outcome is not None
                outcome = max(outcome, row.outcome, key=lambda each: SEVERITY[each])
    return outcome, decider.id, limits


def people(box: Box) -> list[Box]:
    """Everybody in a box, one by one."""
    return [tuple(point) for point in itertools.product(*([1 << bit for bit in range(4) if mask >> bit & 1] for mask in box))]


@settings(max_examples=300, deadline=None)
@given(tables(), boxes)
def test_the_walk_finds_exactly_what_everybody_gets_one_by_one(table: Table, box: Box) -> None:
    walked = engine.walk(table, box, ON)
    assert not walked.undecided
    alone = [one_by_one(table, person) for person in people(box)]
    assert set(walked.possible) == {outcome for outcome, _, _ in alone}
    assert {row.id for row in walked.rows} == {row for _, row, _ in alone}
    for person in people(box):
        (region,) = [region for region in walked.regions if intersect(region.box, person)]
        assert (region.outcome, region.row.id, {limit.id for limit in region.limits}) == one_by_one(table, person)


@settings(max_examples=200, deadline=None)
@given(tables(), boxes, boxes)
def test_knowing_more_only_narrows(table: Table, box: Box, other: Box) -> None:
    narrower = intersect(box, other)
    if narrower is not None:
        assert set(engine.walk(table, narrower, ON).possible) <= set(engine.walk(table, box, ON).possible)


@settings(max_examples=200, deadline=None)
@given(tables())
def test_limits_never_lower_and_gates_end_the_matter(table: Table) -> None:
    for region in engine.walk(table, SPACE.full, ON).regions:
        assert region.row.outcome is not None
        assert SEVERITY[region.outcome] >= SEVERITY[region.row.outcome]
        if region.row.stage == "gate":
            assert not region.limits


@settings(max_examples=200, deadline=None)
@given(tables(), st.sets(st.sampled_from("abc")), boxes)
def test_a_question_is_asked_exactly_when_it_can_change_something(table: Table, told: set[str], picked: Box) -> None:
    one_each = [mask & -mask if dimension.id in told else dimension.full for mask, dimension in zip(picked, SPACE.dimensions, strict=True)]
    box = tuple(one_each)
    somebody = Person({name: SPACE.values(box, name)[0] for name in told}, box, taken={name: SPACE.values(box, name)[0] for name in told})
    here = engine.walk(table, box, ON)
    expected: dict[str, float] = {}
    for place, dimension in enumerate(SPACE.dimensions):
        parts = [engine.walk(table, (*box[:place], 1 << number, *box[place + 1 :]), ON) for number in range(len(dimension.values))]
        if dimension.id not in told and any((part.possible, part.rows) != (here.possible, here.rows) for part in parts):
            expected[dimension.id] = sum(len(part.possible) for part in parts) / len(parts)
    asked = questions(Trials(table, somebody, ON))
    if expected or len(here.possible) == 1:
        assert asked == sorted(expected, key=lambda name: (expected[name], name))
    else:
        assert set(asked) <= set("abc") - told
        assert asked, "more than one outcome is possible, so something must be asked"


@settings(max_examples=200, deadline=None)
@given(tables(), boxes, boxes)
def test_nothing_turns_on_a_dimension_that_parts_nobody(table: Table, box: Box, other: Box) -> None:
    whole = tuple(one | two for one, two in zip(box, other, strict=True))
    parting = index(table, ON).parting(whole, range(len(whole)))
    known: dict[object, object] = {}
    for mixed in itertools.product(*zip(box, other, strict=True)):
        fates = engine.walk(table, mixed, ON).fates
        assert known.setdefault(tuple(mixed[place] for place in parting), fates) == fates


@settings(max_examples=100, deadline=None)
@given(tables(), boxes)
def test_advice_is_given_only_where_it_holds_for_everybody(table: Table, box: Box) -> None:
    walked = engine.walk(table, box, ON)
    given_rows = {row.id for row in engine.advice(table, box, walked, ON)}
    for row in (row for row in table.rows if row.stage == "advice"):
        everybody = all(
            any(
                intersect(person, clause.box) and (clause.decided_by is None or one_by_one(table, person)[1] in clause.decided_by)
                for clause in table.clauses[row.id]
            )
            for person in people(box)
        )
        assert (row.id in given_rows) == everybody


@settings(max_examples=200, deadline=None)
@given(tables())
def test_the_sweep_reaches_what_the_walk_reaches(table: Table) -> None:
    regions = engine.walk(table, SPACE.full, ON).regions
    reached = reach(table, ON)
    assert reached.undecided is None
    assert reached.rows == {region.row.id for region in regions}
    assert reached.limits == {limit.id for region in regions for limit in region.limits}


@settings(max_examples=200, deadline=None)
@given(tables())
def test_rows_that_are_kinder_to_the_unsure_are_those_found_one_by_one(table: Table) -> None:
    yes, no, unsure = (SPACE.dimensions[0].mask([value]) for value in ("yes", "no", "unsure"))
    kind = set()
    for _, *others in people((unsure, *SPACE.full[1:])):
        best = min(SEVERITY[one_by_one(table, (value, *others))[0]] for value in (yes, no))
        outcome, row, _ = one_by_one(table, (unsure, *others))
        if SEVERITY[outcome] < best:
            kind.add(row)
    assert set(kinder(table, ON, 0, unsure)) == kind


def test_rows_hold_between_their_dates() -> None:
    early = Row(id="E", stage="main", outcome="yes", because="x", facts=("GPHC-01",), checked=ON, next_check=ON, until=datetime.date(2027, 1, 1))
    late = Row.model_validate({**early.model_dump(by_alias=True), "id": "L", "outcome": "no", "until": None, "from": datetime.date(2027, 1, 1)})
    table = Table("gphc", "x", (), (), (), (), (), (), (early, late), {}, (), space=SPACE, clauses={"E": (Clause(SPACE.full),), "L": (Clause(SPACE.full),)})
    assert engine.walk(table, SPACE.full, datetime.date(2026, 12, 31)).possible == ["yes"]
    assert engine.walk(table, SPACE.full, datetime.date(2027, 1, 1)).possible == ["no"]
