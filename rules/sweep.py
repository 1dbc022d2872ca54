"""Going through everybody at once: a decision diagram over a table's dimensions.

Parting everybody into boxes can need millions of them; but after some dimensions are fixed, all that matters is which clauses are still alive,
and few such states differ. Each is worked out once (the reduction of ordered multi-valued decision diagrams, Srinivasan et al., 1990).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from rules.conditions import Clause
from rules.model import Row
from rules.outcomes import SEVERITY, Outcome, worse
from rules.table import Table

Result = TypeVar("Result")


@dataclass(frozen=True)
class Landing:
    """Where one kind of person lands: the deciding row (None: nobody decides), the limits that bind, and the outcome."""

    row: Row | None
    limits: tuple[Row, ...]
    outcome: Outcome | None


class Sweep(Generic[Result]):
    """A walk through everybody, dimension by dimension.

    table, on: what is walked. but: the place of a dimension that is left open, or None. limiters: the limits that count.
    leaf: what a state comes to when all other dimensions are fixed. join: how the results of a dimension's values become one; it is given
    (value mask, result) pairs. outcome_only: whether limits matter just for the outcome, so that a dominated one can be forgotten.
    """

    def __init__(
        self,
        table: Table,
        on: datetime.date,
        but: int | None,
        limiters: Sequence[Row],
        leaf: Callable[[Sweep[Result], int], Result],
        join: Callable[[int, list[tuple[int, Result]]], Result],
        outcome_only: bool = False,
    ) -> None:
        self.table, self._leaf, self._join, self._outcome_only = table, leaf, join, outcome_only
        self.deciders = table.in_force(on, "gate", "main")
        self.limiters = limiters
        self._memo: dict[tuple[int, int], Result] = {}
        full = table.space.full
        used = [sum(clause.box[place] != full[place] for _, clause in self.clauses) for place in range(len(full))]
        self.order = tuple(sorted((place for place in range(len(full)) if place != but), key=lambda place: -used[place]))

    @cached_property
    def clauses(self) -> tuple[tuple[Row, Clause], ...]:
        """All clauses, deciding rows first, in their order."""
        return tuple((row, clause) for row in (*self.deciders, *self.limiters) for clause in self.table.clauses[row.id])

    @cached_property
    def _alive(self) -> list[dict[int, int]]:
        """For each place of `order`, for each value's bit: the clauses that allow it."""
        masks = []
        for place in self.order:
            bits = [1 << number for number in range(len(self.table.space.dimensions[place].values))]
            masks.append({bit: sum(1 << number for number, (_, clause) in enumerate(self.clauses) if clause.box[place] & bit) for bit in bits})
        return masks

    @cached_property
    def _settled(self) -> list[int]:
        """For each depth: the clauses that no later dimension of `order` can kill."""
        full = self.table.space.full
        return [
            sum(1 << number for number, (_, clause) in enumerate(self.clauses) if all(clause.box[place] == full[place] for place in self._open(depth)))
            for depth in range(len(self.order) + 1)
        ]

    def _open(self, depth: int) -> list[int]:
        fixed = set(self.order[:depth])
        return [place for place in range(len(self.table.space.dimensions)) if place not in fixed]

    @cached_property
    def _after(self) -> list[int]:
        """For each clause: the clauses that mean nothing once it is sure to hold. For deciding rows these are all later deciding ones."""
        of_row: dict[str, int] = {}
        for number, (row, _) in enumerate(self.clauses):
            of_row[row.id] = of_row.get(row.id, 0) | 1 << number
        deciding = sum(of_row.get(row.id, 0) for row in self.deciders)
        after = []
        for number, (row, clause) in enumerate(self.clauses):
            if row.stage != "limit":
                after.append(deciding & ~((1 << number + 1) - 1))
            elif clause.decided_by is not None or clause.outcomes is not None:
                after.append(0)
            else:
                milder = sum(of_row[limit.id] for limit in self.limiters if not _stricter(limit, row)) if self._outcome_only else 0
                after.append((of_row[row.id] | milder) & ~(1 << number))
        return after

    @cached_property
    def _mute(self) -> list[int]:
        """For each deciding clause: the limits that cannot matter once it decides."""
        limits = [(1 << number, row, clause) for number, (row, clause) in enumerate(self.clauses) if row.stage == "limit"]
        mute = []
        for row, _ in self.clauses:
            silent = 0
            for bit, limit, clause in limits:
                apart = clause.decided_by is not None and row.id not in clause.decided_by
                if row.stage == "gate" or apart or self._outcome_only and not _stricter(limit, row):
                    silent |= bit
            mute.append(silent)
        return mute

    def run(self) -> Result:
        """Go through everybody."""
        return self._at(0, (1 << len(self.clauses)) - 1)

    def _at(self, depth: int, state: int) -> Result:
        state = self._reduced(depth, state)
        key = (depth, state)
        if key not in self._memo:
            if depth == len(self.order):
                self._memo[key] = self._leaf(self, state)
            else:
                kinds: dict[int, int] = {}
                for bit, alive in self._alive[depth].items():
                    kinds[state & alive] = kinds.get(state & alive, 0) | bit
                self._memo[key] = self._join(self.order[depth], [(mask, self._at(depth + 1, next_state)) for next_state, mask in kinds.items()])
        return self._memo[key]

    def _reduced(self, depth: int, state: int) -> int:
        sure = state & self._settled[depth]
        while sure:
            lowest = sure & -sure
            dropped = self._after[lowest.bit_length() - 1]
            state &= ~dropped
            sure &= ~(dropped | lowest)
        first = (state & -state).bit_length() - 1
        if first >= 0 and self.clauses[first][0].stage != "limit" and self._settled[depth] >> first & 1:
            state &= ~self._mute[first]
        return state

    def landing(self, state: int) -> Landing:
        """Where those land for whom exactly these clauses hold."""
        held = [pair for number, pair in enumerate(self.clauses) if state >> number & 1]
        row = next((row for row, _ in held if row.stage != "limit"), None)
        if row is None or row.outcome is None:
            return Landing(None, (), None)
        outcome = row.outcome
        limits: dict[str, Row] = {}
        for limit, clause in held:
            if limit.stage == "limit" and row.stage == "main" and limit.id not in limits and _tied(clause, row.id, outcome):
                limits[limit.id] = limit
                assert limit.outcome is not None
                outcome = worse(outcome, limit.outcome)
        return Landing(row, tuple(limits.values()), outcome)


def _stricter(limit: Row, row: Row) -> bool:
    return limit.outcome is not None and row.outcome is not None and SEVERITY[limit.outcome] > SEVERITY[row.outcome]


def _tied(clause: Clause, row: str, outcome: Outcome) -> bool:
    return (clause.decided_by is None or row in clause.decided_by) and (clause.outcomes is None or outcome in clause.outcomes)


Witness = dict[int, int]
"""Somebody for whom a fault holds: place of a dimension -> mask of values."""


@dataclass(frozen=True)
class Reach:
    """What somebody reaches: deciding rows, limits that bind, limits that raise the outcome, and somebody whom nobody decides for."""

    rows: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    undecided: Witness | None = None


def reach(table: Table, on: datetime.date) -> Reach:
    """Everything that anybody can reach on a date. Each limit is swept by itself: which of them meet does not matter here."""
    found = [Sweep(table, on, None, [], _reached, _joined).run()]
    found += [Sweep(table, on, None, [limit], _reached, _joined).run() for limit in table.in_force(on, "limit")]
    return _joined(-1, [(0, each) for each in found])


def _reached(sweep: Sweep[Reach], state: int) -> Reach:
    landing = sweep.landing(state)
    if landing.row is None:
        return Reach(undecided={})
    limits = frozenset(limit.id for limit in landing.limits)
    raised = frozenset(limit.id for limit in landing.limits if _stricter(limit, landing.row))
    return Reach(frozenset([landing.row.id]), limits, raised)


def _joined(place: int, parts: list[tuple[int, Reach]]) -> Reach:
    each = [part for _, part in parts]
    return Reach(
        frozenset().union(*(part.rows for part in each)),
        frozenset().union(*(part.limits for part in each)),
        frozenset().union(*(part.raised for part in each)),
        next(({**part.undecided, place: mask} for mask, part in parts if part.undecided is not None), None),
    )


def kinder(table: Table, on: datetime.date, place: int, vague: int) -> dict[str, Witness]:
    """Rows that answer a vague value of a dimension more kindly than every definite value, each with somebody for whom they do."""
    dimension = table.space.dimensions[place]
    definite = [1 << number for number in range(len(dimension.values)) if not vague >> number & 1]

    def outcome(sweep: Sweep[dict[str, Witness]], state: int, bit: int) -> Landing:
        alive = sum(1 << number for number, (_, clause) in enumerate(sweep.clauses) if clause.box[place] & bit)
        return sweep.landing(state & alive)

    def leaf(sweep: Sweep[dict[str, Witness]], state: int) -> dict[str, Witness]:
        best = min(SEVERITY[landing.outcome] for bit in definite if (landing := outcome(sweep, state, bit)).outcome is not None)
        found = {}
        for bit in (1 << number for number in range(len(dimension.values)) if vague >> number & 1):
            landing = outcome(sweep, state, bit)
            if landing.row is not None and landing.outcome is not None and SEVERITY[landing.outcome] < best:
                found[landing.row.id] = {place: bit}
        return found

    def join(here: int, parts: list[tuple[int, dict[str, Witness]]]) -> dict[str, Witness]:
        joined: dict[str, Witness] = {}
        for mask, found in parts:
            for row, witness in found.items():
                joined.setdefault(row, {**witness, here: mask})
        return joined

    return Sweep(table, on, place, table.in_force(on, "limit"), leaf, join, outcome_only=True).run()
