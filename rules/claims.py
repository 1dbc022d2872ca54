"""For whom the blocks of a requirement claim its states: which of them touch a box, by bit masks as in `rules.index`.

Made once for each requirement of a table. It keeps nothing of anybody. Pure.
"""

from __future__ import annotations

import datetime

from rules.index import Places
from rules.model import Requirement, State
from rules.space import Box, Sides, carve
from rules.table import Table


class Claims:
    """The blocks of one requirement, ready to be asked for boxes. `matters`: the places of the dimensions on which its states turn."""

    def __init__(self, table: Table, requirement: Requirement) -> None:
        holes = [(state, hole) for state in requirement.blocks for hole in table.holes[requirement.id, state]]
        self._holes: dict[State, list[tuple[int, Sides]]] = {}
        for number, (state, hole) in enumerate(holes):
            self._holes.setdefault(state, []).append((1 << number, hole))
        self._all = (1 << len(holes)) - 1
        self.matters = frozenset(place for _, hole in holes for place, _ in hole)
        limits = [dict(hole) for _, hole in holes]
        full = table.space.full
        allowed = {place: [(own.get(place, full[place]), 1 << number) for number, own in enumerate(limits)] for place in self.matters}
        self._places = [(place, Places(masks, whole=False), Places(masks, whole=True)) for place, masks in allowed.items()]

    def possible(self, box: Box, otherwise: State) -> list[State]:
        """The states that anybody in a box can have, each once: of the blocks that claim them, the first; `otherwise` for those whom none claims."""
        meets = holds = self._all
        for place, meeting, holding in self._places:
            meets &= meeting[box[place]]
            holds &= holding[box[place]]
        left, found = [box], dict[State, None]()
        for state, holes in self._holes.items():
            touching = [(bit, hole) for bit, hole in holes if meets & bit]
            if any(holds & bit for bit, _ in touching):  # it holds for everybody who is left
                return list({**found, state: None})
            if touching:
                inside, left = carve(left, [hole for _, hole in touching])
                if inside:
                    found[state] = None
                if not left:
                    return list(found)
        return list({**found, otherwise: None})

    def claimed(self, box: Box) -> bool:
        """Whether the blocks claim anybody in a box."""
        meets = self._all
        for place, meeting, _ in self._places:
            meets &= meeting[box[place]]
        return bool(meets)


def claims(table: Table, on: datetime.date) -> dict[str, Claims]:
    """Those of every requirement of a table on a date, by its id."""
    return table.keep("claims", on, lambda: {item.id: Claims(table, item) for item in table.requirements})
