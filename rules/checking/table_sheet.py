"""A whole decision table as its page shows it: texts with their numbers, conditions in words, passages, and each worked case as decided now. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from guidance.library import Library
from rules import reports, review, worked
from rules.asked import Asked
from rules.checking.words import Alternative, alternatives, value_words
from rules.citations import Citation, cite
from rules.model import Block, Case, Input, Parameter, Row
from rules.table import Table
from rules.trials import SETTLED
from rules.wording import fill
from rules.worked import Result

STAGES = {
    "gate": ("Gates", "The first that fits ends the matter: no limit touches it."),
    "main": ("Main rows", "Of those that no gate took, the first row that fits decides."),
    "limit": ("Limits", "Each that fits raises the outcome to at least its own. None lowers it."),
    "advice": ("Advice", "Adds to what is said. It never changes the outcome."),
}
"""Stages in the order in which they are walked: how they are called, and what they do."""


@dataclass(frozen=True)
class CaseLine:
    """A worked case with its facts in words, what the table says of it, and the address of the answer with these facts (nothing where there is none)."""

    result: Result
    told: tuple[tuple[str, str], ...]
    url: str


class TableSheet:
    """A table on a date, with the words and passages that a page needs. What is asked of it twice is worked out once."""

    def __init__(self, table: Table, library: Library, on: datetime.date, today: datetime.date) -> None:
        self.table, self.library, self.on, self.today = table, library, on, today
        person = {name: f"[{name}]" for name in ("role", "profession", "professions")}
        self._words = {**table.shown_at(on), **table.words, **person}

    def fill(self, text: str) -> str:
        """A text of the table with the numbers in force, and in general words what differs from person to person."""
        return fill(text, self._words)

    def cite(self, facts: Iterable[str]) -> tuple[Citation, ...]:
        """The passages in force where facts live."""
        return cite(self.library, facts, self.on)

    def when(self, blocks: Iterable[Block]) -> tuple[Alternative, ...]:
        """A condition in words."""
        return alternatives(self.table, blocks)

    @cached_property
    def stages(self) -> tuple[tuple[str, str, str, tuple[Row, ...]], ...]:
        """Each stage that has rows in force or ahead: its id, what it is called, what it does, and the rows."""
        rows = [row for row in self.table.rows if row.until is None or self.on < row.until]
        found = ((name, *said, tuple(row for row in rows if row.stage == name)) for name, said in STAGES.items())
        return tuple(stage for stage in found if stage[3])

    @property
    def rows(self) -> tuple[Row, ...]:
        """Rows in force or ahead, in the order in which they are walked."""
        return tuple(row for stage in self.stages for row in stage[3])

    def ahead(self, row: Row | Parameter) -> bool:
        """Whether a row or number is announced, and not in force yet."""
        return row.since is not None and row.since > self.on

    def ended(self, row: Row) -> bool:
        """Whether a row is in force no more."""
        return row.until is not None and row.until <= self.on

    def replaced(self, number: Parameter) -> bool:
        """Whether a later entry of the same number is in force."""
        return any(item.id == number.id and number.since < item.since <= self.on for item in self.table.parameters)

    def rechecked(self, row: Row) -> str:
        """Why a row is being checked again, or nothing."""
        if doubt := reports.doubts(self.table.reports).get(row.id):
            return doubt.words(self.library.regulators[self.table.regulator].short, self.on)
        if review.outdated(self.table, row, self.library, self.on):
            return "A passage that this row rests on has changed since we checked it. We are re-checking it."
        return "The date for checking this row again has passed." if row.next_check < self.on else ""

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """Every worked case, decided now."""
        return tuple(worked.run(self.table, case) for case in self.table.cases)

    @cached_property
    def landing(self) -> Mapping[str, tuple[Result, ...]]:
        """The worked cases that land on each row, by its id."""
        return {row.id: tuple(each for each in self.results if row.id in each.landed) for row in self.table.rows}

    @cached_property
    def cases(self) -> tuple[CaseLine, ...]:
        """Worked cases in words, with their answers."""
        return tuple(self.case(result) for result in self.results)

    def case(self, result: Result) -> CaseLine:
        """One worked case in words, with its answer."""
        facts = result.case.facts.items()
        told = tuple((self.table.input[name].question, value_words(self.table, name, value)) for name, value in facts if name in self.table.input)
        return CaseLine(result, told, self._answer(result.case))

    def _answer(self, case: Case) -> str:
        """The address of the answer for a case: for a profession of ours, in a role that this table reads as the case does and that says no more."""
        facts, regulator = dict(case.facts), self.table.regulator
        profession, wanted = self.library.professions.get(facts.get("profession", "")), facts.get("role")
        if profession is None or profession.regulator != regulator:
            return ""
        reads = [(role.id, read) for role in self.library.corpus.roles if (read := role.decides_as.get(regulator)) and read.role == wanted]
        fitting = [name for name, read in reads if read.facts.items() <= facts.items()]
        if not fitting:
            return ""
        told = {name: value for name, value in facts.items() if name not in SETTLED}
        on = "" if case.on == self.today else case.on.isoformat()
        return Asked(profession.id, wanted if wanted in fitting else fitting[0], told, on).link()

    def presumed(self, item: Input) -> str:
        """The value that is taken of an input when it is not told, in words."""
        return value_words(self.table, item.id, item.presume)
