"""Types and calendar arithmetic that all schemes share. UK calendar dates throughout; a month is a calendar month."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from guidance.dates import in_words

Fact = str | int | float | datetime.date
NUMBER = (int, float)
SHORTEST_MONTH = 28
Parameters = Mapping[str, int | float | datetime.date | str]
Derivation = dict[str, frozenset[str]]
Rules = dict[str, Callable[[Mapping[str, Fact], Parameters, datetime.date], frozenset[str]]]
"""For each derived fact, how the bands that it may have are worked out from a person's facts, the parameters and the date."""
Deadlines = dict[str, datetime.date]
Words = dict[str, str]


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day some calendar months later (or earlier); where the target month is too short, its last day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    if day.day <= SHORTEST_MONTH:
        return datetime.date(year, month + 1, day.day)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_of_month(day: datetime.date) -> datetime.date:
    """The last day of that day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def to_meet(day: datetime.date, on: datetime.date) -> str:
    """A date that a step asks somebody to meet, in words; one that has passed says so, for a step must not ask the impossible in silence."""
    return in_words(day) + (" (this date has passed)" if day < on else "")


def listed(items: Iterable[str]) -> str:
    """Some words as a list in a sentence: "a, b and c"."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def whole(parameters: Parameters, name: str) -> int:
    """A parameter that counts things. Raises KeyError where the table does not declare it."""
    return int(str(parameters[name]))


def number(facts: Mapping[str, Fact], name: str) -> float | None:
    """A number that was told, or None."""
    value = facts.get(name)
    return float(value) if isinstance(value, NUMBER) else None


def date(facts: Mapping[str, Fact], name: str) -> datetime.date | None:
    """A date that was told, or None."""
    value = facts.get(name)
    return value if isinstance(value, datetime.date) else None


def has_come(facts: Mapping[str, Fact], name: str, on: datetime.date) -> bool:
    """Whether a date was told that is not ahead of a day."""
    day = date(facts, name)
    return day is not None and day <= on


@cache
def one(value: str) -> frozenset[str]:
    """A band that is certain."""
    return frozenset([value])
