"""Texts of a table in words for one person: placeholders filled, passages beside them. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guidance.library import Library
from rules.citations import Citation, cite
from rules.model import Row
from rules.outcomes import Outcome

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reason:
    """A row in words. `raises`: what a limit raises the outcome to."""

    text: str
    row: str
    citations: tuple[Citation, ...]
    do: tuple[str, ...] = ()
    headline: str = ""
    outcome: Outcome | None = None


def fill(text: str, words: Mapping[str, str]) -> str:
    """A text with its placeholders filled. Raises KeyError for one that is not on the table's closed list."""
    if "{" not in text:  # most texts: looking is quicker than searching
        return text
    return _PLACEHOLDER.sub(lambda found: words[found.group(1)], text)


def placeholders(text: str) -> list[str]:
    """What a text has filled in, by name."""
    return _PLACEHOLDER.findall(text)


class Writer:
    """Rows and options in words for one person and date."""

    def __init__(self, library: Library, on: datetime.date, words: Mapping[str, str]) -> None:
        self.library, self.on, self.words = library, on, words

    def fill(self, text: str) -> str:
        """A text with this person's words in its placeholders."""
        return fill(text, self.words)

    def cite(self, ids: Iterable[str]) -> tuple[Citation, ...]:
        """The passages in force where the facts live."""
        return cite(self.library, ids, self.on)

    def reason(self, row: Row) -> Reason:
        """A row in words, with its passages."""
        steps = tuple(self.fill(step) for step in row.do)
        return Reason(self.fill(row.because), row.id, self.cite(row.facts), steps, self.fill(row.headline), row.outcome)
