"""The four schemes side by side on a date: each cell in words, with the passages that it rests on. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from guidance.freshness import majors
from guidance.library import Library
from guidance.model import Regulator
from rules.citations import Citation, cite, passages
from rules.compare.comparison import Cell, Comparison, Subject
from rules.table import Table
from rules.wording import fill


@dataclass(frozen=True)
class Side:
    """One scheme on one subject. `text` is empty before the first date for which we have checked words; `recheck` says why to be careful, if so."""

    regulator: Regulator
    text: str
    since: datetime.date | None = None
    checked: datetime.date | None = None
    citations: tuple[Citation, ...] = ()
    recheck: str = ""


@dataclass(frozen=True)
class Line:
    """One subject, with a side for every regulator in their order."""

    subject: Subject
    sides: tuple[Side, ...]


def side_by_side(comparison: Comparison, tables: Mapping[str, Table], library: Library, on: datetime.date) -> tuple[Line, ...]:
    """Every subject with its sides on a date. Raises KeyError for a placeholder that `check_comparison` would refuse."""
    regulators = [item for item in library.corpus.regulators if item.id in tables]
    return tuple(
        Line(subject, tuple(_side(comparison.cell(subject.id, item.id, on), item, tables[item.id], library, on) for item in regulators))
        for subject in comparison.subjects
    )


def _side(cell: Cell | None, regulator: Regulator, table: Table, library: Library, on: datetime.date) -> Side:
    if cell is None:
        return Side(regulator, "")
    # what is to be confirmed stands first, because a page may fold away all passages but two
    citations = tuple(sorted(cite(library, cell.facts, on), key=lambda item: not item.confirm))
    return Side(regulator, fill(cell.text, table.shown_at(on)), cell.since, cell.checked, citations, _recheck(cell, library, on))


def _recheck(cell: Cell, library: Library, on: datetime.date) -> str:
    places = [place for name in cell.facts if (place := library.home(name, on))]
    newer = (item for place in places for item in majors(library.pages[place.version.page_id], place.version) if item.date > cell.checked)
    if any(newer):
        return "A passage that this rests on has changed since we checked it. We are re-checking it."
    return "The date for checking this again has passed." if cell.next_check < on else ""


HEADINGS = ("As of", "Content", "Subject", "Regulator", "Words", "Words from", "Checked", "Confirm", "Passages", "Passages in force from", "Facts", "Re-check")
"""The columns of the comparison as a sheet."""


def rows(lines: tuple[Line, ...], content: str, on: datetime.date) -> list[list[str]]:
    """The comparison as rows of a sheet, one for each cell. content: the name of the release that it was made from."""
    return [
        [
            on.isoformat(),
            content,
            line.subject.title,
            side.regulator.short,
            side.text,
            side.since.isoformat() if side.since else "",
            side.checked.isoformat() if side.checked else "",
            side.regulator.confirm if any(item.confirm for item in side.citations) else "",
            *passages(side.citations),
            side.recheck,
        ]
        for line in lines
        for side in line.sides
    ]
