"""Hostile addresses, headers, files and processes: nothing breaks, nothing is echoed that could harm, nothing is kept that people tell us."""

from __future__ import annotations

import datetime
import io
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from werkzeug.test import TestResponse

from guidance import bounded, building, characters, pages, render
from guidance.issues import Issue
from guidance.model import Source
from guidance.registers import MOST_TOLD, parse_toml, read_entries
from publishing.checks import check
from publishing.current import Current
from publishing.release import Releases
from rules import proofs
from rules.model import Row
from rules.table import Table, read_cases, read_table
from serving.headers import HEADERS
from tests.conftest import TODAY

UNSIGNED = "nobody-signed-this"
"""In place of the one part of an address that only our own key can make: behind it is a page that says so, with 404."""
PARTS = {
    "profession": "nurse", "role": "chief-executive", "regulator": "nmc", "collection": "nmc", "slug": "practice-hours", "stamp": "2026-11-22", "row": "4b",
    "guidance.about name": "about", "guidance.regulator name": "nmc", "guidance.regulator_json name": "nmc",
    "waiting.submission name": "abc", "waiting.page name": "abc", "links.preview signed": UNSIGNED,
    "rules.elsewhere name": "dentist", "data.section anchor": "how-many", "data.faq_section anchor": "answer",
    "calendar.letter name": "nmc-readmission", "calendar.letter_text name": "nmc-readmission", "rest": "nothing",
}  # fmt: skip
"""What stands for each variable part of an address: of one endpoint, or of all. A FAQ has a name of its own."""
FAQ = "leaders-non-practising-status"
PLAN = "profession=nurse&renewal_date=2027-04-30&start=2026-12&stage1_months=60&stage1_role=chief-executive"
AGAIN = "address=/answer/nurse/chief-executive?on=2026-11-01"
TOLD = {
    "rules.answer_json": "profession=nurse&role=chief-executive", "calendar.file": "renewal_date=2027-04-30", "calendar.letter": "status=lapsed",
    "calendar.letter_text": "status=lapsed", "again.page": AGAIN, "again.twin": AGAIN,
    "tour.page": PLAN, "tour.plan_json": PLAN, "tour.calendar": PLAN, "oembed.oembed": "url=/faqs",
}  # fmt: skip
"""What an address has to tell before its page is made at all."""
UNSTATED = "/.well-known/security.txt"
"""There only where the operator has stated a contact, which the site of these tests has not."""
UNASKED = ("/healthz", "/readyz")
"""For machines that watch the site: they read no parameter, and heed none."""
KIND = ("/embed", "/oembed")
"""What other sites take has something to read whatever its address holds, since intranets hide errors; consumers of oEmbed send more than it asks for."""
BEHIND_A_TOKEN, CLOSED = ("/publish", "/api/v1/publications", "/api/v1/reports"), (400, 401, 403, 404)
"""Addresses of officers, and what anybody else is told there, whatever else the address holds."""
SHARES = 12
NAMES = ["q", "on", "page", "regulator", "topic", "status", "profession", "role", "kind", "x", "utm_source", "renewal_date", "hours_nurse", "a[]", "__proto__"]
VALUES = [
    "0001-01-01", "9999-12-31", "1990-01-01", "2100-12-31", "20261231", "2026-W01-1", "2026-11-22T00:00", "٢٠٢٦-١١-٢٢", "5000", "-1", "99999", "1e400", "nan",
    "inf", "1_0", "\0", "\r\nSet-Cookie: a=b", "\u202eevil\u2066", "\x1b[2J", "<script>alert(1)</script>", "\"'><img src=x onerror=1>", "../../etc/passwd",
    "//evil.example", "\\\\evil.example", "A" * 10_000, "💩" * 2_000, "(" * 5_000, '"' * 5_000, "a," * 10_000, "*" * 1_000, "regulator:" * 500, "{{7*7}}",
]  # fmt: skip


def routes(app: Flask) -> list[str]:
    """One address for every rule of the site that answers a reader, so that no new one is forgotten here."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            parts = {"slug": FAQ} if "/faq/" in rule.rule else {}
            parts |= {name: PARTS.get(f"{rule.endpoint} {name}", PARTS.get(name, "")) for name in rule.arguments - parts.keys()}
            assert all(parts.values()), f"{rule} has a variable part without a value: name it in PARTS"
            built = rule.build(parts)
            assert built is not None, rule
            found.append(f"{built[1]}?{TOLD[rule.endpoint]}" if rule.endpoint in TOLD else built[1])
    return found


def address(route: str, name: str, value: str) -> str:
    return f"{route}{'&' if '?' in route else '?'}{quote(name)}={quote(value)}"


def test_every_route_is_reached(app: Flask, client: FlaskClient) -> None:
    for route in routes(app):
        shut = UNSIGNED in route or route == UNSTATED
        assert client.get(route).status_code in ((404,) if shut else (200, 302, 401, 403)), f"{route}: give PARTS and TOLD what makes it a page"


@pytest.mark.parametrize("share", range(SHARES))
def test_no_parameter_breaks_a_route_or_comes_back_raw(app: Flask, client: FlaskClient, share: int) -> None:
    for route in routes(app)[share::SHARES]:
        refuse_all(client, route)


def words(response: TestResponse) -> str:
    """The text of a response, without what its format asks for: lines of sheets and calendars end in CR LF (RFC 4180, RFC 5545), and a sheet begins with a mark
    by which spreadsheets know its encoding."""
    whole = response.text
    return whole.removeprefix("\ufeff").replace("\r\n", "\n") if response.mimetype in ("text/csv", "text/calendar") else whole


def refuse_all(client: FlaskClient, route: str) -> None:
    for name in NAMES:
        for value in VALUES:
            begun = time.process_time()
            response = client.get(address(route, name, value))
            said = (route, name, value[:40])
            assert response.status_code < 500, said
            assert time.process_time() - begun < 2, said
            assert len(response.data) < 600_000, said
            assert response.content_type.endswith("json") or "<script>alert" not in response.text and "<img src=x" not in response.text, said
            assert characters.control(words(response)) is None, said
            assert response.headers.get("Location", "/").startswith("/") and not response.headers.get("Location", "/").startswith("//"), said
            assert response.headers["X-Content-Type-Options"] == HEADERS["X-Content-Type-Options"], said


@pytest.mark.parametrize(
    "raw", ["on=%ff%fe", "q=%ed%a0%80", "q=%E2%80%AEx&q=%00", "%00=1", "%E2%80%AE=1", "&&&=&=", "q" + "=" * 5_000, "on=1;on=2", "q[]=1&q[0]=2"]
)
def test_no_query_string_breaks_a_route(app: Flask, client: FlaskClient, raw: str) -> None:
    for route in (*routes(app), "/api/v1/answer"):
        response = client.get(f"{route}{'&' if '?' in route else '?'}{raw}")
        assert response.status_code < 500, route
        assert characters.control(words(response)) is None, route


@pytest.mark.parametrize("pair", ["x{}=1", "on=2026-11-22"])
def test_thousands_of_parameters_are_told_in_few_words(app: Flask, client: FlaskClient, pair: str) -> None:
    for route in routes(app):
        response = client.get(f"{route}{'&' if '?' in route else '?'}" + "&".join(pair.format(number) for number in range(5_000)))
        kind = route.startswith(KIND)
        assert response.status_code in (CLOSED if route.startswith(BEHIND_A_TOKEN) else (200,) if route in UNASKED else (200, 400) if kind else (400,)), route
        assert len(response.data) < (len(client.get(route).data) if kind else 0) + 5_000, route


SKIPPED = "renewal_date=2027-04-30&skip=" + ",".join(f"x{number}" for number in range(600))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/answer/nurse/chief-executive?{SKIPPED}", 400),
        (f"/answer/nurse/chief-executive/calendar.ics?{SKIPPED}", 400),
        (f"/api/v1/answer?profession=nurse&role=chief-executive&{SKIPPED}", 400),
        (f"/answer/again?address={quote('/answer/nurse/chief-executive?on=2026-11-01&' + SKIPPED)}", 200),
        ("/answer/nurse/chief-executive?renewal_date=2027-04-30&x=1", 400),
        ("/plan?profession=nurse&renewal_date=2027-04-30&x=1", 400),
    ],
)
def test_a_personal_address_with_faults_is_told_in_few_words_and_listed_nowhere(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert len(response.data) < 10_000 + len(path) * (status == 200)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_a_long_search_is_linked_on_as_it_was_read(client: FlaskClient) -> None:
    response = client.get("/search?q=" + "hours,%20" * 5_000 + "&topic=" + "a," * 5_000)
    assert response.status_code == 200
    assert len(response.data) < 200_000


PATHS = [
    "//evil.example/%2e%2e", "/guidance//nmc//x", "/\\evil.example", "/%5cevil.example", "/%00", "/faq/%00", "/faq/a%0d%0aSet-Cookie:%20x=y",
    "/guidance/nmc/%E2%80%AE", "/guidance/../../etc/passwd", "/guidance/faq/nmc-practice-hours", "/static/../app.py", "/static/..%2fapp.py", "/static/%00",
    "/static/" + "a" * 10_000, "/faq/" + "x" * 10_000, "/answer/%ff/%fe", "/api/v1/guidance/faq/x", "/rules/..%2f..%2fgmc", "/evidence/nmc%00",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_or_breaks(client: FlaskClient, path: str) -> None:
    for tail in ("", "?utm_source=x", "?x=1", "?on=1"):
        response = client.get(path + tail)
        assert response.status_code in (302, 400, 404)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in response.headers
        assert not response.headers.get("Location", "/").startswith(("//", "http", "/\\"))


@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/about", "/\\\\evil.example/about", "//about", "/about//", "/./about", "https://evil.example/about"]
)
def test_no_path_becomes_a_host(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path}, query_string="utm_source=x")
    assert response.status_code == 404 or response.headers["Location"] == "/about"


def test_faqs_have_no_second_address(client: FlaskClient, app: Flask) -> None:
    slug = next(page.slug for page in app.extensions["current"].release().library.corpus.pages if page.collection == "faq")
    assert client.get(f"/faq/{slug}").status_code == 200
    assert client.get(f"/guidance/faq/{slug}").status_code == client.get(f"/api/v1/guidance/faq/{slug}").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "..", "a..b", "x" * 5_000, "x" * 64, "[::1", "<script>", "é", "evil.example:0", "a b", ""])
def test_the_host_that_is_named_changes_nothing(client: FlaskClient, host: str) -> None:
    for path in ("/about", "/guidance//x//y", "/nothing", "/answer?profession=nurse&role=chief-executive", "/about?utm_source=x"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code in (200, 302, 400, 404)
        assert (host or "://") not in response.headers.get("Location", "")
        assert len(host) < 9 or host not in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "FOO"])
def test_only_reading_is_answered(client: FlaskClient, method: str) -> None:
    for path in ("/about", "/search?q=x", "/api/v1/answer"):
        response = client.open(path, method=method, data="x" * 2_000_000)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.headers["Cache-Control"] == "private, no-store"


def test_head_and_options_have_no_body(client: FlaskClient) -> None:
    assert client.head("/about").data == client.options("/about").data == b""
    assert client.head("/about").headers["ETag"] == client.get("/about").headers["ETag"]


@pytest.mark.parametrize("value", ['"', 'W/"x"', "x" * 100_000, '"a",' * 1_000, "garbage", "Sun, 06 Nov 9999999 08:49:37 GMT", "bytes=0-10", "\x80"])
@pytest.mark.parametrize("name", ["If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Range", "If-Range", "Accept", "Cookie"])
def test_no_condition_breaks_a_page_or_poisons_a_cache(client: FlaskClient, name: str, value: str) -> None:
    response = client.get("/about", headers={name: value})
    assert response.status_code in (200, 412)
    assert response.status_code == 200 or response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


def test_redirects_that_carry_facts_are_kept_by_nobody(client: FlaskClient) -> None:
    for path in ("/answer/nurse/chief-executive?hours_by_deadline=100&utm_source=x", "/answer/nurse/chief-executive?hours_by_deadline="):
        response = client.get(path)
        assert response.status_code == 302
        assert response.headers["Cache-Control"] == "private, no-store"


def test_the_etag_is_that_of_the_body(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/about")
    monkeypatch.setitem(app.jinja_env.globals, "url_for", None)
    template = app.jinja_env.get_template("guidance/about.html")
    monkeypatch.setattr(template, "root_render_func", lambda context: iter([before.text.replace("About", "Tuoba")]))
    after = client.get("/about")
    assert len(after.data) == len(before.data)
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_failure_logs_neither_address_nor_facts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise ValueError("".join(reversed("ffo-kcurts")))

    monkeypatch.setattr("rules.routes.answer", fail)
    with caplog.at_level(logging.DEBUG):
        response = client.get("/answer/nurse/chief-executive?renewal_date=2027-03-31&hours_by_deadline=123.5")
    assert response.status_code == 500
    assert "ValueError" in caplog.text and "rules/routes.py" in caplog.text
    for word in ("struck-off", "123.5", "hours_by_deadline", "2027-03-31", "nurse", "chief-executive"):
        assert word not in caplog.text
        assert word == "nurse" or word not in response.text


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_facts_at_the_edges_break_an_answer(app: Flask, data: st.DataObject) -> None:
    release = app.extensions["current"].release()
    profession = data.draw(st.sampled_from(release.library.corpus.professions))
    role = data.draw(st.sampled_from(release.library.corpus.roles))
    inputs = [item for item in release.tables[profession.regulator].inputs if item.id not in ("profession", "role")]
    told = {"on": data.draw(st.sampled_from(["", "1990-01-01", "2024-02-29", "2026-11-22", "2028-02-29", "2100-12-31"]))}
    for item in data.draw(st.lists(st.sampled_from(inputs), unique_by=lambda item: item.id)):
        if item.kind == "choice":
            told[item.id] = data.draw(st.sampled_from([value.id for value in item.values]))
        elif item.kind == "date":
            told[item.id] = data.draw(st.sampled_from(["1990-01-01", "2024-02-29", "2026-11-21", "2026-11-30", "2027-01-31", "2100-12-31"]))
        else:
            told[item.id] = data.draw(st.sampled_from([f"{item.least:g}", f"{item.most:g}", "0.5", "12", "1,350"]))
    begun = time.process_time()
    page = app.test_client().get(f"/answer/{profession.id}/{role.id}?{urlencode(told)}", follow_redirects=True)
    twin = app.test_client().get(f"/api/v1/answer?{urlencode({**told, 'profession': profession.id, 'role': role.id})}")
    assert page.status_code == twin.status_code
    assert page.status_code in (200, 400)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("text", ["20261231", "2026-W01-1", "2026-1-1", "٢٠٢٦-١١-٢٢", "0001-01-01", "9999-12-31", "1989-12-31", "2101-01-01", "2026-02-30"])
def test_dates_are_written_one_way_and_within_reach(client: FlaskClient, text: str) -> None:
    for path in (f"/guidance?on={text}", f"/answer/nurse/chief-executive?renewal_date={text}", f"/api/v1/guidance?on={text}"):
        assert client.get(path).status_code == 400
    assert "2026-12-31" in client.get("/guidance?on=soon").text


@pytest.mark.parametrize(
    ("text", "status"), [("1,350", 200), ("450.5", 200), ("1_0", 400), ("1e2", 400), ("nan", 400), ("４５０", 400), ("13,50", 400), ("+5", 400)]
)
def test_numbers_are_read_strictly_and_as_people_write_them(client: FlaskClient, text: str, status: int) -> None:
    assert client.get("/api/v1/answer", query_string={"profession": "nurse", "role": "chief-executive", "hours_by_deadline": text}).status_code == status


BOMBS = {
    "dots": b"a" + b".a" * 300_000 + b" = 1", "dotted head": b"[" + b"a." * 100_000 + b"a]", "quoted dots": b'x = {' + b'"a" . ' * 50_000 + b"a = 1}",
    "brackets": b"x = " + b"[" * 5_000 + b"]" * 5_000, "digits": b"x = " + b"9" * 4_000, "hexadecimal": b"x = 0x" + b"f" * 100_000, "not a number": b"x = nan",
    "infinite": b"x = [inf]", "early": b"x = 0001-01-01", "late": b"x = {y = 9999-12-31}", "time": b"x = 2026-01-01T00:00:00Z", "escape": b'x = "\\u001b[2J"',
    "direction": b'"\\u202e" = 1', "nested": b"x = " + b"[" * 20 + b"]" * 20,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_toml_bombs_are_refused_at_once(name: str) -> None:
    begun = time.process_time()
    table, issues = parse_toml("topics.toml", BOMBS[name])
    assert table == {}
    assert len(issues) == 1
    assert len(str(issues[0])) < 400
    assert time.process_time() - begun < 1


def test_a_file_full_of_faults_is_told_in_part() -> None:
    begun = time.process_time()
    _, issues = read_entries("rules/nmc.toml", b"[[row]]\n" * 200_000, {"row": Row})
    assert len(issues) == MOST_TOLD + 1
    assert "more faults" in issues[-1].message
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "path", ["guidance/nmc/x/0001-01-01.md", "guidance/nmc/x/9999-12-31.md", "guidance/../x/2026-11-22.md", "guidance/n\x1bmc/x/2026-11-22.md"]
)
def test_versions_beyond_reach_are_refused(mini: Callable[..., dict[str, bytes]], path: str) -> None:
    version, issues = building.read_version(path, b"---\n---\n", {})
    assert version is None
    assert [issue.path for issue in issues] == [path]
    assert any(issue.path == path for issue in check({**mini(), path: b"---\n---\n"}, TODAY).issues)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "http://[::1", "https://a@evil.example/", "https://a\u2100b/", "https://x y/", "data:,x"]
)
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    with pytest.raises(ValidationError):
        Source(title="x", address=address)


def test_the_successor_of_a_withdrawn_page_may_be_a_question(app: Flask) -> None:
    with app.test_request_context("/"):
        template = app.jinja_env.get_template("guidance/version.html").make_module({"library": None, "today": TODAY})
        withdrawn = {"date": TODAY, "reason": "Gone.", "successor": "faq/x"}
        page, version = {"collection": "nmc", "slug": "y"}, {"date": TODAY, "meta": {"withdrawn": withdrawn}}
        assert 'href="/faq/x"' in str(template.banner(page, version, "withdrawn", version))  # type: ignore[attr-defined]
        version["meta"] = {"withdrawn": {**withdrawn, "successor": "nmc/z"}}
        assert 'href="/guidance/nmc/z"' in str(template.banner(page, version, "withdrawn", version))  # type: ignore[attr-defined]


@pytest.fixture(scope="module", params=["gmc", "nmc", "hcpc", "gphc"])
def table(request: pytest.FixtureRequest, content_files: dict[str, bytes]) -> Table:
    path, cases = f"rules/{request.param}.toml", f"rules/cases/{request.param}.toml"
    return read_cases(cases, content_files[cases], read_table(path, content_files[path])[0])[0]


def test_a_parameter_that_the_scheme_needs_cannot_be_lost(table: Table) -> None:
    assert proofs.prove_arithmetic(table, TODAY) == []
    for name in {item.id for item in table.parameters if item.id.endswith(("_months", "_days", "_hours"))}:
        needed = f'"{name}"' in Path(f"rules/schemes/{table.regulator}.py").read_text(encoding="utf-8")
        for value in (None, 10**8, "many"):
            kept = tuple(item.model_copy(update={"value": value}) if item.id == name else item for item in table.parameters if value or item.id != name)
            assert not needed or proofs.prove_arithmetic(replace(table, parameters=kept), TODAY) or value == 10**8, (name, value)


ODD = ["5", "nan", "true", "[]", "[5]", "[[]]", "{}", "{not = 5}", "{not = []}", "{not = [[]]}", '{a = "b"}', "2026-01-01"]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("key", ["status", "is", "is_not", "decided_by", "outcome"])
def test_odd_conditions_are_told(key: str, value: str, content_files: dict[str, bytes]) -> None:
    row = '\n[[row]]\nid = "ZZ"\nstage = "limit"\noutcome = "no"\nbecause = "x"\nfacts = ["NMC-01"]\nchecked = 2026-11-22\nnext_check = 2027-02-22\n'
    _, issues = read_table("rules/nmc.toml", content_files["rules/nmc.toml"] + f"{row}[[row.when]]\n{key} = {value}\n".encode())
    assert issues


@pytest.mark.parametrize("head", ["words = 5", "words = {a = 5}", "parts = 5", "parts = [[]]", "parts = [1, 2]", "regulator = []"])
def test_odd_heads_of_tables_are_told(head: str, content_files: dict[str, bytes]) -> None:
    assert read_table("rules/nmc.toml", head.encode())[1] or head.startswith("regulator")
    assert check({**content_files, "rules/nmc.toml": head.encode()}, TODAY).issues


@pytest.mark.parametrize("path", ["x" * 5_000, "../../etc/passwd", "/etc/passwd", "-", "\udcff", "\u202e"])
def test_no_path_breaks_the_check(app: Flask, path: str) -> None:
    result = app.test_cli_runner().invoke(args=["content", "check", "--", path])
    assert result.exit_code == 2
    assert "is not a file or folder" in result.output


def test_messages_are_one_printable_line() -> None:
    said = str(Issue("a\nb\x1b[2J.md", 1, "x\u202ey\ud800", "z"))
    assert said.isprintable()
    io.BytesIO(said.encode())


def test_a_release_that_cannot_be_opened_leaves_the_open_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    releases: Releases = app.extensions["current"].releases
    current = Current(tmp_path / "nothing", releases, lambda: TODAY, watch=False)
    kept = current.release()
    monkeypatch.setattr(Releases, "current", lambda self: "0" * 16 + "-1")
    for error in (KeyError("x"), RecursionError(), MemoryError(), OSError(28, "No space left on device")):

        def fail(self: Releases, name: str, on: datetime.date, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr(Releases, "open", fail)
        current._looked = float("-inf")
        assert current.release() is kept
        assert current.unopened is not None


def test_a_stopped_child_is_replaced_even_when_the_pipe_is_full() -> None:
    render.to_html("warm")
    child = bounded._children[0].process
    os.kill(child.pid, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(render.RenderError, match="longer than"):
        render.to_html("a stopped child reads nothing. " * 6_000)
    assert time.monotonic() - begun < 2
    assert render.to_html("after it") == "<p>after it</p>"


def test_a_forked_process_renders_while_threads_of_its_parent_do() -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            render.to_html(f"text {time.monotonic()}")

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                os._exit(render.to_html(f"forked {number}") != f"<p>forked {number}</p>")
            assert os.waitpid(child, 0)[1] == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert render.to_html("and after") == "<p>and after</p>"


def test_a_text_that_swells_is_refused_before_it_is_sanitised() -> None:
    with pytest.raises(render.RenderError, match="swells|longer|memory"):
        render.to_html("*[a]: " + "b" * 4_000 + "\n\n" + "a " * 9_000)


def test_sources_without_an_address_are_not_links(app: Flask) -> None:
    assert not pages.linked(app.extensions["current"].release().library, Source(title="A letter"))
