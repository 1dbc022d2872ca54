"""Front matter: each fault says what is wrong, on which line, and how to mend it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.building import read_version
from guidance.front_matter import read, split
from guidance.issues import Issue
from guidance.model import FrontMatter
from tests.miniature_content import BODY, HEAD, PAGE, version

GOOD = HEAD.format(title="Hours", kind="guidance", regulators="", evidence="{how-many: [NMC-01]}")


def issues(text: str) -> list[Issue]:
    return read(text, FrontMatter, "a.md")[1]


def changed(key: str, line: str) -> str:
    """Good front matter with the line of one key replaced."""
    return "".join(f"{line}\n" if old.startswith(f"{key}:") else f"{old}\n" for old in GOOD.splitlines())


def test_sound_front_matter_has_no_issue() -> None:
    meta, found = read(GOOD, FrontMatter, "a.md")
    assert found == []
    assert meta is not None
    assert meta.evidence == {"how-many": ("NMC-01",)}


# name, text, and of the issue that must be among those found: line in the file, part of the message, part of the remedy
BROKEN = [
    ("anchor", changed("title", "title: &t Hours"), 2, "Anchors and aliases", "Write the value out"),
    ("alias", changed("title", "title: *t"), 2, "Anchors and aliases", "Write the value out"),
    ("anchor on a list", changed("roles", "roles: &r [any]"), 6, "Anchors and aliases", "Write the value out"),
    ("anchor on a key", changed("title", "&k title: Hours"), 2, "Anchors and aliases", "Write the value out"),
    ("alias as key", changed("title", "*k : Hours"), 2, "A key must be plain text", "`key: value`"),
    ("tag", changed("title", "title: !!python/object/apply:os.system [id]"), 2, "python/object/apply:os.system", "Remove the tag"),
    ("local tag", changed("title", "title: !x Hours"), 2, "The tag `!x`", "Remove the tag"),
    ("bare tag", changed("title", "title: ! Hours"), 2, "The tag `!`", "Remove the tag"),
    ("tag on a key", changed("title", "!!str title: Hours"), 2, "The tag", "Remove the tag"),
    ("merge key", changed("title", "<<: {title: Hours}"), 2, "`<<` is not known", "Remove `<<`"),
    ("merge of an alias", changed("title", "<<: *t"), 2, "Anchors and aliases", "Write the value out"),
    ("duplicate", GOOD + "title: Again\n", 15, "`title` stands twice", "Keep one"),
    ("duplicate inside", changed("evidence", "evidence: {a: [NMC-01], a: [NMC-02]}"), 14, "`a` stands twice", "Keep one"),
    ("duplicate by quotes", GOOD + '"title": Again\n', 15, "`title` stands twice", "Keep one"),
    ("unknown", GOOD + "colour: blue\n", 15, "`colour` is not known", "check its spelling"),
    ("unknown block", GOOD + "colour:\n  sky: blue\n", 15, "`colour` is not known", "check its spelling"),
    ("unknown inside", GOOD + "withdrawn: {date: 2026-12-01, reason: Gone., why: x}\n", 15, "`withdrawn.why` is not known", "Remove"),
    ("missing", changed("title", "# no title"), 3, "`title` is missing", "Add the key `title`"),
    ("missing inside", GOOD + "withdrawn:\n  date: 2026-12-01\n", 15, "`withdrawn.reason` is missing", "Add the key"),
    ("empty value", changed("title", "title:"), 2, "`title`", "Correct the value of `title`"),
    ("blank value", changed("title", 'title: "  "'), 2, "must not be empty", "Correct the value"),
    ("two lines", changed("title", 'title: "a\\nb"'), 2, "one line", "Correct the value"),
    ("two lines, otherwise", changed("title", 'title: "a\\u2028b"'), 2, "one line", "Correct the value"),
    ("too long", changed("title", "title: " + "x" * 161), 2, "at most 160", "Correct the value"),
    ("list for text", changed("title", "title: [a, b]"), 2, "`title`", "Correct the value"),
    ("text for list", changed("roles", "roles: any"), 6, "`roles`", "Correct the value"),
    ("empty list", changed("roles", "roles: []"), 6, "`roles`", "Correct the value"),
    ("slug", changed("topics", "topics: [Hours]"), 7, "`topics.0`", "Correct the value"),
    ("slug with a newline", changed("topics", 'topics: ["hours\\n"]'), 7, "`topics.0`", "Correct the value"),
    ("fact", changed("evidence", "evidence: {a: [nmc-1]}"), 14, "`evidence.a.0`", "Correct the value"),
    ("anchor name", changed("evidence", "evidence: {How Many: [NMC-01]}"), 14, "`evidence.How Many`", "Correct the value"),
    ("date in words", changed("checked", "checked: 22 November 2026"), 12, "2026-11-22", "Correct the value of `checked`"),
    ("date that is none", changed("checked", "checked: 2026-02-30"), 12, "`checked`", "Correct the value"),
    ("seconds as date", changed("checked", "checked: 1795305600"), 12, "2026-11-22", "Correct the value"),
    ("date with a time", changed("checked", "checked: 2026-11-22T00:00:00"), 12, "2026-11-22", "Correct the value"),
    ("digits of another script", changed("checked", "checked: ٢٠٢٦-11-22"), 12, "2026-11-22", "Correct the value"),
    ("country", changed("countries", "countries: [no]"), 8, "`countries.0`", "Correct the value"),
    ("second document", GOOD + "---\ntitle: Other\n", 15, "second document", "Keep one block"),
    ("second document after dots", GOOD + "...\n---\na: b\n", 16, "second document", "Keep one block"),
    ("tab as indentation", GOOD + "withdrawn:\n\tdate: 2026-12-01\n", 16, "not valid YAML", "indentation"),
    ("open bracket", changed("roles", "roles: [any"), 7, "not valid YAML", "Check quotes"),
    ("open quote", changed("title", 'title: "Hours'), 2, "not valid YAML", "Check quotes"),
    ("colon", changed("title", "title: Hours: how many"), 2, "not valid YAML", "Check quotes, colons"),
    ("list as document", "- a\n- b\n", 2, "not a list of `key: value` lines", "one key on each line"),
    ("text as document", "Hours\n", 2, "not a list of `key: value` lines", "one key on each line"),
    ("alias as document", "*a\n", 2, "not a list of `key: value` lines", "one key on each line"),
    ("nothing", "", 2, "empty", "Add the keys"),
    ("only a remark", "# title: Hours\n", 2, "empty", "Add the keys"),
    ("complex key", "? [a, b]\n: c\n", 2, "A key must be plain text", "`key: value`"),
    ("nested lists", "title: " + "[" * 5000, 2, "nested too deeply", "three levels"),
    ("nested mappings", "title: " + "{a: " * 5000, 2, "nested too deeply", "three levels"),
    ("nested blocks", "\n".join(" " * n + "a:" for n in range(190)), 9, "nested too deeply", "three levels"),
    ("a megabyte", "title: " + "x" * 1_000_000, 2, "longer than 40,000", "body"),
    ("a megabyte of keys", "".join(f"k{n}: v\n" for n in range(100_000)), 2, "longer than 40,000", "body"),
    ("NUL", changed("title", "title: a\0b"), 2, "U+0000", "Remove it"),
    ("escape", changed("change", "change: a\x1b[2Jb"), 10, "U+001B", "Remove it"),
    ("bidirectional", changed("change", "change: a\u202eb"), 10, "U+202E", "Remove it"),
    ("C1", changed("change", "change: a\x9bb"), 10, "U+009B", "Remove it"),
    ("half a character", changed("change", "change: a\ud800b"), 10, "U+D800", "Remove it"),
    ("second mark of order", changed("change", "change: a\ufeffb"), 10, "U+FEFF", "Remove it"),
    ("TOML", '+++\ntitle = "Hours"\n+++\n', 2, "not a list of `key: value` lines", "one key on each line"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message", "remedy"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_each_fault_says_where_what_and_how_to_mend_it(text: str, line: int, message: str, remedy: str) -> None:
    meta, found = read(text, FrontMatter, "a.md")
    assert meta is None
    assert any(issue.line == line and message in issue.message and remedy in issue.remedy for issue in found), found
    assert all(issue.path == "a.md" and issue.severity == "error" for issue in found)


def test_all_faults_are_told_at_once() -> None:
    text = changed("title", "title: &t Hours").replace("[any]", "!x [any]") + "title: Again\ncolour: blue\nwithdrawn: {date: soon}\n"
    said = {(issue.line, issue.message) for issue in issues(text)}
    for line, part in ((2, "Anchors"), (6, "`!x`"), (15, "twice"), (16, "`colour`"), (17, "`withdrawn.date`"), (17, "`withdrawn.reason`")):
        assert any(line == at and part in message for at, message in said), (line, part, said)


@pytest.mark.parametrize("value", ["no", "3.10", "12:30", "0x1F", "1e3", "null", "~", "true", "2026-11-22", "010", "=", "1_000", ".inf"])
def test_every_value_stays_the_text_that_was_written(value: str) -> None:
    meta, found = read(changed("title", f"title: {value}"), FrontMatter, "a.md")
    assert found == []
    assert meta is not None
    assert meta.title == value


def test_values_inside_asserts_stay_text() -> None:
    meta, found = read(GOOD + "asserts: [{facts: {open_case: no, hours: 450}, outcome: yes}]\n", FrontMatter, "a.md")
    assert found == []
    assert meta is not None
    assert meta.asserts[0].facts == {"open_case": "no", "hours": "450"}
    assert meta.asserts[0].outcome == "yes"


def test_billion_laughs_cost_nothing() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)]
    begun = time.perf_counter()
    found = issues("\n".join(lines))
    assert time.perf_counter() - begun < 1
    assert any("Anchors and aliases" in issue.message for issue in found)


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#?, \n\t0~<."), max_size=80))
def test_reading_never_raises(text: str) -> None:
    meta, found = read(text, FrontMatter, "a.md")
    assert meta is None
    assert found


@given(st.text(max_size=200))
def test_parting_never_raises(text: str) -> None:
    parts = split(text)
    assert parts is None or text.startswith("---")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_any_line_ending_and_a_byte_order_mark_make_the_same_version(end: str, mark: bytes) -> None:
    plain, _ = read_version(PAGE, version(), {})
    found, faults = read_version(PAGE, mark + version().replace(b"\n", end.encode()), {})
    assert faults == []
    assert found == plain


# name, file, line, part of the message, part of the remedy
FILES = [
    ("UTF-16", version().decode().encode("utf-16"), 1, "not UTF-8", "Save it as UTF-8"),
    ("UTF-16 without mark", version().decode().encode("utf-16-le"), 1, "NUL", "Save it as UTF-8"),
    ("Latin 1", version().replace(b"450 hours", "450 hours at \xa3".encode("latin-1")), 18, "not UTF-8", "Save it as UTF-8"),
    ("cut character", version() + b"\xe2\x82", 29, "not UTF-8", "Save it as UTF-8"),
    ("coded surrogate", version() + b"\xed\xa0\x80", 29, "not UTF-8", "Save it as UTF-8"),
    ("no front matter", BODY.encode(), 1, "two `---` lines", "Begin the file with a line `---`"),
    ("TOML", b"+++\ntitle = 'a'\n+++\nx", 1, "The front matter is TOML", "Write it as YAML"),
    ("front matter not closed", b"---\ntitle: Hours\n", 1, "two `---` lines", "close the keys"),
    ("line before", b"\n" + version(), 1, "two `---` lines", "Begin the file with a line `---`"),
    ("empty file", b"", 1, "two `---` lines", "Begin the file"),
    ("empty body", version(body="\n \n"), 16, "The body is empty", "at least one section"),
    ("NUL in the body", version(body=BODY + "\0"), 29, "NUL", "Save it as UTF-8"),
    ("control in the body", version(body=BODY + "\x07"), 29, "U+0007", "Edit the body"),
    ("too large", version(body=BODY + "word " * 41_000), 0, "larger than 200,000 bytes", "Split it"),
    ("raw HTML", version(body=BODY + "\n<script>x()</script>\n"), 30, "<script> is not allowed", "Remove it"),
    ("comment", version(body=BODY + "\n<!-- hidden -->\n"), 30, "<!-- --> is not allowed", "Remove it"),
    ("handler", version(body=BODY + '\n<p onclick="x()">a</p>\n'), 30, "onclick", "Remove it"),
    ("text before the first heading", version(body="Lead.\n\n" + BODY), 16, "before the first heading", "Put it under a heading"),
    ("heading without anchor", version(body=BODY + "\n## More\n\nText.\n"), 30, "has no anchor", "{#anchor}"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "message", "remedy"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_each_broken_file_says_where_what_and_how_to_mend_it(data: bytes, line: int, message: str, remedy: str) -> None:
    _, found = read_version(PAGE, data, {})
    assert any(issue.line == line and message in issue.message and remedy in issue.remedy for issue in found), found


PATHS = [
    "guidance/nmc/Hours/2026-11-22.md", "guidance/nmc/ho urs/2026-11-22.md", "guidance/nmc/hours-/2026-11-22.md", "guidance/nmc/-hours/2026-11-22.md",
    "guidance/nmc/höurs/2026-11-22.md", "guidance/nmc/hours/22-11-2026.md", "guidance/nmc/hours/2026-11-22.MD", "guidance/nmc/hours/2026-11-22.txt",
    "guidance/nmc/hours/2026-11-22.1.md", "guidance/nmc/hours/2026-11-22.0.md", "guidance/nmc/hours/2026-11-22.02.md", "guidance/nmc/hours.md",
    "guidance/nmc/hours/draft/2026-11-22.md", "guidance/faq/hours/2026-11-22.md", "guidance/hours/2026-11-22.md", "faqs/2026-11-22.md",
    "guidance/nmc/" + "x" * 81 + "/2026-11-22.md", "guidance/nmc/hours/٢٠٢٦-11-22.md",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_paths_that_are_none_of_a_version_are_refused(path: str) -> None:
    found, faults = read_version(path, version(), {})
    assert found is None
    assert [issue.line for issue in faults] == [0]


def test_a_path_with_a_date_that_is_none_is_refused() -> None:
    assert "2026-02-30 is not a day of the calendar" in read_version("guidance/nmc/hours/2026-02-30.md", version(), {})[1][0].message
