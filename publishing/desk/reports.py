"""A regulator tells us that a row of its table is wrong, without publishing anything: readers see at once that it is doubted, until somebody replies."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

from pydantic import Field, ValidationError

from guidance.issues import ContentError
from guidance.model import Frozen
from guidance.reading import read_content
from publishing.access.tokens import OPERATOR, Identity
from publishing.desk import guards
from publishing.ledger.ledger import Event, Ledger
from publishing.ledger.telling import told
from publishing.refusals import Conflict, NotFound, Refused
from publishing.release import Releases
from rules.reports import FOLDER, Report, write_reports
from rules.table import Table
from rules.tables import build_tables

OWNER = "rules editor"
"""Who replies, unless the operator says otherwise: a part, never a person."""
DAYS = 14
"""Days within which we reply."""
MOST = 4_000
"""Characters of the longest report or reply."""


class Letter(Frozen):
    """What stays in the desk: why a row is doubted, which token said so, and what we replied."""

    regulator: str
    row: str
    who: str
    label: str
    why: Annotated[str, Field(min_length=1, max_length=MOST)]
    reply: Annotated[str, Field(max_length=MOST)] = ""


class Reports:
    """The reports of all regulators. Methods raise Refused, and ContentError where the content has errors; nothing has changed then."""

    def __init__(self, ledger: Ledger, releases: Releases, today: Callable[[], datetime.date]) -> None:
        self.ledger, self.releases, self.today = ledger, releases, today

    def report(self, row: str, why: str, who: Identity, request: str = "") -> Report:
        """Tell that a row of the token's regulator is wrong. why: what is wrong with it, for us. It is shown at once, and does not wait for approval."""
        guards.allow(who, "submit")
        with told(self.ledger), self.ledger.alone():
            files = read_content(self.ledger.content)
            table = _table(files, who.regulator)
            if row not in {item.id for item in table.rows}:
                raise NotFound("The table has no such row.", f"Find its id on /rules/{who.regulator}.", f"{who.regulator} {row[:40]}")
            if waiting := next((item for item in table.reports if item.row == row and item.answered is None), None):
                raise Conflict("This row is reported already.", f"We reply by {waiting.reply_by}.", f"{who.regulator} {row}")
            on = self.today()
            name = f"{row}-{on.isoformat()}-{sum(item.row == row for item in table.reports) + 1}"
            made = Report(id=name, row=row, on=on, owner=OWNER, reply_by=on + datetime.timedelta(days=DAYS))
            letter = _letter(regulator=who.regulator, row=row, who=who.token, label=who.label, why=why)
            self._write(
                files,
                who.regulator,
                (*table.reports, made),
                name,
                letter,
                Event(who=who.token, what="row reported", of=f"{who.regulator}/{row}", after=name, request=request),
            )
            return made

    def reply(self, regulator: str, row: str, words: str) -> Report:
        """Close the open report of a row, as the operator. words: what we replied, kept in the desk."""
        with told(self.ledger), self.ledger.alone():
            files = read_content(self.ledger.content)
            table = _table(files, regulator)
            waiting = next((item for item in table.reports if item.row == row and item.answered is None), None)
            if waiting is None:
                raise NotFound("No report of this row waits for a reply.", "List them: flask --app app publish reports.", f"{regulator} {row[:40]}")
            closed = waiting.model_copy(update={"answered": self.today()})
            kept = self.ledger.read_sheet(f"reports/{regulator}/{waiting.id}.json", Letter)
            letter = kept or _letter(regulator=regulator, row=row, who="", label="", why="The report is lost.")
            letter = _letter(**{**letter.model_dump(), "reply": words})
            others = (closed if item is waiting else item for item in table.reports)
            self._write(
                files, regulator, others, waiting.id, letter, Event(who=OPERATOR, what="row report answered", of=f"{regulator}/{row}", after=waiting.id)
            )
            return closed

    def all(self, regulator: str | None = None) -> list[tuple[str, Report, Letter | None]]:
        """Every report with its regulator and what was written, open ones first, the next reply due at the top; of one regulator, or of all."""
        found = []
        with told(self.ledger):
            tables, _ = build_tables(self.ledger.read())
            for name, table in tables.items():
                for item in table.reports if regulator in (None, name) else ():
                    found.append((name, item, self.ledger.read_sheet(f"reports/{name}/{item.id}.json", Letter)))
        return sorted(found, key=lambda each: (each[1].answered is not None, each[1].reply_by, each[0], each[1].id))

    def _write(self, files: Mapping[str, bytes], regulator: str, reports: Iterable[Report], name: str, letter: Letter, event: Event) -> None:
        """Release a regulator's reports and keep the letter, in one step."""
        path, data = f"{FOLDER}{regulator}.toml", write_reports(reports)
        self.releases.prepare({**files, path: data}, self.today())
        event = event.model_copy(update={"before": hashlib.sha256(files.get(path, b"")).hexdigest()})
        self.ledger.commit({f"reports/{regulator}/{name}.json": letter.model_dump_json(indent=1)}, [event], {path: self.ledger.keep(data)})


def _table(files: Mapping[str, bytes], regulator: str) -> Table:
    tables, issues = build_tables(files)
    if regulator not in tables:
        if issues:
            raise ContentError(issues)
        raise NotFound("This regulator has no table.", "Use a regulator that decides.", regulator)
    return tables[regulator]


def _letter(**fields: str) -> Letter:
    try:
        return Letter(**fields)
    except ValidationError as error:
        raise Refused(f"`{error.errors()[0]['loc'][0]}` does not fit: {error.errors()[0]['msg']}.", f"Write 1 to {MOST:,} characters.") from None
