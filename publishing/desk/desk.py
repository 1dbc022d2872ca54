"""The desk itself: check, submit, approve, withdraw, and what follows by itself on an announce date. Every way in goes through here.

Each act holds the lock of the desk from its first look to its last word, so two at once are served one after the other; each is one entry of the ledger.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import time
from collections.abc import Callable, Iterator, Mapping

from guidance.diff import Difference
from guidance.issues import ContentError
from guidance.reading import digest, read_content
from guidance.stamps import read_stamp
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.desk import composing, guards
from publishing.desk.book import Book
from publishing.desk.submission import Call, Standing, State, Submission
from publishing.desk.weighing import Scales
from publishing.findings import Findings
from publishing.ledger.ledger import Event, Ledger
from publishing.ledger.telling import told
from publishing.refusals import Conflict, NeedsMatch, Refused, SamePerson, Stale
from publishing.release import Releases
from search.engine import EngineUnavailable

log = logging.getLogger(__name__)
SITE = "site"
"""Who acts where a day that had come does it."""
REST = 20.0
"""Seconds after which what a disk refused is tried again by itself."""
GRAIN = 2.0
"""Seconds within which a folder may change twice without showing it in its time."""
UNNAMED = Call()
Files = Mapping[str, bytes]


class Desk:
    """All publications of a site on their way. Every method may be called by several processes and machines at once.

    Every method but `follow` may raise Refused (see its kinds) and, where content has errors, ContentError; nothing has changed then.
    """

    def __init__(self, ledger: Ledger, releases: Releases, today: Callable[[], datetime.date], two_persons: bool) -> None:
        """two_persons: whether another token must approve than the one that submitted."""
        self.ledger, self.releases, self.today, self.two_persons = ledger, releases, today, two_persons
        self.book, self.scales = Book(ledger), Scales(releases, today)
        self._waiting: tuple[int, tuple[tuple[datetime.date, str], ...]] = (0, ())
        self._tried: dict[str, str] = {}
        self._rests_until = float("-inf")

    def check(self, publication: Publication, who: Identity) -> Findings:
        """What the publication would do, were it released now. Writes nothing but what speeds the next check."""
        guards.own(who.regulator, publication)
        with told(self.ledger):
            return self.scales.weigh(publication, who.regulator, self.ledger.read())

    def submit(
        self,
        publication: Publication,
        who: Identity,
        match: str | None = None,
        create_only: bool = False,
        announce: datetime.date | None = None,
        call: Call = UNNAMED,
    ) -> Submission:
        """Hand in a publication. It replaces what waits under the same address.

        match: the etag of what was seen there, `*` for whatever it is; None where nothing was. create_only: refuse if anything is there.
        announce: the first day on which readers may see it; None: as soon as it is approved.
        """
        guards.allow(who, "submit")
        guards.own(who.regulator, publication)
        with self._alone():
            if done := self.book.recall(who, call):
                return done
            files = read_content(self.ledger.content)
            there = self._standing(publication, who.regulator, files)
            _match(publication, there, match, create_only)
            _announced(publication, announce)
            self.scales.refuse_errors(publication, who.regulator, files)
            made = self._made(publication, who, files, announce)
            self._replace(made, there, who, call)
            return made

    def approve(self, identifier: str, who: Identity, call: Call = UNNAMED) -> Submission:
        """Let a submission become a page: now, or on its announce date. It is checked again against the content of this moment."""
        guards.allow(who, "approve")
        with self._alone():
            if done := self.book.recall(who, call):
                return done
            found = self.book.find(identifier, who.regulator)
            _expect(found, "submitted")
            if self.two_persons and found.who == who.token:
                raise SamePerson("This token submitted it.", "Ask a colleague with another token to approve it.", found.address)
            files = read_content(self.ledger.content)
            publication = self._unchanged(found, files)
            event = Event(who=who.token, what="approved", of=f"{found.id} {found.address}", before=found.base, after=found.etag, request=call.request)
            approved = found.step("approved", self.ledger.now(), who.token, who.label, approved_by=who.token)
            if found.announce and found.announce > self.today():
                self.scales.refuse_errors(publication, who.regulator, files)
                self.ledger.commit(self.book.sheets(approved, who=who, call=call), [event])
                return approved
            return self._release(approved, publication, files, [event], who, call)

    def withdraw(self, identifier: str, who: Identity, reason: str, call: Call = UNNAMED) -> Submission:
        """Take back what is not yet released. reason: a sentence, kept in the desk."""
        with self._alone():
            if done := self.book.recall(who, call):
                return done
            found = self.book.find(identifier, who.regulator)
            _expect(found, "submitted", "approved")
            taken = found.step("withdrawn", self.ledger.now(), who.token, who.label, reason)
            event = Event(who=who.token, what="withdrawn", of=f"{found.id} {found.address}", before=found.etag, request=call.request)
            self.ledger.commit(self.book.sheets(taken, who=who, call=call), [event])
            return taken

    def retire(self, page_id: str, who: Identity, date: datetime.date, reason: str, successor: str = "", call: Call = UNNAMED) -> Submission:
        """Submit the notice that a page is withdrawn from a day on. successor: the page to read instead, as `nmc/annual-fee`, or empty."""
        with told(self.ledger):
            files = self.ledger.read()
        publication = composing.retiring(files, page_id, date, reason, successor)
        held = publication.in_place(files)
        return self.submit(publication, who, held.etag if held else None, call=call)

    def restore(self, page_id: str, stamp: str, who: Identity, date: datetime.date, change: str, call: Call = UNNAMED) -> Submission:
        """Submit an older version of a page as its version from a day on. change: what readers are told."""
        with told(self.ledger):
            files = self.ledger.read()
        publication = composing.restoring(files, page_id, stamp, date, change)
        return self.submit(publication, who, create_only=True, call=call)

    def find(self, identifier: str, who: Identity) -> Submission:
        """A submission of the token's regulator."""
        with told(self.ledger):
            return self.book.find(identifier, who.regulator)

    def all(self, who: Identity, state: State | None = None) -> list[Submission]:
        """The submissions of the token's regulator, newest first; all of them, or those in one state."""
        return [item for item in reversed(self.book.every()) if item.owner == who.regulator and state in (None, item.state)]

    def publication(self, identifier: str, who: Identity) -> Publication:
        """What was submitted, as bytes."""
        with told(self.ledger):
            return self.book.publication(self.book.find(identifier, who.regulator))

    def standing(self, publication: Publication, who: Identity) -> Standing | None:
        """What is at an address now, as this token may see it. Only the address of the publication is looked at."""
        guards.own(who.regulator, publication)
        with told(self.ledger):
            return self._standing(publication, who.regulator, self.ledger.read())

    def difference(self, identifier: str, who: Identity) -> Difference | None:
        """The page of a submission against the version that it follows; None where it has no page."""
        with told(self.ledger):
            return self.scales.difference(self.book.publication(self.book.find(identifier, who.regulator)), self.ledger.read())

    def follow(self) -> None:
        """Finish what was left, and release what was approved and whose day has come. Raises nothing: what fails is logged, and tried again later."""
        if time.monotonic() < self._rests_until:
            return
        try:
            self.ledger.settle()
            for day, name in self.waiting():
                if day <= self.today():
                    self._announce(name)
        except (OSError, EngineUnavailable) as error:
            self._rests_until = time.monotonic() + REST
            log.error("a publication could not be finished: %s", error)

    def waiting(self) -> list[tuple[datetime.date, str]]:
        """What is approved and waits for its day: that day and the id. The sheets are only read again when one of them changed."""
        with contextlib.suppress(FileNotFoundError):
            seen = (self.ledger.folder / "submissions").stat().st_mtime_ns
            if seen != self._waiting[0] or self.ledger.now().timestamp() - seen / 1e9 < GRAIN:
                self._waiting = seen, tuple((item.announce, item.id) for item in self.book.every() if item.state == "approved" and item.announce)
            return sorted(self._waiting[1])
        return []

    def _announce(self, name: str) -> None:
        """Release a submission on its day. One that fits no longer is refused; where the content itself has errors, it waits for them to be mended."""
        with self.ledger.alone():
            found = next((item for item in self.book.every() if item.id == name and item.state == "approved"), None)
            files = read_content(self.ledger.content)
            if found is None or self._tried.get(name) == digest(files):
                return
            try:
                self._release(found, self._unchanged(found, files), files, [], None, UNNAMED)
            except (ContentError, Refused) as error:
                if isinstance(error, ContentError) and not self.scales.is_sound(files):
                    self._tried[name] = digest(files)
                    log.error("%s waits, because the content has errors: %s", found.address, error.issues[0])
                    return
                refused = found.step("refused", self.ledger.now(), SITE, SITE, str(error)[:2_000])
                event = Event(who=SITE, what="refused", of=f"{found.id} {found.address}", before=found.etag)
                self.ledger.commit(self.book.sheets(refused), [event])

    def _release(self, approved: Submission, publication: Publication, files: Files, events: list[Event], who: Identity | None, call: Call) -> Submission:
        """Build the release with the publication in it, then write both down in one step and point to it."""
        self.scales.refuse_trespass(publication, approved.owner, files)
        name = self.releases.prepare(publication.overlay(files), self.today())
        now, actor = self.ledger.now(), (who.token, who.label) if who else (SITE, SITE)
        released = approved.step("released", now, *actor, released_at=now, release=name)
        before = self.releases.name_of(files)
        event = Event(who=actor[0], what="released", of=f"{released.id} {released.address}", before=before, after=name, request=call.request)
        placed = {path: self.ledger.keep(data) for path, data in publication.files().items()}
        self.ledger.commit(self.book.sheets(released, who=who, call=call), [*events, event], placed)
        return released

    def _standing(self, publication: Publication, owner: str, files: Files) -> Standing | None:
        if waiting := self.book.open_at(publication, owner):
            return Standing(waiting.etag, self.book.publication(waiting), waiting)
        held = publication.in_place(files)
        return Standing(held.etag, held, None) if held else None

    def _made(self, publication: Publication, who: Identity, files: Files, announce: datetime.date | None) -> Submission:
        now = self.ledger.now()
        made = Submission(
            id=self.book.new_id(), owner=who.regulator, regulator=publication.regulator, slug=publication.slug, stamp=publication.stamp,
            parts=self.book.keep(publication), etag=publication.etag, base=guards.base(publication, files), who=who.token, label=who.label,
            at=now, state="submitted", announce=announce,
        )  # fmt: skip
        return made.step("submitted", now, who.token, who.label)

    def _replace(self, made: Submission, there: Standing | None, who: Identity, call: Call) -> None:
        """Write a submission down, and take back the one that waited under its address."""
        event = Event(
            who=who.token, what="submitted", of=f"{made.id} {made.address}", before=there.etag if there else "", after=made.etag, request=call.request
        )
        taken, events = [], [event]
        if there and there.submission:
            old = there.submission
            taken.append(old.step("withdrawn", made.at, who.token, who.label, f"Replaced by {made.id}."))
            events.insert(0, Event(who=who.token, what="withdrawn", of=f"{old.id} {old.address}", before=old.etag, request=call.request))
        self.ledger.commit(self.book.sheets(made, *taken, who=who, call=call), events)

    def _unchanged(self, found: Submission, files: Files) -> Publication:
        """What was submitted. Raises Conflict where its page has changed since."""
        publication = self.book.publication(found)
        if guards.base(publication, files) != found.base:
            remedy = "Look at the page as it stands, then submit again what still holds."
            raise Conflict("The page has changed since this was submitted.", remedy, found.address)
        return publication

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with told(self.ledger), self.ledger.alone():
            yield


def _match(publication: Publication, there: Standing | None, match: str | None, create_only: bool) -> None:
    """Raises Stale or NeedsMatch where a submission would replace what nobody has seen."""
    where = publication.address
    if there is None:
        if match is not None:
            raise Stale("There is nothing at this address any more.", "Look again, and submit it as something new.", where)
        return
    if create_only:
        raise Stale("There is something at this address already.", "Look at it first, then name its etag.", where)
    if match is None:
        raise NeedsMatch("There is something at this address already.", "Look at it first, then name its etag.", where)
    if match not in ("*", there.etag):
        raise Stale("This has changed since you looked at it.", "Look at it again, then submit what still holds, with the new etag.", where)


def _announced(publication: Publication, announce: datetime.date | None) -> None:
    if announce and announce > read_stamp(publication.stamp).date:
        raise Refused("It would be announced after it begins to hold.", f"Announce it by {publication.stamp[:10]}, or let it begin later.", publication.address)


def _expect(found: Submission, *states: State) -> None:
    if found.state not in states:
        raise Conflict(f"This submission is {found.state}.", f"Only what is {' or '.join(states)} can be changed so.", found.address)
