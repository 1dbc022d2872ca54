"""Whatever is done at the desk, in whatever order and by whomever: what readers see was approved by another token, and the log tells of all of it."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from guidance.issues import ContentError
from publishing import checks, release
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.refusals import Refused
from tests.miniature_content import miniature, version
from tests.miniature_desk import NMC_A, NMC_B, OTHER, Office

WRITES = Identity("dddddddddd", "Writers", "nmc", frozenset({"submit"}))
PEOPLE = st.sampled_from([NMC_A, NMC_B, NMC_A, NMC_B, WRITES, OTHER])
DAYS = st.sampled_from([1, 0, 3])


class Desks(RuleBasedStateMachine):
    """People at a desk, on days that pass."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(checks, "build_tables", lambda _: ({}, []))
        self.patch.setattr(release, "build_tables", lambda _: ({}, []))
        self.folder = Path(tempfile.mkdtemp())

    @initialize()
    def open(self) -> None:
        self.office = Office(self.folder).open()

    @rule(who=PEOPLE, day=DAYS, title=st.sampled_from("ABC"), announce=st.sampled_from([None, 1]), seen=st.sampled_from(["*", "*", None]))
    def submit(self, who: Identity, day: int, title: str, announce: int | None, seen: str | None) -> None:
        stamp = (self.office.day + datetime.timedelta(days=day)).isoformat()
        publication = Publication.of("nmc", "hours", stamp, page=version(title))
        when = self.office.day + datetime.timedelta(days=announce) if announce else None
        with contextlib.suppress(Refused, ContentError):
            there = self.office.desk.standing(publication, who)
            self.office.desk.submit(publication, who, seen if there else None, announce=when)

    @rule(who=PEOPLE, other=PEOPLE, day=DAYS, announce=st.sampled_from([None, 1]))
    def submit_and_approve(self, who: Identity, other: Identity, day: int, announce: int | None) -> None:
        self.submit(who, day, "D", announce, "*")
        self.approve(other, 0)

    @rule(who=PEOPLE, number=st.integers(0, 1))
    def approve(self, who: Identity, number: int) -> None:
        self._with(number, lambda name: self.office.desk.approve(name, who))

    @rule(who=PEOPLE, number=st.integers(0, 1))
    def withdraw(self, who: Identity, number: int) -> None:
        self._with(number, lambda name: self.office.desk.withdraw(name, who, "No."))

    @rule(who=PEOPLE, day=DAYS)
    def restore(self, who: Identity, day: int) -> None:
        with contextlib.suppress(Refused, ContentError):
            self.office.desk.restore("nmc/hours", "2026-11-22", who, self.office.day + datetime.timedelta(days=day), "As it was.")

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.office.pass_time(hours=hours)
        self.office.desk.follow()

    def _with(self, number: int, act: Callable[[str], object]) -> None:
        found = [item for item in self.office.desk.all(NMC_A) if item.is_open] or self.office.desk.all(NMC_A)
        if number < len(found):
            with contextlib.suppress(Refused, ContentError):
                act(found[number].id)

    @invariant()
    def readers_see_what_was_approved(self) -> None:
        found = self.office.desk.all(NMC_A)
        released = [item for item in found if item.state == "released"]
        assert all(item.approved_by and item.approved_by != item.who and item.release for item in released)
        assert {item.who for item in found} <= {NMC_A.token, NMC_B.token, WRITES.token}
        assert {item.approved_by for item in found} <= {"", NMC_A.token, NMC_B.token}, "each token did what it may"
        put = {path for item in released for path in self.office.desk.publication(item.id, NMC_A).paths()}
        assert set(self.office.files()) == set(miniature()) | put
        name = self.office.releases.current()
        assert name == self.office.releases.name_of(self.office.files())

    @invariant()
    def one_submission_waits_at_an_address(self) -> None:
        waiting = [item.address for item in self.office.desk.all(NMC_A) if item.is_open]
        assert len(waiting) == len(set(waiting))
        assert all(item.owner == "nmc" for item in self.office.desk.book.every())

    @invariant()
    def nothing_due_waits(self) -> None:
        assert all(day > self.office.day for day, _ in self.office.desk.waiting())

    @invariant()
    def the_log_tells_all_of_it(self) -> None:
        assert self.office.ledger.audit.verify() == []
        told = [line.what for line in self.office.ledger.audit.lines()]
        steps = [event.what for item in self.office.desk.all(NMC_A) for event in item.history]
        assert sorted(told) == sorted(steps)

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)


Desks.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=False
)
TestDesks = Desks.TestCase
