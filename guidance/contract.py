"""What is told of our promises to other sites and programs: when a version of a contract began, what was added, and long before it ends. Pure.

A contract is what stays as it is under a version in an address: for `api/v1` the addresses and fields of JSON, for `embed/v1` those of frames.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import model_validator

from guidance.issues import Issue
from guidance.model import Date, Day, Frozen, Line, Slug
from guidance.registers import read_entries

PATH = "contract.toml"
"""Where the notices stand within the content folder. A folder without it has told nothing."""
WARNING = datetime.timedelta(days=365)
"""How long before the end of anything we say so, at the least: our own promise, which the check of content holds us to."""


class Notice(Frozen):
    """One notice. of: the contract. kind: what happens. ends: from when it no longer holds, for an end alone. instead: what to use then, or empty."""

    id: Slug
    date: Day
    of: Literal["api/v1", "embed/v1", "oembed"]
    kind: Literal["added", "changed", "ends"]
    ends: Day | None = None
    says: Line
    instead: str = ""

    @model_validator(mode="after")
    def _warns_in_time(self) -> Self:
        if (self.kind == "ends") != (self.ends is not None):
            raise ValueError("`ends` is the date of an end: give it where `kind` is ends, and nowhere else")
        if self.ends and self.ends - self.date < WARNING:
            raise ValueError(f"an end is told {WARNING.days} days ahead or more: {(self.date + WARNING).isoformat()} is the first day that `ends` may name")
        return self


def read_notices(files: Mapping[str, bytes]) -> tuple[tuple[Notice, ...], list[Issue]]:
    """The notices within a content folder, path -> bytes, and every fault of the file."""
    entries, issues = read_entries(PATH, files.get(PATH, b""), {"notice": Notice})
    return tuple(entries["notice"]), issues


def told(notices: tuple[Notice, ...], on: Date) -> list[Notice]:
    """The notices that have been given by a date, the latest first."""
    return sorted((item for item in notices if item.date <= on), key=lambda item: (item.date, item.id), reverse=True)
