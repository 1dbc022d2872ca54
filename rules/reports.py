"""What regulators have told us of rows that they doubt: which row, since when, who replies and by when. Pure.

Readers see it at the row and under every answer that rests on it until somebody replied. What was written to us stays in the desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from guidance.dates import in_words
from guidance.issues import Issue
from guidance.model import Date, Day, Frozen, Line
from guidance.registers import line_of, read_entries

FOLDER = "rules/reports/"
"""Where reports stand within the content, one file for each regulator."""


class Report(Frozen):
    """A regulator's doubt. row: the id of a row of its table. owner: the part that replies (a role, never a person). answered: when somebody had replied."""

    id: str
    row: str
    on: Day
    owner: Line
    reply_by: Day
    answered: Day | None = None

    def words(self, regulator: str, on: Date) -> str:
        """What readers are told. regulator: its name in short. on: the date for which they read."""
        reply = f"We reply by {in_words(self.reply_by)}." if on <= self.reply_by else f"Our reply was due by {in_words(self.reply_by)}."
        return f"The {regulator} has told us that it doubts this row ({in_words(self.on)}). {reply}"


def doubts(reports: Iterable[Report]) -> dict[str, Report]:
    """The reports to which nobody has replied, by the row that they doubt. They hold for every date: what is doubted today may never have been right."""
    return {item.row: item for item in reports if item.answered is None}


def read_reports(path: str, data: bytes, rows: Iterable[str]) -> tuple[tuple[Report, ...], list[Issue]]:
    """The reports of a file, and every issue: entries that do not fit, and open ones of rows that do not exist. rows: the ids of the table's rows."""
    entries, issues = read_entries(path, data, {"report": Report})
    known = set(rows)
    for item in entries["report"]:
        line = line_of(data, item.id)
        if item.answered is None and item.row not in known:
            issues.append(Issue(path, line, f"{item.id}: the table has no row {item.row}.", "Correct the row, or say when the report was answered."))
        if item.reply_by < item.on or (item.answered and item.answered < item.on):
            issues.append(Issue(path, line, f"{item.id}: the reply stands before the report.", "Correct one of the dates."))
    return tuple(entries["report"]), issues


def write_reports(reports: Iterable[Report]) -> bytes:
    """Reports as the file that `read_reports` reads."""
    lines = ["# Rows that the regulator doubts. Written by `flask --app app publish report` and `publish reply`."]
    for item in reports:
        texts = {"id": item.id, "row": item.row, "owner": item.owner}
        dates = {"on": item.on, "reply_by": item.reply_by, **({"answered": item.answered} if item.answered else {})}
        lines += ["", "[[report]]", *(f"{name} = {json.dumps(text)}" for name, text in texts.items())]
        lines += [f"{name} = {date.isoformat()}" for name, date in dates.items()]
    return ("\n".join(lines) + "\n").encode()
