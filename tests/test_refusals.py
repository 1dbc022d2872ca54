"""Everything that a publication must not hold is refused with file, line, column, what is wrong and how to mend it, quickly and in little memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from guidance import bombs, render
from guidance.building import read_version
from guidance.issues import Issue, errors
from guidance.reading import survey
from publishing import checks
from publishing.candidate import Publication
from publishing.checks import check
from tests.conftest import TODAY
from tests.hostile_markdown import BOMBS
from tests.miniature_content import BODY, HEAD, PAGE, QUESTION, miniature, version, write

SECONDS = 2.0
"""In which a refusal comes, whatever was sent."""
MEMORY = 64_000_000
"""Bytes that this process may take for it beyond what it has; the renderer's own are bounded by its process (`guidance.bounded`)."""
OTHER = "guidance/nmc/hours/2027-01-01.md"
Files = dict[str, bytes]


class Case(NamedTuple):
    """name; the file and its bytes; what must be told of it: line, column (0: the line or file as a whole), a part of the message, a part of the remedy."""

    name: str
    path: str
    data: bytes
    line: int
    column: int
    said: str
    remedy: str


def head(old: str, new: str) -> bytes:
    """A version with one line of its front matter replaced; it stands in place of the good page."""
    data = version().decode()
    assert old in data
    return data.replace(old, new, 1).encode()


def body(text: str) -> bytes:
    """A version with more at its end, on line 30."""
    return version(body=f"{BODY}\n{text}\n")


TEXT = version().decode()
CASES = [
    # other encodings
    Case("UTF-16", PAGE, TEXT.encode("utf-16"), 1, 1, "it begins as UTF-16 does", "Save it as UTF-8"),
    Case("UTF-16, the other way round", PAGE, b"\xfe\xff" + TEXT.encode("utf-16-be"), 1, 1, "it begins as UTF-16 does", "Save it as UTF-8"),
    Case("UTF-16 without a mark", PAGE, TEXT.encode("utf-16-le"), 1, 2, "it may be UTF-16", "Save it as UTF-8"),
    Case("Latin-1", PAGE, TEXT.replace("450 hours.", "450 hours, £9.").encode("latin-1"), 18, 21, "not UTF-8: the byte A3", "Save it as UTF-8"),
    Case("Windows-1252", PAGE, TEXT.replace("counts.", "counts\u2019.").encode("cp1252"), 22, 18, "not UTF-8: the byte 92", "Save it as UTF-8"),
    Case("a register in Latin-1", "topics.toml", '[[topic]]\nid = "hours"\nname = "é"\n'.encode("latin-1"), 3, 9, "not UTF-8", "Save it as UTF-8"),
    # NUL and control characters
    Case("NUL", PAGE, body("a\0b"), 30, 2, "NUL", "Save it as UTF-8"),
    Case("escape in the body", PAGE, body("ab\x1b[2J"), 30, 3, "U+001B", "Edit the body"),
    Case("turned direction", PAGE, body("abc \u202etxt"), 30, 5, "U+202E", "Edit the body"),
    Case("control in front matter", PAGE, head("title: Hours", "title: a\x07b"), 2, 9, "U+0007", "Remove it"),
    Case("half a character in TOML", "topics.toml", b'[[topic]]\nid = "hours"\nname = "a\x00"\n', 3, 10, "not valid TOML", "Check quotes"),
    # deep nesting, and what hangs the renderer
    Case("brackets in brackets", PAGE, body("[" * 30 + "x" + "]" * 30), 30, 30, "30 open `[` brackets", "Edit the body"),
    Case("quotes in quotes", PAGE, body(">" * 40 + " a"), 30, 1, "40 `>` quote marks", "Edit the body"),
    Case("too many pipes", PAGE, body("|" * 7_000), 30, 5_989, "`|` signs; 6,000 is the limit", "Edit the body"),
    Case("front matter in itself", PAGE, head("roles: [any]", "roles: " + "[" * 9), 6, 14, "nested too deeply", "three levels"),
    Case("TOML in itself", "topics.toml", b"x = " + b"[" * 3_000, 0, 0, "nested too deeply", "as the other entries"),
    Case("a key of dots", "topics.toml", b"\n" + b"a." * 300 + b"b = 1", 2, 1, "words or more with dots", "fewer dots"),
    # YAML that is more than keys and values
    Case("anchor", PAGE, head("title: Hours", "title: &t Hours"), 2, 8, "Anchors and aliases", "Write the value out"),
    Case("alias", PAGE, head("title: Hours", "title: *t"), 2, 8, "Anchors and aliases", "Write the value out"),
    Case("tag", PAGE, head("roles: [any]", "roles: [!!str any]"), 6, 9, "The tag `tag:yaml.org,2002:str`", "Remove the tag"),
    Case("duplicate key", PAGE, head("roles: [any]", "roles: [any]\ntitle: Again"), 7, 1, "`title` stands twice", "Keep one"),
    Case("duplicate key within", PAGE, head("evidence: {", "evidence: {how-many: [], "), 14, 26, "`how-many` stands twice", "Keep one"),
    Case("second document", PAGE, head("roles: [any]", "roles: [any]\n...\n--- {a: b}"), 8, 1, "second document", "Keep one"),
    Case("TOML front matter", PAGE, b"+++\ntitle = 'Hours'\n+++\n\n## A {#a}\n\nb\n", 1, 1, "The front matter is TOML", "Write it as YAML"),
    Case("no front matter", PAGE, BODY.encode(), 1, 1, "not between two `---` lines", "Begin the file with a line `---`"),
    Case("front matter without an end", PAGE, f"---\n{HEAD}".encode(), 1, 1, "nothing closes it", "close the keys"),
    Case("not YAML", PAGE, head("title: Hours", "title: Hours: and more"), 2, 13, "not valid YAML", "Check quotes"),
    # keys
    Case("unknown key", PAGE, head("roles: [any]", "roles: [any]\ncolour: blue"), 7, 1, "`colour` is not known", "check its spelling"),
    Case("missing key", PAGE, head("significance: major\n", ""), 2, 1, "`significance` is missing", "Add the key"),
    Case("value that does not fit", PAGE, head("checked: 2026-11-22", "checked: soon"), 12, 1, "2026-11-22", "Correct the value"),
    Case("unknown key of a list", "topics.toml", b'[[topic]]\nid = "hours"\nname = "x"\n  colour = 1\n', 4, 3, "`colour`: this key is not", "its spelling"),
    Case("missing key of a list", "topics.toml", b'[[topic]]\nid = "hours"\n', 2, 0, "`name`: this key is missing", "Add `name`"),
    Case(
        "value of a fact", "evidence/nmc/2027-01-01-a.toml", b'[[fact]]\nid = "NMC-04"\n\n[[fact]]\nbasis = "rumour"\nid = "NMC-05"\n', 5, 1,
        "Input should be 'source'", "Correct",
    ),
    Case("duplicate key of a list", "topics.toml", b'[[topic]]\nid = "hours"\nid = "other"\n', 3, 13, "not valid TOML", "repeated keys"),
    Case("empty body", PAGE, version(body=" \n\n"), 16, 0, "The body is empty", "at least one section"),
    Case("no body", PAGE, version(body=""), 16, 0, "The body is empty", "at least one section"),
    # HTML outside the list
    Case("script", PAGE, body("a <script>x</script>"), 30, 3, "<script> is not allowed", "Remove it"),
    Case("end of a script", PAGE, body("a <script>x</script>"), 30, 12, "</script> is not allowed", "Remove it"),
    Case("iframe", PAGE, body('<iframe src="https://x.example"></iframe>'), 30, 1, "<iframe> is not allowed", "Remove it"),
    Case("handler", PAGE, body('<p onclick="x()">a</p>'), 30, 1, '<p onclick="x()"> is not allowed', "Remove it"),
    Case("handler by attribute list", PAGE, body("a\n{: onclick=x }"), 31, 4, '<p onclick="x"> is not allowed', "Remove it"),
    Case("class of ours", PAGE, body("a\n{: .banner }"), 31, 5, '<p class="banner"> is not allowed', "Remove it"),
    Case("address that runs", PAGE, body("a [b](javascript:1)"), 30, 7, '<a href="javascript:1"> is not allowed', "Remove it"),
    Case("picture of elsewhere", PAGE, body("![a](https://x.example/a.png)"), 30, 6, "https://x.example/a.png", "Remove it"),
    Case("remark", PAGE, body("a\n\n<!-- hidden -->"), 32, 1, "<!-- --> is not allowed", "Remove it"),
    # slugs and paths
    Case("capitals", "guidance/nmc/Fees/2027-01-01.md", version(), 0, 0, "not that of a version", "lower-case words and hyphens"),
    Case("underlines", "guidance/nmc/annual_fees/2027-01-01.md", version(), 0, 0, "not that of a version", "lower-case words and hyphens"),
    Case("the same but for its case", "guidance/nmc/HOURS/2026-11-22.md", version(), 0, 0, "differs from", "a name of its own"),
    Case("a day that is none", "guidance/nmc/hours/2027-02-30.md", version(), 0, 0, "not a day of the calendar", "the first day on which it holds"),
    Case("a year that is none", "guidance/nmc/hours/2927-02-03.md", version(), 0, 0, "not between the years", "the first day on which it holds"),
    Case("a list that nobody reads", "topic.toml", b"", 0, 0, "Nothing is read from this file", "topics.toml"),
    Case("a folder that nobody reads", "guidence/nmc/hours/2027-01-01.md", version(), 0, 0, "No page is read", "Pages stand under"),
    # links, citations and anchors
    Case("link", PAGE, body("See [it](/guidance/nmc/none)."), 30, 9, "the link /guidance/nmc/none leads nowhere", "Correct the address"),
    Case("link to a section", PAGE, body("See [it](#none)."), 30, 9, "#none names a section that is not on this page", "Correct the address"),
    Case("citation", PAGE, head("how-many: [NMC-01]", "how-many: [NMC-01, NMC-99]"), 14, 12, "the fact NMC-99 is not in the evidence", "Check its number"),
    Case("citation for no section", PAGE, head("{how-many", "{none: [], how-many"), 14, 12, "`none` is not a section", "Use the anchors"),
    Case("anchor twice", PAGE, body("a\n{: #how-many }"), 16, 13, "The anchor #how-many stands twice", "unique"),
    Case("anchor missing", PAGE, body("## More\n\nText."), 30, 1, "has no anchor", "{#anchor}"),
    Case("text before a heading", PAGE, version(body="\nLead.\n\n" + BODY), 17, 1, "before the first heading", "Put it under a heading"),
    Case("anchor gone", OTHER, head("{how-many", "{hours").replace(b"{#how-many}", b"{#hours}"), 2, 0, "#how-many of 2026-11-22 has vanished", "`moved`"),
    # dates
    Case("checked after the next check", PAGE, head("next_check: 2027-02-22", "next_check: 2026-11-22"), 13, 1, "is not after `checked`", "look again"),
    Case("next check far away", PAGE, head("next_check: 2027-02-22", "next_check: 2028-02-22"), 13, 1, "more than a year away", "once a year"),
    Case("a rule after its page", PAGE, head("roles: [any]", "roles: [any]\nrule_since: 2027-01-01"), 7, 1, "after this version begins", "leave it out"),
    Case(
        "withdrawn before it begins", PAGE, head("roles: [any]", "roles: [any]\nwithdrawn: {date: 2026-01-01, reason: x}"), 7, 13,
        "withdrawn before this version begins", "Correct one",
    ),
    # size
    Case("larger than 200 kB", PAGE, body("word " * 41_000), 0, 0, "larger than 200,000 bytes", "Split it"),
    Case("larger than 200 kB by its front matter", PAGE, head("title: Hours", "title: Hours" + "x" * 200_000), 0, 0, "larger than 200,000 bytes", "Split it"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no tables."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_with_its_place_and_a_remedy(case: Case) -> None:
    found = errors(check(miniature() | {case.path: case.data}, TODAY).issues)
    told = [issue for issue in found if issue.path == case.path and case.said in issue.message]
    assert told, found
    assert (case.line, case.column) in {(issue.line, issue.column) for issue in told}, told
    assert all(case.remedy in issue.remedy for issue in told), told


def test_one_sound_thing_beside_them_is_taken() -> None:
    """So that the cases above are not refused for something that they share."""
    assert errors(check(miniature() | {PAGE: body("More text, and a [link](#how-many).")}, TODAY).issues) == []


def test_all_of_it_is_told_at_once() -> None:
    data = head("roles: [any]", "roles: [any]\ncolour: blue\nrule_since: soon").replace(b"Leadership", b"<blink>Leadership</blink> [x](javascript:1)")
    found = read_version(PAGE, data, {})[1]
    said = " ".join(issue.message for issue in found)
    assert all(part in said for part in ("colour", "rule_since", "<blink>", "</blink>", "javascript:1")), found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_places_are_the_same_with_any_line_ending_and_mark(end: str, mark: bytes) -> None:
    """A place is counted as an editor shows it."""
    for case in CASES:
        if case.path == PAGE and case.name.split(",")[0] not in ("UTF-16", "UTF-16 without a mark", "Latin-1", "Windows-1252", "TOML front matter"):
            data = mark + case.data.replace(b"\n", end.encode())
            found = [issue for issue in check(miniature() | {PAGE: data}, TODAY).issues if case.said in issue.message]
            if case.line and not case.name.startswith("larger"):
                assert (case.line, case.column) in {(issue.line, issue.column) for issue in found}, (case.name, found)


@pytest.mark.parametrize("day", ["2026-11-23", "2027-01-01", "2099-12-31"])
def test_a_date_ahead_is_taken_and_scheduled(day: str) -> None:
    files = Publication.of("nmc", "hours", day, version()).overlay(miniature())
    found = check(files, TODAY)
    assert found.issues == ()
    page = found.library.pages["nmc/hours"]
    assert [found.library.status(item, TODAY).value for item in page.versions] == ["in-force", "announced"]


def test_a_version_of_exactly_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    lines = (bombs.SIZE_LIMIT - len(version(body=BODY + "\n"))) // 60
    data = version(body=BODY + "\n" + ("word " * 11 + "end.\n") * lines)
    data += b"x" * (bombs.SIZE_LIMIT - len(data))
    assert len(data) == bombs.SIZE_LIMIT
    assert errors(read_version(PAGE, data, {})[1]) == []
    assert [issue.line for issue in read_version(PAGE, data + b"x", {})[1]] == [0]


def test_a_withdrawal_that_another_version_forestalls_is_told() -> None:
    files = miniature() | {PAGE: version(more="withdrawn: {date: 2027-02-01, reason: Gone.}\n"), OTHER: version()}
    (found,) = errors(check(files, TODAY).issues)
    assert (found.path, found.line, found.column) == (PAGE, 15, 1)
    assert "withdrawn on 2027-02-01, but 2027-01-01 takes its place before" in found.message


# ---- links of the file system


def outside(folder: Path, aside: Path) -> None:
    (folder / "guidance/nmc/secret").mkdir()
    (folder / "guidance/nmc/secret/2027-01-01.md").symlink_to(aside / "secret.md")


def outside_folder(folder: Path, aside: Path) -> None:
    (folder / "guidance/nmc/secret").symlink_to(aside, target_is_directory=True)


def up(folder: Path, aside: Path) -> None:
    (folder / "faqs/up").symlink_to("../..")


def nowhere(folder: Path, aside: Path) -> None:
    (folder / "faqs/none.md").symlink_to("gone.md")


def in_a_circle(folder: Path, aside: Path) -> None:
    (folder / "faqs/a.md").symlink_to("b.md")
    (folder / "faqs/b.md").symlink_to("a.md")


@pytest.mark.parametrize(
    ("break_it", "path", "said"),
    [
        (outside, "guidance/nmc/secret/2027-01-01.md", "leads out of the content folder"),
        (outside_folder, "guidance/nmc/secret", "leads out of the content folder"),
        (up, "faqs/up", "leads out of the content folder"),
        (nowhere, "faqs/none.md", "leads to no file"),
        (in_a_circle, "faqs/a.md", "leads to no file"),
    ],
)
def test_links_out_of_the_folder_are_refused_and_the_rest_is_read(tmp_path: Path, break_it: Callable[[Path, Path], None], path: str, said: str) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "secret.md").write_bytes(b"secret")
    folder = write(miniature(), tmp_path / "content")
    break_it(folder, aside)
    files, issues = survey(folder)
    assert files == miniature(), "nothing of what is outside was read, and all that is inside"
    assert any(issue.path == path and said in issue.message and issue.remedy for issue in issues), issues


# ---- time and memory


def quickly(data: bytes) -> list[Issue]:
    """Read a version with a stop-watch beside it, and once more with a scale, which would slow it down."""
    for attempt in range(5):  # the stop-watch goes by the clock, and other work may hold both cores for some seconds
        render.render.cache_clear()
        begun = time.perf_counter()
        found = read_version(PAGE, data, {})[1]
        taken = time.perf_counter() - begun
        if taken < SECONDS:
            break
        time.sleep(attempt)
    assert taken < SECONDS, f"{taken:.2f} s"
    render.render.cache_clear()
    tracemalloc.start()
    try:
        read_version(PAGE, data, {})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEMORY, f"{peak:,} bytes"
    return found


HUGE = {
    "bytes": b"\xff" * 2_000_000, "NUL": b"\0" * 2_000_000, "lines": b"---\n" * 60_000, "keys": b"---\n" + b"a: b\n" * 39_000 + b"---\nx",
    "anchors": b"---\n" + b"a: &a [*a, *a]\n" * 2_600 + b"---\nx", "brackets in front matter": b"---\na: " + b"[" * 39_000 + b"\n---\nx",
    "a title": b"---\ntitle: " + b"x" * 39_000 + b"\n---\nx", "tags": b"---\n" + b"".join(b"k%d: !t v\n" % n for n in range(2_500)) + b"---\nx",
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_refused_in_time_and_memory(name: str) -> None:
    assert errors(quickly(HUGE[name]))


@pytest.mark.parametrize("name", [name for name in BOMBS if not name.startswith("too large")])
def test_what_hangs_a_renderer_does_not_hang_the_check(name: str) -> None:
    """Some of it is harmless here; all of it is read, or refused, in time and memory."""
    room = bombs.SIZE_LIMIT - len(version(body="## A {#a}\n\n"))
    quickly(version(body="## A {#a}\n\n" + BOMBS[name].encode("utf-8", "ignore")[:room].decode("utf-8", "ignore")))


def test_the_question_is_refused_like_the_page() -> None:
    """The cases above are of a guidance page; a question goes the same way."""
    (found,) = errors(read_version(QUESTION, b"+++\n", {})[1])
    assert (found.path, found.line, found.column) == (QUESTION, 1, 1)
