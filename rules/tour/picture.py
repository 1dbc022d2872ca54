"""Where things stand in the picture of a plan: a line from top to bottom, thick while the registration is held, with a mark at every point. Pure."""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass

from guidance.dates import in_words
from rules.outcomes import SEVERITY, WORDS, Outcome, alternatives
from rules.tour.overview import Line, Row

TOP, GAP, LETTERS, ROW = 26, 14, 30, 20
"""In units of a picture 320 wide, one unit a pixel there: the first mark, the least space between marks, letters and height of a line of words."""
MONTH = 5.0
"""How far apart a month is, where the words leave room."""


@dataclass(frozen=True)
class Spot:
    """One mark: how far down it stands, its outcome (None where more than one is possible), and its lines of words."""

    y: int
    outcome: Outcome | None
    date: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A part of the line. state: `held`, `gap`, or `back`: held again if coming back succeeds."""

    top: int
    bottom: int
    state: str


@dataclass(frozen=True)
class Picture:
    """A picture 320 wide and some units high. `words` tells all of it in text."""

    height: int
    spots: tuple[Spot, ...]
    spans: tuple[Span, ...]
    words: str


def draw(line: Line) -> Picture:
    """The picture of one register's timeline: it holds what the table holds, in short."""
    spots, spans, free = list[Spot](), list[Span](), TOP
    first: datetime.date = line.rows[0].point.moment.day
    for row in line.rows:
        moment = row.point.moment
        words = tuple(textwrap.wrap(f"{row.name}: {_outcome(row)}", LETTERS))
        y = max(free, TOP + round((moment.day - first).days / 30.4375 * MONTH)) if spots else TOP
        y = min(y, free + 90)
        spots.append(Spot(y, moment.possible[0] if len(moment.possible) == 1 else None, in_words(moment.day), words))
        free = y + ROW * (1 + len(words)) + GAP
    state = "held"
    for above, below, row in zip(spots, spots[1:], line.rows, strict=False):
        state = "gap" if not row.point.moment.after else "held" if state == "held" else "back"
        spans.append(Span(above.y, below.y, state))
    said = " ".join(f"{spot.date}: {row.name}, {_outcome(row)}." for spot, row in zip(spots, line.rows, strict=True))
    return Picture(free, tuple(spots), tuple(spans), said)


def _outcome(row: Row) -> str:
    return alternatives([WORDS[each].lower() for each in sorted(row.point.moment.possible, key=SEVERITY.__getitem__)])
