"""Boxes: sets of people, as one set of possible values for each dimension.

A known input is one value, an unknown one all its values. Sets are bit masks, so that intersecting and subtracting boxes is integer arithmetic.
The algorithm of subtraction is the standard split of a hyper-rectangle along each dimension in turn; the parts do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Box = tuple[int, ...]


@dataclass(frozen=True)
class Dimension:
    """One question with its closed list of values."""

    id: str
    values: tuple[str, ...]

    @cached_property
    def full(self) -> int:
        """The mask of all values."""
        return (1 << len(self.values)) - 1

    @cached_property
    def bits(self) -> dict[str, int]:
        """The mask of each value by itself."""
        return {value: 1 << number for number, value in enumerate(self.values)}

    def mask(self, values: Iterable[str]) -> int:
        """The mask of some values. Raises KeyError for a value that is not in the list."""
        total = 0
        for value in values:
            total |= self.bits[value]
        return total

    def names(self, mask: int) -> tuple[str, ...]:
        """The values of a mask, in the list's order."""
        return tuple(value for number, value in enumerate(self.values) if mask >> number & 1)


@dataclass(frozen=True)
class Space:
    """All dimensions of a table, in order."""

    dimensions: tuple[Dimension, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """Place of each dimension by id."""
        return {dimension.id: number for number, dimension in enumerate(self.dimensions)}

    @cached_property
    def full(self) -> Box:
        """The box of everybody."""
        return tuple(dimension.full for dimension in self.dimensions)

    def box(self, limits: Mapping[str, Iterable[str]]) -> Box:
        """The box of those whose values lie within `limits`; dimensions not named are unlimited. Raises KeyError for unknown ids or values."""
        masks = list(self.full)
        for name, values in limits.items():
            place = self.index[name]
            masks[place] = self.dimensions[place].mask(values)
        return tuple(masks)

    def values(self, box: Box, name: str) -> tuple[str, ...]:
        """The values that a box leaves open for one dimension."""
        place = self.index[name]
        return self.dimensions[place].names(box[place])


Sides = tuple[tuple[int, int], ...]
"""Where a hole is narrower than what it is cut from: place and mask of each dimension that it limits. Most holes limit few of many."""


def sides(box: Box, hole: Box) -> Sides:
    """The dimensions in which a hole does not reach over the whole box."""
    return tuple([(place, mask) for place, (own, mask) in enumerate(zip(box, hole, strict=True)) if own & ~mask])


def intersect(first: Box, second: Box) -> Box | None:
    """What two boxes share, or None."""
    shared = tuple([a & b for a, b in zip(first, second, strict=True)])
    return shared if all(shared) else None


def touches(box: Box, hole: Sides) -> bool:
    """Whether a hole holds anybody in a box."""
    for place, mask in hole:
        if not box[place] & mask:
            return False
    return True


def part(box: Box, hole: Sides) -> tuple[Box | None, list[Box]]:
    """A box parted by a hole: what lies inside, or None, and what remains, as boxes that do not overlap."""
    for place, mask in hole:
        if not box[place] & mask:
            return None, [box]
    rest: list[Box] = []
    for place, mask in hole:
        outside = box[place] & ~mask
        if outside:
            before, after = box[:place], box[place + 1 :]
            rest.append((*before, outside, *after))
            box = (*before, box[place] & mask, *after)
    return box, rest


def carve(boxes: Iterable[Box], holes: Iterable[Sides]) -> tuple[list[Box], list[Box]]:
    """Boxes parted by the union of some holes: what lies inside it, and what remains. No two of the boxes that come back overlap."""
    inside: list[Box] = []
    left = list(boxes)
    for hole in holes:
        rest: list[Box] = []
        for box in left:
            shared, outside = part(box, hole)
            rest += outside
            if shared is not None:
                inside.append(shared)
        left = rest
    return inside, left


def subtract_all(boxes: Iterable[Box], holes: Sequence[Box]) -> list[Box]:
    """What remains of several boxes without several others."""
    left = list(boxes)
    for hole in holes:
        left = [rest for box in left for rest in part(box, sides(box, hole))[1]]
    return left
