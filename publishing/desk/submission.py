"""A submission: a publication on its way, as it lies in the desk. Values only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from guidance.model import Day, Frozen
from publishing.candidate import Publication

State = Literal["submitted", "approved", "released", "withdrawn", "refused"]
"""`approved`: waits for its announce date. `refused`: on that date it no longer fitted what is published."""
STATES: tuple[State, ...] = ("submitted", "approved", "released", "withdrawn", "refused")
OPEN: tuple[State, ...] = ("submitted", "approved")
"""States in which a submission may still become a page, and is seen by nobody but its regulator."""
Part = Literal["page", "evidence", "parameters"]


class Event(Frozen):
    """One step of a submission. what: the state that it reached. who, label: the token and its team; `site` where a day that had come did it."""

    at: datetime.datetime
    what: State
    who: str
    label: str
    why: str = ""


class Submission(Frozen):
    """A publication that somebody has handed in.

    owner: the regulator whose tokens may see it; regulator, slug, stamp: its address (`regulator` is `faq` for an FAQ). parts: SHA-256 of each part.
    etag: that of the publication. base: digest of what the site held around its address when it was handed in. who, label: the token and its team.
    announce: the first day on which readers may see it; None: as soon as it is approved. release: the digest of the release that holds it.
    """

    id: str
    owner: str
    regulator: str
    slug: str
    stamp: str
    parts: dict[Part, str]
    etag: str
    base: str
    who: str
    label: str
    at: datetime.datetime
    state: State
    announce: Day | None = None
    approved_by: str = ""
    released_at: datetime.datetime | None = None
    release: str = ""
    history: tuple[Event, ...] = ()

    @property
    def address(self) -> str:
        """`nmc/annual-fee/2027-01-01`."""
        return f"{self.regulator}/{self.slug}/{self.stamp}"

    @property
    def page_id(self) -> str:
        """`nmc/annual-fee`."""
        return f"{self.regulator}/{self.slug}"

    @property
    def is_open(self) -> bool:
        """Whether it may still become a page."""
        return self.state in OPEN

    def step(self, state: State, at: datetime.datetime, who: str, label: str, why: str = "", **changes: object) -> Submission:
        """The submission in its next state, with that step in its history."""
        event = Event(at=at, what=state, who=who, label=label, why=why)
        return self.model_copy(update={"state": state, "history": (*self.history, event), **changes})

    def as_dict(self) -> dict[str, object]:
        """The submission as JSON-ready keys and values."""
        return {**self.model_dump(mode="json"), "address": self.address, "page": self.page_id}


@dataclass(frozen=True)
class Standing:
    """What is at an address now: an open submission, or what the site holds. etag: what `If-Match` must name to replace it."""

    etag: str
    publication: Publication
    submission: Submission | None


@dataclass(frozen=True)
class Call:
    """What a way in tells of one call. request: its id, for the audit log. key: an idempotency key, or empty. digest: of what was asked under that key."""

    request: str = ""
    key: str = ""
    digest: str = ""
