"""Deciding by box subtraction: a person is a box, the rows are walked in order, and the rows that touch what is left are exactly the possible ones.

Pure: the table, the box and the date come in, a decision goes out. The same walk decides, proves and chooses the next question.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.model import Row
from rules.outcomes import Outcome, in_order, worse
from rules.space import Box, intersect, meets, subtract, touching
from rules.table import Clause, Table


@dataclass(frozen=True)
class Region:
    """People who are decided alike: a box, the row that decides them, the limits that bind them, and what follows."""

    box: Box
    row: Row
    outcome: Outcome
    limits: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Walk:
    """Everybody in a box, parted into regions; `undecided` is what no row reaches (nothing, for a proved table)."""

    regions: tuple[Region, ...]
    undecided: tuple[Box, ...]

    @property
    def possible(self) -> list[Outcome]:
        """All outcomes that are still possible, least severe first."""
        return in_order(region.outcome for region in self.regions)

    @property
    def rows(self) -> list[Row]:
        """The rows that may decide, in the order of the table."""
        return list({region.row.id: region.row for region in self.regions}.values())


def walk(table: Table, box: Box, on: datetime.date) -> Walk:
    """Part a box by gate and main rows, then by limits.

    A gate ends the matter, so no limit touches it. A limit raises the severity of what it touches, never lowers it.
    """
    left = [box]
    regions: list[Region] = []
    for row in table.in_force(on, "gate", "main"):
        if not left:
            break
        holes = [clause.box for clause in table.clauses[row.id] if meets(box, clause.box)]
        inside = touching(left, holes)
        if not inside:
            continue
        assert row.outcome is not None
        regions += [Region(part, row, row.outcome) for part in inside]
        left = [rest for part in left for rest in _without(part, holes)]
    for limit in table.in_force(on, "limit"):
        clauses = [clause for clause in table.clauses[limit.id] if meets(box, clause.box)]
        if clauses:
            regions = [part for region in regions for part in _limited(region, limit, clauses)]
    return Walk(tuple(regions), tuple(left))


def _without(box: Box, holes: Iterable[Box]) -> list[Box]:
    left = [box]
    for hole in holes:
        left = [rest for part in left for rest in subtract(part, hole)]
    return left


def _limited(region: Region, limit: Row, clauses: Iterable[Clause]) -> list[Region]:
    if region.row.stage == "gate":
        return [region]
    holes = [clause.box for clause in clauses if _tied(clause, region)]
    inside = touching([region.box], holes)
    if not inside:
        return [region]
    assert limit.outcome is not None
    raised = worse(region.outcome, limit.outcome)
    bound = [Region(box, region.row, raised, (*region.limits, limit)) for box in inside]
    return bound + [Region(box, region.row, region.outcome, region.limits) for box in _without(region.box, holes)]


def _tied(clause: Clause, region: Region) -> bool:
    by_row = clause.decided_by is None or region.row.id in clause.decided_by
    return by_row and (clause.outcomes is None or region.outcome in clause.outcomes)


def advice(table: Table, box: Box, walked: Walk, on: datetime.date) -> list[Row]:
    """The advice rows that hold for everybody in the box, whichever region they are in."""
    found = []
    for row in table.in_force(on, "advice"):
        clauses = table.clauses[row.id]
        if walked.regions and all(_covered(region, [clause.box for clause in clauses if _tied(clause, region)]) for region in walked.regions):
            found.append(row)
    return found


def _covered(region: Region, holes: Iterable[Box]) -> bool:
    return not _without(region.box, holes)


def further(table: Table, box: Box, deciding: Row, on: datetime.date) -> list[Row]:
    """Later main rows marked `also` that hold for everybody in the box: further points, not deciders."""
    rows = table.in_force(on, "main")
    if deciding.stage != "main":
        return []
    later = rows[[row.id for row in rows].index(deciding.id) + 1 :]
    return [row for row in later if row.also and not _without(box, [clause.box for clause in table.clauses[row.id]])]


def narrow(table: Table, box: Box, values: Mapping[str, Iterable[str]]) -> Box | None:
    """The part of a box where some dimensions have given values, or None where there is none."""
    return intersect(box, table.space.box(values))


@dataclass(frozen=True)
class Question:
    """An input that can still change the answer. `leads_to`: for each value, the outcomes that would remain."""

    id: str
    leads_to: Mapping[str, tuple[Outcome, ...]]
    rows: Mapping[str, tuple[Row, ...]]

    @property
    def remaining(self) -> float:
        """The number of outcomes expected to remain, all values alike."""
        return sum(len(outcomes) for outcomes in self.leads_to.values()) / len(self.leads_to)


def questions(table: Table, box: Box, on: datetime.date) -> list[Question]:
    """The open dimensions of the box that can still change outcome or row, the most decisive first, ties in the table's order."""
    here = walk(table, box, on)
    before = (here.possible, {row.id for row in here.rows})
    found: list[Question] = []
    for dimension, mask in zip(table.space.dimensions, box, strict=True):
        values = dimension.names(mask)
        if len(values) < 2:
            continue
        walks = {}
        for value in values:
            part = narrow(table, box, {dimension.id: [value]})
            assert part is not None
            walks[value] = walk(table, part, on)
        if any((each.possible, {row.id for row in each.rows}) != before for each in walks.values()):
            found.append(
                Question(
                    dimension.id, {value: tuple(each.possible) for value, each in walks.items()}, {value: tuple(each.rows) for value, each in walks.items()}
                )
            )
    return sorted(found, key=lambda question: question.remaining)
