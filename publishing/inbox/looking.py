"""What is at an address, as one token may see it: nothing is said of what is another regulator's, not even that it exists. No Flask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.issues import ContentError
from guidance.library import Library
from guidance.model import FAQ
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk import guards
from publishing.desk.desk import Desk
from publishing.desk.submission import Standing, Submission
from publishing.refusals import NeedsMatch, NotAllowed, NotFound, Stale


@dataclass(frozen=True)
class Found:
    """What is at an address. submission: what waits there, else what was submitted last, if anything. standing: what stands there now, if anything."""

    address: str
    submission: Submission | None
    standing: Standing | None

    def as_dict(self) -> dict[str, object]:
        """It as JSON-ready keys and values. state: that of the submission; `released` for what came there by another way."""
        base = f"/api/v1/publications/{self.address}"
        links = {name: f"{base}/{name}" for name in ("difference", "findings", "approval")} if self.submission else {}
        return {
            "address": self.address,
            "state": self.submission.state if self.submission else "released",
            "etag": self.standing.etag if self.standing else None,
            "submission": self.submission.as_dict() if self.submission else None,
            "links": {"self": base, **links},
        }


def at(address: tuple[str, str, str], who: Identity, desk: Desk, library: Library) -> Found:
    """What is at an address (regulator, slug, stamp). library: of what is released. Raises NotFound where there is nothing that the token may see."""
    named = "/".join(address)
    try:
        wanted = Publication.of(*address, page=b"")
        standing = desk.standing(wanted, who)
        if standing and standing.submission is None:
            guards.own(who.regulator, wanted, library)
    except (ContentError, NotAllowed):
        raise _nothing(named) from None
    waiting = standing.submission if standing else None
    found = waiting or next((item for item in desk.all(who) if item.address == named), None)
    if found is None and standing is None:
        raise _nothing(named)
    return Found(named, found, standing)


def submission(address: tuple[str, str, str], who: Identity, desk: Desk, library: Library, tags: tuple[str, ...] = ()) -> Submission:
    """The submission at an address: the one that waits; else the one that an etag names, so that an act may be repeated; else the last. Raises NotFound."""
    found = at(address, who, desk, library)
    chosen = found.submission
    if chosen is not None and not chosen.is_open:
        chosen = next((item for item in desk.all(who) if item.address == found.address and item.etag in tags), chosen)
    if chosen is None:
        raise _nothing(found.address)
    return chosen


def match(tags: tuple[str, ...], publication: Publication, who: Identity, desk: Desk) -> str | None:
    """The etag that has to stand at an address: of several that would do, the one that does. None where no condition was told."""
    if len(tags) < 2:
        return next(iter(tags), None)
    standing = desk.standing(publication, who)
    return standing.etag if standing and standing.etag in tags else tags[0]


def seen(found: Submission, tags: tuple[str, ...], must: bool) -> None:
    """Raises Stale where a condition names another state than that of the submission; NeedsMatch where it must name one and does not."""
    if must and (not tags or "*" in tags):
        raise NeedsMatch("This needs to name what was seen.", "Send `If-Match` with the ETag of the submission that you looked at.", found.address)
    if tags and found.etag not in tags and "*" not in tags:
        raise Stale("Another wording was submitted since you looked.", "Look at it again, then send its ETag.", found.address)


def page(regulator: str, slug: str, who: Identity) -> str:
    """The name of a page that may be the token's own. Raises NotFound for another's."""
    if regulator not in (who.regulator, FAQ):
        raise _nothing(f"{regulator}/{slug}")
    return f"{regulator}/{slug}"


def listed(who: Identity, desk: Desk, state: str, regulator: str, most: int) -> Mapping[str, object]:
    """What the regulator of a token has submitted, newest first. state, regulator: those that are wanted, empty for all. most: how many are listed."""
    found = [item for item in desk.all(who) if state in ("", item.state) and regulator in ("", item.regulator)]
    return {"count": len(found), "publications": [item.as_dict() for item in found[:most]]}


def _nothing(where: str) -> NotFound:
    return NotFound("There is nothing at this address that this token may see.", "Check the address; GET /api/v1/publications lists what was submitted.", where)
