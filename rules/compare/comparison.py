"""The comparison of the schemes as content: subjects, and for each a dated cell of every regulator. Read strictly, and checked against its evidence. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated

from pydantic import Field

from guidance.issues import Issue
from guidance.library import Library
from guidance.model import Day, FactId, Frozen
from guidance.registers import line_of, read_entries
from rules.dated import placeholders
from rules.model import Text
from rules.table import Table

PATH = "compare.toml"
_SLUG = r"[a-z][a-z0-9-]*"


class Subject(Frozen):
    """A line of the comparison."""

    id: Annotated[str, Field(pattern=rf"^{_SLUG}$")]
    title: Text


class Cell(Frozen):
    """What one scheme says on one subject, from a date until the next cell with the same id. `id`: subject and regulator, `fees.nmc`.

    Placeholders of `text` are parameters of that regulator's table, so that a published number changes the cell.
    """

    id: Annotated[str, Field(pattern=rf"^{_SLUG}\.{_SLUG}$")]
    text: Text
    facts: Annotated[tuple[FactId, ...], Field(min_length=1)]
    since: Day = Field(alias="from")
    checked: Day
    next_check: Day

    @property
    def subject(self) -> str:
        """The id of its subject."""
        return self.id.partition(".")[0]

    @property
    def regulator(self) -> str:
        """The id of its regulator."""
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Comparison:
    """All subjects in order, and all cells."""

    subjects: tuple[Subject, ...]
    cells: tuple[Cell, ...]

    @cached_property
    def _by_id(self) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for cell in sorted(self.cells, key=lambda cell: cell.since):
            found.setdefault(cell.id, []).append(cell)
        return found

    def cell(self, subject: str, regulator: str, on: datetime.date) -> Cell | None:
        """The cell in force on a date; None before the first."""
        return next((cell for cell in reversed(self._by_id.get(f"{subject}.{regulator}", [])) if cell.since <= on), None)


@lru_cache(maxsize=4)
def read_comparison(data: bytes) -> tuple[Comparison, tuple[Issue, ...]]:
    """The comparison as far as it could be understood, and a fault for each entry that does not fit."""
    entries, issues = read_entries(PATH, data, {"subject": Subject, "cell": Cell}, dated=frozenset({"cell"}))
    return Comparison(tuple(entries["subject"]), tuple(entries["cell"])), tuple(issues)


def check_comparison(files: Mapping[str, bytes], library: Library, tables: Mapping[str, Table], moments: Iterable[datetime.date]) -> list[Issue]:
    """Every fault of the comparison: what `read_comparison` finds, cells of no subject or regulator, cells that are missing at a moment,
    placeholders that are no parameter, and facts that are not evidence of that regulator or have no section in force."""
    if PATH not in files:
        return [Issue(PATH, 0, "The comparison of the schemes is missing.", "Put it back; /compare shows it.")]
    data = files[PATH]
    found, issues = read_comparison(data)
    days = sorted(moments)
    days = sorted({*days, *(cell.since for cell in found.cells if days and cell.since > days[0])})
    faults = list(issues)
    for cell in found.cells:
        faults += [Issue(PATH, line_of(data, cell.id), f"{cell.id}: {fault}", remedy) for fault, remedy in _cell(cell, found, library, tables)]
    for subject in found.subjects:
        for regulator in tables:
            shown = {day: found.cell(subject.id, regulator, day) for day in days}
            if missing := [day for day, cell in shown.items() if cell is None]:
                said = f"{subject.id}: the cell of {regulator} is missing on {missing[0]}."
                faults.append(Issue(PATH, line_of(data, subject.id), said, f'Add a [[cell]] with id = "{subject.id}.{regulator}".'))
            faults += [fault for day, cell in shown.items() if cell for fault in _homeless(cell, data, library, day)]
    faults += [fault for cell in found.cells if days and cell.since < days[0] for fault in _homeless(cell, data, library, cell.since)]
    return list(dict.fromkeys(faults))


def _cell(cell: Cell, found: Comparison, library: Library, tables: Mapping[str, Table]) -> Iterable[tuple[str, str]]:
    if cell.subject not in {subject.id for subject in found.subjects}:
        yield "there is no such subject.", "Name a [[subject]] of this file before the dot."
    if cell.next_check < cell.checked:
        yield "`next_check` lies before `checked`.", "Correct the dates."
    table = tables.get(cell.regulator)
    if table is None:
        yield "there is no table of that regulator.", f"Name one of {', '.join(tables)} after the dot."
        return
    for name in set(re.findall(r"\{([^{}]*)\}", cell.text)) - {each for item in table.parameters for each in placeholders(item)}:
        yield f"the placeholder {{{name}}} is not a parameter of the table of {cell.regulator}.", "Use the id of a [[parameter]] there."
    for name in cell.facts:
        fact = library.facts.get(name)
        if fact is None:
            yield f"the fact {name} is not in the evidence.", "Check its number."
        elif fact.collection != cell.regulator:
            yield f"the fact {name} is evidence of {fact.collection}.", "A cell rests on facts of its own regulator alone."


def _homeless(cell: Cell, data: bytes, library: Library, day: datetime.date) -> Iterable[Issue]:
    for name in cell.facts:
        if name in library.facts and library.home(name, day) is None:
            said = f"{cell.id}: no section in force on {day} tells {name}."
            yield Issue(PATH, line_of(data, cell.id), said, "Give the fact a home from that day, or let the cell begin later.")
