"""What is kept from earlier checks changes no result: whatever was checked before, a check says what one with an empty memory says."""

from __future__ import annotations

import datetime
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import building, reading
from guidance.building import build_library
from guidance.issues import Issue
from guidance.kept import Kept, Shelf
from guidance.model import Version
from publishing import checks, proving, versions
from publishing.checks import Checked, check
from publishing.store import Store
from tests.conftest import TODAY
from tests.miniature_content import PAGE, fact, miniature, version

Files = dict[str, bytes]
HOURS = "guidance/nmc/practice-hours/2026-11-22.md"
LATER = "guidance/nmc/practice-hours/2027-01-01.md"


def swap(path: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        text = files[path].decode()
        assert old in text, f"{old} is no longer in {path}: choose another thing to change"
        files[path] = text.replace(old, new, 1).encode()

    return change


def add(path: str, data: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[path] = files.get(path, b"") + data.encode()

    return change


def new_version(files: Files) -> None:
    files[LATER] = files[HOURS].replace(b"{#how-many}", b"{#hours-needed}").replace(b"how-many:", b"hours-needed:")


def no_page(files: Files) -> None:
    del files[HOURS]


CHANGES: dict[str, Callable[[Files], None]] = {
    "a changed page": add(HOURS, "\nOne more sentence.\n"),
    "a broken page": add(HOURS, "\n<script>alert(1)</script>\n"),
    "a page less": no_page,
    "a removed anchor": new_version,
    "a broken link": add(HOURS, "\nSee [it](/guidance/nmc/nothing-here).\n"),
    "an anchor that links lead to": swap(HOURS, "{#how-many}", "{#how-many-then}"),
    "a fact that is not confirmed": swap("evidence/nmc.toml", 'basis = "source"', 'basis = "known"'),
    "a fact less": swap("evidence/nmc.toml", 'id = "NMC-17"', 'id = "NMC-917"'),
    "a parameter": swap("rules/nmc.toml", "value = 450", "value = 451"),
    "a parameter that breaks arithmetic": swap("rules/nmc.toml", "value = 450", 'value = "many"'),
    "a row": swap("rules/nmc.toml", 'outcome = "yes-if"', 'outcome = "yes"'),
    "a worked case": swap("rules/cases/nmc.toml", 'outcome = "yes-if"', 'outcome = "no"'),
    "the words of confirm marks": swap("regulators.toml", 'confirm = "', 'confirm = "ask, and '),
    "a regulator that decides nothing": swap("regulators.toml", "decides = true", "decides = false"),
    "a role": swap("roles.toml", 'gmc = { role = "chief-executive" }', 'gmc = { role = "chief-nurse" }'),
    "a topic": swap("topics.toml", 'id = "', 'id = "other-'),
    "a fact that takes over": add("evidence/nmc/2027-03-01-hours.toml", fact("NMC-17", "known")),
    "a number that takes over": add(
        "rules/parameters/nmc/2027-03-01-hours.toml",
        '[[parameter]]\nid = "practice_hours"\nvalue = 460\nunit = "hours"\nfrom = 2027-03-01\nfacts = ["NMC-17"]\n',
    ),
    "a sentence that grows old": add(HOURS, "\nYou now need hours.\n"),
    "an abbreviation that nobody knows any more": swap("abbreviations.toml", 'id = "NHS"', 'id = "XYZ"'),
    "a synonym": add("search/synonyms.toml", '\n[[group]]\nwords = ["one thing"]\nreason = ""\n'),
}


HARMLESS = {"the words of confirm marks"}
"""Changes of which nothing is told; they make another library all the same."""
Proofs = list[tuple[proving.Job, list[Issue]]]
PROVE_ALL = proving._prove_all


@pytest.fixture(scope="module", autouse=True)
def proved_once() -> Iterator[None]:
    """A job is all that a process that proves is given, so its result may be shared between tests: proofs take seconds."""
    memory: dict[proving.Job, list[Issue]] = {}

    def prove(jobs: list[proving.Job]) -> Proofs:
        memory.update(PROVE_ALL([job for job in jobs if job not in memory]))
        return [(job, memory[job]) for job in jobs]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "_prove_all", prove)
        yield


@pytest.fixture(scope="module")
def rendered() -> Shelf[Version]:
    """Pages as the tests of this module have rendered them themselves; nothing of it comes from what is kept on disk."""
    return Shelf(most=5_000)


@pytest.fixture(scope="module")
def instance(content_files: Files, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder in which a check of the real content was kept."""
    made = Store(tmp_path_factory.mktemp("known"))
    assert not check(content_files, TODAY, made.load()).issues
    made.save()
    return made.folder.parent


def told(checked: Checked) -> tuple[object, ...]:
    return checked.issues, checked.library.corpus.model_dump_json(by_alias=True), checked.library.digest


def forgetful(rendered: Shelf[Version]) -> Kept:
    """A memory in which nothing was found sound."""
    kept = Kept("fresh")
    kept.versions = rendered
    return kept


@pytest.mark.parametrize(("what", "days"), [*((what, 0) for what in CHANGES), ("a changed page", 1), ("a parameter", 60)])
def test_a_check_with_memory_says_what_one_without_says(content_files: Files, instance: Path, rendered: Shelf[Version], what: str, days: int) -> None:
    files, on = dict(content_files), TODAY + datetime.timedelta(days)
    CHANGES[what](files)
    kept = Store(instance).load()
    without = check(files, on, forgetful(rendered))
    assert bool(without.issues) == (what not in HARMLESS), "else nothing is compared with nothing"
    for _ in range(2):  # what the first check kept must not change the second
        assert told(check(files, on, kept)) == told(without)


def test_a_page_from_memory_is_the_page_rendered_anew(content_files: Files, instance: Path, rendered: Shelf[Version]) -> None:
    kept, _ = build_library(content_files, Store(instance).load())
    fresh, _ = build_library(content_files, forgetful(rendered))
    assert kept.corpus == fresh.corpus
    assert kept.corpus.model_dump_json(by_alias=True) == fresh.corpus.model_dump_json(by_alias=True)


# ---- what is done again, and what is not


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What is rendered, looked at and proved from here on."""
    done: dict[str, list[str]] = {"rendered": [], "looked": [], "proved": []}
    read, look, prove = building.read_version, versions.check, proving._prove_all

    def render(path: str, *rest: Any) -> Any:
        done["rendered"].append(path)
        return read(path, *rest)

    def check_page(library: Any, found: Version, places: Any) -> Any:
        done["looked"].append(found.path)
        return look(library, found, places)

    def prove_all(jobs: list[proving.Job]) -> Proofs:
        done["proved"] += [f"{job.regulator} {len(job.rows)} {job.numbers}" for job in jobs]
        return prove(jobs)

    monkeypatch.setattr(building, "read_version", render)
    monkeypatch.setattr(versions, "check", check_page)
    monkeypatch.setattr(proving, "_prove_all", prove_all)
    return done


def test_nothing_is_done_twice(content_files: Files, instance: Path, work: dict[str, list[str]]) -> None:
    check(content_files, TODAY, Store(instance).load())
    assert work == {"rendered": [], "looked": [], "proved": []}


def test_a_changed_page_alone_is_done_again(content_files: Files, instance: Path, work: dict[str, list[str]]) -> None:
    check({**content_files, HOURS: content_files[HOURS] + b"\nMore.\n"}, TODAY, Store(instance).load())
    assert work == {"rendered": [HOURS], "looked": [HOURS], "proved": []}


def test_a_changed_table_alone_is_proved_again(content_files: Files, instance: Path, work: dict[str, list[str]]) -> None:
    check({**content_files, "rules/hcpc.toml": content_files["rules/hcpc.toml"] + b"\n"}, TODAY, Store(instance).load())
    assert work["rendered"] == work["looked"] == []
    assert [job.split()[0] for job in work["proved"]] == ["hcpc"]


def test_tomorrow_only_numbers_are_proved_again(content_files: Files, instance: Path, work: dict[str, list[str]]) -> None:
    check(content_files, TODAY + datetime.timedelta(1), Store(instance).load())
    assert sorted(work["proved"]) == [f"{name} 0 True" for name in ("gmc", "gphc", "hcpc", "nmc")]


def test_other_code_finds_nothing(tmp_path: Path, work: dict[str, list[str]]) -> None:
    for code, again in (("one", True), ("two", True), ("two", False)):
        made = Store(tmp_path, code)
        build_library(miniature(), made.load())
        made.save()
        assert bool(work["rendered"]) == again, code
        work["rendered"].clear()


def test_the_code_of_every_package_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "rules" / "schemes"
    package.mkdir(parents=True)
    monkeypatch.setattr(reading, "_ROOT", tmp_path)
    seen = set()
    for name, text in (("a.py", "x = 1"), ("a.py", "x = 2"), ("b.py", "x = 2"), ("notes.txt", "x")):
        (package / name).write_text(text)
        reading.code_digest.cache_clear()
        seen.add(reading.code_digest("rules"))
    reading.code_digest.cache_clear()
    assert len(seen) == 3, "what is not code does not count"


def test_what_has_a_fault_is_looked_at_again(tmp_path: Path, work: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))
    made = Store(tmp_path)
    for _ in range(2):
        work["rendered"].clear()
        assert check({**miniature(), PAGE: version(body="<b onclick=x>Text</b>")}, TODAY, made.load()).issues
        assert PAGE in work["rendered"]


# ---- proofs in processes of their own


@pytest.mark.parametrize("program", ["/bin/false", "/nothing/here", "/bin/echo"])
def test_a_process_that_fails_is_no_proof(content_files: Files, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """What it would have found is found all the same."""
    files = dict(content_files)
    swap("rules/cases/gphc.toml", 'outcome = "yes"', 'outcome = "no"')(files)
    table, cases = files["rules/gphc.toml"].decode(), files["rules/cases/gphc.toml"].decode()
    job = proving.Job(regulator="gphc", table=table, cases=cases, on=TODAY, rows=(), numbers=True)
    monkeypatch.setattr(proving, "_prove_all", PROVE_ALL)
    proved = proving._prove_all([job])
    assert any("expected no" in issue.message for issue in proved[0][1])
    monkeypatch.setattr(sys, "executable", program)
    assert proving._prove_all([job]) == proved


# ---- the file on disk


def filled(instance: Path) -> Store:
    made = Store(instance)
    build_library(miniature(), made.load())
    made.save()
    return made


def held(instance: Path) -> int:
    return len(Store(instance).load().versions.held())


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def resealed(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "damage",
    [flip, lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"\xff\n{}", lambda data: data + b"\n",
     lambda _: resealed(b"{}"), lambda _: resealed(b"[]"),
     lambda data: resealed(data.partition(b"\n")[2].replace(b'"slug"', b'"snail"'))],
    ids=["flipped", "torn", "empty", "binary", "longer", "of another shape", "a list", "of another model"],
)  # fmt: skip
def test_a_damaged_file_is_passed_over_and_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    made = filled(tmp_path)
    assert held(tmp_path) == 2
    made.path.write_bytes(damage(made.path.read_bytes()))
    assert held(tmp_path) == 0
    filled(tmp_path)
    assert held(tmp_path) == 2


def test_a_folder_that_cannot_be_written_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    filled(tmp_path)
    assert held(tmp_path) == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "cache"]


def test_what_another_process_kept_is_found(tmp_path: Path) -> None:
    mine = Store(tmp_path)
    assert not mine.load().versions.held()
    filled(tmp_path)
    assert len(mine.load().versions.held()) == 2


def test_processes_that_write_at_once_leave_a_sound_file(tmp_path: Path) -> None:
    build_library(miniature())
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            state = 1
            try:
                for _ in range(20):
                    filled(tmp_path)
                state = 0
            finally:
                os._exit(state)
        children.append(child)
    for _ in range(50):
        assert held(tmp_path) in (0, 2)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    assert held(tmp_path) == 2
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["checked.json"]


def test_what_is_kept_is_for_the_site_alone(tmp_path: Path) -> None:
    """It holds drafts: what is only tried out is checked as well."""
    (tmp_path / "cache").mkdir(mode=0o755)
    (tmp_path / "cache" / f".checked.json.{os.getpid()}").touch(0o666)
    filled(tmp_path)
    assert (tmp_path / "cache" / "checked.json").stat().st_mode & 0o077 == 0


def test_the_memory_is_bounded() -> None:
    shelf: Shelf[int] = Shelf(most=5)
    for number in range(20):
        shelf.keep(str(number), number)
        shelf.turn()
    assert len(shelf.held()) <= 6
    assert shelf.find("19") == 19
    for number in range(20):
        shelf.keep(str(number), number)
    shelf.turn()
    assert len(shelf.held()) == 20, "what a single check needs is kept, however much it is"


@given(one=st.lists(st.binary(max_size=4), max_size=4), other=st.lists(st.binary(max_size=4), max_size=4))
def test_two_works_never_share_a_key(one: list[bytes], other: list[bytes]) -> None:
    assert (Kept("x").key(*one) == Kept("x").key(*other)) == (one == other)
    assert Kept("x").key(*one) != Kept("y").key(*one)


def test_every_word_of_a_confirm_mark_counts(tmp_path: Path) -> None:
    """A page carries the words of its regulator's marks, so it is rendered again when they change."""
    kept = Kept("x")
    first, _ = build_library(miniature(), kept)
    lists = miniature()["regulators.toml"].replace(b"confirm with the NMC", b"ask the NMC")
    second, _ = build_library({**miniature(), "regulators.toml": lists}, kept)
    assert "ask the NMC" in second.pages["nmc/hours"].versions[0].sections[1].html
    assert "ask the NMC" not in first.pages["nmc/hours"].versions[0].sections[1].html
