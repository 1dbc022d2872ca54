"""Dates of an answer as a calendar file by RFC 5545, for any diary: whole days, each with reminders, told without any other fact about the person. Pure.

What is overdue stands on the day of asking; nothing else lies in the past. See docs/decisions/0016-calendar.md.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event

from guidance.dates import in_words
from rules.answer import Answer, DatedDeadline
from rules.citations import Citation
from rules.model import Input
from rules.schemes import SCHEMES
from rules.schemes.values import add_months

NINE = datetime.timedelta(hours=9)
"""When a reminder comes, on its day."""
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """A whole day in a diary.

    key: what it is and for which date, so that a diary knows it again when a file is taken in twice. url: a passage. reminders: the days for them.
    """

    key: str
    day: datetime.date
    title: str
    text: str
    url: str
    category: str
    reminders: tuple[datetime.date, ...] = ()


def entries(answer: Answer, address: str) -> tuple[Entry, ...]:
    """The dates of an answer for a diary of its own day: what is overdue first, on that day, then what lies ahead.

    address: where the site is, as `https://host`, because a diary needs whole addresses. Dates that move with the day of asking are left out.
    """
    kept = {item.id for item in answer.trials.table.deadlines if item.diary}
    dated = [item for item in answer.deadlines if item.date and item.id in kept and (item.overdue or item.date >= answer.on)]
    found = [_entry(answer, item, item.date, address) for item in dated if item.date]
    return tuple(sorted(found, key=lambda entry: entry.day))


def _entry(answer: Answer, item: DatedDeadline, day: datetime.date, address: str) -> Entry:
    regulator = answer.writer.library.regulators[answer.regulator]
    title = f"{regulator.short} overdue: {item.name}, {in_words(day)}" if item.overdue else f"{regulator.short}: {item.name}"
    confirm = regulator.confirm[0].upper() + regulator.confirm[1:]
    lines = [f"How this date is worked out: {item.formula}"]
    if item.overdue:
        lines.insert(0, f"This date has passed: {in_words(day)}. {confirm} today how you stand.")
    lines += [_passage(cited, address, regulator.confirm) for cited in item.citations]
    lines.append(f"Made on {in_words(answer.on)} by Stay Registered from what you told us. Check it with the regulator before you rely on it.")
    url = address + (item.citations[0].url if item.citations else f"/rules/{answer.regulator}")
    reminders = () if item.overdue else _reminders(item.kind, day, answer.on)
    key = f"{answer.regulator} {item.id} {day.isoformat()}"
    return Entry(key, answer.on if item.overdue else day, title, "\n\n".join(lines), url, regulator.short, reminders)


def _passage(cited: Citation, address: str, confirm: str) -> str:
    mark = f" ({confirm})" if cited.confirm else ""
    return f"Passage: {cited.title}, {cited.heading}, wording of {in_words(cited.in_force_from)}{mark}: {address}{cited.url}"


def _reminders(kind: str, day: datetime.date, on: datetime.date) -> tuple[datetime.date, ...]:
    """Those that are not past: for what can be overdue three months, a month and a week before, for all a week before, and on the day itself."""
    before = [add_months(day, -3), add_months(day, -1)] if kind == "due" else []
    return tuple(reminder for reminder in (*before, day - WEEK, day) if reminder >= on)


def calendar_file(listed: Iterable[Entry], on: datetime.date) -> bytes:
    """A calendar file with these entries, made on a date: the same entries and date give the same bytes.

    It has no METHOD: publishing by RFC 5546 wants an organiser, and here is none.
    """
    found = Calendar()
    found.add("prodid", "-//Stay Registered//Dates//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    stamp = datetime.datetime.combine(on, datetime.time(), datetime.UTC)
    for entry in listed:
        found.add_component(_event(entry, stamp))
    return bytes(found.to_ical())


def _event(entry: Entry, stamp: datetime.datetime) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"stay-registered:{entry.key}")))
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", entry.url)
    event.add("categories", [entry.category, "Registration"])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for day in entry.reminders:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", day - entry.day + NINE)
        event.add_component(alarm)
    return event


def dates_to_tell(answer: Answer) -> Iterator[Input]:
    """The questions after dates whose answer would put something into a diary, in the order of the table."""
    table, told = answer.trials.table, answer.trials.person.told
    scheme, parameters = SCHEMES[table.regulator], table.values_at(answer.on)
    tried = [answer.on + datetime.timedelta(days=days) for days in (-30, 500)]
    for item in table.inputs:
        if item.kind == "date" and item.id not in told:
            found = (scheme.deadlines({**told, item.id: day}, parameters, answer.on).values() for day in tried)
            if any(date >= answer.on for dates in found for date in dates):
                yield item
