"""The lists and the evidence: each fault names file, entry, key and line; nothing in a file raises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.evidence import read_evidence
from guidance.registers import line_of, parse_toml, read_registers
from tests.miniature_content import fact, miniature

Mini = Callable[..., dict[str, bytes]]
TOPIC = '[[topic]]\nid = "hours"\nname = "Hours"\n'
FACT = fact("NMC-01")


def said(path: str, data: str | bytes) -> list[tuple[int, str]]:
    """Line and words of each issue of one file put in place of the miniature's."""
    files = {**miniature(), path: data.encode() if isinstance(data, str) else data}
    issues = read_registers(files)[1] + read_evidence(files)[1]
    assert all(issue.path == path and issue.remedy for issue in issues), issues
    return [(issue.line, f"{issue.message} {issue.remedy}") for issue in issues]


def test_the_miniature_is_sound(mini: Mini) -> None:
    found, issues = read_registers(mini())
    assert issues == []
    assert [item.id for item in found["regulator"]] == ["nmc", "context"]
    facts, issues = read_evidence(mini())
    assert issues == []
    assert [(item.id, item.collection, item.confirm) for item in facts] == [("NMC-01", "nmc", False), ("NMC-02", "nmc", False), ("NMC-03", "nmc", True)]


def test_the_real_lists_are_sound(content_files: dict[str, bytes]) -> None:
    assert read_registers(content_files)[1] == []
    assert read_evidence(content_files)[1] == []


BROKEN = [
    ("unknown key", "topics.toml", TOPIC + 'colour = "blue"\n', 4, "[[topic]] hours: `colour`"),
    ("missing key", "topics.toml", '[[topic]]\nid = "hours"\n', 2, "[[topic]] hours: `name`"),
    ("missing id", "topics.toml", '[[topic]]\nname = "Hours"\n', 1, "[[topic]] number 1: `id`"),
    ("second of two", "topics.toml", TOPIC + '\n[[topic]]\nid = "fees"\nnames = "Fees"\n', 7, "[[topic]] fees: `names`"),
    ("after other letters", "topics.toml", "# “ünïcödé” – ‘ﷺ’\n" * 9 + TOPIC + "x = 1\n", 13, "[[topic]] hours: `x`"),
    ("id twice", "topics.toml", TOPIC + TOPIC, 2, "hours: this id stands twice"),
    ("unknown kind", "topics.toml", TOPIC + "[[topics]]\nid = 'x'\n", 1, "`topics` is not known here"),
    ("kind of another list", "topics.toml", "[[role]]\nid = 'x'\n", 1, "`role` is not known here"),
    ("one bracket", "topics.toml", "[topic]\nid = 'x'\nname = 'X'\n", 1, "Begin each entry with a line `[[topic]]`"),
    ("number for a list", "topics.toml", "topic = 5\n", 1, "`topic` is not a list of entries"),
    ("list of numbers", "topics.toml", "topic = [1, 2]\n", 1, "[[topic]] number 1"),
    ("slug", "topics.toml", '[[topic]]\nid = "Hours"\nname = "x"\n', 2, "[[topic]] Hours: `id`"),
    ("number for text", "topics.toml", '[[topic]]\nid = "x"\nname = 5\n', 3, "[[topic]] x: `name`"),
    ("key twice", "topics.toml", TOPIC + 'name = "again"\n', 4, "not valid TOML"),
    ("syntax", "topics.toml", '[[topic]]\nid = "x\nname = "y"\n', 2, "not valid TOML"),
    ("cut off", "topics.toml", TOPIC + "[[topic", 4, "not valid TOML"),
    ("lone CR", "topics.toml", TOPIC.replace("\n", "\r"), 1, "not valid TOML"),
    ("control", "topics.toml", TOPIC.replace("Hours", "Ho\0urs"), 3, "not valid TOML"),
    ("date that is none", "evidence/nmc.toml", FACT.replace("2026-11-22", "2026-02-30"), 6, "not valid TOML"),
    ("Latin 1", "topics.toml", TOPIC.encode() + b"# \xa3\n", 4, "not UTF-8"),
    ("UTF-16", "topics.toml", TOPIC.encode("utf-16"), 1, "not UTF-8"),
    ("basis", "evidence/nmc.toml", fact("NMC-01", "rumour"), 5, "[[fact]] NMC-01: `basis`"),
    ("fact number", "evidence/nmc.toml", fact("nmc-1"), 2, "[[fact]] nmc-1: `id`"),
    ("fact twice", "evidence/nmc.toml", FACT + FACT, 2, "NMC-01: this id stands twice"),
    ("text for a date", "evidence/nmc.toml", FACT.replace("2026-11-22", '"soon"'), 6, "[[fact]] NMC-01: `seen`"),
    ("source", "evidence/nmc.toml", FACT + "[[fact.source]]\nname = 'x'\n", 2, "`source.0.title`"),
    ("signpost", "professions.toml", "[[signpost]]\nid = 'x'\nname = 'X'\n", 2, "[[signpost]] x: `article`"),
    ("decides_as", "roles.toml", "[[role]]\nid = 'x'\nname = 'X'\narticle = 'an x'\n[role.decides_as]\nnmc = 'y'\n", 2, "`decides_as.nmc`"),
    ("deep", "topics.toml", "x = " + "[" * 5_000, 0, "nested too deeply"),
    ("deep tables", "topics.toml", "x = " + "{a=" * 5_000, 0, "nested too deeply"),
    ("long number", "topics.toml", "topic = " + "9" * 5_000, 0, "far too long"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "data", "line", "words"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_each_fault_names_file_entry_key_and_line(path: str, data: str | bytes, line: int, words: str) -> None:
    found = said(path, data)
    assert any(at == line and words in text for at, text in found), found


def test_all_faults_of_a_file_are_told_at_once() -> None:
    assert len(said("topics.toml", '[[topic]]\nid = "A"\nx = 1\n\n[[topic]]\nid = "b"\n')) == 4


@pytest.mark.parametrize("path", ["regulators.toml", "professions.toml", "roles.toml", "topics.toml"])
def test_a_missing_list_is_told(mini: Mini, path: str) -> None:
    files = mini()
    del files[path]
    found, issues = read_registers(files)
    assert [(issue.path, issue.line) for issue in issues] == [(path, 0)]
    assert set(found) == {"regulator", "profession", "signpost", "role", "topic"}


def test_a_byte_order_mark_and_other_line_ends_are_taken() -> None:
    assert said("topics.toml", b"\xef\xbb\xbf" + TOPIC.replace("\n", "\r\n").encode()) == []


def test_lines_are_found_by_id_whatever_stands_before() -> None:
    data = "# “curly” “quotes”\n\n[[topic]]\n  id = 'a.b'\n[[topic]]\nid=\"c\"\n".encode()
    assert [line_of(data, name) for name in ("a.b", "c", "aXb", "none")] == [4, 6, 1, 1]


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    table, issues = parse_toml("a.toml", data)
    assert table == {} or not issues


@given(st.text(alphabet=st.sampled_from("[]{}=\"'.,#ab1 \n-:T"), max_size=60))
def test_nothing_like_toml_raises(text: str) -> None:
    files = {**miniature(), "topics.toml": text.encode(), "evidence/nmc.toml": text.encode()}
    read_registers(files)
    read_evidence(files)
