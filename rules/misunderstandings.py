"""What people think of a scheme and what is so, shown where a reader would fall into it: on an answer, or beside a question. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from guidance.issues import Issue
from guidance.recent import Recent
from rules.citations import Citation
from rules.model import Misunderstanding
from rules.space import Box, Sides, carve, part
from rules.table import Table
from rules.trials import SETTLED
from rules.wording import Writer

ORDERED = Recent(16)
"""The misunderstandings of a table in the order in which answers choose among them: the same for everybody."""
MOST = 3
"""How many an answer shows."""


@dataclass(frozen=True)
class Correction:
    """A misunderstanding put right, in words for one person."""

    id: str
    thought: str
    truth: str
    citations: tuple[Citation, ...]


def shown(table: Table, box: Box, writer: Writer) -> tuple[Correction, ...]:
    """Those that stand on the answer of the people in a box, in words."""
    return tuple(_correction(item, writer) for item in meant(table, box))


def meant(table: Table, box: Box) -> tuple[Misunderstanding, ...]:
    """Those that stand on the answer of the people in a box: everybody in it is meant. At most MOST, those meant for the fewest people first."""
    found = [item for item in _by_breadth(table) if not carve([box], table.holes[item.id, "when"])[1]]
    return tuple(found[:MOST])


def beside(table: Table, name: str, writer: Writer) -> tuple[Correction, ...]:
    """Those that stand beside a question, by the id of its input."""
    return tuple(_correction(item, writer) for item in table.misunderstandings if item.input == name)


def _correction(item: Misunderstanding, writer: Writer) -> Correction:
    return Correction(item.id, writer.fill(item.thought), writer.fill(item.truth), writer.cite(item.facts))


def _by_breadth(table: Table) -> list[Misunderstanding]:
    """Those that stand on answers, the narrowest first, ties in the table's order."""
    return ORDERED.get(table.regulator, table, lambda: _ordered(table))


def _ordered(table: Table) -> list[Misunderstanding]:
    full = table.space.full

    def breadth(item: Misunderstanding) -> float:
        return sum(math.prod(mask.bit_count() / whole.bit_count() for mask, whole in zip(box, full, strict=True)) for box in table.boxes[item.id, "when"])

    return sorted((item for item in table.misunderstandings if item.when), key=breadth)


def faults(table: Table) -> Iterator[Issue]:
    """Misunderstandings that nobody would ever see: beside a question that is never asked, or always behind MOST others."""
    ordered = _by_breadth(table)
    for item in table.misunderstandings:
        if item.input in SETTLED:
            said = f"{item.id}: stands beside `{item.input}`, which the address settles and nobody is asked."
            yield Issue(table.path, 0, said, "Name another input, or give it [[misunderstanding.when]].")
        elif not item.input and (item not in ordered or not _reached(table, item, ordered[: ordered.index(item)])):
            yield Issue(table.path, 0, f"{item.id}: nobody is shown it.", "Give it an `input`, or conditions that few others share.")


def _reached(table: Table, item: Misunderstanding, before: list[Misunderstanding]) -> bool:
    """Whether somebody is meant by it and by fewer than MOST of those that come before it."""
    left: list[tuple[Box, int]] = [(box, 0) for box in table.boxes[item.id, "when"]]
    for other in before:
        for hole in table.holes[other.id, "when"]:
            # Those in two blocks of one misunderstanding are counted twice: that is on the side of caution, since it can only report too much.
            left = [each for box, count in left for each in _parted(box, count, hole)]
    return bool(left)


def _parted(box: Box, count: int, hole: Sides) -> Iterator[tuple[Box, int]]:
    inside, outside = part(box, hole)
    yield from ((rest, count) for rest in outside)
    if inside is not None and count + 1 < MOST:
        yield inside, count + 1
