"""What HTTP answers where something is refused: problem details (RFC 9457), each with what is wrong and how to mend it. Pure.

The status codes are those of RFC 9110, and 428 and 429 of RFC 6585.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from guidance.issues import ContentError, Issue
from publishing.refusals import Busy, Conflict, NeedsMatch, NotAllowed, NotFound, NotSignedIn, Refused, SamePerson, Stale, TooMany, Unwritable

MOST_ISSUES = 500
"""So many issues are listed; all are counted."""
REALM = 'Bearer realm="publishing"'
RETRY = 20
"""Seconds after which a disk that refused may be tried again."""
STATUSES: tuple[tuple[type[Refused], int, str], ...] = (
    (NotSignedIn, 401, "This needs a token"),
    (TooMany, 429, "Too many failed attempts"),
    (NotAllowed, 403, "This token may not do that"),
    (SamePerson, 403, "Another token has to approve"),
    (NotFound, 404, "There is nothing here"),
    (Stale, 412, "It has changed since you looked"),
    (Conflict, 409, "It is no longer as it was"),
    (NeedsMatch, 428, "Say which state you have seen"),
    (Unwritable, 503, "It could not be written"),
    (Busy, 503, "Others are sending just now"),
    (Refused, 422, "This was refused"),
)
"""Status and title of each kind of refusal; the first that fits."""


@dataclass(eq=False)
class Problem(Exception):
    """A refusal as HTTP tells it. remedy: how to mend it. where: what was meant. issues: faults of content. more: further members of the body."""

    status: int
    title: str
    detail: str
    remedy: str = ""
    where: str = ""
    issues: tuple[Issue, ...] | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    def body(self, request: str) -> dict[str, object]:
        """The problem as JSON-ready keys and values. request: the id of the request."""
        optional = {"remedy": self.remedy, "where": self.where}
        told = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, "request": request}
        told |= {name: words for name, words in optional.items() if words}
        if self.issues is not None:
            told |= {"issues": [issue.as_dict() for issue in self.issues[:MOST_ISSUES]], "issues_count": len(self.issues)}
        return {**self.more, **told}

    @property
    def headers(self) -> dict[str, str]:
        """What stands in the head of the answer besides."""
        if self.status == 401:
            return {"WWW-Authenticate": REALM}
        return {"Retry-After": str(self.more.get("retry_after", RETRY))} if self.status in (429, 503) else {}


def refused(error: Refused) -> Problem:
    """A refusal of the desk or of a token."""
    status, title = next((status, title) for kind, status, title in STATUSES if isinstance(error, kind))
    more = {"retry_after": error.wait} if isinstance(error, TooMany) else {}
    return Problem(status, title, error.what, error.remedy, error.where, more=more)


def faulty(issues: Iterable[Issue], more: Mapping[str, object] | None = None) -> Problem:
    """Content with errors: all of them, with the warnings. Folders of this machine are nobody's business."""
    found = tuple(replace(issue, path="content folder") if PurePosixPath(issue.path).is_absolute() else issue for issue in issues)
    wrong = sum(issue.severity == "error" for issue in found)
    detail = f"There {'is 1 error' if wrong == 1 else f'are {wrong} errors'}. Nothing was changed."
    return Problem(422, "This has errors", detail, "Mend what `issues` lists, then send it again.", issues=found, more=more or {})


def content(error: ContentError) -> Problem:
    """Content that the desk refused."""
    return faulty(error.issues)


def unread(status: int, title: str, detail: str, remedy: str) -> Problem:
    """A request of which the head or the body cannot be taken."""
    return Problem(status, title, detail, remedy)
