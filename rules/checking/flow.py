"""A table drawn as people walk it: gates, main rows and limits from top to bottom, what each asks and where it leads. Places and lines of text only. Pure."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from rules.checking.table_sheet import TableSheet
from rules.checking.words import asked
from rules.model import Row
from rules.outcomes import WORDS

WIDTH, LEFT, LINE, PAD, GAP = 288, 26, 19, 8, 10
"""In units of the drawing, which is as wide as the narrowest screen leaves: it is never made smaller, so its text stays readable."""
LETTERS = 31
"""Letters that fit on a line of a box."""
DRAWN = ("gate", "main", "limit")


@dataclass(frozen=True)
class Text:
    """A line of text and its place."""

    x: int
    y: int
    words: str
    strong: bool = False


@dataclass(frozen=True)
class Box:
    """A row as a box: its upper edge and height, its texts, and whether it takes people out of the way (gates and main rows do)."""

    y: int
    height: int
    texts: tuple[Text, ...]
    leaves: bool

    @property
    def middle(self) -> int:
        """Where the line from the way meets it."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Drawing:
    """The whole picture. titles: the names of the stages. ways: the upper and lower end of the line along which people walk, for each stage."""

    height: int
    titles: tuple[Text, ...]
    ways: tuple[tuple[int, int], ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Step:
    """A row of the flow in words: what it asks about, and what comes out."""

    row: Row
    asks: tuple[str, ...]
    outcome: str


def steps(sheet: TableSheet) -> tuple[Step, ...]:
    """The rows in force or ahead in the order in which they are walked: what the picture shows, as text, and advice."""
    return tuple(Step(row, asked(sheet.when(row.when)), WORDS[row.outcome] if row.outcome else "") for row in sheet.rows)


def drawing(sheet: TableSheet) -> Drawing:
    """The picture of a table on a date. Rows that are announced are not in it."""
    walked = [step for step in steps(sheet) if not sheet.ahead(step.row)]
    titles: list[Text] = []
    ways: list[tuple[int, int]] = []
    boxes: list[Box] = []
    y = 0
    for name, title, does, _ in sheet.stages:
        of_stage = [step for step in walked if step.row.stage == name]
        if name not in DRAWN or not of_stage:
            continue
        for number, words in enumerate([title, *textwrap.wrap(does, LETTERS + 4)]):
            y += LINE
            titles.append(Text(0, y, words, strong=not number))
        y += GAP
        top = y
        for step in of_stage:
            box = _box(step, y)
            boxes.append(box)
            y += box.height + GAP
        ways.append((top, y))
        y += 2 * GAP
    return Drawing(y, tuple(titles), tuple(ways), tuple(boxes))


def _box(step: Step, y: int) -> Box:
    asks = f"Asks: {', '.join(step.asks)}" if step.asks else "Everybody who is left"
    lines = [f"{step.row.id}: {step.outcome}", *textwrap.wrap(asks, LETTERS)]
    texts = tuple(Text(LEFT + PAD, y + PAD + LINE * (number + 1) - 5, words, strong=not number) for number, words in enumerate(lines))
    return Box(y, 2 * PAD + LINE * len(lines), texts, step.row.stage != "limit")
