"""One row of a table with all that it rests on: facts in full, passages as they read now, worked cases, and what it was checked against. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from guidance.library import Place
from guidance.model import Fact, Section
from guidance.pages import VersionLine, history, quoted
from rules import review
from rules.checking.table_sheet import CaseLine, TableSheet
from rules.checking.words import Alternative
from rules.locks import Lock
from rules.model import Deadline, Letter, Option, Parameter, Row
from rules.review import Change

NEAR = 2
"""How many rows before and after are named."""


class RowSheet:
    """A row of a table on a date. What is asked of it twice is worked out once."""

    def __init__(self, sheet: TableSheet, row: Row) -> None:
        self.sheet, self.row, self.table = sheet, row, sheet.table

    @property
    def when(self) -> tuple[Alternative, ...]:
        """For whom it holds, in words."""
        return self.sheet.when(self.row.when)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of evidence that it rests on, in its order."""
        held = self.sheet.library.facts_at(self.sheet.on)
        return tuple(held[name] for name in self.row.facts if name in held)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The sections in force where these facts live, each once."""
        found = [place for fact in self.facts if (place := self.sheet.library.home(fact.id, self.sheet.on))]
        return tuple({place.url: place for place in found}.values())

    @staticmethod
    def as_read(place: Place) -> Section:
        """A passage as it reads: links within its own page lead there, to the very version, since here it stands on another page."""
        return quoted(place.version, place.section)

    @property
    def versions(self) -> tuple[VersionLine, ...]:
        """All versions of the pages of its passages, page by page, the newest first."""
        pages = dict.fromkeys(place.version.page_id for place in self.places)
        return tuple(line for name in pages for line in history(self.sheet.library.pages[name], self.sheet.on))

    @cached_property
    def cases(self) -> tuple[CaseLine, ...]:
        """The worked cases that land on it."""
        return tuple(self.sheet.case(result) for result in self.sheet.landing[self.row.id])

    @property
    def options(self) -> tuple[Option, ...]:
        """The courses that it offers."""
        return tuple(self.table.option[name] for name in self.row.options)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters for which it calls."""
        return tuple(item for item in self.table.letters if self.row.id in item.rows)

    @property
    def numbers(self) -> tuple[Parameter, ...]:
        """The dated numbers that its texts show, every value of each."""
        texts = " ".join((self.row.headline, self.row.because, *self.row.do))
        return tuple(item for item in self.table.parameters if f"{{{item.id}}}" in texts)

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The dates that its texts show."""
        texts = " ".join((self.row.headline, self.row.because, *self.row.do))
        return tuple(item for item in self.table.deadlines if f"{{{item.id}}}" in texts)

    @property
    def near(self) -> tuple[Sequence[Row], Sequence[Row]]:
        """The rows of its stage that are walked just before it, and just after."""
        rows = [row for row in self.table.rows if row.stage == self.row.stage]
        at = next(number for number, row in enumerate(rows) if row.id == self.row.id)
        return rows[max(0, at - NEAR) : at], rows[at + 1 : at + 1 + NEAR]

    @property
    def tied(self) -> tuple[Row, ...]:
        """Limits and advice that name this row as the deciding one."""
        return tuple(row for row in self.table.rows if any(self.row.id in _names(block.get("decided_by", ())) for block in row.when))

    @property
    def lock(self) -> Lock | None:
        """What it was checked against."""
        return self.table.locks.get(f"row/{self.row.id}")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What has changed since."""
        found = review.review(self.table, self.sheet.library, self.sheet.on)
        return next((each.changes for each in found if each.entry.name == f"row/{self.row.id}"), ())


def _names(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
