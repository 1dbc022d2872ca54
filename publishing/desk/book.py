"""The book of the desk: submissions as sheets, their parts, and what was answered under an idempotency key. It reads, and says what to write."""

from __future__ import annotations

import datetime
import hashlib
import logging
import re
import secrets
from collections.abc import Iterator

from guidance.model import Frozen
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk.submission import Call, Part, Submission
from publishing.ledger.ledger import Ledger, Model
from publishing.refusals import Conflict, NotFound

log = logging.getLogger(__name__)
REMEMBERED = datetime.timedelta(hours=24)
"""For how long the answer to a call with an idempotency key is given again."""
_ID = re.compile(r"[0-9a-f]{12}")


class _Answered(Frozen):
    """What came of a call with an idempotency key."""

    at: datetime.datetime
    digest: str
    submission: Submission


class Book:
    """Every submission of a desk."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    @staticmethod
    def new_id() -> str:
        """An id that nobody can guess."""
        return secrets.token_hex(6)

    def find(self, identifier: str, owner: str) -> Submission:
        """A submission of a regulator. Raises NotFound, for another's as for none, and OSError where it is damaged."""
        found = self.ledger.read_sheet(f"submissions/{identifier}.json", Submission) if _ID.fullmatch(identifier) else None
        if found is None or found.owner != owner:
            raise NotFound("There is no such submission.", "List yours: flask --app app publish list.", identifier[:40])
        return found

    def every(self) -> list[Submission]:
        """All submissions of all regulators, oldest first. One that is damaged is logged and left out: the others are not to wait for it."""
        return sorted((found for _, found in self._sheets("submissions", Submission) if found), key=lambda item: (item.at, item.id))

    def open_at(self, publication: Publication, owner: str) -> Submission | None:
        """The submission of a regulator that waits under this address."""
        return next((item for item in reversed(self.every()) if item.is_open and (item.owner, item.address) == (owner, publication.address)), None)

    def publication(self, submission: Submission) -> Publication:
        """What was submitted. Raises OSError where a part is lost."""
        parts: dict[Part, bytes] = {part: self.ledger.part(name) for part, name in submission.parts.items()}
        return Publication.of(submission.regulator, submission.slug, submission.stamp, **parts)

    def keep(self, publication: Publication) -> dict[Part, str]:
        """Keep the parts of a publication. Raises OSError."""
        parts: dict[Part, bytes | None] = {"page": publication.page, "evidence": publication.evidence, "parameters": publication.parameters}
        return {part: self.ledger.keep(data) for part, data in parts.items() if data is not None}

    def recall(self, who: Identity, call: Call) -> Submission | None:
        """What this token was answered under the same key within REMEMBERED. Raises Conflict where something else was asked then."""
        found = self.ledger.read_sheet(_key_path(who, call), _Answered) if call.key else None
        if found is None or found.at + REMEMBERED <= self.ledger.now():
            return None
        if found.digest != call.digest:
            raise Conflict("This idempotency key was used for something else.", "Use a new key for each thing that you ask.")
        return found.submission

    def sheets(self, *submissions: Submission, who: Identity | None = None, call: Call | None = None) -> dict[str, str | None]:
        """What to write for submissions in a new state; the first is the answer to the call of a token."""
        written: dict[str, str | None] = {f"submissions/{item.id}.json": item.model_dump_json(indent=1) for item in submissions}
        if who and call and call.key:
            written |= dict.fromkeys(self._forgotten())
            answered = _Answered(at=self.ledger.now(), digest=call.digest, submission=submissions[0])
            written[_key_path(who, call)] = answered.model_dump_json()
        return written

    def _forgotten(self) -> Iterator[str]:
        for path, found in self._sheets("keys", _Answered):
            if found is None or found.at + REMEMBERED <= self.ledger.now():
                yield path

    def _sheets(self, drawer: str, model: type[Model]) -> Iterator[tuple[str, Model | None]]:
        """Every sheet of a drawer with its path, or with None where it is damaged."""
        for path in sorted((self.ledger.folder / drawer).glob("[0-9a-f]*.json")):
            try:
                yield f"{drawer}/{path.name}", self.ledger.read_sheet(f"{drawer}/{path.name}", model)
            except OSError as error:
                log.error("a sheet of the desk was passed over: %s", error.strerror)
                yield f"{drawer}/{path.name}", None


def _key_path(who: Identity, call: Call) -> str:
    return f"keys/{hashlib.sha256(f'{who.token} {call.key}'.encode()).hexdigest()}.json"
