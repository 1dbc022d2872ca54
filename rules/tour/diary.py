"""The dates of a tour as entries for a calendar file: each point, and each last safe date before it, by the writer that all calendars share. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from guidance.dates import in_words
from guidance.library import Library
from rules.calendar import WEEK, Entry
from rules.outcomes import WORDS, alternatives
from rules.schemes.values import add_months
from rules.tour.overview import Line, Row

_QUIET = ("start", "end")
"""Points that are no date of a scheme: a diary does not need them."""


def entries(lines: Iterable[Line], library: Library, today: datetime.date, answered: Callable[[Line, Row, int], str], address: str) -> tuple[Entry, ...]:
    """All dates of a plan that are not past, in order, each once.

    answered: how to make the address of the full answer for a point; address: where the site is, as `https://host`, because a diary needs whole addresses.
    """
    found: dict[str, Entry] = {}
    for line in lines:
        short = library.regulators[line.register.table.regulator].short
        note = f"From a plan made on {in_words(today)} with Stay Registered. It is a plan, not a promise: check with the {short} before you rely on it."
        for row in line.rows:
            url = address + answered(line, row, 0)
            for entry in _of(row, short, note, url, today):
                if entry.day >= today:
                    found.setdefault(entry.key, entry)
    return tuple(sorted(found.values(), key=lambda entry: entry.day))


def _of(row: Row, short: str, note: str, url: str, today: datetime.date) -> list[Entry]:
    moment = row.point.moment
    outcome = alternatives([WORDS[each].lower() for each in moment.possible])
    made = [
        Entry(f"plan {short} {mark.id} {mark.day}", mark.day, f"{short} plan: {mark.name}", f"{note}\n\nFor: {row.name}, {in_words(moment.day)}.", url, short)
        for mark in row.last_dates
        if mark.day != moment.day
    ]
    if moment.kind not in _QUIET:
        text = f"As the plan stands: {outcome}.\n\n{note}"
        before = [add_months(moment.day, -3), add_months(moment.day, -1), moment.day - WEEK, moment.day]
        reminders = tuple(day for day in before if day >= today) if moment.kind == "renewal" else ()
        made.append(Entry(f"plan {short} {moment.kind} {moment.day}", moment.day, f"{short} plan: {row.name} ({outcome})", text, url, short, reminders))
    return made
