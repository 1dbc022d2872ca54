"""UK calendar dates as readers see them, and when a day begins. Pure."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Versions take over at midnight there."""
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def in_words(day: datetime.date) -> str:
    """A date as readers see it: 22 November 2026."""
    return f"{day.day} {month_in_words(day)}"


def month_in_words(day: datetime.date) -> str:
    """The month of a date as readers see it: November 2026."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins in London."""
    return datetime.datetime.combine(day, datetime.time(), LONDON).astimezone(datetime.UTC)
