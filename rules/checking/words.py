"""Conditions in plain words: the question and the answers that a row wants, as a reader of the question knows them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.model import Block
from rules.outcomes import WORDS
from rules.table import Table


@dataclass(frozen=True)
class Clause:
    """One clause of a condition: what it is about, the anchor where the table explains that, and the answers that it wants or refuses.

    asks: the id of the input, derived fact or condition; nothing where it is about another row or the outcome.
    """

    about: str
    anchor: str
    answers: tuple[str, ...] = ()
    refused: bool = False
    asks: str = ""

    def __str__(self) -> str:
        listed = " or ".join(self.answers)
        return f"{self.about} {'not: ' if self.refused else ''}{listed}".strip()


Alternative = tuple[Clause, ...]
"""Clauses that must all hold."""


def alternatives(table: Table, blocks: Iterable[Block]) -> tuple[Alternative, ...]:
    """The alternatives of a condition, each with its clauses in the order of the file; none where it holds for everybody."""
    return tuple(tuple(clause for key, value in block.items() for clause in _clauses(table, key, value)) for block in blocks)


def in_one_line(found: Iterable[Alternative]) -> str:
    """Alternatives in one cell of a sheet."""
    return "; or ".join(" and ".join(str(clause) for clause in clauses) for clauses in found)


def label(name: str) -> str:
    """An id as words: `return_hours` -> return hours."""
    return name.replace("_", " ").replace("-", " ")


def anchor(kind: str, name: str) -> str:
    """Where an entry stands on the page of its table."""
    return f"{kind}-{name.replace('_', '-')}"


def asked(found: Iterable[Alternative]) -> tuple[str, ...]:
    """What a condition asks about, each once, in words of an id."""
    return tuple(dict.fromkeys(label(clause.asks) for clauses in found for clause in clauses if clause.asks))


def value_words(table: Table, name: str, value: str) -> str:
    """A value as a person would put it; a number, date or band as it stands."""
    found = table.input.get(name)
    return next((each.words for each in found.values if each.id == value), value) if found else label(value)


def _clauses(table: Table, key: str, value: Any) -> list[Clause]:
    refused = isinstance(value, Mapping)
    held = value["not"] if isinstance(value, Mapping) else value
    names = (held,) if isinstance(held, str) else tuple(held)
    if key in ("is", "is_not"):
        words = {item.id: item.words for item in table.conditions}
        about = "This holds:" if key == "is" else "This does not hold:"
        return [Clause(about, anchor("condition", name), (words.get(name, name),), asks=name) for name in names]
    if key == "decided_by":
        return [Clause("Decided by row", names[0], names)]
    if key == "outcome":
        return [Clause("So far the outcome is", "sr-rows", tuple(dict(WORDS).get(name, name) for name in names))]
    said = tuple(value_words(table, key, name) for name in names)
    if item := table.input.get(key):
        return [Clause(item.question, anchor("input", key), said, refused, key)]
    return [Clause(f"{label(key).capitalize()}:", anchor("derived", key), said, refused, key)]
