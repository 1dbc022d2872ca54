"""A decision table as a page shows it: rows with their conditions in words and their passages. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidance.library import Library
from rules.citations import Citation, cite
from rules.model import Block, Case, Row
from rules.table import Table
from rules.wording import fill


@dataclass(frozen=True)
class RowLine:
    """A row with its condition as alternatives of clauses, its text with numbers filled in, and its passages."""

    row: Row
    because: str
    do: tuple[str, ...]
    conditions: tuple[tuple[str, ...], ...]
    citations: tuple[Citation, ...]
    cases: tuple[Case, ...]


def view(table: Table, library: Library, on: datetime.date) -> list[RowLine]:
    """All rows in force on a date or ahead of it, in the order in which they are walked."""
    words = {name: f"[{name.replace('_', ' ')}]" for name in ("role", "profession", "professions")}
    cases: dict[str, list[Case]] = {}
    for case in table.cases:
        for name in filter(None, (case.decided_by, *case.rows)):
            cases.setdefault(name, []).append(case)
    lines = []
    for row in (row for row in table.rows if row.until is None or on < row.until):
        filled = {**table.shown_at(on), **table.words, **words}
        lines.append(
            RowLine(
                row, fill(row.because, filled), tuple(fill(step, filled) for step in row.do), tuple(_clauses(block) for block in row.when),
                cite(library, row.facts, on), tuple(cases.get(row.id, ())),
            )
        )  # fmt: skip
    return lines


def _clauses(block: Block) -> tuple[str, ...]:
    return tuple(_clause(key, value) for key, value in block.items())


def _clause(key: str, value: Any) -> str:
    if key in ("is", "is_not"):
        return f"{'' if key == 'is' else 'not '}{_joined(value)}"
    if isinstance(value, Mapping):
        return f"{key} is not {_joined(value.get('not', ''))}"
    return f"{key} is {_joined(value)}"


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else " or ".join(value)
