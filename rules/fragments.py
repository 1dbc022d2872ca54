"""Pieces of answer pages that are the same for everybody who meets them, kept as finished markup, so that a page is mostly put together.

A piece is made by a macro of the templates. Nothing that a person told may stand in one: here is decided which pieces those are. Pure.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from jinja2.runtime import Macro
from markupsafe import Markup

from guidance.library import Library
from guidance.recent import Recent
from rules import requirements
from rules.asked import Asked
from rules.citations import Citation
from rules.model import Input
from rules.outcomes import Outcome
from rules.requirements import RequirementState
from rules.table import Table

FRAGMENTS = Recent(8192)
"""Passages as they are cited, questions that nobody has answered, what requirements ask. About 1 kB each."""


class Fragments:
    """The pieces of one page: of a table, a library and a day, for somebody who asks in one way."""

    def __init__(self, table: Table, library: Library, on: datetime.date, asked: Asked) -> None:
        self._table, self._library, self._on, self._asked = table, library, on, asked
        self._common = requirements.common(table, on)

    def named(self) -> dict[str, Callable[..., object]]:
        """What templates call, by name."""
        return {
            "marks": self.marks,
            "cited": self.cited,
            "each_cited": self.each_cited,
            "printed_pages": self.pages,
            "picked": self.picked,
            "fields": self.fields,
            "asking": self.asking,
            "leading": self.leading,
            "registers": self.registers,
        }

    def marks(self, macro: Macro, names: Iterable[str], *rest: object) -> dict[str, str]:
        """A mark for each of some outcomes or states, by its id."""
        return FRAGMENTS.get(macro.name, self._library, lambda: {name: macro(name, *rest).strip() for name in names})

    def cited(self, macro: Macro, items: tuple[Citation, ...]) -> str:
        """Some passages. They belong to a library and a day, which keep them: a piece is found by the very tuple that it was made from."""
        return FRAGMENTS.get((macro.name, id(items)), items, lambda: macro(items))

    def each_cited(self, macro: Macro, items: Iterable[Citation]) -> str:
        """Many passages, one by one."""
        return Markup("".join([FRAGMENTS.get((macro.name, id(item)), item, lambda item=item: macro((item,))) for item in items]))  # type: ignore[misc]

    def pages(self, macro: Macro, pages: Iterable[tuple[Citation, ...]]) -> str:
        """Passages by their pages, which are put together anew for each answer."""
        keys = [((macro.name, self._on, *[(item.url, item.confirm) for item in items]), items) for items in pages]
        return Markup("".join([FRAGMENTS.get(key, self._library, lambda items=items: macro(items)) for key, items in keys]))  # type: ignore[misc]

    def _untold(self, item: Input) -> bool:
        return item.id not in self._asked.told and item.id not in self._asked.skipped

    def picked(self, macro: Macro, item: Input, value: str) -> str:
        """The answers to a question, to be chosen from."""
        return self._question(macro, item, value) if self._untold(item) else macro(item, value)

    def fields(self, blank: Macro, field: Macro, items: Iterable[Input]) -> str:
        """Many questions: those to which nothing was said as everybody sees them (`blank`), the others by a macro that reads what was said."""
        return Markup("".join([self._question(blank, item) if self._untold(item) else field(item, True) for item in items]))

    def _question(self, macro: Macro, item: Input, *rest: str) -> str:
        return FRAGMENTS.get((macro.name, self._table.regulator, item.id), self._library, lambda: macro(item, *rest))

    def asking(self, macro: Macro, item: RequirementState) -> str:
        """What a requirement asks, kept where its words hold nothing of the person's."""
        if item.id not in self._common:
            return macro(item)
        return FRAGMENTS.get((macro.name, self._table.regulator, self._on, item.id), self._library, lambda: macro(item))

    def leading(self, macro: Macro, outcomes: tuple[Outcome, ...], parts: Mapping[str, tuple[Outcome, ...]]) -> str:
        """The outcomes to which something leads, for the whole or by part."""
        return FRAGMENTS.get((macro.name, outcomes, tuple(parts.items())), self._library, lambda: macro(outcomes, parts))

    def registers(self, macro: Macro, names: Sequence[str]) -> str:
        """The professions that a second register can be for. names: the ids of the own one and of the one that is chosen, empty for none."""
        return FRAGMENTS.get((macro.name, *names), self._library, lambda: macro(*names))
