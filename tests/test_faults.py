"""Publishing with faults: killed at every named step, on full and read-only disks, by several at once. All is old or all is new, and it goes on."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guidance.issues import ContentError
from publishing import checks, release
from publishing.access.tokens import Identity
from publishing.candidate import Publication
from publishing.current import Current
from publishing.desk.submission import Submission
from publishing.refusals import Conflict, NotFound, Refused, Unwritable
from search import engine
from tests.conftest import TODAY
from tests.killing import Killer
from tests.miniature_content import BODY, fact, version
from tests.miniature_desk import NMC_A, NMC_B, Office

STAMP = f"{TODAY}.2"
NEW = Publication.of(
    "nmc",
    "hours",
    STAMP,
    page=version("New", evidence="{how-many: [NMC-01, NMC-04], what-counts: [NMC-02, NMC-03]}"),
    evidence=('collection = "nmc"\n\n' + fact("NMC-04")).encode(),
    parameters=b"# Dated numbers would stand here.\n",
)
"""Three files that belong together: the page does not stand without the evidence, nor the evidence without the page."""


@pytest.fixture(autouse=True)
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no decision tables; all other checks are real."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    monkeypatch.setattr(release, "build_tables", lambda _: ({}, []))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if there is one: a killed process loses nothing that it has written, so no disk need be waited for."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory)) if os.access(memory, os.W_OK) else tmp_path
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def restarted(office: Office) -> Office:
    """A site that starts on what a killed process left."""
    again = Office(office.folder, day=office.day, moment=office.moment)
    started = Current(again.folder / "content", again.releases, lambda: again.day, False, again.desk)
    assert started.rejected is None and started.unopened is None
    assert dict(started.release().files) == again.files()
    return again


def state_of(office: Office) -> str:
    """Whether everything is `old` or `new`; fails where it is a mixture."""
    found = office.desk.all(NMC_A)
    released = bool(found) and found[0].state == "released"
    held = [path in office.files() for path in NEW.paths()]
    lines = [line.what for line in office.ledger.audit.lines()]
    seen = {*held, released, "New" in office.shown(), "released" in lines}
    assert len(seen) == 1, (held, found, office.shown(), lines)
    assert office.ledger.audit.verify() == []
    assert not office.ledger.is_pending
    name = office.releases.current()
    assert name is not None
    opened = office.releases.open(name, office.day)
    assert opened.index.digest == opened.library.digest == name == office.releases.name_of(office.files())
    assert office.releases.log.read_text().splitlines()[-1].split()[1] == office.releases.shown.entries()[-1].release == name
    if released:
        assert (found[0].release, found[0].history[-1].what) == (name, "released")
    return "new" if released else "old"


def publish_more(office: Office) -> None:
    """The next publication, which must work whatever was before it."""
    more = Publication.of("nmc", "more", TODAY.isoformat(), page=version("More", evidence="{one: []}", body="## One {#one}\n\nText.\n"))
    done = office.desk.approve(office.desk.submit(more, NMC_A).id, NMC_B)
    assert done.release == office.releases.current()
    assert "nmc/more" in office.releases.open(done.release, office.day).library.pages
    assert office.ledger.audit.verify() == []
    assert not list((office.folder / "content").rglob(".*")), "nothing is left behind"


# ---- killed

STEPS: list[tuple[object, str]] = [(os, "replace"), (os, "rename"), (os, "fsync"), (Path, "unlink"), (shutil, "rmtree"), (engine, "build")]
OPENING: list[tuple[object, str]] = [*STEPS, (os, "open"), (Path, "mkdir")]
"""Every file that is opened to be written or locked, too."""


def in_child(act: Callable[[], object]) -> int:
    """Do something in a process of its own. Returns 0, 1 where it raised, or the signal that killed it, below 0."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed(office: Office, act: Callable[[Office], object], steps: list[tuple[object, str]], at: int, after: bool) -> bool:
    """Act in a process that is killed at one of the steps. Returns whether it lived so long."""

    def run() -> None:
        Killer(at, after).arm(steps)
        act(office)

    code = in_child(run)
    assert code in (0, -signal.SIGKILL), "what fails otherwise proves nothing"
    return code != 0


def approve(office: Office) -> object:
    return office.desk.approve(office.desk.all(NMC_A)[0].id, NMC_B)


def submit(office: Office) -> object:
    return office.desk.submit(NEW, NMC_A)


def announced(office: Office) -> object:
    office.desk.follow()
    return None


def prepared(place: Path, act: Callable[[Office], object]) -> Office:
    """A desk on which only this act is left to do."""
    office = Office(place / "prepared").open()
    if act is submit:
        office.desk.check(NEW, NMC_A)
    else:
        made = office.desk.submit(NEW, NMC_A)
        if act is announced:
            waits = made.step("approved", office.moment, NMC_B.token, NMC_B.label, announce=office.day)
            with office.ledger.alone():
                office.ledger.commit(office.desk.book.sheets(waits), [])
    return office


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("act", "steps", "least"), [(approve, STEPS, 70), (submit, OPENING, 45), (announced, STEPS[:2], 10)], ids=["approve", "submit", "announce"]
)
def test_a_kill_at_any_step_leaves_all_old_or_all_new(
    place: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Office], object], steps: list[tuple[object, str]], least: int, after: bool
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # what a process wrote outlives the process
    ready, seen = prepared(place, act), []
    for step in range(1, 400):
        office = Office(place / str(step))
        shutil.copytree(ready.folder, office.folder)
        if not killed(office, act, steps, step, after):
            break
        assert office.shown() in ({"Hours"}, {"Hours", "New"}), "what readers see until the site starts again"
        again = restarted(office)
        if act is submit:
            seen.append(submitted(again))
        else:
            seen.append(state_of(again))
        publish_more(again)
        shutil.rmtree(office.folder)
    assert len(seen) >= least, f"only {len(seen)} steps were reached"
    assert seen == sorted(seen, reverse=True), "once new, always new"
    assert set(seen) == ({"new"} if act is announced else {"old", "new"}), "what is due is released by the site that starts again"


def submitted(office: Office) -> str:
    """Whether a draft is in the desk, whole, with its line in the log, or nothing of it is."""
    found = office.desk.all(NMC_A)
    assert [line.what for line in office.ledger.audit.lines()] == ["submitted"] * len(found)
    assert all(office.desk.publication(item.id, NMC_A) == NEW for item in found)
    assert office.shown() == {"Hours"}
    return "new" if found else "old"


def test_a_kill_while_a_token_is_revoked(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is good and there is no line, or it is revoked and there is one."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    ready = Office(place / "prepared").open()
    made, _ = ready.tokens.create("nmc", ["submit"], "Web team", 30)
    seen = []
    for step in range(1, 100):
        office = Office(place / str(step))
        shutil.copytree(ready.folder, office.folder)
        if not killed(office, lambda desk: desk.tokens.revoke(made.id), OPENING, step, True):
            break
        again = restarted(office)
        seen.append(again.tokens.all()[0].state(again.moment))
        assert [line.what for line in again.ledger.audit.lines()] == ["token made", "token revoked"][: 1 + (seen[-1] == "revoked")]
        assert again.ledger.audit.verify() == []
    assert set(seen) == {"good", "revoked"} and len(seen) > 10


# ---- full and read-only disks

FULL = [*OPENING, (Path, "write_bytes"), (Path, "write_text"), (Path, "touch")]


class Refusal:
    """Makes the n-th of the named steps fail, or that one and all after it."""

    def __init__(self, at: int, lasting: bool, number: int, patch: pytest.MonkeyPatch) -> None:
        self.at, self.lasting, self.number, self.steps = at, lasting, number, 0
        for owner, name in FULL:
            patch.setattr(owner, name, self._refusing(getattr(owner, name), owner, name))

    def _refusing(self, plain: Callable[..., object], owner: object, name: str) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            writes = name != "open" or len(arguments) > 1 and isinstance(arguments[1], int) and arguments[1] & (os.O_WRONLY | os.O_RDWR)
            self.steps += bool(writes)
            if writes and (self.steps == self.at or self.lasting and self.steps > self.at):
                if owner is engine:
                    raise engine.EngineUnavailable(f"The index cannot be written: {os.strerror(self.number)}.")
                raise OSError(self.number, os.strerror(self.number))
            return plain(*arguments, **named)

        return step


@pytest.mark.parametrize(
    ("number", "lasting", "stride"),
    [(errno.ENOSPC, False, 2), (errno.ENOSPC, True, 3), (errno.EROFS, True, 7)],
    ids=["full for a moment", "full from then on", "read-only from then on"],
)
def test_a_disk_that_refuses_a_step_is_told_and_loses_nothing(place: Path, number: int, lasting: bool, stride: int) -> None:
    ready, told = prepared(place, approve), 0
    for step in range(1, 300, stride):
        office = Office(place / str(step))
        shutil.copytree(ready.folder, office.folder)
        raised: BaseException | None = None
        with pytest.MonkeyPatch.context() as patch:
            refusal = Refusal(step, lasting, number, patch)
            try:
                approve(office)
            except Unwritable as error:
                raised = error
        if refusal.steps < step:
            break
        if raised:
            told += 1
            assert os.strerror(number) in str(raised) and "Free space" in str(raised)
            assert str(office.folder) not in str(raised), "no folder of the machine is shown"
            assert ("written down" in str(raised)) == office.ledger.is_pending
        assert office.shown() in ({"Hours"}, {"Hours", "New"})
        again = restarted(office)
        if state_of(again) == "old":
            assert raised and "Nothing was changed" in str(raised)
            approve(again)
        assert state_of(again) == "new"
        shutil.rmtree(office.folder)
    assert told * stride > 60, f"only {told} refusals"


@pytest.mark.parametrize("most", [0, 1, 300, 900, 2_000, 5_000, 20_000])
def test_a_disk_that_takes_no_more_bytes(place: Path, most: int) -> None:
    """No file may grow beyond so many bytes: what a quota or a full disk does in the middle of a file."""
    office = prepared(place, approve)

    def try_it() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        with pytest.raises(Unwritable, match="File too large"):
            approve(office)

    assert in_child(try_it) == 0
    again = restarted(office)
    if state_of(again) == "old":
        approve(again)
    assert state_of(again) == "new"
    publish_more(again)


def test_a_desk_that_nobody_may_write_leaves_the_site_up(place: Path) -> None:
    office = prepared(place, announced)
    with pytest.MonkeyPatch.context() as patch:
        Refusal(1, True, errno.EROFS, patch)
        started = Current(office.folder / "content", office.releases, lambda: TODAY, False, office.desk)
        assert started.release().digest == office.releases.current()
        assert started.rejected is None
        office.tokens.limits.wait("0123456789")
        with pytest.raises(Unwritable):
            office.desk.withdraw(office.desk.all(NMC_A)[0].id, NMC_A, "No.")
    assert state_of(restarted(office)) == "new"


def test_a_damaged_journal_stops_publishing_and_not_the_site(place: Path) -> None:
    office = prepared(place, approve)
    (office.folder / "desk" / "journal.json").write_text("{")
    started = Current(office.folder / "content", office.releases, lambda: TODAY, False, office.desk)
    assert started.release().digest == office.releases.current()
    with pytest.raises(Unwritable, match=r"journal\.json on the desk is damaged"):
        approve(office)


def test_content_that_somebody_spoils_meanwhile_does_not_stop_the_desk(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was published is in the folder; the release follows when that is mended."""
    office = prepared(place, approve)
    spoilt = office.folder / "content" / "roles.toml"
    good, plain = spoilt.read_bytes(), office.ledger.show

    def spoil(files: object) -> object:
        spoilt.write_bytes(b"broken")
        return plain(office.files())

    monkeypatch.setattr(office.ledger, "show", spoil)
    approve(office)
    assert office.shown() == {"Hours"} and not office.ledger.is_pending
    office.tokens.create("nmc", ["submit"], "Web team", 30)
    spoilt.write_bytes(good)
    assert state_of(restarted(office)) == "new"


# ---- several at once


def many(acts: list[Callable[[], object]]) -> list[int]:
    """Do things in processes of their own, all at once."""
    children = []
    for act in acts:
        child = os.fork()
        if child == 0:
            code = 3
            try:
                act()
                code = 0
            except (Conflict, NotFound):
                code = 1
            except (Refused, ContentError):
                code = 2
            finally:
                os._exit(code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def fresh(office: Office) -> Office:
    return Office(office.folder)


def test_of_two_approvals_at_once_one_is_told_that_it_was_late(place: Path) -> None:
    office = prepared(place, approve)
    name = office.desk.all(NMC_A)[0].id
    third = Identity("dddddddddd", "Heads", "nmc", frozenset({"approve"}))
    codes = many([lambda who=who: fresh(office).desk.approve(name, who) for who in (NMC_B, third, NMC_B, third)])  # type: ignore[misc]
    assert sorted(codes) == [0, 1, 1, 1]
    assert state_of(restarted(office)) == "new"
    assert [line.what for line in office.ledger.audit.lines()] == ["submitted", "approved", "released"]


def test_of_two_versions_of_a_page_at_once_one_stands(place: Path) -> None:
    office = Office(place).open()
    made = [office.desk.submit(Publication.of("nmc", "hours", f"2027-01-0{day}", page=version(f"Of {day}")), NMC_A) for day in (1, 2)]
    codes = many([lambda item=item: fresh(office).desk.approve(item.id, NMC_B) for item in made])  # type: ignore[misc]
    assert sorted(codes) == [0, 1]
    assert len(office.shown()) == 2
    restarted(office)


def test_pages_that_do_not_meet_all_stand(place: Path) -> None:
    office, made = Office(place).open(), list[Submission]()
    for number in range(5):
        words = version(f"Page {number}", evidence="{one: []}", body="## One {#one}\n\nText.\n")
        made.append(office.desk.submit(Publication.of("nmc", f"page-{number}", TODAY.isoformat(), page=words), NMC_A))
    assert many([lambda item=item: fresh(office).desk.approve(item.id, NMC_B) for item in made]) == [0] * 5  # type: ignore[misc]
    again = restarted(office)
    assert [item.state for item in again.desk.all(NMC_A)] == ["released"] * 5
    assert again.ledger.audit.verify() == []
    assert len(again.ledger.audit.lines()) == 15


def test_drafts_for_one_address_at_once_leave_one(place: Path) -> None:
    office = Office(place).open()
    pages = [Publication.of("nmc", "hours", "2027-01-01", page=version("Hours", body=BODY + f"\nNumber {number}.\n")) for number in range(4)]
    assert sorted(many([lambda page=page: fresh(office).desk.submit(page, NMC_A, create_only=True) for page in pages])) == [0, 1, 1, 1]  # type: ignore[misc]
    assert len(office.desk.all(NMC_A, "submitted")) == 1


def test_readers_of_the_folder_never_find_half_a_publication(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is placed file by file, whoever reads through the ledger waits, and then has all of it."""
    office = prepared(place, approve)
    seen: list[set[str]] = []
    readers: list[threading.Thread] = []
    plain = os.replace

    def read() -> None:
        with fresh(office).ledger.reading() as files:
            seen.append({path for path in NEW.paths() if path in files})

    def slow(source: Path, target: Path) -> None:
        plain(source, target)
        if "content" in Path(target).parts and "desk" not in Path(target).parts:
            readers.append(threading.Thread(target=read))
            readers[-1].start()
            readers[-1].join(0.05)

    monkeypatch.setattr(os, "replace", slow)
    approve(office)
    for reader in readers:
        reader.join(10)
    assert len(seen) == len(readers) == 3
    assert all(found == set(NEW.paths()) for found in seen)


def test_whoever_reads_first_after_a_kill_finishes_what_was_begun(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it reads: a process that only looks at the folder has all of it or none, too."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    ready, seen = prepared(place, approve), []
    for step in range(1, 40):
        office = Office(place / str(step))
        shutil.copytree(ready.folder, office.folder)
        if not killed(office, approve, STEPS[:1], step, True):
            break
        with fresh(office).ledger.reading() as files:
            seen.append(sum(path in files for path in NEW.paths()))
    assert set(seen) == {0, 3} and len(seen) >= 8


def test_nothing_is_placed_while_somebody_reads(place: Path) -> None:
    """Who makes a release of what was read must not make it of what is old meanwhile."""
    office = prepared(place, approve)
    publisher = threading.Thread(target=approve, args=(fresh(office),))
    with fresh(office).ledger.reading() as files:
        publisher.start()
        publisher.join(1.0)
        assert publisher.is_alive() and office.files() == files
        assert "New" not in office.shown()
    publisher.join(30)
    assert state_of(office) == "new"
