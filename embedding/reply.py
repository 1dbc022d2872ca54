"""The general answer of the rules as other sites show it: for a profession and role, before anybody has told facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.freshness import LATELY
from guidance.library import Library
from guidance.model import Date
from rules.answer import Answer, answer
from rules.citations import Citation
from rules.model import Input
from rules.table import Table
from rules.telling.changes import Entry, Wanted, entries

MOST_REASONS, MOST_PASSAGES = 4, 6
"""So many reasons and passages are shown; the whole answer has all."""


@dataclass(frozen=True)
class Reply:
    """A general answer.

    checked: the day of the oldest check among the rows that it rests on; next_check: when the first of them is due. since: from when the newest of its
    passages is in force. changed: what changed it in the last 30 days, the latest first. asks: the question on which it turns first, if there is one.
    passages: the first of those that it rests on; left: how many more there are. unconfirmed: whether any of them all holds what no page confirms.
    """

    found: Answer
    url: str
    regulator: str
    confirm: str
    checked: Date
    next_check: Date
    since: Date
    changed: tuple[Entry, ...]
    asks: Input | None
    passages: tuple[Citation, ...]
    left: int
    unconfirmed: bool

    @property
    def reasons(self) -> list[str]:
        """Why, in words: what binds first, then what decides; nothing while the outcome hangs on what a person tells."""
        if self.found.outcome is None:
            return []
        return [reason.text for reason in (*self.found.limits, *self.found.because)][:MOST_REASONS]


def reply(profession: str, role: str, library: Library, tables: Mapping[str, Table], site: str, on: Date) -> Reply | None:
    """The general answer for ids of a profession and a role on a date, or None where one of them is none of ours. site: the address of our site."""
    person, post = library.professions.get(profession), library.roles.get(role)
    if person is None or post is None:
        return None
    table = tables[person.regulator]
    found = answer(table, library, person, post, {}, on)
    by_id = {row.id: row for row in table.rows}
    rows = [by_id[reason.row] for reason in (*found.limits, *found.because)]
    cited = tuple(dict.fromkeys(item for reason in (*found.limits, *found.because) for item in reason.citations))
    wanted = Wanted(profession=person, role=post)
    lately = [item for item in entries(library, tables, on) if on - LATELY <= item.date <= on and item.major and not item.first and wanted.takes(item)]
    asked = table.input.get(found.ask_next or "")
    regulator = library.regulators[person.regulator]
    return Reply(
        found=found,
        url=f"{site}/answer/{person.id}/{post.id}",
        regulator=regulator.short,
        confirm=regulator.confirm,
        checked=min(row.checked for row in rows),
        next_check=min(row.next_check for row in rows),
        since=max(item.in_force_from for item in cited),
        changed=tuple(lately),
        asks=asked if asked and asked.kind == "choice" and len(found.branches) > 1 else None,
        passages=cited[:MOST_PASSAGES],
        left=max(0, len(cited) - MOST_PASSAGES),
        unconfirmed=any(item.confirm for item in cited),
    )
