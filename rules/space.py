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

    def mask(self, values: Iterable[str]) -> int:
        """The mask of some values. Raises KeyError for a value that is not in the list."""
        total = 0
        for value in values:
            if value not in self.values:
                raise KeyError(value)
            total |= 1 << self.values.index(value)
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


def meets(first: Box, second: Box) -> bool:
    """Whether two boxes share anybody. A plain loop: it ends at the first dimension that parts them, and the engine asks this most of all."""
    for a, b in zip(first, second, strict=True):
        if not a & b:
            return False
    return True


def intersect(first: Box, second: Box) -> Box | None:
    """What two boxes share, or None."""
    return tuple([a & b for a, b in zip(first, second, strict=True)]) if meets(first, second) else None


def subtract(box: Box, hole: Box) -> list[Box]:
    """What remains of a box without another: boxes that do not overlap."""
    if not meets(box, hole):
        return [box]
    rest: list[Box] = []
    core = list(box)
    for place, mask in enumerate(hole):
        outside = core[place] & ~mask
        if outside:
            rest.append((*core[:place], outside, *core[place + 1 :]))
            core[place] &= mask
    return rest


def subtract_all(boxes: Iterable[Box], holes: Sequence[Box]) -> list[Box]:
    """What remains of several boxes without several others."""
    left = list(boxes)
    for hole in holes:
        left = [part for box in left for part in subtract(box, hole)]
    return left


def touching(boxes: Iterable[Box], holes: Sequence[Box]) -> list[Box]:
    """The parts of `boxes` that lie in the union of `holes`, without overlap."""
    left = list(boxes)
    inside: list[Box] = []
    for hole in holes:
        rest: list[Box] = []
        for box in left:
            shared = intersect(box, hole)
            if shared is None:
                rest.append(box)
            else:
                inside.append(shared)
                rest += subtract(box, hole)
        left = rest
    return inside
