"""Charts: bars from the first table, which stays the text for everybody; a table without numbers is told."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.charts import bar_chart
from guidance.issues import Issue

TABLE = [["place", "hours"], ["ward", "450"], ["board", "900"]]


def drawn(table: list[list[str]], caption: str = "Hours by place.") -> tuple[ElementTree.Element | None, list[Issue]]:
    """The drawing, parsed, and what was reported."""
    faults: list[Issue] = []
    html = bar_chart("hours-chart", caption, [table], "a.md", 7, faults)
    return (ElementTree.fromstring(html) if html else None), faults


def widths(table: list[list[str]]) -> list[float]:
    figure, _ = drawn(table)
    assert figure is not None
    return [float(bar.attrib["width"]) for bar in figure.iter("rect")]


def test_bars_are_in_proportion_and_named() -> None:
    figure, faults = drawn(TABLE)
    assert faults == []
    assert figure is not None
    assert widths(TABLE)[1] == pytest.approx(2 * widths(TABLE)[0], rel=0.01)
    drawing = figure.find("svg")
    assert drawing is not None
    assert drawing.attrib["role"] == "img"
    title = drawing.find("title")
    assert title is not None
    assert drawing.attrib["aria-labelledby"] == title.attrib["id"] == "sr-hours-chart"
    assert "The table above holds the same figures." in (title.text or "")
    assert [text.text for text in figure.iter("text")] == ["ward", "450", "board", "900"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("450", 450),
        ("1,234", 1234),
        ("£120", 120),
        ("12.5%", 12.5),
        ("3 per cent", 3),
        ("450 hours", 450),
        ("(a) 7", None),
        ("about 3", None),
        ("-5", None),
        ("−5", None),
        (",", None),
        ("", None),
        ("none", None),
        ("9" * 400, None),
        ("٣", None),
        ("²", None),
        ("£1,000.50 a year", 1000.5),
    ],
)
def test_numbers_are_read_as_they_are_written(cell: str, value: float | None) -> None:
    figure, _ = drawn([["a", "b"], ["scale", "1000"], ["x", cell]])
    assert figure is not None
    bars = [float(bar.attrib["width"]) for bar in figure.iter("rect")]
    if value is None:
        assert len(bars) == 1
    else:
        assert bars[1] == pytest.approx(max(1.0, bars[0] * value / 1000) if value <= 1000 else 492, rel=0.02)


def test_several_columns_are_named_in_each_label() -> None:
    figure, _ = drawn([["place", "2024", "2025"], ["ward", "1", "2"]])
    assert figure is not None
    assert [text.text for text in figure.iter("text")][::2] == ["ward: 2024", "ward: 2025"]


@pytest.mark.parametrize("table", [[], [[]], [["a"]], [["a", "b"]], [["a", "b"], []], [["a", "b"], ["x", "none"]]])
def test_a_table_without_numbers_is_told(table: list[list[str]]) -> None:
    figure, faults = drawn(table)
    assert figure is None
    assert [(issue.path, issue.line) for issue in faults] == [("a.md", 7)]
    assert "Give its section a table" in faults[0].remedy


def test_no_table_is_told() -> None:
    faults: list[Issue] = []
    assert bar_chart("x", "A caption.", [], "a.md", 7, faults) == ""
    assert len(faults) == 1


def test_words_are_escaped() -> None:
    figure, _ = drawn([["a", "b"], ["<script>&\"'", "1 <b>"]], "<img src=x> & co.")
    assert figure is not None
    assert {element.tag for element in figure.iter()} == {"figure", "svg", "title", "text", "rect", "figcaption"}
    caption = figure.find("figcaption")
    assert caption is not None
    assert caption.text == "<img src=x> & co."


def test_nothing_but_noughts_is_drawn() -> None:
    assert widths([["a", "b"], ["x", "0"], ["y", "0"]]) == [1, 1]


@given(st.lists(st.lists(st.text(alphabet="0123456789,.-%£ab <", max_size=8), max_size=4), max_size=5))
def test_no_table_breaks_the_drawing(table: list[list[str]]) -> None:
    figure, faults = drawn(table)
    assert (figure is None) == bool(faults)
    if figure is not None:
        assert all(0 <= float(bar.attrib["width"]) <= 600 for bar in figure.iter("rect"))
