"""Draft letters: what to ask somebody in writing, offered where a row of the answer calls for it, with gaps for the reader to fill. Pure.

Nothing that a reader tells goes into a letter: whoever is off the register and writes "I am a physiotherapist" may commit an offence.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidance.dates import in_words
from guidance.issues import Issue
from rules.citations import Citation
from rules.table import Table
from rules.wording import Writer

_ASKS = re.compile(r"\bin writing\b", re.IGNORECASE)
_GAP = re.compile(r"\[[^\[\]]+\]")


@dataclass(frozen=True)
class Draft:
    """A letter in words, with the rows of the answer that call for it and the passages that it rests on."""

    id: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    rows: tuple[str, ...]
    citations: tuple[Citation, ...]

    def blocks(self, day: datetime.date) -> tuple[str, ...]:
        """The whole letter of a day in blocks of lines, from the writer's name to the signature; questions stand together."""
        head = ("[Your name]\n[Where to write to you]", in_words(day), f"[Name and address: {self.to}]", "Dear [name],", self.subject)
        return (*head, *self._body(), "Yours sincerely,", "[Your name]")

    def _body(self) -> Iterator[str]:
        questions: list[str] = []
        for paragraph in self.paragraphs:
            if re.match(r"\d+\. ", paragraph):
                questions.append(paragraph)
                continue
            if questions:
                yield "\n".join(questions)
                questions = []
            yield paragraph
        if questions:
            yield "\n".join(questions)

    def text(self, day: datetime.date) -> str:
        """The whole letter as plain text."""
        return "\n\n".join(self.blocks(day)) + "\n"


def offered(table: Table, rows: Iterable[str], writer: Writer) -> tuple[Draft, ...]:
    """The letters for which the rows of an answer call, those first whose rows stand first."""
    place = {row: number for number, row in enumerate(dict.fromkeys(rows))}
    found = [(item, tuple(sorted(place.keys() & set(item.rows), key=place.__getitem__))) for item in table.letters]
    wanted = sorted(((item, own) for item, own in found if own), key=lambda each: place[each[1][0]])
    return tuple(
        Draft(item.id, writer.fill(item.to), writer.fill(item.subject), tuple(map(writer.fill, item.paragraphs)), own, writer.cite(item.facts))
        for item, own in wanted
    )


def faults(table: Table) -> Iterator[Issue]:
    """Letters that name rows which do not exist, or whose gaps do not close; and rows that send people to write without a letter for it."""
    rows = {row.id for row in table.rows}
    for item in table.letters:
        for name in set(item.rows) - rows:
            yield Issue(table.path, 0, f"{item.id}: the letter names the row {name}, which does not exist.", "Name rows of this table.")
        for text in (item.subject, *item.paragraphs):
            if set(_GAP.sub("", text)) & {"[", "]"}:
                yield Issue(table.path, 0, f"{item.id}: a gap does not open and close: “{text[:60]}”.", "Write each gap as [words].")
        if _GAP.search(item.to):
            yield Issue(table.path, 0, f"{item.id}: `to` holds a gap, but it stands in one.", "Say to whom, without brackets.")
    answered = {name for item in table.letters for name in item.rows}
    for row in table.rows:
        if row.id not in answered and any(_ASKS.search(step) for step in row.do):
            yield Issue(table.path, 0, f"{row.id}: the row asks for something in writing, and no letter names it.", "Name it in a [[letter]], or write one.")
