"""Worked cases, decided now: what the table says of each, and whether that is what the case expects. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rules import engine
from rules.facts import parse, person
from rules.model import Case
from rules.outcomes import Outcome, in_order
from rules.table import Table


@dataclass(frozen=True)
class Result:
    """A case as the table decides it on the case's own day.

    deciders: the rows that may decide, in order. landed: every row that applies: deciders, limits, advice, further points.
    """

    case: Case
    possible: tuple[Outcome, ...]
    parts: Mapping[str, tuple[Outcome, ...]]
    deciders: tuple[str, ...]
    landed: frozenset[str]

    @property
    def expected(self) -> tuple[Outcome, ...]:
        """The outcomes that the case names, the least severe first."""
        return tuple(in_order((self.case.outcome,) if self.case.outcome else self.case.possible))

    @property
    def agrees(self) -> bool:
        """Whether outcome, deciding row, further rows and parts are as the case says."""
        case = self.case
        parts = all(self.parts.get(name) == (outcome,) for name, outcome in case.parts.items())
        return self.possible == self.expected and (not case.decided_by or self.deciders == (case.decided_by,)) and self.landed >= set(case.rows) and parts


def run(table: Table, case: Case) -> Result:
    """Decide a case. Raises FactError for the first of its facts that the table cannot take."""
    told, errors = parse(table, case.facts)
    if errors:
        raise errors[0]
    box = person(table, told, case.on).box
    walked = engine.walk(table, box, case.on)
    deciders = tuple(row.id for row in walked.rows)
    further = engine.further(table, box, walked.rows[0], case.on) if len(walked.rows) == 1 else []
    others = (*engine.advice(table, box, walked, case.on), *further)
    limits = {limit.id for region in walked.regions for limit in region.limits}
    landed = frozenset(deciders) | limits | {row.id for row in others}
    return Result(case, tuple(walked.possible), walked.parts(table.parts), deciders, landed)
