"""The answer as a sheet: what its page and its print say besides the answer's own fields, gathered once so that templates only set it out. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from guidance.dates import in_words
from rules.answer import Answer, DatedDeadline
from rules.asked import Asked
from rules.calendar import entries
from rules.citations import Citation
from rules.interview import unanswered
from rules.model import Input
from rules.trials import SETTLED
from rules.variations import Branch, Change
from rules.wording import Reason

MOST_DATES = 6
"""So many dates stand open; the others stand behind a line that says how many they are."""
MOVES = (("What would make it better", True), ("What could make it better or worse", None), ("What would make it worse", False))


@dataclass(frozen=True)
class Told:
    """Something that a person told: the input, the question, and the answer in words."""

    id: str
    question: str
    words: str


@dataclass(frozen=True)
class Moves:
    """The answers to one question that would change the outcome."""

    item: Input
    changes: tuple[Change, ...]


class Sheet:
    """One answer, asked for in one way, and what stands on its page."""

    def __init__(self, found: Answer, asked: Asked) -> None:
        self.found, self.asked, self.table = found, asked, found.trials.table

    @cached_property
    def told(self) -> list[Told]:
        """What the person told, in the order of the questions."""
        return [Told(item.id, item.question, self._words(item)) for item in self.table.inputs if item.id in self.found.told]

    @cached_property
    def settled(self) -> list[Told]:
        """What the role tells by itself."""
        items = ((self.table.input[name], value) for name, value in self.found.settled.items())
        return [Told(item.id, item.question, _value_words(item, value)) for item, value in items]

    def _words(self, item: Input) -> str:
        value = self.found.told[item.id]
        return in_words(value) if isinstance(value, datetime.date) else _value_words(item, str(value))

    @cached_property
    def skipped(self) -> list[Input]:
        """The questions that were left open."""
        return [self.table.input[name] for name in self.asked.skipped]

    @cached_property
    def questions(self) -> list[Input]:
        """The questions that can still change the answer and were not left open."""
        return [self.table.input[name] for name in unanswered(self.found, self.asked)]

    @cached_property
    def others(self) -> list[Input]:
        """The other questions, numbers and dates first: the form folds them away."""
        open_now = {item.id for item in self.questions}
        return sorted((item for item in self.table.inputs if item.id not in open_now and item.id not in SETTLED), key=lambda item: item.kind, reverse=True)

    @cached_property
    def hidden(self) -> list[tuple[str, str]]:
        """What the form with all questions sends along: all but what its fields hold. A number or date that was left open has no field to say so."""
        choices = [item.id for item in self.table.inputs if item.kind == "choice"]
        return [(name, value) for name, value in self.asked.hidden(*choices) if name not in self.found.told]

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why: what binds first, then what decides."""
        return (*self.found.limits, *self.found.because)

    @cached_property
    def branches(self) -> list[list[Branch]]:
        """Where each answer to the next question leads, those together that lead to the same."""
        alike: dict[object, list[Branch]] = {}
        for branch in self.found.branches:
            alike.setdefault((branch.outcomes, tuple(reason.row for reason in branch.reasons), tuple(branch.parts.items())), []).append(branch)
        return list(alike.values())

    @cached_property
    def steps(self) -> list[str]:
        """What to do; while the outcome is open, what is to be done whichever way it comes out."""
        if self.found.outcome is not None:
            return list(self.found.do)
        shared = [step for step in self.found.because[0].do if all(step in reason.do for reason in self.found.because)]
        return list(dict.fromkeys((*self.found.do, *shared)))

    @cached_property
    def overdue(self) -> list[DatedDeadline]:
        """Dates that have passed and should not have."""
        return [item for item in self.found.deadlines if item.overdue]

    @cached_property
    def dates(self) -> tuple[list[DatedDeadline], list[DatedDeadline]]:
        """The dates to show at once (the first of those known, or else those that can be overdue), and the others."""
        every = self.found.deadlines
        known = [item for item in every if item.date]
        shown = [item for item in known if item.kind == "due"] + [item for item in known if item.kind != "due" and item.date and item.date >= self.found.on]
        shown = shown[:MOST_DATES] or known or [item for item in every if item.kind == "due"]
        at_once = {item.id for item in shown}
        return shown, [item for item in every if item.id not in at_once]

    @cached_property
    def diary(self) -> bool:
        """Whether a calendar file of this answer would hold any date."""
        return bool(entries(self.found, ""))

    @cached_property
    def changes(self) -> list[tuple[str, list[Moves]]]:
        """Every single fact that would change the outcome: what makes it better, what may do either, what makes it worse; each by its question."""
        groups = [(title, list(self._moves(better))) for title, better in MOVES]
        return [(title, moves) for title, moves in groups if moves]

    def _moves(self, better: bool | None) -> Iterator[Moves]:
        by_input: dict[str, list[Change]] = {}
        for change in self.found.would_change:
            if change.better is better:
                by_input.setdefault(change.input, []).append(change)
        return (Moves(self.table.input[name], tuple(changes)) for name, changes in by_input.items())

    @cached_property
    def passages(self) -> list[Citation]:
        """Every passage that the page rests on, once, in the order in which it is cited."""
        found = self.found
        parts: Iterable[Iterable[Citation]] = (
            *(item.citations for item in (*self.reasons, *found.advice)),
            *(item.citations for item in found.requirements),
            *(course.citations for course in found.options),
            *(item.citations for item in found.deadlines),
            *(item.citations for item in found.misunderstandings),
        )
        by_url: dict[str, Citation] = {}
        for citation in (each for part in parts for each in part):
            known = by_url.get(citation.url)
            if known is None or (citation.confirm and not known.confirm):
                by_url[citation.url] = citation
        return list(by_url.values())

    @cached_property
    def pages(self) -> list[tuple[Citation, ...]]:
        """The same passages by the page on which they stand, pages in the order of their names."""
        by_page: dict[str, list[Citation]] = {}
        for item in self.passages:
            by_page.setdefault(item.page, []).append(item)
        return [tuple(by_page[page]) for page in sorted(by_page)]

    @cached_property
    def unconfirmed(self) -> list[Citation]:
        """Passages behind the reasons with statements that no page confirms, once each."""
        return list({item.url: item for reason in self.reasons for item in reason.citations if item.confirm}.values())

    @cached_property
    def printed(self) -> str:
        """The address to be printed: it carries its date, so that it can be compared later."""
        return self.asked.link(on=self.found.on.isoformat(), ask=None)


def _value_words(item: Input, value: str) -> str:
    return next((each.words for each in item.values if each.id == value), value)
