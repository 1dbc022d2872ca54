"""Box arithmetic, held against sets of points counted one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.space import Box, Dimension, Space, carve, intersect, part, sides, subtract_all

SPACE = Space((Dimension("a", ("x", "y", "z")), Dimension("b", ("p", "q")), Dimension("c", ("1", "2", "3", "4"))))
boxes = st.tuples(*(st.integers(1, dimension.full) for dimension in SPACE.dimensions))


def points(found: Iterable[Box]) -> list[tuple[int, ...]]:
    """Every point of every box; a point in two boxes stands twice."""
    listed = []
    for box in found:
        listed += list(itertools.product(*([bit for bit in range(8) if mask >> bit & 1] for mask in box)))
    return listed


@given(boxes, boxes)
def test_intersection_is_that_of_the_points(first: Box, second: Box) -> None:
    shared = intersect(first, second)
    assert set(points([shared] if shared else [])) == set(points([first])) & set(points([second]))


@given(boxes, boxes)
def test_subtraction_leaves_each_other_point_once(first: Box, second: Box) -> None:
    inside, outside = part(first, sides(first, second))
    left = points(outside)
    assert len(left) == len(set(left))
    assert set(left) == set(points([first])) - set(points([second]))
    assert points([inside] if inside else []) == points([shared] if (shared := intersect(first, second)) else [])


@given(boxes, st.lists(boxes, max_size=6))
def test_what_touches_and_what_is_left_make_the_whole(whole: Box, holes: list[Box]) -> None:
    inside, outside = (points(found) for found in carve([whole], [sides(whole, hole) for hole in holes]))
    assert outside == points(subtract_all([whole], holes))
    assert sorted(inside + outside) == sorted(points([whole]))
    assert set(inside) == set(points([whole])) & set(points(holes))


def test_values_are_named_in_their_order() -> None:
    box = SPACE.box({"a": ["z", "x"]})
    assert SPACE.values(box, "a") == ("x", "z")
    assert SPACE.values(box, "b") == ("p", "q")


@pytest.mark.parametrize(("name", "value"), [("a", "w"), ("d", "x")])
def test_unknown_names_and_values_are_refused(name: str, value: str) -> None:
    with pytest.raises(KeyError):
        SPACE.box({name: [value]})
