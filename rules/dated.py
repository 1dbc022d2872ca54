"""What of a table depends on the date: its rows and parameters in force, worked out once for all days between two changes."""

from __future__ import annotations

import datetime
from bisect import bisect
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from guidance.dates import in_words
from rules.model import Parameter, Row

Kept = TypeVar("Kept")
Number = int | float | datetime.date | str


class Dated:
    """Rows and parameters, asked by date. What is kept is shared by threads: working it out twice does no harm."""

    rows: tuple[Row, ...]
    parameters: tuple[Parameter, ...]

    @cached_property
    def changes(self) -> tuple[datetime.date, ...]:
        """The days on which a row or parameter begins or ends: between two of them every day has the same rows and parameters."""
        days = [row.since for row in self.rows] + [row.until for row in self.rows] + [item.since for item in self.parameters]
        return tuple(sorted({day for day in days if day is not None}))

    @cached_property
    def _kept(self) -> dict[tuple[str, int], Any]:
        return {}

    def keep(self, name: str, on: datetime.date, make: Callable[[], Kept]) -> Kept:
        """What is worked out once for all days between two changes: by its name, and how it is made for such a day. Nothing personal may be kept."""
        key = (name, bisect(self.changes, on))
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    def values_at(self, on: datetime.date) -> Mapping[str, Number]:
        """The values of the parameters in force on a date; before the first of an id, the first."""
        return self.keep("values", on, lambda: {name: item.value for name, item in self._at(on).items()})

    def _at(self, on: datetime.date) -> Mapping[str, Parameter]:
        found: dict[str, Parameter] = {}
        for item in sorted(self.parameters, key=lambda item: item.since):
            if item.id not in found or item.since <= on:
                found[item.id] = item
        return found

    def shown_at(self, on: datetime.date) -> Mapping[str, str]:
        """The parameters in force on a date, as texts show them: 1,350; 185.01; 31 October 2026; and, as `<id>_since`, from when each is in force."""
        return self.keep("shown", on, lambda: {name: text for item in self._at(on).values() for name, text in (_value(item), _beginning(item))})

    def in_force(self, on: datetime.date, *stages: str) -> list[Row]:
        """The rows of these stages that hold on a date, in order."""
        return [row for row in self.rows if row.stage in stages and (row.since is None or row.since <= on) and (row.until is None or on < row.until)]


def placeholders(parameter: Parameter) -> tuple[str, str]:
    """The names under which texts may use a parameter: its value, and from when that is in force."""
    return parameter.id, f"{parameter.id}_since"


def _value(parameter: Parameter) -> tuple[str, str]:
    return placeholders(parameter)[0], shown(parameter.value)


def _beginning(parameter: Parameter) -> tuple[str, str]:
    """The first of a month as its month: fees are told so."""
    day = in_words(parameter.since)
    return placeholders(parameter)[1], day.removeprefix("1 ") if parameter.since.day == 1 else day


def shown(value: Number) -> str:
    """A number as texts show it: 1,350; 185.01; 31 October 2026."""
    if isinstance(value, datetime.date):
        return in_words(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" if isinstance(value, float) else value
