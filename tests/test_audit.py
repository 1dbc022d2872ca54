"""The audit log: it tells what was done, and shows when somebody changed it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from publishing.ledger.audit import FIRST, Audit, Event
from tests.miniature_desk import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """With five lines in its log."""
    found = Office(tmp_path)
    for number in range(5):
        write(found, f"thing {number}")
    return found


def write(office: Office, of: str) -> None:
    with office.ledger.alone():
        office.ledger.commit({}, [Event(who="aaaaaaaaaa", what="submitted", of=of, before="1", after="2", request="r-1")])
    office.pass_time(seconds=1)


def lines(office: Office) -> list[str]:
    return office.ledger.audit.path.read_text().splitlines()


def put(office: Office, texts: list[str]) -> None:
    office.ledger.audit.path.write_text("".join(f"{text}\n" for text in texts))


def test_every_line_tells_who_what_when_and_follows_the_one_before(office: Office) -> None:
    found = office.ledger.audit.lines()
    assert [line.n for line in found] == [1, 2, 3, 4, 5]
    assert [line.previous for line in found] == [FIRST, *(line.hash for line in found[:-1])]
    told = json.loads(lines(office)[0])
    assert told.keys() == {"n", "at", "who", "what", "of", "before", "after", "request", "previous", "hash"}
    assert told["at"] == "2026-11-22T12:00:00Z"
    assert office.ledger.audit.verify() == []


def test_an_empty_log_is_unbroken(tmp_path: Path) -> None:
    assert Audit(tmp_path).verify() == []
    assert Audit(tmp_path).lines() == []


def swap(texts: list[str]) -> list[str]:
    return [texts[0], texts[2], texts[1], *texts[3:]]


def reword(texts: list[str]) -> list[str]:
    return [texts[0], texts[1].replace("thing 1", "thing X"), *texts[2:]]


def forge(texts: list[str]) -> list[str]:
    """Change a line and give it the hash that it should have then: the next line betrays it."""
    line = Audit(Path("/nowhere")).chain([Event(who="x", what="y", of="z")], datetime.datetime(2026, 1, 1))[0]
    second = json.loads(texts[1])
    changed = line.model_copy(update={"n": 2, "previous": second["previous"]})
    return [texts[0], changed.model_copy(update={"hash": changed.own_hash()}).text(), *texts[2:]]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda texts: [texts[0], *texts[2:]], "does not follow"),
        (swap, "does not follow"),
        (lambda texts: texts[1:], "does not follow"),
        (lambda texts: [*texts, texts[-1]], "does not follow"),
        (reword, "Line 2 was changed"),
        (forge, "Line 3 says"),
        (lambda texts: texts[:-1], "ends at number 4; number 5 was written last"),
        (lambda texts: [], "ends at number 0; number 5 was written last"),
        (lambda texts: [*texts[:2], "x", *texts[3:]], "Line 3 cannot be read"),
        (lambda texts: [*texts[:2], texts[2].replace('"n": 3', '"n": "3", "more": 1'), *texts[3:]], "Line 3 cannot be read"),
    ],
    ids=["taken out", "swapped", "first cut", "twice", "reworded", "forged", "tail cut", "emptied", "garbled", "other shape"],
)
def test_what_was_changed_shows(office: Office, harm: Callable[[list[str]], list[str]], words: str) -> None:
    put(office, harm(lines(office)))
    assert any(words in fault for fault in office.ledger.audit.verify()), office.ledger.audit.verify()
    write(office, "one more")
    assert office.ledger.audit.verify(), "what comes later does not hide it"


def test_a_lost_head_shows(office: Office) -> None:
    office.ledger.audit.head_path.unlink()
    assert office.ledger.audit.verify() == ["The file that names the last line is missing."]


@pytest.mark.parametrize("kept", [5, 3, 0], ids=["whole", "tail cut", "log gone"])
@pytest.mark.parametrize("head", [None, b"{"], ids=["lost", "damaged"])
def test_what_went_with_its_head_is_not_hidden_by_what_comes_later(office: Office, kept: int, head: bytes | None) -> None:
    office.tokens.create("nmc", ["submit"], "Web team", 30)
    put(office, lines(office)[:kept])
    office.ledger.audit.head_path.unlink()
    if head is not None:
        office.ledger.audit.head_path.write_bytes(head)
    assert office.ledger.audit.verify(), "at once"
    write(office, "one more")
    write(office, "and another")
    assert any("does not follow" in fault for fault in office.ledger.audit.verify())
    assert [line.of for line in office.ledger.audit.lines()][kept:] == ["one more", "and another"]


def test_a_made_up_line_keeps_no_later_line_out(office: Office) -> None:
    made_up = office.ledger.audit.lines()[-1].model_copy(update={"n": 10**9})
    put(office, [*lines(office), made_up.model_copy(update={"hash": made_up.own_hash()}).text()])
    write(office, "one more")
    assert office.ledger.audit.lines()[-1].of == "one more"
    assert any("1000000000" in fault for fault in office.ledger.audit.verify())


def test_a_line_that_says_one_thing_twice_shows(office: Office) -> None:
    """A reader of the text may take the first, and the check the last."""
    put(office, [text.replace('"who": ', '"who": "somebody else", "who": ') if number == 2 else text for number, text in enumerate(lines(office))])
    assert office.ledger.audit.verify() == ["Line 3 was changed after it was written."]


def test_a_torn_end_that_no_journal_explains_stays_and_shows(office: Office) -> None:
    with office.ledger.audit.path.open("a") as stream:
        stream.write('{"n": 6, "who"')
    assert office.ledger.audit.verify() == ["The last line is torn."]
    write(office, "one more")
    assert office.ledger.audit.verify() == ["Line 6 cannot be read."]


def test_a_torn_end_is_mended_from_the_journal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever byte it was torn."""
    audit = office.ledger.audit
    for cut in (1, 10, 100, -1):
        before = audit.path.read_bytes()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Audit, "append", lambda *_: (_ for _ in ()).throw(OSError("torn")))
            with pytest.raises(OSError, match="torn"):
                write(office, "torn")
        next_line = office.ledger._pending().lines[0].text().encode() + b"\n"  # type: ignore[union-attr]
        audit.path.write_bytes(before + next_line[:cut])
        office.ledger.settle()
        assert audit.path.read_bytes() == before + next_line
        assert audit.verify() == []


def test_lines_are_only_ever_added(office: Office) -> None:
    before = office.ledger.audit.path.read_bytes()
    write(office, "one more")
    assert office.ledger.audit.path.read_bytes().startswith(before)
