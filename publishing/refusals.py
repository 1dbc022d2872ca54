"""Why an act of publishing is refused: one class for each reason, so that every way in can tell it in its own manner.

Each says what is wrong, where, and how to mend it. Faults of content itself are `guidance.issues.ContentError`.
"""

from __future__ import annotations


class Refused(Exception):
    """An act that was not done; nothing has changed. what: one sentence. remedy: how to mend it. where: the address or id that was meant, or empty."""

    def __init__(self, what: str, remedy: str, where: str = "") -> None:
        self.what, self.remedy, self.where = what, remedy, where
        super().__init__(f"{where}: {what} Mend it: {remedy}" if where else f"{what} Mend it: {remedy}")


class NotSignedIn(Refused):
    """The token is missing, unknown, expired or revoked."""


class TooMany(Refused):
    """Too many failed attempts. wait: whole seconds until another one is heard."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("There were too many failed attempts to sign in.", f"Wait {wait} seconds, then try again with the right token.")


class NotAllowed(Refused):
    """The token is good, and may not do this."""


class NotFound(Refused):
    """Nothing of that name can be seen with this token."""


class Conflict(Refused):
    """What was meant is no longer as it was when somebody looked at it."""


class Stale(Conflict):
    """What stands at an address is not what the act names as seen."""


class NeedsMatch(Refused):
    """Something stands there already, and the act does not say which state of it was seen."""


class SamePerson(Refused):
    """The token that submitted may not approve."""


class Unwritable(Refused):
    """A disk is full, a folder is read-only, or nobody may write there."""


class Busy(Refused):
    """Too many others are sending something at this moment."""

    def __init__(self) -> None:
        super().__init__("Too many are sending something at this moment.", "Send it again in a minute; nothing was taken.")
