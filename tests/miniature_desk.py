"""A desk over miniature content, with clocks that tests may set."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from publishing.access.limits import Limits
from publishing.access.tokens import Identity, Scope, Tokens
from publishing.candidate import Publication
from publishing.desk.desk import Desk
from publishing.ledger.ledger import Ledger
from publishing.release import Releases
from tests.conftest import TODAY
from tests.miniature_content import miniature, version, write

NOON = datetime.time(12, tzinfo=datetime.UTC)
AHEAD = "2027-01-01"
NMC_A = Identity("aaaaaaaaaa", "NMC web team", "nmc", frozenset({"submit", "approve"}))
NMC_B = Identity("bbbbbbbbbb", "NMC editors", "nmc", frozenset({"submit", "approve"}))
OTHER = Identity("cccccccccc", "Another team", "context", frozenset({"submit", "approve"}))


@dataclass
class Office:
    """A desk, its tokens and releases under one folder, and what day it is there."""

    folder: Path
    two_persons: bool = True
    machine: str = "instance"
    day: datetime.date = TODAY
    moment: datetime.datetime = field(default_factory=lambda: datetime.datetime.combine(TODAY, NOON))

    def __post_init__(self) -> None:
        self.releases = Releases(self.folder / self.machine)
        self.ledger = Ledger(self.folder / "desk", self.folder / "content", lambda files: self.releases.make(files, self.day), lambda: self.moment)
        self.desk = Desk(self.ledger, self.releases, lambda: self.day, self.two_persons)
        self.tokens = Tokens(self.ledger, Limits(self.folder / "desk", lambda: self.moment), lambda: self.moment)

    def open(self) -> Office:
        """Write the miniature content and release it."""
        write(miniature(), self.folder / "content")
        self.releases.make(self.files(), self.day)
        return self

    def files(self) -> dict[str, bytes]:
        """What the content folder holds, hidden files too."""
        content = self.folder / "content"
        return {path.relative_to(content).as_posix(): path.read_bytes() for path in sorted(content.rglob("*")) if path.is_file()}

    def shown(self) -> set[str]:
        """Titles of all versions of the page that the release in use holds."""
        name = self.releases.current()
        assert name is not None
        return {item.meta.title for item in self.releases.open(name, self.day).library.pages["nmc/hours"].versions}

    def sign_in(self, regulator: str, *scopes: Scope) -> Identity:
        """A token that was made and signed in with."""
        return self.tokens.find(self.tokens.create(regulator, scopes, "A team", 30)[1])

    def pass_time(self, **parts: float) -> None:
        """Let time pass, and the day with it."""
        self.moment += datetime.timedelta(**parts)
        self.day = self.moment.date()


def page(title: str = "Hours ahead", stamp: str = AHEAD, slug: str = "hours", **parts: bytes) -> Publication:
    """A version of a page of the NMC. parts: evidence, parameters."""
    return Publication.of("nmc", slug, stamp, page=version(title), **parts)
