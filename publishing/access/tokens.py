"""Tokens: who may publish for a regulator, kept as salted hashes, with an end, and found in constant time.

A secret is 256 random bits, so one round of SHA-256 with a salt of its own is enough: there is nothing to guess from a list of likely words.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationError

from guidance.model import Frozen, Line, Slug
from publishing.access.limits import Limits
from publishing.ledger.ledger import Event, Ledger
from publishing.ledger.telling import told
from publishing.refusals import NotFound, NotSignedIn, Refused, TooMany

Scope = Literal["submit", "approve"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MOST_DAYS = 366
"""A token lives a year at most: teams change."""
OPERATOR = "operator"
"""Who acts in the audit log where a command of the operator does."""
_TEXT = re.compile(r"stay_([0-9a-f]{10})_([A-Za-z0-9_-]{43})")
_UNKNOWN = "0" * 64
"""What a secret is compared with where no token has the id: as much work as where one has."""
_REMEDY = "Ask the operator of the site for a new token: flask --app app publish token create."


@dataclass(frozen=True)
class Identity:
    """Who has signed in: the id of the token, its team, the regulator whose pages it may touch, and what it may do."""

    token: str
    label: str
    regulator: str
    scopes: frozenset[Scope]


class Token(Frozen):
    """A token as it is kept. label: a team, never a person. digest: SHA-256 of salt and secret."""

    id: str
    regulator: Slug
    scopes: tuple[Scope, ...]
    label: Annotated[Line, Field(max_length=80)]
    created: datetime.datetime
    expires: datetime.datetime
    revoked: datetime.datetime | None = None
    salt: str
    digest: str

    def state(self, now: datetime.datetime) -> Literal["good", "expired", "revoked"]:
        """Whether it may be used at a moment."""
        if self.revoked:
            return "revoked"
        return "good" if now < self.expires else "expired"


class Tokens:
    """All tokens of a site. Every method may be called by several processes at once."""

    def __init__(self, ledger: Ledger, limits: Limits, now: Callable[[], datetime.datetime]) -> None:
        self.ledger, self.limits, self.now = ledger, limits, now

    def create(self, regulator: str, scopes: Iterable[Scope], label: str, days: int) -> tuple[Token, str]:
        """Make a token and its secret, which is told once and kept nowhere.

        days: 1 to MOST_DAYS. Raises Refused where an argument does not fit, Unwritable where it cannot be written.
        """
        name, secret, salt, now = secrets.token_hex(5), secrets.token_urlsafe(32), secrets.token_hex(16), self.now()
        wanted = tuple(scope for scope in SCOPES if scope in set(scopes))
        if not wanted or not 1 <= days <= MOST_DAYS:
            raise Refused("A token needs something that it may do, and an end.", f"Give submit, approve or both, and 1 to {MOST_DAYS} days.")
        try:
            made = Token(
                id=name, regulator=regulator, scopes=wanted, label=label, created=now,
                expires=now + datetime.timedelta(days=days), salt=salt, digest=_digest(salt, secret),
            )  # fmt: skip
        except ValidationError as error:
            raise Refused(
                f"`{error.errors()[0]['loc'][0]}` does not fit: {error.errors()[0]['msg']}.", "Name a regulator by its id and a team in one line."
            ) from None
        with told(self.ledger), self.ledger.alone():
            self._write(made, "token made", after=f"{regulator} {'+'.join(wanted)} until {made.expires.date()}")
        return made, f"stay_{name}_{secret}"

    def find(self, text: str) -> Identity:
        """Who signs in with this text. Raises NotSignedIn, or TooMany after too many failures.

        The right secret is heard whatever failed before: else whoever knows the id of a token, which is no secret, could shut out its holder for ever.
        """
        named = _TEXT.fullmatch(text.strip())
        name, secret = named.groups() if named else ("", "")
        with told(self.ledger):
            found = self._read(name) if name else None
        known = hmac.compare_digest(_digest(found.salt if found else "", secret), found.digest if found else _UNKNOWN)
        if found is None or not known:
            if wait := self.limits.wait(name) or self.limits.failed(name):
                raise TooMany(wait)
            raise NotSignedIn("This token is not known.", "Check that it was copied whole: it begins with stay_.")
        return self._identity(found)

    def holder(self, name: str) -> Identity:
        """Who holds the token with this id, where that was proved before. Raises NotSignedIn where it can no longer be used."""
        with told(self.ledger):
            found = self._read(name)
        if found is None:
            raise NotSignedIn("This token is not known.", _REMEDY)
        return self._identity(found)

    def revoke(self, name: str) -> Token:
        """End a token now. One that was revoked before stays as it was. Raises NotFound, and Unwritable where it cannot be written."""
        with told(self.ledger), self.ledger.alone():
            found = self._read(name)
            if found is None:
                raise NotFound("There is no such token.", "List them: flask --app app publish token list.", name)
            if found.revoked is None:
                found = found.model_copy(update={"revoked": self.now()})
                self._write(found, "token revoked", after="revoked")
        return found

    def all(self) -> list[Token]:
        """Every token ever made, oldest first. Raises Unwritable where one is damaged."""
        with told(self.ledger):
            found = [self._read(path.stem) for path in self.ledger.folder.joinpath("tokens").glob("*.json")]
        return sorted((item for item in found if item), key=lambda item: (item.created, item.id))

    def _identity(self, found: Token) -> Identity:
        if (state := found.state(self.now())) != "good":
            raise NotSignedIn(f"This token {'has expired' if state == 'expired' else 'was revoked'}.", _REMEDY)
        return Identity(found.id, found.label, found.regulator, frozenset(found.scopes))

    def _read(self, name: str) -> Token | None:
        return self.ledger.read_sheet(f"tokens/{name}.json", Token) if re.fullmatch(r"[0-9a-f]{10}", name) else None

    def _write(self, made: Token, what: str, after: str) -> None:
        event = Event(who=OPERATOR, what=what, of=made.id, after=after)
        self.ledger.commit({f"tokens/{made.id}.json": made.model_dump_json(indent=1)}, [event])


def _digest(salt: str, secret: str) -> str:
    return hashlib.sha256(f"{salt}{secret}".encode()).hexdigest()
