"""Which clauses of a table a box touches, by bit masks: each dimension of the box knows the clauses that allow its values.

An index is made once for all days between two changes of a table. It keeps nothing of anybody.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.conditions import Clause
from rules.model import Row
from rules.space import Box, Sides, sides
from rules.table import Table

MOST_MASKS = 512
"""How many sets of values of one dimension are remembered."""


@dataclass(frozen=True)
class Hole:
    """A clause of a row, ready to be cut out of boxes. `bit`: its place in the index, as a mask."""

    row: Row
    clause: Clause
    sides: Sides
    bit: int

    def tied(self, row: str, outcome: str | None) -> bool:
        """Whether it speaks of those who are decided by this row with this outcome."""
        clause = self.clause
        return (clause.decided_by is None or row in clause.decided_by) and (clause.outcomes is None or outcome in clause.outcomes)


class Places(dict[int, int]):
    """For one dimension: a mask of values -> the clauses that allow some of them, or all of them. At most MOST_MASKS are kept."""

    def __init__(self, allowed: Iterable[tuple[int, int]], whole: bool) -> None:
        """allowed: what each clause allows, as a mask of values, and the clause as a bit."""
        self._bits = list(allowed)
        self._whole = whole

    def __missing__(self, mask: int) -> int:
        found = sum([bit for allowed, bit in self._bits if (not mask & ~allowed if self._whole else mask & allowed)])
        if len(self) < MOST_MASKS:
            self[mask] = found
        return found


class Index:
    """The clauses of the rows in force on a date, gates and main rows first, and for any box those that matter to it."""

    def __init__(self, table: Table, on: datetime.date) -> None:
        rows = [*table.in_force(on, "gate", "main"), *table.in_force(on, "limit"), *table.in_force(on, "advice")]
        full = table.space.full
        clauses = [(row, clause) for row in rows for clause in table.clauses[row.id]]
        self.holes = [Hole(row, clause, sides(full, clause.box), 1 << number) for number, (row, clause) in enumerate(clauses)]
        self.main = [row for row in rows if row.stage == "main"]
        self._by_row: dict[str, list[Hole]] = {}
        for hole in self.holes:
            self._by_row.setdefault(hole.row.id, []).append(hole)
        self._of_row = {name: sum(hole.bit for hole in own) for name, own in self._by_row.items()}
        self.all = (1 << len(clauses)) - 1
        self.deciding, self.limiting, self.advising = (
            sum(hole.bit for hole in self.holes if hole.row.stage in stages) for stages in (("gate", "main"), ("limit",), ("advice",))
        )
        allowed = [[(hole.clause.box[place], hole.bit) for hole in self.holes] for place in range(len(full))]
        self._meets = [Places(own, whole=False) for own in allowed]
        self._holds = [Places(own, whole=True) for own in allowed]

    def match(self, box: Box) -> tuple[int, int]:
        """The clauses that hold for somebody in a box, and those that hold for everybody in it."""
        settled = meets = holds = self.all
        for place, mask in enumerate(box):
            if mask & mask - 1:
                meets &= self._meets[place][mask]
                holds &= self._holds[place][mask]
            else:
                settled &= self._meets[place][mask]
        return meets & settled, holds & settled

    def before_certainty(self, meets: int, holds: int) -> int:
        """The deciding clauses that meet a box, up to the first that holds for everybody in it: none after that can matter."""
        deciding = meets & self.deciding
        sure = deciding & holds
        return deciding & ((sure & -sure) * 2 - 1) if sure else deciding

    def parting(self, box: Box, places: Iterable[int]) -> list[int]:
        """Those of some dimensions on which fates can turn in a box: some clause that may matter to somebody in it does not allow all their values.

        Boxes within this one that differ in other dimensions alone meet the same fates.
        """
        meets, holds = self.match(box)
        mattering = self.before_certainty(meets, holds) | meets & self.limiting
        return [place for place in places if mattering & ~self._holds[place][box[place]]]

    def rows(self, bits: int) -> Iterator[tuple[Row, list[Hole]]]:
        """The clauses of a mask by row, in order."""
        while bits:
            row = self.holes[(bits & -bits).bit_length() - 1].row
            yield row, [hole for hole in self._by_row[row.id] if hole.bit & bits]
            bits &= ~self._of_row[row.id]

    def of(self, row: Row) -> int:
        """The clauses of a row, as a mask."""
        return self._of_row.get(row.id, 0)


def index(table: Table, on: datetime.date) -> Index:
    """The index of a table for a date."""
    return table.keep("index", on, lambda: Index(table, on))
