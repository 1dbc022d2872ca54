"""Faults of content, as values: what is wrong, where, and how to mend it.

Readers and checks collect issues and show them together; nothing here knows what content means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple, Self

Severity = Literal["error", "warning"]


class Spot(NamedTuple):
    """A place within a file: line and column, both from 1, columns in characters; 0 where the line alone, or the file alone, is meant."""

    line: int
    column: int = 0


def spot(text: str, offset: int, first_line: int = 1) -> Spot:
    """The place of an offset within a text that begins on a line of its file."""
    return Spot(first_line + text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1) + 1)


@dataclass(frozen=True)
class Issue:
    """One fault of one file. Issues sort by their place.

    path: relative to the content folder. line, column: from 1; 0 where the file as a whole is meant.
    message: what is wrong. remedy: how to mend it. severity: `error` refuses a release, `warning` advises.
    """

    path: str
    line: int
    message: str
    remedy: str
    column: int = 0
    severity: Severity = "error"

    @classmethod
    def at(cls, path: str, place: Spot, message: str, remedy: str, severity: Severity = "error") -> Self:
        """An issue of which line and column are known."""
        return cls(path, place.line, message, remedy, place.column, severity)

    def __lt__(self, other: Issue) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, int, int, str, str, str]:
        return self.path, self.line, self.column, self.message, self.remedy, self.severity

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")
        return _visible(f"{place}: {self.severity}: {self.message} Mend it: {self.remedy}")

    def as_dict(self) -> dict[str, object]:
        """The issue as JSON-ready keys and values."""
        return asdict(self)


def _visible(text: str) -> str:
    """One line that any terminal can show: names of files and words of content may hold what moves a cursor or turns the direction of text."""
    return "".join(sign if sign.isprintable() else f"\\x{{{ord(sign):x}}}" for sign in text)


class ContentError(Exception):
    """Content that cannot be released. `issues` holds every fault that was found, sorted by place."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(sorted(issues))
        super().__init__("\n".join(str(issue) for issue in self.issues))


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """The issues that refuse a release."""
    return [issue for issue in issues if issue.severity == "error"]
