"""What the form hands out and gets back under the site's own signature: the session of an officer, and links to previews. Pure.

Signatures are those of itsdangerous (HMAC with SHA-256). The end stands inside what is signed, so that nobody's clock but that of the site counts.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

SESSION = datetime.timedelta(hours=8)
"""A working day: then an officer signs in again."""
LINK_DAYS = (1, 7, 14, 30)
"""For how many days a link to a preview may hold."""
USUAL_DAYS = 7


@dataclass(frozen=True)
class Session:
    """Who is signed in: the id of the token, which is looked up at each request, and the secret that each form of the session holds."""

    token: str
    form: str

    def owns(self, form: str) -> bool:
        """Whether a form that came in was made in this session."""
        return hmac.compare_digest(self.form.encode(), form.encode())


@dataclass(frozen=True)
class Linked:
    """What a link to a preview says. submission: its id; owner: its regulator. until: its end. over: whether that has come."""

    submission: str
    owner: str
    until: datetime.datetime
    over: bool


class Forged(ValueError):
    """A text that was not signed here."""


class Seals:
    """Signs and reads sessions and links."""

    def __init__(self, key: bytes, now: Callable[[], datetime.datetime]) -> None:
        """key: that of publishing.access.signing. now: the moment, with a time zone."""
        self.now = now
        kind = {"digest_method": hashlib.sha256}
        self._sessions = URLSafeSerializer(key, salt="officer session", signer_kwargs=kind)
        self._links = URLSafeSerializer(key, salt="preview link", signer_kwargs=kind)

    def begin(self, token: str) -> tuple[Session, str]:
        """A session for the token with this id, and the text that stands for it in the officer's browser."""
        made = Session(token, secrets.token_urlsafe(24))
        return made, str(self._sessions.dumps([made.token, made.form, self._after(SESSION)]))

    def session(self, text: str) -> Session | None:
        """The session that a text stands for, or None where it is none or is over."""
        try:
            token, form, until = self._sessions.loads(text)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(token, form) if self.now().timestamp() < until else None

    def link(self, submission: str, owner: str, days: int) -> str:
        """The last part of the address of a preview that holds for some days."""
        return str(self._links.dumps([submission, owner, self._after(datetime.timedelta(days=days))]))

    def linked(self, text: str) -> Linked:
        """What a link says. Raises Forged."""
        try:
            submission, owner, until = self._links.loads(text)
        except (BadSignature, ValueError, TypeError):
            raise Forged("this link was not made here") from None
        end = datetime.datetime.fromtimestamp(until, datetime.UTC)
        return Linked(submission, owner, end, end <= self.now())

    def _after(self, time: datetime.timedelta) -> int:
        return int((self.now() + time).timestamp())
