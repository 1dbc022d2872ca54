"""Proofs over a whole table: nobody falls through, no row is dead, a catch-all never comforts, and not knowing never improves an answer.

Each proof is exact (over everybody, not sampled; `rules.sweep`) and returns issues, so that `content check` and the tests share it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from guidance.addresses import FIRST_YEAR, LAST_YEAR
from guidance.issues import Issue
from guidance.library import Library
from rules import letters, misunderstandings, requirements, worked
from rules.facts import FactError, parse, person
from rules.model import Input
from rules.schemes import FAULTS, SCHEMES, Fact
from rules.sweep import Reach, Witness, kinder, reach
from rules.table import Table

UNSURE = ("unsure", "unknown")


def moments(table: Table, on: datetime.date) -> list[datetime.date]:
    """The dates on which the table must be proved: today, and each later day on which a row or parameter begins or ends."""
    dates = [row.since for row in table.rows] + [row.until for row in table.rows] + [item.since for item in table.parameters]
    return sorted({on, *(date for date in dates if date is not None and date > on)})


def prove(table: Table, on: datetime.date) -> list[Issue]:
    """Total, live, cautious and honest about not knowing: every fault of the rows in force on a date."""
    reached = reach(table, on)
    issues = []
    if reached.undecided is not None:
        issues.append(_fault(table, "table", f"Nobody decides for {_described(table, reached.undecided)}.", "Add a row, or widen the last one."))
    issues += _dead(table, reached, on)
    catch_all = table.in_force(on, "main")[-1:]
    if catch_all and catch_all[0].outcome == "yes":
        said = "the last row, which takes all who are left, says yes."
        issues.append(_fault(table, catch_all[0].id, said, "Give it a more careful outcome, or a condition."))
    return [*issues, *_strangers(table), *_unsure(table, on), *requirements.faults(table), *misunderstandings.faults(table), *letters.faults(table)]


def _strangers(table: Table) -> list[Issue]:
    """Questions that are asked only of professions that the table does not know would be asked of nobody."""
    known = {value.id for item in table.inputs if item.id == "profession" for value in item.values}
    wrong = [(item.id, name) for item in table.inputs for name in item.professions if name not in known]
    return [_fault(table, name, f"`professions` names `{stranger}`, which is no answer to `profession`.", "Use its values.") for name, stranger in wrong]


def _dead(table: Table, reached: Reach, on: datetime.date) -> list[Issue]:
    issues = []
    for row in table.in_force(on, "gate", "main", "limit"):
        if row.id not in reached.rows | reached.limits:
            issues.append(_fault(table, row.id, "nobody reaches this row: rows above it take them all.", "Move it up, mend its condition, or remove it."))
        elif row.stage == "limit" and not row.instead and row.id not in reached.raised:
            issues.append(_fault(table, row.id, "this limit never makes anything worse.", "Make it advice, or let its steps stand `instead`."))
    return issues


def _unsure(table: Table, on: datetime.date) -> list[Issue]:
    """Moving an input to `unsure` must never give a better outcome than every definite answer would."""
    issues = []
    for place, dimension in enumerate(table.space.dimensions):
        vague = dimension.mask(value for value in dimension.values if value in UNSURE)
        if not vague:
            continue
        for row, witness in kinder(table, on, place, vague).items():
            value, where = dimension.names(witness[place])[0], _described(table, {each: mask for each, mask in witness.items() if each != place})
            said = f"`{dimension.id} = {value}` is answered more kindly than every definite answer, for {where}."
            issues.append(_fault(table, row, said, "Make the answer to not knowing as careful as the best definite one."))
    return issues


def prove_arithmetic(table: Table, on: datetime.date) -> list[Issue]:
    """The scheme works with the table's parameters whatever a person tells, from the first to the last day of which an address may speak.

    Not over everybody: each answer by itself and each worked case, beside nothing, the least and the most that could be told. One fault is enough.
    """
    parameters, scheme = table.values_at(on), SCHEMES[table.regulator]
    for moment in (datetime.date(FIRST_YEAR, 1, 1), on, datetime.date(LAST_YEAR, 12, 31)):
        for told in _tellings(table, on):
            try:
                person(table, told, moment)
                scheme.deadlines(told, parameters, moment)
                scheme.words(told, parameters, moment)
            except FAULTS as error:
                said = f"the scheme cannot work with the parameters of {on} ({type(error).__name__}: {str(error)[:100]})."
                return [_fault(table, "table", said, "Correct the parameter or formula that was changed last.")]
    return []


def _tellings(table: Table, on: datetime.date) -> Iterator[dict[str, Fact]]:
    for place in (None, 0, 1, -1):
        base = {} if place is None else {item.id: _extremes(item, on)[place] for item in table.inputs if item.kind != "choice"}
        for item in table.inputs:
            yield from ({**base, item.id: told} for told in _extremes(item, on))
        yield from ({**base, **parse(table, case.facts)[0]} for case in table.cases)


def _extremes(item: Input, on: datetime.date) -> list[Fact]:
    if item.kind == "choice":
        return [value.id for value in item.values]
    if item.kind == "date":
        return [datetime.date(FIRST_YEAR, 1, 1), on, datetime.date(LAST_YEAR, 12, 31)]
    return [item.least, max(item.least, min(12, item.most)), item.most]


def prove_citations(table: Table, library: Library, on: datetime.date) -> list[Issue]:
    """Every fact that a row, parameter, deadline, option, requirement, misunderstanding or letter names has a home section in force on the date."""
    rows = [(row.id, row.facts) for row in table.in_force(on, "gate", "main", "limit", "advice")]
    dates = [(item.id, item.facts) for item in table.deadlines]
    options = [(item.id, item.facts) for item in table.options]
    asked = [(item.id, item.facts) for item in table.requirements]
    thought = [(item.id, item.facts) for item in table.misunderstandings]
    drafts = [(item.id, item.facts) for item in table.letters]
    named = [(table.path, name, facts) for name, facts in (*rows, *dates, *options, *asked, *thought, *drafts)]
    named += [(table.added.get(item.name, table.path), item.id, item.facts) for item in table.parameters if item.since <= on]
    remedy = "Name a fact of the evidence that a page in force carries."
    return [
        Issue(path, 0, f"{name}: the fact {fact} has no home section in force on {on}.", remedy)
        for path, name, facts in named
        for fact in facts
        if library.home(fact, on) is None
    ]


def prove_cases(table: Table, on: datetime.date) -> list[Issue]:
    """Every worked case comes out as it says, and at least one lands on each row in force."""
    issues: list[Issue] = []
    landed: set[str] = set()
    for case in table.cases:
        try:
            result = worked.run(table, case)
        except FactError as error:
            issues.append(_fault(table, case.id, f"case: {error}", "Correct the facts of the case."))
            continue
        landed |= result.landed
        deciders = ", ".join(result.deciders)
        if result.possible != result.expected:
            said = f"case: expected {', '.join(result.expected)}, the table says {', '.join(result.possible)} by {deciders}."
            issues.append(_fault(table, case.id, said, "Mend the row or the case."))
        if case.decided_by and result.deciders != (case.decided_by,):
            issues.append(_fault(table, case.id, f"case: expected row {case.decided_by}, got {deciders}.", "Mend the row or the case."))
        for name in set(case.rows) - result.landed:
            issues.append(_fault(table, case.id, f"case: the row {name} does not apply.", "Mend the row or the case."))
        for name, outcome in case.parts.items():
            if result.parts.get(name) != (outcome,):
                said = f"case: expected {outcome} for the {name}, the table says {', '.join(result.parts.get(name, ())) or 'nothing'}."
                issues.append(_fault(table, case.id, said, "Mend the row or the case."))
    for row in table.in_force(on, "gate", "main", "limit", "advice"):
        if row.id not in landed:
            issues.append(_fault(table, row.id, "no worked case lands on this row.", f"Add one to rules/cases/{table.regulator}.toml."))
    return issues


def _described(table: Table, witness: Witness) -> str:
    parts = []
    for place, dimension in enumerate(table.space.dimensions):
        mask = witness.get(place) or dimension.full
        if mask != dimension.full:
            parts.append(f"{dimension.id} = {' or '.join(dimension.names(mask)[:4])}")
    return ", ".join(parts) or "everybody"


def _fault(table: Table, name: str, message: str, remedy: str) -> Issue:
    return Issue(table.path, 0, f"{name}: {message}", remedy)
