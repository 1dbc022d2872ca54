"""Conditions as people write them, turned into boxes once, when a table is read: inputs with their values, named conditions, and who decided. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guidance.issues import Issue
from guidance.registers import line_of
from rules.model import Block, Condition, Option, Row
from rules.space import Box, Space, intersect, subtract_all

_OWN_KEYS = ("decided_by", "outcome")


@dataclass(frozen=True)
class Clause:
    """One alternative of a row's condition: a box, and for limits and advice the deciding rows and outcomes to which it is tied."""

    box: Box
    decided_by: frozenset[str] | None = None
    outcomes: frozenset[str] | None = None


class Compiler:
    """Turns the conditions of one table into boxes. `issues`: what was wrong with them, for whoever wrote them."""

    def __init__(
        self, path: str, data: bytes, space: Space, rows: Iterable[Row], options: Iterable[Option], conditions: Iterable[Condition], parts: Iterable[str]
    ) -> None:
        """path, data: the file, for the place of a fault. The others are what conditions and rows may name; named conditions come in order of use."""
        self.path, self.data, self.space = path, data, space
        self.rows = {row.id for row in rows}
        self.options = {option.id for option in options}
        self.parts = set(parts)
        self.issues: list[Issue] = []
        self.conditions: dict[str, list[Box]] = {}
        for condition in conditions:
            self.conditions[condition.id] = list(self.union(condition.id, condition.when))

    def clauses(self, row: Row) -> tuple[Clause, ...]:
        """The compiled condition of a row; a row without `when` holds for everybody."""
        self._check(row)
        found: list[Clause] = []
        for block in row.when or ({},):
            tied = {key: self._names(block[key]) for key in _OWN_KEYS if key in block}
            if tied and row.stage in ("gate", "main"):
                self._fault(row.id, "only limit and advice rows may match `decided_by` or `outcome`.", "Move the row, or use inputs.")
            for name in tied.get("decided_by", frozenset()) - self.rows:
                self._fault(row.id, f"`decided_by` names the row {name}, which does not exist.", "Name rows of this table.")
            rest = {key: value for key, value in block.items() if key not in _OWN_KEYS}
            found += [Clause(box, tied.get("decided_by"), tied.get("outcome")) for box in self._boxes(row.id, rest)]
        return tuple(found)

    def union(self, owner: str, blocks: Iterable[Block]) -> tuple[Box, ...]:
        """The compiled alternatives of a condition that is not a row's: none where there are no blocks."""
        return tuple(box for block in blocks for box in self._boxes(owner, block))

    def _check(self, row: Row) -> None:
        if row.stage == "advice" and row.outcome is not None:
            self._fault(row.id, "advice never changes the outcome, so it has none.", "Remove `outcome`, or make it a limit.")
        if row.stage != "advice" and row.outcome is None:
            self._fault(row.id, "the row has no `outcome`.", "Add one.")
        for name in set(row.options) - self.options:
            self._fault(row.id, f"the option `{name}` does not exist.", "Name an [[option]] of this table.")
        if row.parts.keys() - self.parts:
            self._fault(row.id, f"`parts` names {', '.join(sorted(row.parts.keys() - self.parts))}.", "Use the table's `parts`.")
        if self.parts and row.stage in ("gate", "main") and row.outcome != "not-this-regulator" and row.parts.keys() != self.parts:
            self._fault(row.id, "`parts` must answer for each part.", f"Give {', '.join(sorted(self.parts))}.")

    def _boxes(self, owner: str, block: Block) -> list[Box]:
        limits: dict[str, tuple[str, ...]] = {}
        boxes: list[Box] | None = None
        for key, value in block.items():
            if key in ("is", "is_not"):
                for name in self._names(value):
                    holds = self._named(owner, name)
                    holds = holds if key == "is" else subtract_all([self.space.full], holds)
                    boxes = holds if boxes is None else _meet(boxes, holds)
                continue
            if key not in self.space.index:
                self._fault(owner, f"`{key}` is neither an input with values nor a derived fact.", "Check its spelling.")
                continue
            values = self.space.dimensions[self.space.index[key]].values
            wanted = self._wanted(value, values)
            if unknown := [item for item in wanted if item not in values] or not wanted:
                self._fault(owner, f"`{key}` has no value {unknown if unknown is not True else value}.", f"Use {', '.join(values)}.")
                continue
            limits[key] = wanted
        own = [self.space.box(limits)]
        return own if boxes is None else _meet(own, boxes)

    def _wanted(self, value: Any, values: tuple[str, ...]) -> tuple[str, ...]:
        if isinstance(value, dict):
            excluded = value.get("not", [])
            excluded = [excluded] if isinstance(excluded, str) else excluded
            if set(value) != {"not"} or set(excluded) - set(values):
                return tuple(str(item) for item in {*value, *excluded} - {"not"} - set(values)) or ("not",)
            return tuple(item for item in values if item not in excluded)
        return tuple([value] if isinstance(value, str) else value)

    def _names(self, value: Any) -> frozenset[str]:
        return frozenset([value] if isinstance(value, str) else value)

    def _named(self, owner: str, name: str) -> list[Box]:
        if name not in self.conditions:
            self._fault(owner, f"the condition `{name}` does not exist above it.", "Name a [[condition]] of this table, conditions in order of use.")
        return self.conditions.get(name, [])

    def _fault(self, owner: str, message: str, remedy: str) -> None:
        self.issues.append(Issue(self.path, line_of(self.data, owner), f"{owner}: {message}", remedy))


def _meet(first: Iterable[Box], second: Iterable[Box]) -> list[Box]:
    others = list(second)
    return [shared for box in first for other in others if (shared := intersect(box, other))]
