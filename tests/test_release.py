"""Releases: what is released is whole, what is broken never replaces it, and a kill at any step leaves the old state or the new one."""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from app import create_app
from guidance.issues import ContentError
from guidance.kept import Kept
from publishing import checks, current, release, warming
from publishing.current import Current, NothingReleased
from publishing.release import KEEP, Releases
from search import engine
from tests.conftest import TODAY
from tests.killing import Killer
from tests.miniature_content import PAGE, miniature, version, write

Files = dict[str, bytes]


def content(title: str) -> Files:
    """Miniature content whose page has this title."""
    return {**miniature(), PAGE: version(title)}


def titled(found: release.Release) -> str:
    """The title of the page in an open release: the same in library, files and index."""
    title = found.library.pages["nmc/hours"].versions[0].meta.title
    assert f"title: {title}\n".encode() in found.files[PAGE]
    assert found.library.digest == found.digest == found.index.digest
    return title


@pytest.fixture(autouse=True)
def no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no decision tables; all other checks are real."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "instance")


def site(tmp_path: Path, files: Files | None = None, watch: bool = False) -> Current:
    """A process that starts: on the same folders each time. `files` are written first."""
    if files is not None:
        shutil.rmtree(tmp_path / "content", ignore_errors=True)
        write(files, tmp_path / "content")
    return Current(tmp_path / "content", Releases(tmp_path / "instance"), lambda: TODAY, watch)


def log_of(releases: Releases) -> list[str]:
    """The digests in the log, in order."""
    return [line.split()[1] for line in releases.log.read_text().splitlines()]


# ---- making and opening


def test_what_is_made_opens_as_it_was(releases: Releases) -> None:
    files = content("Hours")
    name = releases.make(files, TODAY)
    assert name == releases.current() == releases.name_of(files)
    opened = releases.open(name, TODAY)
    assert titled(opened) == "Hours"
    assert dict(opened.files) == files
    assert opened.library.home("NMC-01", TODAY) is not None
    assert releases.is_sound(name)
    assert releases.is_settled(name)


def test_making_again_changes_nothing(releases: Releases) -> None:
    releases.make(content("Hours"), TODAY)
    before = {path: path.stat().st_mtime_ns for path in releases.instance.rglob("*") if path.name != "lock"}
    releases.make(content("Hours"), TODAY)
    assert before == {path: path.stat().st_mtime_ns for path in releases.instance.rglob("*") if path.name != "lock"}


def test_opening_writes_nothing_into_the_release(releases: Releases) -> None:
    name = releases.make(content("Hours"), TODAY)
    before = sorted((releases.folder / name).rglob("*"))
    releases.open(name, TODAY)
    assert sorted((releases.folder / name).rglob("*")) == before
    assert releases.is_sound(name)


def test_each_switch_is_logged_once(releases: Releases) -> None:
    names = [releases.make(content(title), TODAY) for title in ("One", "Two", "Two", "One")]
    assert log_of(releases) == [names[0], names[1], names[3]]


def test_a_log_that_lacks_a_switch_or_was_torn_is_made_whole(releases: Releases, tmp_path: Path) -> None:
    first = releases.make(content("One"), TODAY)
    second = releases.make(content("Two"), TODAY)
    line = releases.log.read_text().splitlines()[0]
    releases.log.write_text(f"{line}\n2026-11-22T0")
    assert titled(site(tmp_path, content("Two")).release()) == "Two"
    assert releases.log.read_text().splitlines()[0] == line
    assert [part.split()[-1] for part in releases.log.read_text().splitlines()][-1] == second
    assert first in releases.log.read_text()


def test_a_broken_change_raises_and_changes_nothing(releases: Releases) -> None:
    name = releases.make(content("Hours"), TODAY)
    before = sorted(releases.instance.rglob("*"))
    with pytest.raises(ContentError, match="front matter is not between"):
        releases.make({**content("Hours"), PAGE: b"broken"}, TODAY)
    assert releases.current() == name
    assert sorted(releases.instance.rglob("*")) == before
    assert log_of(releases) == [name]


def test_pruning_keeps_the_newest_and_the_one_in_use(releases: Releases) -> None:
    names = [releases.make(content(f"Hours {number}"), TODAY) for number in range(KEEP + 3)]
    assert {path.name for path in releases.folder.iterdir()} == set(names[-KEEP:])
    oldest = names[-KEEP]
    assert releases.make(content("Hours 3"), TODAY) == oldest
    for number in range(3):
        os.utime(releases.folder / oldest, (number, number))
        kept = releases.make(content("Hours 3"), TODAY)
        assert kept in {path.name for path in releases.folder.iterdir()}
    assert titled(releases.open(oldest, TODAY)) == "Hours 3"


def test_what_killed_publishers_left_is_removed(releases: Releases) -> None:
    name = releases.make(content("One"), TODAY)
    shutil.copytree(releases.folder / name, releases.folder / f".{name}.4711")
    releases.pointer.with_suffix(".4711").write_text(name)
    releases.make(content("Two"), TODAY)
    assert not list(releases.folder.glob(".*"))
    assert not list(releases.instance.glob("current.*"))


# ---- what was tampered with, or has rotted


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes() or b"x")
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("part", ["content/" + PAGE, "library.json", "index/manifest.json", "index/_MAIN_1.toc", "MANIFEST.json"])
@pytest.mark.parametrize(
    "damage", [flip, Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"{}")], ids=["flip", "unlink", "empty", "object"]
)
def test_a_release_that_is_not_as_it_was_built_is_refused(releases: Releases, part: str, damage: Callable[[Path], None]) -> None:
    name = releases.make(content("Hours"), TODAY)
    damage(releases.folder / name / part)
    assert not releases.is_sound(name)
    with pytest.raises((OSError, ValueError)):
        releases.open(name, TODAY)


def test_a_file_that_was_added_is_refused(releases: Releases) -> None:
    name = releases.make(content("Hours"), TODAY)
    (releases.folder / name / "content" / "faqs" / "more.md").write_text("x")
    with pytest.raises(ValueError, match=r"content/faqs/more\.md of release"):
        releases.open(name, TODAY)


@pytest.mark.parametrize("manifest", ["[]", "null", "5", '{"files": {}}', '{"digest": 1, "files": []}'])
def test_a_manifest_of_another_shape_is_refused(releases: Releases, manifest: str) -> None:
    name = releases.make(content("Hours"), TODAY)
    (releases.folder / name / "MANIFEST.json").write_text(manifest)
    with pytest.raises(ValueError, match="manifest"):
        releases.open(name, TODAY)


def test_an_index_of_another_release_is_refused(releases: Releases) -> None:
    one, two = releases.make(content("One"), TODAY), releases.make(content("Two"), TODAY)
    shutil.rmtree(releases.folder / two / "index")
    shutil.copytree(releases.folder / one / "index", releases.folder / two / "index")
    with pytest.raises(ValueError, match="not as it was built|missing"):
        releases.open(two, TODAY)


def test_the_site_says_that_its_release_cannot_be_opened(tmp_path: Path) -> None:
    name = site(tmp_path, content("Hours")).release().digest
    flip(tmp_path / "instance" / "releases" / name / "library.json")
    started = site(tmp_path, {**content("Hours"), PAGE: b"broken"})
    with pytest.raises(NothingReleased):
        started.release()
    assert started.unopened is not None
    assert "library.json" in started.unopened.message
    assert "content release" in started.unopened.remedy
    assert started.rejected is not None


def test_the_newest_sound_release_is_served_where_the_last_is_damaged_and_the_content_faulty(tmp_path: Path) -> None:
    names = {title: site(tmp_path, content(title)).release().digest for title in ("One", "Two", "Three", "Four")}
    for title in ("Three", "Four"):
        flip(tmp_path / "instance" / "releases" / names[title] / "library.json")
    started = site(tmp_path, {**content("Hours"), PAGE: b"broken"})
    assert titled(started.release()) == "Two"
    assert started.unopened is not None
    assert names["Four"] in started.unopened.message
    assert f"The release {names['Two']} is served until then." in started.unopened.message
    assert started.rejected is not None
    write(content("Mended"), tmp_path / "content")
    started.activate()
    assert titled(started.release()) == "Mended"
    assert started.unopened is None


def test_a_release_of_another_format_is_not_fallen_back_to(tmp_path: Path) -> None:
    names = [site(tmp_path, content(title)).release().digest for title in ("One", "Two")]
    folder = tmp_path / "instance" / "releases"
    flip(folder / names[1] / "library.json")
    os.rename(folder / names[0], folder / f"{names[0].split('-')[0]}-1")
    log = tmp_path / "instance" / "releases.log"
    log.write_text(log.read_text().replace(names[0], f"{names[0].split('-')[0]}-1"))
    with pytest.raises(NothingReleased):
        site(tmp_path, {**content("Hours"), PAGE: b"broken"}).release()


def test_a_lost_pointer_and_faulty_content_leave_the_newest_sound_release(tmp_path: Path) -> None:
    site(tmp_path, content("Hours"))
    (tmp_path / "instance" / "current").unlink()
    started = site(tmp_path, {**content("Hours"), PAGE: b"broken"})
    assert titled(started.release()) == "Hours"
    assert started.unopened is not None and "which one is in use" in started.unopened.message


def test_a_damaged_release_is_not_read_again_at_each_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "LOOK_EVERY", 0.01)
    names = [site(tmp_path, content(title)).release().digest for title in ("One", "Two")]
    flip(tmp_path / "instance" / "releases" / names[1] / "library.json")
    started = site(tmp_path, {**content("Hours"), PAGE: b"broken"})
    tried: list[str] = []
    plain = Releases.open

    def note(self: Releases, name: str, on: datetime.date) -> release.Release:
        tried.append(name)
        return plain(self, name, on)

    monkeypatch.setattr(Releases, "open", note)
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        assert titled(started.release()) == "One"
        time.sleep(0.005)
    assert 1 < len(tried) < 10


def test_readyz_names_no_folder_of_the_machine(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither where the release cannot be written, nor where it cannot be opened, nor where there is no content."""
    settings = {"STAY_CONTENT_DIR": str(tmp_path / "content"), "STAY_INSTANCE_DIR": str(tmp_path / "instance"), "STAY_WATCH": False}
    name = site(tmp_path, content("One")).release().digest
    shutil.rmtree(tmp_path / "content")
    told = [create_app(settings).test_client().get("/readyz").get_data(as_text=True)]
    write(content("Two"), tmp_path / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", refuse(errno.ENOSPC))
        told.append(create_app(settings).test_client().get("/readyz").get_data(as_text=True))
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    (tmp_path / "instance" / "releases" / name / "index" / "manifest.json").unlink()
    shutil.rmtree(tmp_path / "instance" / "releases" / name / "content")
    told.append(create_app(settings).test_client().get("/readyz").get_data(as_text=True))
    for text, words in zip(told, ["no content folder", "No space left", "cannot be opened"], strict=True):
        assert words in text
        assert str(tmp_path) not in text
    assert str(tmp_path / "instance") in caplog.text


def test_a_damaged_release_is_built_again_from_good_content(tmp_path: Path) -> None:
    name = site(tmp_path, content("Hours")).release().digest
    flip(tmp_path / "instance" / "releases" / name / "library.json")
    assert titled(site(tmp_path).release()) == "Hours"


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe\0", b"../../../etc", b"0123456789abcdef-1", b"\n"])
def test_a_pointer_to_nothing_is_set_again(tmp_path: Path, pointer: bytes) -> None:
    site(tmp_path, content("Hours"))
    (tmp_path / "instance" / "current").write_bytes(pointer)
    assert titled(site(tmp_path).release()) == "Hours"


# ---- the site goes on


def test_a_broken_change_never_replaces_a_good_release_not_even_across_a_restart(tmp_path: Path) -> None:
    running = site(tmp_path, content("Hours"))
    assert titled(running.release()) == "Hours"
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    running.activate()
    for process in (running, site(tmp_path), site(tmp_path)):
        assert titled(process.release()) == "Hours"
        assert process.rejected is not None
        assert [issue.path for issue in process.rejected.issues if "front matter" in issue.message] == [PAGE]
    (tmp_path / "content" / PAGE).write_bytes(version("Mended"))
    running.activate()
    assert running.rejected is None
    assert titled(running.release()) == "Mended"


@pytest.mark.parametrize("name", ["faqs/x/2026-11-22.md", "evidence/x.toml", "search/synonyms.toml", "x.exe"])
@pytest.mark.parametrize("data", [b"\xff\xfe", b"---\n---\n", b"x = " + b"[" * 5_000], ids=["binary", "front", "deep"])
def test_no_bad_file_takes_the_site_down(tmp_path: Path, name: str, data: bytes) -> None:
    site(tmp_path, content("Hours"))
    assert titled(site(tmp_path, {**content("Hours"), name: data}).release()) == "Hours"


def test_a_content_folder_that_vanished_leaves_the_release(tmp_path: Path) -> None:
    site(tmp_path, content("Hours"))
    shutil.rmtree(tmp_path / "content")
    started = site(tmp_path)
    assert titled(started.release()) == "Hours"
    assert started.rejected is not None
    assert "no content folder" in started.rejected.issues[0].message


def test_without_any_good_content_there_is_nothing_to_serve(tmp_path: Path) -> None:
    started = site(tmp_path, {**content("Hours"), PAGE: b"broken"})
    with pytest.raises(NothingReleased):
        started.release()
    (tmp_path / "content" / PAGE).write_bytes(version())
    started.activate()
    assert titled(started.release()) == "Hours"


def test_a_fault_in_the_checks_leaves_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path, content("One"))
    monkeypatch.setattr(release, "check", lambda *_: 1 / 0)
    started = site(tmp_path, content("Two"))
    assert titled(started.release()) == "One"
    assert started.rejected is not None
    assert "ZeroDivisionError" in started.rejected.issues[0].message


def refuse(number: int) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


def refuse_index(number: int) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        raise engine.EngineUnavailable(f"The index cannot be written: {os.strerror(number)}.")

    return fail


FULL: list[tuple[object, str]] = [
    (Path, "write_bytes"), (Path, "write_text"), (Path, "mkdir"), (os, "fsync"), (os, "rename"), (os, "replace"), (engine, "build"),
]  # fmt: skip


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize(("owner", "name"), FULL, ids=[name for _, name in FULL])
def test_a_full_or_read_only_disk_is_told_and_loses_nothing(tmp_path: Path, owner: object, name: str, number: int) -> None:
    running = site(tmp_path, content("One"))
    assert titled(running.release()) == "One"
    write(content("Two"), tmp_path / "content")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, refuse_index(number) if owner is engine else refuse(number))
        running.activate()
        assert titled(running.release()) == "One"
    assert running.rejected is not None
    issue = running.rejected.issues[0]
    assert os.strerror(number) in issue.message
    assert "Free space" in issue.remedy
    assert str(tmp_path) not in str(issue), "no folder of the machine is shown to the public"
    assert titled(site(tmp_path, content("One")).release()) == "One"
    assert not list((tmp_path / "instance" / "releases").glob(".*"))
    write(content("Two"), tmp_path / "content")
    running.activate()
    assert running.rejected is None
    assert titled(running.release()) == "Two"


def test_an_instance_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    started = site(tmp_path, content("Hours"))
    assert started.rejected is not None
    assert "could not be written" in started.rejected.issues[0].message
    with pytest.raises(NothingReleased):
        started.release()


def test_a_read_only_instance_folder_serves_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site(tmp_path, content("Hours"))
    for owner, name in FULL:
        monkeypatch.setattr(owner, name, refuse(errno.EROFS))
    started = Current(tmp_path / "content", Releases(tmp_path / "instance"), lambda: TODAY, False)
    assert started.rejected is None
    assert titled(started.release()) == "Hours"


def test_a_log_that_cannot_be_written_does_not_undo_the_switch(releases: Releases) -> None:
    releases.make(content("One"), TODAY)
    releases.log.unlink()
    releases.log.mkdir()
    with pytest.raises(OSError, match="directory"):
        releases.make(content("Two"), TODAY)
    assert releases.current() is not None
    releases.log.rmdir()
    name = releases.make(content("Two"), TODAY)
    assert log_of(releases)[-1] == name


# ---- killed at any step

STEPS = [
    (os, "replace"),
    (os, "rename"),
    (os, "fsync"),
    (Path, "write_bytes"),
    (Path, "write_text"),
    (Path, "mkdir"),
    (Path, "unlink"),
    (shutil, "rmtree"),
    (engine, "build"),
]


def killed(instance: Path, files: Files, at: int, after: bool) -> bool:
    """Make a release in a child process that is killed at a step. Returns whether it lived so long."""
    child = os.fork()
    if child == 0:
        try:
            Killer(at, after).arm(STEPS)
            Releases(instance).make(files, TODAY)
        finally:
            os._exit(0)
    _, state = os.waitpid(child, 0)
    return os.WIFSIGNALED(state)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_at_any_step_leaves_the_old_state_or_the_new(tmp_path: Path, after: bool) -> None:
    old, new, third = content("Old"), content("New"), content("Third")
    prepared = Releases(tmp_path / "prepared")
    Releases(tmp_path / "elsewhere").make(new, TODAY)  # so that the children have nothing left to render
    prepared.make(old, TODAY)
    seen = []
    for step in range(1, 400):
        releases = Releases(tmp_path / str(step))
        shutil.copytree(prepared.instance, releases.instance)
        if not killed(releases.instance, new, step, after):
            break
        name = releases.current()
        assert name in (prepared.current(), releases.name_of(new)), step
        assert name is not None
        seen.append(titled(releases.open(name, TODAY)))
        assert seen[-1] == ("Old" if name == prepared.current() else "New"), step
        assert log_of(releases)[0] == prepared.current(), step
        shown = list(dict.fromkeys([prepared.current(), name]))
        after_it = releases.make(third if step % 2 else new, TODAY)
        assert titled(releases.open(after_it, TODAY)) == ("Third" if step % 2 else "New"), step
        assert log_of(releases) == list(dict.fromkeys([*shown, after_it])), "what was shown for a moment is in the log too"
        assert not list(releases.folder.glob(".*")) and not list(releases.instance.glob("current.*")), step
        shutil.rmtree(releases.instance)
    assert len(seen) > 25, "the steps were not reached"
    assert sorted(seen, reverse=True) == seen, "once new, always new"
    assert set(seen) == {"Old", "New"}


def test_a_kill_before_the_first_release_leaves_none(tmp_path: Path) -> None:
    Releases(tmp_path / "elsewhere").make(content("New"), TODAY)
    for step in (1, 5, 9, 14):
        releases = Releases(tmp_path / str(step))
        assert killed(releases.instance, content("New"), step, False)
        assert releases.current() is None
        releases.make(content("New"), TODAY)
        assert log_of(releases) == [releases.name_of(content("New"))]


# ---- several at once


@contextmanager
def threads(*work: Callable[[], object]) -> Iterator[list[BaseException]]:
    """Run functions in threads beside the block; what they raise is collected."""
    raised: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        except BaseException as error:
            raised.append(error)

    running = [threading.Thread(target=run, args=(job,)) for job in work]
    for thread in running:
        thread.start()
    yield raised
    for thread in running:
        thread.join(30)
        assert not thread.is_alive()


def test_two_makers_at_once_are_served_one_after_the_other(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most = 0, 0
    plain = Releases._build

    def slow(self: Releases, *arguments: object) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        time.sleep(0.05)
        plain(self, *arguments)  # type: ignore[arg-type]
        at_work -= 1

    monkeypatch.setattr(Releases, "_build", slow)
    titles = [f"Hours {number}" for number in range(4)]
    with threads(*(partial(Releases(releases.instance).make, content(title), TODAY) for title in titles)) as raised:
        pass
    assert raised == []
    assert most == 1
    names = {releases.name_of(content(title)) for title in titles}
    assert set(log_of(releases)) == names
    assert releases.current() == log_of(releases)[-1]
    assert all(releases.is_sound(name) for name in names)


def test_two_processes_at_once_are_served_one_after_the_other(releases: Releases) -> None:
    for title in ("One", "Two"):
        Releases(releases.instance.parent / "elsewhere").make(content(title), TODAY)
    children = []
    for number in range(6):
        child = os.fork()
        if child == 0:
            state = 1
            try:
                Releases(releases.instance).make(content("One" if number % 2 else "Two"), TODAY)
                state = 0
            finally:
                os._exit(state)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 6
    assert titled(releases.open(releases.current() or "", TODAY)) in ("One", "Two")
    assert all(len(line.split()) == 2 for line in releases.log.read_text().splitlines())


def test_readers_see_the_old_or_the_new_while_it_is_switched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "LOOK_EVERY", 0.0)
    running = site(tmp_path, content("One"))
    over = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not over.is_set():
            found = running.release()
            seen.add(titled(found))
            assert found.library.home("NMC-01", TODAY) is not None
            time.sleep(0.001)

    with threads(read, read, read, read) as raised:
        for title in ("Two", "Three", "One", "Four", "Two"):
            running.releases.make(content(title), TODAY)
            time.sleep(0.05)
        over.set()
    assert raised == []
    assert seen <= {"One", "Two", "Three", "Four"}
    assert {"One", "Two"} <= seen
    assert titled(running.release()) == "Two"


def test_readers_do_not_wait_while_a_release_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = site(tmp_path, content("One"))
    running.release()
    running.releases.make(content("Two"), TODAY)
    running._looked = float("-inf")
    plain = Releases.open
    opening = threading.Event()

    def slow(self: Releases, *arguments: object) -> release.Release:
        opening.set()
        time.sleep(0.5)
        return plain(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Releases, "open", slow)
    with threads(running.release) as raised:
        assert opening.wait(5)
        begun = time.perf_counter()
        assert titled(running.release()) == "One"
        assert time.perf_counter() - begun < 0.3
    assert raised == []
    assert titled(running.release()) == "Two"


def test_another_process_sees_the_new_release_within_seconds(tmp_path: Path) -> None:
    running = site(tmp_path, content("One"))
    assert titled(running.release()) == "One"
    Releases(tmp_path / "instance").make(content("Two"), TODAY)
    assert wait_for(running, "Two") < 3


def wait_for(running: Current, title: str) -> float:
    """Ask until the site serves this title. Returns the seconds that it took."""
    begun = time.perf_counter()
    while titled(running.release()) != title:
        assert time.perf_counter() - begun < 15, running.rejected
        time.sleep(0.02)
    return time.perf_counter() - begun


def wait_until(holds: Callable[[], bool]) -> None:
    begun = time.perf_counter()
    while not holds():
        assert time.perf_counter() - begun < 5
        time.sleep(0.02)


def test_a_watching_site_notices_changes_and_outlives_broken_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "WATCH_EVERY", 0.05)
    monkeypatch.setattr(current, "LOOK_EVERY", 0.05)
    running = site(tmp_path, content("One"), watch=True)
    write(content("Two"), tmp_path / "content")
    assert wait_for(running, "Two") < 5
    (tmp_path / "content" / PAGE).write_bytes(b"broken")
    wait_until(lambda: running.rejected is not None)
    assert titled(running.release()) == "Two"
    write(content("Three"), tmp_path / "content")
    assert wait_for(running, "Three") < 5
    wait_until(lambda: running.rejected is None)


def test_a_watching_site_mends_a_release_that_it_cannot_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "WATCH_EVERY", 0.05)
    monkeypatch.setattr(current, "LOOK_EVERY", 0.05)
    running = site(tmp_path, content("One"), watch=True)
    flip(tmp_path / "instance" / "releases" / (running.releases.current() or "") / "library.json")
    begun = time.perf_counter()
    while True:
        try:
            assert titled(running.release()) == "One"
            break
        except NothingReleased:
            assert time.perf_counter() - begun < 10
            time.sleep(0.05)


def test_what_rests_on_the_day_is_checked_before_anybody_publishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one process of the machine, on start and on each new day, though nothing was changed."""
    monkeypatch.setattr(current, "WATCH_EVERY", 0.05)
    write(content("One"), tmp_path / "content")
    releases, day, checked = Releases(tmp_path / "instance"), [TODAY], list[datetime.date]()
    releases.make(content("One"), TODAY)

    def note(files: Files, on: datetime.date, kept: Kept) -> checks.Checked:
        checked.append(on)
        return checks.check(files, on, kept)

    monkeypatch.setattr(warming, "check", note)
    Current(tmp_path / "content", releases, lambda: day[0], True)
    wait_until(lambda: checked == [TODAY])
    day[0] = TODAY + datetime.timedelta(days=1)
    wait_until(lambda: checked == [TODAY, day[0]])
    time.sleep(0.3)
    assert len(checked) == 2
    assert (tmp_path / "instance" / "cache" / "checked.json").exists()


def test_the_watch_looks_often_enough() -> None:
    assert current.WATCH_EVERY + current.LOOK_EVERY < 5


def test_the_manifest_names_every_file(releases: Releases) -> None:
    folder = releases.folder / releases.make(content("Hours"), TODAY)
    named = json.loads((folder / "MANIFEST.json").read_text())["files"]
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {*named, "MANIFEST.json"}
    assert {f"content/{path}" for path in content("Hours")} <= named.keys()
