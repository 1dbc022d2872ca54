"""The lock of what each entry of a table was checked against, and the review that shows which entries need a look."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from guidance.building import build_library
from guidance.issues import errors
from guidance.library import Library, in_force
from publishing import checks
from rules import cli, review
from rules.answer import answer
from rules.locks import FOLDER, write_locks
from rules.table import Table
from rules.tables import build_tables
from tests.conftest import TODAY
from tests.miniature_content import write

Files = dict[str, bytes]
Change = Callable[[Files], None]
HOURS = "guidance/nmc/practice-hours/2026-11-22.md"
HOW_MANY = "nmc/practice-hours#how-many"
LATER = datetime.date(2026, 12, 20)


def build(files: Files) -> tuple[Library, dict[str, Table]]:
    """Library and tables of content that has no error."""
    library, issues = build_library(files)
    tables, faults = build_tables(files)
    assert not errors([*issues, *faults])
    return library, tables


@pytest.fixture(scope="module")
def locked(content_files: Files) -> Files:
    """The real content, every entry of its tables accepted as it stands today."""
    library, tables = build(content_files)
    return {**content_files, **{f"{FOLDER}{name}.toml": write_locks(review.accept(table, library, TODAY, None, "editor")) for name, table in tables.items()}}


def changed(files: Files, on: datetime.date = TODAY) -> set[str]:
    """The entries that are out of lock, as `nmc/row/4b`."""
    library, tables = build(files)
    found = [each for table in tables.values() for each in review.review(table, library, on)]
    return {f"{each.regulator}/{each.entry.name}" for each in found if each.changes or not each.locked}


def citing(files: Files, facts: set[str]) -> set[str]:
    """The entries of the tables that cite any of these facts, read without the review."""
    _, tables = build(files)
    found = set()
    for name, table in tables.items():
        kinds = {"row": table.rows, "deadline": table.deadlines, "option": table.options, "requirement": table.requirements}
        kinds |= {"misunderstanding": table.misunderstandings, "letter": table.letters}
        found |= {f"{name}/{kind}/{item.id}" for kind, items in kinds.items() for item in items if facts & set(item.facts)}  # type: ignore[attr-defined]
        found |= {f"{name}/number/{item.id}/{item.since}" for item in table.parameters if facts & set(item.facts)}
    return found


def swap(path: str, old: str, new: str) -> Change:
    def change(files: Files) -> None:
        assert old.encode() in files[path], f"{path} reads otherwise"
        files[path] = files[path].replace(old.encode(), new.encode(), 1)

    return change


def reword(path: str, anchor: str) -> Change:
    """Add a sentence to one section of a page."""

    def change(files: Files) -> None:
        text, count = re.subn(rf"(?m)^(## .*\{{#{anchor}\}}\n)", r"\1\nA sentence that nobody has checked.\n", files[path].decode())
        assert count == 1
        files[path] = text.encode()

    return change


def new_version(day: str, change: Change, significance: str = "major") -> Change:
    def publish(files: Files) -> None:
        fresh = {HOURS: files[HOURS].replace(b"significance: major", f"significance: {significance}".encode())}
        change(fresh)
        files[f"guidance/nmc/practice-hours/{day}.md"] = fresh[HOURS]

    return publish


def test_the_tables_are_locked_as_they_stand(content_files: Files) -> None:
    assert changed(content_files) == set(), "read what changed; then run: flask --app app rules review --accept-all"


def test_a_lock_reads_as_it_was_written(locked: Files) -> None:
    library, tables = build(locked)
    for name, table in tables.items():
        assert write_locks(review.accept(table, library, TODAY + datetime.timedelta(1), None, "policy")) == locked[f"{FOLDER}{name}.toml"], (
            "what reads as it did keeps its day"
        )
        assert len(table.locks) == len(list(review.entries(table, TODAY)))
    assert changed(locked) == set()


SECTIONS = [("nmc/practice-hours", 0), ("nmc/practice-hours", 2), ("gphc/fees", 0), ("hcpc/fees", 0), ("gmc/annual-retention-fee", 0)]


@pytest.mark.parametrize(("page", "number"), SECTIONS)
def test_a_changed_section_shows_exactly_the_entries_that_rest_on_it(locked: Files, page: str, number: int) -> None:
    library, _ = build(locked)
    version = in_force(library.pages[page], TODAY)
    assert version
    section = [item for item in version.sections if citing(locked, set(item.facts))][number]
    files = dict(locked)
    reword(version.path, section.anchor)(files)
    assert changed(files) == citing(files, set(section.facts))


@pytest.mark.parametrize(
    ("old", "new"),
    [(rb'(id = "NMC-18"\n(?:.+\n)*?says = ")', rb"\1It is said. "), (rb'(id = "NMC-18"\n(?:.+\n)*?basis = )"source"', rb'\1"seed"')],
    ids=["wording", "basis"],
)
def test_a_changed_fact_shows_exactly_the_entries_that_cite_it(locked: Files, old: bytes, new: bytes) -> None:
    files = dict(locked)
    files["evidence/nmc.toml"], count = re.subn(old, new, files["evidence/nmc.toml"])
    assert count == 1
    wanted = citing(files, {"NMC-18"})
    assert wanted and changed(files) == wanted


def test_what_changes_no_wording_needs_no_look(locked: Files) -> None:
    files = dict(locked)
    swap(HOURS, "next_check: 2027", "next_check: 2028")(files)
    new_version("2026-12-10", lambda _: None)(files)
    assert changed(files) == set()
    assert changed(files, LATER) == changed(locked, LATER), "which other pages announce"


def test_a_new_version_shows_on_its_day_with_the_difference_in_words(locked: Files) -> None:
    files = dict(locked)
    new_version("2026-12-10", reword(HOURS, "how-many"))(files)
    assert changed(files, datetime.date(2026, 12, 9)) == set()
    library, tables = build(files)
    facts = set(library.pages["nmc/practice-hours"].versions[0].section("how-many").facts)  # type: ignore[union-attr]
    assert changed(files, LATER) - changed(locked, LATER) == citing(files, facts)
    change = next(each for found in review.review(tables["nmc"], library, LATER) for each in found.changes if each.of == HOW_MANY)
    assert "{+A sentence that nobody has checked.+}" in change.difference
    assert "…" in change.difference and len(change.difference) < len(library.home("NMC-18", LATER).section.text)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b c", "a b c", "…"),
        ("one two three", "one 2 three", "one [-two-] {+2+} three"),
        ("", "new words", "{+new words+}"),
        ("all gone", "", "[-all gone-]"),
        (" ".join("abcdefghijklmnop"), " ".join("abcdefghijklmno!"), "… j k l m n o [-p-] {+!+}"),
        (" ".join("abcdefghijklmnop"), " ".join("!bcdefghijklmnop"), "[-a-] {+!+} b c d e f g …"),
    ],
)
def test_differences_are_told_in_words(before: str, after: str, told: str) -> None:
    assert review.difference(before, after) == told


def test_accepting_an_entry_takes_it_off_the_list_and_no_other(locked: Files) -> None:
    files = dict(locked)
    reword(HOURS, "how-many")(files)
    library, tables = build(files)
    out = changed(files)
    rows = sorted(name for name in out if "/row/" in name)
    files[f"{FOLDER}nmc.toml"] = write_locks(review.accept(tables["nmc"], library, LATER, [rows[0].removeprefix("nmc/")], "policy"))
    assert changed(files) == out - {rows[0]}
    table = build(files)[1]["nmc"]
    lock = table.locks[rows[0].removeprefix("nmc/")]
    assert (lock.on, lock.by) == (LATER, "policy")
    assert {item.on for name, item in table.locks.items() if name != lock.id} == {TODAY}
    with pytest.raises(KeyError, match="row/none"):
        review.accept(table, library, LATER, ["row/none"], "policy")


def test_checks_are_told_a_fortnight_ahead_and_when_they_are_overdue(locked: Files) -> None:
    library, tables = build(locked)
    table = tables["nmc"]
    row = min(table.rows, key=lambda item: item.next_check)
    for days, told in ((-15, None), (-14, False), (0, False), (1, True)):
        found = {each.entry.id: each for each in review.review(table, library, row.next_check + datetime.timedelta(days)) if each.due}
        assert (row.id in found) == (told is not None)
        assert told is None or (found[row.id].overdue, found[row.id].due) == (told, row.next_check)


NURSE = ("nurse", "chief-executive", {"uses_professional_knowledge": "yes"})


def recheck(files: Files, on: datetime.date) -> tuple[str, ...]:
    """The rows of an answer that are being re-checked because something changed."""
    library, tables = build(files)
    profession, role, told = NURSE
    found = answer(tables["nmc"], library, library.professions[profession], library.roles[role], told, on)
    return found.recheck.rows if found.recheck and found.recheck.changed else ()


def deciding_section(files: Files) -> tuple[str, str]:
    """A page and section on which the answer for NURSE rests by its first row."""
    library, tables = build(files)
    profession, role, told = NURSE
    found = answer(tables["nmc"], library, library.professions[profession], library.roles[role], told, TODAY).because[0].citations[0]
    return library.pages[found.page].versions[0].path, found.section


@pytest.mark.parametrize(
    ("name", "significance", "day", "told"),
    [
        ("", "major", TODAY, True),
        ("", "minor", TODAY, True),
        ("2026-11-22.2", "major", TODAY, True),
        ("2026-11-22.2", "minor", TODAY, False),
        ("2026-12-10", "major", datetime.date(2026, 12, 9), False),
        ("2026-12-10", "major", LATER, True),
        ("2026-12-10", "minor", LATER, False),
    ],
)
def test_an_answer_says_that_it_is_being_rechecked(locked: Files, name: str, significance: str, day: datetime.date, told: bool) -> None:
    path, anchor = deciding_section(locked)
    files, fresh = dict(locked), {path: locked[path]}
    reword(path, anchor)(fresh)
    text = fresh[path].replace(b"significance: major", f"significance: {significance or 'major'}".encode())
    files[f"{path.rpartition('/')[0]}/{name}.md" if name else path] = text
    assert recheck(locked, day) == ()
    assert bool(recheck(files, day)) == told
    if told:
        library, tables = build(files)
        later = max(day, TODAY)
        files[f"{FOLDER}nmc.toml"] = write_locks(review.accept(tables["nmc"], library, later, None, "editor"))
        assert recheck(files, day) == (), "accepted"


@pytest.mark.parametrize("with_locks", [True, False])
def test_a_minor_version_does_not_hide_the_major_one_before_it(locked: Files, with_locks: bool) -> None:
    path, anchor = deciding_section(locked)
    files = {name: data for name, data in locked.items() if with_locks or not name.startswith(FOLDER)}
    changed_page = {path: files[path]}
    reword(path, anchor)(changed_page)
    folder = path.rpartition("/")[0]
    minor = changed_page[path].replace(b"significance: major", b"significance: minor")
    assert recheck({**files, f"{folder}/2026-12-15.md": minor}, LATER) == ()
    assert recheck({**files, f"{folder}/2026-12-10.md": changed_page[path], f"{folder}/2026-12-15.md": minor}, LATER) != ()


def test_without_a_lock_dates_alone_count(locked: Files) -> None:
    path, anchor = deciding_section(locked)
    files = {name: data for name, data in locked.items() if not name.startswith(FOLDER)}
    silent = dict(files)
    reword(path, anchor)(silent)
    assert recheck(silent, TODAY) == ()
    files[f"{path.rpartition('/')[0]}/2026-12-10.md"] = silent[path]
    assert recheck(files, LATER) != ()


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        (f"{FOLDER}nmc.toml", '[[lock]]\nid = "row/none"\non = 2026-11-22\nby = "policy"\n[lock.facts]\n', "row/none: the table has no such entry"),
        (f"{FOLDER}nmc.toml", '[[lock]]\nid = "row/1"\non = 2026-11-22\nby = "Ann Example"\n[lock.facts]\n', "`by`"),
        (f"{FOLDER}nmc.toml", '[[lock]]\nid = "row/1"\non = 2026-11-22\nby = "policy"\n[lock.facts]\nNMC-01 = "short"\n', "NMC-01"),
        (f"{FOLDER}nmc.toml", "[[lock]\n", "This is not valid TOML"),
        (f"{FOLDER}context.toml", "", "belong to no table"),
    ],
)
def test_a_lock_that_fits_nothing_is_an_error(content_files: Files, path: str, data: str, said: str) -> None:
    _, issues = build_tables({**content_files, path: data.encode()})
    assert [issue for issue in issues if issue.path == path and said in issue.message and issue.severity == "error" and issue.remedy], issues


def test_content_check_warns_of_what_is_out_of_lock(locked: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "proving", lambda *_: nullcontext(list))
    files = dict(locked)
    reword(HOURS, "how-many")(files)
    found = [issue for issue in checks.check(files, TODAY).issues if issue.path.startswith("rules/")]
    assert not errors(found)
    assert len(found) == len(changed(files))
    lines = files["rules/nmc.toml"].decode().splitlines()
    for issue in found:
        name = issue.message.partition(":")[0].split("/")[1]
        assert lines[issue.line - 1] == f'id = "{name}"', issue


@pytest.fixture
def run(tmp_path: Path, locked: Files) -> Callable[..., Result]:
    """Run the command on a copy of the content under `tmp_path`."""
    write(locked, tmp_path / "content")
    app = Flask("tests", root_path=str(tmp_path))
    app.config.update(CONTENT_DIR=str(tmp_path / "content"), CLOCK=lambda: TODAY)
    cli.register(app)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["rules", "review", *words])


class TestCommand:
    def test_nothing_to_look_at(self, run: Callable[..., Result]) -> None:
        result = run()
        assert (result.exit_code, result.output) == (0, "0 to look at, as of 2026-11-22.\n")

    def test_what_changed_is_listed_and_accepted(self, run: Callable[..., Result], tmp_path: Path, locked: Files) -> None:
        files = dict(locked)
        reword(HOURS, "how-many")(files)
        write({HOURS: files[HOURS]}, tmp_path / "content")
        result = run("nmc")
        wanted = sorted(name.removeprefix("nmc/") for name in changed(files))
        assert result.exit_code == 1
        assert sorted(line.removeprefix("nmc ") for line in result.output.splitlines() if line.startswith("nmc ")) == wanted
        assert f"{len(wanted)} to look at" in result.output
        told = json.loads(run("--format", "json").output)
        assert sorted(item["entry"] for item in told) == wanted
        assert all(item["changes"][0]["of"] == HOW_MANY and "within its version" in item["changes"][0]["said"] for item in told)
        rest = run("nmc", "--accept", wanted[0], "--by", "policy")
        assert (rest.exit_code, f"{len(wanted) - 1} to look at" in rest.output) == (1, True)
        assert run("--accept-all").exit_code == 0
        assert not list((tmp_path / "content" / FOLDER).glob(".*"))

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["nmc", "--accept", "row/none"], "row/none is no entry"),
            (["--accept", "row/1"], "Name the one table"),
            (["context"], "context"),
            (["--by", "Ann"], "Ann"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, run: Callable[..., Result], words: list[str], said: str) -> None:
        result = run(*words)
        assert result.exit_code == 2 and said in result.output

    def test_content_with_an_error_is_not_reviewed(self, run: Callable[..., Result], tmp_path: Path) -> None:
        (tmp_path / "content" / HOURS).write_bytes(b"broken")
        result = run("--accept-all")
        assert result.exit_code == 2 and f"{HOURS}:1:1: error" in result.output

    def test_a_lock_of_a_row_that_is_gone_is_dropped(self, run: Callable[..., Result], tmp_path: Path) -> None:
        path = tmp_path / "content" / FOLDER / "nmc.toml"
        path.write_bytes(path.read_bytes().replace(b'id = "row/1"', b'id = "row/none"'))
        assert run("nmc").exit_code == 1
        assert run("nmc", "--accept-all").exit_code == 0
        assert b"row/none" not in path.read_bytes()

    def test_another_day(self, run: Callable[..., Result]) -> None:
        result = run("nmc", "--on", "2030-01-01")
        assert result.exit_code == 1 and "was due by" in result.output
