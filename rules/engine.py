"""Deciding by box subtraction: a person is a box, the rows are walked in order, and the rows that touch what is left are exactly the possible ones.

Pure: the table, the box and the date come in, a decision goes out. The same walk decides, proves and chooses the next question.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rules.index import Hole, index
from rules.model import Row
from rules.outcomes import Outcome, in_order, worse
from rules.space import Box, Sides, carve, touches
from rules.table import Table


class Region(NamedTuple):
    """People who are decided alike: a box, the row that decides them, the limits that bind them, and what follows."""

    box: Box
    row: Row
    outcome: Outcome
    limits: tuple[Row, ...] = ()

    @property
    def fate(self) -> tuple[Outcome, str, tuple[str, ...]]:
        """What becomes of them, without who they are: outcome, deciding row and limits."""
        return self.outcome, self.row.id, tuple([limit.id for limit in self.limits])


@dataclass(frozen=True)
class Walk:
    """Everybody in a box, parted into regions; `undecided` is what no row reaches (nothing, for a proved table)."""

    regions: tuple[Region, ...]
    undecided: tuple[Box, ...]

    @cached_property
    def possible(self) -> list[Outcome]:
        """All outcomes that are still possible, least severe first."""
        return in_order(region.outcome for region in self.regions)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows that may decide, in the order of the table."""
        return list({region.row.id: region.row for region in self.regions}.values())

    @cached_property
    def fates(self) -> frozenset[tuple[Outcome, str, tuple[str, ...]]]:
        """All that can become of anybody in the box."""
        return frozenset(region.fate for region in self.regions)

    def parts(self, names: Iterable[str]) -> dict[str, tuple[Outcome, ...]]:
        """The outcomes that are possible for each part of a registration, such as name and licence; parts of which no row speaks are left out."""
        found: dict[str, set[Outcome]] = {name: set() for name in names}
        for region in self.regions:
            for name, outcomes in found.items():
                outcome = region.row.parts.get(name)
                if outcome is not None:
                    for limit in region.limits:
                        outcome = worse(outcome, limit.parts.get(name, outcome))
                    outcomes.add(outcome)
        return {name: tuple(in_order(outcomes)) for name, outcomes in found.items() if outcomes}


def walk(table: Table, box: Box, on: datetime.date) -> Walk:
    """Part a box by gate and main rows, then by limits.

    A gate ends the matter, so no limit touches it. A limit raises the severity of what it touches, never lowers it.
    """
    known = index(table, on)
    meets, holds = known.match(box)
    left = [box]
    regions: list[Region] = []
    for row, holes in known.rows(known.before_certainty(meets, holds)):
        inside, left = carve(left, _cuts(box, holes))
        assert row.outcome is not None
        regions += [Region(each, row, row.outcome) for each in inside]
        if not left:
            break
    for limit, holes in known.rows(meets & known.limiting):
        # Every region lies in the box, so what a hole limits beyond the box is all that can part a region.
        cuts = list(zip(holes, _cuts(box, holes), strict=True))
        regions = [each for region in regions for each in _limited(region, limit, cuts)]
    return Walk(tuple(regions), tuple(left))


def _cuts(box: Box, holes: Iterable[Hole]) -> list[Sides]:
    """The holes, each by what it limits beyond the box: dimensions in which it reaches over all of the box need no cutting."""
    return [tuple([side for side in hole.sides if box[side[0]] & ~side[1]]) for hole in holes]


def _limited(region: Region, limit: Row, cuts: Iterable[tuple[Hole, Sides]]) -> list[Region]:
    if region.row.stage == "gate":
        return [region]
    box = region.box
    touching = [cut for hole, cut in cuts if touches(box, cut) and hole.tied(region.row.id, region.outcome)]
    if not touching:
        return [region]
    inside, outside = carve([box], touching)
    assert limit.outcome is not None
    raised = worse(region.outcome, limit.outcome)
    bound = [Region(box, region.row, raised, (*region.limits, limit)) for box in inside]
    return bound + [Region(box, region.row, region.outcome, region.limits) for box in outside]


def advice(table: Table, box: Box, walked: Walk, on: datetime.date) -> list[Row]:
    """The advice rows that hold for everybody in the box, whichever region they are in."""
    known = index(table, on)
    meets, _ = known.match(box)
    found = []
    for row, holes in known.rows(meets & known.advising):
        tied = [(region.box, [hole for hole in holes if hole.tied(region.row.id, region.outcome)]) for region in walked.regions]
        if tied and all(_covered(part, own) for part, own in tied):
            found.append(row)
    return found


def further(table: Table, box: Box, deciding: Row, on: datetime.date) -> list[Row]:
    """Later main rows marked `also` that hold for everybody in the box: further points, not deciders."""
    if deciding.stage != "main":
        return []
    known = index(table, on)
    meets, _ = known.match(box)
    later = known.main[[row.id for row in known.main].index(deciding.id) + 1 :]
    return [row for row in later if row.also and any(_covered(box, holes) for _, holes in known.rows(meets & known.of(row)))]


def _covered(box: Box, holes: list[Hole]) -> bool:
    return bool(holes) and not carve([box], _cuts(box, holes))[1]
