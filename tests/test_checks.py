"""The checks: the real content has no error, and each thing that can be broken in it is told, with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.issues import ContentError, Issue, errors
from publishing import checks
from publishing.checks import check
from tests.conftest import TODAY
from tests.miniature_content import BODY, PAGE, QUESTION, fact, version

Files = dict[str, bytes]
Mini = Callable[..., Files]


@pytest.fixture
def without_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proofs of the tables take their time and have tests of their own; here content is broken, not tables."""
    monkeypatch.setattr(checks, "proving", lambda *_: nullcontext(list))
    monkeypatch.setattr(checks, "_landings", lambda *_: ())


@pytest.fixture
def without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Miniature content has no tables."""
    monkeypatch.setattr(checks, "build_tables", lambda _: ({}, []))


def test_the_real_content_has_no_error(content_files: Files) -> None:
    found = errors(check(content_files, TODAY).issues)
    assert not found, f"{len(found)} errors, the first:\n" + "\n".join(map(str, found[:10]))


# ---- one thing broken in the real content

HOURS = "guidance/nmc/practice-hours/2026-11-22.md"


def change(files: Files, path: str, old: str, new: str) -> int:
    """Replace the first occurrence, which must be there. Returns the line on which it stood."""
    text = files[path].decode()
    assert old in text, f"{old} is no longer in {path}: choose another thing to break"
    files[path] = text.replace(old, new, 1).encode()
    return text.count("\n", 0, text.index(old)) + 1


def first(files: Files, pattern: str, start: str = "guidance/") -> tuple[str, re.Match[str]]:
    """The first file under `start` in which the pattern is found."""
    for path in sorted(files):
        if path.startswith(start) and (found := re.search(pattern, files[path].decode(), re.MULTILINE)):
            return path, found
    raise AssertionError(f"{pattern} is nowhere under {start}")


def line_at(files: Files, path: str, text: str) -> int:
    decoded = files[path].decode()
    return decoded.count("\n", 0, decoded.index(text)) + 1


Expected = tuple[str, int | None, str]


def no_home(files: Files) -> Expected:
    path, found = first(files, r"\[([A-Z]+-\d+), ")
    change(files, path, f"[{found[1]}, ", "[")
    home = f"evidence/{path.split('/')[1]}.toml"
    return home, line_at(files, home, f'id = "{found[1]}"'), f"{found[1]} has no home on 2026-11-22"


def two_homes(files: Files) -> Expected:
    path, found = first(files, r"^  [a-z-]+: \[([A-Z]+-\d+).*\n  [a-z-]+: \[")
    change(files, path, found[0], f"{found[0]}{found[1]}, ")
    home = f"evidence/{path.split('/')[1]}.toml"
    return home, line_at(files, home, f'id = "{found[1]}"'), f"{found[1]} has 2 homes"


def no_mark(files: Files) -> Expected:
    fact = re.search(r'id = "([A-Z]+-\d+)"(?:(?!id = )(?:.|\n))*?basis = "known"', files["evidence/nmc.toml"].decode())
    assert fact
    path, section = first(files, rf"^  ([a-z-]+): \[.*\b{fact[1]}\b", "guidance/nmc/")
    files[path] = re.sub(rb"\{: ?\.confirm ?\}", b"", files[path])
    return path, line_at(files, path, f"{{#{section[1]}"), "which no page confirms, and does not say so"


def vanished_anchor(files: Files) -> Expected:
    later = HOURS.replace("2026-11-22", "2027-01-01")
    files[later] = files[HOURS].replace(b"{#how-many}", b"{#hours-needed}").replace(b"how-many:", b"hours-needed:")
    return later, 2, "The anchor #how-many of 2026-11-22 has vanished"


def broken_link(files: Files) -> Expected:
    path, found = first(files, r"\]\((/guidance/[^)#]*)")
    line = change(files, path, f"]({found[1]}", "](/guidance/nmc/nothing-here")
    return path, line, "/guidance/nmc/nothing-here"


def broken_fragment(files: Files) -> Expected:
    path, found = first(files, r"\]\((/guidance/[^)]*)#[a-z-]+\)")
    line = change(files, path, found[0], f"]({found[1]}#no-such-part)")
    return path, line, "#no-such-part leads nowhere"


def unknown_topic(files: Files) -> Expected:
    return HOURS, change(files, HOURS, "topics: [", "topics: [weather, "), "`topics`: `weather` is not in the list"


def foreign_profession(files: Files) -> Expected:
    """It would come into the feeds of doctors, whose page this is not."""
    return HOURS, change(files, HOURS, "professions: [", "professions: [doctor, "), "`professions`: `doctor` belongs to gmc"


def unknown_profession(files: Files) -> Expected:
    return HOURS, change(files, HOURS, "professions: [", "professions: [witch, "), "`professions`: `witch` is not in the list"


def unknown_role(files: Files) -> Expected:
    return HOURS, change(files, HOURS, "roles: [any]", "roles: [king]"), "`roles`: `king` is not in the list"


def unknown_fact(files: Files) -> Expected:
    line = change(files, HOURS, "  how-many: [", "  how-many: [NMC-999, ")
    return HOURS, line, "#how-many: the fact NMC-999 is not in the evidence"


def no_evidence(files: Files) -> Expected:
    files[HOURS] += b"\n\n## More {#more}\n\nText.\n"
    return HOURS, line_at(files, HOURS, "evidence:"), "The section #more has no evidence"


def evidence_for_nothing(files: Files) -> Expected:
    line = change(files, HOURS, "evidence:\n", "evidence:\n  nothing: [NMC-01]\n")
    return HOURS, line + 1, "`nothing` is not a section of this version"


def anchor_twice(files: Files) -> Expected:
    files[HOURS] += b"\n\nText.\n{: #how-many }\n"
    return HOURS, line_at(files, HOURS, "{#how-many}"), "The anchor #how-many stands twice"


def next_check_before_checked(files: Files) -> Expected:
    path, found = first(files, r"^next_check: (.*)$")
    line = change(files, path, found[0], "next_check: 2026-11-21")
    return path, line, "`next_check` is not after `checked`"


def next_check_far_away(files: Files) -> Expected:
    path, found = first(files, r"^next_check: (.*)$")
    return path, change(files, path, found[0], "next_check: 2028-11-21"), "more than a year away"


def withdrawn_before_it_begins(files: Files) -> Expected:
    line = change(files, HOURS, "evidence:\n", "withdrawn:\n  date: 2026-01-01\n  reason: x\n  successor: nmc/none\nevidence:\n")
    return HOURS, line + 1, "withdrawn before this version begins"


def successor_that_is_none(files: Files) -> Expected:
    line = change(files, HOURS, "evidence:\n", "withdrawn: {date: 2027-01-01, reason: x, successor: nmc/none}\nevidence:\n")
    return HOURS, line, "The successor nmc/none does not exist"


def another_outcome(files: Files) -> Expected:
    path, found = first(files, r"outcome: (yes-if|yes|no|at-risk|choice)\b", "faqs/")
    change(files, path, found[0], f"outcome: {'no' if found[1] != 'no' else 'yes'}")
    return path, line_at(files, path, "asserts:"), "the table says"


def question_for_nobody(files: Files) -> Expected:
    path, found = first(files, r"asserts:(?:.|\n)*?profession: ([a-z-]+)", "faqs/")
    line = change(files, path, found[0], found[0].removesuffix(found[1]) + "witch")
    return path, line, "needs a profession and a role that exist"


def question_with_an_unknown_input(files: Files) -> Expected:
    path, found = first(files, r"asserts:(?:.|\n)*?role: ([a-z-]+)", "faqs/")
    line = change(files, path, found[0], f"{found[0]}, shoe_size: 9")
    return path, line, "`asserts`: "


def kind_of_another_folder(files: Files) -> Expected:
    return HOURS, change(files, HOURS, "kind: guidance", "kind: faq"), "does not belong in this folder"


def collection_that_is_none(files: Files) -> Expected:
    files["guidance/xyz/hours/2026-11-22.md"] = files[HOURS]
    return "guidance/xyz/hours/2026-11-22.md", 0, "`xyz` is not a collection"


def own_page_without_address(files: Files) -> Expected:
    return HOURS, change(files, HOURS, "authority: summary", "authority: regulator"), "A regulator's own page needs its address"


def unknown_regulator(files: Files) -> Expected:
    change(files, "professions.toml", 'regulator = "nmc"', 'regulator = "moon"')
    return "professions.toml", line_at(files, "professions.toml", 'id = "nurse"'), "the regulator `moon` does not exist"


def no_decides_as(files: Files) -> Expected:
    change(files, "roles.toml", 'gmc = { role = "chief-executive" }\n', "")
    return "roles.toml", line_at(files, "roles.toml", 'id = "chief-executive"'), "chief-executive: it does not say how gmc decides it"


def decides_as_of_nobody(files: Files) -> Expected:
    change(files, "roles.toml", 'gmc = { role = "chief-executive" }\n', 'gmc = { role = "chief-executive" }\nmoon = { role = "chief-executive" }\n')
    return "roles.toml", line_at(files, "roles.toml", 'id = "chief-executive"'), "decides_as names `moon`"


def profession_on_unknown_evidence(files: Files) -> Expected:
    change(files, "professions.toml", 'evidence = ["', 'evidence = ["GMC-998", "')
    return "professions.toml", None, "the fact GMC-998 is not in the evidence"


def fact_of_another_file(files: Files) -> Expected:
    files["evidence/nmc.toml"] += fact("GMC-01").encode()
    return "evidence/nmc.toml", line_at(files, "evidence/nmc.toml", 'id = "GMC-01"'), "GMC-01 stands in evidence/gmc.toml too"


def toml_syntax(files: Files) -> Expected:
    line = change(files, "topics.toml", "[[topic]]", "[[topic]")
    return "topics.toml", line, "This is not valid TOML"


def table_syntax(files: Files) -> Expected:
    line = change(files, "rules/nmc.toml", "[[row]]", "[[row]")
    return "rules/nmc.toml", line, "This is not valid TOML"


def table_missing(files: Files) -> Expected:
    del files["rules/nmc.toml"]
    return "rules/nmc.toml", 0, "This decision table is missing"


def list_missing(files: Files) -> Expected:
    del files["roles.toml"]
    return "roles.toml", 0, "This list is missing"


def invalid_utf8(files: Files) -> Expected:
    files[HOURS] = files[HOURS].replace(b"\n---\n", b"\n---\n\xff", 1)
    return HOURS, line_at({HOURS: files[HOURS].replace(b"\xff", b"~")}, HOURS, "~"), "The file is not UTF-8"


def no_front_matter(files: Files) -> Expected:
    files[HOURS] = b"## Hours {#hours}\n\nText.\n"
    return HOURS, 1, "The front matter is not between two `---` lines"


def empty_body(files: Files) -> Expected:
    head = files[HOURS].split(b"\n---\n")[0] + b"\n---\n"
    files[HOURS] = head
    return HOURS, head.count(b"\n") + 1, "The body is empty"


def slug_with_capitals(files: Files) -> Expected:
    path = HOURS.replace("practice-hours", "Practice-Hours")
    files[path] = files[HOURS]
    return path, 0, "The path is not that of a version"


def page_in_another_folder(files: Files) -> Expected:
    files["guidence/nmc/hours/2026-11-22.md"] = files[HOURS]
    return "guidence/nmc/hours/2026-11-22.md", 0, "No page is read from this folder"


def raw_html(files: Files) -> Expected:
    files[HOURS] += b'\n\n<iframe src="https://x.example"></iframe>\n'
    return HOURS, line_at(files, HOURS, "<iframe"), "<iframe> is not allowed"


def javascript_link(files: Files) -> Expected:
    files[HOURS] += b"\n\n[a](javascript:123)\n"
    return HOURS, None, "javascript:123"


def chart_without_numbers(files: Files) -> Expected:
    path = min(path for path in files if path.startswith("faqs/"))
    change(files, path, "evidence:\n", "charts: {answer: A chart.}\nevidence:\n")
    return path, None, "has no table of numbers"


MUTATIONS = [
    no_home, two_homes, no_mark, vanished_anchor, broken_link, broken_fragment, unknown_topic,
    foreign_profession, unknown_profession, unknown_role, unknown_fact, no_evidence,
    evidence_for_nothing, anchor_twice, next_check_before_checked, next_check_far_away, withdrawn_before_it_begins, successor_that_is_none, another_outcome,
    question_for_nobody, question_with_an_unknown_input, kind_of_another_folder, collection_that_is_none, own_page_without_address, unknown_regulator,
    no_decides_as, decides_as_of_nobody, profession_on_unknown_evidence, fact_of_another_file, toml_syntax, table_syntax, table_missing, list_missing,
    invalid_utf8, no_front_matter, empty_body, slug_with_capitals, page_in_another_folder, raw_html, javascript_link, chart_without_numbers,
]  # fmt: skip


@pytest.fixture(scope="module")
def sound() -> dict[str, frozenset[Issue]]:
    """What the checks say of the unbroken content, kept for the module."""
    return {}


@pytest.mark.usefixtures("without_proofs")
@pytest.mark.parametrize("mutate", MUTATIONS)
def test_one_broken_thing_is_told_with_file_and_line(content_files: Files, sound: dict[str, frozenset[Issue]], mutate: Callable[[Files], Expected]) -> None:
    if "" not in sound:
        sound[""] = frozenset(check(content_files, TODAY).issues)
    files = dict(content_files)
    path, line, words = mutate(files)
    found = [issue for issue in check(files, TODAY).issues if issue not in sound[""]]
    told = [issue for issue in found if issue.path == path and words in issue.message]
    assert told, found[:5]
    assert line is None or line in {issue.line for issue in told}, told
    assert all(issue.severity == "error" and issue.remedy for issue in told)


# ---- what only versions over time show, in miniature


def messages(files: Mapping[str, bytes]) -> list[str]:
    return [issue.message for issue in check(files, TODAY).issues]


@pytest.mark.usefixtures("without_tables")
class TestMiniature:
    """Content made for one question each."""

    def test_it_is_sound(self, mini: Mini) -> None:
        assert messages(mini()) == []

    def test_anchors_are_permanent_over_three_versions(self, mini: Mini) -> None:
        files = mini()
        other: dict[str, Any] = {"body": BODY.replace("{#how-many}", "{#hours}"), "evidence": "{hours: [NMC-01], what-counts: [NMC-02, NMC-03]}"}
        files["guidance/nmc/hours/2027-01-01.md"] = version(**other, more="moved: {how-many: hours}\n")
        assert messages(files) == []
        files["guidance/nmc/hours/2027-02-01.md"] = version(**other)
        assert messages(files) == ["The anchor #how-many of 2027-01-01 has vanished."]

    def test_anchors_may_move_to_another_page(self, mini: Mini) -> None:
        files = mini()
        one = BODY.split("## What counts")
        files["guidance/nmc/hours/2027-01-01.md"] = version(
            body=one[0], evidence="{how-many: [NMC-01]}", more="moved: {what-counts: nmc/practice#what-counts}\n"
        )
        files["guidance/nmc/practice/2027-01-01.md"] = version("Practice", body="## What counts" + one[1], evidence="{what-counts: [NMC-02, NMC-03]}")
        assert messages(files) == []
        del files["guidance/nmc/practice/2027-01-01.md"]
        assert "`moved`: what-counts leads to nmc/practice#what-counts, which does not exist." in messages(files)

    def test_homes_are_held_on_every_day_on_which_something_takes_over(self, mini: Mini) -> None:
        files = mini()
        files["guidance/nmc/hours/2027-01-01.md"] = version(evidence="{how-many: [NMC-01], what-counts: [NMC-03]}")
        assert messages(files) == ["NMC-02 has no home on 2027-01-01."]

    def test_a_withdrawal_takes_homes_away(self, mini: Mini) -> None:
        files = mini()
        files[PAGE] = version(more="withdrawn: {date: 2027-01-01, reason: Gone.}\n")
        assert messages(files) == [f"NMC-0{number} has no home on 2027-01-01." for number in (1, 2, 3)]

    @pytest.mark.parametrize(
        ("address", "fault"),
        [
            ("/guidance/nmc/hours", ""),
            ("/guidance/nmc/hours#what-counts", ""),
            ("/guidance/nmc/hours/2026-11-22#how-many", ""),
            ("/faq/how-many#answer", ""),
            ("/search?q=hours", ""),
            ("/regulator/nmc", ""),
            ("/rules/nmc", ""),
            ("/evidence/context", ""),
            ("/answer/nurse/chief-executive", ""),
            ("https://x.example/a", ""),
            ("mailto:a@b.example", ""),
            ("#answer", ""),
            ("/guidance/nmc/hours#none", "leads nowhere"),
            ("/guidance/nmc/hours/2026-11-23", "leads nowhere"),
            ("/guidance/nmc/hours/2026-11-22#none", "leads nowhere"),
            ("/faq/none", "leads nowhere"),
            ("guidance/nmc/hours", "does not begin with /"),
            ("/guidance/nmc/hours/", "leads nowhere"),
            ("/guidance/nmc", "leads nowhere"),
            ("/rules/context", "leads nowhere"),
            ("/regulator/moon", "leads nowhere"),
            ("/answer/nurse/king", "leads nowhere"),
            ("/elsewhere/dentist", "leads nowhere"),
            ("http://x.example", "is not https"),
            ("#none", "not on this page"),
            ("/nothing", "leads nowhere"),
            ("/guidance/faq/how-many", "leads nowhere"),
        ],
    )
    def test_links(self, mini: Mini, address: str, fault: str) -> None:
        files = mini()
        files[QUESTION] = version("How many hours?", "faq", "{answer: [NMC-01]}", f"Text [a]({address}).\n")
        found = check(files, TODAY).issues
        assert bool(found) == bool(fault), found
        assert all(issue.message.startswith(f"#answer: the link {address}") and fault in issue.message for issue in found)
        assert all(issue.line == 17 for issue in found)

    def test_an_address_that_cannot_be_read_is_told(self, mini: Mini) -> None:
        files = mini()
        files[QUESTION] = version("How many hours?", "faq", "{answer: [NMC-01]}", 'Text <a href="https://[x">a</a>.\n')
        assert any("is not an address" in message or "is not allowed" in message for message in messages(files))

    def test_a_link_must_hold_on_the_day_on_which_it_stands(self, mini: Mini) -> None:
        files = mini()
        ahead = BODY + "\n## Ahead {#ahead}\n\nText.\n"
        files["guidance/nmc/hours/2027-01-01.md"] = version(body=ahead, evidence="{how-many: [NMC-01], what-counts: [NMC-02, NMC-03], ahead: []}")
        link = version("How many hours?", "faq", "{answer: [NMC-01]}", "Text [a](/guidance/nmc/hours#ahead).\n")
        files["faqs/ahead/2027-01-01.md"] = link
        assert messages(files) == []
        files["faqs/today/2026-11-22.md"] = link
        assert messages(files) == ["#answer: the link /guidance/nmc/hours#ahead leads nowhere."]

    def test_two_pages_of_one_name_in_two_collections_are_two_pages(self, mini: Mini) -> None:
        files = mini()
        files["guidance/context/hours/2026-11-22.md"] = version("Other", body="## A {#a}\n\nText.\n", evidence="{a: []}")
        assert messages(files) == []

    def test_asserts_without_a_table_are_told_and_raise_nothing(self, mini: Mini) -> None:
        files = mini()
        files[QUESTION] = version(
            "How many?", "faq", "{answer: [NMC-01]}", "Text.\n", "asserts: [{facts: {profession: nurse, role: chief-executive}, outcome: yes}]\n"
        )
        assert messages(files) == ["`asserts` needs a profession and a role that exist."]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_no_damage_raises(self, mini: Mini, data: st.DataObject) -> None:
        files = mini()
        for _ in range(data.draw(st.integers(1, 3))):
            path = data.draw(st.sampled_from(sorted(files)))
            text = files[path]
            start = data.draw(st.integers(0, len(text)))
            end = data.draw(st.integers(start, min(len(text), start + 30)))
            scrap = st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"---\n", b"\n", b"[", b"{", b'"', b": ", b"## ", b"{#x}", b"](http://[", b"= 5\n", b"[[", b"\xff", b"\0"]),
            )
            files[path] = text[:start] + data.draw(scrap) + text[end:]
        assert all(issue.path and issue.message and issue.remedy for issue in check(files, TODAY).issues)


@pytest.mark.usefixtures("without_proofs")
def test_the_checks_find_the_same_thing_twice(content_files: Files) -> None:
    assert check(content_files, TODAY).issues == check(dict(reversed(list(content_files.items()))), TODAY).issues


def test_issues_stand_in_the_order_of_their_places() -> None:
    places = [("a.md", 2, 1), ("a.md", 2, 9), ("a.md", 2, 30), ("a.md", 10, 0), ("b.md", 0, 0)]
    made = [Issue(path, line, f"Said {9 - at}.", "Mend it.", column) for at, (path, line, column) in enumerate(places)]
    assert sorted([*made[::2], *made[1::2]]) == made == list(ContentError(reversed(made)).issues)
